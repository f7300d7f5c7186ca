//! What the files of an evidence bundle are called. `docs/draw-protocol.md` §2.

use crate::core::id::Name;

/// `commit.txt`, §3.
pub const COMMIT: &str = "commit.txt";
/// `seed.txt`, §4.
pub const SEED: &str = "seed.txt";
/// `thresholds.csv`, §5.
pub const THRESHOLDS: &str = "thresholds.csv";
/// `inspectors.csv`, §6.1.
pub const INSPECTORS: &str = "inspectors.csv";
/// `recusals.csv`, §6.1.
pub const RECUSALS: &str = "recusals.csv";
/// `teams.csv`, §6.9.
pub const TEAMS: &str = "teams.csv";
/// Record of applied shortage rules with their certificates, §6.6; absent where none was applied.
pub const SHORTAGE: &str = "shortage.txt";
/// `result.txt`, §2.
pub const RESULT: &str = "result.txt";
/// `void.txt`, §9.
pub const VOID: &str = "void.txt";
/// The key of all salts, 64 hexadecimal digits: bureau and auditor only.
pub const SALT_KEY: &str = "salt.key";
/// Which inspector stands behind which pseudonym: bureau and auditor only.
pub const PSEUDONYMS: &str = "pseudonyms.csv";
/// The pulse that proves the commitment's not-before value.
pub const NOT_BEFORE: &str = "not-before.txt";

/// `plan-<task>.txt`.
pub fn plan_file(task: &Name) -> String {
    format!("plan-{task}.txt")
}

/// `frame-<task>.csv`.
pub fn frame_file(task: &Name) -> String {
    format!("frame-{task}.csv")
}

/// `selected-<task>.csv`.
pub fn selected_file(task: &Name) -> String {
    format!("selected-{task}.csv")
}

/// What the name of every list of drawn ids begins with.
pub const DRAWN_PREFIX: &str = "drawn-";

/// `drawn-<task>.csv`: the ids drawn by a sealed task, for the public.
pub fn drawn_file(task: &Name) -> String {
    format!("{DRAWN_PREFIX}{task}.csv")
}

/// `ceremony-<beacon>.txt`: the signed record of a lottery or dice ceremony.
pub fn ceremony_file(beacon: &Name) -> String {
    format!("ceremony-{beacon}.txt")
}

/// `witness-<name>.txt`: the commitment a witness signed, from which its line in `commit.txt` comes.
pub fn witness_file(name: &Name) -> String {
    format!("witness-{name}.txt")
}

/// `pulse-<beacon>.txt`.
pub fn pulse_file(beacon: &Name) -> String {
    format!("pulse-{beacon}.txt")
}

/// What the name of every opening begins with.
pub const OPENING_PREFIX: &str = "opening-";

/// `opening-<name>.txt`: the opening a witness signed, whose value stands in `seed.txt`.
pub fn opening_file(name: &Name) -> String {
    format!("{OPENING_PREFIX}{name}.txt")
}

/// What every proof about the log begins with. Such files come after the terminal record and are
/// not among those it vouches for.
pub const LOG_PREFIX: &str = "log-";
/// The bureau's own policy: its log's key, its witnesses, its quorum (§14).
pub const LOG_POLICY: &str = "log-policy.txt";
/// Proof that the commitment is in the log.
pub const LOG_COMMIT: &str = "log-commit.txt";
/// Proof that the result is in the log.
pub const LOG_RESULT: &str = "log-result.txt";
/// Proof that the void is in the log.
pub const LOG_VOID: &str = "log-void.txt";

/// Proof that a witness's opening is in the log.
pub fn log_opening(name: &Name) -> String {
    format!("log-opening-{name}.txt")
}

/// Proof that a replacement's request is in the log.
pub fn log_replace(number: u32) -> String {
    format!("log-replace-{number}.txt")
}

/// Whether a file comes after the terminal record, which then cannot vouch for it: replacements,
/// answers to challenges, outcomes, and what the log vouches for itself.
pub fn comes_after_the_end(name: &str) -> bool {
    let outcomes = crate::core::outcome::dossier::OUTCOMES;
    let challenges = crate::core::receipt::challenge::PREFIX;
    [LOG_PREFIX, OPENING_PREFIX, challenges, "replace-", "replaced-", "teams-", outcomes]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}

/// Proof that a head of the log continues an earlier one.
pub fn log_consistency(old: u64, new: u64) -> String {
    format!("log-consistency-{old}-{new}.txt")
}

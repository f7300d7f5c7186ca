//! The outside world of a command: clock, entropy, beacon, archive, operator, screen. This is the
//! only place that touches the system clock, the operating system's entropy and the environment;
//! `clippy.toml` forbids the rest.

use crate::archive::{Archive, Settings, sqlite_file};
use crate::beacon::Beacon;
use crate::config::Config;
use crate::core::lang::Lang;
use crate::core::log::Policy;
use crate::core::time::Timestamp;
use crate::core::witness::key::{SignerKey, VerifierKey};
use crate::error::{Error, Exit, Result, system_words};
use crate::log::Published;
use rand::TryRng;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::path::{Path, PathBuf};
use tokio::sync::OnceCell;

/// What stands behind the operator's name in the journal where `--clock` was given.
pub const HAND_SET: &str = " (clock set by hand)";

/// Everything a command may touch.
pub struct Env {
    /// Configuration.
    pub config: Config,
    /// Directory of the configuration: relative paths in it start here.
    pub root: PathBuf,
    /// Language of what is printed.
    pub lang: Lang,
    /// Who acts, for the journal.
    pub operator: String,
    /// Private key of who acts.
    pub key: Option<PathBuf>,
    /// Where pulses come from.
    pub beacon: Beacon,
    /// `NAME:TOKEN` of the lease this command runs under.
    lease: Option<String>,
    /// Whether progress is shown.
    pub quiet: bool,
    clock: Clock,
    entropy: Entropy,
    archive: OnceCell<Archive>,
}

#[derive(Clone, Copy)]
enum Clock {
    System,
    Frozen(Timestamp),
}

enum Entropy {
    System,
    Seeded(Box<ChaCha20Rng>),
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system clock")]
    fn now(self) -> Timestamp {
        match self {
            Clock::Frozen(now) => now,
            Clock::System => {
                let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
                Timestamp(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
            }
        }
    }
}

impl Env {
    /// The real world; `frozen` replaces its clock for rehearsals and tests.
    pub fn real(
        config: Config,
        root: PathBuf,
        lang: Lang,
        beacon: Beacon,
        frozen: Option<Timestamp>,
    ) -> Self {
        let clock = frozen.map_or(Clock::System, Clock::Frozen);
        let user =
            variable("SUICHA_OPERATOR").or_else(|| variable("USER")).unwrap_or_else(|| "operator".into());
        if let Some(point) = variable("SUICHA_FAULT_POINT") {
            crate::fault::arm(&point);
        }
        Self {
            config,
            root,
            lang,
            operator: user,
            key: variable("SUICHA_KEY").map(PathBuf::from),
            beacon,
            lease: variable("SUICHA_LEASE"),
            quiet: false,
            clock,
            entropy: Entropy::System,
            archive: OnceCell::new(),
        }
    }

    /// A world in which everything is known beforehand: the demonstration's.
    pub fn scripted(config: Config, root: PathBuf, lang: Lang, beacon: Beacon, seed: [u8; 32]) -> Self {
        let entropy = Entropy::Seeded(Box::new(ChaCha20Rng::from_seed(seed)));
        let clock = Clock::Frozen(Timestamp(0));
        let archive = OnceCell::new();
        let operator = "demo".into();
        let (key, lease, quiet) = (None, None, false);
        Self { config, root, lang, operator, key, beacon, lease, quiet, clock, entropy, archive }
    }

    /// Moves a frozen clock.
    pub fn set_clock(&mut self, now: Timestamp) {
        self.clock = Clock::Frozen(now);
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The clock itself, for what goes on answering.
    pub fn clock(&self) -> impl Fn() -> Timestamp + Clone + Send + Sync + 'static + use<> {
        let clock = self.clock;
        move || clock.now()
    }

    /// Whether the clock was set by `--clock`.
    pub fn clock_is_frozen(&self) -> bool {
        matches!(self.clock, Clock::Frozen(_))
    }

    /// Whether a clock set by hand is ahead of the machine's.
    pub fn ahead_of_the_machine(&self) -> bool {
        self.clock.now() > Clock::System.now()
    }

    /// Who acts, with a mark where the clock is not the real one.
    pub fn actor(&self) -> String {
        match self.clock {
            Clock::System => self.operator.clone(),
            Clock::Frozen(_) => format!("{}{HAND_SET}", self.operator),
        }
    }

    /// This process, for people who look for it: who acts, on which machine.
    pub fn holder(&self) -> String {
        // A sandbox may hide the first of them.
        let named = |path: &str| std::fs::read_to_string(path).ok();
        let host = named("/proc/sys/kernel/hostname").or_else(|| named("/etc/hostname")).unwrap_or_default();
        format!("{} {} {}", self.actor(), host.trim(), std::process::id())
    }

    /// 32 bytes nobody can foresee.
    pub fn random(&mut self) -> Result<[u8; 32]> {
        let mut bytes = [0; 32];
        match &mut self.entropy {
            Entropy::Seeded(stream) => stream.fill_bytes(&mut bytes),
            Entropy::System => rand::rngs::SysRng.try_fill_bytes(&mut bytes).map_err(|e| {
                let zh = format!("操作系统不提供随机数：{e}");
                Error::said(Exit::Outside, zh, format!("the operating system gives no entropy: {e}"))
            })?,
        }
        Ok(bytes)
    }

    /// The private key of the bureau's log.
    pub fn log_key(&self) -> Result<SignerKey> {
        let path = self.root.join(&self.config.log.key);
        let text = std::fs::read_to_string(&path).map_err(|e| {
            let (path, (zh, en)) = (path.display(), system_words(&e));
            Error::said(
                Exit::Usage,
                format!("无法读取日志私钥 {path}：{zh}"),
                format!("cannot read the log's key {path}: {en}"),
            )
            .advice(
                "它由 suicha init 生成；已用过的请从备份取回，私钥丢失的日志不能继续",
                "`suicha init` made it: fetch it from a backup; a log whose key is lost cannot go on",
            )
        })?;
        SignerKey::parse(text.trim_end_matches('\n')).map_err(|e| {
            let path = path.display();
            Error::said(Exit::Usage, format!("日志私钥 {path} 有误：{e}"), format!("{path}: {e}")).advice(
                "请从备份恢复；私钥丢失的日志不能继续",
                "restore it from a backup; a log whose key is lost cannot go on",
            )
        })
    }

    /// Where the public half of the log's key is handed out.
    pub fn log_pub(&self) -> PathBuf {
        self.root.join(&self.config.log.key).with_extension("pub")
    }

    /// The public half of the log's key: of the private one, or where that is lost, what was handed out. Whoever only
    /// reads needs no more.
    pub fn log_verifier(&self) -> Result<VerifierKey> {
        let lost = match self.log_key() {
            Ok(key) => return Ok(key.verifier().clone()),
            Err(e) => e,
        };
        if self.root.join(&self.config.log.key).exists() {
            return Err(lost);
        }
        let text = std::fs::read_to_string(self.log_pub()).map_err(|_| lost)?;
        text.trim_end_matches('\n').parse().map_err(|e| {
            let path = self.log_pub();
            let path = path.display();
            Error::said(Exit::Usage, format!("日志公钥 {path} 有误：{e}"), format!("{path}: {e}"))
                .advice("请从备份恢复", "restore it from a backup")
        })
    }

    /// Whom the bureau's log asks to cosign.
    pub fn log_policy(&self) -> Result<Policy> {
        self.policy_of(&self.config.log.policy)
    }

    /// Whom it asked at a time.
    pub fn log_policy_at(&self, at: Timestamp) -> Result<Policy> {
        self.policy_of(self.config.log.policy_at(at)?)
    }

    /// Whom it asks and asked, the present policy first.
    pub fn log_policies(&self) -> Result<Vec<Policy>> {
        let earlier = self.config.log.earlier.iter().map(|earlier| &earlier.policy);
        std::iter::once(&self.config.log.policy).chain(earlier).map(|path| self.policy_of(path)).collect()
    }

    fn policy_of(&self, file: &Path) -> Result<Policy> {
        let key = self.log_verifier()?;
        let path = self.root.join(file);
        let wrong = |zh: String, en: String| {
            let path = path.display();
            Error::said(Exit::Usage, format!("信任策略 {path} 有误：{zh}"), format!("{path}: {en}")).advice(
                "请改正该文件，或从备份恢复（docs/operations.md）",
                "correct the file or restore it from a backup (docs/operations.md)",
            )
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            // That nobody has to cosign is said by having no file; an earlier one that is named must be there.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && file == self.config.log.policy => {
                return Ok(Policy::of_log(key));
            }
            Err(e) => return Err(wrong(system_words(&e).0, e.to_string())),
        };
        let policy = Policy::parse(&text).map_err(|e| wrong(e.to_string(), e.to_string()))?;
        match policy.log == key {
            true => Ok(policy),
            false => {
                let (its, ours) = (&policy.log, &key);
                Err(wrong(
                    format!("其中的日志是 {its}，本单位的是 {ours}"),
                    format!("its log is {its}, this bureau's is {ours}"),
                ))
            }
        }
    }

    /// The published log.
    pub fn published_log(&self) -> Published {
        Published::at(&self.root.join(&self.config.log.dir))
    }

    /// The archive, opened at its first use; a missing one is never made here.
    pub async fn archive(&self) -> Result<Archive> {
        let open = async || {
            let fence = self.lease.as_deref().map(str::parse).transpose()?;
            let url = self.config.archive_url(&self.root);
            // Whoever has published a log has an archive: an empty schema of a server is the wrong one.
            let fill = sqlite_file(&url).is_none() && matches!(self.published_log().head(), Ok(None));
            let settings = Settings { create: false, fill, fence, ..Settings::default() };
            Archive::open_with(&url, &settings).await
        };
        Ok(self.archive.get_or_try_init(open).await?.clone())
    }

    /// Closes the archive and waits for it, so that its file is whole without a write-ahead log.
    pub async fn close(&mut self) {
        if let Some(archive) = self.archive.take() {
            archive.close().await;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

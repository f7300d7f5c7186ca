//! The schedule: jobs as plain values, and what is due of them. Pure: the time, the history of runs and the
//! working-day calendar are arguments, and nothing here runs a command, reads a file or asks a clock; that is
//! `command/daemon`. What a bureau writes stands in `suicha.toml` under `[[job]]`; `docs/operations.md` explains it.
//!
//! - [`When`]: cron (`0 9 * * 1-5`), and what cron cannot say (`workday 3 of month at 09:00`, `2 workdays before draw`).
//! - [`times`]: the instants of a job within a span, daylight saving included.
//! - [`History`]: a fold over the lines of `schedule.log`, from which a restart knows what was done.
//! - [`due`]: what is to be run or passed over now, in order.

mod check;
mod due;
mod failures;
mod fill;
mod history;
mod kept;
mod local;
mod times;
mod when;

pub use check::{Problem, Wanted, check};
pub use due::{Act, Clock, Due, Missed, Outlook, Trouble, Why, due, passed_times};
pub use failures::{Failure, failures};
pub use fill::{PLACEHOLDERS, fill, unknown as unknown_placeholders};
pub use history::{Event, HEADING, History, Record, State, temporary};
pub use kept::shorten;
pub use local::Zone;
pub use times::{Times, next, running_out, times};
pub use when::{Shift, Span, TimeOfDay, When};

/// One job: a command that is typed at certain times.
#[derive(Clone, Debug)]
pub struct Job {
    /// Unique name, `[a-z0-9.-]`.
    pub name: String,
    /// When.
    pub when: When,
    /// The time zone that `when` and the placeholders are read in.
    pub zone: Zone,
    /// What would be typed after `suicha`, with placeholders.
    pub command: Vec<String>,
    /// What becomes of runs that were missed.
    pub policy: Policy,
    /// A run that begins later than so many seconds after its time was missed.
    pub grace_s: i64,
    /// How often it is tried while the cause is a temporary one.
    pub tries: u32,
    /// Seconds after which a run is stopped.
    pub limit_s: u64,
    /// Whether each of several daemons on one archive makes its runs, for its own machine.
    pub everywhere: bool,
    /// Says whether its times are still those that its history speaks of; a job beside another has that one's too.
    pub mark: String,
}

/// What becomes of runs whose time went by while no daemon ran, or while an earlier run was still tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Every one of them is made, in order: reports of three months are three reports.
    Each,
    /// One run, under the newest of their times, stands for all of them.
    Once,
    /// They are passed over and noted.
    Skip,
    /// They are passed over and reported: a draw whose pulse has passed is not caught up.
    Report,
}

impl Policy {
    /// Every policy with its word.
    pub const ALL: [(Policy, &'static str); 4] =
        [(Policy::Each, "each"), (Policy::Once, "once"), (Policy::Skip, "skip"), (Policy::Report, "report")];

    /// The policy of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == word).map(|(policy, _)| policy)
    }
}

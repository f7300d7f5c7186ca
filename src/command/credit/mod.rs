//! The credit archive (信用档案) on the command line: records in, what holds for a subject on a day out,
//! and decisions by those who may take them. What follows from events is `core::credit`'s.

mod book;
mod classes;
mod exchange;
mod feedback;
mod import;
mod inspections;
mod report;
pub mod rules;
mod run;
mod show;
mod steps;
mod template;
mod told;
mod walk;

pub use classes::{period, period_of};
pub use import::run as import;
pub use template::run as template;
pub use told::proposal;
pub use walk::{declined, subjects};

use super::answer::Answer;
use crate::cli::CreditCommand;
use crate::core::credit::RuleSet;
use crate::core::credit::words::{Kind, Manner};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use steps::{Decision, Step};

/// Runs one command about credit.
pub async fn run(env: &mut Env, command: &CreditCommand) -> Result<Answer> {
    use CreditCommand::{Decide, Object, Record, Repair};
    if matches!(command, Decide { .. } | Repair { .. } | Object { .. } | Record { .. }) {
        shipped_rules_only(env)?;
    }
    match command {
        CreditCommand::Show { id, as_of, known_by, why, rules, report } => {
            let (as_of, known_by, rules) = (as_of.as_deref(), known_by.as_deref(), rules.as_deref());
            if report.out.is_some() {
                return report::run(env, id, as_of, known_by, report).await;
            }
            show::run(env, show::Asked { id, as_of, known_by, why: *why, rules }).await
        }
        CreditCommand::Export(args) => exchange::run(env, args).await,
        CreditCommand::Rules(args) => rules::run(env, args),
        CreditCommand::Run(args) => run::run(env, args).await,
        CreditCommand::Classes(args) => classes::run(env, args).await,
        CreditCommand::Decide { id, proposal, approve, decline: _, letter, removal, consent, step } => {
            let (letter, removal) = (letter.as_deref(), removal.as_deref());
            let decision = Decision { proposal, approve: *approve, letter, removal, consent: *consent };
            Step::open(env, id, step, true).await?.decide(env, &decision).await
        }
        CreditCommand::Repair { id, record, apply, accept, grant, refuse, revoke: _, step } => {
            let (kind, manner) = match (apply, accept, grant, refuse) {
                (true, ..) => (Kind::RepairApplied, None),
                (_, true, ..) => (Kind::RepairAccepted, None),
                (_, _, true, _) => (Kind::RepairDecided, Some(Manner::Granted)),
                (.., true) => (Kind::RepairDecided, Some(Manner::Refused)),
                _ => (Kind::RepairRevoked, None),
            };
            Step::open(env, id, step, !apply).await?.repair(env, record, kind, manner).await
        }
        CreditCommand::Object { id, record, answer, step } => {
            let answers = answer.is_some();
            Step::open(env, id, step, answers).await?.object(env, record, answer.as_deref()).await
        }
        CreditCommand::Record { id, kind, about, fields, step } => {
            Step::open(env, id, step, false).await?.record(env, kind, about.as_deref(), fields).await
        }
    }
}

/// Steps are checked under the rules that are shipped: with others in use nothing is decided rather than
/// something else.
fn shipped_rules_only(env: &Env) -> Result<()> {
    if env.config.credit.rules.is_none() || rules::set(env)? == RuleSet::shipped() {
        return Ok(());
    }
    Err(Error::said(
        Exit::Usage,
        "本局规则集尚不能用于认定、修复、异议和登记",
        "a bureau's own rules are not yet read by decide, repair, object and record",
    )
    .advice(
        "请用随程序附带的规则办理，或先不设 [credit] rules",
        "leave [credit] rules out for these commands",
    ))
}

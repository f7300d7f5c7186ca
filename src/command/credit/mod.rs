//! The credit archive (信用档案) on the command line: records in, what holds for a subject on a day out,
//! and decisions by those who may take them. What follows from events is `core::credit`'s.

mod book;
mod classes;
mod exchange;
mod feedback;
mod import;
mod inspections;
mod letter;
mod report;
pub mod rules;
mod run;
mod show;
mod steps;
mod template;
mod told;
mod walk;

pub use book::Book;
pub use classes::{period, period_of};
pub use import::run as import;
pub use steps::{Pending, pending};
pub use template::run as template;
pub use told::proposal;
pub use walk::{Who, declined, subjects, subjects_by};

use super::answer::Answer;
use super::day;
use crate::cli::{CreditCommand, CreditStep};
use crate::core::credit::Verb;
use crate::core::credit::words::{Kind, Manner};
use crate::env::Env;
use crate::error::Result;
use crate::people::Credit;
use steps::{Decision, Desk, Hearing};

/// Runs one command about credit.
pub async fn run(env: &mut Env, command: &CreditCommand) -> Result<Answer> {
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
        CreditCommand::Propose { what, step } => {
            Desk::open(env, step, Credit::Record).await?.step(env, Verb::Propose, what).await
        }
        CreditCommand::Review { what, pass, back: _, step } => {
            let verb = if *pass { Verb::Review } else { Verb::Return };
            Desk::open(env, step, Credit::Review).await?.step(env, verb, what).await
        }
        CreditCommand::Notify { id, proposal, letter, step } => {
            let hearing = Hearing { verb: Verb::Notify, set: None, letter: letter.as_deref() };
            hear(env, (id, proposal), hearing, step).await
        }
        CreditCommand::Hear { id, proposal, asked, set, held, waived: _, step } => {
            let set = set.as_deref().map(day).transpose()?;
            let verb = match (asked, set, held) {
                (true, ..) => Verb::HearingAsked,
                (_, Some(_), _) => Verb::HearingSet,
                (.., true) => Verb::HearingHeld,
                _ => Verb::Waived,
            };
            hear(env, (id, proposal), Hearing { verb, set, letter: None }, step).await
        }
        CreditCommand::Decide { what, approve, decline: _, letter, removal, consent, step } => {
            let (letter, removal) = (letter.as_deref(), removal.as_deref());
            let decision = Decision { approve: *approve, letter, removal, consent: *consent };
            let desk = Desk::open(env, step, Credit::Decide).await?;
            if let Some(batch) = desk.batch(what).await? {
                return desk.decide_batch(env, &batch, &decision).await;
            }
            let (id, proposal) = what.one();
            let book = desk.book(env, id).await?;
            desk.decide(env, book, proposal, &decision).await
        }
        CreditCommand::Cases => steps::cases(env).await,
        CreditCommand::Letter { number, out } => letter::run(env, number, out).await,
        CreditCommand::Repair { id, record, apply, accept, grant, refuse, revoke: _, letter, step } => {
            let what = match (apply, accept, grant, refuse) {
                (true, ..) => (Kind::RepairApplied, None),
                (_, true, ..) => (Kind::RepairAccepted, None),
                (_, _, true, _) => (Kind::RepairDecided, Some(Manner::Granted)),
                (.., true) => (Kind::RepairDecided, Some(Manner::Refused)),
                _ => (Kind::RepairRevoked, None),
            };
            let desk = Desk::open(env, step, if *apply { Credit::Record } else { Credit::Decide }).await?;
            let book = desk.book(env, id).await?;
            desk.repair(env, book, record, what, letter.as_deref()).await
        }
        CreditCommand::Object { id, record, answer, step } => {
            let duty = if answer.is_some() { Credit::Decide } else { Credit::Record };
            let desk = Desk::open(env, step, duty).await?;
            let book = desk.book(env, id).await?;
            desk.object(env, book, record, answer.as_deref()).await
        }
        CreditCommand::Record { id, kind, about, fields, step } => {
            let desk = Desk::open(env, step, Credit::Record).await?;
            let book = desk.book(env, id).await?;
            desk.record(env, book, kind, about.as_deref(), fields).await
        }
    }
}

async fn hear(
    env: &mut Env,
    (id, proposal): (&str, &str),
    hearing: Hearing<'_>,
    step: &CreditStep,
) -> Result<Answer> {
    let desk = Desk::open(env, step, Credit::Record).await?;
    let book = desk.book(env, id).await?;
    desk.hear(env, book, proposal, hearing).await
}

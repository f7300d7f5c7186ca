//! `suicha matters …`: the item list over time (`history`), two lists compared (`diff`), and changes of
//! law that ask for a new one.

mod diff;
mod history;
mod told;

pub(super) use diff::lost;

use super::answer::Answer;
use super::{draw, logged};
use crate::cli::MattersCommand;
use crate::core::digest::Digest;
use crate::core::law::{LawChange, Why};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// What the journal calls the import of a list.
pub(super) const IMPORT: &str = "import matters";

/// What it calls a change of law that was noted.
pub(super) const NOTED: &str = "matters law-changed";

/// Runs one command about the item list.
pub async fn run(env: &Env, command: &MattersCommand) -> Result<Answer> {
    match command {
        MattersCommand::History { code } => history::run(env, code.as_deref()).await,
        MattersCommand::Diff { one, other } => diff::run(env, one, other.as_deref()).await,
        MattersCommand::LawChanged { date, law, reason } => {
            note(env, law_change(date, law)?, reason.as_deref()).await
        }
    }
}

/// A change of law as typed.
pub(super) fn law_change(on: &str, law: &str) -> Result<LawChange> {
    LawChange::new(super::day(on)?, law).map_err(|why| Error::said(Exit::Usage, why.zh, why.en))
}

async fn note(env: &Env, law: LawChange, reason: Option<&str>) -> Result<Answer> {
    let archive = env.archive().await?;
    let known = archive.journal().await?.iter().any(|act| {
        [IMPORT, NOTED]
            .iter()
            .any(|command| Why::read(&act.verb, command).is_some_and(|why| why.law.as_ref() == Some(&law)))
    });
    let (on, what) = (law.on, law.law.clone());
    if !known {
        let now = draw::steady_clock(env, &archive).await?;
        let why = Why { law: Some(law), reason: reason.map(str::to_owned) };
        let verb = format!("{NOTED}{}", why.print());
        let writer = logged::begin(env, &archive, &verb, now).await?;
        writer.commit("matters", Digest::of(verb.as_bytes())).await?;
    }
    let text = match known {
        true => env.lang.pick(format!("{on} {what} 的变动已在册\n"), format!("the change of {what} on {on} is known\n")),
        false => env.lang.pick(
            format!("已记下 {on} {what} 的变动；清单调整的期限见 suicha deadlines，导入新清单时写 --law-changed {on} --law \"{what}\"\n"),
            format!("the change of {what} on {on} is noted; its clock is in `suicha deadlines` until a list is imported with --law-changed {on} --law \"{what}\"\n"),
        ),
    };
    Ok(Answer::new(text, json!({"on": on.to_string(), "law": what, "known": known})))
}

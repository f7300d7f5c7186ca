//! Who acts in the jobs. A bureau with a list of people refuses whoever is not in it, may not do the thing or has not
//! the key; that is told before the day of the draw, not on it. Jobs that only read need nobody.

use crate::cli::{
    ArchiveCommand, Cli, Command, CreditCommand, DrawCommand, Global, LeaseCommand, LogCommand,
    MattersCommand, OutcomeCommand, PlanCommand,
};
use crate::command::people::{allowed, people};
use crate::config::JobConfig;
use crate::core::outcome::Verb;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::people::{Credit, Duty};
use crate::schedule::{Zone, fill};
use clap::Parser;
use std::ffi::OsString;
use std::path::PathBuf;

/// What is wrong with the persons of the jobs: each thing once, with the jobs that it concerns.
pub fn problems(env: &Env) -> Vec<Error> {
    let mut found: Vec<(Error, Vec<&str>)> = Vec::new();
    for job in &env.config.job {
        let Err(error) = check(env, job) else { continue };
        match found.iter_mut().find(|(known, _)| known.message == error.message) {
            Some((_, jobs)) => jobs.push(&job.name),
            None => found.push((error, vec![&job.name])),
        }
    }
    found.into_iter().map(|(error, jobs)| of_jobs(error, &jobs)).collect()
}

fn of_jobs(error: Error, jobs: &[&str]) -> Error {
    let (zh, en) = (error.message_zh.as_ref().unwrap_or(&error.message), &error.message);
    let en = format!("{} {}: {en}", if jobs.len() == 1 { "job" } else { "jobs" }, jobs.join(", "));
    Error::said(error.exit, format!("任务 {}：{zh}", jobs.join("、")), en).advice(
        "定时任务也须列入人员名单并有自己的私钥（SUICHA_OPERATOR、SUICHA_KEY，或任务中的 --as 和 --key）：见 docs/operations.md 的 People and their keys",
        "who acts in a job needs an entry and a key (SUICHA_OPERATOR and SUICHA_KEY, or --as and --key in the job): docs/operations.md, People and their keys",
    )
}

/// Whether the person of a job may do what its command does. What cannot be typed is told elsewhere.
fn check(env: &Env, job: &JobConfig) -> Result<()> {
    let Some((global, duty)) = act(&words(job)) else { return Ok(()) };
    let Some(people) = people(env)? else { return Ok(()) };
    let id = global.who.as_deref().unwrap_or(&env.operator);
    // Commands are typed in the bureau's directory.
    let key = global.key.or_else(|| env.key.clone()).map(|key| env.root.join(key));
    allowed(&people, id, key.as_deref(), duty).map(drop)
}

/// The words of a job, its placeholders filled in for some day.
fn words(job: &JobConfig) -> Vec<String> {
    let command = job.wanted().command;
    Zone::of("UTC").map_or_else(Vec::new, |zone| fill(&command, zone, Timestamp(1_709_514_000)))
}

/// What a command does that somebody must be allowed to do, and its options: who, and with which key.
fn act(words: &[String]) -> Option<(Global, Duty)> {
    let typed = std::iter::once(OsString::from("suicha")).chain(words.iter().map(OsString::from));
    typed_act(typed)
}

fn typed_act(typed: impl Iterator<Item = OsString>) -> Option<(Global, Duty)> {
    let cli = Cli::try_parse_from(typed).ok()?;
    if let Command::Lease { command: LeaseCommand::Run { args, .. } } = cli.command {
        let (inner, duty) = typed_act(std::iter::once("suicha".into()).chain(args))?;
        let (who, key): (Option<String>, Option<PathBuf>) =
            (inner.who.or(cli.global.who.clone()), inner.key.or(cli.global.key.clone()));
        return Some((Global { who, key, ..cli.global }, duty));
    }
    duty(&cli.command).map(|duty| (cli.global, duty))
}

/// That of a command; `None` where it only reads, or writes files and no row of the archive.
fn duty(command: &Command) -> Option<Duty> {
    match command {
        Command::Import(args) => match (args.kind.credit(), args.kind.roster()) {
            (true, _) => Some(Duty::Credit(Credit::Record)),
            (false, None) => Some(Verb::Enter.into()),
            (false, Some(_)) => (!args.dry_run).then_some(Duty::Work),
        },
        Command::Matters { command } => match command {
            MattersCommand::LawChanged { .. } => Some(Duty::Work),
            MattersCommand::History { .. } | MattersCommand::Diff { .. } => None,
        },
        Command::Plan { command } => match command {
            PlanCommand::Publish { dry_run, .. } => (!dry_run).then_some(Duty::Decide),
            PlanCommand::Amend { .. } => Some(Duty::Decide),
            PlanCommand::List
            | PlanCommand::Export { .. }
            | PlanCommand::Show { .. }
            | PlanCommand::Merge { .. }
            | PlanCommand::Batches { .. }
            | PlanCommand::Exemptions { .. }
            | PlanCommand::Number { .. } => None,
        },
        Command::Draw { command } => of_draw(command),
        Command::Outcome { command } => of_outcome(command),
        Command::Credit { command } => of_credit(command),
        Command::Log { command } => match command {
            LogCommand::Cosign { .. } => Some(Duty::Work),
            LogCommand::Status
            | LogCommand::Publish
            | LogCommand::Request { .. }
            | LogCommand::Proof { .. }
            | LogCommand::Consistency { .. }
            | LogCommand::Entries { .. } => None,
        },
        Command::Archive { command } => match command {
            ArchiveCommand::Bureau { change } => change.then_some(Duty::Decide),
            ArchiveCommand::Copy { .. } | ArchiveCommand::Roles { .. } => None,
        },
        Command::Challenge(_) => Some(Duty::Work),
        Command::Demo { .. }
        | Command::Init { .. }
        | Command::Export(_)
        | Command::Deadlines(_)
        | Command::Notify(_)
        | Command::People { .. }
        | Command::Receipt(_)
        | Command::Verify(_)
        | Command::Check { .. }
        | Command::Sql { .. }
        | Command::Fairness { .. }
        | Command::Task { .. }
        | Command::Report { .. }
        | Command::Lease { .. }
        | Command::Fsck
        | Command::Daemon(_)
        | Command::Backup { .. }
        | Command::Restore(_)
        | Command::Witness { .. }
        | Command::Synth(_) => None,
    }
}

fn of_draw(command: &DrawCommand) -> Option<Duty> {
    match command {
        DrawCommand::Freeze(args) => (!args.dry_run).then_some(Duty::Work),
        DrawCommand::Reveal { .. } | DrawCommand::Run { .. } | DrawCommand::Open { .. } => Some(Duty::Work),
        DrawCommand::Void { .. } | DrawCommand::Replace(_) => Some(Duty::Decide),
        DrawCommand::Status { .. } | DrawCommand::Export { .. } => None,
    }
}

fn of_outcome(command: &OutcomeCommand) -> Option<Duty> {
    let verb = match command {
        OutcomeCommand::Import(_) => Verb::Enter,
        OutcomeCommand::Correct { .. } => Verb::Correct,
        OutcomeCommand::Review { pass: true, .. } => Verb::Pass,
        OutcomeCommand::Review { pass: false, .. } => Verb::Return,
        OutcomeCommand::Publish(_) => Verb::Publish,
        OutcomeCommand::Withdraw { .. } => Verb::Withdraw,
        OutcomeCommand::Finish { .. } => Verb::Finish,
        OutcomeCommand::List { .. } | OutcomeCommand::Show { .. } | OutcomeCommand::Check { .. } => {
            return None;
        }
    };
    Some(verb.into())
}

fn of_credit(command: &CreditCommand) -> Option<Duty> {
    let duty = match command {
        CreditCommand::Classes(args) => return args.apply.then_some(Duty::Work),
        CreditCommand::Propose { .. }
        | CreditCommand::Notify { .. }
        | CreditCommand::Hear { .. }
        | CreditCommand::Record { .. }
        | CreditCommand::Repair { apply: true, .. }
        | CreditCommand::Object { answer: None, .. } => Credit::Record,
        CreditCommand::Review { .. } => Credit::Review,
        CreditCommand::Decide { .. }
        | CreditCommand::Repair { apply: false, .. }
        | CreditCommand::Object { answer: Some(_), .. } => Credit::Decide,
        CreditCommand::Show { .. }
        | CreditCommand::Export(_)
        | CreditCommand::Rules(_)
        | CreditCommand::Run(_)
        | CreditCommand::Cases
        | CreditCommand::Letter { .. } => return None,
    };
    Some(Duty::Credit(duty))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<(Option<String>, Option<PathBuf>, Duty)> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        act(&words).map(|(global, duty)| (global.who, global.key, duty))
    }

    #[test]
    fn what_acts_is_told_from_what_reads() {
        let enter = Duty::from(Verb::Enter);
        for (line, duty) in [
            ("draw freeze d --plan 1 --at 2024-03-01T09:00:00+08:00", Some(Duty::Work)),
            ("draw freeze d --plan 1 --at 2024-03-01T09:00:00+08:00 --dry-run", None),
            ("draw run d", Some(Duty::Work)),
            ("draw void d --reason late", Some(Duty::Decide)),
            ("draw export d out --public", None),
            ("plan publish plan.toml", Some(Duty::Decide)),
            ("plan publish plan.toml --dry-run", None),
            ("import subjects a.csv", Some(Duty::Work)),
            ("import subjects a.csv --dry-run", None),
            ("import penalties a.csv", Some(Duty::Credit(Credit::Record))),
            ("outcome import d a.xlsx", Some(enter)),
            ("outcome review d --pass", Some(Verb::Pass.into())),
            ("credit classes", None),
            ("credit classes --apply", Some(Duty::Work)),
            ("log cosign", Some(Duty::Work)),
            ("log publish", None),
            ("backup b.sqlite", None),
            ("fsck", None),
            ("frobnicate", None),
        ] {
            assert_eq!(of(line).map(|(.., duty)| duty), duty, "{line}");
        }
    }

    #[test]
    fn whoever_a_job_names_acts_in_it() {
        let named = |who: &str, key: &str| Some((Some(who.to_owned()), Some(PathBuf::from(key)), Duty::Work));
        assert_eq!(of("draw run d --as wang --key w.key"), named("wang", "w.key"));
        assert_eq!(of("lease run l --as wang --key w.key -- draw run d"), named("wang", "w.key"));
        assert_eq!(of("lease run l --as wang --key w.key -- draw run d --as li"), named("li", "w.key"));
        assert_eq!(of("lease run l -- draw status"), None);
    }
}

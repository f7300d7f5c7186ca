//! Jobs from the settings, checked with the parser of the command line itself: what cannot be typed cannot be a job. With
//! them what stands under `[daemon]`, so that everything wrong with the schedule is told at once.

use super::leases;
use crate::cli::{Cli, Command, Global, WitnessCommand, usage};
use crate::config::Config;
use crate::core::lang::{Lang, Twin, counted};
use crate::error::{Error, Exit, Result};
use crate::schedule::{Job, Problem, check};
use clap::Parser;

/// The jobs of a bureau, or everything that is wrong with the schedule; `more` was found by whoever asks.
pub fn of(config: &Config, more: Vec<Error>) -> Result<Vec<Job>> {
    let wanted: Vec<_> = config.job.iter().map(|job| job.wanted()).collect();
    let own = [config.daemon.check(), leases::check(config)];
    let mut problems: Vec<Twin> =
        own.into_iter().filter_map(Result::err).chain(more).map(|e| on_one_line(&e)).collect();
    let jobs = check(&wanted, &config.daemon.zone, wrong).unwrap_or_else(|found| {
        problems.extend(found.iter().map(Problem::said));
        Vec::new()
    });
    if problems.is_empty() {
        return Ok(jobs);
    }
    let list = |lang: Lang| -> String {
        problems.iter().map(|problem| format!("\n  - {}", problem.clone().pick(lang))).collect()
    };
    let (file, n) = (config.file.display(), problems.len());
    Err(Error::said(
        Exit::Usage,
        format!("{file} 的定时设置有{n}处错误：{}", list(Lang::Zh)),
        format!("the schedule of {file} has {}:{}", counted(n as u64, "problem"), list(Lang::En)),
    ))
}

fn on_one_line(e: &Error) -> Twin {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| e.text(lang));
    Twin::new(zh.replace("\n  ", "。"), en.replace("\n  ", ". "))
}

/// What is wrong with a command as it would be typed after `suicha`.
fn wrong(words: &[String]) -> Option<Twin> {
    let typed = ["suicha".to_owned()].into_iter().chain(words.iter().cloned());
    let cli = match Cli::try_parse_from(typed) {
        Ok(cli) => cli,
        Err(error) => {
            let Some(refused) = usage::refused(&error) else {
                return Some(Twin::new("缺少命令", "a command is missing"));
            };
            let zh = refused.message_zh.unwrap_or_default();
            return Some(Twin::new(zh.trim_start_matches("命令行有误："), refused.message));
        }
    };
    if gives_its_own(&cli.global) {
        return Some(Twin::new(
            "--config、--json、--quiet、--clock 由 daemon 给出，不能写在任务里",
            "--config, --json, --quiet and --clock are given by the daemon and cannot stand here",
        ));
    }
    match cli.command {
        Command::Daemon(_) | Command::Demo { .. } | Command::Init { .. } | Command::Restore(_) => {
            Some(Twin::new("这个命令不能作为定时任务", "this command cannot be a job"))
        }
        Command::Witness { command: WitnessCommand::Serve { .. } } => Some(Twin::new(
            "这个命令不会结束，不能作为定时任务",
            "this command never ends and cannot be a job",
        )),
        _ => None,
    }
}

fn gives_its_own(global: &Global) -> bool {
    global.json || global.quiet || global.clock.is_some() || global.config.as_os_str() != "suicha.toml"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::TEMPLATE;

    /// The examples of the template, taken out of their comments.
    #[test]
    fn every_example_of_the_template_is_a_job() {
        let at = TEMPLATE.find("# [[job]]").unwrap();
        let end = TEMPLATE[at..].find("\n\n").map_or(TEMPLATE.len(), |end| at + end);
        let own =
            |line: &str| line.starts_with("# [[job]]") || line.starts_with("# ") && line.contains(" = ");
        let text: String = TEMPLATE[at..end]
            .lines()
            .filter(|line| own(line))
            .map(|line| format!("{}\n", line.trim_start_matches("# ")))
            .collect();
        let config: Config = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        let jobs = of(&config, Vec::new()).unwrap_or_else(|e| panic!("{e}"));
        assert!(jobs.len() >= 10, "{}", jobs.len());
        assert!(TEMPLATE[at..end].lines().all(|line| line.starts_with('#')));
    }

    #[test]
    fn commands_that_cannot_be_jobs_are_refused() {
        for (line, word) in [
            ("", "missing"),
            ("frobnicate", "unrecognized subcommand"),
            ("draw run", "required"),
            ("daemon --once", "cannot be a job"),
            ("fsck --json", "given by the daemon"),
            ("fsck -q", "given by the daemon"),
            ("fsck --clock 2024-03-01T09:00:00+08:00", "given by the daemon"),
            ("fsck --config other.toml", "given by the daemon"),
            ("witness serve --key k --logs l --state s", "never ends"),
        ] {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            let said = wrong(&words).unwrap_or_else(|| panic!("{line:?} is taken"));
            assert!(said.en.contains(word), "{line:?}: {}", said.en);
        }
        for line in ["fsck", "deadlines --digest week --as clerk", "draw run d --lang en"] {
            assert_eq!(
                wrong(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()),
                None,
                "{line}"
            );
        }
    }
}

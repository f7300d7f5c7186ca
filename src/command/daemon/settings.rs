//! Settings that change while the daemon runs: noticed at a tick or on SIGHUP, read whole, then taken over or refused.
//! With refused settings the old jobs and the old calendar go on, and an alarm says so; where commands could not read
//! the file either, or would act in another archive, nothing is begun. Neither is it while the files are others than those
//! that were read: commands read them for themselves.

use super::runs::Limit;
use super::{Daemon, acting, jobs};
use crate::cli::Global;
use crate::config::Config;
use crate::core::digest::Digest;
use crate::core::lang::Lang;
use crate::core::workdays::Calendar;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::schedule::Job;
use std::path::PathBuf;

/// What is watched.
pub struct Settings {
    global: Global,
    root: PathBuf,
    /// In use.
    config: Config,
    /// The calendar that the newest file names, in use or refused.
    calendar: Option<PathBuf>,
    /// Of the files just before they were last read: what changed meanwhile is still to be read.
    known: Vec<Option<Digest>>,
    /// Of the files at the last look: what is being written right now is not read.
    seen: Vec<Option<Digest>>,
    /// Why the newest ones are not in use, and whether nothing may be begun.
    refused: Option<(Error, bool)>,
}

/// What the daemon takes from settings.
struct Fresh {
    jobs: Vec<Job>,
    calendar: Calendar,
    config: Config,
    lang: Lang,
}

impl Settings {
    /// Those that the daemon began with; they are not known before they are read once more.
    pub fn new(env: &Env, global: &Global) -> Self {
        let (config, root, global) = (env.config.clone(), env.root.clone(), global.clone());
        let calendar = config.calendar.clone();
        Self { global, root, config, calendar, known: Vec::new(), seen: Vec::new(), refused: None }
    }

    /// Whether the newest settings are such that nothing may be begun.
    fn refused_whole(&self) -> bool {
        self.refused.as_ref().is_some_and(|(_, hold)| *hold)
    }

    /// Whether nothing may be begun, as the files are at this moment.
    pub fn hold(&self) -> bool {
        self.refused_whole() || self.digests() != self.known
    }

    /// Why the newest settings are not in use.
    pub fn refused(&self) -> Option<String> {
        self.refused.as_ref().map(|(error, _)| error.message.clone())
    }

    /// Minutes between two looks at clocks and archive.
    pub fn look_s(&self) -> i64 {
        i64::from(self.config.daemon.look_minutes.max(1)) * 60
    }

    /// Whether there is something to read: the same at two looks, or at once if somebody asked. What was refused is read
    /// at every look, until it can be used.
    fn wants_reading(&mut self, asked: bool) -> bool {
        let now = self.digests();
        let settled = asked || now == self.seen;
        let wanted = now != self.known || self.refused.is_some();
        self.seen = now;
        wanted && settled
    }

    /// Of everything the daemon itself reads; `None` for a file that is not there.
    fn digests(&self) -> Vec<Option<Digest>> {
        let calendar = self.calendar.as_ref().map(|file| self.root.join(file));
        let files = std::iter::once(self.global.config.clone()).chain(calendar);
        files.map(|path| durable::digest(&path).ok()).collect()
    }

    fn read(&mut self) -> Result<Fresh, (Error, bool)> {
        let env = loop {
            self.known = self.digests();
            let env = crate::command::world(&self.global, true).map_err(|e| (e, true))?;
            if env.config.calendar == self.calendar {
                break env;
            }
            // Another calendar is named: once more, so that it, too, is digested before it is read.
            self.calendar.clone_from(&env.config.calendar);
        };
        if env.config.archive_url(&env.root) != self.config.archive_url(&self.root) {
            return Err((restart(&env.config, "archive"), true));
        }
        let (old, new) = (&self.config.daemon, &env.config.daemon);
        for (name, same) in [
            ("history", old.history == new.history),
            ("listen", old.listen == new.listen),
            ("any-address", old.any_address == new.any_address),
        ] {
            if !same {
                return Err((restart(&env.config, name), false));
            }
        }
        let keep = |e| (e, false);
        let jobs = jobs::of(&env.config, acting::problems(&env)).map_err(keep)?;
        let calendar = crate::command::deadlines::calendar(&env).map_err(keep)?.into_owned();
        Ok(Fresh { jobs, calendar, lang: env.lang, config: env.config })
    }

    fn taken(&mut self, config: Config) {
        (self.config, self.refused) = (config, None);
    }
}

impl Daemon {
    /// Reads what the daemon begins with, now that changes are noticed.
    pub fn first_settings(&mut self) -> Result<()> {
        let fresh = self.settings.read().map_err(|(error, _)| error)?;
        self.take(fresh)
    }

    /// Looks at the files; `true` if other jobs are in use now.
    pub fn renew_settings(&mut self, asked: bool) -> bool {
        if !self.settings.wants_reading(asked) {
            return false;
        }
        let taken = self.settings.read().and_then(|fresh| self.take(fresh).map_err(|e| (e, false)));
        let done = taken.is_ok();
        match taken {
            Ok(()) => tracing::info!(jobs = self.jobs.len(), "the settings have changed and are in use"),
            Err((error, hold)) => {
                let until = if hold { "nothing is begun" } else { "the old ones go on" };
                let same = |old: &(Error, bool)| (&old.0.message, old.1) == (&error.message, hold);
                if asked || !self.settings.refused.as_ref().is_some_and(same) {
                    tracing::error!("the settings have changed and are refused, {until}: {error}");
                }
                self.settings.refused = Some((error, hold));
            }
        }
        self.board.refused(self.settings.refused(), self.settings.refused_whole());
        done
    }

    fn take(&mut self, fresh: Fresh) -> Result<()> {
        let Fresh { jobs, calendar, config, lang } = fresh;
        self.claims.set_spans(&config)?;
        self.typist.speak(lang);
        self.runs.set_limit(Limit::of(&config.daemon));
        self.board.set_jobs(&jobs, &config);
        self.held.retain(|name, _| jobs.iter().any(|job| job.name == *name));
        (self.jobs, self.calendar) = (jobs, calendar);
        self.settings.taken(config);
        Ok(())
    }
}

fn restart(config: &Config, name: &str) -> Error {
    let file = config.file.display();
    Error::said(
        Exit::Usage,
        format!("{file} 的 {name} 已改变，运行中不能更换"),
        format!("{name} has changed in {file}, which cannot be done while the daemon runs"),
    )
    .advice("请重新启动 daemon，或改回原值", "restart the daemon, or put the old value back")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use crate::config::TEMPLATE;
    use clap::Parser;
    use std::path::Path;

    fn settings(dir: &Path) -> Settings {
        let config = dir.join("suicha.toml");
        std::fs::write(&config, TEMPLATE).unwrap();
        let words = [Path::new("suicha"), Path::new("fsck"), Path::new("--config"), config.as_path()];
        let global = Cli::try_parse_from(words).unwrap().global;
        let mut settings = Settings::new(&crate::command::world(&global, true).unwrap(), &global);
        assert!(settings.hold(), "nothing is known before it is read");
        settings.read().map(|fresh| settings.taken(fresh.config)).unwrap_or_else(|(e, _)| panic!("{e}"));
        assert!(!settings.hold() && !settings.wants_reading(true));
        settings
    }

    fn name_a_calendar(dir: &Path) {
        let named = TEMPLATE.replace("# calendar = ", "calendar = ");
        assert_ne!(named, TEMPLATE);
        std::fs::write(dir.join("suicha.toml"), named).unwrap();
    }

    /// Whatever is written between reading and taking over is read at the next look, in a calendar that is new, too.
    #[test]
    fn what_changes_while_it_is_read_is_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings(dir.path());
        name_a_calendar(dir.path());
        let calendar = dir.path().join("calendar.csv");
        std::fs::write(&calendar, Calendar::embedded_text()).unwrap();
        assert!(settings.hold(), "before anybody has looked");
        assert!(!settings.wants_reading(false), "not settled");
        assert!(settings.wants_reading(false));
        let fresh = settings.read().unwrap_or_else(|(e, _)| panic!("{e}"));
        std::fs::write(&calendar, format!("{}# more\n", Calendar::embedded_text())).unwrap();
        settings.taken(fresh.config);
        assert!(settings.hold() && settings.wants_reading(true));
        let fresh = settings.read().map_err(|(e, _)| e);
        std::fs::write(dir.path().join("suicha.toml"), TEMPLATE).unwrap();
        fresh.into_iter().for_each(|fresh| settings.taken(fresh.config));
        assert!(settings.hold() && settings.wants_reading(true));
    }

    /// The calendar of a refused file is watched, and what was refused is read until it can be used.
    #[test]
    fn a_calendar_that_was_broken_can_be_mended() {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = settings(dir.path());
        name_a_calendar(dir.path());
        let calendar = dir.path().join("calendar.csv");
        std::fs::write(&calendar, "nonsense\n").unwrap();
        let refused = settings.read().err().unwrap();
        assert!(!refused.1, "the old jobs go on");
        settings.refused = Some(refused);
        assert!(!settings.hold());
        assert!(!settings.wants_reading(false));
        assert!(settings.wants_reading(false), "at every look");
        std::fs::write(&calendar, Calendar::embedded_text()).unwrap();
        assert!(settings.hold(), "the calendar of the refused file is watched");
        assert!(!settings.wants_reading(false), "not settled");
        assert!(settings.wants_reading(false));
        settings.read().map(|fresh| settings.taken(fresh.config)).unwrap_or_else(|(e, _)| panic!("{e}"));
        assert!(!settings.hold() && !settings.wants_reading(false));
    }
}

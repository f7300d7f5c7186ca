//! Settings that change while the daemon runs: noticed at a tick or on SIGHUP, read whole, then taken over or refused.
//! With refused settings the old jobs and the old calendar go on, and an alarm says so; where commands could not read
//! the file either, or would act in another archive, nothing is begun.

use super::runs::Limit;
use super::{Daemon, jobs};
use crate::cli::Global;
use crate::config::Config;
use crate::core::digest::Digest;
use crate::core::lang::Lang;
use crate::core::workdays::Calendar;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::schedule::Job;
use std::path::{Path, PathBuf};

/// What is watched.
pub struct Settings {
    global: Global,
    root: PathBuf,
    /// In use.
    config: Config,
    /// Of the files when they were last read.
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
    /// Those that the daemon began with.
    pub fn new(env: &Env, global: &Global) -> Self {
        let (config, root) = (env.config.clone(), env.root.clone());
        let known = digests(&global.config, &config, &root);
        let (seen, global) = (known.clone(), global.clone());
        Self { global, root, config, known, seen, refused: None }
    }

    /// Whether nothing may be begun.
    pub fn hold(&self) -> bool {
        self.refused.as_ref().is_some_and(|(_, hold)| *hold)
    }

    /// Why the newest settings are not in use.
    pub fn refused(&self) -> Option<String> {
        self.refused.as_ref().map(|(error, _)| error.message.clone())
    }

    /// Minutes between two looks at clocks and archive.
    pub fn look_s(&self) -> i64 {
        i64::from(self.config.daemon.look_minutes.max(1)) * 60
    }

    /// Whether there is something new: the same at two looks, or at once if somebody asked.
    fn changed(&mut self, asked: bool) -> bool {
        let now = digests(&self.global.config, &self.config, &self.root);
        let settled = asked || now == self.seen;
        self.seen.clone_from(&now);
        if now == self.known || !settled {
            return false;
        }
        self.known = now;
        true
    }

    fn read(&self) -> Result<Fresh, (Error, bool)> {
        let env = crate::command::world(&self.global, true).map_err(|e| (e, true))?;
        if env.config.archive_url(&env.root) != self.config.archive_url(&self.root) {
            return Err((restart("archive"), true));
        }
        let (old, new) = (&self.config.daemon, &env.config.daemon);
        for (name, same) in [
            ("history", old.history == new.history),
            ("listen", old.listen == new.listen),
            ("any-address", old.any_address == new.any_address),
        ] {
            if !same {
                return Err((restart(name), false));
            }
        }
        let keep = |e| (e, false);
        let jobs = jobs::of(&env.config).map_err(keep)?;
        let calendar = crate::command::deadlines::calendar(&env).map_err(keep)?.into_owned();
        Ok(Fresh { jobs, calendar, lang: env.lang, config: env.config })
    }
}

impl Daemon {
    /// Looks at the files; `true` if other jobs are in use now.
    pub fn renew_settings(&mut self, asked: bool) -> bool {
        if !self.settings.changed(asked) {
            return false;
        }
        let taken = self.settings.read().and_then(|fresh| self.take(fresh).map_err(|e| (e, false)));
        let done = taken.is_ok();
        match taken {
            Ok(()) => tracing::info!(jobs = self.jobs.len(), "the settings have changed and are in use"),
            Err((error, hold)) => {
                let until = if hold { "nothing is begun" } else { "the old ones go on" };
                tracing::error!("the settings have changed and are refused, {until}: {error}");
                self.settings.refused = Some((error, hold));
            }
        }
        self.board.refused(self.settings.refused(), self.settings.hold());
        done
    }

    fn take(&mut self, fresh: Fresh) -> Result<()> {
        let Fresh { jobs, calendar, config, lang } = fresh;
        self.claims.set_spans(&config)?;
        self.typist.speak(lang);
        self.runs.set_limit(Limit::of(&config.daemon));
        self.board.set_jobs(&jobs);
        self.held.retain(|name, _| jobs.iter().any(|job| job.name == *name));
        (self.jobs, self.calendar) = (jobs, calendar);
        let settings = &mut self.settings;
        (settings.config, settings.refused) = (config, None);
        // Another calendar may be named now.
        settings.known = digests(&settings.global.config, &settings.config, &settings.root);
        settings.seen.clone_from(&settings.known);
        Ok(())
    }
}

/// Of everything the daemon itself reads; `None` for a file that is not there.
fn digests(path: &Path, config: &Config, root: &Path) -> Vec<Option<Digest>> {
    let calendar = config.calendar.as_ref().map(|file| root.join(file));
    std::iter::once(path.to_owned()).chain(calendar).map(|path| durable::digest(&path).ok()).collect()
}

fn restart(name: &str) -> Error {
    Error::said(
        Exit::Usage,
        format!("suicha.toml 的 {name} 已改变，运行中不能更换"),
        format!("{name} has changed in suicha.toml, which cannot be done while the daemon runs"),
    )
    .advice("请重新启动 daemon，或改回原值", "restart the daemon, or put the old value back")
}

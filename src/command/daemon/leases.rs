//! Runs as leases of a PostgreSQL archive, for several daemons: `job/JOB/TIME`, where the time is that at which the run
//! was due. Taken: somebody is at it. Given back: it has ended for good, and nobody makes it again. Run out: whoever
//! had it died, or was told to try again later; the next one may. The archive is opened for each question and closed
//! again, so that an idle daemon holds nothing and a server that was restarted is not noticed.

use super::claims::Claim;
use crate::archive::{self, Archive, Fence, Once, Settings, Step};
use crate::config::Config;
use crate::core::time::Timestamp;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::fault;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// On PostgreSQL the server's clock decides.
const NO_CLOCK: Timestamp = Timestamp(0);

/// Longest wait for the archive.
const WAIT: Duration = Duration::from_secs(5);

/// The leases of one daemon.
pub struct Leases {
    url: String,
    holder: String,
    ttl: Duration,
    renew: Duration,
    /// Taken away in `drop` only.
    runtime: Option<Runtime>,
    /// What was taken and not given back.
    ours: BTreeMap<String, Fence>,
    /// How long ago the one in use was renewed.
    since: Duration,
}

/// The leases of a bureau whose archive has several users; none where it is a file.
pub fn of(env: &Env) -> Result<Option<Leases>> {
    if !are_used(&env.config) {
        return Ok(None);
    }
    let url = env.config.archive_url(&env.root);
    let (ttl, renew) = spans(&env.config)?;
    let runtime = Builder::new_current_thread().enable_all().build().map_err(|e| {
        let zh = format!("程序无法启动运行环境：{e}");
        Error::said(Exit::Outside, zh, format!("cannot start the runtime: {e}"))
    })?;
    let (holder, since) = (env.holder(), Duration::ZERO);
    Ok(Some(Leases { url, holder, ttl, renew, runtime: Some(runtime), ours: BTreeMap::new(), since }))
}

/// Whether the archive is one that several machines can share.
pub fn are_used(config: &Config) -> bool {
    config.archive.as_ref().is_some_and(|url| url.starts_with("postgres"))
}

/// What is wrong with the spans, where they count.
pub fn check(config: &Config) -> Result<()> {
    if are_used(config) { spans(config).map(drop) } else { Ok(()) }
}

fn spans(config: &Config) -> Result<(Duration, Duration)> {
    let (ttl, renew) = (config.daemon.lease_s, config.daemon.renew_s);
    match renew >= 1 && ttl >= renew * 2 && ttl <= 3600 {
        true => Ok((Duration::from_secs(ttl), Duration::from_secs(renew))),
        false => Err(Error::said(
            Exit::Usage,
            format!("[daemon] lease-s = {ttl}、renew-s = {renew}：续租间隔至少1秒，租约至少为其两倍，至多3600秒"),
            format!("[daemon] lease-s = {ttl}, renew-s = {renew}: renew at least a second apart, and let a lease hold twice as long, 3600 s at most"),
        )
        .advice("请改正，或删去这两行以用默认值 30 和 10", "correct them, or delete both lines for the usual 30 and 10")),
    }
}

impl Leases {
    /// Other spans from now on.
    pub fn set_spans(&mut self, config: &Config) -> Result<()> {
        (self.ttl, self.renew) = spans(config)?;
        Ok(())
    }
}

fn name(job: &str, planned: Timestamp) -> String {
    format!("job/{job}/{planned}")
}

impl Leases {
    fn with<T>(&self, act: impl AsyncFnOnce(&Archive) -> Result<T, archive::Error>) -> Result<T> {
        let runtime = self.runtime.as_ref().expect("taken away in drop only");
        let settings = Settings { create: false, fill: false, wait: WAIT, ..Settings::default() };
        runtime.block_on(async {
            let archive = Archive::open_with(&self.url, &settings).await?;
            let done = act(&archive).await;
            archive.close().await;
            Ok(done?)
        })
    }

    /// Asks for a run.
    pub fn claim(&mut self, job: &str, planned: Timestamp) -> Result<Claim> {
        let name = name(job, planned);
        let before = self.ours.remove(&name);
        let asked = self.with(async |archive| {
            // What we were told to try again later is ours until somebody else has taken it.
            match before {
                Some(fence) if archive.renew(&fence, self.ttl, NO_CLOCK).await? => Ok(Once::Taken(fence)),
                _ => archive.lease_once(&name, &self.holder, self.ttl, NO_CLOCK).await,
            }
        })?;
        Ok(match asked {
            Once::Taken(fence) => {
                fault::point("schedule.claimed");
                self.since = Duration::ZERO;
                self.ours.insert(name, fence.clone());
                Claim::Ours(Some(fence))
            }
            Once::Held => Claim::Held,
            Once::Over => Claim::Over,
        })
    }

    /// How many of these times, from the first on, nobody has begun to deal with.
    pub fn untouched(&self, job: &str, times: &[Timestamp]) -> Result<usize> {
        self.with(async |archive| {
            for (number, time) in times.iter().enumerate() {
                if archive.last_lease(&name(job, *time)).await?.is_some() {
                    return Ok(number);
                }
            }
            Ok(times.len())
        })
    }

    /// Renews where it is time for it; `false` once somebody else has the lease.
    pub fn keep(&mut self, lease: &Fence, passed: Duration) -> bool {
        self.since += passed;
        if self.since < self.renew {
            return true;
        }
        self.since = Duration::ZERO;
        match self.with(async |archive| archive.renew(lease, self.ttl, NO_CLOCK).await) {
            Ok(ours) => ours,
            Err(e) => {
                // The server may be away for a moment; in the end the token decides.
                tracing::warn!("the lease {lease} was not renewed: {}", e.message);
                true
            }
        }
    }

    /// Whether nobody else has it, as far as can be seen.
    pub fn is_ours(&mut self, lease: &Fence) -> bool {
        let last = self.with(async |archive| archive.last_lease(lease.name()).await);
        let ours = match last {
            Ok(last) => last.is_some_and(|last| last.fence == *lease && last.step != Step::Release),
            Err(e) => {
                tracing::warn!("the lease {lease} could not be looked at: {}", e.message);
                true
            }
        };
        if !ours {
            self.ours.remove(lease.name());
        }
        ours
    }

    /// Gives it back: what it stood for has ended for good. One that cannot be given back runs out, and the run is
    /// made once more, which finds everything done.
    pub fn over(&mut self, lease: &Fence) {
        self.ours.remove(lease.name());
        if let Err(e) = self.with(async |archive| archive.release(lease, NO_CLOCK).await) {
            tracing::warn!("the lease {lease} was not given back: {}", e.message);
        }
        fault::point("schedule.over");
    }
}

impl Drop for Leases {
    /// A runtime must not be waited for where another one is at work.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

//! drand over HTTP: several relays, one after the other, until one gives a genuine pulse.
//!
//! Relays are not trusted: every answer is verified under the pinned key before it is returned, so
//! a relay can only withhold. Time-outs, refused connections and server errors are tried again with
//! growing pauses; a relay that answers with something else is not asked twice. No redirect is
//! followed. The proxy of the environment is used unless `proxy` is off.

use super::BeaconError;
use super::file::{FileProblem, parse_json};
use crate::core::lang::Twin;
use crate::core::pulse::{BeaconName, Chain, Pulse, verify};
use crate::error::system_words;
use std::fmt;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// The public relays of the League of Entropy.
pub const DEFAULT_RELAYS: [&str; 4] = [
    "https://api.drand.sh",
    "https://api2.drand.sh",
    "https://api3.drand.sh",
    "https://drand.cloudflare.com",
];

/// Longest answer read, in bytes; a genuine one has a few hundred.
const MAX_BYTES: u64 = 64 * 1024;

/// Which relays are asked, and how patiently.
#[derive(Clone, Debug)]
pub struct Relays {
    /// Base addresses, asked in this order.
    pub urls: Vec<String>,
    /// Longest time for one request, from resolving the name to the last byte.
    pub timeout: Duration,
    /// Rounds of asking, at least 1.
    pub attempts: u32,
    /// Pause after the first round of asking; doubled after each next one.
    pub backoff: Duration,
    /// Whether the proxy named by the environment is used.
    pub proxy: bool,
}

impl Default for Relays {
    fn default() -> Self {
        Self {
            urls: DEFAULT_RELAYS.map(String::from).to_vec(),
            timeout: Duration::from_secs(10),
            attempts: 3,
            backoff: Duration::from_secs(1),
            proxy: true,
        }
    }
}

/// A pulse, where it came from, and what other relays said before.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// Verified.
    pub pulse: Pulse,
    /// The relay that gave it.
    pub relay: String,
    /// Relays that were asked before in vain, the last reason of each.
    pub failures: Vec<RelayFailure>,
}

/// Why one relay gave no pulse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelayFailure {
    /// Base address.
    pub relay: String,
    /// What happened the last time it was asked.
    pub reason: RelayReason,
}

impl fmt::Display for RelayFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.relay, self.reason)
    }
}

/// What a relay did instead of giving the pulse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RelayReason {
    /// 404 Not Found or 425 Too Early: how relays say that a round is in the future.
    #[error("not published yet (status {0})")]
    NotYet(u16),
    /// No answer: name, connection, time-out, TLS.
    #[error("no answer: {}", .0.en)]
    Unreachable(Twin),
    /// 5xx or 429.
    #[error("status {0}")]
    Busy(u16),
    /// Any other status, redirects included.
    #[error("unexpected status {0}")]
    Status(u16),
    /// An answer of another round, a forged one, or no pulse at all.
    #[error("answer refused: {0}")]
    Refused(FileProblem),
}

impl RelayFailure {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        let reason = match &self.reason {
            RelayReason::NotYet(status) => format!("尚未公布（状态{status}）"),
            RelayReason::Unreachable(why) => format!("没有应答：{}", why.zh),
            RelayReason::Busy(status) => format!("暂时不能应答（状态{status}）"),
            RelayReason::Status(status) => format!("意外的状态{status}"),
            RelayReason::Refused(problem) => format!("应答不能采用：{problem}"),
        };
        format!("{}：{reason}", self.relay)
    }
}

impl RelayReason {
    /// Whether asking again may help.
    fn passes(&self) -> bool {
        matches!(self, RelayReason::Unreachable(_) | RelayReason::Busy(_))
    }
}

impl Relays {
    /// Asks relay after relay for one round of a drand chain. What each one did wrong is logged as a
    /// warning and returned, also when another relay gave the pulse.
    pub fn fetch(&self, beacon: BeaconName, round: &str) -> Result<Fetched, BeaconError> {
        let chain = beacon.chain().ok_or(BeaconError::NotOnline(beacon))?;
        beacon.check_round(round).map_err(BeaconError::Round)?;
        if self.urls.is_empty() {
            return Err(BeaconError::NoRelays);
        }
        let agent = self.agent();
        let mut reasons: Vec<Option<RelayReason>> = vec![None; self.urls.len()];
        for attempt in 0..self.attempts.max(1) {
            if attempt > 0 {
                std::thread::sleep(self.backoff.saturating_mul(1 << (attempt - 1).min(10)));
            }
            for (relay, reason) in self.urls.iter().zip(&mut reasons) {
                if reason.as_ref().is_some_and(|r| !r.passes()) {
                    continue;
                }
                match ask(&agent, relay, chain, round) {
                    Ok(pulse) => {
                        *reason = None;
                        let failures = self.failures(&reasons);
                        return Ok(Fetched { pulse, relay: relay.clone(), failures });
                    }
                    Err(why) => {
                        tracing::warn!(%relay, %beacon, round, reason = %why, "relay gave no pulse");
                        *reason = Some(why);
                    }
                }
            }
            if !reasons.iter().flatten().any(RelayReason::passes) {
                break;
            }
        }
        Err(no_pulse(beacon, round, self.failures(&reasons)))
    }

    fn failures(&self, reasons: &[Option<RelayReason>]) -> Vec<RelayFailure> {
        let failure = |(relay, reason): (&String, &Option<RelayReason>)| {
            Some(RelayFailure { relay: relay.clone(), reason: reason.clone()? })
        };
        self.urls.iter().zip(reasons).filter_map(failure).collect()
    }

    fn agent(&self) -> Agent {
        let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_global(Some(self.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("suicha/", env!("CARGO_PKG_VERSION")));
        let config = if self.proxy { config } else { config.proxy(None) };
        config.build().new_agent()
    }
}

fn ask(agent: &Agent, relay: &str, chain: &Chain, round: &str) -> Result<Pulse, RelayReason> {
    let url = format!("{}/{}/public/{round}", relay.trim_end_matches('/'), chain.hash);
    let unreachable = |e: ureq::Error| {
        let (zh, en) = system_words(&e.into_io());
        RelayReason::Unreachable(Twin::new(zh, en))
    };
    let mut answer = agent.get(&url).call().map_err(unreachable)?;
    match answer.status().as_u16() {
        200 => {}
        status @ (404 | 425) => return Err(RelayReason::NotYet(status)),
        status @ (429 | 500..=599) => return Err(RelayReason::Busy(status)),
        status => return Err(RelayReason::Status(status)),
    }
    let body = answer.body_mut().with_config().limit(MAX_BYTES).read_to_vec().map_err(|e| match e {
        ureq::Error::BodyExceedsLimit(_) => RelayReason::Refused(FileProblem::TooLong),
        other => unreachable(other),
    })?;
    let genuine = || {
        let pulse = parse_json(&body, chain.beacon)?;
        pulse.expect(chain.beacon, round)?;
        verify(&pulse)?;
        Ok(pulse)
    };
    genuine().map_err(RelayReason::Refused)
}

/// "Not yet" is believed when a relay says so and no other one answers differently: one that is
/// down says nothing about the round, one that gives a wrong answer makes the whole doubtful.
fn no_pulse(beacon: BeaconName, round: &str, failures: Vec<RelayFailure>) -> BeaconError {
    let says = |test: fn(&RelayReason) -> bool| failures.iter().any(|f| test(&f.reason));
    let early = says(|r| matches!(r, RelayReason::NotYet(_)));
    let differs = says(|r| matches!(r, RelayReason::Refused(_) | RelayReason::Status(_)));
    let round = round.into();
    if early && !differs {
        BeaconError::NotYet { beacon, round, failures }
    } else {
        BeaconError::AllFailed { beacon, round, failures }
    }
}

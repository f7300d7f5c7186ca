//! Pulses: single outputs of public beacons, the only input of a draw that nobody could choose.
//!
//! Here: the beacons' names, the text of a pulse, and whether a pulse is genuine. Not here: how a
//! pulse is obtained (`crate::beacon`), and whether its round is the one a plan calls for (the
//! draw). Specified in `docs/draw-protocol.md` §3 (Beacons) and §4.

pub mod bls;
pub mod chain;
pub mod dice;
pub mod lottery;

pub use chain::Chain;

use super::text::{Lines, TextError, number};
use crate::core::digest::{Digest, parse_hex};
use crate::core::time::Timestamp;
use std::fmt;
use std::str::FromStr;

/// The beacons of the protocol, in the order of their names' bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BeaconName {
    /// `cn-lottery`: named games and issues of China's national public lotteries.
    CnLottery,
    /// `dice`: digits thrown in public.
    Dice,
    /// `drand-default`: drand's first chain, 30 s.
    DrandDefault,
    /// `drand-quicknet`: drand's 3 s chain.
    DrandQuicknet,
}

impl BeaconName {
    /// All of them.
    pub const ALL: [BeaconName; 4] =
        [BeaconName::CnLottery, BeaconName::Dice, BeaconName::DrandDefault, BeaconName::DrandQuicknet];

    /// The name in every hashed text.
    pub fn as_str(self) -> &'static str {
        match self {
            BeaconName::CnLottery => "cn-lottery",
            BeaconName::Dice => "dice",
            BeaconName::DrandDefault => "drand-default",
            BeaconName::DrandQuicknet => "drand-quicknet",
        }
    }

    /// The pinned chain, for the two drand beacons.
    pub fn chain(self) -> Option<&'static Chain> {
        match self {
            BeaconName::DrandDefault => Some(&chain::DEFAULT),
            BeaconName::DrandQuicknet => Some(&chain::QUICKNET),
            BeaconName::CnLottery | BeaconName::Dice => None,
        }
    }

    /// Checks that a token names a round of this beacon (for lotteries: known games, enough bits).
    pub fn check_round(self, round: &str) -> Result<(), PulseError> {
        match self {
            BeaconName::DrandDefault | BeaconName::DrandQuicknet => drand_round(self, round).map(|_| ()),
            BeaconName::CnLottery => Ok(lottery::Games::parse(round).map(|_| ())?),
            BeaconName::Dice => dice::check_round(round),
        }
    }
}

impl fmt::Display for BeaconName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for BeaconName {
    type Err = PulseError;

    fn from_str(text: &str) -> Result<Self, PulseError> {
        let known = Self::ALL.into_iter().find(|b| b.as_str() == text);
        known.ok_or_else(|| PulseError::UnknownBeacon(text.chars().take(80).collect()))
    }
}

/// Why a pulse, a round or a not-before value is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PulseError {
    /// No beacon of the protocol has this name.
    #[error("unknown beacon {0:?}: use drand-quicknet, drand-default, cn-lottery or dice")]
    UnknownBeacon(String),
    /// The text of a pulse breaks its format.
    #[error(transparent)]
    Line(#[from] TextError),
    /// A token that names no round of the beacon.
    #[error("round {round:?} of {beacon} is not {wanted}")]
    Round { beacon: BeaconName, round: String, wanted: &'static str },
    /// A value that this beacon never prints.
    #[error("value {found:?} of {beacon} round {round} is not {wanted}")]
    Value { beacon: BeaconName, round: String, wanted: &'static str, found: String },
    /// The previous signature is missing, misplaced or malformed.
    #[error("previous signature of {beacon} round {round}: {wanted}")]
    Previous { beacon: BeaconName, round: String, wanted: &'static str },
    /// A lottery's token or numbers.
    #[error(transparent)]
    Lottery(#[from] lottery::LotteryError),
    /// The signature is not a usable point.
    #[error("signature of {beacon} round {round} is unusable: {why}")]
    Point { beacon: BeaconName, round: String, why: &'static str },
    /// The signature does not verify.
    #[error("{beacon} round {round} is not genuine: its signature does not verify under the pinned key")]
    Forged { beacon: BeaconName, round: String },
    /// An instant before the first round.
    #[error("{at} is before the first round of {beacon} at {genesis}")]
    BeforeGenesis { beacon: BeaconName, at: Timestamp, genesis: Timestamp },
    /// A not-before value that is not what the pulse gives.
    #[error("not-before value of {beacon} round {round} should be {expected}, found {found:?}")]
    NotBefore { beacon: BeaconName, round: String, expected: String, found: String },
    /// A pulse was handed in for another one.
    #[error("expected {beacon} round {round}, found {found_beacon} round {found_round}")]
    Other { beacon: BeaconName, round: String, found_beacon: BeaconName, found_round: String },
    /// A drand randomness cannot be checked without the signature it is the hash of.
    #[error("not-before value of {beacon} round {round} cannot be checked without its pulse file")]
    NoSignature { beacon: BeaconName, round: String },
}

impl PulseError {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        match self {
            PulseError::UnknownBeacon(name) => format!("没有信标 {name:?}"),
            PulseError::Forged { beacon, round } => {
                format!("信标 {beacon} 第 {round} 轮的脉冲不真实：签名验证不通过")
            }
            PulseError::BeforeGenesis { beacon, at, genesis } => {
                format!("{at} 早于信标 {beacon} 的第一轮（{genesis}）")
            }
            PulseError::Other { beacon, round, found_beacon, found_round } => {
                format!("应为信标 {beacon} 第 {round} 轮，实为 {found_beacon} 第 {found_round} 轮")
            }
            other => format!("信标脉冲或轮次有误：{other}"),
        }
    }
}

/// One pulse of well-formed text. Whether it is genuine, [`verify`] says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pulse {
    beacon: BeaconName,
    round: String,
    value: String,
    previous: Option<String>,
}

/// First line of a pulse file.
pub const PULSE_HEADER: &str = "suicha-pulse/1";

impl Pulse {
    /// Checks the form of all parts. `value` is for drand the signature in hexadecimal, for
    /// lotteries and dice the printed numbers; `previous` belongs to `drand-default` alone.
    pub fn new(
        beacon: BeaconName,
        round: &str,
        value: &str,
        previous: Option<&str>,
    ) -> Result<Self, PulseError> {
        match beacon.chain() {
            Some(chain) => check_drand(chain, round, value, previous)?,
            None if previous.is_some() => {
                let wanted = "only drand-default has one";
                return Err(PulseError::Previous { beacon, round: short(round), wanted });
            }
            None if beacon == BeaconName::Dice => dice::check(round, value)?,
            None => lottery::Games::parse(round)?.check_value(value)?,
        }
        Ok(Self { beacon, round: round.into(), value: value.into(), previous: previous.map(Into::into) })
    }

    /// Parses a `suicha-pulse/1` text; only what [`Pulse::print`] prints is accepted.
    pub fn parse(text: &str) -> Result<Self, PulseError> {
        let mut lines = Lines::open(text.as_bytes(), PULSE_HEADER)?;
        let beacon = lines.field("beacon", BeaconName::from_str)?;
        let round = lines.field("round", one_word)?;
        let value = lines.field("value", one_word)?;
        let previous = lines.optional("previous");
        if let Some(Err(rule)) = previous.map(one_word) {
            return Err(lines.bad(rule).into());
        }
        lines.end()?;
        Self::new(beacon, round, value, previous)
    }

    /// The canonical `suicha-pulse/1` text.
    pub fn print(&self) -> String {
        let Self { beacon, round, value, previous } = self;
        let mut text = format!("{PULSE_HEADER}\nbeacon {beacon}\nround {round}\nvalue {value}\n");
        if let Some(previous) = previous {
            text.push_str(&format!("previous {previous}\n"));
        }
        text
    }

    /// The beacon.
    pub fn beacon(&self) -> BeaconName {
        self.beacon
    }

    /// The round's token.
    pub fn round(&self) -> &str {
        &self.round
    }

    /// What enters the seed.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The signature before (`drand-default`), hexadecimal.
    pub fn previous(&self) -> Option<&str> {
        self.previous.as_deref()
    }

    /// Refuses this pulse where another one is asked for.
    pub fn expect(&self, beacon: BeaconName, round: &str) -> Result<(), PulseError> {
        if self.beacon == beacon && self.round == round {
            return Ok(());
        }
        let (found_beacon, found_round) = (self.beacon, self.round.clone());
        Err(PulseError::Other { beacon, round: short(round), found_beacon, found_round })
    }
}

/// Whether a pulse is genuine. For drand this is proved by its signature under the pinned key. The
/// numbers of lotteries and dice carry no proof of their own: their form was checked by
/// [`Pulse::new`], their truth rests on the printed results and on the witnesses who signed the
/// ceremony ([`crate::core::witness::ceremony`]).
pub fn verify(pulse: &Pulse) -> Result<(), PulseError> {
    let Some(chain) = pulse.beacon.chain() else { return Ok(()) };
    let round = drand_round(pulse.beacon, &pulse.round)?;
    let bytes = |hex: &str| parse_hex(hex).expect("a pulse's form was checked when it was made");
    let previous = pulse.previous.as_deref().map(bytes).unwrap_or_default();
    chain.verify(round, &previous, &bytes(&pulse.value))
}

/// The `not-before` value of a pulse: for drand its randomness, SHA-256 of the signature's bytes,
/// in hexadecimal; otherwise the value itself.
pub fn not_before_value(pulse: &Pulse) -> String {
    match pulse.beacon.chain() {
        None => pulse.value.clone(),
        Some(_) => {
            let bytes = parse_hex(&pulse.value).expect("a pulse's form was checked when it was made");
            Digest::of(&bytes).hex()
        }
    }
}

/// Checks a commitment's `not-before` line against the pulse that is kept beside it. Without the
/// pulse only the form of a lottery's or a ceremony's value can be checked, and nothing of drand's.
pub fn verify_not_before(
    beacon: BeaconName,
    round: &str,
    value: &str,
    pulse: Option<&Pulse>,
) -> Result<(), PulseError> {
    let Some(pulse) = pulse else {
        beacon.check_round(round)?;
        return match beacon.chain() {
            Some(_) => Err(PulseError::NoSignature { beacon, round: round.into() }),
            None => Pulse::new(beacon, round, value, None).map(|_| ()),
        };
    };
    pulse.expect(beacon, round)?;
    verify(pulse)?;
    let expected = not_before_value(pulse);
    if expected == value {
        return Ok(());
    }
    Err(PulseError::NotBefore { beacon, round: round.into(), expected, found: short(value) })
}

fn drand_round(beacon: BeaconName, round: &str) -> Result<u64, PulseError> {
    let wanted = "a number from 1, without leading zeros";
    let number = number(round).filter(|n| *n > 0);
    number.ok_or_else(|| PulseError::Round { beacon, round: short(round), wanted })
}

fn check_drand(chain: &Chain, round: &str, value: &str, previous: Option<&str>) -> Result<(), PulseError> {
    let beacon = chain.beacon;
    let number = drand_round(beacon, round)?;
    let length = chain.scheme.signature_len();
    if parse_hex(value).is_none_or(|bytes| bytes.len() != length) {
        let wanted = match length {
            48 => "a signature of 96 lower-case hexadecimal digits",
            _ => "a signature of 192 lower-case hexadecimal digits",
        };
        return Err(PulseError::Value { beacon, round: round.into(), wanted, found: short(value) });
    }
    let problem = match (chain.scheme, previous) {
        (bls::Scheme::BlsUnchainedG1Rfc9380, None) => None,
        (bls::Scheme::BlsUnchainedG1Rfc9380, Some(_)) => Some("only drand-default has one"),
        (bls::Scheme::PedersenBlsChained, None) => Some("it is missing, and part of what was signed"),
        (bls::Scheme::PedersenBlsChained, Some(p)) if number == 1 => {
            (p != chain.genesis_seed).then_some("round 1 follows the genesis seed of the chain")
        }
        (bls::Scheme::PedersenBlsChained, Some(p)) => parse_hex(p)
            .is_none_or(|bytes| bytes.len() != length)
            .then_some("it is not 192 lower-case hexadecimal digits"),
    };
    match problem {
        None => Ok(()),
        Some(wanted) => Err(PulseError::Previous { beacon, round: round.into(), wanted }),
    }
}

fn one_word(text: &str) -> Result<&str, &'static str> {
    if text.contains(' ') { Err("one word") } else { Ok(text) }
}

fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

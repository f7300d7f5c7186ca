//! The two pinned drand chains and the arithmetic between rounds and instants.
//!
//! Pinned means compiled in: no relay is ever asked what the key is. Values as published by the
//! League of Entropy under `/<chain hash>/info`; the tests verify genuine rounds under them. The
//! rule `round = ceil((T - genesis) / period) + 1` is `docs/draw-protocol.md` §3.

use super::bls::{self, Refusal, Scheme};
use super::{BeaconName, PulseError};
use crate::core::digest::{Digest, parse_hex};
use crate::core::time::Timestamp;

/// One drand chain. Round 1 appears at `genesis`, each next one `period_s` seconds later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Which beacon of the protocol it is.
    pub beacon: BeaconName,
    /// Chain hash: 64 hexadecimal digits, the name of the chain in every relay's paths.
    pub hash: &'static str,
    /// How it signs.
    pub scheme: Scheme,
    /// Compressed public key, hexadecimal.
    pub public_key: &'static str,
    /// Instant of round 1.
    pub genesis: Timestamp,
    /// Seconds between rounds.
    pub period_s: i64,
    /// What stands for the previous signature in round 1 of a chained chain, hexadecimal.
    pub genesis_seed: &'static str,
}

/// drand `quicknet`: 3 s, unchained, short signatures. The default beacon.
pub const QUICKNET: Chain = Chain {
    beacon: BeaconName::DrandQuicknet,
    hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    scheme: Scheme::BlsUnchainedG1Rfc9380,
    public_key: "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c\
                 8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb\
                 5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
    genesis: Timestamp(1_692_803_367),
    period_s: 3,
    genesis_seed: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
};

/// drand `default`: 30 s, chained; the oldest chain of the League of Entropy.
pub const DEFAULT: Chain = Chain {
    beacon: BeaconName::DrandDefault,
    hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
    scheme: Scheme::PedersenBlsChained,
    public_key: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5c\
                 ce96366b5d7a569937c529eeda66c7293784a9402801af31",
    genesis: Timestamp(1_595_431_050),
    period_s: 30,
    genesis_seed: "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
};

impl Chain {
    /// The first round that appears at `at` or later.
    pub fn round_at(&self, at: Timestamp) -> Result<u64, PulseError> {
        let before = || PulseError::BeforeGenesis { beacon: self.beacon, at, genesis: self.genesis };
        let elapsed =
            at.0.checked_sub(self.genesis.0).and_then(|s| u64::try_from(s).ok()).ok_or_else(before)?;
        Ok(elapsed.div_ceil(self.period_s.unsigned_abs()) + 1)
    }

    /// The instant at which a round appears; rounds start at 1.
    pub fn time_of_round(&self, round: u64) -> Result<Timestamp, PulseError> {
        let steps = round.checked_sub(1).and_then(|n| i64::try_from(n).ok());
        let seconds = steps.and_then(|n| n.checked_mul(self.period_s));
        let instant = seconds.and_then(|s| s.checked_add(self.genesis.0));
        instant.map(Timestamp).ok_or_else(|| PulseError::Round {
            beacon: self.beacon,
            round: round.to_string(),
            wanted: "a round that has an instant",
        })
    }

    /// Verifies the signature of one round; `previous` is hashed only by a chained scheme.
    pub fn verify(&self, round: u64, previous: &[u8], signature: &[u8]) -> Result<(), PulseError> {
        let key = parse_hex(self.public_key).expect("a pinned key is hexadecimal");
        let number = round.to_be_bytes();
        let message = match self.scheme {
            Scheme::PedersenBlsChained => Digest::of_parts(&[previous, &number]),
            Scheme::BlsUnchainedG1Rfc9380 => Digest::of(&number),
        };
        let (beacon, round) = (self.beacon, round.to_string());
        bls::verify(self.scheme, &key, &message.0, signature).map_err(|refusal| match refusal {
            Refusal::Point(why) => PulseError::Point { beacon, round, why },
            Refusal::Forged => PulseError::Forged { beacon, round },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    #[test]
    fn known_rounds_have_known_instants() {
        let known = [(1000, "2023-08-23T23:59:24+08:00"), (657_413, "2023-09-15T19:00:03+08:00")];
        for (round, text) in known {
            assert_eq!(QUICKNET.time_of_round(round).unwrap().to_string(), text);
            assert_eq!(QUICKNET.round_at(at(text)).unwrap(), round);
        }
        assert_eq!(DEFAULT.time_of_round(1).unwrap(), DEFAULT.genesis);
        assert_eq!(DEFAULT.time_of_round(72_785).unwrap().to_string(), "2020-08-17T05:49:30+08:00");
    }

    #[test]
    fn every_second_around_a_round_gives_the_first_round_not_earlier() {
        for chain in [QUICKNET, DEFAULT] {
            for round in [1, 2, 3, 1000, 657_413, 40_000_000] {
                let time = chain.time_of_round(round).unwrap();
                assert_eq!(chain.round_at(time).unwrap(), round, "on the second");
                assert_eq!(chain.round_at(time.plus(1)).unwrap(), round + 1, "one second late");
                assert_eq!(chain.round_at(time.plus(chain.period_s)).unwrap(), round + 1);
                assert_eq!(chain.round_at(time.plus(chain.period_s + 1)).unwrap(), round + 2);
                if round > 1 {
                    assert_eq!(chain.round_at(time.plus(-1)).unwrap(), round, "one second early");
                    assert_eq!(chain.round_at(time.plus(1 - chain.period_s)).unwrap(), round);
                    assert_eq!(chain.round_at(time.plus(-chain.period_s)).unwrap(), round - 1);
                }
            }
        }
    }

    #[test]
    fn there_is_nothing_before_genesis_and_nothing_beyond_time() {
        assert_eq!(QUICKNET.round_at(QUICKNET.genesis).unwrap(), 1);
        for early in [QUICKNET.genesis.plus(-1), Timestamp(0), Timestamp(i64::MIN)] {
            assert!(matches!(QUICKNET.round_at(early), Err(PulseError::BeforeGenesis { .. })));
        }
        assert!(QUICKNET.round_at(Timestamp(i64::MAX)).is_ok());
        for round in [0, u64::MAX, i64::MAX as u64] {
            assert!(matches!(QUICKNET.time_of_round(round), Err(PulseError::Round { .. })), "{round}");
        }
    }
}

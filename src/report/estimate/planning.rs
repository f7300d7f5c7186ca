//! How many to draw: to find a problem at all, to know a rate within a margin, and how to share a number
//! among strata (Neyman's allocation in whole numbers). Advice for a plan. `docs/estimates.md` §6.

use super::interval::{choose, first};
use super::quantile;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A share written as an integer pair, p of q.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Numerator, at most `q`.
    pub p: u64,
    /// Denominator, at least 1.
    pub q: u64,
}

/// A stratum to be drawn from, and what was found in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Subjects that can be drawn.
    pub population: u64,
    /// Problems found, of so many inspected.
    pub found: (u64, u64),
}

/// The least of each stratum: with fewer than two nothing is known of its spread.
pub const LEAST: u64 = 2;

/// What the logarithms may be off by: a power that is met exactly is met.
const ROUNDING: f64 = 1e-10;

/// A number that cannot be shared out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoAllocation {
    /// The least number.
    pub least: u64,
    /// The greatest.
    pub greatest: u64,
}

impl Share {
    /// As a number.
    pub fn value(self) -> f64 {
        self.p as f64 / self.q as f64
    }

    /// Reads `5%`, `0.05` or `1/20`: between 0 and 1.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((p, q)) = text.split_once('/') {
            return Self::new(p.trim().parse().ok()?, q.trim().parse().ok()?);
        }
        let (digits, scale) = match text.strip_suffix(['%', '％']) {
            Some(digits) => (digits.trim(), 100),
            None => (text, 1),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 9;
        if whole.is_empty() || !plain(whole) || !plain(part) {
            return None;
        }
        let q = 10_u64.pow(part.len() as u32);
        let part = if part.is_empty() { 0 } else { part.parse().ok()? };
        Self::new(whole.parse::<u64>().ok()? * q + part, q * scale)
    }

    fn new(p: u64, q: u64) -> Option<Self> {
        (q > 0 && p <= q).then_some(Self { p, q })
    }

    /// The least whole number of `all` that is at least this share.
    pub fn of(self, all: u64) -> u64 {
        (u128::from(self.p) * u128::from(all)).div_ceil(u128::from(self.q)) as u64
    }
}

/// Probability that `n` drawn of `all`, `k` of which have a problem, hold at least one of them.
pub fn finds(all: u64, k: u64, n: u64) -> f64 {
    match (k, n) {
        (0, _) | (_, 0) => 0.0,
        _ if n > all.saturating_sub(k) => 1.0,
        _ => -(choose(all - k, n) - choose(all, n)).exp_m1(),
    }
}

/// The least number to draw that finds a problem with this power; none where nobody has one.
pub fn detect(all: u64, k: u64, power: f64) -> Option<u64> {
    let enough = |n: u64| finds(all, k, n) >= power - ROUNDING;
    let n = first(1, all, enough);
    (k > 0 && k <= all && enough(n)).then_some(n)
}

/// The least number to draw of `all` so that a rate near `rate` is known within ± `margin`.
pub fn within(all: u64, rate: f64, margin: f64, alpha: f64) -> u64 {
    if all <= 1 || margin <= 0.0 {
        return all;
    }
    let z = quantile::normal(alpha);
    let infinite = z * z * rate * (1.0 - rate) / (margin * margin);
    let n = infinite * all as f64 / (all as f64 - 1.0 + infinite);
    ((n - 1e-9).ceil().max(1.0) as u64).min(all)
}

/// The share-out of `n` with the least variance of the overall rate: each further subject goes where it
/// lowers the variance most, which in whole numbers is optimal. The spread of a stratum is taken from
/// (x + 1)/(n + 2), so that one without any problem found is not forgotten. Ties go to the earlier stratum.
pub fn neyman(rooms: &[Room], n: u64) -> Result<Vec<u64>, NoAllocation> {
    let least = |room: &Room| room.population.min(LEAST);
    let mut shares: Vec<u64> = rooms.iter().map(least).collect();
    let bounds =
        NoAllocation { least: shares.iter().sum(), greatest: rooms.iter().map(|room| room.population).sum() };
    let mut left = n.checked_sub(bounds.least).filter(|_| n <= bounds.greatest).ok_or(bounds)?;
    let gain = |at: usize, share: u64| {
        let Room { population, found: (x, seen) } = rooms[at];
        let rate = (x + 1) as f64 / (seen + 2) as f64;
        let spread = population as f64 * (rate * (1.0 - rate)).sqrt();
        let gain = spread * spread / (share as f64 * (share + 1) as f64);
        // Ordered as bits: gains are positive.
        (gain.to_bits(), Reverse(at))
    };
    let room = |at: &usize, shares: &[u64]| shares[*at] < rooms[*at].population;
    let mut heap: BinaryHeap<_> =
        (0..rooms.len()).filter(|at| room(at, &shares)).map(|at| gain(at, shares[at])).collect();
    while left > 0 {
        let Some((_, Reverse(at))) = heap.pop() else { break };
        shares[at] += 1;
        left -= 1;
        if room(&at, &shares) {
            heap.push(gain(at, shares[at]));
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_pairs() {
        for (text, p, q) in
            [("5%", 5, 100), ("0.05", 5, 100), ("1/20", 1, 20), ("2.5%", 25, 1000), ("1", 1, 1)]
        {
            assert_eq!(Share::parse(text), Some(Share { p, q }), "{text}");
        }
        for text in
            ["", "%", "-1%", "101%", "1.1", "1/0", "2/1", "a", "1e-3", ".5", "nan", "1/2/3", "9999999999"]
        {
            assert_eq!(Share::parse(text), None, "{text}");
        }
        assert_eq!(Share { p: 1, q: 3 }.of(10), 4);
    }

    /// Of 10 with 1 problem, 8 find it with 8/10; of 100 with 5, C(95, n)/C(100, n) first falls to 5 % at 45.
    #[test]
    fn detection_by_hand() {
        assert_eq!(detect(10, 1, 0.8), Some(8));
        assert!((finds(10, 1, 8) - 0.8).abs() < 1e-10);
        assert_eq!(detect(100, 5, 0.95), Some(45));
        assert_eq!(detect(10, 0, 0.8), None);
        assert_eq!(detect(10, 3, 1.0), Some(8));
        assert_eq!(detect(1, 1, 0.8), Some(1));
    }

    #[test]
    fn margins() {
        assert_eq!(within(1_000_000_000, 0.5, 0.05, 0.05), 385);
        assert_eq!(within(1000, 0.5, 0.05, 0.05), 278);
        assert_eq!(
            (within(1, 0.5, 0.05, 0.05), within(50, 0.1, 0.0, 0.05), within(50, 0.0, 0.1, 0.05)),
            (1, 50, 1)
        );
    }

    /// The greedy share-out has the least variance of all share-outs.
    #[test]
    fn neyman_is_optimal() {
        let rooms = [(40, (3, 10)), (9, (0, 8)), (25, (9, 20)), (1, (0, 1))]
            .map(|(population, found)| Room { population, found });
        let variance = |shares: &[u64]| -> f64 {
            let one = |(room, n): (&Room, &u64)| {
                let rate = (room.found.0 + 1) as f64 / (room.found.1 + 2) as f64;
                (room.population as f64).powi(2) * rate * (1.0 - rate) / *n as f64
            };
            rooms.iter().zip(shares).map(one).sum()
        };
        for n in [7, 20, 33] {
            let shares = neyman(&rooms, n).unwrap();
            assert_eq!(shares.iter().sum::<u64>(), n);
            for a in 2..=40 {
                for b in 2..=9 {
                    let Some(c) = (n - 1).checked_sub(a + b).filter(|c| (2..=25).contains(c)) else {
                        continue;
                    };
                    assert!(variance(&shares) <= variance(&[a, b, c, 1]) + 1e-9, "{shares:?} {a} {b} {c}");
                }
            }
        }
        assert_eq!(neyman(&rooms, 75), Ok(vec![40, 9, 25, 1]));
        assert_eq!(neyman(&rooms, 6), Err(NoAllocation { least: 7, greatest: 75 }));
        assert_eq!(neyman(&rooms, 76), Err(NoAllocation { least: 7, greatest: 75 }));
        assert_eq!(neyman(&[], 0), Ok(vec![]));
    }
}

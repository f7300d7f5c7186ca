//! How surprising a count is, in bits: k bits mean that chance alone gives something so far from
//! the expectation at most once in 2^k times. Integers only, and every rounding makes a surprise
//! smaller, so that a test built on it errs to one side: it accuses nobody of what is chance.
//!
//! The bounds hold for every size of sample, where a table of chi-square would need large ones:
//! - a count: Hoeffding, *Probability inequalities for sums of bounded random variables* (1963),
//!   theorem 1 with §6 (draws without replacement): P(X ≥ x) ≤ 2^(−n·D(x/n ‖ m/n)), D the
//!   divergence in bits and m the expectation; the n draws need not be equally likely;
//! - a histogram: Agrawal, *Finite-sample concentration of the multinomial in relative entropy*
//!   (2020): n·D is at most gamma with shape d, so P(n·D ≥ t) ≤ e^(−t)·(e·t/d)^d for t > d, where d is
//!   the number of classes less one and t is in nats; of independent histograms both n·D and d add up, since
//!   the bound is one of the generating function of moments;
//! - matches of a random permutation: Chatterjee, *Stein's method for concentration inequalities*
//!   (Probability Theory and Related Fields 138, 2007), on Hoeffding's combinatorial statistic: P(|X − m| ≥ t) ≤ 2·e^(−t² / (4m + 2t)).

/// Fractional bits of a logarithm.
const FRACTION: u32 = 48;
/// Fractional bits of an expectation.
const EXPECTED: u32 = 20;

/// An upper bound of a chance, as its negative logarithm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Surprise(u128);

/// The expected number of hits among some draws, between two neighbouring fractions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    draws: u64,
    low: u128,
    high: u128,
}

impl Expected {
    /// Adds `draws` rows drawn from `of`, of which `hits` would be hits. All below 2^44.
    pub fn add(&mut self, draws: u64, hits: u64, of: u64) {
        let product = (u128::from(draws) * u128::from(hits)) << EXPECTED;
        self.draws += draws;
        self.low += product / u128::from(of);
        self.high += product.div_ceil(u128::from(of));
    }

    /// Adds a row that is a hit where any of some things happens, each `hits` times in `of`: at most their sum, and
    /// at most once.
    pub fn add_any(&mut self, chances: impl IntoIterator<Item = (u64, u64)>) {
        let (mut low, mut high) = (0, 0);
        for (hits, of) in chances {
            let hits = u128::from(hits) << EXPECTED;
            low += hits / u128::from(of);
            high += hits.div_ceil(u128::from(of));
        }
        self.draws += 1;
        self.low += low.min(1 << EXPECTED);
        self.high += high.min(1 << EXPECTED);
    }

    /// Number of draws.
    pub fn draws(&self) -> u64 {
        self.draws
    }

    /// The expectation with one decimal, for people.
    pub fn text(&self) -> String {
        let tenths = (self.low * 10 + (1 << (EXPECTED - 1))) >> EXPECTED;
        format!("{}.{}", tenths / 10, tenths % 10)
    }

    /// The expectation in hundredths, for people.
    pub fn hundredths(&self) -> u64 {
        Self::mean_hundredths([(1, self)])
    }

    /// The mean of expectations in hundredths, half up, each that many times; 0 of none.
    pub fn mean_hundredths<'a>(all: impl IntoIterator<Item = (u64, &'a Self)>) -> u64 {
        let (mut sum, mut count) = (0, 0);
        for (times, expected) in all {
            sum += u128::from(times) * expected.low;
            count += u128::from(times);
        }
        let whole = (2 * count.max(1)) << EXPECTED;
        u64::try_from((sum * 200 + (count << EXPECTED)) / whole).unwrap_or(u64::MAX)
    }

    /// Adds what another expects.
    pub fn join(&mut self, other: &Self) {
        self.draws += other.draws;
        self.low += other.low;
        self.high += other.high;
    }

    /// Whether so many are more than expected.
    pub fn exceeded_by(&self, found: u64) -> bool {
        u128::from(found) << EXPECTED > self.high
    }

    /// How surprising so many matches are where teams were laid on subjects by random permutations, each
    /// hit one match that was possible. Both sides.
    pub fn surprise_of_matches(&self, found: u64) -> Surprise {
        let x = u128::from(found) << EXPECTED;
        let far = if x > self.high { x - self.high } else { self.low.saturating_sub(x) };
        let spread = 4 * self.high + 2 * far;
        if far == 0 || far >= 1 << 60 {
            return Surprise(0);
        }
        // log2 e = 1.44269, rounded down; one bit for both sides.
        let bits = far * far / spread * 144_269 / 100_000;
        Surprise((bits << (FRACTION - EXPECTED)).saturating_sub(1 << FRACTION))
    }

    /// How surprising it is to find so many hits, too many or too few. One test, both sides.
    pub fn surprise(&self, found: u64) -> Surprise {
        let n = u128::from(self.draws) << EXPECTED;
        let x = u128::from(found.min(self.draws)) << EXPECTED;
        let bits = match x {
            _ if x > self.high => tail(x, self.high, n),
            _ if x < self.low => tail(n - x, n.saturating_sub(self.low), n),
            _ => 0,
        };
        Surprise(bits.saturating_sub(1 << FRACTION))
    }
}

/// n·D(x/n ‖ m/n) for x > m, all three in fractions of 2^[`EXPECTED`].
fn tail(x: u128, m: u128, n: u128) -> u128 {
    let term = |count: u128, expected: u128| match count {
        0 => 0,
        _ => (count >> EXPECTED) as i128 * log2_of_ratio(count, expected.max(1)),
    };
    u128::try_from(term(x, m) + term(n - x, n - m)).unwrap_or(0)
}

/// How surprising a histogram is where every class is equally likely.
pub fn of_equal_classes(counts: &[u64]) -> Surprise {
    of_equal_classes_within([counts])
}

/// How surprising some histograms are together, where every class of one is equally likely and how much falls
/// into each of them is given.
pub fn of_equal_classes_within<'a>(histograms: impl IntoIterator<Item = &'a [u64]>) -> Surprise {
    let (mut divergence, mut d) = (0, 0);
    for counts in histograms {
        let (classes, all) = (counts.len() as u128, counts.iter().map(|c| u128::from(*c)).sum::<u128>());
        let term = |count: &u64| match *count {
            0 => 0,
            count => i128::from(count) * log2_of_ratio(u128::from(count) * classes, all),
        };
        divergence += counts.iter().map(term).sum::<i128>();
        d += if all > 0 { classes - 1 } else { 0 };
    }
    let divergence = u128::try_from(divergence).unwrap_or(0);
    // e·ln 2 = 1.88417 and log2 e = 1.44270, both rounded up.
    if d == 0 || divergence * 10_000 <= (d * 14_427) << FRACTION {
        return Surprise(0);
    }
    let ratio = log2_up(divergence * 18_842) - log2_down((d * 10_000) << FRACTION);
    Surprise(u128::try_from(divergence as i128 - d as i128 * ratio).unwrap_or(0))
}

impl Surprise {
    /// The surprise of so many bits.
    pub fn of_bits(bits: u32) -> Self {
        Self(u128::from(bits) << FRACTION)
    }

    /// Whole bits.
    pub fn bits(&self) -> u32 {
        (self.0 >> FRACTION) as u32
    }

    /// Whether the most surprising of so many tests refutes chance at the level 1/`one_in` over
    /// all of them together (Bonferroni).
    pub fn refutes(&self, tests: u64, one_in: u64) -> bool {
        let threshold = log2_up(u128::from(tests.max(1)) * u128::from(one_in));
        self.0 as i128 >= threshold
    }

    /// The chance as people read it: `1/32`; from 2^64 on as a power.
    pub fn chance(&self) -> String {
        match self.bits() {
            0 => "1".into(),
            bits @ 1..64 => format!("1/{}", 1u64 << bits),
            bits => format!("1/2^{bits}"),
        }
    }
}

/// log2(a/b), rounded down.
fn log2_of_ratio(a: u128, b: u128) -> i128 {
    log2_down(a) - log2_up(b)
}

fn log2_up(x: u128) -> i128 {
    // log2_down is low by less than 2 in the last place.
    if x.is_power_of_two() { log2_down(x) } else { log2_down(x) + 2 }
}

/// log2(x) for x ≥ 1: the digits of the logarithm, by squaring the mantissa again and again.
fn log2_down(x: u128) -> i128 {
    let mut mantissa = (x << x.leading_zeros()) >> 64;
    let mut log = i128::from(127 - x.leading_zeros());
    for _ in 0..FRACTION {
        let square = (mantissa * mantissa) >> 63;
        let digit = square >> 64;
        mantissa = square >> digit;
        log = log * 2 + digit as i128;
    }
    log
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_right_and_below() {
        let bits = |x: u128| log2_down(x) >> FRACTION;
        assert_eq!((bits(1), bits(2), bits(3), bits(1 << 100)), (0, 1, 1, 100));
        // log2(10) = 3.32192809488736…
        let ten = 3_321_928_094_887_362_348i128 * (1 << FRACTION) / 1_000_000_000_000_000_000;
        assert!((0..2).contains(&(ten - log2_down(10))), "{} too low", ten - log2_down(10));
        for x in [3u128, 5, 999, 12_345_678_901] {
            let (once, squared) = (log2_down(x) * 2, log2_down(x * x));
            assert!((0..5).contains(&(squared - once)) && log2_up(x) * 2 >= squared, "{x}");
        }
    }

    fn choose(n: u128, k: u128) -> u128 {
        (0..k).fold(1, |product, i| product * (n - i) / (i + 1))
    }

    /// The exact chances of draws without replacement are never above the bound, and the bound
    /// wastes little where no more than a quarter is drawn.
    #[test]
    fn counts_are_bounded_by_the_exact_chance() {
        let mut wasted = 0;
        for (of, hits, draws) in [(40u64, 20u64, 10u64), (60, 6, 20), (50, 25, 25), (30, 1, 3), (64, 40, 8)] {
            let mut expected = Expected::default();
            expected.add(draws, hits, of);
            let ways = |x: u64| match draws - x <= of - hits {
                true => choose(hits.into(), x.into()) * choose((of - hits).into(), (draws - x).into()),
                false => 0,
            };
            let all = choose(of.into(), draws.into());
            for found in 0..=draws.min(hits) {
                let upper: u128 = (found..=draws.min(hits)).map(ways).sum();
                let lower: u128 = (0..=found).map(ways).sum();
                let chance = upper.min(lower);
                if chance == 0 {
                    continue;
                }
                let bits = expected.surprise(found).bits();
                assert!(chance << bits <= all, "{found} of {draws}, {hits} in {of}: {bits} bits");
                if 4 * draws <= of {
                    wasted = wasted.max((all / chance).ilog2().saturating_sub(bits));
                }
            }
        }
        assert!(wasted <= 6, "{wasted} bits are wasted");
    }

    #[test]
    fn strata_add_up() {
        let mut expected = Expected::default();
        expected.add(10, 100, 1000);
        expected.add(90, 100, 300);
        assert_eq!((expected.draws(), expected.text()), (100, "31.0".into()));
        assert_eq!(expected.surprise(31), Surprise(0));
        assert!(expected.surprise(80).bits() > 60 && expected.surprise(0).bits() > 40);
        assert_eq!(expected.surprise(80).chance(), format!("1/2^{}", expected.surprise(80).bits()));
    }

    /// Eight throws into two classes, all 256 outcomes: the bound is above each exact chance.
    #[test]
    fn histograms_are_bounded_by_the_exact_chance() {
        for throws in [8u64, 40] {
            let surprise = |one: u64| of_equal_classes(&[one, throws - one]);
            for one in 0..=throws {
                let as_far = (0..=throws).filter(|other| surprise(*other) >= surprise(one));
                let chance: u128 = as_far.map(|other| choose(throws.into(), other.into())).sum();
                assert!(chance << surprise(one).bits() <= 1 << throws, "{one} of {throws}");
            }
        }
        assert!(of_equal_classes(&[40, 0]).bits() > 30);
        assert_eq!(of_equal_classes(&[25; 16]), Surprise(0));
        assert_eq!(of_equal_classes(&[7]), Surprise(0), "one class can surprise nobody");
        assert_eq!(of_equal_classes(&[0; 16]), Surprise(0));
    }

    /// Six throws into one pair of classes and four into another, all 1,024 outcomes.
    #[test]
    fn histograms_together_are_bounded_by_the_exact_chance() {
        let surprise = |one: u64, other: u64| {
            of_equal_classes_within([&[one, 6 - one][..], &[other, 4 - other][..], &[0, 0, 0][..]])
        };
        let all: Vec<(u64, u64)> = (0..=6).flat_map(|one| (0..=4).map(move |other| (one, other))).collect();
        for (one, other) in &all {
            let found = surprise(*one, *other);
            let as_far = all.iter().filter(|(a, b)| surprise(*a, *b) >= found);
            let chance: u128 = as_far.map(|(a, b)| choose(6, (*a).into()) * choose(4, (*b).into())).sum();
            assert!(chance << found.bits() <= 1 << 10, "{one} of 6 and {other} of 4");
        }
        // 34 of 50 may be chance, where 25 are expected; not fifteen times. 15·4.8 − 15·log2(e·ln 2·4.8) = 24.
        let uneven = |n: usize| vec![[34u64, 16]; n];
        let told = |all: Vec<[u64; 2]>| of_equal_classes_within(all.iter().map(|one| &one[..])).bits();
        assert!(told(uneven(1)) == 1 && told(uneven(15)) == 24);
        let beside_nothing = of_equal_classes_within([&[34, 16][..], &[0, 0, 0][..]]);
        assert_eq!(beside_nothing, of_equal_classes(&[34, 16]), "nothing tells nothing");
        // Two places with unlike work are no histogram of one.
        assert_eq!(told(vec![[90, 90], [10, 10]]), 0);
        assert!(of_equal_classes(&[90, 90, 10, 10]).bits() > 20);
    }

    #[test]
    fn whatever_happens_first_is_one_hit() {
        let mut any = Expected::default();
        any.add_any([(1, 4), (1, 4)]);
        assert_eq!((any.draws(), any.hundredths()), (1, 50));
        any.add_any([(3, 4), (3, 4)]);
        assert_eq!((any.draws(), any.hundredths()), (2, 150), "never more than once");
        assert!(any.exceeded_by(2) && !any.exceeded_by(1));
        let mut third = Expected::default();
        third.add_any([(1, 3)]);
        assert_eq!(Expected::mean_hundredths([(1, &third), (3, &any)]), 121, "(33.3 + 3·150) / 4");
        assert_eq!(Expected::mean_hundredths([]), 0);
        assert_eq!(third, {
            let mut same = Expected::default();
            same.add(1, 1, 3);
            same
        });
    }

    /// All 720 orders of six: how many stay in their place, against the bound.
    #[test]
    fn matches_are_bounded_by_the_exact_chance() {
        fn orders(rest: &[usize], done: &mut Vec<usize>, counts: &mut [u64; 7]) {
            if rest.is_empty() {
                counts[done.iter().enumerate().filter(|(at, value)| at == *value).count()] += 1;
            }
            for (at, value) in rest.iter().enumerate() {
                done.push(*value);
                orders(&[&rest[..at], &rest[at + 1..]].concat(), done, counts);
                done.pop();
            }
        }
        let mut counts = [0; 7];
        orders(&[0, 1, 2, 3, 4, 5], &mut Vec::new(), &mut counts);
        assert_eq!(counts, [265, 264, 135, 40, 15, 0, 1]);
        let mut expected = Expected::default();
        expected.add(6, 1, 6);
        assert_eq!(
            (expected.hundredths(), expected.exceeded_by(1), expected.exceeded_by(2)),
            (100, false, true)
        );
        for found in 2..=6 {
            let chance: u64 = counts[found as usize..].iter().sum();
            assert!(chance << expected.surprise_of_matches(found).bits() <= 720, "{found}");
        }
        let mut many = Expected::default();
        many.add(400, 1, 10);
        assert!(many.surprise_of_matches(400).bits() > 200);
        assert_eq!(many.surprise_of_matches(40), Surprise(0));
    }

    #[test]
    fn levels_are_shared_by_the_tests() {
        let ten = Surprise::of_bits(10);
        assert!(ten.refutes(1, 1000) && ten.refutes(1, 1024) && !ten.refutes(1, 1025));
        assert!(ten.refutes(32, 32) && !ten.refutes(2, 1000));
        assert_eq!((ten.bits(), ten.chance()), (10, "1/1024".into()));
    }
}

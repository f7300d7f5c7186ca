//! Intervals for the rate of one finite stratum. Exact (both tails of the hypergeometric distribution)
//! where the normal curve is no guide, Wilson's score interval with the finite-population correction
//! elsewhere. `docs/estimates.md` §3.

use super::quantile;
use statrs::function::gamma::ln_gamma;

/// Below this many inspected, the exact interval is taken.
pub const SMALL: u64 = 30;
/// With fewer problems, or fewer without a problem, too.
pub const RARE: u64 = 5;

/// An interval for a rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How it was found.
    pub method: Method,
}

/// How an interval was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Everybody was inspected.
    Census,
    /// Both tails of the hypergeometric distribution.
    Exact,
    /// Wilson's score interval, finite-population correction.
    Wilson,
    /// Wilson's score interval on the effective sample size.
    Effective,
    /// The strata's own intervals, combined.
    Combined,
}

impl Method {
    /// Word in files.
    pub fn word(self) -> &'static str {
        match self {
            Method::Census => "census",
            Method::Exact => "exact",
            Method::Wilson => "wilson",
            Method::Effective => "wilson-effective",
            Method::Combined => "combined",
        }
    }

    /// 中文 and English.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            Method::Census => ("全查", "census"),
            Method::Exact => ("精确（超几何）", "exact (hypergeometric)"),
            Method::Wilson => ("Wilson（有限总体校正）", "Wilson (finite population)"),
            Method::Effective => ("Wilson（有效样本量）", "Wilson (effective n)"),
            Method::Combined => ("各层区间合成", "strata's intervals combined"),
        }
    }
}

/// The interval of `problems` among `seen` inspected of `all`; `seen` is at least 1.
pub fn of_stratum(all: u64, seen: u64, problems: u64, alpha: f64) -> Interval {
    let rate = problems as f64 / seen as f64;
    if seen == all {
        return Interval { low: rate, high: rate, method: Method::Census };
    }
    if seen < SMALL || problems < RARE || seen - problems < RARE {
        let (low, high) = exact(all, seen, problems, alpha);
        let share = |count: u64| count as f64 / all as f64;
        return Interval { low: share(low), high: share(high), method: Method::Exact };
    }
    let (low, high) = wilson(rate, effective(all, seen), quantile::normal(alpha));
    Interval { low, high, method: Method::Wilson }
}

/// The size of a sample with replacement that would be as precise as `seen` without, of `all`.
pub fn effective(all: u64, seen: u64) -> f64 {
    seen as f64 * (all - 1) as f64 / (all - seen) as f64
}

/// Wilson's score interval of a rate from `n`, which need not be whole.
pub fn wilson(rate: f64, n: f64, z: f64) -> (f64, f64) {
    if !z.is_finite() || n <= 0.0 {
        return (0.0, 1.0);
    }
    let squared = z * z / n;
    let centre = (rate + squared / 2.0) / (1.0 + squared);
    let half = z / (1.0 + squared) * (rate * (1.0 - rate) / n + squared / n / 4.0).sqrt();
    let low = if rate <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if rate >= 1.0 { 1.0 } else { (centre + half).min(1.0) };
    (low, high)
}

/// The least and the greatest number of problems in the stratum under which what was found is not in a
/// tail of `alpha`/2.
pub fn exact(all: u64, seen: u64, problems: u64, alpha: f64) -> (u64, u64) {
    let (least, greatest) = (problems, all - (seen - problems));
    // A tail that is met exactly is met, whatever the logarithms are off by.
    let tail = alpha / 2.0 * (1.0 + 1e-8);
    let low = first(least, greatest, |k| at_least(all, k, seen, problems) > tail);
    let past = first(least, greatest + 1, |k| k > greatest || at_most(all, k, seen, problems) <= tail);
    (low, past - 1)
}

/// The first of `low..=high` that holds; `high` does where none before it does.
pub(super) fn first(mut low: u64, mut high: u64, holds: impl Fn(u64) -> bool) -> u64 {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Probability of at least `x` problems among `n` drawn of `all`, `k` of which have one.
pub fn at_least(all: u64, k: u64, n: u64, x: u64) -> f64 {
    if x == 0 { 1.0 } else { upper(all, k, n, x) }
}

/// Probability of at most `x`.
pub fn at_most(all: u64, k: u64, n: u64, x: u64) -> f64 {
    // Those without a problem are drawn at least so often.
    if x >= n { 1.0 } else { upper(all, all - k, n, n - x) }
}

/// The upper tail, from the end that has fewer terms.
fn upper(all: u64, k: u64, n: u64, x: u64) -> f64 {
    let (least, greatest) = ((n + k).saturating_sub(all), n.min(k));
    if x > greatest {
        return 0.0;
    }
    if x <= least {
        return 1.0;
    }
    let mean = n as f64 * k as f64 / all as f64;
    match x as f64 > mean {
        true => upwards(all, k, n, x, greatest),
        false => 1.0 - upwards(all, all - k, n, n - x + 1, n.min(all - k)),
    }
    .clamp(0.0, 1.0)
}

/// Sum of the terms from `x` to `greatest`: each from the one before it.
fn upwards(all: u64, k: u64, n: u64, x: u64, greatest: u64) -> f64 {
    let mut term = (choose(k, x) + choose(all - k, n - x) - choose(all, n)).exp();
    let mut sum = term;
    for i in x..greatest {
        let up = (k - i) as f64 * (n - i) as f64;
        let down = (i + 1) as f64 * ((all - k) as f64 - n as f64 + (i + 1) as f64);
        term *= up / down;
        sum += term;
        if term < sum * 1e-18 {
            break;
        }
    }
    sum
}

/// Logarithm of n over k.
pub(super) fn choose(n: u64, k: u64) -> f64 {
    let factorial = |n: u64| ln_gamma(n as f64 + 1.0);
    factorial(n) - factorial(k) - factorial(n - k)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 5 subjects 2 were inspected and none had a problem: with 4 problems among 5 that is impossible,
    /// with 3 it happens in 1 of 10 draws, so 3 cannot be excluded.
    #[test]
    fn by_hand() {
        assert_eq!(exact(5, 2, 0, 0.05), (0, 3));
        assert_eq!(exact(5, 2, 2, 0.05), (2, 5));
        assert!((at_most(5, 3, 2, 0) - 0.1).abs() < 1e-12);
        assert!((at_least(5, 3, 2, 1) - 0.9).abs() < 1e-12);
        assert_eq!(of_stratum(1, 1, 1, 0.05), Interval { low: 1.0, high: 1.0, method: Method::Census });
        assert_eq!(wilson(0.0, 10.0, 1.96).0, 0.0);
    }

    /// The chance of an interval that misses is at most 5 %, whatever the truth.
    #[test]
    fn the_exact_interval_never_covers_too_seldom() {
        for (all, n) in [(12, 3), (30, 7), (60, 20)] {
            for k in 0..=all {
                let covers = |x: u64| {
                    let possible = x <= k && n - x <= all - k;
                    let (low, high) = exact(all, n, x, 0.05);
                    (possible && (low..=high).contains(&k))
                        .then(|| at_least(all, k, n, x) - at_least(all, k, n, x + 1))
                };
                let covered: f64 =
                    (0..=n).filter_map(|x| if x > k || n - x > all - k { None } else { covers(x) }).sum();
                assert!(covered >= 0.95 - 1e-9, "{covered} with {k} of {all}, {n} drawn");
            }
        }
    }
}

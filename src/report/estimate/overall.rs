//! All strata together: the stratified estimator, its variance and interval, and what those who were gone
//! could have changed. `docs/estimates.md` §4 and §5.

use super::{ALPHA, Counts, Interval, Method, Stratum, interval, quantile};

/// The rate over all strata in which somebody was inspected.
#[derive(Clone, Debug, PartialEq)]
pub struct Overall {
    /// Subjects of these strata.
    pub population: u64,
    /// Subjects of the strata in which nobody was inspected: nothing is said about them.
    pub unseen: u64,
    /// Inspected.
    pub inspected: u64,
    /// The estimated rate.
    pub rate: f64,
    /// Estimated variance of the rate.
    pub variance: f64,
    /// Strata with one inspected of several: their variance is the largest possible.
    pub lonely: u64,
    /// Degrees of freedom: inspected less strata, of those that were not inspected whole.
    pub freedom: u64,
    /// Variance by that of as many drawn without strata.
    pub design_effect: Option<f64>,
    /// Inspected by the design effect.
    pub effective: Option<f64>,
    /// What the true rate may be.
    pub interval: Interval,
}

/// Ends of a rate when those who were gone are counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// None of them had a problem.
    pub low: f64,
    /// All of them had one.
    pub high: f64,
}

/// A rate and what it is known by.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    rate: f64,
    variance: f64,
    /// Variance per p(1 − p), if the rate were the same in every stratum.
    common: f64,
}

impl Part {
    fn of(strata: &[&Stratum]) -> Self {
        let population: f64 = strata.iter().map(|stratum| stratum.counts.population as f64).sum();
        let mut part = Self::default();
        for Stratum { counts, rate, variance, .. } in strata {
            let weight = counts.population as f64 / population;
            let all_but_one = (counts.population - 1).max(1) as f64;
            let left = (counts.population - counts.inspected()) as f64;
            part.rate += weight * rate.unwrap_or_default();
            part.variance += weight * weight * variance.unwrap_or(0.25);
            part.common += weight * weight * left / all_but_one / counts.inspected() as f64;
        }
        part.rate = part.rate.clamp(0.0, 1.0);
        part
    }

    /// The size of a sample with replacement that would be as precise.
    fn size(&self) -> f64 {
        let spread = self.rate * (1.0 - self.rate);
        if spread > 0.0 && self.variance > 0.0 { spread / self.variance } else { 1.0 / self.common }
    }
}

impl Overall {
    pub(super) fn of(strata: &[Stratum]) -> Option<Self> {
        let seen: Vec<&Stratum> = strata.iter().filter(|one| one.counts.inspected() > 0).collect();
        let all = |of: &[&Stratum]| -> u64 { of.iter().map(|one| one.counts.population).sum() };
        if seen.is_empty() {
            return None;
        }
        let open: Vec<&Stratum> = seen.iter().copied().filter(|one| !one.counts.certain()).collect();
        let whole = Part::of(&seen);
        let inspected: u64 = seen.iter().map(|one| one.counts.inspected()).sum();
        let population = all(&seen);
        let freedom = open.iter().map(|one| one.counts.inspected() - 1).sum();
        let left = (population - inspected) as f64 / population as f64;
        let simple = left * whole.rate * (1.0 - whole.rate) / (inspected.max(2) - 1) as f64;
        let design_effect = (simple > 0.0 && inspected > 1).then(|| whole.variance / simple);
        Some(Self {
            population,
            unseen: strata.iter().map(|one| one.counts.population).sum::<u64>() - population,
            inspected,
            rate: whole.rate,
            variance: whole.variance,
            lonely: seen.iter().filter(|one| one.variance.is_none()).count() as u64,
            freedom,
            design_effect,
            effective: design_effect.filter(|one| *one > 0.0).map(|one| inspected as f64 / one),
            interval: Self::interval(&seen, &open, freedom),
        })
    }

    /// What was inspected whole is known; the interval is one of the rest, carried over.
    fn interval(seen: &[&Stratum], open: &[&Stratum], freedom: u64) -> Interval {
        let known: u64 = seen.iter().filter(|one| one.counts.certain()).map(|one| one.counts.problems).sum();
        let population: u64 = seen.iter().map(|one| one.counts.population).sum();
        let uncertain: u64 = open.iter().map(|one| one.counts.population).sum();
        let share = |rate: f64| (known as f64 + rate * uncertain as f64) / population as f64;
        let inner = match open {
            [] => Interval { low: 0.0, high: 0.0, method: Method::Census },
            [one] => {
                let Counts { population, problems, .. } = one.counts;
                interval::of_stratum(population, one.counts.inspected(), problems, ALPHA)
            }
            _ if freedom > 0 && decided(open) => combined(open),
            _ => {
                let part = Part::of(open);
                let t = quantile::student(ALPHA, freedom);
                let (low, high) = interval::wilson(part.rate, part.size(), t);
                Interval { low, high, method: Method::Effective }
            }
        };
        Interval { low: share(inner.low), high: share(inner.high), method: inner.method }
    }

    /// Standard error of the rate.
    pub fn error(&self) -> f64 {
        self.variance.sqrt()
    }
}

/// Whether one stratum in which few problems, or few without, were found makes more than half of the variance:
/// what the sample says of that variance is no guide then, and where it found none it says 0.
fn decided(open: &[&Stratum]) -> bool {
    let spread = |one: &&Stratum| {
        let Counts { population, problems, .. } = one.counts;
        let (all, seen) = (population as f64, one.counts.inspected());
        let rate = (problems + 1) as f64 / (seen + 2) as f64;
        all * all * rate * (1.0 - rate) / interval::effective(population, seen)
    };
    let few = |one: &&&Stratum| one.counts.problems.min(one.counts.clean) < interval::RARE;
    let half = open.iter().map(spread).sum::<f64>() / 2.0;
    open.iter().filter(few).any(|one| spread(one) > half)
}

/// The distances of the strata's rates from the ends of their own intervals, added up as errors are.
fn combined(open: &[&Stratum]) -> Interval {
    let population: f64 = open.iter().map(|one| one.counts.population as f64).sum();
    let (mut rate, mut below, mut above) = (0.0, 0.0, 0.0);
    for Stratum { counts, rate: own, interval, .. } in open {
        let (Some(own), Some(interval)) = (own, interval) else { continue };
        let weight = counts.population as f64 / population;
        rate += weight * own;
        below += (weight * (own - interval.low)).powi(2);
        above += (weight * (interval.high - own)).powi(2);
    }
    let (low, high) = ((rate - below.sqrt()).max(0.0), (rate + above.sqrt()).min(1.0));
    Interval { low, high, method: Method::Combined }
}

impl Bounds {
    /// Of one stratum; none where nobody was seen or gone.
    pub(super) fn of(counts: &Counts) -> Option<Self> {
        let told = counts.inspected() + counts.gone;
        let share = |problems: u64| problems as f64 / told as f64;
        (told > 0).then(|| Self { low: share(counts.problems), high: share(counts.problems + counts.gone) })
    }

    /// Of all strata in which somebody was seen or gone.
    pub(super) fn overall(counts: &[Counts]) -> Option<Self> {
        let told: Vec<(f64, Self)> =
            counts.iter().filter_map(|one| Some((one.population as f64, Self::of(one)?))).collect();
        let all: f64 = told.iter().map(|(population, _)| population).sum();
        let mean = |end: fn(&Self) -> f64| {
            told.iter()
                .map(|(population, bounds)| population / all * end(bounds))
                .sum::<f64>()
                .clamp(0.0, 1.0)
        };
        (!told.is_empty()).then(|| Self { low: mean(|one| one.low), high: mean(|one| one.high) })
    }
}

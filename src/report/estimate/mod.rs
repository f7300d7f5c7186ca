//! What a draw says about everybody it was drawn from: the rate of problems per stratum and overall,
//! with intervals, from counts. A pure function of integers. Formulas, rules and sources:
//! `docs/estimates.md`.

mod counts;
pub mod interval;
mod overall;
pub mod planning;
pub mod quantile;

pub use counts::{Counts, Fault, FaultKind};
pub use interval::{Interval, Method};
pub use overall::{Bounds, Overall};

/// Error of the intervals: they cover with 95 %.
pub const ALPHA: f64 = 0.05;

/// What a draw says.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Of each stratum, in the order given.
    pub strata: Vec<Stratum>,
    /// Of all together; none where nothing was inspected.
    pub overall: Option<Overall>,
    /// The overall rate if everybody who was gone had no problem, or had one; none where nobody was seen
    /// or gone.
    pub bounds: Option<Bounds>,
}

/// What is known of one stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Stratum {
    /// The counts behind it.
    pub counts: Counts,
    /// Problems among those inspected.
    pub rate: Option<f64>,
    /// Estimated variance of the rate; none of a single subject out of several.
    pub variance: Option<f64>,
    /// What the true rate may be; none where nothing was inspected.
    pub interval: Option<Interval>,
    /// The rate if everybody who was gone had no problem, or had one.
    pub bounds: Option<Bounds>,
}

/// Estimates from the counts of the strata.
pub fn estimate(counts: &[Counts]) -> Result<Estimate, Fault> {
    counts.iter().try_for_each(Counts::check)?;
    let strata: Vec<Stratum> = counts.iter().map(Stratum::of).collect();
    let (overall, bounds) = (Overall::of(&strata), Bounds::overall(counts));
    Ok(Estimate { strata, overall, bounds })
}

impl Stratum {
    fn of(counts: &Counts) -> Self {
        let (all, seen, problems) = (counts.population, counts.inspected(), counts.problems);
        let interval = (seen > 0).then(|| interval::of_stratum(all, seen, problems, ALPHA));
        Self {
            rate: counts.rate(),
            variance: counts.variance(),
            interval,
            bounds: Bounds::of(counts),
            counts: counts.clone(),
        }
    }

    /// Standard error of the rate.
    pub fn error(&self) -> Option<f64> {
        self.variance.map(f64::sqrt)
    }
}

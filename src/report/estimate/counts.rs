//! The integers an estimate begins with, and what they must not be.

use std::fmt;

/// One stratum as drawn and inspected, in subjects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Its name.
    pub name: String,
    /// Subjects that could be drawn.
    pub population: u64,
    /// Subjects drawn, those replaced later included.
    pub drawn: u64,
    /// Subjects who stepped in for some of them, drawn in the same order.
    pub stepped_in: u64,
    /// Inspected, with a problem.
    pub problems: u64,
    /// Inspected, without.
    pub clean: u64,
    /// Nobody could be inspected (未计入).
    pub gone: u64,
    /// Nothing is published yet.
    pub pending: u64,
}

/// Counts that contradict themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The stratum.
    pub stratum: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// More were drawn and stepped in than there are.
    TooMany { drawn: u64, population: u64 },
    /// Those drawn and stepped in are not those with a problem, without, gone and open.
    Sum { drawn: u64, sum: u128 },
}

impl Counts {
    /// Subjects that were inspected.
    pub fn inspected(&self) -> u64 {
        self.problems + self.clean
    }

    /// Everybody was inspected: nothing is left to chance.
    pub fn certain(&self) -> bool {
        self.inspected() > 0 && self.inspected() == self.population
    }

    /// Problems among those inspected.
    pub fn rate(&self) -> Option<f64> {
        (self.inspected() > 0).then(|| self.problems as f64 / self.inspected() as f64)
    }

    /// Unbiased variance of the rate under drawing without replacement: (1 − n/N) p(1 − p)/(n − 1).
    pub fn variance(&self) -> Option<f64> {
        let seen = self.inspected();
        if self.certain() {
            return Some(0.0);
        }
        let (rate, n) = (self.rate()?, seen as f64);
        (seen >= 2).then(|| self.left() * rate * (1.0 - rate) / (n - 1.0))
    }

    /// The finite-population correction: 1 − n/N.
    pub fn left(&self) -> f64 {
        (self.population - self.inspected()) as f64 / self.population as f64
    }

    /// Refuses what cannot be.
    pub fn check(&self) -> Result<(), Fault> {
        let (population, drawn) = (self.population, self.drawn.saturating_add(self.stepped_in));
        let sum = [self.problems, self.clean, self.gone, self.pending].into_iter().map(u128::from).sum();
        let kind = if drawn > population {
            FaultKind::TooMany { drawn, population }
        } else if sum != u128::from(drawn) {
            FaultKind::Sum { drawn, sum }
        } else {
            return Ok(());
        };
        Err(Fault { stratum: self.name.clone(), kind })
    }
}

impl Fault {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        let stratum = &self.stratum;
        match self.kind {
            FaultKind::TooMany { drawn, population } => {
                format!("层 {stratum}：抽取{drawn}户，多于可抽的{population}户")
            }
            FaultKind::Sum { drawn, sum } => {
                format!("层 {stratum}：抽取{drawn}户，与各项合计{sum}户不符")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stratum = &self.stratum;
        match self.kind {
            FaultKind::TooMany { drawn, population } => {
                write!(f, "stratum {stratum}: {drawn} drawn of {population} that could be drawn")
            }
            FaultKind::Sum { drawn, sum } => {
                write!(f, "stratum {stratum}: {drawn} drawn, but the parts add up to {sum}")
            }
        }
    }
}

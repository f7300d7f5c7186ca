//! Expected numbers in fixed point: units of 10^-18, rounded down at each product. No float decides
//! or describes anything here; the error of a sum stays far below what is printed.

use std::fmt;
use std::iter::Sum;

const ONE: u128 = 1_000_000_000_000_000_000;

/// An expected number of subjects, visits or seats, or the chance of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expected(u128);

impl Expected {
    /// Certainty, or exactly one.
    pub const ONE: Expected = Expected(ONE);

    /// The chance p/q of being among p of q; none where there are no rows.
    pub fn chance(p: u64, q: u64) -> Self {
        if q == 0 { Self(0) } else { Self(u128::from(p.min(q)) * ONE / u128::from(q)) }
    }

    /// So many times this.
    pub fn times(self, n: u64) -> Self {
        Self(self.0 * u128::from(n))
    }

    /// A chance that holds together with another, independent one.
    pub fn and(self, other: Self) -> Self {
        debug_assert!(self.0.min(other.0) <= ONE);
        Self(self.0 / ONE * other.0 + self.0 % ONE * other.0 / ONE)
    }

    /// The difference; nothing where the other is larger.
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Compares this number per `n` with another per `m`, without dividing; per nobody is most.
    pub fn per_more(self, n: u64, other: Self, m: u64) -> bool {
        match (n, m) {
            (0, 0) => self > other,
            (0, _) => !self.is_zero(),
            (_, 0) => false,
            _ => self.0 * u128::from(m) > other.0 * u128::from(n),
        }
    }
}

impl std::ops::Add for Expected {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl std::ops::AddAssign for Expected {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sum for Expected {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::default(), |sum, item| sum + item)
    }
}

impl fmt::Display for Expected {
    /// Two decimals, halves up.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = (self.0 * 100 + ONE / 2) / ONE;
        f.pad(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_point_keeps_eighteen_digits() {
        assert_eq!(Expected::chance(1, 3).times(3).to_string(), "1.00");
        assert_eq!(Expected::chance(0, 0).to_string(), "0.00");
        assert_eq!(Expected::chance(5, 3), Expected::ONE, "a chance is at most 1");
        assert_eq!(Expected::chance(1, 2).and(Expected::chance(1, 4)), Expected::chance(1, 8));
        assert_eq!(Expected::ONE.times(7).and(Expected::chance(1, 2)).to_string(), "3.50");
        assert_eq!(Expected::chance(1, 200).to_string(), "0.01", "halves go up");
        let million = Expected::chance(1, 10_000_000).times(10_000_000);
        assert_eq!(million.to_string(), "1.00");
        assert!(Expected::ONE.per_more(1, Expected::ONE, 2) && !Expected::ONE.per_more(2, Expected::ONE, 1));
        assert!(Expected::ONE.per_more(0, Expected::ONE.times(99), 1), "seats for nobody come first");
    }
}

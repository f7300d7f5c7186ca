//! What moved between two runs of the classes: old class against new, and how far the shares of the
//! classes moved, in whole numbers.

use super::Class;

/// What moved between two runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drift {
    /// Subjects by class before and after, A to D.
    pub moved: [[u64; 4]; 4],
    /// Subjects classed for the first time, by class.
    pub new: [u64; 4],
    /// Subjects no longer classed, by class.
    pub gone: [u64; 4],
}

impl Drift {
    /// Counts one subject.
    pub fn add(&mut self, before: Option<Class>, after: Option<Class>) {
        match (before, after) {
            (Some(old), Some(new)) => self.moved[old as usize][new as usize] += 1,
            (None, Some(new)) => self.new[new as usize] += 1,
            (Some(old), None) => self.gone[old as usize] += 1,
            (None, None) => {}
        }
    }

    /// Subjects of both runs whose class changed.
    pub fn changed(&self) -> u64 {
        let all: u64 = self.moved.iter().flatten().sum();
        all - (0..4).map(|class| self.moved[class][class]).sum::<u64>()
    }

    /// Subjects by class in the earlier run.
    pub fn before(&self) -> [u64; 4] {
        std::array::from_fn(|old| self.moved[old].iter().sum::<u64>() + self.gone[old])
    }

    /// Subjects by class in the later run.
    pub fn after(&self) -> [u64; 4] {
        std::array::from_fn(|new| self.moved.iter().map(|row| row[new]).sum::<u64>() + self.new[new])
    }

    /// How far the shares moved: half the sum of the differences between the shares of each class, in parts
    /// per million, rounded down. 0 where nothing moved, a million where no class has anybody of before;
    /// `None` where one of the runs has nobody. It stands where others use a stability index (PSI), which
    /// needs logarithms and has no value for an empty class.
    pub fn shift_ppm(&self) -> Option<u64> {
        let (before, after) = (self.before(), self.after());
        let all = |counts: &[u64; 4]| counts.iter().map(|count| u128::from(*count)).sum::<u128>();
        let (was, is) = (all(&before), all(&after));
        if was == 0 || is == 0 {
            return None;
        }
        let apart = |class: usize| (u128::from(before[class]) * is).abs_diff(u128::from(after[class]) * was);
        let apart: u128 = (0..4).map(apart).sum();
        u64::try_from(apart * 1_000_000 / (2 * was * is)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drift(runs: &[(Option<Class>, Option<Class>)]) -> Drift {
        let mut drift = Drift::default();
        runs.iter().for_each(|(before, after)| drift.add(*before, *after));
        drift
    }

    #[test]
    fn drift_counts_moves_newcomers_and_those_gone() {
        use Class::{A, B, C, D};
        let drift = drift(&[(Some(A), Some(A)), (Some(A), Some(C)), (None, Some(B)), (Some(D), None)]);
        assert_eq!((drift.moved[0][0], drift.moved[0][2], drift.new[1], drift.gone[3]), (1, 1, 1, 1));
        assert_eq!((drift.changed(), drift.before(), drift.after()), (1, [2, 0, 0, 1], [1, 1, 1, 0]));
    }

    #[test]
    fn shares_move_by_half_of_what_they_differ() {
        use Class::{A, B, D};
        assert_eq!(drift(&[(Some(A), Some(A)), (Some(B), Some(B))]).shift_ppm(), Some(0));
        assert_eq!(drift(&[(Some(A), Some(B)), (Some(B), Some(A))]).shift_ppm(), Some(0), "shares only");
        assert_eq!(drift(&[(Some(A), Some(D))]).shift_ppm(), Some(1_000_000));
        assert_eq!(drift(&[(Some(A), Some(A)), (Some(A), Some(D))]).shift_ppm(), Some(500_000));
        assert_eq!(drift(&[(None, Some(A))]).shift_ppm(), None);
    }
}

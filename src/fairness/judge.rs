//! Many tests, one verdict: Holm's procedure at a level that is fixed beforehand.

use crate::core::lang::Lang;
use crate::core::surprise::Surprise;

/// The level over all tests together: 1 in so many honest programs is accused.
pub const LEVEL: u64 = 1_000;

/// Surprise of what cannot happen, bits.
pub(super) const IMPOSSIBLE: u32 = 127;

/// Something compared, with one test or one for each of many people.
pub struct Finding {
    what: [String; 2],
    /// What the protocol promises.
    pub expected: String,
    /// What was found; the range where there are many.
    pub observed: String,
    /// Surprise of each test, bits: its chance is at most 2^-bits.
    pub(super) bits: Vec<u32>,
    /// How many of its tests are refuted.
    pub refuted: u64,
}

/// The verdict over all tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Number of tests.
    pub tests: u64,
    /// How many are refuted (Holm, level 1/[`LEVEL`] over all).
    pub refuted: u64,
}

impl Finding {
    pub(super) fn new(zh: String, en: String, expected: String, observed: String, bits: Vec<u32>) -> Self {
        Self { what: [zh, en], expected, observed, bits, refuted: 0 }
    }

    /// What was compared.
    pub fn what(&self, lang: Lang) -> &str {
        let [zh, en] = &self.what;
        lang.pick(zh, en)
    }

    /// Number of tests; 0 for something that is only reported.
    pub fn tests(&self) -> u64 {
        self.bits.len() as u64
    }

    /// The most surprising of its tests, as a chance: `1/32`.
    pub fn least_chance(&self) -> Option<String> {
        self.bits.iter().max().map(|bits| Surprise::of_bits(*bits).chance())
    }
}

/// Marks what is refuted: the k-th most surprising of m tests at the level 1/([`LEVEL`]·(m−k+1)),
/// down to the first that is not.
pub(super) fn judge(findings: &mut [Finding]) -> Verdict {
    let mut all: Vec<u32> = findings.iter().flat_map(|finding| finding.bits.iter().copied()).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let tests = all.len() as u64;
    let refutes = |(place, bits): (u64, &u32)| Surprise::of_bits(*bits).refutes(tests - place, LEVEL);
    let refuted = (0..).zip(&all).take_while(|(place, bits)| refutes((*place, bits))).count();
    // Equal surprises get equal verdicts.
    let bound = refuted.checked_sub(1).map(|last| all[last]);
    for finding in findings {
        let above = |bits: &&u32| bound.is_some_and(|bound| **bits >= bound);
        finding.refuted = finding.bits.iter().filter(above).count() as u64;
    }
    Verdict {
        tests,
        refuted: all.iter().filter(|bits| bound.is_some_and(|bound| **bits >= bound)).count() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_level_is_shared_step_by_step() {
        let finding = |bits: &[u32]| {
            Finding::new(String::new(), String::new(), String::new(), String::new(), bits.to_vec())
        };
        // Four tests: 12 bits (1/4096) for the first, then 1/3000, 1/2000, 1/1000.
        let judged = |bits: &[u32]| judge(&mut [finding(bits)]).refuted;
        assert_eq!([judged(&[12, 0, 0, 0]), judged(&[11, 0, 0, 0])], [1, 0]);
        assert_eq!([judged(&[12, 12, 11, 10]), judged(&[12, 11, 11, 11])], [4, 1]);
        let mut two = [finding(&[3, 14]), finding(&[2, 13])];
        assert_eq!(judge(&mut two), Verdict { tests: 4, refuted: 2 });
        assert_eq!(two.map(|finding| finding.refuted), [1, 1]);
        assert_eq!(judge(&mut []), Verdict { tests: 0, refuted: 0 });
    }
}

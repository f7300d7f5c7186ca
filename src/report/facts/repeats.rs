//! How often those who could be drawn had been drawn before: the fact behind repeat hits, folded while the
//! frames of the draws go by, one after another. Memory holds sixteen bytes of each subject's name and three
//! counts; no subject stands in a row. What is made of it: `docs/fairness.md` §1.

use super::cell::facts;
use crate::core::digest::Digest;
use crate::core::time::Date;
use std::collections::BTreeMap;

facts! {
    /// Those of equal chances in a draw who could be drawn and had been drawn in so many draws before.
    Repeat "repeats" {
        /// The draw.
        draw: String,
        /// Attempt.
        attempt: u32,
        /// Task; joined by `+` where those counted were in several.
        task: String,
        /// Stratum of each.
        stratum: String,
        /// Day of the result.
        day: Date,
        /// What "before" reaches back to: `year`, the calendar year of the day; `all`, every draw of the archive.
        span: String,
        /// Draws in which they were drawn before, in that span.
        earlier: u32,
        /// Of the eligible: for the first time in a frame of that span.
        fresh: u64,
        /// Eligible.
        eligible: u64,
        /// Of these, drawn.
        drawn: u64,
    }
}

/// Words of [`Repeat::span`].
pub const SPANS: [&str; 2] = ["year", "all"];

/// What those who are counted together were in.
#[derive(Clone, Copy)]
pub struct Chance<'a> {
    /// The draw.
    pub draw: &'a str,
    /// Attempt.
    pub attempt: u32,
    /// Task, or tasks joined by `+`.
    pub task: &'a str,
    /// Their strata.
    pub stratum: &'a str,
    /// Day of the result.
    pub day: Date,
}

#[derive(Clone, Copy)]
struct Past {
    year: u16,
    in_year: u32,
    ever: u32,
}

/// The fold.
#[derive(Default)]
pub struct Repeats {
    past: BTreeMap<u128, Past>,
    last: Option<Date>,
}

impl Repeats {
    /// Takes those of a draw with its result who were in the same strata of the same tasks, and whether they were
    /// drawn (later replacements change nothing). A subject comes once in a draw, also where it was in several
    /// tasks: these may share tickets. Draws come ascending by day, then by draw and attempt.
    ///
    /// # Panics
    /// Where a day comes before the one before it: what was earlier would be told wrong.
    pub fn add<'a>(
        &mut self,
        of: &Chance<'_>,
        eligible: impl IntoIterator<Item = (&'a str, bool)>,
    ) -> Vec<Repeat> {
        assert!(self.last <= Some(of.day), "draws come in the order of their days");
        self.last = Some(of.day);
        let year = of.day.year();
        let mut counts: BTreeMap<(usize, u32), [u64; 3]> = BTreeMap::new();
        for (subject, drawn) in eligible {
            let known = self.past.entry(short(subject));
            let fresh_ever = matches!(known, std::collections::btree_map::Entry::Vacant(_));
            let past = known.or_insert(Past { year, in_year: 0, ever: 0 });
            let fresh_in_year = fresh_ever || past.year != year;
            if past.year != year {
                (past.year, past.in_year) = (year, 0);
            }
            for (span, earlier, fresh) in [(0, past.in_year, fresh_in_year), (1, past.ever, fresh_ever)] {
                let count = counts.entry((span, earlier)).or_default();
                count[0] += u64::from(fresh);
                count[1] += 1;
                count[2] += u64::from(drawn);
            }
            past.in_year += u32::from(drawn);
            past.ever += u32::from(drawn);
        }
        let row = |((span, earlier), [fresh, eligible, drawn]): ((usize, u32), [u64; 3])| Repeat {
            draw: of.draw.to_owned(),
            attempt: of.attempt,
            task: of.task.to_owned(),
            stratum: of.stratum.to_owned(),
            day: of.day,
            span: SPANS[span].to_owned(),
            earlier,
            fresh,
            eligible,
            drawn,
        };
        counts.into_iter().map(row).collect()
    }
}

/// Half of the digest of a name: two of ten million subjects share one with a chance of 2^-82.
fn short(subject: &str) -> u128 {
    let digits = Digest::of(subject.as_bytes()).hex();
    u128::from_str_radix(&digits[..32], 16).expect("a digest is hexadecimal")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tables::tests::day;

    fn drawing<'a>(draw: &'a str, on: &str) -> Chance<'a> {
        Chance { draw, attempt: 1, task: "t", stratum: "all", day: day(on) }
    }

    #[test]
    fn three_draws_over_two_years_counted_by_hand() {
        let mut repeats = Repeats::default();
        let told = |rows: Vec<Repeat>| {
            let of = |r: &Repeat| (r.span.clone(), r.earlier, r.fresh, r.eligible, r.drawn);
            rows.iter().map(of).collect::<Vec<_>>()
        };
        let (year, all) = (|| "year".to_owned(), || "all".to_owned());
        let first = repeats.add(&drawing("a", "2022-03-01"), [("x", true), ("y", false), ("z", true)]);
        assert_eq!(told(first), [(year(), 0, 3, 3, 2), (all(), 0, 3, 3, 2)]);
        // In the same year: x again, w is new.
        let second = repeats.add(&drawing("b", "2022-09-01"), [("x", true), ("w", false)]);
        let both = [(0, 1, 1, 0), (1, 0, 1, 1)];
        let expected: Vec<_> =
            [year(), all()].iter().flat_map(|s| both.map(|(e, f, n, d)| (s.clone(), e, f, n, d))).collect();
        assert_eq!(told(second), expected);
        // Next year everybody begins anew, but not over all draws: x had two, z one, y none.
        let third = repeats.add(&drawing("c", "2023-01-05"), [("x", false), ("y", true), ("z", true)]);
        let expected = [(year(), 0, 3, 3, 2), (all(), 0, 0, 1, 1), (all(), 1, 0, 1, 1), (all(), 2, 0, 1, 0)];
        assert_eq!(told(third), expected);
    }

    #[test]
    #[should_panic(expected = "order of their days")]
    fn an_earlier_draw_after_a_later_one_is_a_mistake() {
        let mut repeats = Repeats::default();
        repeats.add(&drawing("b", "2022-09-01"), [("x", true)]);
        repeats.add(&drawing("a", "2022-03-01"), [("x", true)]);
    }
}

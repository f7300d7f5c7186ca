//! Counts of listings for reports: entries (条) and subjects (户) apart, with what must add up:
//! 总列入条数 − 更正撤销条数 = 列入条数 = Σ by ground, 移出条数 = Σ by reason. A subject with two
//! entries is one 户 and two 条, so 户数 is never a sum over grounds.

use super::code::Code;
use super::fact::Fact;
use super::standing::{Entry, Standing, State};
use super::words::{Kind, List, Reason};
use crate::core::time::Date;
use std::collections::BTreeMap;

/// What is counted: one list, and the days a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// List.
    pub list: List,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

/// The counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// 总列入条数: entries made in the days, withdrawn ones included.
    pub made: u64,
    /// 更正撤销条数: of these, withdrawn.
    pub withdrawn: u64,
    /// 列入条数: the rest.
    pub listed: u64,
    /// 列入户数: subjects with an entry that is not withdrawn.
    pub subjects: u64,
    /// 列入条数 by ground.
    pub by_ground: BTreeMap<Code, u64>,
    /// 移出条数: entries that ended in the days, without withdrawn ones.
    pub removed: u64,
    /// 移出户数.
    pub subjects_removed: u64,
    /// 移出条数 by reason.
    pub by_reason: BTreeMap<Reason, u64>,
    /// 在列条数 on the day of the standings.
    pub open: u64,
    /// 在列户数.
    pub subjects_open: u64,
}

impl Tally {
    /// Adds one subject.
    pub fn add(&mut self, scope: Scope, standing: &Standing, facts: &[Fact]) {
        let within = |day: Date| (scope.first..=scope.last).contains(&day);
        let (mut listed, mut removed, mut open) = (0, 0, 0);
        for entry in standing.entries.iter().filter(|entry| entry.list == scope.list) {
            let withdrawn = entry.state == State::Withdrawn;
            if within(entry.since) {
                self.made += 1;
                self.withdrawn += u64::from(withdrawn);
                if !withdrawn {
                    listed += 1;
                    *self.by_ground.entry(entry.ground).or_insert(0) += 1;
                }
            }
            if !withdrawn && entry.closed.is_some_and(|(day, _)| within(day)) {
                removed += 1;
                *self.by_reason.entry(reason(entry, facts)).or_insert(0) += 1;
            }
            open += u64::from(entry.state == State::Open);
        }
        self.listed += listed;
        self.removed += removed;
        self.open += open;
        self.subjects += u64::from(listed > 0);
        self.subjects_removed += u64::from(removed > 0);
        self.subjects_open += u64::from(open > 0);
    }

    /// Together with the counts of other subjects.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.made += other.made;
        self.withdrawn += other.withdrawn;
        self.listed += other.listed;
        self.subjects += other.subjects;
        self.removed += other.removed;
        self.subjects_removed += other.subjects_removed;
        self.open += other.open;
        self.subjects_open += other.subjects_open;
        for (ground, count) in other.by_ground {
            *self.by_ground.entry(ground).or_insert(0) += count;
        }
        for (reason, count) in other.by_reason {
            *self.by_reason.entry(reason).or_insert(0) += count;
        }
        self
    }

    /// What does not add up: nothing, unless the counts were changed on their way.
    pub fn broken_rule(&self) -> Option<&'static str> {
        let rules = [
            (self.made != self.listed + self.withdrawn, "made - withdrawn = listed"),
            (self.listed != self.by_ground.values().sum::<u64>(), "listed = sum by ground"),
            (self.removed != self.by_reason.values().sum::<u64>(), "removed = sum by reason"),
            (self.subjects > self.listed, "no more subjects than entries"),
            (self.subjects_removed > self.removed, "no more subjects than entries removed"),
            (self.subjects_open > self.open, "no more subjects than entries open"),
        ];
        rules.into_iter().find(|(broken, _)| *broken).map(|(_, rule)| rule)
    }
}

impl Reason {
    /// The subject left the list because it had put right what it was listed for, or was repaired (信用修复);
    /// otherwise a term was over, it was gone, or the listing was wrong.
    pub fn by_repair(self) -> bool {
        match self {
            Self::Reported | Self::Complied | Self::Corrected | Self::Contacted | Self::Renamed => true,
            Self::Repaired => true,
            Self::Expired | Self::Void | Self::Correction | Self::Deregistered => false,
        }
    }
}

/// Why an entry ended.
pub fn reason(entry: &Entry, facts: &[Fact]) -> Reason {
    let by = entry.closed.and_then(|(_, by)| by).and_then(|by| facts.get(by as usize));
    match (by, entry.state) {
        (Some(Fact { kind: Kind::Removal, reason: Some(reason), .. }), _) => *reason,
        (Some(Fact { kind: Kind::Closed, .. }), _) => Reason::Deregistered,
        (_, State::Ended) => Reason::Expired,
        _ => Reason::Repaired,
    }
}

#[cfg(test)]
mod tests {
    use super::super::rule::Rules;
    use super::super::words::Form;
    use super::super::{Question, words};
    use super::*;
    use crate::core::workdays::Calendar;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn listing(on: &str, ground: Code, year: u16) -> Fact {
        Fact { ground: Some(ground), year, ..Fact::plain(Kind::Listing, day(on)) }
    }

    fn removal(on: &str, about: u32, reason: words::Reason) -> Fact {
        Fact { reason: Some(reason), about: Some(about), ..Fact::plain(Kind::Removal, day(on)) }
    }

    fn counted(subjects: &[Vec<Fact>]) -> Tally {
        let scope = Scope { list: List::Abnormal, first: day("2025-01-01"), last: day("2025-12-31") };
        let question = Question::new(Rules::embedded(), Calendar::embedded(), day("2025-12-31"));
        let mut tally = Tally::default();
        for facts in subjects {
            let mut one = Tally::default();
            one.add(scope, &question.fold(Form::Enterprise, facts), facts);
            tally = tally.and(one);
        }
        tally
    }

    #[test]
    fn entries_and_subjects_are_counted_apart() {
        let subjects = [
            vec![listing("2025-07-10", Code::Abn1, 2024), listing("2025-08-10", Code::Abn4, 0)],
            vec![
                listing("2025-07-10", Code::Abn1, 2024),
                listing("2025-07-11", Code::Abn2, 0),
                removal("2025-09-01", 0, Reason::Reported),
                removal("2025-09-02", 1, Reason::Correction),
            ],
            vec![
                listing("2024-07-10", Code::Abn1, 2023),
                Fact {
                    manner: Some(words::Manner::Deregistered),
                    ..Fact::plain(Kind::Closed, day("2025-03-01"))
                },
            ],
        ];
        let tally = counted(&subjects);
        assert_eq!((tally.made, tally.withdrawn, tally.listed), (4, 1, 3));
        assert_eq!(tally.by_ground, BTreeMap::from([(Code::Abn1, 2), (Code::Abn4, 1)]));
        assert_eq!(tally.by_reason, BTreeMap::from([(Reason::Reported, 1), (Reason::Deregistered, 1)]));
        assert_eq!((tally.removed, tally.open), (2, 2));
        assert_eq!((tally.subjects, tally.subjects_removed, tally.subjects_open), (2, 2, 1));
        assert_eq!(tally.broken_rule(), None);
    }

    #[test]
    fn counts_that_were_changed_are_noticed() {
        let good = counted(&[vec![listing("2025-07-10", Code::Abn1, 2024)]]);
        for bad in [
            Tally { made: 2, ..good.clone() },
            Tally { withdrawn: 1, ..good.clone() },
            Tally { by_ground: BTreeMap::new(), ..good.clone() },
            Tally { removed: 1, ..good.clone() },
            Tally { subjects: 2, ..good.clone() },
            Tally { subjects_open: 2, ..good.clone() },
        ] {
            assert!(bad.broken_rule().is_some(), "{bad:?}");
        }
    }
}

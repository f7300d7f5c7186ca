//! What counts towards the annual cap of inspections (涉企行政检查年度频次上限, 国办发〔2024〕54号): the
//! grounds of a visit as data (`data/reference/exemptions.csv`), and the count per organ, subject
//! and year. Not the exclusion of a frame: that takes the number a registry row states.

use super::id::{Name, SubjectId};
use super::time::Date;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const GROUNDS: &str = include_str!("../../data/reference/exemptions.csv");

/// Why an organ visits: counted, or exempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Code.
    pub code: Name,
    /// 中文.
    pub name: &'static str,
    /// Whether the visit counts towards the cap.
    pub counts: bool,
    /// Document it comes from.
    pub source: &'static str,
    /// First day it holds; `None` where no day is known.
    pub from: Option<Date>,
    /// Last day it holds.
    pub until: Option<Date>,
    /// Confirmed in its source; otherwise a bureau must ask before it relies on it.
    pub confirmed: bool,
}

/// How a joint visit (联合检查) counts: rules differ, so it is a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JointVisit {
    /// Once for each organ that takes part.
    OncePerOrgan,
    /// Once in all, for the initiating organ (发起部门).
    OnceInAll,
}

/// A visit that has taken place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Whom.
    pub subject: SubjectId,
    /// When.
    pub day: Date,
    /// By whom: the initiating organ first.
    pub organs: Vec<Name>,
    /// Why: the code of a [`Ground`].
    pub ground: Name,
}

/// Counted visits of one organ in one year, with the day of the last, by subject.
pub type Visited = BTreeMap<SubjectId, (u32, Date)>;

/// Visits counted per organ, subject and year.
pub type Counts = BTreeMap<(Name, SubjectId, u16), u64>;

/// A ground that no rule in force on its day knows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no ground {ground} is in force on {day}")]
pub struct UnknownGround {
    /// The code.
    pub ground: Name,
    /// The day of the visit.
    pub day: Date,
}

/// The grounds that are shipped, in the file's order.
pub fn grounds() -> &'static [Ground] {
    static READ: OnceLock<Vec<Ground>> = OnceLock::new();
    READ.get_or_init(|| GROUNDS.lines().skip(1).map(ground).collect())
}

fn ground(line: &'static str) -> Ground {
    let cells: Vec<&str> = line.split(',').collect();
    let [code, name, counts, source, from, until, confirmed] = cells[..] else {
        panic!("exemptions.csv: seven columns are wanted: {line}")
    };
    let day = |text: &str| (!text.is_empty()).then(|| Date::parse(text).expect("exemptions.csv: a date"));
    Ground {
        code: Name::new(code).expect("exemptions.csv: a code"),
        name,
        counts: counts == "yes",
        source,
        from: day(from),
        until: day(until),
        confirmed: confirmed == "yes",
    }
}

impl Ground {
    /// Whether it holds on a day.
    pub fn in_force(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// Counts visits. Every visit must have a ground that is in force on its day.
pub fn count(visits: &[Visit], grounds: &[Ground], joint: JointVisit) -> Result<Counts, UnknownGround> {
    let mut counts = Counts::new();
    for visit in visits {
        let known = grounds.iter().find(|ground| ground.code == visit.ground && ground.in_force(visit.day));
        let Some(ground) = known else {
            return Err(UnknownGround { ground: visit.ground.clone(), day: visit.day });
        };
        let organs = match joint {
            JointVisit::OncePerOrgan => visit.organs.as_slice(),
            JointVisit::OnceInAll => visit.organs.get(..1).unwrap_or_default(),
        };
        for organ in organs.iter().filter(|_| ground.counts) {
            let key = (organ.clone(), visit.subject.clone(), visit.day.year());
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(day: &str, organs: &[&str], ground: &str) -> Visit {
        Visit {
            subject: SubjectId::new("S1").unwrap(),
            day: Date::parse(day).unwrap(),
            organs: organs.iter().map(|organ| Name::new(organ).unwrap()).collect(),
            ground: Name::new(ground).unwrap(),
        }
    }

    fn counted(joint: JointVisit) -> Vec<(String, u16, u64)> {
        let visits = [
            visit("2025-03-01", &["market"], "routine"),
            visit("2025-05-01", &["market"], "complaint"),
            visit("2025-06-01", &["market", "fire"], "routine"),
            visit("2026-01-01", &["market"], "special"),
            visit("2026-02-01", &["market"], "special-ordered"),
        ];
        let counts = count(&visits, grounds(), joint).unwrap();
        counts.into_iter().map(|((organ, _, year), n)| (organ.to_string(), year, n)).collect()
    }

    #[test]
    fn grounds_and_the_switch_decide_what_counts() {
        let row = |organ: &str, year, n| (organ.to_owned(), year, n);
        assert_eq!(
            counted(JointVisit::OncePerOrgan),
            [row("fire", 2025, 1), row("market", 2025, 2), row("market", 2026, 1)]
        );
        assert_eq!(counted(JointVisit::OnceInAll), [row("market", 2025, 2), row("market", 2026, 1)]);
    }

    #[test]
    fn grounds_end() {
        let day = |text| Date::parse(text).ok();
        let ended = Ground { until: day("2025-06-30"), from: day("2025-01-01"), ..grounds()[0].clone() };
        let of = |at: &str| {
            count(&[visit(at, &["market"], "routine")], std::slice::from_ref(&ended), JointVisit::OnceInAll)
        };
        assert!(of("2025-01-01").is_ok() && of("2025-06-30").is_ok());
        let message = of("2025-07-01").unwrap_err().to_string();
        assert_eq!(message, "no ground routine is in force on 2025-07-01");
        assert!(of("2024-12-31").is_err());
    }

    #[test]
    fn the_shipped_grounds_have_codes_of_their_own() {
        let mut codes: Vec<&Name> = grounds().iter().map(|ground| &ground.code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), grounds().len());
        assert!(grounds().iter().all(|ground| !ground.source.is_empty() && !ground.name.is_empty()));
    }
}

//! Labels that an import puts on subjects by itself: what an upper level drew, and who is to be left in
//! peace after an upper level's visit. Such a label is part of the row, so the roster's digest, the
//! frame and check 5 cover it, and a plan speaks of it like of any other (`label=…`).

use super::rule::Rule;
use super::words::{self, add_extra};
use super::{Field, Findings, Row};
use crate::core::id::{Name, SubjectId};
use crate::core::time::Date;
use crate::core::workdays::add_months;
use std::collections::BTreeSet;

/// What labels of subjects left in peace begin with; the last day follows.
pub const REST: &str = "rest.";

/// The labels of one import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// A label and the subjects it belongs to, and to nobody else.
    pub drawn: Vec<(Name, BTreeSet<SubjectId>)>,
    /// Who is left in peace.
    pub rest: Option<Rest>,
}

/// A lower level does not come shortly after an upper level's visit (市场监管总局令第49号).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// The day whose state the roster describes.
    pub as_of: Date,
    /// The bureau's own level.
    pub own: Level,
    /// How long.
    pub months: u32,
}

/// 层级, the highest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 国家级
    State,
    /// 省级
    Province,
    /// 市级
    City,
    /// 县级
    County,
    /// 所级
    Station,
}

impl Level {
    /// The level of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "国家级" | "总局" | "国家" => Level::State,
            "省级" | "省" => Level::Province,
            "市级" | "市" | "地市级" => Level::City,
            "县级" | "县" | "区县级" | "区级" => Level::County,
            "所级" | "所" => Level::Station,
            _ => return None,
        })
    }
}

impl Marks {
    /// Sets a subject's labels right; what was taken away is told.
    pub(super) fn apply(
        &self,
        labels: &mut Vec<Name>,
        id: &SubjectId,
        last: Option<(Date, Level)>,
        tell: &mut dyn FnMut(Rule, &str),
    ) {
        for (label, subjects) in &self.drawn {
            let (has, due) = (labels.contains(label), subjects.contains(id));
            if due && !has {
                labels.push(label.clone());
            }
            if has && !due {
                labels.retain(|other| other != label);
                tell(Rule::LabelNotDrawn, label.as_str());
            }
        }
        if let Some(rest) = &self.rest {
            labels.retain(|label| !label.as_str().starts_with(REST));
            labels.extend(rest.label(last));
        }
        labels.sort_unstable();
        labels.dedup();
    }
}

impl Rest {
    /// `rest.2023-11-14`: in peace until that day, which still counts; none once it has passed.
    fn label(&self, last: Option<(Date, Level)>) -> Option<Name> {
        let (visited, level) = last?;
        let until = add_months(visited, self.months);
        let applies = level < self.own && visited <= self.as_of && self.as_of <= until;
        applies.then(|| Name::tag(&format!("{REST}{until}")).ok()).flatten()
    }
}

/// The level of the last visit; its text is kept with the row's extra data.
pub(super) fn level(row: &Row<'_>, extra: &mut String, out: &mut Findings) -> Option<Level> {
    let cell = words::text(row, Field::LastLevel, out);
    if cell.is_empty() {
        return None;
    }
    let heading = row.layout.heading(Field::LastLevel);
    add_extra(extra, heading, &cell);
    let level = Level::parse(&cell);
    if level.is_none() {
        out.add(Rule::LevelUnknown, heading, &cell);
    }
    level
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn an_upper_levels_visit_gives_peace_until_a_day() {
        let rest = Rest { as_of: day("2023-08-31"), own: Level::County, months: 3 };
        let of = |visited: &str, level: &str| {
            rest.label(Some((day(visited), Level::parse(level).unwrap()))).map(|label| label.to_string())
        };
        assert_eq!(of("2023-06-15", "市级").as_deref(), Some("rest.2023-09-15"));
        assert_eq!(of("2023-05-31", "省级").as_deref(), Some("rest.2023-08-31"), "the last day counts");
        assert_eq!(of("2023-05-30", "省级"), None);
        assert_eq!(of("2023-08-01", "县级"), None, "one's own level is no upper one");
        assert_eq!(of("2023-08-01", "所级"), None);
        assert_eq!(of("2023-09-01", "市级"), None, "not after the day the roster describes");
        assert_eq!(rest.label(None), None);
    }

    #[test]
    fn a_drawn_label_belongs_to_the_drawn_and_to_nobody_else() {
        let name = |text: &str| Name::new(text).unwrap();
        let [a, b] = ["A", "B"].map(|id| SubjectId::new(id).unwrap());
        let marks = Marks { drawn: vec![(name("upper.d"), BTreeSet::from([a.clone()]))], rest: None };
        let mut told = Vec::new();
        let mut of = |id: &SubjectId, labels: &[&str]| {
            let mut labels: Vec<Name> = labels.iter().map(|label| name(label)).collect();
            marks.apply(&mut labels, id, None, &mut |rule, label| told.push((rule, label.to_owned())));
            labels.iter().map(Name::to_string).collect::<Vec<_>>()
        };
        assert_eq!(of(&a, &["zoo", "food"]), ["food", "upper.d", "zoo"]);
        assert_eq!(of(&a, &["upper.d"]), ["upper.d"]);
        assert_eq!(of(&b, &["food", "rest.2023-01-01", "upper.d"]), ["food", "rest.2023-01-01"]);
        assert_eq!(told, [(Rule::LabelNotDrawn, "upper.d".to_owned())]);
    }
}

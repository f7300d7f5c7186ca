//! The model as data (`data/credit/risk.csv`): points with caps, vetoes, and from how many points a
//! class begins. Provinces differ, so the file that is shipped is an example and says so.

use crate::core::credit::file::{Cells, table};
use crate::core::credit::rule::{FileProblem, Law};
use crate::core::datafile::Problem;
use crate::core::id::Name;
use crate::core::lang::Twin;
use crate::core::time::Date;
use std::sync::OnceLock;

/// The file that is shipped.
pub const EMBEDDED: &str = include_str!("../../../../data/credit/risk.csv");
const HEADINGS: [&str; 10] =
    ["kind", "indicator", "points", "cap", "class", "basis", "source", "from", "to", "confirmed"];
const CLASSES: [(&str, Class); 4] = [("A", Class::A), ("B", Class::B), ("C", Class::C), ("D", Class::D)];
const INDICATORS: [(&str, Indicator); 12] = [
    ("abnormal-now", Indicator::AbnormalNow),
    ("abnormal-3y", Indicator::Abnormal3y),
    ("serious-now", Indicator::SeriousNow),
    ("serious-repaired", Indicator::SeriousRepaired),
    ("penalty-3y", Indicator::Penalty3y),
    ("heavy-penalty-3y", Indicator::HeavyPenalty3y),
    ("rectify-3y", Indicator::Rectify3y),
    ("refused-3y", Indicator::Refused3y),
    ("case-3y", Indicator::Case3y),
    ("complaint-1y", Indicator::Complaint1y),
    ("complaint-growth", Indicator::ComplaintGrowth),
    ("broken-3y", Indicator::Broken3y),
];

/// Class, the lowest risk first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// 低
    A,
    /// 一般
    B,
    /// 较高
    C,
    /// 高
    D,
}

impl Class {
    /// All of them, the lowest risk first.
    pub const ALL: [Class; 4] = [Class::A, Class::B, Class::C, Class::D];

    /// Its letter.
    pub fn letter(self) -> &'static str {
        CLASSES.iter().find(|(_, class)| *class == self).map_or("", |(letter, _)| letter)
    }

    /// As a roster has it, in lower case; `None` for a level of another registry.
    pub fn of_roster(name: &Name) -> Option<Self> {
        let known = CLASSES.iter().find(|(letter, _)| letter.to_ascii_lowercase() == name.as_str());
        known.map(|(_, class)| *class)
    }

    /// As a roster has it.
    pub fn name(self) -> Name {
        Name::new(&self.letter().to_ascii_lowercase()).expect("a letter is a name")
    }
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Indicator {
    /// On an abnormal list now.
    AbnormalNow,
    /// Was on one, listed within three years.
    Abnormal3y,
    /// On the serious list now.
    SeriousNow,
    /// Was on the serious list.
    SeriousRepaired,
    /// Other penalties within three years.
    Penalty3y,
    /// 较重 penalties within three years.
    HeavyPenalty3y,
    /// R5 within three years.
    Rectify3y,
    /// R6 within three years.
    Refused3y,
    /// R9 within three years.
    Case3y,
    /// Complaints and leads within one year.
    Complaint1y,
    /// More of them in three months than in the three before.
    ComplaintGrowth,
    /// Broken commitments within three years.
    Broken3y,
}

/// A row that gives points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Points {
    /// What is counted.
    pub indicator: Indicator,
    /// For each occurrence.
    pub points: u32,
    /// At most.
    pub cap: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Points(Points),
    Veto(Indicator, Class),
    Class(u32, Class),
}

/// A model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model(Vec<(Part, Law)>);

impl Model {
    /// The example that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn embedded() -> &'static Self {
        static MODEL: OnceLock<Model> = OnceLock::new();
        MODEL.get_or_init(|| Self::parse(EMBEDDED).expect("data/credit/risk.csv is a model"))
    }

    /// Reads a model; every problem if there is one.
    pub fn parse(text: &str) -> Result<Self, Vec<FileProblem>> {
        let mut problems = Vec::new();
        let key = |(part, _): &(Part, Law)| match part {
            Part::Points(row) => (0, row.indicator as u8, 0),
            Part::Veto(indicator, class) => (1, *indicator as u8, *class as u8),
            Part::Class(_, class) => (2, *class as u8, 0),
        };
        let rows = table(text, "risk.csv", HEADINGS, part, key, |(_, law)| law, &mut problems);
        let first = rows.iter().any(|(part, _)| matches!(part, Part::Class(0, Class::A)));
        if problems.is_empty() && !first {
            let rule = Twin::new("没有从0分开始的A类", "no class A begins at 0 points");
            let remedy = Twin::new("请写一行 class,,0,,A", "write a row class,,0,,A");
            problems.push(("risk.csv", Problem::of_row(0, "A", rule, remedy)));
        }
        if problems.is_empty() { Ok(Self(rows)) } else { Err(problems) }
    }

    /// Rows in force that give points.
    pub fn points(&self, on: Date) -> impl Iterator<Item = Points> {
        self.in_force(on).filter_map(|part| if let Part::Points(row) = part { Some(row) } else { None })
    }

    /// Vetoes in force, each with the class it leads to at least.
    pub fn vetoes(&self, on: Date) -> impl Iterator<Item = (Indicator, Class)> {
        self.in_force(on).filter_map(|part| match part {
            Part::Veto(indicator, class) => Some((indicator, class)),
            _ => None,
        })
    }

    /// From how many points each class in force begins.
    pub fn classes(&self, on: Date) -> impl Iterator<Item = (u32, Class)> {
        self.in_force(on).filter_map(|part| match part {
            Part::Class(from, class) => Some((from, class)),
            _ => None,
        })
    }

    /// The class of a sum of points.
    pub fn class(&self, points: u32, on: Date) -> Option<Class> {
        self.classes(on).filter(|(from, _)| *from <= points).map(|(_, class)| class).max()
    }

    fn in_force(&self, on: Date) -> impl Iterator<Item = Part> {
        self.0.iter().filter(move |(_, law)| law.in_force(on)).map(|(part, _)| *part)
    }
}

fn part(c: &mut Cells<10>, law: Law) -> Option<(Part, Law)> {
    #[derive(Clone, Copy)]
    enum Kind {
        Points,
        Veto,
        Class,
    }
    let kinds = [("points", Kind::Points), ("veto", Kind::Veto), ("class", Kind::Class)];
    let number = |c: &mut Cells<10>, heading| c.number(heading).and_then(|n| u32::try_from(n).ok());
    let part = match c.one_of("kind", &kinds)? {
        Kind::Points => Part::Points(Points {
            indicator: c.one_of("indicator", &INDICATORS)?,
            points: number(c, "points")?,
            cap: number(c, "cap")?,
        }),
        Kind::Veto => Part::Veto(c.one_of("indicator", &INDICATORS)?, c.one_of("class", &CLASSES)?),
        Kind::Class => Part::Class(number(c, "points")?, c.one_of("class", &CLASSES)?),
    };
    Some((part, law))
}

impl Indicator {
    /// The word in the file.
    pub fn word(self) -> &'static str {
        INDICATORS.iter().find(|(_, indicator)| *indicator == self).map_or("", |(word, _)| word)
    }

    /// In Chinese and English.
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            Indicator::AbnormalNow => ("现在经营异常名录", "on an abnormal list now"),
            Indicator::Abnormal3y => {
                ("三年内曾列入经营异常名录", "was on an abnormal list within three years")
            }
            Indicator::SeriousNow => ("现在严重违法失信名单", "on the serious list now"),
            Indicator::SeriousRepaired => ("曾列入严重违法失信名单", "was on the serious list"),
            Indicator::Penalty3y => ("三年内其他处罚", "other penalties within three years"),
            Indicator::HeavyPenalty3y => ("三年内较重处罚", "heavy penalties within three years"),
            Indicator::Rectify3y => ("三年内抽查发现问题并责令改正（R5）", "R5 within three years"),
            Indicator::Refused3y => ("三年内不配合检查（R6）", "R6 within three years"),
            Indicator::Case3y => ("三年内抽查移送案件（R9）", "R9 within three years"),
            Indicator::Complaint1y => {
                ("一年内投诉举报（未核实）", "complaints and leads within a year, not verified")
            }
            Indicator::ComplaintGrowth => {
                ("三个月内投诉举报增多", "more of them in three months than in the three before")
            }
            Indicator::Broken3y => ("三年内违背承诺", "broken commitments within three years"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_models_are_refused_with_row_and_column() {
        for (from, to, column) in [
            ("points,abnormal-now,15", "points,abnormal-now,-15", "points"),
            ("points,abnormal-now", "points,abnormal", "indicator"),
            ("veto,serious-now,,,D", "veto,serious-now,,,E", "class"),
            ("class,,0,,A", "class,,1,,A", ""),
            ("class,,60,,D", "class,,60,,C", "from"),
            ("points,broken-3y,10,20,,信用风险分类指标（权重待确认）", "points,broken-3y,10,20,,", "basis"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let problems = Model::parse(&EMBEDDED.replacen(from, to, 1)).unwrap_err();
            assert!(problems.iter().any(|(_, problem)| problem.column == column), "{to}: {problems:?}");
        }
        assert!(INDICATORS.iter().all(|(word, indicator)| indicator.word() == *word));
    }
}

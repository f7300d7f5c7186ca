//! The text of a report (工作总结) from its tables: values in, sentences in both languages out. Every number in
//! a sentence stands in a table of the same report; a number that is not there is left out with its
//! sentence, a zero is told as such. What no data tells (组织领导 and the like) is a marked place for people to
//! fill in. What counts as a problem follows from the rules of `problems`. `inspection.md` §11's skeleton.

mod done;
mod headlines;
mod next;
mod problems;
mod results;
mod situation;
mod told;

pub use headlines::{Headline, headlines};
pub use told::{Told, after_results, capital};

use crate::core::lang::Twin;
use crate::core::period::Period;
use crate::core::time::Date;

/// What stands around the id of a table in a sentence, in the place of its number.
pub const MARKS: (char, char) = ('⟦', '⟧');

/// A part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Heading of a section: 一、
    Section(Twin),
    /// Heading inside a section: （一）
    Part(Twin),
    /// A paragraph.
    Say(Twin),
    /// Small print.
    Note(Twin),
    /// A place to be filled in by people; not in a public text.
    Blank(Twin),
    /// Small print that says what is a draft; not in a public text.
    Draft(Twin),
    /// A table with its figures; nothing where it has no rows.
    Table(&'static str),
    /// The figures of a table that does not stand in the text itself.
    Figures(&'static str),
}

/// Writes a part of a section.
type Writer = fn(&Told) -> Vec<Part>;

/// The whole text. A public one has no places to be filled in and is no draft: what nobody wrote is left out,
/// and a section or part of one in which nothing else stands with it.
pub fn parts(told: &Told, public: bool) -> Vec<Part> {
    let sections = [
        (("基本情况", "The situation"), situation::parts(told)),
        (("主要做法", "What was done"), done::parts(told)),
        (("抽查结果", "Results"), results::parts(told)),
        (("存在问题", "Problems"), problems::parts(told)),
        (("下一步工作", "Next"), next::parts(told)),
    ];
    let mut parts = Vec::new();
    let mut number = 0;
    for ((zh, en), mut section) in sections {
        if public {
            section = for_everybody(section);
            if !section.iter().any(|part| matches!(part, Part::Say(_))) {
                continue;
            }
        }
        number += 1;
        parts.push(Part::Section(Twin::new(format!("{}、{zh}", numeral(number)), format!("{number}. {en}"))));
        let parted = section.iter().any(|part| matches!(part, Part::Part(_)));
        parts.extend(if parted { ordered(section) } else { section });
    }
    parts
}

/// A section without what is for the bureau to write, and without headings under which nothing else stood.
fn for_everybody(section: Vec<Part>) -> Vec<Part> {
    let left = section.into_iter().filter(|part| !matches!(part, Part::Blank(_) | Part::Draft(_)));
    let mut kept: Vec<Part> = Vec::new();
    for part in left {
        if matches!((kept.last(), &part), (Some(Part::Part(_)), Part::Part(_))) {
            kept.pop();
        }
        kept.push(part);
    }
    if let Some(Part::Part(_)) = kept.last() {
        kept.pop();
    }
    kept
}

/// Headings inside a section with their numbers: （一）, （二）.
fn ordered(section: Vec<Part>) -> Vec<Part> {
    let mut number = 0;
    let mut with = |part| match part {
        Part::Part(text) => {
            number += 1;
            Part::Part(Twin::new(
                format!("（{}）{}", numeral(number), text.zh),
                format!("({number}) {}", text.en),
            ))
        }
        other => other,
    };
    section.into_iter().map(&mut with).collect()
}

/// 一 to 十九.
fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let ten = if n >= 10 { "十" } else { "" };
    format!("{ten}{}", DIGITS[n % 10])
}

/// A period in words.
pub fn named(period: Period) -> Twin {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const ORDER: [&str; 4] = ["first", "second", "third", "fourth"];
    let (first, year) = (period.first(), period.first().year());
    match period {
        Period::Month(_) => Twin::new(
            format!("{year}年{}月", first.month()),
            format!("{} {year}", MONTHS[usize::from(first.month()) - 1]),
        ),
        Period::Quarter(_) => {
            let at = usize::from(first.month() - 1) / 3;
            Twin::new(
                format!("{year}年第{}季度", numeral(at + 1)),
                format!("the {} quarter of {year}", ORDER[at]),
            )
        }
        Period::Year(_) => Twin::new(format!("{year}年度"), year.to_string()),
    }
}

/// 截至 a day.
pub fn until(day: Date) -> Twin {
    Twin::new(format!("截至{}年{}月{}日", day.year(), day.month(), day.day()), format!("as of {day}"))
}

/// Title of the report.
pub fn title(told: &Told) -> Twin {
    let (period, body) = (named(told.scope.period), told.body);
    let (zh, en) = match told.scope.period {
        Period::Month(_) => ("“双随机、一公开”抽查工作月报", "Random inspections: monthly report"),
        Period::Quarter(_) => ("“双随机、一公开”抽查工作季报", "Random inspections: quarterly report"),
        Period::Year(_) => ("“双随机、一公开”监管工作总结", "Random inspections: annual report"),
    };
    let half = match told.scope.whole() {
        true => Twin::new("", ""),
        false => {
            let until = until(told.scope.last());
            Twin::new(format!("（{}）", until.zh), format!(" ({})", until.en))
        }
    };
    let of = if body.is_empty() { String::new() } else { format!("{body}. ") };
    Twin::new(format!("{body}{}{zh}{}", period.zh, half.zh), format!("{of}{en}, {}{}", period.en, half.en))
}

/// What stands under the title: that a period is not over, that the archive was begun in it or after it.
pub fn subtitle(told: &Told) -> Twin {
    let mut said: Vec<Twin> = Vec::new();
    let mut say = |zh: String, en: String| said.push(Twin::new(zh, en));
    if !told.scope.whole() {
        let day = told.scope.last();
        say(
            format!("本期尚未结束，各项数据统计至{day}，不是全期数"),
            format!("The period is not over: numbers run to {day} and are not those of the whole period"),
        );
    }
    match told.since {
        None => say(
            "截至期末档案库中没有名录，此前的工作不在其中".into(),
            "The archive has no library by the end of the period: what was done before is not in it".into(),
        ),
        Some(day) if day > told.scope.first() => say(
            format!("档案库自{day}起有名录，此前的工作不在其中"),
            format!("The archive has libraries since {day}: what was done before is not in it"),
        ),
        Some(_) => {}
    }
    let (zh, en): (Vec<String>, Vec<String>) = said.into_iter().map(|twin| (twin.zh, twin.en)).unzip();
    Twin::new(zh.join("；"), en.join(". "))
}

#[cfg(test)]
mod tests;

//! Letters (文书) and their numbers (文号): which letter a decision is, how a number is written and read, and
//! the next one of a sequence. Each authority, mark and year has a sequence of its own; what was imported from
//! another register is no letter of ours and never advances it. Not the text of letters: those are layouts.

use super::code::Code;
use super::rule::Law;
use super::words::List;
use crate::core::lang::Twin;
use crate::core::listed::words;
use crate::core::text::number;
use std::collections::BTreeMap;
use std::fmt;

words! {
    /// Letters.
    Paper {
        AbnormalIn "abnormal-in" "列入" "listing";
        AbnormalOut "abnormal-out" "移出" "removal";
        AbnormalFix "abnormal-fix" "更正" "correction";
        MarkIn "mark-in" "标记" "mark";
        MarkOut "mark-out" "恢复" "mark lifted";
        MarkFix "mark-fix" "更正标记" "mark corrected";
        CoopIn "coop-in" "合作社列入" "listing of a cooperative";
        CoopOut "coop-out" "合作社移出" "removal of a cooperative";
        CoopFix "coop-fix" "合作社更正" "correction of a cooperative";
        SeriousNotice "serious-notice" "拟列入告知" "notice of a serious listing";
        SeriousIn "serious-in" "列入严重名单" "serious listing";
        SeriousOut "serious-out" "移出严重名单" "removal from the serious list";
        SeriousFix "serious-fix" "撤销列入严重名单" "serious listing revoked";
        RepairAccepted "repair-accepted" "受理信用修复" "repair accepted";
        RepairGranted "repair-granted" "准予信用修复" "repair granted";
        RepairRefused "repair-refused" "不予信用修复" "repair refused";
    }
}

/// A row of `letters.csv`: what a letter is called and the mark in its number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Mark {
    pub paper: Paper,
    pub mark: String,
    pub title: Twin,
    pub law: Law,
}

/// What an approved proposal comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// 列入.
    List,
    /// 移出.
    Remove,
    /// 更正（撤销）.
    Fix,
    /// 信用修复, and what has no letter.
    Other,
}

impl Goal {
    /// That of a rule.
    pub fn of(code: Code) -> Self {
        match code {
            _ if code.is_ground() => Goal::List,
            Code::AbnOut | Code::IndOut | Code::CoopOut | Code::SerOut | Code::SerStop => Goal::Remove,
            Code::AbnFix | Code::SerVoid => Goal::Fix,
            _ => Goal::Other,
        }
    }

    /// The letter it is on a list; after 注（吊）销 there is none.
    pub fn paper(self, list: List) -> Option<Paper> {
        let [list_in, out, fix] = match list {
            List::Abnormal => [Paper::AbnormalIn, Paper::AbnormalOut, Paper::AbnormalFix],
            List::Mark => [Paper::MarkIn, Paper::MarkOut, Paper::MarkFix],
            List::Cooperative => [Paper::CoopIn, Paper::CoopOut, Paper::CoopFix],
            List::Serious => [Paper::SeriousIn, Paper::SeriousOut, Paper::SeriousFix],
        };
        match self {
            Goal::List => Some(list_in),
            Goal::Remove => Some(out),
            Goal::Fix => Some(fix),
            Goal::Other => None,
        }
    }
}

/// A sequence of numbers within one authority.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Series {
    /// 部门字号 and mark.
    pub head: String,
    /// Year.
    pub year: u16,
}

/// A number of a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// Its sequence.
    pub series: Series,
    /// Its place in it, from 1.
    pub number: u32,
    /// Place in the annex of a batch, from 1.
    pub sub: Option<u32>,
}

impl fmt::Display for Series {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}〔{}〕", self.head, self.year)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}第{}号", self.series, self.number)?;
        self.sub.map_or(Ok(()), |sub| write!(f, "-{sub}"))
    }
}

impl Number {
    /// Reads a number: `某市监异入〔2026〕第1号`, without `第` as well, and `-3` after it in an annex.
    pub fn parse(text: &str) -> Option<Self> {
        let positive = |text: &str| number(text).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        let (head, rest) = text.trim().split_once('〔')?;
        let (year, rest) = rest.split_once('〕')?;
        let year = Some(year).filter(|year| year.len() == 4).and_then(positive)?;
        let (place, sub) = rest.strip_prefix('第').unwrap_or(rest).split_once('号')?;
        let sub = match sub {
            "" => None,
            sub => Some(sub.strip_prefix('-').and_then(positive)?),
        };
        let series = Series { head: head.to_owned(), year: u16::try_from(year).ok()? };
        Some(Self { series, number: positive(place)?, sub })
    }
}

/// Why a number that was given is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberRefusal {
    /// It is no number of a letter.
    Form,
    /// It belongs to another sequence.
    Series(Series),
    /// An act has it.
    Taken(u32),
}

/// A number that was taken, and what was jumped over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The number.
    pub number: Number,
    /// First and last unused number before it, where it leaves a gap.
    pub gap: Option<(u32, u32)>,
}

/// The next number of a sequence, or the one that was given; `taken` tells the acts that have numbers.
pub fn assign(
    series: &Series,
    taken: &BTreeMap<u32, u32>,
    given: Option<&str>,
) -> Result<Assigned, NumberRefusal> {
    let next = taken.last_key_value().map_or(1, |(last, _)| last + 1);
    let Some(given) = given else {
        return Ok(Assigned {
            number: Number { series: series.clone(), number: next, sub: None },
            gap: None,
        });
    };
    let number = Number::parse(given).filter(|number| number.sub.is_none()).ok_or(NumberRefusal::Form)?;
    if number.series != *series {
        return Err(NumberRefusal::Series(series.clone()));
    }
    if let Some(act) = taken.get(&number.number) {
        return Err(NumberRefusal::Taken(*act));
    }
    let gap = (number.number > next).then(|| (next, number.number - 1));
    Ok(Assigned { number, gap })
}

impl NumberRefusal {
    /// Rule and remedy in both languages.
    pub fn said(&self, given: &str) -> Twin {
        match self {
            NumberRefusal::Form => Twin::new(
                format!("文号 {given} 写法不对：须如“异入〔2026〕第1号”，批量文书的子号由程序编排"),
                format!(
                    "{given} is no number of a letter: write 异入〔2026〕第1号; sub-numbers of a batch are the program's"
                ),
            ),
            NumberRefusal::Series(series) => Twin::new(
                format!(
                    "文号 {given} 不属于该文书的序列：须以“{series}”开头（字号见 suicha.toml 的 [credit] word 和 letters.csv，年份为决定之年）"
                ),
                format!(
                    "{given} is of another sequence: it begins with {series} (word of [credit] in suicha.toml, mark of letters.csv, year of the decision)"
                ),
            ),
            NumberRefusal::Taken(act) => Twin::new(
                format!("文号 {given} 已由信用操作 {act} 使用：请用下一号，或不写 --letter 由程序编号"),
                format!(
                    "{given} is taken by act {act} about credit: use the next, or let the program number it (no --letter)"
                ),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(head: &str, year: u16) -> Series {
        Series { head: head.into(), year }
    }

    #[test]
    fn numbers_are_read_as_they_are_printed() {
        for text in ["徐市监异入〔2026〕第1号", "异出〔2017〕第2号-1", "〔2026〕第12号"] {
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Number::parse("异入〔2026〕7号"), Number::parse("异入〔2026〕第7号"));
        for bad in [
            "",
            "异入2026第1号",
            "异入〔26〕第1号",
            "异入〔2026〕第01号",
            "异入〔2026〕第0号",
            "异入〔2026〕第1",
            "异入〔2026〕第1号-",
            "异入〔2026〕第1号-0",
            "异入〔2026〕第1号附",
            "异入〔2026〕第号",
        ] {
            assert_eq!(Number::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_sequence_has_no_gaps_unless_somebody_makes_one() {
        let own = series("徐市监异入", 2026);
        let mut taken = BTreeMap::new();
        for act in 10..13 {
            let Assigned { number, gap } = assign(&own, &taken, None).unwrap();
            assert_eq!((number.number, gap), (act - 9, None));
            taken.insert(number.number, act);
        }
        let given = |text: &str| assign(&own, &taken, Some(text));
        assert_eq!(given("徐市监异入〔2026〕第2号"), Err(NumberRefusal::Taken(11)));
        assert_eq!(given("徐市监异入〔2026〕第4号").unwrap().gap, None);
        assert_eq!(given("徐市监异入〔2026〕9号").unwrap().gap, Some((4, 8)));
        assert_eq!(given("第9号"), Err(NumberRefusal::Form));
        assert_eq!(given("徐市监异入〔2026〕第9号-1"), Err(NumberRefusal::Form));
        for other in ["徐市监异出〔2026〕第1号", "徐市监异入〔2025〕第1号", "沛市监异入〔2026〕第1号"]
        {
            assert_eq!(given(other), Err(NumberRefusal::Series(own.clone())), "{other}");
        }
        // A gap that was left can be filled, and the next number follows the last.
        taken.insert(9, 20);
        assert_eq!(assign(&own, &taken, Some("徐市监异入〔2026〕第5号")).unwrap().gap, None);
        assert_eq!(assign(&own, &taken, None).unwrap().number.number, 10);
        assert_eq!(assign(&series("徐市监异入", 2027), &BTreeMap::new(), None).unwrap().number.number, 1);
    }

    #[test]
    fn each_decision_on_each_list_has_its_letter() {
        use List::{Abnormal, Cooperative, Mark, Serious};
        let mut papers = Vec::new();
        for list in [Abnormal, Mark, Cooperative, Serious] {
            papers.extend([Goal::List, Goal::Remove, Goal::Fix].map(|goal| goal.paper(list).unwrap()));
            assert_eq!(Goal::Other.paper(list), None);
        }
        papers.sort_unstable();
        papers.dedup();
        assert_eq!(papers.len(), 12);
        assert_eq!(Goal::of(Code::AbnAuto), Goal::Other, "no letter after deregistration");
        assert_eq!(Goal::of(Code::SerX), Goal::List);
        assert_eq!(Goal::of(Code::SerVoid), Goal::Fix);
    }
}

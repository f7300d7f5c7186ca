//! Official numbers (《公示系统双随机数据规范》GS52—2017): 抽查计划编号, 14 digits = region 6, year 4, `1`,
//! sequence 3; 抽查任务编号, 18 digits = region 6, date 8, `1`, sequence 3. A sequence that has run out
//! is an error, it never begins again.

use super::identifier;
use super::time::Date;
use std::collections::BTreeSet;

/// The last number of a sequence.
const LAST: u16 = 999;

/// Why there is no next number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoNumber {
    /// A region code has six digits.
    #[error("{0:?} is no region code: six digits, GB/T 2260")]
    Region(String),
    /// All 999 are taken.
    #[error("all 999 numbers that begin with {0} are taken")]
    Overflow(String),
}

/// The next free plan number of a region and year: one above the largest in use.
pub fn next_plan<'a>(
    region: &str,
    year: u16,
    used: impl Iterator<Item = &'a str>,
) -> Result<String, NoNumber> {
    next(&format!("{}{year:04}1", checked(region)?), used)
}

/// The next free task number of a region and day.
pub fn next_task<'a>(
    region: &str,
    day: Date,
    used: impl Iterator<Item = &'a str>,
) -> Result<String, NoNumber> {
    let date = format!("{:04}{:02}{:02}", day.year(), day.month(), day.day());
    next(&format!("{}{date}1", checked(region)?), used)
}

/// The day in a task number; `None` where its digits are no date.
pub fn task_day(number: &str) -> Option<Date> {
    let part = |range| number.get(range).and_then(|digits: &str| digits.parse::<u16>().ok());
    let (month, day) = (part(10..12)?, part(12..14)?);
    Date::new(part(6..10)?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

fn checked(region: &str) -> Result<&str, NoNumber> {
    let digits = region.len() == 6 && region.bytes().all(|b| b.is_ascii_digit());
    if digits { Ok(region) } else { Err(NoNumber::Region(region.to_owned())) }
}

/// One above the largest in use that begins so; a number that reads as a resident's identity number
/// is left out, since every check for such numbers would stumble over it.
fn next<'a>(prefix: &str, used: impl Iterator<Item = &'a str>) -> Result<String, NoNumber> {
    let sequence = |number: &str| number.strip_prefix(prefix).and_then(|rest| rest.parse::<u16>().ok());
    let taken: BTreeSet<u16> = used.filter_map(sequence).collect();
    let first = taken.last().map_or(1, |last| last.saturating_add(1));
    let numbers = (first..=LAST).map(|sequence| format!("{prefix}{sequence:03}"));
    let mut fit = numbers.filter(|number| !identifier::is_identity_number(number));
    fit.next().ok_or_else(|| NoNumber::Overflow(prefix.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_largest() {
        let none = || std::iter::empty();
        assert_eq!(next_plan("320381", 2023, none()).unwrap(), "32038120231001");
        let used = ["32038120231001", "32038120231007", "32038120221009", "99000020231050"];
        assert_eq!(next_plan("320381", 2023, used.into_iter()).unwrap(), "32038120231008");
        let day = Date::parse("2023-09-01").unwrap();
        assert_eq!(next_task("320381", day, none()).unwrap(), "320381202309011001");
        assert_eq!(next_task("320381", day, none()).map(|number| task_day(&number)), Ok(Some(day)));
        assert_eq!(task_day("320381202313011001"), None);
        assert_eq!(task_day("3203"), None);
    }

    #[test]
    fn numbers_that_read_as_a_persons_are_left_out() {
        let day = Date::parse("2023-09-01").unwrap();
        let next = next_task("320381", day, ["320381202309011001"].into_iter()).unwrap();
        assert_eq!(next, "320381202309011003", "1002 has the check digit of a child's number");
    }

    #[test]
    fn a_sequence_never_wraps() {
        let last = ["32038120231999"];
        let overflow = Err(NoNumber::Overflow("32038120231".into()));
        assert_eq!(next_plan("320381", 2023, last.into_iter()), overflow);
        for bad in ["", "32038", "3203811", "32038x"] {
            assert_eq!(next_plan(bad, 2023, std::iter::empty()), Err(NoNumber::Region(bad.into())));
        }
    }
}

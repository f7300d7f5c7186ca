//! The strict reader of a calendar file: whole years without a gap, every day off under a notice,
//! every make-up day a Saturday or Sunday, no day twice. Everything wrong is listed.

use super::{Calendar, Day, Notice};
use crate::core::datafile::{self, Problem};
use crate::core::lang::Twin;
use crate::core::time::Date;
use std::collections::BTreeMap;

const HEADINGS: [&str; 6] = ["kind", "from", "to", "name", "notice", "issued"];

/// Longest range of days off that is believed.
const LONGEST_DAYS: i64 = 15;

type Row<'a> = datafile::Row<'a, 6>;

/// What the rows have said so far.
#[derive(Default)]
struct Reading {
    notices: Vec<(usize, Notice)>,
    /// Special days with the row that names them.
    special: BTreeMap<Date, (usize, Day)>,
    provisional: Vec<(usize, Date, Date, String)>,
    problems: Vec<Problem>,
}

pub(super) fn parse(text: &str) -> Result<Calendar, Vec<Problem>> {
    let (rows, problems) = datafile::rows(text, HEADINGS);
    let mut reading = Reading { problems, ..Reading::default() };
    for row in rows.iter().filter(|row| row.get("kind") == "year") {
        let read = reading.year(row);
        reading.note(read);
    }
    for row in &rows {
        let read = match row.get("kind") {
            "year" => Ok(()),
            "off" => reading.days(row, Day::Holiday),
            "makeup" => reading.days(row, Day::MakeUp),
            "provisional" => reading.provisional(row),
            _ => Err(row.problem(
                "kind",
                Twin::new("没有这种行", "there is no such kind of row"),
                Twin::new("请写 year、off、makeup 或 provisional", "write year, off, makeup or provisional"),
            )),
        };
        reading.note(read);
    }
    reading.finish(rows.last().map_or(1, |row| row.number))
}

impl Reading {
    fn note(&mut self, read: Result<(), Problem>) {
        self.problems.extend(read.err());
    }

    fn year(&mut self, row: &Row) -> Result<(), Problem> {
        let (from, to) = (row.date("from")?, row.date("to")?);
        let year = from.year();
        if (Date::new(year, 1, 1), Date::new(year, 12, 31)) != (Some(from), Some(to)) {
            return Err(row.problem(
                "to",
                Twin::new("年度行须为整年", "a year row must be a whole year"),
                Twin::new("请写成某年的 01-01 至 12-31", "write it from 01-01 to 12-31 of one year"),
            ));
        }
        if let Some((other, _)) = self.notices.iter().find(|(_, notice)| notice.year == year) {
            return Err(row.problem(
                "from",
                Twin::new(
                    format!("{year}年已在第{other}行"),
                    format!("{year} stands in row {other} already"),
                ),
                Twin::new("请删去其中一行", "delete one of the two"),
            ));
        }
        let (title, number) = (row.filled("name")?.to_owned(), row.filled("notice")?.to_owned());
        let notice = Notice { year, title, number, issued: row.date("issued")? };
        self.notices.push((row.number, notice));
        Ok(())
    }

    fn days(&mut self, row: &Row, kind: Day) -> Result<(), Problem> {
        let (from, to) = range(row)?;
        row.filled("name")?;
        let notice = self.notice_of(row)?;
        for date in (from.days()..=to.days()).filter_map(Date::from_days) {
            self.one_day(row, date, kind, notice)?;
        }
        Ok(())
    }

    /// The year whose notice a row names.
    fn notice_of(&self, row: &Row) -> Result<u16, Problem> {
        let number = row.get("notice");
        let known = self.notices.iter().find(|(_, notice)| notice.number == number);
        known.map(|(_, notice)| notice.year).ok_or_else(|| {
            row.problem(
                "notice",
                Twin::new("没有哪个年度行有这个文号", "no year row has this notice"),
                Twin::new(
                    "放假和调休只能依据国务院办公厅的通知：请照年度行填写文号",
                    "days off and make-up days need a notice of the State Council: write the number of a year row",
                ),
            )
        })
    }

    fn one_day(&mut self, row: &Row, date: Date, kind: Day, notice: u16) -> Result<(), Problem> {
        let own = date.year() == notice || (date.year() + 1 == notice && date.month() == 12);
        if !own || !self.notices.iter().any(|(_, notice)| notice.year == date.year()) {
            return Err(row.problem(
                "from",
                Twin::new(
                    format!("{date} 不在该通知的年度内，或该年没有年度行"),
                    format!("{date} is not in the notice's year, or that year has no year row"),
                ),
                Twin::new(
                    "通知只涉及本年和上年十二月；请核对日期和文号",
                    "a notice speaks of its year and the December before: check date and notice",
                ),
            ));
        }
        if kind == Day::MakeUp && !weekend(date) {
            return Err(row.problem(
                "from",
                Twin::new(
                    format!("调休上班日 {date} 不是星期六或星期日"),
                    format!("the make-up day {date} is no Saturday or Sunday"),
                ),
                Twin::new("工作日本来就上班：请核对通知", "a weekday is worked anyway: check the notice"),
            ));
        }
        match self.special.insert(date, (row.number, kind)) {
            None => Ok(()),
            Some((other, _)) => Err(row.problem(
                "from",
                Twin::new(format!("{date} 已在第{other}行"), format!("{date} stands in row {other} already")),
                Twin::new("一天只能写一次：请核对通知", "a day stands once: check the notices"),
            )),
        }
    }

    fn provisional(&mut self, row: &Row) -> Result<(), Problem> {
        let (from, to) = range(row)?;
        self.provisional.push((row.number, from, to, row.filled("name")?.to_owned()));
        Ok(())
    }

    fn finish(mut self, last_row: usize) -> Result<Calendar, Vec<Problem>> {
        self.notices.sort_by_key(|(_, notice)| notice.year);
        self.whole_years();
        let end = self.notices.last().and_then(|(_, notice)| Date::new(notice.year, 12, 31));
        let provisional = end.and_then(|end| self.one_provisional(end, last_row));
        if end.is_none() {
            self.problems.push(Problem::of_row(
                last_row,
                "",
                Twin::new("没有任何年度行", "there is no year row"),
                Twin::new("请照通知为每一年写一行 year", "write a year row for each year's notice"),
            ));
        }
        self.problems.sort_by_key(|problem| problem.row);
        match (self.notices.first(), end, provisional) {
            (Some((_, first)), Some(end), Some(provisional)) if self.problems.is_empty() => {
                let first = Date::new(first.year, 1, 1).expect("every year has a first day");
                let days = (first.days()..=end.days()).filter_map(Date::from_days);
                let days = days.map(|date| self.special.get(&date).map_or(ordinary(date), |(_, day)| *day));
                let days = days.collect();
                let notices = self.notices.into_iter().map(|(_, notice)| notice).collect();
                Ok(Calendar::new(first, days, provisional, notices))
            }
            _ => Err(self.problems),
        }
    }

    /// No year is left out, and none is without days off.
    fn whole_years(&mut self) {
        for pair in self.notices.windows(2) {
            let (row, year, missing) = (pair[1].0, pair[1].1.year, pair[0].1.year + 1);
            if year != missing {
                self.problems.push(Problem::of_row(
                    row,
                    &year.to_string(),
                    Twin::new(format!("缺{missing}年"), format!("the year {missing} is missing before it")),
                    Twin::new("年度须连续：请补上该年的通知", "years must follow each other: add its notice"),
                ));
            }
        }
        for (row, notice) in &self.notices {
            let year = notice.year;
            let off = |(date, (_, day)): (&Date, &(usize, Day))| date.year() == year && *day == Day::Holiday;
            if !self.special.iter().any(off) {
                self.problems.push(Problem::of_row(
                    *row,
                    &year.to_string(),
                    Twin::new("该年没有放假日", "the year has no day off"),
                    Twin::new("请照通知填写 off 行", "write the off rows of its notice"),
                ));
            }
        }
    }

    /// The one provisional row: from some day of the last month to the last day.
    fn one_provisional(&mut self, end: Date, last_row: usize) -> Option<(Date, String)> {
        let remedy = Twin::new(
            "请写一行 provisional：最后一年 12-25 至 12-31",
            "write one provisional row: 12-25 to 12-31 of the last year",
        );
        let (row, value, rule) = match &self.provisional[..] {
            [(_, from, to, reason)] if *to == end && from.year() == end.year() => {
                return Some((*from, reason.clone()));
            }
            [(row, from, to, _)] => (
                *row,
                format!("{from}–{to}"),
                Twin::new(
                    format!("暂定期须在最后一年内，止于 {end}"),
                    format!("the provisional days must lie in the last year and end on {end}"),
                ),
            ),
            [] => (last_row, String::new(), Twin::new("没有 provisional 行", "there is no provisional row")),
            [_, (row, ..), ..] => (
                *row,
                String::new(),
                Twin::new("provisional 行不止一行", "there is more than one provisional row"),
            ),
        };
        self.problems.push(Problem::of_row(row, &value, rule, remedy));
        None
    }
}

fn range(row: &Row) -> Result<(Date, Date), Problem> {
    let (from, to) = (row.date("from")?, row.date("to")?);
    match (0..LONGEST_DAYS).contains(&(to.days() - from.days())) {
        true => Ok((from, to)),
        false => Err(row.problem(
            "to",
            Twin::new(
                format!("{from} 至 {to} 不是{LONGEST_DAYS}日以内的一段"),
                format!("{from} to {to} is no range of at most {LONGEST_DAYS} days"),
            ),
            Twin::new("请核对起止日期", "check both dates"),
        )),
    }
}

fn ordinary(date: Date) -> Day {
    if weekend(date) { Day::Weekend } else { Day::Work }
}

/// Saturday or Sunday; 1970-01-01 was a Thursday.
fn weekend(date: Date) -> bool {
    // Here the week decides, because the calendar of this year is loaded; nowhere else.
    (date.days() + 3).rem_euclid(7) >= 5
}

//! The working-day calendar and term arithmetic: published vectors, a naive count day by day that
//! knows nothing of ours but the file, a script written apart, and bad files.

use crate::common::random::Dice;
use crate::common::tree;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Command;
use suicha::core::time::Date;
use suicha::core::workdays::{Calendar, Convention, Day, Due, LastDay, Term, TermEnd};

const TERMS: [u16; 5] = [3, 5, 7, 10, 20];

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn text() -> &'static str {
    Calendar::embedded_text()
}

fn days(from: &str, to: &str) -> impl Iterator<Item = Date> + use<> {
    (date(from).days()..=date(to).days()).map(|day| Date::from_days(day).unwrap())
}

fn due(start: &str, term: &str) -> Due {
    Calendar::embedded().due(date(start), term.parse().unwrap(), Convention::default()).unwrap()
}

#[test]
fn the_years_have_their_notices_and_their_working_days() {
    let calendar = Calendar::embedded();
    assert_eq!((calendar.first(), calendar.last()), (date("2023-01-01"), date("2026-12-31")));
    assert_eq!(calendar.provisional_from(), date("2026-12-25"));
    let numbers: Vec<&str> = calendar.notices().iter().map(|notice| notice.number.as_str()).collect();
    assert_eq!(
        numbers,
        [
            "国办发明电〔2022〕16号",
            "国办发明电〔2023〕7号",
            "国办发明电〔2024〕12号",
            "国办发明电〔2025〕7号"
        ]
    );
    for (year, wanted) in [(2023, 249), (2024, 251), (2025, 248), (2026, 248)] {
        let worked = days(&format!("{year}-01-01"), &format!("{year}-12-31"))
            .filter(|day| calendar.is_workday(*day).unwrap())
            .count();
        assert_eq!(worked, wanted, "{year}");
    }
}

#[test]
fn every_day_off_and_every_make_up_day_is_the_notices() {
    let off = [
        "2023-01-01 2023-01-02",
        "2023-01-21 2023-01-27",
        "2023-04-05 2023-04-05",
        "2023-04-29 2023-05-03",
        "2023-06-22 2023-06-24",
        "2023-09-29 2023-10-06",
        "2024-01-01 2024-01-01",
        "2024-02-10 2024-02-17",
        "2024-04-04 2024-04-06",
        "2024-05-01 2024-05-05",
        "2024-06-10 2024-06-10",
        "2024-09-15 2024-09-17",
        "2024-10-01 2024-10-07",
        "2025-01-01 2025-01-01",
        "2025-01-28 2025-02-04",
        "2025-04-04 2025-04-06",
        "2025-05-01 2025-05-05",
        "2025-05-31 2025-06-02",
        "2025-10-01 2025-10-08",
        "2026-01-01 2026-01-03",
        "2026-02-15 2026-02-23",
        "2026-04-04 2026-04-06",
        "2026-05-01 2026-05-05",
        "2026-06-19 2026-06-21",
        "2026-09-25 2026-09-27",
        "2026-10-01 2026-10-07",
    ];
    let makeup = [
        "2023-01-28",
        "2023-01-29",
        "2023-04-23",
        "2023-05-06",
        "2023-06-25",
        "2023-10-07",
        "2023-10-08",
        "2024-02-04",
        "2024-02-18",
        "2024-04-07",
        "2024-04-28",
        "2024-05-11",
        "2024-09-14",
        "2024-09-29",
        "2024-10-12",
        "2025-01-26",
        "2025-02-08",
        "2025-04-27",
        "2025-09-28",
        "2025-10-11",
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ];
    let wanted = |day: Day| -> BTreeSet<Date> {
        days("2023-01-01", "2026-12-31").filter(|at| Calendar::embedded().day(*at) == Ok(day)).collect()
    };
    let off: BTreeSet<Date> = off.iter().flat_map(|range| days(&range[..10], &range[11..])).collect();
    assert_eq!(wanted(Day::Holiday), off);
    assert_eq!(wanted(Day::MakeUp), makeup.map(date).into());
}

/// The vectors that stand with the published calendars.
#[test]
fn the_vectors_hold() {
    for (start, term, wanted) in [
        ("2023-09-15", "20 wd", "2023-10-19"),
        ("2024-02-08", "1 wd", "2024-02-09"),
        ("2024-04-30", "10 wd", "2024-05-16"),
        ("2024-09-13", "10 wd", "2024-09-29"),
        ("2025-01-24", "20 wd", "2025-02-27"),
        ("2025-09-28", "5 wd", "2025-10-11"),
        ("2026-02-10", "20 wd", "2026-03-16"),
        ("2026-02-13", "7 wd", "2026-03-02"),
        ("2026-06-30", "10 wd", "2026-07-14"),
        ("2026-09-18", "3 wd", "2026-09-22"),
        ("2026-09-30", "3 wd", "2026-10-10"),
    ] {
        assert_eq!(due(start, term), Due { date: date(wanted), provisional: false }, "{start} + {term}");
    }
    for (day, worked) in [
        ("2024-02-09", true),
        ("2024-02-18", true),
        ("2025-01-26", true),
        ("2025-10-08", false),
        ("2026-01-04", true),
        ("2026-02-14", true),
        ("2026-09-20", true),
        ("2026-10-10", true),
        ("2026-10-08", true),
    ] {
        assert_eq!(Calendar::embedded().is_workday(date(day)), Ok(worked), "{day}");
    }
    for day in ["2022-12-29", "2027-01-04"] {
        assert!(Calendar::embedded().is_workday(date(day)).is_err(), "{day}");
        let error = Calendar::embedded().add_workdays(date(day), 1).unwrap_err();
        assert!(error.to_string().contains(day) && error.zh().contains(day));
    }
    assert!(due("2026-12-20", "7 wd").provisional);
}

#[test]
fn the_edges_of_the_calendar_are_edges() {
    let calendar = Calendar::embedded();
    assert_eq!(due("2026-12-23", "1 wd"), Due { date: date("2026-12-24"), provisional: false });
    assert_eq!(due("2026-12-24", "1 wd"), Due { date: date("2026-12-25"), provisional: true });
    assert_eq!(due("2026-12-30", "1 wd").date, date("2026-12-31"));
    assert_eq!(calendar.add_workdays(date("2026-12-30"), 2).unwrap_err().date, date("2027-01-01"));
    assert_eq!(calendar.add_workdays(date("2026-12-31"), 1).unwrap_err().date, date("2027-01-01"));
    assert_eq!(due("2023-01-01", "1 wd").date, date("2023-01-03"));
    assert!(calendar.due(date("2022-12-31"), Term::Workdays(1), Convention::default()).is_err());
    assert!(calendar.due(date("2026-12-25"), Term::Days(10), Convention::default()).is_err());
}

/// 民法典 201–203.
#[test]
fn natural_terms_end_as_the_civil_code_says() {
    for (start, term, wanted) in [
        ("2026-06-09", "10 d", "2026-06-22"), // the tenth day is 端午, off until Sunday the 21st
        ("2023-09-20", "10 d", "2023-10-07"), // off until 10-06; Saturday 10-07 is worked
        ("2026-03-02", "10 d", "2026-03-12"),
        ("2026-03-04", "10 d", "2026-03-16"), // a Saturday that nobody makes worked
        ("2026-09-10", "10 d", "2026-09-20"), // a Sunday that is worked
        ("2024-01-31", "1 m", "2024-02-29"),
        ("2023-01-31", "1 m", "2023-02-28"),
        ("2024-02-29", "1 y", "2025-02-28"),
        ("2023-11-30", "3 m", "2024-02-29"),
        ("2023-10-01", "1 y", "2024-10-08"), // the corresponding day is off until 10-07
        ("2023-12-31", "2 m", "2024-02-29"),
    ] {
        assert_eq!(due(start, term).date, date(wanted), "{start} + {term}");
    }
    let calendar = Calendar::embedded();
    let holidays = Convention { last_day: LastDay::Holidays, ..Convention::default() };
    let before = Convention { term_end: TermEnd::DayBefore, ..Convention::default() };
    let read = |start: &str, term, convention| calendar.due(date(start), term, convention).unwrap();
    assert_eq!(read("2026-03-04", Term::Days(10), holidays).date, date("2026-03-14"), "a mere weekend");
    assert_eq!(read("2023-09-20", Term::Days(10), holidays).date, date("2023-10-07"));
    assert_eq!(read("2023-03-15", Term::Years(3), Convention::default()).date, date("2026-03-16"));
    assert_eq!(read("2023-03-15", Term::Years(1), before).date, date("2024-03-14"));
    let far = read("2025-05-10", Term::Years(3), Convention::default());
    assert_eq!(far, Due { date: date("2028-05-10"), provisional: true }, "certain but for the move");
    assert!(calendar.due(date("2027-05-10"), Term::Years(1), Convention::default()).is_err());
}

#[test]
fn terms_are_read_as_they_are_printed() {
    for good in ["20 wd", "10 d", "3 m", "1 y"] {
        assert_eq!(good.parse::<Term>().unwrap().to_string(), good);
    }
    for bad in ["", "20", "wd", "0 wd", "020 wd", "20wd", "20  wd", "-1 d", "3 w", "70000 d"] {
        assert!(bad.parse::<Term>().is_err(), "{bad:?}");
    }
}

/// The file as sets of days, read without our reader, and the week by Zeller's rule.
struct Naive {
    off: BTreeSet<String>,
    makeup: BTreeSet<String>,
}

impl Naive {
    fn new() -> Self {
        let (mut off, mut makeup) = (BTreeSet::new(), BTreeSet::new());
        for line in text().lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split(',').collect();
            let set = match cells[0] {
                "off" => &mut off,
                "makeup" => &mut makeup,
                _ => continue,
            };
            set.extend(days(cells[1], cells[2]).map(|day| day.to_string()));
        }
        Self { off, makeup }
    }

    fn worked(&self, day: Date) -> bool {
        let (mut y, mut m, d) = (i64::from(day.year()), i64::from(day.month()), i64::from(day.day()));
        if m < 3 {
            (y, m) = (y - 1, m + 12);
        }
        let saturday_is_0 = (d + 13 * (m + 1) / 5 + y % 100 + y % 100 / 4 + y / 100 / 4 + 5 * (y / 100)) % 7;
        let text = day.to_string();
        self.makeup.contains(&text) || (saturday_is_0 >= 2 && !self.off.contains(&text))
    }

    /// One day after the other.
    fn add(&self, start: Date, n: u16) -> Option<Date> {
        let mut left = n;
        days(&start.to_string(), "2026-12-31").skip(1).find(|day| {
            left -= u16::from(self.worked(*day));
            left == 0
        })
    }
}

#[test]
fn a_naive_count_agrees_on_every_day() {
    let (calendar, naive) = (Calendar::embedded(), Naive::new());
    for start in days("2023-01-01", "2026-12-31") {
        assert_eq!(calendar.is_workday(start), Ok(naive.worked(start)), "{start}");
        for n in (1..=25).chain([45, 60]) {
            let ours = calendar.add_workdays(start, n).ok().map(|due| due.date);
            assert_eq!(ours, naive.add(start, n), "{start} + {n}");
            if let Some(end) = ours {
                assert_eq!(calendar.workdays_between(start, end), Ok(i64::from(n)), "{start} to {end}");
                assert_eq!(calendar.workdays_between(end, start), Ok(-i64::from(n)));
                assert!(naive.worked(end) && end > start);
            }
        }
    }
}

/// One more day is never earlier, and the day before or after a make-up day or a holiday counts once.
#[test]
fn one_more_working_day_is_the_next_one() {
    let (calendar, naive) = (Calendar::embedded(), Naive::new());
    let mut dice = Dice::new(2026);
    for _ in 0..20_000 {
        let start = Date::from_days(date("2023-01-01").days() + dice.below(1300) as i64).unwrap();
        let n = 1 + dice.below(60) as u16;
        let (Ok(one), Ok(next)) = (calendar.add_workdays(start, n), calendar.add_workdays(start, n + 1))
        else {
            continue;
        };
        let between = days(&one.date.to_string(), &next.date.to_string());
        assert_eq!(between.filter(|day| naive.worked(*day)).count(), 2, "{start} + {n}");
        assert_eq!(calendar.add_workdays(one.date, 1), Ok(next), "{start} + {n} + 1");
    }
}

#[test]
fn a_script_written_apart_agrees() {
    let calendar = Calendar::embedded();
    let mut ours = String::new();
    for start in days("2023-01-01", "2026-12-31") {
        for n in TERMS {
            let told = match calendar.add_workdays(start, n) {
                Ok(Due { date, provisional }) => format!("{date},{}", u8::from(provisional)),
                Err(_) => "unknown,".into(),
            };
            writeln!(ours, "{start},{n},{told}").unwrap();
        }
    }
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("ours.csv");
    std::fs::write(&file, &ours).unwrap();
    let mut python = Command::new("python3");
    python.arg(tree("tests/reference/workdays.py")).arg(tree("data/calendar.csv")).arg(&file);
    match python.output() {
        Err(e) => println!("skipped: python3 cannot be run: {e}"),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(said.trim(), "7305 due dates agree");
        }
    }
}

#[test]
fn bad_calendars_are_refused_with_everything_wrong() {
    let changed = |from: &str, to: &str| {
        assert!(text().contains(from), "{from}");
        text().replacen(from, to, 1)
    };
    let bad = [
        ("makeup,2023-01-28,2023-01-28", "makeup,2023-01-30,2023-01-30", "no Saturday or Sunday"),
        ("makeup,2023-01-28,2023-01-28", "makeup,2023-01-29,2023-01-29", "stands in row"),
        ("off,2023-04-05,2023-04-05", "off,2023-01-27,2023-01-27", "stands in row"),
        (
            "off,2023-04-05,2023-04-05,清明节,国办发明电〔2022〕16号",
            "off,2023-04-05,2023-04-05,清明节,",
            "no year row has this notice",
        ),
        (
            "off,2023-04-05,2023-04-05,清明节,国办发明电〔2022〕16号",
            "off,2023-04-05,2023-04-05,清明节,某通知",
            "no year row has this notice",
        ),
        ("off,2023-04-05,2023-04-05", "off,2024-04-03,2024-04-03", "not in the notice's year"),
        ("off,2023-04-05,2023-04-05", "off,2022-12-31,2022-12-31", "not in the notice's year"),
        ("off,2023-04-05,2023-04-05", "off,2023/4/5,2023/4/5", "is no date"),
        ("off,2023-04-05,2023-04-05", "off,2023-04-05,2023-04-04", "no range of at most"),
        ("off,2023-04-05,2023-04-05", "off,2023-04-05,2023-06-05", "no range of at most"),
        ("off,2023-04-05,2023-04-05", "holiday,2023-04-05,2023-04-05", "no such kind"),
        ("off,2023-04-05,2023-04-05,清明节", "off,2023-04-05,2023-04-05,", "must not be empty"),
        ("off,2023-04-05,2023-04-05,清明节,", "off,2023-04-05,清明节,", "number of cells"),
        ("year,2024-01-01,2024-12-31", "year,2024-01-01,2024-11-30", "whole year"),
        ("year,2024-01-01,2024-12-31", "year,2023-01-01,2023-12-31", "stands in row"),
        (
            "provisional,2026-12-25,2026-12-31",
            "provisional,2026-12-25,2026-12-30",
            "must lie in the last year",
        ),
        ("provisional,", "# provisional,", "there is no provisional row"),
        ("kind,from,to", "kind,to,from", "not the heading row"),
    ];
    for (from, to, wanted) in bad {
        let problems = Calendar::parse(&changed(from, to)).expect_err(to);
        let said: Vec<String> = problems.iter().map(|problem| problem.said().en).collect();
        assert!(said.iter().any(|line| line.contains(wanted)), "{to}: {said:?}");
        assert!(problems.iter().all(|problem| !problem.remedy.zh.is_empty() && problem.row > 0));
    }
    let without = |year: &str| -> String {
        text().lines().filter(|line| !line.contains(year)).map(|line| format!("{line}\n")).collect()
    };
    let said = Calendar::parse(&without(",2024-")).unwrap_err();
    assert!(said.iter().any(|problem| problem.said().en.contains("2024 is missing")), "{said:?}");
    let empty: String =
        text().lines().filter(|line| !line.starts_with("off,2025")).map(|l| format!("{l}\n")).collect();
    assert!(Calendar::parse(&empty).unwrap_err()[0].said().zh.contains("没有放假日"));
    let two = changed("makeup,2023-01-28,2023-01-28", "makeup,2023-01-30,2023-01-30").replacen(
        "off,2024-01-01",
        "off,x",
        1,
    );
    assert_eq!(Calendar::parse(&two).unwrap_err().len(), 2, "all problems at once");
}

#[test]
fn a_calendar_saved_by_a_spreadsheet_is_read() {
    let saved = format!("\u{feff}{}", text().replace('\n', "\r\n"));
    assert_eq!(&Calendar::parse(&saved).unwrap(), Calendar::embedded());
}

/// A notice may move days of the December before it.
#[test]
fn next_years_notice_continues_the_calendar() {
    let next = text().replace(
        "provisional,2026-12-25,2026-12-31",
        "year,2027-01-01,2027-12-31,某通知,某号,2026-11-30\noff,2026-12-31,2027-01-02,元旦,某号,\nmakeup,2026-12-27,2026-12-27,元旦,某号,\nprovisional,2027-12-25,2027-12-31",
    );
    let calendar = Calendar::parse(&next).unwrap();
    assert_eq!(calendar.last(), date("2027-12-31"));
    assert_eq!(calendar.day(date("2026-12-31")), Ok(Day::Holiday));
    assert_eq!(calendar.day(date("2026-12-27")), Ok(Day::MakeUp));
    assert_eq!(
        calendar.add_workdays(date("2026-12-25"), 5),
        Ok(Due { date: date("2027-01-04"), provisional: false })
    );
}

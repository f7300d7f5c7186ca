//! Placeholders in the command of a job: `{last-month}` in `report month {last-month}`. They are filled from the time the
//! run was due, in the job's time zone, never from the clock: a run that is caught up in May for March says March.

use super::Zone;
use crate::core::quarter::Quarter;
use crate::core::time::{Date, Timestamp};

/// Every placeholder with what it becomes for a run of 2024-03-04.
pub const PLACEHOLDERS: [(&str, &str); 9] = [
    ("today", "2024-03-04"),
    ("yesterday", "2024-03-03"),
    ("month", "2024-03"),
    ("last-month", "2024-02"),
    ("next-month", "2024-04"),
    ("quarter", "2024Q1"),
    ("last-quarter", "2023Q4"),
    ("year", "2024"),
    ("last-year", "2023"),
];

/// The words of a command for a run that was due then.
pub fn fill(command: &[String], zone: Zone, planned: Timestamp) -> Vec<String> {
    let today = zone.date(planned);
    let one = |word: &String| {
        let known = PLACEHOLDERS.iter().filter(|(name, _)| word.contains(&format!("{{{name}}}")));
        known.fold(word.clone(), |word, (name, _)| word.replace(&format!("{{{name}}}"), &value(name, today)))
    };
    command.iter().map(one).collect()
}

/// What stands in braces and is no placeholder, and braces without a partner.
pub fn unknown(command: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for word in command {
        let mut rest = word.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let end = rest[at..].find('}').filter(|_| rest[at..].starts_with('{'));
            let inside = end.map(|end| &rest[at + 1..at + end]);
            match inside {
                Some(name) if PLACEHOLDERS.iter().any(|(known, _)| *known == name) => {}
                Some(name) => found.push(format!("{{{name}}}")),
                None => found.push(rest[at..].to_owned()),
            }
            rest = end.map_or("", |end| &rest[at + end + 1..]);
        }
    }
    found
}

fn value(name: &str, today: Date) -> String {
    let day = |days: i64| Date::from_days(today.days() + days).unwrap_or(today);
    let month = |date: Date| date.to_string()[..7].to_owned();
    let first = Date::new(today.year(), today.month(), 1).unwrap_or(today);
    match name {
        "today" => today.to_string(),
        "yesterday" => day(-1).to_string(),
        "month" => month(today),
        "last-month" => month(first.day_before()),
        "next-month" => month(Date::from_days(first.days() + 31).unwrap_or(first)),
        "quarter" => Quarter::of(today).to_string(),
        "last-quarter" => Quarter::of(Quarter::of(today).first().day_before()).to_string(),
        "year" => format!("{:04}", today.year()),
        "last-year" => format!("{:04}", today.year() - 1),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str, at: &str) -> String {
        let command = [text.to_owned()];
        fill(&command, Zone::of("Asia/Shanghai").unwrap(), Timestamp::parse(at).unwrap()).remove(0)
    }

    #[test]
    fn every_placeholder_is_what_the_table_says() {
        for (name, value) in PLACEHOLDERS {
            assert_eq!(filled(&format!("a{{{name}}}b"), "2024-03-04T00:00:00+08:00"), format!("a{value}b"));
            assert_eq!(unknown(&[format!("{{{name}}}")]), [""; 0]);
        }
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        assert_eq!(
            filled("{today} {next-month} {last-quarter}", "2023-12-31T16:30:00Z"),
            "2024-01-01 2024-02 2023Q4"
        );
        assert_eq!(filled("{next-month} {last-month}", "2024-01-31T09:00:00+08:00"), "2024-02 2023-12");
    }

    #[test]
    fn other_braces_are_found() {
        let command: Vec<String> =
            ["{tomorrow}", "x{month", "y}", "{}", "{month}-{ month }"].map(String::from).into();
        assert_eq!(unknown(&command), ["{tomorrow}", "{month", "}", "{}", "{ month }"]);
    }
}

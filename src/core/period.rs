//! A reporting period: a month, a quarter or a year, whole or up to a day. Not the span of a draw or of a
//! frequency cap, which have rules of their own.

use super::quarter::Quarter;
use super::time::Date;
use std::fmt;
use std::str::FromStr;

/// A month (`2023-10`), a quarter (`2023Q4`) or a year (`2023`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// A month; the day is its first.
    Month(Date),
    /// A quarter.
    Quarter(Quarter),
    /// A year.
    Year(u16),
}

fn first_of(year: u16, month: u8) -> Date {
    Date::new(year, month, 1).expect("the first of a month of a year that exists")
}

impl Period {
    /// Its first day.
    pub fn first(self) -> Date {
        match self {
            Self::Month(first) => first,
            Self::Quarter(quarter) => quarter.first(),
            Self::Year(year) => first_of(year, 1),
        }
    }

    /// Its last day.
    pub fn last(self) -> Date {
        match self {
            Self::Month(first) => match first.month() {
                12 => Date::new(first.year(), 12, 31).expect("31 December"),
                month => first_of(first.year(), month + 1).day_before(),
            },
            Self::Quarter(quarter) => quarter.last(),
            Self::Year(year) => Date::new(year, 12, 31).expect("31 December"),
        }
    }

    /// The period before it (环比); `None` at the beginning of time.
    pub fn previous(self) -> Option<Self> {
        let day = Date::from_days(self.first().days() - 1)?;
        Some(match self {
            Self::Month(_) => Self::Month(first_of(day.year(), day.month())),
            Self::Quarter(_) => Self::Quarter(Quarter::of(day)),
            Self::Year(_) => Self::Year(day.year()),
        })
    }

    /// The same period of the year before (同比); `None` at the beginning of time.
    pub fn year_before(self) -> Option<Self> {
        let (first, year) = (self.first(), self.first().year().checked_sub(1)?);
        let day = Date::new(year, first.month(), 1)?;
        Some(match self {
            Self::Month(_) => Self::Month(day),
            Self::Quarter(_) => Self::Quarter(Quarter::of(day)),
            Self::Year(_) => Self::Year(year),
        })
    }
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.contains('Q') {
            return text.parse().map(Self::Quarter);
        }
        let bad = || format!("{text:?} is no period: write 2023-10, 2023Q4 or 2023");
        let month = |text: &str| Date::parse(&format!("{text}-01")).map_err(|_| bad());
        match text.len() {
            4 => Ok(Self::Year(month(&format!("{text}-01"))?.year())),
            7 => month(text).map(Self::Month),
            _ => Err(bad()),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(first) => write!(f, "{:04}-{:02}", first.year(), first.month()),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_have_their_days_and_neighbours() {
        for (text, first, last, previous, year_before) in [
            ("2024-02", "2024-02-01", "2024-02-29", "2024-01", "2023-02"),
            ("2023-12", "2023-12-01", "2023-12-31", "2023-11", "2022-12"),
            ("2023-01", "2023-01-01", "2023-01-31", "2022-12", "2022-01"),
            ("2023Q1", "2023-01-01", "2023-03-31", "2022Q4", "2022Q1"),
            ("2023", "2023-01-01", "2023-12-31", "2022", "2022"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!((period.first().to_string(), period.last().to_string()), (first.into(), last.into()));
            assert_eq!(period.previous().unwrap().to_string(), previous, "{text}");
            assert_eq!(period.year_before().unwrap().to_string(), year_before, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for bad in ["", "2023-13", "2023-1", "23-01", "2023Q5", "2023-01-01", "02023", "2023q1", "二〇二三"]
        {
            assert!(bad.parse::<Period>().is_err(), "{bad}");
        }
    }
}

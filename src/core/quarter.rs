//! A quarter of a year (季度): the span within which several visits to one subject are merged.

use super::time::Date;
use std::fmt;
use std::str::FromStr;

/// A quarter, written `2023Q3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    year: u16,
    /// 1 to 4.
    number: u8,
}

impl Quarter {
    /// The quarter a day lies in.
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: day.month().div_ceil(3) }
    }

    /// Its first day.
    pub fn first(self) -> Date {
        Date::new(self.year, self.number * 3 - 2, 1).expect("the first of a month of a year that exists")
    }

    /// Its last day.
    pub fn last(self) -> Date {
        let day = if matches!(self.number, 1 | 4) { 31 } else { 30 };
        Date::new(self.year, self.number * 3, day).expect("a month has that day")
    }
}

impl FromStr for Quarter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("{text:?} is no quarter: write it as 2023Q3");
        let (year, number) = text.split_once('Q').ok_or_else(bad)?;
        let first = match number {
            "1" | "2" | "3" | "4" => Date::parse(&format!("{year}-01-01")).map_err(|_| bad())?,
            _ => return Err(bad()),
        };
        Ok(Self { year: first.year(), number: number.parse().map_err(|_| bad())? })
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_have_their_days() {
        for (text, first, last) in [
            ("2023Q1", "2023-01-01", "2023-03-31"),
            ("2023Q2", "2023-04-01", "2023-06-30"),
            ("2023Q3", "2023-07-01", "2023-09-30"),
            ("2024Q4", "2024-10-01", "2024-12-31"),
        ] {
            let quarter: Quarter = text.parse().unwrap();
            assert_eq!(quarter.to_string(), text);
            assert_eq!(
                (quarter.first().to_string(), quarter.last().to_string()),
                (first.into(), last.into())
            );
            assert_eq!((Quarter::of(quarter.first()), Quarter::of(quarter.last())), (quarter, quarter));
        }
        for bad in ["", "2023", "2023Q", "2023Q0", "2023Q5", "2023q3", "23Q3", "2023Q03", "2023Q3 "] {
            assert!(bad.parse::<Quarter>().is_err(), "{bad:?}");
        }
    }
}

//! Quotas: how many of a stratum are drawn (应抽户数), from integers only, with the arithmetic
//! shown. `docs/draw-protocol.md` §5.

use super::text::number;
use std::fmt;
use std::str::FromStr;

/// What happens to the fraction of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Up to the next whole number (the default).
    Ceil,
    /// To the nearest, halves up (四舍五入).
    HalfUp,
    /// Down.
    Floor,
}

/// The part of a quota that is not a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// A fixed number.
    Count(u64),
    /// A share p/q of the eligible rows; no rounding named means [`Rounding::Ceil`].
    Rate {
        /// Numerator, at most `q`.
        p: u64,
        /// Denominator, at least 1.
        q: u64,
        /// Rounding as the plan names it.
        rounding: Option<Rounding>,
    },
}

/// Quota of a stratum: `(count <n> | rate <p>/<q> [ceil|half-up|floor]) [min <m>] [max <m>]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Number or rate.
    pub share: Share,
    /// At least so many.
    pub min: Option<u64>,
    /// At most so many.
    pub max: Option<u64>,
}

impl Quota {
    /// Number to draw from `eligible` rows: the share, then min, then max, then never more than
    /// there are.
    pub fn size(&self, eligible: u64) -> u64 {
        let share = self.share.of(eligible);
        share.max(self.min.unwrap_or(0)).min(self.max.unwrap_or(u64::MAX)).min(eligible)
    }

    /// The arithmetic in one line, for people: `3/100 × 15 = 0.45 → 1 (ceil), min 1, of 15: 1`.
    pub fn arithmetic(&self, eligible: u64) -> String {
        let mut text = match self.share {
            Share::Count(n) => format!("count {n}"),
            Share::Rate { p, q, rounding } => {
                let product = u128::from(p) * u128::from(eligible);
                let (whole, hundredths) =
                    (product / u128::from(q), product % u128::from(q) * 100 / u128::from(q));
                let rounding = rounding.unwrap_or(Rounding::Ceil);
                format!(
                    "{p}/{q} × {eligible} = {whole}.{hundredths:02} → {} ({rounding})",
                    self.share.of(eligible)
                )
            }
        };
        for (word, bound) in [("min", self.min), ("max", self.max)] {
            if let Some(bound) = bound {
                text.push_str(&format!(", {word} {bound}"));
            }
        }
        format!("{text}, of {eligible}: {}", self.size(eligible))
    }
}

impl Share {
    fn of(self, eligible: u64) -> u64 {
        let Share::Rate { p, q, rounding } = self else {
            let Share::Count(n) = self else { unreachable!("a share is a count or a rate") };
            return n;
        };
        let (p, q, n) = (u128::from(p), u128::from(q), u128::from(eligible));
        let size = match rounding.unwrap_or(Rounding::Ceil) {
            Rounding::Ceil => (p * n).div_ceil(q),
            Rounding::HalfUp => (2 * p * n + q) / (2 * q),
            Rounding::Floor => p * n / q,
        };
        u64::try_from(size).expect("p ≤ q, so the share is at most the number of rows")
    }
}

impl FromStr for Quota {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut words = text.split(' ').peekable();
        let share = match words.next() {
            Some("count") => Share::Count(bound(words.next(), "count")?),
            Some("rate") => {
                let (p, q) = ratio(words.next().unwrap_or_default())?;
                let rounding = words.peek().and_then(|word| word.parse().ok());
                if rounding.is_some() {
                    words.next();
                }
                Share::Rate { p, q, rounding }
            }
            other => {
                return Err(format!(
                    "a quota starts with \"count\" or \"rate\", not {:?}",
                    other.unwrap_or("")
                ));
            }
        };
        let mut quota = Quota { share, min: None, max: None };
        while let Some(word) = words.next() {
            match word {
                "min" if quota.min.is_none() && quota.max.is_none() => {
                    quota.min = Some(bound(words.next(), "min")?)
                }
                "max" if quota.max.is_none() => quota.max = Some(bound(words.next(), "max")?),
                other => {
                    return Err(format!(
                        "{other:?} cannot stand here: only [min <m>] [max <m>] may follow, in this order"
                    ));
                }
            }
        }
        Ok(quota)
    }
}

fn bound(word: Option<&str>, key: &str) -> Result<u64, String> {
    let text = word.unwrap_or_default();
    number(text).ok_or_else(|| format!("{key} needs a decimal number without leading zeros, not {text:?}"))
}

fn ratio(text: &str) -> Result<(u64, u64), String> {
    let parts = text.split_once('/').and_then(|(p, q)| Some((number(p)?, number(q)?)));
    match parts {
        None => Err(format!("a rate is written <p>/<q> with whole numbers, as 3/100, not {text:?}")),
        Some((_, 0)) => Err("a rate cannot have the denominator 0".into()),
        Some((p, q)) if p > q => Err(format!("the rate {p}/{q} is above 1: no more than all can be drawn")),
        Some(ratio) => Ok(ratio),
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.share {
            Share::Count(n) => write!(f, "count {n}")?,
            Share::Rate { p, q, rounding: None } => write!(f, "rate {p}/{q}")?,
            Share::Rate { p, q, rounding: Some(rounding) } => write!(f, "rate {p}/{q} {rounding}")?,
        }
        if let Some(min) = self.min {
            write!(f, " min {min}")?;
        }
        match self.max {
            Some(max) => write!(f, " max {max}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rounding::Ceil => "ceil",
            Rounding::HalfUp => "half-up",
            Rounding::Floor => "floor",
        })
    }
}

impl FromStr for Rounding {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "ceil" => Ok(Rounding::Ceil),
            "half-up" => Ok(Rounding::HalfUp),
            "floor" => Ok(Rounding::Floor),
            _ => Err(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(quota: &str, eligible: u64) -> u64 {
        quota.parse::<Quota>().unwrap().size(eligible)
    }

    #[test]
    fn rounding_is_as_named() {
        assert_eq!(size("rate 3/100", 15), 1);
        assert_eq!(size("rate 3/100 floor", 15), 0);
        assert_eq!(size("rate 3/100 half-up", 16), 0);
        assert_eq!(size("rate 3/100 half-up", 17), 1);
        assert_eq!(size("rate 1/2 half-up", 5), 3, "halves go up");
        assert_eq!(size("rate 2/3", 7), 5);
        assert_eq!(size("rate 1/1", 7), 7);
        assert_eq!(size("rate 0/1", 7), 0);
        assert_eq!(size("rate 18446744073709551614/18446744073709551615", u64::MAX), u64::MAX - 1);
    }

    #[test]
    fn bounds_come_after_the_share() {
        assert_eq!(size("rate 1/100 floor min 1", 7), 1);
        assert_eq!(size("count 30 max 12", 23), 12);
        assert_eq!(size("count 30", 23), 23, "never more than there are");
        assert_eq!(size("count 0 min 5", 3), 3);
        assert_eq!(size("count 1 min 5 max 2", 6), 2, "max comes after min");
        assert_eq!(size("rate 1/2 min 1", 0), 0, "an empty stratum stays empty");
    }

    #[test]
    fn texts_round_trip_and_bad_ones_are_refused() {
        for text in ["count 3", "rate 3/100", "rate 1/2 half-up min 1 max 9", "rate 1/1 ceil max 4"] {
            assert_eq!(text.parse::<Quota>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "count",
            "count 03",
            "rate 3",
            "rate 3/0",
            "rate 101/100",
            "rate 3/100 up",
            "count 3 max 2 min 1",
            "count 3 min 1 min 1",
            "rate 5%",
            "count 3 ",
        ] {
            assert!(bad.parse::<Quota>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_arithmetic_is_shown() {
        let quota: Quota = "rate 3/100 min 1".parse().unwrap();
        assert_eq!(quota.arithmetic(15), "3/100 × 15 = 0.45 → 1 (ceil), min 1, of 15: 1");
    }
}

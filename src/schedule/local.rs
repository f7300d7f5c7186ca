//! Time zones: an instant as the clock on the wall shows it, and back. In spring some local times do not exist, in
//! autumn some come twice.

use crate::core::time::{Date, Timestamp};
use chrono::{DateTime, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use std::fmt;

/// A time zone by its name in the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    /// The zone of that name.
    pub fn of(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// Names of zones that a wrong name may have meant: those with the same last part, or a part of it.
    pub fn like(name: &str) -> Vec<&'static str> {
        let wanted = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
        let near = |zone: &&str| wanted.len() > 2 && zone.to_ascii_lowercase().contains(&wanted);
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(near).take(3).collect()
    }

    /// What the clock on the wall shows.
    pub(super) fn local(self, at: Timestamp) -> NaiveDateTime {
        let utc = DateTime::<Utc>::from_timestamp(at.0, 0).unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.0.from_utc_datetime(&utc.naive_utc()).naive_local()
    }

    /// The day it is there.
    pub fn date(self, at: Timestamp) -> Date {
        date_of(self.local(at))
    }

    /// The instant of a local time that is meant once: the first of two, and where there is none the moment at
    /// which the clocks jump over it.
    pub(super) fn once(self, local: NaiveDateTime) -> Timestamp {
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Timestamp(at.timestamp()),
            LocalResult::None => self.after_the_gap(local),
        }
    }

    /// Every instant at which the clock shows this: none, one or two.
    pub(super) fn every(self, local: NaiveDateTime) -> Vec<Timestamp> {
        match self.0.from_local_datetime(&local) {
            LocalResult::None => Vec::new(),
            LocalResult::Single(at) => vec![Timestamp(at.timestamp())],
            LocalResult::Ambiguous(one, two) => vec![Timestamp(one.timestamp()), Timestamp(two.timestamp())],
        }
    }

    /// Clocks have jumped by up to a day (Samoa, 2011), and always on a full minute.
    fn after_the_gap(self, local: NaiveDateTime) -> Timestamp {
        let minutes =
            (1..=2 * 1440).map(|n| local + TimeDelta::minutes(n) - TimeDelta::seconds(seconds(local)));
        let first = minutes.filter_map(|later| self.0.from_local_datetime(&later).earliest()).next();
        first.map_or(Timestamp(local.and_utc().timestamp()), |at| Timestamp(at.timestamp()))
    }
}

fn seconds(local: NaiveDateTime) -> i64 {
    local.and_utc().timestamp().rem_euclid(60)
}

/// The day of a local time.
pub(super) fn date_of(local: NaiveDateTime) -> Date {
    Date::from_days(local.and_utc().timestamp().div_euclid(86_400)).unwrap_or(Date::FOREVER)
}

/// A local time from a day and seconds after midnight.
pub(super) fn local_at(day: Date, seconds: i64) -> NaiveDateTime {
    let at = DateTime::<Utc>::from_timestamp(day.days() * 86_400 + seconds, 0);
    at.unwrap_or(DateTime::<Utc>::MAX_UTC).naive_utc()
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn local(day: &str, h: i64, m: i64) -> NaiveDateTime {
        local_at(Date::parse(day).unwrap(), h * 3600 + m * 60)
    }

    #[test]
    fn hours_that_are_missing_or_come_twice() {
        let berlin = Zone::of("Europe/Berlin").unwrap();
        assert_eq!(berlin.once(local("2024-03-31", 1, 59)), at("2024-03-31T01:59:00+01:00"));
        assert_eq!(berlin.once(local("2024-03-31", 2, 30)), at("2024-03-31T03:00:00+02:00"));
        assert!(berlin.every(local("2024-03-31", 2, 30)).is_empty());
        assert_eq!(berlin.once(local("2024-10-27", 2, 30)), at("2024-10-27T02:30:00+02:00"));
        assert_eq!(
            berlin.every(local("2024-10-27", 2, 30)),
            [at("2024-10-27T02:30:00+02:00"), at("2024-10-27T02:30:00+01:00")]
        );
        // A day that never was: the clocks went from the end of the 29th to the begin of the 31st.
        let apia = Zone::of("Pacific/Apia").unwrap();
        assert_eq!(apia.once(local("2011-12-30", 9, 0)), at("2011-12-31T00:00:00+14:00"));
        let shanghai = Zone::of("Asia/Shanghai").unwrap();
        assert_eq!(shanghai.once(local("2024-03-31", 2, 30)), at("2024-03-31T02:30:00+08:00"));
        assert_eq!(shanghai.date(at("2024-03-31T17:00:00Z")), Date::new(2024, 4, 1).unwrap());
    }

    #[test]
    fn a_wrong_zone_is_not_taken_and_near_ones_are_named() {
        assert_eq!(Zone::of("Asia/Shangai"), None);
        assert_eq!(Zone::of(""), None);
        assert!(Zone::like("China/Shanghai").contains(&"Asia/Shanghai"));
        assert!(Zone::like("").is_empty());
    }
}

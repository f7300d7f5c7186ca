//! The instants of a job within a span of time. Everything is asked for a span, never for "the next one" alone:
//! instants that come twice or not at all then need no memory.

use super::local::{date_of, local_at};
use super::when::{Shift, TimeOfDay};
use super::{Job, When, Zone};
use crate::core::time::{Date, Timestamp};
use crate::core::workdays::{Calendar, Unknown};
use chrono::{DateTime, Utc};

const DAY_S: i64 = 86_400;

/// More than any clock has ever jumped, in seconds.
const SLACK_S: i64 = 25 * 3600;

/// How far ahead the next times of a job are looked for.
const AHEAD_DAYS: i64 = 9 * 366;

/// So many days before a calendar ends it is told.
const WARNED_DAYS: i64 = 31;

/// Instants of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// In order, each once.
    pub known: Vec<Timestamp>,
    /// A day without a calendar that would have had to be counted; there may be more instants.
    pub lacking: Option<Unknown>,
}

/// The instants of a job after `after` and not after `until`.
pub fn times(job: &Job, jobs: &[Job], calendar: &Calendar, after: Timestamp, until: Timestamp) -> Times {
    let mut found = Times::default();
    if after < until {
        collect(job, jobs, calendar, (after, until), jobs.len(), &mut found);
        found.known.retain(|at| after < *at && *at <= until);
        found.known.sort_unstable();
        found.known.dedup();
    }
    found
}

/// The next instants of a job, `count` at most, as far as the calendar goes.
pub fn next(job: &Job, jobs: &[Job], calendar: &Calendar, after: Timestamp, count: usize) -> Times {
    let mut found = Times::default();
    let (mut from, mut days) = (after, 1);
    while found.known.len() < count && from < after.plus(AHEAD_DAYS * DAY_S) && found.lacking.is_none() {
        let until = from.plus(days * DAY_S);
        let more = times(job, jobs, calendar, from, until);
        found.known.extend(more.known);
        found.lacking = more.lacking;
        (from, days) = (until, (days * 2).min(366));
    }
    found.known.truncate(count);
    found.lacking = found.lacking.filter(|_| found.known.len() < count);
    found
}

/// The day for which the calendar must be continued, if the job may have a run within the next `WARNED_DAYS` days
/// that cannot be told without it: while there is time, not when the job waits for it.
pub fn running_out(job: &Job, jobs: &[Job], calendar: &Calendar, now: Timestamp) -> Option<Unknown> {
    times(job, jobs, calendar, now, now.plus(WARNED_DAYS * DAY_S)).lacking
}

/// Instants around a span, in no order; `depth` bounds the chain of jobs beside jobs.
fn collect(
    job: &Job,
    jobs: &[Job],
    calendar: &Calendar,
    span: (Timestamp, Timestamp),
    depth: usize,
    found: &mut Times,
) {
    let (after, until) = span;
    let days = || {
        let first = job.zone.date(after.plus(1)).days();
        (first..=job.zone.date(until).days()).filter_map(Date::from_days)
    };
    match &job.when {
        When::Cron { cron, hourly, .. } => {
            // Cron counts in local time, as if no clock ever jumped; what the zone makes of it comes after.
            let clock = |at: Timestamp| job.zone.local(at).and_utc();
            let (mut local, end) = (clock(after.plus(-SLACK_S)), clock(until.plus(SLACK_S)));
            while let Ok(next) = cron.find_next_occurrence::<Utc>(&local, false) {
                if next > end {
                    break;
                }
                found.known.extend(instants(job.zone, next, *hourly));
                local = next;
            }
        }
        When::EachWorkday(at) => {
            for day in days() {
                match calendar.is_workday(day) {
                    Ok(true) => found.known.push(on(job.zone, day, *at)),
                    Ok(false) => {}
                    Err(e) => found.lack(e),
                }
            }
        }
        When::Workday(nth, span, at) => {
            let (mut day, last) = (job.zone.date(after.plus(1)), job.zone.date(until));
            while day <= last {
                let (first, next) = span.around(day);
                match nth_workday(calendar, first, next, *nth) {
                    Ok(day) => found.known.extend(day.map(|day| on(job.zone, day, *at))),
                    Err(e) => found.lack(e),
                }
                day = next;
            }
        }
        When::Beside(shift, name, at) => {
            let Some(base) = jobs.iter().find(|job| job.name == *name).filter(|_| depth > 0) else { return };
            let reach = SLACK_S
                + match shift {
                    Shift::Minutes(n) => n.abs() * 60,
                    Shift::Days(n) => n.abs() * DAY_S,
                    // Working days are at least every other day but for holidays.
                    Shift::Workdays(n) => (n.abs() * 2 + 20) * DAY_S,
                };
            let mut of_base = Times::default();
            let around = (after.plus(-reach), until.plus(reach));
            collect(base, jobs, calendar, around, depth - 1, &mut of_base);
            found.lacking = found.lacking.or(of_base.lacking.filter(|e| concerns(*e, job, span, *shift)));
            for time in of_base.known {
                match moved(job, calendar, time, *shift, *at) {
                    Ok(time) => found.known.push(time),
                    Err(e) if concerns(e, job, span, *shift) => found.lack(e),
                    Err(_) => {}
                }
            }
        }
    }
}

impl Times {
    fn lack(&mut self, day: Unknown) {
        self.lacking = self.lacking.or(Some(day));
    }
}

/// The neighbourhood that was looked at is wider than the span: a day without a calendar outside of what the span
/// can need is no trouble.
fn concerns(e: Unknown, job: &Job, (after, until): (Timestamp, Timestamp), shift: Shift) -> bool {
    let days = match shift {
        Shift::Minutes(n) => n.div_euclid(1440),
        Shift::Days(n) => n,
        Shift::Workdays(n) => n.signum() * (n.abs() * 2 + 10),
    };
    let (first, last) = (job.zone.date(after).days(), job.zone.date(until).days());
    e.date.days() >= first - days.max(0) && e.date.days() <= last - days.min(0)
}

fn instants(zone: Zone, local: DateTime<Utc>, hourly: bool) -> Vec<Timestamp> {
    match hourly {
        true => zone.every(local.naive_utc()),
        false => vec![zone.once(local.naive_utc())],
    }
}

fn on(zone: Zone, day: Date, at: TimeOfDay) -> Timestamp {
    zone.once(local_at(day, at.0))
}

/// The n-th working day from `first` up to the day before `next`; from the end where negative.
fn nth_workday(calendar: &Calendar, first: Date, next: Date, nth: i32) -> Result<Option<Date>, Unknown> {
    let days = (first.days()..next.days()).filter_map(Date::from_days);
    let mut left = nth.unsigned_abs();
    let mut seek = |day: Date| -> Result<bool, Unknown> {
        left -= u32::from(calendar.is_workday(day)?);
        Ok(left == 0)
    };
    let mut ordered: Vec<Date> = days.collect();
    if nth < 0 {
        ordered.reverse();
    }
    for day in ordered {
        if seek(day)? {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// Another job's time, moved.
fn moved(
    job: &Job,
    calendar: &Calendar,
    time: Timestamp,
    shift: Shift,
    at: Option<TimeOfDay>,
) -> Result<Timestamp, Unknown> {
    let local = job.zone.local(time);
    let day = match shift {
        Shift::Minutes(n) => return Ok(time.plus(n * 60)),
        Shift::Days(n) => Date::from_days(date_of(local).days() + n).unwrap_or(Date::FOREVER),
        Shift::Workdays(n) => step(calendar, date_of(local), n)?,
    };
    let own = local.and_utc().timestamp().rem_euclid(DAY_S);
    Ok(job.zone.once(local_at(day, at.map_or(own, |at| at.0))))
}

/// The n-th working day after a day, or before it where negative.
fn step(calendar: &Calendar, day: Date, n: i64) -> Result<Date, Unknown> {
    let (mut day, mut left) = (day, n.abs());
    while left > 0 {
        day = Date::from_days(day.days() + n.signum()).unwrap_or(Date::FOREVER);
        left -= i64::from(calendar.is_workday(day)?);
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::{Wanted, check};

    /// The calendar of the program ends with 2026; who needs a day after it is told from 31 days before.
    #[test]
    fn a_calendar_that_ends_is_told_in_time() {
        let job = |name: &str, when: &str| Wanted {
            name: name.into(),
            when: when.into(),
            command: vec!["fsck".into()],
            policy: "once".into(),
            tries: 1,
            limit_minutes: 1,
            ..Wanted::default()
        };
        let wanted = [
            job("each", "every workday at 09:00"),
            job("third", "workday 3 of month at 09:00"),
            job("last", "workday last of year at 09:00"),
            job("before", "5 workdays before third"),
            job("after", "2 days after cron"),
            job("cron", "0 9 1 * *"),
        ];
        let jobs = check(&wanted, "Asia/Shanghai", |_| None).unwrap();
        let ending = |at: &str| -> Vec<&str> {
            let now = Timestamp::parse(at).unwrap();
            let ends = |job: &&Job| running_out(job, &jobs, Calendar::embedded(), now).is_some();
            jobs.iter().filter(ends).map(|job| job.name.as_str()).collect()
        };
        assert_eq!(Calendar::embedded().last().to_string(), "2026-12-31");
        assert!(ending("2026-11-01T00:00:00+08:00").is_empty());
        assert!(!ending("2026-11-30T00:00:00+08:00").contains(&"each"));
        let before_the_end = ending("2026-12-02T00:00:00+08:00");
        for name in ["each", "third", "last", "before"] {
            assert!(before_the_end.contains(&name), "{name} is not in {before_the_end:?}");
        }
        let after_it = ending("2027-01-02T00:00:00+08:00");
        assert!(after_it.contains(&"each") && !after_it.contains(&"cron") && !after_it.contains(&"after"));
    }
}

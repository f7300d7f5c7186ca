//! Ten years of a daemon that is stopped, restarted and killed, under a clock that is set forth and back, with commands
//! that fail. What must hold at the end of each tick and at the end of it all is said of the list of times that the model
//! has made, in [`Ledger`].

use super::model::{STEP_S, Wall, is_at, ordinal, works};
use super::{at, jobs, wanted};
use crate::common::random::Dice;
use chrono::{Datelike, Weekday};
use chrono_tz::Tz;
use std::collections::BTreeMap;
use suicha::core::time::Timestamp;
use suicha::core::workdays::Calendar;
use suicha::schedule::{
    Act, Due, Event, HEADING, History, Job, Missed, Policy, Record, Wanted, Why, due, times,
};

const FIRST: &str = "2023-01-02T00:00:00+08:00";
const LAST: &str = "2032-12-20T00:00:00+08:00";

/// The calendar that comes with the program, continued by notices that nobody has issued.
fn calendar() -> Calendar {
    let embedded = Calendar::embedded_text();
    let mut text: String = embedded
        .lines()
        .filter(|line| !line.starts_with("provisional"))
        .map(|line| format!("{line}\n"))
        .collect();
    for year in 2027..=2033 {
        text.push_str(&format!("year,{year}-01-01,{year}-12-31,made,made-{year},{}-11-01\n", year - 1));
        text.push_str(&format!("off,{year}-01-01,{year}-01-01,a,made-{year},\n"));
        text.push_str(&format!("off,{year}-10-01,{year}-10-07,b,made-{year},\n"));
    }
    text.push_str("provisional,2033-12-25,2033-12-31,made,,\n");
    Calendar::parse(&text).unwrap_or_else(|problems| panic!("{:?}", problems[0]))
}

fn schedule() -> Vec<Wanted> {
    vec![
        wanted("weekdays", "0 9 * * 1-5", "Asia/Shanghai", "each"),
        wanted("hours", "15 */3 * * *", "Europe/Berlin", "once"),
        wanted("night", "30 2 * * *", "Europe/Berlin", "each"),
        wanted("draw", "workday 3 of month at 09:00", "Asia/Shanghai", "report"),
        wanted("quarter", "workday last of quarter at 17:00", "America/New_York", "skip"),
        wanted("freeze", "2 workdays before draw at 08:30", "Asia/Shanghai", "report"),
        wanted("open", "10 days after draw", "Asia/Shanghai", "each"),
        wanted("cut-off", "90 minutes before draw", "Asia/Shanghai", "skip"),
        wanted("mornings", "every workday at 02:15", "Pacific/Auckland", "once"),
        wanted("leap", "0 0 29 2 *", "Asia/Shanghai", "each"),
        wanted("year", "workday -2 of year at 02:30", "Europe/Berlin", "each"),
    ]
}

/// The same, by the model.
fn by_the_model(calendar: &Calendar) -> Vec<Vec<Timestamp>> {
    let (from, until) = (at(FIRST).plus(-40 * 86_400), at(LAST).plus(40 * 86_400));
    let wall = |zone: &str| Wall::of(zone.parse::<Tz>().unwrap(), from, until);
    let [shanghai, berlin, york, auckland] =
        ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Auckland"].map(wall);
    let known = |label: chrono::NaiveDateTime| (2023..=2032).contains(&label.year());
    let nth = |label: chrono::NaiveDateTime, months, from_begin: usize, from_end: usize| {
        if !known(label) || !works(calendar, label.date()) {
            return false;
        }
        let (begin, end) = ordinal(calendar, label.date(), months);
        begin == from_begin || end == from_end
    };
    let draw = shanghai.once(|label| is_at(label, 9, 0) && nth(label, 1, 3, 0));
    let before = |time: &Timestamp| {
        let (mut day, mut left) = (shanghai.label(*time).unwrap().date(), 2);
        while left > 0 {
            day = day.pred_opt().unwrap();
            if day.year() < 2023 {
                return None;
            }
            left -= i32::from(works(calendar, day));
        }
        shanghai.at(day.and_hms_opt(8, 30, 0).unwrap())
    };
    vec![
        shanghai.once(|label| is_at(label, 9, 0) && !matches!(label.weekday(), Weekday::Sat | Weekday::Sun)),
        berlin.each(|label| is_at(label, 0, 15) || (1..8).any(|n| is_at(label, 3 * n, 15))),
        berlin.once(|label| is_at(label, 2, 30)),
        draw.clone(),
        york.once(|label| is_at(label, 17, 0) && nth(label, 3, 0, 1)),
        draw.iter().filter_map(before).collect(),
        draw.iter().map(|time| time.plus(10 * 86_400)).collect(),
        draw.iter().map(|time| time.plus(-90 * 60)).collect(),
        auckland.once(|label| is_at(label, 2, 15) && known(label) && works(calendar, label.date())),
        shanghai.once(|label| is_at(label, 0, 0) && (label.month(), label.day()) == (2, 29)),
        berlin.once(|label| is_at(label, 2, 30) && nth(label, 12, 0, 2)),
    ]
}

#[test]
fn the_times_of_ten_years_are_those_of_the_model() {
    let calendar = calendar();
    let jobs = jobs(&schedule());
    let (from, until) = (at(FIRST), at(LAST));
    let mut dice = Dice::new(7);
    for (job, expected) in jobs.iter().zip(by_the_model(&calendar)) {
        let expected: Vec<_> = expected.into_iter().filter(|at| from < *at && *at <= until).collect();
        assert!(expected.len() >= 2, "{}", job.name);
        let whole = times(job, &jobs, &calendar, from, until);
        assert_eq!(whole.lacking, None);
        assert_eq!(whole.known, expected, "{}", job.name);
        // In pieces it is the same.
        let (mut pieces, mut begin) = (Vec::new(), from);
        while begin < until {
            let end = begin.plus(STEP_S * (1 + dice.below(6000) as i64)).min(until);
            pieces.extend(times(job, &jobs, &calendar, begin, end).known);
            begin = end;
        }
        assert_eq!(pieces, expected, "{}", job.name);
    }
}

/// What became of each time of each job, checked against the model's list as it happens.
struct Ledger<'a> {
    jobs: &'a [Job],
    planned: Vec<Vec<Timestamp>>,
    /// How many of a job's times are over.
    over: Vec<usize>,
    /// Tries of the one that is not, and when it may be tried again at the earliest.
    open: Vec<Option<(u32, Timestamp)>>,
    counts: BTreeMap<&'static str, u64>,
}

impl Ledger<'_> {
    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Before something is done: is it right to do it now?
    fn check(&mut self, now: Timestamp, due: Due) {
        let Due { job: number, planned, act } = due;
        let job = &self.jobs[number];
        let (name, grace) = (&job.name, job.grace_s);
        let next = self.over[number];
        let waiting = &self.planned[number][next..];
        assert!(planned <= now, "{name}: {planned} is yet to come at {now}");
        let is_late = |time: &Timestamp| now.0 - time.0 > grace;
        match act {
            Act::Pass(count, why) => {
                let all = &waiting[..count as usize];
                assert_eq!(all.last(), Some(&planned), "{name}: {count} up to the newest");
                match why {
                    Missed::Late | Missed::Skipped => {
                        let policy = if why == Missed::Late { Policy::Report } else { Policy::Skip };
                        assert_eq!(job.policy, policy, "{name}");
                        assert!(all.iter().all(is_late), "{name}: {planned} at {now}");
                    }
                    Missed::Elsewhere => unreachable!("there is one daemon"),
                    Missed::Newer => {
                        assert_eq!(job.policy, Policy::Once, "{name}");
                        assert!(waiting[count as usize] <= now, "{name}: something newer stands for it");
                    }
                    Missed::GivenUp => {
                        assert_eq!(
                            (count, self.open[number].map(|open| open.0)),
                            (1, Some(job.tries)),
                            "{name}"
                        );
                    }
                }
                self.count(why.word());
            }
            Act::Run(why) => {
                assert_eq!(waiting[0], planned, "{name}: every time in its order");
                let late = is_late(&planned);
                match (why, self.open[number]) {
                    (Why::Now, None) => assert!(!late, "{name}"),
                    (Why::CaughtUp, None) => {
                        assert!(late && matches!(job.policy, Policy::Each | Policy::Once), "{name}");
                    }
                    (Why::Interrupted, _) => {}
                    (Why::Again(n), Some((tries, earliest))) => {
                        assert!(n == tries + 1 && n <= job.tries && earliest <= now, "{name} {n}");
                    }
                    (why, open) => panic!("{name}: {why:?} with {open:?}"),
                }
                if job.policy == Policy::Once && matches!(why, Why::Now | Why::CaughtUp) {
                    assert!(waiting.get(1).is_none_or(|newer| *newer > now), "{name}: one stands for all");
                }
                self.count(match why {
                    Why::Now => "now",
                    Why::CaughtUp => "caught-up",
                    Why::Interrupted => "interrupted",
                    Why::Again(_) => "again",
                });
            }
        }
    }

    fn ended(&mut self, now: Timestamp, number: usize, exit: Option<u8>) {
        if matches!(exit, None | Some(5..=7)) {
            let tries = self.open[number].map_or(1, |open| open.0 + 1);
            // Pauses grow and never are shorter than half a minute.
            let pause = [30, 60, 120, 300][tries.min(4) as usize - 1];
            self.open[number] = Some((tries, now.plus(pause)));
        } else {
            self.over[number] += 1;
            self.open[number] = None;
        }
    }

    /// At the end of a tick nothing that could have been done is left.
    fn nothing_left(&self, now: Timestamp) {
        for (number, job) in self.jobs.iter().enumerate() {
            let left = self.planned[number].get(self.over[number]).filter(|time| **time <= now);
            let waits = self.open[number].is_some_and(|(_, earliest)| earliest > now);
            assert!(left.is_none() || waits, "{}: {left:?} is left at {now}", job.name);
        }
    }
}

#[test]
fn ten_years_of_restarts_and_wrong_clocks() {
    let calendar = calendar();
    let jobs = jobs(&schedule());
    let mut dice = Dice::new(2024);
    let (mut clock, last) = (at(FIRST), at(LAST));
    let planned = by_the_model(&calendar);
    let planned = planned.into_iter().map(|all| all.into_iter().filter(|at| *at > clock).collect()).collect();
    let mut ledger = Ledger {
        jobs: &jobs,
        planned,
        over: vec![0; jobs.len()],
        open: vec![None; jobs.len()],
        counts: BTreeMap::new(),
    };
    let mut text = format!("{HEADING}\n");
    let mut history = History::default();
    let write = |history: &mut History, text: &mut String, at, job: &Job, event| {
        let record = Record { at, job: job.name.clone(), event };
        text.push_str(&format!("{record}\n"));
        history.push(&record);
    };
    for job in &jobs {
        write(&mut history, &mut text, clock, job, Event::Watch { mark: job.mark.clone() });
    }
    let (mut restarts, mut back, mut killed) = (0, 0, 0);
    while clock < last {
        // The next tick: soon, tomorrow, or after an outage; sometimes the clock goes back.
        let gap = match dice.below(40) {
            0 => 86_400 * (3 + dice.below(60) as i64),
            1 => -86_400 * dice.below(4) as i64 - 61,
            2..=9 => 60 * (1 + dice.below(20) as i64),
            _ => 3600 * (1 + dice.below(40) as i64),
        };
        clock = clock.plus(gap).min(last);
        if history.latest().is_some_and(|latest| clock < latest) {
            let outlook = due(clock, &history, &jobs, &calendar);
            assert!(outlook.due.is_empty(), "nothing is done under a clock that was set back");
            let told = history.latest().is_some_and(|latest| latest.0 - clock.0 > 60);
            assert_eq!(outlook.troubles.len(), usize::from(told));
            back += 1;
            continue;
        }
        if dice.below(60) == 0 {
            // A restart after a crash: half a line at the end.
            let torn = format!("{text}{clock} start dr");
            let (read, whole) = History::parse(torn.as_bytes()).unwrap();
            assert_eq!((&read, whole), (&history, text.len()));
            history = read;
            restarts += 1;
        }
        'again: loop {
            let outlook = due(clock, &history, &jobs, &calendar);
            assert!(outlook.troubles.is_empty(), "{:?}", outlook.troubles);
            assert!(outlook.due.is_sorted_by_key(|due| (due.planned, due.job)));
            if outlook.due.is_empty() {
                break;
            }
            // As long as all goes well the list stays right; after that it is asked for again.
            for next in outlook.due {
                ledger.check(clock, next);
                let (number, job, planned) = (next.job, &jobs[next.job], next.planned);
                if let Act::Pass(count, why) = next.act {
                    write(&mut history, &mut text, clock, job, Event::Pass { planned, count, why });
                    ledger.over[number] += count as usize;
                    ledger.open[number] = None;
                    continue;
                }
                write(&mut history, &mut text, clock, job, Event::Start { planned, fence: 1 });
                let exit = match dice.below(60) {
                    0 => {
                        killed += 1; // the daemon, at the worst moment: started, and no end
                        continue 'again;
                    }
                    1..=4 => Some(5 + dice.below(3) as u8),
                    5 => None,
                    6 => Some(3),
                    _ => Some(0),
                };
                // What has failed once is likely to fail again.
                let exit = if ledger.open[number].is_some() && dice.below(3) > 0 { Some(7) } else { exit };
                let took = if exit == Some(0) { 0 } else { dice.below(90) as i64 };
                clock = clock.plus(took);
                let said = exit.map(|code| format!("code {code}"));
                write(&mut history, &mut text, clock, job, Event::End { planned, exit, said });
                ledger.ended(clock, number, exit);
                if exit != Some(0) {
                    continue 'again;
                }
            }
        }
        ledger.nothing_left(clock);
    }
    println!(
        "{:?}, {restarts} restarts, {back} ticks under a clock set back, {killed} killed",
        ledger.counts
    );
    for what in ["now", "caught-up", "interrupted", "again", "late", "skipped", "newer", "given-up"] {
        assert!(ledger.counts.get(what).is_some_and(|count| *count > 5), "{what} hardly ever happened");
    }
    assert!(restarts > 20 && back > 50 && killed > 50);
    for (job, over) in jobs.iter().zip(&ledger.over) {
        assert!(*over >= 2, "{} came {over} times", job.name);
    }
}

//! What is looked at after a step: the result of a draw against its frames, quotas and teams, the
//! statutory clocks, and at intervals everything else.

use super::calendar::{DAY, date, day, written};
use super::county::{STATIONS, subjects_csv};
use super::model::{Attempt, Model, TEAMS};
use super::recorded::Stage;
use super::world::World;
use crate::common::{names, read_bundle};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

impl World {
    /// The result of the latest attempt of a draw, from its audit bundle, enters the model.
    pub fn look_at_result(&mut self, which: usize) {
        let dir = self.exported(which, "--audit", None);
        self.ask(&["verify", &dir, "--log", "log"]);
        let last = self.model.draws[which].last();
        let mut orders = Vec::new();
        let mut tickets: BTreeMap<String, String> = BTreeMap::new();
        for (task, frame) in last.tasks.iter().zip(&last.frames) {
            let rows = self.rows(&dir, &format!("frame-{}.csv", task.id));
            let found: Vec<&[String]> = rows.iter().map(|row| &row[..]).collect();
            let wanted: Vec<Vec<String>> = frame
                .iter()
                .map(|(id, row)| vec![id.clone(), row.stratum.clone(), row.pool.clone(), row.status.clone()])
                .collect();
            assert_eq!(found, wanted.iter().map(|row| &row[..]).collect::<Vec<_>>(), "frame of {}", task.id);
            let mut order: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let mut drawn: BTreeMap<String, usize> = BTreeMap::new();
            for row in self.rows(&dir, &format!("selected-{}.csv", task.id)) {
                let [stratum, rank, id, ticket, role] = &row[..] else { panic!("{row:?}") };
                let at = &frame[id];
                assert_eq!((at.stratum.as_str(), at.status.as_str()), (stratum.as_str(), "ok"), "{row:?}");
                let known = tickets.entry(id.clone()).or_insert_with(|| ticket.clone());
                assert_eq!(known, ticket, "one domain, one ticket: {id}");
                let order = order.entry(stratum.clone()).or_default();
                assert!(!order.contains(id), "{id} is drawn twice");
                order.push(id.clone());
                assert_eq!(rank, &order.len().to_string());
                *drawn.entry(stratum.clone()).or_default() += usize::from(role == "drawn");
            }
            for stratum in task.strata() {
                let (eligible, _) = task.counts(frame, stratum);
                let quota = task.quota(eligible);
                let all = order.get(*stratum).map_or(0, Vec::len);
                assert_eq!(
                    drawn.get(*stratum).copied().unwrap_or(0),
                    quota,
                    "drawn of {} {stratum}",
                    task.id
                );
                assert_eq!(all, eligible.min(quota + task.reserve), "order of {} {stratum}", task.id);
            }
            orders.push(order);
        }
        self.model.draws[which].last_mut().order = orders;
        self.look_at_teams(which, &dir, "teams.csv");
    }

    /// The same after a replacement.
    pub fn look_at_replacement(&mut self, which: usize) {
        let dir = self.exported(which, "--audit", None);
        self.verified(which, &dir, true);
        let number = self.model.draws[which].last().requests.len();
        self.look_at_teams(which, &dir, &format!("teams-{number}.csv"));
    }

    /// Everybody who was drawn has a team: as large as the plans ask, able, and recused from nobody.
    fn look_at_teams(&mut self, which: usize, dir: &str, file: &str) {
        let cards: BTreeMap<String, String> = self
            .rows(dir, "pseudonyms.csv")
            .into_iter()
            .map(|row| (row[0].clone(), row[1].clone()))
            .collect();
        let mut teams: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in self.rows(dir, file) {
            let new = teams.entry(row[0].clone()).or_default().insert(cards[&row[2]].clone());
            assert!(new, "an officer holds two seats of one visit: {row:?}");
        }
        let last = self.model.draws[which].last();
        assert_eq!(teams.keys().cloned().collect::<BTreeSet<_>>(), last.everybody(), "visits of {dir}");
        for (id, team) in &teams {
            assert_eq!(team.len(), seats(last, id), "seats of {id}: {team:?}");
            for card in team {
                let officer = last.officers.iter().find(|officer| officer.card == *card).unwrap();
                assert!(officer.valid, "{card} cannot serve and goes to {id}");
                assert!(!last.recusals.contains(&(card.clone(), id.clone())), "{card} is recused from {id}");
                let ill = last.requests.iter().any(|r| r.done.is_some() && r.ill.as_ref() == Some(card));
                assert!(!ill, "{card} is ill and goes to {id}");
            }
        }
        self.model.draws[which].last_mut().teams = teams;
    }

    /// A bundle in a new directory.
    fn exported(&mut self, which: usize, view: &str, attempt: Option<usize>) -> String {
        let dir = self.new_file("");
        let id = self.model.draws[which].id.clone();
        let nth = attempt.map(|nth| nth.to_string());
        let more = nth.iter().flat_map(|nth| ["--attempt", nth]).collect::<Vec<_>>();
        self.ask(&[&["draw", "export", &id, &dir, view][..], &more].concat());
        dir
    }

    /// A bundle verifies, but for outcomes that contradict the draw.
    fn verified(&mut self, which: usize, dir: &str, latest: bool) {
        let wrong = latest && failures(self.model.draws[which].last()) > 0;
        let answer = self.try_ask(&["verify", dir, "--log", "log"]);
        let wanted = if wrong { 4 } else { 0 };
        assert_eq!(answer.exit, wanted, "verify {dir}: {}{}", answer.out, answer.err);
    }

    fn rows(&self, dir: &str, file: &str) -> Vec<Vec<String>> {
        let text = self.bureau.read(&format!("{dir}/{file}"));
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    }

    /// Every statutory clock has the last day, the light and the end that the model gives it.
    pub fn look_at_clocks(&mut self) {
        let today = self.today();
        if !self.calendar.knows(today) {
            let answer = self.try_ask(&["deadlines"]);
            assert_eq!(answer.exit, 3, "a day without a calendar was told: {}", answer.out);
            return;
        }
        let document = self.ask(&["deadlines", "--all"]);
        let rules =
            ["PLAN-PUB", "DRAW-RUN", "EMBARGO-OPEN", "VOID-SEEN", "REPLACE-RUN", "REPLACE-SEEN", "TASK-END"];
        let clocks = document["clocks"].as_array().unwrap().iter();
        let ours = clocks.filter(|clock| rules.contains(&clock["rule"].as_str().unwrap()));
        let mut found: Vec<String> = ours.map(told).collect();
        let mut wanted = self.clocks(today);
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "clocks of {}", written(today));
    }

    fn clocks(&self, today: i64) -> Vec<String> {
        let mut clocks = Vec::new();
        let mut clock = |rule: &str, object: &str, due: Option<i64>, done: Option<i64>| {
            clocks.push(self.clock(today, rule, object, due, done));
        };
        let mut years: BTreeMap<i64, (String, Option<i64>)> = BTreeMap::new();
        years.insert(date(today).0, (date(today).0.to_string(), None));
        for plan in self.model.plans.iter().rev() {
            years.insert(plan.year, (plan.number.clone(), Some(plan.versions[0].at / DAY)));
        }
        for (year, (object, done)) in years {
            clock("PLAN-PUB", &object, Some(day(year, 3, 31)), done);
        }
        for plan in &self.model.plans {
            for task in &plan.versions.last().unwrap().tasks {
                if let Some(finish) = task.finish {
                    clock("TASK-END", &task.number, Some(finish), None);
                }
            }
        }
        for draw in &self.model.draws {
            for (nth, attempt) in draw.attempts.iter().enumerate() {
                let name = format!("{}/{}", draw.id, nth + 1);
                let end = attempt.end.map(|(_, at)| at / DAY);
                clock("DRAW-RUN", &name, Some(attempt.at / DAY), end);
                match attempt.end {
                    Some((false, at)) => {
                        clock("VOID-SEEN", &name, self.calendar.after(at / DAY, 3), Some(at / DAY))
                    }
                    Some((true, _)) => {
                        let due = attempt.embargo().map(|last| last + 1);
                        due.into_iter().for_each(|due| {
                            clock("EMBARGO-OPEN", &name, Some(due), attempt.opened.map(|at| at / DAY));
                        });
                    }
                    None => {}
                }
                for request in &attempt.requests {
                    let due = Some(request.due / DAY);
                    clock("REPLACE-RUN", &name, due, request.done.map(|at| at / DAY));
                    clock("REPLACE-SEEN", &name, due, Some(request.at / DAY));
                }
            }
        }
        clocks
    }

    fn clock(&self, today: i64, rule: &str, object: &str, due: Option<i64>, done: Option<i64>) -> String {
        let left = due.filter(|_| done.is_none()).map(|due| self.calendar.between(today, due));
        let light = match (due, left) {
            _ if done.is_some() => "done",
            (Some(due), _) if today > due => "red",
            (_, Some(left)) if left <= 3 => "yellow",
            (Some(_), _) => "green",
            (None, _) => "unknown",
        };
        let day = |day: Option<i64>| day.map_or("-".into(), written);
        let left = left.map_or("-".into(), |left| left.to_string());
        format!("{rule} {object} {} {light} {left} {}", day(due), day(done))
    }

    /// A term counted on request.
    pub fn look_at_term(&mut self, number: u32) {
        let (start, n) = (self.today() - i64::from(number % 11), 1 + number % 40);
        let month = {
            let (year, month, of_month) = date(start);
            let months = month - 1 + i64::from(n % 13);
            let (year, month) = (year + months / 12, months % 12 + 1);
            let next = if month == 12 { day(year + 1, 1, 1) } else { day(year, month + 1, 1) };
            (day(year, month, 1) + of_month - 1).min(next - 1)
        };
        let calendar = &self.calendar;
        let (term, wanted) = match number % 3 {
            0 => (format!("{n} wd"), calendar.after(start, n)),
            1 => {
                let end = start + i64::from(n);
                (format!("{n} d"), calendar.knows(end).then(|| calendar.worked_from(end)).flatten())
            }
            _ if month > calendar.last => (format!("{} m", n % 13), Some(month)),
            _ => (format!("{} m", n % 13), calendar.worked_from(month)),
        };
        if term.starts_with("0 ") {
            return;
        }
        let wanted = wanted.filter(|_| calendar.knows(start));
        let provisional = calendar.provisional;
        let answer = self.try_ask(&["deadlines", "--as-of", &written(start), "--term", &term]);
        let Some(due) = wanted else {
            assert_eq!(answer.exit, 3, "{} + {term}: {}", written(start), answer.out);
            return;
        };
        assert_eq!(answer.exit, 0, "{} + {term}: {}", written(start), answer.err);
        let json: Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(json["due"], written(due), "{} + {term}", written(start));
        assert_eq!(json["provisional"], due >= provisional, "{} + {term}", written(start));
    }

    /// The state of every attempt and every task.
    pub fn look_at_states(&mut self) {
        let now = self.model.now;
        let state = |attempt: &Attempt| match attempt.end {
            Some((true, _)) => "done",
            Some((false, _)) => "void",
            None if now >= attempt.at => "due",
            None => "waiting for the pulse",
        };
        let mut wanted: Vec<String> = Vec::new();
        for draw in &self.model.draws {
            let attempts = draw.attempts.iter().enumerate();
            wanted
                .extend(attempts.map(|(nth, attempt)| format!("{}/{} {}", draw.id, nth + 1, state(attempt))));
        }
        let told = self.ask(&["draw", "status"]);
        let line = |row: &Value| {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            format!("{}/{} {}", text("draw"), row["attempt"], text("state"))
        };
        let mut found: Vec<String> = told["draws"].as_array().unwrap().iter().map(line).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "states of draws");

        let mut wanted: Vec<String> = Vec::new();
        for task in self.model.plans.iter().flat_map(|plan| &plan.versions.last().unwrap().tasks) {
            let holds = |attempt: &&Attempt| attempt.tasks.iter().any(|held| held.number == task.number);
            let attempts = self.model.draws.iter().flat_map(|draw| &draw.attempts);
            let mut held: Vec<&Attempt> = attempts.filter(holds).collect();
            held.sort_by_key(|attempt| attempt.frozen);
            let stage = match held.last().map(|attempt| attempt.end) {
                None => "not drawn yet",
                Some(None) => "frozen, no result yet",
                Some(Some((true, _))) if public(held.last().unwrap(), &task.number) => "all results public",
                Some(Some((true, _))) => "has its result",
                Some(Some((false, _))) => "void, to be repeated",
            };
            wanted.push(format!("{} {stage} {}", task.number, held.len()));
        }
        let told = self.ask(&["task", "list"]);
        let line = |row: &Value| {
            format!(
                "{} {} {}",
                row["number"].as_str().unwrap(),
                row["stage"].as_str().unwrap(),
                row["attempts"]
            )
        };
        let mut found: Vec<String> = told["tasks"].as_array().unwrap().iter().map(line).collect();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "states of tasks");
    }

    /// Everything that costs: the archive derives itself, the log is what it was, bundles verify, rosters
    /// come back, visits agree with the draw.
    pub fn look_at_everything(&mut self, number: u32) {
        let log = self.ask(&["log", "entries"]);
        assert_eq!(log["entries"].as_array().unwrap(), &self.entries, "the log has changed");
        self.look_at_states();
        if self.model.draws.is_empty() {
            self.ask(&["log", "publish"]);
        } else {
            let which = number as usize % self.model.draws.len();
            let attempts = self.model.draws[which].attempts.len();
            let nth = 1 + number as usize / 7 % attempts;
            for view in ["--public", "--audit"] {
                let dir = self.exported(which, view, Some(nth));
                self.verified(which, &dir, view == "--audit" && nth == attempts);
                let files = read_bundle(&self.bureau.path(&dir));
                assert!(
                    view == "--audit" || !files.keys().any(|name| secret(name)),
                    "{:?}",
                    names(&self.bureau.path(&dir))
                );
            }
            self.look_at_visits(which);
        }
        // What a command that died had stored and not published has been published with the bundles.
        // Results of a subject that was replaced afterwards fail check 13 there as well.
        let wrong = self.model.draws.iter().any(|draw| draw.last().drawn() && failures(draw.last()) > 0);
        let fsck = self.try_ask(&["fsck"]);
        assert_eq!(fsck.exit, if wrong { 4 } else { 0 }, "fsck: {}{}", fsck.out, fsck.err);
        let on = self.today() - i64::from(number % 400);
        let file = self.new_file(".csv");
        let answer = self.try_ask(&["export", "subjects", &file, "--as-of", &written(on)]);
        match Model::in_force(&self.model.subjects, on) {
            None => assert_ne!(answer.exit, 0, "there is no roster of {}", written(on)),
            Some(roster) => {
                let ids = |text: &str| -> BTreeSet<String> {
                    let lines = text.lines().skip(1);
                    lines.map(|line| line.split(',').next().unwrap().to_owned()).collect()
                };
                let wanted = ids(&subjects_csv(&roster.rows));
                assert_eq!(ids(&self.bureau.read(&file)), wanted, "the registry in force on {}", written(on));
            }
        }
    }

    /// Check 13 agrees with the model.
    fn look_at_visits(&mut self, which: usize) {
        let last = self.model.draws[which].last();
        if !last.drawn() {
            return;
        }
        let failed = failures(last);
        let (drawn, id) = (last.everybody().len(), self.model.draws[which].id.clone());
        let answer = self.try_ask(&["outcome", "check", &id]);
        assert_eq!(answer.exit, if failed > 0 { 4 } else { 0 }, "{}{}", answer.out, answer.err);
        let json: Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!((&json["drawn"], &json["failed"]), (&drawn.into(), &failed.into()), "{json}");
    }
}

fn told(clock: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let rule = text(&clock["rule"]);
    let (due, light, done) = (text(&clock["due"]), text(&clock["light"]), text(&clock["done_on"]));
    let left = clock["workdays_left"].as_i64().map_or("-".into(), |left| left.to_string());
    let id = text(&clock["object"]["id"]);
    format!("{rule} {id} {due} {light} {left} {done}")
}

/// Files that no public bundle may hold.
fn secret(name: &str) -> bool {
    let words = [
        "teams",
        "pseudonyms",
        "salt",
        "recusals",
        "inspectors",
        "outcomes",
        "replace",
        "challenge",
        "escrow",
    ];
    words.iter().any(|word| name.starts_with(word))
}

/// Whether every subject of a task has every result public.
fn public(attempt: &Attempt, task: &str) -> bool {
    let number = attempt.tasks.iter().position(|held| held.number == task).unwrap();
    let subjects = attempt.subjects(number);
    let out =
        |about: (String, String)| attempt.records.get(&about).is_some_and(|record| record.public.is_some());
    let matters = &attempt.tasks[number].matters;
    let all = |id: &String| matters.iter().all(|matter| out((id.clone(), matter.clone())));
    !subjects.is_empty() && subjects.iter().all(all)
}

/// Results that contradict the draw without a reason.
fn failures(attempt: &Attempt) -> usize {
    let (due, everybody) = (attempt.due(), attempt.everybody());
    let stands = attempt.records.iter().filter(|(_, record)| record.stage != Stage::Withdrawn);
    let wrong = stands.filter(|(about, record)| {
        let went: BTreeSet<String> = record.content.went.iter().cloned().collect();
        let right = attempt.teams_on(&about.0, record.content.visited).contains(&went);
        !everybody.contains(&about.0) || !due.contains(*about) || (record.content.result != 2 && !right)
    });
    wrong.count()
}

/// Seats of a visit: of each class the largest number that any task of the subject asks for.
fn seats(attempt: &Attempt, id: &str) -> usize {
    let mut classes: BTreeMap<String, usize> = BTreeMap::new();
    for (number, task) in attempt.tasks.iter().enumerate() {
        if !attempt.subjects(number).contains(id) {
            continue;
        }
        for line in TEAMS[task.team] {
            let (n, tags) = line.split_once(' ').unwrap_or((line, ""));
            let n: usize = n.parse().unwrap();
            let most = classes.entry(tags.into()).or_default();
            *most = n.max(*most);
        }
    }
    assert!(STATIONS.len() == 2, "tags other than the pool would need their own key");
    classes.values().sum()
}

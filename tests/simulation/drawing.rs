//! Steps with draws: freeze, reveal, run, void, open, replace, challenge.

use super::calendar::{DAY, HOUR, stamp};
use super::library::{place, pulse_of};
use super::model::{Attempt, Draw, Model, Plan, Request, Row, TEAMS, Task};
use super::world::{Took, World, args};
use crate::cli::pulse;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Seconds between commitment and pulse that every plan asks for.
pub const LEAD: i64 = 600;
/// Genesis of drand's quicknet, as a time in Beijing.
const GENESIS: i64 = 1_692_803_367 + 8 * HOUR;
/// The one round after it that is recorded.
pub const RECORDED: i64 = 1_694_775_603 + 8 * HOUR;

impl World {
    /// Freezes some tasks of a plan under a new id.
    pub fn freeze(&mut self, plan: u32, mask: u32, after: u32, witness: bool, wrong: u32) {
        let Some(at) = place(self.model.plans.len(), plan) else { return };
        let version = self.model.plans[at].versions.last().unwrap();
        let mut tasks: Vec<Task> = version.tasks.clone();
        let all = tasks.len();
        let mut number = 0;
        tasks.retain(|_| {
            number += 1;
            mask >> (number - 1) & 1 == 1 || all == 1
        });
        if tasks.is_empty() {
            tasks = version.tasks.clone();
        }
        let id = format!("d{}", self.model.draws.len() + 1);
        self.freeze_as(&id, at, tasks, after, witness, wrong);
    }

    /// Freezes a draw again.
    pub fn again(&mut self, draw: u32, after: u32, other: bool) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, plan) = (self.model.draws[which].id.clone(), self.model.draws[which].last().plan);
        let void = self.model.draws[which].last().end.is_some_and(|(result, _)| !result);
        let numbers: BTreeSet<String> =
            self.model.draws[which].last().tasks.iter().map(|task| task.number.clone()).collect();
        if other && void {
            let round = self.new_round();
            let Plan { number, year, .. } = &self.model.plans[plan];
            let (number, year) = (number.clone(), *year);
            let mut tasks = self.model.plans[plan].versions.last().unwrap().tasks.clone();
            tasks
                .iter_mut()
                .filter(|task| numbers.contains(&task.number))
                .for_each(|task| task.round = round.clone());
            self.amended(plan, number, year, tasks);
        }
        let version = self.model.plans[plan].versions.last().unwrap();
        let tasks: Vec<Task> =
            version.tasks.iter().filter(|task| numbers.contains(&task.number)).cloned().collect();
        if !tasks.is_empty() {
            self.freeze_as(&id, plan, tasks, after, false, 0);
        }
    }

    fn freeze_as(&mut self, id: &str, plan: usize, tasks: Vec<Task>, after: u32, witness: bool, wrong: u32) {
        let now = self.model.now;
        let mut at = now + LEAD + 60 * i64::from(after);
        match wrong {
            1 => at = now + LEAD - 60,
            2 => at = now - DAY,
            _ => {}
        }
        let frames: Vec<_> = match Model::in_force(&self.model.subjects, tasks[0].cutoff) {
            Some(roster) => tasks.iter().map(|task| task.frame(&roster.rows)).collect(),
            None => Vec::new(),
        };
        let open = self.model.draws.iter().any(|draw| draw.id == id && draw.last().end.is_none());
        let exits = if open { vec![6] } else { self.freeze_exits(id, &tasks, &frames, at) };
        let mut call =
            args(&["draw", "freeze", id, "--plan", &self.model.plans[plan].number, "--at", &stamp(at)]);
        call.extend(args(&["--rehearsals", "1"]));
        tasks.iter().for_each(|task| call.extend(args(&["--task", &task.id])));
        match now > GENESIS + HOUR {
            true => call.extend(args(&["--not-before", &pulse("1000")])),
            false => call.push("--without-not-before".into()),
        }
        if witness {
            let [secret, commit, open] = ["secret", "commit", "open"].map(|end| format!("{id}.{end}"));
            if !self.bureau.path(&secret).exists() {
                let key = ["--key", "notary.key", "--secret", &secret];
                self.bureau.run(&[&["witness", "commit", "--draw", id][..], &key, &[&commit]].concat()).ok();
                self.bureau.run(&[&["witness", "open"][..], &key, &[&open]].concat()).ok();
            }
            call.extend(args(&["--witness", &commit]));
        }
        let attempts =
            self.model.draws.iter().find(|draw| draw.id == id).map_or(0, |draw| draw.attempts.len());
        let entry = exits.is_empty().then(|| ("commit", format!("{id}/{}", attempts + 1)));
        let took = self.act(&call, &exits, entry);
        let (true, Took::Ended(json)) = (exits.is_empty(), took) else { return };
        if let Some(json) = json {
            quotas(&json, &tasks, &frames);
            self.people(&json, &frames);
        }
        let attempt = Attempt {
            plan,
            frozen: now,
            at,
            witness,
            revealed: false,
            end: None,
            opened: None,
            frames,
            officers: Model::in_force(&self.model.officers, i64::MAX).unwrap().rows.clone(),
            recusals: Model::in_force(&self.model.recusals, i64::MAX).map_or(Vec::new(), |r| r.rows.clone()),
            order: Vec::new(),
            teams: BTreeMap::new(),
            before: Vec::new(),
            requests: Vec::new(),
            challenged: Vec::new(),
            records: BTreeMap::new(),
            tasks,
        };
        match self.model.draws.iter_mut().find(|draw| draw.id == id) {
            Some(draw) => draw.attempts.push(attempt),
            None => self.model.draws.push(Draw { id: id.into(), attempts: vec![attempt] }),
        }
        self.acted();
    }

    /// The people a freeze tells are those of the libraries in force.
    fn people(&self, json: &Value, frames: &[BTreeMap<String, Row>]) {
        if !json["idle"].is_u64() {
            return;
        }
        let officers = &Model::in_force(&self.model.officers, i64::MAX).unwrap().rows;
        let idle = officers.iter().filter(|officer| !officer.valid).count();
        let recusals = Model::in_force(&self.model.recusals, i64::MAX).map_or(&[][..], |roster| &roster.rows);
        let framed = |id: &String| frames.iter().any(|frame| frame.contains_key(id));
        let recused = recusals.iter().filter(|(_, id)| framed(id)).count();
        let found = ["inspectors", "idle", "recusals"].map(|key| json[key].as_u64().unwrap() as usize);
        assert_eq!(found, [officers.len(), idle, recused], "inspectors, idle, recusals: {json}");
    }

    /// Everything for which a freeze has to be refused.
    fn freeze_exits(&self, id: &str, tasks: &[Task], frames: &[BTreeMap<String, Row>], at: i64) -> Vec<i32> {
        let mut exits = Vec::new();
        let model = &self.model;
        let earlier = model.draws.iter().find(|draw| draw.id == id);
        let attempts = earlier.map_or(&[][..], |draw| &draw.attempts);
        if attempts.last().is_some_and(Attempt::drawn) {
            exits.push(6);
        }
        // What is not in the list, or has no basis any more, is not inspected.
        let listed = model.listed(self.today());
        if Model::in_force(&model.matters, self.today()).is_none() {
            exits.push(2);
        }
        if tasks.iter().flat_map(|task| &task.matters).any(|code| !listed.contains(code)) {
            exits.push(3);
        }
        // A later attempt takes a later pulse, never that of an earlier one; and nobody takes one that is out.
        let round = |attempt: &Attempt| attempt.tasks[0].round == tasks[0].round;
        let mut all = model.draws.iter().flat_map(|draw| &draw.attempts);
        let known = all.any(|attempt| round(attempt) && attempt.at <= model.now);
        if at - LEAD < model.now || known || attempts.iter().any(|attempt| at <= attempt.at || round(attempt))
        {
            exits.push(5);
        }
        if tasks.iter().any(|task| model.holder(&task.number).is_some_and(|holder| holder.id != id)) {
            exits.push(6);
        }
        let differ = |task: &Task| (task.cutoff, &task.round) != (tasks[0].cutoff, &tasks[0].round);
        if tasks.iter().any(differ) {
            exits.push(3);
        }
        if frames.is_empty() || Model::in_force(&model.officers, i64::MAX).is_none() {
            exits.push(2);
        }
        for (task, frame) in tasks.iter().zip(frames) {
            let empty = task.strata().iter().any(|stratum| task.counts(frame, stratum).0 == 0);
            let drawn = task.strata().iter().any(|s| task.quota(task.counts(frame, s).0) > 0);
            if empty || (drawn && task.team == TEAMS.len() - 1) {
                exits.push(3);
            }
        }
        exits
    }

    /// A witness's opening comes in.
    pub fn reveal(&mut self, draw: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (draw, now) = (&self.model.draws[which], self.model.now);
        let last = draw.last();
        if !last.witness || last.end.is_some() {
            return;
        }
        let (late, known) = (now > last.at - 300, last.revealed);
        let exits = if late && !known { vec![5] } else { Vec::new() };
        let entry = (!late && !known).then(|| ("reveal", format!("{}/notary", draw.name())));
        let file = format!("{}.open", draw.id);
        let call = args(&["draw", "reveal", &draw.id, "--witness", "notary", "--file", &file]);
        let stores = entry.is_some();
        if let (true, Took::Ended(_)) = (stores, self.act(&call, &exits, entry)) {
            self.model.draws[which].last_mut().revealed = true;
            self.acted();
        }
    }

    /// The draw itself.
    pub fn draw(&mut self, draw: u32, wrong: bool) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, name) = (self.model.draws[which].id.clone(), self.model.draws[which].name());
        let round = self.model.draws[which].last().tasks[0].round.clone();
        let other = round.replace("ssq.20", "ssq.21");
        let file = pulse_of(self, if wrong { &other } else { &round });
        let last = self.model.draws[which].last();
        let exits = match last.end {
            Some((true, _)) => Vec::new(),
            Some((false, _)) => vec![6],
            None if self.model.now < last.at => vec![5],
            None if wrong => vec![3],
            None => Vec::new(),
        };
        let stores = last.end.is_none() && exits.is_empty();
        let entry = stores.then_some(("result", name));
        let took = self.act(&args(&["draw", "run", &id, "--pulse", &file]), &exits, entry);
        if let (true, Took::Ended(_)) = (stores, took) {
            self.model.draws[which].last_mut().end = Some((true, self.model.now));
            self.acted();
            self.look_at_result(which);
        }
    }

    /// An attempt is ended without a result.
    pub fn void(&mut self, draw: u32, reason: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, name) = (self.model.draws[which].id.clone(), self.model.draws[which].name());
        let last = self.model.draws[which].last();
        let round = last.tasks[0].round.clone();
        let reason = if reason.is_multiple_of(5) { "other" } else { "error" };
        let exits = match last.end {
            Some((true, _)) => vec![6],
            Some((false, _)) => vec![0, 6],
            None => Vec::new(),
        };
        let file = pulse_of(self, &round);
        let entry = exits.is_empty().then_some(("void", name));
        let took =
            self.act(&args(&["draw", "void", &id, "--reason", reason, "--pulse", &file]), &exits, entry);
        if let (true, Took::Ended(_)) = (exits.is_empty(), took) {
            self.model.draws[which].last_mut().end = Some((false, self.model.now));
            self.acted();
        }
    }

    /// The seed is published.
    pub fn open(&mut self, draw: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, name) = (self.model.draws[which].id.clone(), self.model.draws[which].name());
        let (last, today) = (self.model.draws[which].last(), self.today());
        let seed = last.end.is_some_and(|(result, at)| result || at >= last.at);
        let embargo = last.embargo().is_some_and(|end| today <= end);
        let exits = match (seed, embargo) {
            (false, _) => vec![6],
            (true, true) => vec![5],
            (true, false) => Vec::new(),
        };
        let stores = exits.is_empty() && last.opened.is_none();
        let entry = stores.then_some(("open", name));
        if let (true, Took::Ended(_)) = (stores, self.act(&args(&["draw", "open", &id]), &exits, entry)) {
            self.model.draws[which].last_mut().opened = Some(self.model.now);
            self.acted();
        }
    }

    /// A replacement is asked for.
    pub fn ask_replacement(&mut self, draw: u32, skip: Option<u32>, ill: Option<u32>) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, name, now) =
            (self.model.draws[which].id.clone(), self.model.draws[which].name(), self.model.now);
        let last = self.model.draws[which].last();
        let everybody: Vec<String> = last.everybody().into_iter().collect();
        let skip = skip.and_then(|at| Some(everybody[place(everybody.len(), at)?].clone()));
        let seated: BTreeSet<String> = last.teams.values().flatten().cloned().collect();
        let seated: Vec<String> = seated.into_iter().collect();
        let ill = ill.and_then(|at| Some(seated[place(seated.len(), at)?].clone()));
        if skip.is_none() && ill.is_none() {
            return;
        }
        self.bureau.write("photo.jpg", "the door is closed for good");
        let mut call = args(&["draw", "replace", &id]);
        skip.iter().for_each(|id| call.extend(args(&["--skip", &format!("{id}:closed:photo.jpg")])));
        ill.iter().for_each(|card| call.extend(args(&["--unavailable", &format!("{card}:ill")])));
        let before = last.requests.last();
        let same = before.is_some_and(|before| before.skip == skip && before.ill == ill);
        let exits = match (last.drawn(), last.waiting()) {
            (false, _) => vec![5],
            _ if same => Vec::new(),
            (true, Some(_)) => vec![6],
            _ if skip.as_ref().is_some_and(|id| last.has_result(id)) => vec![6],
            _ if now + LEAD <= GENESIS => vec![2, 3, 5],
            _ => Vec::new(),
        };
        let stores = exits.is_empty() && !same;
        let entry = stores.then(|| ("replace", format!("{name}/{}", last.requests.len() + 1)));
        if let (true, Took::Ended(_)) = (stores, self.act(&call, &exits, entry)) {
            let due = GENESIS + (now + LEAD - GENESIS + 2) / 3 * 3;
            let request = Request { at: now, due, skip, ill, done: None };
            self.model.draws[which].last_mut().requests.push(request);
            self.acted();
        }
    }

    /// The replacement that waits is carried out, if its pulse is recorded.
    pub fn replace(&mut self, draw: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let (id, now) = (self.model.draws[which].id.clone(), self.model.now);
        let last = self.model.draws[which].last();
        let exits = match (last.drawn(), last.requests.last()) {
            (false, _) => vec![5],
            (true, None) => vec![2],
            (true, Some(request)) if request.done.is_some() => Vec::new(),
            (true, Some(request)) if request.skip.as_ref().is_some_and(|id| last.has_result(id)) => vec![6],
            (true, Some(request)) if now < request.due => vec![5],
            (true, Some(request)) if request.due != RECORDED => vec![3],
            _ => Vec::new(),
        };
        let stores = exits.is_empty() && last.waiting().is_some();
        let took = self.act(&args(&["draw", "replace", &id, "--pulse", &pulse("657413")]), &exits, None);
        if let (true, Took::Ended(_)) = (stores, took) {
            let last = self.model.draws[which].last_mut();
            last.requests.last_mut().unwrap().done = Some(now);
            last.before.push(last.teams.clone());
            self.acted();
            self.look_at_replacement(which);
        }
    }

    /// Somebody asks whether a subject stands in the frames.
    pub fn challenge(&mut self, draw: u32, subject: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let Draw { id, .. } = &self.model.draws[which];
        let id = id.clone();
        let subject = super::county::key(subject as usize % (self.county.subjects.len() + 5));
        let last = self.model.draws[which].last();
        if last.end.is_some_and(|(result, _)| !result) {
            return;
        }
        let known = last.challenged.contains(&subject);
        let object = format!("{}/{}", self.model.draws[which].name(), last.challenged.len() + 1);
        let entry = (!known).then_some(("challenge", object));
        let file = self.new_file(".txt");
        let took = self.act(&args(&["challenge", &id, &subject, "--out", &file]), &[0, 6], entry);
        if let (false, Took::Ended(_)) = (known, took) {
            self.model.draws[which].last_mut().challenged.push(subject);
            self.acted();
        }
    }
}

/// The counts a freeze tells are those of the model.
fn quotas(json: &Value, tasks: &[Task], frames: &[BTreeMap<String, Row>]) {
    let Some(told) = json["tasks"].as_array() else { return };
    assert_eq!(told.len(), tasks.len(), "{json}");
    for (task, frame) in tasks.iter().zip(frames) {
        let of_task = told.iter().find(|told| told["task"] == task.id.as_str()).unwrap();
        assert_eq!(of_task["rows"], frame.len(), "rows of task {}", task.id);
        for stratum in task.strata() {
            let (eligible, excluded) = task.counts(frame, stratum);
            let strata = of_task["strata"].as_array().unwrap();
            let found = strata.iter().find(|found| found["stratum"] == *stratum).unwrap();
            let found = ["eligible", "excluded", "quota"].map(|key| found[key].as_u64().unwrap() as usize);
            let wanted = [eligible, excluded, task.quota(eligible)];
            assert_eq!(found, wanted, "eligible, excluded, quota of {} {stratum}", task.id);
        }
    }
}

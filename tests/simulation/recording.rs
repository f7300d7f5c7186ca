//! Steps with outcomes: files of results, reviews, publication, withdrawal, the end of a follow-up.

use super::calendar::written;
use super::library::place;
use super::op::Verb;
use super::recorded::{Content, Did, PEOPLE, Record, Taken, enter, may, step};
use super::world::{Took, World, args};
use serde_json::Value;
use std::collections::BTreeSet;

const HEAD: &str = "抽查任务编号,抽取编号,统一社会信用代码/注册号,企业名称,抽查事项编码,抽查事项,检查日期,检查人员,核查方式,检查结果,发现问题,后续处置措施,差异原因,证据文件,备注\n";
/// Name, and whether these are corrections, of a file of results.
pub struct Reading {
    pub draw: u32,
    pub who: u32,
    pub first: u32,
    pub count: u32,
    pub change: u32,
    pub wrong: u32,
    pub correct: bool,
}

impl World {
    /// A file of results is read.
    pub fn read_results(&mut self, reading: &Reading) {
        let Some(which) = place(self.model.draws.len(), reading.draw) else { return };
        let who = reading.who as usize % PEOPLE.len();
        let id = self.model.draws[which].id.clone();
        let last = self.model.draws[which].last();
        let due: Vec<(String, String)> = last.due().into_iter().collect();
        let mut rows: Vec<((String, String), Content)> = Vec::new();
        for at in 0..reading.count.min(due.len() as u32) {
            let about = due[(reading.first + at) as usize % due.len()].clone();
            let content = self.found(which, &about.0, reading.change + at);
            rows.push((about, content));
        }
        let mut text = String::from(HEAD);
        rows.iter()
            .for_each(|((subject, matter), content)| text.push_str(&line(&id, subject, matter, content)));
        let bad = self.bad_row(which, reading, &due, rows.len());
        text.extend(bad.clone());
        if rows.is_empty() {
            text.push_str(&line(&id, &self.county.subjects[0].id, "A01", &self.found(which, "", 0)));
        }
        let file = self.new_file(".csv");
        self.bureau.write(&file, text);

        let mut records = self.model.draws[which].last().records.clone();
        let mut taken = Vec::new();
        for (about, content) in &rows {
            taken.push(enter(&mut records, about.clone(), content.clone(), who, reading.correct));
        }
        let count = |what: Taken| taken.iter().filter(|taken| **taken == what).count();
        let (entered, unchanged) = (count(Taken::Entered), count(Taken::Unchanged));
        let rejected = count(Taken::Rejected) + usize::from(bad.is_some());
        let mut exits = Vec::new();
        if !may(who, None) {
            exits.push(3);
        }
        if !self.model.draws[which].last().drawn() {
            exits.push(5);
        }
        let stores = exits.is_empty() && entered > 0;
        if exits.is_empty() && rejected > 0 {
            exits.push(3);
        }
        let entry = stores.then(|| ("act", (self.model.acts + 1).to_string()));
        let verb = if reading.correct { "correct" } else { "import" };
        let mut call = args(&["outcome", verb, &id, &file]);
        if reading.correct {
            call.extend(args(&["--reason", "有误"]));
        }
        let Took::Ended(json) = self.act(&signed(call, who), &exits, entry) else { return };
        if let Some(json) = json.filter(|json| json["entered"].is_u64()) {
            let told = ["entered", "unchanged", "rejected"].map(|key| json[key].as_u64().unwrap() as usize);
            assert_eq!(told, [entered, unchanged, rejected], "entered, unchanged, rejected: {json}");
        }
        if stores {
            self.model.acts += 1;
            self.visits(which, &records);
            self.model.draws[which].last_mut().records = records;
            self.acted();
        }
        self.outcomes_stand(which);
    }

    /// What is found at a subject.
    fn found(&self, which: usize, subject: &str, change: u32) -> Content {
        let last = self.model.draws[which].last();
        let drawn = last.at / super::calendar::DAY;
        let visited = (self.today() - i64::from(change % 6)).max(drawn);
        let result = [0, 0, 1, 0, 1, 2][change as usize % 6];
        let went = last.teams.get(subject).filter(|_| result != 2).into_iter().flatten().cloned().collect();
        let note = if change.is_multiple_of(4) { String::new() } else { format!("第{}次", change % 4) };
        Content { visited, result, note, went }
    }

    /// A row that must be rejected: another day, another subject, another matter, one officer alone.
    fn bad_row(
        &self,
        which: usize,
        reading: &Reading,
        due: &[(String, String)],
        used: usize,
    ) -> Option<String> {
        let last = self.model.draws[which].last();
        let (subject, matter) = due.get((reading.first as usize + used) % due.len().max(1))?;
        if used >= due.len() {
            return None;
        }
        let mut content = self.found(which, subject, 0);
        let (mut subject, mut matter) = (subject.clone(), matter.clone());
        match reading.wrong {
            1 => content.visited = last.at / super::calendar::DAY - 1,
            2 => content.visited = self.today() + 1,
            3 => {
                let everybody = last.everybody();
                let stranger = self.county.subjects.iter().find(|one| !everybody.contains(&one.id))?;
                subject.clone_from(&stranger.id);
            }
            4 => matter = "A05".into(),
            5 => content.went.truncate(1),
            _ => return None,
        }
        Some(line(&last_id(self, which), &subject, &matter, &content))
    }

    /// Visits that were recorded for the first time.
    fn visits(&mut self, which: usize, records: &super::recorded::Records) {
        let old: BTreeSet<String> =
            self.model.draws[which].last().records.keys().map(|(subject, _)| subject.clone()).collect();
        let mut new: BTreeSet<(String, i64)> = BTreeSet::new();
        for ((subject, _), record) in records.iter().filter(|((subject, _), _)| !old.contains(subject)) {
            if record.content.result != 2 && !new.iter().any(|(known, _)| known == subject) {
                new.insert((subject.clone(), record.content.visited));
            }
        }
        self.county.visits.extend(new);
    }

    /// Somebody takes a step with outcomes.
    pub fn step_outcomes(&mut self, draw: u32, who: u32, verb: Verb, subject: Option<u32>, back: u32) {
        let Some(which) = place(self.model.draws.len(), draw) else { return };
        let who = who as usize % PEOPLE.len();
        let (id, today) = (self.model.draws[which].id.clone(), self.today());
        let last = self.model.draws[which].last();
        let subjects: BTreeSet<String> = last.records.keys().map(|(subject, _)| subject.clone()).collect();
        let subjects: Vec<String> = subjects.into_iter().collect();
        let named =
            match (subject.or(matches!(verb, Verb::Withdraw | Verb::Finish).then_some(0)), subjects.len()) {
                (None, _) => None,
                (Some(_), 0) => Some(self.county.subjects[0].id.clone()),
                (Some(at), length) => Some(subjects[at as usize % length].clone()),
            };
        let on = today + 1 - i64::from(back % 5);
        let mut records = last.records.clone();
        let card = PEOPLE[who].3.map(|card| format!("C{card:02}"));
        let (mut taken, mut person, mut stage) = (0, 0, 0);
        for ((subject, _), record) in &mut records {
            let asked = named.as_ref().is_none_or(|named| named == subject);
            if asked && (named.is_some() || waits(record, verb)) {
                match step(record, verb, who, on, today, card.as_deref()) {
                    Did::Taken => taken += 1,
                    Did::Already => {}
                    Did::Person => person += 1,
                    Did::Stage => stage += 1,
                }
            }
        }
        let refused = person + stage;
        let mut exits = Vec::new();
        if !may(who, Some(verb)) {
            exits.push(3);
        }
        if !last.drawn() {
            exits.push(5);
        } else if named.is_some() && subjects.is_empty() {
            exits.push(3);
        }
        if named.is_some() && refused > 0 {
            exits.push(if person > 0 { 3 } else { 6 });
        } else if named.is_none() && taken == 0 && refused > 0 {
            exits.push(3);
        }
        let stores = exits.is_empty() && taken > 0;
        let entry = stores.then(|| ("act", (self.model.acts + 1).to_string()));
        let mut call = args(&["outcome"]);
        call.extend(match verb {
            Verb::Pass => args(&["review", &id, "--pass"]),
            Verb::Return => args(&["review", &id, "--return", "--reason", "重写"]),
            Verb::Publish => args(&["publish", &id]),
            Verb::Withdraw => args(&["withdraw", &id, "--reason", "有误"]),
            Verb::Finish => args(&["finish", &id, "--on", &written(on)]),
        });
        named.iter().for_each(|subject| call.extend(args(&["--subject", subject])));
        let Took::Ended(json) = self.act(&signed(call, who), &exits, entry) else { return };
        if let Some(json) = json.filter(|json| json["outcomes"].is_array()) {
            let told = json["outcomes"].as_array().map_or(0, Vec::len);
            assert_eq!(told, taken, "outcomes taken: {json}");
        }
        if stores {
            self.model.acts += 1;
            self.model.draws[which].last_mut().records = records;
            self.acted();
        }
        self.outcomes_stand(which);
    }

    /// Every outcome of a draw stands where the model has it.
    pub fn outcomes_stand(&mut self, which: usize) {
        let last = self.model.draws[which].last();
        if !last.drawn() {
            return;
        }
        let wanted: Vec<String> =
            last.records.iter().map(|(about, record)| standing(about, record)).collect();
        let due = last.due().len();
        let id = self.model.draws[which].id.clone();
        let list = self.ask(&["outcome", "list", &id]);
        let found: Vec<String> = list["outcomes"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(found, wanted, "outcomes of {id}");
        assert_eq!(list["due"], due, "outcomes due of {id}");
    }
}

fn last_id(world: &World, which: usize) -> String {
    world.model.draws[which].id.clone()
}

/// Whether a step without names is about this outcome.
fn waits(record: &Record, verb: Verb) -> bool {
    match verb {
        Verb::Pass | Verb::Return => record.stage == super::recorded::Stage::Entered,
        _ => record.stage == super::recorded::Stage::Passed,
    }
}

fn standing((subject, matter): &(String, String), record: &Record) -> String {
    let Record { revision, stage, author, by, public, finished, .. } = record;
    let (stage, author, by) = (stage.word(), PEOPLE[*author].0, PEOPLE[*by].0);
    let finished = finished.map(|(day, _)| written(day));
    let visited = written(record.content.visited);
    format!("{subject} {matter} {visited} {revision} {stage} {author} {by} {public:?} {finished:?}")
}

fn told(json: &Value) -> String {
    let text = |key: &str| json[key].as_str().unwrap();
    let revision = json["revision"].as_u64().unwrap();
    let public = json["public_revision"].as_u64();
    let finished = json["finished"].as_str();
    let [subject, matter, visited, stage, author, by] =
        ["subject", "matter", "visited", "stage", "author", "by"].map(text);
    format!("{subject} {matter} {visited} {revision} {stage} {author} {by} {public:?} {finished:?}")
}

/// A row of a file of results.
fn line(draw: &str, subject: &str, matter: &str, content: &Content) -> String {
    let (visited, went, note) = (written(content.visited), content.went.join("、"), &content.note);
    let (method, result, findings, disposal) = match content.result {
        0 => ("实地检查", "未发现问题", "", ""),
        1 => ("实地检查", "发现问题已责令改正", "执照未悬挂", "D3"),
        _ => ("", "G4", "", ""),
    };
    format!(
        ",{draw},{subject},,{matter},,{visited},{went},{method},{result},{findings},{disposal},,,{note}\n"
    )
}

/// The same command by a person with a key.
fn signed(mut call: Vec<String>, who: usize) -> Vec<String> {
    let id = PEOPLE[who].0;
    call.extend(args(&["--as", id, "--key", &format!("{id}.key")]));
    call
}

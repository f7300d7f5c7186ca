//! The bureau of a simulation, run through the real binary: each command with its crashes and
//! repetitions, and what it may add to the log.

use super::calendar::{Calendar, DAY, HOUR, day, stamp};
use super::county::County;
use super::model::Model;
use super::op::{How, Op, Step};
use super::recorded::PEOPLE;
use crate::cli::{Answer, Bureau};
use crate::common::random::Dice;
use serde_json::Value;

/// First and last year of a simulation.
pub const YEARS: (i64, i64) = (2022, 2026);

/// What became of a command.
pub enum Took {
    /// It ended as it had to; with its answer, unless that is the answer of a repetition.
    Ended(Option<Value>),
    /// It died before it had stored anything, and nobody ran it again.
    Lost,
}

/// Who does everything but outcomes.
const DESK: &str = "desk";

/// Bureau, county and model.
pub struct World {
    pub bureau: Bureau,
    pub county: County,
    pub model: Model,
    pub calendar: Calendar,
    /// Entries of the log as they were first seen.
    pub entries: Vec<Value>,
    /// Number of commands run.
    pub commands: u32,
    pub how: How,
    seed: u64,
    history: Vec<Step>,
    files: u32,
    lenient: bool,
}

impl World {
    /// A new bureau whose registry has been imported.
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0xc0_0417);
        let bureau = Bureau::new();
        let mut people = String::new();
        for (id, enters, reviews, card) in PEOPLE {
            bureau.run(&["people", "keygen", "--name", id, &format!("{id}.key")]).ok();
            let key = bureau.read(&format!("{id}.key.pub"));
            let roles = match (enters, reviews) {
                (true, true) => "\"operator\", \"reviewer\"",
                (true, false) => "\"operator\"",
                (false, true) => "\"reviewer\"",
                (false, false) => "\"supervisor\"",
            };
            let card = card.map_or(String::new(), |card| format!("card = \"C{card:02}\"\n"));
            people.push_str(&format!(
                "[[person]]\nid = \"{id}\"\nname = \"某\"\nroles = [{roles}]\n{card}key = \"{}\"\n",
                key.trim()
            ));
        }
        bureau.run(&["people", "keygen", "--name", DESK, "desk.key"]).ok();
        let key = bureau.read("desk.key.pub");
        let roles = "\"operator\", \"head\"";
        people.push_str(&format!(
            "[[person]]\nid = \"{DESK}\"\nname = \"某\"\nroles = [{roles}]\nkey = \"{}\"\n",
            key.trim()
        ));
        bureau.write("people.toml", people);
        let config = bureau.read("suicha.toml");
        bureau.write("suicha.toml", format!("people = \"people.toml\"\n{config}"));
        bureau.run(&["witness", "keygen", "--name", "notary", "notary.key"]).ok();
        let first = day(YEARS.0, 1, 1);
        let now = first * DAY + 9 * HOUR + 2;
        let subjects = 50 + dice.below(40);
        Self {
            bureau,
            county: County::new(&mut dice, subjects, first),
            model: Model { now, last_act: 0, ..Model::default() },
            calendar: Calendar::new(),
            entries: Vec::new(),
            commands: 0,
            how: How::Once,
            seed,
            history: Vec::new(),
            files: 0,
            lenient: false,
        }
    }

    /// Today.
    pub fn today(&self) -> i64 {
        self.model.now / DAY
    }

    /// A name for a new file.
    pub fn new_file(&mut self, ending: &str) -> String {
        self.files += 1;
        format!("f{}{ending}", self.files)
    }

    /// Takes one step of a history.
    pub fn take(&mut self, step: Step) {
        let Step(op, how) = step.clone();
        self.history.push(step);
        self.how = if op.can_die() { how } else { How::Once };
        self.lenient = matches!(op, Op::Act { .. });
        self.perform(&op);
    }

    /// Runs a command that must end well and changes nothing.
    pub fn ask(&mut self, args: &[&str]) -> Value {
        let answer = self.command(args, self.model.now, None);
        self.exited(&answer, args, &[0]);
        serde_json::from_str(&answer.out).unwrap()
    }

    /// Runs a command that reads, and returns its answer whatever it is.
    pub fn try_ask(&mut self, args: &[&str]) -> Answer {
        self.command(args, self.model.now, None)
    }

    /// Runs a command at another time; it must be refused and leave nothing.
    pub fn refused_at(&mut self, time: i64, args: &[&str], exits: &[i32]) {
        let answer = self.command(args, time, None);
        self.exited(&answer, args, exits);
        self.added(None, true);
    }

    /// Runs a command that may store something, with whatever happens to it. It must end with one of
    /// these codes (0 where none is named) and add this entry to the log, or none.
    pub fn act(&mut self, args: &[String], exits: &[i32], entry: Option<(&str, String)>) -> Took {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let wanted = if exits.is_empty() { &[0][..] } else { exits };
        let mut json = None;
        let mut there = false;
        let fault = match self.how {
            How::Killed(point) | How::Left(point) => Some(point),
            _ => None,
        };
        let answer = self.command(&args, self.model.now, fault);
        if answer.exit == -1 && fault.is_some() {
            there = self.added(entry.clone(), false);
            match (self.how, &entry) {
                (How::Left(_), Some(_)) if there => return Took::Ended(None),
                (How::Left(_), Some(_)) => return Took::Lost,
                _ => {}
            }
            let again = self.command(&args, self.model.now, None);
            let known = [wanted, &[0, 3]].concat();
            self.exited(&again, &args, if there && self.lenient { &known } else { wanted });
        } else {
            self.exited(&answer, &args, wanted);
            json = serde_json::from_str(&answer.out).ok();
        }
        if !there {
            self.added(entry, true);
        } else {
            self.added(None, true);
        }
        if self.how == How::Twice {
            let again = self.command(&args, self.model.now, None);
            let known = [wanted, &[0, 3]].concat();
            self.exited(&again, &args, if self.lenient { &known } else { wanted });
            self.added(None, true);
        }
        Took::Ended(json)
    }

    /// Reads what the log has got since; it must be this entry, or nothing. Where it must not be there
    /// yet, either will do. True if it is there.
    fn added(&mut self, entry: Option<(&str, String)>, must: bool) -> bool {
        let from = self.entries.len().to_string();
        let found = self.ask(&["log", "entries", "--from", &from]);
        let found = found["entries"].as_array().unwrap().clone();
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|entry| (entry["kind"].as_str().unwrap(), entry["object"].as_str().unwrap()))
            .collect();
        let wanted: Vec<(&str, &str)> = entry.iter().map(|(kind, object)| (*kind, object.as_str())).collect();
        assert!(told == wanted || (!must && told.is_empty()), "the log got {told:?}, expected {wanted:?}");
        for new in &found {
            assert_eq!(new["at"].as_str().unwrap(), stamp(self.model.now), "{new}");
            self.model
                .log
                .push((new["kind"].as_str().unwrap().into(), new["object"].as_str().unwrap().into()));
        }
        self.entries.extend(found.iter().cloned());
        !found.is_empty()
    }

    /// Something was stored now.
    pub fn acted(&mut self) {
        self.model.last_act = self.model.now;
    }

    fn command(&mut self, args: &[&str], time: i64, fault: Option<u32>) -> Answer {
        self.commands += 1;
        let time = stamp(time);
        let args = [args, &["--json", "-q", "--clock", &time]].concat();
        let point = fault.map(|point| point.to_string());
        let mut variables = vec![("SUICHA_OPERATOR", DESK), ("SUICHA_KEY", "desk.key")];
        variables.extend(point.iter().map(|point| ("SUICHA_FAULT_POINT", point.as_str())));
        self.bureau.run_with(&args, &variables)
    }

    fn exited(&self, answer: &Answer, args: &[&str], exits: &[i32]) {
        let (out, err, now) = (&answer.out, &answer.err, stamp(self.model.now));
        let out = if out.len() > 3000 { &out[..out.floor_char_boundary(3000)] } else { out };
        assert!(
            exits.contains(&answer.exit),
            "at {now}: suicha {} ended with {}, expected {exits:?}\nout: {out}\nerr: {err}",
            args.join(" "),
            answer.exit
        );
    }
}

/// A failure says how it came to it.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let steps: String = self.history.iter().map(|step| format!("    {step:?},\n")).collect();
            eprintln!(
                "simulation of seed {} (SUICHA_SIM_SEED={}), step {}; its history:\n{steps}",
                self.seed,
                self.seed,
                self.history.len()
            );
        }
    }
}

/// Arguments of a command, as owned texts.
pub fn args(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

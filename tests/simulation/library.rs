//! Steps with libraries and plans.

use super::calendar::{date, written};
use super::county::{self, STATIONS};
use super::model::{Model, Plan, Roster, TEAMS, Task, Version};
use super::op::Kind;
use super::world::{Took, World, args};
use crate::common::random::Dice;
use std::fmt::Write;

const REGION: &str = "990000";
const LETTERS: [&str; 5] = ["t", "u", "v", "w", "x"];

impl World {
    /// Imports an extract.
    pub fn import(&mut self, kind: Kind, change: u32, back: u32) {
        let day = self.today() - i64::from(back);
        let mut dice = Dice::new(u64::from(change) ^ 0x1111);
        let (word, text) = match kind {
            Kind::Subjects => {
                self.county.drift(change);
                self.county.count(day);
                ("subjects", county::subjects_csv(&self.county.subjects))
            }
            Kind::Officers => {
                // Each station keeps four: with one ill and one recused two are left for a team.
                let at = 8 + dice.below(2);
                self.county.officers[at].valid ^= true;
                ("inspectors", county::officers_csv(&self.county.officers))
            }
            Kind::Recusals => {
                let card = self.county.officers[dice.below(10)].card.clone();
                let id = self.county.subjects[dice.below(self.county.subjects.len())].id.clone();
                self.county.recusals.retain(|(_, other)| *other != id);
                self.county.recusals.push((card, id));
                ("recusals", county::recusals_csv(&self.county.recusals))
            }
            Kind::Matters => {
                match dice.below(4) {
                    0 if self.county.matters.len() > 3 => _ = self.county.matters.remove(dice.below(3)),
                    1 => {
                        let at = dice.below(self.county.matters.len());
                        self.county.matters[at].basis ^= true;
                    }
                    _ => self.county.matters = county::County::new(&mut Dice::new(0), 1, day - 300).matters,
                }
                ("matters", county::matters_csv(&self.county.matters))
            }
        };
        let file = self.new_file(".csv");
        self.bureau.write(&file, text);
        let call = args(&["import", word, &file, "--as-of", &written(day)]);
        let Took::Ended(json) = self.act(&call, &[], None) else { return };
        if let Some(json) = &json {
            assert_eq!(json["rejected"], 0, "{json}");
        }
        let (model, county) = (&mut self.model, &self.county);
        let new = match kind {
            Kind::Subjects => {
                let subjects = model.raised(&county.subjects, day);
                stored(&mut model.subjects, day, subjects)
            }
            Kind::Officers => stored(&mut model.officers, day, county.officers.clone()),
            Kind::Recusals => stored(&mut model.recusals, day, county.recusals.clone()),
            Kind::Matters => stored(&mut model.matters, day, county.matters.clone()),
        };
        if let Some(json) = json.filter(|_| self.how == super::op::How::Once) {
            assert_eq!(json["stored"], if new { "new" } else { "known" }, "{json}");
        }
        if new {
            self.acted();
        }
    }

    /// Publishes the plan of a quarter.
    pub fn publish(&mut self, change: u32, wrong: u32) {
        let today = self.today();
        let (year, number, sequence) = self.next_plan();
        let round = self.new_round();
        let tasks = self.drafted(change, &round);
        let mut exits = self.plan_exits(&tasks, today);
        let mut text = plan_text(&number, year, &tasks);
        match wrong {
            1 => text = text.replace(&number, &format!("{REGION}{}1{sequence:03}", year + 1)),
            2 => text = text.replace("matters = [", "matters = [\"B99\", "),
            3 => text = text.replace("rate ", "rate 9"),
            _ => {}
        }
        if (1..=3).contains(&wrong) {
            exits.push(3);
        }
        let file = self.new_file(".toml");
        self.bureau.write(&file, &text);
        let entry = exits.is_empty().then(|| ("plan", format!("{number}/1")));
        let took = self.act(&args(&["plan", "publish", &file]), &exits, entry);
        if exits.is_empty() && matches!(took, Took::Ended(_)) {
            let versions = vec![Version { at: self.model.now, text, tasks }];
            self.model.plans.push(Plan { number, year, versions });
            self.acted();
        }
    }

    /// Year, number and place of the next plan.
    fn next_plan(&self) -> (i64, String, usize) {
        let (year, ..) = date(self.today());
        let sequence = 1 + self.model.plans.iter().filter(|plan| plan.year == year).count();
        (year, format!("{REGION}{year}1{sequence:03}"), sequence)
    }

    /// The tasks of the next plan.
    fn drafted(&self, change: u32, round: &str) -> Vec<Task> {
        let mut dice = Dice::new(u64::from(change) ^ 0x2222);
        let (_, number, _) = self.next_plan();
        let cutoff = self.today() - dice.below(3) as i64;
        let count = 1 + dice.below(3);
        (0..count).map(|place| self.new_task(&mut dice, &number, place, cutoff, round)).collect()
    }

    /// The first change whose plan has one task only, and that one fits.
    pub fn change_for(&self, fits: impl Fn(&Task) -> bool) -> u32 {
        let drafted = |change: &u32| self.drafted(*change, "round");
        let alone = |change: &u32| matches!(&drafted(change)[..], [task] if fits(task));
        (0..100_000).find(alone).expect("some change fits")
    }

    /// A plan is refused if the list in force does not hold its matters, or holds one without basis.
    fn plan_exits(&self, tasks: &[Task], today: i64) -> Vec<i32> {
        let listed = self.model.listed(today);
        let all = tasks.iter().flat_map(|task| &task.matters).all(|code| listed.contains(code));
        match Model::in_force(&self.model.matters, today) {
            None => vec![2],
            Some(_) if all => Vec::new(),
            Some(_) => vec![3],
        }
    }

    /// A round of lotteries nobody has used yet.
    pub fn new_round(&mut self) -> String {
        self.model.rounds += 1;
        let (year, ..) = date(self.today());
        let issue = format!("{year}{:03}", self.model.rounds % 900 + 1);
        format!("ssq.{issue}+dlt.{issue}+qlc.{issue}")
    }

    fn new_task(&self, dice: &mut Dice, plan: &str, place: usize, cutoff: i64, round: &str) -> Task {
        let today = self.today();
        let day = written(today).replace('-', "");
        let sequence = plan[11..].parse::<usize>().unwrap() * 10 + place;
        let mut matters: Vec<String> =
            (1..4).filter(|_| dice.once_in(2)).map(|number| format!("A{number:02}")).collect();
        if matters.is_empty() || dice.once_in(8) {
            matters.push("A04".into());
        }
        Task {
            id: LETTERS[place].into(),
            number: format!("{REGION}{day}1{sequence:03}"),
            matters,
            station: dice.once_in(5).then_some(0),
            two_strata: dice.once_in(3),
            rate: (1, 8 + dice.below(12)),
            least: dice.below(3),
            annual_cap: dice.once_in(2).then(|| 1 + dice.below(2) as u32),
            quiet: dice.once_in(3).then(|| 30 + dice.below(60) as i64),
            team: if dice.once_in(15) { 3 } else { dice.below(3) },
            reserve: dice.below(3),
            embargo: dice.once_in(3).then(|| today + 5 + dice.below(40) as i64),
            cutoff,
            round: round.into(),
            finish: dice.once_in(2).then(|| today + dice.below(90) as i64),
        }
    }

    /// Amends a plan: something that is free, something that is not, or nothing at all.
    pub fn amend(&mut self, plan: u32, change: u32) {
        let Some(at) = place(self.model.plans.len(), plan) else { return self.amend_unknown() };
        let mut dice = Dice::new(u64::from(change) ^ 0x3333);
        let (number, year) = (self.model.plans[at].number.clone(), self.model.plans[at].year);
        let mut tasks = self.model.plans[at].versions.last().unwrap().tasks.clone();
        let one = dice.below(tasks.len());
        match dice.below(7) {
            0 => tasks[one].rate = (1, 30),
            1 => tasks[one].finish = Some(self.today() + dice.below(60) as i64),
            2 if tasks.len() < 5 => {
                let (cutoff, round) = (tasks[0].cutoff, tasks[0].round.clone());
                let free = |place: &usize| !tasks.iter().any(|task| task.id == LETTERS[*place]);
                let place = (0..LETTERS.len()).find(free).expect("fewer tasks than letters");
                let task = self.new_task(&mut dice, &number, place, cutoff, &round);
                tasks.push(task);
            }
            3 if tasks.len() > 1 => _ = tasks.remove(one),
            4 => tasks[one].reserve += 1,
            5 => tasks[one].team = dice.below(3),
            _ => {}
        }
        self.amended(at, number, year, tasks);
    }

    /// Publishes these tasks as the next version of a plan.
    pub fn amended(&mut self, at: usize, number: String, year: i64, tasks: Vec<Task>) {
        // What is drawn keeps its matters, whatever the list has become.
        let bound = self.bound(at);
        let free = tasks.iter().filter(|task| !bound.iter().any(|held| held.id == task.id)).cloned();
        let mut exits = self.plan_exits(&free.collect::<Vec<_>>(), self.today());
        if tasks.iter().any(|task| task.finish.is_some_and(|finish| finish < task.cutoff)) {
            exits.push(3);
        }
        let mut numbers: Vec<&String> = tasks.iter().map(|task| &task.number).collect();
        numbers.sort();
        numbers.dedup();
        if numbers.len() < tasks.len() {
            exits.push(3);
        }
        let text = plan_text(&number, year, &tasks);
        let same = self.model.plans[at].versions.last().unwrap().text == text;
        if !same && bound.iter().any(|old| !tasks.iter().any(|new| new.draws_like(old))) {
            exits.push(6);
        }
        let file = self.new_file(".toml");
        self.bureau.write(&file, &text);
        let version = self.model.plans[at].versions.len() + 1;
        let stores = exits.is_empty() && !same;
        let entry = stores.then(|| ("plan", format!("{number}/{version}")));
        let took = self.act(&args(&["plan", "amend", &file, "--reason", "调整"]), &exits, entry);
        if stores && matches!(took, Took::Ended(_)) {
            let at_time = self.model.now;
            self.model.plans[at].versions.push(Version { at: at_time, text, tasks });
            self.acted();
        }
    }

    /// Tasks of a plan that are frozen or drawn, as they were then.
    fn bound(&self, plan: usize) -> Vec<Task> {
        let attempts = self.model.draws.iter().flat_map(|draw| &draw.attempts);
        let held = attempts.filter(|attempt| attempt.plan == plan);
        held.filter(|attempt| attempt.end.is_none() || attempt.drawn())
            .flat_map(|attempt| attempt.tasks.clone())
            .collect()
    }

    fn amend_unknown(&mut self) {
        let task = self.new_task(&mut Dice::new(1), "99000020001001", 0, self.today(), "x");
        let file = self.new_file(".toml");
        let (year, ..) = date(self.today());
        let text = plan_text(&format!("{REGION}{year}1001"), year, &[task]);
        self.bureau.write(&file, text);
        self.act(&args(&["plan", "amend", &file, "--reason", "无"]), &[2, 3], None);
    }
}

/// Whether it is a new library; the same rows of the same day are known.
fn stored<T: PartialEq>(rosters: &mut Vec<Roster<T>>, as_of: i64, rows: Vec<T>) -> bool {
    let known = rosters.iter().any(|roster| roster.as_of == as_of && roster.rows == rows);
    if !known {
        rosters.push(Roster { as_of, rows });
    }
    !known
}

/// A number taken modulo a length.
pub fn place(length: usize, number: u32) -> Option<usize> {
    (length > 0).then(|| number as usize % length)
}

/// A plan as a bureau writes it.
fn plan_text(number: &str, year: i64, tasks: &[Task]) -> String {
    let mut out = format!("number = \"{number}\"\nname = \"计划\"\nyear = {year}\nbody = \"某局\"\n");
    for task in tasks {
        let quoted =
            |words: &[&str]| words.iter().map(|word| format!("{word:?}")).collect::<Vec<_>>().join(", ");
        let matters: Vec<&str> = task.matters.iter().map(String::as_str).collect();
        let station = task.station.map_or(String::new(), |at| format!(" station={}", STATIONS[at].1));
        let (id, name, round) = (&task.id, &task.number, &task.round);
        write!(
            out,
            "[[task]]\nid = \"{id}\"\nnumber = \"{name}\"\nname = \"任务{id}\"\ndomain = \"month\"\nprofile = \"open\"\n\
             matters = [{}]\nscope = \"group=enterprise{station}\"\ncutoff = \"{}\"\nbeacon = [\"cn-lottery {round}\"]\n\
             team = [{}]\nreserve = {}\nreplace = [\"closed\"]\nlead = 600\nembargo = \"{}\"\n",
            quoted(&matters),
            written(task.cutoff),
            quoted(TEAMS[task.team]),
            task.reserve,
            task.embargo.map_or("none".into(), written),
        )
        .unwrap();
        task.finish.iter().for_each(|day| writeln!(out, "finish = \"{}\"", written(*day)).unwrap());
        task.annual_cap.iter().for_each(|cap| writeln!(out, "annual-cap = {cap}").unwrap());
        task.quiet.iter().for_each(|days| writeln!(out, "quiet = {days}").unwrap());
        let (p, q) = task.rate;
        for stratum in task.strata() {
            let only = if *stratum == "a" { "where = \"station=s01\"\n" } else { "" };
            let least = task.least;
            writeln!(
                out,
                "[[task.stratum]]\nname = \"{stratum}\"\n{only}quota = \"rate {p}/{q} ceil min {least}\""
            )
            .unwrap();
        }
    }
    out
}

/// The pulse file of a round.
pub fn pulse_of(world: &mut World, round: &str) -> String {
    let file = world.new_file(".txt");
    let number = round.bytes().fold(7u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    world.bureau.write(&file, county::lottery(round, number));
    file
}

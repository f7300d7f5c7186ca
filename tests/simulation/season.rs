//! Which step comes next: chosen by dice, and by what the bureau has done so far, so that most steps are
//! sensible and some are not. And how a step is carried out.

use super::calendar::{DAY, day};
use super::drawing::{LEAD, RECORDED};
use super::model::Attempt;
use super::op::{How, Kind, Op, Step, Verb};
use super::recorded::Stage;
use super::recording::Reading;
use super::world::{World, YEARS};
use crate::common::random::Dice;

/// A choice of steps.
pub struct Season {
    dice: Dice,
    /// Steps that belong together.
    waiting: Vec<Op>,
    ceremony: bool,
    steps: usize,
    taken: usize,
}

impl Season {
    /// About so many steps over all years.
    pub fn new(seed: u64, steps: usize) -> Self {
        let first = [Kind::Matters, Kind::Subjects, Kind::Officers, Kind::Recusals];
        let mut waiting: Vec<Op> = first.map(|kind| Op::Import { kind, change: 3, back: 0 }).into();
        waiting.reverse();
        Self { dice: Dice::new(seed), waiting, ceremony: false, steps, taken: 0 }
    }

    /// The next step; none once the years are over.
    pub fn next(&mut self, world: &World) -> Option<Step> {
        self.taken += 1;
        let end = day(YEARS.1 + 1, 1, 1) * DAY;
        let left = (end - world.model.now) / 60 - 1;
        if left <= 0 {
            return None;
        }
        let op = match self.waiting.pop() {
            Some(op) => op,
            None => self.choose(world, left),
        };
        let how = match self.dice.below(12) {
            0 => How::Twice,
            1 => How::Killed(1 + self.dice.below(16) as u32),
            2 => How::Left(1 + self.dice.below(16) as u32),
            _ => How::Once,
        };
        Some(Step(op, how))
    }

    fn number(&mut self) -> u32 {
        self.dice.below(1 << 16) as u32
    }

    fn choose(&mut self, world: &World, left: i64) -> Op {
        let model = &world.model;
        let ceremony = RECORDED - LEAD - 1;
        if !self.ceremony && model.now < ceremony && model.now > ceremony - 3 * DAY {
            self.ceremony = true;
            self.waiting = self.replacements(world);
            return Op::Wait(((ceremony - model.now) / 60) as u32);
        }
        match self.dice.below(100) {
            0..22 => self.wait(left),
            22..27 => self.import(),
            27..33 => {
                let wrong = if self.dice.once_in(6) { 1 + self.dice.below(3) as u32 } else { 0 };
                Op::Publish { change: self.number(), wrong }
            }
            33..36 => Op::Amend { plan: self.recent(model.plans.len()), change: self.number() },
            36..44 => self.freeze(world),
            44..56 => self.ceremony_step(world),
            56..59 => Op::Challenge { draw: self.number(), subject: self.number() },
            59..61 => self.odd(),
            _ if model.draws.iter().any(|draw| draw.last().drawn()) => self.outcome(world),
            61..75 => Op::Publish { change: self.number(), wrong: 0 },
            _ => self.freeze(world),
        }
    }

    /// One of the latest few.
    fn recent(&mut self, length: usize) -> u32 {
        length.saturating_sub(1 + self.dice.below(3)) as u32
    }

    fn wait(&mut self, left: i64) -> Op {
        let share = left / (self.steps.saturating_sub(self.taken) as i64 / 5).max(1);
        let minutes = match self.dice.below(6) {
            0 => 1 + self.dice.below(30) as i64,
            1 => 30 + self.dice.below(2000) as i64,
            _ => 1 + share / 2 + self.dice.below(share.max(1) as usize) as i64,
        };
        Op::Wait(minutes.clamp(1, left + 1) as u32)
    }

    fn import(&mut self) -> Op {
        let kinds =
            [Kind::Subjects, Kind::Subjects, Kind::Subjects, Kind::Officers, Kind::Recusals, Kind::Matters];
        let back = if self.dice.once_in(4) { self.dice.below(60) as u32 } else { 0 };
        Op::Import { kind: self.dice.pick(&kinds), change: self.number(), back }
    }

    fn freeze(&mut self, world: &World) -> Op {
        let draws = &world.model.draws;
        let void = |draw: &super::model::Draw| draw.last().end.is_some_and(|(result, _)| !result);
        if let Some(at) = draws.iter().rposition(void).filter(|_| self.dice.once_in(3)) {
            let other = !self.dice.once_in(3);
            return Op::Again { draw: at as u32, after: self.dice.below(3000) as u32, other };
        }
        let wrong = if self.dice.once_in(8) { 1 + self.dice.below(2) as u32 } else { 0 };
        let (plan, after) = (self.recent(world.model.plans.len()), self.dice.below(3000) as u32);
        Op::Freeze { plan, tasks: self.number(), after, witness: self.dice.once_in(3), wrong }
    }

    /// A step with a draw that is still going on, mostly.
    fn ceremony_step(&mut self, world: &World) -> Op {
        let draws = &world.model.draws;
        let open = draws.iter().rposition(|draw| draw.last().end.is_none());
        let draw = match open.filter(|_| !self.dice.once_in(6)) {
            Some(open) => open as u32,
            None => self.number(),
        };
        match self.dice.below(15) {
            0 => Op::Void { draw, reason: self.number() },
            1 => Op::Reveal { draw },
            2 | 12..15 => {
                let closed = |draw: &super::model::Draw| draw.last().drawn() && draw.last().opened.is_none();
                let closed = draws.iter().position(closed);
                let draw = closed.map_or(self.number(), |at| at as u32);
                let end =
                    closed.and_then(|at| draws[at].last().embargo()).map(|last| last * DAY - world.model.now);
                match end.filter(|seconds| (0..60 * DAY).contains(seconds)) {
                    // On the last day of the embargo, and on the day after.
                    Some(seconds) => {
                        self.waiting = vec![Op::Open { draw }, Op::Wait(24 * 60), Op::Open { draw }];
                        Op::Wait((seconds / 60) as u32 + 60)
                    }
                    None => Op::Open { draw },
                }
            }
            3 => Op::Ask { draw: self.number(), skip: Some(self.number()), ill: None },
            4 => Op::Replace { draw: self.number() },
            5 => Op::Run { draw, wrong: true },
            6 | 7 => match open {
                Some(open) => Op::Wait(minutes_to_pulse(world, open)),
                None => Op::Run { draw, wrong: false },
            },
            _ => Op::Run { draw, wrong: false },
        }
    }

    fn odd(&mut self) -> Op {
        match self.dice.once_in(2) {
            true => Op::SetBack { days: 1 + self.dice.below(90) as u32 },
            false => Op::Unknown { command: self.number() },
        }
    }

    fn outcome(&mut self, world: &World) -> Op {
        let draws = &world.model.draws;
        let drawn: Vec<usize> = (0..draws.len()).filter(|at| draws[*at].last().drawn()).collect();
        let near = drawn.len().saturating_sub(1 + self.dice.below(3));
        let draw = drawn.get(near).map_or(self.number(), |at| *at as u32);
        let (who, first, change) = (self.number(), self.number(), self.number());
        let count = 1 + self.dice.below(5) as u32;
        let subject = self.dice.once_in(3).then(|| self.number());
        let (clerk, reviewer) = (self.dice.below(3) as u32, 2 + self.dice.below(3) as u32);
        let sensible = !self.dice.once_in(5);
        let (clerk, reviewer) = if sensible { (clerk, reviewer) } else { (who, who) };
        let stage = |wanted: Stage| {
            let records = draws.get(draw as usize).map(|draw| &draw.last().records);
            records.into_iter().flatten().any(|(_, record)| record.stage == wanted)
        };
        let usual = match () {
            () if sensible && stage(Stage::Entered) => self.dice.pick(&[0, 6, 6, 8, 9]),
            () if sensible && stage(Stage::Passed) => self.dice.pick(&[0, 9, 9, 8]),
            () if sensible && stage(Stage::Published) => self.dice.pick(&[0, 5, 5, 10, 11]),
            () if sensible => self.dice.pick(&[0, 0, 0, 5]),
            () => self.dice.below(12),
        };
        match usual {
            0..5 => {
                let wrong = if self.dice.once_in(5) { 1 + self.dice.below(5) as u32 } else { 0 };
                Op::Enter { draw, who: clerk, first, count, change, wrong }
            }
            5 => Op::Correct { draw, who: clerk, first, count, change },
            6..8 => Op::Act { draw, who: reviewer, verb: Verb::Pass, subject, back: 0 },
            8 => Op::Act { draw, who: reviewer, verb: Verb::Return, subject: Some(first), back: 0 },
            9 => Op::Act { draw, who: reviewer, verb: Verb::Publish, subject, back: 0 },
            10 => Op::Act { draw, who: reviewer, verb: Verb::Withdraw, subject: Some(first), back: 0 },
            _ => Op::Act { draw, who: clerk, verb: Verb::Finish, subject: Some(first), back: change },
        }
    }

    /// On the one day whose later pulse is recorded: up to three draws, asked and carried out.
    fn replacements(&mut self, world: &World) -> Vec<Op> {
        let draws = &world.model.draws;
        let can = |attempt: &Attempt| attempt.drawn() && attempt.waiting().is_none();
        let ready: Vec<u32> =
            (0..draws.len()).filter(|at| can(draws[*at].last())).map(|at| at as u32).rev().take(3).collect();
        let mut steps = Vec::new();
        for draw in &ready {
            let (skip, ill) = (self.number(), self.number());
            let (skip, ill) = match self.dice.below(3) {
                0 => (Some(skip), None),
                1 => (None, Some(ill)),
                _ => (Some(skip), Some(ill)),
            };
            steps.push(Op::Ask { draw: *draw, skip, ill });
        }
        steps.push(Op::Wait(10));
        steps.extend(ready.iter().map(|draw| Op::Replace { draw: *draw }));
        steps.push(Op::Wait(11 - 10));
        steps.extend(ready.iter().map(|draw| Op::Replace { draw: *draw }));
        steps.reverse();
        steps
    }
}

fn minutes_to_pulse(world: &World, draw: usize) -> u32 {
    let left = (world.model.draws[draw].last().at - world.model.now) / 60;
    left.clamp(0, 5000) as u32 + 1
}

impl World {
    /// Carries a step out.
    pub fn perform(&mut self, op: &Op) {
        match *op {
            Op::Wait(minutes) => self.pass(minutes),
            Op::Import { kind, change, back } => self.import(kind, change, back),
            Op::Publish { change, wrong } => self.publish(change, wrong),
            Op::Amend { plan, change } => self.amend(plan, change),
            Op::Freeze { plan, tasks, after, witness, wrong } => {
                self.freeze(plan, tasks, after, witness, wrong)
            }
            Op::Again { draw, after, other } => self.again(draw, after, other),
            Op::Reveal { draw } => self.reveal(draw),
            Op::Run { draw, wrong } => self.draw(draw, wrong),
            Op::Void { draw, reason } => self.void(draw, reason),
            Op::Open { draw } => self.open(draw),
            Op::Ask { draw, skip, ill } => self.ask_replacement(draw, skip, ill),
            Op::Replace { draw } => self.replace(draw),
            Op::Challenge { draw, subject } => self.challenge(draw, subject),
            Op::Enter { draw, who, first, count, change, wrong } => {
                self.read_results(&Reading { draw, who, first, count, change, wrong, correct: false });
            }
            Op::Correct { draw, who, first, count, change } => {
                self.read_results(&Reading { draw, who, first, count, change, wrong: 0, correct: true });
            }
            Op::Act { draw, who, verb, subject, back } => self.step_outcomes(draw, who, verb, subject, back),
            Op::SetBack { days } => self.set_back(days),
            Op::Unknown { command } => self.unknown(command),
        }
    }

    /// Time passes; then the clocks are read, and each quarter everything is looked at.
    fn pass(&mut self, minutes: u32) {
        let quarter = |world: &World| {
            let (year, month, _) = super::calendar::date(world.today());
            (year, (month - 1) / 3)
        };
        let (before, today) = (quarter(self), self.today());
        self.model.now += 60 * i64::from(minutes);
        if self.today() != today {
            self.look_at_clocks();
            self.look_at_term(minutes);
        }
        if quarter(self) != before {
            self.look_at_everything(minutes);
        }
    }

    /// Nothing is stored by a clock that was set back.
    fn set_back(&mut self, days: u32) {
        let time = self.model.now - i64::from(days) * DAY;
        if self.model.last_act <= time {
            return;
        }
        self.bureau.write("back.csv", super::county::officers_csv(&self.county.officers));
        self.refused_at(time, &["import", "inspectors", "back.csv"], &[5]);
    }

    /// What does not exist is a mistake of the command line.
    fn unknown(&mut self, command: u32) {
        let commands: [&[&str]; 7] = [
            &["draw", "run", "nowhere"],
            &["draw", "void", "nowhere", "--reason", "error"],
            &["draw", "open", "nowhere"],
            &["draw", "freeze", "nowhere", "--plan", "99000019991001", "--at", "2030-01-01T09:00:00+08:00"],
            &["plan", "show", "99000019991001"],
            &["outcome", "list", "nowhere"],
            &["receipt", "nowhere", "X"],
        ];
        let now = self.model.now;
        self.refused_at(now, commands[command as usize % commands.len()], &[2]);
    }
}

//! A problem from end to end: fill every component, apply the plan's shortage rules if seats are
//! left over, mix (`docs/draw-protocol.md` §6.2–6.8). Components are independent of each other
//! and go through [`Spread`].

use super::assign::{Component, Plan, fill};
use super::mix::{Trace, mix};
use super::problem::{Eligible, NOBODY, Problem, Seats};
use super::shortage::{Applied, Certificate, Short};
use super::teams::OnShortage;
use crate::core::spread::Spread;
use std::collections::BTreeMap;

/// Who fills which seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solved {
    /// By visit, class, person; the numbers are places in the problem.
    pub assigned: Vec<Assigned>,
    /// Seats a `leave-open` rule left open, by visit and class; one entry per seat.
    pub open: Vec<OpenPlace>,
    /// For each visit the smallest number of usable candidates of its seats (0: all open).
    pub candidates: Vec<u32>,
    /// The shortage rules that were applied, in order.
    pub applied: Vec<Applied>,
    /// What the mix did, by component.
    pub traces: Vec<Trace>,
}

/// One filled seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assigned {
    /// Place of the visit.
    pub visit: u32,
    /// Class in the visit, from 0.
    pub class: u32,
    /// Place of the person.
    pub person: u32,
}

/// One open seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenPlace {
    /// Place of the visit.
    pub visit: u32,
    /// Class in the visit, from 0.
    pub class: u32,
}

/// Seats that no rule of the plan could fill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsolved {
    /// The proof that was left after the last rule.
    pub certificate: Certificate,
    /// The shortage rules that were applied before it, in order.
    pub applied: Vec<Applied>,
}

/// Solves a problem. The problem's people and visits must be ascending by id.
///
/// # Errors
/// [`Unsolved`] if seats cannot be filled and the rules do not help.
pub fn solve<'a>(
    mut problem: Problem<'a>,
    rules: &'a [OnShortage],
    spread: &impl Spread,
) -> Result<Solved, Box<Unsolved>> {
    let mut applied = Vec::new();
    let mut rules = rules.iter().peekable();
    loop {
        let filled = fill_all(&problem, spread);
        let shorts: Vec<&Short> = filled.iter().filter_map(|part| part.short.as_ref()).collect();
        if shorts.is_empty() {
            return Ok(mix_all(&problem, filled, applied, spread));
        }
        let certificate = Certificate::of(&problem, &shorts);
        let rule = loop {
            match rules.peek() {
                None => return Err(Box::new(Unsolved { certificate, applied })),
                // One round at a time, for as long as somebody is below the maximum.
                Some(OnShortage::RaiseCap(max)) if !raise(&mut problem, &shorts, *max) => {
                    rules.next();
                }
                Some(OnShortage::RaiseCap(max)) => break OnShortage::RaiseCap(*max),
                Some(rule) => {
                    if let OnShortage::Widen(tag) = rule {
                        widen(&mut problem, &shorts, tag.as_str());
                    }
                    break (*rule).clone();
                }
            }
        };
        if !matches!(rule, OnShortage::RaiseCap(_)) {
            rules.next();
        }
        let open = rule == OnShortage::LeaveOpen;
        applied.push(Applied { rule, certificate });
        if open {
            return Ok(mix_all(&problem, filled, applied, spread));
        }
    }
}

/// Whether seats are short, and which: only the filling, for a rehearsal.
pub fn rehearse(problem: &Problem<'_>, spread: &impl Spread) -> Option<Certificate> {
    let filled = fill_all(problem, spread);
    let shorts: Vec<&Short> = filled.iter().filter_map(|part| part.short.as_ref()).collect();
    (!shorts.is_empty()).then(|| Certificate::of(problem, &shorts))
}

struct Filled {
    component: Component,
    plan: Plan,
    short: Option<Short>,
}

fn fill_all(problem: &Problem<'_>, spread: &impl Spread) -> Vec<Filled> {
    let eligible = Eligible::of(problem);
    spread.map((0..eligible.parts.len()).collect(), |number| {
        let component = Component::new(problem, &eligible, number);
        let (plan, unplaced) = fill(problem, &component);
        let short = (!unplaced.is_empty()).then(|| Short::of(&component, &plan, &unplaced));
        Filled { component, plan, short }
    })
}

fn mix_all(
    problem: &Problem<'_>,
    filled: Vec<Filled>,
    applied: Vec<Applied>,
    spread: &impl Spread,
) -> Solved {
    let mut solved = Solved { applied, candidates: vec![0; problem.visits.len()], ..Solved::default() };
    let parts = spread.map(filled, |mut part| {
        let (sizes, trace) = mix(&part.component, &mut part.plan);
        let mut solved = Solved { traces: vec![trace], ..Solved::default() };
        for ((seat, holder), size) in part.component.seats.iter().zip(&part.plan.holder).zip(sizes) {
            let visit = part.component.visits[seat.visit as usize].visit;
            if *holder == NOBODY {
                solved.open.push(OpenPlace { visit, class: seat.class });
                continue;
            }
            let person = part.component.people[*holder as usize];
            solved.assigned.push(Assigned { visit, class: seat.class, person });
            // One size for each assigned seat, for now.
            solved.candidates.push(size);
        }
        solved
    });
    for part in parts {
        for (seat, size) in part.assigned.iter().zip(&part.candidates) {
            let least = &mut solved.candidates[seat.visit as usize];
            *least = if *least == 0 { *size } else { (*least).min(*size) };
        }
        solved.assigned.extend(part.assigned);
        solved.open.extend(part.open);
        solved.traces.extend(part.traces);
    }
    solved.assigned.sort_unstable();
    solved.open.sort_unstable();
    solved
}

/// The short seats also accept inspectors with `tag`.
fn widen<'a>(problem: &mut Problem<'a>, shorts: &[&Short], tag: &'a str) {
    let mut widened: BTreeMap<u32, u32> = BTreeMap::new();
    for place in shorts.iter().flat_map(|short| &short.seats) {
        let class: &mut Seats = &mut problem.visits[place.visit as usize].classes[place.class as usize];
        let needs = &mut problem.needs;
        class.need = *widened.entry(class.need).or_insert_with(|| {
            let mut need = needs[class.need as usize].clone();
            if let Err(at) = need.or.binary_search(&tag) {
                need.or.insert(at, tag);
            }
            needs.push(need);
            super::problem::index(needs.len() - 1)
        });
    }
}

/// The caps of the people in question rise by one, up to `max`; whether any did.
fn raise(problem: &mut Problem<'_>, shorts: &[&Short], max: u32) -> bool {
    let mut any = false;
    for person in shorts.iter().flat_map(|short| &short.staff) {
        let cap = &mut problem.people[*person as usize].cap;
        if *cap < max {
            *cap += 1;
            any = true;
        }
    }
    any
}

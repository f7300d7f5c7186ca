//! Shortage: the proof that seats cannot be filled (`docs/draw-protocol.md` §6.6). The proof is
//! the unique smallest cut, so it is the same for every seed, and anyone can check it by counting:
//! these seats can be filled by these people alone, and their caps do not suffice.

use super::assign::{Component, Plan, Search};
use super::problem::{NOBODY, Problem};
use super::teams::OnShortage;
use std::collections::{BTreeMap, BTreeSet};

/// Every shortage of a pairing, by smallest visit of its component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// One for each component that is short.
    pub shortages: Vec<Shortage>,
}

/// Seats that cannot all be filled, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The seats in question, by visit and class.
    pub seats: Vec<ShortSeats>,
    /// The only people who could fill them (but for `helpers`), ascending.
    pub staff: Vec<Staff>,
    /// Per visit those who can fill one of its seats in question and no other, because nobody
    /// sits twice in one visit.
    pub helpers: Vec<Helpers>,
    /// How many seats are in question.
    pub needed: u64,
    /// The caps of `staff`, added up.
    pub capacity: u64,
    /// How many seats cannot be filled: `needed` − `capacity` − all helpers.
    pub short_by: u64,
}

/// Seats of one class of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortSeats {
    /// Subject id.
    pub visit: String,
    /// Number of the class, from 1.
    pub class: u32,
    /// The class key: its tags.
    pub key: String,
    /// How many seats.
    pub n: u32,
}

/// Somebody whose cap is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    /// Pseudonym.
    pub pseudonym: String,
    /// The cap in force, earlier raises included.
    pub cap: u32,
}

/// The helpers of one visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpers {
    /// Subject id.
    pub visit: String,
    /// Pseudonyms, ascending.
    pub pseudonyms: Vec<String>,
}

/// A shortage rule that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The rule; one round of it for `raise-cap`.
    pub rule: OnShortage,
    /// The shortage it was applied to.
    pub certificate: Certificate,
}

/// A shortage in places of the problem.
pub(super) struct Short {
    pub(super) seats: Vec<Place>,
    /// Ascending.
    pub(super) staff: Vec<u32>,
    helpers: BTreeMap<u32, BTreeSet<u32>>,
}

/// The seats of a class of a visit.
pub(super) struct Place {
    pub(super) visit: u32,
    pub(super) class: u32,
    n: u32,
}

impl Certificate {
    pub(super) fn of(problem: &Problem<'_>, shorts: &[&Short]) -> Self {
        Self { shortages: shorts.iter().map(|short| short.told(problem)).collect() }
    }

    /// How many seats cannot be filled in all.
    pub fn short_by(&self) -> u64 {
        self.shortages.iter().map(|shortage| shortage.short_by).sum()
    }
}

impl Short {
    /// The cut of a component whose `unplaced` seats found nobody.
    pub(super) fn of(component: &Component, plan: &Plan, unplaced: &[u32]) -> Self {
        let mut search = Search::new(component);
        let best = search.run(component, plan, unplaced, None);
        assert!(best.is_none(), "a seat was left over although somebody with room can be reached");
        let (seats, staff) = search.reach();
        let mut counted: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        let mut helpers: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for &u in &seats {
            let group = component.group(u);
            *counted.entry((group.visit, component.seats[u as usize].class)).or_insert(0) += 1;
            // A candidate who was not visited was passed over for another seat of the visit.
            for &v in &group.seats {
                let j = plan.holder[v as usize];
                let outside = j != NOBODY && staff.binary_search(&j).is_err();
                if outside && component.eligible(u, j) {
                    helpers.entry(group.visit).or_default().insert(component.people[j as usize]);
                }
            }
        }
        let mut staff: Vec<u32> = staff.iter().map(|j| component.people[*j as usize]).collect();
        staff.sort_unstable();
        let seats = counted.into_iter().map(|((visit, class), n)| Place { visit, class, n });
        Self { seats: seats.collect(), staff, helpers }
    }

    fn told(&self, problem: &Problem<'_>) -> Shortage {
        let visit = |at: u32| &problem.visits[at as usize];
        let person = |at: &u32| &problem.people[*at as usize];
        let seats = self.seats.iter().map(|place| {
            let need = visit(place.visit).classes[place.class as usize].need;
            ShortSeats {
                visit: visit(place.visit).id.into(),
                class: place.class + 1,
                key: problem.needs[need as usize].key(),
                n: place.n,
            }
        });
        let staff = self.staff.iter().map(person);
        let staff = staff.map(|person| Staff { pseudonym: person.id.into(), cap: person.cap });
        let helpers = self.helpers.iter().map(|(at, people)| Helpers {
            visit: visit(*at).id.into(),
            pseudonyms: people.iter().map(|at| person(at).id.into()).collect(),
        });
        let needed = self.seats.iter().map(|place| u64::from(place.n)).sum();
        let capacity = self.staff.iter().map(|at| u64::from(person(at).cap)).sum();
        let helped: u64 = self.helpers.values().map(|people| people.len() as u64).sum();
        Shortage {
            seats: seats.collect(),
            staff: staff.collect(),
            helpers: helpers.collect(),
            needed,
            capacity,
            short_by: needed - capacity - helped,
        }
    }
}

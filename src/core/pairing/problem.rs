//! A pairing problem without a draw around it: people, visits with their seat classes, a seed.
//! This is the form of the published vectors; ids may be any text and are compared as bytes.
//! Also here: who is eligible for what, and the connected components that are drawn one by one
//! (`docs/draw-protocol.md` §6.2, §6.3). Nothing random happens in this file.

use std::collections::{BTreeMap, BTreeSet};

/// People, visits and the pairing seed.
#[derive(Clone, Debug)]
pub struct Problem<'a> {
    /// `<draw>/<attempt>`, the text under which the key streams stand.
    pub draw: String,
    /// Pairing seed.
    pub seed: [u8; 32],
    /// Ascending by id, each once.
    pub people: Vec<Person<'a>>,
    /// Ascending by id, each once.
    pub visits: Vec<Visit<'a>>,
    /// What the seat classes ask for; shared, because few kinds serve many visits.
    pub needs: Vec<Need<'a>>,
}

/// An inspector.
#[derive(Clone, Debug)]
pub struct Person<'a> {
    /// Pseudonym.
    pub id: &'a str,
    /// The most seats.
    pub cap: u32,
    /// Seats carried over.
    pub base: u32,
    /// All tags, ascending, the unit among them.
    pub tags: Vec<&'a str>,
}

/// A visit to one subject.
#[derive(Clone, Debug)]
pub struct Visit<'a> {
    /// Subject id.
    pub id: &'a str,
    /// Seat classes in their order.
    pub classes: Vec<Seats>,
    /// Places in [`Problem::people`] of those recused from this visit, ascending.
    pub recused: Vec<u32>,
}

/// The seats of one class of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// How many.
    pub n: u32,
    /// Place in [`Problem::needs`].
    pub need: u32,
}

/// What a seat asks of its holder: all of `tags`, or one of `or`; and none of `without`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need<'a> {
    /// Required, ascending.
    pub tags: Vec<&'a str>,
    /// Forbidden, ascending.
    pub without: Vec<&'a str>,
    /// Tags that a `widen` rule of the plan admits instead.
    pub or: Vec<&'a str>,
}

/// A connected component: visits and people joined through eligibility.
pub(super) struct Part {
    /// Places of the visits, ascending.
    pub(super) visits: Vec<u32>,
    /// Places of the people, ascending; each is a candidate of at least one seat.
    pub(super) people: Vec<u32>,
}

/// Who could fill what: the candidates of each need, and the components.
pub(super) struct Eligible {
    /// For each need the people with a cap of at least 1 who meet it, ascending; recusals are not
    /// taken out, because they belong to visits.
    pub(super) lists: Vec<Vec<u32>>,
    /// The components, by smallest visit.
    pub(super) parts: Vec<Part>,
    /// For each person its component and its place in it; `NOBODY` where it is no candidate.
    pub(super) place: Vec<(u32, u32)>,
}

/// No component, no holder.
pub(super) const NOBODY: u32 = u32::MAX;

impl Need<'_> {
    /// The class key (§6.1); a widening does not change it.
    pub fn key(&self) -> String {
        let mut words = self.tags.clone();
        if !self.without.is_empty() {
            words.push("without");
            words.extend(&self.without);
        }
        words.join(" ")
    }
}

impl Eligible {
    /// Finds candidates and components.
    pub(super) fn of(problem: &Problem<'_>) -> Self {
        let lists = candidates(problem);
        let visits = index(problem.visits.len());
        let mut joined = Joined::new(visits + index(problem.people.len()));
        join(problem, &lists, &mut joined);
        let mut parts: Vec<Part> = Vec::new();
        let mut part_of_root = vec![NOBODY; joined.0.len()];
        for visit in 0..visits {
            let part = &mut part_of_root[joined.root(visit) as usize];
            if *part == NOBODY {
                *part = index(parts.len());
                parts.push(Part { visits: Vec::new(), people: Vec::new() });
            }
            parts[*part as usize].visits.push(visit);
        }
        let place = (0..index(problem.people.len())).map(|person| {
            let number = part_of_root[joined.root(visits + person) as usize];
            let Some(part) = parts.get_mut(number as usize) else { return (NOBODY, NOBODY) };
            part.people.push(person);
            (number, index(part.people.len() - 1))
        });
        let place = place.collect();
        Self { lists, parts, place }
    }
}

/// Joins each visit with the candidates of its seats.
fn join(problem: &Problem<'_>, lists: &[Vec<u32>], joined: &mut Joined) {
    let visits = index(problem.visits.len());
    let mut whole = vec![false; lists.len()];
    // Visits without recusals join whole lists, each list once; the others come after them, so
    // that they mostly find their list joined already and need one of its people only.
    for recusals in [false, true] {
        for (at, visit) in (0..).zip(&problem.visits) {
            if visit.recused.is_empty() == recusals {
                continue;
            }
            for class in visit.classes.iter().filter(|class| class.n > 0) {
                let list = &lists[class.need as usize];
                let mut free = list.iter().filter(|j| visit.recused.binary_search(j).is_err());
                let all = !recusals && !whole[class.need as usize];
                let few = if all || !whole[class.need as usize] { usize::MAX } else { 1 };
                whole[class.need as usize] |= all;
                free.by_ref().take(few).for_each(|j| joined.join(at, visits + j));
            }
        }
    }
}

/// For each need the people who meet it, ascending.
fn candidates(problem: &Problem<'_>) -> Vec<Vec<u32>> {
    let able = || (0..).zip(&problem.people).filter(|(_, person)| person.cap > 0);
    let mut tagged: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (at, person) in able() {
        for tag in &person.tags {
            tagged.entry(tag).or_default().push(at);
        }
    }
    let none = Vec::new();
    let with = |tag: &str| tagged.get(tag).unwrap_or(&none);
    let person = |at: &u32| &problem.people[*at as usize];
    let meets = |need: &Need<'_>| -> Vec<u32> {
        let mut found: BTreeSet<u32>;
        let mut list: Vec<u32> = match need.tags.iter().map(|tag| with(tag)).min_by_key(|l| l.len()) {
            None => able().map(|(at, _)| at).collect(),
            Some(rarest) => rarest.clone(),
        };
        list.retain(|at| need.tags.iter().all(|tag| person(at).has(tag)));
        if !need.or.is_empty() {
            found = list.into_iter().collect();
            found.extend(need.or.iter().flat_map(|tag| with(tag)));
            list = found.into_iter().collect();
        }
        list.retain(|at| !need.without.iter().any(|tag| person(at).has(tag)));
        list
    };
    problem.needs.iter().map(meets).collect()
}

impl Person<'_> {
    fn has(&self, tag: &str) -> bool {
        self.tags.binary_search(&tag).is_ok()
    }
}

/// Union and find.
struct Joined(Vec<u32>);

impl Joined {
    fn new(len: u32) -> Self {
        Self((0..len).collect())
    }

    fn root(&mut self, mut at: u32) -> u32 {
        while self.0[at as usize] != at {
            let above = self.0[self.0[at as usize] as usize];
            self.0[at as usize] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

/// A length as the index type of the pairing.
///
/// # Panics
/// At four thousand million seats or people.
pub(super) fn index(len: usize) -> u32 {
    u32::try_from(len).ok().filter(|len| *len < NOBODY).expect("more than 2^32 seats or people")
}

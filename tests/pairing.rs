//! The pairing against its published vectors, a literal transcript of the protocol, independent
//! optimisers and the law of chance. Every random instance comes from a fixed number, so that
//! nothing here can fail on one run and pass on the next.

mod checked;
mod grammar;
mod literal;
mod optimal;
mod shortage;
mod uniform;
mod vectors;

use suicha::core::pairing::{Need, Person, Problem, Seats, Visit};

/// Numbers for test instances (Vigna's splitmix64).
pub struct Dice(u64);

impl Dice {
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as usize % n
    }
}

pub const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
pub const VISITS: [&str; 12] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];
const TAGS: [&str; 5] = ["t1", "t2", "t3", "t4", "t5"];

/// A small problem; its shape varies with the dice: dense or sparse, one or many components, with
/// and without recusals, bases, tight caps.
pub fn instance(dice: &mut Dice) -> Problem<'static> {
    let kinds = 1 + dice.below(4);
    let tight = dice.below(3);
    let people = (0..1 + dice.below(8)).map(|at| {
        let mut tags: Vec<&str> = TAGS[..kinds].to_vec();
        tags.retain(|_| dice.below(2) == 0);
        Person {
            id: IDS[at],
            cap: [9, 2, 3][tight].min(dice.below(9)) as u32,
            base: (dice.below(3) * dice.below(2)) as u32,
            tags,
        }
    });
    let people: Vec<Person<'_>> = people.collect();
    let mut needs = Vec::new();
    for _ in 0..1 + dice.below(4) {
        let mut tags: Vec<&str> = TAGS[..kinds].to_vec();
        tags.retain(|_| dice.below(3) == 0);
        let mut without: Vec<&str> = TAGS[..kinds].to_vec();
        without.retain(|_| dice.below(6) == 0);
        let mut or: Vec<&str> = TAGS[..kinds].to_vec();
        or.retain(|_| dice.below(10) == 0);
        needs.push(Need { tags, without, or });
    }
    let recusals = dice.below(3);
    let visits = (0..1 + dice.below(6)).map(|at| {
        let class = |_| Seats { n: 1 + (dice.below(3) / 2) as u32, need: dice.below(needs.len()) as u32 };
        let classes = (0..1 + at % 3).map(class).collect();
        let mut recused: Vec<u32> = (0..people.len() as u32).collect();
        recused.retain(|_| recusals > 0 && dice.below(3 * recusals) == 0);
        Visit { id: VISITS[at], classes, recused }
    });
    let visits = visits.collect();
    let mut seed = [0; 32];
    seed.iter_mut().for_each(|byte| *byte = dice.below(256) as u8);
    Problem { draw: "test/1".into(), seed, people, visits, needs }
}

/// Whether a person may take a seat of a visit.
pub fn eligible(problem: &Problem<'_>, visit: usize, class: usize, person: usize) -> bool {
    let (visit, one) = (&problem.visits[visit], &problem.people[person]);
    let need = &problem.needs[visit.classes[class].need as usize];
    let has = |tag: &&str| one.tags.contains(tag);
    one.cap > 0
        && !visit.recused.contains(&(person as u32))
        && (need.tags.iter().all(has) || need.or.iter().any(has))
        && !need.without.iter().any(has)
}

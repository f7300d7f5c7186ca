//! Feasibility and balance against an independent optimiser: a convex minimum-cost flow by
//! Bellman and Ford. The sum of squared workloads is smallest exactly for the workloads that are
//! decreasingly minimal, because eligibility without the "nobody twice" rule and with it is a flow
//! in both cases (visit and person share an arc of capacity one).

use super::{Dice, eligible, instance};
use suicha::core::pairing::{Problem, solve};
use suicha::core::spread::InOrder;

#[test]
fn plans_exist_when_a_flow_does_and_are_as_even() {
    let mut dice = Dice::new(2);
    let (mut plans, mut short) = (0, 0);
    for number in 0..3000 {
        let problem = instance(&mut dice);
        let (filled, best) = optimum(&problem);
        let seats: u32 = problem.visits.iter().flat_map(|v| &v.classes).map(|class| class.n).sum();
        match solve(problem.clone(), &[], &InOrder) {
            Ok(solved) => {
                plans += 1;
                let mut loads: Vec<i64> = problem.people.iter().map(|one| i64::from(one.base)).collect();
                solved.assigned.iter().for_each(|seat| loads[seat.person as usize] += 1);
                valid(&problem, &solved.assigned, seats as usize);
                assert_eq!(filled, seats, "instance {number}");
                let mut best = best;
                best.sort_unstable();
                loads.sort_unstable();
                assert_eq!(loads, best, "instance {number}: {problem:?}");
            }
            Err(unsolved) => {
                short += 1;
                let missing = u64::from(seats - filled);
                assert_eq!(unsolved.certificate.short_by(), missing, "instance {number}");
            }
        }
    }
    assert!(plans > 500 && short > 500, "the instances are one-sided: {plans} and {short}");
}

fn valid(problem: &Problem<'_>, assigned: &[suicha::core::pairing::Assigned], seats: usize) {
    assert_eq!(assigned.len(), seats);
    let mut held = vec![0; problem.people.len()];
    for (at, seat) in assigned.iter().enumerate() {
        let (visit, person) = (seat.visit as usize, seat.person as usize);
        assert!(eligible(problem, visit, seat.class as usize, person));
        let same = |other: &&suicha::core::pairing::Assigned| {
            other.visit == seat.visit && other.person == seat.person
        };
        assert_eq!(assigned[at..].iter().filter(same).count(), 1, "somebody sits twice");
        held[person] += 1;
        assert!(held[person] <= problem.people[person].cap);
    }
}

struct Arc {
    to: usize,
    room: i64,
    cost: i64,
}

/// How many seats can be filled, and the loads of a plan of least cost that fills so many.
///
/// Source → seat → (visit, person) → person → sink, the last arc once per seat the person may
/// take, at the marginal cost 2T + 1 of a square.
fn optimum(problem: &Problem<'_>) -> (u32, Vec<i64>) {
    let people = problem.people.len();
    let mut arcs: Vec<Arc> = Vec::new();
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); 2 + people];
    fn link(arcs: &mut Vec<Arc>, out: &mut [Vec<usize>], from: usize, to: usize, cost: i64) {
        out[from].push(arcs.len());
        arcs.push(Arc { to, room: 1, cost });
        out[to].push(arcs.len());
        arcs.push(Arc { to: from, room: 0, cost: -cost });
    }
    let (source, sink) = (0, 1);
    for (at, person) in problem.people.iter().enumerate() {
        for more in 0..person.cap {
            link(&mut arcs, &mut out, 2 + at, sink, 2 * i64::from(person.base + more) + 1);
        }
    }
    for (number, visit) in problem.visits.iter().enumerate() {
        let first = out.len();
        out.resize_with(first + people, Vec::new);
        (0..people).for_each(|person| link(&mut arcs, &mut out, first + person, 2 + person, 0));
        for (class, wanted) in visit.classes.iter().enumerate() {
            for _ in 0..wanted.n {
                let seat = out.len();
                out.push(Vec::new());
                link(&mut arcs, &mut out, source, seat, 0);
                let may = (0..people).filter(|person| eligible(problem, number, class, *person));
                may.for_each(|person| link(&mut arcs, &mut out, seat, first + person, 0));
            }
        }
    }
    let mut filled = 0;
    while let Some(path) = cheapest(&arcs, &out, source, sink) {
        filled += 1;
        for arc in path {
            arcs[arc].room -= 1;
            arcs[arc ^ 1].room += 1;
        }
    }
    let load = |(at, person): (usize, &suicha::core::pairing::Person<'_>)| {
        let used = out[2 + at].iter().filter(|arc| arcs[**arc].to == sink && arcs[**arc].room == 0);
        i64::from(person.base) + used.count() as i64
    };
    (filled, problem.people.iter().enumerate().map(load).collect())
}

/// The arcs of a cheapest path with room.
fn cheapest(arcs: &[Arc], out: &[Vec<usize>], source: usize, sink: usize) -> Option<Vec<usize>> {
    let mut cost = vec![i64::MAX; out.len()];
    let mut by = vec![usize::MAX; out.len()];
    cost[source] = 0;
    let mut changed = true;
    while std::mem::take(&mut changed) {
        for from in (0..out.len()).filter(|from| cost[*from] < i64::MAX).collect::<Vec<_>>() {
            for &arc in out[from].iter().filter(|arc| arcs[**arc].room > 0) {
                let there = cost[from] + arcs[arc].cost;
                if there < cost[arcs[arc].to] {
                    cost[arcs[arc].to] = there;
                    by[arcs[arc].to] = arc;
                    changed = true;
                }
            }
        }
    }
    let (mut path, mut at) = (Vec::new(), sink);
    while at != source {
        let arc = *by.get(at).filter(|arc| **arc != usize::MAX)?;
        path.push(arc);
        at = arcs[arc ^ 1].to;
    }
    Some(path)
}

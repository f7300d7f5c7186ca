//! Equal chances: on small problems all optimal plans are listed, and a fixed list of seeds must
//! hit each of them about equally often (Pearson's chi-square). The seeds are fixed, so the test
//! cannot fail by chance on one run and pass on the next; the bound is the 1 − 10⁻⁶ quantile by
//! Wilson and Hilferty's approximation, df·(1 − 2/(9·df) + 4.753·√(2/(9·df)))³.

use super::{IDS, VISITS, eligible};
use std::collections::BTreeMap;
use suicha::core::digest::Digest;
use suicha::core::pairing::{Need, Person, Problem, Seats, Visit, solve};
use suicha::core::spread::{InOrder, Spread};
use suicha::workers::AllCores;

const SEEDS: u32 = 20_000;

/// A plan: (visit, class, person) in order.
type Plan = Vec<(u32, u32, u32)>;

#[test]
fn every_optimal_plan_is_equally_likely() {
    for (name, problem) in problems() {
        let plans = optimal(&problem);
        let mut hits: BTreeMap<&Plan, u64> = plans.iter().map(|plan| (plan, 0)).collect();
        for plan in draws(&problem) {
            *hits.get_mut(&plan).unwrap_or_else(|| panic!("{name}: not optimal: {plan:?}")) += 1;
        }
        let chi = chi_square(hits.values().copied());
        println!("{name}: {} plans, chi-square {chi:.1}, bound {:.1}", plans.len(), bound(plans.len()));
        assert!(plans.len() > 5 && plans.len() < 3000, "{name} has {} plans", plans.len());
        assert!(chi < bound(plans.len()), "{name}: chi-square {chi} over {} plans", plans.len());
    }
}

#[test]
fn twins_have_equal_chances() {
    // a and b are alike; so are c and d. Who of a pair gets the heavier load is a coin.
    let problem = sparse();
    let loads = draws(&problem).into_iter().map(|plan| {
        let load = |person: u32| plan.iter().filter(|seat| seat.2 == person).count();
        [load(0), load(1), load(2), load(3)]
    });
    for (one, other) in [(0, 1), (2, 3)] {
        let mut seats: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        loads.clone().for_each(|l| *seats.entry((l[one], l[other])).or_default() += 1);
        for (&(a, b), &count) in &seats {
            let swapped = seats.get(&(b, a)).copied().unwrap_or(0);
            let chi = chi_square([count, swapped].into_iter());
            assert!(chi < bound(2), "loads {a} and {b}: {count} times, swapped {swapped}");
        }
    }
}

fn problems() -> Vec<(&'static str, Problem<'static>)> {
    let pool = |visits, people| problem(&[&["t"]], visits, vec![vec![(2, 0)]], people, &[]);
    let same = |n, cap| (0..n).map(|_| (cap, 0, vec!["t"])).collect::<Vec<_>>();
    let special = vec![
        (3, 0, vec!["s", "t"]),
        (3, 0, vec!["s", "t"]),
        (3, 1, vec!["t"]),
        (3, 0, vec!["t"]),
        (3, 0, vec!["t"]),
    ];
    vec![
        ("one pool", pool(3, same(5, 9))),
        (
            "one pool, uneven bases",
            pool(3, vec![(9, 1, vec!["t"]), (9, 0, vec!["t"]), (9, 0, vec!["t"]), (9, 2, vec!["t"])]),
        ),
        (
            "tight caps",
            pool(4, vec![(1, 0, vec!["t"]), (2, 0, vec!["t"]), (2, 0, vec!["t"]), (3, 0, vec!["t"])]),
        ),
        ("a specialty", problem(&[&["s"], &["t"]], 3, vec![vec![(1, 0), (1, 1)]], special, &[(0, 1)])),
        ("sparse", sparse()),
        (
            "exchange inside a visit",
            problem(
                &[&["s"], &["t"]],
                3,
                vec![vec![(1, 0), (1, 1)], vec![(2, 1)]],
                vec![(2, 0, vec!["s", "t"]), (2, 0, vec!["s", "t"]), (2, 0, vec!["s", "t"])],
                &[],
            ),
        ),
    ]
}

fn sparse() -> Problem<'static> {
    let people = vec![
        (4, 0, vec!["s"]),
        (4, 0, vec!["s"]),
        (4, 0, vec!["t"]),
        (4, 0, vec!["t"]),
        (4, 0, vec!["s", "t"]),
    ];
    problem(&[&["s"], &["t"]], 3, vec![vec![(1, 0), (1, 1)]], people, &[])
}

/// Visits take the listed shapes — (n, need) per class — in turn; recusals are (visit, person).
fn problem(
    needs: &[&[&'static str]],
    visits: usize,
    shapes: Vec<Vec<(u32, u32)>>,
    people: Vec<(u32, u32, Vec<&'static str>)>,
    recusals: &[(usize, u32)],
) -> Problem<'static> {
    let person = |(at, (cap, base, tags))| Person { id: IDS[at], cap, base, tags };
    let visit = |at: usize| Visit {
        id: VISITS[at],
        classes: shapes[at % shapes.len()].iter().map(|&(n, need)| Seats { n, need }).collect(),
        recused: recusals.iter().filter(|(visit, _)| *visit == at).map(|(_, one)| *one).collect(),
    };
    let need = |tags: &&[&'static str]| Need { tags: tags.to_vec(), without: vec![], or: vec![] };
    Problem {
        draw: "uniform/1".into(),
        seed: [0; 32],
        people: people.into_iter().enumerate().map(person).collect(),
        visits: (0..visits).map(visit).collect(),
        needs: needs.iter().map(need).collect(),
    }
}

/// The plan of each seed of the list.
fn draws(problem: &Problem<'_>) -> Vec<Plan> {
    AllCores.map((0..SEEDS).collect(), |number| {
        let seed = Digest::of(format!("uniform {number}").as_bytes()).0;
        let solved = solve(Problem { seed, ..problem.clone() }, &[], &InOrder).unwrap();
        solved.assigned.iter().map(|seat| (seat.visit, seat.class, seat.person)).collect()
    })
}

/// All valid plans with the least sum of squared loads (then the loads are as even as possible).
/// Seats of one class are alike: a plan lists their holders in ascending order.
fn optimal(problem: &Problem<'_>) -> Vec<Plan> {
    let mut seats = Vec::new();
    for (visit, one) in problem.visits.iter().enumerate() {
        for (class, wanted) in one.classes.iter().enumerate() {
            seats.extend((0..wanted.n).map(|_| (visit, class)));
        }
    }
    let mut found = Vec::new();
    extend(problem, &seats, &mut Vec::new(), &mut found);
    let cost = |plan: &Plan| -> u64 {
        let load = |(at, one): (usize, &Person<'_>)| {
            let held = plan.iter().filter(|seat| seat.2 as usize == at).count() as u64;
            (u64::from(one.base) + held).pow(2)
        };
        problem.people.iter().enumerate().map(load).sum()
    };
    let least = found.iter().map(cost).min().unwrap();
    found.retain(|plan| cost(plan) == least);
    found
}

fn extend(problem: &Problem<'_>, seats: &[(usize, usize)], plan: &mut Plan, found: &mut Vec<Plan>) {
    let Some(&(visit, class)) = seats.get(plan.len()) else {
        found.push(plan.clone());
        return;
    };
    for person in 0..problem.people.len() {
        let held = plan.iter().filter(|seat| seat.2 as usize == person).count();
        let sits = plan.iter().any(|seat| seat.0 as usize == visit && seat.2 as usize == person);
        let last = plan.last().filter(|seat| (seat.0 as usize, seat.1 as usize) == (visit, class));
        let ordered = last.is_none_or(|seat| (seat.2 as usize) < person);
        let room = held < problem.people[person].cap as usize;
        if !sits && ordered && room && eligible(problem, visit, class, person) {
            plan.push((visit as u32, class as u32, person as u32));
            extend(problem, seats, plan, found);
            plan.pop();
        }
    }
}

fn chi_square(hits: impl Iterator<Item = u64> + Clone) -> f64 {
    let (count, total) = (hits.clone().count() as f64, hits.clone().sum::<u64>() as f64);
    let expected = total / count;
    hits.map(|hits| (hits as f64 - expected).powi(2) / expected).sum()
}

fn bound(cells: usize) -> f64 {
    let df = cells as f64 - 1.0;
    df * (1.0 - 2.0 / (9.0 * df) + 4.753 * (2.0 / (9.0 * df)).sqrt()).powi(3)
}

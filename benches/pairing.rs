//! Pairing by size: one county (3,000 visits, 300 inspectors, one pool) and one province (200,000
//! visits, 20,000 inspectors, 1,000 pools). Throughput is visits per second.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use suicha::core::digest::Digest;
use suicha::core::id::{DrawId, Name, SubjectId};
use suicha::core::pairing::{DrawnVisit, InspectorRow, PairingInput, TeamLine, pair, rehearse};
use suicha::workers::AllCores;

criterion_group!(benches, pairing);
criterion_main!(benches);

fn pairing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pairing");
    group.sample_size(10);
    let sizes = [
        ("county", Draw::new(3_000, 300, 1, &["2 @pool"])),
        ("county, two classes", Draw::new(3_000, 300, 10, &["1 @pool", "1 without @pool"])),
        ("province", Draw::new(200_000, 20_000, 1_000, &["2 @pool"])),
    ];
    for (name, draw) in &sizes {
        group.throughput(Throughput::Elements(draw.visits.len() as u64));
        let mut number = 0_u32;
        let mut seed = || {
            number += 1;
            Digest::of(&number.to_le_bytes())
        };
        group.bench_function(format!("pair/{name}"), |bencher| {
            bencher.iter_batched(
                &mut seed,
                |seed| black_box(pair(&draw.input(&seed), &AllCores).expect("nobody is short")),
                BatchSize::LargeInput,
            );
        });
        group.bench_function(format!("rehearse/{name}"), |bencher| {
            bencher.iter_batched(
                &mut seed,
                |seed| black_box(rehearse(&draw.input(&seed), &AllCores).expect("good input")),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

struct Draw {
    id: DrawId,
    visits: Vec<DrawnVisit>,
    inspectors: Vec<InspectorRow>,
    team_rules: [Vec<TeamLine>; 1],
}

impl Draw {
    /// Visits and inspectors are dealt out to the pools in turn.
    fn new(visits: usize, inspectors: usize, pools: usize, team: &[&str]) -> Self {
        let name = |text: String| Name::new(&text).expect("a name");
        let pool = |at: usize| name(format!("s{:04}", at % pools));
        let visit = |at: usize| DrawnVisit {
            id: SubjectId::new(&format!("91320381{at:010}")).expect("an id"),
            pool: pool(at),
            tasks: vec![0],
        };
        let inspector = |at: usize| InspectorRow {
            pseudonym: name(format!("p{at:05}")),
            unit: pool(at),
            tags: Vec::new(),
            cap: (4 * visits / inspectors) as u32,
            base: 0,
        };
        let team = team.iter().map(|line| TeamLine::parse(line).expect("a team line"));
        Self {
            id: DrawId::new("bench").expect("a draw id"),
            visits: (0..visits).map(visit).collect(),
            inspectors: (0..inspectors).map(inspector).collect(),
            team_rules: [team.collect()],
        }
    }

    fn input<'a>(&'a self, seed: &'a Digest) -> PairingInput<'a> {
        PairingInput {
            draw: &self.id,
            attempt: 1,
            seed,
            visits: &self.visits,
            team_rules: &self.team_rules,
            on_shortage: &[],
            inspectors: &self.inspectors,
            recusals: &[],
            replace: None,
        }
    }
}

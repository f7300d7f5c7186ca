//! The fold of credit events: ten events a subject, all cores, one legal day. What is counted is events;
//! every subject gets its whole standing, with proposals and their last days.
//!
//! `SUICHA_BENCH_ROWS=1000000 cargo bench --profile dev --bench credit` for a million subjects (ten
//! million events, about 1.2 GB); the size of an event in memory is printed first.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use suicha::core::credit::words::{Flag, Form, Kind, Manner, Punished, Reason, Set};
use suicha::core::credit::{Code, Fact, Question, Rules};
use suicha::core::spread::{InOrder, Spread};
use suicha::core::time::Date;
use suicha::core::workdays::Calendar;
use suicha::workers::AllCores;

/// Events of a subject.
const EVENTS: usize = 10;

#[expect(clippy::disallowed_methods, reason = "a bench may read its own switch")]
fn subjects() -> usize {
    std::env::var("SUICHA_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(100_000)
}

/// The usual life of a record: inspected, punished, listed, corrected, repaired; in order.
fn facts(subject: usize) -> [Fact; EVENTS] {
    let day = |after: i64| Date::from_days(19_900 + (subject % 300) as i64 + after).expect("a day");
    let fact = |kind, after| Fact::plain(kind, day(after));
    let about = |kind, after, about| Fact { about: Some(about), ..fact(kind, after) };
    let inspection =
        Fact { case: 1, result: "R5".parse().ok(), published: Some(day(10)), ..fact(Kind::Inspection, 0) };
    let penalty = Fact {
        case: 1,
        kinds: Set::of(&[Punished::Fine, Punished::Confiscation]),
        fine: 4_000_000 + 1000 * (subject % 2000) as u64,
        confiscated: 100,
        region: 310_000,
        published: Some(day(32)),
        ..fact(Kind::Penalty, 30)
    };
    let listing = Fact { ground: Some(Code::Abn1), year: 2024, ..fact(Kind::Listing, 60) };
    [
        inspection,
        about(Kind::Complied, 20, 0),
        penalty,
        Fact { manner: Some(Manner::Ndrc), ..about(Kind::Published, 33, 2) },
        Fact { flags: Set::of(&[Flag::Paid, Flag::Corrected]), ..about(Kind::Complied, 50, 2) },
        listing,
        Fact { year: 2024, ..fact(Kind::Report, 100) },
        about(Kind::RepairApplied, 101, 5),
        Fact { reason: Some(Reason::Reported), ..about(Kind::Removal, 105, 5) },
        about(Kind::RepairApplied, 400, 2),
    ]
}

fn fold(c: &mut Criterion) {
    let subjects = subjects();
    let facts: Vec<Fact> = (0..subjects).flat_map(facts).collect();
    println!("{subjects} subjects, {} bytes an event", size_of::<Fact>());
    let question =
        Question::new(Rules::embedded(), Calendar::embedded(), Date::new(2026, 12, 1).expect("a day"));
    let chunk = |part: &[Fact]| -> usize {
        let told = part.chunks(EVENTS).map(|facts| question.fold(Form::Enterprise, facts));
        told.map(|standing| standing.proposals.len() + standing.penalties.len()).sum()
    };
    let parts = || facts.chunks(EVENTS * 1024).collect::<Vec<_>>();
    let mut group = c.benchmark_group(format!("credit/{}", facts.len()));
    group.throughput(Throughput::Elements(facts.len() as u64)).sample_size(10);
    group.bench_function("one core", |b| b.iter(|| InOrder.map(parts(), |part| black_box(chunk(part)))));
    group.bench_function("all cores", |b| b.iter(|| AllCores.map(parts(), |part| black_box(chunk(part)))));
    group.finish();
}

criterion_group!(benches, fold);
criterion_main!(benches);

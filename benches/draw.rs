//! Tickets and selection: the whole first draw of one stratum beside the hashing of its tickets
//! alone, on the same cores. The ratio is what counts; the hashing is the physical limit.
//!
//! `SUICHA_BENCH_ROWS=10000000 cargo bench --profile dev --bench draw` for the size of a province;
//! the memory per row that the draw needs beside its frame is printed at the end.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use suicha::core::digest::Digest;
use suicha::core::frame::{Frame, FrameRow};
use suicha::core::plan::Plan;
use suicha::core::select::select;
use suicha::core::spread::Spread;
use suicha::core::ticket::TaskSeed;
use suicha::workers::AllCores;

const PLAN: &str = "suicha-plan/1\ntask t\ndomain d\nteam 2\nstratum all rate 3/100\nreserve 100\n";

#[expect(clippy::disallowed_methods, reason = "a bench may read its own switch")]
fn rows() -> usize {
    std::env::var("SUICHA_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000)
}

fn frame(rows: usize) -> Frame {
    let mut frame = Frame::default();
    for number in 0..rows {
        let id = format!("91320381MA{number:08}");
        frame.push(FrameRow { id: &id, stratum: "all", pool: "s01", status: "ok" }).expect("a valid row");
    }
    frame
}

/// The tickets of all rows and nothing else.
fn hash_only(frame: &Frame, seed: &Digest) -> u64 {
    let tickets = TaskSeed::new(seed, "d").tickets();
    let chunk = |start: usize| {
        let rows = start..(start + (1 << 16)).min(frame.len());
        rows.fold(0u64, |sum, row| sum ^ u64::from(tickets.of(frame.id(row)).0[0]))
    };
    let starts: Vec<usize> = (0..frame.len()).step_by(1 << 16).collect();
    AllCores.map(starts, chunk).into_iter().fold(0, |a, b| a ^ b)
}

/// Peak resident memory of this process, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) * 1024
}

fn draw(c: &mut Criterion) {
    let rows = rows();
    let before = peak();
    let frame = frame(rows);
    let built = peak();
    let plan = Plan::parse(PLAN.as_bytes()).expect("a valid plan");
    let seed = Digest::of(b"bench");
    black_box(select(&plan, &frame, &seed, &AllCores).expect("a valid frame"));
    let drawn = peak();
    println!(
        "{rows} rows: frame {} bytes a row, draw {} bytes a row on top",
        (built - before) / rows as u64,
        (drawn - built) / rows as u64
    );
    let mut group = c.benchmark_group(format!("draw/{rows}"));
    group.throughput(Throughput::Elements(rows as u64)).sample_size(10);
    group.bench_function("tickets alone", |b| b.iter(|| hash_only(black_box(&frame), &seed)));
    group.bench_function("tickets and selection", |b| {
        b.iter(|| select(&plan, black_box(&frame), &seed, &AllCores))
    });
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);

//! The transparency log in a SQLite archive: appends in one transaction, a signed head, and proofs
//! once it is large. `SUICHA_BENCH_ENTRIES` is the size of the log (default 100,000).

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use suicha::archive::Archive;
use suicha::core::digest::Digest;
use suicha::core::log::Event;
use suicha::core::log::tree::{Range, consistency, inclusion, verify_inclusion};
use suicha::core::time::Timestamp;
use suicha::core::witness::key::SignerKey;
use tokio::runtime::Runtime;

/// Entries of one transaction.
const BATCH: u64 = 10_000;

#[expect(clippy::disallowed_methods, reason = "a bench may read its own switch")]
fn entries() -> u64 {
    std::env::var("SUICHA_BENCH_ENTRIES").ok().and_then(|entries| entries.parse().ok()).unwrap_or(100_000)
}

fn event(number: u64) -> Event {
    let plan = format!("{:014}", 10_000_000_000_000 + number / 1_000_000);
    Event::Plan(plan, u32::try_from(number % 1_000_000).unwrap() + 1)
}

async fn append(archive: &Archive, from: u64, count: u64, key: &SignerKey) {
    let mut writer = archive.begin("bench", Timestamp(1_694_775_603), "bench").await.unwrap();
    let events = (from..from + count).map(|number| (event(number), Digest::of(&number.to_be_bytes())));
    writer.log_all(events.collect()).await.unwrap();
    writer.sign_log(key).await.unwrap();
    writer.commit("bench", Digest::of(b"")).await.unwrap();
}

fn log(c: &mut Criterion) {
    let size = entries();
    let runtime = Runtime::new().unwrap();
    let place = tempfile::tempdir().unwrap();
    let key = SignerKey::from_seed("log.example/bench", [1; 32]).unwrap();
    let archive = runtime.block_on(async {
        let settings = suicha::archive::Settings { create: true, ..Default::default() };
        let url = format!("sqlite:{}", place.path().join("archive.sqlite").display());
        let archive = Archive::open_with(&url, &settings).await.unwrap();
        for from in (0..size).step_by(BATCH as usize) {
            append(&archive, from, BATCH.min(size - from), &key).await;
        }
        archive
    });
    let mut group = c.benchmark_group(format!("log/{size}"));
    let mut next = size;
    group.throughput(Throughput::Elements(1000)).sample_size(10);
    group.bench_function("append a thousand", |b| {
        b.iter(|| {
            runtime.block_on(append(&archive, next, 1000, &key));
            next += 1000;
        });
    });
    group.throughput(Throughput::Elements(1)).sample_size(50);
    let (at, leaf) =
        (size / 3, runtime.block_on(archive.log_entries(size / 3, size / 3 + 1)).unwrap()[0].entry.leaf());
    let root = runtime.block_on(archive.log_hashes(&[Range::whole(size)])).unwrap()[0];
    group.bench_function("inclusion proof", |b| {
        b.iter(|| {
            let proof = runtime.block_on(archive.log_hashes(&inclusion(at, size))).unwrap();
            assert!(verify_inclusion(at, size, leaf, &proof, root));
        });
    });
    group.bench_function("consistency proof", |b| {
        b.iter(|| runtime.block_on(archive.log_hashes(&consistency(size / 2 + 1, size))).unwrap());
    });
    group.finish();
}

criterion_group!(benches, log);
criterion_main!(benches);

//! Reading and validating a registry, without storing it: rows a second from a CSV file of the
//! usual columns. The whole import beside `sqlite3 .import` is `benches/compare_import.sh`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::fs::File;
use std::io::BufWriter;
use suicha::core::row::Codebook;
use suicha::ingest::{Source, subjects};
use suicha::synth::{Params, subjects_csv};

const ROWS: u64 = 100_000;

fn import(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let path = dir.path().join("subjects.csv");
    let params = Params { subjects: ROWS, inspectors: 1, seed: 1, dirt: false };
    let mut out = BufWriter::new(File::create(&path).expect("a new file"));
    subjects_csv(&params, &mut out).expect("a registry");
    drop(out);
    let files = [path];
    let codebook = Codebook::default();
    let source = Source::of(&files, &codebook);
    let mut group = c.benchmark_group("import");
    group.throughput(Throughput::Elements(ROWS)).sample_size(10);
    group.bench_function("read and validate", |b| {
        b.iter(|| subjects(&source, &mut |_| {}, &mut |_| Ok(())).expect("a clean registry"));
    });
    group.finish();
}

criterion_group!(benches, import);
criterion_main!(benches);

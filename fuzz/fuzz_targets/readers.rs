//! Every reader of published text: the first line of an input names one, the rest is its text, and
//! only the rest is mutated.

#![no_main]

#[path = "../../tests/fuzz/readers.rs"]
mod readers;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|input: &[u8]| -> Corpus {
    match readers::tried(input) {
        Some(_) => Corpus::Keep,
        None => Corpus::Reject,
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, _seed: u32| {
    let name = data[..size].iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    name + fuzzer_mutate(&mut data[name..], size - name, most - name)
});

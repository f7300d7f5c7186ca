//! One binary for every integration test: each test binary links the whole program.

mod archive;
mod beacon;
mod common;
mod ingest;
mod pairing;
mod reference;
mod synth;
mod tidy;
mod vectors;

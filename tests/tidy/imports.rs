//! Who may use what: the pure core, the directions between modules, the home of each dependency,
//! and the one place that asks for the time, for entropy and for the environment.

use super::source::{Source, tokens};
use super::{Problem, made_up};

/// Parts of the standard library that reach outside the program.
const OUTSIDE: [&str; 7] = ["env", "fs", "net", "os", "process", "thread", "time"];

/// Dependencies with the only files that may use them; all others may be used outside the core.
const HOMES: [(&str, &[&str]); 21] = [
    ("sha2", &["src/core/digest.rs"]),
    ("hmac", &["src/core/digest.rs"]),
    ("blst", &["src/core/pulse/bls.rs"]),
    ("ed25519_dalek", &["src/core/witness"]),
    ("qrcodegen", &["src/publish/forms/qr.rs"]),
    ("rand_chacha", &["src/core/pairing/rng.rs", "src/env.rs", "src/synth/"]),
    ("polars", &["src/ingest/", "src/report/"]),
    ("quick_xml", &["src/ingest/hidden.rs"]),
    ("zip", &["src/ingest/hidden.rs", "src/publish/document/docx"]),
    ("plotters", &["src/report/figure/"]),
    ("ab_glyph", &["src/report/figure/"]),
    ("miniz_oxide", &["src/report/figure/png.rs"]),
    ("statrs", &["src/report/estimate/"]),
    ("sqlx", &["src/archive/"]),
    ("rusqlite", &["src/archive/sqlite/"]),
    ("ureq", &["src/beacon/", "src/log/witness.rs", "src/notify/send.rs"]),
    ("lettre", &["src/notify/send.rs"]),
    ("croner", &["src/schedule/"]),
    ("chrono", &["src/schedule/"]),
    ("chrono_tz", &["src/schedule/"]),
    ("tokio_cron_scheduler", &["src/command/daemon/"]),
];

/// Dependencies the core has no use for; `thiserror` and those at home in it are all it has.
const NOT_IN_CORE: [&str; 25] = [
    "ab_glyph",
    "calamine",
    "clap",
    "csv",
    "encoding_rs",
    "futures_util",
    "indicatif",
    "miniz_oxide",
    "plotters",
    "polars",
    "rand",
    "rayon",
    "rusqlite",
    "rust_xlsxwriter",
    "serde",
    "serde_json",
    "simdutf8",
    "sqlx",
    "statrs",
    "tokio",
    "toml",
    "tracing",
    "tracing_subscriber",
    "ureq",
    "zip",
];

/// Words that have no place where something is decided.
const UNDECIDED: [(&str, &str); 4] = [
    ("f32", "floating point"),
    ("f64", "floating point"),
    ("HashMap", "an order that differs from run to run"),
    ("HashSet", "an order that differs from run to run"),
];

/// Macros that print.
const PRINTING: [&str; 4] = ["eprint", "eprintln", "print", "println"];

/// Modules where others meet; everything else imports the core and what [`MORE`] adds.
const MEETING: [&str; 7] = ["cli", "command", "config", "env", "lib", "main", "schedule"];

/// What every module may import.
const COMMON: [&str; 5] = ["core", "durable", "error", "fault", "workers"];

/// Module and what else it may import.
const MORE: [(&str, &str); 2] = [("publish", "report"), ("synth", "report")];

/// Words that ask for the time, for entropy or for the environment.
const ASKING: [&[&str]; 7] = [
    &["SystemTime", "now"],
    &["Instant", "now"],
    &["std", "env", "var"],
    &["std", "env", "vars"],
    &["env", "var"],
    &["SysRng"],
    &["OsRng"],
];

/// `core` is pure: values in, values out.
pub fn core_is_pure(file: &Source) -> Vec<Problem> {
    if !file.path.starts_with("src/core/") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let depth = depth(file);
    for (line, path) in file.paths() {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let supers = path.iter().take_while(|part| **part == "super").count();
        let what = match path[..] {
            ["std", part, ..] if OUTSIDE.contains(&part) => Some(format!("std::{part} reaches outside")),
            ["crate", part, ..] if part != "core" => Some(format!("crate::{part} is outside the core")),
            [first, ..] if NOT_IN_CORE.contains(&first) && path.len() > 1 => {
                Some(format!("{first} is not for the core"))
            }
            _ if supers >= depth => Some("super leads out of the core".into()),
            _ => None,
        };
        let undecided = UNDECIDED.iter().find(|(word, _)| path.contains(word));
        let what = what.or_else(|| undecided.map(|(word, why)| format!("{word}: {why}")));
        problems.extend(what.map(|what| problem("core", file, line, what)));
    }
    for pair in tokens(&file.code()).windows(2) {
        if PRINTING.contains(&pair[0].1.as_str()) && pair[1].1 == "!" {
            problems.push(problem("core", file, pair[0].0, format!("{} prints", pair[0].1)));
        }
    }
    problems
}

/// How many `super` lead out of the core: the depth of the module, one more where it holds others.
fn depth(file: &Source) -> usize {
    let module = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let inline = file.code().contains("mod tests {");
    module.split('/').count() - 1 + usize::from(inline)
}

/// `command` is the only meeting place.
pub fn directions(file: &Source) -> Vec<Problem> {
    let own = module_of(&file.path);
    if MEETING.contains(&own) || own == "core" {
        return Vec::new();
    }
    let may = |part: &str| part == own || COMMON.contains(&part) || MORE.contains(&(own, part));
    let crossing = |(line, path): (usize, Vec<String>)| match &path[..] {
        [first, part, ..] if first == "crate" && !may(part) => {
            Some(problem("direction", file, line, format!("{own} must not import crate::{part}")))
        }
        _ => None,
    };
    file.paths().into_iter().filter_map(crossing).collect()
}

/// A dependency with a home is used nowhere else.
pub fn dependencies_stay_home(file: &Source) -> Vec<Problem> {
    let away = |(line, path): (usize, Vec<String>)| {
        let (name, homes) = HOMES.iter().find(|(name, _)| path.len() > 1 && path[0] == *name)?;
        let home = homes.iter().any(|home| file.path.starts_with(home));
        (!home).then(|| problem("home", file, line, format!("{name} is used outside {}", homes.join(", "))))
    };
    file.paths().into_iter().filter_map(away).collect()
}

/// Only `env.rs` asks for the time, for entropy and for the environment.
pub fn clock_and_environment(file: &Source) -> Vec<Problem> {
    if file.path == "src/env.rs" {
        return Vec::new();
    }
    let asks = |(line, path): (usize, Vec<String>)| {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let asked = ASKING.iter().find(|words| path.windows(words.len()).any(|part| part == **words))?;
        Some(problem("clock", file, line, format!("{} belongs to env.rs", asked.join("::"))))
    };
    file.paths().into_iter().filter_map(asks).collect()
}

/// `src/ingest/run.rs` and `src/ingest.rs` belong to `ingest`.
fn module_of(path: &str) -> &str {
    let inside = path.trim_start_matches("src/");
    inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs")
}

fn problem(rule: &'static str, file: &Source, line: usize, what: String) -> Problem {
    Problem { rule, file: file.path.clone(), line, what }
}

#[test]
fn an_impure_core_is_noticed() {
    for bad in [
        "use std::fs;",
        "use std::{collections::BTreeMap, time::Instant};",
        "fn f() { std::thread::spawn(g); }",
        "use crate::archive::Archive;",
        "use super::super::archive;",
        "use tokio::sync::mpsc;",
        "#[derive(serde::Serialize)]\nstruct S;",
        "use rayon::prelude::*;",
        "fn f(x: f64) {}",
        "use std::collections::HashMap;",
        "fn f(x: std::collections::HashSet<u8>) {}",
        "fn f() { println!(\"x\"); }",
        "use rand::rng;",
    ] {
        assert_eq!(core_is_pure(&made_up("src/core/x.rs", bad)).len(), 1, "{bad}");
        assert_eq!(core_is_pure(&made_up("src/command/x.rs", bad)), [], "{bad}");
    }
    let good = "//! std::fs, f64\nuse std::fmt;\nuse crate::core::id;\nuse super::id;\nlet s = \"HashMap\";\nfn print() {}\n";
    assert_eq!(core_is_pure(&made_up("src/core/x.rs", good)), []);
    assert_eq!(core_is_pure(&made_up("src/core/x/y.rs", "use super::super::id;")), []);
}

#[test]
fn a_wrong_direction_is_noticed() {
    let import = |from: &str, what: &str| directions(&made_up(from, &format!("use crate::{what}::x;"))).len();
    for (from, what) in [
        ("src/archive/mod.rs", "ingest"),
        ("src/ingest/run.rs", "archive"),
        ("src/beacon/file.rs", "publish"),
        ("src/log/tiles.rs", "report"),
        ("src/report/tables.rs", "archive"),
        ("src/archive/mod.rs", "command"),
        ("src/fairness/mod.rs", "archive"),
        ("src/publish/bundle.rs", "fairness"),
        ("src/workers.rs", "env"),
    ] {
        assert_eq!(import(from, what), 1, "{from}: {what}");
    }
    for (from, what) in [
        ("src/archive/mod.rs", "core"),
        ("src/archive/row.rs", "archive"),
        ("src/command/draw.rs", "archive"),
        ("src/publish/site.rs", "report"),
    ] {
        assert_eq!(import(from, what), 0, "{from}: {what}");
    }
    let group = made_up("src/log/x.rs", "use crate::{core::id, beacon};");
    assert_eq!(directions(&group).len(), 1);
}

#[test]
fn a_dependency_away_from_home_is_noticed() {
    let away = |path: &str, text: &str| dependencies_stay_home(&made_up(path, text)).len();
    assert_eq!(away("src/core/ticket.rs", "use sha2::Sha256;"), 1);
    assert_eq!(away("src/core/digest.rs", "use sha2::Sha256;"), 0);
    assert_eq!(away("src/command/x.rs", "use polars::prelude::*;"), 1);
    assert_eq!(away("src/ingest/parquet.rs", "fn f() { polars::prelude::col(c); }"), 0);
    assert_eq!(away("src/core/pairing/mix.rs", "use rand_chacha::ChaCha20Rng;"), 1);
    assert_eq!(away("src/core/pulse/mod.rs", "fn f() { blst::min_pk::X::y() }"), 1);
}

#[test]
fn a_second_clock_is_noticed() {
    let asks = |path: &str, text: &str| clock_and_environment(&made_up(path, text)).len();
    for bad in [
        "std::time::SystemTime::now()",
        "Instant::now()",
        "std::env::var(x)",
        "rand::rngs::SysRng",
        "std::env::vars()",
    ] {
        let text = format!("fn f() {{ {bad}; }}");
        assert_eq!(asks("src/beacon/relay.rs", &text), 1, "{bad}");
        assert_eq!(asks("src/env.rs", &text), 0, "{bad}");
    }
}

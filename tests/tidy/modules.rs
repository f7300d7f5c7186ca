//! Every file is part of something: each Rust file of a module tree, each data file of a use; and
//! each Rust file says what it is.

use super::source::Source;
use super::{Problem, made_up};
use std::collections::BTreeSet;

/// Each file opens by saying what it is.
pub fn opens_with_docs(file: &Source) -> Vec<Problem> {
    let says = file.text.starts_with("//!");
    let what = "the file must open with //! lines that say what it is and is not".to_owned();
    if says { Vec::new() } else { vec![Problem { rule: "docs", file: file.path.clone(), line: 1, what }] }
}

/// Every Rust file under `directory` is reached from the roots by `mod` lines.
pub fn every_file_is_reached(files: &[Source], roots: &[&str], directory: &str) -> Vec<Problem> {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    while let Some(path) = waiting.pop() {
        let file = files.iter().find(|file| file.path == path);
        if let (Some(file), true) = (file, reached.insert(path)) {
            waiting.extend(modules(file));
        }
    }
    let dead = |file: &&Source| {
        file.path.starts_with(directory) && file.path.ends_with(".rs") && !reached.contains(&file.path)
    };
    let problem = |file: &Source| Problem {
        rule: "dead",
        file: file.path.clone(),
        line: 1,
        what: format!("no mod line leads here from {}", roots.join(" or ")),
    };
    files.iter().filter(dead).map(problem).collect()
}

/// Paths that the `mod x;` lines of a file may mean.
fn modules(file: &Source) -> Vec<String> {
    let (directory, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let root = ["mod.rs", "lib.rs", "main.rs", "suite.rs"].contains(&name);
    let inside = if root { directory.to_owned() } else { file.path.trim_end_matches(".rs").to_owned() };
    let mut found = Vec::new();
    let mut named = None;
    for (line, code) in file.text.lines().zip(file.code().lines()) {
        if let Some(path) = line.trim().strip_prefix("#[path = \"").and_then(|rest| rest.strip_suffix("\"]"))
        {
            named = Some(format!("{directory}/{path}"));
            continue;
        }
        let Some(module) = code.trim().strip_suffix(';').and_then(|code| code.rsplit_once("mod ")) else {
            continue;
        };
        let (before, module) = (module.0.trim(), module.1.trim());
        if before.is_empty() || before.starts_with("pub") || before.ends_with(']') {
            match named.take() {
                Some(path) => found.push(path),
                None => found.extend([format!("{inside}/{module}.rs"), format!("{inside}/{module}/mod.rs")]),
            }
        }
    }
    found
}

/// Every file under `data/` is named, by itself or by its directory, in code, a test or a document.
pub fn every_data_file_is_used(files: &[Source]) -> Vec<Problem> {
    let readers: Vec<&Source> =
        files.iter().filter(|file| !file.path.starts_with("data/") && file.path != "Cargo.lock").collect();
    let named = |text: &str| readers.iter().any(|file| file.text.contains(text));
    let unused = |file: &&Source| {
        let (directory, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        file.path.starts_with("data/")
            && name != "README.md"
            && !named(name)
            && (directory == "data"
                || !named(&format!("{directory}/")) && !named(&format!("\"{directory}\"")))
    };
    let problem = |file: &Source| Problem {
        rule: "data",
        file: file.path.clone(),
        line: 1,
        what: "nothing names this file or its directory".into(),
    };
    files.iter().filter(unused).map(problem).collect()
}

#[test]
fn a_file_without_docs_is_noticed() {
    assert_eq!(opens_with_docs(&made_up("src/x.rs", "use a::b;\n//! late\n")).len(), 1);
    assert_eq!(opens_with_docs(&made_up("src/x.rs", "//! what it is\n")), []);
}

#[test]
fn a_dead_file_is_noticed() {
    let files = [
        made_up("src/lib.rs", "pub mod a;\n// mod dead;\n#[path = \"odd.rs\"]\nmod b;\n"),
        made_up("src/a.rs", "pub(crate) mod inner;\n"),
        made_up("src/a/inner.rs", ""),
        made_up("src/odd.rs", ""),
        made_up("src/dead.rs", ""),
        made_up("src/a/dead.rs", ""),
    ];
    let dead = every_file_is_reached(&files, &["src/lib.rs"], "src/");
    assert_eq!(dead.iter().map(|p| p.file.as_str()).collect::<Vec<_>>(), ["src/dead.rs", "src/a/dead.rs"]);
}

#[test]
fn an_unused_data_file_is_noticed() {
    let files = [
        made_up("src/lib.rs", "include_str!(\"../data/used.csv\"); const D: &str = \"data/maps/\";"),
        made_up("data/used.csv", ""),
        made_up("data/unused.csv", "used.csv and unused.csv"),
        made_up("data/maps/a.toml", ""),
        made_up("data/other/b.toml", ""),
    ];
    let unused = every_data_file_is_used(&files);
    let names: Vec<&str> = unused.iter().map(|p| p.file.as_str()).collect();
    assert_eq!(names, ["data/unused.csv", "data/other/b.toml"]);
}

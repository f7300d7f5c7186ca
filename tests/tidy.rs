//! Holds the tree to the invariants of `docs/ARCHITECTURE.md` that neither the compiler nor a lint
//! can hold it to. Each rule is a function from texts to problems and has a test of its own that
//! shows it something bad. What may break a rule stands in [`EXCEPTIONS`], with the reason, and
//! nowhere else.

mod imports;
mod lengths;
mod modules;
mod source;
mod words;

use source::{Source, sources};

/// Something that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    rule: &'static str,
    file: String,
    line: usize,
    what: String,
}

/// Rule, file (or the start of its path), a part of what is found there, and why it may stand.
const EXCEPTIONS: [(&str, &str, &str, &str); 6] = [
    ("clock", "src/command/progress.rs", "Instant::now", "how often a bar is drawn shows in no result"),
    (
        "direction",
        "src/error.rs",
        "error must not import",
        "the program's error holds the errors of its modules",
    ),
    ("words", "Cargo.lock", "registry", "Cargo writes the registry's address into it"),
    ("words", "fuzz/Cargo.lock", "registry", "Cargo writes the registry's address into it"),
    ("docs", "src/core/identifier/tests.rs", "", "unit tests of the file they are named after"),
    ("docs", "src/core/row/tests.rs", "", "unit tests of the file they are named after"),
];

#[test]
fn the_tree_keeps_its_invariants() {
    let files = sources();
    let mut problems = Vec::new();
    for file in &files {
        problems.extend(words::forbidden_words(file));
        if file.path.ends_with(".rs") {
            problems.extend(words::forbidden_names(file));
            problems.extend(modules::opens_with_docs(file));
        }
        if file.path.starts_with("src/") && file.path.ends_with(".rs") {
            problems.extend(imports::core_is_pure(file));
            problems.extend(imports::directions(file));
            problems.extend(imports::dependencies_stay_home(file));
            problems.extend(imports::clock_and_environment(file));
        }
    }
    problems.extend(modules::every_file_is_reached(&files, &["src/lib.rs", "src/main.rs"], "src/"));
    problems.extend(modules::every_file_is_reached(&files, &["tests/suite.rs"], "tests/"));
    problems.extend(modules::every_data_file_is_used(&files));
    let (excused, wrong): (Vec<&Problem>, Vec<&Problem>) =
        problems.iter().partition(|p| exception(p).is_some());
    let shown: Vec<String> =
        wrong.iter().map(|p| format!("{}:{}: {}: {}", p.file, p.line, p.rule, p.what)).collect();
    assert!(wrong.is_empty(), "{} problems:\n{}", wrong.len(), shown.join("\n"));
    let used: Vec<usize> = excused.iter().filter_map(|problem| exception(problem)).collect();
    for (number, (rule, file, _, _)) in EXCEPTIONS.iter().enumerate() {
        assert!(used.contains(&number), "the exception of {file} from {rule} is no longer needed");
    }
}

#[test]
fn the_longest_files_and_functions_are_shown() {
    let files = sources();
    let ours: Vec<&Source> = files.iter().filter(|file| file.path.ends_with(".rs")).collect();
    assert!(ours.len() > 50, "only {} Rust files", ours.len());
    println!("{}", lengths::report(&ours));
}

fn exception(problem: &Problem) -> Option<usize> {
    EXCEPTIONS.iter().position(|(rule, file, part, reason)| {
        assert!(!reason.is_empty(), "{file}: an exception needs a reason");
        *rule == problem.rule && problem.file.starts_with(file) && problem.what.contains(part)
    })
}

/// A made-up file for the rules' own tests.
#[cfg(test)]
fn made_up(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into() }
}

//! Words and names that have no place in the tree.

use super::source::{Source, tokens};
use super::{Problem, made_up};

/// A word, whether it must stand alone, and why it has no place. The words are written in two
/// parts, so that this list does not find itself.
const WORDS: [(&str, &str, bool, &str); 17] = [
    ("/work", "/", false, "a path of one machine"),
    ("/tmp", "/wt", false, "a path of one machine"),
    ("/root", "/", false, "a path of one machine"),
    ("crates", ".io", false, "the address of a registry"),
    ("static.", "crates", false, "the address of a registry"),
    ("pypi", ".org", false, "the address of a registry"),
    ("npm", "js", false, "the address of a registry"),
    ("Cla", "ude", true, "who typed it is of no interest to a reader"),
    ("Chat", "GPT", true, "who typed it is of no interest to a reader"),
    ("LL", "M", true, "who typed it is of no interest to a reader"),
    ("AI ", "assistant", false, "who typed it is of no interest to a reader"),
    ("TO", "DO", true, "unfinished"),
    ("FIX", "ME", true, "unfinished"),
    ("todo", "!(", false, "unfinished"),
    ("unimplemented", "!(", false, "unfinished"),
    ("dbg", "!(", false, "unfinished"),
    ("#[ign", "ore", false, "a test that does not run"),
];

/// Names of files that say nothing.
const EMPTY_FILES: [&str; 4] = ["helpers.rs", "misc.rs", "util.rs", "utils.rs"];

/// Ends of types that say nothing.
const EMPTY_TYPES: [&str; 3] = ["Manager", "Service", "Helper"];

/// No text holds a forbidden word.
pub fn forbidden_words(file: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (start, end, alone, why) in WORDS {
        let word = format!("{start}{end}");
        for (at, _) in file.text.match_indices(&word) {
            if alone && !stands_alone(&file.text, at, word.len()) {
                continue;
            }
            let line = file.text[..at].matches('\n').count() + 1;
            problems.push(Problem {
                rule: "words",
                file: file.path.clone(),
                line,
                what: format!("{word}: {why}"),
            });
        }
    }
    problems
}

fn stands_alone(text: &str, at: usize, length: usize) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !text[..at].ends_with(joins) && !text[at + length..].starts_with(joins)
}

/// No file and no type has a name that says nothing.
pub fn forbidden_names(file: &Source) -> Vec<Problem> {
    let problem = |line, what| Problem { rule: "names", file: file.path.clone(), line, what };
    let name = file.path.rsplit('/').next().unwrap_or_default();
    let mut problems = Vec::new();
    if EMPTY_FILES.contains(&name) {
        problems.push(problem(1, format!("{name} says nothing: name what it holds")));
    }
    for pair in tokens(&file.code()).windows(2) {
        let [(_, keyword), (line, name)] = pair else { continue };
        let declares = ["struct", "enum", "trait", "type", "union"].contains(&keyword.as_str());
        if declares && EMPTY_TYPES.iter().any(|end| name.ends_with(end)) {
            problems.push(problem(*line, format!("{name} says nothing: name what it is")));
        }
    }
    problems
}

#[test]
fn every_forbidden_word_is_noticed() {
    for (start, end, alone, _) in WORDS {
        let word = format!("{start}{end}");
        let found = |text: &str| forbidden_words(&made_up("docs/x.md", text)).len();
        assert!(found(&format!("first line\n// {word} it\n")) >= 1, "{word}");
        assert_eq!(forbidden_words(&made_up("x", &format!("a\nb {word} c")))[0].line, 2);
        assert_eq!(found(&format!("MA05{word}03M")), usize::from(!alone), "{word}");
    }
    assert_eq!(forbidden_words(&made_up("docs/x.md", "to do, to ignore, a framework/outwork\n")), []);
}

#[test]
fn names_that_say_nothing_are_noticed() {
    let names = |path: &str, text: &str| forbidden_names(&made_up(path, text)).len();
    assert_eq!(names("src/core/utils.rs", ""), 1);
    for bad in [
        "pub struct DrawManager;",
        "enum TicketService {}",
        "trait PulseHelper {}",
        "type FrameManager = u8;",
    ] {
        assert_eq!(names("src/core/x.rs", bad), 1, "{bad}");
    }
    for good in ["struct Helpers;", "// struct DrawManager", "fn f() { Manager::new() }"] {
        assert_eq!(names("src/core/x.rs", good), 0, "{good}");
    }
}

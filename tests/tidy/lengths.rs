//! How long files and functions are. A report, not a rule: a long file asks which noun it hides.

use super::made_up;
use super::source::Source;

/// How many of the longest are shown.
const SHOWN: usize = 10;

/// The longest files and functions, and the median of the files.
pub fn report(files: &[&Source]) -> String {
    let mut lengths: Vec<(usize, String)> =
        files.iter().map(|file| (file.text.lines().count(), file.path.clone())).collect();
    let mut functions: Vec<(usize, String)> = files.iter().flat_map(|file| function_lengths(file)).collect();
    lengths.sort_by(|a, b| b.cmp(a));
    functions.sort_by(|a, b| b.cmp(a));
    let lines: usize = lengths.iter().map(|(lines, _)| lines).sum();
    let median = lengths[lengths.len() / 2].0;
    let mut text = format!("{} files, {lines} lines, median {median}\n", lengths.len());
    for (title, longest) in [("files", lengths), ("functions", functions)] {
        text.push_str(&format!("longest {title}:\n"));
        for (lines, name) in longest.into_iter().take(SHOWN) {
            text.push_str(&format!("{lines:6} {name}\n"));
        }
    }
    text
}

/// Length and place of each function: from its `fn` to the brace that closes it.
fn function_lengths(file: &Source) -> Vec<(usize, String)> {
    let code = file.code();
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some((before, after)) = line.split_once("fn ") else { continue };
        let declares = before.is_empty() || before.ends_with(' ');
        let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if declares && !name.is_empty() {
            let end = lines[start..].iter().scan((0i64, false), closes);
            let length = end.take_while(|closed| !closed).count() + 1;
            found.push((length, format!("{}:{} {name}", file.path, start + 1)));
        }
    }
    found
}

/// Whether the body, once opened, is closed on this line; a declaration without one ends in `;`.
fn closes((depth, opened): &mut (i64, bool), line: &&str) -> Option<bool> {
    for c in line.chars() {
        match c {
            '{' => (*depth, *opened) = (*depth + 1, true),
            '}' => *depth -= 1,
            ';' if !*opened && *depth == 0 && line.trim_end().ends_with(';') => return Some(true),
            _ => {}
        }
    }
    Some(*opened && *depth <= 0)
}

#[test]
fn functions_are_measured() {
    let text = "fn a() {}\nfn b(\n    x: u8,\n) {\n    if x { \"}\"; }\n}\ntrait T { fn c(&self); }\n";
    let file = made_up("x.rs", text);
    let lengths: Vec<(usize, String)> = function_lengths(&file);
    assert_eq!(lengths[0], (1, "x.rs:1 a".into()));
    assert_eq!(lengths[1], (5, "x.rs:2 b".into()));
    assert!(report(&[&file]).contains("longest functions"));
}

//! The files of the tree, and Rust text without its comments and literals.

use crate::common::tree;
use std::path::Path;

/// A text file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path from the root of the tree, with `/`.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Directories that hold nothing of the tree's own (`.gitignore`).
const NOT_OURS: [&str; 4] = [".git", "target", "suicha-demo", "__pycache__"];

/// Every text file of the tree, sorted by path.
pub fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    collect(&tree("."), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(directory: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().expect("a name in UTF-8");
        let path = format!("{prefix}{name}");
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if let Ok(text) = String::from_utf8(std::fs::read(entry.path()).unwrap()) {
            found.push(Source { path, text });
        }
    }
}

impl Source {
    /// The text with comments and the inside of literals blanked, line by line.
    pub fn code(&self) -> String {
        blank(&self.text)
    }

    /// Every path (`a::b::c`) of the code with its line; the trees of `use` are spread out.
    pub fn paths(&self) -> Vec<(usize, Vec<String>)> {
        let tokens = tokens(&self.code());
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let (line, token) = &tokens[at];
            if token == "use" {
                let end = tokens[at..].iter().position(|(_, t)| t == ";").map_or(tokens.len(), |n| at + n);
                spread(&tokens[at + 1..end], &[], *line, &mut paths);
                at = end;
            } else if is_word(token) && !follows_path(&tokens[..at]) {
                let mut path = vec![token.clone()];
                while tokens.get(at + 1).is_some_and(|(_, t)| t == "::")
                    && tokens.get(at + 2).is_some_and(|(_, t)| is_word(t))
                {
                    path.push(tokens[at + 2].1.clone());
                    at += 2;
                }
                paths.push((*line, path));
            }
            at += 1;
        }
        paths
    }
}

/// Whether the next word continues a path or is a field or method.
fn follows_path(before: &[(usize, String)]) -> bool {
    let is = |back: usize, text: &str| before.len() >= back && before[before.len() - back].1 == text;
    is(1, ".") || (is(1, "::") && before.len() >= 2 && is_word(&before[before.len() - 2].1))
}

/// Spreads one tree of a `use`: `a::{b, c::d}` becomes `a::b` and `a::c::d`.
fn spread(tokens: &[(usize, String)], prefix: &[String], line: usize, paths: &mut Vec<(usize, Vec<String>)>) {
    let mut depth = 0;
    let mut start = 0;
    for at in 0..=tokens.len() {
        let token = tokens.get(at).map(|(_, token)| token.as_str());
        match token {
            Some("{") => depth += 1,
            Some("}") => depth -= 1,
            Some(",") | None if depth == 0 && start < at => branch(&tokens[start..at], prefix, line, paths),
            _ => {}
        }
        if depth == 0 && token == Some(",") {
            start = at + 1;
        }
    }
}

fn branch(tokens: &[(usize, String)], prefix: &[String], line: usize, paths: &mut Vec<(usize, Vec<String>)>) {
    let mut path = prefix.to_vec();
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token.as_str() {
            "{" => {
                spread(&tokens[at + 1..tokens.len() - 1], &path, line, paths);
                return;
            }
            "as" => break,
            "::" => {}
            word => path.push(word.to_owned()),
        }
    }
    paths.push((line, path));
}

/// Words, `::` and single characters, each with its line from 1.
pub fn tokens(code: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    for (line, text) in (1..).zip(code.lines()) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !is_word_char(c)).unwrap_or(rest.len());
            let length = if word > 0 {
                word
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            if !first.is_whitespace() {
                tokens.push((line, rest[..length].to_owned()));
            }
            rest = &rest[length..];
        }
    }
    tokens
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Blanks comments and the inside of string and character literals; line breaks stay.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let after_word = out.ends_with(is_word_char);
        let hidden = hidden_length(rest, after_word);
        let length = if hidden > 0 { hidden } else { rest.chars().next().map_or(1, char::len_utf8) };
        match hidden {
            0 => out.push_str(&rest[..length]),
            _ => out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
        }
        rest = &rest[length..];
    }
    out
}

/// Length of the comment or literal that starts here; 0 if none does.
fn hidden_length(rest: &str, after_word: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    let string = |from: &str| -> Option<usize> {
        if let Some(raw) = from.strip_prefix('r') {
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            let close = format!("\"{}", "#".repeat(hashes));
            let inside = raw[hashes..].strip_prefix('"')?;
            return Some(1 + hashes + 1 + inside.find(&close)? + close.len());
        }
        Some(1 + quoted(from.strip_prefix('"')?, '"')?)
    };
    if !after_word || rest.starts_with('"') {
        let prefixed = rest.strip_prefix(['b', 'c']).and_then(|from| string(from).map(|n| n + 1));
        if let Some(length) = string(rest).or(prefixed) {
            return length;
        }
    }
    let inside = rest.strip_prefix('\'');
    match inside.and_then(character) {
        Some(length) => 1 + length,
        None => 0,
    }
}

/// Length of a character literal behind its first quote; a lifetime is none.
fn character(inside: &str) -> Option<usize> {
    if inside.starts_with('\\') {
        return quoted(inside, '\'');
    }
    let first = inside.chars().next()?;
    inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 1)
}

/// Length up to and with the closing quote, escapes passed over.
fn quoted(inside: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    inside.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at + 1)
    })
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

#[test]
fn comments_and_literals_are_blanked() {
    let text = "a /* b /* c */ d */ e // f\n\"g \\\" h\" i r#\"j \" k\"# l b\"m\" 'n' '\\'' &'o p\n";
    let code = blank(text);
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "e", "i", "l", "&'o", "p"]);
    assert_eq!(code.lines().count(), 2);
}

#[test]
fn trees_of_use_are_spread_out() {
    let text = "use a::{self, b::{c, d as e}, f};\nfn g() { h::i::<j::k>(l.m::<n>()); std::fs::read(x) }\n";
    let source = Source { path: String::new(), text: text.into() };
    let found: Vec<String> =
        source.paths().iter().map(|(line, path)| format!("{line} {}", path.join("::"))).collect();
    for path in ["1 a::self", "1 a::b::c", "1 a::b::d", "1 a::f", "2 h::i", "2 j::k", "2 std::fs::read"] {
        assert!(found.contains(&path.to_owned()), "{path} is not in {found:?}");
    }
    assert!(!found.contains(&"2 m".to_owned()), "a method is no path");
}

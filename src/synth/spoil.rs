//! How single cells go bad: one function per kind of dirt that needs more than a line.

use super::code::{CHARSET, org_check, uscc_check};
use super::subject::{Cells, ESTABLISHED, HEADINGS, INDUSTRY};
use super::words::Words;
use crate::core::time::Date;

pub(super) fn full_width(key: &mut String, _: &mut Words) {
    *key = key.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("ASCII has a wide twin")).collect();
}

pub(super) fn wrong_check(key: &mut String, words: &mut Words) {
    let last = key.pop().expect("a key has 18 characters");
    let value = CHARSET.iter().position(|c| char::from(*c) == last).expect("made of the character set");
    key.push(char::from(CHARSET[(value + 1 + words.below(30) as usize) % 31]));
}

pub(super) fn look_alike(key: &mut String, _: &mut Words) {
    let at = key.rfind('0').expect("the organisation part begins with MA0");
    key.replace_range(at..=at, "O");
}

/// Another ninth character of the organisation part, with the right check character after it.
pub(super) fn inner_check(key: &mut String, words: &mut Words) {
    let right = key.as_bytes()[16];
    let others: Vec<u8> = (b'0'..=b'9').filter(|digit| *digit != right).collect();
    let wrong = char::from(*words.pick(&others));
    rewrite(key, 16, wrong.encode_utf8(&mut [0; 4]));
}

/// Puts `text` at `at` and makes the last character right again.
pub(super) fn rewrite(key: &mut String, at: usize, text: &str) {
    key.replace_range(at..at + text.len(), text);
    key.pop();
    key.push(uscc_check(key.as_bytes()));
}

/// What a spreadsheet leaves of 18 digits: 15 of them.
pub(super) fn lost_digits(key: &mut String, words: &mut Words) {
    key.truncate(8);
    key.push_str(&format!("{:07}000", words.below(10_000_000)));
    while uscc_check(&key.as_bytes()[..17]) == '0' {
        key.replace_range(8..9, "7");
        key.replace_range(9..10, char::from(b'0' + words.below(10) as u8).encode_utf8(&mut [0; 4]));
    }
}

/// Only the organisation part with its check character.
pub(super) fn organisation(key: &mut String, _: &mut Words) {
    let org: [u8; 8] = key.as_bytes()[8..16].try_into().expect("eight characters");
    *key = format!("{}{}", &key[8..16], org_check(&org));
}

pub(super) fn industry_float(cells: &mut Cells, _: &mut Words) {
    cells[INDUSTRY].remove(0);
    cells[INDUSTRY].push_str(".0");
}

pub(super) fn date_coarse(cells: &mut Cells, words: &mut Words) {
    let (year, month) = (established(cells).year(), established(cells).month());
    cells[ESTABLISHED] = match words.below(3) {
        0 => format!("{year}年{month:02}月"),
        1 => format!("{year}-{month:02}"),
        _ => format!("{year}年{month}月"),
    };
}

pub(super) fn date_rewritten(cells: &mut Cells, words: &mut Words) {
    let date = established(cells);
    let (year, month, day) = (date.year(), date.month(), date.day());
    cells[ESTABLISHED] = match words.below(3) {
        0 => format!("{year}/{month}/{day}"),
        1 => format!("{year}.{month:02}.{day:02}"),
        _ => format!("{year}年{month}月{day}日"),
    };
}

/// Days since 1899-12-30, as spreadsheets count.
pub(super) fn date_serial(cells: &mut Cells, _: &mut Words) {
    cells[ESTABLISHED] = (established(cells).days() + 25_569).to_string();
}

fn established(cells: &Cells) -> Date {
    Date::parse(&cells[ESTABLISHED]).expect("made from a date")
}

pub(super) fn heading(columns: &[usize]) -> String {
    columns.iter().map(|c| HEADINGS[*c]).collect::<Vec<_>>().join(",")
}

pub(super) fn first_cell(text: &str, columns: &[usize]) -> String {
    format!("{text}{}", ",".repeat(columns.len() - 1))
}

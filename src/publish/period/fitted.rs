//! A table cut to the width of a page: which rows stand there, which columns go together, what stands in the
//! place of headings that are too wide. Says what it left out. Where tables stand is `pages`.

use super::cells::{Cell, Laid};
use crate::core::lang::Lang;
use crate::publish::document::docx::{MARGINS, WIDTH};
use crate::publish::document::letters::longest;
use crate::publish::document::{Look, Table as Printed};
use crate::report::figure::width;

/// So many rows stand in the text.
const ROWS: usize = 40;
/// Half a Chinese character: shares of columns are in tenths of it.
const HALF: i32 = 10;

/// Room for the columns of a table; widths of Latin letters are estimated on the wide side.
fn room(lang: Lang) -> i32 {
    lang.pick(112, 124) * HALF
}

/// A column of names may be as narrow as this, where no word of its heading is wider.
fn least(lang: Lang) -> i32 {
    lang.pick(18, 22) * HALF
}

/// How narrow a column of names may become: no word of its heading or of its cells is broken, as far as half a
/// page has room for it.
fn least_of(laid: &Laid, at: usize, lang: Lang) -> i32 {
    let cells = laid.rows.iter().chain(&laid.total).map(|row| row[at].told());
    let widest = cells.map(|cell| longest(&cell)).fold(longest(&laid.headings[at]), u32::max);
    word(widest, lang).min(room(lang) / 2).max(least(lang))
}

/// A table as it fits on pages.
pub struct Pages {
    /// Its parts, from the left.
    pub tables: Vec<Printed>,
    /// What was left out and what codes mean, in words.
    pub said: String,
    /// Something was left out.
    pub left_out: bool,
}

/// Fits one.
pub fn pages(mut laid: Laid, lang: Lang) -> Pages {
    // Headings may change below; what rows were chosen by is said in full.
    let by = laid.headings[laid.labels.min(laid.headings.len() - 1)].clone();
    let mut columns: Vec<usize> = (laid.labels..laid.headings.len()).collect();
    let mut codes = vec![None; laid.headings.len()];
    let wanted = |laid: &Laid| {
        let rows = kept_rows(laid, &by, lang).0;
        (0..laid.headings.len()).map(|at| share(laid, &rows, at, lang)).collect::<Vec<i32>>()
    };
    let mut shares = wanted(&laid);
    let room = room(lang);
    // No word of a name is broken, and a name has room for more than a word a line.
    let least: Vec<i32> = (0..laid.labels).map(|at| least_of(&laid, at, lang)).collect();
    if shares.iter().sum::<i32>() > room {
        codes = laid.headings.iter().map(|heading| coded(heading)).collect();
        for (heading, code) in laid.headings.iter_mut().zip(&codes) {
            code.iter().for_each(|(code, _)| heading.clone_from(code));
        }
        shares = wanted(&laid);
    }
    let mut unit = String::new();
    let left = shares.iter().sum::<i32>() - spare(&shares, &least);
    if let Some(one) = one_unit(&laid.headings[laid.labels..]).filter(|_| left > room) {
        for heading in laid.headings.iter_mut().filter(|heading| heading.ends_with(&one)) {
            heading.truncate(heading.len() - one.len());
        }
        shares = wanted(&laid);
        let one = one.trim_matches([' ', '(', ')', '（', '）']);
        unit = lang.pick(format!("未注单位的列以{one}计。"), format!(" Columns without a unit count {one}."));
    }
    let laid = &laid;
    let (kept, mut said) = kept_rows(laid, &by, lang);
    narrow(&mut shares, &least, room);
    let labels: i32 = shares[..laid.labels].iter().sum();
    let fits = |columns: &[usize]| labels + columns.iter().map(|at| shares[*at]).sum::<i32>() <= room;
    let mut left_out = !said.is_empty();
    if !fits(&columns) {
        let before = columns.len();
        columns.retain(|at| laid.rows.iter().any(|row| !matches!(row[*at], Cell::Count(0) | Cell::Empty)));
        if columns.len() < before {
            said.push_str(lang.pick("各行均为零的列从略。", " Columns of zeros are left out."));
            left_out = true;
        }
    }
    let (codes_shown, plain): (Vec<usize>, Vec<usize>) = columns.iter().partition(|at| codes[**at].is_some());
    said.push_str(&unit);
    said.push_str(&explained(codes_shown.iter().filter_map(|at| codes[*at].as_ref()), lang));
    // Codes are not torn apart where a table of their own holds them all.
    let mut groups = if fits(&columns) || codes_shown.is_empty() || plain.is_empty() {
        even(&columns, &shares, room - labels)
    } else {
        [even(&plain, &shares, room - labels), even(&codes_shown, &shares, room - labels)].concat()
    };
    groups.retain(|group| !group.is_empty() || columns.is_empty());
    let tables = groups.into_iter().map(|group| {
        let columns: Vec<usize> = (0..laid.labels).chain(group).collect();
        let row = |row: &Vec<Cell>| columns.iter().map(|at| shown(&row[*at], *at < laid.labels)).collect();
        Printed {
            columns: columns
                .iter()
                .map(|at| (broken(&laid.headings[*at], shares[*at]), shares[*at] as u16))
                .collect(),
            rows: kept.iter().copied().chain(&laid.total).map(row).collect(),
            look: Look::Numbers { labels: laid.labels, total: laid.total.is_some() },
            caption: None,
        }
    });
    Pages { tables: tables.collect(), said, left_out }
}

/// The code at the head of a heading (`R4 无法联系（项次）`), and the code with its words but no unit.
fn coded(heading: &str) -> Option<(String, String)> {
    let (code, _) = heading.split_once(' ')?;
    let mut letters = code.chars();
    let known = letters.next().is_some_and(|c| c.is_ascii_uppercase());
    let number = letters.as_str();
    let code = (known && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())).then_some(code)?;
    Some((code.to_owned(), heading[..unit_of(heading)].to_owned()))
}

/// Where the unit at the end of a heading begins.
fn unit_of(heading: &str) -> usize {
    let unit = heading.rfind(['（', '(']).filter(|at| *at > 0 && heading.ends_with(['）', ')']));
    unit.map_or(heading.len(), |at| heading[..at].trim_end().len())
}

/// A heading with its unit on a line of its own, where it does not fit on one.
fn broken(heading: &str, share: i32) -> String {
    let (name, unit) = heading.split_at(unit_of(heading));
    match unit.is_empty() || (width(heading, 2) + 2) * HALF <= share {
        true => heading.to_owned(),
        false => format!("{name}\n{}", unit.trim_start()),
    }
}

/// What codes in the place of headings mean.
fn explained<'a>(codes: impl Iterator<Item = &'a (String, String)>, lang: Lang) -> String {
    let words: Vec<&str> = codes.map(|(_, words)| words.as_str()).collect();
    if words.is_empty() {
        return String::new();
    }
    lang.pick(format!("{}。", words.join("；")), format!(" {}.", words.join("; ")))
}

/// As many groups as it takes, none of them of a column or two: the least room that makes no more.
fn even(columns: &[usize], shares: &[i32], room: i32) -> Vec<Vec<usize>> {
    let mut even = groups(columns, shares, room);
    for less in (1..room).rev() {
        let tighter = groups(columns, shares, less);
        if tighter.len() > even.len() {
            break;
        }
        even = tighter;
    }
    even
}

/// Columns one after another in groups that fit.
fn groups(columns: &[usize], shares: &[i32], room: i32) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 0;
    for at in columns {
        let last = groups.last_mut().expect("there is one");
        used += shares[*at];
        if used > room && !last.is_empty() {
            groups.push(vec![*at]);
            used = shares[*at];
        } else {
            last.push(*at);
        }
    }
    groups
}

/// Labels wrap before a table is continued, where that is all it takes.
fn narrow(shares: &mut [i32], least: &[i32], room: i32) {
    let over = shares.iter().sum::<i32>() - room;
    if over <= spare(shares, least) {
        for _ in 0..over {
            let labels = shares.iter_mut().zip(least);
            let widest = labels.max_by_key(|(share, least)| **share - **least);
            *widest.expect("there is something to spare").0 -= 1;
        }
    }
}

/// How much narrower names may become.
fn spare(shares: &[i32], least: &[i32]) -> i32 {
    shares.iter().zip(least).map(|(share, least)| (share - least).max(0)).sum()
}

/// The unit of all columns that have one but percentages, where they are several.
fn one_unit(headings: &[String]) -> Option<String> {
    let units = headings.iter().map(|heading| &heading[unit_of(heading)..]);
    let mut units = units.filter(|unit| !unit.is_empty() && !unit.contains('%'));
    let first = units.next()?;
    let (mut others, mut same) = (0, true);
    for unit in units {
        others += 1;
        same &= unit == first;
    }
    (same && others > 1).then(|| first.to_owned())
}

/// The rows that stand in the text: all, or those with the largest first numbers, in the order of the table;
/// `by` is what these numbers are called.
fn kept_rows<'a>(laid: &'a Laid, by: &str, lang: Lang) -> (Vec<&'a Vec<Cell>>, String) {
    if laid.rows.len() <= ROWS {
        return (laid.rows.iter().collect(), String::new());
    }
    let number = |at: &usize| match laid.rows[*at].get(laid.labels) {
        Some(Cell::Count(n) | Cell::Hundredths(n)) => *n,
        _ => 0,
    };
    let mut largest: Vec<usize> = (0..laid.rows.len()).collect();
    largest.sort_by_key(|at| (std::cmp::Reverse(number(at)), *at));
    largest.truncate(ROWS);
    largest.sort_unstable();
    let all = laid.rows.len();
    let said = lang.pick(
        format!("全表{all}行，此处列“{by}”最多的{ROWS}行。"),
        format!(" {ROWS} of {all} rows are shown, those with the most “{by}”."),
    );
    (largest.into_iter().map(|at| &laid.rows[at]).collect(), said)
}

/// Width that a column wants.
fn share(laid: &Laid, rows: &[&Vec<Cell>], at: usize, lang: Lang) -> i32 {
    let cells: Vec<String> = rows.iter().copied().chain(&laid.total).map(|row| row[at].told()).collect();
    let most = cells.iter().map(|cell| width(cell, 2)).max().unwrap_or(0);
    let heading = &laid.headings[at];
    let longest = cells.iter().chain([heading]).map(|text| longest(text)).max().unwrap_or(0);
    let head = width(heading, 2);
    let halves = match at < laid.labels {
        true => most.max(head.min(10)).clamp(8, if laid.labels > 1 { 28 } else { 40 }) + 2,
        // A code stands above numbers as narrow as they are.
        false if head <= 4 => most.max(4) + 2,
        false => {
            let (name, unit) = heading.split_at(unit_of(heading));
            (most.max((width(name, 2) + 3) / 4 * 2).clamp(5, 14) + 3)
                .max(width(unit.trim_start(), 2).min(14) + 2)
        }
    };
    (halves * HALF).max(word(longest, lang).min(42 * HALF))
}

/// Share of a column whose longest word is so wide.
fn word(longest: u32, lang: Lang) -> i32 {
    ((longest + MARGINS.0) * room(lang) as u32).div_ceil(WIDTH) as i32
}

fn shown(cell: &Cell, label: bool) -> String {
    match cell {
        Cell::Empty if !label => "—".into(),
        cell => cell.told(),
    }
}

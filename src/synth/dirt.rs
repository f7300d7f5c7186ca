//! Real-world dirt: what spreadsheets, old systems and copying hands do to a registry.
//!
//! Shares are rows in a million. Most were measured on three million registry rows and 46 148 codes
//! of inspection lists; where nothing was measured a small round number stands. One kind dominates
//! some real deliveries so much (type `N/A` in 89 % of the rows) that its share is lowered here to
//! keep the rest usable. A row carries at most one kind, and in a registry of at least
//! [`ENOUGH`] rows every kind occurs.

use super::code::{CHARSET, org_check, uscc_check};
use super::subject::{CAPITAL, Cells, ESTABLISHED, Form, HEADINGS, INDUSTRY, KEY, Maker, NAME, STATUS, TYPE};
use super::words::Words;
use super::writer::Lines;
use crate::core::registry::Severity;
use crate::core::time::Date;

/// From this many rows on every kind of dirt occurs at least once.
const ENOUGH: u64 = 200;

/// How much dirt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// None but the old numbers that every registry has.
    None,
    /// Only what an import accepts: the sample bureau.
    Mild,
    /// Everything.
    Full,
}

/// One kind of dirt.
struct Kind {
    name: &'static str,
    /// Code of the import's rule for it.
    rule: &'static str,
    severity: Severity,
    /// Rows in a million at [`Level::Full`].
    full: u32,
    /// Rows in a million at [`Level::Mild`].
    mild: u32,
    spoil: Spoil,
}

/// How a kind is made.
#[derive(Clone, Copy)]
enum Spoil {
    /// Changes the cells of any row; needs the row's words.
    Cells(fn(&mut Cells, &mut Words)),
    /// Changes the key of a row that has a 统一社会信用代码.
    Uscc(fn(&mut String, &mut Words)),
    /// Gives the row another form of number.
    Reg13,
    /// A cell with an unquoted comma.
    Comma,
    /// Every cell one place to the right.
    Shift,
    /// The row twice.
    Twice,
    /// The row twice with different names.
    Contradiction,
    /// A line that is no data, after the row.
    Extra(fn(columns: &[usize]) -> String),
}

use Severity::{Error, Normalised, Skipped, Warning};

const fn kind(
    name: &'static str,
    rule: &'static str,
    severity: Severity,
    full: u32,
    mild: u32,
    spoil: Spoil,
) -> Kind {
    Kind { name, rule, severity, full, mild, spoil }
}

/// Every kind, in no particular order; the names are those of `planted.toml`.
static KINDS: [Kind; 39] = [
    kind(
        "key-lower-case",
        "key-normalised",
        Normalised,
        92,
        300,
        Spoil::Uscc(|key, _| *key = key.to_lowercase()),
    ),
    kind("key-full-width", "key-normalised", Normalised, 20, 100, Spoil::Uscc(full_width)),
    kind(
        "key-blanks-inside",
        "key-normalised",
        Normalised,
        20,
        100,
        Spoil::Uscc(|key, _| key.insert(8, ' ')),
    ),
    kind("key-apostrophe", "key-normalised", Normalised, 20, 100, Spoil::Uscc(|key, _| key.insert(0, '\''))),
    kind("key-zero-width", "key-normalised", Normalised, 10, 70, Spoil::Uscc(|key, _| key.push('\u{200B}'))),
    kind("key-wrong-check", "key-check", Error, 63, 0, Spoil::Uscc(wrong_check)),
    kind("key-look-alike", "key-look-alike", Error, 22, 0, Spoil::Uscc(look_alike)),
    kind("key-inner-check", "key-inner", Warning, 63, 100, Spoil::Uscc(inner_check)),
    kind("key-unknown-class", "key-pair", Warning, 5, 0, Spoil::Uscc(|key, _| rewrite(key, 0, "14"))),
    kind(
        "key-unknown-region",
        "region-unknown",
        Warning,
        50,
        0,
        Spoil::Uscc(|key, _| rewrite(key, 2, "320399")),
    ),
    kind(
        "key-scientific",
        "key-digits-lost",
        Error,
        20,
        0,
        Spoil::Uscc(|key, _| *key = "9.13204E+17".into()),
    ),
    kind("key-lost-digits", "key-digits-lost", Error, 20, 0, Spoil::Uscc(lost_digits)),
    kind("key-organisation", "key-org", Warning, 10, 0, Spoil::Uscc(organisation)),
    kind("key-missing", "key-missing", Error, 10, 0, Spoil::Cells(|cells, _| cells[KEY].clear())),
    kind("key-none", "key-missing", Error, 5, 0, Spoil::Cells(|cells, _| cells[KEY] = "无".into())),
    kind("reg13", "key-reg13", Warning, 166, 0, Spoil::Reg13),
    kind("name-missing", "name-missing", Error, 10, 0, Spoil::Cells(|cells, _| cells[NAME].clear())),
    kind(
        "name-blank-after",
        "name-blanks",
        Normalised,
        5,
        400,
        Spoil::Cells(|cells, _| cells[NAME].push('\u{3000}')),
    ),
    kind(
        "name-private-use",
        "private-use",
        Warning,
        8,
        70,
        Spoil::Cells(|cells, _| cells[NAME].insert(6, '\u{E7D9}')),
    ),
    kind(
        "name-question-mark",
        "lost-character",
        Warning,
        2,
        0,
        Spoil::Cells(|cells, _| cells[NAME].insert(6, '?')),
    ),
    kind(
        "name-damaged",
        "name-undecodable",
        Error,
        2,
        0,
        Spoil::Cells(|cells, _| cells[NAME].insert(6, '\u{FFFD}')),
    ),
    kind(
        "type-missing",
        "type-missing",
        Warning,
        20_000,
        700,
        Spoil::Cells(|cells, _| cells[TYPE] = "N/A".into()),
    ),
    kind(
        "type-unknown",
        "type-unknown",
        Warning,
        100,
        0,
        Spoil::Cells(|cells, _| cells[TYPE] = "其它类型".into()),
    ),
    kind("status-empty", "status-missing", Warning, 200, 0, Spoil::Cells(|cells, _| cells[STATUS].clear())),
    kind(
        "status-unknown",
        "status-unknown",
        Warning,
        200,
        150,
        Spoil::Cells(|cells, _| cells[STATUS] = "待核实".into()),
    ),
    kind(
        "industry-unknown",
        "industry-unknown",
        Warning,
        1000,
        200,
        Spoil::Cells(|cells, _| cells[INDUSTRY] = "未知行业".into()),
    ),
    kind("industry-float", "code-normalised", Normalised, 200, 150, Spoil::Cells(industry_float)),
    kind("date-coarse", "date-coarse", Normalised, 1000, 600, Spoil::Cells(date_coarse)),
    kind("date-rewritten", "date-normalised", Normalised, 1000, 600, Spoil::Cells(date_rewritten)),
    kind("date-serial", "date-normalised", Normalised, 200, 0, Spoil::Cells(date_serial)),
    kind("column-count", "column-count", Error, 3, 0, Spoil::Comma),
    kind("columns-shifted", "columns-shifted", Error, 27, 0, Spoil::Shift),
    kind("duplicate-same", "duplicate-identical", Normalised, 40, 70, Spoil::Twice),
    kind("duplicate-different", "duplicate-conflict", Error, 17, 0, Spoil::Contradiction),
    kind("line-empty", "skip-blank", Skipped, 5, 0, Spoil::Extra(|_| String::new())),
    kind("line-blank", "skip-blank", Skipped, 5, 0, Spoil::Extra(|columns| ",".repeat(columns.len() - 1))),
    kind("line-heading", "skip-header", Skipped, 2, 0, Spoil::Extra(heading)),
    kind(
        "line-example",
        "skip-example",
        Skipped,
        1,
        0,
        Spoil::Extra(|columns| first_cell("案例（请删除）", columns)),
    ),
    kind("line-total", "skip-total", Skipped, 1, 0, Spoil::Extra(|columns| first_cell("合计", columns))),
];

/// Decides which rows are spoiled.
pub(super) struct Dirt {
    level: Level,
    rows: u64,
    /// Kinds that still owe their first row, because their place had an unsuitable number.
    due: Vec<usize>,
    /// The next kind to be placed for certain.
    next: usize,
}

impl Dirt {
    /// Dirt of a level for a registry of so many rows.
    pub fn new(level: Level, rows: u64) -> Self {
        Self { level, rows, due: Vec::new(), next: 0 }
    }

    /// Adds row `i` to `lines`, spoiled or not.
    pub fn row(
        &mut self,
        i: u64,
        form: Form,
        maker: &mut Maker,
        cells: &mut Cells,
        columns: &[usize],
        lines: &mut Lines,
    ) {
        let Some(kind) = self.kind(i, form, &mut maker.words) else {
            lines.row(cells, columns);
            return;
        };
        let rows = spoil(kind, i, maker, cells, columns, lines);
        lines.planted.add(kind.name, kind.rule, kind.severity, rows);
    }

    fn kind(&mut self, i: u64, form: Form, words: &mut Words) -> Option<&'static Kind> {
        if self.level == Level::None {
            return None;
        }
        let share = |kind: &Kind| if self.level == Level::Full { kind.full } else { kind.mild };
        let suits = |k: &usize| suits(&KINDS[*k], i, form);
        while self.rows >= ENOUGH && self.next < KINDS.len() {
            let place = (self.next as u64 + 1) * self.rows / (KINDS.len() as u64 + 1);
            if place > i {
                break;
            }
            if share(&KINDS[self.next]) > 0 {
                self.due.push(self.next);
            }
            self.next += 1;
        }
        if let Some(at) = self.due.iter().position(suits) {
            return Some(&KINDS[self.due.remove(at)]);
        }
        let mut left = words.below(1_000_000);
        let found = KINDS.iter().position(|kind| match left.checked_sub(share(kind)) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        found.filter(suits).map(|k| &KINDS[k])
    }
}

fn suits(kind: &Kind, i: u64, form: Form) -> bool {
    match kind.spoil {
        Spoil::Reg13 => form == Form::Uscc && i < 1_000_000,
        // A row with an old number is already counted as such.
        _ => form == Form::Uscc,
    }
}

/// Writes the spoiled row or rows; returns how many lines are of this kind.
fn spoil(
    kind: &Kind,
    i: u64,
    maker: &mut Maker,
    cells: &mut Cells,
    columns: &[usize],
    lines: &mut Lines,
) -> u64 {
    match kind.spoil {
        Spoil::Cells(change) => change(cells, &mut maker.words),
        Spoil::Uscc(change) => change(&mut cells[KEY], &mut maker.words),
        Spoil::Reg13 => {
            cells[KEY].clear();
            maker.codes.reg13(i, super::county::REGION, &mut cells[KEY]);
        }
        Spoil::Comma => cells[CAPITAL] = "1,000".into(),
        Spoil::Shift => {
            cells.rotate_right(1);
            cells[KEY] = (i + 1).to_string();
        }
        Spoil::Twice => {
            lines.row(cells, columns);
            lines.planted.merged += 1;
        }
        Spoil::Contradiction => {
            lines.row(cells, columns);
            cells[NAME].push_str("二部");
            lines.row(cells, columns);
            return 2;
        }
        Spoil::Extra(line) => {
            lines.row(cells, columns);
            lines.line(&line(columns));
            return 1;
        }
    }
    lines.row(cells, columns);
    1
}

fn full_width(key: &mut String, _: &mut Words) {
    *key = key.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("ASCII has a wide twin")).collect();
}

fn wrong_check(key: &mut String, words: &mut Words) {
    let last = key.pop().expect("a key has 18 characters");
    let value = CHARSET.iter().position(|c| char::from(*c) == last).expect("made of the character set");
    key.push(char::from(CHARSET[(value + 1 + words.below(30) as usize) % 31]));
}

fn look_alike(key: &mut String, _: &mut Words) {
    let at = key.rfind('0').expect("the organisation part begins with MA0");
    key.replace_range(at..=at, "O");
}

/// Another ninth character of the organisation part, with the right check character after it.
fn inner_check(key: &mut String, words: &mut Words) {
    let right = key.as_bytes()[16];
    let others: Vec<u8> = (b'0'..=b'9').filter(|digit| *digit != right).collect();
    let wrong = char::from(*words.pick(&others));
    rewrite(key, 16, wrong.encode_utf8(&mut [0; 4]));
}

/// Puts `text` at `at` and makes the last character right again.
fn rewrite(key: &mut String, at: usize, text: &str) {
    key.replace_range(at..at + text.len(), text);
    key.pop();
    key.push(uscc_check(key.as_bytes()));
}

/// What a spreadsheet leaves of 18 digits: 15 of them.
fn lost_digits(key: &mut String, words: &mut Words) {
    key.truncate(8);
    key.push_str(&format!("{:07}000", words.below(10_000_000)));
    while uscc_check(&key.as_bytes()[..17]) == '0' {
        key.replace_range(8..9, "7");
        key.replace_range(9..10, char::from(b'0' + words.below(10) as u8).encode_utf8(&mut [0; 4]));
    }
}

/// Only the organisation part, as it used to be written.
fn organisation(key: &mut String, _: &mut Words) {
    let org: [u8; 8] = key.as_bytes()[8..16].try_into().expect("eight characters");
    *key = format!("{}-{}", &key[8..16], org_check(&org));
}

fn industry_float(cells: &mut Cells, _: &mut Words) {
    cells[INDUSTRY].remove(0);
    cells[INDUSTRY].push_str(".0");
}

fn date_coarse(cells: &mut Cells, words: &mut Words) {
    let (year, month) = (established(cells).year(), established(cells).month());
    cells[ESTABLISHED] = match words.below(3) {
        0 => format!("{year}年{month:02}月"),
        1 => format!("{year}-{month:02}"),
        _ => format!("{year}年{month}月"),
    };
}

fn date_rewritten(cells: &mut Cells, words: &mut Words) {
    let date = established(cells);
    let (year, month, day) = (date.year(), date.month(), date.day());
    cells[ESTABLISHED] = match words.below(3) {
        0 => format!("{year}/{month}/{day}"),
        1 => format!("{year}.{month:02}.{day:02}"),
        _ => format!("{year}年{month}月{day}日"),
    };
}

/// Days since 1899-12-30, as spreadsheets count.
fn date_serial(cells: &mut Cells, _: &mut Words) {
    cells[ESTABLISHED] = (established(cells).days() + 25_569).to_string();
}

fn established(cells: &Cells) -> Date {
    Date::parse(&cells[ESTABLISHED]).expect("made from a date")
}

fn heading(columns: &[usize]) -> String {
    columns.iter().map(|c| HEADINGS[*c]).collect::<Vec<_>>().join(",")
}

fn first_cell(text: &str, columns: &[usize]) -> String {
    format!("{text}{}", ",".repeat(columns.len() - 1))
}

//! Real-world dirt: what spreadsheets, old systems and copying hands do to a registry.
//!
//! Shares are rows in a million. Most were measured on three million registry rows and 46 148 codes
//! of inspection lists; where nothing was measured a small round number stands. One kind dominates
//! some real deliveries so much (type `N/A` in 89 % of the rows) that its share is lowered here to
//! keep the rest usable. A row carries at most one kind, and in a registry of at least
//! [`ENOUGH`] rows every kind occurs.

use super::spoil;
use super::subject::{CAPITAL, Cells, Form, INDUSTRY, KEY, Maker, NAME, STATUS, TYPE};
use super::words::Words;
use super::writer::Lines;
use crate::core::registry::Severity;

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
    kind("key-full-width", "key-normalised", Normalised, 20, 100, Spoil::Uscc(spoil::full_width)),
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
    kind("key-wrong-check", "key-check", Error, 63, 0, Spoil::Uscc(spoil::wrong_check)),
    kind("key-look-alike", "key-look-alike", Error, 22, 0, Spoil::Uscc(spoil::look_alike)),
    kind("key-inner-check", "key-inner", Warning, 63, 100, Spoil::Uscc(spoil::inner_check)),
    kind("key-unknown-class", "key-pair", Warning, 5, 0, Spoil::Uscc(|key, _| spoil::rewrite(key, 0, "14"))),
    kind(
        "key-scientific",
        "key-digits-lost",
        Error,
        20,
        0,
        Spoil::Uscc(|key, _| *key = "9.13204E+17".into()),
    ),
    kind("key-lost-digits", "key-digits-lost", Error, 20, 0, Spoil::Uscc(spoil::lost_digits)),
    kind("key-organisation", "key-org", Warning, 10, 0, Spoil::Uscc(spoil::organisation)),
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
        "status-transit",
        "status-transit",
        Warning,
        1200,
        1000,
        Spoil::Cells(|cells, _| cells[STATUS] = "清算".into()),
    ),
    kind(
        "industry-unknown",
        "industry-unknown",
        Warning,
        1000,
        200,
        Spoil::Cells(|cells, _| cells[INDUSTRY] = "未知行业".into()),
    ),
    kind("industry-float", "code-normalised", Normalised, 200, 150, Spoil::Cells(spoil::industry_float)),
    kind("date-coarse", "date-coarse", Normalised, 1000, 600, Spoil::Cells(spoil::date_coarse)),
    kind("date-rewritten", "date-normalised", Normalised, 1000, 600, Spoil::Cells(spoil::date_rewritten)),
    kind("date-serial", "date-normalised", Normalised, 200, 0, Spoil::Cells(spoil::date_serial)),
    kind("column-count", "column-count", Error, 3, 0, Spoil::Comma),
    kind("columns-shifted", "columns-shifted", Error, 27, 0, Spoil::Shift),
    kind("duplicate-same", "duplicate-identical", Normalised, 40, 70, Spoil::Twice),
    kind("duplicate-different", "duplicate-conflict", Error, 17, 0, Spoil::Contradiction),
    kind("line-empty", "skip-blank", Skipped, 5, 0, Spoil::Extra(|_| String::new())),
    kind("line-blank", "skip-blank", Skipped, 5, 0, Spoil::Extra(|columns| ",".repeat(columns.len() - 1))),
    kind("line-heading", "skip-header", Skipped, 2, 0, Spoil::Extra(spoil::heading)),
    kind(
        "line-example",
        "skip-example",
        Skipped,
        1,
        0,
        Spoil::Extra(|columns| spoil::first_cell("案例（请删除）", columns)),
    ),
    kind(
        "line-total",
        "skip-total",
        Skipped,
        1,
        0,
        Spoil::Extra(|columns| spoil::first_cell("合计", columns)),
    ),
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
        let rows = apply(kind, i, maker, cells, columns, lines);
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
fn apply(
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

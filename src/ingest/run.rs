//! The import itself: two passes over the files, blocks of rows in parallel, results in file order.
//!
//! Pass 1 finds the keys that occur more than once ([`Repeated`]). Pass 2 delivers the rows; those
//! with such a key wait in [`HeldRows`] until all of them have been seen.

use super::block::{Block, RowText, fit};
use super::decode::Encoding;
use super::error::IngestError;
use super::held::{HeldRows, Latest, Waiting};
use super::repeated::Repeated;
use super::roster_digest::RosterDigest;
use super::rules::Rules;
use super::source::{Input, Opened, Source};
use super::tally::Tally;
use super::unseen::letters;
use super::xlsx::Merged;
use super::{Begin, Chunk, Progress, Sink};
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::core::row::{self, Findings, FromRow, Layout, Reading, Row, Rule, canonical, dates};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Rows of a chunk of those that were held back.
const CHUNK: usize = 8_192;

/// Rows after the headings among which a template's filling rules stand.
const GUIDE_ROWS: u64 = 3;

pub(super) fn run<T: FromRow, C: Chunk<T>>(
    source: &Source<'_>,
    progress: &mut Progress<'_>,
    begin: &Begin<'_, C>,
    sink: &mut Sink<'_, C>,
) -> Result<Tally, IngestError> {
    if let Some(mapping) = source.mapping.filter(|mapping| mapping.kind != T::WORD) {
        let message = Twin::new(
            format!("该映射用于 {}，不用于 {}", mapping.kind, T::WORD),
            format!("it is for {}, not for {}", mapping.kind, T::WORD),
        );
        return Err(IngestError::Mapping { name: "file".into(), message });
    }
    let inputs = source.inputs::<T>()?;
    let rules = Rules::of::<T>(source.mapping);
    let repeated = Repeated::find::<T>(source, &inputs, &rules)?;
    let mut state = State::new(&inputs, rules.latest);
    for (at, input) in inputs.iter().enumerate() {
        let opened = source.open::<T>(input)?;
        state.columns(&opened, source.mapping.is_some(), input);
        let job = Job {
            reading: source.reading(),
            rules: &rules,
            repeated: &repeated,
            opened: &opened_parts(&opened),
            merged: &input.merged,
        };
        opened.batches(&input.name, |blocks| {
            let read = |block: &Block| job.read_block(block, input.encoding, begin);
            let done: Vec<Result<Done<T, C>, IngestError>> = blocks.par_iter().map(read).collect();
            for block in done {
                state.take(at, block?, sink)?;
            }
            progress(state.tally.rows_in);
            Ok(())
        })?;
        state.end_file();
    }
    state.finish(begin, sink)
}

/// The parts of an opened file that do not move while its blocks are read.
struct Parts {
    layout: Layout,
    heading_row: u64,
    order_by: Option<usize>,
}

fn opened_parts(opened: &Opened) -> Parts {
    Parts { layout: opened.layout.clone(), heading_row: opened.heading_row, order_by: opened.order_by }
}

struct Job<'a> {
    reading: Reading<'a>,
    rules: &'a Rules,
    repeated: &'a Repeated,
    opened: &'a Parts,
    merged: &'a [Merged],
}

/// A block after reading.
struct Done<T, C> {
    findings: Findings,
    chunk: C,
    accepted: u64,
    digests: RosterDigest,
    waiting: Vec<Waiting<T>>,
    totals: BTreeMap<Rule, u64>,
    rows_in: u64,
    skipped: u64,
    rejected: u64,
    warned: u64,
    normalised: u64,
}

impl<T, C> Done<T, C> {
    fn new(file: &str, chunk: C) -> Self {
        Self {
            findings: Findings::new(file),
            chunk,
            accepted: 0,
            digests: RosterDigest::default(),
            waiting: Vec::new(),
            totals: BTreeMap::new(),
            rows_in: 0,
            skipped: 0,
            rejected: 0,
            warned: 0,
            normalised: 0,
        }
    }
}

/// What became of one row.
enum Fate<T> {
    Accepted(T),
    Waits(Waiting<T>),
    Skipped,
    Rejected,
}

impl Job<'_> {
    fn read_block<T: FromRow, C: Chunk<T>>(
        &self,
        block: &Block,
        encoding: Encoding,
        begin: &Begin<'_, C>,
    ) -> Result<Done<T, C>, IngestError> {
        let mut done = Done::new(&self.opened.layout.file, begin(block.records.len()));
        let mut kept = Ok(());
        let (mut key, mut line) = (String::new(), String::new());
        block.rows(encoding, |row, text| {
            if row <= self.opened.heading_row || kept.is_err() {
                return;
            }
            done.rows_in += 1;
            done.findings.start_row(row);
            let fate = self.read_row::<T>(row, text, &mut key, &mut done.findings);
            let id = match &fate {
                Fate::Accepted(value) => value.subject(),
                Fate::Waits(waiting) => waiting.value.subject(),
                _ => None,
            };
            let (warned, normalised) = done.findings.end_row(id);
            done.warned += u64::from(warned);
            done.normalised += u64::from(normalised);
            match fate {
                Fate::Accepted(value) => {
                    done.digests.push(&value.key(), canonical::row_digest(&value, &mut line));
                    done.accepted += 1;
                    kept = done.chunk.push(value);
                }
                Fate::Waits(waiting) => done.waiting.push(waiting),
                Fate::Skipped => done.skipped += 1,
                Fate::Rejected => done.rejected += 1,
            }
        });
        done.totals = totals(&done.findings);
        kept.map(|()| done)
    }

    fn read_row<T: FromRow>(
        &self,
        number: u64,
        text: RowText<'_, '_>,
        key: &mut String,
        out: &mut Findings,
    ) -> Fate<T> {
        let cells = match text {
            RowText::Cells(cells) => cells,
            RowText::Bad(rule, sample) => {
                out.add(rule, "", &sample);
                return Fate::Rejected;
            }
        };
        let layout = &self.opened.layout;
        let found = cells.len();
        let fits = fit(cells, layout.headings.len());
        if !fits {
            cells.resize(layout.headings.len(), Cow::Borrowed(""));
        }
        if let Some(rule) = row::why_skip(layout, cells, number <= self.opened.heading_row + GUIDE_ROWS) {
            out.add(rule, "", cells.iter().find(|cell| !cell.trim().is_empty()).map_or("", |cell| cell));
            return Fate::Skipped;
        }
        if !fits {
            out.add(Rule::ColumnCount, "", &format!("{found} / {}", layout.headings.len()));
            return Fate::Rejected;
        }
        let row = Row { layout, cells };
        if let Some(field) = self.rules.skip_empty.iter().find(|field| row.get(**field).trim().is_empty()) {
            out.add(Rule::SkipEmptyField, layout.heading(*field), "");
            return Fate::Skipped;
        }
        if T::unfilled(&row) {
            out.add(Rule::SkipUnfilled, "", "");
            return Fate::Skipped;
        }
        for field in self.rules.warn_empty.iter().filter(|field| row.get(**field).trim().is_empty()) {
            out.add(Rule::ValueMissing, layout.heading(*field), "");
        }
        let merged = self.merged.iter().find(|range| (range.rows.0..=range.rows.1).contains(&number));
        if let Some(Merged { rows, columns }) = merged.filter(|_| T::template().is_some()) {
            let across = columns.0..=columns.1.min(layout.headings.len().saturating_sub(1));
            let headings = layout.headings.get(across).unwrap_or_default().join("、");
            let (first, last) = (letters(columns.0), letters(columns.1));
            out.add(Rule::MergedCells, &headings, &format!("{first}{}:{last}{}", rows.0, rows.1));
            return Fate::Rejected;
        }
        let Some(value) = T::read(&row, &self.reading, out) else { return Fate::Rejected };
        if self.repeated.is_empty() || !self.rules.key::<T>(&row, &self.reading, key) {
            return Fate::Accepted(value);
        }
        if !self.repeated.contains(key) {
            return Fate::Accepted(value);
        }
        let order = self.opened.order_by.map_or_else(String::new, |column| order_text(&cells[column]));
        Fate::Waits(Waiting { row: number, key: key.clone(), order, value })
    }
}

/// Dates in whatever shape compare as dates; everything else as text.
fn order_text(cell: &str) -> String {
    let text = row::clean::text(cell).text;
    dates::read(&text, false).map_or_else(|| text.clone().into_owned(), |reading| reading.date.to_string())
}

fn totals(findings: &Findings) -> BTreeMap<Rule, u64> {
    let mut totals = BTreeMap::new();
    for issue in &findings.issues {
        *totals.entry(issue.rule).or_default() += 1;
    }
    for counted in &findings.counted {
        *totals.entry(counted.rule).or_default() +=
            counted.values.values().map(|(_, rows)| rows).sum::<u64>();
    }
    totals
}

struct State<T> {
    tally: Tally,
    names: Vec<String>,
    findings: Findings,
    digests: RosterDigest,
    held: HeldRows<T>,
}

impl<T: FromRow> State<T> {
    fn new(inputs: &[Input], latest: Option<Latest>) -> Self {
        let tally = Tally {
            rows_in: 0,
            accepted: 0,
            merged: 0,
            skipped: 0,
            rejected: 0,
            warned: 0,
            normalised: 0,
            issues: Vec::new(),
            issues_total: BTreeMap::new(),
            encodings: inputs.iter().map(|input| (input.name.clone(), input.decision.clone())).collect(),
            other_columns: Vec::new(),
            digest: Digest::of(b""),
        };
        Self {
            tally,
            names: inputs.iter().map(|input| input.name.clone()).collect(),
            findings: Findings::default(),
            digests: RosterDigest::default(),
            held: HeldRows::new(latest),
        }
    }

    /// Begins a file: what there is to say about its headings.
    fn columns(&mut self, opened: &Opened, mapped: bool, input: &Input) {
        self.findings = Findings::new(&input.name);
        input.tell_hidden(opened, &mut self.findings);
        for heading in opened.tell_columns::<T>(mapped, &mut self.findings) {
            if !self.tally.other_columns.contains(&heading) {
                self.tally.other_columns.push(heading);
            }
        }
        for (rule, rows) in totals(&self.findings) {
            *self.tally.issues_total.entry(rule).or_default() += rows;
        }
    }

    fn take<C>(&mut self, file: usize, done: Done<T, C>, sink: &mut Sink<'_, C>) -> Result<(), IngestError> {
        let tally = &mut self.tally;
        tally.rows_in += done.rows_in;
        tally.skipped += done.skipped;
        tally.rejected += done.rejected;
        tally.warned += done.warned;
        tally.normalised += done.normalised;
        tally.accepted += done.accepted;
        for (rule, rows) in done.totals {
            *tally.issues_total.entry(rule).or_default() += rows;
        }
        let room = Tally::MOST_ISSUES.saturating_sub(tally.issues.len());
        self.findings.absorb(done.findings, 0, room);
        self.digests.append(done.digests);
        for waiting in done.waiting {
            self.held.hold(file, waiting);
        }
        if done.accepted == 0 { Ok(()) } else { sink(done.chunk) }
    }

    /// Judges the rows held back, and closes the account.
    fn finish<C: Chunk<T>>(
        mut self,
        begin: &Begin<'_, C>,
        sink: &mut Sink<'_, C>,
    ) -> Result<Tally, IngestError> {
        let held = std::mem::replace(&mut self.held, HeldRows::new(None));
        let mut line = String::new();
        let (mut chunk, mut count) = (begin(0), 0);
        let mut late: Vec<Findings> = self.names.iter().map(|name| Findings::new(name)).collect();
        for group in held.into_groups() {
            let members = group.members.len() as u64;
            for member in &group.members {
                if let Some(rule) = group.conflict.or(member.note) {
                    let findings = &mut late[member.file];
                    findings.start_row(member.row);
                    findings.add(rule, "", &group.value.key());
                    findings.end_row(group.value.subject());
                }
            }
            if group.conflict.is_some() {
                self.tally.rejected += members;
                continue;
            }
            self.tally.accepted += 1;
            self.tally.merged += members - 1;
            self.digests.push(&group.value.key(), canonical::row_digest(&group.value, &mut line));
            chunk.push(group.value)?;
            count += 1;
            if count == CHUNK {
                sink(std::mem::replace(&mut chunk, begin(0)))?;
                count = 0;
            }
        }
        if count > 0 {
            sink(chunk)?;
        }
        for findings in late {
            for (rule, rows) in totals(&findings) {
                *self.tally.issues_total.entry(rule).or_default() += rows;
            }
            self.findings = findings;
            self.end_file();
        }
        self.close()
    }

    fn end_file(&mut self) {
        let findings = std::mem::take(&mut self.findings);
        let tally = &mut self.tally;
        for counted in &findings.counted {
            tally.issues.extend(counted.issues(&findings.file));
        }
        tally.issues.extend(findings.issues);
        tally.issues.truncate(Tally::MOST_ISSUES);
    }

    fn close(mut self) -> Result<Tally, IngestError> {
        let names = &self.names;
        let place = |file: &str| names.iter().position(|name| name == file);
        self.tally.issues.sort_by_cached_key(|issue| (place(&issue.file), issue.row, issue.rule));
        self.tally.digest = self.digests.finish()?;
        let tally = self.tally;
        assert_eq!(
            tally.rows_in,
            tally.accepted + tally.merged + tally.skipped + tally.rejected,
            "every row must have exactly one fate"
        );
        Ok(tally)
    }
}

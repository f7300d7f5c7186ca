//! A row of the workbook of outcomes (检查结果). Cells are cleaned, keys and the date are read; what the
//! words of the closed lists mean, and whether the row fits the draw, is `core::outcome::intake`'s.

use super::inspector::card_number;
use super::key::subject_key;
use super::matter::code;
use super::rule::Rule;
use super::{
    Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, clean, dates, headings, same,
    words,
};
use crate::core::id::{InspectorId, SubjectId};
use crate::core::identifier;
use crate::core::outcome::{TEMPLATE, TEMPLATE_MARKS};
use crate::core::text::seen_words;
use crate::core::time::Date;
use std::borrow::Cow;

/// What one row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeRow {
    /// File name as given by the user.
    pub file: String,
    /// Row number in it.
    pub row: u64,
    /// 抽查任务编号, or empty.
    pub task: String,
    /// 抽取编号, or empty.
    pub draw: String,
    /// 检查对象
    pub subject: SubjectId,
    /// 企业名称, or empty.
    pub name: String,
    /// Code of the 抽查事项.
    pub matter: SubjectId,
    /// 检查日期
    pub visited: Date,
    /// Card numbers of those who went, ascending.
    pub officers: Vec<InspectorId>,
    /// 核查方式, as written.
    pub methods: String,
    /// 检查结果, as written.
    pub results: String,
    /// 发现问题
    pub findings: String,
    /// 后续处置措施, as written.
    pub disposals: String,
    /// 差异原因
    pub difference: String,
    /// 证据文件: names or digests.
    pub evidence: Vec<String>,
    /// 备注
    pub note: String,
    /// 整改期限
    pub due: Option<Date>,
}

/// Fields that are empty until somebody has inspected.
const FILLED_IN: [Field; 5] =
    [Field::Visited, Field::Method, Field::Result, Field::Findings, Field::Disposals];

impl FromRow for OutcomeRow {
    const WORD: &'static str = "outcomes";
    const REQUIRED: &'static [Field] = &[Field::Subject, Field::Code, Field::Visited, Field::Result];
    const KEY: &'static [Field] = &[Field::Subject, Field::Code];

    fn spellings() -> Spellings {
        headings::outcome_headings()
    }

    fn unfilled(row: &Row<'_>) -> bool {
        let empty = |field: &Field| clean::text(&row.get(*field)).text.is_empty();
        // A mapping's constants are no sign of a visit.
        FILLED_IN.iter().filter(|field| !row.layout.columns(**field).is_empty()).all(empty)
    }

    fn template() -> Option<(&'static [&'static str], &'static str)> {
        Some((&TEMPLATE_MARKS, TEMPLATE))
    }

    fn key_of(row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool {
        let raw = row.get(Field::Subject);
        let Ok(found) = identifier::identify(&raw, reading.key_column) else { return false };
        let Ok(matter) = code(&row.get(Field::Code)) else { return false };
        key.push_str(&found.text);
        key.push('/');
        key.push_str(matter.as_str());
        true
    }

    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self> {
        let subject = subject_key(row, Field::Subject, &row.get(Field::Subject), reading, out);
        let raw = row.get(Field::Code);
        let matter = code(&raw).map_err(|rule| out.add(rule, row.layout.heading(Field::Code), &raw)).ok();
        let visited = day(row, Field::Visited, out);
        let due = match clean::text(&row.get(Field::Due)).text.is_empty() {
            true => Some(None),
            false => day(row, Field::Due, out).map(Some),
        };
        let officers = officers(row, out);
        let (file, line) = (out.file.clone(), out.row);
        // Eighteen digits are a task's number here, not a person's.
        let number = |field| clean::text(&row.get(field)).text.into_owned();
        let mut words = |field| seen_words(&words::text(row, field, out));
        let row = Self {
            file,
            row: line,
            task: clean::strip_float(&number(Field::Task)).to_owned(),
            draw: number(Field::Draw),
            name: words(Field::Name),
            methods: words(Field::Method),
            results: words(Field::Result),
            findings: words(Field::Findings),
            disposals: words(Field::Disposals),
            difference: words(Field::Difference),
            evidence: names(&words(Field::Evidence)),
            note: words(Field::Note),
            subject: subject?.0,
            matter: matter?,
            visited: visited?,
            officers: officers?,
            due: due?,
        };
        Some(row)
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}/{}", self.subject, self.matter))
    }

    fn canonical(&self, line: &mut String) {
        for field in [&self.task, &self.draw] {
            canonical::text(line, field);
        }
        canonical::text(line, self.subject.as_str());
        canonical::text(line, self.matter.as_str());
        canonical::date(line, Some(self.visited));
        canonical::list(line, self.officers.iter().map(InspectorId::as_str));
        for field in [&self.methods, &self.results, &self.findings, &self.disposals, &self.difference] {
            canonical::text(line, field);
        }
        canonical::text(line, &self.evidence.join("\n"));
        canonical::text(line, &self.note);
        canonical::date(line, self.due);
    }

    fn subject(&self) -> Option<&SubjectId> {
        Some(&self.subject)
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if same(self, later) { Agreement::Identical } else { Agreement::Conflict(Rule::DuplicateConflict) }
    }

    /// Foreign files have a row for each finding of a visit: the findings stand one after the other.
    fn join(&mut self, other: &Self) -> bool {
        if (self.visited, &self.task, &self.draw) != (other.visited, &other.task, &other.draw) {
            return false;
        }
        self.officers.extend(other.officers.iter().cloned());
        self.officers.sort_unstable();
        self.officers.dedup();
        for (mine, theirs) in [
            (&mut self.methods, &other.methods),
            (&mut self.results, &other.results),
            (&mut self.findings, &other.findings),
            (&mut self.disposals, &other.disposals),
            (&mut self.difference, &other.difference),
            (&mut self.note, &other.note),
        ] {
            if !theirs.is_empty() && !mine.split('；').any(|known| known == theirs) {
                let sign = if mine.is_empty() { "" } else { "；" };
                mine.push_str(sign);
                mine.push_str(theirs);
            }
        }
        self.due = [self.due, other.due].into_iter().flatten().min();
        let more = other.evidence.iter().filter(|name| !self.evidence.contains(name));
        let more: Vec<String> = more.cloned().collect();
        self.evidence.extend(more);
        true
    }
}

/// A day, and nothing less.
fn day(row: &Row<'_>, field: Field, out: &mut Findings) -> Option<Date> {
    let cell = words::text(row, field, out);
    let heading = row.layout.heading(field);
    let reading = dates::read(&cell, false).filter(|read| read.precision == dates::Precision::Day);
    match reading {
        Some(reading) => {
            if reading.changed {
                out.add(Rule::DateNormalised, heading, "");
            }
            Some(reading.date)
        }
        None => {
            out.add(Rule::OutcomeDate, heading, &cell);
            None
        }
    }
}

fn officers(row: &Row<'_>, out: &mut Findings) -> Option<Vec<InspectorId>> {
    let cell = words::text(row, Field::Officers, out);
    let heading = row.layout.heading(Field::Officers);
    let mut cards = Vec::new();
    let mut good = true;
    for piece in names(&cell) {
        match card_number(&piece) {
            Ok(card) => cards.push(card),
            Err(rule) => {
                // The cell may hold a name instead of a number.
                out.add(
                    if rule == Rule::KeyIdentityNumber { rule } else { Rule::OutcomeOfficer },
                    heading,
                    &super::mask(&piece),
                );
                good = false;
            }
        }
    }
    cards.sort_unstable();
    cards.dedup();
    good.then_some(cards)
}

/// The parts of a cell that holds several.
fn names(cell: &str) -> Vec<String> {
    let parts = cell.split(['、', '，', ',', '；', ';', '|', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

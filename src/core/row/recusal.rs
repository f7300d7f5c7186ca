//! A row of a list of recusals (回避).

use super::inspector::{card_number, inspector_key};
use super::key::subject_key;
use super::rule::Rule;
use super::words;
use super::{Agreement, Field, Findings, FromRow, Reading, Row, Spellings, headings};
use crate::core::id::Name;
use crate::core::identifier;
use crate::core::registry::Recusal;
use std::borrow::Cow;

impl FromRow for Recusal {
    const WORD: &'static str = "recusals";
    const REQUIRED: &'static [Field] = &[Field::Inspector, Field::Subject];
    const KEY: &'static [Field] = &[Field::Inspector, Field::Subject];

    fn spellings() -> Spellings {
        headings::recusal_headings()
    }

    fn key_of(row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool {
        let Ok(inspector) = card_number(&row.get(Field::Inspector)) else { return false };
        key.push_str(inspector.as_str());
        key.push('/');
        let raw = row.get(Field::Subject);
        match identifier::identify(&raw, reading.key_column) {
            Ok(found) => key.push_str(&found.text),
            Err(fault) => match fault.suggestion().filter(|_| reading.accept_suggestions) {
                Some(proposed) => key.push_str(proposed),
                None => return false,
            },
        }
        true
    }

    fn read(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Self> {
        let inspector = inspector_key(row, Field::Inspector, out);
        let subject = subject_key(row, Field::Subject, &row.get(Field::Subject), reading, out);
        let (inspector, (subject, _)) = (inspector?, subject?);
        Some(Recusal { inspector, subject, reason: reason(row, out) })
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Owned(format!("{}/{}", self.inspector, self.subject))
    }

    fn canonical(&self, line: &mut String) {
        for field in [self.inspector.as_str(), self.subject.as_str(), self.reason.as_str()] {
            super::canonical::text(line, field);
        }
    }

    /// One reason is enough; of several the first in byte order is kept, whatever the file's order.
    fn agreement(&self, later: &Self) -> Agreement {
        if later.reason < self.reason { Agreement::Replaces } else { Agreement::Identical }
    }
}

/// The reasons that have a word, the template's first: code, and words for it.
const REASONS: &[(&str, &[&str])] = &[
    ("declared", &["本人申报", "", "申报", "自行申报", "主动申请", "本人申请"]),
    ("asked", &["当事人申请", "企业申请", "被检查单位申请", "申请回避"]),
    ("last-visit", &["上次检查人员", "上次检查"]),
    ("relative", &["近亲属", "亲属", "亲属关系"]),
    ("own-area", &["片区责任人", "片区", "片区管理"]),
    ("interest", &["利害关系", "其他利害关系"]),
];

/// The words of templates for the reasons of a recusal, with their codes.
pub fn reason_words() -> impl Iterator<Item = (&'static str, &'static str)> {
    REASONS.iter().map(|(code, words)| (*code, words[0]))
}

fn reason(row: &Row<'_>, out: &mut Findings) -> Name {
    let cell = words::text(row, Field::Reason, out);
    let known = REASONS.iter().find(|(_, words)| words.contains(&cell.as_ref()));
    let code = known.map_or(cell.as_ref(), |(code, _)| code);
    Name::new(code).unwrap_or_else(|_| {
        out.add(Rule::ReasonUnknown, row.layout.heading(Field::Reason), &cell);
        Name::new("other").expect("lower-case letters")
    })
}

//! A row of the subjects' library (检查对象名录库).

use super::key::{key_cell, subject_key};
use super::reference::{self, RegionLevel};
use super::rule::Rule;
use super::words::{self, add_extra, as_given};
use super::{
    Agreement, Field, Findings, FromRow, Reading, Row, Spellings, canonical, clean, headings, marks, same,
};
use crate::core::id::{Name, SubjectId};
use crate::core::identifier;
use crate::core::registry::{Group, KeyKind, Status, Subject};
use std::borrow::Cow;

impl FromRow for Subject {
    const WORD: &'static str = "subjects";
    const REQUIRED: &'static [Field] = &[Field::Id, Field::Name];
    const KEY: &'static [Field] = &[Field::Id];

    fn spellings() -> Spellings {
        headings::subject_headings()
    }

    fn key_of(row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool {
        let raw = key_cell(row);
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
        let raw = key_cell(row);
        let key = subject_key(row, Field::Id, &raw, reading, out);
        let name = name(row, Field::Name, out);
        let (key, name) = (key?, name?);
        let mut extra = String::new();
        let (kind, group) = kind_and_group(row, &key, out);
        let (status, dormant) = status(row, out);
        let region = region(row, &key, &mut extra, out);
        let subject = Subject {
            other_id: other_id(row, &raw, &key, out),
            kind,
            group,
            status,
            dormant,
            region,
            authority: words::text(row, Field::Authority, out).into_owned(),
            station: station(row, reading, &mut extra, out),
            industry: industry(row, &mut extra, out),
            labels: words::tags(row, Field::Labels, reading.codebook, out),
            risk_class: risk_class(row, reading, out),
            established: words::date(row, Field::Established, false, &mut extra, out),
            licence_until: words::date(row, Field::LicenceUntil, true, &mut extra, out),
            last_inspected: words::date(row, Field::LastInspected, false, &mut extra, out),
            inspected_this_year: words::number(row, Field::InspectedThisYear, out).unwrap_or(0),
            address: words::text(row, Field::Address, out).into_owned(),
            representative: words::text(row, Field::Representative, out).into_owned(),
            contact: words::text(row, Field::Contact, out).into_owned(),
            phone: clean::strip_float(&words::text(row, Field::Phone, out)).to_owned(),
            extra: String::new(),
            id: key.0,
            key_kind: key.1,
            name,
        };
        let level = marks::level(row, &mut extra, out);
        keep_unknown_columns(row, &mut extra, out);
        let mut subject = Subject { extra, ..subject };
        if let Some(marks) = reading.marks {
            let heading = row.layout.heading(Field::Labels);
            let tell = &mut |rule, label: &str| out.add(rule, heading, label);
            marks.apply(&mut subject.labels, &subject.id, subject.last_inspected.zip(level), tell);
        }
        Some(raised(subject, row, reading, out))
    }

    fn key(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.id.as_str())
    }

    fn canonical(&self, line: &mut String) {
        let Subject {
            id,
            key_kind,
            other_id,
            name,
            kind,
            group,
            status,
            dormant,
            region,
            authority,
            station,
            industry,
            labels,
            risk_class,
            established,
            licence_until,
            last_inspected,
            inspected_this_year,
            address,
            representative,
            contact,
            phone,
            extra,
        } = self;
        for field in [id.as_str(), key_kind.code(), other_id, name, kind, group.code(), status.code()] {
            canonical::text(line, field);
        }
        canonical::text(line, if *dormant { "dormant" } else { "" });
        for field in
            [region.as_str(), authority, station.as_ref().map_or("", Name::as_str), industry.as_str()]
        {
            canonical::text(line, field);
        }
        canonical::list(line, labels.iter().map(Name::as_str));
        canonical::text(line, risk_class.as_ref().map_or("", Name::as_str));
        for date in [established, licence_until, last_inspected] {
            canonical::date(line, *date);
        }
        canonical::number(line, inspected_this_year);
        for field in [address, representative, contact, phone] {
            canonical::text(line, field);
        }
        // Sorted, because the order of columns is the file's affair.
        let mut lines: Vec<&str> = extra.lines().collect();
        lines.sort_unstable();
        lines.into_iter().for_each(|extra| canonical::text(line, extra));
    }

    fn subject(&self) -> Option<&SubjectId> {
        Some(&self.id)
    }

    fn agreement(&self, later: &Self) -> Agreement {
        if same(self, later) { Agreement::Identical } else { Agreement::Conflict(Rule::DuplicateConflict) }
    }
}

/// With the visits the archive has recorded: no row can state fewer, or an earlier last day.
fn raised(subject: Subject, row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Subject {
    let Some(&(visits, last)) = reading.visited.and_then(|visited| visited.get(&subject.id)) else {
        return subject;
    };
    let (stated, day) = (subject.inspected_this_year, subject.last_inspected);
    if stated >= visits && day >= Some(last) {
        return subject;
    }
    let told = format!("{stated} → {} ({last})", stated.max(visits));
    out.add(Rule::VisitsRaised, row.layout.heading(Field::InspectedThisYear), &told);
    Subject { inspected_this_year: stated.max(visits), last_inspected: day.max(Some(last)), ..subject }
}

/// A name: kept as published but for blanks at its ends and invisible characters.
pub(super) fn name(row: &Row<'_>, field: Field, out: &mut Findings) -> Option<String> {
    let raw = row.get(field);
    let heading = row.layout.heading(field);
    let cell = clean::text(&raw);
    if cell.text.is_empty() || identifier::means_nothing(&cell.text) {
        out.add(Rule::NameMissing, heading, "");
        return None;
    }
    if cell.replacement {
        out.add(Rule::NameUndecodable, heading, &cell.text);
        return None;
    }
    if cell.changed {
        out.add(Rule::NameBlanks, heading, &raw);
    }
    if cell.private {
        out.add(Rule::PrivateUse, heading, &cell.text);
    }
    if cell.text.contains('?') && !cell.text.is_ascii() {
        out.add(Rule::LostCharacter, heading, &cell.text);
    }
    Some(cell.text.into_owned())
}

fn other_id(row: &Row<'_>, raw_key: &str, key: &(SubjectId, KeyKind), out: &mut Findings) -> String {
    let cell = words::text(row, Field::OtherId, out);
    let given = clean::strip_float(&cell);
    if !identifier::means_nothing(given) && given != key.0.as_str() {
        return given.to_owned();
    }
    // An old licence text has been written out in ASCII to serve as key: keep it readable.
    if key.1 == KeyKind::Other && key.0.as_str().contains('_') {
        return clean::text(raw_key).text.into_owned();
    }
    String::new()
}

fn kind_and_group(row: &Row<'_>, key: &(SubjectId, KeyKind), out: &mut Findings) -> (String, Group) {
    let cell = words::text(row, Field::Type, out);
    if identifier::means_nothing(&cell) {
        out.add(Rule::TypeMissing, row.layout.heading(Field::Type), "");
        return (String::new(), group_of_key(key));
    }
    let group = reference::group_of_type(&cell).unwrap_or_else(|| {
        out.add(Rule::TypeUnknown, row.layout.heading(Field::Type), &cell);
        group_of_key(key)
    });
    (cell.into_owned(), group)
}

fn group_of_key((id, kind): &(SubjectId, KeyKind)) -> Group {
    match (kind, &id.as_str().as_bytes()[..2.min(id.as_str().len())]) {
        (KeyKind::Uscc, b"91") => Group::Enterprise,
        (KeyKind::Uscc, b"92") => Group::Individual,
        (KeyKind::Uscc, b"93") | (KeyKind::Reg15Na, _) => Group::Cooperative,
        // GS15—2006: first digit of the sequence, 0–5 enterprises, 6–9 个体工商户.
        (KeyKind::Reg15, _) if id.as_str().as_bytes()[6] >= b'6' => Group::Individual,
        (KeyKind::Reg15, _) => Group::Enterprise,
        _ => Group::Other,
    }
}

fn status(row: &Row<'_>, out: &mut Findings) -> (Status, bool) {
    let heading = row.layout.heading(Field::Status);
    let flagged = row.layout.has(Field::Dormant) && words::yes_no(row, Field::Dormant, false, false, out);
    let cell = words::text(row, Field::Status, out);
    if cell.is_empty() {
        out.add(Rule::StatusMissing, heading, "");
        return (Status::Other, flagged);
    }
    let Some(reading) = reference::status(&cell) else {
        out.add(Rule::StatusUnknown, heading, &cell);
        return (Status::Other, flagged);
    };
    if reading.plain {
        out.add(Rule::StatusRevoked, heading, &cell);
    }
    if reading.transit {
        out.add(Rule::StatusTransit, heading, &cell);
    }
    (reading.status, reading.dormant || flagged)
}

fn region(row: &Row<'_>, key: &(SubjectId, KeyKind), extra: &mut String, out: &mut Findings) -> String {
    let cell = words::text(row, Field::Region, out);
    if cell.is_empty() {
        return String::new();
    }
    let heading = row.layout.heading(Field::Region);
    let digits = clean::strip_float(&cell);
    let code = match digits.len() {
        _ if !clean::all_digits(digits) => None,
        6 => Some(Cow::Borrowed(digits)),
        2 => Some(Cow::Owned(format!("{digits}0000"))),
        4 => Some(Cow::Owned(format!("{digits}00"))),
        9 | 12 => Some(Cow::Borrowed(&digits[..6])),
        _ => None,
    };
    let Some(code) = code else {
        out.add(Rule::RegionForm, heading, &cell);
        add_extra(extra, &as_given(heading), &cell);
        return String::new();
    };
    if code != cell {
        out.add(Rule::CodeNormalised, heading, &cell);
    }
    if reference::region_level(&code) != RegionLevel::Code {
        out.add(Rule::RegionUnknown, heading, &code);
    }
    if key.1 == KeyKind::Uscc && key.0.as_str()[2..4] != code[..2] {
        out.add(Rule::RegionProvince, heading, &cell);
    }
    code.into_owned()
}

fn station(row: &Row<'_>, reading: &Reading<'_>, extra: &mut String, out: &mut Findings) -> Option<Name> {
    let cell = words::text(row, Field::Station, out);
    if cell.is_empty() {
        return None;
    }
    let found = reading.codebook.unit(&cell);
    if found.is_none() {
        let heading = row.layout.heading(Field::Station);
        out.add(Rule::StationUnknown, heading, &cell);
        add_extra(extra, &as_given(heading), &cell);
    }
    found
}

fn industry(row: &Row<'_>, extra: &mut String, out: &mut Findings) -> String {
    let section_cell = words::text(row, Field::Section, out);
    let section = reference::section(&section_cell);
    let cell = words::text(row, Field::Industry, out);
    let (text, field) =
        if cell.is_empty() { (section_cell, Field::Section) } else { (cell, Field::Industry) };
    if identifier::means_nothing(&text) {
        return String::new();
    }
    let heading = row.layout.heading(field);
    match reference::industry(&text, section) {
        Some(reading) => {
            if reading.changed {
                out.add(Rule::CodeNormalised, heading, &text);
            }
            reading.code.to_owned()
        }
        None => {
            out.add(Rule::IndustryUnknown, heading, &text);
            add_extra(extra, &as_given(heading), &text);
            String::new()
        }
    }
}

fn risk_class(row: &Row<'_>, reading: &Reading<'_>, out: &mut Findings) -> Option<Name> {
    let cell = words::text(row, Field::RiskClass, out);
    if identifier::means_nothing(&cell) {
        return None;
    }
    let bare = cell.trim_end_matches(['类', '级']);
    let class = match bare {
        "A" | "B" | "C" | "D" | "Ａ" | "Ｂ" | "Ｃ" | "Ｄ" => {
            Name::new(&clean::half_width(bare).to_ascii_lowercase()).ok()
        }
        _ => reading.codebook.tag(&cell).or_else(|| Name::new(bare).ok()),
    };
    if class.is_none() {
        out.add(Rule::RiskUnknown, row.layout.heading(Field::RiskClass), &cell);
    }
    class
}

fn keep_unknown_columns(row: &Row<'_>, extra: &mut String, out: &mut Findings) {
    for &column in &row.layout.extras {
        let raw = row.cells[column].as_ref();
        if !raw.is_empty() {
            let heading = &row.layout.headings[column];
            let cell = words::cleaned(clean::text(raw), heading, true, out);
            add_extra(extra, heading, &cell);
        }
    }
    for &column in &row.layout.dropped {
        if !row.cells[column].is_empty() {
            out.add(Rule::IdentityColumn, &row.layout.headings[column], "");
        }
    }
}

//! Rosters back into files, under the templates' headings: CSV (UTF-8 with BOM) or XLSX with keys
//! as text. Importing an export gives the same roster digest.

use super::error::IngestError;
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::registry::{Inspector, Matter, Recusal, Subject};
use crate::core::row::{Field, FromRow, extra_lines};
use crate::core::time::Date;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::borrow::Cow;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// A roster row that can be written back.
pub trait Export: FromRow {
    /// The fields of a file, in column order.
    const FIELDS: &'static [Field];

    /// The value of a field, as the importer reads it.
    fn field(&self, field: Field) -> Cow<'_, str>;

    /// A column that is no field.
    fn extra(&self, _name: &str) -> Option<String> {
        None
    }
}

/// Writes rows to a `.csv` or `.xlsx` file. `extra` are the names of extra columns (see
/// [`extra_names`]); a row's extra data under other names would be lost.
pub fn export<'a, T: Export>(
    path: &Path,
    lang: Lang,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> Result<(), IngestError> {
    if is_xlsx(path) {
        xlsx(path, lang, extra, rows).map_err(|error| IngestError::write(path, error))
    } else {
        csv(path, lang, extra, rows).map_err(|error| IngestError::write(path, error))
    }
}

/// The names of all extra data, in order of first appearance.
pub fn extra_names<'a>(rows: impl Iterator<Item = &'a Subject>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for subject in rows.filter(|subject| !subject.extra.is_empty()) {
        for (name, _) in extra_lines(&subject.extra) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Our heading of a field: the first Chinese spelling, or the English word.
pub(super) fn heading<T: FromRow>(field: Field, lang: Lang) -> &'static str {
    let names = T::spellings().iter().find(|(known, _)| *known == field).map(|(_, names)| names);
    lang.pick(names.map_or(field.word(), |names| names[0]), field.word())
}

/// Whether a file name asks for a workbook.
pub(super) fn is_xlsx(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// A text no spreadsheet takes for a formula: an apostrophe before `=`, `+`, `-`, `@`, which the
/// importer removes again.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => Cow::Owned(format!("'{text}")),
        _ => Cow::Borrowed(text),
    }
}

fn all_headings<T: Export>(lang: Lang, extra: &[String]) -> Vec<String> {
    let ours = T::FIELDS.iter().map(|field| heading::<T>(*field, lang).to_owned());
    ours.chain(extra.iter().cloned()).collect()
}

fn csv<'a, T: Export>(
    path: &Path,
    lang: Lang,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> Result<(), csv::Error> {
    let mut file = std::io::BufWriter::new(File::create(path)?);
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    writer.write_record(all_headings::<T>(lang, extra))?;
    for row in rows {
        for field in T::FIELDS {
            writer.write_field(harmless(&row.field(*field)).as_ref())?;
        }
        for name in extra {
            writer.write_field(harmless(&row.extra(name).unwrap_or_default()).as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()?;
    Ok(())
}

fn xlsx<'a, T: Export>(
    path: &Path,
    lang: Lang,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(T::KIND.word())?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, heading) in all_headings::<T>(lang, extra).into_iter().enumerate() {
        sheet.set_column_width(column as u16, 20)?;
        sheet.write_string_with_format(0, column as u16, heading, &head)?;
    }
    for (at, row) in rows.enumerate() {
        let ours = T::FIELDS.iter().map(|field| row.field(*field).into_owned());
        let theirs = extra.iter().map(|name| row.extra(name).unwrap_or_default());
        for (column, text) in ours.chain(theirs).enumerate() {
            if !text.is_empty() {
                sheet.write_string(at as u32 + 1, column as u16, text)?;
            }
        }
    }
    book.save(path)
}

fn date(value: Option<Date>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |date| Cow::Owned(date.to_string()))
}

fn name(value: Option<&Name>) -> Cow<'_, str> {
    Cow::Borrowed(value.map_or("", Name::as_str))
}

fn list(names: &[Name]) -> Cow<'_, str> {
    Cow::Owned(names.iter().map(Name::as_str).collect::<Vec<_>>().join("、"))
}

fn yes_no(value: bool) -> Cow<'static, str> {
    Cow::Borrowed(if value { "是" } else { "否" })
}

impl Export for Subject {
    const FIELDS: &'static [Field] = &[
        Field::Id,
        Field::OtherId,
        Field::Name,
        Field::Type,
        Field::Status,
        Field::Dormant,
        Field::Region,
        Field::Authority,
        Field::Station,
        Field::Industry,
        Field::Labels,
        Field::RiskClass,
        Field::Established,
        Field::LicenceUntil,
        Field::LastInspected,
        Field::InspectedThisYear,
        Field::Address,
        Field::Representative,
        Field::Contact,
        Field::Phone,
    ];

    fn field(&self, field: Field) -> Cow<'_, str> {
        Cow::Borrowed(match field {
            // A key that was written out in ASCII goes back as the text it came from.
            Field::Id if self.id.as_str().contains('_') && !self.other_id.is_empty() => &self.other_id,
            Field::Id => self.id.as_str(),
            Field::OtherId if self.id.as_str().contains('_') => "",
            Field::OtherId => &self.other_id,
            Field::Name => &self.name,
            Field::Type => &self.kind,
            Field::Status => self.status.code(),
            Field::Dormant => return yes_no(self.dormant),
            Field::Region => &self.region,
            Field::Authority => &self.authority,
            Field::Station => return name(self.station.as_ref()),
            Field::Industry => &self.industry,
            Field::Labels => return list(&self.labels),
            Field::RiskClass => return name(self.risk_class.as_ref()),
            Field::Established => return date(self.established),
            Field::LicenceUntil => return date(self.licence_until),
            Field::LastInspected => return date(self.last_inspected),
            Field::InspectedThisYear => return Cow::Owned(self.inspected_this_year.to_string()),
            Field::Address => &self.address,
            Field::Representative => &self.representative,
            Field::Contact => &self.contact,
            Field::Phone => &self.phone,
            _ => "",
        })
    }

    fn extra(&self, name: &str) -> Option<String> {
        extra_lines(&self.extra).find(|(known, _)| known == name).map(|(_, value)| value)
    }
}

impl Export for Inspector {
    const FIELDS: &'static [Field] = &[
        Field::Id,
        Field::Name,
        Field::Unit,
        Field::Position,
        Field::Tags,
        Field::Cap,
        Field::CardUntil,
        Field::Valid,
        Field::Expert,
    ];

    fn field(&self, field: Field) -> Cow<'_, str> {
        match field {
            Field::Id => Cow::Borrowed(self.id.as_str()),
            Field::Name => Cow::Borrowed(&self.name),
            Field::Unit => name(Some(&self.unit)),
            Field::Position => Cow::Borrowed(&self.position),
            Field::Tags => list(&self.tags),
            Field::Cap => self.cap.map_or(Cow::Borrowed(""), |cap| Cow::Owned(cap.to_string())),
            Field::CardUntil => date(self.card_until),
            Field::Valid => yes_no(self.valid),
            Field::Expert => yes_no(self.expert),
            _ => Cow::Borrowed(""),
        }
    }
}

impl Export for Recusal {
    const FIELDS: &'static [Field] = &[Field::Inspector, Field::Subject, Field::Reason];

    fn field(&self, field: Field) -> Cow<'_, str> {
        Cow::Borrowed(match field {
            Field::Inspector => self.inspector.as_str(),
            Field::Subject => self.subject.as_str(),
            Field::Reason => self.reason.as_str(),
            _ => "",
        })
    }
}

impl Export for Matter {
    const FIELDS: &'static [Field] = &[
        Field::Code,
        Field::Category,
        Field::Title,
        Field::Object,
        Field::KeyMatter,
        Field::Method,
        Field::Body,
        Field::Basis,
        Field::Version,
        Field::Effective,
    ];

    fn field(&self, field: Field) -> Cow<'_, str> {
        Cow::Borrowed(match field {
            Field::Code => self.code.as_str(),
            Field::Category => &self.category,
            Field::Title => &self.title,
            Field::Object => &self.object,
            Field::KeyMatter if self.key_matter => "重点检查事项",
            Field::KeyMatter => "一般检查事项",
            Field::Method => &self.method,
            Field::Body => &self.body,
            Field::Basis => &self.basis,
            Field::Version => self.version.as_str(),
            Field::Effective => return date(self.effective),
            _ => "",
        })
    }
}

//! Rosters back into files, under the templates' headings and in the words of a registry: CSV or
//! XLSX with keys as text. Importing an export gives the same roster digest.

use super::format::Format;
use super::sheet::{self, Look};
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::registry::{Inspector, Matter, Recusal, Subject};
use crate::core::row::{Codebook, Field, FromRow, clean, extra_lines, reason_words};
use crate::core::text::like_a_formula;
use crate::core::time::Date;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

/// A roster row that can be written back.
pub trait Export: FromRow {
    /// The fields of a file, in column order.
    const FIELDS: &'static [Field];

    /// The value of a field in the bureau's words, as the importer reads it.
    fn field<'a>(&'a self, field: Field, book: &'a Codebook) -> Cow<'a, str>;

    /// A column that is no field.
    fn extra(&self, _name: &str) -> Option<String> {
        None
    }
}

/// How a file is written.
#[derive(Clone, Copy, Debug)]
pub struct Style<'a> {
    /// CSV or XLSX.
    pub format: Format,
    /// Language of headings.
    pub lang: Lang,
    /// Units and tags by their names.
    pub codebook: &'a Codebook,
}

/// Writes rows. `extra` are the names of extra columns (see [`extra_names`]); a row's extra data
/// under other names would be lost.
pub fn export<'a, T: Export>(
    out: &mut dyn Write,
    style: Style<'_>,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> io::Result<()> {
    match style.format {
        Format::Csv => csv(out, style, extra, rows),
        Format::Xlsx => out.write_all(&xlsx(style, extra, rows).map_err(io::Error::other)?),
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

/// What a kind of roster is called on its sheet.
pub(super) fn sheet_name(kind: &'static str, lang: Lang) -> &'static str {
    let zh = match kind {
        "subjects" => "检查对象名录库",
        "inspectors" => "执法检查人员名录库",
        "recusals" => "回避",
        _ => "随机抽查事项清单",
    };
    lang.pick(zh, kind)
}

/// A text no spreadsheet takes for a formula: an apostrophe before what looks like one, which the
/// importer removes again. In a workbook the format of the cell does the same.
pub(super) fn harmless(text: &str) -> Cow<'_, str> {
    match like_a_formula(text) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// A CSV file as spreadsheets like it.
pub(super) fn csv_writer<W: Write>(out: W) -> io::Result<csv::Writer<BufWriter<W>>> {
    let mut out = BufWriter::new(out);
    out.write_all("\u{feff}".as_bytes())?;
    Ok(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out))
}

/// Width of a column, in characters.
fn width(field: Field) -> f64 {
    match field {
        Field::Basis | Field::Points | Field::Materials => 52.0,
        Field::Title | Field::Address => 36.0,
        Field::Name | Field::Object | Field::Method | Field::Body => 26.0,
        Field::Id | Field::OtherId | Field::Subject => 22.0,
        Field::Type
        | Field::Labels
        | Field::Tags
        | Field::Authority
        | Field::Unit
        | Field::Station
        | Field::Category => 20.0,
        Field::Ordinal => 6.0,
        Field::Code | Field::Cap | Field::Dormant | Field::Expert | Field::Version | Field::RiskClass => 9.0,
        _ => 14.0,
    }
}

/// Widths of the columns of a file.
pub(super) fn widths<T: Export>(extra: &[String]) -> Vec<f64> {
    T::FIELDS.iter().map(|field| width(*field)).chain(extra.iter().map(|_| 20.0)).collect()
}

fn all_headings<T: Export>(lang: Lang, extra: &[String]) -> Vec<String> {
    let ours = T::FIELDS.iter().map(|field| heading::<T>(*field, lang).to_owned());
    ours.chain(extra.iter().cloned()).collect()
}

fn csv<'a, T: Export>(
    out: &mut dyn Write,
    style: Style<'_>,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> io::Result<()> {
    let mut writer = csv_writer(out)?;
    writer.write_record(all_headings::<T>(style.lang, extra))?;
    for (at, row) in rows.enumerate() {
        for field in T::FIELDS {
            writer.write_field(harmless(&cell(row, *field, at, style.codebook)).as_ref())?;
        }
        for name in extra {
            writer.write_field(harmless(&row.extra(name).unwrap_or_default()).as_ref())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}

fn xlsx<'a, T: Export>(
    style: Style<'_>,
    extra: &[String],
    rows: impl Iterator<Item = &'a T>,
) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let sheet = sheet::add(&mut book, sheet_name(T::WORD, style.lang), true, style.lang)?;
    heads::<T>(sheet, &look, style.lang, extra)?;
    let widths = widths::<T>(extra);
    let mut last = 0;
    for (at, row) in rows.enumerate() {
        last = at as u32 + 1;
        let ours = T::FIELDS.iter().map(|field| cell(row, *field, at, style.codebook));
        let theirs = extra.iter().map(|name| Cow::Owned(row.extra(name).unwrap_or_default()));
        sheet::put(sheet, last, &widths, &look.text, ours.chain(theirs))?;
    }
    sheet.autofilter(0, 0, last, (widths.len() - 1) as u16)?;
    book.save_to_buffer()
}

/// A cell of row number `at`: the running number is the file's, all else the row's.
fn cell<'a, T: Export>(row: &'a T, field: Field, at: usize, book: &'a Codebook) -> Cow<'a, str> {
    match field {
        Field::Ordinal => Cow::Owned((at + 1).to_string()),
        _ => row.field(field, book),
    }
}

/// The heading row, required columns in red, and the widths of the columns.
pub(super) fn heads<T: Export>(
    sheet: &mut Worksheet,
    look: &Look,
    lang: Lang,
    extra: &[String],
) -> Result<(), XlsxError> {
    sheet::set_widths(sheet, &widths::<T>(extra))?;
    for (column, heading) in all_headings::<T>(lang, extra).into_iter().enumerate() {
        let field = T::FIELDS.get(column);
        let needed = field.is_some_and(|field| T::REQUIRED.contains(field));
        sheet.set_column_format(column as u16, &look.text)?;
        let format = if needed { &look.needed } else { &look.head };
        sheet.write_string_with_format(0, column as u16, heading, format)?;
    }
    Ok(())
}

fn date(value: Option<Date>) -> Cow<'static, str> {
    value.map_or(Cow::Borrowed(""), |date| Cow::Owned(date.to_string()))
}

fn unit<'a>(code: Option<&'a Name>, book: &'a Codebook) -> Cow<'a, str> {
    let Some(code) = code else { return Cow::Borrowed("") };
    let word = book.unit_name(code);
    Cow::Borrowed(if whole(word) && book.unit(word).as_ref() == Some(code) { word } else { code.as_str() })
}

fn tags<'a>(codes: &'a [Name], book: &'a Codebook) -> Cow<'a, str> {
    let apart = |c: char| matches!(c, '、' | '，' | ',' | '；' | ';' | '|' | '\n' | ' ');
    let word = |code: &'a Name| {
        let word = book.tag_name(code);
        let same = whole(word) && !word.contains(apart) && book.tag(word).as_ref() == Some(code);
        if same { word } else { code.as_str() }
    };
    Cow::Owned(codes.iter().map(word).collect::<Vec<_>>().join("、"))
}

/// A word the importer reads as it is.
fn whole(word: &str) -> bool {
    clean::text(word).text == word
}

fn risk(class: Option<&Name>) -> Cow<'_, str> {
    match class.map(Name::as_str) {
        Some(letter @ ("a" | "b" | "c" | "d")) => Cow::Owned(letter.to_ascii_uppercase()),
        other => Cow::Borrowed(other.unwrap_or("")),
    }
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

    fn field<'a>(&'a self, field: Field, book: &'a Codebook) -> Cow<'a, str> {
        Cow::Borrowed(match field {
            // A key that was written out in ASCII goes back as the text it came from.
            Field::Id if self.id.as_str().contains('_') && !self.other_id.is_empty() => &self.other_id,
            Field::Id => self.id.as_str(),
            Field::OtherId if self.id.as_str().contains('_') => "",
            Field::OtherId => &self.other_id,
            Field::Name => &self.name,
            Field::Type => &self.kind,
            Field::Status => self.status.word(),
            Field::Dormant => return yes_no(self.dormant),
            Field::Region => &self.region,
            Field::Authority => &self.authority,
            Field::Station => return unit(self.station.as_ref(), book),
            Field::Industry => &self.industry,
            Field::Labels => return tags(&self.labels, book),
            Field::RiskClass => return risk(self.risk_class.as_ref()),
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

    fn field<'a>(&'a self, field: Field, book: &'a Codebook) -> Cow<'a, str> {
        match field {
            Field::Id => Cow::Borrowed(self.id.as_str()),
            Field::Name => Cow::Borrowed(&self.name),
            Field::Unit => unit(Some(&self.unit), book),
            Field::Position => Cow::Borrowed(&self.position),
            Field::Tags => tags(&self.tags, book),
            Field::Cap => self.cap.map_or(Cow::Borrowed(""), |cap| Cow::Owned(cap.to_string())),
            Field::CardUntil => date(self.card_until),
            Field::Valid => Cow::Borrowed(if self.valid { "有效" } else { "失效" }),
            Field::Expert => yes_no(self.expert),
            _ => Cow::Borrowed(""),
        }
    }
}

impl Export for Recusal {
    const FIELDS: &'static [Field] = &[Field::Inspector, Field::Subject, Field::Reason];

    fn field<'a>(&'a self, field: Field, _: &'a Codebook) -> Cow<'a, str> {
        Cow::Borrowed(match field {
            Field::Inspector => self.inspector.as_str(),
            Field::Subject => self.subject.as_str(),
            Field::Reason => {
                let code = self.reason.as_str();
                reason_words().find(|(known, _)| *known == code).map_or(code, |(_, word)| word)
            }
            _ => "",
        })
    }
}

impl Export for Matter {
    const FIELDS: &'static [Field] = &[
        Field::Ordinal,
        Field::Code,
        Field::Category,
        Field::Title,
        Field::SubItem,
        Field::Object,
        Field::KeyMatter,
        Field::Method,
        Field::Body,
        Field::Basis,
        Field::Rate,
        Field::Frequency,
        Field::Staff,
        Field::Points,
        Field::Materials,
        Field::Version,
        Field::Effective,
        Field::Expires,
        Field::Note,
    ];

    fn field<'a>(&'a self, field: Field, _: &'a Codebook) -> Cow<'a, str> {
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
            Field::SubItem => &self.details.sub_item,
            Field::Rate => &self.details.rate,
            Field::Frequency => &self.details.frequency,
            Field::Staff => &self.details.staff,
            Field::Points => return Cow::Owned(self.details.points.join("\n")),
            Field::Materials => return Cow::Owned(self.details.materials.join("\n")),
            Field::Expires => return date(self.details.expires),
            Field::Note => &self.details.note,
            _ => "",
        })
    }
}

//! Empty templates: a workbook per kind with our headings, text format for keys, and drop-downs
//! for closed lists.

use super::error::IngestError;
use super::export::{Export, heading};
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::registry::{Inspector, Matter, Recusal, RosterKind, Subject};
use crate::core::row::{Codebook, Field};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};
use std::path::Path;

/// Rows that get drop-downs.
const ROWS: u32 = 20_000;

/// Longest list a spreadsheet takes inside a drop-down, in UTF-16 units.
const LONGEST_LIST: usize = 255;

/// Writes the empty template of a kind as XLSX, with the bureau's own units and tags to choose from.
pub fn template(path: &Path, kind: RosterKind, codebook: &Codebook, lang: Lang) -> Result<(), IngestError> {
    let written = match kind {
        RosterKind::Subjects => write::<Subject>(path, codebook, lang),
        RosterKind::Inspectors => write::<Inspector>(path, codebook, lang),
        RosterKind::Recusals => write::<Recusal>(path, codebook, lang),
        RosterKind::Matters => write::<Matter>(path, codebook, lang),
    };
    written.map_err(|error| IngestError::write(path, error))
}

fn write<T: Export>(path: &Path, codebook: &Codebook, lang: Lang) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(T::KIND.word())?;
    sheet.set_freeze_panes(1, 0)?;
    let (text, plain, needed) = (
        Format::new().set_num_format("@"),
        Format::new().set_bold(),
        Format::new().set_bold().set_font_color("#C00000"),
    );
    for (at, field) in T::FIELDS.iter().enumerate() {
        let column = at as u16;
        sheet.set_column_width(column, 20)?;
        // Text format keeps every digit of a number that is a name.
        sheet.set_column_format(column, &text)?;
        let format = if T::REQUIRED.contains(field) { &needed } else { &plain };
        sheet.write_string_with_format(0, column, heading::<T>(*field, lang), format)?;
        drop_down(sheet, column, &choices(*field, codebook))?;
    }
    book.save(path)
}

fn drop_down(sheet: &mut Worksheet, column: u16, choices: &[String]) -> Result<(), XlsxError> {
    let length: usize = choices.iter().map(|choice| choice.encode_utf16().count() + 1).sum();
    if choices.is_empty() || length > LONGEST_LIST {
        return Ok(());
    }
    let list = DataValidation::new().allow_list_strings(choices)?;
    sheet.add_data_validation(1, column, ROWS, column, &list)?;
    Ok(())
}

fn choices(field: Field, codebook: &Codebook) -> Vec<String> {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    match field {
        Field::Status => words(&["存续", "吊销未注销", "吊销已注销", "注销", "撤销", "迁出", "其他"]),
        Field::Dormant | Field::Expert => words(&["是", "否"]),
        Field::Valid => words(&["有效", "失效"]),
        Field::Type => words(&["企业", "个体户", "农专社", "外企代表机构"]),
        Field::RiskClass => words(&["A", "B", "C", "D"]),
        Field::KeyMatter => words(&["一般检查事项", "重点检查事项"]),
        Field::Reason => words(&["本人申报", "当事人申请", "上次检查人员", "近亲属", "片区责任人", "利害关系"]),
        Field::Station | Field::Unit => named(codebook.units.iter()),
        _ => Vec::new(),
    }
}

fn named<'a>(names: impl Iterator<Item = (&'a String, &'a Name)>) -> Vec<String> {
    names.map(|(name, _)| name.clone()).collect()
}

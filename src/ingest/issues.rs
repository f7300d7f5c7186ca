//! The list of issues for people: lines on the screen, CSV for spreadsheets, and a workbook with a
//! summary. Values arrive masked where they are personal; here they are made harmless: no cell can
//! be taken for a formula.

use super::error::IngestError;
use super::export::{harmless, is_xlsx};
use super::tally::Tally;
use crate::core::lang::Lang;
use crate::core::registry::{RowIssue, Severity};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// One line for the screen: `file 第N行【代码】列 值: 规则 → 处理`.
pub fn issue_line(issue: &RowIssue, lang: Lang) -> String {
    let row = lang.pick(format!("第{}行", issue.row), format!("row {} ", issue.row));
    let id =
        issue.id.as_ref().map_or_else(String::new, |id| lang.pick(format!("【{id}】"), format!("[{id}] ")));
    let what: Vec<&str> =
        [issue.column.as_str(), issue.value.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
    let what = what.join(" ");
    let colon = if what.is_empty() { "" } else { ": " };
    let message = issue.rule.message(lang);
    format!("{} {row}{id}{what}{colon}{message} → {}", issue.file, remedy(issue, lang))
}

/// One `(severity, rule code, message, rows)` line per rule, worst first.
pub fn summary(tally: &Tally, lang: Lang) -> Vec<(Severity, &'static str, &'static str, u64)> {
    let mut lines: Vec<_> = tally
        .issues_total
        .iter()
        .map(|(rule, rows)| (rule.severity(), rule.code(), rule.message(lang), *rows))
        .collect();
    lines.sort_by_key(|(severity, code, ..)| (*severity, *code));
    lines
}

/// Writes the issues as CSV (UTF-8 with BOM) or, by the file's ending, as a workbook.
pub fn write_issues(path: &Path, tally: &Tally, lang: Lang) -> Result<(), IngestError> {
    if is_xlsx(path) {
        workbook(path, tally, lang).map_err(|error| IngestError::write(path, error))
    } else {
        csv(path, tally, lang).map_err(|error| IngestError::write(path, error))
    }
}

fn headings(lang: Lang) -> [&'static str; 9] {
    lang.pick(
        ["文件", "行", "代码", "列", "值", "程度", "规则", "问题", "处理"],
        ["file", "row", "id", "column", "value", "severity", "rule", "problem", "remedy"],
    )
}

/// The word for a severity.
fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("提示", "warning"),
        Severity::Normalised => lang.pick("已规范", "normalised"),
        Severity::Skipped => lang.pick("跳过", "skipped"),
    }
}

fn remedy(issue: &RowIssue, lang: Lang) -> String {
    let remedy = issue.rule.remedy(lang);
    match &issue.suggestion {
        Some(proposed) => {
            lang.pick(format!("{remedy}；建议 {proposed}"), format!("{remedy}; proposed: {proposed}"))
        }
        None => remedy.to_owned(),
    }
}

fn cells(issue: &RowIssue, lang: Lang) -> [String; 9] {
    [
        issue.file.clone(),
        issue.row.to_string(),
        issue.id.as_ref().map_or_else(String::new, ToString::to_string),
        issue.column.clone(),
        issue.value.clone(),
        severity_word(issue.severity, lang).to_owned(),
        issue.rule.code().to_owned(),
        issue.rule.message(lang).to_owned(),
        remedy(issue, lang),
    ]
}

fn csv(path: &Path, tally: &Tally, lang: Lang) -> Result<(), csv::Error> {
    let mut file = std::io::BufWriter::new(File::create(path)?);
    file.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
    writer.write_record(headings(lang))?;
    for issue in &tally.issues {
        writer.write_record(
            cells(issue, lang).iter().map(|cell| harmless(cell)).map(|cell| cell.into_owned()),
        )?;
    }
    writer.flush()?;
    Ok(())
}

fn workbook(path: &Path, tally: &Tally, lang: Lang) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(lang.pick("汇总", "summary"))?;
    summary_sheet(sheet, tally, &head, lang)?;
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(lang.pick("明细", "issues"))?;
    for (column, width) in [28, 8, 22, 18, 28, 9, 22, 40, 44].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, tally.issues.len() as u32, 8)?;
    for (column, heading) in headings(lang).into_iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, heading, &head)?;
    }
    for (at, issue) in tally.issues.iter().enumerate() {
        let row = at as u32 + 1;
        for (column, cell) in cells(issue, lang).into_iter().enumerate() {
            if column == 1 {
                sheet.write_number(row, 1, issue.row as f64)?;
            } else {
                // A string cell is never evaluated, whatever it begins with.
                sheet.write_string(row, column as u16, cell)?;
            }
        }
    }
    book.save(path)
}

fn summary_sheet(sheet: &mut Worksheet, tally: &Tally, head: &Format, lang: Lang) -> Result<(), XlsxError> {
    for (column, width) in [14, 24, 60, 12].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    let counts = [
        (lang.pick("读入行数", "rows in"), tally.rows_in),
        (lang.pick("导入", "accepted"), tally.accepted),
        (lang.pick("合并", "merged"), tally.merged),
        (lang.pick("跳过", "skipped"), tally.skipped),
        (lang.pick("拒绝", "rejected"), tally.rejected),
        (lang.pick("有提示的行", "rows with warnings"), tally.warned),
        (lang.pick("有规范化的行", "rows normalised"), tally.normalised),
    ];
    let mut row = 0;
    for (word, count) in counts {
        sheet.write_string(row, 0, word)?;
        sheet.write_number(row, 3, count as f64)?;
        row += 1;
    }
    for (file, decision) in &tally.encodings {
        sheet.write_string(row, 0, lang.pick("文件", "file"))?;
        sheet.write_string(row, 1, decision)?;
        sheet.write_string(row, 2, file)?;
        row += 1;
    }
    row += 1;
    let titles = lang.pick(["程度", "规则", "问题", "行数"], ["severity", "rule", "problem", "rows"]);
    for (column, title) in titles.into_iter().enumerate() {
        sheet.write_string_with_format(row, column as u16, title, head)?;
    }
    for (severity, code, message, rows) in summary(tally, lang) {
        row += 1;
        sheet.write_string(row, 0, severity_word(severity, lang))?;
        sheet.write_string(row, 1, code)?;
        sheet.write_string(row, 2, message)?;
        sheet.write_number(row, 3, rows as f64)?;
    }
    Ok(())
}

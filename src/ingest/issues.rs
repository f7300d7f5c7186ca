//! The list of issues for people: lines on the screen, CSV for spreadsheets, and a workbook with a
//! summary. Values arrive masked where they are personal; here they are made harmless: no cell can
//! be taken for a formula.

use super::export::{csv_writer, harmless};
use super::format::Format;
use super::sheet::{self, Look};
use super::tally::Tally;
use crate::core::lang::Lang;
use crate::core::registry::{RowIssue, Severity};
use crate::core::row::Rule;
use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::{self, Write};

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

/// Writes the issues as CSV, or as a workbook with a summary.
pub fn write_issues(out: &mut dyn Write, format: Format, tally: &Tally, lang: Lang) -> io::Result<()> {
    match format {
        Format::Csv => csv(out, tally, lang),
        Format::Xlsx => out.write_all(&workbook(tally, lang).map_err(io::Error::other)?),
    }
}

fn headings(lang: Lang) -> [&'static str; 9] {
    lang.pick(
        ["文件", "行", "代码", "列", "值", "程度", "规则", "问题", "处理"],
        ["file", "row", "id", "column", "value", "severity", "rule", "problem", "remedy"],
    )
}

/// The word for a severity.
pub fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Error => lang.pick("错误", "error"),
        Severity::Warning => lang.pick("提醒", "warning"),
        Severity::Normalised => lang.pick("已规范", "normalised"),
        Severity::Skipped => lang.pick("跳过", "skipped"),
    }
}

/// What to do about an issue: the rule's advice, the correction proposed or made, the line to add.
pub fn remedy(issue: &RowIssue, lang: Lang) -> String {
    let remedy = issue.rule.remedy(lang);
    match (issue.rule, &issue.suggestion) {
        (Rule::KeySuggested, Some(applied)) => {
            lang.pick(format!("已改为 {applied}；{remedy}"), format!("changed to {applied}; {remedy}"))
        }
        (_, Some(proposed)) => {
            lang.pick(format!("{remedy}；建议 {proposed}"), format!("{remedy}; proposed: {proposed}"))
        }
        (Rule::UnitUnknown | Rule::StationUnknown | Rule::TagUnknown, None) => {
            let word = issue.value.rsplit_once(" ×").map_or(issue.value.as_str(), |(word, _)| word);
            lang.pick(
                format!("{remedy}一行：\"{word}\" = \"代码\""),
                format!("{remedy} the line: \"{word}\" = \"CODE\""),
            )
        }
        (_, None) => remedy.to_owned(),
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

fn csv(out: &mut dyn Write, tally: &Tally, lang: Lang) -> io::Result<()> {
    let mut writer = csv_writer(out)?;
    writer.write_record(headings(lang))?;
    for issue in &tally.issues {
        writer.write_record(
            cells(issue, lang).iter().map(|cell| harmless(cell)).map(|cell| cell.into_owned()),
        )?;
    }
    writer.flush()
}

fn workbook(tally: &Tally, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let sheet = sheet::add(&mut book, lang.pick("汇总", "summary"), true, lang)?;
    summary_sheet(sheet, tally, &look, lang)?;
    let sheet = sheet::add(&mut book, lang.pick("明细", "issues"), true, lang)?;
    let widths = [24.0, 7.0, 22.0, 16.0, 24.0, 8.0, 20.0, 36.0, 44.0];
    sheet::set_widths(sheet, &widths)?;
    sheet.autofilter(0, 0, tally.issues.len() as u32, 8)?;
    sheet::put(sheet, 0, &widths, &look.head, headings(lang).into_iter().map(Cow::Borrowed))?;
    for (at, issue) in tally.issues.iter().enumerate() {
        let row = at as u32 + 1;
        sheet::put(sheet, row, &widths, &look.text, cells(issue, lang).into_iter().map(Cow::Owned))?;
        sheet.write_number_with_format(row, 1, issue.row as f64, &look.count)?;
    }
    book.save_to_buffer()
}

fn summary_sheet(sheet: &mut Worksheet, tally: &Tally, look: &Look, lang: Lang) -> Result<(), XlsxError> {
    let widths = [16.0, 30.0, 60.0, 12.0];
    sheet::set_widths(sheet, &widths)?;
    let put = |sheet: &mut Worksheet, row, format, texts: &[&'static str]| {
        sheet::put(sheet, row, &widths, format, texts.iter().map(|text| Cow::Borrowed(*text)))
    };
    let titles = lang.pick(["行", "读取方式", "文件", "数量"], ["rows", "read as", "file", "number"]);
    put(sheet, 0, &look.head, &titles)?;
    let counts = [
        (lang.pick("读入行数", "rows read"), tally.rows_in),
        (lang.pick("接收", "accepted"), tally.accepted),
        (lang.pick("合并", "merged"), tally.merged),
        (lang.pick("跳过", "skipped"), tally.skipped),
        (lang.pick("拒收", "rejected"), tally.rejected),
        (lang.pick("有提醒的行", "rows with warnings"), tally.warned),
        (lang.pick("有规范化的行", "rows normalised"), tally.normalised),
    ];
    let mut row = 1;
    for (word, count) in counts {
        put(sheet, row, &look.text, &[word])?;
        sheet.write_number_with_format(row, 3, count as f64, &look.count)?;
        row += 1;
    }
    for (file, decision) in &tally.encodings {
        let texts = [lang.pick("文件", "file"), decision, file].into_iter().map(Cow::Borrowed);
        sheet::put(sheet, row, &widths, &look.text, texts)?;
        row += 1;
    }
    row += 1;
    let titles = lang.pick(["程度", "规则", "问题", "行数"], ["severity", "rule", "problem", "rows"]);
    put(sheet, row, &look.head, &titles)?;
    for (severity, code, message, rows) in summary(tally, lang) {
        row += 1;
        put(sheet, row, &look.text, &[severity_word(severity, lang), code, message])?;
        sheet.write_number_with_format(row, 3, rows as f64, &look.count)?;
    }
    Ok(())
}

//! Empty templates: our headings with the required ones in red, text format for keys, drop-downs for
//! closed lists, an example row the importer skips, and a sheet that explains every column.

use super::Style;
use super::export::{Export, csv_writer, heading, heads, sheet_name, widths};
use super::format::Format;
use super::sheet::{self, Look};
use crate::core::lang::Lang;
use crate::core::registry::{Inspector, Matter, Recusal, RosterKind, Status, Subject};
use crate::core::row::{Codebook, Field, reason_words};
use rust_xlsxwriter::{DataValidation, Formula, Note, Workbook, Worksheet, XlsxError};
use std::borrow::Cow;
use std::io::{self, Write};

/// Rows that get drop-downs.
const ROWS: u32 = 20_000;

/// Stands in the key column of the example: the importer skips such a row.
const EXAMPLE: &str = "案例（请删除）";

/// Writes the empty template of a kind, with the bureau's own units to choose from; as CSV it is the
/// heading row.
pub fn template(out: &mut dyn Write, kind: RosterKind, style: Style<'_>) -> io::Result<()> {
    match kind {
        RosterKind::Subjects => write::<Subject>(out, style),
        RosterKind::Inspectors => write::<Inspector>(out, style),
        RosterKind::Recusals => write::<Recusal>(out, style),
        RosterKind::Matters => write::<Matter>(out, style),
    }
}

/// A column of a template that is no roster's: heading, whether it must be filled, words to choose from.
pub type Column = (String, bool, Vec<String>);

/// Writes headings with drop-downs, without an example; as CSV the heading row.
pub fn columns(out: &mut dyn Write, format: Format, columns: &[Column], lang: Lang) -> io::Result<()> {
    match format {
        Format::Csv => {
            let mut writer = csv_writer(out)?;
            writer.write_record(columns.iter().map(|(heading, ..)| heading))?;
            writer.flush()
        }
        Format::Xlsx => out.write_all(&chosen(columns, lang).map_err(io::Error::other)?),
    }
}

fn chosen(columns: &[Column], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look) = (Workbook::new(), Look::new());
    let lists: Vec<Vec<String>> = columns.iter().map(|(_, _, list)| list.clone()).collect();
    let widths = vec![20.0; columns.len()];
    let sheet = sheet::add(&mut book, lang.pick("模板", "template"), true, lang)?;
    sheet::set_widths(sheet, &widths)?;
    for (at, (heading, needed, list)) in columns.iter().enumerate() {
        let format = if *needed { &look.needed } else { &look.head };
        sheet.write_string_with_format(0, at as u16, heading, format)?;
        drop_down(sheet, at as u16, list.len(), lang)?;
    }
    list_sheet(sheet::add(&mut book, list_name(lang), false, lang)?, &lists)?;
    book.save_to_buffer()
}

fn write<T: Export>(out: &mut dyn Write, style: Style<'_>) -> io::Result<()> {
    match style.format {
        Format::Csv => {
            let mut writer = csv_writer(out)?;
            writer.write_record(T::FIELDS.iter().map(|field| heading::<T>(*field, style.lang)))?;
            writer.flush()
        }
        Format::Xlsx => out.write_all(&workbook::<T>(style).map_err(io::Error::other)?),
    }
}

fn workbook<T: Export>(style: Style<'_>) -> Result<Vec<u8>, XlsxError> {
    let (mut book, look, lang) = (Workbook::new(), Look::new(), style.lang);
    let lists: Vec<Vec<String>> = T::FIELDS.iter().map(|field| choices(*field, style.codebook)).collect();
    let sheet = sheet::add(&mut book, sheet_name(T::WORD, lang), false, lang)?;
    heads::<T>(sheet, &look, lang, &[])?;
    for (at, field) in T::FIELDS.iter().enumerate() {
        let column = at as u16;
        if T::REQUIRED.contains(field) {
            let note = Note::new(lang.pick("红色列名：必填", "red: must be filled")).add_author_prefix(false);
            sheet.insert_note(0, column, &note)?;
        }
        drop_down(sheet, column, lists[at].len(), lang)?;
    }
    let examples = T::FIELDS.iter().zip(&lists).map(|(field, list)| {
        Cow::Borrowed(if T::KEY.first() == Some(field) { EXAMPLE } else { example(*field, list) })
    });
    sheet::put(sheet, 1, &widths::<T>(&[]), &look.faint, examples)?;
    explain::<T>(sheet::add(&mut book, lang.pick("填写说明", "how to fill in"), false, lang)?, &look, lang)?;
    list_sheet(sheet::add(&mut book, list_name(lang), false, lang)?, &lists)?;
    book.save_to_buffer()
}

/// A hidden sheet with one list below each column that has one: however long, whatever its words.
fn list_sheet(sheet: &mut Worksheet, lists: &[Vec<String>]) -> Result<(), XlsxError> {
    sheet.set_hidden(true);
    for (column, list) in lists.iter().enumerate() {
        for (row, word) in list.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, word)?;
        }
    }
    Ok(())
}

fn list_name(lang: Lang) -> &'static str {
    lang.pick("选项", "lists")
}

fn drop_down(sheet: &mut Worksheet, column: u16, words: usize, lang: Lang) -> Result<(), XlsxError> {
    if words == 0 {
        return Ok(());
    }
    let letter = rust_xlsxwriter::utility::column_number_to_name(column);
    let range = format!("='{}'!${letter}$1:${letter}${words}", list_name(lang));
    let list = DataValidation::new().allow_list_formula(Formula::new(range));
    sheet.add_data_validation(1, column, ROWS, column, &list)?;
    Ok(())
}

fn explain<T: Export>(sheet: &mut Worksheet, look: &Look, lang: Lang) -> Result<(), XlsxError> {
    let titles = lang.pick(["列名", "必填", "填写内容"], ["heading", "required", "what to write"]);
    let widths = [28.0, 8.0, 100.0];
    sheet::set_widths(sheet, &widths)?;
    sheet::put(sheet, 0, &widths, &look.head, titles.into_iter().map(Cow::Borrowed))?;
    for (at, field) in T::FIELDS.iter().enumerate() {
        let needed = T::REQUIRED.contains(field);
        let (row, format) = (at as u32 + 1, if needed { &look.needed } else { &look.text });
        let words = [heading::<T>(*field, lang), if needed { lang.pick("必填", "yes") } else { "" }];
        sheet::put(sheet, row, &widths, format, words.into_iter().map(Cow::Borrowed))?;
        sheet.write_string_with_format(row, 2, advice(*field, lang), &look.text)?;
    }
    let rest = lang.pick(
        "红色列名为必填。第2行为案例，导入时跳过，请删除。本表以外的列：检查对象的作为附加数据保留，其他名录的不读入；不要填写身份证号。",
        "Red headings must be filled. Row 2 is an example, skipped at import: delete it. Other columns are kept with subjects and not read otherwise; never write identity numbers.",
    );
    let rest = ["", "", rest].into_iter().map(Cow::Borrowed);
    sheet::put(sheet, T::FIELDS.len() as u32 + 2, &widths, &look.text, rest)
}

fn choices(field: Field, codebook: &Codebook) -> Vec<String> {
    let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect();
    match field {
        Field::Status => Status::ALL.iter().map(|status| status.word().to_owned()).collect(),
        Field::Dormant | Field::Expert => words(&["是", "否"]),
        Field::Valid => words(&["有效", "失效"]),
        Field::Type => words(&["企业", "个体户", "农专社", "外企代表机构"]),
        Field::RiskClass => words(&["A", "B", "C", "D"]),
        Field::KeyMatter => words(&["一般检查事项", "重点检查事项"]),
        Field::Reason => reason_words().map(|(_, word)| word.to_owned()).collect(),
        Field::Station | Field::Unit => codebook.units.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

/// What a column of the example says.
fn example(field: Field, choices: &[String]) -> &str {
    match field {
        Field::Name => "示例名称",
        Field::Region => "320381",
        Field::Industry => "F5212",
        Field::Established | Field::LastInspected => "2020-03-01",
        Field::LicenceUntil | Field::CardUntil => "2027-12-31",
        Field::InspectedThisYear => "0",
        Field::Cap => "6",
        Field::Subject => "统一社会信用代码",
        Field::Title => "登记事项检查",
        Field::Basis => "《中华人民共和国市场主体登记管理条例》第三十八条",
        Field::Version => "2024-1",
        Field::Effective => "2024-01-01",
        Field::Staff => "无需专业岗位资格",
        Field::Points => "是否悬挂营业执照",
        Field::Materials => "营业执照",
        _ => choices.first().map_or("", String::as_str),
    }
}

fn advice(field: Field, lang: Lang) -> &'static str {
    let (zh, en) = match field {
        Field::Id => (
            "证照上的代码或证号，一行一个，不得重复",
            "code or number as on the licence or card, one row each",
        ),
        Field::OtherId => ("原注册号，没有则留空", "old registration number, if there is one"),
        Field::Name => ("证照上的名称或姓名", "name as on the licence or card"),
        Field::Status | Field::Dormant | Field::Valid | Field::Expert | Field::KeyMatter | Field::Reason => {
            ("从下拉列表中选择", "choose from the list")
        }
        Field::Type => {
            ("企业、个体户、农专社、外企代表机构，或登记系统的类型名称、代码", "a type's name or code")
        }
        Field::Region => ("六位行政区划代码", "six-digit region code"),
        Field::Station | Field::Unit => (
            "从下拉列表中选择；列表来自 suicha.toml 的 [units]",
            "choose from the list, which comes from [units] of suicha.toml",
        ),
        Field::Industry => ("GB/T 4754 行业代码或名称", "code or name of GB/T 4754"),
        Field::Labels | Field::Tags => (
            "可填多个，以顿号分隔；须先在 suicha.toml 的 [tags] 登记",
            "several, separated by 、; each must stand in [tags] of suicha.toml",
        ),
        Field::RiskClass => ("A、B、C、D", "A, B, C or D"),
        Field::Established | Field::LastInspected | Field::Effective => {
            ("日期，写成 2024-03-01", "a date: 2024-03-01")
        }
        Field::Expires => (
            "最后一个有效日，写成 2024-03-01；过了这一天的事项不得抽查",
            "last day in force: 2024-03-01; after it the matter cannot be drawn",
        ),
        Field::Ordinal => ("导出时自动编写，导入时不读", "written on export, not read on import"),
        Field::Points | Field::Materials => {
            ("可填多条，每条一行或以“；”分隔", "several, each on a line of its own or between semicolons")
        }
        Field::Staff => (
            "无需专业岗位资格；或写“需专业岗位资格：计量、食品安全监管”，冒号后为 [tags] 中的资质",
            "none needed, or the qualifications after a colon, as in [tags] of suicha.toml",
        ),
        Field::LicenceUntil | Field::CardUntil => {
            ("日期，写成 2024-03-01；长期有效的写“长期”", "a date: 2024-03-01, or 长期 for no end")
        }
        Field::InspectedThisYear | Field::Cap => ("整数，可留空", "a whole number, or empty"),
        Field::Inspector => {
            ("执法证编号，须在执法检查人员名录库中", "a card number of the inspectors' library")
        }
        Field::Subject => {
            ("统一社会信用代码或注册号，须在检查对象名录库中", "a key of the subjects' library")
        }
        Field::Title => ("事项名称", "the matter's title"),
        Field::Code => ("事项编号，字母和数字，例如 A01", "letters and digits, e.g. A01"),
        Field::Basis => (
            "法律法规名称和条款；没有依据的事项不得抽查",
            "law and article: without it the matter cannot be drawn",
        ),
        Field::Version => {
            ("小写字母、数字、. 和 -，例如 2024-1", "lower-case letters, digits, . and -, e.g. 2024-1")
        }
        _ => ("文字，可留空", "text, or empty"),
    };
    lang.pick(zh, en)
}

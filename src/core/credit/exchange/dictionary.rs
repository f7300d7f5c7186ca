//! The data dictionary (数据字典): `data/exchange/fields.csv`. Every column that is written stands in it, with
//! its type, length and law; what it does not call public is never filled.

use crate::core::datafile::{self, Problem};
use crate::core::lang::Twin;
use crate::core::listed::words;
use crate::core::time::Date;
use std::sync::OnceLock;

const EMBEDDED: &str = include_str!("../../../../data/exchange/fields.csv");

const HEADINGS: [&str; 11] =
    ["table", "code", "name", "name_en", "type", "unit", "length", "required", "public", "held", "source"];

words! {
    /// Tables of the exchange; each is a file.
    Table {
        Abnormal "abnormal" "经营异常名录" "abnormal list";
        Marks "marks" "个体工商户经营异常状态标记" "marks of individual businesses";
        Cooperatives "cooperatives" "经营异常名录（合作社）" "abnormal list of cooperatives";
        Serious "serious" "严重违法失信名单" "serious list";
        Penalties "penalties" "行政处罚" "penalties";
        Permits "permits" "行政许可" "licences";
        Measures "measures" "联合惩戒批次" "batches of joint measures";
        MeasureDetails "measure-details" "联合惩戒明细" "joint measures by subject";
        Withdrawals "withdrawals" "撤回" "withdrawals";
    }
}

words! {
    /// Types of columns.
    Form {
        Text "text" "文本" "text";
        Code "code" "代码" "code";
        Word "word" "选项" "word of a list";
        Date "date" "日期" "date";
        Number "number" "整数" "number";
        Amount "amount" "金额" "amount";
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns are described in the file")]
pub struct Column {
    pub table: Table,
    pub code: String,
    pub name: Twin,
    pub form: Form,
    pub unit: String,
    pub length: usize,
    pub required: bool,
    pub public: bool,
    pub held: String,
    pub source: String,
}

/// The dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dictionary(Vec<Column>);

impl Dictionary {
    /// The one that comes with the program.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn embedded() -> &'static Self {
        static ONE: OnceLock<Dictionary> = OnceLock::new();
        ONE.get_or_init(|| Self::parse(EMBEDDED).expect("data/exchange/fields.csv is a dictionary"))
    }

    /// Its text.
    pub fn text() -> &'static str {
        EMBEDDED
    }

    /// Reads a dictionary; every problem if there is one.
    pub fn parse(text: &str) -> Result<Self, Vec<Problem>> {
        let (rows, mut problems) = datafile::rows(text, HEADINGS);
        let mut columns: Vec<Column> = Vec::new();
        for row in &rows {
            let mut bad = |heading: &'static str, zh: &str, en: &str| {
                let remedy = Twin::new("请照本文件其他行填写", "write it as other rows do");
                problems.push(row.problem(heading, Twin::new(zh, en), remedy));
            };
            let yes = |heading| match row.get(heading) {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            let Some(table) = Table::parse(row.get("table")) else {
                bad("table", "没有这个数据表", "there is no such table");
                continue;
            };
            let Some(form) = Form::parse(row.get("type")) else {
                bad("type", "没有这个类型", "there is no such type");
                continue;
            };
            let Some(length) = row.get("length").parse().ok().filter(|length| *length > 0) else {
                bad("length", "长度须为正整数", "the length is a number above 0");
                continue;
            };
            let (Some(required), Some(public)) = (yes("required"), yes("public")) else {
                bad("required", "required、public 须为 yes 或 no", "required and public are yes or no");
                continue;
            };
            for heading in ["code", "name", "name_en", "held", "source"] {
                if row.get(heading).is_empty() {
                    bad(heading, "不能为空", "must not be empty");
                }
            }
            if required && !public {
                bad("required", "不公开的列不能必填", "a column that is not public is not required");
            }
            if (form == Form::Amount) != (row.get("unit") == "万元") {
                bad("unit", "金额列且仅金额列以万元计", "amounts, and they alone, are in 万元");
            }
            let code = row.get("code").to_owned();
            if columns.iter().any(|known| known.table == table && known.code == code) {
                bad("code", "该表已有此列", "the table has this column already");
            }
            columns.push(Column {
                table,
                code,
                name: Twin::new(row.get("name"), row.get("name_en")),
                form,
                unit: row.get("unit").into(),
                length,
                required,
                public,
                held: row.get("held").into(),
                source: row.get("source").into(),
            });
        }
        for table in Table::ALL.iter().filter(|table| !columns.iter().any(|one| one.table == **table)) {
            let rule = Twin::new("缺少该数据表", "the table is missing");
            problems.push(Problem::of_row(0, table.word(), rule, Twin::new("请补上", "add it")));
        }
        if problems.is_empty() { Ok(Self(columns)) } else { Err(problems) }
    }

    /// Columns of a table, in order.
    pub fn columns(&self, table: Table) -> impl Iterator<Item = &Column> {
        self.0.iter().filter(move |column| column.table == table)
    }

    /// All columns.
    pub fn all(&self) -> &[Column] {
        &self.0
    }

    /// The first cell of a row that breaks its column: the column's code and why.
    pub fn broken(&self, table: Table, cells: &[String]) -> Option<(&Column, Twin)> {
        let pairs = self.columns(table).zip(cells);
        pairs.filter_map(|(column, cell)| Some((column, column.broken(cell)?))).next()
    }
}

impl Column {
    /// What is wrong with a cell.
    fn broken(&self, cell: &str) -> Option<Twin> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let amount = |text: &str| {
            text.split_once('.').is_some_and(|(yuan, rest)| digits(yuan) && digits(rest) && rest.len() == 6)
        };
        let formed = match self.form {
            _ if cell.is_empty() => true,
            Form::Text => !cell.contains(['\n', '\r']),
            Form::Code | Form::Word => !cell.contains(char::is_whitespace),
            Form::Date => Date::parse(cell).is_ok(),
            Form::Number => digits(cell),
            Form::Amount => amount(cell),
        };
        let rule = match cell {
            "" if self.required => ("必填", "must not be empty"),
            _ if !cell.is_empty() && !self.public => ("不公开", "is not public"),
            _ if cell.chars().count() > self.length => ("超过规定长度", "is too long"),
            _ if !formed => ("格式不对", "has another form"),
            _ => return None,
        };
        Some(Twin::new(rule.0, rule.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_with_a_mistake_is_refused_in_its_row() {
        let row = |part: &str| 1 + EMBEDDED.lines().position(|line| line.contains(part)).unwrap();
        for (from, to, at, column) in [
            ("penalties,CF_WSH,", "fines,CF_WSH,", "penalties,CF_WSH,", "table"),
            ("amount,万元", "amount,元", "CF_NR_FK", "unit"),
            (
                "CF_FR_ZJHM,法定代表人证件号码,number of the representative's id,code,,64,no,no",
                "CF_FR_ZJHM,法定代表人证件号码,number of the representative's id,code,,64,yes,no",
                "penalties,CF_FR_ZJHM",
                "required",
            ),
            (
                "行政处罚决定书文号,number of the decision,text,,128",
                "行政处罚决定书文号,number of the decision,text,,many",
                "penalties,CF_WSH",
                "length",
            ),
            ("penalties,CF_WFXW", "penalties,CF_WSH", "penalties,CF_WFXW", "code"),
        ] {
            assert!(EMBEDDED.contains(from), "{from}");
            let problems = Dictionary::parse(&EMBEDDED.replacen(from, to, 1)).unwrap_err();
            assert!(problems.iter().any(|p| (p.row, p.column) == (row(at), column)), "{to}: {problems:?}");
        }
    }

    #[test]
    fn cells_are_held_to_their_columns() {
        let fine = Dictionary::embedded().all().iter().find(|one| one.code == "CF_NR_FK").unwrap();
        for (cell, good) in
            [("6.000000", true), ("", true), ("60000", false), ("6.0", false), ("６.000000", false)]
        {
            assert_eq!(fine.broken(cell).is_none(), good, "{cell}");
        }
        let id = Dictionary::embedded().all().iter().find(|one| one.code == "CF_FR_ZJHM").unwrap();
        assert!(id.broken("").is_none() && id.broken("1").is_some());
    }
}

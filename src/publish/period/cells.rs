//! A table of numbers as cells with their kinds: what a code is called, a rate from its two counts. The last
//! thing that happens to a number before it is printed.

use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::report::names::Names;
use crate::report::table::{Column, Domain, Holds, Table, Value};

/// A share above 1,000.0 % is not told: the two numbers beside it say more. Programs find it in Parquet.
const MOST: i64 = 10_000;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A count.
    Count(i64),
    /// A difference.
    Change(i64),
    /// A rate in thousandths; printed in percent.
    Rate(i64),
    /// Hundredths of a unit.
    Hundredths(i64),
    /// A day.
    Day(Date),
}

/// Who reads a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// Somebody with a page before them: names for codes, money in 元 or 万元.
    Page,
    /// Somebody with a workbook: codes beside names, money in 元.
    Sheet,
    /// Whoever reads a file: codes beside names, every number as it was counted.
    File,
}

/// A table for a file.
pub struct Laid {
    /// Headings with their units.
    pub headings: Vec<String>,
    /// So many columns from the left are texts.
    pub labels: usize,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
    /// Their sum.
    pub total: Option<Vec<Cell>>,
}

/// Whether a code has a name that is not the code itself.
fn named(domain: Domain) -> bool {
    !matches!(domain, Domain::Month | Domain::Department | Domain::Officer | Domain::Draw)
}

/// A unit of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Money {
    /// 元, all of them whole.
    Yuan,
    /// 元 with 角 and 分.
    Fen,
    /// 万元, rounded to two decimals, where nothing becomes nothing by that.
    Wan,
}

impl Money {
    /// The unit of a column that was counted in 分; none where it counts something else, or stays as it is.
    fn of(table: &Table, at: usize, reader: Reader) -> Option<Self> {
        let fen = matches!(table.columns[at].holds, Holds::Count("分", _)) && reader != Reader::File;
        let sums = || {
            let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(at));
            cells.filter_map(Value::number)
        };
        let large = |n: i64| n.unsigned_abs() >= 100_000_000;
        let shown = |n: i64| n == 0 || n.unsigned_abs() >= 5_000;
        fen.then(|| match reader {
            Reader::Page if sums().any(large) && sums().all(shown) => Self::Wan,
            _ if sums().all(|n| n % 100 == 0) => Self::Yuan,
            _ => Self::Fen,
        })
    }

    fn unit(self, lang: Lang) -> &'static str {
        match self {
            Self::Wan => lang.pick("（万元）", " (10,000 yuan)"),
            _ => lang.pick("（元）", " (yuan)"),
        }
    }

    fn cell(self, fen: i64) -> Cell {
        match self {
            Self::Yuan => Cell::Count(fen / 100),
            Self::Fen => Cell::Hundredths(fen),
            Self::Wan => Cell::Hundredths((fen + 5_000).div_euclid(10_000)),
        }
    }
}

/// Lays a table out for somebody.
pub fn laid(table: &Table, names: &Names, lang: Lang, reader: Reader) -> Laid {
    let (mut headings, mut labels) = (Vec::new(), 0);
    let codes = reader != Reader::Page;
    let money: Vec<Option<Money>> = (0..table.columns.len()).map(|at| Money::of(table, at, reader)).collect();
    for (column, money) in table.columns.iter().zip(&money) {
        let heading = match money {
            Some(money) => format!("{}{}", column.heading.clone().pick(lang), money.unit(lang)),
            None => Table::heading(column, lang),
        };
        if let Holds::Key(domain) = column.holds {
            if codes && named(domain) {
                headings.push(lang.pick(format!("{heading}代码"), format!("{heading} (code)")));
                labels += 1;
            }
            labels += 1;
        }
        headings.push(heading);
    }
    let row = |row: &Vec<Value>, total: bool| -> Vec<Cell> {
        let cells = table.columns.iter().enumerate();
        let cells = cells.flat_map(|(at, column)| match (money[at], row.get(at)) {
            (Some(money), Some(Value::Number(n))) => vec![money.cell(*n)],
            _ => cell(table, names, lang, codes, (row, at, column), total),
        });
        cells.collect()
    };
    Laid {
        headings,
        labels,
        rows: table.rows.iter().map(|cells| row(cells, false)).collect(),
        total: table.total.as_ref().map(|cells| row(cells, true)),
    }
}

fn cell(
    table: &Table,
    names: &Names,
    lang: Lang,
    codes: bool,
    (row, at, column): (&[Value], usize, &Column),
    total: bool,
) -> Vec<Cell> {
    let value = row.get(at).unwrap_or(&Value::None);
    let Holds::Key(domain) = column.holds else { return vec![number(table, row, column, value)] };
    let name = match (total, at) {
        (true, 0) => lang.pick("合计", "total").to_owned(),
        (true, _) => String::new(),
        (false, _) => names.key(table, domain, value, lang),
    };
    let code = match value {
        _ if !codes || !named(domain) => return vec![Cell::Text(name)],
        Value::Code(code) if !total => Cell::Text(code.clone()),
        Value::Number(n) => Cell::Text(n.to_string()),
        Value::Day(day) => Cell::Day(*day),
        _ => Cell::Empty,
    };
    vec![code, Cell::Text(name)]
}

fn number(table: &Table, row: &[Value], column: &Column, value: &Value) -> Cell {
    match (column.holds, value) {
        (Holds::Rate(part, whole), _) => {
            let rate = table.thousandths(row, part, whole).filter(|rate| *rate <= MOST);
            rate.map_or(Cell::Empty, Cell::Rate)
        }
        (Holds::Change, Value::Number(n)) => Cell::Change(*n),
        (Holds::Hundredths(..), Value::Number(n)) => Cell::Hundredths(*n),
        (_, Value::Number(n)) => Cell::Count(*n),
        (_, Value::Day(day)) => Cell::Day(*day),
        (_, Value::Code(code)) => Cell::Text(code.clone()),
        (_, Value::None) => Cell::Empty,
    }
}

/// A number of tenths or hundredths: `12.3`.
pub fn decimal(n: i64, one: i64, digits: usize) -> String {
    let sign = if n < 0 { "-" } else { "" };
    let n = n.abs();
    format!("{sign}{}.{:0digits$}", n / one, n % one)
}

/// A number with a comma after every third digit from the right of its whole part.
fn apart(number: &str) -> String {
    let (sign, digits) = number.split_at(usize::from(number.starts_with('-')));
    let (whole, part) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = sign.to_owned();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}

/// A sentence whose counts are printed as in a table: thousands apart. A count stands before its unit, before a
/// blank or alone in brackets; years, days and numbers of plans do not.
pub fn thousands(text: &str) -> String {
    const UNITS: [char; 9] = ['户', '项', '条', '件', '人', '名', '次', '行', '天'];
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let (number, after) = from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        out.push_str(before);
        let count = match (out.chars().next_back(), after.chars().next()) {
            (Some(c), _) if c.is_ascii_alphanumeric() || "-./,".contains(c) => false,
            (_, Some(unit)) if UNITS.contains(&unit) => true,
            (Some(c), Some('）')) => !c.is_ascii(),
            // An English number of four digits may be a year.
            (_, Some(' ' | ',' | ';' | ')')) => !(number.len() == 4 && matches!(&number[..2], "19" | "20")),
            _ => false,
        };
        out.push_str(&if count && !number.starts_with('0') { apart(number) } else { number.to_owned() });
        rest = after;
    }
    out + rest
}

impl Cell {
    /// As a file holds it.
    pub fn printed(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Count(n) | Cell::Change(n) => n.to_string(),
            Cell::Rate(n) => decimal(*n, 10, 1),
            Cell::Hundredths(n) => decimal(*n, 100, 2),
            Cell::Day(day) => day.to_string(),
        }
    }

    /// As people read it: thousands apart, a difference with its sign.
    pub fn told(&self) -> String {
        match self {
            Cell::Change(n) if *n > 0 => format!("+{}", apart(&self.printed())),
            Cell::Count(_) | Cell::Change(_) | Cell::Hundredths(_) => apart(&self.printed()),
            _ => self.printed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::lang::Twin;

    #[test]
    fn a_number_is_printed_from_integers() {
        assert_eq!(Cell::Rate(1000).printed(), "100.0");
        assert_eq!(Cell::Rate(5).printed(), "0.5");
        assert_eq!(Cell::Hundredths(-205).printed(), "-2.05");
        assert_eq!(Cell::Change(3).told(), "+3");
        assert_eq!(Cell::Change(3).printed(), "3");
        let told = [0, 999, 1000, -1000, 123_456, 1_234_567].map(|n| Cell::Count(n).told());
        assert_eq!(told, ["0", "999", "1,000", "-1,000", "123,456", "1,234,567"]);
        assert_eq!(Cell::Hundredths(-123_456_789).told(), "-1,234,567.89");
        assert_eq!(Cell::Count(1000).printed(), "1000");
    }

    #[test]
    fn counts_in_a_sentence_are_printed_as_in_a_table() {
        for (text, told) in [
            ("应检查1024户次（上月2048），共2021人次", "应检查1,024户次（上月2,048），共2,021人次"),
            ("2023年9月，截至2023-10-31，罚〔2026〕1号", "2023年9月，截至2023-10-31，罚〔2026〕1号"),
            ("共12345项，编号0123项", "共12,345项，编号0123项"),
            (
                "due 1024, 30000 rows (then 5000), A1024 of 1.2345",
                "due 1,024, 30,000 rows (then 5,000), A1024 of 1.2345",
            ),
            ("September 2023 up to 2023-10-31", "September 2023 up to 2023-10-31"),
        ] {
            assert_eq!(thousands(text), told);
        }
    }

    #[test]
    fn a_share_of_more_than_ten_times_is_not_told() {
        let table = Table {
            id: "shares",
            title: Twin::new("", ""),
            note: Twin::new("", ""),
            public: true,
            columns: vec![
                Column::visits("now", "本期", "now"),
                Column::visits("then", "上期", "then"),
                Column::rate("rate", "为上期的", "of it", "now", "then"),
            ],
            rows: [[100, 10], [101, 10]]
                .iter()
                .map(|[now, then]| vec![Value::Number(*now), Value::Number(*then), Value::None])
                .collect(),
            total: None,
            words: Vec::new(),
        };
        let laid = laid(&table, &Names::default(), Lang::Zh, Reader::Page);
        assert_eq!(laid.rows[0][2], Cell::Rate(10_000));
        assert_eq!(laid.rows[1][2], Cell::Empty);
    }

    #[test]
    fn money_is_told_in_yuan_and_kept_in_fen() {
        let fines = |sums: &[i64]| Table {
            id: "fines",
            title: Twin::new("", ""),
            note: Twin::new("", ""),
            public: true,
            columns: vec![Column::count("fines", "罚款", "fines", ("分", "fen"))],
            rows: sums.iter().map(|n| vec![Value::Number(*n)]).collect(),
            total: None,
            words: Vec::new(),
        };
        let told = |sums: &[i64], reader: Reader| {
            let laid = laid(&fines(sums), &Names::default(), Lang::Zh, reader);
            (laid.headings[0].clone(), laid.rows.iter().map(|row| row[0].told()).collect::<Vec<_>>())
        };
        let of = |heading: &str, cells: &[&str]| {
            (heading.to_owned(), cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>())
        };
        let (small, odd, large) = ([500_000, 0], [500_050, 100], [123_456_789_000, 5_000]);
        assert_eq!(told(&small, Reader::Page), of("罚款（元）", &["5,000", "0"]));
        assert_eq!(told(&odd, Reader::Page), of("罚款（元）", &["5,000.50", "1.00"]));
        assert_eq!(told(&large, Reader::Page), of("罚款（万元）", &["123,456.79", "0.01"]));
        assert_eq!(told(&[large[0], 4_999], Reader::Page), of("罚款（元）", &["1,234,567,890.00", "49.99"]));
        assert_eq!(told(&large, Reader::Sheet), of("罚款（元）", &["1,234,567,890", "50"]));
        assert_eq!(told(&odd, Reader::File), of("罚款（分）", &["500,050", "100"]));
    }
}

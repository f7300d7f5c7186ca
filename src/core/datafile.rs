//! Rules and facts as small CSV files that a clerk keeps in a spreadsheet: the calendar, the
//! statutory terms. Not the registries (`core::row`) and nothing hashed (`core::text`).
//!
//! UTF-8 with or without a byte order mark, LF or CR LF, one heading row, no quotes and no commas
//! inside a cell, lines that begin with `#` are remarks. Everything that is wrong is listed at once,
//! with row, column, value, rule and remedy.

use super::lang::Twin;
use super::time::Date;

/// Something wrong in such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Row from 1, as a spreadsheet counts; the heading is row 1 where no remark stands before it.
    pub row: usize,
    /// Heading of the column, or nothing where the row as a whole is meant.
    pub column: &'static str,
    /// What stands there, cut to 60 characters.
    pub value: String,
    /// The rule that is broken.
    pub rule: Twin,
    /// What to do.
    pub remedy: Box<Twin>,
}

/// One row: as many cells as there are headings.
#[derive(Clone, Debug)]
pub struct Row<'a, const N: usize> {
    /// Row from 1.
    pub number: usize,
    headings: [&'static str; N],
    cells: [&'a str; N],
}

impl Problem {
    /// A problem of a row as a whole.
    pub fn of_row(row: usize, value: &str, rule: Twin, remedy: Twin) -> Self {
        Self { row, column: "", value: value.chars().take(60).collect(), rule, remedy: Box::new(remedy) }
    }

    /// One line for the screen.
    pub fn said(&self) -> Twin {
        let Problem { row, column, value, rule, remedy } = self;
        let (zh, en) = (format!("{}。{}", rule.zh, remedy.zh), format!("{}: {}", rule.en, remedy.en));
        let blank = if column.is_empty() { "" } else { " " };
        Twin::new(
            format!("第{row}行{blank}{column} “{value}”：{zh}"),
            format!("row {row}{blank}{column} {value:?}: {en}"),
        )
    }
}

impl<'a, const N: usize> Row<'a, N> {
    /// The cell under a heading.
    ///
    /// # Panics
    /// If there is no such heading: a mistake in this program.
    pub fn get(&self, heading: &str) -> &'a str {
        self.cells[self.place(heading)]
    }

    /// A problem of the cell under a heading.
    pub fn problem(&self, heading: &str, rule: Twin, remedy: Twin) -> Problem {
        let at = self.place(heading);
        Problem { column: self.headings[at], ..Problem::of_row(self.number, self.cells[at], rule, remedy) }
    }

    /// The cell under a heading, which must not be empty.
    pub fn filled(&self, heading: &str) -> Result<&'a str, Problem> {
        let missing = || {
            self.problem(
                heading,
                Twin::new("不能为空", "must not be empty"),
                Twin::new("请填写", "fill it in"),
            )
        };
        Some(self.get(heading)).filter(|cell| !cell.is_empty()).ok_or_else(missing)
    }

    /// The date under a heading.
    pub fn date(&self, heading: &str) -> Result<Date, Problem> {
        Date::parse(self.get(heading)).map_err(|_| {
            self.problem(
                heading,
                Twin::new("不是日期", "is no date"),
                Twin::new(
                    "请写成 2027-01-01；表格软件会改成 2027/1/1，请把该列设为文本",
                    "write 2027-01-01; a spreadsheet turns it into 2027/1/1 unless the column is text",
                ),
            )
        })
    }

    fn place(&self, heading: &str) -> usize {
        self.headings.iter().position(|known| *known == heading).expect("a heading of this file")
    }
}

/// The rows below the headings; rows that cannot be split are problems.
pub fn rows<'a, const N: usize>(
    text: &'a str,
    headings: [&'static str; N],
) -> (Vec<Row<'a, N>>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().zip(1..).map(|(line, number)| (number, line.trim_end()));
    let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    match lines.next() {
        Some((_, line)) if line == headings.join(",") => {}
        first => {
            let (row, line) = first.unwrap_or((1, ""));
            let wanted = headings.join(",");
            problems.push(Problem::of_row(
                row,
                line,
                Twin::new("标题行不对", "this is not the heading row"),
                Twin::new(format!("须为 {wanted}"), format!("it must be {wanted}")),
            ));
            return (rows, problems);
        }
    }
    for (number, line) in lines {
        match split(line) {
            Some(cells) => rows.push(Row { number, headings, cells }),
            None => problems.push(Problem::of_row(
                number,
                line,
                Twin::new("单元格数量不对，或含引号", "the number of cells is wrong, or there is a quote"),
                Twin::new(
                    format!("每行{N}格，以半角逗号分隔，格内不用半角逗号和引号"),
                    format!("write {N} cells with commas between them, and neither commas nor quotes inside"),
                ),
            )),
        }
    }
    (rows, problems)
}

fn split<const N: usize>(line: &str) -> Option<[&str; N]> {
    let cells: Vec<&str> = line.split(',').map(str::trim).collect();
    if line.contains('"') { None } else { cells.try_into().ok() }
}

/// Two versions of one rule must follow each other day by day: `ends` is the last day of the older one, in
/// row `first`; `begins` the first day of the newer one, in row `second`, which `value` names.
pub fn succession(
    (first, ends): (usize, Option<Date>),
    (second, begins): (usize, Date),
    value: &str,
) -> Option<Problem> {
    let next = ends.and_then(|ends| Date::from_days(ends.days() + 1));
    let problem = |zh: String, en: String, remedy: Twin| {
        Some(Problem { column: "from", ..Problem::of_row(second, value, Twin::new(zh, en), remedy) })
    };
    match next {
        Some(next) if next == begins => None,
        Some(next) if next < begins => problem(
            format!("与第{first}行之间有空档：{next} 至 {begins} 之前没有规则"),
            format!("there is a gap after row {first}: no rule from {next} until {begins}"),
            Twin::new("请使各版本首尾相接", "let each version begin the day after the one before"),
        ),
        _ => problem(
            format!("与第{first}行重叠：该行尚未在 {begins} 之前失效"),
            format!("it overlaps row {first}, which does not end before {begins}"),
            Twin::new("请填写旧版本的 to", "write the last day of the older version in its to"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_split_and_every_bad_one_is_told() {
        let text = "\u{feff}# remark\r\na,b\r\n1,2\r\n\r\n1,2,3\r\n\"1\",2\r\n";
        let (good, bad) = rows(text, ["a", "b"]);
        assert_eq!(good.iter().map(|row| (row.number, row.get("b"))).collect::<Vec<_>>(), [(3, "2")]);
        assert_eq!(bad.iter().map(|problem| problem.row).collect::<Vec<_>>(), [5, 6]);
        assert!(bad[0].said().en.starts_with("row 5 \"1,2,3\": the number of cells"));
        let (none, bad) = rows("b,a\n1,2\n", ["a", "b"]);
        assert!(none.is_empty() && bad.len() == 1 && bad[0].said().zh.contains("须为 a,b"));
    }
}

//! What sentences are made from: numbers of tables by id, key and column, and the small grammar of clauses.

use super::{MARKS, Part};
use crate::core::lang::{Lang, Twin};
use crate::core::period::Period;
use crate::core::time::Date;
use crate::report::names::Names;
use crate::report::table::{Domain, Holds, Table, Value};
use crate::report::tables::Scope;

/// Everything a text is written from.
pub struct Told<'a> {
    /// The bureau.
    pub body: &'a str,
    /// Period and day.
    pub scope: Scope,
    /// The first day on which the archive was given a library.
    pub since: Option<Date>,
    /// The tables.
    pub tables: &'a [Table],
    /// Names of codes.
    pub names: &'a Names,
}

impl<'a> Told<'a> {
    /// A table that has rows.
    pub fn table(&self, id: &str) -> Option<&'a Table> {
        self.tables.iter().find(|table| table.id == id && !table.rows.is_empty())
    }

    /// A table with or without rows: whether the report has it at all.
    pub fn has(&self, id: &str) -> bool {
        self.tables.iter().any(|table| table.id == id)
    }

    /// The number over all rows.
    pub fn sum(&self, id: &str, column: &str) -> Option<i64> {
        let table = self.table(id)?;
        let row = table.total.as_ref().or(match &table.rows[..] {
            [only] => Some(only),
            _ => None,
        })?;
        table.number(row, column)
    }

    /// The row of a key.
    fn row(&self, id: &str, key: &str) -> Option<&'a Vec<Value>> {
        self.table(id)?.rows.iter().find(|row| matches!(row.first(), Some(Value::Code(code)) if code == key))
    }

    /// The number of a key.
    pub fn at(&self, id: &str, key: &str, column: &str) -> Option<i64> {
        self.table(id)?.number(self.row(id, key)?, column)
    }

    /// A rate over all rows, as it is printed in its table.
    pub fn rate(&self, id: &str, part: &str, whole: &str) -> Option<String> {
        let table = self.table(id)?;
        let row = table.total.as_ref().or(table.rows.first().filter(|_| table.rows.len() == 1))?;
        table.thousandths(row, part, whole).map(percent)
    }

    /// A rate of a key.
    pub fn rate_at(&self, id: &str, key: &str, part: &str, whole: &str) -> Option<String> {
        self.table(id)?.thousandths(self.row(id, key)?, part, whole).map(percent)
    }

    /// Rows with a number above zero in a column, with the names of their keys.
    pub fn rows(&self, id: &str, column: &str) -> Vec<(Twin, &'a Vec<Value>, i64)> {
        let Some(table) = self.table(id) else { return Vec::new() };
        let rows = table.rows.iter().filter_map(|row| {
            let n = table.number(row, column).filter(|n| *n > 0)?;
            Some((self.keys(table, row), row, n))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_key(|(_, row, _)| after_results(table, row));
        rows
    }

    /// The names of a row's keys.
    fn keys(&self, table: &Table, row: &[Value]) -> Twin {
        let in_lang = |lang: Lang| {
            let keys = table.columns.iter().zip(row).filter_map(|(column, value)| match column.holds {
                Holds::Key(domain) => Some(self.named(table, domain, value, lang)),
                _ => None,
            });
            keys.collect::<Vec<_>>().join(lang.pick("、", ", "))
        };
        Twin::new(in_lang(Lang::Zh), in_lang(Lang::En))
    }

    /// The name of a row's first key.
    pub fn first_key(&self, table: &Table, row: &[Value]) -> Twin {
        let key = table.columns.first().zip(row.first());
        let in_lang = |lang: Lang| match key.map(|(column, value)| (column.holds, value)) {
            Some((Holds::Key(domain), value)) => self.named(table, domain, value, lang),
            _ => String::new(),
        };
        Twin::new(in_lang(Lang::Zh), in_lang(Lang::En))
    }

    fn named(&self, table: &Table, domain: Domain, value: &Value, lang: Lang) -> String {
        self.names.key(table, domain, value, lang)
    }

    /// Where the numbers stand; nothing where the table is not in the text.
    pub fn see(&self, id: &str) -> Twin {
        match self.table(id) {
            None => Twin::new("", ""),
            Some(_) => {
                let (open, close) = MARKS;
                Twin::new(format!("（{open}{id}{close}）"), format!(" ({open}{id}{close})"))
            }
        }
    }

    /// What was done in the period with lists locked before it; nothing where nothing was. For a period in
    /// which no list was locked.
    pub fn earlier_lists(&self) -> Option<Twin> {
        const ID: &str = "comparison";
        let of = |key: &str| self.at(ID, key, "now");
        let (visited, published, finished) = (of("visited")?, of("published")?, of("finished")?);
        let see = self.see(ID);
        (visited + published + finished > 0).then(|| {
            Twin::new(
                format!("对以前锁定的名单，本期实施检查{visited}户次、公示结果{published}户次、完结{finished}户次{}", see.zh),
                format!("of lists locked before it {visited} inspections were made in the period, {published} published and {finished} finished{}", see.en),
            )
        })
    }

    /// 本月, 本季度, 本年度.
    pub fn this(&self) -> Twin {
        match self.scope.period {
            Period::Month(_) => Twin::new("本月", "this month"),
            Period::Quarter(_) => Twin::new("本季度", "this quarter"),
            Period::Year(_) => Twin::new("本年度", "this year"),
        }
    }
}

/// Results of inspections (R) come before those that are gone (G); all other rows stay where they are.
pub fn after_results(table: &Table, row: &[Value]) -> bool {
    let results = table.columns.first().is_some_and(|column| column.holds == Holds::Key(Domain::Result));
    results && matches!(row.first(), Some(Value::Code(code)) if code.starts_with('G'))
}

/// Thousandths in percent.
pub fn percent(thousandths: i64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// A name with its count, and with quotation marks around it where it holds marks that stand between the items
/// of a list.
pub fn counted_as(name: &Twin, n: i64, unit: &str) -> Twin {
    let zh = if listed(&name.zh) { quoted(&name.zh) } else { name.zh.clone() };
    let en = if listed(&name.en) { quoted(&name.en) } else { name.en.clone() };
    Twin::new(format!("{zh}{n}{unit}"), format!("{en} {n}"))
}

/// A name inside quotation marks; those inside it become single ones.
pub fn quoted(name: &str) -> String {
    format!("“{}”", name.replace('“', "‘").replace('”', "’"))
}

/// Items of a list; between those that hold such marks themselves stand semicolons.
pub fn list(items: &[Twin]) -> Twin {
    let parted = |texts: Vec<&str>, plain: &str, wide: &str| {
        let between = if texts.iter().any(|text| listed(text)) { wide } else { plain };
        texts.join(between)
    };
    Twin::new(
        parted(items.iter().map(|item| item.zh.as_str()).collect(), "、", "；"),
        parted(items.iter().map(|item| item.en.as_str()).collect(), ", ", "; "),
    )
}

/// Whether a text holds a mark that stands between items of a list.
fn listed(text: &str) -> bool {
    text.contains(['、', '，', '；']) || text.contains(", ") || text.contains("; ")
}

/// A paragraph of clauses; nothing where there is none. Clauses that hold semicolons themselves are sentences.
pub fn say(clauses: impl IntoIterator<Item = Option<Twin>>) -> Option<Part> {
    let clauses: Vec<Twin> = clauses.into_iter().flatten().filter(|clause| !clause.zh.is_empty()).collect();
    if clauses.len() > 1 && clauses.iter().any(|clause| clause.zh.contains('；') || clause.en.contains("; "))
    {
        let zh: Vec<String> = clauses.iter().map(|clause| format!("{}。", clause.zh)).collect();
        let en: Vec<String> = clauses.iter().map(|clause| format!("{}.", capital(&clause.en))).collect();
        return Some(Part::Say(Twin::new(zh.concat(), en.join(" "))));
    }
    let join = |of: fn(&Twin) -> &str, between: &str| {
        clauses.iter().map(of).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
    };
    let (zh, en) = (join(|text| &text.zh, "；"), join(|text| &text.en, "; "));
    (!zh.is_empty()).then(|| Part::Say(Twin::new(format!("{zh}。"), format!("{}.", capital(&en)))))
}

/// A sentence of an English text begins with a capital.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One text, its numbers and rates in both languages.
macro_rules! twin {
    ($zh:literal, $en:literal) => {
        $crate::core::lang::Twin::new(format!($zh), format!($en))
    };
}
pub(super) use twin;

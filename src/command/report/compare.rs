//! `suicha report compare`: two periods side by side, table by table or key by key; or two rows of one period.

use super::{days, facts, some, uncounted};
use crate::cli::CompareArgs;
use crate::command::answer::Answer;
use crate::core::lang::Lang;
use crate::core::period::Period;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::compare::{self, Pair};
use crate::report::names::Names;
use crate::report::table::{Holds, Table};
use crate::report::tables::{self, Scope};
use serde_json::{Value as Json, json};

/// Changes beyond 1,000.0 % are told by their two numbers alone.
const MOST: i64 = 10_000;

/// Prints the comparison.
pub async fn run(env: &Env, args: &CompareArgs) -> Result<Answer> {
    let lang = env.lang;
    let periods: Vec<Period> = args.periods.iter().map(|text| days::period(text)).collect::<Result<_>>()?;
    let mut as_of = days::as_of(env.now().date(), args.as_of.as_deref())?;
    if let (None, Some(last)) = (&args.as_of, periods.iter().map(|period| period.last()).max()) {
        as_of = as_of.min(last);
    }
    if let Some(early) = periods.iter().find(|period| period.first() > as_of) {
        return Err(Error::said(
            Exit::Usage,
            format!("期间 {early} 在统计截止日 {as_of} 之后才开始"),
            format!("{early} begins after {as_of}, the day up to which facts are known"),
        ));
    }
    let (facts, names, _) = facts::of(env, args.facts.as_deref(), as_of).await?;
    let count = |period| tables::of_report(&facts, &Scope { period, as_of }).map_err(|e| uncounted(&e));
    let mut head = Head { as_of, since: None, periods: &periods, by_row: !args.rows.is_empty(), lang };
    match (&periods[..], &args.rows[..]) {
        ([one, two], []) => {
            let (first, second) = (count(*one)?, count(*two)?);
            let found = match &args.table {
                Some(id) => vec![(table(&first, id)?, table(&second, id)?)],
                None => first.iter().zip(&second).collect(),
            };
            let every = args.table.is_some();
            let later = Scope { period: *one.max(two), as_of };
            head.since = tables::since(&facts, &later).map_err(|e| uncounted(&e))?;
            let unknown = [one, two].map(|period| head.before(*period));
            let part = |(first, second): (&Table, &Table)| {
                let pairs = compare::tables(first, second).into_iter().map(|pair| unknown_of(pair, unknown));
                let kept = pairs.filter(|pair| every || pair.keys.is_empty());
                (first.clone(), kept.collect::<Vec<Pair>>())
            };
            let parts: Vec<(Table, Vec<Pair>)> = found.into_iter().map(part).collect();
            Ok(head.answer(&names, parts, [one.to_string(), two.to_string()]))
        }
        ([one], [a, b]) => {
            let all = count(*one)?;
            let table = table(&all, args.table.as_deref().unwrap_or_default())?;
            let pairs = compare::rows(table, a, b).ok_or_else(|| missing(table, &[a, b]))?;
            Ok(head.answer(&names, vec![(table.clone(), pairs)], [a.clone(), b.clone()]))
        }
        _ => Err(Error::said(
            Exit::Usage,
            "请写两个期间；或一个期间、--table 与 --rows 代码,代码",
            "name two periods, or one period with --table and --rows CODE,CODE",
        )
        .advice(
            "例如 suicha report compare 2023-10 2023-11；suicha report compare 2023 --table inspections-by-region --rows 340102,340103",
            "e.g. `suicha report compare 2023-10 2023-11`, `suicha report compare 2023 --table inspections-by-region --rows 340102,340103`",
        )),
    }
}

/// A table by its name.
pub(super) fn table<'a>(all: &'a [Table], id: &str) -> Result<&'a Table> {
    all.iter().find(|table| table.id == id).ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|table| table.id).collect();
        Error::said(Exit::Usage, format!("没有表 {id:?}"), format!("there is no table {id:?}"))
            .advice(format!("有：{}", known.join("、")), format!("there are {}", known.join(", ")))
    })
}

/// A pair without the number of a side that nothing is known of.
fn unknown_of(pair: Pair, [first, second]: [bool; 2]) -> Pair {
    Pair { first: pair.first.filter(|_| !first), second: pair.second.filter(|_| !second), ..pair }
}

fn missing(table: &Table, wanted: &[&str]) -> Error {
    let known: Vec<String> = table.rows.iter().map(|row| compare::code(table, row)).collect();
    let not_there: Vec<&str> =
        wanted.iter().copied().filter(|one| !known.iter().any(|code| code == one)).collect();
    let (id, lost) = (table.id, not_there.join(", "));
    let told = some(known.iter().map(String::as_str));
    Error::said(Exit::Usage, format!("表 {id} 没有行 {lost}"), format!("table {id} has no row {lost}"))
        .advice(format!("有：{}", told.join("、")), format!("there are {}", told.join(", ")))
}

struct Head<'a> {
    as_of: Date,
    /// The day on which the archive was begun, where two periods are compared.
    since: Option<Date>,
    periods: &'a [Period],
    /// Two rows of one period: the head names them.
    by_row: bool,
    lang: Lang,
}

impl Head<'_> {
    fn answer(&self, names: &Names, parts: Vec<(Table, Vec<Pair>)>, sides: [String; 2]) -> Answer {
        let (lang, [a, b]) = (self.lang, &sides);
        let periods: Vec<String> = self.periods.iter().map(Period::to_string).collect();
        let of = if self.by_row { periods.join(", ") + lang.pick("，", ", ") } else { String::new() };
        let mut text = lang.pick(
            format!("{of}{a} 与 {b} 比较，统计截止 {}\n", self.as_of),
            format!("{of}{a} against {b}, as of {}\n", self.as_of),
        );
        text.push_str(&self.unfinished());
        text.push_str(&self.begun());
        let mut told = Vec::new();
        for (table, pairs) in parts.iter().filter(|(_, pairs)| !pairs.is_empty()) {
            let year = match tables::of_the_year_so_far(table.id) && !self.by_row {
                true => lang.pick(
                    "（本年度截至各期期末的累计数，不是当期数）",
                    " (of the year up to the end of each period, not of the period alone)",
                ),
                false => "",
            };
            text.push_str(&format!("{}  {}{year}\n", table.id, table.title.clone().pick(lang)));
            let rows: Vec<Json> = pairs.iter().map(|pair| self.row(names, table, pair, &mut text)).collect();
            told.push(json!({"table": table.id, "rows": rows}));
        }
        if told.is_empty() {
            text.push_str(lang.pick("没有可比的数字\n", "there is no number to compare\n"));
        }
        Answer::new(
            text,
            json!({
                "as_of": self.as_of.to_string(), "periods": periods, "counted": self.counted(), "first": a,
                "second": b, "tables": told,
            }),
        )
    }

    fn scopes(&self) -> impl Iterator<Item = Scope> {
        self.periods.iter().map(|period| Scope { period: *period, as_of: self.as_of })
    }

    /// Which of the periods is not over: it is not cut to the days of the other, nor the other to its own.
    fn unfinished(&self) -> String {
        let mut lines: Vec<String> =
            self.scopes().filter(|scope| !scope.whole()).map(|scope| self.half(&scope)).collect();
        lines.dedup();
        lines.concat()
    }

    /// Whether a period was over before the archive was begun: nothing is known of it.
    fn before(&self, period: Period) -> bool {
        self.since.is_some_and(|since| Scope { period, as_of: self.as_of }.last() < since)
    }

    /// Which of the periods the archive does not know, or not from their first day on.
    fn begun(&self) -> String {
        let Some(since) = self.since else { return String::new() };
        let line = |period: &Period| match self.before(*period) {
            true => Some(self.lang.pick(
                format!("档案库自 {since} 起建立，{period} 无可比数据\n"),
                format!("the archive was begun on {since}: nothing is known of {period}\n"),
            )),
            false => (period.first() < since).then(|| {
                self.lang.pick(
                    format!("档案库自 {since} 起建立，{period} 只含该日以后的数据\n"),
                    format!("the archive was begun on {since}: of {period} only what came after is known\n"),
                )
            }),
        };
        self.periods.iter().filter_map(line).collect()
    }

    fn half(&self, scope: &Scope) -> String {
        let (period, last) = (scope.period, scope.last());
        let days = |last: Date| last.days() - scope.first().days() + 1;
        let (counted, all) = (days(last), days(period.last()));
        self.lang.pick(
            format!("{period} 到 {last} 尚未结束：只统计到该日，{all}天中的{counted}天\n"),
            format!("{period} is not over on {last}: counted up to that day, {counted} of its {all} days\n"),
        )
    }

    /// The days that are counted of each period.
    fn counted(&self) -> Vec<Json> {
        let of = |scope: Scope| {
            json!({
                "period": scope.period.to_string(), "first": scope.first().to_string(),
                "last": scope.last().to_string(), "whole": scope.whole(),
            })
        };
        self.scopes().map(of).collect()
    }

    fn row(&self, names: &Names, table: &Table, pair: &Pair, text: &mut String) -> Json {
        let lang = self.lang;
        let domains = table.columns.iter().filter_map(|column| match column.holds {
            Holds::Key(domain) => Some(domain),
            _ => None,
        });
        let told: Vec<String> = pair
            .keys
            .iter()
            .zip(domains)
            .map(|(value, domain)| names.key(table, domain, value, lang))
            .collect();
        let key = match (self.by_row, told.is_empty()) {
            (true, _) => String::new(),
            (false, true) => lang.pick("合计\t", "total\t").to_owned(),
            (false, false) => told.join(" ") + "\t",
        };
        let column = table.place(pair.column).map(|at| Table::heading(&table.columns[at], lang));
        let column = column.unwrap_or_else(|| pair.column.to_owned());
        let number = |value: Option<i64>| match value {
            None => "—".to_owned(),
            Some(n) if pair.rate => tenths(n),
            Some(n) => n.to_string(),
        };
        let (first, second) = (number(pair.first), number(pair.second));
        let difference = pair.difference().map_or("—".into(), |n| signed(n, number(Some(n.abs()))));
        // A change of more than ten times is no percentage that anybody reads.
        let change = pair.change().filter(|n| n.abs() <= MOST);
        let change = change.map_or("—".into(), |n| format!("{} %", signed(n, tenths(n.abs()))));
        text.push_str(&format!("  {key}{column}\t{first}\t{second}\t{difference}\t{change}\n"));
        json!({
            "keys": told, "column": pair.column, "rate": pair.rate, "first": pair.first, "second": pair.second,
            "difference": pair.difference(), "change": pair.change(),
        })
    }
}

fn tenths(n: i64) -> String {
    format!("{}.{}", n / 10, n % 10)
}

fn signed(n: i64, size: String) -> String {
    match n.signum() {
        1 => format!("+{size}"),
        -1 => format!("-{size}"),
        _ => size,
    }
}

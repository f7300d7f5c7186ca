//! The strict reader of a rule table. For each code and trigger the versions follow each other
//! without a gap and without an overlap, and each names its basis and its source.

use super::rule::{Rule, Rules};
use super::words::{Role, TriggerKind};
use crate::core::datafile::{self, Problem};
use crate::core::lang::Twin;
use crate::core::time::Date;

const HEADINGS: [&str; 11] =
    ["code", "trigger", "term", "role", "what", "what_en", "basis", "source", "from", "to", "confirmed"];

type Row<'a> = datafile::Row<'a, 11>;

pub(super) fn parse(text: &str) -> Result<Rules, Vec<Problem>> {
    let (rows, mut problems) = datafile::rows(text, HEADINGS);
    let mut rules: Vec<(usize, Rule)> = Vec::new();
    for row in &rows {
        let before = problems.len();
        match rule(row, &mut problems) {
            Some(rule) if problems.len() == before => rules.push((row.number, rule)),
            _ => {}
        }
    }
    rules.sort_by(|(a, x), (b, y)| {
        (&x.code, x.trigger, x.effective_from, a).cmp(&(&y.code, y.trigger, y.effective_from, b))
    });
    problems.extend(rules.windows(2).filter_map(versions));
    if rules.is_empty() && problems.is_empty() {
        problems.push(Problem::of_row(
            1,
            "",
            Twin::new("没有任何规则", "there is no rule"),
            Twin::new("请填写规则，或删去配置中的 rules", "write rules, or take `rules` out of the settings"),
        ));
    }
    problems.sort_by_key(|problem| problem.row);
    match problems.is_empty() {
        true => Ok(Rules(rules.into_iter().map(|(_, rule)| rule).collect())),
        false => Err(problems),
    }
}

/// The rule of a row; everything wrong with it is added to the problems.
fn rule(row: &Row, problems: &mut Vec<Problem>) -> Option<Rule> {
    let effective_to = match row.get("to") {
        "" => None,
        _ => keep(row.date("to"), problems),
    };
    let filled =
        |heading, problems: &mut Vec<Problem>| keep(row.filled(heading), problems).map(str::to_owned);
    let rule = Rule {
        code: keep(code(row), problems)?,
        trigger: keep(word(row, "trigger", TriggerKind::ALL, TriggerKind::word), problems)
            .unwrap_or(TriggerKind::PlanYear),
        limit: keep(limit(row), problems).unwrap_or(super::Limit::Given),
        role: keep(word(row, "role", Role::ALL, Role::word), problems).unwrap_or(Role::Lead),
        what: Twin::new(
            filled("what", problems).unwrap_or_default(),
            filled("what_en", problems).unwrap_or_default(),
        ),
        basis: filled("basis", problems).unwrap_or_default(),
        source: filled("source", problems).unwrap_or_default(),
        effective_from: keep(row.date("from"), problems).unwrap_or(Date::FOREVER),
        effective_to,
        confirmed: keep(yes_or_no(row), problems).unwrap_or_default(),
    };
    if rule.effective_to.is_some_and(|to| to < rule.effective_from) {
        problems.push(row.problem(
            "to",
            Twin::new("失效日早于生效日", "it ends before it begins"),
            Twin::new("请核对 from 和 to", "check from and to"),
        ));
    }
    Some(rule)
}

fn keep<T>(read: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}

fn code(row: &Row) -> Result<String, Problem> {
    let code = row.filled("code")?;
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-';
    match code.len() <= 20 && code.bytes().all(allowed) {
        true => Ok(code.to_owned()),
        false => Err(row.problem(
            "code",
            Twin::new("规则代码不对", "this is no code of a rule"),
            Twin::new("请用大写字母、数字和连字符，至多20个", "write up to 20 of A-Z, 0-9 and -"),
        )),
    }
}

fn word<T: Copy>(
    row: &Row,
    heading: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, Problem> {
    let found = all.iter().copied().find(|known| name(*known) == row.get(heading));
    found.ok_or_else(|| {
        let known: Vec<&str> = all.iter().map(|known| name(*known)).collect();
        row.problem(
            heading,
            Twin::new("没有这个词", "there is no such word"),
            Twin::new(format!("可用：{}", known.join("、")), format!("known: {}", known.join(", "))),
        )
    })
}

fn limit(row: &Row) -> Result<super::Limit, Problem> {
    row.get("term").parse().map_err(|_| {
        row.problem(
            "term",
            Twin::new("期限写法不对", "this is no term"),
            Twin::new(
                "请写 20 wd（工作日）、10 d（日）、3 m（月）、1 y（年）、by 03-31 或 given",
                "write 20 wd, 10 d, 3 m, 1 y, by 03-31 or given",
            ),
        )
    })
}

fn yes_or_no(row: &Row) -> Result<bool, Problem> {
    match row.get("confirmed") {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(row.problem(
            "confirmed",
            Twin::new("须为 yes 或 no", "it must be yes or no"),
            Twin::new("未经核准的写 no", "write no for what is not signed off"),
        )),
    }
}

/// Two versions of one rule must follow each other day by day.
fn versions(pair: &[(usize, Rule)]) -> Option<Problem> {
    let [(first, old), (second, new)] = pair else { return None };
    if (&old.code, old.trigger) != (&new.code, new.trigger) {
        return None;
    }
    let value = format!("{} {}", new.code, new.trigger.word());
    datafile::succession((*first, old.effective_to), (*second, new.effective_from), &value)
}

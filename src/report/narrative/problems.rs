//! 四、存在问题, by these rules and no others, each a look at one table:
//!
//! 1. a statutory clock is overdue at the end of the period, or was met late (`timeliness`);
//! 2. a department's completion is below 100 % (`inspections-by-department`);
//! 3. a matter of the list has no published result in the period (`coverage`);
//! 4. rows were left out because they had reached their cap (`coverage-by-task`);
//! 5. an attempt was void, or somebody stepped in after a draw (`voids-by-reason`,
//!    `replacements-by-reason`);
//! 6. the newest version of the library of subjects is more than [`STALE`] days old, or the import of a library told of rows
//!    (`libraries`);
//! 7. the calendar does not tell the last day of a clock, or no day was ordered (`timeliness`).

use super::Part;
use super::told::{Told, capital, quoted, twin};
use crate::core::lang::Twin;
use crate::report::table::Value;

/// Days after which the library of subjects counts as stale: classes are run monthly. How old an item list, a list of
/// officers or of recusals may be no rule says: their ages are told, and are no problem.
const STALE: i64 = 31;
/// The most departments a sentence names.
const NAMED: usize = 8;

type Rule = fn(&Told) -> Vec<Twin>;

/// The section.
pub(super) fn parts(told: &Told) -> Vec<Part> {
    let rules: [Rule; 7] = [clocks, completion, matters, caps, integrity, stale, unknown];
    let found: Vec<Twin> = rules.iter().flat_map(|rule| rule(told)).collect();
    let mut parts = vec![Part::Note(Twin::new(
        format!(
            "本节由统计表按固定规则得出：时限逾期、检查完成率不足100%、事项未覆盖、达到频次上限、作废与替换、检查对象名录库基准日距期末超过{STALE}天、名录库导入时有提示、工作日历不足、未定期限。"
        ),
        format!(
            "Derived from the tables by fixed rules: overdue clocks, completion below 100 %, matters not covered, caps reached, voids and replacements, a library of subjects more than {STALE} days old, rows told of at an import, a calendar that does not reach far enough, no day ordered."
        ),
    ))];
    if found.is_empty() {
        parts.push(Part::Say(Twin::new(
            "按上述规则，本期统计表中没有发现问题。",
            "By these rules the tables of the period show no problem.",
        )));
    }
    parts.extend(numbered(found));
    parts.push(Part::Table("timeliness"));
    parts.push(Part::Blank(Twin::new(
        "档案中没有的其他问题（由编制单位填写）",
        "other problems, of which the archive knows nothing (for the bureau to write)",
    )));
    parts
}

/// Paragraphs with numbers.
pub(super) fn numbered(texts: Vec<Twin>) -> impl Iterator<Item = Part> {
    texts.into_iter().zip(1..).map(|(text, number)| {
        Part::Say(Twin::new(format!("{number}．{}。", text.zh), format!("{number}. {}.", capital(&text.en))))
    })
}

fn list(told: &Told, id: &str, column: &str, unit: &str) -> Option<Twin> {
    let rows = told.rows(id, column);
    let item = |(name, _, n): &(Twin, _, i64)| {
        Twin::new(format!("{}{n}{unit}", quoted(&name.zh)), format!("{} {n}", quoted(&name.en)))
    };
    let items: Vec<Twin> = rows.iter().map(item).collect();
    (!items.is_empty()).then(|| super::told::list(&items))
}

fn clocks(told: &Told) -> Vec<Twin> {
    let see = told.see("timeliness");
    let of = |column: &str, zh: &str, en: &str| {
        let list = list(told, "timeliness", column, "件")?;
        Some(Twin::new(format!("{zh}：{}{}", list.zh, see.zh), format!("{en}: {}{}", list.en, see.en)))
    };
    [
        of("overdue", "期末逾期未办的法定时限", "clocks overdue at the end"),
        of("late", "本期到期而逾期办结的", "due in the period and met late"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn completion(told: &Told) -> Vec<Twin> {
    const ID: &str = "inspections-by-department";
    let Some(table) = told.table(ID) else { return Vec::new() };
    let below = told.rows(ID, "due").into_iter().filter_map(|(name, row, due)| {
        let seen = table.number(row, "published").filter(|seen| *seen < due)?;
        let rate = table.thousandths(row, "published", "due").map(super::told::percent)?;
        let (zh, en) = (name.zh, name.en);
        let said = twin!("{zh}应检查{due}户次、已检查{seen}户次（{rate}）", "{en} {seen} of {due} ({rate})");
        Some((due - seen, said))
    });
    let mut below: Vec<(i64, Twin)> = below.collect();
    let all = below.len();
    if all == 0 {
        return Vec::new();
    }
    // Those with the most left to do, in the order of the table otherwise.
    let more = if all > NAMED {
        below.sort_by_key(|(left, _)| std::cmp::Reverse(*left));
        below.truncate(NAMED);
        Twin::new(format!("等{all}个部门"), format!(" and {} more departments", all - NAMED))
    } else {
        Twin::new("", "")
    };
    let see = told.see(ID);
    let zh: Vec<&str> = below.iter().map(|(_, text)| text.zh.as_str()).collect();
    let en: Vec<&str> = below.iter().map(|(_, text)| text.en.as_str()).collect();
    vec![Twin::new(
        format!("检查任务尚未全部完成：{}{}{}", zh.join("；"), more.zh, see.zh),
        format!("inspections not complete: {}{}{}", en.join(", "), more.en, see.en),
    )]
}

fn matters(told: &Told) -> Vec<Twin> {
    let of = |column: &str| told.at("coverage", "matters", column);
    let (Some(covered), Some(all)) = (of("covered"), of("all")) else { return Vec::new() };
    let see = told.see("coverage");
    match told.rate_at("coverage", "matters", "covered", "all") {
        Some(rate) if covered < all => vec![Twin::new(
            format!("事项未全部覆盖：清单{all}项中本期有公示结果的{covered}项，事项覆盖率{rate}{}", see.zh),
            format!(
                "matters not covered: {covered} of {all} on the list have a result published in the period, {rate}{}",
                see.en
            ),
        )],
        _ => Vec::new(),
    }
}

fn caps(told: &Told) -> Vec<Twin> {
    let see = told.see("coverage-by-task");
    let at_cap = told.sum("coverage-by-task", "at_cap").filter(|n| *n > 0).map(|n| {
        Twin::new(
            format!("因达到年度检查频次上限被排除{n}户次，相应任务的可抽取范围变小{}", see.zh),
            format!("{n} rows were left out at their cap, so that fewer could be drawn{}", see.en),
        )
    });
    at_cap.into_iter().collect()
}

fn integrity(told: &Told) -> Vec<Twin> {
    let of = |id: &str, column: &str, zh: &str, en: &str, unit: &str| {
        let n = told.sum(id, column).filter(|n| *n > 0)?;
        let (list, see) = (list(told, id, column, unit)?, told.see(id));
        Some(Twin::new(
            format!("{zh}{n}{unit}：{}{}", list.zh, see.zh),
            format!("{en} {n}: {}{}", list.en, see.en),
        ))
    };
    [
        of("voids-by-reason", "voids", "抽取作废", "attempts void:", "次"),
        of("replacements-by-reason", "replacements", "抽取后替换", "replaced after the draw:", "次"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn stale(told: &Told) -> Vec<Twin> {
    let see = told.see("libraries");
    let subjects = |row: &[Value]| row.first().and_then(Value::code) == Some("subjects");
    let old: Vec<_> = told.rows("libraries", "age");
    let old: Vec<_> = old.into_iter().filter(|(_, row, age)| subjects(row) && *age > STALE).collect();
    let old = (!old.is_empty()).then(|| {
        let zh: Vec<String> = old.iter().map(|(name, _, age)| format!("{}{age}天", name.zh)).collect();
        let en: Vec<String> = old.iter().map(|(name, _, age)| format!("{} {age} days", name.en)).collect();
        Twin::new(
            format!("名录库更新不及时，最近一版基准日距期末：{}{}", zh.join("、"), see.zh),
            format!(
                "libraries are stale, their newest versions being {} old at the end{}",
                en.join(", "),
                see.en
            ),
        )
    });
    let issues = list(told, "libraries", "issues", "行次").map(|list| {
        Twin::new(
            format!("名录库导入时有提示：{}{}", list.zh, see.zh),
            format!("rows of libraries told of at the import: {}{}", list.en, see.en),
        )
    });
    old.into_iter().chain(issues).collect()
}

fn unknown(told: &Told) -> Vec<Twin> {
    let see = told.see("timeliness");
    let of = |column: &str, zh: &str, en: &str| {
        let list = list(told, "timeliness", column, "件")?;
        Some(Twin::new(format!("{zh}：{}{}", list.zh, see.zh), format!("{en}: {}{}", list.en, see.en)))
    };
    let unknown = of(
        "unknown",
        "工作日历未覆盖而不能确定最后一日的时限",
        "clocks whose last day the calendar does not tell",
    );
    let undated = of("undated", "决定中没有写明最后一日的时限", "clocks for which no last day was ordered");
    unknown.into_iter().chain(undated).collect()
}

//! 三、抽查结果: who was inspected and what was found, what followed, credit supervision, months of a year.

use super::told::{Told, counted_as, list, say, twin};
use super::{Part, Writer};
use crate::core::lang::Twin;
use crate::core::period::Period;

/// The most rows a sentence names.
const NAMED: usize = 5;

/// The section.
pub(super) fn parts(told: &Told) -> Vec<Part> {
    let mut parts = Vec::new();
    let told_of: [(&str, &str, Writer); 5] = [
        ("检查完成情况", "Inspections made", made),
        ("检查结果", "What was found", found),
        ("后续处置", "What followed", disposals),
        ("信用监管", "Credit supervision", credit),
        ("逐月情况", "Month by month", months),
    ];
    for (zh, en, of) in told_of {
        let part = of(told);
        if part.iter().any(|part| matches!(part, Part::Say(_))) {
            parts.push(Part::Part(Twin::new(zh, en)));
            parts.extend(part);
        }
    }
    if parts.is_empty() {
        parts.push(Part::Say(Twin::new("本期没有可报告的抽查结果。", "There are no results to report.")));
    }
    parts
}

fn made(told: &Told) -> Vec<Part> {
    const ID: &str = "inspections-by-region";
    let of = |column: &str| told.sum(ID, column);
    if of("due").unwrap_or(0) == 0 {
        let earlier = told.earlier_lists();
        let nothing = match earlier {
            None => Twin::new("本期没有应检查的对象", "nobody was to be inspected in the period"),
            Some(_) => Twin::new("本期没有新列入名单的对象", "nobody was put on a list in the period"),
        };
        return match told.has(ID) {
            true => say([Some(nothing), earlier]).into_iter().collect(),
            false => Vec::new(),
        };
    }
    let see = told.see(ID);
    let seen = of("published").and_then(|seen| {
        let (due, rate) = (of("due")?, told.rate(ID, "published", "due")?);
        Some(Twin::new(
            format!("应检查{due}户次，已检查{seen}户次，检查完成率{rate}{}", see.zh),
            format!("{seen} of {due} inspections were made: {rate}{}", see.en),
        ))
    });
    let finished = of("finished").and_then(|n| {
        let rate = told.rate(ID, "finished", "published")?;
        Some(twin!("其中完结{n}户次，完结率{rate}", "{n} of them are finished: {rate}"))
    });
    let gone = of("gone")
        .filter(|n| *n > 0)
        .map(|n| twin!("注销、被吊销、被撤销、迁出等{n}户次", "{n} subjects were gone"));
    let absent = of("absent").filter(|n| *n > 0).map(|n| {
        twin!("无法联系、关闭停业等无法检查{n}户次", "{n} could not be inspected (out of contact or closed)")
    });
    let mut parts: Vec<Part> = say([seen, finished, gone, absent]).into_iter().collect();
    parts.extend([
        Part::Figures("completion-over-time"),
        Part::Table(ID),
        Part::Table("inspections-by-department"),
        Part::Table("inspections-by-task"),
        Part::Table("inspections-by-type"),
        Part::Table("inspections-by-industry"),
        Part::Table("inspections-by-station"),
    ]);
    parts
}

/// Names with their numbers, at most so many: the largest first, names in the order of the table.
fn largest(told: &Told, id: &str, column: &str, unit: &str) -> Option<Twin> {
    let mut rows = told.rows(id, column);
    rows.sort_by_key(|(_, _, n)| std::cmp::Reverse(*n));
    rows.truncate(NAMED);
    let items: Vec<Twin> = rows.iter().map(|(name, _, n)| counted_as(name, *n, unit)).collect();
    (!items.is_empty()).then(|| list(&items))
}

/// The same, all rows in the order of the table.
fn all(told: &Told, id: &str, column: &str, unit: &str) -> Option<Twin> {
    let rows = told.rows(id, column);
    let items: Vec<Twin> = rows.iter().map(|(name, _, n)| counted_as(name, *n, unit)).collect();
    (!items.is_empty()).then(|| list(&items))
}

fn found(told: &Told) -> Vec<Part> {
    const ID: &str = "results";
    let see = told.see(ID);
    let Some(results) = told.sum(ID, "results").filter(|n| *n > 0) else {
        let nothing = Twin::new("本期没有公示的检查结果。", "No result was published in the period.");
        return if told.has(ID) { vec![Part::Say(nothing)] } else { Vec::new() };
    };
    let public = Twin::new(
        format!("本期公示检查结果{results}项次{}", see.zh),
        format!("{results} results were published in the period{}", see.en),
    );
    let problems = told.sum(ID, "problems").and_then(|n| {
        let rate = told.rate(ID, "problems", "results")?;
        Some(twin!("其中发现问题{n}项次，发现问题率{rate}", "{n} of them with a problem: {rate}"))
    });
    let kinds = all(told, ID, "results", "项次")
        .map(|list| Twin::new(format!("按结果分：{}", list.zh), format!("by result: {}", list.en)));
    let matters = largest(told, "results-by-matter", "problems", "项次").map(|list| {
        let see = told.see("results-by-matter");
        Twin::new(
            format!("发现问题较多的事项依次为：{}{}", list.zh, see.zh),
            format!("matters with the most problems: {}{}", list.en, see.en),
        )
    });
    let methods = all(told, "methods", "results", "项次")
        .map(|list| Twin::new(format!("核查方式：{}", list.zh), format!("methods: {}", list.en)));
    let mut parts: Vec<Part> = say([Some(public), problems]).into_iter().collect();
    parts.extend(say([kinds]));
    parts.push(Part::Table(ID));
    parts.extend(say([matters, methods]));
    parts.extend([
        Part::Table("results-by-matter"),
        Part::Table("results-by-category"),
        Part::Figures("results-by-region-and-matter"),
    ]);
    parts
}

fn disposals(told: &Told) -> Vec<Part> {
    const ID: &str = "disposals";
    let see = told.see(ID);
    let kinds = all(told, ID, "results", "项次").map(|list| {
        Twin::new(format!("后续处置：{}{}", list.zh, see.zh), format!("disposals: {}{}", list.en, see.en))
    });
    let finished = told.sum(ID, "finished").and_then(|n| {
        let rate = told.rate(ID, "finished", "results")?;
        Some(twin!("已完结{n}项次，后续处置率{rate}", "{n} are finished: {rate}"))
    });
    let mut parts: Vec<Part> = say([kinds, finished]).into_iter().collect();
    parts.extend([Part::Table(ID), Part::Table("disposals-by-department")]);
    parts
}

fn credit(told: &Told) -> Vec<Part> {
    let events = all(told, "credit-events", "events", "条").map(|list| {
        let see = told.see("credit-events");
        Twin::new(
            format!("本期信用事件：{}{}", list.zh, see.zh),
            format!("credit events of the period: {}{}", list.en, see.en),
        )
    });
    let lists = told.rows("listings", "made").into_iter().chain(told.rows("listings", "open"));
    let mut names: Vec<Twin> = Vec::new();
    let mut clauses = Vec::new();
    for (name, row, _) in lists {
        if names.contains(&name) {
            continue;
        }
        let Some(table) = told.table("listings") else { continue };
        let of = |column: &str| table.number(row, column);
        let (Some(listed), Some(removed), Some(open)) = (of("listed"), of("removed"), of("open")) else {
            continue;
        };
        let (zh, en) = (&name.zh, &name.en);
        let households =
            of("subjects_open").map_or(Twin::new("", ""), |n| twin!("（{n}户）", " ({n} subjects)"));
        clauses.push(Some(Twin::new(
            format!("{zh}列入{listed}条、移出{removed}条、期末在列{open}条{}", households.zh),
            format!("{en}: {listed} listed, {removed} removed, {open} at the end{}", households.en),
        )));
        names.push(name);
    }
    let see = told.see("listings");
    clauses.push((!names.is_empty()).then(|| {
        Twin::new(
            format!("户数按不同主体分别计数{}", see.zh),
            format!("subjects are counted apart{}", see.en),
        )
    }));
    let repairs = steps(
        told,
        "repairs",
        "信用修复",
        "repairs",
        &[("applied", "申请", "applied for"), ("granted", "准予", "granted"), ("refused", "不予", "refused")],
    );
    let complaints = steps(
        told,
        "complaints",
        "投诉举报",
        "complaints and leads",
        &[("complaints", "投诉", "complaints"), ("leads", "举报", "leads"), ("ended", "办结", "ended")],
    );
    let mut parts: Vec<Part> = say([events]).into_iter().collect();
    parts.extend(say(clauses));
    parts.extend(say([repairs, complaints]));
    parts.extend(
        ["credit-events", "listings", "listings-by-ground", "removals-by-reason", "repairs", "complaints"]
            .map(Part::Table),
    );
    parts.extend([Part::Figures("list-movements"), Part::Figures("repairs")]);
    parts
}

fn steps(told: &Told, id: &str, zh: &str, en: &str, steps: &[(&str, &str, &str)]) -> Option<Twin> {
    let of = steps.iter().filter_map(|(column, zh, en)| Some((told.sum(id, column)?, zh, en)));
    let of: Vec<_> = of.collect();
    let see = told.see(id);
    let words = |of: Vec<String>, between: &str| of.join(between);
    (!of.is_empty()).then(|| {
        Twin::new(
            format!(
                "{zh}：{}{}",
                words(of.iter().map(|(n, zh, _)| format!("{zh}{n}条")).collect(), "、"),
                see.zh
            ),
            format!(
                "{en}: {}{}",
                words(of.iter().map(|(n, _, en)| format!("{en} {n}")).collect(), ", "),
                see.en
            ),
        )
    })
}

fn months(told: &Told) -> Vec<Part> {
    const ID: &str = "months";
    if !matches!(told.scope.period, Period::Year(_)) {
        return Vec::new();
    }
    let of = |column: &str| told.sum(ID, column);
    let see = told.see(ID);
    let sums = of("listed").and_then(|listed| {
        let (visited, published, finished) = (of("visited")?, of("published")?, of("finished")?);
        Some(Twin::new(
            format!("按月累计：应检查{listed}户次、实施检查{visited}户次、公示{published}户次、完结{finished}户次{}", see.zh),
            format!("over the months: {listed} due, {visited} visited, {published} published, {finished} finished{}", see.en),
        ))
    });
    let mut parts: Vec<Part> = say([sums]).into_iter().collect();
    parts.push(Part::Table(ID));
    parts
}

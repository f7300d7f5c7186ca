//! 一、基本情况: how many matters, subjects, officers, plans, tasks and inspections, beside the period before.

use super::told::{Told, say, twin};
use super::{Part, named};
use crate::core::lang::{Twin, counted};
use crate::core::period::Period;
use crate::report::tables::{Known, known};

/// The section.
pub(super) fn parts(told: &Told) -> Vec<Part> {
    let mut parts = Vec::new();
    parts.extend(libraries(told));
    parts.extend(tasks(told));
    parts.extend(inspections(told));
    parts.extend(compared(told));
    parts.extend([
        Part::Table("tasks-by-department"),
        Part::Table("plans-by-region"),
        Part::Table("comparison"),
    ]);
    // A year's months stand among its results.
    if !matches!(told.scope.period, Period::Year(_)) {
        parts.push(Part::Figures("months"));
    }
    parts
}

fn libraries(told: &Told) -> Option<Part> {
    let of = |key: &str, column: &str| told.at("libraries", key, column);
    let with = |zh: &str, en: &str, unit: &str, key: &str| {
        let rows = of(key, "rows")?;
        let usable = of(key, "usable")
            .map_or(Twin::new("", ""), |n| twin!("（其中可抽取{n}{unit}）", " ({n} may be drawn)"));
        Some(Twin::new(format!("{zh}{rows}{unit}{}", usable.zh), format!("{en} {rows}{}", usable.en)))
    };
    let matters =
        of("matters", "rows").map(|n| twin!("随机抽查事项清单共{n}项", "the item list has {n} matters"));
    let subjects = with("检查对象名录库共", "the library of subjects holds", "户", "subjects");
    let officers = with("执法检查人员名录库共", "that of officers", "名", "inspectors");
    match [&matters, &subjects, &officers].iter().all(|one| one.is_none()) {
        true => Some(Part::Say(Twin::new(
            "截至期末没有导入的名录库。",
            "No library had been imported by the end of the period.",
        ))),
        false => say([matters, subjects, officers]),
    }
}

fn tasks(told: &Told) -> Option<Part> {
    let of = |column: &str| told.sum("tasks-by-department", column);
    let Some(tasks) = of("tasks").filter(|n| *n > 0) else {
        return told.has("tasks-by-department").then(|| {
            Part::Say(Twin::new(
                "本年度截至期末没有已公布的抽查任务。",
                "No task of the year had been published by the end of the period.",
            ))
        });
    };
    let plans = told.sum("plans-by-region", "plans").map_or(Twin::new("", ""), |n| {
        Twin::new(format!("抽查计划{n}项、"), format!("{} and ", counted(n.max(0) as u64, "plan")))
    });
    let see = told.see("tasks-by-department");
    let published = Twin::new(
        format!("本年度截至期末已公布{}抽查检查任务{tasks}项{}", plans.zh, see.zh),
        format!("{}{} of the year had been published{}", plans.en, counted(tasks as u64, "task"), see.en),
    );
    let pair = |a: &str, b: &str| Some((of(a)?, of(b)?));
    let planned = pair("annual", "temporary")
        .map(|(a, t)| twin!("其中年度计划任务{a}项、临时任务{t}项", "{a} from annual plans, {t} ad hoc"));
    let joint = pair("own", "joint").map(|(own, joint)| {
        twin!("本部门任务{own}项、跨部门任务{joint}项", "{own} by one department, {joint} joint")
    });
    let state = of("running").and_then(|running| Some((of("waiting")?, running, of("done")?)));
    let rate = told.rate("tasks-by-department", "done", "tasks");
    let state = state.and_then(|(waiting, running, done)| {
        let rate = rate?;
        Some(twin!(
            "待执行{waiting}项、执行中{running}项、已完成{done}项，任务完成率{rate}",
            "{waiting} waiting, {running} running, {done} done: task completion {rate}"
        ))
    });
    say([Some(published), planned, joint, state])
}

fn inspections(told: &Told) -> Option<Part> {
    const ID: &str = "inspections-by-department";
    let of = |column: &str| told.sum(ID, column);
    let this = told.this();
    let Some(due) = of("due").filter(|n| *n > 0) else {
        let none = Twin::new(
            format!("{}没有新锁定的检查名单", this.zh),
            "no list of subjects to be inspected was locked in the period",
        );
        return told.has(ID).then(|| say([Some(none), told.earlier_lists()])).flatten();
    };
    let listed = Twin::new(
        format!("{}锁定名单，应检查{due}户次", this.zh),
        format!("{} {due} inspections were due on lists locked in the period", this.en),
    );
    let seen = of("published").and_then(|seen| {
        let rate = told.rate(ID, "published", "due")?;
        Some(twin!(
            "已检查并公示{seen}户次，检查完成率{rate}",
            "{seen} were made and published: completion {rate}"
        ))
    });
    let found = of("problems").and_then(|n| {
        let rate = told.rate(ID, "problems", "published")?;
        Some(twin!("发现问题{n}户次，发现问题率{rate}", "problems were found in {n}: {rate}"))
    });
    say([Some(listed), seen, found])
}

/// The numbers of the period beside those of another: 环比 in a month or quarter, 同比 in a year.
fn compared(told: &Told) -> Option<Part> {
    const ID: &str = "comparison";
    let period = told.scope.period;
    let (column, change, other, what) = match period {
        Period::Year(_) => ("year_before", "year_change", period.year_before()?, Twin::new("同比", "")),
        _ => ("previous", "change", period.previous()?, Twin::new("环比", "")),
    };
    let other = named(other);
    let called = match period {
        Period::Month(_) => "上月",
        Period::Quarter(_) => "上季度",
        Period::Year(_) => "上年",
    };
    let known = known(&told.scope, column, told.since);
    if let (Known::Nothing(since), true) = (known, told.table(ID).is_some()) {
        return say([Some(Twin::new(
            format!("档案库自{since}起建立，{}无可比数据", other.zh),
            format!("the archive was begun on {since}: there is nothing of {} to compare with", other.en),
        ))]);
    }
    let clauses = [
        ("due", "应检查", "due", "户次"),
        ("published", "公示", "published", "户次"),
        ("problems", "发现问题", "with a problem", "户次"),
    ]
    .map(|(key, zh, en, unit)| {
        let (now, before) = (told.at(ID, key, "now")?, told.at(ID, key, column)?);
        let change = told.at(ID, key, change).unwrap_or(now - before);
        let (how, more) = match change {
            0 => ("持平".to_owned(), "unchanged".to_owned()),
            n if n > 0 => (format!("增加{n}{unit}"), format!("{n} more")),
            n => (format!("减少{}{unit}", -n), format!("{} fewer", -n)),
        };
        Some(twin!("{zh}{now}{unit}，{how}（{called}{before}）", "{en} {now}, {more} (then {before})"))
    });
    let begun = match known {
        Known::Partly(since) => Some(Twin::new(
            format!("档案库自{since}起建立，{called}只含该日以后的数据"),
            format!("the archive was begun on {since}: of {} only what came after is known", other.en),
        )),
        Known::Whole | Known::Nothing(_) => None,
    };
    if clauses.iter().all(Option::is_none) {
        return None;
    }
    let see = told.see(ID);
    let until = match told.scope.whole() {
        true => Twin::new("", ""),
        false => Twin::new("同一时段", " up to the same day"),
    };
    let first = Twin::new(
        format!("与{}{}{}相比{}", other.zh, until.zh, what.zh, see.zh),
        format!("compared with {}{}{}", other.en, until.en, see.en),
    );
    let first =
        Twin::new(first.zh.replace("环比相比", "相比（环比）").replace("同比相比", "相比（同比）"), first.en);
    let mut text = say(clauses.into_iter().chain([begun]))?;
    if let Part::Say(said) = &mut text {
        *said = Twin::new(
            format!("{}：{}", first.zh, said.zh),
            format!("{}: {}", super::told::capital(&first.en), lower(&said.en)),
        );
    }
    Some(text)
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

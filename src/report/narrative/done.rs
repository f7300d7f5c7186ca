//! 二、主要做法: what the archive knows of how it was done; what it cannot know is left to be filled in.

use super::told::{Told, say, twin};
use super::{Part, Writer};
use crate::core::lang::Twin;
use crate::report::table::Value;

/// The section.
pub(super) fn parts(told: &Told) -> Vec<Part> {
    let mut parts = vec![
        heading("组织领导", "Leadership"),
        Part::Blank(Twin::new(
            "组织领导、工作机制、部署培训等情况（档案中没有，由编制单位填写）",
            "leadership, organisation, training (not in the archive; for the bureau to write)",
        )),
    ];
    let told_of: [(&str, &str, Writer); 7] = [
        ("“一单两库”动态管理", "Keeping the libraries up to date", libraries),
        ("随机抽取与分类监管", "Draws and strata", draws),
        ("部门联合", "Joint inspections", joint),
        ("频次控制", "Caps on visits", caps),
        ("检查力量", "Officers", officers),
        ("过程留痕", "The record of the draws", record),
        ("结果公示", "Publication", publication),
    ];
    for (zh, en, of) in told_of {
        let part = of(told);
        if part.iter().any(|part| matches!(part, Part::Say(_))) {
            parts.push(heading(zh, en));
            parts.extend(part);
        }
    }
    parts
}

fn heading(zh: &str, en: &str) -> Part {
    Part::Part(Twin::new(zh, en))
}

fn libraries(told: &Told) -> Vec<Part> {
    const ID: &str = "libraries";
    let Some(table) = told.table(ID) else { return Vec::new() };
    let clauses = told.rows(ID, "rows").into_iter().map(|(name, row, rows)| {
        let (versions, issues) = (table.number(row, "versions")?, table.number(row, "issues")?);
        let age = table.number(row, "age")?;
        Some(Twin::new(
            format!("{}本期更新{versions}版，最近一版{rows}行，导入时提示{issues}行次，基准日距期末{age}天", name.zh),
            format!("{}: {versions} new in the period, {rows} rows, {issues} told of at the import, {age} days old at the end", name.en),
        ))
    });
    let see = told.see(ID);
    let first = Twin::new(format!("名录库更新情况{}", see.zh), format!("the libraries{}", see.en));
    match say(clauses) {
        Some(Part::Say(text)) => vec![
            Part::Say(Twin::new(
                format!("{}：{}", first.zh, text.zh),
                format!("The libraries{}. {}", see.en, text.en),
            )),
            Part::Table(ID),
        ],
        _ => Vec::new(),
    }
}

fn draws(told: &Told) -> Vec<Part> {
    const ID: &str = "coverage-by-task";
    let of = |column: &str| told.sum(ID, column);
    let drawn = of("drawn").filter(|n| *n > 0).and_then(|drawn| {
        let (scope, eligible, rate) = (of("scope")?, of("eligible")?, told.rate(ID, "drawn", "eligible")?);
        let see = told.see(ID);
        Some(Twin::new(
            format!(
                "公开抽取范围内共{scope}户次，排除后可抽取{eligible}户次，抽中{drawn}户次，抽取比例{rate}{}",
                see.zh
            ),
            format!("of {scope} rows in scope {eligible} could be drawn and {drawn} were: {rate}{}", see.en),
        ))
    });
    let reserve =
        of("reserve").filter(|n| *n > 0).map(|n| twin!("另抽取候补{n}户次", "{n} stood in reserve"));
    let classes = told.rows("inspections-by-risk", "due");
    let risk = (!classes.is_empty()).then(|| {
        let see = told.see("inspections-by-risk");
        let class = |row: &[Value]| match row.first() {
            Some(Value::Code(code)) if !code.is_empty() => Some(code.to_uppercase()),
            _ => None,
        };
        let zh = |row: &[Value]| class(row).map_or_else(|| "未分类".to_owned(), |code| format!("{code}类"));
        let en = |row: &[Value]| class(row).unwrap_or_else(|| "no class".to_owned());
        let zh: Vec<String> = classes.iter().map(|(_, row, n)| format!("{}{n}户次", zh(row))).collect();
        let en: Vec<String> = classes.iter().map(|(_, row, n)| format!("{} {n}", en(row))).collect();
        Twin::new(
            format!("应检查对象按信用风险类别：{}{}", zh.join("、"), see.zh),
            format!("inspections due by risk class: {}{}", en.join(", "), see.en),
        )
    });
    let coverage = told.at("coverage", "subjects", "covered").and_then(|covered| {
        let (all, rate) = (
            told.at("coverage", "subjects", "all")?,
            told.rate_at("coverage", "subjects", "covered", "all")?,
        );
        let see = told.see("coverage");
        Some(Twin::new(
            format!("抽查对象覆盖{covered}户，占可抽取的{all}户的{rate}{}", see.zh),
            format!("{covered} subjects were on a list, {rate} of the {all} that may be drawn{}", see.en),
        ))
    });
    let mut parts: Vec<Part> = say([drawn, reserve]).into_iter().collect();
    parts.extend(say([coverage]));
    parts.extend(say([risk]));
    parts.extend([Part::Table(ID), Part::Table("coverage"), Part::Table("inspections-by-risk")]);
    parts
}

fn joint(told: &Told) -> Vec<Part> {
    const ID: &str = "joint-share";
    let of = |key: &str| {
        Some((told.at(ID, key, "joint")?, told.at(ID, key, "all")?, told.rate_at(ID, key, "joint", "all")?))
    };
    let see = told.see(ID);
    let tasks = of("tasks").map(|(joint, all, rate)| {
        Twin::new(
            format!("抽查任务{all}项中跨部门{joint}项，占{rate}{}", see.zh),
            format!("{joint} of {all} tasks were joint, {rate}{}", see.en),
        )
    });
    let visits = of("visits").map(|(joint, all, rate)| {
        twin!("应检查{all}户次中跨部门{joint}户次，占{rate}", "{joint} of {all} inspections due, {rate}")
    });
    let mut parts: Vec<Part> = say([tasks, visits]).into_iter().collect();
    parts.push(Part::Table(ID));
    parts
}

fn caps(told: &Told) -> Vec<Part> {
    let at_cap = told.sum("coverage-by-task", "at_cap").map(|n| match n {
        0 => Twin::new(
            "没有对象因达到年度检查频次上限被排除",
            "no row was left out because it had reached its cap",
        ),
        n => twin!(
            "因达到年度检查频次上限被排除{n}户次",
            "{n} rows were left out because they had reached their cap"
        ),
    });
    let of = told.rows("visits-per-subject", "subjects");
    let visits = (!of.is_empty()).then(|| {
        let see = told.see("visits-per-subject");
        let zh: Vec<String> = of.iter().map(|(name, _, n)| format!("{}的{n}户", name.zh)).collect();
        let en: Vec<String> = of.iter().map(|(name, _, n)| format!("{}: {n}", name.en)).collect();
        Twin::new(
            format!("本年度列入名单的对象中，已实施检查{}{}", zh.join("、"), see.zh),
            format!("subjects on lists of the year by visits made, {}{}", en.join(", "), see.en),
        )
    });
    let mut parts: Vec<Part> = say([at_cap, visits]).into_iter().collect();
    parts.push(Part::Table("visits-per-subject"));
    parts
}

fn officers(told: &Told) -> Vec<Part> {
    const ID: &str = "workload-by-unit";
    let of = |column: &str| told.sum(ID, column);
    let see = told.see(ID);
    let assigned = of("assigned").filter(|n| *n > 0).map(|assigned| {
        let changed = of("drawn").filter(|drawn| *drawn < assigned).map_or(Twin::new("", ""), |drawn| {
            twin!(
                "，其中抽中{drawn}人次、其余为换人补入",
                ", {drawn} of them by lot, the others to officers who stepped in"
            )
        });
        let people = of("officers").map_or(Twin::new("", ""), |n| twin!("{n}名", " of {n} officers"));
        Twin::new(
            format!("随机抽派执法检查人员{}共{assigned}人次{}{}", people.zh, changed.zh, see.zh),
            format!("{assigned} places in teams{} were assigned{}{}", people.en, changed.en, see.en),
        )
    });
    let visited = of("visited").map(|n| twin!("实施检查到场{n}人次", "{n} places of teams that visited"));
    let mut parts: Vec<Part> = say([assigned.clone(), assigned.and(visited)]).into_iter().collect();
    parts.extend([Part::Table(ID), Part::Figures("workload-classes")]);
    parts
}

fn record(told: &Told) -> Vec<Part> {
    const ID: &str = "attempts-by-draw";
    let of = |column: &str| told.sum(ID, column);
    let see = told.see(ID);
    let attempts = of("attempts").filter(|n| *n > 0).and_then(|n| {
        let (results, voids) = (of("results")?, of("voids")?);
        Some(Twin::new(
            format!("本期抽取共{n}次，其中有结果{results}次、作废{voids}次，均在档案中留痕{}", see.zh),
            format!(
                "{n} attempts of draws, {results} with a result and {voids} void, all on record{}",
                see.en
            ),
        ))
    });
    let replaced = told.sum("replacements-by-reason", "replacements").map(|n| {
        let see = told.see("replacements-by-reason");
        let filled = told.sum("replacements-by-reason", "filled").unwrap_or(0);
        Twin::new(
            format!("抽取后替换{n}次（对象递补、人员换人），其中补上{filled}次{}", see.zh),
            format!("{n} replacements after a draw, {filled} filled{}", see.en),
        )
    });
    let mut parts: Vec<Part> = say([attempts, replaced]).into_iter().collect();
    parts.extend([
        Part::Table(ID),
        Part::Table("replacements-by-reason"),
        Part::Figures("voids-by-reason"),
        Part::Figures("visits-made"),
        Part::Figures("repeat-hits"),
        Part::Figures("meetings"),
    ]);
    parts
}

fn publication(told: &Told) -> Vec<Part> {
    const ID: &str = "result-sheet-by-department";
    const TERMS: &str = "publication-by-department";
    let of = |column: &str| told.sum(ID, column);
    let see = told.see(ID);
    let public = of("due").filter(|n| *n > 0).and_then(|due| {
        let (public, entering, waiting) = (of("published")?, of("entering")?, of("waiting")?);
        Some(Twin::new(
            format!(
                "应公示{due}户次，已公示{public}户次、录入中{entering}户次、待录入{waiting}户次{}",
                see.zh
            ),
            format!(
                "of {due} due, {public} were public, {entering} being entered, {waiting} not entered{}",
                see.en
            ),
        ))
    });
    let clock = told.sum(TERMS, "due").filter(|n| *n > 0).and_then(|due| {
        let (met, rate) = (told.sum(TERMS, "on_time")?, told.rate(TERMS, "on_time", "due")?);
        let see = told.see(TERMS);
        Some(Twin::new(
            format!("本期到期的公示时限{due}件中按时{met}件，按时公示率{rate}{}", see.zh),
            format!(
                "of {due} terms of publication that ended in the period {met} were met, {rate}{}",
                see.en
            ),
        ))
    });
    let mut parts: Vec<Part> = say([public, clock]).into_iter().collect();
    parts.extend([Part::Table(ID), Part::Table(TERMS)]);
    parts
}

//! 五、下一步工作: what is open on the day, with its first last day. A draft for the bureau to complete; nothing
//! is promised in its name.

use super::Part;
use super::problems::numbered;
use super::told::Told;
use crate::core::lang::Twin;
use crate::report::table::Value;
use crate::report::tables::open::ID;

/// The most clocks the text names.
const NAMED: usize = 12;

/// The section.
pub(super) fn parts(told: &Told) -> Vec<Part> {
    let mut parts = vec![Part::Draft(Twin::new(
        "本节为草稿：以下事项由统计表列出，供编制单位修改补充。",
        "A draft: what follows is listed from the tables, for the bureau to change and complete.",
    ))];
    let open: Vec<Twin> = [tasks(told), visits(told)].into_iter().flatten().chain(clocks(told)).collect();
    if open.is_empty() {
        parts.push(Part::Say(Twin::new(
            "截至期末没有待办的抽查任务、检查和法定时限。",
            "No task, inspection or statutory clock is open at the end of the period.",
        )));
    }
    parts.extend(numbered(open));
    parts.push(Part::Table(ID));
    parts.push(Part::Blank(Twin::new(
        "下一阶段的工作安排和措施（由编制单位填写）",
        "plans and measures for the time to come (for the bureau to write)",
    )));
    parts
}

fn tasks(told: &Told) -> Option<Twin> {
    let of = |column: &str| told.sum("tasks-by-department", column);
    let (waiting, running) = (of("waiting")?, of("running")?);
    let see = told.see("tasks-by-department");
    (waiting + running > 0).then(|| {
        Twin::new(
            format!("继续实施本年度抽查任务：待执行{waiting}项、执行中{running}项{}", see.zh),
            format!("tasks of the year to be carried out: {waiting} waiting, {running} running{}", see.en),
        )
    })
}

fn visits(told: &Told) -> Option<Twin> {
    let of = |column: &str| told.sum("result-sheet-by-department", column);
    let (waiting, entering) = (of("waiting")?, of("entering")?);
    let see = told.see("result-sheet-by-department");
    (waiting + entering > 0).then(|| {
        Twin::new(
            format!("完成本期名单的检查和公示：待录入{waiting}户次、录入中{entering}户次{}", see.zh),
            format!("inspections of the period's lists to be finished: {waiting} not entered, {entering} being entered{}", see.en),
        )
    })
}

/// The clocks that run, those with the earliest day first.
fn clocks(told: &Told) -> Vec<Twin> {
    let Some(table) = told.table(ID) else { return Vec::new() };
    let place = |name: &str| table.place(name);
    let day = |row: &[Value], name: &str| match place(name).and_then(|at| row.get(at)) {
        Some(Value::Day(day)) => Some(*day),
        _ => None,
    };
    let mut rows = told.rows(ID, "open");
    rows.sort_by_key(|(_, row, _)| day(row, "first"));
    rows.truncate(NAMED);
    let see = told.see(ID);
    let department = |row: &[Value]| match row.get(1) {
        Some(Value::Code(name)) if !name.is_empty() => Twin::new(format!("（{name}）"), format!(" ({name})")),
        _ => Twin::new("", ""),
    };
    let one = |(_, row, open): (Twin, &Vec<Value>, i64)| {
        let (name, whose) = (told.first_key(table, row), department(row));
        let name = Twin::new(format!("{}{}", name.zh, whose.zh), format!("{}{}", name.en, whose.en));
        let overdue = table.number(row, "overdue").unwrap_or(0);
        let first = day(row, "first").map_or(Twin::new("", ""), |day| {
            Twin::new(format!("，最早到期{day}"), format!(", the first by {day}"))
        });
        let late = match overdue {
            0 => Twin::new("", ""),
            n => Twin::new(format!("，其中已逾期{n}件"), format!(", {n} of them overdue")),
        };
        Twin::new(
            format!("{}：在办{open}件{}{}{}", name.zh, first.zh, late.zh, see.zh),
            format!("{}: {open} open{}{}{}", name.en, first.en, late.en, see.en),
        )
    };
    rows.into_iter().map(one).collect()
}

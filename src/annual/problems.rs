//! Everything that is wrong with an annual plan, the item list taken into account, and what is worth a
//! warning. Not what the strict reader of the hashed plan text says: that comes through `text`.

use super::{AnnualPlan, Task};
use crate::core::demand::{self, Lack};
use crate::core::lang::Twin;
use crate::core::mobile::mobile_number;
use crate::core::pairing::teams::TeamLine;
use crate::core::plan::number_text;
use crate::core::registry::Matter;
use crate::core::time::Date;
use std::collections::BTreeSet;

impl AnnualPlan {
    /// Every problem of the plan, the item list taken into account. Empty: it can be published on
    /// the day. Tasks that are `held` by a draw keep the matters they were drawn with, whatever the list
    /// has become.
    pub fn problems(&self, matters: &[Matter], today: Date, held: &BTreeSet<String>) -> Vec<Twin> {
        let (number, year) = (&self.number, self.year);
        let mut problems = Vec::new();
        problems.extend(number_text(number, 14).err().map(|e| {
            Twin::new(format!("抽查计划编号须为14位数字：{number}"), format!("number: {e} (抽查计划编号)"))
        }));
        if number.get(6..10) != Some(&year.to_string()) {
            problems.push(Twin::new(
                format!("抽查计划编号 {number} 的第7至10位须为年份{year}"),
                format!("number: {number} must hold the year {year} in digits 7 to 10"),
            ));
        }
        let mut ids = BTreeSet::new();
        let mut numbers = BTreeSet::new();
        for task in &self.tasks {
            let (id, number) = (&task.id, &task.number);
            let at = |what: Twin| task.says(what);
            if !ids.insert(id) {
                problems.push(at(Twin::new("任务标识重复", "the id stands twice")));
            }
            if !numbers.insert(number) {
                let (zh, en) =
                    (format!("任务编号 {number} 重复"), format!("the number {number} stands twice"));
                problems.push(at(Twin::new(zh, en)));
            }
            let day = task.day().map_or(today, |day| day.max(today));
            if !held.contains(id) {
                problems.extend(task.unlisted(matters, day));
            }
            if task.matters.is_empty() {
                problems.push(at(Twin::new(
                    "没有写明抽查事项：清单之外不得抽查",
                    "no matter is named: what is not in the item list is not inspected",
                )));
            }
            problems.extend(task.finish_problem().map(at));
            problems.extend(task.table_problems().into_iter().map(at));
            if let Err(more) = task.text(&self.number, None, matters) {
                problems.extend(more.into_iter().map(|text| at(Twin::same(text))));
            }
        }
        problems.extend(self.mobile_numbers());
        if self.tasks.is_empty() {
            problems.push(Twin::new("计划中没有任务", "the plan has no task"));
        }
        problems
    }

    /// Mobile numbers in what is published: the text of a plan is, as a whole.
    fn mobile_numbers(&self) -> Vec<Twin> {
        let said = |field: &str, text: &str| {
            mobile_number(text).map(|number| {
                Twin::new(
                    format!("{field} 含手机号码 {number}：计划是公开的，请改写岗位、姓名或办公电话"),
                    format!("{field} holds the mobile number {number}: a plan is public; write a post, a name or the office's line"),
                )
            })
        };
        let own = [("name", &self.name), ("body", &self.body)];
        let mut found: Vec<Twin> = own.iter().filter_map(|(field, text)| said(field, text)).collect();
        for task in &self.tasks {
            let fields = [
                ("name", Some(&task.name)),
                ("department", task.department.as_ref()),
                ("responsible", task.responsible.as_ref()),
                ("partners", task.partners.as_ref()),
                ("method", task.method.as_ref()),
                ("remark", task.remark.as_ref()),
                ("reason", task.reason.as_ref()),
                ("approved-by", task.approved_by.as_ref()),
            ];
            let told = fields.iter().filter_map(|(field, text)| said(field, text.as_ref()?));
            found.extend(told.map(|what| task.says(what)));
        }
        found
    }

    /// What is not wrong and should be thought over: teams without the qualifications their matters
    /// ask for, matters that end before their task does.
    pub fn warnings(&self, matters: &[Matter]) -> Vec<Twin> {
        self.tasks.iter().flat_map(|task| task.warnings(matters)).collect()
    }
}

impl Task {
    /// The same, said of this task.
    fn says(&self, what: Twin) -> Twin {
        Twin::new(format!("任务 {}：{}", self.id, what.zh), format!("task {}: {}", self.id, what.en))
    }

    fn warnings(&self, list: &[Matter]) -> Vec<Twin> {
        let own = self.matters.iter().filter_map(|code| list.iter().find(|m| m.code.as_str() == code));
        let own: Vec<&Matter> = own.collect();
        let teams: Vec<TeamLine> = self.team.iter().filter_map(|line| TeamLine::parse(line).ok()).collect();
        let mut warnings: Vec<Twin> =
            demand::lacks(&teams, &own).into_iter().map(|l| self.lack(&l)).collect();
        let ends =
            |matter: &&&Matter| matter.details.expires < self.finish() && matter.details.expires.is_some();
        for matter in own.iter().filter(ends) {
            let (code, title) = (&matter.code, &matter.title);
            let (last, finish) = (said(matter.details.expires), said(self.finish()));
            warnings.push(self.says(Twin::new(
                format!("事项 {code}（{title}）{last}失效，早于完成时限 {finish}"),
                format!("matter {code} ({title}) is in force until {last}, the task runs until {finish}"),
            )));
        }
        warnings
    }

    fn lack(&self, lack: &Lack<'_>) -> Twin {
        self.says(match lack {
            Lack::Seat(matter, skill) => {
                let (code, title) = (&matter.code, &matter.title);
                Twin::new(
                    format!("事项 {code}（{title}）需专业岗位资格 {skill}，team 中没有这样的席位；可写 team = [\"1 {skill}\", …]"),
                    format!("matter {code} ({title}) asks for the qualification {skill}, and no team line has a seat for it: write team = [\"1 {skill}\", …]"),
                )
            }
            Lack::Unnamed(matter) => {
                let (code, title) = (&matter.code, &matter.title);
                Twin::new(
                    format!("事项 {code}（{title}）需专业岗位资格，清单没有写明哪一种，无法核对 team"),
                    format!("matter {code} ({title}) asks for a qualification the item list does not name: the team cannot be compared"),
                )
            }
        })
    }

    fn finish_problem(&self) -> Option<Twin> {
        let text = self.finish.as_deref()?;
        let Ok(finish) = Date::parse(text) else {
            return Some(Twin::new(
                format!("完成时限 finish {text:?} 不是日期：请写成 2023-11-30"),
                format!("finish {text:?} is no date: write it like 2023-11-30"),
            ));
        };
        let cutoff = Date::parse(&self.cutoff).ok().filter(|cutoff| finish < *cutoff)?;
        Some(Twin::new(
            format!("完成时限 finish {finish} 早于名录截止日 {cutoff}"),
            format!("finish {finish} lies before the cutoff {cutoff}"),
        ))
    }

    /// Matters that cannot be inspected on a day: not in the list, without a basis, past their last
    /// day in force.
    pub(super) fn unlisted(&self, list: &[Matter], day: Date) -> Vec<Twin> {
        let check = |code: &String| {
            match list.iter().find(|matter| matter.code.as_str() == code) {
            None => Some(Twin::new(
                format!("事项 {code} 不在随机抽查事项清单中：清单之外不得抽查"),
                format!("matter {code} is not in the item list: what is not listed is not inspected"),
            )),
            Some(matter) if matter.basis.trim().is_empty() => Some(Twin::new(
                format!("事项 {code}（{}）没有检查依据，不得抽查（国办发〔2015〕58号）", matter.title),
                format!(
                    "matter {code} ({}) has no legal basis: it cannot be drawn (国办发〔2015〕58号)",
                    matter.title
                ),
            )),
            Some(Matter { title, details, .. }) => details.expires.filter(|last| *last < day).map(|last| {
                Twin::new(
                    format!("事项 {code}（{title}）有效至 {last}，{day} 已失效，不得抽查：从任务中去掉，或导入仍列有该事项的新清单"),
                    format!("matter {code} ({title}) was in force until {last} and cannot be drawn on {day}: leave it out, or import a list that still has it"),
                )
            }),
        }
        };
        self.matters.iter().filter_map(check).map(|what| self.says(what)).collect()
    }

    /// What is wrong with the fields that stand in documents only.
    fn table_problems(&self) -> Vec<Twin> {
        let mut problems = Vec::new();
        if let Some(Err(e)) = self.start.as_deref().map(Date::parse) {
            problems.push(Twin::new(format!("start：日期须写成 2024-03-01：{e}"), format!("start: {e}")));
        }
        if self.start.is_some() && self.finish.is_some() && self.start > self.finish {
            problems.push(Twin::new("检查的起始日期晚于截止日期", "start is later than finish"));
        }
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
        if self.temporary && blank(&self.reason) {
            problems.push(Twin::new("临时任务须写明原因（reason）", "a temporary task needs a reason"));
        }
        if self.temporary && blank(&self.approved_by) {
            problems.push(Twin::new(
                "临时任务须写明批准人或批准会议（approved-by）",
                "a temporary task needs somebody who approved it: approved-by",
            ));
        }
        if !self.temporary && (self.approved_by.is_some() || self.approved_on.is_some()) {
            problems.push(Twin::new(
                "approved-by 和 approved-on 只用于临时任务（temporary = true）",
                "approved-by and approved-on belong to temporary tasks (temporary = true)",
            ));
        }
        match self.approved_on.as_deref().map(Date::parse) {
            Some(Err(e)) => problems.push(Twin::new(
                format!("approved-on：日期须写成 2024-03-01：{e}"),
                format!("approved-on: {e}"),
            )),
            Some(Ok(approved)) if self.day().is_some_and(|day| approved > day) => problems.push(Twin::new(
                format!("批准日期 approved-on {approved} 晚于任务编号中的日期"),
                format!("approved-on {approved} lies after the day in the task's number"),
            )),
            _ => {}
        }
        problems
    }
}

fn said(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

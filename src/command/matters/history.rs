//! `suicha matters history`: every version of the item list with what changed, when, by whom and
//! why, from the rosters and the journal; and how long after the change of law it answers.

use super::{IMPORT, told};
use crate::archive::{Archive, StoredRoster};
use crate::command::answer::Answer;
use crate::command::{deadlines, rosters};
use crate::core::deadline::{Object, ObjectKind, Rules, Settings, Trigger, TriggerKind, clocks};
use crate::core::history::{Change, changes};
use crate::core::lang::{Lang, Twin};
use crate::core::law::{LawChange, Why};
use crate::core::registry::{Matter, RosterKind};
use crate::core::time::Date;
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::Result;
use serde_json::{Value, json};

/// One version of the list.
struct Step {
    stored: StoredRoster,
    operator: String,
    why: Why,
    delay: Option<Delay>,
    first: bool,
    changes: Vec<Change>,
}

/// How long after a change of law a list came.
struct Delay {
    /// Natural days; negative: before it.
    days: i64,
    /// Working days, where the calendar knows them.
    workdays: Option<i64>,
    /// The last day, its term, and whether it was missed; none where no rule or no calendar says.
    due: Option<(Date, Twin, bool)>,
}

/// Tells the versions, or those that changed one matter.
pub(super) async fn run(env: &Env, code: Option<&str>) -> Result<Answer> {
    let archive = env.archive().await?;
    let mut steps = steps(env, &archive).await?;
    if let Some(code) = code {
        for step in &mut steps {
            step.changes.retain(|change| change.code().as_str() == code);
        }
        steps.retain(|step| !step.changes.is_empty());
    }
    let mut text: String = steps.iter().map(|step| step.text(env.lang, code.is_some())).collect();
    if steps.is_empty() {
        text = env
            .lang
            .pick("没有随机抽查事项清单，或没有这一事项\n", "no item list, or no such matter\n")
            .into();
    }
    let versions: Vec<Value> = steps.iter().map(Step::document).collect();
    Ok(Answer::new(text, json!({"versions": versions})))
}

/// The lists in order of import, each with what it changed.
async fn steps(env: &Env, archive: &Archive) -> Result<Vec<Step>> {
    let (rules, calendar) = (deadlines::rules(env)?, deadlines::calendar(env)?);
    let settings = env.config.deadlines.settings()?;
    let journal = archive.journal().await?;
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Vec<Matter> = Vec::new();
    let rosters = archive.rosters().await?;
    for stored in rosters.into_iter().filter(|stored| stored.roster.kind == RosterKind::Matters) {
        let after = rosters::matters(archive, &stored).await?;
        let own = (stored.roster.digest, stored.imported_at);
        let imports = journal.iter().filter(|entry| (entry.digest, entry.at) == own);
        let entry = imports.filter_map(|entry| Some((entry, Why::read(&entry.verb, IMPORT)?))).next();
        let why = entry.as_ref().map(|(_, why)| why.clone()).unwrap_or_default();
        let on = stored.imported_at.date();
        steps.push(Step {
            operator: entry.map_or_else(String::new, |(entry, _)| entry.operator.clone()),
            delay: why.law.as_ref().map(|law| Delay::of(law, on, &rules, &calendar, &settings)),
            why,
            first: steps.is_empty(),
            changes: changes(&before, &after),
            stored,
        });
        before = after;
    }
    Ok(steps)
}

impl Delay {
    fn of(law: &LawChange, on: Date, rules: &Rules, calendar: &Calendar, settings: &Settings) -> Self {
        let trigger = [Trigger {
            kind: TriggerKind::LawChanged,
            started_on: law.on,
            object: Object { kind: ObjectKind::List, id: law.law.clone(), name: String::new() },
            departments: Vec::new(),
            persons: Vec::new(),
            given: None,
            done: vec![("LIST-LAW", on)],
        }];
        let clocks = clocks(rules, calendar, &trigger, on.max(law.on), settings).unwrap_or_default();
        let due = clocks
            .first()
            .and_then(|clock| clock.due.ok().map(|due| (due.date, clock.rule.limit.words(), clock.late())));
        Self { days: on.days() - law.on.days(), workdays: calendar.workdays_between(law.on, on).ok(), due }
    }

    fn text(&self, law: &LawChange, lang: Lang) -> String {
        let LawChange { on, law } = law;
        let days = self.days;
        let worked = match self.workdays {
            Some(n) => lang.pick(format!("{n}个工作日"), format!("{n} working days")),
            None => lang.pick("工作日无日历", "working days unknown: no calendar").to_owned(),
        };
        let judged = self.due.as_ref().map_or_else(String::new, |(last, term, late)| match late {
            true => lang.pick(
                format!("；超期，期限{}，应于{last}前调整", term.zh),
                format!("; LATE, the term of {} ended on {last}", term.en),
            ),
            false => lang.pick(
                format!("；在{}的期限内（{last}）", term.zh),
                format!("; within the term of {} ({last})", term.en),
            ),
        });
        lang.pick(
            format!("  {on} {law} 变动，{worked}（{days}日）后调整清单{judged}\n"),
            format!("  {law} changed on {on}, the list {worked} ({days} days) later{judged}\n"),
        )
    }

    fn document(&self, law: &LawChange) -> Value {
        let due = self.due.as_ref();
        json!({
            "on": law.on.to_string(), "law": law.law, "days": self.days, "workdays": self.workdays,
            "due": due.map(|(last, ..)| last.to_string()), "late": due.map(|(.., late)| late),
        })
    }
}

impl Step {
    fn text(&self, lang: Lang, every: bool) -> String {
        let (roster, at, operator) = (&self.stored.roster, self.stored.imported_at, &self.operator);
        let reason = self.why.reason.as_deref().unwrap_or(lang.pick("未写明原因", "no reason given"));
        let (as_of, rows) = (roster.as_of, roster.rows);
        let mut text = lang.pick(
            format!("{as_of}的清单（{rows}项），{at}由 {operator} 导入：{reason}\n"),
            format!("list of {as_of} ({rows} matters), imported at {at} by {operator}: {reason}\n"),
        );
        if let (Some(law), Some(delay)) = (&self.why.law, &self.delay) {
            text.push_str(&delay.text(law, lang));
        }
        match (self.first && !every, self.changes.is_empty()) {
            (true, _) => text.push_str(lang.pick("  首个版本\n", "  the first version\n")),
            (_, true) => text.push_str(lang.pick("  没有改动\n", "  nothing changed\n")),
            _ => self.changes.iter().for_each(|change| text.push_str(&told::text(change, lang))),
        }
        text
    }

    fn document(&self) -> Value {
        let roster = &self.stored.roster;
        let law = self.why.law.as_ref().zip(self.delay.as_ref());
        json!({
            "as_of": roster.as_of.to_string(), "rows": roster.rows, "digest": roster.digest.hex(),
            "imported_at": self.stored.imported_at.to_string(), "operator": self.operator,
            "reason": self.why.reason, "law": law.map(|(law, delay)| delay.document(law)),
            "source": self.stored.source, "changes": self.changes.iter().map(told::document).collect::<Vec<_>>(),
        })
    }
}

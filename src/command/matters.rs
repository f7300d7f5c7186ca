//! `suicha matters history`: every version of the item list with what changed, when, by whom and
//! why, from the rosters and the journal.

use super::answer::Answer;
use crate::archive::{Archive, JournalEntry, StoredRoster};
use crate::cli::MattersCommand;
use crate::core::history::{Change, Column, changes};
use crate::core::lang::Lang;
use crate::core::registry::{Matter, RosterKind};
use crate::env::Env;
use crate::error::Result;
use serde_json::{Value, json};

/// Runs one command about the item list.
pub async fn run(env: &Env, command: &MattersCommand) -> Result<Answer> {
    match command {
        MattersCommand::History { code } => history(env, code.as_deref()).await,
    }
}

/// One version of the list.
struct Step {
    stored: StoredRoster,
    operator: String,
    reason: Option<String>,
    first: bool,
    changes: Vec<Change>,
}

async fn history(env: &Env, code: Option<&str>) -> Result<Answer> {
    let archive = env.archive().await?;
    let mut steps = steps(&archive).await?;
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
async fn steps(archive: &Archive) -> Result<Vec<Step>> {
    let journal = archive.journal().await?;
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Vec<Matter> = Vec::new();
    let rosters = archive.rosters().await?;
    for stored in rosters.into_iter().filter(|stored| stored.roster.kind == RosterKind::Matters) {
        let after = super::rosters::matters(archive, &stored).await?;
        let entry = journal.iter().find(|entry| of_import(entry, &stored));
        let reason = entry.and_then(|entry| entry.verb.split_once(": ").map(|(_, reason)| reason.to_owned()));
        steps.push(Step {
            operator: entry.map_or_else(String::new, |entry| entry.operator.clone()),
            reason,
            first: steps.is_empty(),
            changes: changes(&before, &after),
            stored,
        });
        before = after;
    }
    Ok(steps)
}

fn of_import(entry: &JournalEntry, stored: &StoredRoster) -> bool {
    entry.verb.starts_with("import matters")
        && (entry.digest, entry.at) == (stored.roster.digest, stored.imported_at)
}

impl Step {
    fn text(&self, lang: Lang, every: bool) -> String {
        let (roster, at, operator) = (&self.stored.roster, self.stored.imported_at, &self.operator);
        let reason = self.reason.as_deref().unwrap_or(lang.pick("未写明原因", "no reason given"));
        let (as_of, rows) = (roster.as_of, roster.rows);
        let mut text = lang.pick(
            format!("{as_of}的清单（{rows}项），{at}由 {operator} 导入：{reason}\n"),
            format!("list of {as_of} ({rows} matters), imported at {at} by {operator}: {reason}\n"),
        );
        match (self.first && !every, self.changes.is_empty()) {
            (true, _) => text.push_str(lang.pick("  首个版本\n", "  the first version\n")),
            (_, true) => text.push_str(lang.pick("  没有改动\n", "  nothing changed\n")),
            _ => self.changes.iter().for_each(|change| text.push_str(&change_text(change, lang))),
        }
        text
    }

    fn document(&self) -> Value {
        let roster = &self.stored.roster;
        let change = |change: &Change| match change {
            Change::Added(matter) => {
                json!({"code": matter.code.as_str(), "change": "added", "title": matter.title})
            }
            Change::Removed(matter) => {
                json!({"code": matter.code.as_str(), "change": "removed", "title": matter.title})
            }
            Change::Changed { code, columns } => {
                let column =
                    |c: &Column| json!({"column": c.heading.1, "before": c.before, "after": c.after});
                let columns: Vec<Value> = columns.iter().map(column).collect();
                json!({"code": code.as_str(), "change": "changed", "columns": columns})
            }
        };
        json!({
            "as_of": roster.as_of.to_string(), "rows": roster.rows, "digest": roster.digest.hex(),
            "imported_at": self.stored.imported_at.to_string(), "operator": self.operator, "reason": self.reason,
            "source": self.stored.source, "changes": self.changes.iter().map(change).collect::<Vec<_>>(),
        })
    }
}

fn change_text(change: &Change, lang: Lang) -> String {
    let since = |matter: &Matter| match matter.effective {
        Some(day) => lang.pick(format!("，{day}起"), format!(", from {day}")),
        None => String::new(),
    };
    match change {
        Change::Added(matter) => {
            let (code, title, since) = (&matter.code, &matter.title, since(matter));
            lang.pick(format!("  新增 {code} {title}{since}\n"), format!("  added {code} {title}{since}\n"))
        }
        Change::Removed(matter) => {
            let (code, title) = (&matter.code, &matter.title);
            lang.pick(format!("  删除 {code} {title}\n"), format!("  removed {code} {title}\n"))
        }
        Change::Changed { code, columns } => {
            let column = |c: &Column| {
                let (heading, before, after) = (lang.pick(c.heading.0, c.heading.1), &c.before, &c.after);
                lang.pick(
                    format!("{heading}：“{before}”改为“{after}”"),
                    format!("{heading}: “{before}” → “{after}”"),
                )
            };
            let columns: Vec<String> = columns.iter().map(column).collect();
            let columns = columns.join(lang.pick("；", "; "));
            lang.pick(format!("  修改 {code}：{columns}\n"), format!("  changed {code}: {columns}\n"))
        }
    }
}

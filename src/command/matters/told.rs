//! Differences between two item lists, for people and for programs.

use crate::core::history::{Change, Column};
use crate::core::lang::Lang;
use crate::core::registry::Matter;
use serde_json::{Value, json};

/// One line.
pub(super) fn text(change: &Change, lang: Lang) -> String {
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

/// The same for programs.
pub(super) fn document(change: &Change) -> Value {
    match change {
        Change::Added(matter) => {
            json!({"code": matter.code.as_str(), "change": "added", "title": matter.title})
        }
        Change::Removed(matter) => {
            json!({"code": matter.code.as_str(), "change": "removed", "title": matter.title})
        }
        Change::Changed { code, columns } => {
            let column = |c: &Column| json!({"column": c.heading.1, "before": c.before, "after": c.after});
            let columns: Vec<Value> = columns.iter().map(column).collect();
            json!({"code": code.as_str(), "change": "changed", "columns": columns})
        }
    }
}

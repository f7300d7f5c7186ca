//! Part of check 5: a draw that takes its subjects from an upper level's. Its frames hold whom the upper
//! level drew and nobody else, and where there is a registry extract nobody of those is missing.

use super::{Context, Said};
use crate::core::bundle::{self, Discrepancy};
use crate::core::frame::REJECTED;
use crate::core::id::{Name, SubjectId};
use crate::core::upper::Upper;
use std::collections::BTreeSet;

/// Compares the frames with the bundles of upper levels; `None` where there are none.
pub(super) fn compared(context: &Context) -> Result<Option<Said>, Discrepancy> {
    let mut told: Vec<(String, usize)> = Vec::new();
    for files in &context.trust.upper {
        let upper = Upper::read(files, &[])
            .map_err(|why| Discrepancy::new(5, "--upper", "a bundle with its result", why.en))?;
        let label = upper.label();
        let label = label.as_ref().map_or("", Name::as_str);
        let mut rows = 0;
        for task in &context.inputs.tasks {
            let condition = format!("label={label}");
            let takes = |scope: &String| scope.split(' ').any(|part| part == condition);
            if !task.plan.scope.as_ref().map(ToString::to_string).as_ref().is_some_and(takes) {
                continue;
            }
            let (name, Some(frame)) = (bundle::frame_file(&task.plan.task), &task.frame) else { continue };
            let rejected = format!("x-{REJECTED}");
            let drawn: BTreeSet<&str> = upper.subjects.iter().map(SubjectId::as_str).collect();
            for row in frame.rows().filter(|row| row.status != rejected) {
                if !drawn.contains(row.id) {
                    let wanted = format!("only subjects that {} drew", upper.attempt);
                    return Err(Discrepancy::new(5, &name, wanted, row.id));
                }
                rows += 1;
            }
        }
        if rows == 0 {
            let wanted = format!("a task whose scope says label={label}");
            return Err(Discrepancy::new(5, "plan-*.txt", wanted, "none with a frame that is shown"));
        }
        complete(context, &upper, label)?;
        told.push((upper.attempt.to_string(), rows));
    }
    if told.is_empty() {
        return Ok(None);
    }
    let each = |zh: bool| {
        let one = |(attempt, rows): &(String, usize)| match zh {
            true => format!("{rows}行均为上级抽取 {attempt} 抽中"),
            false => format!("all {rows} rows drawn above by {attempt}"),
        };
        told.iter().map(one).collect::<Vec<_>>().join(if zh { "；" } else { "; " })
    };
    Ok(Some(Said::new(each(true), each(false))))
}

/// Every subject of the extract that was drawn above carries the label.
fn complete(context: &Context, upper: &Upper, label: &str) -> Result<(), Discrepancy> {
    let Some(extract) = &context.trust.extract else { return Ok(()) };
    let bare = extract.subjects.iter().find(|subject| {
        upper.subjects.contains(&subject.id) && !subject.labels.iter().any(|own| own.as_str() == label)
    });
    match bare {
        None => Ok(()),
        Some(subject) => {
            let wanted = format!("the label {label} on every subject that {} drew", upper.attempt);
            Err(Discrepancy::new(5, "--extract", wanted, format!("{} without it", subject.id)))
        }
    }
}

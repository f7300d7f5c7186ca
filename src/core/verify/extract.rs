//! Check 5: the frames against a registry extract the reader brings: nobody left out, nobody moved
//! to another stratum, nobody excluded without the plan's reason.

use super::{Context, Outcome, Verdict, above, later, passed, same_text};
use crate::core::bundle::{self, Discrepancy};
use crate::core::frame::Frame;
use crate::core::id::{Name, SubjectId};
use crate::core::lang::{Lang, counted};
use crate::core::registry::Subject;
use std::collections::BTreeMap;

/// A registry extract as it stood at the cut-off.
pub struct Extract {
    /// Its rows, ascending by id.
    pub subjects: Vec<Subject>,
    /// Rows that were rejected when it was read and whose key is known: they stand in every frame.
    pub barred: BTreeMap<SubjectId, Name>,
}

/// Makes every frame again from the extract and the rules of its plan.
pub(super) fn frames(context: &Context) -> Outcome {
    let above = above::compared(context)?;
    let Some(extract) = &context.trust.extract else {
        if let Some(said) = above {
            return Ok(Verdict::Passed(said));
        }
        return Ok(later("须由审计方提供登记名录", "needs a registry extract: --extract FILE"));
    };
    let (mut made, mut hidden) = (0, 0);
    for task in &context.inputs.tasks {
        let name = bundle::frame_file(&task.plan.task);
        let (Some(bytes), Some(_)) = (context.files.get(&name), &task.plan.scope) else {
            hidden += 1;
            continue;
        };
        let frame = Frame::build(&task.plan, extract.subjects.iter(), &extract.barred)
            .map_err(|e| Discrepancy::new(5, &name, "a frame that can be made from the extract", e))?;
        same_text(5, &name, &frame.print(), bytes)?;
        made += 1;
    }
    let rows = extract.subjects.len();
    let (zh, en) = match &above {
        Some(said) => (format!("；{}", said.text(Lang::Zh)), format!("; {}", said.text(Lang::En))),
        None => Default::default(),
    };
    match (made, hidden) {
        (0, _) => {
            Ok(later("本包没有可由名录重建的抽样框", "the bundle shows no frame that can be made again"))
        }
        (_, 0) => passed(
            format!("{made}个抽样框由{rows}行名录重建一致{zh}"),
            format!("{} made again from {}{en}", counted(made as u64, "frame"), counted(rows as u64, "row")),
        ),
        _ => passed(
            format!("{made}个抽样框由{rows}行名录重建一致，{hidden}个保密任务由审计方核对{zh}"),
            format!(
                "{} made again from {}, {hidden} sealed ones are for the auditor{en}",
                counted(made as u64, "frame"),
                counted(rows as u64, "row")
            ),
        ),
    }
}

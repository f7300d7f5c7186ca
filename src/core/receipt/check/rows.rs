//! Whether the rows of a paper are committed ones, and whose they are.

use super::{Checked, bad, passed};
use crate::core::bundle::{self, Discrepancy, TaskInput};
use crate::core::digest::Digest;
use crate::core::frame::{Frame, FrameRow};
use crate::core::lang::counted;
use crate::core::pairing::tables::{parse_inspectors, parse_recusals};
use crate::core::receipt::leaf::Leaf;
use crate::core::receipt::text::{Holder, Receipt};
use crate::core::seed::CommittedTask;
use crate::core::select::check_strata;
use crate::core::verify::Excerpt;
use std::collections::BTreeSet;

/// Every row is the holder's, or an officer's, and leads to its root.
pub(super) fn held(receipt: &Receipt, excerpt: &Excerpt) -> Checked {
    owned(receipt, excerpt)?;
    for leaf in &receipt.leaves {
        leads(leaf, excerpt)?;
        well_formed(leaf, excerpt)?;
    }
    let (rows, tasks) = (receipt.leaves.len(), excerpt.inputs.tasks.len());
    passed(
        format!("{rows}行均在承诺的根之下；本次共{tasks}个任务"),
        format!(
            "{} under the committed roots; the draw has {}",
            counted(rows as u64, "row"),
            counted(tasks as u64, "task")
        ),
    )
}

/// A subject has one row in a frame and its officers one each; an inspector has one row, and its
/// recusals.
fn owned(receipt: &Receipt, excerpt: &Excerpt) -> Result<(), Discrepancy> {
    let people = |leaf: &&Leaf| leaf.file == bundle::INSPECTORS;
    let (people, others): (Vec<&Leaf>, Vec<&Leaf>) = receipt.leaves.iter().partition(people);
    let mut named: Vec<&str> = people.iter().map(|leaf| leaf.column(0)).collect();
    named.sort_unstable();
    let whose = match &receipt.holder {
        Holder::Subject(id) => {
            let mut officers: Vec<&str> = receipt.officers.iter().map(|o| o.pseudonym.as_str()).collect();
            officers.sort_unstable();
            if officers != named {
                return Err(bad(
                    4,
                    bundle::INSPECTORS,
                    format!("rows of {officers:?}"),
                    format!("{named:?}"),
                ));
            }
            let files: BTreeSet<&str> = others.iter().map(|leaf| leaf.file.as_str()).collect();
            if files.is_empty() || files.len() != others.len() {
                let found = format!("{} in {} frames", others.len(), files.len());
                return Err(bad(4, bundle::COMMIT, "one row of the holder in each frame", found));
            }
            id.as_str()
        }
        Holder::Inspector(_) => match named.as_slice() {
            [own] => own,
            _ => return Err(bad(4, bundle::INSPECTORS, "one row of the holder", format!("{named:?}"))),
        },
    };
    for leaf in others {
        let belongs = match receipt.holder {
            Holder::Subject(_) => task_of(leaf, excerpt).is_some(),
            Holder::Inspector(_) => leaf.file == bundle::RECUSALS,
        };
        if !belongs || leaf.column(0) != whose {
            return Err(bad(4, &leaf.file, format!("a row of {whose}"), &leaf.row));
        }
    }
    Ok(())
}

/// Number of rows and root that the commitment has for the file of a leaf.
fn commitment_of(leaf: &Leaf, excerpt: &Excerpt) -> Result<(u64, Digest), Discrepancy> {
    let commitment = &excerpt.inputs.commitment;
    match leaf.file.as_str() {
        bundle::INSPECTORS => Ok(commitment.inspectors),
        bundle::RECUSALS => Ok(commitment.recusals),
        _ => task_of(leaf, excerpt)
            .map(|(committed, _)| (committed.rows, committed.root))
            .ok_or_else(|| bad(4, &leaf.file, "a file of the commitment", "another one")),
    }
}

/// The task whose frame a row is of.
pub(super) fn task_of<'a>(leaf: &Leaf, excerpt: &'a Excerpt) -> Option<(&'a CommittedTask, &'a TaskInput)> {
    let inputs = &excerpt.inputs;
    let tasks = inputs.commitment.tasks.iter().zip(&inputs.tasks);
    tasks.into_iter().find(|(committed, _)| bundle::frame_file(&committed.task) == leaf.file)
}

/// Whether a row leads to the root the commitment has for its file.
pub(super) fn leads(leaf: &Leaf, excerpt: &Excerpt) -> Result<(), Discrepancy> {
    let (rows, root) = commitment_of(leaf, excerpt)?;
    match leaf.leads_to(rows, root) {
        true => Ok(()),
        false => {
            let expected = format!("a way to the root {root} of {rows} rows ({})", bundle::COMMIT);
            Err(bad(4, &leaf.file, expected, format!("{} and hashes that lead elsewhere", leaf.row)))
        }
    }
}

/// A row is one of its table, and a frame's row has a stratum of the plan.
pub(super) fn well_formed(leaf: &Leaf, excerpt: &Excerpt) -> Result<(), Discrepancy> {
    let wrong = |e: String| bad(4, &leaf.file, "a row of its table", e);
    match (leaf.file.as_str(), task_of(leaf, excerpt)) {
        (bundle::INSPECTORS, _) => parse_inspectors(&format!("pseudonym,unit,tags,cap,base\n{}\n", leaf.row))
            .map(drop)
            .map_err(|e| wrong(e.to_string())),
        (_, Some((_, task))) => {
            let &[id, stratum, pool, status] = leaf.row.split(',').collect::<Vec<_>>().as_slice() else {
                return Err(wrong(leaf.row.clone()));
            };
            let mut frame = Frame::default();
            frame.push(FrameRow { id, stratum, pool, status }).map_err(wrong)?;
            check_strata(&task.plan, &frame).map_err(wrong)
        }
        _ => parse_recusals(&format!("pseudonym,id\n{}\n", leaf.row))
            .map(drop)
            .map_err(|e| wrong(e.to_string())),
    }
}

//! The strata of a draw that has its result: how many rows there were, could be drawn and were. Counted from
//! the frame and the order of the draw, so that sealed tasks are told like others.

use super::Gathering;
use crate::archive::Draw;
use crate::command::draw::file_of;
use crate::core::bundle::{frame_file, selected_file};
use crate::core::frame::Frame;
use crate::core::id::{Name, SubjectId};
use crate::core::outcome::Drawn;
use crate::core::select::{SelectedRow, parse_selected};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::Drawing;
use std::collections::BTreeMap;

/// Status of a row of the frame that had reached its cap.
const AT_CAP: &str = "x-cap";

/// Counts of one stratum.
#[derive(Default)]
struct Counts {
    scope: u64,
    at_cap: u64,
    eligible: u64,
    drawn: u64,
    reserve: u64,
}

/// Puts the strata of every task; hands back from which stratum each subject of each task came.
pub(super) async fn put(
    gathering: &mut Gathering<'_>,
    row: &Draw,
    drawn: &Drawn,
    day: Date,
) -> Result<BTreeMap<Name, BTreeMap<SubjectId, Name>>> {
    let mut origins = BTreeMap::new();
    for task in &drawn.tasks {
        let id = &task.plan.task;
        let mut strata: BTreeMap<String, Counts> = BTreeMap::new();
        for line in &task.plan.strata {
            strata.entry(line.name.to_string()).or_default();
        }
        let frame = file_of(gathering.archive, row, &frame_file(id), Frame::parse).await?;
        for line in frame.rows() {
            if !strata.contains_key(line.stratum) {
                strata.insert(line.stratum.to_owned(), Counts::default());
            }
            let counts = strata.get_mut(line.stratum).expect("it was put there");
            counts.scope += 1;
            counts.at_cap += u64::from(line.status == AT_CAP);
            counts.eligible += u64::from(line.status == "ok");
        }
        drop(frame);
        let selected: Vec<SelectedRow> =
            file_of(gathering.archive, row, &selected_file(id), parse_selected).await?;
        for line in &selected {
            let counts = strata.entry(line.stratum.to_string()).or_default();
            *(if line.drawn { &mut counts.drawn } else { &mut counts.reserve }) += 1;
        }
        let rows: Vec<Drawing> = strata
            .into_iter()
            .map(|(stratum, counts)| Drawing {
                draw: row.draw.to_string(),
                attempt: row.attempt,
                plan: row.plan.clone(),
                task: id.to_string(),
                stratum,
                day,
                scope: counts.scope,
                at_cap: counts.at_cap,
                eligible: counts.eligible,
                drawn: counts.drawn,
                reserve: counts.reserve,
            })
            .collect();
        gathering.put(&rows)?;
        origins.insert(id.clone(), selected.into_iter().map(|line| (line.id, line.stratum)).collect());
    }
    Ok(origins)
}

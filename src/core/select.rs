//! The first draw (抽取): quotas, tickets, thresholds, the ordered reserve.
//! `docs/draw-protocol.md` §5.

use super::digest::Digest;
use super::frame::Frame;
use super::id::{Name, SubjectId};
use super::plan::Plan;
use super::spread::Spread;
use super::text::{Table, TextError};
use super::ticket::{TaskSeed, Tickets};

/// What one task draws, stratum by stratum in byte order of the names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// One entry for each stratum of the plan.
    pub strata: Vec<Drawn>,
}

/// What is drawn from one stratum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Name of the stratum.
    pub stratum: Name,
    /// Rows that could be drawn.
    pub eligible: u64,
    /// Rows excluded with a reason.
    pub excluded: u64,
    /// Quota: the first so many of `ranked` are drawn, the rest is the reserve.
    pub quota: u64,
    /// Frame row and ticket, by rank.
    pub ranked: Vec<(u32, Digest)>,
}

impl Drawn {
    /// The largest drawn ticket (中签线); `None` if nothing is drawn.
    pub fn threshold(&self) -> Option<Digest> {
        let last = usize::try_from(self.quota).ok()?.checked_sub(1)?;
        self.ranked.get(last).map(|(_, ticket)| *ticket)
    }
}

/// Draws one task from its frame. Fails if the frame names a stratum the plan does not have.
pub fn select(plan: &Plan, frame: &Frame, seed: &Digest, spread: &impl Spread) -> Result<Selection, String> {
    let mut strata = counted(plan, frame)?;
    let tickets = TaskSeed::new(seed, plan.domain.as_str()).tickets();
    let wanted: Vec<u64> =
        strata.iter().map(|s| s.quota.saturating_add(plan.reserve).min(s.eligible)).collect();
    let mut cuts: Vec<u64> =
        strata.iter().zip(&wanted).map(|(s, want)| first_cut(*want, s.eligible)).collect();
    let of_name = stratum_of_name(&strata, frame);
    loop {
        let found = below_cuts(frame, &of_name, &cuts, &tickets, spread);
        for (stratum, mut ranked) in strata.iter_mut().zip(found) {
            ranked.sort_unstable_by_key(|(row, ticket)| (*ticket, *row));
            stratum.ranked = ranked;
        }
        let short: Vec<usize> =
            (0..strata.len()).filter(|s| (strata[*s].ranked.len() as u64) < wanted[*s]).collect();
        if short.is_empty() {
            break;
        }
        short.iter().for_each(|s| cuts[*s] = u64::MAX);
    }
    for (stratum, want) in strata.iter_mut().zip(wanted) {
        stratum.ranked.truncate(want as usize);
        stratum.ranked.shrink_to_fit();
    }
    Ok(Selection { strata })
}

/// Whether every row of a frame is in a stratum of the plan, or excluded from all (`none`).
pub fn check_strata(plan: &Plan, frame: &Frame) -> Result<(), String> {
    counted(plan, frame).map(drop)
}

/// Counts the rows of each stratum of the plan and works out its quota; nothing is drawn yet.
pub fn counted(plan: &Plan, frame: &Frame) -> Result<Vec<Drawn>, String> {
    let mut names: Vec<&super::plan::StratumLine> = plan.strata.iter().collect();
    names.sort_by(|a, b| a.name.cmp(&b.name));
    let mut strata: Vec<Drawn> = names
        .iter()
        .map(|line| Drawn {
            stratum: line.name.clone(),
            eligible: 0,
            excluded: 0,
            quota: 0,
            ranked: Vec::new(),
        })
        .collect();
    let of_name = stratum_of_name(&strata, frame);
    for row in 0..frame.len() {
        match (of_name[usize::from(frame.stratum(row))], frame.eligible(row)) {
            (Some(stratum), true) => strata[stratum].eligible += 1,
            (Some(stratum), false) => strata[stratum].excluded += 1,
            (None, false) if frame.row(row).stratum == "none" => {}
            (None, _) => {
                let found = frame.row(row);
                return Err(format!(
                    "row {}: the plan of task {} has no stratum {:?}",
                    found.id, plan.task, found.stratum
                ));
            }
        }
    }
    for (stratum, line) in strata.iter_mut().zip(names) {
        stratum.quota = line.quota.size(stratum.eligible);
    }
    Ok(strata)
}

/// For each name of the frame, which stratum it is.
fn stratum_of_name(strata: &[Drawn], frame: &Frame) -> Vec<Option<usize>> {
    frame.names().iter().map(|name| strata.iter().position(|s| s.stratum.as_str() == &**name)).collect()
}

/// A first guess of the 64 leading bits under which `wanted` of `eligible` tickets lie, with a
/// margin of about eight standard deviations; a wrong guess costs time, never a wrong result.
fn first_cut(wanted: u64, eligible: u64) -> u64 {
    let generous = u128::from(wanted) + 8 * u128::from(wanted.isqrt()) + 32;
    if generous >= u128::from(eligible) {
        return u64::MAX;
    }
    ((generous << 64) / u128::from(eligible)) as u64
}

const CHUNK: usize = 1 << 16;

/// Tickets of all eligible rows, those above their stratum's cut dropped at once.
fn below_cuts(
    frame: &Frame,
    of_name: &[Option<usize>],
    cuts: &[u64],
    tickets: &Tickets,
    spread: &impl Spread,
) -> Vec<Vec<(u32, Digest)>> {
    let starts: Vec<usize> = (0..frame.len()).step_by(CHUNK).collect();
    let chunk = |start: usize| -> Vec<Vec<(u32, Digest)>> {
        let mut found = vec![Vec::new(); cuts.len()];
        for row in start..(start + CHUNK).min(frame.len()) {
            let Some(stratum) = of_name[usize::from(frame.stratum(row))] else { continue };
            if !frame.eligible(row) {
                continue;
            }
            let ticket = tickets.of(frame.id(row));
            if leading(&ticket) <= cuts[stratum] {
                found[stratum].push((row as u32, ticket));
            }
        }
        found
    };
    let mut all = vec![Vec::new(); cuts.len()];
    for mut part in spread.map(starts, chunk) {
        for (whole, piece) in all.iter_mut().zip(&mut part) {
            whole.append(piece);
        }
    }
    all
}

fn leading(ticket: &Digest) -> u64 {
    u64::from_be_bytes(ticket.0[..8].try_into().expect("a digest has 32 bytes"))
}

// ---------------------------------------------------------------------------------------------
// selected-<task>.csv

const SELECTED_HEADER: &str = "stratum,rank,id,ticket,role";

/// Text of `selected-<task>.csv`.
pub fn print_selected(selection: &Selection, frame: &Frame) -> String {
    let mut out = format!("{SELECTED_HEADER}\n");
    for stratum in &selection.strata {
        for (rank, (row, ticket)) in (1..).zip(&stratum.ranked) {
            let role = if rank <= stratum.quota { "drawn" } else { "reserve" };
            out.push_str(&format!(
                "{},{rank},{},{ticket},{role}\n",
                stratum.stratum,
                frame.id(*row as usize)
            ));
        }
    }
    out
}

/// One row of `selected-<task>.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedRow {
    /// Stratum.
    pub stratum: Name,
    /// Rank in the stratum, from 1.
    pub rank: u64,
    /// Subject.
    pub id: SubjectId,
    /// Its ticket.
    pub ticket: Digest,
    /// Drawn, or in the reserve.
    pub drawn: bool,
}

/// Strict reader of `selected-<task>.csv`: order, ranks and roles are checked.
pub fn parse_selected(bytes: &[u8]) -> Result<Vec<SelectedRow>, TextError> {
    let mut rows: Vec<SelectedRow> = Vec::new();
    for row in Table::<5>::open(bytes, SELECTED_HEADER)? {
        let row = row?;
        let drawn = match row.cells[4] {
            "drawn" => true,
            "reserve" => false,
            other => return Err(row.bad(format!("the role must be drawn or reserve, not {other:?}"))),
        };
        let ticket = Digest::parse(row.cells[3])
            .ok_or_else(|| row.bad("a ticket has 64 lower-case hexadecimal digits"))?;
        let next =
            SelectedRow { stratum: row.value(0)?, rank: row.number(1)?, id: row.value(2)?, ticket, drawn };
        follows(rows.last(), &next).map_err(|rule| row.bad(rule))?;
        rows.push(next);
    }
    Ok(rows)
}

fn follows(last: Option<&SelectedRow>, next: &SelectedRow) -> Result<(), String> {
    let expected_rank = match last {
        Some(last) if last.stratum == next.stratum => {
            if !last.drawn && next.drawn {
                return Err("a drawn row cannot follow the reserve".into());
            }
            last.rank + 1
        }
        Some(last) if last.stratum > next.stratum => return Err("strata must ascend".into()),
        _ => 1,
    };
    if next.rank == expected_rank { Ok(()) } else { Err(format!("the rank must be {expected_rank}")) }
}

// ---------------------------------------------------------------------------------------------
// thresholds.csv

const THRESHOLDS_HEADER: &str = "task,stratum,eligible,excluded,drawn,threshold";

/// One row of `thresholds.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdRow {
    /// Task.
    pub task: Name,
    /// Stratum, or its opaque label in the sealed profile.
    pub stratum: Name,
    /// Rows that could be drawn.
    pub eligible: u64,
    /// Rows excluded.
    pub excluded: u64,
    /// Rows drawn.
    pub drawn: u64,
    /// The largest drawn ticket; `None` if nothing was drawn.
    pub threshold: Option<Digest>,
}

/// Text of `thresholds.csv`; the rows may come in any order.
pub fn print_thresholds(rows: &[ThresholdRow]) -> String {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let threshold = row.threshold.map_or("none".to_owned(), |ticket| ticket.hex());
            format!(
                "{},{},{},{},{},{threshold}\n",
                row.task, row.stratum, row.eligible, row.excluded, row.drawn
            )
        })
        .collect();
    lines.sort_unstable();
    format!("{THRESHOLDS_HEADER}\n{}", lines.concat())
}

/// Strict reader of `thresholds.csv`.
pub fn parse_thresholds(bytes: &[u8]) -> Result<Vec<ThresholdRow>, TextError> {
    let mut rows: Vec<ThresholdRow> = Vec::new();
    let mut last = "";
    for row in Table::<6>::open(bytes, THRESHOLDS_HEADER)? {
        let row = row?;
        if row.text <= last {
            return Err(row.bad("rows must be sorted and unique"));
        }
        last = row.text;
        let threshold = match row.cells[5] {
            "none" => None,
            hex => Some(
                Digest::parse(hex)
                    .ok_or_else(|| row.bad("a threshold is none or 64 lower-case hexadecimal digits"))?,
            ),
        };
        let next = ThresholdRow {
            task: row.value(0)?,
            stratum: row.value(1)?,
            eligible: row.number(2)?,
            excluded: row.number(3)?,
            drawn: row.number(4)?,
            threshold,
        };
        if rows.last().is_some_and(|last| (&last.task, &last.stratum) == (&next.task, &next.stratum)) {
            return Err(row.bad("a stratum has one row"));
        }
        rows.push(next);
    }
    Ok(rows)
}

//! Tickets against thresholds, a figure for each task. Tickets are computed again from the seed; who was
//! drawn is read from the files. Sealed tasks have no such figure in public: their strata are internal.

use super::source::{Made, Rows, Source};
use crate::command::damage::damaged_file;
use crate::core::bundle::{self, TaskInput, required};
use crate::core::digest::Digest;
use crate::core::select::parse_selected;
use crate::core::ticket::TaskSeed;
use crate::error::{Error, Exit, Result};
use crate::report::figure::{Body, Figure, Role, Strip};
use std::collections::BTreeMap;

/// Strata in one figure; what is beyond is told.
const MOST: usize = 40;

/// Makes them.
pub fn make(source: &Source<'_>, cell: Option<&str>) -> Result<Vec<Made>> {
    let sealed = |task: &&TaskInput| task.plan.sealed() && source.public;
    let hidden = source.inputs.tasks.iter().filter(sealed).count();
    if hidden > 0 && hidden == source.inputs.tasks.len() {
        let draw = &source.book.row.draw;
        return Err(Error::said(
            Exit::Usage,
            format!("抽取 {draw} 的任务均为封存任务：分层与签号不公开"),
            format!("every task of draw {draw} is sealed: its strata and tickets are not public"),
        )
        .advice("不加 --public 的图供内部使用", "without --public figures are for the bureau"));
    }
    source
        .inputs
        .tasks
        .iter()
        .filter(|task| !sealed(task))
        .map(|task| one(source, task, hidden, cell))
        .collect()
}

fn one(source: &Source<'_>, task: &TaskInput, hidden: usize, cell: Option<&str>) -> Result<Made> {
    let lang = source.lang;
    let plan = &task.plan;
    let selected = source.file(&bundle::selected_file(&plan.task), parse_selected)?;
    let seed = Digest::of(required(&source.files, bundle::SEED).map_err(|d| broken(&d))?);
    let tickets = TaskSeed::new(&seed, plan.domain.as_str()).tickets();
    let known: BTreeMap<&str, (u64, bool)> =
        selected.iter().map(|row| (row.id.as_str(), (row.rank, row.drawn))).collect();
    let frame = task.frame.as_ref().ok_or_else(|| {
        broken(&bundle::Discrepancy::new(4, &bundle::frame_file(&plan.task), "the file", "no such file"))
    })?;
    let mut strata: BTreeMap<&str, Vec<(Digest, &str)>> = BTreeMap::new();
    for line in &plan.strata {
        strata.entry(line.name.as_str()).or_default();
    }
    let (mut eligible, mut excluded) = (0_u64, 0_u64);
    for row in frame.rows() {
        if row.status == "ok" {
            eligible += 1;
            strata.entry(row.stratum).or_default().push((tickets.of(row.id), row.id));
        } else {
            excluded += 1;
        }
    }
    let mut rows = Rows::of(cell);
    let mut strips = Vec::new();
    let beyond = strata.len().saturating_sub(MOST);
    for (stratum, mut members) in strata {
        members.sort_unstable();
        let name = format!("{}/{stratum}", plan.task);
        let mut threshold = None;
        let mut counts = [0_u64; 3];
        let mut marks = Vec::with_capacity(members.len());
        for (ticket, id) in &members {
            let (rank, role) = match known.get(id) {
                Some((rank, true)) => (rank.to_string(), Role::Drawn),
                Some((rank, false)) => (rank.to_string(), Role::Reserve),
                None => (String::new(), Role::Passed),
            };
            let at = position(ticket);
            counts[role as usize] += 1;
            marks.push((at, role));
            if role == Role::Drawn {
                threshold = Some(at);
            }
            let row = || {
                vec![
                    (*id).to_owned(),
                    stratum.to_owned(),
                    ticket.hex(),
                    format!("{at:.6}"),
                    rank,
                    role.told(lang).into(),
                ]
            };
            if cell == Some(name.as_str()) {
                rows.push(&name, row);
            } else {
                rows.push(&name, Vec::new);
                rows.push(&format!("{name}/{}", role.word()), row);
            }
        }
        let (all, [drawn, reserve, _]) = (members.len(), counts);
        let line = threshold.map_or_else(|| lang.pick("无", "none").to_owned(), |at| format!("{at:.5}"));
        strips.push(Strip {
            cell: name,
            title: lang.pick(format!("分层 {stratum}"), format!("stratum {stratum}")),
            detail: lang.pick(
                format!("可抽 {all} 户，抽中 {drawn}，候补 {reserve}；中签线 {line}"),
                format!("{all} eligible, {drawn} drawn, {reserve} in reserve; threshold {line}"),
            ),
            threshold,
            tickets: marks,
        });
    }
    strips.truncate(MOST);
    let strata = strips.len();
    let (seed_word, title) = (&seed.hex()[..16], source.task(&plan.task));
    let mut notes = vec![lang.pick(
        format!("每条竖线为一户，位置为签号（256位散列值）在 [0, 1) 中的大小；同一分层内签号最小者抽中。户数多的分层画成柱，右图放大中签线附近。随机种子 {seed_word}…，任何人可据公开数据重算。"),
        format!("Each mark is a subject; its place is its ticket, a 256-bit hash, as a number in [0, 1). Within a stratum the smallest are drawn. Large strata are shown as columns; on the right the part around the threshold. Seed {seed_word}…: anyone can compute it again from public data."),
    )];
    if beyond > 0 {
        notes.push(
            lang.pick(
                format!("另有{beyond}个分层未画。"),
                format!("{beyond} more strata are not drawn here."),
            ),
        );
    }
    if hidden > 0 {
        notes.push(lang.pick(
            format!("另有{hidden}个封存任务，其分层不公开。"),
            format!("{hidden} more tasks are sealed; their strata are not public."),
        ));
    }
    let replaced = source.book.drawn.replaced;
    if replaced > 0 {
        notes.push(lang.pick(
            format!("图为抽取当时的结果；其后递补{replaced}次。"),
            format!("As drawn; {replaced} replacements followed."),
        ));
    }
    let figure = Figure {
        id: format!("tickets-{}", plan.task),
        title: lang.pick(format!("签号与中签线：{title}"), format!("Tickets and thresholds: {title}")),
        subtitle: lang.pick(
            format!("单位：户；抽样框 {} 户，可抽 {eligible}，排除 {excluded}；{strata} 个分层", frame.len()),
            format!(
                "Unit: subjects; frame {}, eligible {eligible}, excluded {excluded}; strata {strata}",
                frame.len()
            ),
        ),
        notes: source.notes(notes),
        body: Body::Strips(strips),
        lang,
    };
    let headings = lang.pick(
        ["检查对象", "分层", "签号", "位置", "序号", "结果"],
        ["subject", "stratum", "ticket", "position", "rank", "role"],
    );
    Ok(Made { figure, headings: headings.to_vec(), rows })
}

/// A ticket as a number in [0, 1): its first 53 bits, which a float holds exactly.
fn position(ticket: &Digest) -> f64 {
    let [a, b, c, d, e, f, g, ..] = ticket.0;
    let bits = u64::from_be_bytes([0, a, b, c, d, e, f, g]) >> 3;
    bits as f64 / (1_u64 << 53) as f64
}

fn broken(d: &bundle::Discrepancy) -> Error {
    damaged_file(&d.file, format!("expected {}, found {}", d.expected, d.found))
}

//! `suicha plan merge`: subjects that several tasks of a quarter have drawn, each as one visit with
//! all its matters. A proposal from what is stored; nothing is changed.

use super::damaged;
use super::named::Named;
use crate::annual::{AnnualPlan, Task};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::command::answer::Answer;
use crate::command::damage::damaged_draw;
use crate::command::draw::{files_of, inputs_of};
use crate::command::output::Output;
use crate::command::rosters;
use crate::core::bundle::{Files, TaskInput};
use crate::core::digest::Digest;
use crate::core::id::{DrawId, Name, SubjectId};
use crate::core::lang::Lang;
use crate::core::merge::{Hit, MergedVisit, merge};
use crate::core::outcome::drawn::places;
use crate::core::quarter::Quarter;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::Listing;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Lines of the list on the screen; a file holds all.
const SHOWN: usize = 20;

/// What is asked for.
pub struct Wanted<'a> {
    /// The quarter; none: the current one.
    pub quarter: Option<&'a str>,
    /// Frames of draws that have not been run count as well.
    pub frames: bool,
    /// The list.
    pub out: Option<&'a Path>,
    /// Replace it if it exists.
    pub replace: bool,
}

/// Proposes merged visits.
pub async fn run(env: &Env, wanted: &Wanted<'_>) -> Result<Answer> {
    let quarter = match wanted.quarter {
        None => Quarter::of(env.now().date()),
        Some(text) => text
            .parse()
            .map_err(|e: String| Error::said(Exit::Usage, format!("季度 {text:?} 有误：请写成 2023Q3"), e))?,
    };
    let output = wanted.out.map(|path| Output::new(path, wanted.replace, &[])).transpose()?;
    let archive = env.archive().await?;
    let mut hits = Vec::new();
    let mut names = Names { named: Named::read(env, &archive).await?, ..Names::default() };
    for row in archive.draws().await?.iter().filter(|row| Quarter::of(row.draw_time.date()) == quarter) {
        let end = archive.terminal(&row.draw, row.attempt).await?.map(|terminal| terminal.kind);
        let drawn = match end {
            Some(TerminalKind::Void) => continue,
            Some(TerminalKind::Result) => true,
            None if wanted.frames => false,
            None => continue,
        };
        hits.extend(hits_of(&archive, row, drawn, quarter, &mut names.tasks).await?);
        names.rosters.push(row.clone());
    }
    let visits = merge(hits);
    names.read(&archive, &visits).await?;
    let rows: Vec<Vec<String>> = visits.iter().map(|visit| cells(visit, &names, env.lang)).collect();
    if let Some(output) = &output {
        let columns = columns(env.lang);
        let name = env.lang.pick("合并检查建议", "merged visits");
        let listing = Listing { name, columns: &columns, rows: &rows };
        output.write(|out| listing.write(out, output.format, env.lang))?;
    }
    Ok(Answer::new(text(quarter, &visits, &rows, wanted.out, env.lang), document(quarter, &visits, &names)))
}

/// Every row of a draw that is to be visited, or that may be.
async fn hits_of(
    archive: &Archive,
    row: &Draw,
    drawn: bool,
    quarter: Quarter,
    names: &mut BTreeMap<(DrawId, Name), String>,
) -> Result<Vec<Hit>> {
    let files = files_of(archive, row).await?;
    let inputs = inputs_of(&files, &row.draw)?;
    let plan = archive.plan_version(&row.plan, row.plan_version).await?;
    let plan =
        plan.map(|plan| AnnualPlan::read(&plan.text).map_err(|e| damaged(&row.plan, &e))).transpose()?;
    let mut hits = Vec::new();
    for task in &inputs.tasks {
        let planned = plan.iter().flat_map(|plan| &plan.tasks);
        let planned = planned.into_iter().find(|planned| planned.id == task.plan.task.as_str());
        if let Some(planned) = planned {
            names.insert((row.draw.clone(), task.plan.task.clone()), planned.name.clone());
        }
        let drawn_on = row.draw_time.date();
        let from = planned.and_then(Task::start).map_or(drawn_on, |start| start.max(drawn_on));
        let embargo = || task.plan.embargo.flatten().unwrap_or(quarter.last());
        let until = planned.and_then(Task::finish).unwrap_or_else(embargo);
        let ids = match drawn {
            true => to_visit(&files, row, &task.plan.task)?.into_keys().collect(),
            false => eligible(task),
        };
        let hit = |subject: SubjectId| Hit {
            pool: pool_of(task, &subject),
            subject,
            draw: row.draw.clone(),
            task: task.plan.task.clone(),
            matters: task.plan.matters.iter().map(|(code, _)| code.clone()).collect(),
            from,
            until,
            teams: task.plan.teams.clone(),
            drawn,
        };
        hits.extend(ids.into_iter().map(hit));
    }
    Ok(hits)
}

/// The drawn subjects of a task after all replacements, with their tickets.
pub(super) fn to_visit(files: &Files, row: &Draw, task: &Name) -> Result<BTreeMap<SubjectId, Digest>> {
    let places = places(files, task).map_err(|d| damaged_draw(&row.draw, d))?;
    Ok(places.into_iter().map(|(id, place)| (id, place.ticket)).collect())
}

fn eligible(task: &TaskInput) -> BTreeSet<SubjectId> {
    let rows = task.frame.iter().flat_map(|frame| frame.rows().filter(|row| row.status == "ok"));
    rows.filter_map(|row| SubjectId::new(row.id).ok()).collect()
}

fn pool_of(task: &TaskInput, subject: &SubjectId) -> Name {
    let frame = task.frame.as_ref();
    let row = frame.and_then(|frame| frame.find(subject.as_str()).map(|row| frame.row(row).pool));
    row.and_then(|pool| Name::new(pool).ok()).unwrap_or_else(|| Name::new("none").expect("a constant name"))
}

/// Names of subjects, as the latest roster of the draws has them.
#[derive(Default)]
struct Names {
    rosters: Vec<Draw>,
    names: BTreeMap<SubjectId, String>,
    /// Of the tasks.
    tasks: BTreeMap<(DrawId, Name), String>,
    /// Of units, tags and matters.
    named: Named,
}

impl Names {
    async fn read(&mut self, archive: &Archive, visits: &[MergedVisit]) -> Result<()> {
        let Some(row) = self.rosters.last() else { return Ok(()) };
        self.names = rosters::names(archive, row.subjects, visits.iter().map(|visit| &visit.subject)).await?;
        Ok(())
    }

    fn of(&self, id: &SubjectId) -> &str {
        self.names.get(id).map_or("", String::as_str)
    }
}

fn columns(lang: Lang) -> [(&'static str, f64); 8] {
    lang.pick(
        [
            ("统一社会信用代码/注册号", 22.0),
            ("名称", 30.0),
            ("管辖单位", 10.0),
            ("抽查任务", 44.0),
            ("抽查事项", 36.0),
            ("检查时间", 26.0),
            ("检查组", 30.0),
            ("建议", 24.0),
        ],
        [
            ("id", 22.0),
            ("name", 30.0),
            ("pool", 10.0),
            ("tasks", 40.0),
            ("matters", 24.0),
            ("days", 26.0),
            ("team", 30.0),
            ("proposal", 24.0),
        ],
    )
}

fn cells(visit: &MergedVisit, names: &Names, lang: Lang) -> Vec<String> {
    let task = |hit: &Hit| {
        let place = format!("{}/{}", hit.draw, hit.task);
        let name = names.tasks.get(&(hit.draw.clone(), hit.task.clone()));
        let place = match name.filter(|_| lang == Lang::Zh) {
            Some(name) => format!("{name}（{place}）"),
            None => place,
        };
        if hit.drawn {
            place
        } else {
            lang.pick(format!("{place}（待抽取）"), format!("{place} (not drawn yet)"))
        }
    };
    let joined = |parts: Vec<String>| parts.join(lang.pick("、", ", "));
    // Chinese lists are read by people, English ones by scripts as well: there the codes stay.
    let team = |(key, n): (&str, u32)| match (key, lang) {
        ("", _) => lang.pick(format!("{n}人"), n.to_string()),
        (key, Lang::Zh) => format!("{n}人（{}）", names.named.seats(key)),
        (key, Lang::En) => format!("{n} {key}"),
    };
    let pool = &visit.hits[0].pool;
    let matter = |code: &SubjectId| lang.pick(names.named.matter(code.as_str()), code.to_string());
    vec![
        visit.subject.to_string(),
        names.of(&visit.subject).to_owned(),
        lang.pick(names.named.unit(pool), pool.as_str()).to_owned(),
        joined(visit.hits.iter().map(task).collect()),
        joined(visit.matters.iter().map(matter).collect()),
        days(visit, lang),
        joined(visit.team.iter().map(|class| team((&class.key, class.n))).collect()),
        proposal(visit, lang).to_owned(),
    ]
}

fn days(visit: &MergedVisit, lang: Lang) -> String {
    match visit.days {
        Some((from, until)) => lang.pick(format!("{from}至{until}"), format!("{from} to {until}")),
        None => lang.pick("各任务的检查时间没有重合", "no day suits all tasks").into(),
    }
}

fn proposal(visit: &MergedVisit, lang: Lang) -> &'static str {
    match (visit.already_one, visit.saved(), visit.days) {
        (true, ..) => lang.pick("同一次抽取，已是一次上门", "one draw: one visit already"),
        (_, 0, _) => lang.pick("如再抽中，并入同一次上门", "if drawn again: make it one visit"),
        (_, _, Some(_)) => lang.pick("合并为一次上门", "make it one visit"),
        (_, _, None) => lang.pick("调整检查时间后合并", "move the days, then make it one visit"),
    }
}

fn text(
    quarter: Quarter,
    visits: &[MergedVisit],
    rows: &[Vec<String>],
    out: Option<&Path>,
    lang: Lang,
) -> String {
    let (all, already) = (visits.len(), visits.iter().filter(|visit| visit.already_one).count());
    let saved: u64 = visits.iter().map(MergedVisit::saved).sum();
    let mut text = lang.pick(
        format!("{quarter}：{all}户被多个任务抽取，其中{already}户在同一次抽取中已是一次上门；合并其余可少上门{saved}次\n"),
        format!("{quarter}: {all} subjects of several tasks, {already} of them one visit already; merging the rest saves {saved} visits\n"),
    );
    for row in rows.iter().take(SHOWN) {
        let filled: Vec<&str> = row.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
        text.push_str(&format!("  {}\n", filled.join(lang.pick("；", "; "))));
    }
    match (out, rows.len().checked_sub(SHOWN)) {
        (Some(path), _) => {
            let path = path.display();
            text.push_str(&lang.pick(format!("全部已写入 {path}\n"), format!("all of them are in {path}\n")));
        }
        (None, Some(more @ 1..)) => text.push_str(&lang.pick(
            format!("  另有{more}户；全部清单请用 --out 文件\n"),
            format!("  {more} more; write all with --out FILE\n"),
        )),
        _ => {}
    }
    text
}

fn document(quarter: Quarter, visits: &[MergedVisit], names: &Names) -> Value {
    let hit = |hit: &Hit| {
        json!({
            "draw": hit.draw.as_str(), "task": hit.task.as_str(), "drawn": hit.drawn,
            "from": hit.from.to_string(), "until": hit.until.to_string(),
        })
    };
    let visit = |visit: &MergedVisit| {
        let team = visit.team.iter().map(|class| json!({"tags": class.key, "n": class.n}));
        json!({
            "id": visit.subject.as_str(), "name": names.of(&visit.subject), "pool": visit.hits[0].pool.as_str(),
            "tasks": visit.hits.iter().map(hit).collect::<Vec<_>>(),
            "matters": visit.matters.iter().map(SubjectId::as_str).collect::<Vec<_>>(),
            "days": visit.days.map(|(from, until)| [from.to_string(), until.to_string()]),
            "team": team.collect::<Vec<_>>(), "already_one": visit.already_one, "saved": visit.saved(),
            "proposal": proposal(visit, Lang::En),
        })
    };
    json!({
        "quarter": quarter.to_string(), "saved": visits.iter().map(MergedVisit::saved).sum::<u64>(),
        "visits": visits.iter().map(visit).collect::<Vec<_>>(),
    })
}

//! `suicha report estimate`: load the results of a draw, estimate, tell. The arithmetic is
//! `report::estimate`'s, the counts are `collect`'s, the words `told`'s.

use super::collect;
use super::told::{Of, Told};
use crate::cli::ReportEstimate;
use crate::command::answer::Answer;
use crate::command::damage::damaged;
use crate::command::outcome::Book;
use crate::command::output::{Output, Place, other_ending};
use crate::core::lang::Twin;
use crate::core::outcome::drawn::DrawnTask;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{Format, write_tables};
use crate::report::estimate::planning::{NoAllocation, Room, neyman};
use crate::report::estimate::{Counts, estimate};
use std::path::Path;

/// A file to be written.
enum Target {
    Json(Place),
    Table(Output),
}

/// Tells what a draw says.
pub async fn run(env: &Env, args: &ReportEstimate) -> Result<Answer> {
    let target = args.out.as_deref().map(|path| Target::of(path, args.replace)).transpose()?;
    let archive = env.archive().await?;
    let book = Book::attempt(&archive, &args.draw, args.attempt).await?;
    let as_of = env.now().date();
    let wanted = |task: &&DrawnTask| args.task.as_ref().is_none_or(|id| task.plan.task.as_str() == id);
    let tasks: Vec<&DrawnTask> = book.drawn.tasks.iter().filter(wanted).collect();
    if tasks.is_empty() {
        let ids: Vec<&str> = book.drawn.tasks.iter().map(|task| task.plan.task.as_str()).collect();
        let (task, draw) = (args.task.as_deref().unwrap_or_default(), &args.draw);
        return Err(Error::said(
            Exit::Usage,
            format!("抽取 {draw} 没有任务 {task}"),
            format!("draw {draw} has no task {task}"),
        )
        .advice(format!("可用：{}", ids.join("、")), format!("it has: {}", ids.join(", "))));
    }
    let mut told = Vec::new();
    for task in tasks {
        if let Some(end) = task.plan.embargo.flatten().filter(|end| as_of <= *end) {
            let task = &task.plan.task;
            return Err(Error::said(
                Exit::Timing,
                format!("任务 {task} 的名单保密到 {end}，今天是 {as_of}，尚不能报告"),
                format!("too early: the embargo of task {task} lasts until {end}, it is {as_of}"),
            )
            .advice("请在保密期满后再执行", "run it again once the embargo has ended"));
        }
        let counts = collect::strata(&archive, &book, task).await?;
        let found = estimate(&counts).map_err(|fault| {
            let id = &task.plan.task;
            let what = Twin::new(format!("任务 {id} 的数字"), format!("numbers of task {id}"));
            damaged(what, Twin::new(fault.zh(), fault.to_string()))
        })?;
        told.push(Of { task, next: next(&counts, args.next)?, found });
    }
    let told = Told { book: &book, as_of, tasks: told, lang: env.lang };
    match target {
        Some(Target::Table(output)) => {
            output.write(|out| write_tables(out, output.format, &told.tables(), as_of, env.lang))?;
        }
        Some(Target::Json(place)) => place.write(|out| writeln!(out, "{:#}", told.json()))?,
        None => {}
    }
    Ok(Answer::new(told.text(), told.json()))
}

impl Target {
    fn of(path: &Path, replace: bool) -> Result<Self> {
        if path.extension().is_some_and(|end| end == "json") {
            return Place::new(path, replace, &[]).map(Self::Json);
        }
        if Format::of(path).is_none() {
            return Err(other_ending(path, ".csv、.xlsx 或 .json", ".csv, .xlsx or .json"));
        }
        Output::new(path, replace, &[]).map(Self::Table)
    }
}

/// Neyman's shares for the next draw: as many as were drawn, or as asked for. Too few to go round is no
/// advice, unless the number was asked for.
fn next(counts: &[Counts], asked: Option<u64>) -> Result<Option<Vec<u64>>> {
    let room = |one: &Counts| Room { population: one.population, found: (one.problems, one.inspected()) };
    let rooms: Vec<Room> = counts.iter().map(room).collect();
    if asked.is_none() && counts.iter().all(|one| one.inspected() == 0) {
        return Ok(None);
    }
    let n = asked.unwrap_or_else(|| counts.iter().map(|one| one.drawn).sum());
    match neyman(&rooms, n) {
        Ok(shares) => Ok(Some(shares)),
        Err(_) if asked.is_none() => Ok(None),
        Err(NoAllocation { least, greatest }) => Err(Error::said(
            Exit::Usage,
            format!("--next {n} 无法分配：各层至少抽2户，合计须在{least}到{greatest}之间"),
            format!(
                "--next {n} cannot be shared out: two at least of each stratum, {least} to {greatest} together"
            ),
        )),
    }
}

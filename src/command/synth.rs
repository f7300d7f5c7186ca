//! `suicha synth`: a synthetic registry, for trials and benchmarks; and for those of the tables, facts without an
//! archive and the tables counted from them.

use super::answer::Answer;
use crate::cli::{Synth, SynthCommand};
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::report::facts::Facts;
use crate::report::tables::{self, Scope};
use crate::synth::facts::{Size, write_facts};
use crate::synth::{Params, write_dir};
use serde_json::json;
use std::path::Path;

/// Writes the files of a synthetic bureau.
pub fn run(env: &Env, args: &Synth) -> Result<Answer> {
    match (&args.command, args.subjects, &args.out) {
        (Some(SynthCommand::Facts { dir, outcomes, events, seed }), _, _) => {
            facts(dir, &Size { outcomes: *outcomes, events: *events, seed: *seed })
        }
        (Some(SynthCommand::Tables { dir, period, out }), _, _) => counted(dir, period, out),
        (None, Some(subjects), Some(out)) => registry(env, args, subjects, out),
        (None, _, _) => {
            Err(Error::said(Exit::Usage, "缺少 --subjects 或 --out", "--subjects or --out is missing"))
        }
    }
}

fn registry(env: &Env, args: &Synth, subjects: u64, place: &Path) -> Result<Answer> {
    is_new(place)?;
    let params = Params { subjects, inspectors: args.inspectors, seed: args.seed, dirt: !args.clean };
    write_dir(&params, place).map_err(|e| {
        let out = place.display();
        let zh = match e.kind() {
            std::io::ErrorKind::InvalidInput => format!("户数或人数超出合成名录的范围，{out} 没有写入：{e}"),
            _ => format!("无法写入 {out}：{}", system_words(&e).0),
        };
        Error::said(Exit::Outside, zh, format!("cannot write {out}: {e}"))
    })?;
    let text = env.lang.pick(
        format!(
            "合成名录已写入 {}（{}户、{}名执法人员，种子{}）\n",
            place.display(),
            subjects,
            args.inspectors,
            args.seed
        ),
        format!(
            "a synthetic bureau is in {} ({} subjects, {} inspectors, seed {})\n",
            place.display(),
            subjects,
            args.inspectors,
            args.seed
        ),
    );
    Ok(Answer::new(
        text,
        json!({"dir": place.display().to_string(), "subjects": subjects, "inspectors": args.inspectors, "seed": args.seed}),
    ))
}

fn is_new(out: &Path) -> Result<()> {
    if out.exists() {
        let out = out.display();
        return Err(Error::said(Exit::Conflict, format!("{out} 已存在"), format!("{out} exists already"))
            .advice("请换一个新目录", "name a new directory"));
    }
    Ok(())
}

fn unwritten(out: &Path, e: &std::io::Error) -> Error {
    let (zh, en) = system_words(e);
    let out = out.display();
    Error::said(Exit::Outside, format!("无法写入 {out}：{zh}"), format!("cannot write {out}: {en}"))
}

fn facts(dir: &Path, size: &Size) -> Result<Answer> {
    is_new(dir)?;
    write_facts(size, dir).map_err(|e| unwritten(dir, &e))?;
    let (place, visits) = (dir.display().to_string(), size.visits());
    Ok(Answer::new(
        format!("{place}: {} outcomes, {visits} visits, {} events\n", size.outcomes, size.events),
        json!({"dir": place, "outcomes": size.outcomes, "visits": visits, "events": size.events}),
    ))
}

/// The tables of a period as files, without names, headings and last rows.
fn counted(dir: &Path, period: &str, out: &Path) -> Result<Answer> {
    is_new(out)?;
    let outside =
        |e: String| Error::said(Exit::Outside, format!("统计时出错：{e}"), format!("cannot count: {e}"));
    let period: crate::core::period::Period =
        period.parse().map_err(|e: String| Error::said(Exit::Usage, format!("期间有误：{e}"), e))?;
    let facts = Facts::scan(dir).map_err(|e| outside(e.to_string()))?;
    let tables =
        tables::all(&facts, &Scope { period, as_of: period.last() }).map_err(|e| outside(e.to_string()))?;
    std::fs::create_dir(out).map_err(|e| unwritten(out, &e))?;
    for table in &tables {
        let file = out.join(format!("{}.csv", table.id));
        std::fs::write(&file, table.csv(false)).map_err(|e| unwritten(&file, &e))?;
    }
    let place = out.display().to_string();
    Ok(Answer::new(
        format!("{place}: {} tables\n", tables.len()),
        json!({"dir": place, "tables": tables.len()}),
    ))
}

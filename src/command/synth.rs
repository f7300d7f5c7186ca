//! `suicha synth`: a synthetic registry, for trials and benchmarks.

use super::answer::Answer;
use crate::cli::Synth;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::synth::{Params, write_dir};
use serde_json::json;

/// Writes the files of a synthetic bureau.
pub fn run(env: &Env, args: &Synth) -> Result<Answer> {
    if args.out.exists() {
        let out = args.out.display();
        return Err(Error::said(Exit::Conflict, format!("{out} 已存在"), format!("{out} exists already"))
            .advice("请换一个新目录", "name a new directory"));
    }
    let params =
        Params { subjects: args.subjects, inspectors: args.inspectors, seed: args.seed, dirt: !args.clean };
    write_dir(&params, &args.out).map_err(|e| {
        let out = args.out.display();
        let zh = match e.kind() {
            std::io::ErrorKind::InvalidInput => format!("户数或人数超出合成名录的范围，{out} 没有写入：{e}"),
            _ => format!("无法写入 {out}：{}", system_words(&e).0),
        };
        Error::said(Exit::Outside, zh, format!("cannot write {out}: {e}"))
    })?;
    let text = env.lang.pick(
        format!(
            "合成名录已写入 {}（{}户、{}名执法人员，种子{}）\n",
            args.out.display(),
            args.subjects,
            args.inspectors,
            args.seed
        ),
        format!(
            "a synthetic bureau is in {} ({} subjects, {} inspectors, seed {})\n",
            args.out.display(),
            args.subjects,
            args.inspectors,
            args.seed
        ),
    );
    Ok(Answer::new(
        text,
        json!({"dir": args.out.display().to_string(), "subjects": args.subjects, "inspectors": args.inspectors, "seed": args.seed}),
    ))
}

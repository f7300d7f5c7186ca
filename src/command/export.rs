//! `suicha export`: a roster back as the same template, or an empty template with drop-downs.

use super::answer::Answer;
use super::output::Output;
use crate::cli::Export;
use crate::core::id::Name;
use crate::core::lang::{Lang, counted};
use crate::core::registry::RosterKind;
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{Style, template};
use serde_json::json;

/// The library keeps codes: where one bears several names, a single one of them stands in the file.
fn one_name_each(book: &Codebook, lang: Lang) -> String {
    let line = |(code, names): (&Name, Vec<&str>)| {
        let (one, others) = (names[0], names[1..].join(lang.pick("、", ", ")));
        lang.pick(
            format!("  提醒：代码 {code} 有几个名称，文件中一律写“{one}”（另有 {others}）；可在 suicha.toml 的 [names] 下指定\n"),
            format!("  note: the code {code} has several names; the file has {one:?} throughout (not {others}): say which below [names] of suicha.toml\n"),
        )
    };
    book.ambiguous().into_iter().map(line).collect()
}

/// Writes a roster or a template.
pub async fn run(env: &Env, args: &Export) -> Result<Answer> {
    if args.kind.credit() {
        return super::credit::template(env, args);
    }
    let Some(kind) = args.kind.roster() else { return super::outcome::workbook(env, args).await };
    let file = args.file.display();
    let day = args.as_of.as_deref().map_or(Ok(Date::FOREVER), super::day)?;
    let output = Output::new(&args.file, args.replace, &[])?;
    let archive = env.archive().await?;
    let found = archive.latest_roster(kind, day).await?.filter(|_| !args.template);
    let (rows, text) = match found {
        None if args.as_of.is_some() && !args.template => {
            return Err(Error::said(
                Exit::Usage,
                format!("没有{day}或以前的名录（{}）", kind.word()),
                format!("there is no roster of {} as of {day} or before", kind.word()),
            )
            .advice("用 suicha import 导入，或加 --template 得到空模板", "import one, or add --template"));
        }
        None => {
            let codebook = env.config.codebook()?;
            let style = Style { format: output.format, lang: env.lang, codebook: &codebook };
            output.write(|out| template(out, kind, style))?;
            let text =
                env.lang.pick(format!("空模板已写入 {file}\n"), format!("an empty template is in {file}\n"));
            (0, text)
        }
        Some(stored) => {
            super::rows::write(env, &archive, stored.id, kind, &output).await?;
            let (rows, day) = (stored.roster.rows, stored.roster.as_of);
            let mut text = env.lang.pick(
                format!("{day}名录快照{rows}行已写入 {file}\n"),
                format!("{} of the roster of {day} are in {file}\n", counted(rows, "row")),
            );
            if matches!(kind, RosterKind::Subjects | RosterKind::Inspectors) {
                text.push_str(&one_name_each(&env.config.codebook()?, env.lang));
            }
            (rows, text)
        }
    };
    Ok(Answer::new(text, json!({"kind": kind.word(), "file": file.to_string(), "rows": rows})))
}

//! `suicha report explain`: the rows behind one cell of a figure of a draw, as many as the figure counts there.
//! Of a period and a table: `traced`.

use super::source::{Made, Source};
use super::{days, figures, some, traced};
use crate::cli::ExplainArgs;
use crate::command::answer::Answer;
use crate::core::id::DrawId;
use crate::core::lang::counted;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// A draw may bear the name of a period.
async fn is_draw(env: &Env, name: &str) -> Result<bool> {
    let Ok(draw) = DrawId::new(name) else { return Ok(false) };
    Ok(!env.archive().await?.attempts(&draw).await?.is_empty())
}

/// Prints them.
pub async fn run(env: &Env, args: &ExplainArgs) -> Result<Answer> {
    let (draw, figure, cell) = (args.of.as_str(), args.figure.as_str(), args.cell.as_str());
    if args.facts.is_some() || days::like_period(draw) && !is_draw(env, draw).await? {
        return traced::run(env, days::period(draw)?, args).await;
    }
    let source = Source::open(env, draw, false).await?;
    let all = figures::all(&source, Some(cell)).await?;
    let ids: Vec<String> = all.iter().map(|made| made.figure.id.clone()).collect();
    let Some(Made { figure, headings, rows }) = all.into_iter().find(|made| made.figure.id == figure) else {
        return Err(Error::said(
            Exit::Usage,
            format!("抽取 {draw} 没有图 {figure}"),
            format!("draw {draw} has no figure {figure}"),
        )
        .advice(format!("有：{}", ids.join("、")), format!("there are {}", ids.join(", "))));
    };
    if !rows.cells.contains(cell) {
        let id = &figure.id;
        let known = some(rows.cells.iter().map(String::as_str));
        return Err(Error::said(
            Exit::Usage,
            format!("图 {id} 的 {cell} 没有数据行"),
            format!("no row stands behind {cell} of figure {id}"),
        )
        .advice(format!("有：{}", known.join("、")), format!("there are {}", known.join(", "))));
    }
    let n = rows.rows.len();
    let mut text = env.lang.pick(
        format!("{}，{cell}：{n}行\n", figure.title),
        format!("{}, {cell}: {}\n", figure.title, counted(n as u64, "row")),
    );
    text.push_str(&format!("{}\n", headings.join("\t")));
    for row in &rows.rows {
        text.push_str(&format!("{}\n", row.join("\t")));
    }
    Ok(Answer::new(
        text,
        json!({"draw": draw, "figure": figure.id, "cell": cell, "headings": headings, "rows": rows.rows}),
    ))
}

//! `suicha draw export`: the evidence bundle, as the public sees it today or as the auditor does.

use super::{attempt_of, draw_id, evidence, files_of, inputs_of};
use crate::command::answer::Answer;
use crate::core::bundle;
use crate::env::Env;
use crate::error::Result;
use crate::publish;
use serde_json::json;
use std::path::Path;

/// Writes a bundle.
pub async fn run(env: &Env, draw: &str, dir: &Path, audit: bool, attempt: Option<u32>) -> Result<Answer> {
    let draw = draw_id(draw)?;
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, attempt).await?;
    let files = files_of(&archive, &row).await?;
    let inputs = inputs_of(&files, &draw)?;
    let over = publish::bundle::embargo_over(&inputs, env.now());
    let mut shown = if audit { files } else { publish::bundle::public_view(&files, &inputs, over) };
    shown.extend(evidence::of(env, &archive, &inputs).await?);
    if audit {
        shown.extend(evidence::outcomes(&archive, &inputs).await?);
    }
    publish::bundle::write(dir, &shown, env.lang, audit)?;
    let mut text = env.lang.pick(
        format!("{}个文件已写入 {}\n", shown.len(), dir.display()),
        format!("{} files written to {}\n", shown.len(), dir.display()),
    );
    if !audit && !over && shown.contains_key(bundle::RESULT) {
        text.push_str(env.lang.pick(
            "  保密期未满：种子、中签线与名单暂不公布\n",
            "  the embargo is running: seed, thresholds and lists are not public yet\n",
        ));
    }
    let names: Vec<&String> = shown.keys().collect();
    Ok(Answer::new(
        text,
        json!({"draw": draw.as_str(), "attempt": row.attempt, "audit": audit, "embargo_over": over, "files": names}),
    ))
}

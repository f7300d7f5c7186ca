//! `suicha sql DIR --dialect NAME`: the first draw of a bundle as a script for a database.

use super::answer::Answer;
use super::opened;
use crate::core::lang::Lang;
use crate::core::sql::{Dialect, script};
use crate::error::Result;
use serde_json::json;
use std::path::Path;

/// Prints the script; sealed tasks without their frame are named in it and left out.
pub fn run(dir: &Path, dialect: Dialect, lang: Lang) -> Result<Answer> {
    let drawn = opened::open(dir)?;
    let text = script(&drawn.inputs, &drawn.transcript.seed(), dialect, lang);
    let names = |shown: bool| -> Vec<&str> {
        let tasks = drawn.inputs.tasks.iter().filter(|task| task.frame.is_some() == shown);
        tasks.map(|task| task.plan.task.as_str()).collect()
    };
    let document = json!({
        "draw": drawn.inputs.commitment.draw.as_str(), "attempt": drawn.inputs.commitment.attempt,
        "dialect": dialect.to_string(), "tasks": names(true), "left_out": names(false), "script": text,
    });
    Ok(Answer::new(text, document))
}

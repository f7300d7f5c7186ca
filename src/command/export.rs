//! `suicha export`: a roster back as the same template, or an empty template with drop-downs.

use super::answer::Answer;
use crate::cli::Kind;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest;
use serde_json::json;
use std::path::Path;

/// Writes a roster or a template.
pub async fn run(env: &Env, kind: Kind, file: &Path, as_of: Option<&str>, template: bool) -> Result<Answer> {
    let kind = kind.roster();
    let day =
        as_of.map_or(Ok(Date::FOREVER), Date::parse).map_err(|e| Error::new(Exit::Usage, e.to_string()))?;
    let archive = env.archive().await?;
    let found = archive.latest_roster(kind, day).await?.filter(|_| !template);
    let (rows, text) = match found {
        None if as_of.is_some() && !template => {
            return Err(Error::new(
                Exit::Usage,
                format!("there is no roster of {} as of {day} or before", kind.word()),
            ));
        }
        None => {
            ingest::template(file, kind, &env.config.codebook()?, env.lang)?;
            (
                0,
                env.lang.pick(
                    format!("空模板已写入 {}\n", file.display()),
                    format!("an empty template is in {}\n", file.display()),
                ),
            )
        }
        Some(stored) => {
            super::rows::write(env, &archive, stored.id, kind, file).await?;
            let (rows, day) = (stored.roster.rows, stored.roster.as_of);
            (
                rows,
                env.lang.pick(
                    format!("{day}名录快照{rows}行已写入 {}\n", file.display()),
                    format!("{rows} rows of the roster of {day} are in {}\n", file.display()),
                ),
            )
        }
    };
    Ok(Answer::new(text, json!({"kind": kind.word(), "file": file.display().to_string(), "rows": rows})))
}

//! `suicha archive …`: an archive as a whole, without any bureau: copied to another database, and the roles of a
//! server as SQL to be read before somebody runs it.

use super::answer::Answer;
use super::backup::SIDES;
use crate::archive::{Archive, SCHEMA_VERSION, Settings, is_schema, roles, sqlite_file};
use crate::cli::ArchiveCommand;
use crate::durable::beside;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;
use std::path::Path;

/// Runs one command about archives.
pub async fn run(env: &Env, command: &ArchiveCommand) -> Result<Answer> {
    match command {
        ArchiveCommand::Copy { from, to } => copy(env, from, to).await,
        ArchiveCommand::Roles { schema, .. } => sql(schema),
        ArchiveCommand::Bureau { change } => super::logged::bureau(env, *change).await,
    }
}

async fn copy(env: &Env, from: &str, to: &str) -> Result<Answer> {
    // The source stays as it is, and a target of another version is somebody's archive.
    let given = Settings { create: false, upgrade: false, ..Settings::default() };
    let source = Archive::open_with(from, &given).await?;
    let made = sqlite_file(to).map(Path::new).filter(|file| !file.exists());
    let copied = async {
        let target = Archive::open_with(to, &Settings { create: true, ..given }).await?;
        let copied = source.copy_into(&target).await;
        target.close().await;
        copied
    };
    let copied = copied.await;
    source.close().await;
    if let (Err(_), Some(file)) = (&copied, made) {
        for side in SIDES {
            let _ = std::fs::remove_file(beside(file, side));
        }
    }
    let copied = copied?;
    let rows: u64 = copied.iter().map(|table| table.rows).sum();
    let mut text = String::new();
    for table in &copied {
        text.push_str(&format!("{:<16} {:>10}  {}\n", table.name, table.rows, table.digest));
    }
    text.push_str(&env.lang.pick(
        format!("已复制{rows}行，{}张表两边摘要相同\n", copied.len()),
        format!("{rows} rows copied; the digests of {} tables are the same on both sides\n", copied.len()),
    ));
    let tables: Vec<_> = copied
        .iter()
        .map(|table| json!({"table": table.name, "rows": table.rows, "digest": table.digest.hex()}))
        .collect();
    Ok(Answer::new(text, json!({"schema": SCHEMA_VERSION, "rows": rows, "tables": tables})))
}

fn sql(schema: &str) -> Result<Answer> {
    if !is_schema(schema) {
        return Err(Error::said(
            Exit::Usage,
            format!(
                "--schema {schema:?} 有误：以小写字母开头，只用小写字母、数字和下划线，至多40个字符，不能是 public"
            ),
            format!(
                "--schema {schema:?}: lower-case letters, digits and `_`, a letter first, at most 40, and not `public`"
            ),
        ));
    }
    let sql = roles(schema);
    Ok(Answer::new(sql.clone(), json!({"schema": schema, "sql": sql})))
}

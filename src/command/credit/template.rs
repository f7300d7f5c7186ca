//! `suicha export penalties|…`: the headings a list for the credit archive is read by, without rows.

use crate::cli::{Export, Kind};
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::core::row::{Commitments, Complaints, CreditSort, Field, Listings, Penalties, Permits};
use crate::env::Env;
use crate::error::Result;
use crate::ingest::{Table, write_tables};
use serde_json::json;

/// Writes the template.
pub fn run(env: &Env, args: &Export) -> Result<Answer> {
    let spellings = match args.kind {
        Kind::Permits => Permits::spellings(),
        Kind::Complaints => Complaints::spellings(),
        Kind::Commitments => Commitments::spellings(),
        Kind::Listings => Listings::spellings(),
        _ => Penalties::spellings(),
    };
    let output = Output::new(&args.file, args.replace, &[])?;
    let heading = |(field, names): &(Field, &[&str])| {
        (names.first().map_or(field.word(), |name| name).to_owned(), 20.0)
    };
    let table =
        Table { name: "模板".into(), columns: spellings.iter().map(heading).collect(), rows: Vec::new() };
    output.write(|out| write_tables(out, output.format, &[table], env.now().date(), env.lang))?;
    let file = args.file.display();
    let text = env.lang.pick(format!("空模板已写入 {file}\n"), format!("an empty template is in {file}\n"));
    Ok(Answer::new(text, json!({"file": file.to_string(), "rows": 0})))
}

//! `suicha export penalties|…`: the headings a list for the credit archive is read by, without rows, and
//! with the words to choose from where a column has a closed list.

use crate::cli::{Export, Kind};
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::core::credit::Code;
use crate::core::credit::words::{Domain, Kind as Event, Manner, Procedure, Punished, Reason};
use crate::core::row::{Commitments, Complaints, CreditSort, Feedback, Field, Listings, Penalties, Permits};
use crate::env::Env;
use crate::error::Result;
use crate::ingest::{Column, columns};
use serde_json::json;

/// Writes the template.
pub fn run(env: &Env, args: &Export) -> Result<Answer> {
    let wanted = match args.kind {
        Kind::Permits => headings::<Permits>(),
        Kind::Complaints => headings::<Complaints>(),
        Kind::Commitments => headings::<Commitments>(),
        Kind::Listings => headings::<Listings>(),
        Kind::Feedback => headings::<Feedback>(),
        _ => headings::<Penalties>(),
    };
    let output = Output::new(&args.file, args.replace, &[])?;
    output.write(|out| columns(out, output.format, &wanted, env.lang))?;
    let file = args.file.display();
    let text = env.lang.pick(format!("空模板已写入 {file}\n"), format!("an empty template is in {file}\n"));
    Ok(Answer::new(text, json!({"file": file.to_string(), "rows": 0})))
}

fn headings<S: CreditSort>() -> Vec<Column> {
    let column = |(field, names): &(Field, &[&str])| {
        let heading = names.first().map_or(field.word(), |name| name).to_owned();
        (heading, S::REQUIRED.contains(field), choices(*field, S::KIND))
    };
    S::spellings().iter().map(column).collect()
}

/// The closed list of a column, as people read it.
fn choices(field: Field, kind: Event) -> Vec<String> {
    let said = |words: &[(&str, &str)]| words.iter().map(|(zh, _)| (*zh).to_owned()).collect();
    let manners = |manners: &[Manner]| manners.iter().map(|manner| manner.said().0.to_owned()).collect();
    match (field, kind) {
        (Field::Kinds, _) => said(&Punished::ALL.iter().map(|word| word.said()).collect::<Vec<_>>()),
        (Field::Domain, _) => said(&Domain::ALL.iter().map(|word| word.said()).collect::<Vec<_>>()),
        (Field::Procedure, _) => said(&Procedure::ALL.iter().map(|word| word.said()).collect::<Vec<_>>()),
        (Field::Party, _) => {
            ["法人及非法人组织", "个体工商户", "自然人"].into_iter().map(str::to_owned).collect()
        }
        (Field::RemovalReason, _) => said(&Reason::ALL.iter().map(|word| word.said()).collect::<Vec<_>>()),
        (Field::Measure, _) => {
            Code::ALL.iter().filter(|code| code.is_measure()).map(ToString::to_string).collect()
        }
        (Field::Manner, Event::Complaint) => manners(&[Manner::Complaint, Manner::Lead]),
        (Field::Manner, Event::Commitment) => manners(&[Manner::Made, Manner::Kept, Manner::Broken]),
        (Field::Manner, Event::Feedback) => manners(&[Manner::Taken, Manner::Untaken, Manner::Lifted]),
        _ => Vec::new(),
    }
}

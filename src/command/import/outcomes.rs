//! `suicha import outcomes`: `suicha outcome import` under the name all imports have, with its options;
//! and which options belong to which import. Nothing is read here but the draw that the rows name.

use crate::cli::{ForOutcomes, Import, OutcomeFiles};
use crate::command::outcome;
use crate::core::registry::RosterKind;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// Refuses what only outcomes have.
pub fn not_for(args: &Import, kind: RosterKind) -> Result<()> {
    let ForOutcomes { draw, set, evidence } = &args.outcomes;
    let given = [draw.is_some(), set.is_some(), evidence.is_some()];
    foreign(&["--draw", "--set", "--evidence"], &given, kind.word())
}

/// Refuses what records of credit have not.
pub fn not_for_credit(args: &Import) -> Result<()> {
    let ForOutcomes { draw, set, evidence, .. } = &args.outcomes;
    let given = [draw.is_some(), set.is_some(), evidence.is_some(), args.freshness];
    foreign(&["--draw", "--set", "--evidence", "--freshness"], &given, "records of credit")
}

/// The same as it is typed after `suicha outcome import`.
pub fn files(env: &Env, args: &Import) -> Result<OutcomeFiles> {
    let given = [args.as_of.is_some(), args.freshness, args.reason.is_some()];
    foreign(&["--as-of", "--freshness", "--reason"], &given, "outcomes")?;
    let ForOutcomes { draw, set, evidence } = args.outcomes.clone();
    let mut files = OutcomeFiles {
        draw: String::new(),
        files: args.files.clone(),
        map: args.map.clone(),
        set: set.unwrap_or_else(|| "national".into()),
        evidence,
        all_or_nothing: args.all_or_nothing,
        encoding: args.encoding.clone(),
        accept_suggestions: args.accept_suggestions,
        issues: args.issues.clone(),
        replace: args.replace,
        dry_run: args.dry_run,
    };
    files.draw = draw.map_or_else(|| outcome::draw_named(env, &files), Ok)?;
    Ok(files)
}

/// Refuses options that say nothing about what is imported.
fn foreign(options: &[&str], given: &[bool], kind: &str) -> Result<()> {
    let Some((option, _)) = options.iter().zip(given).find(|(_, given)| **given) else { return Ok(()) };
    let error = Error::said(
        Exit::Usage,
        format!("{option} 不用于导入 {kind}"),
        format!("{option} is not for the import of {kind}"),
    );
    Err(match *option {
        "--reason" => error.advice(
            "更正已公示的结果请用 suicha outcome correct",
            "published outcomes are corrected with `suicha outcome correct`",
        ),
        _ => error,
    })
}

//! What somebody can do who has every file of the audit bundle and no private key: change one value
//! and recompute all that follows from it, up to a whole new draw.

use super::ceremony::Evidence;
use suicha::core::bundle::{self, Files, Inputs};
use suicha::core::digest::Digest;
use suicha::core::draw;
use suicha::core::pairing::tables::print_teams;
use suicha::core::record::{ResultRecord, VoidRecord};
use suicha::core::replace::{Replaced, Request, State, replaced_file, request_file, teams_file};
use suicha::core::seed::{Commitment, SeedTranscript};
use suicha::core::select::{parse_selected, print_selected, print_thresholds};
use suicha::core::spread::InOrder;

/// The auditor's bundle with one file changed, and everything recomputed that rests on it.
pub fn forged(evidence: &Evidence, name: &str, bytes: Vec<u8>) -> Files {
    let mut files = evidence.audit.clone();
    files.insert(name.into(), bytes);
    if name.starts_with("drawn-") {
        return files; // nothing rests on what only the public has
    }
    if is_input(name) {
        recommit(&mut files, name);
    }
    if is_input(name) || name == bundle::SEED {
        redraw(&mut files, evidence);
    }
    if ![bundle::RESULT, bundle::VOID].contains(&name) {
        end_again(&mut files);
    }
    replace_again(&mut files, name);
    files
}

/// What of it the public sees.
pub fn public(evidence: &Evidence, files: &Files) -> Files {
    let mut shown = files.clone();
    shown.retain(|name, _| evidence.public.contains_key(name));
    if shown.contains_key("drawn-z.csv") {
        return shown;
    }
    if let Ok(rows) = parse_selected(&files["selected-z.csv"]) {
        let ids = rows.iter().filter(|row| row.drawn).map(|row| row.id.as_str()).collect();
        shown.insert("drawn-z.csv".into(), bundle::print_drawn(ids).into());
    }
    shown
}

/// The same without what the log says of it.
pub fn unlogged(files: &Files) -> Files {
    let mut files = files.clone();
    files.retain(|name, _| !name.starts_with(bundle::LOG_PREFIX));
    files
}

fn is_input(name: &str) -> bool {
    let inputs = [bundle::COMMIT, bundle::INSPECTORS, bundle::RECUSALS, bundle::SALT_KEY];
    inputs.contains(&name) || name.starts_with("plan-") || name.starts_with("frame-")
}

/// Rows and root of a table with the salts at hand.
fn rooted(files: &Files, name: &str, columns: usize) -> (u64, Digest) {
    let key = String::from_utf8_lossy(&files[bundle::SALT_KEY]);
    let key = suicha::core::digest::parse_hex32(key.trim()).unwrap_or_default();
    let rows = files[name].iter().filter(|byte| **byte == b'\n').count() as u64 - 1;
    (rows, bundle::table_root(&key, name, &files[name], columns, &InOrder))
}

/// Hashes, counts and roots of `commit.txt`, and its hash in `seed.txt`. What was changed in
/// `commit.txt` itself stays.
fn recommit(files: &mut Files, changed: &str) {
    let Ok(mut commitment) = Commitment::parse(&files[bundle::COMMIT]) else { return };
    if changed != bundle::COMMIT {
        for task in &mut commitment.tasks {
            task.plan = Digest::of(&files[&bundle::plan_file(&task.task)]);
            let frame = bundle::frame_file(&task.task);
            task.frame = Digest::of(&files[&frame]);
            (task.rows, task.root) = rooted(files, &frame, 1);
        }
        commitment.inspectors = rooted(files, bundle::INSPECTORS, 1);
        commitment.recusals = rooted(files, bundle::RECUSALS, 2);
        files.insert(bundle::COMMIT.into(), commitment.print().into());
    }
    let mut transcript = SeedTranscript::parse(&files[bundle::SEED]).unwrap();
    transcript.commit = Digest::of(&files[bundle::COMMIT]);
    files.insert(bundle::SEED.into(), transcript.print().into());
}

/// Draws again, and forgets the replacement, which was of the other draw. Where the inputs no longer
/// fit the commitment, the true ones are drawn with the new seed.
fn redraw(files: &mut Files, evidence: &Evidence) {
    let Ok(transcript) = SeedTranscript::parse(&files[bundle::SEED]) else { return };
    let inputs = Inputs::open(files, &InOrder).or_else(|_| Inputs::open(&evidence.audit, &InOrder));
    let (inputs, seed) = (inputs.unwrap(), transcript.seed());
    let selections = draw::selections(&inputs, &seed, &InOrder).unwrap();
    let thresholds = draw::thresholds(&inputs, &selections);
    files.insert(bundle::THRESHOLDS.into(), print_thresholds(&thresholds).into());
    for (task, selection) in inputs.tasks.iter().zip(&selections) {
        let text = print_selected(selection, task.frame.as_ref().unwrap());
        files.insert(bundle::selected_file(&task.plan.task), text.into());
    }
    let paired = draw::pair(&inputs, &selections, &seed, &InOrder).unwrap();
    files.insert(bundle::TEAMS.into(), print_teams(&paired.rows).into());
    let later = ["replace-", "replaced-", "teams-", "log-replace-"];
    files.retain(|name, _| !later.iter().any(|prefix| name.starts_with(prefix)));
}

/// The terminal record over the files as they are now.
fn end_again(files: &mut Files) {
    let inputs = Inputs::open(files, &InOrder);
    let key = inputs.as_ref().ok().and_then(|inputs| inputs.salt_key);
    if let Some(mut record) = files.get(bundle::RESULT).and_then(|bytes| ResultRecord::parse(bytes).ok()) {
        record.files = draw::recorded(files, key.as_ref());
        record = recounted(files).unwrap_or(record);
        files.insert(bundle::RESULT.into(), record.print().into());
    }
    if let Some(mut void) = files.get(bundle::VOID).and_then(|bytes| VoidRecord::parse(bytes).ok()) {
        if let Ok(commitment) = Commitment::parse(&files[bundle::COMMIT]) {
            (void.draw, void.attempt) = (commitment.draw, commitment.attempt);
        }
        void.commit = Digest::of(&files[bundle::COMMIT]);
        let record = recounted(files).map(|record| Digest::of(record.print().as_bytes()));
        void.would_be = record.or(void.would_be);
        files.insert(bundle::VOID.into(), void.print().into());
    }
}

/// The record with the counts of the draw recomputed, where the draw can be.
fn recounted(files: &Files) -> Option<ResultRecord> {
    let inputs = Inputs::open(files, &InOrder).ok()?;
    let seed = SeedTranscript::parse(&files[bundle::SEED]).ok()?.seed();
    let selections = draw::selections(&inputs, &seed, &InOrder).ok()?;
    let paired = draw::pair(&inputs, &selections, &seed, &InOrder).ok()?;
    Some(draw::record(&inputs, &selections, &paired, files))
}

/// The chain of replacements over the result as it is now.
fn replace_again(files: &mut Files, changed: &str) {
    let Some(request) = files.get(&request_file(1)) else { return };
    let Ok(mut request) = Request::parse(request) else { return };
    if changed != request_file(1) {
        request.after = Digest::of(&files[bundle::RESULT]);
        files.insert(request_file(1), request.print().into());
    }
    let Ok(mut replaced) = Replaced::parse(&files[&replaced_file(1)]) else { return };
    if changed == teams_file(1) {
        replaced.teams = Digest::of(&files[changed]);
        files.insert(replaced_file(1), replaced.print().into());
    } else if changed == replaced_file(1) {
        // Nothing rests on the outcome.
    } else if let Some((record, teams)) = carried_out(files, &request, &replaced) {
        files.insert(replaced_file(1), record.into());
        files.insert(teams_file(1), teams.into());
    }
}

fn carried_out(files: &Files, request: &Request, replaced: &Replaced) -> Option<(String, String)> {
    let inputs = Inputs::open(files, &InOrder).ok()?;
    let seed = SeedTranscript::parse(&files[bundle::SEED]).ok()?.seed();
    let selections = draw::selections(&inputs, &seed, &InOrder).ok()?;
    let paired = draw::pair(&inputs, &selections, &seed, &InOrder).ok()?;
    let state = State::of(&paired);
    let outcome = state.apply(&inputs, &selections, &seed, request, &replaced.pulses, &InOrder).ok()?;
    Some((outcome.record.print(), outcome.teams))
}

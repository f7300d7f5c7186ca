//! The readers of published texts, by name: what `tests/fuzz.rs` tries with fixed damage and the
//! crate in `fuzz/` with the guidance of coverage. An input is the name of a reader on a line of its
//! own, then the text.

use suicha::core::bundle;
use suicha::core::credit::{Act as CreditAct, Event as CreditEvent};
use suicha::core::frame::Frame;
use suicha::core::log::proof::{Consistency, Inclusion};
use suicha::core::log::tile::Tile;
use suicha::core::log::witness::Request as Cosigning;
use suicha::core::log::{Checkpoint, Entry, Policy, SignedNote};
use suicha::core::pairing::tables;
use suicha::core::plan::Plan;
use suicha::core::pseudonym;
use suicha::core::pulse::Pulse;
use suicha::core::receipt::Paper;
use suicha::core::record::{ResultRecord, VoidRecord};
use suicha::core::replace::{Replaced, Request};
use suicha::core::seed::{Commitment, SeedTranscript};
use suicha::core::select::{parse_selected, parse_thresholds, print_thresholds};
use suicha::core::witness::key::{CosignerKey, VerifierKey};
use suicha::core::witness::{Ceremony, parse_commit, parse_open};

/// Reads a text; `None` if it is refused, else what is printed for it.
pub type Reader = fn(&[u8]) -> Option<Vec<u8>>;

fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Readers of whole files by the beginning of the file's name; the longest that fits counts.
pub const FILES: [(&str, Reader); 23] = [
    ("plan-", |b| Plan::parse(b).ok().map(|x| x.print().into())),
    ("frame-", |b| Frame::parse(b).ok().map(|x| x.print().into())),
    ("commit.txt", |b| Commitment::parse(b).ok().map(|x| x.print().into())),
    ("seed.txt", |b| SeedTranscript::parse(b).ok().map(|x| x.print().into())),
    ("thresholds.csv", |b| parse_thresholds(b).ok().map(|x| print_thresholds(&x).into())),
    ("selected-", |b| parse_selected(b).ok().map(|_| b.to_vec())),
    ("drawn-", |b| {
        let ids = bundle::parse_drawn(b).ok()?;
        Some(bundle::print_drawn(ids.iter().map(|id| id.as_str()).collect()).into())
    }),
    ("pseudonyms.csv", |b| pseudonym::read(b).ok().map(|x| pseudonym::print(&x).into())),
    ("inspectors.csv", |b| {
        tables::parse_inspectors(utf8(b)?).ok().map(|x| tables::print_inspectors(&x).into())
    }),
    ("recusals.csv", |b| tables::parse_recusals(utf8(b)?).ok().map(|x| tables::print_recusals(&x).into())),
    ("teams.csv", |b| bundle::parse_teams(b).ok().map(|x| tables::print_teams(&x).into())),
    ("result.txt", |b| ResultRecord::parse(b).ok().map(|x| x.print().into())),
    ("void.txt", |b| VoidRecord::parse(b).ok().map(|x| x.print().into())),
    ("replace-", |b| Request::parse(b).ok().map(|x| x.print().into())),
    ("replaced-", |b| Replaced::parse(b).ok().map(|x| x.print().into())),
    ("credit-act", |b| CreditAct::parse(b).ok().map(|x| x.print().into())),
    ("credit-event", |b| CreditEvent::parse(b).ok().map(|x| x.print().into())),
    ("paper", |b| Paper::parse(b).ok().map(|x| x.print().into())),
    ("log-entries", |b| Tile::read_entries(b).map(|x| Tile::of_entries(x.into_iter()))),
    ("log-entry", |b| Entry::parse(b).ok().map(|x| x.print().into())),
    ("log-proof", |b| Inclusion::parse(b).ok().map(|x| x.print().into())),
    ("log-consistency", |b| Consistency::parse(b).ok().map(|x| x.print().into())),
    ("pulse-", |b| Pulse::parse(utf8(b)?).ok().map(|x| x.print().into())),
];

/// Readers whose texts have other spellings too, or that are checked by signature: no panic.
pub const LOOSE: [(&str, Reader); 10] = [
    ("note", |b| SignedNote::parse(b).ok().map(|x| x.to_string().into())),
    ("signed-paper", |b| Paper::open(b).ok().map(|(_, note)| note.to_string().into())),
    ("head", |b| Checkpoint::parse(utf8(b)?).ok().map(|x| x.print().into())),
    ("request", |b| Cosigning::parse(b).ok().map(|x| x.print().into())),
    ("policy", |b| Policy::parse(utf8(b)?).ok().map(|x| x.to_string().into())),
    ("witness-commit", |b| parse_commit(utf8(b)?).ok().map(|_| Vec::new())),
    ("witness-open", |b| parse_open(utf8(b)?).ok().map(|_| Vec::new())),
    ("ceremony", |b| Ceremony::parse(utf8(b)?).ok().map(|_| Vec::new())),
    ("verifier-key", |b| utf8(b)?.parse::<VerifierKey>().ok().map(|x| x.to_string().into())),
    ("cosigner-key", |b| utf8(b)?.parse::<CosignerKey>().ok().map(|x| x.to_string().into())),
];

/// Tries one input; `None` if it names no reader, else whether the text was accepted. A panic is a
/// finding, and so is a text that is accepted and printed otherwise.
pub fn tried(input: &[u8]) -> Option<bool> {
    let line = input.iter().position(|byte| *byte == b'\n')?;
    let (name, text) = (&input[..line], &input[line + 1..]);
    let of = |readers: &[(&str, Reader)]| {
        readers.iter().find(|(of, _)| of.as_bytes() == name).map(|(_, reader)| *reader)
    };
    let (reader, exact) = match (of(&FILES), of(&LOOSE)) {
        (Some(reader), _) => (reader, true),
        (None, reader) => (reader?, false),
    };
    let printed = reader(text);
    assert!(
        !exact || printed.as_ref().is_none_or(|printed| printed == text),
        "{}: accepted, and printed otherwise:\n{}",
        String::from_utf8_lossy(name),
        String::from_utf8_lossy(text)
    );
    Some(printed.is_some())
}

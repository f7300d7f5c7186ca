//! Receipts and answers made from the example draws, good ones and changed ones: what stands in
//! `tests/vectors/receipt`. The bureau signs the changed ones too; only their content is wrong.

use super::draw::examples;
use crate::common::replaced::Chain;
use suicha::core::bundle::{self, Files, Inputs};
use suicha::core::digest::Digest;
use suicha::core::draw::draw;
use suicha::core::id::{InspectorId, SubjectId};
use suicha::core::log::proof::Inclusion;
use suicha::core::log::tree::inclusion;
use suicha::core::log::{Attempt, Checkpoint, Entry, Event, Policy};
use suicha::core::merkle;
use suicha::core::receipt::enclosed::belongs;
use suicha::core::receipt::issue::{Asked, Issuer};
use suicha::core::receipt::{Challenge, Paper, Receipt};
use suicha::core::replace::{Recused, Skip, request_file};
use suicha::core::seed::SeedTranscript;
use suicha::core::spread::InOrder;
use suicha::core::time::{Date, Timestamp};
use suicha::core::witness::key::SignerKey;

/// The key of the bureau's log, from a name.
pub fn key(name: &str) -> SignerKey {
    let seed = Digest::of(format!("suicha test key of {name}").as_bytes());
    SignerKey::from_seed("log.example/suicha", seed.0).unwrap()
}

/// Who cannot be inspected in [`Drawn::replaced`], and who steps in: first and second of `class-b`
/// of the task `credit`; the other task draws neither.
pub const SKIPPED: &str = "91320381991053244Q";
pub const STEPPED_IN: &str = "91320381990958216P";

/// An example draw with its result and its log.
pub struct Drawn {
    pub files: Files,
    inputs: Inputs,
    proofs: Files,
}

impl Drawn {
    /// Draws an example again; inspectors get the cards `CARD-P01`, `CARD-P02`, …
    pub fn example(name: &str) -> Self {
        let (_, mut files) = examples().into_iter().find(|(example, _)| example == name).unwrap();
        let transcript = SeedTranscript::parse(&files[bundle::SEED]).unwrap();
        let made = |name: &str| {
            name.starts_with("selected-") || ["seed.txt", "thresholds.csv", "teams.csv"].contains(&name)
        };
        files.retain(|name, _| !made(name));
        let people = String::from_utf8(files[bundle::INSPECTORS].clone()).unwrap();
        let card = |row: &str| {
            let pseudonym = row.split(',').next().unwrap();
            format!("{pseudonym},CARD-{}\n", pseudonym.to_uppercase())
        };
        let cards: String = people.lines().skip(1).map(card).collect();
        files.insert(bundle::PSEUDONYMS.into(), format!("pseudonym,inspector\n{cards}").into());
        let files = draw(&files, &transcript, &InOrder).unwrap().files;
        let inputs = Inputs::open(&files, &InOrder).unwrap();
        let proofs = proofs(&files, &inputs);
        Self { files, inputs, proofs }
    }

    /// `example-4` with three replacements behind it: [`SKIPPED`] cannot be inspected and
    /// [`STEPPED_IN`] comes in its place; an officer is ill; another is recused from one subject.
    pub fn replaced() -> Self {
        let Self { files, .. } = Self::example("example-4");
        let mut chain = Chain::of(files);
        let name = |text: &str| text.parse().unwrap();
        let mut request = chain.nothing();
        let (id, evidence) = (SubjectId::new(SKIPPED).unwrap(), Digest::of(b"photo"));
        request.skips.push(Skip { id, code: name("closed"), evidence });
        chain.replace(&request).unwrap();
        let mut request = chain.nothing();
        request.unavailable.push((chain.state.rows[0].pseudonym.clone(), name("ill")));
        chain.replace(&request).unwrap();
        let mut request = chain.nothing();
        let row = chain.state.rows.last().unwrap();
        let (pseudonym, id) = (row.pseudonym.clone(), row.id.clone());
        request.recused.push(Recused { pseudonym, id, code: name("kin") });
        chain.replace(&request).unwrap();
        let proofs = proofs(&chain.files, &chain.inputs);
        Self { files: chain.files, inputs: chain.inputs, proofs }
    }

    /// Rows of a table of four columns.
    pub fn rows(&self, file: &str) -> Vec<[String; 4]> {
        let text = String::from_utf8(self.files[file].clone()).unwrap();
        let row = |row: &str| row.split(',').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        text.lines().skip(1).map(row).collect()
    }

    fn issuer(&self, told: bool, visits: bool) -> Issuer<'_> {
        let mut enclosed = self.files.clone();
        enclosed.retain(|name, _| belongs(name, &self.inputs.commitment));
        let hidden = [bundle::SEED, bundle::THRESHOLDS];
        enclosed.retain(|name, _| told || !hidden.contains(&name.as_str()));
        enclosed.extend(self.proofs.clone());
        let attempts = 1..self.inputs.commitment.attempt;
        let earlier = attempts.map(|n| (n, Digest::of(format!("void {n}").as_bytes()))).collect();
        Issuer { inputs: &self.inputs, files: &self.files, enclosed, earlier, outcomes: told, visits }
    }

    /// The receipt of a subject, once everything is public.
    pub fn subject(&self, id: &str) -> Receipt {
        self.issuer(true, true).subject(&SubjectId::new(id).unwrap(), &InOrder).unwrap().unwrap()
    }

    /// The same before the embargo ends, at the visit or not.
    pub fn early(&self, id: &str, visit: bool) -> Receipt {
        self.issuer(false, visit).subject(&SubjectId::new(id).unwrap(), &InOrder).unwrap().unwrap()
    }

    /// The receipt of an inspector.
    pub fn inspector(&self, card: &str) -> Receipt {
        self.issuer(true, true).inspector(&InspectorId::new(card).unwrap(), &InOrder).unwrap().unwrap()
    }

    /// The answer to a challenge.
    pub fn challenge(&self, id: &str) -> Challenge {
        let mut issuer = self.issuer(false, false);
        let wanted = |name: &str| {
            name.starts_with("plan-")
                || [bundle::COMMIT, bundle::LOG_COMMIT, bundle::LOG_POLICY].contains(&name)
        };
        issuer.enclosed.retain(|name, _| wanted(name));
        let (at, due) = (Timestamp(1_694_775_603), Date::new(2023, 10, 13).unwrap());
        issuer
            .challenge(&Asked { number: 1, subject: &SubjectId::new(id).unwrap(), at, due }, &InOrder)
            .unwrap()
    }

    /// Subjects by what became of them in a task: drawn in order, then the reserve in order.
    pub fn selected(&self, task: &str) -> Vec<String> {
        let text = String::from_utf8(self.files[&format!("selected-{task}.csv")].clone()).unwrap();
        text.lines().skip(1).map(|row| row.split(',').nth(2).unwrap().to_owned()).collect()
    }

    /// Subjects that a task drew.
    pub fn drawn_by(&self, task: &str) -> Vec<String> {
        let text = String::from_utf8(self.files[&format!("selected-{task}.csv")].clone()).unwrap();
        let drawn = text.lines().filter(|row| row.ends_with(",drawn"));
        drawn.map(|row| row.split(',').nth(2).unwrap().to_owned()).collect()
    }

    /// Rows of a frame.
    pub fn frame(&self, task: &str) -> Vec<[String; 4]> {
        self.rows(&format!("frame-{task}.csv"))
    }
}

/// Commitment, openings and result in a log of their own, each proved under its last head.
fn proofs(files: &Files, inputs: &Inputs) -> Files {
    let attempt = Attempt::new(&inputs.commitment.draw, inputs.commitment.attempt);
    let transcript = SeedTranscript::parse(&files[bundle::SEED]).unwrap();
    let mut events = vec![(bundle::LOG_COMMIT.to_owned(), Event::Commit(attempt.clone()), inputs.commit)];
    for (name, _) in transcript.witnesses.iter().filter(|(_, r)| r.is_some()) {
        let event = Event::Reveal(attempt.clone(), name.clone());
        events.push((bundle::log_opening(name), event, Digest::of(name.as_str().as_bytes())));
    }
    let result = Digest::of(&files[bundle::RESULT]);
    events.push((bundle::LOG_RESULT.into(), Event::Result(attempt.clone()), result));
    for number in (1..).take_while(|n| files.contains_key(&request_file(*n))) {
        let event = Event::Replace(attempt.clone(), number);
        events.push((bundle::log_replace(number), event, Digest::of(&files[&request_file(number)])));
    }
    let entry = |(at, (_, event, hash)): (i64, &(String, Event, Digest))| Entry {
        event: event.clone(),
        hash: *hash,
        at: Timestamp(1_694_775_600 + at),
    };
    let entries: Vec<Entry> = (0..).zip(&events).map(entry).collect();
    let leaves: Vec<Digest> = entries.iter().map(Entry::leaf).collect();
    let key = key("log");
    let size = leaves.len() as u64;
    let head = Checkpoint { origin: key.verifier().name().into(), size, root: merkle::root(&leaves) };
    let note = head.sign(&key);
    let beside = |index: u64| -> Vec<Digest> {
        let ranges = inclusion(index, size);
        ranges.iter().map(|r| merkle::root(&leaves[r.start as usize..r.end as usize])).collect()
    };
    let proof = |(index, entry): (u64, &Entry)| {
        Inclusion { entry: entry.clone(), index, hashes: beside(index), note: note.clone() }.print().into()
    };
    let names = events.iter().map(|(name, ..)| name.clone());
    let mut proofs: Files = names.zip((0..).zip(&entries).map(proof)).collect();
    let policy = Policy::of_log(key.verifier().clone());
    proofs.insert(bundle::LOG_POLICY.into(), policy.to_string().into());
    proofs
}

/// One vector: name, what a reader must say (nothing: accept it), why, and the file.
pub struct Vector {
    pub name: &'static str,
    pub refuse: Option<&'static str>,
    pub why: &'static str,
    pub bytes: Vec<u8>,
}

/// Signs as the bureau.
pub fn signed(paper: &Paper) -> Vec<u8> {
    paper.sign(&key("log")).to_string().into()
}

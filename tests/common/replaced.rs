//! Random draws with some replacements behind them, carried out by the program itself: subjects
//! that cannot be inspected, officers who cannot go. The pulse is a genuine one, so that the bundles
//! pass every check.

use super::random::{Dice, random_draw};
use super::tree;
use suicha::core::bundle::{self, Files, Inputs};
use suicha::core::digest::Digest;
use suicha::core::draw::{pair, selections};
use suicha::core::id::Name;
use suicha::core::pulse::Pulse;
use suicha::core::replace::{
    Recused, ReplaceError, Request, Skip, State, pulse_file, replaced_file, request_file, teams_file,
};
use suicha::core::seed::{BeaconValue, SeedTranscript};
use suicha::core::spread::InOrder;
use suicha::core::time::Timestamp;

/// When round 657413 of quicknet was published.
pub const PULSED: i64 = 1_694_775_603;
/// The lead of the random plans, in seconds.
const LEAD: i64 = 600;

/// A draw, how it stands after its replacements, and its files.
pub struct Chain {
    pub files: Files,
    pub inputs: Inputs,
    pub selections: Vec<suicha::core::select::Selection>,
    pub seed: Digest,
    pub state: State,
    /// How many replacements were carried out.
    pub done: u32,
}

/// A random draw with up to `most` replacements in a row; `None` where the draw has no teams.
pub fn replaced_draw(number: u64, most: u32) -> Option<Chain> {
    let mut chain = Chain::of(random_draw(number)?);
    let mut dice = Dice::new(number ^ 0x5eed);
    for _ in 0..most {
        if chain.state.rows.is_empty() {
            break;
        }
        let request = chain.request(&mut dice);
        match chain.replace(&request) {
            Ok(()) => {}
            Err(ReplaceError::Pairing(_)) => break,
            Err(e) => panic!("draw {number}, replacement {}: {e}\n{}", request.number, request.print()),
        }
    }
    Some(chain)
}

impl Chain {
    /// A draw before any replacement.
    pub fn of(files: Files) -> Self {
        let inputs = Inputs::open(&files, &InOrder).unwrap();
        let seed = SeedTranscript::parse(&files[bundle::SEED]).unwrap().seed();
        let selections = selections(&inputs, &seed, &InOrder).unwrap();
        let state = State::of(&pair(&inputs, &selections, &seed, &InOrder).unwrap());
        Self { files, inputs, selections, seed, state, done: 0 }
    }

    /// A request without reasons, with the pulse that follows it.
    pub fn nothing(&self) -> Request {
        let before = if self.done == 0 { bundle::RESULT.to_owned() } else { replaced_file(self.done) };
        let commitment = &self.inputs.commitment;
        Request {
            draw: commitment.draw.clone(),
            attempt: commitment.attempt,
            number: self.done + 1,
            after: Digest::of(&self.files[&before]),
            at: Timestamp(PULSED - LEAD),
            skips: Vec::new(),
            unavailable: Vec::new(),
            recused: Vec::new(),
            pulses: pulses().into_iter().map(|(value, _)| (value.beacon, value.round)).collect(),
        }
    }

    /// One to three things that happened, each possible as the draw stands.
    fn request(&self, dice: &mut Dice) -> Request {
        let name = |text: &str| Name::new(text).unwrap();
        let mut request = self.nothing();
        for _ in 0..1 + dice.below(3) {
            let row = &self.state.rows[dice.below(self.state.rows.len())];
            match dice.below(5) {
                0 => request.unavailable.push((row.pseudonym.clone(), name("ill"))),
                1 => request.recused.push(Recused {
                    pseudonym: row.pseudonym.clone(),
                    id: row.id.clone(),
                    code: name("kin"),
                }),
                _ => request.skips.push(Skip {
                    id: row.id.clone(),
                    code: name(dice.pick(&["closed", "moved"])),
                    evidence: Digest::of(b"photo"),
                }),
            }
        }
        request.skips.sort();
        request.skips.dedup_by(|a, b| a.id == b.id);
        request.unavailable.sort();
        request.unavailable.dedup();
        request.recused.sort();
        request.recused.dedup();
        request
    }

    /// Stores a request; what follows from it is not known yet.
    pub fn ask(&mut self, request: &Request) {
        assert_eq!(Request::parse(request.print().as_bytes()).as_ref(), Ok(request));
        self.files.insert(request_file(request.number), request.print().into());
    }

    /// Carries a request out and stores everything.
    pub fn replace(&mut self, request: &Request) -> Result<(), ReplaceError> {
        let (values, files): (Vec<BeaconValue>, Vec<Vec<u8>>) = pulses().into_iter().unzip();
        let (inputs, selections) = (&self.inputs, &self.selections);
        let outcome = self.state.apply(inputs, selections, &self.seed, request, &values, &InOrder)?;
        self.ask(request);
        for (value, bytes) in values.iter().zip(files) {
            self.files.insert(pulse_file(request.number, &value.beacon), bytes);
        }
        self.files.insert(teams_file(request.number), outcome.teams.into());
        self.files.insert(replaced_file(request.number), outcome.record.print().into());
        self.state = outcome.state;
        self.done = request.number;
        Ok(())
    }
}

/// The pulse of every request, with its file.
fn pulses() -> Vec<(BeaconValue, Vec<u8>)> {
    let bytes = std::fs::read(tree("tests/vectors/pulse/good-quicknet-657413.txt")).unwrap();
    let pulse = Pulse::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
    let beacon = Name::new(&pulse.beacon().to_string()).unwrap();
    vec![(BeaconValue { beacon, round: pulse.round().into(), value: pulse.value().into() }, bytes)]
}

//! Replacements on random draws: whatever happens, everybody else keeps place and seat, and the
//! whole stays within the rules (which [`State::apply`] checks on its rows).

use crate::common::random::{Dice, random_draw};
use std::collections::BTreeSet;
use suicha::core::bundle::{self, Inputs};
use suicha::core::digest::Digest;
use suicha::core::draw;
use suicha::core::id::Name;
use suicha::core::replace::{Recused, ReplaceError, Request, Skip, State};
use suicha::core::seed::{BeaconValue, SeedTranscript};
use suicha::core::spread::InOrder;
use suicha::core::time::Timestamp;

const DRAWS: u64 = 120;
const CHAIN: u32 = 3;

#[test]
fn chains_of_replacements_move_nobody_else() {
    let (mut done, mut stepped, mut short) = (0, 0, 0);
    for number in 0..DRAWS {
        let Some(mut files) = random_draw(number) else { continue };
        // The random plans know no replace codes; the check of the codes has a test of its own.
        files.retain(|name, _| !name.starts_with("result"));
        let mut inputs = Inputs::open(&files, &InOrder).unwrap();
        inputs.tasks.iter_mut().for_each(|task| task.plan.replace = vec![Name::new("closed").unwrap()]);
        let seed = SeedTranscript::parse(&files[bundle::SEED]).unwrap().seed();
        let selections = draw::selections(&inputs, &seed, &InOrder).unwrap();
        let paired = draw::pair(&inputs, &selections, &seed, &InOrder).unwrap();
        let mut state = State::of(&paired);
        let mut dice = Dice::new(number);
        for chain in 1..=CHAIN {
            if state.rows.is_empty() {
                break;
            }
            let request = request(&inputs, &state, chain, &mut dice);
            let pulses = [BeaconValue {
                beacon: Name::new("dice").unwrap(),
                round: "r".into(),
                value: number.to_string(),
            }];
            let apply = || state.apply(&inputs, &selections, &seed, &request, &pulses, &InOrder);
            let outcome = match apply() {
                Ok(outcome) => outcome,
                Err(ReplaceError::Pairing(_)) => {
                    short += 1;
                    break;
                }
                Err(e) => panic!("draw {number}, replacement {chain}: {e}\n{}", request.print()),
            };
            assert_eq!(apply().unwrap().record, outcome.record, "the same again");
            let gone: BTreeSet<_> = request.skips.iter().map(|skip| &skip.id).collect();
            let ill: BTreeSet<_> = request.unavailable.iter().map(|(who, _)| who).collect();
            let recused: BTreeSet<_> = request.recused.iter().map(|r| (&r.pseudonym, &r.id)).collect();
            let rows = &outcome.state.rows;
            assert!(rows.iter().all(|row| !gone.contains(&row.id) && !ill.contains(&row.pseudonym)));
            assert!(rows.iter().all(|row| !recused.contains(&(&row.pseudonym, &row.id))));
            let stays = state.rows.iter().filter(|row| {
                !gone.contains(&row.id)
                    && !ill.contains(&row.pseudonym)
                    && !recused.contains(&(&row.pseudonym, &row.id))
            });
            for row in stays {
                let kept = rows.iter().any(|new| (&new.id, &new.pseudonym) == (&row.id, &row.pseudonym));
                assert!(kept, "draw {number}: {} left {}", row.pseudonym, row.id);
            }
            stepped += outcome.record.steps.iter().filter(|step| step.into.is_some()).count();
            done += 1;
            state = outcome.state;
        }
    }
    println!("{done} replacements, {stepped} subjects stepped in, {short} could not be filled");
    assert!(done > 100 && stepped > 20, "{done} {stepped}");
}

fn request(inputs: &Inputs, state: &State, number: u32, dice: &mut Dice) -> Request {
    let name = |text: &str| Name::new(text).unwrap();
    let row = &state.rows[dice.below(state.rows.len())];
    let other = &state.rows[dice.below(state.rows.len())];
    let mut request = Request {
        draw: inputs.commitment.draw.clone(),
        attempt: inputs.commitment.attempt,
        number,
        after: Digest::of(b"before"),
        at: Timestamp(1_694_775_603),
        skips: Vec::new(),
        unavailable: Vec::new(),
        recused: Vec::new(),
        pulses: vec![(name("dice"), "r".into())],
    };
    match dice.below(4) {
        0 => request.unavailable.push((row.pseudonym.clone(), name("ill"))),
        1 => request.recused.push(Recused {
            pseudonym: row.pseudonym.clone(),
            id: row.id.clone(),
            code: name("kin"),
        }),
        _ => request.skips.push(Skip {
            id: row.id.clone(),
            code: name("closed"),
            evidence: Digest::of(b"photo"),
        }),
    }
    if dice.once_in(2) && request.unavailable.is_empty() && other.id != row.id {
        request.unavailable.push((other.pseudonym.clone(), name("ill")));
    }
    request
}

//! Replacements on random draws: whatever happens, everybody else keeps place and seat, and the
//! whole stays within the rules (which [`State::apply`] checks on its rows).

use crate::common::replaced::replaced_draw;
use std::collections::BTreeSet;
use suicha::core::bundle::{TEAMS, parse_teams};
use suicha::core::pairing::tables::TeamRow;
use suicha::core::replace::{Replaced, Request, replaced_file, request_file, teams_file};

const DRAWS: u64 = 120;
const CHAIN: u32 = 3;
/// A draw in which a subject with a widened seat steps into one more task: its seats get other
/// numbers, and whoever holds them keeps them all the same.
const RENUMBERED: u64 = 823;

#[test]
fn chains_of_replacements_move_nobody_else() {
    let (mut done, mut stepped) = (0, 0);
    for number in (0..DRAWS).chain([RENUMBERED]) {
        let Some(chain) = replaced_draw(number, CHAIN) else { continue };
        let mut before = parse_teams(&chain.files[TEAMS]).unwrap();
        for n in 1..=chain.done {
            let request = Request::parse(&chain.files[&request_file(n)]).unwrap();
            let record = Replaced::parse(&chain.files[&replaced_file(n)]).unwrap();
            let after = parse_teams(&chain.files[&teams_file(n)]).unwrap();
            moves_nobody_else(&request, &before, &after, number);
            stepped += record.steps.iter().filter(|step| step.into.is_some()).count();
            done += 1;
            before = after;
        }
    }
    println!("{done} replacements, {stepped} subjects stepped in");
    assert!(done > 100 && stepped > 20, "{done} {stepped}");
}

fn moves_nobody_else(request: &Request, before: &[TeamRow], after: &[TeamRow], number: u64) {
    let gone: BTreeSet<_> = request.skips.iter().map(|skip| &skip.id).collect();
    let ill: BTreeSet<_> = request.unavailable.iter().map(|(who, _)| who).collect();
    let recused: BTreeSet<_> = request.recused.iter().map(|r| (&r.pseudonym, &r.id)).collect();
    let stays = |row: &&TeamRow| {
        let recused = recused.contains(&(&row.pseudonym, &row.id));
        !gone.contains(&row.id) && !ill.contains(&row.pseudonym) && !recused
    };
    assert!(after.iter().all(|row| stays(&row)), "draw {number}: {}", request.print());
    for row in before.iter().filter(stays) {
        let kept = after.iter().any(|new| (&new.id, &new.pseudonym) == (&row.id, &row.pseudonym));
        assert!(kept, "draw {number}: {} left {}", row.pseudonym, row.id);
    }
}

//! The audit by repetition: it leaves the protocol's own draw alone, and refutes each of four
//! planted defects. Test seeds follow from the commitment, so nothing here differs from run to run.

use crate::cli::Bureau;
use crate::common::{read_bundle, tree};
use suicha::core::bundle::Inputs;
use suicha::core::digest::Digest;
use suicha::core::frame::Frame;
use suicha::core::lang::Lang;
use suicha::core::select::{Selection, counted};
use suicha::core::spread::InOrder;
use suicha::core::ticket::TaskSeed;
use suicha::fairness::{Redrawn, Report, Teams, audit, redraw};
use suicha::workers::AllCores;

const SEEDS: u64 = 300;

#[test]
fn the_draw_of_the_protocol_is_not_refuted() {
    for number in 1..=5 {
        let report = audited(number, redraw);
        let refuted = refuted(&report);
        assert!(refuted.is_empty(), "example-{number}: {refuted:?}");
        assert_eq!(report.verdict.refuted, 0);
        println!("example-{number}: {} tests, {} short", report.verdict.tests, report.short);
    }
}

#[test]
fn one_more_than_the_quota_is_refuted() {
    let report = audited(2, |inputs, seed| {
        let mut redrawn = redraw(inputs, seed)?;
        let strata = redrawn.selections.iter_mut().flatten().flat_map(|selection| &mut selection.strata);
        strata.for_each(|stratum| stratum.quota = (stratum.quota + 1).min(stratum.ranked.len() as u64));
        Ok(redrawn)
    });
    assert!(
        refuted(&report).iter().any(|what| what.contains("draws that are not")),
        "{:?}",
        refuted(&report)
    );
}

#[test]
fn an_order_by_the_low_bits_is_refuted() {
    // Four values, so that ties go to the smaller id.
    let low_bits = |row: usize, ticket: &Digest| Some((ticket.0[31] % 4, row));
    let report = audited(4, |inputs, seed| ordered(inputs, seed, &low_bits));
    let refuted = refuted(&report);
    for what in ["times each subject was drawn", "chi-square"] {
        assert!(refuted.iter().any(|found| found.contains(what)), "{what}: {refuted:?}");
    }
}

#[test]
fn a_row_that_is_skipped_is_refuted() {
    let without_seventh = |row: usize, ticket: &Digest| (row != 7).then_some((*ticket, row));
    let report = audited(4, |inputs, seed| ordered(inputs, seed, &without_seventh));
    let refuted = refuted(&report);
    assert!(refuted.iter().any(|what| what.contains("times each subject was drawn")), "{refuted:?}");
    // The same order with every row is the protocol's.
    let all = |row: usize, ticket: &Digest| Some((*ticket, row));
    let report = audited(4, |inputs, seed| ordered(inputs, seed, &all));
    assert_eq!(report.verdict.refuted, 0);
}

#[test]
fn a_favourite_among_equals_is_refuted() {
    // The first officer of a team by pseudonym leads it.
    let report = audited(1, |inputs, seed| {
        let mut redrawn = redraw(inputs, seed)?;
        if let Some(Teams::Formed(rows)) = &mut redrawn.teams {
            for team in rows.chunk_by_mut(|a, b| a.id == b.id) {
                let first = team.iter().map(|row| row.pseudonym.clone()).min();
                team.iter_mut().for_each(|row| row.lead = Some(&row.pseudonym) == first.as_ref());
            }
        }
        Ok(redrawn)
    });
    assert!(refuted(&report).iter().all(|what| what.contains("leads")), "{:?}", refuted(&report));
    assert!(report.verdict.refuted > 0);
}

#[test]
fn the_command_reports_and_exits() {
    let place = Bureau::bare();
    let example = tree("tests/vectors/draw/example-1");
    let example = example.to_str().unwrap();
    let args = ["fairness", example, "--seeds", "30", "-q"];
    let first = place.run(&args).ok().says(&[
        "on 30 public test seeds",
        "task food, stratum high: draws that are not",
        "inspectors' seats",
        "none refuted",
        "never a reason to redraw",
    ]);
    assert_eq!(place.run(&args).ok().out, first.out);
    place.run(&[&args[..], &["--json"]].concat()).ok().says(&["\"fair\": true", "\"level\": \"1/1000\""]);
    place.run(&["fairness", example, "--seeds", "0"]).exits(2);
}

/// What is refuted, in English.
fn refuted(report: &Report) -> Vec<String> {
    let refuted = report.findings.iter().filter(|finding| finding.refuted > 0);
    refuted.map(|finding| finding.what(Lang::En).to_owned()).collect()
}

fn audited(example: u32, redraw: impl Fn(&Inputs, &Digest) -> Result<Redrawn, String> + Sync) -> Report {
    let files = read_bundle(&tree(&format!("tests/vectors/draw/example-{example}")));
    let inputs = Inputs::open(&files, &InOrder).unwrap();
    let mut last = 0;
    let report = audit(&inputs, SEEDS, &redraw, &AllCores, &mut |done| last = done).unwrap();
    assert_eq!((last, report.seeds), (SEEDS, SEEDS));
    report
}

/// The first draw once more, in an order of the test's own; rows without a key are left out.
fn ordered<K: Ord>(
    inputs: &Inputs,
    seed: &Digest,
    key: &impl Fn(usize, &Digest) -> Option<K>,
) -> Result<Redrawn, String> {
    let of_task = |task: &suicha::core::bundle::TaskInput| {
        let frame: &Frame = task.frame.as_ref().unwrap();
        let tickets = TaskSeed::new(seed, task.plan.domain.as_str()).tickets();
        let mut strata = counted(&task.plan, frame).unwrap();
        for stratum in &mut strata {
            let ours =
                |row: &usize| frame.eligible(*row) && frame.row(*row).stratum == stratum.stratum.as_str();
            let rows = (0..frame.len()).filter(ours).map(|row| (row, tickets.of(frame.id(row))));
            let mut keyed: Vec<_> =
                rows.filter_map(|(row, ticket)| Some((key(row, &ticket)?, row as u32, ticket))).collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            stratum.ranked = keyed.into_iter().map(|(_, row, ticket)| (row, ticket)).collect();
        }
        Some(Selection { strata })
    };
    Ok(Redrawn { selections: inputs.tasks.iter().map(of_task).collect(), teams: None })
}

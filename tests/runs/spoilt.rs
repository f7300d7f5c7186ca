//! The vectors of `tests/vectors/receipt`: good papers, and such as are wrong in one thing each.

use super::papers::{Drawn, Vector, key, signed};
use suicha::core::bundle;
use suicha::core::digest::Digest;
use suicha::core::id::{Name, SubjectId};
use suicha::core::receipt::challenge::Found;
use suicha::core::receipt::{Challenge, Holder, Paper, Place, Receipt};

pub fn good(name: &'static str, why: &'static str, paper: Paper) -> Vector {
    Vector { name, refuse: None, why, bytes: signed(&paper) }
}

/// All of them.
pub fn vectors() -> Vec<Vector> {
    let (open, sealed) = (Drawn::example("example-1"), Drawn::example("example-4"));
    let empty = Drawn::example("example-5");
    let selected = open.selected("public-info");
    let (first, reserve) = (&selected[0], &selected[12]);
    let rows = open.frame("public-info");
    let excluded = &rows.iter().find(|row| row[3] != "ok").unwrap()[0];
    let neither = rows.iter().find(|row| row[3] == "ok" && !selected.contains(&row[0])).unwrap();
    let hidden = &sealed.frame("credit")[3][0];
    let subject = |id: &str| Paper::Receipt(open.subject(id));
    let answer = |drawn: &Drawn, id: &str| Paper::Challenge(drawn.challenge(id));
    let mut vectors = vec![
        good("good-drawn.txt", "drawn, with the rows of its officers", subject(first)),
        good("good-reserve.txt", "in the reserve of a task", subject(reserve)),
        good("good-not-drawn.txt", "neither drawn nor in the reserve of a task", subject(&neither[0])),
        good("good-excluded.txt", "a row that could not be drawn", subject(excluded)),
        good(
            "good-embargo.txt",
            "before the embargo ends: no seed",
            Paper::Receipt(open.early(first, false)),
        ),
        good("good-visit.txt", "the same, handed over at the visit", Paper::Receipt(open.early(first, true))),
        good("good-sealed.txt", "a sealed task, second attempt", Paper::Receipt(sealed.subject(hidden))),
        good("good-inspector.txt", "an inspector", Paper::Receipt(open.inspector("CARD-P01"))),
        good("good-challenge-included.txt", "a row that could be drawn", answer(&open, first)),
        good("good-challenge-excluded.txt", "a row that could not", answer(&open, excluded)),
        good(
            "good-challenge-absent.txt",
            "between two rows of each frame",
            answer(&open, "91320381MA1ABCDE8R"),
        ),
        good("good-challenge-first.txt", "before the first row", answer(&open, "0")),
        good("good-challenge-last.txt", "behind the last row", answer(&open, "Z")),
        good("good-challenge-empty.txt", "one frame is empty", answer(&empty, "Z")),
        good("good-challenge-auditor.txt", "absent from a sealed frame", answer(&sealed, "0")),
    ];
    vectors.extend(bad_receipts(&open, &sealed));
    vectors.extend(bad_answers(&open));
    vectors.extend(super::spoilt_replaced::vectors());
    vectors.extend(bad_texts(&open.subject(first)));
    vectors
}

/// Name, a part of the message, why, and what is changed.
pub type Change = (&'static str, &'static str, &'static str, fn(&mut Receipt));

fn bad_receipts(open: &Drawn, sealed: &Drawn) -> Vec<Vector> {
    let base = open.subject(&open.selected("public-info")[0]);
    let change = |(name, refuse, why, change): Change| {
        let mut receipt = base.clone();
        change(&mut receipt);
        receipt.officers.sort();
        receipt.leaves.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
        Vector { name, refuse: Some(refuse), why, bytes: signed(&Paper::Receipt(receipt)) }
    };
    let mut vectors: Vec<Vector> =
        [&bad_rows()[..], &bad_outcomes(), &bad_files()].concat().into_iter().map(change).collect();
    let mut team = open.subject(&not_drawn(open));
    team.officers = base.officers.clone();
    team.leaves.extend(base.leaves.iter().filter(|leaf| leaf.file == bundle::INSPECTORS).cloned());
    let (refuse, why) = (Some("no task drew"), "a team for somebody whom nobody drew");
    vectors.push(Vector { name: "bad-team.txt", refuse, why, bytes: signed(&Paper::Receipt(team)) });
    let mut label = sealed.subject(&sealed.frame("credit")[3][0]);
    let own = label.outcomes.iter_mut().filter(|outcome| outcome.task.as_str() == "credit");
    own.for_each(|outcome| outcome.label = Name::new("s99").unwrap());
    let (refuse, why) = (Some("a line credit,s99"), "no such label");
    vectors.push(Vector { name: "bad-label.txt", refuse, why, bytes: signed(&Paper::Receipt(label)) });
    vectors
}

fn frame(receipt: &Receipt) -> usize {
    receipt.leaves.iter().position(|leaf| leaf.file == "frame-public-info.csv").unwrap()
}

fn outcome(receipt: &Receipt) -> usize {
    receipt.outcomes.iter().position(|outcome| outcome.task.as_str() == "public-info").unwrap()
}

fn replace(receipt: &mut Receipt, file: &str, from: &str, to: &str) {
    let text = String::from_utf8(receipt.files[file].clone()).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    receipt.files.insert(file.into(), text.replacen(from, to, 1).into());
}

fn bad_rows() -> [Change; 11] {
    [
        ("bad-row.txt", "rows: ", "the row has another pool", |r| {
            let at = frame(r);
            r.leaves[at].row =
                r.leaves[at].row.replace("s01", "s99").replace("s02", "s99").replace("s03", "s99");
        }),
        ("bad-salt.txt", "lead elsewhere", "another salt", |r| r.leaves[0].salt = Digest::of(b"salt")),
        ("bad-index.txt", "lead elsewhere", "another place in the file", |r| r.leaves[0].index ^= 1),
        ("bad-path-short.txt", "lead elsewhere", "a hash is missing", |r| {
            r.leaves[0].path.pop();
        }),
        ("bad-path-long.txt", "lead elsewhere", "a hash too many", |r| {
            r.leaves[0].path.push(Digest::of(b"x"))
        }),
        ("bad-holder.txt", "a row of ", "the rows are somebody else's", |r| {
            r.holder = Holder::Subject(SubjectId::new("91320381MA1ABCDE8R").unwrap());
        }),
        ("bad-file.txt", "a row of ", "no file of this name is committed", |r| {
            r.leaves[0].file = "frame-a.csv".into()
        }),
        ("bad-no-rows.txt", "one row of the holder", "nothing is proved", |r| {
            (r.leaves, r.outcomes, r.officers) = (vec![], vec![], vec![]);
        }),
        ("bad-frame-enclosed.txt", "no list", "a list of other people's rows", |r| {
            r.files.insert("frame-food.csv".into(), b"id,stratum,pool,status\n".to_vec());
        }),
        ("bad-officer.txt", "rows of", "an officer without a row", |r| {
            r.officers[0].pseudonym = Name::new("p99").unwrap();
        }),
        ("bad-two-leads.txt", "one of them the lead", "one officer leads", |r| {
            r.officers.iter_mut().for_each(|officer| officer.lead = true);
        }),
    ]
}

fn bad_outcomes() -> [Change; 8] {
    [
        ("bad-ticket.txt", "the ticket ", "another ticket", |r| {
            let at = outcome(r);
            r.outcomes[at].ticket = Digest::of(b"ticket");
        }),
        ("bad-stratum.txt", "the stratum ", "another stratum's line", |r| {
            let at = outcome(r);
            r.outcomes[at].label = Name::new("low").unwrap();
        }),
        ("bad-not-drawn.txt", "what the ticket ", "drawn, but told otherwise", |r| {
            let at = outcome(r);
            r.outcomes[at].place = Place::NotDrawn;
        }),
        ("bad-drawn-reserve.txt", "what the ticket ", "drawn, but told to be in the reserve", |r| {
            let at = outcome(r);
            r.outcomes[at].place = Place::Reserve(1);
        }),
        ("bad-rank-zero.txt", "what the ticket ", "ranks are counted from 1", |r| {
            let at = outcome(r);
            r.outcomes[at].place = Place::Drawn(0);
        }),
        ("bad-rank-last.txt", "what the ticket ", "only the threshold itself has the last rank", |r| {
            let at = outcome(r);
            r.outcomes[at].place = Place::Drawn(12);
        }),
        ("bad-outcome-missing.txt", "an outcome", "a row that could be drawn has none", |r| {
            let at = outcome(r);
            r.outcomes.remove(at);
        }),
        ("bad-outcome-without-row.txt", "a row behind its outcome", "no row of that task", |r| {
            let at = frame(r);
            r.leaves.remove(at);
        }),
    ]
}

fn bad_files() -> [Change; 7] {
    [
        ("bad-threshold.txt", "record: ", "the result does not vouch for this threshold", |r| {
            let line = String::from_utf8(r.files[bundle::THRESHOLDS].clone()).unwrap();
            let line = line.lines().find(|line| line.starts_with("scales")).unwrap().to_owned();
            let changed = format!("{}f", &line[..line.len() - 1]);
            replace(r, bundle::THRESHOLDS, &line, &changed);
        }),
        ("bad-result.txt", "log-result.txt", "another result than the logged one", |r| {
            replace(r, bundle::RESULT, "seats ", "seats 1");
        }),
        ("bad-plan.txt", "plan-food.txt", "another plan than the committed one", |r| {
            replace(r, "plan-food.txt", "reserve 2", "reserve 3");
        }),
        ("bad-attempt.txt", "expected 320381-2023-09/2", "the files are of another attempt", |r| {
            r.attempt = 2;
            r.earlier = vec![(1, Digest::of(b"void"))];
        }),
        ("bad-opening.txt", "openings: ", "a witness opened something else", |r| {
            replace(r, bundle::SEED, "witness audit.example c", "witness audit.example d");
        }),
        ("bad-early-outcome.txt", "the seed behind", "an outcome without a seed", |r| {
            r.files.retain(|name, _| ![bundle::SEED, bundle::THRESHOLDS].contains(&name.as_str()));
        }),
        ("bad-pulse-forged.txt", "beacon: ", "a pulse that nobody signed", |r| {
            replace(r, bundle::SEED, "b713718a", "b713718b");
            r.outcomes.clear();
            r.officers.clear();
            r.leaves.retain(|leaf| leaf.file.starts_with("frame-"));
            let ends = [bundle::RESULT, bundle::LOG_RESULT, bundle::THRESHOLDS];
            r.files.retain(|name, _| !ends.contains(&name.as_str()));
        }),
    ]
}

/// A subject that no task drew and no reserve holds.
fn not_drawn(open: &Drawn) -> String {
    let taken: Vec<String> =
        ["food", "public-info", "scales"].iter().flat_map(|task| open.selected(task)).collect();
    let rows = ["food", "public-info"].iter().flat_map(|task| open.frame(task));
    rows.map(|[id, ..]| id).find(|id| !taken.contains(id)).unwrap()
}

fn bad_answers(open: &Drawn) -> Vec<Vector> {
    type Change<'a> = (&'static str, &'static str, &'static str, &'a dyn Fn(&mut Challenge));
    let changes: [Change; 6] = [
        ("bad-challenge-neighbour.txt", "rows that prove absent", "one neighbour is not enough", &|c| {
            c.answers[0].leaves.pop();
        }),
        ("bad-challenge-gap.txt", "rows that prove absent", "the rows are no neighbours of the id", &|c| {
            c.subject = SubjectId::new("0").unwrap();
        }),
        ("bad-challenge-task.txt", "an answer for each", "a task is not answered", &|c| {
            drop(c.answers.pop())
        }),
        ("bad-challenge-auditor.txt", "rows that prove auditor", "an open frame needs no auditor", &|c| {
            c.answers[0].found = Found::Auditor;
            c.answers[0].leaves.clear();
        }),
        ("bad-challenge-word.txt", "rows that prove included", "absent, but told otherwise", &|c| {
            c.answers[0].found = Found::Included;
        }),
        ("bad-challenge-row.txt", "lead elsewhere", "a neighbour that is not committed", &|c| {
            c.answers[0].leaves[0].salt = Digest::of(b"salt");
        }),
    ];
    let base = open.challenge("91320381MA1ABCDE8R");
    let change = |(name, refuse, why, change): Change| {
        let mut answer = base.clone();
        change(&mut answer);
        Vector { name, refuse: Some(refuse), why, bytes: signed(&Paper::Challenge(answer)) }
    };
    changes.into_iter().map(change).collect()
}

/// Texts that no printer writes, and signatures that are not the bureau's.
fn bad_texts(receipt: &Receipt) -> Vec<Vector> {
    let bytes = signed(&Paper::Receipt(receipt.clone()));
    let text = String::from_utf8(bytes).unwrap();
    let (body, signature) = text.rsplit_once("\n\n").unwrap();
    let bad =
        |name, refuse, why, text: String| Vector { name, refuse: Some(refuse), why, bytes: text.into() };
    let stranger = Paper::Receipt(receipt.clone()).sign(&key("stranger")).to_string();
    let (before, line) = body.split_once("outcome public-info ").unwrap();
    let rank = format!("{before}outcome public-info {}", line.replacen(" drawn 1\n", " drawn 2\n", 1));
    assert_ne!(rank, body);
    vec![
        bad("bad-foreign-key.txt", "signature: ", "signed with another key of the same name", stranger),
        bad(
            "bad-rank-unsigned.txt",
            "signature: ",
            "changed after signing",
            format!("{rank}\n\n{signature}"),
        ),
        bad("bad-unsigned.txt", "no signed note", "nobody signed", format!("{body}\n")),
        bad("bad-signed-twice.txt", "one signature", "two signatures", format!("{text}{signature}")),
        bad("bad-version.txt", "first line", "another version", text.replacen("receipt/1", "receipt/2", 1)),
        bad(
            "bad-trailing-line.txt",
            "no such line",
            "a line too many",
            format!("{body}\nnote x\n\n{signature}"),
        ),
        bad("bad-empty-line.txt", "empty", "an empty line", format!("{body}\n\nvisit\n\n{signature}")),
        bad("bad-carriage-return.txt", "control character", "CR LF", text.replacen('\n', "\r\n", 1)),
        bad(
            "bad-lines.txt",
            "",
            "a file with fewer lines than it says",
            text.replacen("begin commit.txt 1", "begin commit.txt 2", 1),
        ),
        bad(
            "bad-base64.txt",
            "enclosed as base64",
            "the log's files are base64",
            text.replacen("base64 log-", "base64 xlog-", 1),
        ),
    ]
}

//! `tests/vectors/receipt`: receipts and answers, good and bad, read by the program and by the
//! reference, each bad one refused for the reason its `MANIFEST` gives. With
//! `SUICHA_WRITE_VECTORS` set they are written anew.

use super::papers::{Drawn, Vector, key, signed};
use crate::common::{names, tree};
use std::process::Command;
use suicha::core::bundle;
use suicha::core::digest::Digest;
use suicha::core::id::{Name, SubjectId};
use suicha::core::receipt::challenge::Found;
use suicha::core::receipt::{Challenge, Holder, Paper, Part, Place, Receipt, verify};
use suicha::core::verify::Trust;

/// Refusals that only a reader who checks signatures can give.
const BY_SIGNATURE: [&str; 3] = ["bad-foreign-key.txt", "bad-rank-unsigned.txt", "bad-pulse-forged.txt"];

#[test]
fn every_paper_is_accepted_or_refused_for_its_reason() {
    let directory = tree("tests/vectors/receipt");
    let vectors = vectors();
    if std::env::var("SUICHA_WRITE_VECTORS").is_ok() {
        std::fs::create_dir_all(&directory).unwrap();
        vectors.iter().for_each(|v| std::fs::write(directory.join(v.name), &v.bytes).unwrap());
        std::fs::write(directory.join("MANIFEST"), manifest(&vectors)).unwrap();
    }
    assert_eq!(std::fs::read_to_string(directory.join("MANIFEST")).unwrap(), manifest(&vectors));
    let mut known: Vec<&str> = vectors.iter().map(|vector| vector.name).chain(["MANIFEST"]).collect();
    known.sort_unstable();
    assert_eq!(names(&directory), known);
    let mut wrong = Vec::new();
    for vector in &vectors {
        let bytes = std::fs::read(directory.join(vector.name)).unwrap();
        assert!(bytes == vector.bytes, "{} is not what the program makes", vector.name);
        match (said(&bytes), vector.refuse) {
            (Ok(()), None) => assert!(Paper::open(&bytes).unwrap().0.print().as_bytes() == text(&bytes)),
            (Err(said), Some(part)) if said.contains(part) => {}
            (said, _) => wrong.push(format!("{}: {said:?}", vector.name)),
        }
        if let Some(said) = reference(vector.name) {
            let refuse = vector.refuse.is_some() && !BY_SIGNATURE.contains(&vector.name);
            if said.is_err() != refuse {
                wrong.push(format!("{}: the reference says {said:?}", vector.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_changed_byte_of_a_receipt_is_noticed() {
    let example = Drawn::example("example-1");
    let receipt = example.subject(&example.selected("public-info")[0]);
    let bytes = signed(&Paper::Receipt(receipt));
    assert_eq!(said(&bytes), Ok(()));
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        assert!(said(&bytes).is_err(), "byte {at} of\n{}", String::from_utf8_lossy(&bytes));
    }
    for cut in (0..bytes.len()).step_by(7) {
        assert!(said(&bytes[..cut]).is_err(), "cut at {cut}");
    }
}

/// Every subject and inspector of every example has a receipt that holds.
#[test]
fn every_row_of_the_examples_has_its_receipt() {
    for name in ["example-1", "example-4", "example-5"] {
        let example = Drawn::example(name);
        let tasks: Vec<String> = example
            .files
            .keys()
            .filter_map(|name| Some(name.strip_prefix("frame-")?.strip_suffix(".csv")?.to_owned()))
            .collect();
        for id in tasks.iter().flat_map(|task| example.frame(task)).map(|[id, ..]| id).step_by(5) {
            let receipt = Paper::Receipt(example.subject(&id));
            assert_eq!(said(&signed(&receipt)), Ok(()), "{name} {id}");
            assert_eq!(Paper::parse(receipt.print().as_bytes()), Ok(receipt), "{name} {id}");
        }
        for id in ["0", "5", "91320381MA1ABCDE8R", "Z"] {
            let answer = Paper::Challenge(example.challenge(id));
            assert_eq!(said(&signed(&answer)), Ok(()), "{name} {id}");
            assert_eq!(Paper::parse(answer.print().as_bytes()), Ok(answer), "{name} {id}");
        }
    }
}

fn said(bytes: &[u8]) -> Result<(), String> {
    let report = verify(bytes, &Trust::default()).map_err(|e| e.to_string())?;
    match report.first_failure() {
        None => Ok(()),
        Some((part, d)) => Err(format!("{}: {d}", Part::word(part))),
    }
}

fn text(bytes: &[u8]) -> &[u8] {
    let end = bytes.windows(2).rposition(|pair| pair == b"\n\n").unwrap();
    &bytes[..=end]
}

/// What the Python reader says; nothing where there is no Python.
fn reference(name: &str) -> Option<Result<(), String>> {
    let said = Command::new("python3")
        .arg(tree("tests/reference/receipt.py"))
        .arg(tree("tests/vectors/receipt").join(name))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    Some(if said.status.success() { Ok(()) } else { Err(words) })
}

fn manifest(vectors: &[Vector]) -> String {
    let line = |vector: &Vector| {
        let wanted = vector.refuse.map_or("accept".to_owned(), |part| format!("refuse: {part}"));
        format!("{} | {wanted} | {}\n", vector.name, vector.why)
    };
    let mut lines: Vec<String> = vectors.iter().map(line).collect();
    lines.sort();
    format!(
        "# `suicha-receipt/1` and `suicha-challenge/1`, from the draws of ../draw. The log's key: Ed25519 seed\n\
         # SHA-256(\"suicha test key of log\"). It protects nothing. Cards are CARD-P01, CARD-P02, …\n\
         # Bad papers are signed all the same; {} fail by a signature alone.\n\
         # file | accept, or refuse with a part of the message | what it is, or why it must fail\n{}",
        BY_SIGNATURE.join(", "),
        lines.concat()
    )
}

fn good(name: &'static str, why: &'static str, paper: Paper) -> Vector {
    Vector { name, refuse: None, why, bytes: signed(&paper) }
}

fn vectors() -> Vec<Vector> {
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
    vectors.extend(bad_texts(&open.subject(first)));
    vectors
}

type Change<'a> = (&'static str, &'static str, &'static str, &'a dyn Fn(&mut Receipt));

fn bad_receipts(open: &Drawn, sealed: &Drawn) -> Vec<Vector> {
    let selected = open.selected("public-info");
    let frame = |receipt: &Receipt| {
        receipt.leaves.iter().position(|leaf| leaf.file == "frame-public-info.csv").unwrap()
    };
    let task =
        |receipt: &Receipt| receipt.outcomes.iter().position(|o| o.task.as_str() == "public-info").unwrap();
    let replace = |receipt: &mut Receipt, file: &str, from: &str, to: &str| {
        let text = String::from_utf8(receipt.files[file].clone()).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        receipt.files.insert(file.into(), text.replacen(from, to, 1).into());
    };
    let changes: [Change; 26] = [
        ("bad-row.txt", "rows: ", "the row has another pool", &|r| {
            let at = frame(r);
            r.leaves[at].row =
                r.leaves[at].row.replace("s01", "s99").replace("s02", "s99").replace("s03", "s99");
        }),
        ("bad-salt.txt", "lead elsewhere", "another salt", &|r| r.leaves[0].salt = Digest::of(b"salt")),
        ("bad-index.txt", "lead elsewhere", "another place in the file", &|r| r.leaves[0].index ^= 1),
        ("bad-path-short.txt", "lead elsewhere", "a hash is missing", &|r| drop(r.leaves[0].path.pop())),
        ("bad-path-long.txt", "lead elsewhere", "a hash too many", &|r| {
            r.leaves[0].path.push(Digest::of(b"x"))
        }),
        ("bad-holder.txt", "a row of ", "the rows are somebody else's", &|r| {
            r.holder = Holder::Subject(SubjectId::new("91320381MA1ABCDE8R").unwrap());
        }),
        ("bad-file.txt", "a row of ", "no file of this name is committed", &|r| {
            r.leaves[0].file = "frame-a.csv".into()
        }),
        ("bad-no-rows.txt", "one row of the holder", "nothing is proved", &|r| {
            (r.leaves, r.outcomes, r.officers) = (vec![], vec![], vec![]);
        }),
        ("bad-ticket.txt", "the ticket ", "another ticket", &|r| {
            let at = task(r);
            r.outcomes[at].ticket = Digest::of(b"ticket");
        }),
        ("bad-stratum.txt", "the stratum ", "another stratum's line", &|r| {
            let at = task(r);
            r.outcomes[at].label = Name::new("low").unwrap();
        }),
        ("bad-not-drawn.txt", "what the ticket ", "drawn, but told otherwise", &|r| {
            let at = task(r);
            r.outcomes[at].place = Place::NotDrawn;
        }),
        ("bad-drawn-reserve.txt", "what the ticket ", "drawn, but told to be in the reserve", &|r| {
            let at = task(r);
            r.outcomes[at].place = Place::Reserve(1);
        }),
        ("bad-rank-zero.txt", "what the ticket ", "ranks are counted from 1", &|r| {
            let at = task(r);
            r.outcomes[at].place = Place::Drawn(0);
        }),
        ("bad-rank-last.txt", "what the ticket ", "only the threshold itself has the last rank", &|r| {
            let at = task(r);
            r.outcomes[at].place = Place::Drawn(12);
        }),
        ("bad-outcome-missing.txt", "an outcome", "a row that could be drawn has none", &|r| {
            let at = task(r);
            r.outcomes.remove(at);
        }),
        ("bad-outcome-without-row.txt", "a row behind its outcome", "no row of that task", &|r| {
            let at = frame(r);
            r.leaves.remove(at);
        }),
        ("bad-threshold.txt", "record: ", "the result does not vouch for this threshold", &|r| {
            let line = String::from_utf8(r.files[bundle::THRESHOLDS].clone()).unwrap();
            let line = line.lines().find(|line| line.starts_with("scales")).unwrap().to_owned();
            let changed = format!("{}f", &line[..line.len() - 1]);
            replace(r, bundle::THRESHOLDS, &line, &changed);
        }),
        ("bad-result.txt", "log-result.txt", "another result than the logged one", &|r| {
            replace(r, bundle::RESULT, "seats ", "seats 1");
        }),
        ("bad-plan.txt", "plan-food.txt", "another plan than the committed one", &|r| {
            replace(r, "plan-food.txt", "reserve 2", "reserve 3");
        }),
        ("bad-attempt.txt", "expected 320381-2023-09/2", "the files are of another attempt", &|r| {
            r.attempt = 2;
            r.earlier = vec![(1, Digest::of(b"void"))];
        }),
        ("bad-opening.txt", "openings: ", "a witness opened something else", &|r| {
            replace(r, bundle::SEED, "witness audit.example c", "witness audit.example d");
        }),
        ("bad-frame-enclosed.txt", "no list", "a list of other people's rows", &|r| {
            r.files.insert("frame-food.csv".into(), b"id,stratum,pool,status\n".to_vec());
        }),
        ("bad-officer.txt", "rows of", "an officer without a row", &|r| {
            r.officers[0].pseudonym = Name::new("p99").unwrap();
        }),
        ("bad-two-leads.txt", "one of them the lead", "one officer leads", &|r| {
            r.officers.iter_mut().for_each(|officer| officer.lead = true);
        }),
        ("bad-early-outcome.txt", "the seed behind", "an outcome without a seed", &|r| {
            [bundle::SEED, bundle::THRESHOLDS].map(|name| r.files.remove(name));
        }),
        ("bad-pulse-forged.txt", "beacon: ", "a pulse that nobody signed", &|r| {
            replace(r, bundle::SEED, "b713718a", "b713718b");
            r.outcomes.clear();
            r.officers.clear();
            r.leaves.retain(|leaf| leaf.file.starts_with("frame-"));
            [bundle::RESULT, bundle::LOG_RESULT, bundle::THRESHOLDS].map(|name| r.files.remove(name));
        }),
    ];
    let base = open.subject(&selected[0]);
    let change = |(name, refuse, why, change): Change| {
        let mut receipt = base.clone();
        change(&mut receipt);
        receipt.officers.sort();
        receipt.leaves.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
        Vector { name, refuse: Some(refuse), why, bytes: signed(&Paper::Receipt(receipt)) }
    };
    let mut vectors: Vec<Vector> = changes.into_iter().map(change).collect();
    let mut team = open.subject(&sealed_free(open));
    team.officers = base.officers.clone();
    team.leaves.extend(base.leaves.iter().filter(|leaf| leaf.file == bundle::INSPECTORS).cloned());
    let (refuse, why) = (Some("no task drew"), "a team for somebody whom nobody drew");
    vectors.push(Vector { name: "bad-team.txt", refuse, why, bytes: signed(&Paper::Receipt(team)) });
    let mut label = sealed.subject(&sealed.frame("credit")[3][0]);
    label
        .outcomes
        .iter_mut()
        .filter(|o| o.task.as_str() == "credit")
        .for_each(|o| o.label = Name::new("s99").unwrap());
    let (refuse, why) = (Some("a line credit,s99"), "no such label");
    vectors.push(Vector { name: "bad-label.txt", refuse, why, bytes: signed(&Paper::Receipt(label)) });
    vectors
}

/// A subject that no task drew and no reserve holds.
fn sealed_free(open: &Drawn) -> String {
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
    let rank = body.replacen(" drawn 1\n", " drawn 2\n", 1);
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

//! `suicha import penalties|permits|complaints|commitments|listings`: rows become events of the credit
//! archive. Every row is checked against what is known of its subject, every problem is listed, and what
//! is right is one act; the same rows again change nothing.

use super::book::{self, Book, Draft};
use crate::cli::Import;
use crate::command::answer::Answer;
use crate::command::import::{encoding, mapping};
use crate::command::outcome::not_stored;
use crate::command::output::Output;
use crate::command::people::signer;
use crate::command::{day, logged, unreadable};
use crate::core::credit::feedback;
use crate::core::credit::intake::{Broken, Intake, Taken, open_listing, same_number, says_the_same};
use crate::core::credit::words::{Flag, Kind};
use crate::core::credit::{Code, Event, History, Question, Verb, check};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::lang::counted;
use crate::core::registry::{RowIssue, Severity};
use crate::core::row::{CreditRow, CreditSort, Field, Rule};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Source, Tally};
use crate::people::{Credit, Duty};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Lines on the screen at most; the whole list goes to `--issues`.
const SHOWN: usize = 20;

/// Fen from which a fine is rare enough to be looked at again: 100 万元. Whoever writes 500 yuan as 500 is told.
const LARGE: u64 = 100_000_000;

/// What becomes of the rows.
#[derive(Default)]
struct Done {
    entered: Vec<Event>,
    known: u64,
    late: u64,
    rejected: u64,
}

/// Imports one kind of rows.
pub async fn run<S: CreditSort>(env: &mut Env, args: &Import) -> Result<Answer> {
    let inputs: Vec<PathBuf> = args.files.iter().chain(&args.map).cloned().collect();
    let issues = args.issues.as_deref().map(|path| Output::new(path, args.replace, &inputs)).transpose()?;
    let signer = signer(env, Duty::Credit(Credit::Record))?;
    let archive = env.archive().await?;
    logged::in_turn(env, &archive).await?;
    book::whole(&archive).await?;
    let today = today(env, args.as_of.as_deref())?;
    let next = archive.next_credit_act().await?;
    let (mut tally, rows) = read::<S>(env, args)?;
    let mut digests = BTreeMap::new();
    for file in &args.files {
        let bytes = std::fs::read(file).map_err(|e| unreadable(file, &e))?;
        digests.insert(file.display().to_string(), Digest::of(&bytes));
    }
    let calendar = crate::command::deadlines::calendar(env)?;
    let (rules, version) = super::rules::in_use(env)?;
    let question = Question::new(&rules, &calendar, today);
    let body = env.config.body.clone();
    let late = args.reason.clone().unwrap_or_default();
    let intake = Intake { question: &question, body: &body, late: &late };
    let mut done = Done::default();
    let mut by_subject: BTreeMap<&SubjectId, Vec<&CreditRow<S>>> = BTreeMap::new();
    rows.iter().for_each(|row| by_subject.entry(&row.subject).or_default().push(row));
    for (id, mut rows) in by_subject {
        rows.sort_by_key(|row| row.day.or(row.removed_on));
        let book = Book::open(env, &archive, id, today).await?;
        let stranger = book.subject.is_none();
        let mut shelf = Shelf { events: book.events.clone(), book: &book, intake: &intake };
        for row in rows {
            let document = digests.get(&row.file).copied().unwrap_or(Digest::of(b""));
            let told = match stranger {
                true => Err((Rule::CreditStranger, Field::Subject)),
                false => shelf.take(row, document),
            };
            for broken in done.settle(told) {
                let issue = issue(row, broken);
                *tally.issues_total.entry(issue.rule).or_default() += 1;
                tally.issues.push(issue);
            }
        }
    }
    tally.issues.sort_by(|a, b| (&a.file, a.row, a.rule).cmp(&(&b.file, b.row, b.rule)));
    tally.accepted = tally.accepted.saturating_sub(done.rejected);
    tally.rejected += done.rejected;
    if let Some(file) = issues {
        file.write(|out| ingest::write_issues(out, file.format, &tally, env.lang))?;
    }
    let mut number = None;
    let held_back = args.all_or_nothing && tally.rejected > 0;
    if !done.entered.is_empty() && !args.dry_run && !held_back {
        let mut sources: Vec<Digest> = digests.into_values().collect();
        sources.sort_unstable();
        sources.dedup();
        let draft = Draft {
            rules: version,
            verb: Verb::Import,
            object: S::WORD,
            sources,
            proposal: None,
            letter: None,
            day: None,
            hearing: None,
            reason: "",
            number: next,
        };
        number = Some(book::store(env, &archive, &signer, draft, &done.entered).await?);
    }
    Ok(told::<S>(env, args, &tally, &done, number))
}

/// The day the rows are told on.
fn today(env: &Env, as_of: Option<&str>) -> Result<Date> {
    let today = env.now().date();
    if let Some(given) = as_of.map(day).transpose()?.filter(|given| *given != today) {
        return Err(Error::said(
            Exit::Usage,
            format!("--as-of {given} 不用于信用记录：记录日期就是今天（{today}）"),
            format!("--as-of {given} is not for records of credit: they are recorded today ({today})"),
        )
        .advice(
            "每条记录有自己的日期；补录请说明原因",
            "each record has a day of its own; late ones say why",
        ));
    }
    Ok(today)
}

/// What is known of a subject while its rows are taken in.
struct Shelf<'a> {
    events: Vec<Event>,
    book: &'a Book,
    intake: &'a Intake<'a>,
}

impl Shelf<'_> {
    /// The events of a row that are new, or what speaks against it.
    fn take<S: CreditSort>(&mut self, row: &CreditRow<S>, document: Digest) -> Result<Vec<Event>, Broken> {
        let Taken { record, removal } = self.intake.take(row, self.book.form, document)?;
        let (before, mut new) = (self.events.len(), Vec::new());
        let result = self.put(row, record, removal, &mut new);
        if result.is_err() {
            self.events.truncate(before);
        }
        result.map(|()| new)
    }

    fn put<S: CreditSort>(
        &mut self,
        row: &CreditRow<S>,
        record: Option<Event>,
        removal: Option<Event>,
        new: &mut Vec<Event>,
    ) -> Result<(), Broken> {
        let mut about = None;
        if let Some(mut event) = record {
            if event.kind == Kind::Listing {
                event.about = self.penalty_of(&event);
            }
            if event.kind == Kind::Feedback && !self.events.iter().any(|known| says_the_same(known, &event)) {
                let history = self.history();
                let told = feedback::Told { events: &self.events, history: &history, form: self.book.form };
                event.about = Some(told.target(&event, self.intake.question)?);
            }
            about = Some(self.add(event, new)?);
        }
        let Some(mut removal) = removal else { return Ok(()) };
        if about.is_none() {
            let ground = crate::core::credit::intake::ground(&row.ground, self.book.form);
            let history = self.history();
            let removed = self.events.iter().find(|known| says_the_same(known, &removal));
            about = removed
                .and_then(|known| known.about)
                .or_else(|| open_listing(self.intake.question, self.book.form, &history, ground?));
        }
        removal.about = Some(about.ok_or((Rule::CreditTarget, Field::RemovedOn))?);
        self.add(removal, new).map(drop)
    }

    /// Adds an event unless it is known; its name.
    fn add(&mut self, event: Event, new: &mut Vec<Event>) -> Result<Digest, Broken> {
        if let Some(known) = self.events.iter().find(|known| says_the_same(known, &event)) {
            return Ok(known.digest());
        }
        if self.events.iter().any(|known| same_number(known, &event)) {
            return Err((Rule::CreditNumber, Field::Number));
        }
        let question = self.intake.question;
        let refusals = check(&event, &self.history(), self.book.form, question.rules, question.calendar);
        if let Some(refusal) = refusals.first() {
            let (rule, field) = refusal.of_row();
            return Err((
                rule,
                match field {
                    Field::Late if event.kind == Kind::Penalty => Field::Day,
                    Field::Until if event.details.ban.is_some() => Field::Ban,
                    _ => field,
                },
            ));
        }
        let digest = event.digest();
        new.push(event.clone());
        self.events.push(event);
        Ok(digest)
    }

    fn history(&self) -> History {
        History::new(&self.events).expect("events were about known ones before")
    }

    /// The penalty of the same case, which a serious listing follows from.
    fn penalty_of(&self, listing: &Event) -> Option<Digest> {
        let ground = listing.details.ground?;
        let same = |event: &&Event| event.kind == Kind::Penalty && event.case == listing.case;
        let found = self.events.iter().rev().find(same);
        found.filter(|_| ground.is_serious() && listing.case.is_some()).map(Event::digest)
    }
}

impl Done {
    /// Counts what became of a row; what there is to tell about it.
    fn settle(&mut self, told: Result<Vec<Event>, Broken>) -> Vec<Broken> {
        match told {
            Err(broken) => {
                self.rejected += 1;
                vec![broken]
            }
            Ok(events) if events.is_empty() => {
                self.known += 1;
                vec![(Rule::CreditKnown, Field::Number)]
            }
            Ok(events) => {
                let late = events.iter().any(|event| event.late.is_some());
                let bare = events.iter().any(without_penalty);
                let mild = events.iter().any(not_grave);
                let large = events.iter().any(|event| event.details.fine >= Some(LARGE));
                self.late += u64::from(late);
                self.entered.extend(events);
                let told = [
                    (late, (Rule::CreditLateTold, Field::Late)),
                    (bare, (Rule::CreditNoPenalty, Field::Case)),
                    (mild, (Rule::CreditNotGrave, Field::Flags)),
                    (large, (Rule::CreditLarge, Field::Fine)),
                ];
                told.into_iter().filter(|(yes, _)| *yes).map(|(_, told)| told).collect()
            }
        }
    }
}

/// Whether a serious listing names no penalty where its ground asks for one: court documents and refusals to comply do not.
fn without_penalty(event: &Event) -> bool {
    let court = |code: Code| matches!(code, Code::Ser11 | Code::SerJud | Code::SerX | Code::Abn3Y);
    let serious = event.details.ground.is_some_and(|ground| ground.is_serious() && !court(ground));
    event.kind == Kind::Listing && serious && event.about.is_none()
}

/// Whether a penalty names a ground of the serious list and nobody says that it is grave.
fn not_grave(event: &Event) -> bool {
    let Event { kind, details, .. } = event;
    *kind == Kind::Penalty && details.ground.is_some() && !details.flags.has(Flag::Grave)
}

fn read<S: CreditSort>(env: &Env, args: &Import) -> Result<(Tally, Vec<CreditRow<S>>)> {
    let mapping = mapping(args.map.as_deref())?;
    let codebook = env.config.codebook()?;
    let source = Source {
        mapping: mapping.as_ref(),
        encoding: encoding(args.encoding.as_deref())?,
        accept_suggestions: args.accept_suggestions,
        ..Source::of(&args.files, &codebook)
    };
    let mut rows = Vec::new();
    let tally = ingest::credit::<S>(&source, &mut |_| (), &mut |more| {
        rows.extend(more);
        Ok(())
    })?;
    rows.sort_by(|a: &CreditRow<S>, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
    Ok((tally, rows))
}

fn issue<S: CreditSort>(row: &CreditRow<S>, (rule, field): Broken) -> RowIssue {
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let value = match field {
        Field::Subject => row.subject.to_string(),
        Field::Number => row.number.clone(),
        Field::Day => day(row.day),
        Field::RemovedOn => day(row.removed_on),
        Field::Ground => row.ground.clone(),
        Field::Fine => row.fine.map_or_else(String::new, crate::core::credit::unit::wan_of_fen),
        Field::Late => row.late.clone(),
        Field::Published => day(row.published),
        Field::Ban => day(row.ban),
        Field::Until => day(row.until),
        Field::Year => row.year.map_or_else(String::new, |year| year.to_string()),
        Field::Kinds => row.kinds.iter().map(|kind| kind.said().0).collect::<Vec<_>>().join("、"),
        Field::Flags => row.flags.iter().map(|flag| flag.said().0).collect::<Vec<_>>().join("、"),
        Field::Manner => row.manner.map_or_else(String::new, |manner| manner.said().0.to_owned()),
        Field::RemovalReason => {
            row.removal_reason.map_or_else(String::new, |reason| reason.said().0.to_owned())
        }
        Field::Case => row.case.clone(),
        _ => String::new(),
    };
    RowIssue {
        file: row.file.clone(),
        row: row.row,
        column: CreditRow::<S>::heading(field).into(),
        value,
        severity: rule.severity(),
        rule,
        id: Some(row.subject.clone()),
        suggestion: None,
    }
}

fn told<S: CreditSort>(env: &Env, args: &Import, tally: &Tally, done: &Done, act: Option<u32>) -> Answer {
    let lang = env.lang;
    let mut text = String::new();
    let mut worst: Vec<&RowIssue> = tally.issues.iter().collect();
    worst.sort_by_key(|issue| issue.severity);
    if !env.quiet {
        for issue in worst.iter().filter(|issue| issue.severity <= Severity::Warning).take(SHOWN) {
            text.push_str(&format!("{}\n", ingest::issue_line(issue, lang)));
        }
        for (severity, code, message, rows) in ingest::summary(tally, lang) {
            let severity = ingest::severity_word(severity, lang);
            text.push_str(&format!("  {severity} {code} ×{rows}: {message}\n"));
        }
    }
    let (entered, known, late) = (done.entered.len(), done.known, done.late);
    let Tally { rows_in: rows, rejected, skipped, merged, .. } = *tally;
    text.push_str(&lang.pick(
        format!("读入{rows}行：新增事件{entered}条（补录{late}行），已有{known}，拒收{rejected}，跳过{skipped}，合并{merged}\n"),
        format!("{} read: {} entered ({} told late), {known} known, {rejected} rejected, {skipped} skipped, {merged} merged\n", counted(rows, "row"), counted(entered as u64, "event"), counted(late, "row")),
    ));
    text.push_str(&match act {
        Some(number) => lang.pick(
            format!("已保存，信用操作编号 {number}\n"),
            format!("stored as act {number} about credit\n"),
        ),
        None => not_stored(args.dry_run, entered, lang).into(),
    });
    let document = |issue: &RowIssue| {
        json!({
            "file": issue.file, "row": issue.row, "column": issue.column, "value": issue.value,
            "severity": ingest::severity_word(issue.severity, crate::core::lang::Lang::En),
            "rule": issue.rule.code(), "id": issue.id.as_ref().map(|id| id.as_str()),
        })
    };
    let nothing = rows == skipped;
    let exit = (rejected > 0 || nothing).then_some(Exit::Rejected);
    let events: Vec<Value> = done
        .entered
        .iter()
        .map(|event| json!({"subject": event.subject.as_str(), "kind": event.kind.word(), "digest": event.digest().hex()}))
        .collect();
    let json = json!({
        "kind": S::WORD, "act": act, "dry_run": args.dry_run, "rows": rows, "entered": entered,
        "late": late, "known": known, "rejected": rejected, "skipped": skipped, "merged": merged,
        "events": events, "issues": tally.issues.iter().map(document).collect::<Vec<_>>(),
    });
    Answer::new(text, json).with_exit(exit)
}

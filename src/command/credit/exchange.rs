//! `suicha credit export`: lists, penalties, licences and joint measures for other departments, as CSV and
//! JSON with a data dictionary and a manifest. What changed since the exchange before is told by folding its
//! day again with what was known then: nothing is stored, and the same days give the same bytes.

mod files;
mod manifest;

use super::book::Book;
use super::rules;
use crate::archive::{Archive, EventRow, RosterId};
use crate::cli::CreditExport;
use crate::command::answer::Answer;
use crate::command::{day, deadlines, rejected};
use crate::core::credit::exchange::{Dictionary, Form as Type, Gone, Party, Record, Scene, Table, gone};
use crate::core::credit::words::Form;
use crate::core::credit::{Event, Question, public};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::lang::Twin;
use crate::core::registry::{Group, RosterKind};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use files::Package;
use manifest::{Counts, Known, Manifest, Previous};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// What of the archive counts.
#[derive(Clone, Copy)]
struct Limit {
    as_of: Date,
    acts: u32,
    roster: Option<RosterId>,
}

/// Everything public on a day.
#[derive(Default)]
struct State {
    records: BTreeMap<SubjectId, Vec<Record>>,
    withdrawn: Vec<Withdrawn>,
    /// The last act with an event.
    acts: u32,
}

/// A record that was there.
struct Withdrawn {
    table: Table,
    key: String,
    number: String,
    why: Gone,
    on: Date,
}

/// Writes an exchange.
pub async fn run(env: &Env, args: &CreditExport) -> Result<Answer> {
    let today = env.now().date();
    let as_of = args.as_of.as_deref().map_or(Ok(today), day)?;
    if as_of > today {
        let (zh, en) = (format!("{as_of} 还没有到"), format!("{as_of} has not come yet"));
        return Err(
            Error::said(Exit::Timing, zh, en).advice("请用今天或以前的日期", "name today or a day before")
        );
    }
    let before = args.since.as_deref().map(Manifest::read).transpose()?;
    let archive = env.archive().await?;
    let (rules, version) = rules::in_use(env)?;
    let rules_digest = version.hex();
    let calendar = deadlines::calendar(env)?;
    let mut then = State::default();
    if let Some((manifest, _)) = &before {
        let limit = limit_of(manifest, as_of)?;
        let question = Question::new(&rules, &calendar, limit.as_of);
        then = state(&archive, &scene(env, &question), limit, &BTreeMap::new()).await?;
        if then.digest().hex() != manifest.state {
            if !args.full {
                return Err(other_state(manifest, &rules_digest));
            }
            // A snapshot replaces what cannot be told again.
            then = State::default();
        }
    }
    let roster = archive.latest_roster(RosterKind::Subjects, as_of).await?.map(|roster| roster.id);
    let question = Question::new(&rules, &calendar, as_of);
    let scene = scene(env, &question);
    let now = state(&archive, &scene, Limit { as_of, acts: u32::MAX, roster }, &then.records).await?;
    let full = args.full || before.is_none();
    let mut package = Package::new(scene.dictionary, full);
    fill(&scene, &mut package, &then, &now);
    check(scene.dictionary, &package)?;
    let mut manifest = Manifest {
        body: env.config.body.clone(),
        kind: if full { "full" } else { "changes" }.into(),
        as_of: as_of.to_string(),
        known: Known {
            acts: now.acts,
            roster: roster.map_or_else(String::new, |roster| roster.to_string()),
            rules: rules_digest,
        },
        state: now.digest().hex(),
        counts: package.counts.clone(),
        ..Manifest::new()
    };
    if let Some((earlier, digest)) = before {
        manifest.sequence = earlier.sequence + 1;
        manifest.previous =
            Some(Previous { sequence: earlier.sequence, as_of: earlier.as_of, manifest: digest.hex() });
    }
    let written = package.write(&args.out, &mut manifest)?;
    Ok(answer(env, args, &manifest, written))
}

fn scene<'a>(env: &'a Env, question: &'a Question<'a>) -> Scene<'a> {
    Scene { dictionary: Dictionary::embedded(), question, source: &env.config.body }
}

fn limit_of(manifest: &Manifest, as_of: Date) -> Result<Limit> {
    let then = manifest.day().unwrap_or(as_of);
    if as_of < then {
        return Err(Error::said(
            Exit::Usage,
            format!("{as_of} 早于上次交换的日期 {then}"),
            format!("{as_of} lies before the day of the exchange before, {then}"),
        )
        .advice("请用上次交换当日或以后的日期", "name its day or a later one"));
    }
    Ok(Limit { as_of: then, acts: manifest.known.acts, roster: RosterId::parse(&manifest.known.roster) })
}

fn other_state(manifest: &Manifest, rules: &str) -> Error {
    let (zh, en) = match manifest.known.rules == rules {
        false => ("上次交换使用的是另一规则集", "the exchange before was made under another set of rules"),
        true => ("档案与上次交换时不符", "the archive does not give the exchange before again"),
    };
    Error::said(
        Exit::Discrepancy,
        format!("{zh}，无法推算变动"),
        format!("{en}: what changed cannot be told"),
    )
    .advice(
        "请加 --full 报送全量快照，接收方以其整体替换",
        "send a snapshot with --full: it replaces what departments hold",
    )
}

/// Events of one subject on their way through.
#[derive(Default)]
struct Batch {
    events: Vec<Event>,
    group: Option<Group>,
    name: String,
}

/// Folds every subject on a day; of records `held` before that are there no more, why.
async fn state(
    archive: &Archive,
    scene: &Scene<'_>,
    limit: Limit,
    held: &BTreeMap<SubjectId, Vec<Record>>,
) -> Result<State> {
    let mut state = State::default();
    let mut problem = None;
    let mut one = |state: &mut State, batch: Batch| {
        let Some(id) = batch.events.first().map(|event| event.subject.clone()) else { return };
        let form = Form::of(batch.group, &id);
        let book = match Book::of(&id, None, form, batch.events, Vec::new(), BTreeMap::new()) {
            Ok(book) => book,
            Err(e) => {
                problem = problem.take().or(Some(e));
                return;
            }
        };
        let standing = scene.question.fold(form, &book.history.facts);
        let party = Party { id: &id, name: &batch.name, form, events: &book.events };
        let records = scene.records(&party, &standing);
        let there: BTreeSet<(Table, &str)> =
            records.iter().map(|record| (record.table, record.key.as_str())).collect();
        let lost = held.get(&id).into_iter().flatten();
        for record in lost.filter(|record| !there.contains(&(record.table, record.key.as_str()))) {
            let (why, on) = gone(record, &party, &book.history, &standing, scene.question.as_of);
            let (table, key, number) = (record.table, record.key.clone(), record.number.clone());
            state.withdrawn.push(Withdrawn { table, key, number, why, on });
        }
        if !records.is_empty() {
            state.records.insert(id, records);
        }
    };
    let mut batch = Batch::default();
    archive
        .each_credit_row(limit.roster, |row| {
            let EventRow { event, group, name, act, .. } = row;
            if event.recorded > limit.as_of || act > limit.acts {
                return;
            }
            state.acts = state.acts.max(act);
            if batch.events.first().is_some_and(|known| known.subject != event.subject) {
                one(&mut state, std::mem::take(&mut batch));
            }
            (batch.group, batch.name) = (group, name);
            batch.events.push(event);
        })
        .await?;
    one(&mut state, batch);
    problem.map_or(Ok(state), Err)
}

impl State {
    fn all(&self) -> impl Iterator<Item = &Record> {
        self.records.values().flatten()
    }

    /// Over every record, by subject, table and key.
    fn digest(&self) -> Digest {
        let digests: Vec<String> = self.all().map(|record| record.digest().hex()).collect();
        Digest::of(digests.join("\n").as_bytes())
    }

    /// Batches by number: their cells with the number of subjects.
    fn batches(&self, scene: &Scene) -> BTreeMap<String, Vec<String>> {
        let mut counted: BTreeMap<&str, (&Record, u64)> = BTreeMap::new();
        for record in self.all().filter(|record| record.batch.is_some()) {
            counted.entry(&record.number).or_insert((record, 0)).1 += 1;
        }
        let row = |(number, (record, subjects)): (&str, (&Record, u64))| {
            let mut pairs = record.batch.clone().unwrap_or_default();
            pairs.push(("JP_HS", subjects.to_string()));
            (number.to_owned(), scene.row(Table::Measures, pairs))
        };
        counted.into_iter().map(row).collect()
    }
}

/// Puts the rows of every table: what is new, what changed, what is gone; or everything.
fn fill(scene: &Scene, package: &mut Package, then: &State, now: &State) {
    let held: BTreeMap<(Table, &str), &Record> =
        then.all().map(|record| ((record.table, record.key.as_str()), record)).collect();
    for record in now.all() {
        let before = held.get(&(record.table, record.key.as_str())).map(|before| before.cells.as_slice());
        package.put(record.table, &record.key, &record.cells, before);
    }
    let (batches, before) = (now.batches(scene), then.batches(scene));
    for (number, cells) in &batches {
        package.put(Table::Measures, number, cells, before.get(number).map(Vec::as_slice));
    }
    for one in &now.withdrawn {
        package.withdraw(one.table, &one.key, &one.number, one.why, one.on);
        let ended = one.table == Table::MeasureDetails
            && before.contains_key(&one.number)
            && !batches.contains_key(&one.number);
        if ended {
            package.withdraw(Table::Measures, &one.number, &one.number, Gone::Lifted, one.on);
        }
    }
    package.sort();
}

/// No row leaves that its dictionary does not allow, or that holds a number of a person.
fn check(dictionary: &Dictionary, package: &Package) -> Result<()> {
    let mut problems = Vec::new();
    for (table, cells) in package.rows() {
        let text = |one: &&crate::core::credit::exchange::Column| one.form == Type::Text;
        let personal = dictionary.columns(table).zip(cells).find(|(column, cell)| {
            Some(column).filter(|one| text(one)).is_some() && public::personal(cell).is_some()
        });
        let personal = personal
            .map(|(column, _)| (column, Twin::new("含身份证号或电话号码", "holds a number of a person")));
        if let Some((column, why)) = dictionary.broken(table, cells).or(personal) {
            let (table, key, code) = (table.word(), &cells[0], &column.code);
            problems.push(Twin::new(
                format!("{table} {key} {code}：{}", why.zh),
                format!("{table} {key} {code}: {}", why.en),
            ));
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(rejected(&Twin::new("不合数据字典的记录 ", "records against the data dictionary"), &problems))
}

fn answer(env: &Env, args: &CreditExport, manifest: &Manifest, written: bool) -> Answer {
    let lang = env.lang;
    let Manifest { sequence, as_of, kind, .. } = manifest;
    let out = args.out.display();
    let mut text = lang.pick(
        format!("第{sequence}次交换（{}），截至{as_of}\n", if kind == "full" { "全量" } else { "增量" }),
        format!("exchange {sequence} ({kind}) as of {as_of}\n"),
    );
    for table in Table::ALL.iter().filter(|table| **table != Table::Withdrawals) {
        let Counts { held, rows, added, changed, withdrawn } =
            manifest.counts.get(table.word()).copied().unwrap_or_default();
        let (zh, en) = table.said();
        text.push_str(&lang.pick(
            format!(
                "  {zh}：公示中{held}条；本次{rows}条（新增{added}、变更{changed}），撤回{withdrawn}条\n"
            ),
            format!(
                "  {en}: {held} public; {rows} sent ({added} new, {changed} changed), {withdrawn} withdrawn\n"
            ),
        ));
    }
    text.push_str(&match written {
        true => lang.pick(format!("已写入 {out}\n"), format!("written to {out}\n")),
        false => lang.pick(format!("{out} 已有同样内容\n"), format!("{out} holds the same already\n")),
    });
    Answer::new(text, json!({"out": out.to_string(), "written": written, "manifest": manifest}))
}

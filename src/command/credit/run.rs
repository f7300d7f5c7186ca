//! `suicha credit run`: the monthly fold over all subjects, group by group in bounded memory. What follows
//! is listed, never decided; entries (条) and subjects (户) are counted apart and must add up.

use super::book::{self, Book};
use super::{rules, told, walk};
use crate::cli::CreditRun;
use crate::command::answer::Answer;
use crate::command::output::Output;
use crate::command::{day, deadlines};
use crate::core::credit::Question;
use crate::core::credit::stats::{Scope, Tally};
use crate::core::credit::words::List;
use crate::core::id::SubjectId;
use crate::core::lang::{Lang, counted};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{Table, write_tables};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Proposals on the screen at most; the whole list goes to `--out`.
const SHOWN: usize = 50;

/// Proposals kept without a file to write them into; the rest is counted.
const KEPT: usize = 10_000;

const LISTS: [List; 4] = [List::Abnormal, List::Mark, List::Cooperative, List::Serious];

/// One line of the list of proposals.
struct Line {
    subject: SubjectId,
    name: String,
    proposal: String,
    what: String,
    started: Date,
    due: String,
}

/// What the fold has found so far.
struct Fold<'a> {
    question: Question<'a>,
    scope: [Scope; 4],
    declined: BTreeMap<(String, String), Date>,
    tallies: [Tally; 4],
    lines: Vec<Line>,
    /// Most lines that are kept.
    most: usize,
    proposals: u64,
    subjects: u64,
    events: u64,
    lang: Lang,
}

/// Folds every subject.
pub async fn run(env: &Env, args: &CreditRun) -> Result<Answer> {
    let today = env.now().date();
    let as_of = args.as_of.as_deref().map_or(Ok(today), day)?;
    let output = args.out.as_deref().map(|path| Output::new(path, args.replace, &[])).transpose()?;
    let archive = env.archive().await?;
    book::whole(&archive).await?;
    let calendar = deadlines::calendar(env)?;
    let rules = rules::of(env)?;
    let first = Date::new(as_of.year(), as_of.month(), 1).unwrap_or(as_of);
    let mut fold = Fold {
        question: Question::new(&rules, &calendar, as_of),
        scope: LISTS.map(|list| Scope { list, first, last: as_of }),
        declined: walk::declined(&archive, as_of).await?,
        tallies: Default::default(),
        lines: Vec::new(),
        most: if output.is_some() { usize::MAX } else { KEPT },
        proposals: 0,
        subjects: 0,
        events: 0,
        lang: env.lang,
    };
    walk::subjects(env, &archive, today.max(as_of), |book, who| fold.one(book, &who.name)).await?;
    fold.lines.sort_by(|a, b| (&a.subject, &a.proposal).cmp(&(&b.subject, &b.proposal)));
    if let Some(rule) = fold.tallies.iter().find_map(Tally::broken_rule) {
        return Err(Error::new(Exit::Bug, format!("the counts do not add up: {rule}")));
    }
    if let Some(output) = output {
        output.write(|out| write_tables(out, output.format, &fold.tables(), as_of, env.lang))?;
    }
    Ok(Answer::new(fold.text(as_of), fold.json(as_of)))
}

impl Fold<'_> {
    fn one(&mut self, book: &Book, name: &str) {
        let standing = self.question.fold(book.form, &book.history.facts);
        self.subjects += 1;
        self.events += book.events.len() as u64;
        for (tally, scope) in self.tallies.iter_mut().zip(self.scope) {
            tally.add(scope, &standing, &book.history.facts);
        }
        self.proposals += standing.proposals.len() as u64;
        for proposal in &standing.proposals {
            if self.lines.len() >= self.most {
                break;
            }
            let rule = self.question.rules.rule(proposal.code, proposal.started);
            let named = told::proposal(book, proposal.code, &proposal.by);
            let mut what = rule.map_or_else(String::new, |rule| rule.what.clone().pick(self.lang));
            if self.declined.contains_key(&(book.id.to_string(), named.clone())) {
                what.push_str(self.lang.pick("（已决定不予）", " (declined)"));
            }
            self.lines.push(Line {
                subject: book.id.clone(),
                name: name.to_owned(),
                proposal: named,
                what,
                started: proposal.started,
                due: told::due(proposal.due, self.lang),
            });
        }
    }

    fn text(&self, as_of: Date) -> String {
        let (lang, subjects, events) = (self.lang, self.subjects, self.events);
        let mut text = lang.pick(
            format!("信用档案 {as_of}：{subjects}户有记录，事件{events}条\n"),
            format!(
                "credit archive as of {as_of}: {} with records, {}\n",
                counted(subjects, "subject"),
                counted(events, "event")
            ),
        );
        for (list, tally) in LISTS.iter().zip(&self.tallies) {
            let (zh, en) = list.said();
            let Tally {
                made,
                withdrawn,
                listed,
                subjects,
                removed,
                subjects_removed,
                open,
                subjects_open,
                ..
            } = tally;
            text.push_str(&lang.pick(
                format!("{zh}：本月总列入{made}条，更正撤销{withdrawn}条，列入{listed}条（{subjects}户），移出{removed}条（{subjects_removed}户），在列{open}条（{subjects_open}户）\n"),
                format!("{en}: {} made in the month, {withdrawn} withdrawn, {listed} listed ({}), {removed} removed ({}), {open} open ({})\n", counted(*made, "entry"), counted(*subjects, "subject"), counted(*subjects_removed, "subject"), counted(*subjects_open, "subject")),
            ));
        }
        let count = self.proposals;
        text.push_str(&lang.pick(
            format!("待办与建议{count}项（均由有权人员决定）：\n"),
            format!("{count} things to do or to decide (an officer decides each):\n"),
        ));
        for Line { subject, name, proposal, what, due, .. } in self.lines.iter().take(SHOWN) {
            text.push_str(&lang.pick(
                format!("  {subject} {name}  {proposal}  {what}  期限{due}\n"),
                format!("  {subject} {name}  {proposal}  {what}  due {due}\n"),
            ));
        }
        if count > SHOWN as u64 {
            let more = count - SHOWN as u64;
            text.push_str(&lang.pick(
                format!("  ……另有{more}项，用 --out 写出全部\n"),
                format!("  … and {more} more: --out writes all of them\n"),
            ));
        }
        text
    }

    fn json(&self, as_of: Date) -> Value {
        let lists: Vec<Value> = LISTS
            .iter()
            .zip(&self.tallies)
            .map(|(list, tally)| {
                let grounds: BTreeMap<&str, u64> =
                    tally.by_ground.iter().map(|(code, count)| (code.word(), *count)).collect();
                let reasons: BTreeMap<&str, u64> =
                    tally.by_reason.iter().map(|(reason, count)| (reason.word(), *count)).collect();
                json!({
                    "list": list.word(), "made": tally.made, "withdrawn": tally.withdrawn,
                    "listed": tally.listed, "subjects": tally.subjects, "by_ground": grounds,
                    "removed": tally.removed, "subjects_removed": tally.subjects_removed,
                    "by_reason": reasons, "open": tally.open, "subjects_open": tally.subjects_open,
                })
            })
            .collect();
        let proposals: Vec<Value> = self
            .lines
            .iter()
            .take(KEPT)
            .map(|line| {
                json!({
                    "subject": line.subject.as_str(), "name": line.name, "proposal": line.proposal,
                    "what": line.what, "started": line.started.to_string(), "due": line.due,
                })
            })
            .collect();
        json!({
            "as_of": as_of.to_string(), "subjects": self.subjects, "events": self.events,
            "lists": lists, "proposals": proposals, "proposals_total": self.proposals,
        })
    }

    fn tables(&self) -> Vec<Table> {
        let lang = self.lang;
        let columns = |titles: &[(&str, &str, f64)]| -> Vec<(String, f64)> {
            titles.iter().map(|(zh, en, width)| (lang.pick(*zh, *en).to_owned(), *width)).collect()
        };
        let proposals = Table {
            name: lang.pick("待办与建议", "proposals").into(),
            columns: columns(&[
                ("统一社会信用代码/注册号", "subject", 24.0),
                ("企业名称", "name", 36.0),
                ("建议", "proposal", 24.0),
                ("内容", "what", 40.0),
                ("起算日", "from", 12.0),
                ("期限", "due", 16.0),
            ]),
            rows: self
                .lines
                .iter()
                .map(|line| {
                    let Line { subject, name, proposal, what, started, due } = line;
                    vec![
                        subject.to_string(),
                        name.clone(),
                        proposal.clone(),
                        what.clone(),
                        started.to_string(),
                        due.clone(),
                    ]
                })
                .collect(),
        };
        let counts = Table {
            name: lang.pick("统计", "counts").into(),
            columns: columns(&[
                ("名单", "list", 26.0),
                ("总列入条数", "made", 12.0),
                ("更正撤销条数", "withdrawn", 14.0),
                ("列入条数", "listed", 12.0),
                ("列入户数", "subjects", 12.0),
                ("移出条数", "removed", 12.0),
                ("移出户数", "subjects removed", 16.0),
                ("在列条数", "open", 12.0),
                ("在列户数", "subjects open", 14.0),
            ]),
            rows: LISTS
                .iter()
                .zip(&self.tallies)
                .map(|(list, t)| {
                    let counts = [
                        t.made,
                        t.withdrawn,
                        t.listed,
                        t.subjects,
                        t.removed,
                        t.subjects_removed,
                        t.open,
                        t.subjects_open,
                    ];
                    let (zh, en) = list.said();
                    let head = lang.pick(zh, en).to_owned();
                    std::iter::once(head).chain(counts.iter().map(u64::to_string)).collect()
                })
                .collect(),
        };
        vec![proposals, counts]
    }
}

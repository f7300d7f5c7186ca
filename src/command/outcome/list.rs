//! `suicha outcome list` and `show`: where outcomes stand, and the whole history of one subject. For the
//! bureau: what the public may see of it is a matter of disclosure.

use super::book::Book;
use crate::command::answer::Answer;
use crate::core::lang::{Lang, counted};
use crate::core::outcome::{About, Outcome, Standing};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Display;

/// Subjects without a result that are named; more are counted.
const SHOWN: usize = 20;

/// Lists the outcomes of a draw.
pub async fn list(env: &Env, draw: &str) -> Result<Answer> {
    let book = Book::open(&env.archive().await?, draw).await?;
    let lang = env.lang;
    let (mut text, mut documents) = (String::new(), Vec::new());
    let mut stages: BTreeMap<&str, u64> = BTreeMap::new();
    for (about, standing) in book.story.all() {
        let Some(outcome) = book.revisions.get(&(about.clone(), standing.revision)) else { continue };
        *stages.entry(standing.stage.word()).or_default() += 1;
        let stage = lang.pick(standing.stage.zh(), standing.stage.word());
        let About { subject, matter } = about;
        let (visited, results) = (outcome.visited, joined(&outcome.results));
        text.push_str(&lang.pick(
            format!(
                "{subject} {matter}  {visited}  {results}  第{}版 {stage}（{} {}）{}\n",
                standing.revision,
                standing.by,
                standing.on,
                follow_up_zh(standing)
            ),
            format!(
                "{subject} {matter}  {visited}  {results}  revision {} {stage} ({} {}){}\n",
                standing.revision,
                standing.by,
                standing.on,
                follow_up_en(standing)
            ),
        ));
        documents.push(document(outcome, standing));
    }
    let all = book.drawn.due();
    let (due, recorded) = (all.len(), documents.len());
    text.push_str(&lang.pick(
        format!("应录{due}项，已录{recorded}项\n"),
        format!("{recorded} of {} are recorded\n", counted(due as u64, "outcome")),
    ));
    let missing: Vec<About> = all.into_iter().filter(|about| book.story.get(about).is_none()).collect();
    text.push_str(&open(&missing, lang));
    let pair = |about: &About| json!({"subject": about.subject.as_str(), "matter": about.matter.as_str()});
    Ok(Answer::new(
        text,
        json!({
            "draw": book.row.draw.as_str(), "attempt": book.row.attempt, "due": due, "stages": stages,
            "outcomes": documents, "missing": missing.iter().map(pair).collect::<Vec<_>>(),
        }),
    ))
}

/// What nobody has recorded yet: the number, and the first of them, a line for each subject.
fn open(missing: &[About], lang: Lang) -> String {
    let mut text = match missing.len() {
        0 => return String::new(),
        n => lang.pick(
            format!("尚未录入{n}项：\n"),
            format!("not recorded yet: {}\n", counted(n as u64, "outcome")),
        ),
    };
    let subjects: Vec<&[About]> = missing.chunk_by(|a, b| a.subject == b.subject).collect();
    for of_one in subjects.iter().take(SHOWN) {
        let codes: Vec<&str> = of_one.iter().map(|about| about.matter.as_str()).collect();
        let (subject, codes) = (&of_one[0].subject, codes.join(lang.pick("、", ", ")));
        text.push_str(&format!("  {subject} {codes}\n"));
    }
    if let Some(more @ 1..) = subjects.len().checked_sub(SHOWN) {
        text.push_str(&lang.pick(
            format!("  ……另有{more}户；全部见 --json 或 suicha outcome check\n"),
            format!(
                "  … and {} more: --json and `suicha outcome check` have all\n",
                counted(more as u64, "subject")
            ),
        ));
    }
    text
}

/// Shows every revision and act of one subject.
pub async fn show(env: &Env, draw: &str, subject: &str) -> Result<Answer> {
    let book = Book::open(&env.archive().await?, draw).await?;
    let lang = env.lang;
    let standings: Vec<_> = book.story.all().filter(|(about, _)| about.subject.as_str() == subject).collect();
    if standings.is_empty() {
        return Err(Error::said(
            Exit::Usage,
            format!("{subject} 在抽取 {draw} 中没有录入的结果"),
            format!("nothing was entered for {subject} in draw {draw}"),
        ));
    }
    let (mut text, mut documents) = (String::new(), Vec::new());
    for (about, standing) in standings {
        let stage = lang.pick(standing.stage.zh(), standing.stage.word());
        text.push_str(&format!("{} {}  {stage}\n", about.subject, about.matter));
        let revisions = book.revisions.iter().filter(|((its, _), _)| its == about);
        let (mut texts, mut acts) = (Vec::new(), Vec::new());
        for (_, outcome) in revisions {
            let printed = outcome.print();
            text.push_str(&printed.lines().skip(1).map(|line| format!("    {line}\n")).collect::<String>());
            texts.push(printed);
        }
        for stored in &book.acts {
            let act = &stored.act;
            let Some(touched) = act.touched.iter().find(|touched| touched.about == *about) else { continue };
            let (number, at, actor, revision) = (act.number, act.at, &act.actor.id, touched.revision);
            let reason = if act.reason.is_empty() { String::new() } else { format!("：{}", act.reason) };
            text.push_str(&lang.pick(
                format!("  {number}  {at}  {actor} {}（第{revision}版）{reason}\n", act.verb.zh()),
                format!("  {number}  {at}  {actor}: {} revision {revision}{reason}\n", act.verb.word()),
            ));
            acts.push(json!({
                "act": number, "at": at.to_string(), "actor": actor, "verb": act.verb.word(), "revision": revision,
                "reason": act.reason, "signed": act.actor.key.is_some(),
            }));
        }
        documents.push(json!({
            "matter": about.matter.as_str(), "stage": standing.stage.word(), "revisions": texts, "acts": acts,
        }));
    }
    Ok(Answer::new(text, json!({"draw": draw, "subject": subject, "outcomes": documents})))
}

fn follow_up_zh(standing: &Standing) -> String {
    match (&standing.public, standing.finished) {
        (None, _) => String::new(),
        (_, None) => " 未完结".into(),
        (_, Some(finished)) => format!(" 已完结 {}", finished.on),
    }
}

fn follow_up_en(standing: &Standing) -> String {
    match (&standing.public, standing.finished) {
        (None, _) => String::new(),
        (_, None) => " follow-up open".into(),
        (_, Some(finished)) => format!(" finished {}", finished.on),
    }
}

fn document(outcome: &Outcome, standing: &Standing) -> Value {
    json!({
        "subject": outcome.about.subject.as_str(), "matter": outcome.about.matter.as_str(),
        "visited": outcome.visited.to_string(), "results": codes(&outcome.results),
        "methods": codes(&outcome.methods), "disposals": codes(&outcome.disposals),
        "revision": standing.revision, "stage": standing.stage.word(), "author": standing.author,
        "by": standing.by, "on": standing.on.to_string(),
        "public_revision": standing.public.map(|(revision, _)| revision),
        "published": standing.public.map(|(_, on)| on.to_string()),
        "finished": standing.finished.map(|finished| finished.on.to_string()),
    })
}

fn codes<T: Display>(codes: &[T]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

fn joined<T: Display>(list: &[T]) -> String {
    codes(list).join("+")
}

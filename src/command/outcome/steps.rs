//! `suicha outcome review`, `publish`, `withdraw` and `finish`: one act over some outcomes. Outcomes that
//! are named are all taken or none, with every reason; without names, those that may be are taken, and
//! the others are told.

use super::book::{Book, Draft};
use crate::cli::Which;
use crate::command::answer::Answer;
use crate::command::people::signer;
use crate::command::rejected;
use crate::core::lang::{Twin, counted};
use crate::core::outcome::{About, Act, Outcome, Refusal, Stage, Standing, Verb, fold};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// What is to be done.
pub struct Wanted<'a> {
    /// What.
    pub verb: Verb,
    /// Why.
    pub reason: &'a str,
    /// Day of a finished follow-up.
    pub on: Option<Date>,
}

impl Wanted<'static> {
    /// A verb without a reason and a day.
    pub fn of(verb: Verb) -> Self {
        Self { verb, reason: "", on: None }
    }
}

/// What the step makes of the outcomes it is asked about.
#[derive(Default)]
struct Sorted<'a> {
    taken: Vec<&'a Outcome>,
    already: Vec<&'a About>,
    refused: Vec<(&'a About, Refusal)>,
}

/// Takes one step with some outcomes.
pub async fn run(env: &mut Env, which: &Which, wanted: Wanted<'_>) -> Result<Answer> {
    let verb = wanted.verb;
    if verb.needs_reason() && wanted.reason.trim().is_empty() {
        return Err(Error::said(Exit::Usage, "--reason 不能为空", "--reason must say something"));
    }
    let named = !which.subject.is_empty();
    if matches!(verb, Verb::Withdraw | Verb::Finish) && !named {
        return Err(Error::said(
            Exit::Usage,
            format!("{}须用 --subject 指明对象", verb.zh()),
            format!("{} wants the subjects: --subject ID", verb.word()),
        ));
    }
    let signer = signer(env, verb)?;
    let archive = env.archive().await?;
    let book = Book::open(&archive, &which.draw).await?;
    let draft = Draft { verb, sources: Vec::new(), date: wanted.on, reason: wanted.reason };
    let probe = book.act(env, &signer, &draft, &[])?;
    let sorted = sort(&book, which, &probe)?;
    if named && !sorted.refused.is_empty() {
        return Err(refusal(verb, &sorted.refused));
    }
    let mut number = None;
    if !sorted.taken.is_empty() && !which.dry_run {
        let act = book.act(env, &signer, &draft, &sorted.taken)?;
        number = Some(act.number);
        book.store(env, &archive, &signer, act, &[]).await?;
    }
    let entered = book.story.all().filter(|(_, standing)| standing.stage == Stage::Entered).count();
    let mut answer = told(env, which, verb, &sorted, number);
    if verb == Verb::Publish && !named && entered > 0 {
        answer.text.push_str(&env.lang.pick(
            format!("另有{entered}项待审核：suicha outcome review {} --pass\n", which.draw),
            format!("{entered} more wait for review: suicha outcome review {} --pass\n", which.draw),
        ));
    }
    Ok(answer)
}

/// Which outcomes are meant, and what the step would make of each.
fn sort<'a>(book: &'a Book, which: &Which, probe: &Act) -> Result<Sorted<'a>> {
    let named = !which.subject.is_empty();
    unknown(book, which)?;
    let mut sorted = Sorted::default();
    for (about, standing) in book.story.all() {
        let asked = (which.subject.is_empty() || which.subject.iter().any(|id| id == about.subject.as_str()))
            && (which.matter.is_empty() || which.matter.iter().any(|code| code == about.matter.as_str()));
        let due = match probe.verb {
            Verb::Pass | Verb::Return => standing.stage == Stage::Entered,
            _ => standing.stage == Stage::Passed,
        };
        if !asked || !(named || due) {
            continue;
        }
        let Some(outcome) = book.revisions.get(&(about.clone(), standing.revision)) else { continue };
        match fold::step(Some(standing), probe, outcome) {
            _ if done_before(standing, probe) => sorted.already.push(about),
            Ok(_) => sorted.taken.push(outcome),
            Err(refusal) => sorted.refused.push((about, refusal)),
        }
    }
    Ok(sorted)
}

/// The same person has taken this step, and nothing has happened since; a withdrawal also while a correction
/// waits, as long as nothing is public again.
fn done_before(standing: &Standing, act: &Act) -> bool {
    let stage = match act.verb {
        Verb::Pass => Stage::Passed,
        Verb::Return => Stage::Returned,
        Verb::Publish => Stage::Published,
        Verb::Withdraw => return standing.withdrawn_by.as_ref() == Some(&act.actor.id),
        _ => return standing.finished.is_some_and(|finished| Some(finished.on) == act.date),
    };
    standing.stage == stage && standing.by == act.actor.id
}

/// Every subject that is named and has no outcome.
fn unknown(book: &Book, which: &Which) -> Result<()> {
    let has = |id: &&String| !book.story.all().any(|(about, _)| about.subject.as_str() == **id);
    let problems: Vec<Twin> = which
        .subject
        .iter()
        .filter(has)
        .map(|id| Twin::new(format!("{id}：没有录入的结果"), format!("{id}: nothing was entered")))
        .collect();
    match problems.is_empty() {
        true => Ok(()),
        false => Err(rejected(&Twin::new("指明的对象", "the list of subjects"), &problems)),
    }
}

fn refusal(verb: Verb, refused: &[(&About, Refusal)]) -> Error {
    let problems: Vec<Twin> = refused.iter().map(|(about, refusal)| line(about, refusal)).collect();
    let exit = match refused.iter().any(|(_, refusal)| refusal.of_person()) {
        true => Exit::Rejected,
        false => Exit::Conflict,
    };
    Error { exit, ..rejected(&Twin::new(verb.zh(), format!("{} of outcomes", verb.word())), &problems) }
        .advice("未保存任何内容", "nothing was stored")
}

fn line(about: &About, refusal: &Refusal) -> Twin {
    let About { subject, matter } = about;
    Twin::new(format!("{subject} {matter}：{}", refusal.zh()), format!("{subject} {matter}: {refusal}"))
}

fn told(env: &Env, which: &Which, verb: Verb, sorted: &Sorted, act: Option<u32>) -> Answer {
    let lang = env.lang;
    let (taken, already) = (sorted.taken.len(), sorted.already.len());
    let mut text = String::new();
    for (about, refusal) in &sorted.refused {
        let said = line(about, refusal);
        text.push_str(&format!("  - {}\n", lang.pick(said.zh, said.en)));
    }
    let left = sorted.refused.len();
    text.push_str(&lang.pick(
        format!("{}：{taken}项，此前已办{already}项，不能办{left}项\n", verb.zh()),
        format!(
            "{}: {}, {already} done before, {left} not allowed\n",
            verb.word(),
            counted(taken as u64, "outcome")
        ),
    ));
    text.push_str(&match act {
        Some(number) => {
            lang.pick(format!("已保存，操作编号 {number}\n"), format!("stored as act {number}\n"))
        }
        None if which.dry_run => lang.pick("试运行，未保存\n", "dry run, nothing stored\n").into(),
        None => lang.pick("没有可办的，未保存\n", "nothing to do, nothing stored\n").into(),
    });
    let pair = |about: &About| json!({"subject": about.subject.as_str(), "matter": about.matter.as_str()});
    let refused = |(about, refusal): &(&About, Refusal)| {
        json!({
            "subject": about.subject.as_str(), "matter": about.matter.as_str(),
            "reason": refusal.to_string(), "reason_zh": refusal.zh(),
        })
    };
    let document = json!({
        "draw": which.draw, "verb": verb.word(), "act": act, "dry_run": which.dry_run,
        "outcomes": sorted.taken.iter().map(|outcome| pair(&outcome.about)).collect::<Vec<_>>(),
        "done_before": sorted.already.iter().map(|about| pair(about)).collect::<Vec<_>>(),
        "refused": sorted.refused.iter().map(refused).collect::<Vec<_>>(),
    });
    let stuck = taken == 0 && left > 0;
    Answer::new(text, document).with_exit(stuck.then_some(Exit::Rejected))
}

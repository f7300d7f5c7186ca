//! `suicha credit propose`, `review`, `notify`, `hear` and `cases`: the way of a proposal from 经办 over 初审 to 审核, with
//! the notice and hearing before a serious listing. Each step is an act; the state is `core::credit::case`'s.

use super::decide::Meant;
use super::{Desk, Done, done_already};
use crate::archive::Archive;
use crate::cli::CreditWhat;
use crate::command::answer::Answer;
use crate::command::credit::book::Book;
use crate::command::credit::show::proposal_of;
use crate::command::deadlines::no_calendar;
use crate::command::rejected;
use crate::core::credit::act::BATCH;
use crate::core::credit::case::{Case, Refused, Terms};
use crate::core::credit::letter::{Goal, Paper};
use crate::core::credit::switch::Key;
use crate::core::credit::{Act, Code, Verb};
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A step of the hearing.
#[derive(Clone, Copy)]
pub struct Hearing<'a> {
    /// Which.
    pub verb: Verb,
    /// The day it is set for.
    pub set: Option<Date>,
    /// 文号 of the notice.
    pub letter: Option<&'a str>,
}

/// A case that is under way.
pub struct Pending {
    /// The act that opened it.
    pub act: Act,
    /// What was done.
    pub case: Case,
    /// How many subjects' proposals are in this state, where it was a batch.
    pub count: usize,
}

impl Desk<'_> {
    /// Submits, reviews or returns one proposal or a batch of them.
    pub async fn step(self, env: &mut Env, verb: Verb, what: &CreditWhat) -> Result<Answer> {
        if let Some(batch) = self.batch(what).await? {
            return self.step_batch(env, verb, &batch).await;
        }
        let (id, proposal) = what.one();
        let book = self.book(env, id).await?;
        if let Some(act) = self.again(book.id.as_str(), verb, proposal).await? {
            return Ok(done_already(env, &act));
        }
        let meant = self.meant(&book, proposal)?;
        self.may(&book, &meant, verb).await?;
        let proposal = Some((meant.proposal.code, meant.on));
        self.store(env, verb, Done { object: book.id.to_string(), proposal, ..Done::default() }).await
    }

    /// Whether this person may submit, review or return a proposal now.
    pub(super) async fn may(&self, book: &Book, meant: &Meant, verb: Verb) -> Result<()> {
        if Goal::of(meant.proposal.code) == Goal::Other {
            return Err(one_step(&meant.name));
        }
        let case = self.case(book, meant).await?;
        refuse(book, meant, case.refuses(verb, &self.signer.actor.id, self.three))
    }

    /// Records a step of the notice and hearing before a serious listing.
    pub async fn hear(
        self,
        env: &mut Env,
        book: Book,
        proposal: &str,
        hearing: Hearing<'_>,
    ) -> Result<Answer> {
        if let Some(act) = self.again(book.id.as_str(), hearing.verb, proposal).await? {
            return Ok(done_already(env, &act));
        }
        let meant = self.meant(&book, proposal)?;
        if !meant.proposal.code.is_serious() {
            return Err(Error::said(
                Exit::Rejected,
                format!("{} 不是列入严重违法失信名单的建议，无须告知和听证", meant.name),
                format!("{} is no serious listing: it has no notice and no hearing", meant.name),
            )
            .advice("可直接提交或决定", "submit it, or decide on it"));
        }
        let case = self.case(&book, &meant).await?;
        if self.three && !case.open() {
            refuse(&book, &meant, Some(Refused::NotProposed))?;
        }
        if let Some(terms) = self.terms(case.notified.unwrap_or(self.on)) {
            let refused = case.refuses_step(hearing.verb, self.on, hearing.set, terms);
            refuse(&book, &meant, refused.map_err(|e| no_calendar(&e))?)?;
        }
        let paper = (hearing.verb == Verb::Notify).then_some(Paper::SeriousNotice);
        let (letter, warnings) = self.letter(env, paper, hearing.letter).await?;
        let done = Done {
            object: book.id.to_string(),
            proposal: Some((meant.proposal.code, meant.on)),
            letter,
            warnings,
            day: Some(self.on),
            hearing: hearing.set,
            ..Done::default()
        };
        self.store(env, hearing.verb, done).await
    }

    /// Refuses a decision that is not due: a step is missing, it is the same person, the hearing has not run.
    pub(super) async fn ripe(&self, book: &Book, meant: &Meant, approve: bool) -> Result<()> {
        let code = meant.proposal.code;
        if Goal::of(code) == Goal::Other {
            return Ok(());
        }
        let case = self.case(book, meant).await?;
        let verb = if approve { Verb::Approve } else { Verb::Decline };
        refuse(book, meant, case.refuses(verb, &self.signer.actor.id, self.three))?;
        match self.terms(case.notified.unwrap_or(self.on)).filter(|_| approve && code.is_serious()) {
            Some(terms) => refuse(book, meant, case.unheard(self.on, terms).map_err(|e| no_calendar(&e))?),
            None => Ok(()),
        }
    }

    /// What was done about a proposal so far.
    async fn case(&self, book: &Book, meant: &Meant) -> Result<Case> {
        let first = meant.on.first().expect("a proposal follows from an event");
        let acts = self.archive.credit_case_acts(&book.id, first).await?;
        let same = |act: &&Act| {
            act.proposal.as_ref().is_some_and(|(code, on)| {
                let own = act.object == BATCH || on.len() == meant.on.len();
                own && *code == meant.proposal.code && meant.on.iter().all(|event| on.contains(event))
            })
        };
        let acts = acts.iter().map(|stored| &stored.act).filter(same);
        Ok(Case::of(Goal::of(meant.proposal.code), acts))
    }

    /// The terms of the hearing on a day; `None` before there was one.
    fn terms(&self, on: Date) -> Option<Terms<'_>> {
        let days = |key| {
            let days = self.rules.switch(key, on)?.position?;
            u16::try_from(days).ok().filter(|days| *days > 0)
        };
        let (ask, notice) = (days(Key::HearingAskDays)?, days(Key::HearingNoticeDays)?);
        Some(Terms { ask, notice, calendar: &self.calendar })
    }
}

fn refuse(book: &Book, meant: &Meant, refused: Option<Refused>) -> Result<()> {
    let Some(refused) = refused else { return Ok(()) };
    let (id, name) = (&book.id, &meant.name);
    Err(rejected(&Twin::new(format!("{id} 的建议 {name} "), format!("{name} of {id}")), &[refused.said()]))
}

fn one_step(name: &str) -> Error {
    Error::said(
        Exit::Rejected,
        format!("{name} 不经提交和初审：经办、初审、审核只用于列入、移出和更正"),
        format!("{name} is not submitted and reviewed: only listings, removals and corrections are"),
    )
    .advice("由有权人员直接决定：suicha credit decide", "whoever may decides at once: `suicha credit decide`")
}

/// Cases that are under way on a day, by the act that opened them.
pub async fn pending(archive: &Archive, by: Date) -> Result<Vec<Pending>> {
    let acts: Vec<Act> = archive.credit_steps().await?.into_iter().map(|stored| stored.act).collect();
    let mut of: BTreeMap<(Code, Digest), Vec<&Act>> = BTreeMap::new();
    for act in acts.iter().filter(|act| act.at.date() <= by) {
        if let Some((code, on)) = &act.proposal {
            // The first event names a subject's case; in a batch each event does.
            let all = if act.object == BATCH { &on[..] } else { &on[..1.min(on.len())] };
            all.iter().for_each(|event| of.entry((*code, *event)).or_default().push(act));
        }
    }
    let mut found: BTreeMap<(u32, Option<Date>, &str), Pending> = BTreeMap::new();
    for ((code, _), acts) in &of {
        let case = Case::of(Goal::of(*code), acts.iter().copied());
        let opens = |act: &&&Act| matches!(act.verb, Verb::Propose | Verb::Notify);
        let Some(opener) = acts.iter().find(opens).filter(|_| case.open()) else { continue };
        let key = (opener.number, case.since, case.state.word());
        let new = || Pending { act: (*opener).clone(), case, count: 0 };
        found.entry(key).or_insert_with(new).count += 1;
    }
    Ok(found.into_values().collect())
}

/// Lists the cases that are under way.
pub async fn cases(env: &Env) -> Result<Answer> {
    let archive = env.archive().await?;
    super::book::whole(&archive).await?;
    let (lang, found) = (env.lang, pending(&archive, env.now().date()).await?);
    let mut text = String::new();
    for Pending { act, case, count } in &found {
        let (zh, en) = case.state.said();
        let since = case.since.map_or_else(String::new, |since| since.to_string());
        let by = case.proposed_by.as_deref().unwrap_or("-");
        let what = name(act, *count);
        let (zh_more, en_more) = heard(case);
        text.push_str(&lang.pick(
            format!("{what}  {zh}（{since}，经办 {by}）{zh_more}\n"),
            format!("{what}  {en} (since {since}, submitted by {by}){en_more}\n"),
        ));
    }
    if found.is_empty() {
        text.push_str(lang.pick("没有在办的信用案件\n", "no case of the credit archive is under way\n"));
    }
    Ok(Answer::new(text, json!({"cases": found.iter().map(document).collect::<Vec<_>>()})))
}

/// Whom and what a case is about.
fn name(act: &Act, count: usize) -> String {
    match (act.object.as_str(), &act.proposal) {
        (BATCH, Some((code, _))) => format!("{BATCH} {code} ×{count} (act {})", act.number),
        (subject, _) => format!("{subject} {}", proposal_of(act).unwrap_or_default()),
    }
}

/// What was done about the hearing, in words.
fn heard(case: &Case) -> (String, String) {
    let steps = [
        (Verb::Notify, case.notified),
        (Verb::HearingAsked, case.asked),
        (Verb::HearingSet, case.set.map(|(_, on)| on)),
        (Verb::HearingHeld, case.held),
        (Verb::Waived, case.waived),
    ];
    let (mut zh, mut en) = (String::new(), String::new());
    for (verb, day) in steps.into_iter().filter_map(|(verb, day)| Some((verb, day?))) {
        let said = verb.said();
        zh.push_str(&format!("；{} {day}", said.0));
        en.push_str(&format!("; {} {day}", said.1));
    }
    (zh, en)
}

fn document(pending: &Pending) -> Value {
    let Pending { act, case, count } = pending;
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    json!({
        "subject": act.object, "proposal": proposal_of(act).filter(|_| act.object != BATCH),
        "code": act.proposal.as_ref().map(|(code, _)| code.word()), "act": act.number, "count": count,
        "state": case.state.word(), "since": day(case.since),
        "notified": day(case.notified), "hearing_asked": day(case.asked),
        "hearing": day(case.set.map(|(_, on)| on)), "hearing_held": day(case.held), "waived": day(case.waived),
    })
}

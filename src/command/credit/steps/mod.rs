//! What somebody does with the credit of one subject, or of many at once: who may is told by the list of people,
//! and what the rules refuse, or what does not fit a subject's history, is refused with every reason before
//! anything is stored. One act, one transaction, one row of the journal.

mod batch;
mod case;
mod decide;
mod number;
mod other;

pub use case::{Hearing, Pending, cases, pending};
pub use decide::Decision;

use super::book::{self, Book, Draft};
use super::show::{document, opened, proposal_of, subject_id};
use crate::archive::Archive;
use crate::cli::CreditStep;
use crate::command::answer::Answer;
use crate::command::people::{self, Signer, signer};
use crate::command::{day, deadlines, logged, rejected, unreadable};
use crate::core::credit::words::{Kind, Need, Set};
use crate::core::credit::{
    Act, Code, Details, Event, History, Letter, Question, Refusal, Rules, Verb, check,
};
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::lang::Twin;
use crate::core::text::seen_words;
use crate::core::time::Date;
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::people::{Credit, Duty};
use serde_json::json;
use std::borrow::Cow;

/// Who acts, when, and on what.
pub struct Desk<'a> {
    args: &'a CreditStep,
    archive: Archive,
    signer: Signer,
    /// 经办, 初审 and 审核 are by three persons, because the bureau keeps a list of its people.
    three: bool,
    calendar: Cow<'static, Calendar>,
    rules: Cow<'static, Rules>,
    /// Version of the rules.
    version: Digest,
    /// Number of the next act when the archive was read.
    next: u32,
    on: Date,
    today: Date,
}

/// What one step records of one subject.
#[derive(Clone, Default)]
struct Record {
    kind: Option<Kind>,
    about: Option<Digest>,
    case: Option<Name>,
    details: Details,
    /// The rule whose law is the basis.
    code: Option<Code>,
}

/// What is to be stored.
#[derive(Default)]
struct Done {
    object: String,
    /// What was decided on, under stored names.
    proposal: Option<(Code, Vec<Digest>)>,
    letter: Option<Letter>,
    day: Option<Date>,
    hearing: Option<Date>,
    /// Under stored names.
    events: Vec<Event>,
    /// What whoever did it should know.
    warnings: Vec<Twin>,
}

impl<'a> Desk<'a> {
    /// Opens the archive for somebody who may do such a thing.
    pub async fn open(env: &mut Env, args: &'a CreditStep, duty: Credit) -> Result<Self> {
        if args.reason.trim().is_empty() {
            return Err(Error::said(Exit::Usage, "--reason 不能为空", "--reason must say something"));
        }
        let signer = signer(env, Duty::Credit(duty))?;
        let three = people::people(env)?.is_some();
        let archive = env.archive().await?;
        logged::in_turn(env, &archive).await?;
        book::whole(&archive).await?;
        let today = env.now().date();
        let on = args.on.as_deref().map_or(Ok(today), day)?;
        if on > today {
            return Err(Error::said(
                Exit::Timing,
                format!("为时过早：--on {on} 晚于今天（{today}）"),
                format!("too early: --on {on} lies after today ({today})"),
            ));
        }
        let next = archive.next_credit_act().await?;
        let calendar = deadlines::calendar(env)?;
        let (rules, version) = super::rules::in_use(env)?;
        Ok(Self { args, archive, signer, three, calendar, rules, version, next, on, today })
    }

    /// The credit of a subject.
    pub async fn book(&self, env: &Env, id: &str) -> Result<Book> {
        opened(env, &self.archive, &subject_id(id)?, self.today).await
    }

    /// Nobody decides on what they recorded themselves; what they decided before is no record of theirs.
    async fn another(&self, book: &Book, events: &[Digest]) -> Result<()> {
        for digest in events {
            let stored = book.stored_name(digest);
            let Some(number) = book.recorded_by.get(&stored) else { continue };
            let act = self.archive.credit_act(*number).await?;
            let own = |act: &Act| act.actor == self.signer.actor.id && !act.verb.decides();
            if act.is_some_and(|stored| own(&stored.act)) {
                let id = &self.signer.actor.id;
                return Err(Error::said(
                    Exit::Rejected,
                    format!("{id} 登记了该事项（操作 {number}），不能由本人决定"),
                    format!("{id} recorded it (act {number}): nobody decides on what is their own"),
                )
                .advice("请由另一名审核人或负责人决定", "let another reviewer or head decide"));
            }
        }
        Ok(())
    }

    /// The act that a command typed twice, or run again after it was killed, has left: the last one about a subject or
    /// batch is the same step on the same proposal, by the same person, for the same reason, today.
    async fn again(&self, object: &str, verb: Verb, proposal: &str) -> Result<Option<Act>> {
        let last = self.archive.credit_acts_on(object).await?.pop();
        let same = |act: &Act| {
            let code = act.proposal.as_ref().is_some_and(|(code, _)| code.word() == proposal);
            let named = code || proposal_of(act).is_some_and(|name| name == proposal);
            let reason = seen_words(&self.args.reason) == act.reason;
            let by = act.actor == self.signer.actor.id && act.at.date() == self.today;
            act.verb == verb && named && reason && by && !self.args.dry_run
        };
        Ok(last.map(|stored| stored.act).filter(same))
    }

    /// The authority of what is done: as typed, or the bureau.
    fn authority(&self, env: &Env) -> String {
        let said = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let typed = self.args.authority.as_deref().and_then(said);
        typed.or_else(|| said(&env.config.body)).unwrap_or_else(|| "-".into())
    }

    /// The event that a record is.
    fn event(&self, env: &Env, book: &Book, record: Record) -> Result<Option<Event>> {
        let Some(kind) = record.kind else { return Ok(None) };
        let law = record.code.and_then(|code| self.rules.rule(code, self.on));
        let basis = self.args.basis.clone().or_else(|| law.map(|rule| rule.law.basis.clone()));
        let document = match &self.args.document {
            Some(path) => Digest::of(&std::fs::read(path).map_err(|e| unreadable(path, &e))?),
            None => Digest::of(b""),
        };
        let said =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Ok(Some(Event {
            subject: book.id.clone(),
            kind,
            day: self.on,
            recorded: self.today,
            late: said(self.args.late.clone()).filter(|_| self.on < self.today),
            source: "suicha credit".into(),
            authority: self.authority(env),
            basis: said(basis).unwrap_or_else(|| "-".into()),
            document,
            case: record.case,
            about: record.about,
            details: record.details,
        }))
    }

    /// The conditions of a repair that nothing in the archive shows to be met: whoever grants it has seen other papers.
    fn wanting(&self, book: &Book, target: &Digest) -> Option<Twin> {
        let at = book.history.find(target)?;
        let standing =
            Question::new(&self.rules, &self.calendar, self.on).fold(book.form, &book.history.facts);
        let clocks =
            standing.penalties.iter().find(|penalty| penalty.at == at).map(|penalty| &penalty.clocks);
        let missing = clocks?.iter().fold(Set::default(), |all, clock| clock.missing.and(all));
        let missing: Vec<(&str, &str)> = missing.iter().map(Need::said).collect();
        let (zh, en): (Vec<&str>, Vec<&str>) = missing.into_iter().unzip();
        (!zh.is_empty()).then(|| {
            Twin::new(
                format!("档案中尚缺修复条件：{}；请核实并用 credit record complied 登记", zh.join("、")),
                format!(
                    "the archive does not show: {}; see to it, and record it with `credit record … complied`",
                    en.join(", ")
                ),
            )
        })
    }

    /// Everything that speaks against an event.
    fn problems(&self, event: &Event, book: &Book, history: &History) -> Vec<Twin> {
        let asked = |event: &Event| check(event, history, book.form, &self.rules, &self.calendar);
        let mut refusals = asked(event);
        // A listing that is dated back is open today as well: it must not stand beside a later one.
        if event.kind == Kind::Listing && self.on < self.today {
            let today = asked(&Event { day: self.today, ..event.clone() });
            let again = |refusal: &Refusal| matches!(refusal, Refusal::SecondListing | Refusal::SameYear);
            refusals.extend(
                today.into_iter().filter(again).filter(|one| !refusals.contains(one)).collect::<Vec<_>>(),
            );
        }
        let mut problems: Vec<Twin> = refusals.iter().map(|refusal| refusal.said()).collect();
        if let Some(rule) = event.broken_rule() {
            problems.push(Twin::new(format!("事件不完整（{rule}）"), rule));
        }
        problems
    }

    /// Checks what is to be recorded of one subject against its history, and stores it.
    async fn record_one(
        self,
        env: &mut Env,
        verb: Verb,
        book: Book,
        record: Record,
        done: Done,
    ) -> Result<Answer> {
        let event = self.event(env, &book, record)?;
        if let Some(event) = &event {
            if book.history.find(&event.digest()).is_some() {
                let text = env.lang.pick("已登记过，未重复登记\n", "recorded already: nothing stored\n");
                return Ok(Answer::new(text, json!({"act": null, "event": event.digest().hex()})));
            }
            let problems = self.problems(event, &book, &book.history);
            if !problems.is_empty() {
                let (zh, en) = event.kind.said();
                let what = Twin::new(format!("{} {zh} ", book.id), format!("{en} of {}", book.id));
                return Err(rejected(&what, &problems));
            }
        }
        let events = event.into_iter().map(|event| book.as_stored(event)).collect();
        self.store(env, verb, Done { object: book.id.to_string(), events, ..done }).await
    }

    /// Stores what was checked.
    async fn store(self, env: &mut Env, verb: Verb, done: Done) -> Result<Answer> {
        let Done { object, proposal, letter, day, hearing, events, warnings } = done;
        let mut act = None;
        if !self.args.dry_run {
            let draft = Draft {
                rules: self.version,
                verb,
                object: &object,
                sources: Vec::new(),
                proposal,
                letter: letter.clone(),
                day,
                hearing,
                reason: &self.args.reason,
                number: self.next,
            };
            act = Some(book::store(env, &self.archive, &self.signer, draft, &events).await?);
        }
        Ok(told(env, verb, &events, letter.as_ref(), &warnings, act))
    }
}

/// What is said where nothing is left to do.
fn done_already(env: &Env, act: &Act) -> Answer {
    let number = act.number;
    let text = env.lang.pick(
        format!("已办理（信用操作 {number}），未重复保存\n"),
        format!("done already: act {number} about credit, nothing stored\n"),
    );
    let letter = act.letter.as_ref().map(|letter| &letter.number);
    Answer::new(text, json!({"act": number, "verb": act.verb.word(), "letter": letter, "events": []}))
}

fn told(
    env: &Env,
    verb: Verb,
    events: &[Event],
    letter: Option<&Letter>,
    warnings: &[Twin],
    act: Option<u32>,
) -> Answer {
    let lang = env.lang;
    let mut text = String::new();
    for event in events {
        let (zh, en) = event.kind.said();
        let mark = &event.digest().hex()[..8];
        let (subject, day) = (&event.subject, event.day);
        let number = event.details.number.as_ref().map_or_else(String::new, |number| format!("  {number}"));
        text.push_str(&lang.pick(
            format!("{subject} {day} {zh}{number}  #{mark}\n"),
            format!("{subject} {day} {en}{number}  #{mark}\n"),
        ));
    }
    if events.is_empty() {
        let (zh, en) = verb.said();
        text.push_str(&match verb {
            Verb::Decline => lang.pick("不予：未产生事件\n", "declined: no event\n").to_owned(),
            _ => lang.pick(format!("{zh}：未产生事件\n"), format!("{en}: no event\n")),
        });
    }
    if let Some(Letter { number, .. }) = letter {
        text.push_str(&lang.pick(format!("文号 {number}\n"), format!("letter {number}\n")));
    }
    for warning in warnings {
        text.push_str(&lang.pick(format!("注意：{}\n", warning.zh), format!("note: {}\n", warning.en)));
    }
    text.push_str(&match act {
        Some(number) => lang.pick(
            format!("已保存，信用操作编号 {number}\n"),
            format!("stored as act {number} about credit\n"),
        ),
        None => lang.pick("试运行，未保存\n", "dry run, nothing stored\n").into(),
    });
    let warnings: Vec<&str> = warnings.iter().map(|warning| warning.en.as_str()).collect();
    let events: Vec<_> = events.iter().map(document).collect();
    Answer::new(
        text,
        json!({
            "act": act, "verb": verb.word(), "letter": letter.map(|letter| &letter.number),
            "warnings": warnings, "events": events,
        }),
    )
}

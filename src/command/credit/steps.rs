//! `suicha credit decide`, `repair`, `object` and `record`: one event of one subject by one person. Who may
//! is told by the list of people; nobody decides on what they recorded; and what the rules refuse, or
//! what does not fit the subject's history, is refused with every reason.

use super::book::{self, Book, Draft};
use super::show::{opened, subject_id};
use super::told::proposal as named;
use crate::archive::Archive;
use crate::cli::CreditStep;
use crate::command::answer::Answer;
use crate::command::people::{Signer, signer};
use crate::command::{day, deadlines, logged, rejected, unreadable};
use crate::core::credit::standing::{By, Proposal};
use crate::core::credit::words::{Flag, Kind, Manner, Reason, Set};
use crate::core::credit::{Code, Details, Event, Field, Question, Rules, Verb, check};
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::core::outcome;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// What is decided.
pub struct Decision<'a> {
    /// The proposal as it was typed.
    pub proposal: &'a str,
    /// Approve or decline.
    pub approve: bool,
    /// 文号.
    pub letter: Option<&'a str>,
    /// Reason of a removal.
    pub removal: Option<&'a str>,
    /// 上级同意.
    pub consent: bool,
}

/// One step: its subject opened, its person known, its day read.
pub struct Step<'a> {
    args: &'a CreditStep,
    archive: Archive,
    signer: Signer,
    book: Book,
    /// Number of the next act when the archive was read.
    next: u32,
    on: Date,
    today: Date,
}

/// What one step records.
#[derive(Default)]
struct Record {
    kind: Option<Kind>,
    about: Option<Digest>,
    case: Option<crate::core::id::Name>,
    details: Details,
    /// The rule whose law is the basis.
    code: Option<Code>,
}

impl<'a> Step<'a> {
    /// Opens the subject for somebody who may do such a thing.
    pub async fn open(env: &mut Env, id: &str, args: &'a CreditStep, decides: bool) -> Result<Self> {
        if args.reason.trim().is_empty() {
            return Err(Error::said(Exit::Usage, "--reason 不能为空", "--reason must say something"));
        }
        let role = if decides { outcome::Verb::Pass } else { outcome::Verb::Enter };
        let signer = signer(env, role)?;
        let archive = env.archive().await?;
        logged::catch_up(env, &archive).await?;
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
        let book = opened(env, &archive, &subject_id(id)?, today).await?;
        Ok(Self { args, archive, signer, book, next, on, today })
    }

    /// Decides on a proposal.
    pub async fn decide(self, env: &mut Env, decision: &Decision<'_>) -> Result<Answer> {
        let calendar = deadlines::calendar(env)?;
        let standing = Question::new(Rules::embedded(), &calendar, self.on)
            .fold(self.book.form, &self.book.history.facts);
        let proposal = self.proposal(&standing.proposals, decision.proposal)?;
        self.two_persons(&proposal.by).await?;
        let digests: Vec<Digest> =
            proposal.by.events().iter().map(|at| self.book.history.digests[*at as usize]).collect();
        let record =
            if decision.approve { self.approved(&proposal, decision)? } else { self.declined(&proposal) };
        if record.kind.is_none() {
            let name = named(&self.book, proposal.code, &proposal.by);
            let before = super::show::declined(&self.archive, &self.book.id, self.today).await?;
            if before.iter().any(|(known, _)| *known == name) {
                let text = env.lang.pick("已决定不予，未重复登记\n", "declined already: nothing stored\n");
                return Ok(Answer::new(text, json!({"act": null, "proposal": name})));
            }
        }
        let verb = if decision.approve { Verb::Approve } else { Verb::Decline };
        self.store(env, verb, record, Some((proposal.code, digests))).await
    }

    /// The one proposal that is meant.
    fn proposal(&self, all: &[Proposal], text: &str) -> Result<Proposal> {
        let name = |proposal: &Proposal| named(&self.book, proposal.code, &proposal.by);
        let meant: Vec<&Proposal> =
            all.iter().filter(|proposal| proposal.code.word() == text || name(proposal) == text).collect();
        if let [one] = meant[..] {
            return Ok(*one);
        }
        let names: Vec<String> = all.iter().map(name).collect();
        let (zh, en) = match names.is_empty() {
            true => ("没有".to_owned(), "none".to_owned()),
            false => (names.join("、"), names.join(", ")),
        };
        Err(Error::said(
            Exit::Rejected,
            format!("{} 没有（或不止一个）建议 {text}", self.book.id),
            format!("there is no proposal {text} for {}, or several", self.book.id),
        )
        .advice(format!("现有：{zh}"), format!("there are: {en}")))
    }

    /// What an approved proposal records.
    fn approved(&self, proposal: &Proposal, decision: &Decision<'_>) -> Result<Record> {
        let by = proposal.by.events();
        let first = *by.first().expect("a proposal follows from an event");
        let event = &self.book.events[first as usize];
        let number = decision.letter.map(str::to_owned);
        let code = proposal.code;
        let record = Record { case: event.case.clone(), code: Some(code), ..Record::default() };
        if code.is_ground() {
            let flags = if decision.consent { Set::of(&[Flag::Consent]) } else { Set::default() };
            if number.is_none() {
                return Err(no_letter());
            }
            let about = (event.kind == Kind::Penalty).then(|| self.book.history.digests[first as usize]);
            // The day of the decision is that of its publication; serious listings have a term for theirs.
            let published = (!code.is_serious()).then_some(self.on);
            let details = Details {
                ground: Some(code),
                number,
                year: event.details.year,
                published,
                flags,
                ..Details::default()
            };
            return Ok(Record { kind: Some(Kind::Listing), about, details, ..record });
        }
        let record_itself = matches!(event.kind, Kind::Listing | Kind::Penalty | Kind::Inspection);
        let own = self.book.history.digests[first as usize];
        let target = event.about.filter(|_| !record_itself).unwrap_or(own);
        let removal = |reason: Reason| Record {
            kind: Some(Kind::Removal),
            about: Some(target),
            details: Details { reason: Some(reason), number: number.clone(), ..Details::default() },
            case: None,
            code: Some(code),
        };
        Ok(match code {
            Code::SerVoid => removal(Reason::Void),
            Code::AbnAuto => removal(Reason::Deregistered),
            Code::AbnFix => {
                // The answer is about the objection, the objection about the listing.
                let objection = event.about.and_then(|about| self.book.history.find(&about));
                let listing = objection.and_then(|at| self.book.events[at as usize].about);
                Record { about: listing.or(Some(target)), ..removal(Reason::Correction) }
            }
            Code::AbnOut | Code::IndOut | Code::CoopOut | Code::SerOut | Code::SerStop => {
                if number.is_none() {
                    return Err(no_letter());
                }
                removal(self.reason(target, decision.removal)?)
            }
            Code::PenRepair | Code::InsRepair => Record {
                kind: Some(Kind::RepairDecided),
                about: Some(target),
                details: Details { manner: Some(Manner::Granted), ..Details::default() },
                ..record
            },
            Code::SerAccept => Record { kind: Some(Kind::RepairAccepted), about: Some(target), ..record },
            Code::AbnObj | Code::AbnObjV | Code::Obj1 | Code::Obj1J => {
                let manner = if code == Code::AbnObj { Manner::Accepted } else { Manner::Wrong };
                let answers = if event.kind == Kind::Objection { None } else { event.about };
                Record {
                    kind: Some(Kind::ObjectionAnswered),
                    about: answers.or(Some(self.book.history.digests[first as usize])),
                    details: Details { manner: Some(manner), ..Details::default() },
                    ..record
                }
            }
            _ => return Err(no_decision(code)),
        })
    }

    /// What a declined one records: the answer where somebody asked, else nothing but the act.
    fn declined(&self, proposal: &Proposal) -> Record {
        let first = *proposal.by.events().first().expect("a proposal follows from an event");
        let event = &self.book.events[first as usize];
        let answer = |kind: Kind, about: Option<Digest>| Record {
            kind: Some(kind),
            about,
            details: Details { manner: Some(Manner::Refused), ..Details::default() },
            code: Some(proposal.code),
            ..Record::default()
        };
        match event.kind {
            Kind::RepairApplied | Kind::RepairAccepted => answer(Kind::RepairDecided, event.about),
            Kind::Objection => {
                answer(Kind::ObjectionAnswered, Some(self.book.history.digests[first as usize]))
            }
            Kind::ObjectionAnswered => answer(Kind::ObjectionAnswered, event.about),
            _ => Record { code: Some(proposal.code), ..Record::default() },
        }
    }

    /// The reason of a removal: as typed, or the only one its ground has besides corrections.
    fn reason(&self, listing: Digest, typed: Option<&str>) -> Result<Reason> {
        if let Some(word) = typed {
            return Reason::parse(word).ok_or_else(|| {
                let known: Vec<&str> = Reason::ALL.iter().map(|reason| reason.word()).collect();
                let known = known.join(", ");
                Error::said(
                    Exit::Usage,
                    format!("移出事由 {word:?} 不认识：{known}"),
                    format!("no reason {word:?}: {known}"),
                )
            });
        }
        let event = self.book.history.find(&listing).map(|at| &self.book.events[at as usize]);
        let ground = event.and_then(|event| Some((event.details.ground?, event.day)));
        let rule = ground.and_then(|(ground, day)| Rules::embedded().rule(ground, day));
        let own = |reason: &Reason| {
            !matches!(reason, Reason::Correction | Reason::Void | Reason::Deregistered | Reason::Expired)
        };
        let reasons: Vec<Reason> =
            rule.map_or_else(Vec::new, |rule| rule.removals.iter().filter(own).collect());
        match reasons[..] {
            [one] => Ok(one),
            _ => Err(Error::said(
                Exit::Usage,
                "请用 --removal 写明移出事由",
                "say why it is removed: --removal WORD",
            )),
        }
    }

    /// Nobody decides on what they recorded themselves.
    async fn two_persons(&self, by: &By) -> Result<()> {
        let events: Vec<&Digest> =
            by.events().iter().map(|at| &self.book.history.digests[*at as usize]).collect();
        self.another(&events).await
    }

    async fn another(&self, events: &[&Digest]) -> Result<()> {
        for digest in events {
            let stored = self.book.stored_name(digest);
            let Some(number) = self.book.recorded_by.get(&stored) else { continue };
            let act = self.archive.credit_act(*number).await?;
            if act.is_some_and(|stored| stored.act.actor == self.signer.actor.id) {
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

    /// Takes a step of a repair.
    pub async fn repair(
        self,
        env: &mut Env,
        record: &str,
        kind: Kind,
        manner: Option<Manner>,
    ) -> Result<Answer> {
        let target = self.book.find(record)?.digest();
        if kind != Kind::RepairApplied {
            let applied = |event: &&Event| event.kind == Kind::RepairApplied && event.about == Some(target);
            let applied: Vec<Digest> = self.book.events.iter().filter(applied).map(Event::digest).collect();
            self.another(&applied.iter().collect::<Vec<_>>()).await?;
            if kind != Kind::RepairRevoked && applied.is_empty() {
                return Err(Error::said(
                    Exit::Rejected,
                    "该记录没有修复申请",
                    "nobody has applied for the repair of this record",
                )
                .advice("先用 --apply 登记申请", "record the application first: --apply"));
            }
        }
        let details = Details { manner, ..Details::default() };
        let record = Record { kind: Some(kind), about: Some(target), details, ..Record::default() };
        self.store(env, Verb::Repair, record, None).await
    }

    /// Records an objection, or answers one.
    pub async fn object(self, env: &mut Env, record: &str, answer: Option<&str>) -> Result<Answer> {
        let target = self.book.find(record)?.digest();
        let (kind, manner) = match answer {
            None => (Kind::Objection, None),
            Some(word) => {
                self.another(&[&target]).await?;
                let known = [Manner::Accepted, Manner::Refused, Manner::Wrong, Manner::Ended];
                let manner = known.into_iter().find(|manner| manner.word() == word).ok_or_else(|| {
                    Error::said(
                        Exit::Usage,
                        format!("答复 {word:?} 不认识：accepted、refused、wrong 或 ended"),
                        format!("no answer {word:?}: accepted, refused, wrong or ended"),
                    )
                })?;
                (Kind::ObjectionAnswered, Some(manner))
            }
        };
        let details = Details { manner, ..Details::default() };
        let record = Record { kind: Some(kind), about: Some(target), details, ..Record::default() };
        self.store(env, Verb::Object, record, None).await
    }

    /// Records any other fact.
    pub async fn record(
        self,
        env: &mut Env,
        kind: &str,
        about: Option<&str>,
        fields: &[String],
    ) -> Result<Answer> {
        const OWN: [Kind; 9] = [
            Kind::Inspection,
            Kind::Listing,
            Kind::Removal,
            Kind::RepairApplied,
            Kind::RepairAccepted,
            Kind::RepairDecided,
            Kind::RepairRevoked,
            Kind::Objection,
            Kind::ObjectionAnswered,
        ];
        let kind = Kind::parse(kind).filter(|kind| !OWN.contains(kind)).ok_or_else(|| {
            let known: Vec<&str> =
                Kind::ALL.iter().filter(|kind| !OWN.contains(kind)).map(|kind| kind.word()).collect();
            let known = known.join(", ");
            Error::said(
                Exit::Usage,
                format!("{kind:?} 不在可登记之列：{known}"),
                format!("{kind:?} cannot be recorded so: {known}"),
            )
            .advice(
                "列入、移出、修复、异议各有自己的命令",
                "listings, removals, repairs and objections have commands of their own",
            )
        })?;
        let about = about.map(|text| self.book.find(text).map(Event::digest)).transpose()?;
        let mut details = Details::default();
        for pair in fields {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let field = Field::ALL.into_iter().find(|field| field.word() == key);
            let set = field.ok_or("a known field").and_then(|field| details.set(field, value));
            set.map_err(|wanted| {
                Error::said(
                    Exit::Usage,
                    format!("--set {pair} 不能采用（{wanted}）"),
                    format!("--set {pair}: {wanted} is wanted"),
                )
            })?;
        }
        let record = Record { kind: Some(kind), about, details, ..Record::default() };
        self.store(env, Verb::Record, record, None).await
    }

    /// Checks what is to be recorded against the history, and stores it.
    async fn store(
        self,
        env: &mut Env,
        verb: Verb,
        record: Record,
        proposal: Option<(Code, Vec<Digest>)>,
    ) -> Result<Answer> {
        let event = self.event(env, record)?;
        let calendar = deadlines::calendar(env)?;
        if let Some(event) = &event {
            if self.book.history.find(&event.digest()).is_some() {
                let text = env.lang.pick("已登记过，未重复登记\n", "recorded already: nothing stored\n");
                return Ok(Answer::new(text, json!({"act": null, "event": event.digest().hex()})));
            }
            let refusals = check(event, &self.book.history, self.book.form, Rules::embedded(), &calendar);
            let mut problems: Vec<Twin> = refusals.iter().map(|refusal| refusal.said()).collect();
            if let Some(rule) = event.broken_rule() {
                problems.push(Twin::new(format!("事件不完整（{rule}）"), rule));
            }
            if !problems.is_empty() {
                let (zh, en) = event.kind.said();
                let what = Twin::new(format!("{} {zh} ", self.book.id), format!("{en} of {}", self.book.id));
                return Err(rejected(&what, &problems));
            }
        }
        let Self { args, archive, signer, book, next, .. } = self;
        // An event about a corrected outcome is stored under the name it had.
        let stored: Vec<Event> = event
            .into_iter()
            .map(|event| Event { about: event.about.map(|about| book.stored_name(&about)), ..event })
            .collect();
        let mut number = None;
        if !args.dry_run {
            let id = book.id.to_string();
            let proposal =
                proposal.map(|(code, on)| (code, on.iter().map(|digest| book.stored_name(digest)).collect()));
            let draft = Draft {
                verb,
                object: &id,
                sources: Vec::new(),
                proposal,
                reason: &args.reason,
                number: next,
            };
            number = Some(book::store(env, &archive, &signer, draft, &stored).await?);
        }
        Ok(told(env, &stored, verb, number))
    }

    fn event(&self, env: &Env, record: Record) -> Result<Option<Event>> {
        let Some(kind) = record.kind else { return Ok(None) };
        let law = record.code.and_then(|code| Rules::embedded().rule(code, self.on));
        let basis = self.args.basis.clone().or_else(|| law.map(|rule| rule.law.basis.clone()));
        let document = match &self.args.document {
            Some(path) => Digest::of(&std::fs::read(path).map_err(|e| unreadable(path, &e))?),
            None => Digest::of(b""),
        };
        let said =
            |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let body = said(self.args.authority.clone()).or_else(|| said(Some(env.config.body.clone())));
        Ok(Some(Event {
            subject: self.book.id.clone(),
            kind,
            day: self.on,
            recorded: self.today,
            late: said(self.args.late.clone()).filter(|_| self.on < self.today),
            source: "suicha credit".into(),
            authority: body.unwrap_or_else(|| "-".into()),
            basis: said(basis).unwrap_or_else(|| "-".into()),
            document,
            case: record.case,
            about: record.about,
            details: record.details,
        }))
    }
}

fn told(env: &Env, events: &[Event], verb: Verb, act: Option<u32>) -> Answer {
    let lang = env.lang;
    let mut text = String::new();
    for event in events {
        let (zh, en) = event.kind.said();
        let mark = &event.digest().hex()[..8];
        let (subject, day) = (&event.subject, event.day);
        text.push_str(
            &lang
                .pick(format!("{subject} {day} {zh}  #{mark}\n"), format!("{subject} {day} {en}  #{mark}\n")),
        );
    }
    if events.is_empty() {
        text.push_str(lang.pick("不予：未产生事件\n", "declined: no event\n"));
    }
    text.push_str(&match act {
        Some(number) => lang.pick(
            format!("已保存，信用操作编号 {number}\n"),
            format!("stored as act {number} about credit\n"),
        ),
        None => lang.pick("试运行，未保存\n", "dry run, nothing stored\n").into(),
    });
    let events: Vec<_> = events.iter().map(super::show::document).collect();
    Answer::new(text, json!({"act": act, "verb": verb.word(), "events": events}))
}

fn no_letter() -> Error {
    Error::said(
        Exit::Usage,
        "列入和移出须有文号：--letter",
        "a listing or a removal has a letter: --letter NUMBER",
    )
}

fn no_decision(code: Code) -> Error {
    Error::said(
        Exit::Rejected,
        format!("{code} 是待办，不是决定"),
        format!("{code} is a duty, not a decision"),
    )
    .advice(
        "办结后用 suicha credit record 登记（如 published、complied）",
        "record what was done with `suicha credit record` (e.g. published, complied)",
    )
}

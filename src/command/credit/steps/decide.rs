//! `suicha credit decide`: a person decides on a proposal. What an approved one records, what a declined one does,
//! which letter it is, and what stands in the way: the case ([`crate::core::credit::case`]), the other person, the
//! hearing. The number is [`super::number`]'s.

use super::{Desk, Done, Record, done_already, other};
use crate::command::answer::Answer;
use crate::command::credit::book::Book;
use crate::command::credit::show;
use crate::command::credit::told::proposal as named;
use crate::core::credit::letter::{Goal, Paper};
use crate::core::credit::standing::Proposal;
use crate::core::credit::words::{Flag, Kind, List, Manner, Reason, Set};
use crate::core::credit::{Code, Details, Question, Rules, Verb};
use crate::core::digest::Digest;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use serde_json::json;

/// What is decided.
#[derive(Clone, Copy)]
pub struct Decision<'a> {
    /// Approve or decline.
    pub approve: bool,
    /// 文号; without it the program numbers.
    pub letter: Option<&'a str>,
    /// Reason of a removal.
    pub removal: Option<&'a str>,
    /// 上级同意.
    pub consent: bool,
}

/// A proposal about a subject with the names of the events it follows from.
pub(super) struct Meant {
    pub proposal: Proposal,
    /// As it is named.
    pub name: String,
    /// Events it follows from, under their stored names.
    pub on: Vec<Digest>,
}

impl Desk<'_> {
    /// Decides on one proposal.
    pub async fn decide(
        self,
        env: &mut Env,
        book: Book,
        proposal: &str,
        decision: &Decision<'_>,
    ) -> Result<Answer> {
        if let Some(act) =
            self.again(book.id.as_str(), verb(decision), proposal).await?.filter(|_| decision.approve)
        {
            return Ok(done_already(env, &act));
        }
        let meant = self.meant(&book, proposal)?;
        let (mut record, paper) = self.judged(&book, &meant, decision).await?;
        if record.kind.is_none() {
            let before = show::declined(&self.archive, &book.id, self.today).await?;
            if before.iter().any(|(known, _)| *known == meant.name) {
                let text = env.lang.pick("已决定不予，未重复登记\n", "declined already: nothing stored\n");
                return Ok(Answer::new(text, json!({"act": null, "proposal": meant.name})));
            }
        }
        let (letter, mut warnings) = self.letter(env, paper, decision.letter).await?;
        if record.details.manner == Some(Manner::Granted) {
            warnings.extend(record.about.and_then(|target| self.wanting(&book, &target)));
        }
        record.number(letter.as_ref().map(|letter| letter.number.clone()));
        let proposal = Some((meant.proposal.code, meant.on));
        let done = Done { proposal, letter, warnings, ..Done::default() };
        self.record_one(env, verb(decision), book, record, done).await
    }

    /// The one proposal that is meant.
    pub(super) fn meant(&self, book: &Book, text: &str) -> Result<Meant> {
        let standing =
            Question::new(&self.rules, &self.calendar, self.on).fold(book.form, &book.history.facts);
        let all = standing.proposals;
        let name = |proposal: &Proposal| named(book, proposal.code, &proposal.by);
        let mut meant = all.iter().filter(|one| one.code.word() == text || name(one) == text);
        if let (Some(one), None) = (meant.next(), meant.next()) {
            let digest = |at: &u32| book.stored_name(&book.history.digests[*at as usize]);
            let on = one.by.events().iter().map(digest).collect();
            return Ok(Meant { proposal: *one, name: name(one), on });
        }
        let names: Vec<String> = all.iter().map(name).collect();
        let (zh, en) = match names.is_empty() {
            true => ("没有".to_owned(), "none".to_owned()),
            false => (names.join("、"), names.join(", ")),
        };
        Err(Error::said(
            Exit::Rejected,
            format!("{} 没有（或不止一个）建议 {text}", book.id),
            format!("there is no proposal {text} for {}, or several", book.id),
        )
        .advice(format!("现有：{zh}"), format!("there are: {en}")))
    }

    /// What a decision records and which letter it is, if this person may take it now.
    pub(super) async fn judged(
        &self,
        book: &Book,
        meant: &Meant,
        decision: &Decision<'_>,
    ) -> Result<(Record, Option<Paper>)> {
        let events = meant.proposal.by.events().iter();
        let events: Vec<Digest> = events.map(|at| book.history.digests[*at as usize]).collect();
        self.another(book, &events).await?;
        self.ripe(book, meant, decision.approve).await?;
        let code = meant.proposal.code;
        let record = if decision.approve {
            self.approved(book, &meant.proposal, decision)?
        } else {
            declined(book, &meant.proposal)
        };
        let paper = match (record.kind, Goal::of(code)) {
            (Some(Kind::Listing), goal) => {
                self.rules.rule(code, self.on).and_then(|rule| rule.list).and_then(|list| goal.paper(list))
            }
            (Some(Kind::Removal), goal) => {
                list_of(&self.rules, book, &record).and_then(|list| goal.paper(list))
            }
            (Some(kind), _) => other::paper(kind, record.details.manner),
            (None, _) => None,
        };
        Ok((record, paper))
    }

    /// What an approved proposal records.
    fn approved(&self, book: &Book, proposal: &Proposal, decision: &Decision<'_>) -> Result<Record> {
        let by = proposal.by.events();
        let first = *by.first().expect("a proposal follows from an event");
        let event = &book.events[first as usize];
        let code = proposal.code;
        let record = Record { case: event.case.clone(), code: Some(code), ..Record::default() };
        if code.is_ground() {
            let flags = if decision.consent { Set::of(&[Flag::Consent]) } else { Set::default() };
            let about = (event.kind == Kind::Penalty).then(|| book.history.digests[first as usize]);
            // The day of the decision is that of its publication; serious listings have a term for theirs.
            let published = (!code.is_serious()).then_some(self.on);
            let details = Details {
                ground: Some(code),
                year: event.details.year,
                published,
                flags,
                ..Details::default()
            };
            return Ok(Record { kind: Some(Kind::Listing), about, details, ..record });
        }
        let record_itself = matches!(event.kind, Kind::Listing | Kind::Penalty | Kind::Inspection);
        let own = book.history.digests[first as usize];
        let target = event.about.filter(|_| !record_itself).unwrap_or(own);
        let removal = |reason: Reason| Record {
            kind: Some(Kind::Removal),
            about: Some(target),
            details: Details { reason: Some(reason), ..Details::default() },
            case: None,
            code: Some(code),
        };
        Ok(match code {
            Code::SerVoid => removal(Reason::Void),
            Code::AbnAuto => removal(Reason::Deregistered),
            Code::AbnFix => {
                // The answer is about the objection, the objection about the listing.
                let objection = event.about.and_then(|about| book.history.find(&about));
                let listing = objection.and_then(|at| book.events[at as usize].about);
                Record { about: listing.or(Some(target)), ..removal(Reason::Correction) }
            }
            Code::AbnOut | Code::IndOut | Code::CoopOut | Code::SerOut | Code::SerStop => {
                removal(reason(&self.rules, book, target, decision.removal)?)
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
                    about: answers.or(Some(book.history.digests[first as usize])),
                    details: Details { manner: Some(manner), ..Details::default() },
                    ..record
                }
            }
            _ => return Err(no_decision(code)),
        })
    }
}

/// The list that the listing stands on which a removal is about.
fn list_of(rules: &Rules, book: &Book, record: &Record) -> Option<List> {
    let at = book.history.find(&record.about?)?;
    let listing = &book.events[at as usize];
    rules.rule(listing.details.ground?, listing.day)?.list
}

impl Record {
    /// Puts the number of the letter where the event has one.
    pub(super) fn number(&mut self, number: Option<String>) {
        if matches!(self.kind, Some(Kind::Listing | Kind::Removal)) {
            self.details.number = number;
        }
    }
}

/// What is done is an approval or a refusal.
pub(super) fn verb(decision: &Decision) -> Verb {
    if decision.approve { Verb::Approve } else { Verb::Decline }
}

/// What a declined one records: the answer where somebody asked, else nothing but the act.
fn declined(book: &Book, proposal: &Proposal) -> Record {
    let first = *proposal.by.events().first().expect("a proposal follows from an event");
    let event = &book.events[first as usize];
    let answer = |kind: Kind, about: Option<Digest>| Record {
        kind: Some(kind),
        about,
        details: Details { manner: Some(Manner::Refused), ..Details::default() },
        code: Some(proposal.code),
        ..Record::default()
    };
    match event.kind {
        Kind::RepairApplied | Kind::RepairAccepted => answer(Kind::RepairDecided, event.about),
        Kind::Objection => answer(Kind::ObjectionAnswered, Some(book.history.digests[first as usize])),
        Kind::ObjectionAnswered => answer(Kind::ObjectionAnswered, event.about),
        _ => Record { code: Some(proposal.code), ..Record::default() },
    }
}

/// The reason of a removal: as typed, or the only one its ground has besides corrections.
fn reason(rules: &Rules, book: &Book, listing: Digest, typed: Option<&str>) -> Result<Reason> {
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
    let event = book.history.find(&listing).map(|at| &book.events[at as usize]);
    let ground = event.and_then(|event| Some((event.details.ground?, event.day)));
    let rule = ground.and_then(|(ground, day)| rules.rule(ground, day));
    let own = |reason: &Reason| {
        !matches!(reason, Reason::Correction | Reason::Void | Reason::Deregistered | Reason::Expired)
    };
    let reasons: Vec<Reason> = rule.map_or_else(Vec::new, |rule| rule.removals.iter().filter(own).collect());
    match reasons[..] {
        [one] => Ok(one),
        _ => Err(Error::said(
            Exit::Usage,
            "请用 --removal 写明移出事由",
            "say why it is removed: --removal WORD",
        )),
    }
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

//! What the credit archive starts: the open duties of the fold (`core::credit`), each as what started it. Terms
//! are the dated rules of `deadlines.csv`. A duty of a year without a calendar stands in `credit show` only.

use crate::archive::Archive;
use crate::command::credit::{self, Book, Pending};
use crate::core::credit::settled::Settled;
use crate::core::credit::standing::{DueDay, Proposal, Standing};
use crate::core::credit::words::Kind;
use crate::core::credit::{Code, Question};
use crate::core::deadline::{Object, ObjectKind, Trigger, TriggerKind};
use crate::core::time::Date;
use crate::core::workdays::Calendar;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeMap;

/// Every duty that is open on a day.
pub(super) async fn triggers(
    env: &Env,
    archive: &Archive,
    calendar: &Calendar,
    as_of: Date,
) -> Result<Vec<Trigger>> {
    let rules = credit::rules::of(env)?;
    let question = Question::new(&rules, calendar, as_of).known_by(as_of);
    let declined = credit::declined(archive, as_of).await?;
    let mut found = Vec::new();
    credit::subjects(env, archive, as_of, |book, who| {
        let standing = question.fold(book.form, &book.history.facts);
        found.extend(duties(book, &who.name, &standing, &declined));
    })
    .await?;
    found.extend(hearings(archive, as_of).await?);
    Ok(found)
}

/// What notices and hearings before serious listings start.
pub async fn hearings(archive: &Archive, as_of: Date) -> Result<Vec<Trigger>> {
    Ok(credit::pending(archive, as_of).await?.iter().flat_map(heard).collect())
}

/// The open duties of one subject; those that were declined are settled.
pub fn duties(
    book: &Book,
    name: &str,
    standing: &Standing,
    declined: &BTreeMap<(String, String), Date>,
) -> Vec<Trigger> {
    let mut found = Vec::new();
    for proposal in &standing.proposals {
        let settled = declined_on(book, proposal, declined).is_some();
        let Some(kind) = kind_of(book, proposal).filter(|_| !settled) else { continue };
        // Both duties of a penalty are one event: it is told once, with what is done.
        let other = other(proposal, standing).filter(|_| kind == TriggerKind::PenaltyDecided);
        if !matches!(proposal.due, DueDay::Told(_)) || other == Some(Other::Told) {
            continue;
        }
        let done = match other {
            Some(Other::Done(code, on)) => vec![(code, on.unwrap_or(proposal.started))],
            _ => Vec::new(),
        };
        found.push(Trigger {
            kind,
            started_on: proposal.started,
            object: Object { kind: ObjectKind::Subject, id: book.id.to_string(), name: name.to_owned() },
            departments: Vec::new(),
            persons: Vec::new(),
            given: None,
            done,
        });
    }
    found
}

/// A duty that was met.
pub struct Met {
    /// What started it.
    pub kind: TriggerKind,
    /// The rule it was met for; all that the event started if there is none.
    pub code: Option<&'static str>,
    /// When.
    pub started: Date,
    /// The day it was met, or declined.
    pub on: Date,
}

/// Duties of one subject that are not open any more, or were declined.
pub fn met(
    book: &Book,
    standing: &Standing,
    settled: &[Settled],
    declined: &BTreeMap<(String, String), Date>,
) -> Vec<Met> {
    let refused = standing.proposals.iter();
    let refused = refused.filter_map(|proposal| Some((proposal, declined_on(book, proposal, declined)?)));
    let ended = settled.iter().map(|one| (&one.proposal, one.on));
    let ended = ended.filter(|(proposal, _)| !is_open(standing, proposal, proposal.code));
    let told = refused.chain(ended).filter(|(proposal, _)| matches!(proposal.due, DueDay::Told(_)));
    told.filter_map(|(proposal, on)| {
        let kind = kind_of(book, proposal)?;
        let (code, other) = match proposal.code {
            Code::PenPub => (Some("PEN-PUB"), Some(Code::PenDual)),
            Code::PenDual if kind == TriggerKind::PenaltyDecided => (Some("PEN-DUAL"), Some(Code::PenPub)),
            _ => (None, None),
        };
        // Two duties of one event: while one is open it tells both.
        let beside = other.is_some_and(|other| is_open(standing, proposal, other));
        (!beside).then_some(Met { kind, code, started: proposal.started, on })
    })
    .collect()
}

/// The day a proposal was declined.
fn declined_on(
    book: &Book,
    proposal: &Proposal,
    declined: &BTreeMap<(String, String), Date>,
) -> Option<Date> {
    let named = credit::proposal(book, proposal.code, &proposal.by);
    declined.get(&(book.id.to_string(), named)).copied()
}

/// Whether the duty of a rule is open because of the same events.
fn is_open(standing: &Standing, proposal: &Proposal, code: Code) -> bool {
    standing.proposals.iter().any(|one| one.code == code && one.by == proposal.by)
}

/// What a notice and a hearing before a serious listing start.
fn heard(Pending { act, case, .. }: &Pending) -> Vec<Trigger> {
    let trigger = |kind, started_on, given, done| Trigger {
        kind,
        started_on,
        object: Object { kind: ObjectKind::Subject, id: act.object.clone(), name: String::new() },
        departments: Vec::new(),
        persons: Vec::new(),
        given,
        done,
    };
    let mut found = Vec::new();
    if let Some(notified) = case.notified {
        let done = case.asked.or(case.waived).map(|day| ("SER-HEAR", day));
        found.push(trigger(TriggerKind::SeriousNotified, notified, None, done.into_iter().collect()));
    }
    if let Some((served, on)) = case.set {
        let done = case.held.or(case.waived).map(|day| ("SER-HEARING", day));
        found.push(trigger(TriggerKind::HearingNotified, served, Some(on), done.into_iter().collect()));
    }
    found
}

/// What became of the other duty that a penalty starts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Other {
    /// It is open, and told with this one.
    Open,
    /// It is open, and this one is told with it.
    Told,
    /// It is done.
    Done(&'static str, Option<Date>),
}

fn other(proposal: &Proposal, standing: &Standing) -> Option<Other> {
    let open = |code: Code| is_open(standing, proposal, code);
    let at = proposal.by.events().first()?;
    let published = standing.penalties.iter().find(|penalty| penalty.at == *at).and_then(|one| one.published);
    match proposal.code {
        Code::PenPub if open(Code::PenDual) => Some(Other::Open),
        Code::PenPub => Some(Other::Done("PEN-DUAL", None)),
        Code::PenDual if open(Code::PenPub) => Some(Other::Told),
        Code::PenDual => Some(Other::Done("PEN-PUB", published)),
        _ => None,
    }
}

/// What started the duty of a proposal.
fn kind_of(book: &Book, proposal: &Proposal) -> Option<TriggerKind> {
    let of_permit = |at: &u32| book.history.facts[*at as usize].kind == Kind::Permit;
    kind(proposal.code, proposal.by.events().first().is_some_and(of_permit))
}

/// What started a duty; none where no rule of `deadlines.csv` has its term, or another conversion tells it.
fn kind(code: Code, permit: bool) -> Option<TriggerKind> {
    use TriggerKind as T;
    Some(match code {
        Code::Abn1 => T::ReportMissed,
        Code::Abn2 => T::OrderExpired,
        Code::Abn3 => T::FalseInformationFound,
        Code::Abn4 => T::ContactLost,
        Code::Ind1 | Code::Ind2 | Code::Ind3 => T::IndividualIrregular,
        Code::Coop1 | Code::Coop2 | Code::Coop3 => T::CooperativeIrregular,
        Code::AbnOut | Code::IndOut | Code::CoopOut => T::RemovalApplied,
        Code::AbnFix => T::ListingWrong,
        Code::AbnObj => T::ObjectionReceived,
        Code::AbnObjV => T::ObjectionAccepted,
        Code::PenDual if permit => T::LicenceDecided,
        Code::PenPub | Code::PenDual => T::PenaltyDecided,
        Code::PenPush => T::PenaltyDecidedElsewhere,
        Code::PenVoid => T::PenaltyVoided,
        Code::PenRepair => T::RepairApplied,
        Code::InsRepair => T::InspectionRepairApplied,
        Code::RepXprov => T::RepairDecidedElsewhere,
        Code::SerPub => T::SeriousListed,
        Code::SerAccept => T::SeriousRemovalApplied,
        Code::SerOut => T::SeriousRemovalAccepted,
        Code::SerStop => T::SeriousRemovalDecided,
        Code::SerVoid => T::SeriousPenaltyVoided,
        Code::Cmp1 => T::ComplaintReceived,
        Code::Cmp1E => T::ComplaintAccepted,
        Code::Cmp2 => T::LeadReceived,
        Code::Cmp2T => T::LeadDecided,
        _ => return None,
    })
}

//! From the fold to the report: what is shown, and nothing else.

use super::{Heading, Listed, Looked, Record, Registered, Repair, Reply, Report, Section, Shown};
use crate::core::credit::details::{Details, Field};
use crate::core::credit::fact::{At, History};
use crate::core::credit::rule::Channel;
use crate::core::credit::standing::{Clock, Display, Entry, Penalty, Standing, State, Visit};
use crate::core::credit::words::{Form, Kind, List, Manner};
use crate::core::credit::{Event, Question};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::registry::{Group, Subject};
use crate::core::time::Date;
use std::cmp::Reverse;

/// Details that may stand in a public report. Parties, persons, offences by their key, bans and flags
/// stay inside.
pub(super) const PUBLIC: [Field; 13] = [
    Field::Manner,
    Field::Result,
    Field::Item,
    Field::Ground,
    Field::Year,
    Field::Number,
    Field::Procedure,
    Field::Kinds,
    Field::Fine,
    Field::Confiscated,
    Field::Domain,
    Field::Published,
    Field::Until,
];

/// What a report is made from.
pub struct Asked<'a> {
    /// The subject's key.
    pub id: &'a SubjectId,
    /// As a roster known on the day has it.
    pub subject: Option<&'a Subject>,
    /// Its form.
    pub form: Form,
    /// Rules, calendar, legal day and what was known.
    pub question: &'a Question<'a>,
    /// What was known by the end of this day.
    pub known_by: Date,
    /// Events in their order.
    pub events: &'a [Event],
    /// The same as facts.
    pub history: &'a History,
    /// The bureau.
    pub body: &'a str,
    /// Number in the bureau's own book of reports; without it one that follows from subject and days.
    pub serial: Option<u16>,
    /// How often it has been printed.
    pub print: u16,
}

/// The report.
pub fn report(asked: &Asked<'_>) -> Report {
    let question = asked.question.known_by(asked.known_by);
    let standing = question.fold(asked.form, &asked.history.facts);
    let desk = Desk { asked, standing: &standing };
    let sections = Heading::ALL.iter().map(|heading| desk.section(*heading)).collect();
    Report {
        number: number(asked),
        body: asked.body.to_owned(),
        as_of: asked.question.as_of,
        known_by: asked.known_by,
        id: asked.id.clone(),
        subject: asked.subject.map(registered),
        sections,
    }
}

/// `B` or `P` (natural persons), the day, four digits, and the print count.
fn number(asked: &Asked<'_>) -> String {
    let letter = if asked.form == Form::Individual { 'P' } else { 'B' };
    let day = asked.known_by;
    let serial = asked.serial.map_or_else(
        || {
            let text =
                format!("suicha-credit-report-number/1\n{}\n{}\n{day}\n", asked.id, asked.question.as_of);
            let Digest(bytes) = Digest::of(text.as_bytes());
            u64::from_be_bytes(bytes[..8].try_into().expect("eight of 32 bytes")) % 10_000
        },
        u64::from,
    );
    let (year, month, nth, print) = (day.year(), day.month(), day.day(), asked.print);
    format!("{letter}{year:04}{month:02}{nth:02}{serial:04}-{print}")
}

fn registered(subject: &Subject) -> Registered {
    // The place of a natural person's business is a home; of a form that is not known it may be one.
    let organisation =
        matches!(subject.group, Group::Enterprise | Group::Cooperative | Group::RepresentativeOffice);
    let address = Some(subject.address.clone()).filter(|address| organisation && !address.is_empty());
    Registered {
        name: subject.name.clone(),
        other_id: subject.other_id.clone(),
        kind: subject.kind.clone(),
        group: subject.group,
        status: subject.status,
        dormant: subject.dormant,
        region: subject.region.clone(),
        authority: subject.authority.clone(),
        industry: subject.industry.clone(),
        established: subject.established,
        licence_until: subject.licence_until,
        address,
    }
}

struct Desk<'a> {
    asked: &'a Asked<'a>,
    standing: &'a Standing,
}

impl Desk<'_> {
    fn section(&self, heading: Heading) -> Section {
        let mut records = self.records(heading);
        records.sort_by_key(|record| Reverse(record.day));
        let looked = match (heading.held(), records.is_empty()) {
            (false, _) => Looked::Unchecked,
            (true, true) => Looked::Nothing,
            (true, false) => Looked::Records,
        };
        Section { heading, looked, records }
    }

    fn records(&self, heading: Heading) -> Vec<Record> {
        let listed = |serious: bool| {
            let entries = self.standing.entries.iter();
            let entries = entries.filter(|entry| entry.shown && (entry.list == List::Serious) == serious);
            entries.filter(|entry| entry.state != State::Withdrawn).map(|entry| self.entry(entry)).collect()
        };
        match heading {
            Heading::Permits => self.plain(Kind::Permit, &[]),
            Heading::RandomChecks => {
                let shown = self.standing.visits.iter().filter(|visit| visit.display == Display::Shown);
                shown.map(|visit| self.visit(visit)).collect()
            }
            Heading::Penalties => {
                let shown = |penalty: &&Penalty| penalty.clocks.iter().any(is_shown);
                self.standing.penalties.iter().filter(shown).map(|penalty| self.penalty(penalty)).collect()
            }
            Heading::Abnormal => listed(false),
            Heading::Serious => listed(true),
            Heading::Broken => self.plain(Kind::Commitment, &[Manner::Broken]),
            Heading::Commitments => self.plain(Kind::Commitment, &[Manner::Made, Manner::Kept]),
            Heading::AnnualReports => self.plain(Kind::Report, &[]),
            Heading::Honours => self.plain(Kind::Honour, &[]),
            _ => Vec::new(),
        }
    }

    fn known(&self, event: &Event) -> bool {
        event.day <= self.asked.question.as_of && event.recorded <= self.asked.known_by
    }

    /// Known events about another one, in order.
    fn about(&self, at: At) -> impl Iterator<Item = &Event> {
        let named = self.asked.history.digests[at as usize];
        self.asked.events.iter().filter(move |event| event.about == Some(named) && self.known(event))
    }

    /// Events that nothing is folded from.
    fn plain(&self, kind: Kind, manners: &[Manner]) -> Vec<Record> {
        let wanted = |event: &Event| {
            event.kind == kind
                && event.about.is_none()
                && self.known(event)
                && (manners.is_empty() || event.details.manner.is_some_and(|m| manners.contains(&m)))
        };
        let all = self.asked.events.iter().enumerate().filter(|(_, event)| wanted(event));
        all.map(|(at, _)| self.record(at as At)).collect()
    }

    fn entry(&self, entry: &Entry) -> Record {
        let listed = Listed { list: entry.list, state: entry.state, closed: entry.closed.map(|(on, _)| on) };
        let shown = Shown {
            channel: Channel::Gsxt,
            tier: None,
            from: Some(entry.published.unwrap_or(entry.since)),
            until: entry.end,
        };
        Record {
            listing: Some(listed),
            shown: vec![shown],
            repair_from: entry.exit.filter(|_| entry.state == State::Open),
            rule: entry.version,
            ..self.record(entry.at)
        }
    }

    fn penalty(&self, penalty: &Penalty) -> Record {
        let shown: Vec<&Clock> = penalty.clocks.iter().filter(|clock| is_shown(clock)).collect();
        let first = shown[0];
        let of = |clock: &&Clock| Shown {
            channel: clock.channel,
            tier: clock.tier,
            from: clock.from,
            until: clock.until,
        };
        Record {
            repair_from: first.apply,
            rule: first.version,
            shown: shown.iter().map(of).collect(),
            ..self.record(penalty.at)
        }
    }

    fn visit(&self, visit: &Visit) -> Record {
        let event = &self.asked.events[visit.at as usize];
        let shown = Shown { channel: Channel::Gsxt, tier: None, from: visit.published, until: None };
        // An import is told by the name of a file, which is nobody's business.
        let source = event.source.starts_with("随机抽查 ").then(|| event.source.clone());
        Record { source, shown: vec![shown], ..self.record(visit.at) }
    }

    fn record(&self, at: At) -> Record {
        let event = &self.asked.events[at as usize];
        let done = |event: &Event| event.kind == Kind::Complied || event.kind == Kind::Report;
        Record {
            kind: event.kind,
            day: event.day,
            recorded: event.recorded,
            source: None,
            authority: event.authority.clone(),
            basis: event.basis.clone(),
            details: public(&event.details),
            listing: None,
            shown: Vec::new(),
            rectified: self.about(at).find(|event| done(event)).map(|event| event.day),
            replies: self.replies(at),
            repair: self.repair(at),
            repair_from: None,
            rule: None,
        }
    }

    fn replies(&self, at: At) -> Vec<Reply> {
        let objections = self.about(at).filter(|event| event.kind == Kind::Objection);
        let reply = |event: &Event| {
            let own = self.asked.history.find(&event.digest());
            let answered = |event: &&Event| event.kind == Kind::ObjectionAnswered;
            let answer = own.and_then(|own| self.about(own).filter(answered).last());
            Reply { day: event.day, answer: answer.map(|answer| (answer.day, answer.details.manner)) }
        };
        objections.map(reply).collect()
    }

    fn repair(&self, at: At) -> Repair {
        let step = |event: &Event| match (event.kind, event.details.manner) {
            (Kind::RepairApplied, _) => Some(Repair::Applied),
            (Kind::RepairAccepted, _) => Some(Repair::Accepted),
            (Kind::RepairDecided, Some(Manner::Refused)) => Some(Repair::Refused),
            (Kind::RepairDecided, _) => Some(Repair::Granted),
            (Kind::RepairRevoked, _) => Some(Repair::Revoked),
            _ => None,
        };
        self.about(at).filter_map(step).last().unwrap_or(Repair::None)
    }
}

fn is_shown(clock: &Clock) -> bool {
    clock.display == Display::Shown
}

fn public(details: &Details) -> Details {
    let mut public = Details::default();
    for field in PUBLIC {
        if let Some(text) = details.get(field) {
            public.set(field, &text).expect("a value that was read is read again");
        }
    }
    public
}

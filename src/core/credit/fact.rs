//! Events of one subject in the form that is folded: small values without text, in the total order of
//! events. The order is day, then kind and manner (in the order of their lists), then the digest of the
//! event: it does not depend on the order of recording, so neither does what follows.

use super::code::Code;
use super::event::Event;
use super::words::{Domain, Flag, Kind, Manner, Party, Procedure, Punished, Reason, Set};
use crate::core::digest::Digest;
use crate::core::id::Name;
use crate::core::outcome::codes::Found;
use crate::core::time::Date;
use std::collections::BTreeMap;

/// Place of an event in the order of its subject.
pub type At = u32;

/// An event without its text. What is not said is the kind's default; see [`super::details::Field`].
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is described in details::Field or event::Event")]
pub struct Fact {
    pub kind: Kind,
    pub manner: Option<Manner>,
    pub result: Option<Found>,
    pub ground: Option<Code>,
    pub simple: bool,
    pub natural: bool,
    pub late: bool,
    /// The matter is the annual report.
    pub annual: bool,
    pub domain: Option<Domain>,
    pub reason: Option<Reason>,
    pub kinds: Set<Punished>,
    pub flags: Set<Flag>,
    pub year: u16,
    pub day: Date,
    pub recorded: Date,
    pub dated: Option<Date>,
    pub published: Option<Date>,
    pub act: Option<Date>,
    pub ban: Option<Date>,
    pub until: Option<Date>,
    /// The event it is about.
    pub about: Option<At>,
    /// Equal for events of one case; 0 where there is none.
    pub case: u32,
    /// Equal for the same offence; 0 where none is named.
    pub offence: u32,
    pub region: u32,
    pub fine: u64,
    pub confiscated: u64,
}

/// All events of a subject, in order.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The events.
    pub facts: Vec<Fact>,
    /// Their digests.
    pub digests: Vec<Digest>,
}

/// An event speaks of another that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event {event} is about {about}, which is not there")]
pub struct Unknown {
    /// The event.
    pub event: Digest,
    /// What it names.
    pub about: Digest,
}

/// The number of a word: a new one where it was not seen before.
fn number<'a>(numbers: &mut BTreeMap<&'a Name, u32>, word: &'a Name) -> u32 {
    let next = numbers.len() as u32 + 1;
    *numbers.entry(word).or_insert(next)
}

/// What the items of interest are called in an inspection.
const ANNUAL: &str = "annual-report";

impl History {
    /// Brings events of one subject into their order. The same event twice is one event.
    pub fn new(events: &[Event]) -> Result<Self, Unknown> {
        let key =
            |(i, event): (usize, &Event)| (event.day, event.kind, event.details.manner, event.digest(), i);
        let mut order: Vec<_> = events.iter().enumerate().map(key).collect();
        order.sort_unstable();
        order.dedup_by_key(|(.., digest, _)| *digest);
        let digests: Vec<Digest> = order.iter().map(|(.., digest, _)| *digest).collect();
        let places: BTreeMap<Digest, At> = digests.iter().copied().zip(0..).collect();
        // Equal words get equal numbers, from 1 in the order of the events.
        let (mut cases, mut offences): (BTreeMap<&Name, u32>, BTreeMap<&Name, u32>) = Default::default();
        let mut facts: Vec<Fact> = Vec::with_capacity(order.len());
        for (.., digest, i) in &order {
            let event = &events[*i];
            let unknown = |about: &Digest| Unknown { event: *digest, about: *about };
            let about = event.about.as_ref().map(|about| places.get(about).ok_or_else(|| unknown(about)));
            let about = about.transpose()?.copied();
            let case = event.case.as_ref().map_or(0, |case| number(&mut cases, case));
            let offence = event.details.offence.as_ref();
            let offence = offence.map_or(0, |offence| number(&mut offences, offence));
            facts.push(Fact { about, case, offence, ..Fact::of(event) });
        }
        Ok(Self { facts, digests })
    }

    /// The place of an event.
    pub fn find(&self, digest: &Digest) -> Option<At> {
        self.digests.iter().position(|known| known == digest).map(|at| at as At)
    }
}

impl Fact {
    /// Whether nobody is left after it whom a listing or an order could be about. Penalties and serious
    /// listings can follow later; whose licence was revoked is still there.
    pub fn deregisters(&self) -> bool {
        self.kind == Kind::Closed
            && matches!(self.manner, Some(Manner::Deregistered | Manner::RegistrationRevoked))
    }

    /// An event of a kind on a day, with nothing else said.
    pub fn plain(kind: Kind, day: Date) -> Self {
        Self {
            kind,
            day,
            recorded: day,
            manner: None,
            result: None,
            ground: None,
            simple: false,
            natural: false,
            late: false,
            annual: false,
            domain: None,
            reason: None,
            kinds: Set::default(),
            flags: Set::default(),
            year: 0,
            dated: None,
            published: None,
            act: None,
            ban: None,
            until: None,
            about: None,
            case: 0,
            offence: 0,
            region: 0,
            fine: 0,
            confiscated: 0,
        }
    }

    fn of(event: &Event) -> Self {
        let d = &event.details;
        Self {
            recorded: event.recorded,
            manner: d.manner,
            result: d.result,
            ground: d.ground,
            simple: d.procedure == Some(Procedure::Simple),
            natural: d.party == Some(Party::Natural),
            late: event.late.is_some(),
            annual: d.item.as_ref().is_some_and(|item| item.as_str() == ANNUAL),
            domain: d.domain,
            reason: d.reason,
            kinds: d.kinds,
            flags: d.flags,
            year: d.year.unwrap_or_default(),
            dated: d.dated,
            published: d.published,
            act: d.act,
            ban: d.ban,
            until: d.until,
            region: d.region.unwrap_or_default(),
            fine: d.fine.unwrap_or_default(),
            confiscated: d.confiscated.unwrap_or_default(),
            ..Self::plain(event.kind, event.day)
        }
    }

    /// Whether it has happened by a day and, where asked, was recorded by another.
    pub fn known(&self, as_of: Date, known_by: Option<Date>) -> bool {
        self.day <= as_of && known_by.is_none_or(|last| self.recorded <= last)
    }
}

//! Everything the archive knows of the credit of one subject: its stored events, the inspections derived
//! from its outcomes, who recorded what. And the one way in which an act about credit is stored.

use super::inspections::{self, Derived};
use crate::archive::{Archive, StoredCreditAct, StoredEvent};
use crate::command::damage::damaged;
use crate::command::draw::steady_clock;
use crate::command::logged;
use crate::command::people::Signer;
use crate::core::credit::words::Form;
use crate::core::credit::{Act, Code, Event, History, Letter, Verb};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::lang::Twin;
use crate::core::registry::{RosterKind, Subject};
use crate::core::text::seen_words;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The credit of one subject.
pub struct Book {
    /// Whom it is about.
    pub id: SubjectId,
    /// As the latest roster, or that of a draw, has it.
    pub subject: Option<Subject>,
    /// Its form.
    pub form: Form,
    /// The events in their order.
    pub events: Vec<Event>,
    /// The same as facts.
    pub history: History,
    /// Acts that recorded events, by event.
    pub recorded_by: BTreeMap<Digest, u32>,
    /// Names under which events are stored, where a corrected outcome has another name now.
    stored_names: BTreeMap<Digest, Digest>,
}

impl Book {
    /// Opens it, as known on a day.
    pub async fn open(env: &Env, archive: &Archive, id: &SubjectId, known: Date) -> Result<Self> {
        let subject = subject(archive, id, known).await?;
        let stored = archive.credit_events_of(id).await?;
        let derived = inspections::of_subject(env, archive, id, known).await?;
        let recorded_by = stored.iter().map(|stored| (stored.event.digest(), stored.act)).collect();
        let events = stored.into_iter().map(|StoredEvent { event, .. }| event).collect();
        let form = Form::of(subject.as_ref().map(|subject| subject.group), id);
        Self::of(id, subject, form, events, derived, recorded_by)
    }

    /// The same from what was read already.
    pub fn of(
        id: &SubjectId,
        subject: Option<Subject>,
        form: Form,
        stored: Vec<Event>,
        derived: Vec<Derived>,
        recorded_by: BTreeMap<Digest, u32>,
    ) -> Result<Self> {
        let mut renamed: BTreeMap<Digest, Digest> = BTreeMap::new();
        let mut events = Vec::new();
        for Derived { events: own, earlier } in derived {
            let now = own[0].digest();
            renamed.extend(earlier.into_iter().filter(|earlier| *earlier != now).map(|old| (old, now)));
            events.extend(own);
        }
        let mut stored_names = BTreeMap::new();
        events.extend(follow(stored, renamed, &mut stored_names));
        // What is about an outcome that was withdrawn is about nothing any more.
        let mut known: BTreeSet<Digest> = events.iter().map(Event::digest).collect();
        while let Some(place) =
            events.iter().position(|event| event.about.is_some_and(|about| !known.contains(&about)))
        {
            known.remove(&events.remove(place).digest());
        }
        let history = History::new(&events).map_err(|e| {
            let what = Twin::new(format!(" {id} 的信用事件"), format!("credit events of {id}"));
            damaged(what, Twin::same(e))
        })?;
        let place: BTreeMap<Digest, usize> =
            events.iter().enumerate().map(|(at, event)| (event.digest(), at)).collect();
        let ordered = history.digests.iter().map(|digest| events[place[digest]].clone()).collect();
        Ok(Self { id: id.clone(), subject, form, events: ordered, history, recorded_by, stored_names })
    }

    /// Whether the bureau knows the subject at all.
    pub fn known(&self) -> bool {
        self.subject.is_some() || !self.events.is_empty()
    }

    /// The name an event is stored under.
    pub fn stored_name(&self, digest: &Digest) -> Digest {
        self.stored_names.get(digest).copied().unwrap_or(*digest)
    }

    /// An event under the names that are stored: one about a corrected outcome bears the name it had.
    pub fn as_stored(&self, event: Event) -> Event {
        Event { about: event.about.map(|about| self.stored_name(&about)), ..event }
    }

    /// The event that a person names by the first digits of its digest.
    pub fn find(&self, text: &str) -> Result<&Event> {
        let wanted = text.trim().trim_start_matches('#').to_ascii_lowercase();
        let named: Vec<&Event> = match wanted.len() {
            0..4 => Vec::new(),
            _ => self.events.iter().filter(|event| event.digest().hex().starts_with(&wanted)).collect(),
        };
        match named[..] {
            [one] => Ok(one),
            _ => Err(Error::said(
                Exit::Usage,
                format!("{} 的信用档案中没有（或不止一个）事件 {text:?}", self.id),
                format!("the credit archive of {} holds no event {text:?}, or several", self.id),
            )
            .advice(
                "用 suicha credit show 代码 --why 查看事件编号（# 后至少四位）",
                "`suicha credit show ID --why` tells the events: # and at least four digits",
            )),
        }
    }
}

/// Events about an outcome that has another revision now are about that one.
fn follow(
    mut events: Vec<Event>,
    mut renamed: BTreeMap<Digest, Digest>,
    stored_names: &mut BTreeMap<Digest, Digest>,
) -> Vec<Event> {
    while !renamed.is_empty() {
        let mut next = BTreeMap::new();
        for event in &mut events {
            if let Some(now) = event.about.and_then(|about| renamed.get(&about)) {
                let before = event.digest();
                event.about = Some(*now);
                let stored = stored_names.remove(&before).unwrap_or(before);
                stored_names.insert(event.digest(), stored);
                next.insert(before, event.digest());
            }
        }
        renamed = next;
    }
    events
}

/// A subject by the roster in force, or by one that a draw was made from.
pub async fn subject(archive: &Archive, id: &SubjectId, on: Date) -> Result<Option<Subject>> {
    if let Some(roster) = archive.latest_roster(RosterKind::Subjects, on).await?
        && let Some(subject) = archive.subject_of(roster.id, id).await?
    {
        return Ok(Some(subject));
    }
    let mut asked = BTreeSet::new();
    for row in archive.draws().await?.iter().rev() {
        if asked.insert(row.subjects.to_string())
            && let Some(subject) = archive.subject_of(row.subjects, id).await?
        {
            return Ok(Some(subject));
        }
    }
    Ok(None)
}

/// Refuses an archive whose last act about credit, with its events and its letter, is not the one that the journal
/// knows: whatever follows from the rest would be another answer. What is damaged further back, `fsck` names.
pub async fn whole(archive: &Archive) -> Result<()> {
    let tail = archive.credit_tail().await?;
    let lost = |what: &str, what_en: &str| {
        Error::said(
            Exit::Discrepancy,
            format!("档案库的信用档案不完整：{what}"),
            format!("the credit archive is damaged: {what_en}"),
        )
        .advice(
            "未作任何操作；请保留现状，另行恢复最近的备份，再运行 suicha fsck",
            "nothing was done; keep everything, restore the last backup beside it, and run `suicha fsck`",
        )
    };
    if tail.last != tail.logged || tail.events > tail.acts {
        return Err(lost(
            "最后一次信用操作（credit_act）与日志（journal）不符",
            "the last act (credit_act) is not the one that the journal knows",
        ));
    }
    for number in [tail.events, tail.acts] {
        let Some(stored) = archive.credit_act(number).await? else { continue };
        if archive.credit_event_count(number).await? != stored.act.events.len() {
            return Err(lost(
                &format!("信用操作 {number} 的事件（credit_event）缺失或不符"),
                &format!("the events (credit_event) of act {number} are not those it recorded"),
            ));
        }
    }
    for number in [tail.letters, tail.acts] {
        let stored = archive.credit_act(number).await?;
        let row = archive.credit_letter_of(number).await?;
        let same = match (&stored, &row) {
            (Some(stored), Some(row)) => row.is_of(&stored.act),
            (Some(stored), None) => stored.act.letter.is_none(),
            (None, row) => row.is_none(),
        };
        if !same {
            return Err(lost(
                &format!("信用操作 {number} 的文书登记（credit_letter）缺失或不符"),
                &format!("the register (credit_letter) does not say of act {number} what the act says"),
            ));
        }
    }
    Ok(())
}

/// What is to be done, before it has a number and a signature.
pub struct Draft<'a> {
    /// What.
    pub verb: Verb,
    /// The subject, or the kind of rows.
    pub object: &'a str,
    /// The version of the rules it was checked under.
    pub rules: Digest,
    /// Digests of the files read, ascending.
    pub sources: Vec<Digest>,
    /// What was decided on.
    pub proposal: Option<(Code, Vec<Digest>)>,
    /// The letter it is.
    pub letter: Option<Letter>,
    /// The day of a step of the hearing.
    pub day: Option<Date>,
    /// The day the hearing was set for.
    pub hearing: Option<Date>,
    /// Why.
    pub reason: &'a str,
    /// Number the act will have, unless somebody else acted since the archive was read.
    pub number: u32,
}

/// Stores an act with the events it records: one transaction, one row of the journal. Returns its number.
pub async fn store(
    env: &mut Env,
    archive: &Archive,
    signer: &Signer,
    draft: Draft<'_>,
    events: &[Event],
) -> Result<u32> {
    let mut digests: Vec<Digest> = events.iter().map(Event::digest).collect();
    digests.sort_unstable();
    let salt = Digest(env.random()?);
    let now = steady_clock(env, archive).await?;
    let verb = format!("credit {}", draft.verb.word());
    let mut writer = logged::begin_signed(env, archive, &verb, now, signer.key.clone()).await?;
    if writer.next_credit_act().await? != draft.number {
        writer.rollback().await?;
        return Err(logged::overtaken());
    }
    let act = Act {
        number: draft.number,
        at: now,
        actor: signer.actor.id.clone(),
        key: signer.actor.key.clone(),
        verb: draft.verb,
        object: draft.object.to_owned(),
        salt,
        rules: Some(draft.rules),
        sources: draft.sources,
        proposal: draft.proposal,
        letter: draft.letter,
        day: draft.day,
        hearing: draft.hearing,
        reason: seen_words(draft.reason),
        events: digests,
    };
    assert_eq!(Act::parse(act.print().as_bytes()).as_ref(), Ok(&act), "an act is stored as it is read");
    let (number, digest) = (act.number, act.digest());
    let signature = signer.key.as_ref().map(|key| act.sign(key));
    writer.put_credit(&StoredCreditAct { act, signature }, events).await?;
    writer.commit(&format!("{} act {number}", draft.object), digest).await?;
    Ok(number)
}

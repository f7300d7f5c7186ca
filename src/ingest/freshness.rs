//! How fresh a roster is, against an earlier one and a date: what has died, moved, doubled or run
//! out. Pure: values in, report out; nothing is corrected here.

use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::registry::{Inspector, Status, Subject};
use crate::core::row::clean::compare_key;
use crate::core::time::Date;
use std::collections::BTreeMap;

/// The report. Every list is in ascending order of keys; its length is the count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The day for which licences and cards were judged.
    pub as_of: Date,
    /// Subjects in the roster.
    pub subjects: u64,
    /// Subjects in a state that ends a subject (吊销、注销、撤销), with that state.
    pub dead: Vec<(SubjectId, Status)>,
    /// Of these, the ones that the earlier roster still had as active.
    pub newly_dead: Vec<SubjectId>,
    /// Subjects that moved out, or whose station or authority changed.
    pub moved: Vec<Moved>,
    /// One name and address under several keys.
    pub same_subject: Vec<SameSubject>,
    /// Licences that ended before the day.
    pub licence_expired: Vec<(SubjectId, Date)>,
    /// 歇业.
    pub dormant: Vec<SubjectId>,
    /// Keys the earlier roster does not have.
    pub arrived: Vec<SubjectId>,
    /// Keys of the earlier roster that are gone.
    pub gone: Vec<SubjectId>,
    /// Inspectors whose card ended before the day.
    pub cards_expired: Vec<(InspectorId, Date)>,
    /// Inspectors marked as no longer valid.
    pub inspectors_invalid: Vec<InspectorId>,
}

/// A subject that is no longer where it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Its key.
    pub id: SubjectId,
    /// Station before and now, if it changed.
    pub station: Option<(Option<Name>, Option<Name>)>,
    /// 登记机关 before and now, if it changed.
    pub authority: Option<(String, String)>,
    /// Its state is 迁出.
    pub moved_out: bool,
}

/// Several keys with one name and address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SameSubject {
    /// The name, as the first of them writes it.
    pub name: String,
    /// The keys.
    pub ids: Vec<SubjectId>,
}

/// Compares a roster with an earlier one as of a day. `earlier` may be empty: then nothing has
/// arrived or gone.
pub fn freshness(subjects: &[Subject], earlier: &[Subject], inspectors: &[Inspector], as_of: Date) -> Freshness {
    let before: BTreeMap<&SubjectId, &Subject> = earlier.iter().map(|subject| (&subject.id, subject)).collect();
    let mut now: Vec<&Subject> = subjects.iter().collect();
    now.sort_by(|a, b| a.id.cmp(&b.id));
    let ids = |wanted: &dyn Fn(&&&Subject) -> bool| {
        now.iter().filter(|subject| wanted(subject)).map(|subject| subject.id.clone()).collect::<Vec<_>>()
    };
    let was_active = |subject: &Subject| before.get(&subject.id).is_some_and(|b| b.status == Status::Active);
    Freshness {
        as_of,
        subjects: subjects.len() as u64,
        dead: now.iter().filter(|s| ended(s.status)).map(|s| (s.id.clone(), s.status)).collect(),
        newly_dead: ids(&|s| ended(s.status) && was_active(s)),
        moved: now.iter().filter_map(|s| moved(s, before.get(&s.id).copied())).collect(),
        same_subject: same_subjects(&now),
        licence_expired: now
            .iter()
            .filter_map(|s| s.licence_until.filter(|until| *until < as_of).map(|until| (s.id.clone(), until)))
            .collect(),
        dormant: ids(&|s| s.dormant),
        arrived: if earlier.is_empty() { Vec::new() } else { ids(&|s| !before.contains_key(&s.id)) },
        gone: gone(&now, &before),
        cards_expired: cards_expired(inspectors, as_of),
        inspectors_invalid: sorted(inspectors.iter().filter(|i| !i.valid).map(|i| i.id.clone()).collect()),
    }
}

fn ended(status: Status) -> bool {
    matches!(
        status,
        Status::Revoked | Status::RevokedDeregistered | Status::Deregistered | Status::Rescinded
    )
}

fn moved(now: &Subject, before: Option<&Subject>) -> Option<Moved> {
    let changed_station = before.filter(|before| before.station != now.station);
    let changed_authority =
        before.filter(|before| compare_key(&before.authority) != compare_key(&now.authority));
    let moved_out = now.status == Status::MovedOut;
    (moved_out || changed_station.is_some() || changed_authority.is_some()).then(|| Moved {
        id: now.id.clone(),
        station: changed_station.map(|before| (before.station.clone(), now.station.clone())),
        authority: changed_authority.map(|before| (before.authority.clone(), now.authority.clone())),
        moved_out,
    })
}

fn same_subjects(now: &[&Subject]) -> Vec<SameSubject> {
    let mut places: BTreeMap<(String, String), Vec<&Subject>> = BTreeMap::new();
    for subject in now.iter().filter(|subject| !subject.address.is_empty()) {
        places.entry((compare_key(&subject.name), compare_key(&subject.address))).or_default().push(subject);
    }
    let several = places.into_values().filter(|group| group.len() > 1);
    let mut found: Vec<SameSubject> = several
        .map(|group| SameSubject {
            name: group[0].name.clone(),
            ids: group.iter().map(|subject| subject.id.clone()).collect(),
        })
        .collect();
    found.sort_by(|a, b| a.ids.cmp(&b.ids));
    found
}

fn gone(now: &[&Subject], before: &BTreeMap<&SubjectId, &Subject>) -> Vec<SubjectId> {
    let still_there = |id: &SubjectId| now.binary_search_by(|subject| subject.id.cmp(id)).is_ok();
    before.keys().filter(|id| !still_there(id)).map(|id| (*id).clone()).collect()
}

fn cards_expired(inspectors: &[Inspector], as_of: Date) -> Vec<(InspectorId, Date)> {
    let expired = |i: &Inspector| i.card_until.filter(|until| *until < as_of).map(|until| (i.id.clone(), until));
    sorted(inspectors.iter().filter_map(expired).collect())
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list
}

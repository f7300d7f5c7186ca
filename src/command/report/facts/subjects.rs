//! What facts tell of a subject: place, business and type as the roster of its draw has them, and how often it
//! had been visited in the year. Nothing personal. Where the roster tells no region, it is that of the bureau.

use super::Gathering;
use crate::archive::Draw;
use crate::command::rosters;
use crate::core::id::SubjectId;
use crate::core::log::Attempt;
use crate::core::registry::Subject;
use crate::core::time::Date;
use crate::error::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A subject, for facts.
#[derive(Clone, Debug, Default)]
pub(super) struct Brief {
    pub region: String,
    pub authority: String,
    pub station: String,
    pub industry: String,
    pub kind: String,
    pub risk: String,
    /// Visits of the year by the registry.
    inspected: u32,
    /// Days of visits by the archive since the registry's day.
    since: BTreeSet<Date>,
}

/// The subjects of a draw.
pub(super) struct Subjects {
    briefs: BTreeMap<SubjectId, Brief>,
    unknown: Brief,
    /// The registry's day.
    as_of: Date,
}

impl Subjects {
    /// Reads them; nobody is listed after `until`.
    pub async fn of(
        gathering: &Gathering<'_>,
        row: &Draw,
        ids: &BTreeSet<&SubjectId>,
        until: Date,
    ) -> Result<Self> {
        let archive = gathering.archive;
        let mut briefs = rosters::some(archive, row.subjects, ids.iter().copied(), Brief::of).await?;
        let stored = archive.roster(row.subjects).await?;
        for brief in briefs.values_mut().filter(|brief| brief.region.is_empty()) {
            brief.region.clone_from(&gathering.env.config.region);
        }
        let as_of = stored.map_or(row.frozen_at.date(), |stored| stored.roster.as_of);
        let own = Attempt::new(&row.draw, row.attempt);
        for visit in archive.visits_known(as_of, until, gathering.as_of).await? {
            let counts = visit.on_site && visit.attempt != own && visit.visited > as_of;
            if let Some(brief) = briefs.get_mut(&visit.subject).filter(|_| counts) {
                brief.since.insert(visit.visited);
            }
        }
        Ok(Self { briefs, unknown: Brief::default(), as_of })
    }

    /// One of them.
    pub fn get(&self, id: &SubjectId) -> &Brief {
        self.briefs.get(id).unwrap_or(&self.unknown)
    }

    /// Its visits in the calendar year of a day, before that day: those the registry knew, if it is of that
    /// year, and those the archive knows since.
    pub fn earlier(&self, id: &SubjectId, day: Date) -> u32 {
        let brief = self.get(id);
        let registered = if self.as_of.year() == day.year() { brief.inspected } else { 0 };
        let since = brief.since.iter().filter(|visit| visit.year() == day.year() && **visit < day);
        registered.saturating_add(since.count() as u32)
    }
}

impl Brief {
    fn of(subject: Subject) -> Self {
        let word =
            |name: Option<crate::core::id::Name>| name.map(|name| name.to_string()).unwrap_or_default();
        Self {
            region: subject.region,
            authority: subject.authority,
            station: word(subject.station),
            industry: subject.industry.get(..1).unwrap_or_default().to_owned(),
            kind: subject.group.code().to_owned(),
            risk: word(subject.risk_class),
            inspected: subject.inspected_this_year,
            since: BTreeSet::new(),
        }
    }
}

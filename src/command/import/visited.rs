//! What the archive has recorded of visits, for the rows of an import of subjects: a registry that lags behind
//! its own bureau would let the annual cap be passed. What counts is `core::cap`'s.

use crate::core::cap::{JointVisit, Visit, Visited, count, grounds};
use crate::core::id::{Name, SubjectId};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use std::collections::BTreeSet;

/// Visits to each subject in the year of a day, up to it: what counts towards the annual cap, and the
/// last day. A day on which several draws met a subject is one visit.
pub(super) async fn of(env: &Env, as_of: Date) -> Result<Visited> {
    let archive = env.archive().await?;
    let from = Date::new(as_of.year() - 1, 1, 1).unwrap_or(as_of);
    let made = archive.visits(from, as_of).await?.into_iter().filter(|visit| visit.on_site);
    let days: BTreeSet<(SubjectId, Date)> = made.map(|visit| (visit.subject, visit.visited)).collect();
    let (organ, ground) = (Name::new("bureau").expect("a name"), Name::new("routine").expect("a name"));
    let visits: Vec<Visit> = days
        .into_iter()
        .map(|(subject, day)| Visit { subject, day, organs: vec![organ.clone()], ground: ground.clone() })
        .collect();
    let counts = count(&visits, grounds(), JointVisit::OncePerOrgan)
        .map_err(|e| Error::new(Exit::Bug, format!("exemptions.csv: {e}")))?;
    let mut visited = Visited::new();
    for visit in visits {
        let key = (organ.clone(), visit.subject.clone(), as_of.year());
        let times = counts.get(&key).copied().unwrap_or(0);
        visited.insert(visit.subject, (u32::try_from(times).unwrap_or(u32::MAX), visit.day));
    }
    Ok(visited)
}

//! Recusals of somebody who is in no roster in force: they recuse nobody, which is told.

use crate::archive::RosterId;
use crate::core::registry::{Recusal, RosterKind};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeSet;

/// A recusal whose inspector or subject is in no roster in force: it recuses nobody.
pub struct Stranger {
    /// The row.
    pub recusal: Recusal,
    /// The inspector is unknown.
    pub inspector: bool,
    /// The subject is unknown.
    pub subject: bool,
}

/// Those of a roster; of another kind of roster none.
pub async fn of(env: &Env, kind: RosterKind, id: RosterId, as_of: Date) -> Result<Vec<Stranger>> {
    if kind != RosterKind::Recusals {
        return Ok(Vec::new());
    }
    let archive = env.archive().await?;
    let inspectors = match archive.latest_roster(RosterKind::Inspectors, as_of).await? {
        Some(roster) => archive.inspectors(roster.id).await?,
        None => Vec::new(),
    };
    let cards: BTreeSet<&str> = inspectors.iter().map(|inspector| inspector.id.as_str()).collect();
    let subjects = archive.latest_roster(RosterKind::Subjects, as_of).await?;
    let mut strangers = Vec::new();
    for recusal in archive.recusals(id).await? {
        let inspector = !cards.contains(recusal.inspector.as_str());
        let subject = match &subjects {
            Some(roster) => archive.subject_of(roster.id, &recusal.subject).await?.is_none(),
            None => true,
        };
        if inspector || subject {
            strangers.push(Stranger { recusal, inspector, subject });
        }
    }
    Ok(strangers)
}

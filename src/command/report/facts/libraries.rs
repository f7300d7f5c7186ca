//! Versions of the libraries (一单两库), and the item list in force on the day.

use super::Gathering;
use crate::archive::{IssueRecord, RosterId, StoredRoster};
use crate::command::rosters;
use crate::core::id::SubjectId;
use crate::core::lang::Twin;
use crate::core::registry::{Matter, RosterKind, Severity};
use crate::core::row::{Rule, rows_told};
use crate::core::time::Date;
use crate::error::Result;
use crate::report::facts::{Library, Matter as MatterRow};
use crate::report::table::Domain;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Every version imported by the day.
pub(super) async fn put(gathering: &mut Gathering<'_>) -> Result<()> {
    let mut libraries = Vec::new();
    for stored in known(gathering).await? {
        let counts = gathering.archive.roster_counts(stored.id).await?;
        let roster = &stored.roster;
        libraries.push(Library {
            kind: roster.kind.word().to_owned(),
            day: roster.as_of,
            imported: stored.imported_at.date(),
            rows: roster.rows,
            issues: rows_with(&gathering.archive.issues(stored.id).await?),
            usable: match roster.kind {
                RosterKind::Subjects => Some(counts.subjects),
                RosterKind::Inspectors => Some(counts.inspectors),
                RosterKind::Recusals | RosterKind::Matters => None,
            },
        });
    }
    gathering.put(&libraries)?;
    let Some(stored) = in_force(gathering, RosterKind::Matters).await? else { return Ok(()) };
    let matters = list(gathering, stored).await?;
    let in_force = |matter: &&Matter| holds(matter, gathering.as_of);
    let row = |matter: &Matter| MatterRow {
        code: matter.code.to_string(),
        category: matter.category.clone(),
        title: matter.title.clone(),
        key: matter.key_matter,
    };
    let rows: Vec<MatterRow> = matters.values().filter(in_force).map(row).collect();
    gathering.put(&rows)
}

/// Rows that an import kept out or warned of. What it told row by row counts a row once; what it told once for
/// many rows counts as many as it says.
fn rows_with(issues: &[IssueRecord]) -> u64 {
    let mut single: BTreeSet<(&str, u64)> = BTreeSet::new();
    let mut told = 0;
    for issue in issues {
        let rule = Rule::from_code(&issue.rule);
        if rule.is_some_and(|rule| rule.severity() == Severity::Normalised) {
            continue;
        }
        match rows_told(&issue.value).filter(|_| rule.is_some_and(Rule::once_per_file)) {
            Some(rows) => told += rows,
            None => {
                single.insert((&issue.file, issue.row));
            }
        }
    }
    told + single.len() as u64
}

fn holds(matter: &Matter, day: Date) -> bool {
    matter.effective.is_none_or(|from| from <= day) && matter.details.expires.is_none_or(|last| day <= last)
}

async fn known(gathering: &Gathering<'_>) -> Result<Vec<StoredRoster>> {
    let mut all = gathering.archive.rosters().await?;
    all.retain(|stored| stored.imported_at.date() <= gathering.as_of);
    Ok(all)
}

/// The roster in force on the day, of those that had been imported.
pub(super) async fn in_force(gathering: &Gathering<'_>, kind: RosterKind) -> Result<Option<StoredRoster>> {
    let all = known(gathering).await?.into_iter();
    let fit = all.filter(|one| one.roster.kind == kind && one.roster.as_of <= gathering.as_of);
    Ok(fit.max_by_key(|one| (one.roster.as_of, one.id)))
}

/// The matters of a draw's item list.
pub(super) async fn matters_of(
    gathering: &mut Gathering<'_>,
    roster: Option<RosterId>,
) -> Result<Rc<BTreeMap<SubjectId, Matter>>> {
    let Some(id) = roster else { return Ok(Rc::default()) };
    if let Some(known) = gathering.matters.get(&id.to_string()) {
        return Ok(known.clone());
    }
    match gathering.archive.roster(id).await? {
        Some(stored) => list(gathering, stored).await,
        None => Ok(Rc::default()),
    }
}

/// Reads a list once; of several versions of a matter the last stands.
async fn list(
    gathering: &mut Gathering<'_>,
    stored: StoredRoster,
) -> Result<Rc<BTreeMap<SubjectId, Matter>>> {
    let mut all = rosters::matters(gathering.archive, &stored).await?;
    all.sort_by(|a, b| (a.effective, &a.version).cmp(&(b.effective, &b.version)));
    let matters: BTreeMap<SubjectId, Matter> =
        all.into_iter().map(|matter| (matter.code.clone(), matter)).collect();
    for matter in matters.values() {
        let Matter { code, title, category, .. } = matter;
        gathering.names.add(Domain::Matter, code.as_str(), Twin::new(title, title));
        gathering.names.add(Domain::Category, category, Twin::new(category, category));
    }
    let matters = Rc::new(matters);
    gathering.matters.insert(stored.id.to_string(), matters.clone());
    Ok(matters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_told_once_for_many_rows_is_many_rows() {
        let issue = |rule: &str, row: u64, value: &str| IssueRecord {
            file: "库.csv".into(),
            row,
            value: value.into(),
            rule: rule.into(),
            ..IssueRecord::default()
        };
        let told = [
            issue("key-reg15", 34, "×249"),
            issue("status-unknown", 68, "待核实 ×5"),
            // One row with two problems, and one whose own value looks like a count.
            issue("key-inner", 6002, "92320381MA0X970124"),
            issue("private-use", 6002, "店"),
            issue("key-inner", 7000, "尺寸 ×3"),
        ];
        assert_eq!(rows_with(&told), 249 + 5 + 2);
        assert_eq!(rows_with(&told[3..]), 2);
    }
}

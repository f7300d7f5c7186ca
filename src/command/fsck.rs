//! `suicha fsck`: every digest, record, tree hash, signature and published file is derived again
//! from the rows of the archive, and whatever differs is named. Nothing is changed.

mod acts;
mod credit;
mod draws;
mod found;
mod log;
mod outcomes;

use super::answer::Answer;
use super::rosters;
use crate::archive::{Archive, StoredRoster};
use crate::core::registry::RosterKind;
use crate::env::Env;
use crate::error::Result;
use found::Found;

/// Checks the archive and what was published from it; exit 4 if anything differs.
pub async fn run(env: &Env) -> Result<Answer> {
    look(env, true).await
}

/// The same without the published files and with no public key where none is, for a copy of the archive.
pub async fn of_archive(env: &Env) -> Result<Answer> {
    look(env, false).await
}

async fn look(env: &Env, with_published: bool) -> Result<Answer> {
    let archive = env.archive().await?;
    // What is compared must not move in between.
    archive.take_turn().await;
    let mut found = Found::of(&archive);
    for fault in archive.faults().await? {
        found.differs(format!("档案库：{fault}"), format!("the archive: {fault}"));
    }
    keys(env, with_published, &mut found)?;
    rosters_of(&archive, &mut found).await?;
    plans(&archive, &mut found).await?;
    // What the log says is what everything after it is compared with.
    let entries = match log::entries(env, &archive, &mut found).await {
        Ok(entries) => entries,
        Err(e) => {
            found.error(e);
            return Ok(found.answer(env.lang));
        }
    };
    acts::journal(&archive, &entries, &mut found).await?;
    acts::plans(&archive, &entries, &mut found).await?;
    if with_published {
        log::published(env, &archive, &mut found).await?;
    }
    outcomes::acts(&archive, &entries, &mut found).await?;
    leases(&archive, &mut found).await;
    credit::records(&archive, &mut found).await?;
    for row in archive.draws().await? {
        draws::draw(env, &archive, &row, &entries, &mut found).await;
    }
    Ok(found.answer(env.lang))
}

/// What the bureau hands out as its log's key is the key it signs with.
fn keys(env: &Env, must_be_there: bool, found: &mut Found) -> Result<()> {
    let path = env.log_pub();
    let key = match env.log_key() {
        Ok(key) => key,
        // A copy of the archive can be whole where nobody can sign any more.
        Err(_) if !must_be_there && path.exists() => return Ok(()),
        Err(e) if path.exists() => {
            found.error(e);
            return Ok(());
        }
        Err(e) => return Err(e),
    };
    if !must_be_there && !path.exists() {
        return Ok(());
    }
    let public = format!("{}\n", key.verifier());
    if std::fs::read(&path).ok().as_deref() != Some(public.as_bytes()) {
        let path = path.display();
        let line = public.trim_end();
        found.differs(
            format!("{path} 缺失或被改动；其内容应为一行：{line}"),
            format!("{path}: missing or changed; it holds one line: {line}"),
        );
    }
    Ok(())
}

async fn rosters_of(archive: &Archive, found: &mut Found) -> Result<()> {
    for stored in archive.rosters().await? {
        found.look("名录快照", "rosters");
        let rows = match stored.roster.kind {
            RosterKind::Subjects => count(rosters::subjects(archive, &stored).await, found),
            RosterKind::Inspectors => count(rosters::inspectors(archive, &stored).await, found),
            RosterKind::Recusals => count(rosters::recusals(archive, &stored).await, found),
            RosterKind::Matters => count(rosters::matters(archive, &stored).await, found),
        };
        if let Some(rows) = rows {
            found.same(name(&stored), stored.roster.rows, rows);
        }
    }
    Ok(())
}

fn count<T>(rows: Result<Vec<T>>, found: &mut Found) -> Option<u64> {
    rows.map_err(|e| found.error(e)).ok().map(|rows| rows.len() as u64)
}

fn name(stored: &StoredRoster) -> (String, String) {
    let (kind, as_of) = (stored.roster.kind.word(), stored.roster.as_of);
    (format!("{as_of}的名录快照（{kind}）的行数"), format!("rows of the {kind} roster of {as_of}"))
}

async fn plans(archive: &Archive, found: &mut Found) -> Result<()> {
    for plan in archive.plans().await? {
        // Reading a version compares its text with its digest.
        match archive.plan_versions(&plan.number).await {
            Ok(versions) => versions.iter().for_each(|_| found.look("计划版本", "versions of plans")),
            Err(e) => found.error(e),
        }
    }
    Ok(())
}

/// Every row of a lease gives its digest, and continues the row before it.
async fn leases(archive: &Archive, found: &mut Found) {
    let mut rows = 0;
    let read = archive.each_lease(|_| rows += 1).await;
    if rows > 0 {
        found.looked.insert(("租约", "rows of leases"), rows);
    }
    read.unwrap_or_else(|e| found.error(e));
}

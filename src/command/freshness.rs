//! How fresh a library is (底数清): dead, moved, duplicate and expired rows of a roster, and what
//! changed since the one before.

use crate::archive::RosterId;
use crate::core::lang::Lang;
use crate::core::registry::RosterKind;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use crate::ingest::{Freshness, freshness};
use serde_json::{Value, json};

/// Report on a roster of subjects and the inspectors of the same day.
pub async fn of(env: &Env, subjects: RosterId, as_of: Date) -> Result<Freshness> {
    let archive = env.archive().await?;
    let earlier = as_of.day_before();
    let earlier = match archive.latest_roster(RosterKind::Subjects, earlier).await? {
        Some(stored) if stored.id != subjects => archive.subjects(stored.id).await?,
        _ => Vec::new(),
    };
    let inspectors = match archive.latest_roster(RosterKind::Inspectors, as_of).await? {
        Some(stored) => archive.inspectors(stored.id).await?,
        None => Vec::new(),
    };
    Ok(freshness(&archive.subjects(subjects).await?, &earlier, &inspectors, as_of))
}

/// The counts, one line each.
pub fn text(report: &Freshness, lang: Lang) -> String {
    let mut text = lang.pick(
        format!("名录鲜活度（{}，{}户）\n", report.as_of, report.subjects),
        format!("freshness as of {} ({} subjects)\n", report.as_of, report.subjects),
    );
    for (zh, en, count) in counts(report) {
        text.push_str(&format!("  {:<40} {count:>8}\n", lang.pick(zh, en)));
    }
    text
}

/// The whole report for programs.
pub fn document(report: &Freshness) -> Value {
    let counts: serde_json::Map<_, _> =
        counts(report).into_iter().map(|(_, en, count)| (en.replace(' ', "_"), json!(count))).collect();
    json!({"as_of": report.as_of.to_string(), "subjects": report.subjects, "counts": counts})
}

fn counts(report: &Freshness) -> [(&'static str, &'static str, usize); 10] {
    [
        ("已终止（吊销、注销、撤销）", "dead", report.dead.len()),
        ("  其中上次名录仍为存续", "newly dead", report.newly_dead.len()),
        ("迁移（管辖单位、登记机关变更或迁出）", "moved", report.moved.len()),
        ("同名同址多个代码", "same name and address", report.same_subject.len()),
        ("许可证已过期", "licence expired", report.licence_expired.len()),
        ("歇业", "dormant", report.dormant.len()),
        ("新增", "arrived", report.arrived.len()),
        ("消失", "gone", report.gone.len()),
        ("执法证已过期", "cards expired", report.cards_expired.len()),
        ("失效执法人员", "inspectors invalid", report.inspectors_invalid.len()),
    ]
}

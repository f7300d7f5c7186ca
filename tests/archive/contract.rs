//! What an archive promises about values, rosters and plans, on both databases.

use super::sample::{self, NOW, date};
use super::{Place, on_both};
use suicha::archive::{Archive, Error, RosterId};
use suicha::core::digest::Digest;
use suicha::core::id::SubjectId;
use suicha::core::registry::RosterKind;
use suicha::core::registry::Subject;
use suicha::error::Exit;

on_both!(
    every_value_comes_back,
    an_empty_archive_answers_nothing,
    subjects_come_out_by_id,
    rosters_are_found_by_day,
    the_same_rows_are_stored_once,
    a_repeated_id_is_refused,
    dropping_a_writer_leaves_nothing,
    nothing_can_be_changed_or_removed,
    every_version_of_a_plan_stays,
    a_revision_and_an_act_are_stored_once,
    the_character_nul_is_refused,
);

async fn every_value_comes_back(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    sample::check(&archive, &filled).await;
    archive.close().await;
    let archive = place.open().await;
    sample::check(&archive, &filled).await;
    sample::check_outcomes(&archive).await;
    sample::check_credit(&archive).await;
}

async fn an_empty_archive_answers_nothing(place: &Place) {
    let archive = place.open().await;
    let day = date("2023-09-01");
    assert_eq!(archive.rosters().await.unwrap(), []);
    assert_eq!(archive.latest_roster(RosterKind::Subjects, day).await.unwrap(), None);
    assert_eq!(archive.plan("2023-01").await.unwrap(), None);
    assert_eq!(archive.draws().await.unwrap(), []);
    assert_eq!(archive.draw(&sample::draw_id(), 1).await.unwrap(), None);
    assert_eq!(archive.file(&sample::draw_id(), 1, "commit.txt").await.unwrap(), None);
    assert_eq!(archive.terminal(&sample::draw_id(), 1).await.unwrap(), None);
    assert_eq!(archive.journal().await.unwrap(), []);
}

async fn subjects_come_out_by_id(place: &Place) {
    let archive = place.open().await;
    // Two full batches and a rest; ids that collations other than bytes would order differently.
    let mut subjects = sample::subjects(1203);
    subjects.extend(["A_1", "A-1", "A1", "Z", "_", "-"].map(sample::subject));
    let roster = import(&archive, "2023-09-01", &subjects).await.unwrap();
    subjects.sort_by(|a, b| a.id.as_str().as_bytes().cmp(b.id.as_str().as_bytes()));
    assert_eq!(archive.subjects(roster).await.unwrap(), subjects);
    let mut streamed = 0;
    archive.each_subject(roster, |_| streamed += 1).await.unwrap();
    assert_eq!(streamed, 1209);
    for wanted in [&subjects[0], &subjects[777], &subjects[1208]] {
        assert_eq!(archive.subject_of(roster, &wanted.id).await.unwrap().as_ref(), Some(wanted));
    }
    assert_eq!(archive.subject_of(roster, &SubjectId::new("NOBODY").unwrap()).await.unwrap(), None);
}

async fn rosters_are_found_by_day(place: &Place) {
    let archive = place.open().await;
    let september = import(&archive, "2023-09-01", &sample::subjects(1)).await.unwrap();
    let october = import(&archive, "2023-10-01", &sample::subjects(2)).await.unwrap();
    let corrected = import(&archive, "2023-09-01", &sample::subjects(3)).await.unwrap();
    let latest = async |day: &str| {
        let found = archive.latest_roster(RosterKind::Subjects, date(day)).await.unwrap();
        found.map(|stored| stored.id)
    };
    assert_eq!(latest("2023-08-31").await, None);
    assert_eq!(latest("2023-09-01").await, Some(corrected), "of two for one day the later import");
    assert_eq!(latest("2023-09-30").await, Some(corrected));
    assert_eq!(latest("2024-01-01").await, Some(october), "the day counts, not the import");
    let other_kind = archive.latest_roster(RosterKind::Matters, date("2024-01-01")).await.unwrap();
    assert_eq!(other_kind, None);
    let all: Vec<_> = archive.rosters().await.unwrap().iter().map(|stored| stored.id).collect();
    assert_eq!(all, [september, october, corrected]);
    assert_eq!(archive.subjects(september).await.unwrap().len(), 1, "rosters do not mix");
}

async fn the_same_rows_are_stored_once(place: &Place) {
    let archive = place.open().await;
    let subjects = sample::subjects(5);
    let first = import(&archive, "2023-09-01", &subjects).await.unwrap();
    let again = import(&archive, "2023-09-01", &subjects).await.unwrap_err();
    assert!(matches!(again, Error::Exists { .. }), "{again:?}");
    assert_eq!(again.exit(), Exit::Conflict);
    let found =
        archive.find_roster(RosterKind::Subjects, date("2023-09-01"), digest(&subjects)).await.unwrap();
    assert_eq!(found.map(|stored| stored.id), Some(first));
    assert_eq!(archive.rosters().await.unwrap().len(), 1);
    assert_eq!(archive.journal().await.unwrap().len(), 1);
    import(&archive, "2023-09-02", &subjects).await.expect("another day is another roster");
}

async fn a_repeated_id_is_refused(place: &Place) {
    let archive = place.open().await;
    let twice = [sample::subject("A"), sample::subject("B"), sample::subject("A")];
    let error = import(&archive, "2023-09-01", &twice).await.unwrap_err();
    assert_eq!(error.to_string(), "subject A of roster 1 is already in the archive");

    let mut w = archive.begin("import", NOW, "op").await.unwrap();
    let roster = w.new_roster(RosterKind::Subjects, date("2023-09-01"), "a.csv").await.unwrap();
    w.add_subjects(roster, &twice[..2]).await.unwrap();
    let error = w.add_subjects(roster, &twice[2..]).await.unwrap_err();
    assert!(matches!(error, Error::Exists { .. }), "{error:?}");
    drop(w);
    import(&archive, "2023-09-01", &twice[..2]).await.expect("a refused import leaves nothing");
}

async fn dropping_a_writer_leaves_nothing(place: &Place) {
    let archive = place.open().await;
    let mut w = archive.begin("import", NOW, "op").await.unwrap();
    let roster = w.new_roster(RosterKind::Subjects, date("2023-09-01"), "a.csv").await.unwrap();
    w.add_subjects(roster, &sample::subjects(700)).await.unwrap();
    w.put_plan("2023-01", 1, "计划", "text").await.unwrap();
    drop(w);
    let w = archive.begin("import", NOW, "op").await.expect("the lock is free again");
    w.rollback().await.unwrap();
    assert_eq!(archive.subjects(roster).await.unwrap(), []);
    assert_eq!(archive.plans().await.unwrap(), []);
    assert_eq!(archive.journal().await.unwrap(), []);
    assert_eq!(import(&archive, "2023-09-01", &sample::subjects(7)).await.unwrap(), roster);
}

async fn nothing_can_be_changed_or_removed(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    let mut tables: Vec<String> = archive.columns().await.unwrap().into_iter().map(|c| c.0).collect();
    tables.dedup();
    assert_eq!(tables.len(), 25, "{tables:?}");
    for (table, column) in archive.columns().await.unwrap() {
        refused(place, &format!("UPDATE {table} SET {column} = {column}")).await;
    }
    for table in tables {
        refused(place, &format!("DELETE FROM {table}")).await;
        if !place.is_sqlite() {
            refused(place, &format!("TRUNCATE {table} CASCADE")).await;
        }
    }
    sample::check(&archive, &filled).await;
}

async fn refused(place: &Place, sql: &str) {
    let error = place.raw(sql).await.expect_err(sql);
    assert!(error.to_string().contains("append-only"), "{sql}: {error}");
}

async fn every_version_of_a_plan_stays(place: &Place) {
    let archive = place.open().await;
    for (version, text) in [(1, "一"), (2, "二"), (10, "十")] {
        let mut w = archive.begin("plan publish", NOW, "op").await.unwrap();
        let digest = w.put_plan("2023-01", version, "计划", text).await.unwrap();
        assert_eq!(digest, Digest::of(text.as_bytes()));
        w.commit("plan 2023-01", digest).await.unwrap();
    }
    let mut w = archive.begin("plan publish", NOW, "op").await.unwrap();
    w.put_plan("2022-09", 1, "旧", "旧").await.unwrap();
    w.commit("plan 2022-09", Digest::of(b"")).await.unwrap();

    let mut w = archive.begin("plan amend", NOW, "op").await.unwrap();
    let error = w.put_plan("2023-01", 2, "计划", "另一个二").await.unwrap_err();
    assert_eq!(error.to_string(), "version 2 of plan 2023-01 is already in the archive");
    drop(w);

    assert_eq!(archive.plan("2023-01").await.unwrap().unwrap().version, 10);
    assert_eq!(archive.plan_version("2023-01", 2).await.unwrap().unwrap().text, "二");
    assert_eq!(archive.plan_version("2023-01", 3).await.unwrap(), None);
    let versions: Vec<_> =
        archive.plan_versions("2023-01").await.unwrap().iter().map(|p| p.version).collect();
    assert_eq!(versions, [1, 2, 10]);
    let plans: Vec<_> = archive.plans().await.unwrap().into_iter().map(|p| (p.number, p.version)).collect();
    assert_eq!(plans, [("2022-09".into(), 1), ("2023-01".into(), 10)]);
}

async fn a_revision_and_an_act_are_stored_once(place: &Place) {
    let archive = place.open().await;
    sample::fill(&archive).await;
    let mut w = archive.begin("outcome enter", NOW.plus(80), "op").await.unwrap();
    let error = w.put_act(&sample::acts()[0]).await.unwrap_err();
    assert_eq!(error.to_string(), "act 1 is already in the archive");
    drop(w);
    let mut w = archive.begin("outcome enter", NOW.plus(80), "op").await.unwrap();
    let error = w.put_outcomes(2, &sample::outcomes()[..1]).await.unwrap_err();
    assert!(matches!(error, Error::Exists { .. }), "{error:?}");
    drop(w);
    let mut w = archive.begin("credit import", NOW.plus(80), "op").await.unwrap();
    let stored = sample::credit_acts().remove(0);
    let error = w.put_credit(&stored, &[]).await.unwrap_err();
    assert_eq!(error.to_string(), "act 1 about credit is already in the archive");
    drop(w);
    let mut w = archive.begin("credit import", NOW.plus(80), "op").await.unwrap();
    let act = suicha::core::credit::Act { number: 4, ..stored.act };
    let stored = suicha::archive::StoredCreditAct { act, signature: None };
    let error = w.put_credit(&stored, &sample::credit_events()[..1]).await.unwrap_err();
    assert!(matches!(error, Error::Exists { .. }), "{error:?}");
    drop(w);
    sample::check_outcomes(&archive).await;
    sample::check_credit(&archive).await;
}

async fn the_character_nul_is_refused(place: &Place) {
    let archive = place.open().await;
    let mut subjects = sample::subjects(600);
    subjects[599].name = "商\0店".into();
    let error = import(&archive, "2023-09-01", &subjects).await.unwrap_err();
    assert!(matches!(error, Error::Nul { table: "subject", column: "name", .. }), "{error:?}");
    assert_eq!(error.exit(), Exit::Rejected);
    assert_eq!(archive.rosters().await.unwrap(), []);
    import(&archive, "2023-09-01", &subjects[..599]).await.expect("the archive is not stuck");
}

/// Imports subjects in one command.
pub async fn import(archive: &Archive, day: &str, subjects: &[Subject]) -> Result<RosterId, Error> {
    let mut w = archive.begin("import", NOW, "op").await?;
    let roster = w.new_roster(RosterKind::Subjects, date(day), "a.csv").await?;
    w.add_subjects(roster, subjects).await?;
    w.finish_roster(roster, digest(subjects), subjects.len() as u64, &[]).await?;
    w.commit(&format!("roster {roster}"), digest(subjects)).await?;
    Ok(roster)
}

/// Any digest that follows from the ids.
pub fn digest(subjects: &[Subject]) -> Digest {
    Digest::of(subjects.iter().map(|s| s.id.as_str()).collect::<Vec<_>>().join("\n").as_bytes())
}

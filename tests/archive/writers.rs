//! Two programs at one archive.

use super::contract::import;
use super::sample::{self, NOW};
use super::{Place, on_both};
use std::time::{Duration, Instant};
use suicha::archive::Error;
use suicha::core::registry::RosterKind;
use suicha::error::Exit;

on_both!(
    a_second_writer_is_refused_in_time,
    a_second_writer_waits_for_the_first,
    readers_see_the_last_commit,
    many_may_open_a_new_archive_at_once,
);

async fn a_second_writer_is_refused_in_time(place: &Place) {
    let first = place.open().await;
    let w = first.begin("import", NOW, "op").await.unwrap();
    let second = place.open_impatient().await.expect("opening needs no lock");
    let start = Instant::now();
    let error = second.begin("import", NOW, "op").await.map(drop).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    assert!(matches!(error, Error::Locked { waited_ms: 300, .. }), "{error:?}");
    assert_eq!(error.exit(), Exit::Conflict);
    assert!(error.remedy().is_some());
    w.rollback().await.unwrap();
    import(&second, "2023-09-01", &sample::subjects(3)).await.expect("free again");
}

async fn a_second_writer_waits_for_the_first(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    let mut w = first.begin("import", NOW, "op").await.unwrap();
    w.put_plan("1", 1, "计划", "").await.unwrap();
    let waiting = async {
        let mut w = second.begin("import", NOW, "op").await?;
        w.put_plan("1", 2, "计划", "").await?;
        w.commit("second", sample::terminal().digest).await
    };
    let finishing = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        w.commit("first", sample::terminal().digest).await
    };
    let (second_seq, first_seq) = tokio::join!(waiting, finishing);
    assert_eq!((first_seq, second_seq), (Ok(1), Ok(2)));
}

async fn readers_see_the_last_commit(place: &Place) {
    let (first, second) = (place.open().await, place.open().await);
    import(&first, "2023-09-01", &sample::subjects(3)).await.unwrap();
    let mut w = first.begin("import", NOW, "op").await.unwrap();
    let roster = w.new_roster(RosterKind::Subjects, sample::date("2023-10-01"), "b.csv").await.unwrap();
    w.add_subjects(roster, &sample::subjects(2000)).await.unwrap();
    assert_eq!(second.rosters().await.unwrap().len(), 1, "readers are not held up");
    assert_eq!(second.subjects(roster).await.unwrap(), []);
    w.finish_roster(roster, sample::terminal().digest, 2000, &[]).await.unwrap();
    w.commit("roster", sample::terminal().digest).await.unwrap();
    assert_eq!(second.subjects(roster).await.unwrap().len(), 2000);
}

async fn many_may_open_a_new_archive_at_once(place: &Place) {
    let opened = futures_util::future::join_all((0..6).map(|_| place.open())).await;
    for (i, archive) in opened.iter().enumerate() {
        import(archive, &format!("2023-09-0{}", i + 1), &sample::subjects(i + 1)).await.unwrap();
    }
    assert_eq!(opened[0].rosters().await.unwrap().len(), 6);
}

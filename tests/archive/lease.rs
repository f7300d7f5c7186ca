//! Leases, step by step: who has one, when it can be taken over, and what a late command can still do.

use super::contract::import;
use super::sample::{self, NOW};
use super::{Place, on_both};
use std::time::Duration;
use suicha::archive::{Archive, Error, Fence, Once, Settings};
use suicha::core::digest::Digest;
use suicha::error::Exit;

on_both!(
    one_has_it_until_it_is_given_back,
    what_is_done_once_is_not_taken_again,
    it_runs_out_by_the_right_clock,
    a_late_command_stores_nothing,
    a_command_whose_lease_holds_stores,
    a_changed_lease_is_named,
    everything_can_be_stored_under_a_lease,
);

const HOUR: Duration = Duration::from_secs(3600);

/// The archive as a command under a lease opens it.
async fn under(place: &Place, fence: &Fence) -> Archive {
    let settings = Settings { fence: Some(fence.clone()), ..Settings::default() };
    Archive::open_with(&place.url, &settings).await.unwrap()
}

async fn one_has_it_until_it_is_given_back(place: &Place) {
    let (a, b) = (place.open().await, place.open().await);
    let first = a.lease("job/a", "a", HOUR, NOW).await.unwrap().expect("nobody has it");
    assert_eq!(b.lease("job/a", "b", HOUR, NOW).await.unwrap(), None);
    assert_eq!(a.lease("job/a", "a", HOUR, NOW).await.unwrap(), None, "not even to who has it");
    let other = b.lease("job/b", "b", HOUR, NOW).await.unwrap().expect("another name is another lease");
    assert!(a.renew(&first, HOUR, NOW).await.unwrap());
    assert_eq!(b.lease("job/a", "b", HOUR, NOW).await.unwrap(), None);
    assert!(a.release(&first, NOW).await.unwrap());
    let second = b.lease("job/a", "b", HOUR, NOW).await.unwrap().expect("given back");
    assert!(first.token() < other.token() && other.token() < second.token(), "tokens only grow");
    assert!(!a.renew(&first, HOUR, NOW).await.unwrap());
    assert!(!a.release(&first, NOW).await.unwrap());
    assert_eq!(b.last_lease("job/a").await.unwrap().map(|last| last.fence), Some(second.clone()));
    assert!(b.renew(&second, HOUR, NOW).await.unwrap(), "what the late one tried changed nothing");
    for name in ["", "a b", "随", &"a".repeat(129)] {
        let refused = a.lease(name, "a", HOUR, NOW).await.unwrap_err();
        assert!(matches!(refused, Error::LeaseName { .. }), "{refused:?}");
    }
    assert_eq!(a.journal().await.unwrap(), [], "a lease is no act of anybody");
}

async fn what_is_done_once_is_not_taken_again(place: &Place) {
    let (a, b) = (place.open().await, place.open().await);
    let ttl = Duration::from_secs(3);
    let Once::Taken(first) = a.lease_once("job/a/1", "a", ttl, NOW).await.unwrap() else {
        panic!("nobody has it")
    };
    assert_eq!(b.lease_once("job/a/1", "b", ttl, NOW).await.unwrap(), Once::Held);
    tokio::time::sleep(Duration::from_millis(3200)).await;
    // It ran out, which is not the same as given back.
    let Once::Taken(second) = b.lease_once("job/a/1", "b", ttl, NOW.plus(4)).await.unwrap() else {
        panic!("it ran out")
    };
    assert!(first.token() < second.token());
    assert!(!a.release(&first, NOW.plus(4)).await.unwrap(), "too late to say that it is done");
    assert!(b.release(&second, NOW.plus(4)).await.unwrap());
    assert_eq!(a.lease_once("job/a/1", "a", ttl, NOW.plus(9)).await.unwrap(), Once::Over);
    assert!(matches!(a.lease_once("job/a/2", "a", ttl, NOW.plus(9)).await.unwrap(), Once::Taken(_)));
}

async fn it_runs_out_by_the_right_clock(place: &Place) {
    let archive = place.open().await;
    let ttl = Duration::from_millis(1500);
    let late = NOW.plus(1_000_000_000);
    let first = archive.lease("job", "a", ttl, NOW).await.unwrap().unwrap();
    if place.is_sqlite() {
        assert_eq!(archive.lease("job", "b", ttl, NOW.plus(1)).await.unwrap(), None);
    } else {
        assert_eq!(
            archive.lease("job", "b", ttl, late).await.unwrap(),
            None,
            "the caller's clock is nothing"
        );
        tokio::time::sleep(ttl).await;
    }
    assert!(archive.renew(&first, ttl, NOW.plus(2)).await.unwrap(), "nobody has taken it: it goes on");
    let now = if place.is_sqlite() { NOW.plus(4) } else { NOW };
    if !place.is_sqlite() {
        assert_eq!(archive.lease("job", "b", ttl, late).await.unwrap(), None);
        tokio::time::sleep(ttl).await;
    }
    let second = archive.lease("job", "b", ttl, now).await.unwrap().expect("it has run out");
    assert!(!archive.renew(&first, ttl, now).await.unwrap());
    assert!(archive.renew(&second, ttl, now).await.unwrap());
}

async fn a_late_command_stores_nothing(place: &Place) {
    let (early, late) = (NOW, NOW.plus(7200));
    let archive = place.open().await;
    let ttl = if place.is_sqlite() { HOUR } else { Duration::ZERO };
    let first = archive.lease("job", "a", ttl, early).await.unwrap().unwrap();
    let paused = under(place, &first).await;
    // On PostgreSQL in the middle of the command, on SQLite, where that would have to wait, before it.
    let mut begun = None;
    if !place.is_sqlite() {
        let mut w = paused.begin("import", NOW, "a").await.unwrap();
        w.put_plan("1", 1, "计划", "text").await.unwrap();
        begun = Some(w);
    }
    let second = archive.lease("job", "b", HOUR, late).await.unwrap().expect("it has run out");
    let refused = match begun {
        Some(w) => w.commit("late", Digest::of(b"late")).await.map(drop).unwrap_err(),
        None => paused.begin("import", NOW, "a").await.map(drop).unwrap_err(),
    };
    let Error::Overtaken { lease, token, by } = &refused else { panic!("{refused:?}") };
    assert_eq!((lease.as_str(), *token), ("job", first.token()));
    assert_eq!(*by, format!("{} (b)", second.token()));
    assert_eq!(refused.exit(), Exit::Conflict);
    assert!(refused.remedy().is_some());
    assert_eq!((archive.plans().await.unwrap(), archive.journal().await.unwrap()), (vec![], vec![]));
    let again = paused.begin("import", NOW, "a").await.map(drop).unwrap_err();
    assert!(matches!(again, Error::Overtaken { .. }), "{again:?}");
    import(&under(place, &second).await, "2023-09-01", &sample::subjects(3))
        .await
        .expect("who has it stores");
    // Given back is taken over by nobody, and holds no more either.
    assert!(archive.release(&second, late).await.unwrap());
    let after = under(place, &second).await.begin("import", NOW, "b").await.map(drop).unwrap_err();
    let Error::Released { lease, token } = &after else { panic!("{after:?}") };
    assert_eq!((lease.as_str(), *token), ("job", second.token()));
    assert_eq!(after.exit(), Exit::Conflict);
    // Whoever had it before was overtaken, though the other one has given it back.
    let still = paused.begin("import", NOW, "a").await.map(drop).unwrap_err();
    assert!(matches!(&still, Error::Overtaken { by, .. } if by.ends_with("(b)")), "{still:?}");
    let never = under(place, &Fence::new("never", 1).unwrap()).await.begin("x", NOW, "b").await.map(drop);
    assert!(matches!(never, Err(Error::Overtaken { .. })), "{never:?}");
}

async fn a_command_whose_lease_holds_stores(place: &Place) {
    let archive = place.open().await;
    let fence = archive.lease("job", "a", HOUR, NOW).await.unwrap().unwrap();
    let mine = under(place, &fence).await;
    let mut w = mine.begin("import", NOW, "a").await.unwrap();
    w.put_plan("1", 1, "计划", "text").await.unwrap();
    if !place.is_sqlite() {
        assert!(archive.renew(&fence, HOUR, NOW).await.unwrap(), "a renewal waits for no writer");
    }
    w.commit("done", Digest::of(b"done")).await.unwrap();
    assert_eq!(archive.journal().await.unwrap().len(), 1);
    assert!(archive.renew(&fence, HOUR, NOW).await.unwrap());
    import(&mine, "2023-09-01", &sample::subjects(3)).await.expect("and again under the same lease");
    import(&archive, "2023-09-02", &sample::subjects(3)).await.expect("what runs under no lease needs none");
}

/// Rows go in another way under a lease: values and errors are the same.
async fn everything_can_be_stored_under_a_lease(place: &Place) {
    let plain = place.open().await;
    sample::fill_lease(&plain).await;
    let fence = plain.lease("job", "a", HOUR, NOW).await.unwrap().unwrap();
    let archive = under(place, &fence).await;
    let filled = sample::fill_rows(&archive).await;
    sample::check(&archive, &filled).await;
    sample::check_log(&archive).await;
    sample::check_outcomes(&archive).await;
    sample::check_credit(&archive).await;
    let roster = import(&archive, "2023-11-01", &sample::subjects(3001)).await.unwrap();
    assert_eq!(archive.subjects(roster).await.unwrap().len(), 3001);
    let mut w = archive.begin("x", NOW, "a").await.unwrap();
    let twice = w.put_plan("2023-01", 1, "again", "text").await.unwrap_err();
    assert!(matches!(twice, Error::Exists { .. }), "{twice:?}");
}

async fn a_changed_lease_is_named(place: &Place) {
    let archive = place.open().await;
    let fence = archive.lease("job", "a", Duration::ZERO, NOW).await.unwrap().unwrap();
    let fence = archive.lease("job", "b", Duration::ZERO, NOW).await.unwrap().unwrap_or(fence);
    assert_eq!(fence.token(), 2);
    place.unlock("lease").await;
    let changes = [
        ("token", "1", "2"),
        ("holder", "'c'", "'b'"),
        ("step", "'release'", "'acquire'"),
        ("at", "at + 1", "at - 1"),
        ("until", "until + 1000000", "until - 1000000"),
        (
            "digest",
            "substr(digest, 33) || substr(digest, 1, 32)",
            "substr(digest, 33) || substr(digest, 1, 32)",
        ),
    ];
    for (column, changed, back) in changes {
        let set = |value| format!("UPDATE lease SET {column} = {value} WHERE seq = 2");
        place.raw(&set(changed)).await.unwrap();
        let found = [
            archive.lease("job", "d", HOUR, NOW).await.map(drop).unwrap_err(),
            archive.renew(&fence, HOUR, NOW).await.map(drop).unwrap_err(),
            under(place, &fence).await.begin("import", NOW, "b").await.map(drop).unwrap_err(),
            archive.each_lease(drop).await.unwrap_err(),
        ];
        for error in found {
            let Error::Corrupt { table: "lease", key, .. } = &error else { panic!("{column}: {error:?}") };
            assert_eq!((key.as_str(), error.exit()), ("2", Exit::Discrepancy), "{column}");
        }
        place.raw(&set(back)).await.unwrap();
    }
    archive.each_lease(drop).await.expect("everything is as it was");
    place.raw("UPDATE lease SET name = 'other' WHERE seq = 2").await.unwrap();
    let error = archive.each_lease(drop).await.unwrap_err();
    assert!(matches!(error, Error::Corrupt { table: "lease", .. }), "{error:?}");
    place.raw("UPDATE lease SET name = 'job' WHERE seq = 2; DELETE FROM lease WHERE seq = 1").await.unwrap();
    let error = archive.renew(&fence, HOUR, NOW).await.unwrap_err();
    assert!(matches!(error, Error::Corrupt { table: "lease", .. }), "{error:?}");
}

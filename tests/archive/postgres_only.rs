//! What can go wrong with a server.

use super::contract::import;
use super::sample;
use super::{Place, run, server};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::{Duration, Instant};
use suicha::archive::{Archive, Error, Settings};
use suicha::error::Exit;

#[test]
fn a_server_that_is_not_there_is_named_without_its_password() {
    run(async {
        let settings = Settings { wait: Duration::from_secs(2), ..Settings::default() };
        let start = Instant::now();
        let url = "postgres://clerk:secret@127.0.0.1:1/suicha";
        let error = Archive::open_with(url, &settings).await.map(drop).unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(10));
        assert!(
            matches!(&error, Error::Unreachable { archive, .. } if archive == "postgres://127.0.0.1:1/suicha"),
            "{error:?}"
        );
        assert_eq!(error.exit(), Exit::Outside);
        assert!(!format!("{error:?}").contains("secret"));
    });
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let Some(server) = server() else { return };
    run(async {
        let (server, _) = server.rsplit_once('/').unwrap();
        let error = Archive::open(&format!("{server}/no_such_database")).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::NoPlace { .. }), "{error:?}");
    });
}

#[test]
fn a_full_disk_leaves_nothing_and_can_be_tried_again() {
    run(async {
        let Some(place) = Place::postgres("full_disk").await else { return };
        let archive = place.open().await;
        let full = "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
            CREATE TRIGGER no_space BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION no_space()";
        place.raw(full).await.unwrap();
        let error = import(&archive, "2023-09-01", &sample::subjects(700)).await.unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        assert_eq!(error.exit(), Exit::Outside);
        assert_eq!(archive.rosters().await.unwrap(), []);
        place.raw("DROP TRIGGER no_space ON journal").await.unwrap();
        import(&archive, "2023-09-01", &sample::subjects(700)).await.expect("with space, again");
    });
}

#[test]
fn a_connection_cut_in_the_middle_leaves_nothing() {
    run(async {
        let Some(place) = Place::postgres("cut").await else { return };
        let archive = place.open().await;
        let mut w = archive.begin("import", sample::NOW, "op").await.unwrap();
        w.put_plan("1", 1, "计划", "text").await.unwrap();
        let schema = place.schema.clone().unwrap();
        let cut = format!(
            "SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid
             WHERE l.locktype = 'advisory' AND l.granted AND a.pid <> pg_backend_pid()
             AND l.objid::bigint = hashtext('{schema}')::bigint & 4294967295"
        );
        place.raw(&cut).await.unwrap();
        let error = w.put_plan("1", 2, "计划", "text").await.unwrap_err();
        assert_eq!(error.exit(), Exit::Outside, "{error:?}");
        drop(w);
        assert_eq!(archive.plans().await.unwrap(), []);
        import(&archive, "2023-09-01", &sample::subjects(3)).await.expect("a new connection is made");
    });
}

/// A daemon that was stopped in the middle of asking for a lease keeps nobody from asking.
#[test]
fn whoever_stands_still_with_the_lock_of_leases_is_cut_off() {
    run(async {
        let Some(place) = Place::postgres("stands_still").await else { return };
        let archive = place.open().await;
        let mut asleep = PgConnection::connect(&place.url).await.unwrap();
        let lock = include_str!("../../src/archive/sql/postgres/lease_lock.sql");
        sqlx::raw_sql(AssertSqlSafe(format!("BEGIN; {lock}"))).execute(&mut asleep).await.unwrap();
        let start = Instant::now();
        let taken = archive.lease("job", "a", Duration::from_secs(60), sample::NOW).await.unwrap();
        assert!(taken.is_some() && start.elapsed() > Duration::from_secs(1), "{:?}", start.elapsed());
        assert!(asleep.ping().await.is_err(), "it was cut off");
        archive.close().await;
        place.remove().await;
    });
}

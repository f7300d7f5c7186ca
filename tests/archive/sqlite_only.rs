//! What can go wrong with a file.

use super::contract::import;
use super::sample::{self, NOW};
use super::{Place, run};
use sqlx::{Connection, SqliteConnection};
use std::time::{Duration, Instant};
use suicha::archive::{Archive, Error, Settings};
use suicha::error::Exit;

#[test]
fn a_full_disk_leaves_nothing_and_can_be_tried_again() {
    let place = Place::sqlite();
    run(async {
        let archive = place.open().await;
        import(&archive, "2023-09-01", &sample::subjects(10)).await.unwrap();
        archive.close().await;

        let pages = 40 + u32::try_from(std::fs::metadata(place.path()).unwrap().len() / 8192).unwrap();
        let settings = Settings { page_limit: Some(pages), ..Settings::default() };
        let full = Archive::open_with(&place.url, &settings).await.unwrap();
        let error = import(&full, "2023-10-01", &sample::subjects(5000)).await.unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        assert_eq!(error.exit(), Exit::Outside);
        assert!(error.remedy().unwrap().contains("free disk space"));
        assert_eq!(full.rosters().await.unwrap().len(), 1, "nothing was stored");
        import(&full, "2023-10-01", &sample::subjects(20)).await.expect("what fits is stored");
        full.close().await;

        let archive = place.open().await;
        import(&archive, "2023-11-01", &sample::subjects(5000)).await.expect("with space, again");
        assert_eq!(archive.journal().await.unwrap().len(), 3);
    });
}

#[test]
fn an_unwritable_directory_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let closed = dir.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    let mut mode = std::fs::metadata(&closed).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&closed, mode).unwrap();
    // Root may write anywhere except where nobody can.
    let root = std::fs::write(closed.join("probe"), "").is_ok();
    let path =
        if root { "/proc/suicha.sqlite".into() } else { closed.join("a.sqlite").display().to_string() };
    run(async {
        let error = Archive::open(&format!("sqlite:{path}")).await.map(drop).unwrap_err();
        assert!(matches!(&error, Error::Denied { archive, .. } if *archive == path), "{error:?}");
        assert_eq!(error.exit(), Exit::Outside);
    });
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let place = Place::sqlite();
    std::fs::write(place.path(), "统一社会信用代码,名称\n".repeat(100)).unwrap();
    run(async {
        let error = Archive::open(&place.url).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::Foreign { .. }), "{error:?}");
        assert_eq!(error.exit(), Exit::Usage);
    });
}

#[test]
fn an_exclusively_held_file_is_a_conflict() {
    let place = Place::sqlite();
    run(async {
        place.open().await.close().await;
        let mut other = SqliteConnection::connect(&format!("sqlite://{}", place.path())).await.unwrap();
        sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
        let start = Instant::now();
        let error = place.open_impatient().await.map(drop).unwrap_err();
        assert!(matches!(error, Error::Locked { .. }), "{error:?}");
        assert_eq!(error.exit(), Exit::Conflict);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        other.close().await.unwrap();
        place.open_impatient().await.expect("free again");
    });
}

#[test]
fn a_damaged_file_is_noticed() {
    let place = Place::sqlite();
    run(async {
        let archive = place.open().await;
        let roster = import(&archive, "2023-09-01", &sample::subjects(3000)).await.unwrap();
        archive.close().await;
        let mut bytes = std::fs::read(place.path()).unwrap();
        let middle = bytes.len() / 2 / 8192 * 8192;
        bytes[middle..middle + 3 * 8192].fill(0x5a);
        std::fs::write(place.path(), bytes).unwrap();
        let error = place.open().await.subjects(roster).await.unwrap_err();
        assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
        assert_eq!(error.exit(), Exit::Discrepancy);
    });
}

#[test]
fn the_file_is_its_owners_and_in_wal_mode() {
    let place = Place::sqlite();
    run(async {
        let archive = place.open().await;
        drop(archive.begin("import", NOW, "op").await.unwrap());
        archive.close().await;
        let mut conn = SqliteConnection::connect(&format!("sqlite://{}", place.path())).await.unwrap();
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut conn).await.unwrap();
        assert_eq!(mode, "wal");
        let strict: i64 =
            sqlx::query_scalar("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict")
                .fetch_one(&mut conn)
                .await
                .unwrap();
        assert_eq!(strict, 25, "every table is STRICT");
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(place.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn addresses_of_no_known_form_are_refused() {
    run(async {
        for url in ["", "sqlite:", "sqlite::memory:", "suicha.sqlite", "mysql://u:secret@host/db"] {
            let error = Archive::open(url).await.map(drop).unwrap_err();
            assert!(matches!(error, Error::Url { .. }), "{url}: {error:?}");
            assert_eq!(error.exit(), Exit::Usage);
            assert!(!error.to_string().contains("secret"));
        }
    });
}

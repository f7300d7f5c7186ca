//! Archives of other versions: later ones are refused, every earlier one is tested.

use super::sample::{self, Filled};
use super::{Place, on_both};
use std::path::PathBuf;
use std::sync::Mutex;
use suicha::archive::{Archive, Error, SCHEMA_VERSION};
use suicha::error::Exit;

on_both!(a_later_version_is_refused, another_programs_database_is_refused, a_senseless_version_is_refused);

async fn a_later_version_is_refused(place: &Place) {
    place.open().await.close().await;
    place.raw("INSERT INTO schema_version (version, program) VALUES (99, '9.9.0')").await.unwrap();
    let error = Archive::open(&place.url).await.map(drop).unwrap_err();
    match &error {
        Error::Newer { found: 99, known, .. } => assert_eq!(*known, i64::from(SCHEMA_VERSION)),
        other => panic!("{other:?}"),
    }
    assert_eq!(error.exit(), Exit::Usage);
    assert!(error.remedy().is_some());
}

async fn another_programs_database_is_refused(place: &Place) {
    place.raw("CREATE TABLE customers (id BIGINT)").await.unwrap();
    let error = Archive::open(&place.url).await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Foreign { .. }), "{error:?}");
    place.raw("INSERT INTO customers VALUES (1)").await.expect("it is left as it was");
}

async fn a_senseless_version_is_refused(place: &Place) {
    place.raw("CREATE TABLE schema_version (version BIGINT, program TEXT)").await.unwrap();
    place.raw("INSERT INTO schema_version VALUES (-1, '')").await.unwrap();
    let error = Archive::open(&place.url).await.map(drop).unwrap_err();
    assert!(matches!(error, Error::Foreign { .. }), "{error:?}");
}

/// The committed archive of a version. `SUICHA_WRITE_ARCHIVES=1` makes a missing one, which is what
/// a new version calls for; an existing one is never written again.
fn committed(version: u32) -> PathBuf {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/archive/v{version}.sqlite"));
    if version == SCHEMA_VERSION && !path.exists() && std::env::var_os("SUICHA_WRITE_ARCHIVES").is_some() {
        super::run(async {
            let archive = Archive::open(&format!("sqlite:{}", path.display())).await.unwrap();
            sample::fill(&archive).await;
            archive.close().await;
        });
    }
    path
}

/// For each schema version there is an archive written by the program of that time; it opens,
/// is brought to the present version, and everything in it reads as it was written.
#[test]
fn all_archive_versions_are_tested() {
    for version in 1..=SCHEMA_VERSION {
        let place = Place::sqlite();
        std::fs::copy(committed(version), place.path())
            .unwrap_or_else(|e| panic!("an archive of version {version} must be committed: {e}"));
        super::run(async {
            let archive = place.open().await;
            let rosters = archive.rosters().await.unwrap();
            let [subjects, inspectors, recusals, matters] = [0, 1, 2, 3].map(|i| rosters[i].id);
            let filled = Filled { subjects, inspectors, recusals, matters };
            let matters = if version < 4 { sample::plain_matters() } else { sample::matters() };
            sample::check_with(&archive, &filled, matters).await;
            match version {
                1 => sample::fill_log(&archive).await,
                _ => sample::check_log(&archive).await,
            }
            sample::check_log(&archive).await;
            if version < 3 {
                sample::fill_outcomes(&archive).await;
            }
            sample::check_outcomes(&archive).await;
            if version < 6 {
                sample::fill_credit(&archive).await;
            }
            if version < 7 {
                sample::fill_letter(&archive).await;
            }
            sample::check_credit(&archive).await;
            if version < 8 {
                sample::fill_lease(&archive).await;
            }
            if version < 9 {
                sample::fill_bureau(&archive).await;
            }
            sample::check_lease(&archive).await;
            sample::check_bureau(&archive).await;
        });
    }
}

/// A fresh archive has the tables of the committed one: a changed table needs a new version.
#[test]
fn the_schema_of_a_version_never_changes() {
    super::run(async {
        let place = Place::sqlite();
        std::fs::copy(committed(SCHEMA_VERSION), place.path()).unwrap();
        let fresh = Place::sqlite();
        fresh.open().await.close().await;
        assert_eq!(schema(&place).await, schema(&fresh).await);
    });
}

async fn schema(place: &Place) -> Vec<(String, Option<String>)> {
    use sqlx::Connection;
    let mut conn = sqlx::SqliteConnection::connect(&format!("sqlite://{}", place.path())).await.unwrap();
    sqlx::query_as("SELECT name, sql FROM sqlite_schema ORDER BY name").fetch_all(&mut conn).await.unwrap()
}

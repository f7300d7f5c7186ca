//! An archive copied to the other database, and back: the same rows, or nothing.

use super::sample;
use super::{Place, run};
use std::collections::BTreeSet;
use suicha::archive::{Archive, Error, Settings};
use suicha::core::digest::Digest;
use suicha::error::Exit;

/// Every pair of databases there is a server for.
async fn pairs(test: &str) -> Vec<(Place, Place)> {
    let mut pairs = vec![(Place::sqlite(), Place::sqlite())];
    for at in 0..3 {
        let (Some(one), Some(other)) = (Place::postgres(test).await, Place::postgres(test).await) else {
            break;
        };
        pairs.push(match at {
            0 => (Place::sqlite(), other),
            1 => (one, Place::sqlite()),
            _ => (one, other),
        });
    }
    pairs
}

#[test]
fn a_copy_holds_the_same() {
    run(async {
        let mut all = BTreeSet::new();
        for (from, to) in pairs("copy").await {
            let (source, target) = (from.open().await, to.open().await);
            let filled = sample::fill(&source).await;
            let before = source.journal().await.unwrap();
            let copied = source.copy_into(&target).await.unwrap();
            sample::check(&target, &filled).await;
            sample::check_log(&target).await;
            sample::check_outcomes(&target).await;
            sample::check_credit(&target).await;
            sample::check_lease(&target).await;
            assert_eq!(target.journal().await.unwrap(), before, "not even a row about the copy");
            assert!(copied.iter().all(|table| table.rows > 0), "a table without any row: {copied:?}");
            let mut tables: Vec<_> = copied.iter().map(|table| table.name.to_owned()).collect();
            tables.push("schema_version".into());
            let real: BTreeSet<_> =
                target.columns().await.unwrap().into_iter().map(|(table, _)| table).collect();
            assert_eq!(tables.into_iter().collect::<BTreeSet<_>>(), real, "every table is copied");
            // Leases tell the server's time; everything else is the same wherever it is stored.
            let steady = copied.iter().filter(|table| table.name != "lease");
            all.insert(steady.map(|table| table.digest.hex()).collect::<Vec<_>>());
            // Both go on as archives of their own.
            for archive in [&source, &target] {
                super::contract::import(archive, "2023-11-01", &sample::subjects(3)).await.unwrap();
            }
        }
        assert_eq!(all.len(), 1, "one text for a row in either database");
    });
}

#[test]
fn many_rows_pass_in_pages() {
    run(async {
        for (from, to) in pairs("pages").await {
            let (source, target) = (from.open().await, to.open().await);
            let subjects = sample::subjects(9001);
            let roster = super::contract::import(&source, "2023-09-01", &subjects).await.unwrap();
            let copied = source.copy_into(&target).await.unwrap();
            let rows = copied.iter().find(|table| table.name == "subject").unwrap().rows;
            assert_eq!(rows, 9001);
            assert_eq!(target.subjects(roster).await.unwrap(), source.subjects(roster).await.unwrap());
        }
    });
}

#[test]
fn only_an_empty_archive_is_copied_into() {
    run(async {
        for (from, to) in pairs("full").await {
            let (source, target) = (from.open().await, to.open().await);
            sample::fill(&source).await;
            let w = target.begin("x", sample::NOW, "op").await.unwrap();
            w.commit("one row", Digest::of(b"x")).await.unwrap();
            let error = source.copy_into(&target).await.unwrap_err();
            assert!(matches!(error, Error::NotEmpty { table: "journal" }), "{error:?}");
            assert_eq!(error.exit(), Exit::Conflict);
            assert_eq!(target.rosters().await.unwrap(), []);
            let itself = source.copy_into(&from.open().await).await.unwrap_err();
            assert!(matches!(itself, Error::NotEmpty { .. }), "{itself:?}");
        }
    });
}

/// A row that does not come back as it was: nothing stays.
#[test]
fn a_target_that_changes_rows_keeps_nothing() {
    run(async {
        let Some(to) = Place::postgres("changes").await else { return };
        let (from, target) = (Place::sqlite(), to.open().await);
        let source = from.open().await;
        sample::fill(&source).await;
        to.raw(
            "CREATE FUNCTION other() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN NEW.reason := 'other-' || NEW.reason; RETURN NEW; END $$;
             CREATE TRIGGER other BEFORE INSERT ON recusal FOR EACH ROW EXECUTE FUNCTION other()",
        )
        .await
        .unwrap();
        let error = source.copy_into(&target).await.unwrap_err();
        assert!(matches!(error, Error::CopyDiffers { table: "recusal" }), "{error:?}");
        assert_eq!(error.exit(), Exit::Discrepancy);
        assert_eq!((target.journal().await.unwrap(), target.rosters().await.unwrap()), (vec![], vec![]));
        to.raw("DROP TRIGGER other ON recusal").await.unwrap();
        source.copy_into(&target).await.expect("again");
    });
}

/// Nobody can write to the source while it is copied, and an old source is not brought to a new version.
#[test]
fn a_source_is_left_as_it_is() {
    run(async {
        let old = Place::sqlite();
        std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/archive/v7.sqlite"), old.path()).unwrap();
        let before = std::fs::read(old.path()).unwrap();
        let given = Settings { create: false, upgrade: false, ..Settings::default() };
        let error = Archive::open_with(&old.url, &given).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::Older { found: 7, .. }), "{error:?}");
        assert_eq!((error.exit(), error.remedy().is_some()), (Exit::Usage, true));
        assert_eq!(std::fs::read(old.path()).unwrap(), before);
        if let Some(empty) = Place::postgres("absent").await {
            let error = Archive::open_with(&empty.url, &given).await.map(drop).unwrap_err();
            assert!(matches!(error, Error::Absent { .. }), "{error:?}");
            let made = Settings { create: true, ..given };
            Archive::open_with(&empty.url, &made).await.expect("a new one is made");
        }
    });
}

//! A process that dies at any point of a writing command leaves the archive unchanged or complete,
//! and the command can be run again.

use super::contract::{digest, import};
use super::sample::{self, date};
use super::{Place, on_both};
use std::process::Command;
use suicha::archive::{Archive, Error};
use suicha::core::registry::RosterKind;
use suicha::fault;

const URL: &str = "SUICHA_TEST_CHILD_URL";
const POINT: &str = "SUICHA_TEST_CHILD_POINT";
const ROWS: usize = 1501;

on_both!(an_archive_survives_every_death);

async fn an_archive_survives_every_death(place: &Place) {
    for point in fault::POINTS {
        let archive = place.open().await;
        let before = archive.journal().await.unwrap().len();
        archive.close().await;

        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "archive::kill::child_writer", "--nocapture"])
            .env(URL, &place.url)
            .env(POINT, point)
            .output()
            .unwrap();
        assert!(!child.status.success(), "{point}: the child lives: {child:?}");

        let archive = place.open().await;
        let stored = usize::from(point == "archive.committed");
        assert_eq!(archive.journal().await.unwrap().len(), before + stored, "{point}");
        assert_eq!(archive.rosters().await.unwrap().len(), stored, "{point}");
        if stored == 1 {
            complete(&archive).await;
        }
        archive.close().await;
    }
    write(&place.open().await).await.expect("running it again finds the result");
    complete(&place.open().await).await;
}

/// In the child: dies at the point named. By itself: the same command runs to its end, twice.
#[test]
fn child_writer() {
    if let Ok(point) = std::env::var(POINT) {
        fault::arm(&point);
    }
    let own = Place::sqlite();
    let url = std::env::var(URL).unwrap_or_else(|_| own.url.clone());
    super::run(async {
        let archive = Archive::open(&url).await.unwrap();
        write(&archive).await.unwrap();
        write(&archive).await.unwrap();
        complete(&archive).await;
    });
}

/// An import as the program does it: what is stored already is not stored again.
async fn write(archive: &Archive) -> Result<(), Error> {
    let subjects = sample::subjects(ROWS);
    let day = date("2023-09-01");
    if archive.find_roster(RosterKind::Subjects, day, digest(&subjects)).await?.is_some() {
        return Ok(());
    }
    import(archive, "2023-09-01", &subjects).await.map(drop)
}

async fn complete(archive: &Archive) {
    let rosters = archive.rosters().await.unwrap();
    assert_eq!(rosters.len(), 1);
    assert_eq!(rosters[0].roster.rows, ROWS as u64);
    assert_eq!(archive.subjects(rosters[0].id).await.unwrap().len(), ROWS);
    assert_eq!(archive.journal().await.unwrap().len(), 1);
}

//! Rows changed behind the archive's back are named when they are read, not believed.

use super::sample::{self, draw_id};
use super::{Place, on_both};
use suicha::archive::{Archive, Error};
use suicha::error::Exit;

on_both!(a_changed_row_is_named, changed_bytes_are_noticed);

/// Table, column, SQL value, and the key in the message.
const CHANGES: [(&str, &str, &str, &str); 16] = [
    ("subject", "id", "'lower case'", "1/lower case"),
    ("subject", "key_kind", "'passport'", "1/RARE_03"),
    ("subject", "subject_group", "''", "1/RARE_03"),
    ("subject", "status", "'7'", "1/RARE_03"),
    ("subject", "dormant", "2", "1/RARE_03"),
    ("subject", "station", "'新安'", "1/RARE_03"),
    ("subject", "labels", "'b+a'", "1/RARE_03"),
    ("subject", "established", "'2023-02-30'", "1/RARE_03"),
    ("subject", "inspected_this_year", "-1", "1/RARE_03"),
    ("roster", "as_of", "'2023-9-1'", "1"),
    ("inspector", "tags", "'food++lead'", "2/J003"),
    ("inspector", "cap", "4294967296", "2/J003"),
    ("matter", "version", "'2023 版'", "4/A01"),
    ("reveal", "witness", "'公证处'", "320381-2023-09/1/公证处"),
    ("draw", "embargo", "'soon'", "320381-2023-09/1"),
    ("pseudonym", "inspector", "'甲'", "320381-2023-09/1/p02"),
];

async fn a_changed_row_is_named(place: &Place) {
    let archive = place.open().await;
    sample::fill(&archive).await;
    for table in ["subject", "roster", "inspector", "matter", "reveal", "draw", "pseudonym"] {
        place.unlock(table).await;
    }
    for (table, column, value, key) in CHANGES {
        let which = match table {
            "subject" => "roster = 1 AND id = 'RARE_03'",
            "roster" => "id = 1",
            "inspector" => "id = 'J003'",
            "matter" => "code = 'A01'",
            "pseudonym" => "pseudonym = 'p02'",
            _ => "attempt = 1",
        };
        // A copy of the table holds the row as it was.
        place.raw(&format!("CREATE TABLE kept AS SELECT * FROM {table} WHERE {which}")).await.unwrap();
        place.raw(&format!("UPDATE {table} SET {column} = {value} WHERE {which}")).await.unwrap();
        let error = read_all(&archive, table).await.expect_err(column);
        assert_eq!(error.exit(), Exit::Discrepancy);
        match error {
            Error::Corrupt { table: t, key: k, column: c, .. } => {
                assert_eq!((t, k.as_str(), c), (table, key, column))
            }
            other => panic!("{table}.{column}: {other:?}"),
        }
        let restore =
            format!("UPDATE {table} SET {column} = (SELECT {column} FROM kept) WHERE {column} = {value}");
        place.raw(&restore).await.unwrap();
        place.raw("DROP TABLE kept").await.unwrap();
        read_all(&archive, table).await.expect("restored");
    }
}

async fn read_all(archive: &Archive, table: &str) -> Result<(), Error> {
    let rosters = archive.rosters().await?;
    let id = |i: usize| rosters[i].id;
    match table {
        "subject" => archive.subjects(id(0)).await.map(drop),
        "inspector" => archive.inspectors(id(1)).await.map(drop),
        "matter" => archive.matters(id(3)).await.map(drop),
        "reveal" => archive.reveals(&draw_id(), 1).await.map(drop),
        "draw" => archive.draws().await.map(drop),
        "pseudonym" => archive.pseudonyms(&draw_id(), 1).await.map(drop),
        _ => Ok(()),
    }
}

async fn changed_bytes_are_noticed(place: &Place) {
    let archive = place.open().await;
    sample::fill(&archive).await;
    place.unlock("draw_file").await;
    place.unlock("plan").await;
    let bytes = if place.is_sqlite() { "x'00'" } else { "'\\x00'" };
    place.raw(&format!("UPDATE draw_file SET bytes = {bytes} WHERE name = 'commit.txt'")).await.unwrap();
    let error = archive.file(&draw_id(), 1, "commit.txt").await.unwrap_err();
    assert!(matches!(error, Error::Corrupt { table: "draw_file", column: "bytes", .. }), "{error:?}");
    archive.file(&draw_id(), 1, "zero.bin").await.expect("the other files are whole");
    place.raw("UPDATE plan SET text = 'other'").await.unwrap();
    let error = archive.plan("2023-01").await.unwrap_err();
    assert!(matches!(error, Error::Corrupt { table: "plan", column: "digest", .. }), "{error:?}");
}

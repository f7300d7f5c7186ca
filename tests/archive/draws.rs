//! Draws: one row per attempt, one end per attempt, no two writers in one.

use super::sample::{self, NOW, draw_id};
use super::{Place, on_both};
use suicha::archive::{Archive, Draw, Error, Terminal, TerminalKind};
use suicha::core::digest::Digest;
use suicha::error::Exit;

on_both!(
    an_attempt_ends_once,
    an_attempt_is_frozen_once,
    attempts_stand_side_by_side,
    a_draw_refers_to_what_is_there,
    of_many_writers_one_freezes,
);

async fn an_attempt_ends_once(place: &Place) {
    let archive = place.open().await;
    sample::fill(&archive).await;
    let mut w = archive.begin("draw void", NOW, "op").await.unwrap();
    let void = Terminal { kind: TerminalKind::Void, digest: Digest::of(b"void.txt"), at: NOW };
    let error = w.put_terminal(&draw_id(), 1, &void).await.unwrap_err();
    assert_eq!(error.exit(), Exit::Conflict);
    assert_eq!(error.to_string(), "the end of attempt 1 of draw 320381-2023-09 is already in the archive");
    drop(w);
    assert_eq!(archive.terminal(&draw_id(), 1).await.unwrap(), Some(sample::terminal()));
}

async fn an_attempt_is_frozen_once(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    let draw = sample::draw(filled.subjects, filled.inspectors);
    let mut w = archive.begin("draw freeze", NOW, "op").await.unwrap();
    let error = w.put_draw(&draw).await.unwrap_err();
    assert_eq!(error.to_string(), "attempt 1 of draw 320381-2023-09 is already in the archive");
    drop(w);
    for name in ["commit.txt", "zero.bin"] {
        let mut w = archive.begin("draw run", NOW, "op").await.unwrap();
        let error = w.put_file(&draw_id(), 1, name, b"other").await.unwrap_err();
        assert!(matches!(error, Error::Exists { .. }), "{error:?}");
    }
    let mut w = archive.begin("draw reveal", NOW, "op").await.unwrap();
    assert_eq!(w.put_reveal(&draw_id(), 1, &sample::reveal()).await.unwrap_err().exit(), Exit::Conflict);
    drop(w);
    let mut w = archive.begin("draw freeze", NOW, "op").await.unwrap();
    assert_eq!(
        w.put_pseudonyms(&draw_id(), 1, &sample::pseudonyms()).await.unwrap_err().exit(),
        Exit::Conflict
    );
    drop(w);
    let mut w = archive.begin("draw freeze", NOW, "op").await.unwrap();
    assert_eq!(w.put_secret(&draw_id(), 1, "salt-key", "").await.unwrap_err().exit(), Exit::Conflict);
}

async fn attempts_stand_side_by_side(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    let second = Draw {
        attempt: 2,
        frozen_at: NOW.plus(86_400),
        embargo: None,
        ..sample::draw(filled.subjects, filled.inspectors)
    };
    let mut w = archive.begin("draw freeze", NOW, "op").await.unwrap();
    w.put_draw(&second).await.unwrap();
    w.put_file(&draw_id(), 2, "commit.txt", b"second").await.unwrap();
    w.commit("draw 320381-2023-09 attempt 2", second.commit_digest).await.unwrap();
    let attempts: Vec<_> = archive.attempts(&draw_id()).await.unwrap();
    assert_eq!(attempts.len(), 2);
    assert_eq!(attempts[1], second);
    assert_eq!(archive.draws().await.unwrap(), attempts);
    assert_eq!(archive.terminal(&draw_id(), 2).await.unwrap(), None, "the second is open");
    assert_eq!(archive.file(&draw_id(), 1, "commit.txt").await.unwrap().unwrap().bytes, b"suicha-commit/1\n");
    assert_eq!(archive.file(&draw_id(), 2, "commit.txt").await.unwrap().unwrap().bytes, b"second");
}

async fn a_draw_refers_to_what_is_there(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    let draw = sample::draw(filled.subjects, filled.inspectors);
    let no_plan = Draw { attempt: 2, plan_version: 9, ..draw };
    let mut w = archive.begin("draw freeze", NOW, "op").await.unwrap();
    let error = w.put_draw(&no_plan).await.unwrap_err();
    assert!(matches!(error, Error::Refused { table: "draw", .. }), "{error:?}");
    drop(w);
    let mut w = archive.begin("draw run", NOW, "op").await.unwrap();
    let error = w.put_file(&draw_id(), 7, "seed.txt", b"").await.unwrap_err();
    assert!(matches!(error, Error::Refused { table: "draw_file", .. }), "{error:?}");
}

async fn of_many_writers_one_freezes(place: &Place) {
    let archive = place.open().await;
    let filled = sample::fill(&archive).await;
    let draw = Draw { attempt: 2, ..sample::draw(filled.subjects, filled.inspectors) };
    let mut others = Vec::new();
    for _ in 0..4 {
        others.push(place.open().await);
    }
    let tries = futures_util::future::join_all(others.iter().map(|archive| freeze(archive, &draw))).await;
    assert_eq!(tries.iter().filter(|r| r.is_ok()).count(), 1, "{tries:?}");
    for error in tries.into_iter().filter_map(Result::err) {
        assert!(matches!(error, Error::Exists { .. }), "{error:?}");
    }
    let files = archive.files(&draw_id(), 2).await.unwrap();
    assert_eq!(files.len(), 1);
    let seqs: Vec<_> = archive.journal().await.unwrap().iter().map(|entry| entry.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], "one row per commit, no gaps");
}

async fn freeze(archive: &Archive, draw: &Draw) -> Result<(), Error> {
    let mut w = archive.begin("draw freeze", NOW, "op").await?;
    w.put_draw(draw).await?;
    w.put_file(&draw.draw, draw.attempt, "commit.txt", b"commit").await?;
    w.commit("draw", draw.commit_digest).await?;
    Ok(())
}

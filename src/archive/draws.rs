//! Draws (抽取): what was frozen, revealed, drawn and ended, attempt by attempt
//! (`docs/draw-protocol.md` §2–§4, §9). Rows only; what they mean is checked by the replay.

use super::registry::card;
use super::rosters::RosterId;
use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::digest::Digest;
use crate::core::id::{DrawId, InspectorId, Name};
use crate::core::time::{Date, Timestamp};

const DRAW: Table = Table {
    name: "draw",
    columns: &[
        "draw",
        "attempt",
        "plan",
        "plan_version",
        "commit_digest",
        "subjects",
        "inspectors",
        "recusals",
        "matters",
        "frozen_at",
        "draw_time",
        "pulse_time",
        "embargo",
    ],
    key: 2,
};
const FILE: Table =
    Table { name: "draw_file", columns: &["draw", "attempt", "name", "digest", "bytes"], key: 3 };
const SECRET: Table = Table { name: "draw_secret", columns: &["draw", "attempt", "name", "value"], key: 3 };
const REVEAL: Table =
    Table { name: "reveal", columns: &["draw", "attempt", "witness", "value", "revealed_at"], key: 3 };
const TERMINAL: Table =
    Table { name: "terminal", columns: &["draw", "attempt", "kind", "digest", "at"], key: 2 };
const PSEUDONYM: Table =
    Table { name: "pseudonym", columns: &["draw", "attempt", "pseudonym", "inspector"], key: 3 };

/// One attempt of a draw as frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The ceremony.
    pub draw: DrawId,
    /// Attempt, from 1.
    pub attempt: u32,
    /// Number of the plan it executes.
    pub plan: String,
    /// Version of that plan.
    pub plan_version: u32,
    /// Digest of `commit.txt`.
    pub commit_digest: Digest,
    /// Roster of subjects the frames were made from.
    pub subjects: RosterId,
    /// Roster of inspectors.
    pub inspectors: RosterId,
    /// Roster of recusals, if there was one.
    pub recusals: Option<RosterId>,
    /// Roster of matters, if there was one.
    pub matters: Option<RosterId>,
    /// When it was frozen.
    pub frozen_at: Timestamp,
    /// The plan's draw time.
    pub draw_time: Timestamp,
    /// Time of the first pulse.
    pub pulse_time: Timestamp,
    /// End of the embargo.
    pub embargo: Option<Date>,
}

/// One file of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawFile {
    /// Name, e.g. `frame-food.csv`.
    pub name: String,
    /// SHA-256 of the bytes; checked whenever the file is read.
    pub digest: Digest,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A witness's opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reveal {
    /// Witness.
    pub witness: Name,
    /// The opened value.
    pub value: String,
    /// When it was opened.
    pub revealed_at: Timestamp,
}

/// How an attempt ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TerminalKind {
    /// `result.txt`
    Result,
    /// `void.txt`
    Void,
}

/// The one end of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Result or void.
    pub kind: TerminalKind,
    /// Digest of the terminal record.
    pub digest: Digest,
    /// When it was stored.
    pub at: Timestamp,
}

/// Who stands behind a pseudonym of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudonym {
    /// Pseudonym, e.g. `p01`.
    pub pseudonym: Name,
    /// Card number.
    pub inspector: InspectorId,
}

impl TerminalKind {
    /// Word used in the archive and on the screen.
    pub fn word(self) -> &'static str {
        match self {
            TerminalKind::Result => "result",
            TerminalKind::Void => "void",
        }
    }
}

impl Writer {
    /// Stores a frozen attempt; [`Error::Exists`] if there is one of that number.
    pub async fn put_draw(&mut self, d: &Draw) -> Result<(), Error> {
        let roster = |id: Option<RosterId>| id.map_or(Field::Null, RosterId::field);
        let row = vec![
            Field::text(d.draw.as_str()),
            Field::count(d.attempt),
            Field::text(&d.plan),
            Field::count(d.plan_version),
            Field::digest(&d.commit_digest),
            d.subjects.field(),
            d.inspectors.field(),
            roster(d.recusals),
            roster(d.matters),
            Field::stamp(d.frozen_at),
            Field::stamp(d.draw_time),
            Field::stamp(d.pulse_time),
            Field::maybe_date(d.embargo),
        ];
        self.insert_one(&DRAW, row).await.map_err(|e| e.named(|| of("", &d.draw, d.attempt)))
    }

    /// Stores a file of an attempt and returns its digest; [`Error::Exists`] if the name is taken.
    pub async fn put_file(
        &mut self,
        draw: &DrawId,
        attempt: u32,
        name: &str,
        bytes: &[u8],
    ) -> Result<Digest, Error> {
        let digest = Digest::of(bytes);
        let mut row = key(draw, attempt);
        row.extend([Field::text(name), Field::digest(&digest), Field::Bytes(bytes.into())]);
        self.insert_one(&FILE, row)
            .await
            .map_err(|e| e.named(|| of(&format!("file {name} of "), draw, attempt)))?;
        Ok(digest)
    }

    /// Stores a secret of an attempt (salt key, embargo blind); [`Error::Exists`] if it has one.
    pub async fn put_secret(
        &mut self,
        draw: &DrawId,
        attempt: u32,
        name: &str,
        value: &str,
    ) -> Result<(), Error> {
        let mut row = key(draw, attempt);
        row.extend([Field::text(name), Field::text(value)]);
        let named = |e: Error| e.named(|| of(&format!("secret {name} of "), draw, attempt));
        self.insert_one(&SECRET, row).await.map_err(named)
    }

    /// Stores a witness's opening; [`Error::Exists`] if that witness has opened.
    pub async fn put_reveal(&mut self, draw: &DrawId, attempt: u32, reveal: &Reveal) -> Result<(), Error> {
        let mut row = key(draw, attempt);
        row.extend([
            Field::text(reveal.witness.as_str()),
            Field::text(&reveal.value),
            Field::stamp(reveal.revealed_at),
        ]);
        let named =
            |e: Error| e.named(|| of(&format!("the opening of {} in ", reveal.witness), draw, attempt));
        self.insert_one(&REVEAL, row).await.map_err(named)
    }

    /// Stores the one end of an attempt; [`Error::Exists`] if it has ended already.
    pub async fn put_terminal(&mut self, draw: &DrawId, attempt: u32, end: &Terminal) -> Result<(), Error> {
        let mut row = key(draw, attempt);
        row.extend([Field::text(end.kind.word()), Field::digest(&end.digest), Field::stamp(end.at)]);
        self.insert_one(&TERMINAL, row).await.map_err(|e| e.named(|| of("the end of ", draw, attempt)))
    }

    /// Stores who is who in an attempt; [`Error::Exists`] if a pseudonym or an inspector repeats.
    pub async fn put_pseudonyms(
        &mut self,
        draw: &DrawId,
        attempt: u32,
        pseudonyms: &[Pseudonym],
    ) -> Result<(), Error> {
        let fill = |i: usize, out: &mut Vec<Field<'_>>| {
            let Pseudonym { pseudonym, inspector } = &pseudonyms[i];
            out.extend([
                Field::Text(draw.to_string().into()),
                Field::count(attempt),
                Field::Text(pseudonym.to_string().into()),
                Field::Text(inspector.to_string().into()),
            ]);
        };
        let named = |e: Error| e.named(|| of("one of the pseudonyms of ", draw, attempt));
        self.insert_many(&PSEUDONYM, pseudonyms.len(), &fill).await.map_err(named)
    }
}

impl Archive {
    /// One attempt.
    pub async fn draw(&self, draw: &DrawId, attempt: u32) -> Result<Option<Draw>, Error> {
        self.one(&DRAW, include_str!("sql/read/draw_attempt.sql"), key(draw, attempt), draw_row).await
    }

    /// Every attempt of one draw, oldest first.
    pub async fn attempts(&self, draw: &DrawId) -> Result<Vec<Draw>, Error> {
        let args = vec![Field::text(draw.as_str())];
        self.all(&DRAW, include_str!("sql/read/draw_attempts.sql"), args, draw_row).await
    }

    /// Every attempt of every draw, in the order in which they were frozen.
    pub async fn draws(&self) -> Result<Vec<Draw>, Error> {
        self.all(&DRAW, include_str!("sql/read/draws.sql"), vec![], draw_row).await
    }

    /// One file of an attempt.
    pub async fn file(&self, draw: &DrawId, attempt: u32, name: &str) -> Result<Option<DrawFile>, Error> {
        let mut args = key(draw, attempt);
        args.push(Field::text(name));
        self.one(&FILE, include_str!("sql/read/file.sql"), args, file_row).await
    }

    /// Every file of an attempt, by name (bytes).
    pub async fn files(&self, draw: &DrawId, attempt: u32) -> Result<Vec<DrawFile>, Error> {
        self.all(&FILE, include_str!("sql/read/files.sql"), key(draw, attempt), file_row).await
    }

    /// One secret of an attempt.
    pub async fn secret(&self, draw: &DrawId, attempt: u32, name: &str) -> Result<Option<String>, Error> {
        let mut args = key(draw, attempt);
        args.push(Field::text(name));
        let value = |row: &mut Row| {
            row.skip();
            row.skip();
            row.skip();
            row.text()
        };
        self.one(&SECRET, include_str!("sql/read/secret.sql"), args, value).await
    }

    /// Every opening of an attempt, by witness (bytes).
    pub async fn reveals(&self, draw: &DrawId, attempt: u32) -> Result<Vec<Reveal>, Error> {
        self.all(&REVEAL, include_str!("sql/read/reveals.sql"), key(draw, attempt), |row| {
            row.skip();
            row.skip();
            Ok(Reveal { witness: row.name()?, value: row.text()?, revealed_at: row.stamp()? })
        })
        .await
    }

    /// How an attempt ended; `None` while it is open.
    pub async fn terminal(&self, draw: &DrawId, attempt: u32) -> Result<Option<Terminal>, Error> {
        self.one(&TERMINAL, include_str!("sql/read/terminal.sql"), key(draw, attempt), |row| {
            row.skip();
            row.skip();
            let kind = row.parse("result or void", |word| {
                [TerminalKind::Result, TerminalKind::Void].into_iter().find(|kind| kind.word() == word)
            })?;
            Ok(Terminal { kind, digest: row.digest()?, at: row.stamp()? })
        })
        .await
    }

    /// Who is who in an attempt, by pseudonym (bytes).
    pub async fn pseudonyms(&self, draw: &DrawId, attempt: u32) -> Result<Vec<Pseudonym>, Error> {
        self.all(&PSEUDONYM, include_str!("sql/read/pseudonyms.sql"), key(draw, attempt), |row| {
            row.skip();
            row.skip();
            Ok(Pseudonym { pseudonym: row.name()?, inspector: card(row)? })
        })
        .await
    }
}

fn key(draw: &DrawId, attempt: u32) -> Vec<Field<'_>> {
    vec![Field::text(draw.as_str()), Field::count(attempt)]
}

fn of(what: &str, draw: &DrawId, attempt: u32) -> String {
    format!("{what}attempt {attempt} of draw {draw}")
}

fn draw_row(row: &mut Row) -> Result<Draw, Error> {
    Ok(Draw {
        draw: row.parse("a draw id [a-z0-9-]{1,32}", |text| DrawId::new(text).ok())?,
        attempt: row.int()?,
        plan: row.text()?,
        plan_version: row.int()?,
        commit_digest: row.digest()?,
        subjects: RosterId(row.int()?),
        inspectors: RosterId(row.int()?),
        recusals: row.maybe_int()?.map(RosterId),
        matters: row.maybe_int()?.map(RosterId),
        frozen_at: row.stamp()?,
        draw_time: row.stamp()?,
        pulse_time: row.stamp()?,
        embargo: row.maybe_date()?,
    })
}

fn file_row(row: &mut Row) -> Result<DrawFile, Error> {
    row.skip();
    row.skip();
    let (name, digest, bytes) = (row.text()?, row.digest()?, row.bytes()?);
    if Digest::of(&bytes) != digest {
        return Err(
            row.wrong("the bytes of the stored digest", format!("bytes with digest {}", Digest::of(&bytes)))
        );
    }
    Ok(DrawFile { name, digest, bytes })
}

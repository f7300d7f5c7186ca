//! Leases (租约): who does a job, until when, and the token that fences off whoever did it before.
//!
//! A lease is a name (`job/draw-2023-09`); each acquisition, renewal and release is one row, and the last row of a
//! name is what holds. The number of the acquisition is the *token*: it only grows. A command that runs under a
//! lease carries name and token ([`Fence`]), and its [`Writer`] stores nothing once the name has a newer token. So
//! it does not matter when a paused process wakes up, nor that clocks differ: *expiry* only decides who may try,
//! the *token* who may store. On PostgreSQL expiry is judged by the server's clock, on SQLite by the caller's.
//!
//! Every row is chained to the one before it by its digest; a row that was changed is [`Error::Corrupt`]. A row
//! costs about 200 bytes for ever: a lease is for the minutes of a job, not for being alive.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::digest::Digest;
use crate::core::text::one_line;
use crate::core::time::Timestamp;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

const LEASE: Table = Table {
    name: "lease",
    columns: &["seq", "name", "token", "holder", "step", "at", "until", "digest"],
    key: 1,
};
const CHAINED: Table = Table {
    name: "lease",
    columns: &["seq", "name", "token", "holder", "step", "at", "until", "previous", "digest"],
    key: 1,
};

/// Longest name in bytes.
const NAME: usize = 128;
/// What stands before the first row.
const NONE: Digest = Digest([0; 32]);

/// A lease that somebody has, or had: name and token, `NAME:TOKEN` as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    name: String,
    token: u64,
}

/// What a row of a lease says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Somebody has it from now on.
    Acquire,
    /// Who has it goes on.
    Renew,
    /// Nobody has it any more.
    Release,
}

/// What became of asking for a lease that is held once only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    /// Whoever asked has it.
    Taken(Fence),
    /// Somebody else has it.
    Held,
    /// Somebody has given it back: what it stood for is done.
    Over,
}

/// A row of a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// Number of the row, from 1 without gaps.
    pub seq: u64,
    /// Name and token.
    pub fence: Fence,
    /// Who, for people.
    pub holder: String,
    /// What was done.
    pub step: Step,
    /// When, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_ms: i64,
    /// Until when it holds unless it is renewed, in the same milliseconds.
    pub until_ms: i64,
}

impl Fence {
    /// Of a name of printable ASCII without blanks, and a token.
    pub fn new(name: &str, token: u64) -> Result<Self, Error> {
        match !name.is_empty() && name.len() <= NAME && name.bytes().all(|byte| byte.is_ascii_graphic()) {
            true => Ok(Self { name: name.into(), token }),
            false => Err(Error::LeaseName { name: name.chars().take(NAME).collect() }),
        }
    }

    /// The name of the lease.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number of its acquisition.
    pub fn token(&self) -> u64 {
        self.token
    }

    /// Why it holds no more, given the last row of its name.
    fn lost(&self, last: Option<&Lease>) -> Error {
        let (lease, token) = (self.name.clone(), self.token);
        match last {
            Some(last) if last.is_end_of(self) => Error::Released { lease, token },
            Some(Lease { fence, holder, .. }) => {
                Error::Overtaken { lease, token, by: format!("{} ({holder})", fence.token) }
            }
            None => Error::Overtaken { lease, token, by: "nobody the archive knows".into() },
        }
    }
}

impl fmt::Display for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.name, self.token)
    }
}

impl FromStr for Fence {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::LeaseName { name: text.chars().take(NAME).collect() };
        let (name, token) = text.rsplit_once(':').ok_or_else(wrong)?;
        let fence = Self::new(name, token.parse().map_err(|_| wrong())?)?;
        if fence.to_string() == text { Ok(fence) } else { Err(wrong()) }
    }
}

impl Step {
    /// Word in the archive.
    pub fn word(self) -> &'static str {
        match self {
            Step::Acquire => "acquire",
            Step::Renew => "renew",
            Step::Release => "release",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Step::Acquire, Step::Renew, Step::Release].into_iter().find(|step| step.word() == word)
    }
}

impl Lease {
    /// Whether somebody has it at this time.
    pub fn is_held(&self, now_ms: i64) -> bool {
        self.step != Step::Release && now_ms < self.until_ms
    }

    /// Whether it says that what somebody had was released, and nobody has it since.
    pub fn is_end_of(&self, fence: &Fence) -> bool {
        self.fence == *fence && self.step == Step::Release
    }

    /// Whether it is the last word about what somebody has.
    fn is_of(&self, fence: &Fence) -> bool {
        self.fence == *fence && self.step != Step::Release
    }

    fn digest(&self, previous: Digest) -> Digest {
        let Self { seq, fence: Fence { name, token }, holder, step, at_ms, until_ms } = self;
        let text = format!(
            "suicha-lease/1\nnumber {seq}\nname {name}\ntoken {token}\nholder {}\nstep {}\nat {at_ms}\n\
             until {until_ms}\nprevious {previous}\n",
            one_line(holder),
            step.word()
        );
        Digest::of(text.as_bytes())
    }
}

impl Archive {
    /// Takes a lease for so long. `None` if somebody has it. `now` is the caller's clock, which counts on SQLite
    /// only.
    pub async fn lease(
        &self,
        name: &str,
        holder: &str,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<Option<Fence>, Error> {
        Ok(match self.ask_lease(name, holder, ttl, now, false).await? {
            Once::Taken(fence) => Some(fence),
            Once::Held | Once::Over => None,
        })
    }

    /// The same for what is done once: a lease that was given back is not taken again.
    pub async fn lease_once(
        &self,
        name: &str,
        holder: &str,
        ttl: Duration,
        now: Timestamp,
    ) -> Result<Once, Error> {
        self.ask_lease(name, holder, ttl, now, true).await
    }

    async fn ask_lease(
        &self,
        name: &str,
        holder: &str,
        ttl: Duration,
        now: Timestamp,
        once: bool,
    ) -> Result<Once, Error> {
        let wanted = Fence::new(name, 0)?;
        let mut w = self.begin_lease().await?;
        let now = w.lease_clock(now).await?;
        let refused = match w.last_lease(name).await? {
            Some(last) if once && last.step == Step::Release => Some(Once::Over),
            Some(last) if last.is_held(now) => Some(Once::Held),
            _ => None,
        };
        if let Some(refused) = refused {
            w.rollback().await?;
            return Ok(refused);
        }
        let row = w.put_lease(wanted, holder, Step::Acquire, now, ttl).await?;
        w.finish().await?;
        Ok(Once::Taken(row.fence))
    }

    /// Goes on with a lease for so long from now; `false` if it was taken over or released. One that has run out
    /// and that nobody else has taken goes on.
    pub async fn renew(&self, fence: &Fence, ttl: Duration, now: Timestamp) -> Result<bool, Error> {
        self.follow(fence, Step::Renew, ttl, now).await
    }

    /// Gives a lease back; `false` if it was taken over or released before.
    pub async fn release(&self, fence: &Fence, now: Timestamp) -> Result<bool, Error> {
        self.follow(fence, Step::Release, Duration::ZERO, now).await
    }

    async fn follow(&self, fence: &Fence, step: Step, ttl: Duration, now: Timestamp) -> Result<bool, Error> {
        let mut w = self.begin_lease().await?;
        let now = w.lease_clock(now).await?;
        let Some(last) = w.last_lease(fence.name()).await?.filter(|last| last.is_of(fence)) else {
            w.rollback().await?;
            return Ok(false);
        };
        w.put_lease(fence.clone(), &last.holder, step, now, ttl).await?;
        w.finish().await?;
        Ok(true)
    }

    /// The last row of a lease.
    pub async fn last_lease(&self, name: &str) -> Result<Option<Lease>, Error> {
        self.one(&CHAINED, include_str!("sql/read/lease_of_name.sql"), vec![Field::text(name)], lease).await
    }

    /// The last rows of the names that were used last, the newest first.
    pub async fn latest_leases(&self, most: u64) -> Result<Vec<Lease>, Error> {
        self.all(&CHAINED, include_str!("sql/read/leases_latest.sql"), vec![Field::count(most)], lease).await
    }

    /// Hands every row of every lease to `each`, oldest first, the chain of their digests checked.
    pub async fn each_lease(&self, mut each: impl FnMut(Lease) + Send) -> Result<(), Error> {
        let mut expected = 1;
        self.each(&CHAINED, include_str!("sql/read/leases.sql"), vec![], &mut |mut row| {
            let lease = lease(&mut row)?;
            if lease.seq != expected {
                return Err(row.wrong("the number after the row before", lease.seq.to_string()));
            }
            expected += 1;
            each(lease);
            Ok(())
        })
        .await
    }
}

impl Writer {
    /// Refuses if the command's lease was taken over or released.
    pub(super) async fn within_lease(&mut self) -> Result<(), Error> {
        let Some(fence) = self.fence().cloned() else { return Ok(()) };
        match self.last_lease(fence.name()).await? {
            Some(last) if last.is_of(&fence) => Ok(()),
            last => Err(fence.lost(last.as_ref())),
        }
    }

    async fn last_lease(&mut self, name: &str) -> Result<Option<Lease>, Error> {
        let mut found = None;
        let mut each = |mut row: Row| {
            found = Some(lease(&mut row)?);
            Ok(())
        };
        let args = vec![Field::text(name)];
        self.read(&CHAINED, include_str!("sql/read/lease_of_name.sql"), args, &mut each).await?;
        Ok(found)
    }

    /// Appends the next row; a token of 0 stands for its own number.
    async fn put_lease(
        &mut self,
        fence: Fence,
        holder: &str,
        step: Step,
        now: i64,
        ttl: Duration,
    ) -> Result<Lease, Error> {
        // What goes on from a row that was changed would hide the change.
        let (mut seq, mut previous) = (1u64, NONE);
        let mut each = |mut row: Row| {
            let (last, digest) = chained(&mut row)?;
            (seq, previous) = (last.seq + 1, digest);
            Ok(())
        };
        self.read(&CHAINED, include_str!("sql/read/lease_last.sql"), vec![], &mut each).await?;
        let token = if fence.token == 0 { seq } else { fence.token };
        let row = Lease {
            seq,
            fence: Fence { token, ..fence },
            holder: holder.to_owned(),
            step,
            at_ms: now,
            until_ms: now.saturating_add(i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)),
        };
        let fields = vec![
            Field::count(seq),
            Field::text(&row.fence.name),
            Field::count(token),
            Field::text(&row.holder),
            Field::text(step.word()),
            Field::Int(row.at_ms),
            Field::Int(row.until_ms),
            Field::Text(row.digest(previous).hex().into()),
        ];
        self.insert_one(&LEASE, fields).await.map_err(|e| e.named(|| format!("row {seq} of leases")))?;
        Ok(row)
    }
}

fn lease(row: &mut Row) -> Result<Lease, Error> {
    chained(row).map(|(lease, _)| lease)
}

/// A row and its digest, which follows from it and from that of the row before.
fn chained(row: &mut Row) -> Result<(Lease, Digest), Error> {
    let seq = row.int()?;
    let name = row.parse("a name of a lease", |text| Fence::new(text, 0).ok())?.name;
    let lease = Lease {
        seq,
        fence: Fence { name, token: row.int()? },
        holder: row.text()?,
        step: row.parse("a step of a lease", Step::parse)?,
        at_ms: row.int()?,
        until_ms: row.int()?,
    };
    let previous = match row.maybe_text()? {
        Some(text) => Digest::parse(&text),
        None => (seq == 1).then_some(NONE),
    };
    let stored = row.digest()?;
    match previous.is_some_and(|previous| lease.digest(previous) == stored) {
        true => Ok((lease, stored)),
        false => Err(row.wrong("the digest of this row and the one before", stored.hex())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_has_one_text() {
        let fence = Fence::new("job/draw-2023-09", 17).unwrap();
        assert_eq!(fence.to_string().parse::<Fence>().unwrap(), fence);
        assert_eq!("a:b:2".parse::<Fence>().unwrap().name(), "a:b");
        for text in [
            "",
            ":1",
            "a",
            "a:",
            "a:-1",
            "a:01",
            "a:+1",
            "a b:1",
            "a:1 ",
            "随:1",
            &format!("{}:1", "a".repeat(129)),
        ] {
            assert!(text.parse::<Fence>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn every_value_of_a_row_is_in_its_digest() {
        let row = |seq, name: &str, token, holder: &str, step, at_ms, until_ms| {
            let fence = Fence::new(name, token).unwrap();
            Lease { seq, fence, holder: holder.into(), step, at_ms, until_ms }.digest(NONE)
        };
        let digests = [
            row(2, "a", 1, "h", Step::Renew, 5, 9),
            row(3, "a", 1, "h", Step::Renew, 5, 9),
            row(2, "b", 1, "h", Step::Renew, 5, 9),
            row(2, "a", 2, "h", Step::Renew, 5, 9),
            row(2, "a", 1, "i", Step::Renew, 5, 9),
            row(2, "a", 1, "h", Step::Release, 5, 9),
            row(2, "a", 1, "h", Step::Renew, 6, 9),
            row(2, "a", 1, "h", Step::Renew, 5, 8),
        ];
        let different: std::collections::BTreeSet<_> = digests.iter().map(|digest| digest.hex()).collect();
        assert_eq!(different.len(), digests.len());
    }
}

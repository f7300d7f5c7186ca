//! The journal: one row per writing command, in the order of their commits.

use super::row::{Field, Table};
use super::{Archive, Error};
use crate::core::digest::Digest;
use crate::core::text::one_line;
use crate::core::time::Timestamp;
use crate::core::witness::base64;
use crate::core::witness::key::{SignerKey, VerifierKey};
use std::fmt;

pub(super) const JOURNAL: Table = Table {
    name: "journal",
    columns: &["seq", "at", "operator", "verb", "object", "digest", "signed"],
    key: 1,
};
pub(super) const NEXT: Table = Table { name: "journal", columns: &["seq"], key: 0 };
pub(super) const NEXT_SEQ: &str = include_str!("sql/read/next_seq.sql");

/// One writing command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Number, from 1 without gaps.
    pub seq: u64,
    /// The command's clock.
    pub at: Timestamp,
    /// Who answers for it.
    pub operator: String,
    /// The command.
    pub verb: String,
    /// What it was about.
    pub object: String,
    /// Digest of what was stored.
    pub digest: Digest,
    /// Signature of who answers for it, where the bureau keeps a list of people.
    pub signed: Option<Signed>,
}

/// The signature of a journal row: the key of who acted and what it says of [`JournalEntry::statement`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Whose; its name is the id in the list of people.
    pub key: VerifierKey,
    signature: [u8; 64],
}

impl JournalEntry {
    /// The text that is signed.
    pub fn statement(&self) -> String {
        let Self { seq, at, operator, verb, object, digest, signed: _ } = self;
        let line = one_line;
        format!(
            "suicha-journal/1\nnumber {seq}\nat {at}\noperator {}\nverb {}\nobject {}\ndigest {digest}\n",
            line(operator),
            line(verb),
            line(object)
        )
    }

    /// Whether it is signed by whom it names.
    fn rightly_signed(&self) -> bool {
        self.signed.as_ref().is_none_or(|signed| {
            let owner = self.operator == signed.key.name()
                || self.operator.strip_prefix(signed.key.name()).is_some_and(|rest| rest.starts_with(" ("));
            owner && signed.key.verifies(self.statement().as_bytes(), &signed.signature)
        })
    }
}

impl Signed {
    /// Signs a row.
    pub fn of(entry: &JournalEntry, key: &SignerKey) -> Self {
        Self { key: key.verifier().clone(), signature: key.sign(entry.statement().as_bytes()) }
    }

    fn parse(text: &str) -> Option<Self> {
        let (key, signature) = text.split_once(' ')?;
        let signature = base64::decode(signature)?.try_into().ok()?;
        let signed = Self { key: key.parse().ok()?, signature };
        (signed.to_string() == text).then_some(signed)
    }
}

impl fmt::Display for Signed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, base64::encode(&self.signature))
    }
}

impl Archive {
    /// When the last writing command acted.
    pub async fn last_act(&self) -> Result<Option<Timestamp>, Error> {
        const LAST: Table = Table { name: "journal", columns: &["at"], key: 0 };
        self.one(&LAST, include_str!("sql/read/journal_last.sql"), vec![], |row| row.stamp()).await
    }

    /// How many writing commands there are.
    pub async fn journal_length(&self) -> Result<u64, Error> {
        let next: Option<u64> = self.one(&NEXT, NEXT_SEQ, vec![], |row| row.int()).await?;
        Ok(next.unwrap_or(1).saturating_sub(1))
    }

    /// How many writing commands were given by operators whose name does not end so.
    pub async fn acts_not_by(&self, ending: &str) -> Result<u64, Error> {
        const COUNT: Table = Table { name: "journal", columns: &["acts"], key: 0 };
        let args = vec![Field::Text(format!("%{ending}").into())];
        let count =
            self.one(&COUNT, include_str!("sql/read/journal_acts.sql"), args, |row| row.int()).await?;
        Ok(count.unwrap_or_default())
    }

    /// Every writing command so far, oldest first.
    pub async fn journal(&self) -> Result<Vec<JournalEntry>, Error> {
        self.all(&JOURNAL, include_str!("sql/read/journal.sql"), vec![], |row| {
            let entry = JournalEntry {
                seq: row.int()?,
                at: row.stamp()?,
                operator: row.text()?,
                verb: row.text()?,
                object: row.text()?,
                digest: row.digest()?,
                signed: row.parse("a key and a signature, or nothing", |text| match text {
                    "" => Some(None),
                    text => Signed::parse(text).map(Some),
                })?,
            };
            match entry.rightly_signed() {
                true => Ok(entry),
                false => Err(row.wrong("a row as it was signed", entry.operator)),
            }
        })
        .await
    }
}

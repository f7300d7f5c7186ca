//! Plans (抽查计划) as published: every version stays.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::digest::Digest;
use crate::core::time::Timestamp;

const PLAN: Table =
    Table { name: "plan", columns: &["number", "version", "name", "text", "digest", "published_at"], key: 2 };

/// One published version of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedPlan {
    /// 抽查计划编号.
    pub number: String,
    /// Version, from 1.
    pub version: u32,
    /// 抽查计划名称.
    pub name: String,
    /// The TOML text as published.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: Digest,
    /// When it was published.
    pub published_at: Timestamp,
}

impl Writer {
    /// Stores a version of a plan; its digest is that of its text, its time that of the command.
    /// [`Error::Exists`] if there is such a version.
    pub async fn put_plan(
        &mut self,
        number: &str,
        version: u32,
        name: &str,
        text: &str,
    ) -> Result<Digest, Error> {
        let digest = Digest::of(text.as_bytes());
        let row = vec![
            Field::text(number),
            Field::count(version),
            Field::text(name),
            Field::text(text),
            Field::digest(&digest),
            Field::stamp(self.at()),
        ];
        let named = |e: Error| e.named(|| format!("version {version} of plan {number}"));
        self.insert_one(&PLAN, row).await.map_err(named)?;
        Ok(digest)
    }
}

impl Archive {
    /// The latest version of a plan.
    pub async fn plan(&self, number: &str) -> Result<Option<PublishedPlan>, Error> {
        self.one(&PLAN, include_str!("sql/read/plan_latest.sql"), vec![Field::text(number)], plan).await
    }

    /// One version of a plan.
    pub async fn plan_version(&self, number: &str, version: u32) -> Result<Option<PublishedPlan>, Error> {
        let args = vec![Field::text(number), Field::count(version)];
        self.one(&PLAN, include_str!("sql/read/plan_version.sql"), args, plan).await
    }

    /// The latest version of every plan, by number (bytes).
    pub async fn plans(&self) -> Result<Vec<PublishedPlan>, Error> {
        self.all(&PLAN, include_str!("sql/read/plans.sql"), vec![], plan).await
    }

    /// Every version of one plan, oldest first.
    pub async fn plan_versions(&self, number: &str) -> Result<Vec<PublishedPlan>, Error> {
        self.all(&PLAN, include_str!("sql/read/plan_versions.sql"), vec![Field::text(number)], plan).await
    }
}

fn plan(row: &mut Row) -> Result<PublishedPlan, Error> {
    let (number, version, name, text) = (row.text()?, row.int()?, row.text()?, row.text()?);
    let digest = row.digest()?;
    if Digest::of(text.as_bytes()) != digest {
        return Err(row.wrong("the digest of the text", digest.hex()));
    }
    Ok(PublishedPlan { number, version, name, text, digest, published_at: row.stamp()? })
}

//! For whom an archive is kept: region and name as the bureau's settings have them when somebody first acts, and each
//! change that somebody has stated since. Machines with other settings are told apart by it.

use super::row::{Field, Row, Table};
use super::{Archive, Error, Writer};
use crate::core::time::Timestamp;

const BUREAU: Table = Table { name: "bureau", columns: &["seq", "region", "body", "at", "operator"], key: 1 };
const NEXT: Table = Table { name: "bureau", columns: &["seq"], key: 0 };

/// A bureau.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BureauRow {
    /// Region code of six digits (行政区划代码).
    pub region: String,
    /// Its name (单位名称).
    pub body: String,
    /// Since when.
    pub at: Timestamp,
    /// Whose act said so.
    pub operator: String,
}

impl Archive {
    /// For whom it is kept now; `None` before anybody has acted with region and name filled in.
    pub async fn bureau(&self) -> Result<Option<BureauRow>, Error> {
        self.one(&BUREAU, include_str!("sql/read/bureau.sql"), vec![], bureau).await
    }
}

impl Writer {
    /// From now on it is kept for this bureau.
    pub async fn put_bureau(&mut self, region: &str, body: &str, operator: &str) -> Result<(), Error> {
        let seq = self.next(&NEXT, include_str!("sql/read/bureau_next.sql")).await?;
        let row = vec![
            Field::Int(seq),
            Field::text(region),
            Field::text(body),
            Field::stamp(self.at()),
            Field::text(operator),
        ];
        self.insert_one(&BUREAU, row).await.map_err(|e| e.named(|| "the bureau of the archive".into()))
    }
}

fn bureau(row: &mut Row) -> Result<BureauRow, Error> {
    row.skip();
    Ok(BureauRow { region: row.text()?, body: row.text()?, at: row.stamp()?, operator: row.text()? })
}

//! An archive moved to another database: every row of every table, and the proof that both hold the same.
//!
//! One transaction on each side: nobody writes to the source meanwhile, and the target has all rows or none. Rows
//! pass in pages, in the order of their keys by bytes; each table's digest is taken from what was read, and once
//! more from what the target gives back before it commits. `schema_version` is not copied: the target's own rows
//! say which program installed it, and both sides must have the same version.

use super::row::{Field, Row, Rows, Table};
use super::writer::Tx;
use super::{Archive, Error, Writer};
use crate::core::digest::{Digest, Running};
use crate::core::time::Timestamp;
use crate::fault;

/// Rows of a page; files of a draw are large.
const PAGE: usize = 4096;
const FILES: usize = 16;

/// Every table but `schema_version`, what others refer to first, with the columns of its key: numbers as they
/// are, texts after a `'`.
pub(super) const TABLES: [(&str, &[&str]); 24] = [
    ("journal", &["seq"]),
    ("roster", &["id"]),
    ("subject", &["roster", "'id"]),
    ("inspector", &["roster", "'id"]),
    ("recusal", &["roster", "'inspector", "'subject", "'reason"]),
    ("matter", &["roster", "'code", "'version"]),
    ("roster_issue", &["roster", "ordinal"]),
    ("plan", &["'number", "version"]),
    ("draw", &["'draw", "attempt"]),
    ("draw_file", &["'draw", "attempt", "'name"]),
    ("draw_secret", &["'draw", "attempt", "'name"]),
    ("reveal", &["'draw", "attempt", "'witness"]),
    ("terminal", &["'draw", "attempt"]),
    ("pseudonym", &["'draw", "attempt", "'pseudonym"]),
    ("act", &["seq"]),
    ("outcome", &["'draw", "attempt", "'subject", "'matter", "revision"]),
    ("credit_act", &["seq"]),
    ("credit_event", &["seq"]),
    ("credit_letter", &["'authority", "'series", "number"]),
    ("log_entry", &["seq"]),
    ("log_checkpoint", &["size"]),
    ("log_cosignature", &["size", "'witness"]),
    ("lease", &["seq"]),
    ("bureau", &["seq"]),
];

/// A table that was copied, and the digest both sides give of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: &'static str,
    /// Number of rows.
    pub rows: u64,
    /// Digest of all rows in the order of their keys.
    pub digest: Digest,
}

/// How one table is read in one database, page by page.
struct Reading {
    table: &'static Table,
    first: &'static str,
    next: &'static str,
    /// Places of the key in a row.
    key: Vec<usize>,
    page: usize,
}

/// Rows of a page, and what has been read so far.
struct Sum {
    digest: Running,
    rows: u64,
}

impl Archive {
    /// Copies every row into an archive that has none, and gives the tables with the digest of both sides.
    /// [`Error::NotEmpty`] if the target holds anything; nothing stays if this fails or is killed.
    pub async fn copy_into(&self, target: &Archive) -> Result<Vec<CopiedTable>, Error> {
        let (from, to) = (self.readings().await?, target.readings().await?);
        // Looked at before anything is locked: the same archive given twice would wait for itself.
        for reading in &to {
            if target.one(reading.table, reading.first, vec![], |_| Ok(())).await?.is_some() {
                return Err(Error::NotEmpty { table: reading.table.name });
            }
        }
        let mut source = self.begin("archive copy", Timestamp(0), "").await?;
        if let Tx::Postgres(tx) = source.tx() {
            tx.lock_leases().await?;
        }
        let mut w = target.begin("archive copy", Timestamp(0), "").await?;
        let mut copied = Vec::new();
        for (from, to) in from.iter().zip(&to) {
            let mut before = Sum::new();
            w.refuse_rows(to).await?;
            let mut page = source.page(from, None, &mut before).await?;
            while let Some(last) = page.last() {
                let key: Vec<Field<'static>> = from.key.iter().map(|at| last[*at].clone()).collect();
                w.append(to.table, &page).await?;
                page = source.page(from, Some(key), &mut before).await?;
            }
            let digest = before.digest.finish();
            let after = w.sum(to).await?;
            let (name, rows) = (to.table.name, before.rows);
            if (after.rows, after.digest.finish()) != (rows, digest) {
                return Err(Error::CopyDiffers { table: name });
            }
            copied.push(CopiedTable { name, rows, digest });
            fault::point("archive.half");
        }
        fault::point("archive.commit");
        w.finish().await?;
        fault::point("archive.committed");
        source.rollback().await?;
        Ok(copied)
    }

    /// How each table is read here, its columns as the database has them.
    async fn readings(&self) -> Result<Vec<Reading>, Error> {
        let columns = self.columns().await?;
        let readings = TABLES.iter().map(|(name, key)| {
            let of = columns.iter().filter(|(table, _)| table == name);
            Reading::new(name, of.map(|(_, column)| column.as_str()).collect(), key, self.bytes_in_order())
        });
        Ok(readings.collect())
    }
}

impl Writer {
    async fn refuse_rows(&mut self, reading: &Reading) -> Result<(), Error> {
        let mut any = false;
        self.read(reading.table, reading.first, vec![], &mut |_| {
            any = true;
            Ok(())
        })
        .await?;
        if any { Err(Error::NotEmpty { table: reading.table.name }) } else { Ok(()) }
    }

    async fn page(
        &mut self,
        reading: &Reading,
        after: Option<Vec<Field<'static>>>,
        sum: &mut Sum,
    ) -> Result<Vec<Vec<Field<'static>>>, Error> {
        let mut page = Vec::with_capacity(reading.page);
        let mut each = |row: Row<'_>| {
            let fields = row.into_fields();
            sum.add(&fields);
            page.push(fields);
            Ok(())
        };
        let sql = if after.is_some() { reading.next } else { reading.first };
        self.read(reading.table, sql, after.unwrap_or_default(), &mut each).await?;
        Ok(page)
    }

    async fn append(&mut self, table: &'static Table, page: &[Vec<Field<'static>>]) -> Result<(), Error> {
        let fill = |i: usize, out: &mut Vec<Field<'_>>| out.extend(page[i].iter().cloned());
        self.insert(table, 0..page.len(), Rows::Filled(&fill)).await
    }

    async fn sum(&mut self, reading: &Reading) -> Result<Sum, Error> {
        let mut sum = Sum::new();
        let mut after = None;
        loop {
            let page = self.page(reading, after, &mut sum).await?;
            let Some(last) = page.last() else { return Ok(sum) };
            after = Some(reading.key.iter().map(|at| last[*at].clone()).collect());
        }
    }
}

impl Reading {
    fn new(name: &'static str, columns: Vec<&str>, key: &[&str], bytes: &str) -> Self {
        let plain = |column: &str| column.trim_start_matches('\'').to_owned();
        let ordered = |column: &&str| match column.strip_prefix('\'') {
            Some(text) => format!("{text}{bytes}"),
            None => (*column).to_owned(),
        };
        let page = if name == "draw_file" { FILES } else { PAGE };
        let order: Vec<String> = key.iter().map(ordered).collect();
        let places: Vec<String> = (1..=key.len()).map(|at| format!("${at}")).collect();
        let (list, order) = (columns.join(", "), order.join(", "));
        let first = format!("SELECT {list} FROM {name} ORDER BY {order} LIMIT {page}");
        let next = format!(
            "SELECT {list} FROM {name} WHERE ({order}) > ({}) ORDER BY {order} LIMIT {page}",
            places.join(", ")
        );
        let place = |column: &&str| columns.iter().position(|own| *own == plain(column)).unwrap_or_default();
        let key = key.iter().map(place).collect();
        let columns: Vec<&'static str> = columns.into_iter().map(|column| kept(column.into())).collect();
        // For the life of the process: an archive is copied once in it.
        let table = Box::leak(Box::new(Table { name, columns: Vec::leak(columns), key: 1 }));
        Self { table, first: kept(first), next: kept(next), key, page }
    }
}

fn kept(text: String) -> &'static str {
    String::leak(text)
}

impl Sum {
    fn new() -> Self {
        Self { digest: Running::new(), rows: 0 }
    }

    /// One text for each row: a letter for the kind of each value, its length where it has one, the value.
    fn add(&mut self, fields: &[Field<'_>]) {
        let mut text = Vec::with_capacity(256);
        for field in fields {
            let (kind, bytes): (u8, &[u8]) = match field {
                Field::Null => {
                    text.push(b'n');
                    continue;
                }
                Field::Int(number) => {
                    text.extend(format!("i{number};").bytes());
                    continue;
                }
                Field::Text(value) => (b't', value.as_bytes()),
                Field::Bytes(value) => (b'b', value),
            };
            text.push(kind);
            text.extend(format!("{}:", bytes.len()).bytes());
            text.extend(bytes);
        }
        text.push(b'\n');
        self.digest.update(&text);
        self.rows += 1;
    }
}

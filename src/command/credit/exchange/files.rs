//! The files of an exchange: every table as CSV and as JSON, the dictionary in both, the manifest. Written as
//! one new directory or not at all; a directory that holds the same is left as it is.

use super::manifest::{Counts, FILE, Manifest};
use crate::core::credit::exchange::{Column, Dictionary, Gone, Table, csv_line};
use crate::core::digest::Digest;
use crate::core::time::Date;
use crate::durable;
use crate::error::{Error, Exit, Result, system_words};
use std::collections::BTreeMap;
use std::path::Path;

/// What is written.
pub struct Package<'a> {
    dictionary: &'a Dictionary,
    full: bool,
    rows: BTreeMap<Table, Vec<Vec<String>>>,
    /// Of each table but that of withdrawals.
    pub counts: BTreeMap<String, Counts>,
}

impl<'a> Package<'a> {
    /// An empty one.
    pub fn new(dictionary: &'a Dictionary, full: bool) -> Self {
        let rows = Table::ALL.iter().map(|table| (*table, Vec::new())).collect();
        let counted = Table::ALL.iter().filter(|table| **table != Table::Withdrawals);
        let counts = counted.map(|table| (table.word().to_owned(), Counts::default())).collect();
        Self { dictionary, full, rows, counts }
    }

    /// A record that is public; it is written if it is new, changed, or everything is.
    pub fn put(&mut self, table: Table, key: &str, cells: &[String], before: Option<&[String]>) {
        let Some(counts) = self.counts.get_mut(table.word()) else { return };
        counts.held += 1;
        let change = match before {
            None => "add",
            Some(before) if before != cells => "change",
            Some(_) => "same",
        };
        counts.added += u64::from(change == "add");
        counts.changed += u64::from(change == "change");
        if !self.full && change == "same" {
            return;
        }
        counts.rows += 1;
        let mut row = vec![key.to_owned(), if self.full { "full" } else { change }.to_owned()];
        row.extend_from_slice(cells);
        self.rows.entry(table).or_default().push(row);
    }

    /// A record that is public no more.
    pub fn withdraw(&mut self, table: Table, key: &str, number: &str, why: Gone, on: Date) {
        let row = vec![
            table.word().to_owned(),
            key.to_owned(),
            number.to_owned(),
            why.word().to_owned(),
            why.said().0.to_owned(),
            on.to_string(),
        ];
        let rows = self.rows.entry(Table::Withdrawals).or_default();
        if !rows.iter().any(|known| known[..2] == row[..2]) {
            rows.push(row);
            if let Some(counts) = self.counts.get_mut(table.word()) {
                counts.withdrawn += 1;
            }
        }
    }

    /// Brings rows into the order of their keys.
    pub fn sort(&mut self) {
        self.rows.values_mut().for_each(|rows| rows.sort_unstable());
    }

    /// Every row with its table.
    pub fn rows(&self) -> impl Iterator<Item = (Table, &Vec<String>)> {
        self.rows.iter().flat_map(|(table, rows)| rows.iter().map(|row| (*table, row)))
    }

    /// Writes it with its manifest; whether anything had to be written.
    pub fn write(&self, dir: &Path, manifest: &mut Manifest) -> Result<bool> {
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (table, rows) in &self.rows {
            let codes: Vec<&str> =
                self.dictionary.columns(*table).map(|column| column.code.as_str()).collect();
            let lines = rows.iter().map(|row| row.iter().map(String::as_str).collect());
            put_both(&mut files, table.word(), &codes, lines);
        }
        let headings =
            ["table", "code", "name", "name_en", "type", "unit", "length", "required", "public", "source"];
        let rows: Vec<Vec<String>> = self.dictionary.all().iter().map(described).collect();
        let lines = rows.iter().map(|row| row.iter().map(String::as_str).collect());
        put_both(&mut files, "dictionary", &headings, lines);
        manifest.files = files.iter().map(|(name, bytes)| (name.clone(), Digest::of(bytes).hex())).collect();
        files.insert(FILE.into(), manifest.print().into_bytes());
        if dir.exists() {
            return same(dir, &files).then_some(false).ok_or_else(|| {
                let dir = dir.display();
                let zh = format!("{dir} 已存在，内容与此不同，没有覆盖");
                Error::said(Exit::Conflict, zh, format!("{dir} exists and holds something else"))
                    .advice("请换一个新目录", "name a new directory")
            });
        }
        let all = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice(), false));
        durable::write_dir(dir, all).map(|()| true).map_err(|e| {
            let (dir, zh) = (dir.display(), system_words(&e).0);
            Error::said(Exit::Outside, format!("无法写入 {dir}：{zh}"), format!("cannot write {dir}: {e}"))
        })
    }
}

/// A column as others read it; where the archive holds it is our business.
fn described(column: &Column) -> Vec<String> {
    let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    vec![
        column.table.word().into(),
        column.code.clone(),
        column.name.zh.to_string(),
        column.name.en.to_string(),
        column.form.word().into(),
        column.unit.clone(),
        column.length.to_string(),
        yes(column.required),
        yes(column.public),
        column.source.clone(),
    ]
}

fn put_both<'b>(
    files: &mut BTreeMap<String, Vec<u8>>,
    name: &str,
    codes: &[&str],
    rows: impl Iterator<Item = Vec<&'b str>>,
) {
    let quoted = |text: &str| serde_json::to_string(text).expect("text is JSON");
    let mut csv = csv_line(codes.iter().copied());
    let mut objects = Vec::new();
    for row in rows {
        csv.push_str(&csv_line(row.iter().copied()));
        let pairs = codes.iter().zip(&row).map(|(code, cell)| format!("{}:{}", quoted(code), quoted(cell)));
        objects.push(format!("{{{}}}", pairs.collect::<Vec<_>>().join(",")));
    }
    files.insert(format!("{name}.csv"), csv.into_bytes());
    let json = if objects.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", objects.join(",\n")) };
    files.insert(format!("{name}.json"), json.into_bytes());
}

fn same(dir: &Path, files: &BTreeMap<String, Vec<u8>>) -> bool {
    let there = std::fs::read_dir(dir).map(|entries| entries.count()).unwrap_or(0);
    let equal =
        |(name, bytes): (&String, &Vec<u8>)| std::fs::read(dir.join(name)).is_ok_and(|read| read == *bytes);
    there == files.len() && files.iter().all(equal)
}

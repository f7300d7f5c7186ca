//! The directory of a report: documents, workbook, tables, figures and the manifest of all of them.

use super::drawn::{self, Drawn};
use crate::command::answer::Answer;
use crate::command::report::uncounted;
use crate::command::task::write_dir;
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::publish::document::{docx, html};
use crate::publish::period::{Content, csv, pages, workbook};
use crate::report::files::parquet;
use crate::report::narrative::{self, Told};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes it whole or not at all; one that holds exactly this is left alone.
pub fn write(env: &Env, told: &Told, public: bool, source: (Twin, String), out: &Path) -> Result<Answer> {
    let lang = env.lang;
    let scope = told.scope;
    let content = Content {
        lang,
        title: narrative::title(told),
        subtitle: narrative::subtitle(told),
        body: told.body,
        days: (scope.first(), scope.last()),
        as_of: scope.as_of,
        public,
        tables: told.tables,
        names: told.names,
        source,
    };
    let drawn = drawn::draw(env, told, public, &content.whose());
    let document = pages::document(&content, &narrative::parts(told, public), &drawn.pictures);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    files.insert("report.html".into(), html::page(&document).into_bytes());
    files.insert("report.docx".into(), docx::file(&document));
    let book = workbook::file(&content)
        .map_err(|e| Error::new(Exit::Bug, format!("the workbook could not be built: {e}")))?;
    files.insert("report.xlsx".into(), book);
    for table in told.tables {
        files.insert(format!("tables/{}.csv", table.id), csv::file(table, told.names, lang));
        files.insert(format!("tables/{}.parquet", table.id), parquet(table).map_err(|e| uncounted(&e))?);
    }
    files.extend(drawn.files.iter().cloned());
    let manifest = manifest(told, &content, &drawn, &files)?;
    let mut printed = serde_json::to_vec_pretty(&manifest).expect("JSON of our own");
    printed.push(b'\n');
    files.insert("manifest.json".into(), printed);
    write_dir(out, &files.into_iter().map(|(name, bytes)| (name, (bytes, !public))).collect())?;
    Ok(Answer::new(said(env, told, &content, &drawn, out), manifest))
}

fn manifest(
    told: &Told,
    content: &Content,
    drawn: &Drawn,
    files: &BTreeMap<String, Vec<u8>>,
) -> Result<Value> {
    let (scope, lang) = (told.scope, content.lang);
    let font = match &drawn.font {
        Some(font) if !drawn.pictures.is_empty() => {
            let digest = crate::durable::digest(&font.path)
                .map_err(|e| Error::new(Exit::Outside, format!("{}: {e}", font.path.display())))?;
            Some(json!({"file": font.name, "sha256": digest.hex()}))
        }
        _ => None,
    };
    let written = files
        .iter()
        .map(|(name, bytes)| json!({"file": name, "sha256": Digest::of(bytes).hex(), "bytes": bytes.len()}));
    let tables = told.tables.iter().map(|table| {
        json!({
            "table": table.id, "title": table.title.clone().pick(lang), "rows": table.rows.len(),
            "public": table.public,
        })
    });
    let figures = drawn
        .pictures
        .iter()
        .map(|one| json!({"figure": one.id, "title": one.title, "png": one.png.is_some()}));
    Ok(json!({
        "title": content.title.clone().pick(lang), "body": told.body, "period": scope.period.to_string(),
        "first": scope.first().to_string(), "last": scope.last().to_string(), "as_of": scope.as_of.to_string(),
        "whole": scope.whole(), "public": content.public, "lang": lang.pick("zh", "en"),
        "facts": content.source.1, "program": env!("CARGO_PKG_VERSION"), "font": font,
        "tables": tables.collect::<Vec<_>>(), "figures": figures.collect::<Vec<_>>(),
        "files": written.collect::<Vec<_>>(),
    }))
}

fn said(env: &Env, told: &Told, content: &Content, drawn: &Drawn, out: &Path) -> String {
    let (name, title) = (out.display(), content.title.clone().pick(env.lang));
    let (tables, figures) = (told.tables.len(), drawn.pictures.len());
    let mut text = env.lang.pick(
        format!("{title}\n已写入 {name}：report.html、report.docx、report.xlsx、统计表{tables}张（tables/）、图{figures}张（figures/）、manifest.json\n"),
        format!("{title}\nin {name}: report.html, report.docx, report.xlsx, {tables} tables (tables/), {figures} figures (figures/), manifest.json\n"),
    );
    if !content.public {
        text.push_str(env.lang.pick(
            "  内部资料，不公开；加 --public 另出公开版\n",
            "  not public; --public writes what everybody may see\n",
        ));
    }
    for note in &drawn.notes {
        let note = note.clone().pick(env.lang);
        text.push_str(
            &env.lang.pick(
                format!("  提醒：{note}，图只有 SVG\n"),
                format!("  note: {note}: figures as SVG only\n"),
            ),
        );
    }
    text
}

//! `suicha report figures`: every figure of a draw in a new directory, with `manifest.json`. The same
//! archive and day give the same bytes; nothing is written over.

use super::source::{Made, Source};
use super::{heat, progress, results, tickets, workload};
use crate::cli::FigureFormat;
use crate::command::answer::Answer;
use crate::command::task::write_dir;
use crate::core::digest::Digest;
use crate::core::lang::counted;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::report::figure::{Font, FontError, PACKAGE};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// All figures of a draw; `cell`: the one whose rows are wanted.
pub async fn all(source: &Source<'_>, cell: Option<&str>) -> Result<Vec<Made>> {
    let mut all = tickets::make(source, cell)?;
    all.extend(results::make(source, cell));
    all.extend(workload::make(source, cell).await?);
    all.push(progress::make(source, cell).await?);
    all.extend(heat::make(source, cell).await?);
    Ok(all)
}

/// Writes them.
pub async fn run(env: &Env, draw: &str, out: &Path, format: FigureFormat, public: bool) -> Result<Answer> {
    let lang = env.lang;
    let font = font(env, format)?;
    let source = Source::open(env, draw, public).await?;
    let (mut files, mut told, mut text) = (BTreeMap::new(), Vec::new(), String::new());
    for Made { figure, .. } in all(&source, None).await? {
        let mut own = Vec::new();
        if format != FigureFormat::Png {
            own.push((format!("{}.svg", figure.id), figure.svg().into_bytes()));
        }
        if let Ok(Some(font)) = &font {
            let png = figure.png(font).map_err(|e| unusable(&e))?;
            own.push((format!("{}.png", figure.id), png));
        }
        let names: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
        text.push_str(&format!("  {}  {}\n", names.join(" "), figure.title));
        let written = own.iter().map(
            |(name, bytes)| json!({"file": name, "sha256": Digest::of(bytes).hex(), "bytes": bytes.len()}),
        );
        told.push(json!({
            "figure": figure.id, "title": figure.title, "subtitle": figure.subtitle, "notes": figure.notes,
            "files": written.collect::<Vec<_>>(),
        }));
        files.extend(own.into_iter().map(|(name, bytes)| (name, (bytes, !public))));
    }
    let drawn_with = match &font {
        Ok(Some(font)) => Some(json!({"file": font.name, "sha256": digest(&font.path)?})),
        _ => None,
    };
    let row = &source.book.row;
    let manifest = json!({
        "draw": row.draw.as_str(), "attempt": row.attempt, "commitment": source.inputs.commit.hex(),
        "as_of": source.as_of.to_string(), "public": public, "lang": lang.pick("zh", "en"), "font": drawn_with,
        "figures": told,
    });
    let mut printed = serde_json::to_vec_pretty(&manifest).expect("JSON of our own");
    printed.push(b'\n');
    let n = told.len();
    files.insert("manifest.json".to_owned(), (printed, !public));
    write_dir(out, &files)?;
    let name = out.display();
    text.insert_str(
        0,
        &lang.pick(
            format!("抽取 {draw} 的{n}张图已写入 {name}：\n"),
            format!("{} of draw {draw} are in {name}:\n", counted(n as u64, "figure")),
        ),
    );
    if let Err(missing) = &font {
        text.push_str(&lang.pick(
            format!("  提醒：{}，只写 SVG。{}\n", missing.zh(), remedy().0),
            format!("  note: {}: SVG only. {}\n", missing.en(), remedy().1),
        ));
    }
    Ok(Answer::new(text, manifest))
}

/// The font where PNG is wanted; in its place that there is none, where SVG will do.
fn font(env: &Env, format: FigureFormat) -> Result<Result<Option<Font>, FontError>> {
    if format == FigureFormat::Svg {
        return Ok(Ok(None));
    }
    match configured(env) {
        Ok(font) => Ok(Ok(Some(font))),
        Err(FontError::Missing) if format == FigureFormat::Both => Ok(Err(FontError::Missing)),
        Err(e) => Err(unusable(&e)),
    }
}

/// The font of the settings, or the first that is found.
pub(super) fn configured(env: &Env) -> std::result::Result<Font, FontError> {
    let named = env.config.figures.font.as_ref().map(|file| env.root.join(file));
    match &env.config.figures.places {
        None => Font::find(named.as_deref()),
        Some(places) => Font::among(named.as_deref(), &places.iter().map(AsRef::as_ref).collect::<Vec<_>>()),
    }
}

fn unusable(e: &FontError) -> Error {
    let (zh, en) = remedy();
    Error::said(Exit::Usage, e.zh(), e.en()).advice(zh, en)
}

fn remedy() -> (String, String) {
    (
        format!(
            "PNG 需要中文字体：安装 Debian 软件包 {PACKAGE}，或在 suicha.toml 的 [figures] 下写 font = \"字体文件\"；--format svg 不需要字体"
        ),
        format!(
            "PNG needs a Chinese font: install the Debian package {PACKAGE}, or write font = \"FILE\" below [figures] of suicha.toml; --format svg needs none"
        ),
    )
}

fn digest(path: &Path) -> Result<String> {
    let digest = crate::durable::digest(path);
    let digest = digest.map_err(|e| unusable(&FontError::Unreadable(format!("{}: {e}", path.display()))))?;
    Ok(digest.hex())
}

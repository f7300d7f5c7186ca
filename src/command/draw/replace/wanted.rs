//! The reasons that the command line gives for a replacement, read.

use crate::cli::Replace;
use crate::core::digest::Digest;
use crate::core::id::{DrawId, InspectorId, Name, SubjectId};
use crate::core::replace::{Recused, Request, Skip};
use crate::error::{Error, Exit, Result, system_words};
use std::collections::BTreeMap;

/// Reasons given on the command line.
pub struct Wanted {
    pub skips: Vec<Skip>,
    pub unavailable: Vec<(Name, Name)>,
    pub recused: Vec<Recused>,
}

impl Wanted {
    /// The reasons of the command line, with pseudonyms in place of cards.
    pub fn read(args: &Replace, draw: &DrawId, cards: &BTreeMap<Name, InspectorId>) -> Result<Self> {
        let pseudonym = |card: &str| pseudonym(card, draw, cards);
        let mut wanted = Self { skips: Vec::new(), unavailable: Vec::new(), recused: Vec::new() };
        for text in &args.skip {
            let [id, code, file] =
                parts(text, "--skip", ("主体代码:原因代码:证据文件", "ID:CODE:EVIDENCE-FILE"))?;
            let bytes = std::fs::read(file).map_err(|e| {
                usage(format!("证据文件 {file}：{}", system_words(&e).0), format!("the evidence {file}: {e}"))
            })?;
            wanted.skips.push(Skip { id: subject(id)?, code: name(code)?, evidence: Digest::of(&bytes) });
        }
        for text in &args.unavailable {
            let [card, code] = parts(text, "--unavailable", ("执法证号:原因代码", "CARD:CODE"))?;
            wanted.unavailable.push((pseudonym(card)?, name(code)?));
        }
        for text in &args.recused {
            let [card, id, code] = parts(text, "--recused", ("执法证号:主体代码:原因代码", "CARD:ID:CODE"))?;
            wanted.recused.push(Recused { pseudonym: pseudonym(card)?, id: subject(id)?, code: name(code)? });
        }
        wanted.skips.sort();
        wanted.unavailable.sort();
        wanted.recused.sort();
        Ok(wanted)
    }

    pub fn is_empty(&self) -> bool {
        self.skips.is_empty() && self.unavailable.is_empty() && self.recused.is_empty()
    }

    pub fn same_reasons(&self, request: &Request) -> bool {
        (&self.skips, &self.unavailable, &self.recused)
            == (&request.skips, &request.unavailable, &request.recused)
    }
}

fn pseudonym(card: &str, draw: &DrawId, cards: &BTreeMap<Name, InspectorId>) -> Result<Name> {
    let found = cards.iter().find(|(_, inspector)| inspector.as_str() == card);
    found.map(|(pseudonym, _)| pseudonym.clone()).ok_or_else(|| {
        usage(format!("抽取 {draw} 中没有执法人员 {card}"), format!("no inspector {card} in draw {draw}"))
    })
}

fn parts<'a, const N: usize>(text: &'a str, option: &str, (zh, en): (&str, &str)) -> Result<[&'a str; N]> {
    let parts: Vec<&str> = text.splitn(N, ':').collect();
    parts.try_into().map_err(|_| {
        usage(
            format!("{option} {text:?} 写法有误：须为 {zh}"),
            format!("{option} {text:?} must have the form {en}"),
        )
    })
}

fn subject(text: &str) -> Result<SubjectId> {
    SubjectId::new(text).map_err(|e| usage(format!("主体代码 {}", e.zh()), e.to_string()))
}

fn name(text: &str) -> Result<Name> {
    Name::new(text).map_err(|e| usage(format!("原因代码 {}", e.zh()), e.to_string()))
}

fn usage(zh: String, en: String) -> Error {
    Error::said(Exit::Usage, zh, en)
}

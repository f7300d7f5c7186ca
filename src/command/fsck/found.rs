//! What `suicha fsck` looked at, and what it found different.

use crate::archive::Archive;
use crate::command::answer::Answer;
use crate::command::damage::ADVICE;
use crate::core::lang::{Lang, Twin, counted};
use crate::error::{Error, Exit};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Display;

/// What was looked at, and what differs.
#[derive(Default)]
pub struct Found {
    archive: String,
    pub looked: BTreeMap<(&'static str, &'static str), u64>,
    differs: Vec<Twin>,
}

impl Found {
    /// Nothing yet, of an archive.
    pub fn of(archive: &Archive) -> Self {
        Self { archive: archive.name().to_owned(), ..Self::default() }
    }

    /// One more of a kind was looked at.
    pub fn look(&mut self, zh: &'static str, en: &'static str) {
        *self.looked.entry((zh, en)).or_default() += 1;
    }

    /// Whether something is what it should be.
    pub fn same(
        &mut self,
        (zh, en): (impl Display, impl Display),
        expected: impl ToString,
        found: impl ToString,
    ) {
        let (expected, found) = (expected.to_string(), found.to_string());
        if expected != found {
            let zh = format!("{zh}：应为 {expected}，实为 {found}");
            self.differs(zh, format!("{en}: expected {expected}, found {found}"));
        }
    }

    /// Something is not as it should be.
    pub fn differs(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.differs.push(Twin::new(zh, en));
    }

    /// Something cannot be read, or contradicts itself.
    pub fn error(&mut self, e: impl Into<Error>) {
        let Error { message, message_zh, .. } = e.into();
        self.differs(message_zh.unwrap_or_else(|| message.clone()), message);
    }

    /// All of it, for people and for programs.
    pub fn answer(self, lang: Lang) -> Answer {
        let mut text = String::new();
        for ((zh, en), count) in &self.looked {
            text.push_str(&lang.pick(format!("  {zh}：{count}\n"), format!("  {en}: {count}\n")));
        }
        for Twin { zh, en } in &self.differs {
            text.push_str(&lang.pick(format!("不一致：{zh}\n"), format!("differs: {en}\n")));
        }
        let count = self.differs.len();
        text.push_str(&match count {
            0 => lang
                .pick("全部重新推算一致\n".to_owned(), "everything derived again is the same\n".to_owned()),
            _ => {
                let (archive, (zh, en)) = (&self.archive, ADVICE);
                let counted = counted(count as u64, "difference");
                lang.pick(
                    format!("档案库 {archive} 有{count}处不一致\n  {zh}\n"),
                    format!("{counted} in archive {archive}\n  {en}\n"),
                )
            }
        });
        let looked: serde_json::Map<_, _> =
            self.looked.iter().map(|((_, en), count)| ((*en).to_owned(), json!(count))).collect();
        let exit = (count > 0).then_some(Exit::Discrepancy);
        let differs: Vec<&str> = self.differs.iter().map(|line| line.en.as_str()).collect();
        let document = json!({"archive": self.archive, "looked_at": looked, "differs": differs});
        Answer::new(text, document).with_exit(exit)
    }
}

//! Codes of a plan with their names beside or instead of them, for people who read a list on the screen:
//! matters, units and tags. A code without a name stays a code. Not what is printed on documents: that
//! is `task::values`'.

use crate::archive::Archive;
use crate::command::rosters;
use crate::core::id::Name;
use crate::core::registry::RosterKind;
use crate::core::row::Codebook;
use crate::env::Env;
use crate::error::Result;
use std::collections::BTreeMap;

/// The names in force today.
#[derive(Default)]
pub(super) struct Named {
    /// Units and tags.
    pub book: Codebook,
    matters: BTreeMap<String, String>,
}

impl Named {
    /// Reads the bureau's words and the item list in force, if there is one.
    pub async fn read(env: &Env, archive: &Archive) -> Result<Self> {
        let mut named = Self { book: env.config.codebook()?, matters: BTreeMap::new() };
        if let Some(stored) = archive.latest_roster(RosterKind::Matters, env.now().date()).await? {
            let list = rosters::matters(archive, &stored).await?;
            named.matters = list.into_iter().map(|matter| (matter.code.to_string(), matter.title)).collect();
        }
        Ok(named)
    }

    /// `A01 登记事项检查`.
    pub fn matter(&self, code: &str) -> String {
        match self.matters.get(code) {
            Some(title) => format!("{code} {title}"),
            None => code.to_owned(),
        }
    }

    /// A station or section.
    pub fn unit<'a>(&'a self, code: &'a Name) -> &'a str {
        self.book.unit_name(code)
    }

    /// The words of a class of seats: its tags, and those it must be without.
    pub fn seats(&self, key: &str) -> String {
        let one = |word: &str| match Name::tag(word) {
            _ if word == "without" => "除".to_owned(),
            Err(_) => word.to_owned(),
            Ok(code) => match self.book.tag_name(&code) {
                same if same == word => self.book.unit_name(&code).to_owned(),
                tag => tag.to_owned(),
            },
        };
        key.split(' ').map(one).collect::<Vec<_>>().join(" ")
    }
}

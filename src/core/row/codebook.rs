//! The bureau's own words: which code a unit, a station or a tag has.

use crate::core::id::Name;
use std::collections::BTreeMap;

/// Names to codes, from the bureau's configuration. A value that already is a code stands for
/// itself, so that a file may use either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codebook {
    /// 科室、所 by name.
    pub units: BTreeMap<String, Name>,
    /// 监管标签、资质、事项范围、风险等级 by name.
    pub tags: BTreeMap<String, Name>,
    /// The name that stands on documents where several have one code.
    pub names: BTreeMap<Name, String>,
}

impl Codebook {
    /// The code of a unit or station; `None` if the word is unknown.
    pub fn unit(&self, text: &str) -> Option<Name> {
        self.units.get(text).cloned().or_else(|| Name::new(text).ok())
    }

    /// The code of a tag; `None` if the word is unknown.
    pub fn tag(&self, text: &str) -> Option<Name> {
        self.tags.get(text).cloned().or_else(|| Name::tag(text).ok())
    }

    /// A name of a unit's code, for lists people read; the code itself if it has none.
    pub fn unit_name<'a>(&'a self, code: &'a Name) -> &'a str {
        self.named(&self.units, code)
    }

    /// A name of a tag's code; the code itself if it has none.
    pub fn tag_name<'a>(&'a self, code: &'a Name) -> &'a str {
        self.named(&self.tags, code)
    }

    /// Codes that bear several names, none of which the configuration prefers, each with its names: the one
    /// that is written comes first.
    pub fn ambiguous(&self) -> BTreeMap<&Name, Vec<&str>> {
        let mut names: BTreeMap<&Name, Vec<&str>> = BTreeMap::new();
        for (name, code) in self.units.iter().chain(&self.tags) {
            names.entry(code).or_default().push(name);
        }
        names.retain(|code, all| all.len() > 1 && !self.names.contains_key(*code));
        names
    }

    fn named<'a>(&'a self, names: &'a BTreeMap<String, Name>, code: &'a Name) -> &'a str {
        if let Some(name) = self.names.get(code) {
            return name;
        }
        names.iter().find(|(_, known)| *known == code).map_or(code.as_str(), |(name, _)| name)
    }
}

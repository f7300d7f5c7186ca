//! The two languages of everything a person reads. Not a translation framework: each text stands
//! beside its twin where it is used, so that neither can be changed without seeing the other.

use std::str::FromStr;

/// Language of documents and messages. Chinese is the default for everything published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The one of two texts that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// A number with its English noun: `1 row`, `2 rows`, `3 entries`, `4 witnesses`.
pub fn counted(n: u64, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        _ if noun.ends_with("ry") => format!("{n} {}ies", &noun[..noun.len() - 1]),
        _ if noun.ends_with('s') => format!("{n} {noun}es"),
        _ => format!("{n} {noun}s"),
    }
}

/// A text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Twin {
    /// Both texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// A text that both languages share: a number, another program's words.
    pub fn same(text: impl ToString) -> Self {
        Self::new(text.to_string(), text.to_string())
    }

    /// The text in a language.
    pub fn pick(self, lang: Lang) -> String {
        lang.pick(self.zh, self.en)
    }
}

impl FromStr for Lang {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "zh" => Ok(Lang::Zh),
            "en" => Ok(Lang::En),
            other => Err(format!("unknown language {other:?}: use zh or en")),
        }
    }
}

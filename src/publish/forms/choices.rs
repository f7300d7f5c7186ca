//! The closed lists of an outcome (检查结果、核查方式、后续处置措施) as drop-downs: code and text, from
//! `core::outcome`. Not what follows from a result.

use crate::core::lang::Lang;
use crate::core::outcome::{Disposal, Found, Method};
use serde::Deserialize;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// 检查结果, one.
    Results,
    /// 核查方式, one or several.
    Methods,
    /// 后续处置措施, one or several.
    Disposals,
}

/// All of them, in the order of their columns on the sheet of lists.
pub const ALL: [Choice; 3] = [Choice::Results, Choice::Methods, Choice::Disposals];

impl Choice {
    /// `R1 未发现问题`, one for each code: the code comes first, because it is what is read back.
    pub fn words(self, lang: Lang) -> Vec<String> {
        let word = |code: &str, zh: &str, en: &str| format!("{code} {}", lang.pick(zh, en));
        match self {
            Choice::Results => Found::all().map(|one| word(one.code(), one.title(), one.english())).collect(),
            Choice::Methods => {
                Method::all().map(|one| word(one.code(), one.title(), one.english())).collect()
            }
            Choice::Disposals => {
                Disposal::all().map(|one| word(one.code(), one.title(), one.english())).collect()
            }
        }
    }

    /// Heading of the list.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Choice::Results => lang.pick("检查结果", "result"),
            Choice::Methods => lang.pick("核查方式", "method"),
            Choice::Disposals => lang.pick("后续处置措施", "what follows"),
        }
    }

    /// Whether a cell can hold several, joined by 、.
    pub fn several(self) -> bool {
        self != Choice::Results
    }
}

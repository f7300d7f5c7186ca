//! The closed national lists an outcome is made of: results (检查结果 R1–R9 and, for subjects that
//! were gone, G1–G4), methods (核查方式 M1–M6), disposals (后续处置措施 D1–D6). Data, read once from
//! `data/reference/outcome-*.csv`; two older sets of results are read where the importer is told so.

use crate::core::row::clean::compare_key;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

const RESULTS: &str = include_str!("../../../data/reference/outcome-results.csv");
const METHODS: &str = include_str!("../../../data/reference/outcome-methods.csv");
const DISPOSALS: &str = include_str!("../../../data/reference/outcome-disposals.csv");

/// Results by which a subject that is there could not be inspected.
const OUT_OF_REACH: [&str; 2] = ["R4", "R8"];

/// Which set of results a file is written in. A digit means one thing in one and another in the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultSet {
    /// The national list.
    #[default]
    National,
    /// The set of 2014–16, of the public information checks: digits.
    OldA,
    /// The later set: digits and letters, several joined by commas.
    OldB,
}

/// One line of a list.
#[derive(Debug)]
struct Line {
    code: &'static str,
    title: &'static str,
    words: Vec<String>,
    old: [Vec<&'static str>; 2],
    kind: &'static str,
    english: &'static str,
}

/// A cell that is on no list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown(
    /// The part that was not found.
    pub String,
);

macro_rules! list {
    ($(#[$doc:meta])* $name:ident, $table:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(u8);

        impl $name {
            /// The whole list, in its order.
            pub fn all() -> impl Iterator<Item = Self> {
                (0..Self::lines().len() as u8).map(Self)
            }

            /// The code.
            pub fn code(self) -> &'static str {
                self.line().code
            }

            /// The national wording.
            pub fn title(self) -> &'static str {
                self.line().title
            }

            /// The same in English.
            pub fn english(self) -> &'static str {
                self.line().english
            }

            fn line(self) -> &'static Line {
                &Self::lines()[usize::from(self.0)]
            }

            fn lines() -> &'static [Line] {
                static TABLE: OnceLock<Vec<Line>> = OnceLock::new();
                TABLE.get_or_init(|| read($table))
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let found = Self::all().find(|one| one.code() == text);
                found.ok_or_else(|| format!(concat!("{:?} is no code of ", $what), text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }
    };
}

list!(
    /// 检查结果
    Found, RESULTS, "a result"
);
list!(
    /// 核查方式
    Method, METHODS, "a method"
);
list!(
    /// 后续处置措施
    Disposal, DISPOSALS, "a disposal"
);

impl Found {
    /// The subject was gone (注销、被吊销、被撤销、迁出): counted apart from results.
    pub fn gone(self) -> bool {
        self.line().kind == "gone"
    }

    /// It is there, but nobody could be inspected: 无法联系 (R4), 已关闭停业 (R8). R4 is a problem by the
    /// national list as well.
    pub fn out_of_reach(self) -> bool {
        OUT_OF_REACH.contains(&self.code())
    }

    /// Nobody could be inspected, for whatever reason: gone or out of reach. What was found of the registry
    /// says nothing of those, so estimates leave them out (`docs/estimates.md` §2); counts of results leave
    /// out those that were [`Self::gone`] only.
    pub fn absent(self) -> bool {
        self.gone() || self.out_of_reach()
    }

    /// Nothing was wrong (R1).
    pub fn clean(self) -> bool {
        self.line().kind == "clean"
    }

    /// A problem was found (发现问题).
    pub fn problem(self) -> bool {
        self.line().kind == "problem"
    }

    /// Reads a cell in a set: codes or wordings, ascending and each once.
    pub fn read(cell: &str, set: ResultSet) -> Result<Vec<Self>, Unknown> {
        several(cell, |piece| {
            let old = |at: usize| Self::all().find(|one| one.line().old[at].contains(&piece));
            let by_set = match set {
                ResultSet::National => Self::all().find(|one| one.code() == piece),
                ResultSet::OldA => old(0),
                ResultSet::OldB => old(1),
            };
            by_set.or_else(|| Self::all().find(|one| one.line().is_called(piece)))
        })
    }
}

impl Method {
    /// Reads a cell: codes or wordings.
    pub fn read(cell: &str) -> Result<Vec<Self>, Unknown> {
        several(cell, |piece| Self::all().find(|one| one.code() == piece || one.line().is_called(piece)))
    }

    /// Somebody went there (M1).
    pub fn on_site(self) -> bool {
        self.code() == "M1"
    }
}

impl Disposal {
    /// D1: nothing is left to be done, the follow-up is finished (已完结).
    pub fn nothing_left() -> Self {
        Self(0)
    }

    /// Reads a cell: codes or wordings.
    pub fn read(cell: &str) -> Result<Vec<Self>, Unknown> {
        several(cell, |piece| Self::all().find(|one| one.code() == piece || one.line().is_called(piece)))
    }
}

impl ResultSet {
    /// Word on the command line and in texts.
    pub fn word(self) -> &'static str {
        match self {
            ResultSet::National => "national",
            ResultSet::OldA => "old-a",
            ResultSet::OldB => "old-b",
        }
    }

    /// The set of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [ResultSet::National, ResultSet::OldA, ResultSet::OldB].into_iter().find(|set| set.word() == word)
    }
}

impl Line {
    fn is_called(&self, piece: &str) -> bool {
        let key = compare_key(piece);
        let bare = key.trim_end_matches(['。', '.', ';']);
        self.words.iter().any(|word| word == bare)
    }
}

fn read(table: &'static str) -> Vec<Line> {
    let parts = |cell: &'static str| cell.split('|').filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let line = |text: &'static str| {
        let cells: Vec<&'static str> = text.split(',').collect();
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        let (code, title) = (cell(0), cell(1));
        let english = cell(6);
        let called = parts(cell(2)).into_iter().chain([title, english]);
        // Drop-downs hold the code and the title.
        let with_code = [title, english].into_iter().flat_map(|title| {
            [format!("{code}{title}"), format!("{code}.{title}"), format!("{code}、{title}")]
        });
        let words = called.map(str::to_owned).chain(with_code).map(|word| compare_key(&word)).collect();
        Line { code, title, words, old: [parts(cell(3)), parts(cell(4))], kind: cell(5), english }
    };
    table.lines().skip(1).map(line).collect()
}

/// Whether a subject could be inspected in no matter: each has an absence among its results, and none a problem
/// beside one.
pub fn nobody_inspected<'a>(matters: impl IntoIterator<Item = &'a [Found]>) -> bool {
    let seen = |found: &Found| found.problem() && !found.absent();
    let absent = |results: &[Found]| results.iter().any(|found| found.absent());
    matters.into_iter().all(|results| absent(results) && !results.iter().any(seen))
}

/// The same of a subject that is there: out of reach (无法联系) or closed in every matter, and gone in none. Who was
/// gone is counted beside it and in it no second time.
pub fn nobody_reached<'a>(matters: impl IntoIterator<Item = &'a [Found]>) -> bool {
    let matters: Vec<&[Found]> = matters.into_iter().collect();
    let gone = matters.iter().any(|results| results.iter().any(|found| found.gone()));
    !gone && nobody_inspected(matters)
}

/// Most pieces of a cell that are taken for one wording; the longest wordings have ten.
const PIECES: usize = 16;

/// A wording may hold the separators itself: of the pieces between them, as many as are one wording
/// are taken together, the longest first.
fn several<T: Ord + Copy>(cell: &str, one: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, Unknown> {
    let apart = |c: char| matches!(c, '\n' | '|' | '；' | ';' | '、' | '，' | ',' | '+' | '＋' | ' ');
    let mut rest = cell.trim_matches(apart);
    let mut found = Vec::new();
    while !rest.is_empty() {
        let ends = rest.match_indices(apart).map(|(at, _)| at).chain([rest.len()]);
        let ends: Vec<usize> = ends.take(PIECES).collect();
        let known = ends.iter().rev().find_map(|end| Some((*end, one(rest[..*end].trim())?)));
        let (end, value) = known.ok_or_else(|| Unknown(rest[..ends[0]].to_owned()))?;
        found.push(value);
        rest = rest[end..].trim_start_matches(apart);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_reads_itself() {
        assert_eq!(Found::all().count(), 13);
        assert_eq!((Method::all().count(), Disposal::all().count()), (6, 6));
        for found in Found::all() {
            let (code, title) = (found.code(), found.title());
            for cell in [
                code.to_owned(),
                title.into(),
                format!("{code} {title}"),
                format!("{code} {}", found.english()),
            ] {
                assert_eq!(Found::read(&cell, ResultSet::National), Ok(vec![found]), "{cell}");
            }
        }
        for disposal in Disposal::all() {
            assert_eq!(Disposal::read(disposal.title()), Ok(vec![disposal]));
        }
        let both = Disposal::all().skip(2).take(2).collect::<Vec<_>>();
        let text = format!("{}\n{}", both[1].title(), both[0].title());
        assert!(Disposal::read(&text).is_ok() && Disposal::read("D4、D3") == Ok(both));
        assert_eq!(Method::read("M1,网络监测"), Method::read("实地核查；M5"));
        // What a drop-down writes, and several of it joined by any sign, in both languages.
        let all: Vec<Disposal> = Disposal::all().collect();
        for sign in ["、", "，", ",", "; ", "；", "\n", "|", "+", " "] {
            let zh: Vec<String> = all.iter().map(|one| format!("{one} {}", one.title())).collect();
            let en: Vec<String> = all.iter().map(|one| format!("{one} {}", one.english())).collect();
            let bare: Vec<&str> = all.iter().map(|one| one.title()).collect();
            for cell in [zh.join(sign), en.join(sign), bare.join(sign)] {
                assert_eq!(Disposal::read(&cell).as_ref(), Ok(&all), "{cell}");
            }
        }
        let unknown = Disposal::read("D3、另行处理；D4").unwrap_err();
        assert_eq!(unknown.0, "另行处理");
        assert!(Method::read(&"M1 ".repeat(1_000)).is_ok_and(|one| one.len() == 1), "a long cell ends");
    }

    #[test]
    fn who_was_gone_and_who_was_absent() {
        let those = |of: fn(Found) -> bool| -> Vec<&str> {
            Found::all().filter(|one| of(*one)).map(Found::code).collect()
        };
        assert_eq!(those(Found::gone), ["G1", "G2", "G3", "G4"]);
        assert_eq!(those(Found::absent), ["R4", "R8", "G1", "G2", "G3", "G4"]);
    }

    #[test]
    fn who_is_gone_is_not_out_of_reach_as_well() {
        let of = |matters: &[&str]| {
            let read = |cell: &&str| Found::read(cell, ResultSet::National).unwrap();
            let results: Vec<Vec<Found>> = matters.iter().map(read).collect();
            let all = || results.iter().map(Vec::as_slice);
            (nobody_inspected(all()), nobody_reached(all()))
        };
        assert_eq!(of(&["R4", "R8"]), (true, true));
        assert_eq!(of(&["G1"]), (true, false));
        assert_eq!(of(&["R4", "G4"]), (true, false));
        assert_eq!(of(&["G4", "R4"]), (true, false));
        assert_eq!(of(&["R4", "R1"]), (false, false));
        assert_eq!(of(&["R4、R5"]), (false, false));
    }

    #[test]
    fn a_digit_means_what_its_set_says() {
        let read = |cell: &str, set| Found::read(cell, set).map(|found| format!("{found:?}"));
        assert_eq!(read("6", ResultSet::OldA), Ok("[R6]".into()));
        assert_eq!(read("6", ResultSet::OldB), Ok("[R4]".into()));
        assert_eq!(read("B,E", ResultSet::OldB), Ok("[R2, R5]".into()));
        assert_eq!(read("7", ResultSet::OldA), Ok("[G1]".into()));
        assert_eq!(read("7", ResultSet::OldB), Ok("[R8]".into()));
        for cell in ["6", "B", "R10", "不合格", "R1、优秀"] {
            assert!(Found::read(cell, ResultSet::National).is_err(), "{cell}");
        }
    }
}

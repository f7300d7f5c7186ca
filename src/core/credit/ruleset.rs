//! A whole set of rules (规则集): the files of `data/credit` that are in use, each shipped, replaced by the
//! bureau's file of the same name, or continued by its `NAME.more.csv`. The digest of the set is its version:
//! acts name it. Not the rules themselves ([`super::rule`]) and not a reader of directories.

use super::risk::{self, Model};
use super::rule::{EMBEDDED, FileProblem, Rules, Texts};
use crate::core::datafile::Problem;
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use std::borrow::Cow;
use std::fmt::Write as _;

const HEADER: &str = "suicha-credit-rules/1";

/// A file of the set: its name, the name of what continues it, and the text that is shipped.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// Its name; a bureau's file of this name replaces it.
    pub name: &'static str,
    /// A bureau's file of this name has rows to be added.
    pub more: &'static str,
    /// What is shipped.
    pub shipped: &'static str,
}

macro_rules! files {
    ($($name:literal $shipped:expr;)*) => {
        /// Every file of a set, in the order of the digest.
        pub const FILES: &[File] = &[$(File {
            name: concat!($name, ".csv"),
            more: concat!($name, ".more.csv"),
            shipped: $shipped,
        }),*];
    };
}

files! {
    "rules" EMBEDDED.rules;
    "tiers" EMBEDDED.tiers;
    "kinds" EMBEDDED.kinds;
    "thresholds" EMBEDDED.thresholds;
    "actions" EMBEDDED.actions;
    "measures" EMBEDDED.measures;
    "switches" EMBEDDED.switches;
    "letters" EMBEDDED.letters;
    "risk" risk::EMBEDDED;
}

/// What a file of a set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// As shipped.
    Shipped,
    /// The bureau's own.
    Replaced,
    /// As shipped, with more rows by the bureau.
    Continued,
}

/// The texts of a set, in the order of [`FILES`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    texts: Vec<Cow<'static, str>>,
    origins: Vec<Origin>,
}

impl RuleSet {
    /// The set that is shipped.
    pub fn shipped() -> Self {
        let texts = FILES.iter().map(|file| Cow::Borrowed(file.shipped)).collect();
        Self { texts, origins: vec![Origin::Shipped; FILES.len()] }
    }

    /// The shipped set with a bureau's files by name in place of, or after, those of the program.
    pub fn of(own: &[(String, String)]) -> Result<Self, Vec<(String, Problem)>> {
        let mut set = Self::shipped();
        let mut problems = Vec::new();
        for (name, text) in own {
            let place = FILES.iter().position(|file| file.name == name || file.more == name);
            let Some(place) = place else {
                let names: Vec<&str> = FILES.iter().map(|file| file.name).collect();
                let rule = Twin::new("不是规则集的文件", "no file of a set of rules has this name");
                let remedy = Twin::new(
                    format!("请改名或移走；文件名为 {}，或 NAME.more.csv（只写新增的行）", names.join("、")),
                    format!(
                        "rename it or move it away; files are {}, or NAME.more.csv for added rows",
                        names.join(", ")
                    ),
                );
                problems.push((name.clone(), Problem::of_row(0, name, rule, remedy)));
                continue;
            };
            if set.origins[place] != Origin::Shipped {
                let rule = Twin::new("同一文件既替换又续写", "the same file is replaced and continued");
                let remedy = Twin::new("请只保留一个", "keep one of them");
                problems.push((name.clone(), Problem::of_row(0, name, rule, remedy)));
                continue;
            }
            if FILES[place].name == name {
                (set.texts[place], set.origins[place]) = (Cow::Owned(text.clone()), Origin::Replaced);
            } else {
                match continued(FILES[place].shipped, text) {
                    Ok(whole) => {
                        (set.texts[place], set.origins[place]) = (Cow::Owned(whole), Origin::Continued);
                    }
                    Err(problem) => problems.push((name.clone(), *problem)),
                }
            }
        }
        if problems.is_empty() { Ok(set) } else { Err(problems) }
    }

    /// Name, text and origin of each file.
    pub fn files(&self) -> impl Iterator<Item = (&'static File, &str, Origin)> {
        let texts = FILES.iter().zip(&self.texts).zip(&self.origins);
        texts.map(|((file, text), origin)| (file, text.as_ref(), *origin))
    }

    /// The version of the set: the digest of the names and digests of its files.
    pub fn digest(&self) -> Digest {
        let mut text = format!("{HEADER}\n");
        for (file, content, _) in self.files() {
            writeln!(text, "{} {}", Digest::of(content.as_bytes()), file.name).expect("writing to a string");
        }
        Digest::of(text.as_bytes())
    }

    /// The rules; every problem of every file with the name of the bureau's file and its row there.
    pub fn rules(&self) -> Result<Rules, Vec<(String, Problem)>> {
        let text = |place: usize| self.texts[place].as_ref();
        let texts = Texts {
            rules: text(0),
            tiers: text(1),
            kinds: text(2),
            thresholds: text(3),
            actions: text(4),
            measures: text(5),
            switches: text(6),
            letters: text(7),
        };
        let (rules, model) = (Rules::parse(texts), Model::parse(text(8)));
        match (rules, model) {
            (Ok(rules), Ok(_)) => Ok(rules),
            (rules, model) => {
                let all = rules.err().into_iter().chain(model.err()).flatten();
                Err(all.map(|problem| self.placed(problem)).collect())
            }
        }
    }

    /// The internal model of classes.
    pub fn model(&self) -> Result<Model, Vec<(String, Problem)>> {
        let told = |problems: Vec<FileProblem>| problems.into_iter().map(|one| self.placed(one)).collect();
        Model::parse(&self.texts[8]).map_err(told)
    }

    /// A problem where the bureau finds it: rows after the shipped ones are rows of its own file.
    fn placed(&self, (name, problem): FileProblem) -> (String, Problem) {
        let found = self.files().find(|(file, ..)| file.name == name);
        let Some((file, _, Origin::Continued)) = found else { return (name.into(), problem) };
        let shipped = file.shipped.lines().count();
        match problem.row > shipped {
            true => (file.more.into(), Problem { row: problem.row - shipped, ..problem }),
            false => (name.into(), problem),
        }
    }
}

/// The shipped text with more rows: their heading becomes a remark, so that rows keep their numbers.
fn continued(shipped: &str, more: &str) -> Result<String, Box<Problem>> {
    let content = |line: &str| !line.trim().is_empty() && !line.starts_with('#');
    let wanted = shipped.lines().find(|line| content(line)).unwrap_or_default();
    let more = more.strip_prefix('\u{feff}').unwrap_or(more);
    let heading = more.lines().position(content);
    match heading.and_then(|at| more.lines().nth(at)) {
        Some(line) if line.trim_end() == wanted => {}
        line => {
            let rule = Twin::new("标题行不对", "this is not the heading row");
            let remedy = Twin::new(format!("须为 {wanted}"), format!("it must be {wanted}"));
            let row = heading.map_or(1, |at| at + 1);
            return Err(Box::new(Problem::of_row(row, line.unwrap_or_default(), rule, remedy)));
        }
    }
    let mut whole = shipped.trim_end_matches('\n').to_owned();
    whole.push('\n');
    for (at, line) in more.lines().enumerate() {
        let mark = if Some(at) == heading { "# " } else { "" };
        writeln!(whole, "{mark}{line}").expect("writing to a string");
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUBEI: &str = "region,natural,organisation,inclusive,basis,source,from,to,confirmed\n420000,1000000,10000000,no,较低数额罚款标准,本省文件,2026-01-01,,no\n";

    fn set(files: &[(&str, &str)]) -> Result<RuleSet, Vec<(String, Problem)>> {
        let own: Vec<_> = files.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        RuleSet::of(&own)
    }

    #[test]
    fn a_file_is_replaced_or_continued_and_the_version_says_so() {
        let shipped = RuleSet::shipped();
        assert_eq!(shipped.rules().as_ref(), Ok(Rules::embedded()));
        let more = set(&[("thresholds.more.csv", HUBEI)]).unwrap();
        let day = crate::core::time::Date::parse("2026-06-01").unwrap();
        let threshold = |set: &RuleSet, region| set.rules().unwrap().threshold(region, day).is_some();
        assert!(threshold(&more, 420_000) && threshold(&more, 310_000));
        assert!(!threshold(&shipped, 420_000));
        let own = set(&[("thresholds.csv", HUBEI)]).unwrap();
        assert!(threshold(&own, 420_000) && !threshold(&own, 310_000));
        assert_ne!(more.digest(), own.digest());
        assert_ne!(more.digest(), shipped.digest());
        assert_eq!(set(&[]).unwrap().digest(), shipped.digest());
    }

    #[test]
    fn what_is_wrong_is_told_in_the_bureaus_file_and_row() {
        for (name, from, to, row, column) in [
            ("thresholds.more.csv", "本省文件", "", 2, "source"),
            ("thresholds.more.csv", "420000", "310000", 2, "from"),
            ("thresholds.csv", "no\n", "perhaps\n", 2, "confirmed"),
        ] {
            let problems = set(&[(name, &HUBEI.replacen(from, to, 1))]).unwrap().rules().unwrap_err();
            let told: Vec<_> = problems.iter().map(|(file, p)| (file.as_str(), p.row, p.column)).collect();
            assert_eq!(told, [(name, row, column)], "{from} -> {to}");
        }
        for (files, name) in [
            (&[("threshold.csv", HUBEI)][..], "threshold.csv"),
            (&[("thresholds.more.csv", "region\n1\n")], "thresholds.more.csv"),
            (&[("thresholds.more.csv", "")], "thresholds.more.csv"),
            (&[("thresholds.csv", HUBEI), ("thresholds.more.csv", HUBEI)], "thresholds.more.csv"),
        ] {
            let problems = set(files).unwrap_err();
            assert_eq!(problems[0].0, name);
        }
    }
}

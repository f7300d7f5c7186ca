//! The strict reader of `data/credit/*.csv`. In every file the versions of one key follow each other
//! without a gap and without an overlap, every code is known, every known code has a version, and each
//! row names its basis and its source. All problems of all files are told at once.

mod cells;

use super::code::Code;
use super::letter::{Mark, Paper};
use super::rule::{
    Action, Because, Channel, Condition, FileProblem, KindTier, Law, Measure, Period, Rule, Rules, Sort,
    Texts, Threshold, Tier,
};
use super::switch::{Key, Switch};
use super::words::{Form, List};
use crate::core::datafile::{self, Problem, Row};
use crate::core::lang::Twin;
pub(super) use cells::Cells;
use cells::{PURPOSES, pick};

const RULES: [&str; 16] = [
    "code",
    "kind",
    "list",
    "due",
    "min",
    "max",
    "needs",
    "removals",
    "except",
    "what",
    "what_en",
    "basis",
    "source",
    "from",
    "to",
    "confirmed",
];
const TIERS: [&str; 15] = [
    "code",
    "channel",
    "shown",
    "min",
    "special",
    "max",
    "never",
    "ban",
    "past",
    "needs",
    "basis",
    "source",
    "from",
    "to",
    "confirmed",
];
const KINDS: [&str; 7] = ["kind", "tier", "basis", "source", "from", "to", "confirmed"];
const THRESHOLDS: [&str; 9] =
    ["region", "natural", "organisation", "inclusive", "basis", "source", "from", "to", "confirmed"];
const ACTIONS: [&str; 9] =
    ["result", "subject", "condition", "code", "basis", "source", "from", "to", "confirmed"];
const MEASURES: [&str; 10] =
    ["code", "because", "period", "what", "what_en", "basis", "source", "from", "to", "confirmed"];
const LETTERS: [&str; 9] =
    ["letter", "mark", "title", "title_en", "basis", "source", "from", "to", "confirmed"];
const SWITCHES: [&str; 7] = ["switch", "value", "basis", "source", "from", "to", "confirmed"];

const CHANNELS: [(&str, Channel); 2] = [("gsxt", Channel::Gsxt), ("ndrc", Channel::Ndrc)];
const CONDITIONS: [(&str, Condition); 5] = [
    ("", Condition::Always),
    ("annual-report", Condition::AnnualReport),
    ("grave", Condition::Grave),
    ("two-letters", Condition::TwoLetters),
    ("heavy-penalty", Condition::HeavyPenalty),
];
const BECAUSE: [(&str, Because); 9] = [
    ("serious", Because::Serious),
    ("serious-x", Because::SeriousX),
    ("abnormal", Because::Abnormal),
    ("food-revoked", Because::FoodRevoked),
    ("food-prison", Because::FoodPrison),
    ("drug-fake", Because::DrugFake),
    ("closed-liable", Because::ClosedLiable),
    ("procurement", Because::Procurement),
    ("fraud", Because::Fraud),
];

impl Because {
    /// The word in files.
    pub fn word(self) -> &'static str {
        BECAUSE.iter().find(|(_, because)| *because == self).map_or("", |(word, _)| word)
    }
}

pub(super) fn parse(texts: Texts) -> Result<Rules, Vec<FileProblem>> {
    let mut all = Vec::new();
    let mut rules = table(texts.rules, "rules.csv", RULES, rule, |row| row.code, |row| &row.law, &mut all);
    let tiers =
        table(texts.tiers, "tiers.csv", TIERS, tier, |row| (row.code, row.channel), |row| &row.law, &mut all);
    let kinds = table(texts.kinds, "kinds.csv", KINDS, kind, |row| row.sort, |row| &row.law, &mut all);
    let thresholds = table(
        texts.thresholds,
        "thresholds.csv",
        THRESHOLDS,
        threshold,
        |row| row.region,
        |row| &row.law,
        &mut all,
    );
    let action_key = |row: &Action| (row.result, row.form, row.condition, row.code);
    let actions = table(texts.actions, "actions.csv", ACTIONS, action, action_key, |row| &row.law, &mut all);
    let measures = table(
        texts.measures,
        "measures.csv",
        MEASURES,
        measure,
        |row| (row.code, row.because),
        |row| &row.law,
        &mut all,
    );
    let switches =
        table(texts.switches, "switches.csv", SWITCHES, switch, |row| row.key, |row| &row.law, &mut all);
    let letters =
        table(texts.letters, "letters.csv", LETTERS, letter, |row| row.paper, |row| &row.law, &mut all);
    for paper in Paper::ALL {
        missing(letters.iter().any(|row| row.paper == *paper), "letters.csv", paper.word(), &mut all);
    }
    for code in Code::ALL.iter().copied() {
        let (file, there) = match code {
            _ if code.is_tier() => ("tiers.csv", both_channels(&tiers, code)),
            _ if code.is_measure() => ("measures.csv", measures.iter().any(|row| row.code == code)),
            _ => ("rules.csv", rules.iter().any(|row| row.code == code)),
        };
        missing(there, file, code.word(), &mut all);
    }
    for sort in Sort::all() {
        missing(kinds.iter().any(|row| row.sort == sort), "kinds.csv", sort.word(), &mut all);
    }
    for key in Key::ALL {
        missing(switches.iter().any(|row| row.key == key), "switches.csv", key.word(), &mut all);
    }
    if !all.is_empty() {
        return Err(all);
    }
    rules.sort_by_key(|row| (row.code, row.law.from));
    let start = |place: usize| rules.partition_point(|row| (row.code as usize) < place) as u16;
    let starts = (0..=Code::ALL.len()).map(start).collect();
    Ok(Rules { rules, tiers, kinds, thresholds, actions, measures, switches, letters, starts })
}

fn both_channels(tiers: &[Tier], code: Code) -> bool {
    CHANNELS.iter().all(|(_, channel)| tiers.iter().any(|row| row.code == code && row.channel == *channel))
}

fn missing(there: bool, file: &'static str, word: &str, all: &mut Vec<FileProblem>) {
    // A file that cannot be read at all has told its problem already.
    let unread = all.iter().any(|(name, problem)| *name == file && problem.row <= 1);
    if !there && !unread {
        let rule = Twin::new("缺少该代码的任何版本", "there is no version of this code");
        let remedy =
            Twin::new("请补上，或从随程序附带的文件复制", "add it, or copy it from the file that is shipped");
        all.push((file, Problem::of_row(0, word, rule, remedy)));
    }
}

/// Reads one file: rows, then the succession of the versions of each key.
pub(super) fn table<const N: usize, T, K: Ord>(
    text: &str,
    file: &'static str,
    headings: [&'static str; N],
    read: impl Fn(&mut Cells<N>, Law) -> Option<T>,
    key: impl Fn(&T) -> K,
    law: impl Fn(&T) -> &Law,
    all: &mut Vec<FileProblem>,
) -> Vec<T> {
    let (rows, mut problems) = datafile::rows(text, headings);
    let mut good: Vec<(usize, T)> = Vec::new();
    for row in &rows {
        let before = problems.len();
        let mut cells = Cells { row, problems: &mut problems };
        let value = cells.law().and_then(|law| read(&mut cells, law));
        match value {
            Some(value) if problems.len() == before => good.push((row.number, value)),
            _ => {}
        }
    }
    good.sort_by(|(a, x), (b, y)| (key(x), law(x).from, a).cmp(&(key(y), law(y).from, b)));
    for pair in good.windows(2) {
        let [(first, old), (second, new)] = pair else { continue };
        if key(old) == key(new) {
            let (old, new) = (law(old), law(new));
            problems.extend(datafile::succession(
                (*first, old.to),
                (*second, new.from),
                &new.from.to_string(),
            ));
        }
    }
    problems.sort_by_key(|problem| problem.row);
    all.extend(problems.into_iter().map(|problem| (file, problem)));
    good.into_iter().map(|(_, value)| value).collect()
}

fn rule(c: &mut Cells<16>, law: Law) -> Option<Rule> {
    let code = c.code("code", |code| !code.is_tier() && !code.is_measure())?;
    let purpose = c.one_of("kind", &PURPOSES)?;
    let list = match c.row.get("list") {
        "" => None,
        _ => Some(c.read("list", "abnormal, mark, coop, serious", List::parse)?),
    };
    let ground = code.is_ground();
    if ground != list.is_some() {
        c.say("list", Twin::new("名单只与列入情形同在", "a list stands with a ground, and only there"));
    }
    Some(Rule {
        code,
        purpose,
        list,
        due: c.limit("due")?,
        min: c.earliest("min")?,
        max: c.term("max")?,
        needs: c.set("needs")?,
        removals: c.set("removals")?,
        except: c.set("except")?,
        what: c.twin()?,
        law,
    })
}

fn tier(c: &mut Cells<15>, law: Law) -> Option<Tier> {
    Some(Tier {
        code: c.code("code", Code::is_tier)?,
        channel: c.one_of("channel", &CHANNELS)?,
        shown: c.yes("shown")?,
        min: c.earliest("min")?,
        special: c.earliest("special")?,
        max: c.term("max")?,
        never: c.set("never")?,
        ban: c.yes("ban")?,
        sector: c.one_of("past", &[("end", false), ("sector", true)])?,
        needs: c.set("needs")?,
        law,
    })
}

fn kind(c: &mut Cells<7>, law: Law) -> Option<KindTier> {
    let find = |word: &str| Sort::all().find(|sort| sort.word() == word);
    let sort = c.read("kind", "a kind of penalty, fine-low, fine-huge, simple, serious", find)?;
    Some(KindTier { sort, tier: c.code("tier", Code::is_tier)?, law })
}

fn threshold(c: &mut Cells<9>, law: Law) -> Option<Threshold> {
    Some(Threshold {
        region: u32::try_from(c.number("region")?).ok()?,
        natural: c.number("natural")?,
        organisation: c.number("organisation")?,
        inclusive: c.yes("inclusive")?,
        law,
    })
}

fn action(c: &mut Cells<9>, law: Law) -> Option<Action> {
    let form = match c.row.get("subject") {
        "any" => None,
        _ => Some(c.read("subject", "any, enterprise, individual, cooperative", Form::parse)?),
    };
    Some(Action {
        result: c.read("result", "R1 to R9, G1 to G4", |word| word.parse().ok())?,
        form,
        condition: c.one_of("condition", &CONDITIONS)?,
        code: c.code("code", |code| !code.is_tier() && !code.is_measure())?,
        law,
    })
}

fn measure(c: &mut Cells<10>, law: Law) -> Option<Measure> {
    let period = match c.row.get("period") {
        "listed" => Period::Listed,
        "life" => Period::Life,
        _ => Period::Term(c.read("period", "listed, life, 3 y", |word| word.parse().ok())?),
    };
    let code = c.code("code", Code::is_measure)?;
    Some(Measure { code, because: c.one_of("because", &BECAUSE)?, period, what: c.twin()?, law })
}

fn switch(c: &mut Cells<7>, law: Law) -> Option<Switch> {
    let key = pick(c, "switch", &Key::ALL, Key::word)?;
    match key.position(c.row.get("value")) {
        Ok(position) => Some(Switch { key, position, law }),
        Err(wanted) => {
            c.wanted("value", &wanted);
            None
        }
    }
}

fn letter(c: &mut Cells<9>, law: Law) -> Option<Mark> {
    let paper = pick(c, "letter", Paper::ALL, Paper::word)?;
    let mark = c.read("mark", "words without 〔〕 and digits", |text| {
        let plain = |c: char| !c.is_ascii_digit() && !"〔〕".contains(c) && !c.is_whitespace();
        (!text.is_empty() && text.chars().all(plain)).then(|| text.to_owned())
    })?;
    let title = Twin::new(c.row.get("title"), c.row.get("title_en"));
    if title.zh.is_empty() || title.en.is_empty() {
        c.say("title", Twin::new("文书须有中英文标题", "a letter has a title in both languages"));
    }
    Some(Mark { paper, mark, title, law })
}

/// The heading row of each file, for documents and tests.
pub fn headings() -> [(&'static str, String); 8] {
    [
        ("rules.csv", RULES.join(",")),
        ("tiers.csv", TIERS.join(",")),
        ("kinds.csv", KINDS.join(",")),
        ("thresholds.csv", THRESHOLDS.join(",")),
        ("actions.csv", ACTIONS.join(",")),
        ("measures.csv", MEASURES.join(",")),
        ("switches.csv", SWITCHES.join(",")),
        ("letters.csv", LETTERS.join(",")),
    ]
}

/// A row of a data file of so many columns.
type Line<'a, const N: usize> = Row<'a, N>;

//! What messages say: `data/notify/templates.toml`, or the bureau's own file of the same form. A value a kind
//! does not know and a brace that is not closed are refused when the file is read; a kind that is not in it is told in the
//! program's own words.

use super::Kind;
use crate::core::lang::{Lang, Twin};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The templates that come with the program.
pub const SHIPPED: &str = include_str!("../../data/notify/templates.toml");

/// Every template.
#[derive(Clone, Debug)]
pub struct Templates(BTreeMap<Kind, [Template; 2]>);

/// One kind in one language.
#[derive(Clone, Debug)]
pub struct Template {
    /// Subject line.
    pub subject: String,
    /// Before the events.
    pub head: String,
    /// For each event.
    pub line: String,
    /// After the events.
    pub foot: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Section {
    subject: String,
    subject_en: String,
    head: String,
    head_en: String,
    line: String,
    line_en: String,
    foot: String,
    foot_en: String,
}

const AROUND: [&str; 2] = ["bureau", "count"];

/// Values of the lines of a kind.
fn known(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::DrawDone => &["draw", "attempt", "tasks", "subjects", "seats", "day"],
        Kind::DrawVoid => &["draw", "attempt", "day"],
        Kind::WitnessDue => &["draw", "attempt", "witnesses", "until"],
        Kind::Assignment => &["draw", "attempt", "visits", "lead", "until"],
        Kind::RedLight => &["code", "what", "object", "due", "overdue", "department", "tell"],
        Kind::JobFailed => &["job", "planned", "exit", "said"],
    }
}

/// The names in braces of a text, and whether every brace is closed.
fn names(text: &str) -> (Vec<&str>, bool) {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(end) = rest[open..].find('}') else { return (found, false) };
        found.push(&rest[open + 1..open + end]);
        rest = &rest[open + end + 1..];
    }
    (found, !rest.contains('}'))
}

impl Templates {
    /// Those of the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED_ONES: OnceLock<Templates> = OnceLock::new();
        SHIPPED_ONES.get_or_init(|| Self::parse(SHIPPED).expect("our own file"))
    }

    /// Reads a file; every problem at once.
    pub fn parse(text: &str) -> Result<Self, Vec<Twin>> {
        let sections: BTreeMap<String, Section> =
            toml::from_str(text).map_err(|e| vec![crate::error::toml_words(text, &e)])?;
        let shipped: BTreeMap<String, Section> = toml::from_str(SHIPPED).expect("our own file");
        let mut problems = Vec::new();
        let mut all = BTreeMap::new();
        for name in sections.keys().filter(|name| Kind::parse(name).is_none()) {
            let kinds: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            problems.push(Twin::new(
                format!("没有通知种类 {name:?}：有 {}", kinds.join("、")),
                format!("{name:?} is no kind of notification: there are {}", kinds.join(", ")),
            ));
        }
        for kind in Kind::ALL.iter().copied() {
            let word = kind.word();
            let Some(section) = sections.get(word).or_else(|| shipped.get(word)) else {
                problems.push(Twin::new(format!("缺少 [{word}]"), format!("[{word}] is missing")));
                continue;
            };
            let Section { subject, subject_en, head, head_en, line, line_en, foot, foot_en } = section;
            let whole = [subject, subject_en, head, head_en, foot, foot_en].map(|text| (text, &AROUND[..]));
            for (text, known) in whole.into_iter().chain([(line, known(kind)), (line_en, known(kind))]) {
                problems.extend(wrong(word, text, known));
            }
            let make = |subject: &str, head: &str, line: &str, foot: &str| Template {
                subject: subject.into(),
                head: head.into(),
                line: line.into(),
                foot: foot.into(),
            };
            all.insert(kind, [make(subject, head, line, foot), make(subject_en, head_en, line_en, foot_en)]);
        }
        if problems.is_empty() { Ok(Self(all)) } else { Err(problems) }
    }

    /// That of a kind.
    pub fn of(&self, kind: Kind, lang: Lang) -> &Template {
        let [zh, en] = &self.0[&kind];
        lang.pick(zh, en)
    }
}

fn wrong(kind: &str, text: &str, known: &[&str]) -> Vec<Twin> {
    let (names, closed) = names(text);
    let mut problems = Vec::new();
    if !closed || text.contains('\n') {
        problems.push(Twin::new(
            format!("[{kind}] {text:?}：须为一行，花括号须成对"),
            format!("[{kind}] {text:?}: it must be one line with every brace closed"),
        ));
    }
    for name in names.into_iter().filter(|name| !known.contains(name)) {
        problems.push(Twin::new(
            format!("[{kind}] 没有 {{{name}}}：可用 {}", known.join("、")),
            format!("[{kind}] knows no {{{name}}}: there are {}", known.join(", ")),
        ));
    }
    problems
}

impl Template {
    /// A text with its values; what an event says cannot become a line of its own.
    pub fn fill(&self, text: &str, values: &BTreeMap<&'static str, Twin>, lang: Lang) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let end = rest[open..].find('}').map_or(rest.len(), |end| open + end);
            filled.push_str(&rest[..open]);
            let value = values.get(&rest[open + 1..end]).map_or("", |value| lang.pick(&value.zh, &value.en));
            filled.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_file_is_told() {
        let bad = SHIPPED
            .replace("[draw-void]", "[draw-viod]")
            .replace("{overdue}日", "{overdu}日")
            .replace("see suicha deadlines\"", "see {suicha deadlines\"");
        let problems = Templates::parse(&bad).unwrap_err();
        let told: Vec<&str> = problems.iter().map(|problem| problem.en.as_str()).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].starts_with("\"draw-viod\" is no kind"));
        assert!(told[1].contains("every brace closed"));
        assert!(told[2].starts_with("[red-light] knows no {overdu}"));
    }

    #[test]
    fn a_kind_that_is_not_in_a_file_is_told_as_shipped() {
        let all = toml::from_str::<toml::Table>(SHIPPED).unwrap();
        assert!(Kind::ALL.iter().all(|kind| all.contains_key(kind.word())), "{all:?}");
        let (before, rest) = SHIPPED.split_once("[witness-due]").unwrap();
        let after = rest.find("\n[").map_or("", |at| &rest[at..]);
        let own = format!("{before}{after}").replace("{draw}", "own {draw}");
        let templates = Templates::parse(&own).unwrap();
        let shipped = Templates::shipped();
        assert_eq!(
            templates.of(Kind::WitnessDue, Lang::En).line,
            shipped.of(Kind::WitnessDue, Lang::En).line
        );
        assert_ne!(templates.of(Kind::DrawVoid, Lang::En).line, shipped.of(Kind::DrawVoid, Lang::En).line);
    }

    #[test]
    fn a_value_stays_on_its_line() {
        let template = Templates::shipped().of(Kind::DrawVoid, Lang::En);
        let value = |text: &str| Twin::new("另一种语言", text);
        let values = BTreeMap::from([("draw", value("a\nBcc: b")), ("attempt", value("2"))]);
        assert_eq!(template.fill(&template.line, &values, Lang::En), "a Bcc: b attempt 2, ");
    }
}

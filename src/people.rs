//! The bureau's people (人员): who may do what with outcomes and the credit archive, from a file of public keys that the bureau
//! keeps (`people.toml`). Not the library of inspectors, and not read by the draw.

use crate::core::id::{InspectorId, Name};
use crate::core::outcome::Verb;
use crate::core::witness::key::VerifierKey;
use crate::error::{Error, Exit, Result, system_words, toml_words};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// What somebody may do.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// 录入、更正、完结
    Operator,
    /// 审核、公示、撤回
    Reviewer,
    /// 只读
    Supervisor,
    /// 负责人: as a reviewer
    Head,
}

/// One person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Id, which is the name of the key too.
    pub id: Name,
    /// 姓名
    pub name: String,
    /// What this person may do.
    pub roles: BTreeSet<Role>,
    /// 所在部门, or empty.
    pub department: String,
    /// 执法证号, of somebody who inspects.
    pub card: Option<InspectorId>,
    /// Public key.
    pub key: VerifierKey,
}

/// Everybody in the file.
#[derive(Clone, Debug)]
pub struct People(Vec<Person>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    person: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    name: String,
    roles: BTreeSet<Role>,
    #[serde(default)]
    department: String,
    card: Option<String>,
    key: String,
}

impl Role {
    /// Word in the file.
    pub fn word(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Reviewer => "reviewer",
            Role::Supervisor => "supervisor",
            Role::Head => "head",
        }
    }

    /// The same in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Role::Operator => "经办人",
            Role::Reviewer => "审核人",
            Role::Supervisor => "监督人员（只读）",
            Role::Head => "负责人",
        }
    }

    /// Whether the role allows an act. Whoever prepares does not decide: plans are published, draws voided
    /// and replacements ordered by a reviewer or the head (审批), the rest is the operator's work.
    pub fn may(self, duty: Duty) -> bool {
        let decides = matches!(self, Role::Reviewer | Role::Head);
        match duty {
            Duty::Outcome(Verb::Enter | Verb::Correct | Verb::Finish) => self == Role::Operator,
            Duty::Outcome(Verb::Pass | Verb::Return | Verb::Publish | Verb::Withdraw) => decides,
            Duty::Credit(Credit::Record) => self == Role::Operator,
            Duty::Credit(Credit::Review | Credit::Decide) => decides,
            Duty::Decide => decides,
            Duty::Work => matches!(self, Role::Operator | Role::Head),
        }
    }
}

/// What somebody does with the credit archive (信用档案).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credit {
    /// 经办: import, record, submit, serve notices, apply, object.
    Record,
    /// 初审: review, or return.
    Review,
    /// 审核: decide, repair, answer.
    Decide,
}

/// What a command that stores something is, to the list of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// A step of outcomes.
    Outcome(Verb),
    /// A step of the credit archive.
    Credit(Credit),
    /// 审批: publish or amend a plan, void a draw, replace after a draw.
    Decide,
    /// 经办: everything else.
    Work,
}

impl From<Verb> for Duty {
    fn from(verb: Verb) -> Self {
        Duty::Outcome(verb)
    }
}

impl Duty {
    /// That of a verb of the journal; acts on outcomes and credit ask for theirs before.
    pub fn of(verb: &str) -> Self {
        let decided = ["plan publish", "plan amend", "draw void", "draw replace", "archive bureau"];
        if decided.iter().any(|known| verb.starts_with(known)) { Duty::Decide } else { Duty::Work }
    }

    /// In Chinese and English, after "may not".
    pub fn said(self) -> (&'static str, &'static str) {
        match self {
            Duty::Outcome(verb) => (verb.zh(), verb.word()),
            Duty::Credit(Credit::Record) => (
                "经办信用事项（导入、登记、提交、告知）",
                "record in the credit archive (import, record, submit, notify)",
            ),
            Duty::Credit(Credit::Review) => ("初审信用事项", "review cases of the credit archive"),
            Duty::Credit(Credit::Decide) => (
                "审核信用事项（决定、修复、答复）",
                "decide cases of the credit archive (decide, repair, answer)",
            ),
            Duty::Decide => (
                "审批（公布或修改计划、作废抽取、递补换人、变更档案库所属单位）",
                "decide (plans, voids, replacements, the bureau of an archive)",
            ),
            Duty::Work => ("经办（导入、抽取等）", "do this (imports, draws, the log)"),
        }
    }
}

impl People {
    /// Reads the file; every problem of it is named.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| wrong(path, &[system_words(&e)]))?;
        Self::parse(&text).map_err(|problems| wrong(path, &problems))
    }

    fn parse(text: &str) -> Result<Self, Vec<(String, String)>> {
        let file: File = toml::from_str(text).map_err(|e| {
            let words = toml_words(text, &e);
            vec![(words.zh, words.en)]
        })?;
        let (mut people, mut problems): (Vec<Person>, Vec<(String, String)>) = Default::default();
        for line in file.person {
            let id = line.id.clone();
            match person(line) {
                Ok(person) => {
                    if people.iter().any(|known| known.id == person.id) {
                        problems.push((format!("{id} 出现两次"), format!("{id} stands twice")));
                    }
                    let key = person.key.public();
                    if let Some(known) = people.iter().find(|known| known.key.public() == key) {
                        let other = &known.id;
                        problems.push((
                            format!("{id} 与 {other} 的公钥相同"),
                            format!("{id} and {other} have one key"),
                        ));
                    }
                    people.push(person);
                }
                Err(found) => problems
                    .extend(found.into_iter().map(|(zh, en)| (format!("{id}：{zh}"), format!("{id}: {en}")))),
            }
        }
        if problems.is_empty() { Ok(Self(people)) } else { Err(problems) }
    }

    /// Everybody, as the file lists them.
    pub fn all(&self) -> &[Person] {
        &self.0
    }

    /// The person of an id.
    pub fn find(&self, id: &str) -> Option<&Person> {
        self.0.iter().find(|person| person.id.as_str() == id)
    }
}

fn person(line: Line) -> Result<Person, Vec<(String, String)>> {
    let mut problems = Vec::new();
    let mut said = |zh: String, en: String| problems.push((zh, en));
    let id = Name::new(&line.id).map_err(|e| said(e.zh(), e.to_string())).ok();
    let key = line.key.parse::<VerifierKey>().map_err(|e| said(e.to_string(), e.to_string())).ok();
    let card = line.card.map(|card| InspectorId::new(&card).map_err(|e| said(e.zh(), e.to_string())));
    if key.as_ref().is_some_and(|key| key.name() != line.id) {
        said("公钥的名称须与 id 相同".into(), "the key must bear the id as its name".into());
    }
    if line.name.trim().is_empty() {
        said("没有姓名（name）".into(), "it has no name".into());
    }
    if line.roles.is_empty() {
        said("没有角色".into(), "it has no role".into());
    }
    if line.roles.contains(&Role::Supervisor) && line.roles.len() > 1 {
        said("监督人员只读，不能兼任其他角色".into(), "a supervisor only reads and has no other role".into());
    }
    let card = match card {
        Some(Ok(card)) => Some(card),
        _ => None,
    };
    match (id, key, problems.is_empty()) {
        (Some(id), Some(key), true) => {
            Ok(Person { id, name: line.name, roles: line.roles, department: line.department, card, key })
        }
        _ => Err(problems),
    }
}

fn wrong(path: &Path, problems: &[(String, String)]) -> Error {
    let path = path.display();
    let list = |pick: fn(&(String, String)) -> &String| -> String {
        problems.iter().map(|problem| format!("\n  - {}", pick(problem))).collect()
    };
    Error::said(
        Exit::Usage,
        format!("人员名单 {path} 有误：{}", list(|(zh, _)| zh)),
        format!("the list of people {path}:{}", list(|(_, en)| en)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::witness::key::SignerKey;

    fn line(id: &str, seed: u8, roles: &str) -> String {
        let key = SignerKey::from_seed(id, [seed; 32]).unwrap();
        format!(
            "[[person]]\nid = \"{id}\"\nname = \"某人\"\nroles = [{roles}]\nkey = \"{}\"\n",
            key.verifier()
        )
    }

    #[test]
    fn every_problem_of_the_file_is_named() {
        let good = line("wang", 1, "\"operator\"") + &line("li", 2, "\"reviewer\", \"head\"");
        assert_eq!(People::parse(&good).unwrap().all().len(), 2);
        let bad = [
            good.clone() + &line("wang", 3, "\"operator\""),
            good.clone() + &line("zhao", 1, "\"operator\""),
            good.clone() + &line("zhao", 3, "\"operator\", \"supervisor\""),
            good.clone() + &line("zhao", 3, ""),
            good.clone() + &line("zhao", 3, "\"boss\""),
            good.replace("id = \"li\"", "id = \"lu\""),
            good.replace("roles", "role"),
        ];
        for text in bad {
            assert!(People::parse(&text).is_err(), "{text}");
        }
        let two = good + &line("a", 3, "") + &line("b", 4, "");
        assert_eq!(People::parse(&two).unwrap_err().len(), 2);
    }
}

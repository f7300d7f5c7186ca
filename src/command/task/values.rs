//! From a task, its plan and its draw to the named fields of documents, in one language. Which of
//! them may stand on a public document is decided in `publish::forms::field`.

use super::drawn::{Drawn, Officer, Visit};
use super::found::Found;
use super::words;
use crate::archive::{Draw, PublishedPlan};
use crate::core::lang::{Lang, counted};
use crate::core::log::{Attempt, Event};
use crate::core::registry::Matter;
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::Result;
use crate::publish::forms::{Stamp, Values};

/// What turns codes into words.
pub struct Words<'a> {
    pub env: &'a Env,
    pub book: Codebook,
    pub lang: Lang,
}

impl<'a> Words<'a> {
    /// The words of a bureau.
    pub fn new(env: &'a Env) -> Result<Self> {
        Ok(Self { env, book: env.config.codebook()?, lang: env.lang })
    }

    fn join(&self, words: impl Iterator<Item = String>) -> String {
        let mut found: Vec<String> = Vec::new();
        words.filter(|word| !word.is_empty()).for_each(|word| {
            if !found.contains(&word) {
                found.push(word);
            }
        });
        found.join(self.lang.pick("、", ", "))
    }

    /// The bureau as it stands on documents.
    pub fn body(&self, found: &Found) -> String {
        match self.env.config.body.as_str() {
            "" => found.annual.body.clone(),
            body => body.to_owned(),
        }
    }

    /// Fields of a task. `drawn` is what the archive knows of its draw: when, and how many.
    pub fn task(&self, found: &Found, matters: &[Matter], drawn: Option<(&Draw, u64)>) -> Values {
        let (task, annual, lang) = (&found.task, &found.annual, self.lang);
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let own = |matter: &&Matter| task.matters.iter().any(|code| code == matter.code.as_str());
        let matters: Vec<&Matter> = matters.iter().filter(own).collect();
        let mark = |key: bool| if matters.iter().any(|m| m.key_matter == key) { "√" } else { "" }.to_owned();
        let methods = self.join(matters.iter().flat_map(|m| words::parts(&m.method)));
        let methods = words::methods(task.method.as_deref().unwrap_or(&methods), lang);
        let count = drawn.map(|(_, count)| count).or_else(|| words::fixed(task));
        let by_rate = lang.pick("按比例，以抽取时名录为准", "by rate, of the library at the draw");
        let count = count.map_or(by_rate.into(), |count| count.to_string());
        let rate = words::rates(task, None, &self.book, lang);
        let level = given(&task.level);
        let mode = words::mode(&level, lang);
        let kind = match task.targeted {
            None => "",
            Some(true) => lang.pick("定向", "targeted"),
            Some(false) => lang.pick("不定向", "untargeted"),
        };
        let mut values = Values::from([
            ("plan-number", found.plan.number.clone()),
            ("plan-name", annual.name.clone()),
            ("plan-version", found.plan.version.to_string()),
            ("year", annual.year.to_string()),
            ("body", self.body(found)),
            ("initiator", self.body(found)),
            ("task-number", task.number.clone()),
            ("task-name", task.name.clone()),
            ("task-kind", kind.into()),
            ("source", self.source(found)),
            ("reason", given(&task.reason)),
            ("partnership", task.partnership().1.pick(lang)),
            ("approved-by", given(&task.approved_by)),
            ("object", self.join(matters.iter().flat_map(|m| words::parts(&m.object)))),
            ("scope", words::scope(&task.scope, &self.book, lang)),
            ("category", self.join(matters.iter().map(|m| m.category.clone()))),
            (
                "matter-titles",
                matters.iter().map(|m| m.title.as_str()).collect::<Vec<_>>().join(lang.pick("；", "; ")),
            ),
            (
                "basis",
                matters.iter().map(|m| m.basis.as_str()).collect::<Vec<_>>().join(lang.pick("；", "; ")),
            ),
            ("general-mark", mark(false)),
            ("key-mark", mark(true)),
            ("method", methods),
            ("level", words::level(&level, lang)),
            ("mode", mode),
            ("rate-general", words::rates(task, Some(false), &self.book, lang)),
            ("rate-risk", words::rates(task, Some(true), &self.book, lang)),
            (
                "rate-or-count",
                words::fixed(task).map_or(rate.clone(), |n| lang.pick(format!("{n}户"), n.to_string())),
            ),
            ("rate", rate),
            ("count", count),
            ("frequency", self.frequency(&matters)),
            ("materials", self.materials(&matters)),
            ("start", given(&task.start)),
            ("finish", given(&task.finish)),
            ("period", self.period(found)),
            ("department", given(&task.department)),
            ("responsible", given(&task.responsible)),
            ("partners", given(&task.partners)),
            ("remark", self.remark(found)),
            ("cutoff", task.cutoff.clone()),
            ("draw-date", drawn.map_or(String::new(), |(row, _)| row.pulse_time.date().to_string())),
        ]);
        for (field, from) in [
            ("period-or-blank", "period"),
            ("method-or-blank", "method"),
            ("department-or-blank", "department"),
            ("partners-or-blank", "partners"),
        ] {
            let text = values.get(from).filter(|text| !text.is_empty());
            let text = text.cloned().unwrap_or_else(|| "＿＿＿＿＿＿＿＿".into());
            values.insert(field, text);
        }
        values
    }

    /// 抽查频次 of the item list, or once.
    fn frequency(&self, matters: &[&Matter]) -> String {
        match self.join(matters.iter().map(|matter| matter.details.frequency.clone())) {
            none if none.is_empty() => self.lang.pick("1次", "once").into(),
            listed => listed,
        }
    }

    /// 准备资料 of all matters, each once; what is usual where the item list names nothing.
    fn materials(&self, matters: &[&Matter]) -> String {
        let all = matters.iter().flat_map(|matter| matter.details.materials.iter());
        let listed = self.join(words::each_once(all.map(String::as_str)).into_iter());
        match listed.is_empty() {
            true => self
                .lang
                .pick(
                    "营业执照、与上述抽查事项有关的许可证件、台账、票据和其他资料",
                    "The business licence, and the permits, records and receipts that concern the matters above",
                )
                .into(),
            false => listed,
        }
    }

    fn source(&self, found: &Found) -> String {
        let (task, lang) = (&found.task, self.lang);
        let source = task.source().1.pick(lang);
        match task.reason.as_deref().filter(|_| task.temporary) {
            None => source,
            Some(reason) => lang.pick(format!("{source}（{reason}）"), format!("{source} ({reason})")),
        }
    }

    /// 备注; in a plan's table a temporary task is to be told from the others.
    fn remark(&self, found: &Found) -> String {
        let remark = found.task.remark.clone().unwrap_or_default();
        match found.task.temporary {
            false => remark,
            true => [self.source(found), remark]
                .join(self.lang.pick("；", "; "))
                .trim_end_matches(['；', ';', ' '])
                .into(),
        }
    }

    fn period(&self, found: &Found) -> String {
        let (start, finish) = (&found.task.start, &found.task.finish);
        match (start, finish) {
            (Some(start), Some(finish)) => {
                self.lang.pick(format!("{start}至{finish}"), format!("{start} to {finish}"))
            }
            (None, Some(finish)) => self.lang.pick(format!("{finish}前"), format!("until {finish}")),
            (Some(start), None) => self.lang.pick(format!("{start}起"), format!("from {start}")),
            (None, None) => String::new(),
        }
    }

    /// Fields of the draw, and what only documents of a drawn task have.
    pub fn of_draw(&self, found: &Found, drawn: &Drawn, listed: bool) -> Values {
        let mut values = self.task(found, &drawn.matters, Some((&drawn.row, drawn.visits.len() as u64)));
        let (attempt, all) = (drawn.row.attempt, found.draws.len());
        let mut officers: Vec<&str> =
            drawn.visits.iter().flat_map(|visit| &visit.team).map(|o| o.inspector.id.as_str()).collect();
        officers.sort_unstable();
        officers.dedup();
        let forms = &self.env.config.forms;
        let contact = match forms.contact.as_str() {
            "" => found.task.responsible.clone().unwrap_or_default(),
            contact => contact.to_owned(),
        };
        let blank = |text: String| if text.is_empty() { "＿＿＿＿＿＿".to_owned() } else { text };
        let withheld = match listed {
            true => "",
            false => self.lang.pick(
                "抽取名单在检查前依规暂不公布；任何主体可以凭公布的证据包查询本户结果。",
                "The subjects are not published before the inspections; each can look itself up in the published evidence.",
            ),
        };
        values.extend([
            ("draw", drawn.row.draw.to_string()),
            ("attempt", attempt.to_string()),
            (
                "draws",
                self.lang.pick(
                    format!("共{all}次，结果为第{attempt}次"),
                    format!("{all} in all, the result is number {attempt}"),
                ),
            ),
            ("replaced", drawn.replaced.to_string()),
            ("eligible", drawn.eligible.to_string()),
            ("as-of", drawn.as_of.to_string()),
            ("officer-count", officers.len().to_string()),
            ("office-contact", blank(contact)),
            ("office-phone", blank(forms.phone.clone())),
            ("list-note", withheld.into()),
        ]);
        values
    }

    /// Fields of a subject.
    pub fn subject(&self, number: usize, visit: &Visit) -> Values {
        let s = &visit.subject;
        let cards = visit.team.iter().map(|officer| officer.inspector.id.as_str());
        let people = visit.team.iter().map(|officer| self.officer_line(officer));
        let origin = match visit.stepped_in {
            None => self.lang.pick("抽中", "drawn").into(),
            Some(n) => self.lang.pick(format!("第{n}次递补"), format!("replacement {n}")),
        };
        Values::from([
            ("number", number.to_string()),
            ("subject-id", s.id.to_string()),
            ("subject-name", s.name.clone()),
            ("authority", s.authority.clone()),
            ("station", s.station.as_ref().map_or(String::new(), |code| self.book.unit_name(code).into())),
            ("address", s.address.clone()),
            ("representative", s.representative.clone()),
            ("contact", s.contact.clone()),
            ("phone", s.phone.clone()),
            ("visits-this-year", s.inspected_this_year.to_string()),
            // The same sign in every language: the importer of outcomes reads it.
            ("cards", cards.collect::<Vec<_>>().join("、")),
            // One a line: a list of them is read by the one who looks for a name.
            ("officers", people.collect::<Vec<_>>().join(self.lang.pick("、\n", ",\n"))),
            ("origin", origin),
        ])
    }

    fn officer_line(&self, officer: &Officer) -> String {
        let (name, card) = (&officer.inspector.name, &officer.inspector.id);
        match officer.lead {
            true => self.lang.pick(format!("{name}（{card}，组长）"), format!("{name} ({card}, lead)")),
            false => self.lang.pick(format!("{name}（{card}）"), format!("{name} ({card})")),
        }
    }

    /// Fields of an officer.
    pub fn officer(&self, officer: &Officer) -> Values {
        Values::from([
            ("officer-name", officer.inspector.name.clone()),
            ("officer-card", officer.inspector.id.to_string()),
            ("officer-unit", self.book.unit_name(&officer.inspector.unit).to_owned()),
            (
                "officer-role",
                match officer.lead {
                    true => self.lang.pick("组长", "lead"),
                    false => self.lang.pick("组员", "member"),
                }
                .into(),
            ),
        ])
    }

    /// Fields of a matter.
    pub fn matter(&self, matter: &Matter) -> Values {
        let class = match matter.key_matter {
            true => self.lang.pick("重点检查事项", "key matter"),
            false => self.lang.pick("一般检查事项", "general matter"),
        };
        Values::from([
            ("matter-code", matter.code.to_string()),
            ("matter-title", matter.title.clone()),
            ("matter-category", matter.category.clone()),
            ("matter-class", class.into()),
            ("matter-method", words::methods(&matter.method, self.lang)),
            ("matter-basis", matter.basis.clone()),
            ("matter-sub-item", matter.details.sub_item.clone()),
            ("matter-rate", matter.details.rate.clone()),
            ("matter-frequency", matter.details.frequency.clone()),
            ("matter-staff", matter.details.staff.clone()),
            ("matter-points", ticked(&matter.details.points)),
            ("matter-materials", matter.details.materials.join("\n")),
            ("matter-note", matter.details.note.clone()),
        ])
    }

    /// What every document of a drawn task says of itself.
    pub fn stamp(&self, found: &Found, drawn: &Drawn) -> Stamp {
        let Drawn { row, end, as_of, replaced, .. } = drawn;
        let (draw, attempt, all) = (&row.draw, row.attempt, found.draws.len());
        let event = Event::Result(Attempt::new(draw, attempt));
        let (since_zh, since_en) = match replaced {
            0 => Default::default(),
            n => (
                format!("抽取后递补或换人{n}次，名单和人员为其后的安排；"),
                format!(
                    "{} since, subjects and officers are those in force after them; ",
                    counted((*n).into(), "replacement")
                ),
            ),
        };
        let line = self.lang.pick(
            format!("抽取编号 {draw}；本任务共抽取{all}次，本件依据第{attempt}次；{since_zh}名录截至{as_of}"),
            format!("Draw {draw}; this task was drawn {} in all, this paper rests on number {attempt}; {since_en}libraries as of {as_of}", counted(all as u64, "time")),
        );
        let n = self.lang.pick(format!("第{attempt}次"), format!("attempt {attempt}"));
        let digest = end.digest.hex();
        let (result, commit) =
            (self.lang.pick("结果摘要", "result"), self.lang.pick("承诺摘要", "commitment"));
        Stamp {
            line,
            code: format!("suicha result {} {digest}", event.object()),
            short: format!("{draw} {n} {result} {}…", &digest[..16]),
            made: end.at.date(),
            more: vec![format!("{commit} {}", row.commit_digest), format!("{result} {digest}")],
        }
    }

    /// What a plan table says of itself: plan, version, digest, and the draws of its tasks.
    pub fn plan_stamp(&self, plan: &PublishedPlan, draws: Vec<String>) -> Stamp {
        let (number, version, day) = (&plan.number, plan.version, plan.published_at.date());
        let event = Event::Plan(number.clone(), version);
        let digest = plan.digest.hex();
        Stamp {
            line: self.lang.pick(
                format!("抽查计划编号 {number}，第{version}版，{day}公布；抽取次数和摘要见“核验”表"),
                format!("Plan {number}, version {version}, published {day}; draws and digests stand on the sheet “verification”"),
            ),
            code: format!("suicha plan {} {digest}", event.object()),
            short: self.lang.pick(
                format!("计划 {number} 第{version}版 摘要 {}…", &digest[..16]),
                format!("plan {number} version {version} digest {}…", &digest[..16]),
            ),
            made: day,
            more: draws,
        }
    }
}

/// Whether the names of those drawn may be published: after the embargo.
pub fn listed(drawn: &Drawn, today: Date) -> bool {
    drawn.plan.embargo.flatten().is_none_or(|end| today > end)
}

/// Points to go through, each with a box to tick, one a line.
fn ticked(points: &[String]) -> String {
    points.iter().map(|point| format!("□ {point}")).collect::<Vec<_>>().join("\n")
}

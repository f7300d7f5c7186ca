//! Clocks as text, JSON and tables.

use crate::command::answer::Answer;
use crate::core::deadline::digest::{By, Period, Span, Total, totals};
use crate::core::deadline::{Clock, Light, ObjectKind, Settings};
use crate::core::lang::{Lang, Twin};
use crate::core::time::Date;
use crate::core::workdays::{Calendar, Convention, Due, LastDay, TermEnd};
use crate::ingest::Table;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Clocks of a day and how they are told.
pub(super) struct Told<'a> {
    pub as_of: Date,
    pub span: Option<Span>,
    pub period: Option<Period>,
    pub by: By,
    /// Whether clocks that are done are listed.
    pub done: bool,
    pub clocks: &'a [Clock<'a>],
    pub calendar: &'a Calendar,
    pub settings: &'a Settings,
    pub lang: Lang,
}

/// The answer to `--term`.
pub(super) fn term(term: &str, from: Date, due: Due, lang: Lang) -> Answer {
    let provisional = if due.provisional { lang.pick("（暂定）", " (provisional)") } else { "" };
    let text = format!("{from} + {term} = {}{provisional}\n", due.date);
    let document = json!({"from": from.to_string(), "term": term, "due": due.date.to_string(), "provisional": due.provisional});
    Answer::new(text, document)
}

impl Told<'_> {
    /// Clocks that are listed.
    fn listed(&self) -> impl Iterator<Item = &Clock<'_>> {
        self.counted().filter(|clock| self.done || self.period.is_some() || clock.light != Light::Done)
    }

    /// Clocks that are added up: those of the digest, or all.
    fn counted(&self) -> impl Iterator<Item = &Clock<'_>> {
        self.clocks.iter().filter(|clock| self.period.is_none_or(|period| period.shows(clock)))
    }

    fn totals(&self) -> Vec<Total> {
        totals(self.counted(), self.by)
    }

    pub(super) fn text(&self) -> String {
        let mut text = self.title();
        let sum = Total::of(self.counted());
        text.push_str(&self.lang.pick(
            format!(
                "红灯{}，黄灯{}，未定{}，绿灯{}；按时办结{}，逾期办结{}\n",
                sum.red, sum.yellow, sum.unknown, sum.green, sum.done, sum.late
            ),
            format!(
                "{} red, {} yellow, {} unknown, {} green; {} done in time, {} done late\n",
                sum.red, sum.yellow, sum.unknown, sum.green, sum.done, sum.late
            ),
        ));
        let (alike, single): (Vec<&Clock>, Vec<&Clock>) =
            self.listed().partition(|clock| !self.done && in_no_hurry(clock));
        for clock in single {
            text.push_str(&self.clock_text(clock));
        }
        for (_, clocks) in groups(&alike) {
            text.push_str(&self.group_text(&clocks));
        }
        let heading = match self.by {
            By::Department => self.lang.pick("按部门", "by department"),
            By::Person => self.lang.pick("按责任人", "by person"),
        };
        text.push_str(&format!("{heading}\n"));
        for total in self.totals() {
            text.push_str(&self.total_text(&total));
        }
        text
    }

    fn title(&self) -> String {
        let (as_of, last) = (self.as_of, self.calendar.last());
        let from = self.calendar.provisional_from();
        let calendar = self.lang.pick(
            format!("工作日历至 {last}，{from} 起为暂定"),
            format!("working-day calendar until {last}, provisional from {from}"),
        );
        match self.span.zip(self.period) {
            None => self.lang.pick(
                format!("截至 {as_of} 的法定时限（{calendar}）\n"),
                format!("statutory clocks as of {as_of} ({calendar})\n"),
            ),
            Some((span, Period { first, last })) => {
                let (zh, en) = span_words(span);
                self.lang.pick(
                    format!("法定时限{zh} {first} 至 {last}，截至 {as_of}（{calendar}）\n"),
                    format!("statutory clocks, {en} digest {first} to {last}, as of {as_of} ({calendar})\n"),
                )
            }
        }
    }

    fn clock_text(&self, clock: &Clock) -> String {
        let (lang, (kind_zh, kind_en)) = (self.lang, clock.trigger.object.kind.said());
        let (light, what) = (lang.pick(clock.light.said().0, clock.light.said().1), &clock.rule.what);
        let (due, state) = (self.due(clock), self.state(clock));
        let object = match clock.trigger.object.name.as_str() {
            "" => clock.trigger.object.id.clone(),
            name => lang.pick(
                format!("{}《{name}》", clock.trigger.object.id),
                format!("{} “{name}”", clock.trigger.object.id),
            ),
        };
        let (owner, why) = (self.owner(clock), clock.why());
        lang.pick(
            format!(
                "{light} {due} {state} {} {}：{kind_zh} {object}（{owner}）\n    {}\n",
                clock.rule.code, what.zh, why.zh
            ),
            format!(
                "{light} {due} {state} {} {}: {kind_en} {object} ({owner})\n    {}\n",
                clock.rule.code, what.en, why.en
            ),
        )
    }

    /// One line for the subjects that have time left under the same rule, department and last day.
    fn group_text(&self, clocks: &[&Clock]) -> String {
        let first = clocks[0];
        if clocks.len() == 1 {
            return self.clock_text(first);
        }
        let (n, code, what) = (clocks.len(), &first.rule.code, &first.rule.what);
        let (due, state, owner) = (self.due(first), self.state(first), self.owner(first));
        let (zh, en) = first.light.said();
        self.lang.pick(
            format!("{zh} {due} {state} {code} {}：{n}户（{owner}），用 --all 逐户列出\n", what.zh),
            format!("{en} {due} {state} {code} {}: {n} subjects ({owner}); --all lists each\n", what.en),
        )
    }

    fn due(&self, clock: &Clock) -> String {
        match clock.due {
            Ok(due) if clock.provisional => {
                format!("{}{}", due.date, self.lang.pick("（暂定）", " (provisional)"))
            }
            Ok(due) => due.date.to_string(),
            Err(why) => self.pick(why.said()),
        }
    }

    fn state(&self, clock: &Clock) -> String {
        let lang = self.lang;
        match (clock.light, clock.left, clock.done_on) {
            (Light::Done, _, Some(on)) if clock.late() => {
                lang.pick(format!("{on} 逾期办结"), format!("done late on {on}"))
            }
            (Light::Done, _, Some(on)) => lang.pick(format!("{on} 办结"), format!("done on {on}")),
            (Light::Red, ..) => {
                let days = clock.overdue();
                let told = self.level(clock.level);
                let to = if told.is_empty() { told } else { format!(" → {told}") };
                lang.pick(format!("逾期{days}个工作日{to}"), format!("{days} working days overdue{to}"))
            }
            (_, Some(left), _) if clock.due.is_ok_and(|due| due.date > self.calendar.last()) => {
                lang.pick(format!("至少剩{left}个工作日"), format!("at least {left} working days left"))
            }
            (_, Some(left), _) => lang.pick(format!("剩{left}个工作日"), format!("{left} working days left")),
            _ => String::from("–"),
        }
    }

    fn owner(&self, clock: &Clock) -> String {
        let (zh, en) = clock.rule.role.said();
        let named = |names: &[String]| if names.is_empty() { self.unnamed() } else { names.join("、") };
        let (departments, persons) = (named(&clock.trigger.departments), named(&clock.trigger.persons));
        self.lang.pick(format!("{zh}，{departments}，{persons}"), format!("{en}, {departments}, {persons}"))
    }

    fn unnamed(&self) -> String {
        self.lang.pick("未指定", "not named").to_owned()
    }

    fn level(&self, level: Option<usize>) -> String {
        let level = level.and_then(|at| self.settings.levels.get(at));
        level.map_or_else(String::new, |level| self.pick(level.to.clone()))
    }

    fn pick(&self, twin: Twin) -> String {
        self.lang.pick(twin.zh, twin.en)
    }

    fn total_text(&self, total: &Total) -> String {
        let name = if total.name.is_empty() { self.unnamed() } else { total.name.clone() };
        let told = self.level(total.level);
        let to = if told.is_empty() { told } else { format!(" → {told}") };
        let Total { red, yellow, unknown, green, done, late, worst, .. } = total;
        self.lang.pick(
            format!(
                "  {name}：红灯{red}（最长逾期{worst}个工作日），黄灯{yellow}，未定{unknown}，绿灯{green}，按时办结{done}，逾期办结{late}{to}\n"
            ),
            format!(
                "  {name}: {red} red (the worst {worst} working days overdue), {yellow} yellow, {unknown} unknown, {green} green, {done} done in time, {late} done late{to}\n"
            ),
        )
    }

    pub(super) fn json(&self) -> Value {
        let period = self
            .period
            .map(|period| json!({"first": period.first.to_string(), "last": period.last.to_string()}));
        json!({
            "as_of": self.as_of.to_string(),
            "calendar": {
                "first": self.calendar.first().to_string(), "last": self.calendar.last().to_string(),
                "provisional_from": self.calendar.provisional_from().to_string(),
                "notices": self.calendar.notices().iter().map(|notice| notice.number.as_str()).collect::<Vec<_>>(),
            },
            "convention": self.convention(),
            "period": period,
            "clocks": self.listed().map(|clock| self.clock_json(clock)).collect::<Vec<_>>(),
            "by": match self.by { By::Department => "department", By::Person => "person" },
            "totals": self.totals().iter().map(|total| self.total_json(total)).collect::<Vec<_>>(),
        })
    }

    /// How the open points of terms are read (`[deadlines]` in the settings).
    fn convention(&self) -> Value {
        let Convention { last_day, term_end } = self.settings.convention;
        json!({
            "last_day": match last_day { LastDay::RestDays => "rest-days", LastDay::Holidays => "holidays" },
            "term_end": match term_end {
                TermEnd::Corresponding => "corresponding",
                TermEnd::DayBefore => "day-before",
            },
        })
    }

    fn clock_json(&self, clock: &Clock) -> Value {
        let (rule, t) = (clock.rule, clock.trigger);
        json!({
            "light": clock.light.word(), "rule": rule.code, "rule_from": rule.effective_from.to_string(),
            "confirmed": rule.confirmed, "what": rule.what.en, "what_zh": rule.what.zh, "role": rule.role.word(),
            "trigger": t.kind.word(), "started_on": t.started_on.to_string(),
            "object": {"kind": t.object.kind.word(), "id": t.object.id, "name": t.object.name},
            "departments": t.departments, "responsible": t.persons, "term": rule.limit.to_string(),
            "due": clock.due.ok().map(|due| due.date.to_string()),
            "no_due": clock.due.err().map(|why| why.said().en),
            "provisional": clock.provisional, "workdays_left": clock.left,
            "done_on": clock.done_on.map(|on| on.to_string()), "late": clock.late(),
            "level": clock.level.map(|level| level + 1), "tell": self.told_to(clock.level),
            "basis": rule.basis, "source": rule.source,
        })
    }

    fn told_to(&self, level: Option<usize>) -> Option<String> {
        Some(self.level(level)).filter(|text| !text.is_empty())
    }

    fn total_json(&self, total: &Total) -> Value {
        json!({
            "name": total.name, "red": total.red, "yellow": total.yellow, "unknown": total.unknown,
            "green": total.green, "done": total.done, "late": total.late, "worst_overdue_workdays": total.worst,
            "level": total.level.map(|level| level + 1), "tell": self.told_to(total.level),
        })
    }

    /// The clocks and the totals, for a spreadsheet.
    pub(super) fn tables(&self) -> [Table; 2] {
        let lang = self.lang;
        let column = |zh: &str, en: &str, width: f64| (lang.pick(zh, en).to_owned(), width);
        let clocks = Table {
            name: lang.pick("时限", "clocks").into(),
            columns: vec![
                column("灯", "light", 8.0),
                column("到期", "due", 12.0),
                column("状态", "state", 24.0),
                column("规则", "rule", 14.0),
                column("事项", "what", 36.0),
                column("对象", "object", 22.0),
                column("名称", "name", 30.0),
                column("部门", "department", 18.0),
                column("责任人", "responsible", 12.0),
                column("起算", "started", 12.0),
                column("依据", "why", 56.0),
            ],
            rows: self.listed().map(|clock| self.clock_row(clock)).collect(),
        };
        let totals = Table {
            name: lang.pick("汇总", "totals").into(),
            columns: vec![
                column("部门或责任人", "name", 24.0),
                column("红灯", "red", 8.0),
                column("黄灯", "yellow", 8.0),
                column("未定", "unknown", 8.0),
                column("绿灯", "green", 8.0),
                column("按时办结", "done", 10.0),
                column("逾期办结", "late", 10.0),
                column("最长逾期工作日", "worst", 16.0),
                column("督办层级", "tell", 20.0),
            ],
            rows: self.totals().iter().map(|total| self.total_row(total)).collect(),
        };
        [clocks, totals]
    }

    fn clock_row(&self, clock: &Clock) -> Vec<String> {
        let (lang, t) = (self.lang, clock.trigger);
        vec![
            lang.pick(clock.light.said().0, clock.light.said().1).into(),
            self.due(clock),
            self.state(clock),
            clock.rule.code.clone(),
            self.pick(clock.rule.what.clone()),
            t.object.id.clone(),
            t.object.name.clone(),
            t.departments.join("、"),
            t.persons.join("、"),
            t.started_on.to_string(),
            self.pick(clock.why()),
        ]
    }

    fn total_row(&self, total: &Total) -> Vec<String> {
        let name = if total.name.is_empty() { self.unnamed() } else { total.name.clone() };
        let counts = [total.red, total.yellow, total.unknown, total.green, total.done, total.late];
        let mut row = vec![name];
        row.extend(counts.iter().map(u64::to_string));
        row.extend([total.worst.to_string(), self.level(total.level)]);
        row
    }
}

/// A subject's clock that need not be read one by one: whoever is not late.
fn in_no_hurry(clock: &Clock) -> bool {
    clock.trigger.object.kind == ObjectKind::Subject && clock.light != Light::Red
}

/// Clocks of one rule, department and last day, in the order in which the first of them stands.
fn groups<'a>(clocks: &[&'a Clock<'a>]) -> BTreeMap<usize, Vec<&'a Clock<'a>>> {
    let alike = |a: &Clock, b: &Clock| {
        (a.light, &a.rule.code, a.due, a.done_on) == (b.light, &b.rule.code, b.due, b.done_on)
            && (&a.trigger.departments, &a.trigger.persons) == (&b.trigger.departments, &b.trigger.persons)
    };
    let mut groups: BTreeMap<usize, Vec<&Clock>> = BTreeMap::new();
    for clock in clocks {
        match groups.values_mut().find(|group| alike(group[0], clock)) {
            Some(group) => group.push(clock),
            None => {
                groups.insert(groups.len(), vec![clock]);
            }
        }
    }
    groups
}

fn span_words(span: Span) -> (&'static str, &'static str) {
    match span {
        Span::Week => ("周报", "weekly"),
        Span::Month => ("月报", "monthly"),
        Span::Quarter => ("季报", "quarterly"),
    }
}

//! What holds for a subject in words: the headings of the public report (公共信用信息报告) with an explicit
//! 无记录, then what is internal: measures, what presses, what is to be done. Never a class.

use super::book::Book;
use crate::core::credit::rule::{Channel, Rules};
use crate::core::credit::standing::{
    By, Clock, Display, DueDay, Entry, InForce, Penalty, Standing, Until, Visit,
};
use crate::core::credit::unit::wan_of_fen;
use crate::core::credit::words::{Kind, List, Manner, Need, Punished, Set};
use crate::core::credit::{Code, Event, told};
use crate::core::lang::Lang;
use crate::core::time::Date;
use std::fmt::Write as _;

/// What an empty heading says.
const NOTHING: (&str, &str) = ("查询期内无相关记录", "no record in the period asked about");

/// A subject's report.
pub struct Told<'a> {
    /// The subject.
    pub book: &'a Book,
    /// What holds.
    pub standing: &'a Standing,
    /// The legal day.
    pub as_of: Date,
    /// What was known by another day.
    pub known_by: Option<Date>,
    /// Rules in words.
    pub rules: &'a Rules,
    /// Declined proposals: how they are named, and since when.
    pub declined: &'a [(String, Date)],
    /// Name events and versions.
    pub why: bool,
    /// Language.
    pub lang: Lang,
}

impl Told<'_> {
    /// The whole report.
    pub fn text(&self) -> String {
        let lang = self.lang;
        let name = self.book.subject.as_ref().map_or("", |subject| subject.name.as_str());
        let (id, as_of, form) = (&self.book.id, self.as_of, self.book.form.said());
        let mut out = lang.pick(
            format!("信用档案 {name}（{id}，{}）截至 {as_of}", form.0),
            format!("Credit archive of {name} ({id}, {}) as of {as_of}", form.1),
        );
        if let Some(known) = self.known_by {
            out.push_str(&lang.pick(format!("，按 {known} 已知"), format!(", as known on {known}")));
        }
        out.push('\n');
        let of = |kind: Kind, manners: &[Manner]| self.plain(kind, manners);
        let listed = |lists: &[List]| -> Vec<String> {
            let entries = self.standing.entries.iter().filter(|entry| lists.contains(&entry.list));
            entries.map(|entry| self.entry(entry)).collect()
        };
        let marks = [List::Abnormal, List::Mark, List::Cooperative];
        let report = [
            (("行政许可", "Licences"), of(Kind::Permit, &[])),
            (("抽查检查结果", "Inspections"), self.standing.visits.iter().map(|v| self.visit(v)).collect()),
            (("行政处罚", "Penalties"), self.standing.penalties.iter().map(|p| self.penalty(p)).collect()),
            (("列入经营异常名录（状态）", "Abnormal list"), listed(&marks)),
            (("列入严重违法失信名单", "Serious list"), listed(&[List::Serious])),
            (("信用承诺", "Commitments"), of(Kind::Commitment, &[Manner::Made, Manner::Kept])),
            (("承诺不实情况", "Broken commitments"), of(Kind::Commitment, &[Manner::Broken])),
            (("表彰荣誉", "Honours"), of(Kind::Honour, &[])),
        ];
        for (title, lines) in report {
            self.section(&mut out, title, &lines, true);
        }
        let internal = [
            (
                ("联合惩戒措施", "Joint measures"),
                self.standing.measures.iter().map(|m| self.measure(m)).collect(),
            ),
            (("触发情形", "Triggers"), self.triggers()),
            (("待办与建议（由有权人员决定）", "To do, to decide (an officer decides)"), self.proposals()),
            (
                ("投诉举报（未核实，不公开）", "Complaints (not verified, never public)"),
                of(Kind::Complaint, &[]),
            ),
            (("补录的事件", "Events told late"), self.late()),
        ];
        for (title, lines) in internal {
            self.section(&mut out, title, &lines, false);
        }
        out
    }

    fn section(&self, out: &mut String, (zh, en): (&str, &str), lines: &[String], always: bool) {
        if lines.is_empty() && !always {
            return;
        }
        let _ = writeln!(out, "\n{}", self.lang.pick(zh, en));
        if lines.is_empty() {
            let _ = writeln!(out, "  {}", self.lang.pick(NOTHING.0, NOTHING.1));
        }
        for line in lines {
            let _ = writeln!(out, "  {}", line.replace('\n', "\n    "));
        }
    }

    fn event(&self, at: u32) -> &Event {
        &self.book.events[at as usize]
    }

    /// How an event is named on the command line.
    pub fn mark(&self, at: u32) -> String {
        format!("#{}", &self.book.history.digests[at as usize].hex()[..8])
    }

    fn known(&self, event: &Event) -> bool {
        event.day <= self.as_of && self.known_by.is_none_or(|last| event.recorded <= last)
    }

    /// Events that nothing is folded from: their day, number and words.
    fn plain(&self, kind: Kind, manners: &[Manner]) -> Vec<String> {
        let wanted = |event: &Event| {
            event.kind == kind
                && self.known(event)
                && (manners.is_empty() || event.details.manner.is_some_and(|m| manners.contains(&m)))
        };
        let all = self.book.events.iter().enumerate().filter(|(_, event)| wanted(event));
        let lang = self.lang;
        all.map(|(at, event)| {
            let manner = event.details.manner.map_or("", |m| lang.pick(m.said().0, m.said().1));
            let number = event.details.number.as_deref().unwrap_or_default();
            let until = event.details.until.map_or_else(String::new, |until| {
                lang.pick(format!("有效期至{until}"), format!("until {until}"))
            });
            let parts = [event.day.to_string(), manner.into(), number.into(), until, event.authority.clone()];
            self.named(
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  "),
                at as u32,
            )
        })
        .collect()
    }

    /// A line with the event it is about.
    fn named(&self, line: String, at: u32) -> String {
        format!("{} {line}", self.mark(at))
    }

    fn what(&self, code: Code, on: Date) -> String {
        let rule = self.rules.rule(code, on);
        rule.map_or_else(|| code.to_string(), |rule| format!("{} {code}", rule.what.clone().pick(self.lang)))
    }

    fn needs(&self, needs: Set<Need>) -> String {
        if needs.is_empty() {
            return self.lang.pick("无", "nothing").into();
        }
        let words = needs.iter().map(|need| self.lang.pick(need.said().0, need.said().1));
        words.collect::<Vec<_>>().join(self.lang.pick("、", ", "))
    }

    fn entry(&self, entry: &Entry) -> String {
        let lang = self.lang;
        let number = self.event(entry.at).details.number.clone().unwrap_or_default();
        let year = match entry.year {
            0 => String::new(),
            year => lang.pick(format!("{year}年度 "), format!("{year} ")),
        };
        let ground = self.what(entry.ground, entry.since);
        let (state, since) = (lang.pick(entry.state.said().0, entry.state.said().1), entry.since);
        let head = lang.pick(
            format!("{state}  {year}{ground}  自{since}  {number}"),
            format!("{state}  {year}{ground}  since {since}  {number}"),
        );
        let end = match entry.closed {
            Some((on, _)) => lang.pick(format!("终止于{on}"), format!("ended on {on}")),
            None => {
                let (exit, missing) = (self.earliest(entry.exit), self.needs(entry.missing));
                let end = entry.end.map_or_else(String::new, |end| {
                    lang.pick(format!("；期满{end}"), format!("; its term ends {end}"))
                });
                lang.pick(
                    format!("最早可申请移出：{exit}；尚缺：{missing}{end}"),
                    format!("earliest exit: {exit}; missing: {missing}{end}"),
                )
            }
        };
        let shown = match entry.shown {
            true => lang.pick("公示", "shown"),
            false => lang.pick("不公示", "not shown"),
        };
        self.named(
            format!(
                "{head}\n{end}；{shown}{}",
                self.because(&[entry.at], entry.version.map(|v| v.to_string()))
            ),
            entry.at,
        )
    }

    fn earliest(&self, day: Option<Date>) -> String {
        day.map_or_else(|| self.lang.pick("不得提前", "never").into(), |day| day.to_string())
    }

    fn penalty(&self, penalty: &Penalty) -> String {
        let event = self.event(penalty.at);
        let lang = self.lang;
        let details = &event.details;
        let mut kinds: Vec<String> = Vec::new();
        let summed = |kind: &Punished| match kind {
            Punished::Fine => details.fine.is_some(),
            Punished::Confiscation => details.confiscated.is_some(),
            _ => false,
        };
        for kind in details.kinds.iter().filter(|kind| !summed(kind)) {
            kinds.push(lang.pick(kind.said().0, kind.said().1).into());
        }
        let sum = |(zh, en): (&str, &str), fen: Option<u64>| {
            fen.map(|fen| {
                lang.pick(
                    format!("{zh}{}万元", wan_of_fen(fen)),
                    format!("{en} {} ×10 000 yuan", wan_of_fen(fen)),
                )
            })
        };
        kinds.extend(sum(("罚款", "fine"), details.fine));
        kinds.extend(sum(("没收", "confiscated"), details.confiscated));
        let number = details.number.as_deref().unwrap_or_default();
        let mut text =
            format!("{}  {number}  {}  {}", event.day, event.authority, kinds.join(lang.pick("、", ", ")));
        for clock in &penalty.clocks {
            let _ = write!(text, "\n{}", self.clock(clock, penalty.at));
        }
        self.named(text, penalty.at)
    }

    fn clock(&self, clock: &Clock, at: u32) -> String {
        let lang = self.lang;
        let (zh, en) = match clock.channel {
            Channel::Gsxt => ("公示系统", "GSXT"),
            Channel::Ndrc => ("信用中国", "Credit China"),
        };
        let tier = clock.tier.map_or(("未定", "undecided"), told::tier_said);
        let tier = lang.pick(tier.0, tier.1);
        let display = display(clock.display, lang);
        let day = |day: Option<Date>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let (from, until, missing) = (day(clock.from), day(clock.until), self.needs(clock.missing));
        let apply = match clock.version {
            Some(_) if clock.from.is_some() => self.earliest(clock.apply),
            _ => "-".into(),
        };
        let why = self.because(&[at], clock.version.map(|version| version.to_string()));
        lang.pick(
            format!("{zh}：{tier}，{display}；自{from}，最早可申请修复{apply}，最迟公示至{until}；尚缺：{missing}{why}"),
            format!("{en}: {tier}, {display}; from {from}, repair from {apply}, shown until {until} at most; missing: {missing}{why}"),
        )
    }

    fn visit(&self, visit: &Visit) -> String {
        let event = self.event(visit.at);
        let lang = self.lang;
        let result = event.details.result.map_or_else(String::new, |found| {
            format!("{found} {}", lang.pick(found.title(), found.english()))
        });
        let item = event.details.item.as_ref().map_or("", |item| item.as_str());
        let case = event
            .case
            .as_ref()
            .map_or_else(String::new, |case| lang.pick(format!("案件编号{case}"), format!("case {case}")));
        let display = display(visit.display, lang);
        self.named(format!("{}  {item}  {result}  {display}  {}  {case}", event.day, event.source), visit.at)
    }

    fn measure(&self, measure: &InForce) -> String {
        let lang = self.lang;
        let rule = self.rules.measures(measure.because, measure.from).find(|row| row.code == measure.code);
        let what = rule.map_or_else(String::new, |row| row.what.clone().pick(lang));
        let until = match measure.until {
            Until::Listed => lang.pick("在列期间", "while listed").to_owned(),
            Until::Day(day) => lang.pick(format!("至{day}"), format!("until {day}")),
            Until::Life => lang.pick("终身", "for life").to_owned(),
        };
        let why = self.because(&[measure.by], Some(measure.version.to_string()));
        lang.pick(
            format!("{} {what}  自{}，{until}{why}", measure.code, measure.from),
            format!("{} {what}  from {}, {until}{why}", measure.code, measure.from),
        )
    }

    fn triggers(&self) -> Vec<String> {
        let line = |code: Code, on: Date, by: &By, version: String| {
            format!("{on}  {}{}", self.what(code, on), self.because(by.events(), Some(version)))
        };
        let all = self.standing.triggers.iter();
        all.map(|trigger| line(trigger.code, trigger.on, &trigger.by, trigger.version.to_string())).collect()
    }

    fn proposals(&self) -> Vec<String> {
        let lang = self.lang;
        let one = |proposal: &crate::core::credit::standing::Proposal| {
            let name = self.proposal(proposal.code, &proposal.by);
            let due = self.due(proposal.due);
            let declined = self.declined.iter().find(|(known, _)| *known == name);
            let declined = declined.map_or_else(String::new, |(_, on)| {
                lang.pick(format!("（{on}已决定不予）"), format!(" (declined on {on})"))
            });
            let (what, started) = (self.what(proposal.code, proposal.started), proposal.started);
            let why = self.because(proposal.by.events(), Some(proposal.version.to_string()));
            lang.pick(
                format!("{name}  {what}  起算{started}，期限{due}{declined}{why}"),
                format!("{name}  {what}  from {started}, due {due}{declined}{why}"),
            )
        };
        self.standing.proposals.iter().map(one).collect()
    }

    /// How a proposal is named on the command line.
    pub fn proposal(&self, code: Code, by: &By) -> String {
        proposal(self.book, code, by)
    }

    /// The last day of a duty.
    pub fn due(&self, due: DueDay) -> String {
        self::due(due, self.lang)
    }

    fn late(&self) -> Vec<String> {
        let line = |at: &u32| {
            let event = self.event(*at);
            let (zh, en) = event.kind.said();
            let why = event.late.as_deref().unwrap_or_default();
            let (day, recorded) = (event.day, event.recorded);
            let text = self.lang.pick(
                format!("{zh}  {day}，{recorded}补录：{why}"),
                format!("{en}  {day}, recorded {recorded}: {why}"),
            );
            self.named(text, *at)
        };
        self.standing.late.iter().map(line).collect()
    }

    fn because(&self, by: &[u32], version: Option<String>) -> String {
        if !self.why {
            return String::new();
        }
        let events: Vec<String> = by.iter().map(|at| self.mark(*at)).collect();
        let (events, version) = (events.join("+"), version.unwrap_or_else(|| "-".into()));
        self.lang
            .pick(format!("  [依据事件{events}，规则{version}]"), format!("  [by {events}, rule {version}]"))
    }

    /// One line for each conclusion, for programs.
    pub fn lines(&self) -> Vec<String> {
        told::lines(self.standing, &self.book.history.facts, &|at| self.mark(at))
    }
}

/// How a proposal is named on the command line.
pub fn proposal(book: &Book, code: Code, by: &By) -> String {
    let marks: Vec<String> =
        by.events().iter().map(|at| book.history.digests[*at as usize].hex()[..8].to_owned()).collect();
    format!("{code}@{}", marks.join("+"))
}

/// The last day of a duty.
pub fn due(due: DueDay, lang: Lang) -> String {
    match due {
        DueDay::Unset => lang.pick("未定", "not set").into(),
        DueDay::Unknown => lang.pick("缺该年工作日历", "no calendar for that year").into(),
        DueDay::Told(due) if due.provisional => {
            format!("{}{}", due.date, lang.pick("（暂定）", " (provisional)"))
        }
        DueDay::Told(due) => due.date.to_string(),
    }
}

/// Whether a record is shown, and if not, why.
pub fn display(display: Display, lang: Lang) -> &'static str {
    let (zh, en) = match display {
        Display::Shown => ("公示中", "shown"),
        Display::Tier => ("不公示（该档不公示）", "not shown: its tier is not public"),
        Display::Unpublished => ("不公示（尚未公示）", "not shown: not published yet"),
        Display::Ended => ("不公示（期满）", "not shown: its maximum is over"),
        Display::Unsettled => {
            ("期满未改正，依行业规定", "past its maximum and not corrected: the sector decides")
        }
        Display::Repaired => ("不公示（已修复）", "not shown: repaired"),
        Display::Void => ("不公示（已变更、撤销或无效）", "not shown: changed, revoked or void"),
        Display::Shield => ("不公示（重整或和解期间）", "not shown: restructuring"),
        Display::Linked => {
            ("不公示（关联处罚或列入已停止公示）", "not shown: what it led to is shown no more")
        }
        Display::Undecided => {
            ("未定（本省较低数额罚款标准未设）", "undecided: the province has no threshold in force")
        }
        Display::NoRule => ("未定（当日无规定）", "undecided: no rule was in force"),
    };
    lang.pick(zh, en)
}

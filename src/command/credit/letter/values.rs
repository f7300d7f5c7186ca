//! What stands in a letter: its act, its event and the rules in force on its day in words. Nothing of an officer, and of
//! the party its name and number only.

use super::words::{self, date, or_blank};
use crate::command::credit::book::Book;
use crate::core::credit::letter::{Goal, Paper};
use crate::core::credit::rule::{Because, Earliest, Rule};
use crate::core::credit::switch::Key;
use crate::core::credit::words::{Kind, List, Manner, Punished};
use crate::core::credit::{Act, Code, Event, Rules, Verb};
use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::env::Env;
use crate::publish::forms::{Content, Rows, Stamp, Values};
use std::collections::{BTreeMap, BTreeSet};

/// Writes the letter that an act is.
pub struct Writer<'a> {
    pub env: &'a Env,
    pub rules: &'a Rules,
    pub book: &'a Book,
    pub act: &'a Act,
}

impl Writer<'_> {
    pub(super) fn lang(&self) -> Lang {
        self.env.lang
    }

    /// Layout, number and content of the letter; `None` where the act is none.
    pub fn letter(&self, event: Option<&Event>) -> Option<(&'static str, String, Content)> {
        let letter = self.act.letter.as_ref()?;
        let number = event.and_then(|event| event.details.number.clone());
        let number = number.filter(|_| event.is_some_and(lettered)).unwrap_or_else(|| letter.number.clone());
        let day = event.map(|event| event.day).or(self.act.day).unwrap_or(self.act.at.date());
        let mut values = self.common(&number, day);
        let (layout, paper) = match (self.act.verb, event) {
            (Verb::Notify, _) => {
                self.notice(&mut values, day)?;
                ("serious-notice", Paper::SeriousNotice)
            }
            (_, Some(event)) => self.decision(&mut values, event)?,
            (_, None) => return None,
        };
        self.title(&mut values, paper, day);
        Some((layout, number, self.content(values, Vec::new(), day)))
    }

    /// A decision for many.
    pub fn batch(&self, event: &Event, rows: Vec<Values>) -> Option<(String, Content)> {
        let number = self.act.letter.as_ref()?.number.clone();
        let mut values = self.common(&number, event.day);
        let (_, paper) = self.decision(&mut values, event)?;
        self.title(&mut values, paper, event.day);
        // A party may stand in the annex more than once: 户 are counted, and 条 beside them where they differ.
        let parties = rows.iter().filter_map(|row| row.get("subject-id")).collect::<BTreeSet<_>>().len();
        let (entries, lang) = (rows.len(), self.lang());
        let said = match entries == parties {
            true => lang.pick(format!("{parties}家企业（当事人）"), format!("{parties} parties")),
            false => lang.pick(
                format!("{parties}家企业（当事人）{entries}条"),
                format!("{parties} parties ({entries} entries)"),
            ),
        };
        values.insert("letter-count", said);
        Some((number, self.content(values, rows, event.day)))
    }

    /// A row of the annex.
    pub fn row(&self, event: &Event, place: usize) -> Values {
        let mut values = self.common(event.details.number.as_deref().unwrap_or_default(), event.day);
        values.insert("number", place.to_string());
        values.insert("letter-facts", self.facts(event));
        values
    }

    pub(super) fn common(&self, number: &str, day: Date) -> Values {
        let (lang, config) = (self.lang(), &self.env.config);
        let own = &config.credit.letters;
        let body = self.act.letter.as_ref().map_or(&config.body, |letter| &letter.authority);
        let name = self.book.subject.as_ref().map_or("", |subject| subject.name.as_str());
        let phone = if own.phone.is_empty() { &config.forms.phone } else { &own.phone };
        BTreeMap::from([
            ("body", or_blank(body)),
            ("letter-number", number.to_owned()),
            ("letter-date", date(day, lang)),
            ("subject-name", or_blank(name)),
            ("subject-id", self.book.id.to_string()),
            ("office", or_blank(&own.office)),
            ("office-line", or_blank(phone)),
            ("office-address", or_blank(&own.address)),
            ("review-body", or_blank(&own.review_body)),
            ("court", or_blank(&own.court)),
        ])
    }

    fn title(&self, values: &mut Values, paper: Paper, day: Date) {
        let mark = self.rules.mark(paper, day);
        values.insert(
            "letter-title",
            mark.map_or_else(String::new, |mark| mark.title.clone().pick(self.lang())),
        );
    }

    pub(super) fn content(&self, values: Values, rows: Vec<Values>, day: Date) -> Content {
        let (act, digest) = (self.act.number, self.act.digest().hex());
        let number = &values["letter-number"];
        let stamp = Stamp {
            line: self.lang().pick(
                format!("{number}　信用操作 {act}"),
                format!("{number}, act {act} of the credit archive"),
            ),
            code: format!("credit-act {act} sha256:{digest}"),
            short: format!("credit-act {}", &digest[..16]),
            made: day,
            more: Vec::new(),
        };
        let tables = if rows.is_empty() { BTreeMap::new() } else { BTreeMap::from([(Rows::Annex, rows)]) };
        Content { values, tables, stamp }
    }

    /// What a decision says, its layout, and which letter it is.
    fn decision(&self, values: &mut Values, event: &Event) -> Option<(&'static str, Paper)> {
        values.insert("letter-basis", event.basis.clone());
        match event.kind {
            Kind::Listing => {
                let rule = self.rule(event)?;
                let list = rule.list?;
                self.listing(values, event, rule, list);
                let layout = if list == List::Serious { "serious-listing" } else { "listing" };
                Some((layout, Goal::List.paper(list)?))
            }
            Kind::Removal => {
                let listing = self.about(event)?;
                let list = self.rule(listing)?.list?;
                let goal = Goal::of(self.act.proposal.as_ref()?.0);
                self.of_listing(values, listing, list);
                let reason = event.details.reason?.said();
                values.insert("letter-reason", self.lang().pick(reason.0, reason.1).to_owned());
                Some((if goal == Goal::Fix { "correction" } else { "removal" }, goal.paper(list)?))
            }
            Kind::RepairAccepted | Kind::RepairDecided => Some(self.repair(values, event)),
            _ => None,
        }
    }

    fn listing(&self, values: &mut Values, event: &Event, rule: &Rule, list: List) {
        let lang = self.lang();
        values.insert("letter-facts", self.facts(event));
        values.insert("letter-list", lang.pick(list.said().0, list.said().1).into());
        values.insert("letter-effect", effect(list, lang));
        values.insert("letter-measures", self.measures(list, event.day));
        values.insert("letter-exit", self.exit(rule, list, event.day));
    }

    /// How a listing ends: what its party can do, what is asked for, and by when that is decided.
    fn exit(&self, rule: &Rule, list: List, day: Date) -> String {
        let (lang, rules) = (self.lang(), self.rules);
        let needs = words::needs(rule.needs, lang);
        if list == List::Serious {
            let min = match rule.min {
                Earliest::After(term) => words::term(term, lang),
                _ => words::BLANK.into(),
            };
            let max = rule.max.map_or_else(|| words::BLANK.into(), |term| words::term(term, lang));
            let [accept, decide] = [Code::SerAccept, Code::SerOut].map(|code| rules.rule(code, day));
            let [accept, decide] = [words::within(accept, lang), words::days(decide, lang)];
            return lang.pick(
                format!("列入满{min}，且{needs}的，可以提交申请书、守信承诺书和履行义务的证明材料，申请提前移出；本局{accept}决定是否受理，自受理之日起{decide}作出决定。自列入之日起满{max}的，移出名单并停止公示；法律、行政法规规定的禁限期更长的，从其规定。"),
                format!("After {min}, and with {needs}, you may apply for an early removal with a signed commitment and proof. The bureau accepts or refuses it {accept}, and decides {decide}. After {max} the entry ends, or later where a ban by law is longer."),
            );
        }
        let out = match list {
            List::Abnormal => Code::AbnOut,
            List::Mark => Code::IndOut,
            _ => Code::CoopOut,
        };
        let (reasons, within) =
            (words::reasons(rule.removals, lang), words::within(rules.rule(out, day), lang));
        lang.pick(
            format!("{reasons}后，可以向本局申请移出；符合条件的，本局{within}作出移出决定。"),
            format!("Once this is so: {reasons}, you may apply for removal; the bureau decides {within}."),
        )
    }

    fn measures(&self, list: List, day: Date) -> String {
        let lang = self.lang();
        let because = if list == List::Serious { Because::Serious } else { Because::Abnormal };
        let measures = self.rules.measures(because, day).filter(|_| list != List::Mark);
        let words: Vec<String> = measures.map(|row| row.what.clone().pick(lang)).collect();
        match words.is_empty() {
            true => lang.pick("依法公示。", "The record is public.").into(),
            false => lang.pick(
                format!("在列期间依法采取：{}。", words.join("；")),
                format!("While the entry stands: {}.", words.join("; ")),
            ),
        }
    }

    /// The notice before a serious listing.
    fn notice(&self, values: &mut Values, day: Date) -> Option<()> {
        let (code, on) = self.act.proposal.as_ref()?;
        let rule = self.rules.rule(*code, day)?;
        let first =
            self.book.events.iter().find(|event| on.contains(&self.book.stored_name(&event.digest())));
        values.insert("letter-facts", self.because(first, rule));
        values.insert("letter-basis", rule.law.basis.clone());
        values.insert("letter-measures", self.measures(List::Serious, day));
        let days = self.rules.switch(Key::HearingAskDays, day).and_then(|switch| switch.position);
        values.insert("hearing-days", days.map_or_else(|| words::BLANK.into(), |days| days.to_string()));
        Some(())
    }

    fn repair(&self, values: &mut Values, event: &Event) -> (&'static str, Paper) {
        let lang = self.lang();
        let about = self.about(event);
        values.insert("letter-record", about.map_or_else(String::new, |about| self.record(about)));
        let code = match about.map(|about| about.kind) {
            Some(Kind::Listing) => Code::SerOut,
            Some(Kind::Inspection) => Code::InsRepair,
            _ => Code::PenRepair,
        };
        let rule = self.rules.rule(code, event.day);
        values.insert("letter-term", words::within(rule, lang));
        if event.basis == "-" {
            values.insert("letter-basis", rule.map_or_else(String::new, |rule| rule.law.basis.clone()));
        }
        let (basis, reason, day) = (values["letter-basis"].clone(), &self.act.reason, date(event.day, lang));
        let (paper, effect) = match (event.kind, event.details.manner) {
            (Kind::RepairAccepted, _) => return ("repair-accepted", Paper::RepairAccepted),
            (_, Some(Manner::Granted)) => (
                Paper::RepairGranted,
                lang.pick(
                    format!("经审查，符合信用修复条件。依据{basis}的规定，本局决定自{day}起准予信用修复：停止公示、共享和使用上述信息，解除相应管理措施，并更新信用评价。"),
                    format!("The conditions are met. Under {basis} the bureau grants the repair from {day}: the record is no longer shown, shared or used, the measures end, and evaluations are updated."),
                ),
            ),
            _ => (
                Paper::RepairRefused,
                lang.pick(
                    format!("经审查，不符合信用修复条件。理由：{reason}。依据{basis}的规定，本局于{day}决定不予信用修复。条件具备后可以再次申请。"),
                    format!("The conditions are not met: {reason}. Under {basis} the bureau refuses the repair on {day}. You may apply again once they are."),
                ),
            ),
        };
        values.insert("letter-effect", effect);
        ("repair-decision", paper)
    }

    /// A record in words.
    pub(super) fn record(&self, event: &Event) -> String {
        let lang = self.lang();
        let number = event.details.number.as_deref().unwrap_or_default();
        let what = match event.kind {
            Kind::Penalty => {
                let kinds = event.details.kinds.iter().map(|kind| {
                    match (kind, event.details.fine, event.details.confiscated) {
                        (Punished::Fine, Some(fen), _) => lang.pick(
                            format!("罚款{}万元", words::wan(fen)),
                            format!("fine {} ×10 000 yuan", words::wan(fen)),
                        ),
                        (Punished::Confiscation, _, Some(fen)) => lang.pick(
                            format!("没收{}万元", words::wan(fen)),
                            format!("confiscated {} ×10 000 yuan", words::wan(fen)),
                        ),
                        (kind, ..) => lang.pick(kind.said().0, kind.said().1).to_owned(),
                    }
                });
                lang.pick("行政处罚：", "penalty: ").to_owned()
                    + &kinds.collect::<Vec<_>>().join(lang.pick("、", ", "))
            }
            Kind::Listing => {
                let list = self.rule(event).and_then(|rule| rule.list);
                list.map_or_else(String::new, |list| effect(list, lang))
                    + lang.pick("：", ": ")
                    + &self.facts(event)
            }
            kind => lang.pick(kind.said().0, kind.said().1).to_owned(),
        };
        let day = date(event.day, lang);
        match number {
            "" => lang.pick(format!("{what}（{day}）"), format!("{what} ({day})")),
            number => lang.pick(format!("{what}（{number}，{day}）"), format!("{what} ({number}, {day})")),
        }
    }

    /// The listing that a removal is about.
    fn of_listing(&self, values: &mut Values, listing: &Event, list: List) {
        let lang = self.lang();
        values.insert("letter-facts", self.facts(listing));
        values.insert("letter-list", lang.pick(list.said().0, list.said().1).into());
        values.insert("record-date", date(listing.day, lang));
        values.insert("record-number", or_blank(listing.details.number.as_deref().unwrap_or_default()));
        values.insert("record-effect", effect(list, lang));
    }

    /// The ground of a listing in words, with its year or penalty.
    fn facts(&self, listing: &Event) -> String {
        let Some(rule) = self.rule(listing) else { return String::new() };
        let lang = self.lang();
        match (listing.details.year, self.about(listing)) {
            (Some(year), _) => {
                let what = rule.what.clone().pick(lang);
                lang.pick(format!("{what}（{year}年度）"), format!("{what} (for {year})"))
            }
            (None, about) => self.because(about, rule),
        }
    }

    /// A ground with the penalty it follows from.
    fn because(&self, by: Option<&Event>, rule: &Rule) -> String {
        let (lang, what) = (self.lang(), rule.what.clone().pick(self.lang()));
        match by.filter(|event| event.kind == Kind::Penalty) {
            Some(penalty) => {
                let record = self.record(penalty);
                lang.pick(format!("{what}，受到较重{record}"), format!("{what}, {record}"))
            }
            None => what,
        }
    }

    /// The rule of a listing.
    fn rule(&self, listing: &Event) -> Option<&Rule> {
        self.rules.rule(listing.details.ground?, listing.day)
    }

    /// The event that another is about; stored names are followed.
    fn about(&self, event: &Event) -> Option<&Event> {
        let about = event.about?;
        self.book.events.iter().find(|known| {
            let digest = known.digest();
            digest == about || self.book.stored_name(&digest) == about
        })
    }
}

/// Whether the event itself bears the number of its letter.
fn lettered(event: &Event) -> bool {
    matches!(event.kind, Kind::Listing | Kind::Removal)
}

fn effect(list: List, lang: Lang) -> String {
    let (zh, en) = match list {
        List::Abnormal => ("列入经营异常名录", "entry in the abnormal list"),
        List::Mark => ("标记为经营异常状态", "mark as irregular"),
        List::Cooperative => ("列入经营异常名录", "entry in the abnormal list"),
        List::Serious => ("列入严重违法失信名单", "entry in the serious list"),
    };
    lang.pick(zh, en).into()
}

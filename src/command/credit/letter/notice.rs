//! The notice on credit repair that is served together with a penalty (两书同达：信用修复告知书): terms on both channels,
//! threshold, conditions. Not a decision: it has no number of its own.

use super::values::Writer;
use super::words::{self, date};
use crate::core::credit::rule::{Channel, Earliest};
use crate::core::credit::words::Domain;
use crate::core::credit::{Code, Event, Question};
use crate::core::lang::Lang;
use crate::core::workdays::Calendar;
use crate::publish::forms::Content;
use std::collections::BTreeMap;

impl Writer<'_> {
    /// The notice on repair that goes with a penalty; `None` where the penalty is not shown at all.
    pub fn repair_notice(&self, event: &Event, calendar: &Calendar) -> Option<Content> {
        let (lang, rules) = (self.lang(), self.rules);
        let standing = Question::new(rules, calendar, self.env.now().date())
            .fold(self.book.form, &self.book.history.facts);
        let at = self.book.history.find(&event.digest())?;
        let penalty = standing.penalties.iter().find(|penalty| penalty.at == at)?;
        let special =
            [Domain::Food, Domain::Drug, Domain::Equipment].map(Some).contains(&event.details.domain);
        let (mut rows, mut needs) = (Vec::new(), None);
        for clock in &penalty.clocks {
            let Some(tier) =
                clock.version.and_then(|version| rules.tier(version.code, clock.channel, version.from))
            else {
                continue;
            };
            needs = needs.or(Some(tier.needs));
            let never = tier.never.meets(event.details.kinds);
            let min = if special { tier.special } else { tier.min };
            let min = if never { Earliest::Never } else { min };
            let (zh, en) = match clock.channel {
                Channel::Gsxt => ("国家企业信用信息公示系统", "enterprise credit system (GSXT)"),
                Channel::Ndrc => ("信用中国网站", "Credit China"),
            };
            let latest = match (tier.shown, tier.max) {
                (false, _) => lang.pick("一般不公示", "normally not shown").to_owned(),
                (_, Some(max)) => {
                    let until = clock.until.map_or_else(String::new, |day| {
                        lang.pick(
                            format!("（至{}）", date(day, lang)),
                            format!(" (until {})", date(day, lang)),
                        )
                    });
                    format!("{}{until}", words::term(max, lang))
                }
                _ => words::BLANK.into(),
            };
            rows.push(BTreeMap::from([
                ("channel", lang.pick(zh, en).to_owned()),
                ("tier", tier_word(tier.code, lang).to_owned()),
                ("earliest", words::earliest(min, clock.apply, lang)),
                ("latest", latest),
            ]));
        }
        let needs = needs?;
        let mut values = self.common("", event.day);
        values.insert("body", event.authority.clone());
        values.insert("letter-title", lang.pick("信用修复告知书", "Notice on credit repair").into());
        values.insert("letter-number", event.details.number.clone().unwrap_or_default());
        values.insert("record-number", event.details.number.clone().unwrap_or_default());
        values.insert("letter-record", self.record(event));
        values.insert("letter-threshold", self.threshold(event));
        values.insert("letter-conditions", format!("{}{}", words::needs(needs, lang), lang.pick("。", ".")));
        values.insert("letter-term", words::within(rules.rule(Code::PenRepair, event.day), lang));
        Some(self.content(values, rows, event.day))
    }

    /// The provincial threshold of low fines.
    fn threshold(&self, event: &Event) -> String {
        let lang = self.lang();
        let row = event.details.region.and_then(|region| self.rules.threshold(region, event.day));
        let Some(row) = row else {
            return lang
                .pick(
                    "较低数额罚款标准：本省尚未设定（以省级公布的标准为准）。",
                    "Low fines: the province has set no threshold yet.",
                )
                .into();
        };
        let [natural, other] = [row.natural, row.organisation].map(|fen| fen / 100);
        let (zh, en) = if row.inclusive { ("含", "inclusive") } else { ("不含", "exclusive") };
        lang.pick(
            format!("较低数额罚款标准：自然人{natural}元以下，法人或其他组织{other}元以下（{zh}本数）。"),
            format!("Low fines: up to {natural} yuan for a natural person, {other} yuan for an organisation ({en})."),
        )
    }
}

fn tier_word(code: Code, lang: Lang) -> &'static str {
    match code {
        Code::PenT0 | Code::PenT1 => lang.pick("轻微", "minor"),
        Code::PenT3 => lang.pick("严重", "serious"),
        _ => lang.pick("一般", "general"),
    }
}

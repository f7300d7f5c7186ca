//! The public report of one subject (公共信用信息报告, the shape of 2022) in words: cover with number and QR
//! code, how to read it, an overview, one table for each heading. What may stand in it was decided by
//! `core::credit::report`; nothing is added here but words.

use super::document::{Block, Document, Table};
use crate::core::credit::report::{Heading, Looked, Record, Registered, Repair, Report, Shown};
use crate::core::credit::rule::{Channel, Rules};
use crate::core::credit::standing::State;
use crate::core::credit::told::tier_said;
use crate::core::credit::unit::wan_of_fen;
use crate::core::credit::words::{Kind, Manner, Punished};
use crate::core::lang::Lang;
use crate::core::registry::{Group, Status};
use crate::core::row::reference::region_name;
use crate::core::time::Date;

/// The report as a document.
pub fn document(report: &Report, rules: &Rules, lang: Lang) -> Document {
    let words = Words { report, rules, lang };
    let mut blocks = words.cover();
    blocks.extend(words.how_to_read());
    blocks.extend(words.overview());
    for section in &report.sections {
        blocks.push(Block::Heading(lang.pick(section.heading.said().0, section.heading.said().1).into()));
        match section.looked {
            Looked::Records => blocks.push(words.table(section.heading, &section.records)),
            looked => blocks.push(Block::Text(words.empty(section.heading, looked))),
        }
    }
    let digest = report.digest().hex();
    Document {
        lang,
        title: title(lang).into(),
        issuer: report.body.clone(),
        made: report.known_by,
        header: format!("{}  {}", title(lang), words.name()),
        footer: lang.pick(
            format!("报告编号 {}  摘要 {}…", report.number, &digest[..16]),
            format!("report {}  digest {}…", report.number, &digest[..16]),
        ),
        blocks,
    }
}

/// What the QR code holds: whose report, of which days, and its digest, so that whoever has the report can
/// have it computed again.
pub fn code(report: &Report) -> String {
    format!("suicha credit {} {} {} {}", report.id, report.as_of, report.known_by, report.digest())
}

fn title(lang: Lang) -> &'static str {
    lang.pick("公共信用信息报告", "Public credit report")
}

struct Words<'a> {
    report: &'a Report,
    rules: &'a Rules,
    lang: Lang,
}

impl Words<'_> {
    fn pick<'t>(&self, (zh, en): (&'t str, &'t str)) -> &'t str {
        self.lang.pick(zh, en)
    }

    fn name(&self) -> &str {
        self.report.subject.as_ref().map_or(self.report.id.as_str(), |subject| subject.name.as_str())
    }

    fn fact(&self, label: (&str, &str), value: impl ToString) -> (String, String) {
        (self.pick(label).to_owned(), value.to_string())
    }

    fn cover(&self) -> Vec<Block> {
        let Report { number, id, as_of, known_by, .. } = self.report;
        let when = self.lang.pick(
            format!("{known_by}（含该日终了前已记录的信息；状态截至{as_of}）"),
            format!("{known_by} (what was recorded by the end of that day; as of {as_of})"),
        );
        let facts = vec![
            self.fact(("报告编号", "Report number"), number),
            self.fact(("名称", "Name"), self.name()),
            self.fact(("统一社会信用代码/注册号", "Registry number"), id),
            self.fact(("生成时间", "Made as of"), when),
            self.fact(("出具机关", "Issued by"), &self.report.body),
            self.fact(("报告摘要（SHA-256）", "Digest (SHA-256)"), self.report.digest()),
        ];
        vec![
            Block::Title(title(self.lang).into()),
            Block::Subtitle(self.lang.pick("（公示信息，依法公开）", "(public information)").into()),
            Block::Facts(facts),
            Block::Code(code(self.report)),
            Block::NewPage,
        ]
    }

    fn how_to_read(&self) -> Vec<Block> {
        let Report { id, as_of, known_by, .. } = self.report;
        let texts = self.lang.pick(
            [
                "本报告依据本机关信用档案中依法公示的信息生成，只列在公示期内的记录；已撤销、已更正、已修复或期满的记录不再列示。".to_owned(),
                "“查询期内无相关记录”指本机关收录此类信息而查询期内没有可以公示的记录；“未检查”指本机关的信用档案不收录此类信息，本报告未作查询，不表示没有。".to_owned(),
                "每条记录列明来源、依据、信息截至日期和公示截止期；整改、异议与答复、信用修复情况与记录并列。公示截止期为最迟日期，提前修复或移出的，自决定之日起停止公示。".to_owned(),
                format!("核验：扫码所得文字依次为代码、状态截至日、信息记录截止日和报告摘要。对同一档案运行 suicha credit show {id} --as-of {as_of} --known-by {known_by} --out 文件，所得报告与摘要应逐字节一致；JSON 格式的摘要可由任何人离线复算。随机抽查结果载明抽取编号，可凭该次抽取公布的证据包核验。"),
                "本报告不评价、不分级，不含投诉举报等未经核实的信息；对记录有异议或者需要信用修复的，可以向作出记录的机关提出。".to_owned(),
            ],
            [
                "This report is made from what the bureau's credit archive shows to the public. Records that were revoked, corrected, repaired or whose term is over do not stand in it.".to_owned(),
                "“No record in the period asked about” means that the bureau keeps such records and none can be shown; “not checked” means that its archive holds no records of this kind and nobody looked: it does not mean that there are none.".to_owned(),
                "Each record names its source, its legal basis, the day it is as of and the last day it is shown; rectification, objections with their answers and credit repair stand beside it. The last day is the latest: with repair or removal the display ends earlier.".to_owned(),
                format!("To verify: the code holds the registry number, the legal day, the day of what was known, and the digest. On the same archive `suicha credit show {id} --as-of {as_of} --known-by {known_by} --out FILE` gives the same bytes and the same digest; the digest of the JSON form can be computed by anybody, offline. A random inspection names its draw, whose published bundle proves it."),
                "The report rates nobody, and holds nothing that was not verified, such as complaints. Objections and applications for repair go to the authority that made the record.".to_owned(),
            ],
        );
        let heading = Block::Heading(self.lang.pick("报告说明", "How to read this report").into());
        std::iter::once(heading).chain(texts.into_iter().map(Block::Text)).collect()
    }

    fn overview(&self) -> Vec<Block> {
        let facts = match &self.report.subject {
            Some(subject) => self.registration(subject),
            None => vec![self.fact(
                ("登记信息", "Registration"),
                self.lang.pick("查询日已知的名录中没有该对象", "in no roster that was known on the day"),
            )],
        };
        let columns = [("信息类别", "Heading", 5), ("情况", "State", 4), ("条数", "Records", 2)];
        let columns = columns.map(|(zh, en, share)| (self.lang.pick(zh, en).to_owned(), share));
        let row = |section: &crate::core::credit::report::Section| {
            let count = match section.looked {
                Looked::Unchecked => "-".to_owned(),
                _ => section.records.len().to_string(),
            };
            vec![
                self.pick(section.heading.said()).to_owned(),
                self.pick(section.looked.said()).to_owned(),
                count,
            ]
        };
        let rows = self.report.sections.iter().map(row).collect();
        vec![
            Block::Heading(self.lang.pick("概述：登记基础信息", "Overview: registration").into()),
            Block::Facts(facts),
            Block::Heading(self.lang.pick("概述：各类信息条数", "Overview: records by heading").into()),
            Block::Table(Table::grid(columns.to_vec(), rows)),
        ]
    }

    fn registration(&self, subject: &Registered) -> Vec<(String, String)> {
        let day = |day: Option<Date>| match day {
            Some(Date::FOREVER) => self.lang.pick("长期", "no end").to_owned(),
            Some(day) => day.to_string(),
            None => "-".to_owned(),
        };
        let given = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        let mut status = self.pick(status(subject.status)).to_owned();
        if subject.dormant {
            status.push_str(self.lang.pick("（歇业）", " (business suspended)"));
        }
        let region = match (self.lang, region_name(&subject.region)) {
            (Lang::Zh, Some(name)) => format!("{name}（{}）", subject.region),
            _ => given(&subject.region),
        };
        let mut facts = vec![
            self.fact(("名称", "Name"), &subject.name),
            self.fact(("统一社会信用代码/注册号", "Registry number"), &self.report.id),
            self.fact(("原注册号", "Earlier number"), given(&subject.other_id)),
            self.fact(("类型", "Type"), given(&subject.kind)),
            self.fact(("主体类别", "Form"), self.pick(group(subject.group))),
            self.fact(("登记状态", "Status"), status),
            self.fact(("行业代码", "Industry"), given(&subject.industry)),
            self.fact(("行政区划", "Region"), region),
            self.fact(("登记机关", "Registry"), given(&subject.authority)),
            self.fact(("成立日期", "Established"), day(subject.established)),
            self.fact(("许可证有效期至", "Licence until"), day(subject.licence_until)),
        ];
        let withheld = self.lang.pick("依规不予公示", "not public");
        facts.push(self.fact(("住所", "Address"), subject.address.as_deref().unwrap_or(withheld)));
        facts
    }

    fn empty(&self, heading: Heading, looked: Looked) -> String {
        match (looked, heading) {
            (Looked::Unchecked, _) => self.lang.pick(
                "未检查：本机关信用档案不收录此类信息",
                "Not checked: the bureau's archive holds no records of this kind",
            ),
            (_, Heading::RandomChecks) => self.lang.pick(
                "查询期内无相关记录（未被抽查，或者没有可以公示的抽查结果）",
                "No record in the period asked about (not inspected, or no result that can be shown)",
            ),
            _ => self.lang.pick("查询期内无相关记录", "No record in the period asked about"),
        }
        .into()
    }

    fn table(&self, heading: Heading, records: &[Record]) -> Block {
        let until = match heading {
            Heading::Permits | Heading::Commitments | Heading::Broken => ("有效期至", "Valid until", 4),
            _ => ("公示期与公示截止期", "Shown, last day", 5),
        };
        let columns = [
            ("日期、文号", "Day, number", 5),
            ("内容", "What", 5),
            ("机关、依据、来源", "Authority, basis, source", 6),
            until,
            ("整改、异议答复、信用修复", "Rectification, replies, repair", 6),
        ];
        let columns = columns.map(|(zh, en, share)| (self.lang.pick(zh, en).to_owned(), share));
        let row = |record: &Record| {
            vec![
                self.dated(record),
                self.what(record),
                self.from(record),
                self.shown(record),
                self.beside(record),
            ]
        };
        Block::Table(Table::grid(columns.to_vec(), records.iter().map(row).collect()))
    }

    fn dated(&self, record: &Record) -> String {
        let as_of =
            self.lang.pick(format!("信息截至\n{}", record.recorded), format!("as of\n{}", record.recorded));
        let number = record.details.number.as_deref().unwrap_or_default();
        lines([record.day.to_string().as_str(), number, &as_of])
    }

    fn what(&self, record: &Record) -> String {
        let details = &record.details;
        let kind = self.pick(record.kind.said());
        match record.kind {
            Kind::Inspection => {
                let item = details.item.as_ref().map_or_else(String::new, |item| {
                    let item = item.as_str().to_uppercase();
                    self.lang.pick(format!("抽查事项 {item}"), format!("matter {item}"))
                });
                let found = details.result.map_or_else(String::new, |found| {
                    format!("{found} {}", self.lang.pick(found.title(), found.english()))
                });
                lines([item.as_str(), &found])
            }
            Kind::Penalty => self.penalty(record),
            Kind::Listing => self.listing(record),
            Kind::Report => {
                let year = details.year.map_or_else(String::new, |year| year.to_string());
                self.lang.pick(format!("{year}年度报告"), format!("annual report of {year}"))
            }
            Kind::Commitment => {
                let manner = details.manner.map_or("", |manner| self.pick(manner.said()));
                lines([kind, manner])
            }
            _ => kind.to_owned(),
        }
    }

    fn penalty(&self, record: &Record) -> String {
        let details = &record.details;
        let summed = |kind: &Punished| match kind {
            Punished::Fine => details.fine.is_some(),
            Punished::Confiscation => details.confiscated.is_some(),
            _ => false,
        };
        let named = details.kinds.iter().filter(|kind| !summed(kind));
        let mut parts: Vec<String> = named.map(|kind| self.pick(kind.said()).to_owned()).collect();
        let sum = |what: (&str, &str), fen: Option<u64>| {
            let (wan, what) = (wan_of_fen(fen?), self.pick(what));
            Some(self.lang.pick(format!("{what}{wan}万元"), format!("{what} {wan} ×10 000 yuan")))
        };
        parts.extend(sum(("罚款", "fine"), details.fine));
        parts.extend(sum(("没收", "confiscated"), details.confiscated));
        let domain = details.domain.map_or("", |domain| self.pick(domain.said()));
        lines([domain, &parts.join(self.lang.pick("、", ", "))])
    }

    fn listing(&self, record: &Record) -> String {
        let ground = record.details.ground.map_or_else(String::new, |code| {
            let rule = self.rules.rule(code, record.day);
            rule.map_or_else(
                || code.to_string(),
                |rule| format!("{} {code}", rule.what.clone().pick(self.lang)),
            )
        });
        let year = record
            .details
            .year
            .map_or_else(String::new, |year| self.lang.pick(format!("{year}年度"), format!("year {year}")));
        let Some(listed) = &record.listing else { return lines([year.as_str(), &ground]) };
        let (list, state) = (self.pick(listed.list.said()), self.pick(listed.state.said()));
        let closed = listed.closed.map_or_else(String::new, |on| format!(" {on}"));
        lines([list, &year, &ground, &format!("{state}{closed}")])
    }

    fn from(&self, record: &Record) -> String {
        let source = match &record.source {
            Some(source) => source.clone(),
            None => self.lang.pick("来源：作出机关记录", "source: records of the authority").into(),
        };
        let source = match (self.lang, source.strip_prefix("随机抽查 ")) {
            (Lang::En, Some(draw)) => format!("source: random inspection {draw}"),
            (Lang::Zh, Some(_)) => format!("来源：{source}"),
            _ => source,
        };
        let basis = self.lang.pick(format!("依据：{}", record.basis), format!("basis: {}", record.basis));
        lines([record.authority.as_str(), &basis, &source])
    }

    fn shown(&self, record: &Record) -> String {
        if record.shown.is_empty() {
            return match record.details.until {
                Some(Date::FOREVER) => self.lang.pick("长期", "no end").into(),
                Some(until) => until.to_string(),
                None => "-".into(),
            };
        }
        let one = |shown: &Shown| {
            let channel = match shown.channel {
                Channel::Gsxt => self.lang.pick("公示系统", "GSXT"),
                Channel::Ndrc => self.lang.pick("信用中国", "Credit China"),
            };
            let tier = shown.tier.map_or_else(String::new, |tier| {
                let tier = self.pick(tier_said(tier));
                self.lang.pick(format!("（{tier}）"), format!(" ({tier})"))
            });
            let from = shown.from.map_or_else(|| "-".to_owned(), |from| from.to_string());
            let open = match record.kind {
                Kind::Listing => self.lang.pick("移出或修复之日", "removal or repair"),
                _ => self.lang.pick("修复之日（未定期限）", "repair (no term is set)"),
            };
            let until = shown.until.map_or_else(|| open.to_owned(), |until| until.to_string());
            self.lang.pick(
                format!("{channel}{tier}\n自{from}\n公示截止期\n{until}"),
                format!("{channel}{tier}\nfrom {from}\nlast day\n{until}"),
            )
        };
        record.shown.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    fn beside(&self, record: &Record) -> String {
        if record.shown.is_empty() {
            return "-".into();
        }
        let rectified = match record.rectified {
            Some(on) => {
                self.lang.pick(format!("整改：{on}已改正或履行"), format!("rectified or done on {on}"))
            }
            None => self.lang.pick("整改：无记录", "rectification: no record").into(),
        };
        let mut parts = vec![rectified];
        if record.replies.is_empty() {
            parts.push(self.lang.pick("异议：无", "objections: none").into());
        }
        for reply in &record.replies {
            let answer = match reply.answer {
                Some((on, manner)) => format!("{on} {}", self.answer(manner)),
                None => self.lang.pick("尚未答复", "not answered yet").into(),
            };
            let day = reply.day;
            parts.push(
                self.lang.pick(
                    format!("异议：{day}提出，答复：{answer}"),
                    format!("objection of {day}: {answer}"),
                ),
            );
        }
        let repair = self.pick(record.repair.said());
        let from = match (record.repair, record.repair_from) {
            (Repair::None | Repair::Refused, Some(from)) => {
                self.lang.pick(format!("，最早可申请日{from}"), format!(", can be applied for from {from}"))
            }
            _ => String::new(),
        };
        let ended = record.listing.as_ref().is_some_and(|listed| listed.state != State::Open);
        if !ended {
            parts.push(self.lang.pick(format!("修复：{repair}{from}"), format!("repair: {repair}{from}")));
        }
        parts.join("\n")
    }

    fn answer(&self, manner: Option<Manner>) -> &str {
        manner.map_or(self.lang.pick("已答复", "answered"), |manner| self.pick(manner.said()))
    }
}

fn lines<const N: usize>(parts: [&str; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

fn status(status: Status) -> (&'static str, &'static str) {
    let en = match status {
        Status::Active => "active",
        Status::Revoked => "licence revoked, not deregistered",
        Status::RevokedDeregistered => "licence revoked, deregistered",
        Status::Deregistered => "deregistered",
        Status::Rescinded => "registration revoked",
        Status::MovedOut => "moved out",
        Status::Other => "other",
    };
    (status.word(), en)
}

fn group(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Enterprise => ("企业", "enterprise"),
        Group::Cooperative => ("农民专业合作社", "farmers' cooperative"),
        Group::RepresentativeOffice => ("外国企业常驻代表机构", "representative office"),
        Group::Individual => ("个体工商户", "individual business"),
        Group::Other => ("其他", "other"),
    }
}

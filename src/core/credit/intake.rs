//! From rows of lists to events: what a row leaves out is filled in where law or the list itself says
//! it, and what cannot be told is a problem with its column. Whether the event fits its subject's history
//! is [`super::check()`]'s; the archive is the caller's.

use super::code::Code;
use super::details::Details;
use super::event::Event;
use super::fold::Question;
use super::words::{Domain, Form, Kind, Manner, Party, Procedure};
use super::{History, Refusal};
use crate::core::digest::Digest;
use crate::core::id::{Name, SubjectId};
use crate::core::registry::Group;
use crate::core::row::{CreditRow, CreditSort, Field, Rule};
use crate::core::time::Date;

/// What rows are read with.
#[derive(Clone, Copy, Debug)]
pub struct Intake<'a> {
    /// Rules, calendar and today.
    pub question: &'a Question<'a>,
    /// Name of the bureau: the authority where a row names none.
    pub body: &'a str,
    /// Why old records are told late, where a row does not say.
    pub late: &'a str,
}

/// Events of one row.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The record.
    pub record: Option<Event>,
    /// The removal of a listing; its `about` is set by whoever knows the listing.
    pub removal: Option<Event>,
}

/// A rule that was broken and the column it was broken in.
pub type Broken = (Rule, Field);

impl Form {
    /// The form of a subject: by its group, or where no roster has it by its key.
    pub fn of(group: Option<Group>, id: &SubjectId) -> Self {
        match group {
            Some(Group::Individual) => Form::Individual,
            Some(Group::Cooperative) => Form::Cooperative,
            Some(_) => Form::Enterprise,
            None if id.as_str().starts_with("92") => Form::Individual,
            None if id.as_str().starts_with("93") => Form::Cooperative,
            None => Form::Enterprise,
        }
    }
}

impl Intake<'_> {
    /// The events of a row.
    pub fn take<S: CreditSort>(
        &self,
        row: &CreditRow<S>,
        form: Form,
        document: Digest,
    ) -> Result<Taken, Broken> {
        let today = self.question.as_of;
        let days =
            [(row.day, Field::Day), (row.removed_on, Field::RemovedOn), (row.published, Field::Published)];
        for (day, field) in days {
            if day.is_some_and(|day| day > today) {
                return Err((Rule::CreditFuture, field));
            }
        }
        let ground = match row.ground.as_str() {
            "" => None,
            text => Some(ground(text, form).ok_or((Rule::CreditWord, Field::Ground))?),
        };
        let day = row.day.or(row.removed_on).ok_or((Rule::CreditMissing, Field::Day))?;
        let event = |kind: Kind, day: Date, details: Details, basis: &str| Event {
            subject: row.subject.clone(),
            kind,
            day,
            recorded: today,
            late: None,
            source: word(&row.file, "import"),
            authority: word(&row.authority, self.body),
            basis: word(&row.basis, basis),
            document,
            case: name(&row.case, 'c'),
            about: None,
            details,
        };
        let mut details = Details { number: some(&row.number), ..Details::default() };
        let mut removal = None;
        let basis = match S::KIND {
            Kind::Penalty => {
                if row.basis.is_empty() {
                    return Err((Rule::CreditMissing, Field::Basis));
                }
                self.penalty(row, ground, &mut details)?;
                ""
            }
            Kind::Permit => {
                details.domain = Some(row.domain.unwrap_or(Domain::General));
                (details.dated, details.until) = (Some(day), row.until);
                "行政许可法"
            }
            Kind::Feedback => {
                (details.manner, details.measure) = (row.manner, row.measure);
                details.content = some(&row.content);
                "联合惩戒措施反馈"
            }
            Kind::Complaint => {
                details.manner = Some(row.manner.unwrap_or(Manner::Complaint));
                details.domain = row.domain;
                "市场监督管理投诉举报处理办法"
            }
            Kind::Commitment => {
                (details.manner, details.until) = (row.manner, row.until);
                "信用承诺制度"
            }
            _ => {
                let ground = ground.ok_or((Rule::CreditMissing, Field::Ground))?;
                (details.ground, details.year) = (Some(ground), row.year);
                (details.published, details.ban, details.flags) = (row.published, row.ban, row.flags);
                let annual = matches!(ground, Code::Abn1 | Code::Ind1 | Code::Coop1);
                if annual && row.year.is_none() && row.day.is_some() {
                    return Err((Rule::CreditMissing, Field::Year));
                }
                if let Some(on) = row.removed_on {
                    let reason = row.removal_reason.ok_or((Rule::CreditMissing, Field::RemovalReason))?;
                    let number = some(&row.removal_number);
                    let details = Details { reason: Some(reason), number, ..Details::default() };
                    removal = Some(self.late(row, event(Kind::Removal, on, details, self.law(ground, on))));
                }
                self.law(ground, day)
            }
        };
        let record = row.day.map(|day| self.late(row, event(S::KIND, day, details, basis)));
        // What feedback is about is found in the subject's history.
        let whole = record.as_ref().filter(|event| event.kind != Kind::Feedback);
        if let Some((event, rule)) = whole.and_then(|event| Some((event, event.broken_rule()?))) {
            return Err((Rule::CreditForm, missing(event.kind, &rule)));
        }
        Ok(Taken { record, removal })
    }

    fn penalty<S: CreditSort>(
        &self,
        row: &CreditRow<S>,
        ground: Option<Code>,
        details: &mut Details,
    ) -> Result<(), Broken> {
        use super::words::Punished;
        for (kind, sum, field) in [
            (Punished::Fine, row.fine, Field::Fine),
            (Punished::Confiscation, row.confiscated, Field::Confiscated),
        ] {
            match (row.kinds.has(kind), sum) {
                (true, None) => return Err((Rule::CreditMissing, field)),
                // A fine of nothing would be a low one, and not shown.
                (true, Some(0)) if kind == Punished::Fine => return Err((Rule::CreditAmount, field)),
                (false, Some(_)) => return Err((Rule::CreditWord, Field::Kinds)),
                _ => {}
            }
        }
        if ground.is_some_and(|ground| !ground.is_serious()) {
            return Err((Rule::CreditWord, Field::Ground));
        }
        if row.fine.is_some_and(|fine| in_yuan(&row.content, fine)) {
            return Err((Rule::CreditUnit, Field::Fine));
        }
        *details = Details {
            number: details.number.take(),
            ground,
            procedure: Some(row.procedure.unwrap_or(Procedure::Ordinary)),
            kinds: row.kinds,
            fine: row.fine,
            confiscated: row.confiscated,
            domain: Some(row.domain.unwrap_or_else(|| domain(&row.basis))),
            party: Some(row.party.unwrap_or(match row.subject.as_str().starts_with("92") {
                true => Party::Natural,
                false => Party::Organisation,
            })),
            region: Some(
                row.region.or_else(|| province(&row.subject)).ok_or((Rule::CreditMissing, Field::Region))?,
            ),
            offence: name(&row.offence, 'o'),
            act: row.committed,
            dated: row.day,
            published: row.published,
            ban: row.ban,
            flags: row.flags,
            violation: some(&row.offence),
            facts: some(&row.facts),
            content: some(&row.content),
            ..Details::default()
        };
        Ok(())
    }

    /// The law of a ground.
    fn law(&self, ground: Code, day: Date) -> &str {
        self.question.rules.rule(ground, day).map_or("-", |rule| rule.law.basis.as_str())
    }

    /// Says why an old record comes late, where that must be said.
    fn late<S: CreditSort>(&self, row: &CreditRow<S>, event: Event) -> Event {
        let reason = if row.late.is_empty() { self.late } else { &row.late };
        let late = some(reason).filter(|_| event.day < event.recorded && self.is_late(&event));
        Event { late, ..event }
    }

    fn is_late(&self, event: &Event) -> bool {
        use super::switch::Key;
        let days =
            self.question.rules.switch(Key::LateDays, event.recorded).and_then(|switch| switch.position);
        days.is_some_and(|days| event.recorded.days() - event.day.days() > days as i64)
    }
}

/// Whether two events say the same, whenever and from whatever file they were recorded.
pub fn says_the_same(one: &Event, other: &Event) -> bool {
    let (recorded, late) = (other.recorded, other.late.clone());
    let (source, document, about) = (other.source.clone(), other.document, other.about);
    // Words that an earlier import did not keep say nothing else.
    let mut details = one.details.clone();
    if one.details.violation.is_none() {
        details.violation = other.details.violation.clone();
    }
    if one.details.facts.is_none() {
        details.facts = other.details.facts.clone();
    }
    if one.details.content.is_none() {
        details.content = other.details.content.clone();
    }
    if one.kind == Kind::Commitment && one.details.number.is_none() {
        details.number = other.details.number.clone();
    }
    Event { recorded, late, source, document, about, details, ..one.clone() } == *other
}

/// Whether another document of the authority bears the same number.
pub fn same_number(one: &Event, other: &Event) -> bool {
    let numbered = matches!(one.kind, Kind::Penalty | Kind::Permit | Kind::Complaint);
    numbered
        && one.kind == other.kind
        && one.authority == other.authority
        && one.details.number == other.details.number
}

/// The open listing on a ground: what a removal without its listing can be about.
pub fn open_listing(question: &Question, form: Form, history: &History, ground: Code) -> Option<Digest> {
    let standing = question.fold(form, &history.facts);
    let open = standing
        .entries
        .iter()
        .rev()
        .find(|entry| entry.ground == ground && entry.state == super::standing::State::Open)?;
    history.digests.get(open.at as usize).copied()
}

impl Refusal {
    /// The rule of rows that it is, and the column it is told at.
    pub fn of_row(self) -> Broken {
        match self {
            Refusal::Form => (Rule::CreditForm, Field::Number),
            Refusal::Target | Refusal::NoRepair => (Rule::CreditTarget, Field::RemovedOn),
            Refusal::Late => (Rule::CreditLate, Field::Late),
            Refusal::BeforeAct => (Rule::CreditBeforeAct, Field::Day),
            Refusal::Unit => (Rule::CreditUnit, Field::Fine),
            Refusal::NoRule => (Rule::CreditNoRule, Field::Ground),
            Refusal::SecondListing => (Rule::CreditSecondListing, Field::Ground),
            Refusal::SameYear => (Rule::CreditSameYear, Field::Year),
            Refusal::Consent => (Rule::CreditConsent, Field::Flags),
            Refusal::NotOpen | Refusal::Before => (Rule::CreditNotOpen, Field::RemovedOn),
            Refusal::Reason => (Rule::CreditReason, Field::RemovalReason),
            Refusal::Published => (Rule::CreditPublished, Field::Published),
            Refusal::Until => (Rule::CreditUntil, Field::Until),
            Refusal::NotDue => (Rule::CreditNotDue, Field::Year),
            Refusal::OtherForm => (Rule::CreditOtherForm, Field::Ground),
            Refusal::Gone => (Rule::CreditGone, Field::Subject),
            Refusal::Answered => (Rule::CreditForm, Field::Number),
            Refusal::NotExpired | Refusal::TooEarly | Refusal::ObjectionLate => {
                (Rule::CreditTerm, Field::RemovedOn)
            }
        }
    }
}

/// The ground of a listing: its code, or the words of registers, which differ by form only.
pub fn ground(text: &str, form: Form) -> Option<Code> {
    if let Some(code) = Code::parse(text) {
        return code.is_ground().then_some(code);
    }
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let by_form = |enterprise, individual, cooperative| {
        Some(match form {
            Form::Enterprise => enterprise,
            Form::Individual => individual,
            Form::Cooperative => cooperative,
        })
    };
    if has(&["年度报告", "年报"]) {
        by_form(Code::Abn1, Code::Ind1, Code::Coop1)
    } else if has(&["隐瞒", "弄虚作假", "虚假"]) {
        by_form(Code::Abn3, Code::Ind2, Code::Coop2)
    } else if has(&["无法联系", "无法与", "取得联系"]) {
        by_form(Code::Abn4, Code::Ind3, Code::Coop3)
    } else if has(&["责令的期限", "责令期限", "即时信息"]) {
        Some(Code::Abn2).filter(|_| form == Form::Enterprise)
    } else {
        None
    }
}

/// The domain that the law applied is about.
fn domain(basis: &str) -> Domain {
    const LAWS: [(&str, Domain); 9] = [
        ("食品", Domain::Food),
        ("医疗器械", Domain::Device),
        ("化妆品", Domain::Cosmetics),
        ("药品", Domain::Drug),
        ("特种设备", Domain::Equipment),
        ("产品质量", Domain::Quality),
        ("价格", Domain::Price),
        ("广告", Domain::Advertising),
        ("登记管理", Domain::Registration),
    ];
    LAWS.iter().find(|(law, _)| basis.contains(law)).map_or(Domain::General, |(_, domain)| *domain)
}

/// The province in a credit code.
fn province(id: &SubjectId) -> Option<u32> {
    let digits = id.as_str().get(2..4).filter(|_| id.as_str().len() == 18)?;
    digits.parse::<u32>().ok().filter(|province| *province >= 10).map(|province| province * 10_000)
}

/// A key as a name: as it is where it can be one, else by its digest, so that equal words are equal.
fn name(text: &str, letter: char) -> Option<Name> {
    let text = some(text)?;
    let by_digest = || format!("{letter}{}", &Digest::of(text.as_bytes()).hex()[..16]);
    Name::new(&text).or_else(|_| Name::new(&by_digest())).ok()
}

fn some(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn word(text: &str, otherwise: &str) -> String {
    some(text).or_else(|| some(otherwise)).unwrap_or_else(|| "-".into())
}

/// Whether the words of a penalty say the sum in yuan that its field has in 万元: `罚款5000元` beside 5000.
fn in_yuan(content: &str, fine: u64) -> bool {
    let digit = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    content.split('元').any(|before| {
        let start = before
            .rfind(|c: char| !digit(c))
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let sum = before[start..].replace(',', "");
        super::unit::fen_of_wan(&sum) == Some(fine)
    })
}

/// The column of what an event needs and has not.
fn missing(kind: Kind, rule: &str) -> Field {
    if rule.starts_with("no such manner") {
        return Field::Manner;
    }
    match rule.rsplit(' ').next() {
        Some("manner") => Field::Manner,
        Some("kinds") => Field::Kinds,
        Some("ground") => Field::Ground,
        Some("year") => Field::Year,
        Some("until") => Field::Until,
        _ if kind == Kind::Listing => Field::Ground,
        _ => Field::Number,
    }
}

//! From the standing of one subject to its public records: lists, penalties and licences that are shown, and
//! measures that stand on such a record. The name of a natural person is masked, its numbers are left out.

use super::dictionary::{Dictionary, Table};
use crate::core::credit::feedback::batch;
use crate::core::credit::fold::Question;
use crate::core::credit::public::masked;
use crate::core::credit::rule::Channel;
use crate::core::credit::standing::{Display, Entry, InForce, Penalty, Standing, Until};
use crate::core::credit::unit::wan_of_fen;
use crate::core::credit::words::{Form, Kind, List, Party as Punished};
use crate::core::credit::{Code, Event};
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::time::Date;
use std::collections::BTreeSet;

/// A record of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its table.
    pub table: Table,
    /// Its key, the same in every exchange.
    pub key: String,
    /// The event it is told from.
    pub event: Digest,
    /// The measure, of those by subject.
    pub measure: Option<Code>,
    /// Number of its document or batch.
    pub number: String,
    /// Cells after key and kind of change.
    pub cells: Vec<String>,
    /// The batch a measure belongs to: its cells but the number of subjects.
    pub batch: Option<Vec<(&'static str, String)>>,
}

/// A subject.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// Registry number.
    pub id: &'a SubjectId,
    /// Name, as the roster has it.
    pub name: &'a str,
    /// Form.
    pub form: Form,
    /// Events in their order.
    pub events: &'a [Event],
}

/// What records are told with.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Dictionary.
    pub dictionary: &'a Dictionary,
    /// Rules and day.
    pub question: &'a Question<'a>,
    /// The bureau.
    pub source: &'a str,
}

type Pairs = Vec<(&'static str, String)>;

impl Record {
    /// The digest of what a department has of it.
    pub fn digest(&self) -> Digest {
        let batch = self.batch.iter().flatten().map(|(code, cell)| format!("{code}={cell}"));
        let (cells, batch) = (self.cells.join("\u{1f}"), batch.collect::<Vec<_>>().join("\u{1f}"));
        Digest::of(format!("{}\n{}\n{cells}\n{batch}\n", self.table.word(), self.key).as_bytes())
    }
}

impl Scene<'_> {
    /// Every public record of a subject, by table and key.
    pub fn records(&self, party: &Party, standing: &Standing) -> Vec<Record> {
        let mut records = Vec::new();
        let mut shown = BTreeSet::new();
        for entry in standing.entries.iter().filter(|entry| entry.shown) {
            shown.insert(entry.at);
            records.push(self.entry(party, entry));
        }
        for penalty in &standing.penalties {
            let clock = penalty.clocks.iter().find(|clock| clock.channel == Channel::Ndrc);
            if let Some(clock) = clock.filter(|clock| clock.display == Display::Shown) {
                shown.insert(penalty.at);
                records.push(self.penalty(party, penalty, clock.until));
            }
        }
        let as_of = self.question.as_of;
        for event in party.events.iter().filter(|event| event.kind == Kind::Permit && event.day <= as_of) {
            if event.details.until.is_none_or(|until| until >= as_of) {
                records.push(self.permit(party, event));
            }
        }
        for measure in standing.measures.iter().filter(|measure| shown.contains(&measure.by)) {
            records.push(self.measure(party, measure));
        }
        let mut seen = BTreeSet::new();
        for record in &mut records {
            while !seen.insert((record.table, record.key.clone())) {
                record.key = key(&[record.table.word(), &record.key]);
            }
        }
        records.sort_by(|a, b| (a.table, &a.key).cmp(&(b.table, &b.key)));
        records
    }

    /// A row of the dictionary's columns; what is not public stays empty.
    ///
    /// # Panics
    /// If a pair has no column: a mistake in this program.
    pub fn row(&self, table: Table, pairs: Pairs) -> Vec<String> {
        let columns: Vec<_> = self.dictionary.columns(table).skip(2).collect();
        for (code, _) in &pairs {
            assert!(columns.iter().any(|column| column.code == *code), "{code} is no column");
        }
        let cell = |code: &str| pairs.iter().find(|(known, _)| *known == code).map(|(_, cell)| cell.clone());
        let public = |public: bool, code: &str| cell(code).filter(|_| public).unwrap_or_default();
        columns.iter().map(|column| public(column.public, &column.code)).collect()
    }

    fn record(&self, table: Table, event: &Event, key: String, pairs: Pairs) -> Record {
        let number = event.details.number.clone().unwrap_or_default();
        let cells = self.row(table, pairs);
        Record { table, key, event: event.digest(), measure: None, number, cells, batch: None }
    }

    fn entry(&self, party: &Party, entry: &Entry) -> Record {
        let event = &party.events[entry.at as usize];
        let table = match entry.list {
            List::Abnormal => Table::Abnormal,
            List::Mark => Table::Marks,
            List::Cooperative => Table::Cooperatives,
            List::Serious => Table::Serious,
        };
        let rule = self.question.rules.rule(entry.ground, entry.since);
        let ground = rule.map_or_else(|| entry.ground.to_string(), |rule| rule.what.zh.to_string());
        let removal = entry.closed.and_then(|(_, at)| party.events.get(at? as usize));
        let removal = removal.filter(|event| event.kind == Kind::Removal);
        let year = if entry.year == 0 { String::new() } else { entry.year.to_string() };
        let key = key(&[
            table.word(),
            party.id.as_str(),
            &event.authority,
            event.details.number.as_deref().unwrap_or_default(),
            &event.day.to_string(),
            entry.ground.word(),
            &year,
        ]);
        let pairs = vec![
            ("entName", party.said(None)),
            ("uniscId", party.id.to_string()),
            ("speCause", entry.ground.to_string()),
            ("speCause_CN", ground),
            ("repYear", year),
            ("abntime", entry.since.to_string()),
            ("decNo", event.details.number.clone().unwrap_or_default()),
            ("decOrg_CN", event.authority.clone()),
            (
                "remExcpRes_CN",
                removal.and_then(|event| event.details.reason).map_or("", |why| why.said().0).to_owned(),
            ),
            ("remDate", entry.closed.map_or_else(String::new, |(on, _)| on.to_string())),
            ("reDecOrg_CN", removal.map(|event| event.authority.clone()).unwrap_or_default()),
            ("endDate", day(entry.end.filter(|_| table == Table::Serious))),
            ("recState", entry.state.word().to_owned()),
        ];
        self.record(table, event, key, pairs)
    }

    fn penalty(&self, party: &Party, penalty: &Penalty, until: Option<Date>) -> Record {
        let event = &party.events[penalty.at as usize];
        let details = &event.details;
        let person = party.person(details.party);
        let number = details.number.clone().unwrap_or_default();
        let sum = |fen: Option<u64>| fen.map_or_else(String::new, wan_of_fen);
        let kinds: Vec<&str> = details.kinds.iter().map(|kind| kind.said().0).collect();
        let words = |text: &Option<String>| text.clone().unwrap_or_default().replace('\n', " ");
        let key = key(&[
            Table::Penalties.word(),
            party.id.as_str(),
            &event.authority,
            &number,
            &event.day.to_string(),
        ]);
        let pairs = vec![
            ("CF_XDR_MC", party.said(details.party)),
            ("CF_XDR_LB", party.kind(details.party).to_owned()),
            ("CF_XDR_SHXYM", if person { String::new() } else { party.id.to_string() }),
            ("CF_WSH", number),
            ("CF_WFXW", words(&details.violation)),
            ("CF_SY", words(&details.facts)),
            ("CF_YJ", event.basis.clone()),
            ("CF_CFLB", kinds.join("、")),
            ("CF_NR", words(&details.content)),
            ("CF_NR_FK", sum(details.fine)),
            ("CF_NR_WFFF", sum(details.confiscated)),
            ("CF_JDRQ", event.day.to_string()),
            ("CF_YXQ", day(details.ban)),
            ("CF_GSJZQ", day(until)),
            ("CF_CFJG", event.authority.clone()),
            ("CF_SJLY", self.source.to_owned()),
        ];
        self.record(Table::Penalties, event, key, pairs)
    }

    fn permit(&self, party: &Party, event: &Event) -> Record {
        let number = event.details.number.clone().unwrap_or_default();
        let key = key(&[
            Table::Permits.word(),
            party.id.as_str(),
            &event.authority,
            &number,
            &event.day.to_string(),
        ]);
        let pairs = vec![
            ("XK_XDR_MC", party.said(None)),
            ("XK_XDR_LB", party.kind(None).to_owned()),
            ("XK_XDR_SHXYM", party.id.to_string()),
            ("XK_WSH", number),
            ("XK_JDRQ", event.day.to_string()),
            ("XK_YXQZ", day(event.details.dated)),
            ("XK_YXQZI", day(event.details.until.filter(|until| *until < Date::FOREVER))),
            ("XK_XKJG", event.authority.clone()),
            ("XK_ZT", "有效".to_owned()),
            ("XK_LYDW", self.source.to_owned()),
        ];
        self.record(Table::Permits, event, key, pairs)
    }

    fn measure(&self, party: &Party, measure: &InForce) -> Record {
        let event = &party.events[measure.by as usize];
        let number = batch(event, measure.code);
        let rules = self.question.rules;
        let row = rules.measures(measure.because, measure.version.from).find(|row| row.code == measure.code);
        let (what, basis) = row.map_or(("", ""), |row| (row.what.zh.as_ref(), row.law.basis.as_str()));
        let last = match measure.until {
            Until::Day(last) => Some(last),
            Until::Listed | Until::Life => None,
        };
        let life = if measure.until == Until::Life { "是" } else { "否" };
        let person = party.person(event.details.party);
        let key = key(&[Table::MeasureDetails.word(), party.id.as_str(), &number]);
        let pairs = vec![
            ("JP_PCH", number.clone()),
            ("JP_XDR_MC", party.said(event.details.party)),
            ("JP_XDR_LB", party.kind(event.details.party).to_owned()),
            ("JP_XDR_SHXYM", if person { String::new() } else { party.id.to_string() }),
            ("JP_KSRQ", measure.from.to_string()),
            ("JP_JZRQ", day(last)),
        ];
        let batch = vec![
            ("JP_PCH", number.clone()),
            ("JP_CS", measure.code.to_string()),
            ("JP_CSMC", what.to_owned()),
            ("JP_SY", measure.because.word().to_owned()),
            ("JP_YJ", basis.to_owned()),
            ("JP_WSH", event.details.number.clone().unwrap_or_default()),
            ("JP_WSRQ", event.day.to_string()),
            ("JP_JG", event.authority.clone()),
            ("JP_YXQ", day(last)),
            ("JP_ZS", life.to_owned()),
            ("JP_FK", "是".to_owned()),
            ("JP_ZT", "执行中".to_owned()),
        ];
        let record = self.record(Table::MeasureDetails, event, key, pairs);
        Record { measure: Some(measure.code), number, batch: Some(batch), ..record }
    }
}

impl Party<'_> {
    /// Whether the party is a person and not a business: an individual business bears its registered name.
    fn person(&self, party: Option<Punished>) -> bool {
        party == Some(Punished::Natural) && self.form != Form::Individual
    }

    fn said(&self, party: Option<Punished>) -> String {
        let name = if self.name.is_empty() { self.id.as_str() } else { self.name };
        if self.person(party) { masked(name) } else { name.to_owned() }
    }

    fn kind(&self, party: Option<Punished>) -> &'static str {
        match self.form {
            Form::Individual => "个体工商户",
            _ if self.person(party) => "自然人",
            _ => "法人及非法人组织",
        }
    }
}

/// The key of a record: nothing that is not in its public cells, or in the registry, is told by it.
pub(super) fn key(parts: &[&str]) -> String {
    Digest::of(format!("suicha-exchange/1\n{}\n", parts.join("\n")).as_bytes()).hex()[..32].to_owned()
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// A line of CSV (RFC 4180), with its end.
pub fn csv_line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted = |cell: &str| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.to_owned(),
    };
    cells.map(quoted).collect::<Vec<_>>().join(",") + "\n"
}

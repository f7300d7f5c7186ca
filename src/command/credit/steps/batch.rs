//! One approval for many (批量): rows of a file, each a subject and a proposal of one rule. Every row is tried and
//! every problem is told; if there is one nothing is stored. One letter 「等共N家企业」, sub-numbers in its annex.

use super::decide::{Decision, verb};
use super::{Desk, Done, done_already};
use crate::cli::CreditWhat;
use crate::command::answer::Answer;
use crate::command::credit::book::Book;
use crate::command::credit::{show, walk};
use crate::command::rejected;
use crate::core::credit::act::BATCH;
use crate::core::credit::letter::Paper;
use crate::core::credit::{Act, Code, Event, History, Verb};
use crate::core::digest::Digest;
use crate::core::lang::{Lang, Twin, counted as counted_of};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Headings of the two columns that count, as `credit run --out` writes them and shorter.
const SUBJECT: [&str; 4] = ["统一社会信用代码/注册号", "统一社会信用代码", "代码", "subject"];
const PROPOSAL: [&str; 2] = ["建议", "proposal"];

/// The rows of a batch.
pub struct Batch {
    file: String,
    code: Code,
    rows: Vec<Row>,
    /// Rows that were left out, because they were declined before.
    declined: usize,
}

struct Row {
    number: u64,
    subject: String,
    proposal: String,
}

/// What the rows of a batch come to.
#[derive(Default)]
struct Taken {
    on: Vec<Digest>,
    events: Vec<Event>,
    paper: Option<Paper>,
    problems: Vec<Twin>,
}

impl Batch {
    fn of(path: &Path, all: Option<&str>) -> Result<Self> {
        let file = path.display().to_string();
        let wrong = |zh: String, en: String| {
            Error::said(Exit::Rejected, format!("{file}：{zh}"), format!("{file}: {en}")).advice(
                "请用 suicha credit run --out 写出的表，或只含 subject、proposal 两列的表",
                "use what `suicha credit run --out` wrote, or a table with the columns subject and proposal",
            )
        };
        let wanted = all.map(|word| {
            Code::parse(word).ok_or_else(|| wrong(format!("没有规则 {word}"), format!("no rule {word}")))
        });
        let wanted = wanted.transpose()?;
        let cells = ingest::cells(path)?;
        let place = |row: &[String], names: &[&str]| row.iter().position(|cell| names.contains(&&cell[..]));
        let head = cells
            .iter()
            .enumerate()
            .find_map(|(at, (_, row))| Some((at, place(row, &SUBJECT)?, place(row, &PROPOSAL)?)));
        let (head, subject, proposal) = head.ok_or_else(|| {
            wrong("没有代码和建议两列".into(), "no columns for the subject and the proposal".into())
        })?;
        let code = |proposal: &str| Code::parse(proposal.split('@').next().unwrap_or_default());
        let cell = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
        let rows = cells[head + 1..].iter().map(|(number, row)| Row {
            number: *number,
            subject: cell(row, subject),
            proposal: cell(row, proposal),
        });
        let rows: Vec<Row> = rows.filter(|row| wanted.is_none() || code(&row.proposal) == wanted).collect();
        let codes: BTreeSet<Option<Code>> = rows.iter().map(|row| code(&row.proposal)).collect();
        match codes.iter().collect::<Vec<_>>()[..] {
            [Some(code)] => Ok(Self { file, code: *code, rows, declined: 0 }),
            [] => Err(wrong("没有可办的行".into(), "no row to decide on".into())),
            _ => Err(wrong(
                "一批只能是同一规则的建议：请用 --all 代码 选定".into(),
                "a batch holds proposals of one rule: choose with --all CODE".into(),
            )),
        }
    }
}

impl Desk<'_> {
    /// The batch in the file that is named, if one is. Of a list of all proposals those that were declined
    /// before are no part of it.
    pub async fn batch(&self, what: &CreditWhat) -> Result<Option<Batch>> {
        let Some(path) = what.batch.as_deref() else { return Ok(None) };
        let mut batch = Batch::of(path, what.all.as_deref())?;
        if what.all.is_none() {
            return Ok(Some(batch));
        }
        let (declined, all) = (walk::declined(&self.archive, self.today).await?, batch.rows.len());
        batch.rows.retain(|row| !declined.contains_key(&(row.subject.clone(), row.proposal.clone())));
        batch.declined = all - batch.rows.len();
        if batch.rows.is_empty() {
            return Err(Error::said(
                Exit::Rejected,
                format!("{}：所选各项均已决定不予", batch.file),
                format!("{}: everything chosen was declined before", batch.file),
            )
            .advice("请逐户决定", "decide on each subject alone"));
        }
        Ok(Some(batch))
    }

    /// Submits, reviews or returns a batch.
    pub(super) async fn step_batch(self, env: &mut Env, verb: Verb, batch: &Batch) -> Result<Answer> {
        let again = self.again(BATCH, verb, batch.code.word()).await?;
        let mut taken = Taken::default();
        let mut seen = BTreeSet::new();
        for row in &batch.rows {
            let tried = async {
                let book = self.book(env, &row.subject).await?;
                let meant = self.meant(&book, &row.proposal)?;
                once(&mut seen, &book, &meant.name)?;
                if again.as_ref().is_some_and(|act| lists(act, &meant.on)) {
                    return Ok(meant.on);
                }
                self.may(&book, &meant, verb).await?;
                Ok(meant.on)
            };
            match tried.await {
                Ok(on) => taken.on.extend(on),
                Err(e) => taken.problems.push(line(row, &e)),
            }
        }
        taken.refuse(batch)?;
        let same = |act: &Act| act.proposal.as_ref().is_some_and(|(_, on)| *on == taken.on);
        if let Some(act) = again.filter(same) {
            return Ok(done_already(env, &act));
        }
        let proposal = Some((batch.code, taken.on));
        let warnings = batch.told(&seen);
        self.store(env, verb, Done { object: BATCH.into(), proposal, warnings, ..Done::default() }).await
    }

    /// Approves a batch: one act, one letter, a sub-number for each subject.
    pub async fn decide_batch(self, env: &mut Env, batch: &Batch, decision: &Decision<'_>) -> Result<Answer> {
        if !decision.approve {
            return Err(Error::said(
                Exit::Usage,
                "批量只用于同意；不予须逐户说明理由",
                "a batch is approved; to decline, say why of each subject",
            )
            .advice("请逐户决定", "decide on each subject alone"));
        }
        if let Some(act) = self.again(BATCH, Verb::Approve, batch.code.word()).await?
            && self.same_subjects(&act, batch).await?
        {
            return Ok(done_already(env, &act));
        }
        let mut taken = Taken::default();
        let mut seen = BTreeSet::new();
        let mut added: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        let mut numbered = Vec::new();
        for row in &batch.rows {
            let tried = async {
                let book = self.book(env, &row.subject).await?;
                let meant = self.meant(&book, &row.proposal)?;
                once(&mut seen, &book, &meant.name)?;
                let declined = show::declined(&self.archive, &book.id, self.today).await?;
                if let Some((_, on)) = declined.iter().find(|(name, _)| *name == meant.name) {
                    return Err(Error::said(
                        Exit::Rejected,
                        format!("{} 已于 {on} 决定不予：请单独决定", meant.name),
                        format!("{} was declined on {on}: decide on it alone", meant.name),
                    ));
                }
                let (mut record, paper) = self.judged(&book, &meant, decision).await?;
                // The number of the letter is told once every row is known to be right.
                record.number(paper.map(|_| "-".into()));
                let event = self.event(env, &book, record)?;
                let earlier = added.entry(book.id.to_string()).or_default();
                if let Some(event) = &event {
                    let problems = self.problems(event, &book, &history(&book, earlier));
                    if !problems.is_empty() {
                        let what = Twin::new("该决定", "the decision");
                        return Err(rejected(&what, &problems));
                    }
                    earlier.push(event.clone());
                }
                Ok((meant.on, event.map(|event| book.as_stored(event)), paper))
            };
            match tried.await {
                Ok((on, event, paper)) => {
                    taken.on.extend(on);
                    taken.paper = taken.paper.or(paper);
                    numbered.extend(event.map(|event| (event, paper)));
                }
                Err(e) => taken.problems.push(line(row, &e)),
            }
        }
        // Cooperatives and enterprises have letters of their own.
        if numbered.iter().any(|(_, paper)| *paper != taken.paper) {
            let zh = "一批只能是同一种文书：请分批";
            taken.problems.push(Twin::new(zh, "a batch is one kind of letter: make several"));
        }
        taken.refuse(batch)?;
        let (letter, mut warnings) = self.letter(env, taken.paper, decision.letter).await?;
        for (sub, (mut event, _)) in (1..).zip(numbered) {
            if let Some(letter) = &letter {
                event.details.number = Some(format!("{}-{sub}", letter.number));
            }
            taken.events.push(event);
        }
        warnings.extend(batch.told(&seen));
        let done = Done {
            object: BATCH.into(),
            proposal: Some((batch.code, taken.on)),
            letter,
            events: taken.events,
            warnings,
            ..Done::default()
        };
        self.store(env, verb(decision), done).await
    }
}

impl Desk<'_> {
    /// Whether an act decided on exactly the subjects of a batch, in its order.
    async fn same_subjects(&self, act: &Act, batch: &Batch) -> Result<bool> {
        let decided = self.archive.credit_events_by(act.number).await?;
        let decided = decided.iter().map(|stored| stored.event.subject.as_str());
        Ok(decided.eq(batch.rows.iter().map(|row| row.subject.as_str())))
    }
}

impl Batch {
    /// How many it is, in subjects (户) and in entries (条), and how many it is not.
    fn told(&self, seen: &BTreeSet<(String, String)>) -> Vec<Twin> {
        let subjects = seen.iter().map(|(id, _)| id).collect::<BTreeSet<_>>().len();
        let said = counted_of(subjects as u64, "subject");
        let mut told = vec![match seen.len() {
            entries if entries == subjects => {
                Twin::new(format!("共{subjects}户（项）"), format!("{said} in one act"))
            }
            entries => Twin::new(
                format!("共{subjects}户、{entries}条"),
                format!("{said}, {} in one act", counted_of(entries as u64, "entry")),
            ),
        }];
        if self.declined > 0 {
            let declined = self.declined;
            told.push(Twin::new(
                format!("另有{declined}项此前已决定不予，未列入本批"),
                format!("{} that had been declined before left out", counted_of(declined as u64, "proposal")),
            ));
        }
        told
    }
}

impl Taken {
    /// Refuses the whole batch with everything that is wrong with its rows.
    fn refuse(&self, batch: &Batch) -> Result<()> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let (file, bad, all) = (&batch.file, self.problems.len(), batch.rows.len());
        Err(rejected(
            &Twin::new(
                format!("{file} 的{all}行中有{bad}处问题，整批"),
                format!("{file}, with {bad} problems in {all} rows,"),
            ),
            &self.problems,
        )
        .advice(
            "未保存任何内容；请改正或删去这些行",
            "nothing was stored: correct these rows or take them out",
        ))
    }
}

/// The events of a subject with those that earlier rows add.
fn history(book: &Book, earlier: &[Event]) -> History {
    let all: Vec<Event> = book.events.iter().chain(earlier).cloned().collect();
    History::new(&all).expect("events of a batch are about known ones")
}

/// Whether an act is about all of some events.
fn lists(act: &Act, events: &[Digest]) -> bool {
    act.proposal.as_ref().is_some_and(|(_, on)| events.iter().all(|event| on.contains(event)))
}

fn once(seen: &mut BTreeSet<(String, String)>, book: &Book, name: &str) -> Result<()> {
    match seen.insert((book.id.to_string(), name.to_owned())) {
        true => Ok(()),
        false => Err(Error::said(
            Exit::Rejected,
            format!("{} 的建议 {name} 出现两次", book.id),
            format!("{name} of {} stands twice", book.id),
        )),
    }
}

fn line(row: &Row, e: &Error) -> Twin {
    let said = |lang: Lang| e.text(lang).replace("\n  - ", " ").replace("\n  ", " ");
    let (number, id) = (row.number, &row.subject);
    Twin::new(
        format!("第{number}行 {id}：{}", said(Lang::Zh)),
        format!("row {number} {id}: {}", said(Lang::En)),
    )
}

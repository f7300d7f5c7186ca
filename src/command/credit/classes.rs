//! `suicha credit classes`: the internal classes A to D of all subjects (信用风险分类), what changed since the
//! last run, and how far the shares moved. The events come in as a stream; in memory are only subjects that
//! the model raises above the class of those without a record. With `--apply` the roster in force is stored
//! again with these classes, as an import would be: one transaction, one row of the journal; the next
//! freeze takes it. Nothing of it is public.

mod told;
mod why;

use super::{rules, walk};
use crate::archive::{Archive, IssueRecord, JournalEntry, StoredRoster};
use crate::cli::CreditClasses;
use crate::command::answer::Answer;
use crate::command::draw::steady_clock;
use crate::command::output::Output;
use crate::command::{day, deadlines, logged, rosters};
use crate::config::ClassesFrom;
use crate::core::credit::Question;
use crate::core::credit::risk::{Class, Drift, Model, rate};
use crate::core::credit::standing::Standing;
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::registry::{RosterKind, Subject};
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::write_tables;
use std::collections::BTreeMap;
use told::Told;

/// How the journal calls it, before the month.
pub const CLASSES: &str = "classes ";

/// Changes kept without a file to write them into; the rest is counted.
const KEPT: usize = 10_000;

/// Rows handed to the archive at once.
const GROUP: usize = 1 << 16;

/// The month of a day, `2026-03`.
pub fn period(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

/// The month that a row of the journal is about, by its verb; `None` if it is about something else.
pub fn period_of(verb: &str) -> Option<&str> {
    verb.strip_prefix(CLASSES)
}

/// Runs the command.
pub async fn run(env: &Env, args: &CreditClasses) -> Result<Answer> {
    let today = env.now().date();
    let as_of = args.as_of.as_deref().map_or(Ok(today), day)?;
    if as_of > today {
        return Err(Error::said(
            Exit::Timing,
            format!("为时过早：--as-of {as_of} 晚于今天（{today}）"),
            format!("too early: --as-of {as_of} lies after today ({today})"),
        )
        .advice("分类依据已经发生的事实", "classes follow from what has happened"));
    }
    let model = rules::model(env)?;
    let archive = env.archive().await?;
    let imported = env.config.credit.classes == Some(ClassesFrom::Imported);
    if let Some(id) = &args.why {
        return why::run(env, &archive, &model, id, as_of, imported).await;
    }
    if imported && args.apply {
        return Err(Error::said(
            Exit::Usage,
            "suicha.toml 的 [credit] classes = \"imported\"：分类由省局下发，随名录导入，不由本机模型确定",
            "[credit] classes = \"imported\": the province makes the classes, they come with the registry",
        )
        .advice(
            "请用 suicha import subjects 导入带信用风险类别的名录，或改为 classes = \"model\"",
            "import the registry with its column of classes, or set classes = \"model\"",
        ));
    }
    let output = args.out.as_deref().map(|path| Output::new(path, args.replace, &[])).transpose()?;
    let base = archive.latest_roster(RosterKind::Subjects, as_of).await?.ok_or_else(|| no_roster(as_of))?;
    let runs = runs(&archive).await?;
    let previous = previous(&archive, &runs, &base, as_of, imported).await?;
    let before = match &previous {
        Some(previous) if previous.id != base.id => Some(classes_of(&archive, previous).await?),
        _ => None,
    };
    let rated = if imported { None } else { Some(rated(env, &archive, &model, as_of).await?) };
    let most = if output.is_some() { usize::MAX } else { KEPT };
    let mut survey = Survey { rated: rated.as_ref(), before, most, ..Survey::default() };
    survey.first = previous.is_none();
    let done = runs.iter().any(|run| run.is(&base) && run.period == period(as_of));
    let applied = match (args.apply, done) {
        (false, _) => Applied::Not,
        (true, true) => Applied::Before,
        (true, false) => Applied::Now,
    };
    if applied == Applied::Now {
        let mut subjects = rosters::subjects(&archive, &base).await?;
        for subject in &mut subjects {
            let class = survey.one(subject);
            subject.risk_class = class.map(Class::name).or(subject.risk_class.take());
        }
        apply(env, &archive, &base, &subjects, as_of).await?;
    } else {
        archive
            .each_subject(base.id, |subject| {
                survey.one(&subject);
            })
            .await?;
    }
    survey.finish();
    let told = Told {
        survey: &survey,
        as_of,
        base: &base,
        previous: previous.as_ref(),
        imported,
        applied,
        lang: env.lang,
    };
    if let Some(output) = output {
        output.write(|out| write_tables(out, output.format, &told.tables(), as_of, env.lang))?;
    }
    Ok(Answer::new(told.text(), told.json()))
}

/// Whether the classes became those of the next draw.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Applied {
    Not,
    Before,
    Now,
}

/// A class with its points.
#[derive(Clone, Copy)]
struct Rated {
    class: Class,
    points: u32,
}

/// Classes of those who have a record, and of everybody else.
struct Ratings {
    rest: Rated,
    raised: BTreeMap<SubjectId, Rated>,
}

/// A subject whose class changed.
struct Change {
    subject: SubjectId,
    name: String,
    before: Option<Class>,
    after: Option<Class>,
    points: Option<u32>,
}

/// What the subjects of the roster in force come to.
#[derive(Default)]
struct Survey<'a> {
    /// What the model says; without it the roster's own classes stand.
    rated: Option<&'a Ratings>,
    /// Classes of the last run, where it is another roster.
    before: Option<BTreeMap<SubjectId, Class>>,
    /// There was no earlier run.
    first: bool,
    drift: Drift,
    changes: Vec<Change>,
    changed: u64,
    most: usize,
    subjects: u64,
    /// Without a class, or with a level of another registry.
    unclassed: u64,
}

impl Survey<'_> {
    fn one(&mut self, subject: &Subject) -> Option<Class> {
        self.subjects += 1;
        let own = subject.risk_class.as_ref().and_then(Class::of_roster);
        let before = match &mut self.before {
            Some(before) => before.remove(&subject.id),
            None if self.first => None,
            None => own,
        };
        let rated =
            self.rated.map(|ratings| ratings.raised.get(&subject.id).copied().unwrap_or(ratings.rest));
        let after = rated.map_or(own, |rated| Some(rated.class));
        self.unclassed += u64::from(after.is_none());
        self.drift.add(before, after);
        if before.is_some() && before != after {
            self.changed += 1;
            if self.changes.len() < self.most {
                self.changes.push(Change {
                    subject: subject.id.clone(),
                    name: subject.name.clone(),
                    before,
                    after,
                    points: rated.map(|rated| rated.points),
                });
            }
        }
        after
    }

    /// Those of the last run whom the roster no longer has.
    fn finish(&mut self) {
        for class in self.before.take().unwrap_or_default().into_values() {
            self.drift.add(Some(class), None);
        }
    }
}

/// An earlier `--apply`, as the journal has it.
struct Run {
    period: String,
    as_of: Date,
    digest: Digest,
}

impl Run {
    fn is(&self, stored: &StoredRoster) -> bool {
        stored.roster.digest == self.digest && stored.roster.as_of == self.as_of
    }
}

async fn runs(archive: &Archive) -> Result<Vec<Run>> {
    let journal = archive.journal().await?;
    let run = |row: &JournalEntry| {
        let period = period_of(&row.verb)?.to_owned();
        let (_, as_of) = row.object.split_once(" as of ")?;
        Some(Run { period, as_of: Date::parse(as_of).ok()?, digest: row.digest })
    };
    Ok(journal.iter().filter_map(run).collect())
}

/// What the classes are compared with: the run of the month before, or of the last month that had one; where
/// there was none, the classes that came with the registry.
async fn previous(
    archive: &Archive,
    runs: &[Run],
    base: &StoredRoster,
    as_of: Date,
    imported: bool,
) -> Result<Option<StoredRoster>> {
    let now = period(as_of);
    let mine = |stored: &StoredRoster| match imported {
        true => period(stored.roster.as_of) == now,
        false => runs.iter().any(|run| run.is(stored) && run.period == now),
    };
    let earlier = |stored: &StoredRoster| runs.iter().any(|run| run.is(stored) && run.period < now);
    let rosters = archive.rosters().await?.into_iter();
    let rosters = rosters.filter(|stored| stored.roster.kind == RosterKind::Subjects && !mine(stored));
    let rosters = rosters.filter(|stored| (stored.roster.as_of, stored.id) <= (base.roster.as_of, base.id));
    Ok(rosters.max_by_key(|stored| (earlier(stored), stored.roster.as_of, stored.id)))
}

async fn classes_of(archive: &Archive, stored: &StoredRoster) -> Result<BTreeMap<SubjectId, Class>> {
    let mut classes = BTreeMap::new();
    archive
        .each_subject(stored.id, |subject| {
            let class = subject.risk_class.as_ref().and_then(Class::of_roster);
            classes.extend(class.map(|class| (subject.id, class)));
        })
        .await?;
    Ok(classes)
}

/// The class of everybody who has a record.
async fn rated(env: &Env, archive: &Archive, model: &Model, as_of: Date) -> Result<Ratings> {
    let rest = rate(model, &Standing::default(), &[], as_of).ok_or_else(|| no_model(as_of))?;
    let rest = Rated { class: rest.class, points: rest.points };
    let calendar = deadlines::calendar(env)?;
    let rules = rules::of(env)?;
    let question = Question::new(&rules, &calendar, as_of);
    let mut raised = BTreeMap::new();
    walk::subjects(env, archive, env.now().date(), |book, _| {
        let facts = &book.history.facts;
        let rating = rate(model, &question.fold(book.form, facts), facts, as_of);
        let rating = rating.map(|rating| Rated { class: rating.class, points: rating.points });
        raised.extend(
            rating
                .filter(|rating| rating.points > 0 || rating.class != rest.class)
                .map(|r| (book.id.clone(), r)),
        );
    })
    .await?;
    Ok(Ratings { rest, raised })
}

/// The roster in force with these classes: one transaction. What was rejected at its import stays so.
async fn apply(
    env: &Env,
    archive: &Archive,
    base: &StoredRoster,
    subjects: &[Subject],
    as_of: Date,
) -> Result<()> {
    let digest = rosters::digest(subjects);
    let issues: Vec<IssueRecord> = archive.issues(base.id).await?;
    let verb = format!("{CLASSES}{}", period(as_of));
    let now = steady_clock(env, archive).await?;
    let mut writer = logged::begin(env, archive, &verb, now).await?;
    // Where nothing changed since a registry of the same day, that one is the snapshot.
    if archive.find_roster(RosterKind::Subjects, as_of, digest).await?.is_none() {
        let roster = writer.new_roster(RosterKind::Subjects, as_of, &verb).await?;
        for group in subjects.chunks(GROUP) {
            writer.add_subjects(roster, group).await?;
        }
        writer.finish_roster(roster, digest, subjects.len() as u64, &issues).await?;
    }
    writer.commit(&format!("subjects as of {as_of}"), digest).await?;
    Ok(())
}

fn no_model(as_of: Date) -> Error {
    Error::said(
        Exit::Rejected,
        format!("{as_of} 没有有效的信用风险分类模型"),
        format!("no model of classes was in force on {as_of}"),
    )
    .advice(
        "请在 [credit] rules 目录的 risk.csv 中写入该日有效的模型",
        "put a model in force on that day into risk.csv of the directory in [credit] rules",
    )
}

fn no_roster(as_of: Date) -> Error {
    Error::said(
        Exit::Usage,
        format!("{as_of} 没有检查对象名录"),
        format!("no library of subjects is in force on {as_of}"),
    )
    .advice("请先用 suicha import subjects 导入名录", "import one first: suicha import subjects FILE")
}

//! `suicha outcome import` and `correct`: filled workbooks become revisions; every problem is listed,
//! and what is right is kept.

use super::book::{Book, Draft};
use crate::cli::OutcomeFiles;
use crate::command::answer::Answer;
use crate::command::import::{encoding, mapping};
use crate::command::output::Output;
use crate::command::people::signer;
use crate::command::rosters;
use crate::command::unreadable;
use crate::core::digest::Digest;
use crate::core::id::InspectorId;
use crate::core::lang::{Lang, counted};
use crate::core::outcome::intake::Intake;
use crate::core::outcome::{Act, Change, HEADINGS, Outcome, Refusal, ResultSet, Stage, Verb, fold};
use crate::core::registry::{RowIssue, Severity};
use crate::core::row::{OutcomeRow, Rule};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::ingest::{self, Source, Tally};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Lines on the screen at most; the whole list goes to `--issues`.
const SHOWN: usize = 20;

/// Reads the files; with a reason they are corrections.
pub async fn run(env: &mut Env, args: &OutcomeFiles, reason: &str) -> Result<Answer> {
    let verb = if reason.trim().is_empty() { Verb::Enter } else { Verb::Correct };
    let set = set(&args.set)?;
    let inputs: Vec<PathBuf> = args.files.iter().chain(&args.map).cloned().collect();
    let issues = args.issues.as_deref().map(|path| Output::new(path, args.replace, &inputs)).transpose()?;
    let signer = signer(env, verb)?;
    let archive = env.archive().await?;
    let book = Book::open(&archive, &args.draw).await?;
    let cards: BTreeSet<InspectorId> =
        archive.inspectors(book.row.inspectors).await?.into_iter().map(|inspector| inspector.id).collect();

    let (mut tally, rows) = read(env, args)?;
    // A foreign file has names of its own: nothing is compared.
    let named = rows.iter().filter(|row| args.map.is_none() && !row.name.is_empty());
    let names = rosters::names(&archive, book.row.subjects, named.map(|row| &row.subject)).await?;
    let evidence = |file: &str, name: &str| digest_beside(args.evidence.as_deref(), file, name);
    let intake = Intake {
        drawn: &book.drawn,
        cards: &cards,
        drawn_on: book.drawn_on(),
        today: env.now().date(),
        set,
        names: &|id| names.get(id).cloned(),
        evidence: &evidence,
    };
    let draft = Draft { verb, sources: sources(&args.files)?, date: None, reason };
    let probe = book.act(env, &signer, &draft, &[])?;
    let mut done = Done { entered: Vec::new(), unchanged: 0, rejected: tally.rejected };
    for row in &rows {
        let (outcome, found) = intake.take(row);
        let taken = outcome.is_some();
        let said = outcome.and_then(|outcome| done.revise(&book, &probe, outcome));
        let refused = said.as_ref().is_some_and(|(rule, _)| rule.severity() == Severity::Error);
        done.rejected += u64::from(!taken || refused);
        for issue in found.into_iter().chain(said.map(|(rule, changes)| issue(row, rule, &changes))) {
            *tally.issues_total.entry(issue.rule).or_default() += 1;
            tell(&mut tally.issues, issue);
        }
    }
    tally.accepted = tally.accepted.saturating_sub(done.rejected - tally.rejected);
    tally.rejected = done.rejected;
    if let Some(file) = issues {
        file.write(|out| ingest::write_issues(out, file.format, &tally, env.lang))?;
    }

    let mut number = None;
    let held_back = args.all_or_nothing && done.rejected > 0;
    if !done.entered.is_empty() && !args.dry_run && !held_back {
        let outcomes: Vec<&Outcome> = done.entered.iter().collect();
        let act = book.act(env, &signer, &draft, &outcomes)?;
        number = Some(act.number);
        book.store(env, &archive, &signer, act, &done.entered).await?;
    }
    Ok(told(env, args, &tally, &done, number))
}

/// The draw that the rows name, where the command line names none.
pub fn draw_named(env: &Env, args: &OutcomeFiles) -> Result<String> {
    let (_, rows) = read(env, args)?;
    let of_attempt = |row: &OutcomeRow| row.draw.split('/').next().unwrap_or_default().to_owned();
    let named: BTreeSet<String> = rows.iter().map(of_attempt).filter(|draw| !draw.is_empty()).collect();
    let listed: Vec<&str> = named.iter().map(String::as_str).collect();
    match listed[..] {
        [one] => Ok(one.to_owned()),
        [] => Err(Error::said(
            Exit::Usage,
            "没有一行已填写且写明抽取编号：请用 --draw 指明",
            "no row that is filled in names a draw: say which, --draw DRAW",
        )),
        _ => Err(Error::said(
            Exit::Usage,
            format!("文件含几次抽取的结果：{}", listed.join("、")),
            format!("the files hold outcomes of several draws: {}", listed.join(", ")),
        )
        .advice(
            "请分别导入，用 --draw 指明；其他抽取的行会被列出",
            "import them one by one with --draw; the rows of other draws are listed",
        )),
    }
}

/// Adds an issue; what is told once per file stands at its first row, with the number of rows.
fn tell(issues: &mut Vec<RowIssue>, issue: RowIssue) {
    let first = issues
        .iter_mut()
        .find(|known| issue.rule.once_per_file() && known.rule == issue.rule && known.file == issue.file);
    match first {
        Some(known) => {
            let rows: u64 = known.value.trim_start_matches('×').parse().unwrap_or(1);
            known.value = format!("×{}", rows + 1);
        }
        None => issues.push(issue),
    }
}

/// What becomes of the rows.
struct Done {
    entered: Vec<Outcome>,
    unchanged: u64,
    rejected: u64,
}

impl Done {
    /// Makes the next revision of it, unless it says what stands there; the rule where it may not, or
    /// where somebody has to look, and what would change.
    fn revise(&mut self, book: &Book, probe: &Act, outcome: Outcome) -> Option<(Rule, Vec<Change>)> {
        let standing = book.story.get(&outcome.about);
        let latest = standing.and_then(|s| book.revisions.get(&(outcome.about.clone(), s.revision)));
        if latest.is_some_and(|latest| latest.says_the_same(&outcome)) {
            self.unchanged += 1;
            return None;
        }
        let changes = latest.map(|latest| latest.changes(&outcome)).unwrap_or_default();
        let outcome = Outcome { revision: standing.map_or(1, |s| s.revision + 1), ..outcome };
        let rule = match fold::step(standing, probe, &outcome) {
            Ok(_) => {
                let settled = standing.is_none_or(|s| s.stage == Stage::Returned);
                self.entered.push(outcome);
                (!settled && probe.verb == Verb::Enter).then_some(Rule::OutcomeChanged)
            }
            Err(Refusal::NotPublished) => Some(Rule::OutcomeNotPublished),
            Err(_) => Some(Rule::OutcomePublished),
        };
        rule.map(|rule| (rule, changes))
    }
}

fn set(word: &str) -> Result<ResultSet> {
    ResultSet::parse(word).ok_or_else(|| {
        Error::said(
            Exit::Usage,
            format!("--set {word:?} 不认识：请用 national、old-a 或 old-b"),
            format!("unknown set {word:?}: use national, old-a or old-b"),
        )
    })
}

fn read(env: &Env, args: &OutcomeFiles) -> Result<(Tally, Vec<OutcomeRow>)> {
    let mapping = mapping(args.map.as_deref())?;
    let codebook = env.config.codebook()?;
    let source = Source {
        mapping: mapping.as_ref(),
        encoding: encoding(args.encoding.as_deref())?,
        accept_suggestions: args.accept_suggestions,
        ..Source::of(&args.files, &codebook)
    };
    let mut rows = Vec::new();
    let tally = ingest::outcomes(&source, &mut |_| (), &mut |more| {
        rows.extend(more);
        Ok(())
    })?;
    rows.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
    Ok((tally, rows))
}

/// Digests of the files themselves, ascending.
fn sources(files: &[PathBuf]) -> Result<Vec<Digest>> {
    let digest =
        |path: &PathBuf| std::fs::read(path).map(|b| Digest::of(&b)).map_err(|e| unreadable(path, &e));
    let mut digests = files.iter().map(digest).collect::<Result<Vec<_>>>()?;
    digests.sort_unstable();
    digests.dedup();
    Ok(digests)
}

/// Digest of a file of the evidence: in the directory named, or beside the file that names it.
fn digest_beside(dir: Option<&Path>, file: &str, name: &str) -> Option<Digest> {
    let dir = dir.or_else(|| Path::new(file).parent()).unwrap_or(Path::new("."));
    std::fs::read(dir.join(name)).ok().map(|bytes| Digest::of(&bytes))
}

/// An issue of a whole row: at the columns that would change, or at its matter.
fn issue(row: &OutcomeRow, rule: Rule, changes: &[Change]) -> RowIssue {
    let headings: Vec<&str> = changes.iter().map(|change| change.heading).collect();
    let told = |change: &Change| format!("“{}” → “{}”", change.from, change.to);
    let (column, value) = match changes {
        [] => (HEADINGS[4].into(), row.matter.to_string()),
        some => (headings.join("、"), some.iter().map(told).collect::<Vec<_>>().join("，")),
    };
    RowIssue {
        file: row.file.clone(),
        row: row.row,
        column,
        value,
        severity: rule.severity(),
        rule,
        id: Some(row.subject.clone()),
        suggestion: None,
    }
}

fn told(env: &Env, args: &OutcomeFiles, tally: &Tally, done: &Done, act: Option<u32>) -> Answer {
    let lang = env.lang;
    let mut text = String::new();
    let mut worst: Vec<&RowIssue> = tally.issues.iter().collect();
    worst.sort_by_key(|issue| issue.severity);
    if !env.quiet {
        for issue in worst.iter().take(SHOWN) {
            text.push_str(&format!("{}\n", ingest::issue_line(issue, lang)));
        }
        if worst.len() > SHOWN {
            let more = worst.len() - SHOWN;
            text.push_str(&lang.pick(
                format!("……另有{more}条，用 --issues 写出全部；按原因：\n"),
                format!("… and {more} more: --issues writes all of them; by reason:\n"),
            ));
            for (severity, code, message, rows) in ingest::summary(tally, lang) {
                let severity = ingest::severity_word(severity, lang);
                text.push_str(&format!("  {severity} {code} ×{rows}: {message}\n"));
            }
        }
    }
    let (entered, unchanged, rejected) = (done.entered.len(), done.unchanged, done.rejected);
    let Tally { rows_in: rows, skipped, merged, .. } = *tally;
    let reasons: Map<_, _> =
        tally.issues_total.iter().map(|(rule, rows)| (rule.code().to_owned(), json!(rows))).collect();
    text.push_str(&lang.pick(
        format!("读入{rows}行：录入{entered}，未变{unchanged}，拒收{rejected}，跳过{skipped}"),
        format!(
            "{} read: {entered} entered, {unchanged} unchanged, {rejected} rejected, {skipped} skipped",
            counted(rows, "row")
        ),
    ));
    if merged > 0 {
        text.push_str(
            &lang.pick(format!("，并入同一次检查{merged}"), format!(", {merged} merged into others")),
        );
    }
    text.push('\n');
    text.push_str(&match act {
        Some(number) => lang.pick(
            format!("已保存，操作编号 {number}；待审核\n"),
            format!("stored as act {number}, to be reviewed\n"),
        ),
        None => not_stored(args.dry_run, entered, lang).into(),
    });
    let nothing = tally.rows_in == tally.skipped && !tally.issues_total.contains_key(&Rule::SkipUnfilled);
    let exit = (rejected > 0 || nothing).then_some(Exit::Rejected);
    let json = json!({
        "draw": args.draw, "act": act, "dry_run": args.dry_run, "rows": rows, "entered": entered,
        "unchanged": unchanged, "rejected": rejected, "skipped": skipped, "merged": merged, "reasons": reasons,
        "outcomes": done.entered.iter().map(about).collect::<Vec<_>>(),
        "issues": tally.issues.iter().map(document).collect::<Vec<_>>(),
    });
    Answer::new(text, json).with_exit(exit)
}

fn about(outcome: &Outcome) -> Value {
    let (subject, matter) = (outcome.about.subject.as_str(), outcome.about.matter.as_str());
    json!({"subject": subject, "matter": matter, "revision": outcome.revision, "digest": outcome.digest().hex()})
}

fn document(issue: &RowIssue) -> Value {
    let severity = match issue.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Normalised => "normalised",
        Severity::Skipped => "skipped",
    };
    json!({
        "file": issue.file, "row": issue.row, "column": issue.column, "value": issue.value,
        "severity": severity, "rule": issue.rule.code(), "id": issue.id.as_ref().map(|id| id.as_str()),
    })
}

/// Why an import stored nothing.
pub fn not_stored(dry_run: bool, entered: usize, lang: Lang) -> &'static str {
    match (dry_run, entered) {
        (true, _) => lang.pick("试运行，未保存\n", "dry run, nothing stored\n"),
        (_, 0) => lang.pick("没有新内容，未保存\n", "nothing new, nothing stored\n"),
        _ => lang.pick("有拒收的行，未保存\n", "rows were rejected, nothing stored\n"),
    }
}

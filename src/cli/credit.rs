//! Clap types of `suicha credit`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `suicha credit …`.
#[derive(Debug, Subcommand)]
pub enum CreditCommand {
    /// What holds for one subject on a day: lists, penalties, measures, what is to be done.
    Show {
        /// Registry key of the subject.
        id: String,
        /// The legal day (default: today).
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        /// Only what was recorded by this day.
        #[arg(long, value_name = "DATE")]
        known_by: Option<String>,
        /// Name the events and the versions of the rules behind every line.
        #[arg(long)]
        why: bool,
        /// The public report, written into a file.
        #[command(flatten)]
        report: CreditReport,
        /// Tell the day under the rules of a directory, e.g. those an old decision was made with.
        #[arg(long, value_name = "DIR")]
        rules: Option<PathBuf>,
    },
    /// Lists, penalties, licences and joint measures for other departments: what is public, as CSV and JSON.
    Export(CreditExport),
    /// The rules in use: their version; check a directory of your own, or write the files to start from.
    Rules(CreditRules),
    /// The fold over all subjects: what is proposed, and the counts of the month. Decides nothing.
    Run(CreditRun),
    /// The internal classes of all subjects (信用风险分类): counts, what changed, drift. Never public.
    Classes(CreditClasses),
    /// Submit a proposal for review and decision (经办), or a batch of proposals.
    ///
    /// The way of a listing, removal or correction where the bureau keeps a list of its people: propose (经办) → review
    /// (初审) → decide (审核), by three persons. Without such a list `decide` alone is enough. Before a serious listing:
    /// notify (告知) → hear (听证) → decide.
    Propose {
        /// What is submitted.
        #[command(flatten)]
        what: CreditWhat,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// Review (初审) what was submitted: pass it on, or return it.
    #[command(group = clap::ArgGroup::new("verdict").required(true))]
    Review {
        /// What is reviewed.
        #[command(flatten)]
        what: CreditWhat,
        /// Pass it on to whoever decides.
        #[arg(long, group = "verdict")]
        pass: bool,
        /// Back to whoever submitted it.
        #[arg(long = "return", group = "verdict")]
        back: bool,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// The notice of an intended serious listing was served (告知): --on is the day.
    Notify {
        /// Registry key of the subject.
        id: String,
        /// The proposal as `credit show` names it.
        proposal: String,
        /// Number of the notice (default: the next of its sequence).
        #[arg(long, value_name = "NUMBER")]
        letter: Option<String>,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// The hearing before a serious listing (听证), step by step: --on is the day of each.
    #[command(group = clap::ArgGroup::new("what").required(true))]
    Hear {
        /// Registry key of the subject.
        id: String,
        /// The proposal as `credit show` names it.
        proposal: String,
        /// The party has asked for it (5 working days from the notice).
        #[arg(long, group = "what")]
        asked: bool,
        /// Its notice was served; the day it is set for (7 working days later, or more).
        #[arg(long, group = "what", value_name = "DATE")]
        set: Option<String>,
        /// It was held.
        #[arg(long, group = "what")]
        held: bool,
        /// The party has waived statement and hearing.
        #[arg(long, group = "what")]
        waived: bool,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// Decide on a proposal (审核): list, remove, repair, answer an objection; or decline it. The letter is numbered
    /// by the program.
    #[command(group = clap::ArgGroup::new("verdict").required(true))]
    Decide {
        /// What is decided.
        #[command(flatten)]
        what: CreditWhat,
        /// As proposed.
        #[arg(long, group = "verdict")]
        approve: bool,
        /// Not: nothing is recorded but the decision.
        #[arg(long, group = "verdict")]
        decline: bool,
        /// Number of the letter (文号), e.g. 异入〔2026〕第1号 (default: the next of its sequence). The first one given by
        /// hand sets where a sequence begins.
        #[arg(long, value_name = "NUMBER")]
        letter: Option<String>,
        /// Reason of a removal, where there are several: reported, complied, corrected, contacted, renamed, …
        #[arg(long, value_name = "WORD")]
        removal: Option<String>,
        /// The next-higher bureau has consented (上级同意).
        #[arg(long)]
        consent: bool,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// Cases under way: state, since when, by whom, and what was done about the hearing.
    Cases,
    /// Write letters (文书) to be printed: decisions, notices, the annex of a batch.
    Letter {
        /// Number of a letter, or registry key of a subject: everything there is for it.
        number: String,
        /// A directory that does not exist yet.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Credit repair (信用修复) of a listing, penalty or inspection, step by step.
    #[command(group = clap::ArgGroup::new("verdict").required(true))]
    Repair {
        /// Registry key of the subject.
        id: String,
        /// The record: # and the first digits of its event.
        record: String,
        /// It was applied for.
        #[arg(long, group = "verdict")]
        apply: bool,
        /// The application was accepted.
        #[arg(long, group = "verdict")]
        accept: bool,
        /// It is granted.
        #[arg(long, group = "verdict")]
        grant: bool,
        /// It is refused.
        #[arg(long, group = "verdict")]
        refuse: bool,
        /// It was obtained with false papers: revoke it.
        #[arg(long, group = "verdict")]
        revoke: bool,
        /// Number of the letter (default: the next of its sequence).
        #[arg(long, value_name = "NUMBER")]
        letter: Option<String>,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// An objection (异议) to a record, or the answer to one.
    Object {
        /// Registry key of the subject.
        id: String,
        /// The record, or the objection to be answered: # and the first digits of its event.
        record: String,
        /// The answer: accepted, refused, wrong (the record is wrong) or ended.
        #[arg(long, value_name = "WORD")]
        answer: Option<String>,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
    /// Record a fact that no list brings: a missed report, an order, a letter, a publication, a duty done.
    Record {
        /// Registry key of the subject.
        id: String,
        /// missed, report, letter, order, court, published, complied, penalty-void, closed, honour, …
        kind: String,
        /// The event it is about: # and the first digits.
        #[arg(long, value_name = "EVENT")]
        about: Option<String>,
        /// Fields as the event writes them, e.g. year=2025, manner=gsxt, flags=paid+corrected.
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        fields: Vec<String>,
        /// Day, document and person.
        #[command(flatten)]
        step: CreditStep,
    },
}

/// One proposal, or the rows of a file.
#[derive(Args, Debug)]
pub struct CreditWhat {
    /// Registry key of the subject.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    id: Option<String>,
    /// The proposal as `credit show` names it: CODE, or CODE@EVENT where there are several.
    #[arg(required_unless_present = "batch", conflicts_with = "batch")]
    proposal: Option<String>,
    /// Many at once: a table with the columns subject and proposal, or what `credit run --out` wrote. One act, one
    /// letter with an annex; a problem of one row stops the batch, and all of them are told.
    #[arg(long, value_name = "FILE.csv|FILE.xlsx")]
    pub batch: Option<PathBuf>,
    /// Only the rows of this rule, without those that were declined before.
    #[arg(long, value_name = "CODE", requires = "batch")]
    pub all: Option<String>,
}

impl CreditWhat {
    /// Subject and proposal, where no file is named.
    pub fn one(&self) -> (&str, &str) {
        (self.id.as_deref().unwrap_or_default(), self.proposal.as_deref().unwrap_or_default())
    }
}

/// What every step says of itself.
#[derive(Args, Debug)]
pub struct CreditStep {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The day it happened (default: today).
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// Authority (default: the bureau).
    #[arg(long, value_name = "NAME")]
    pub authority: Option<String>,
    /// Law and article (default: that of the rule).
    #[arg(long, value_name = "TEXT")]
    pub basis: Option<String>,
    /// The document: its digest is kept.
    #[arg(long, value_name = "FILE")]
    pub document: Option<PathBuf>,
    /// Why it is told late, where it is.
    #[arg(long, value_name = "TEXT")]
    pub late: Option<String>,
    /// Check everything, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `suicha credit run`.
#[derive(Args, Debug)]
pub struct CreditRun {
    /// The legal day (default: today).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Write proposals and counts into this file too.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx")]
    pub out: Option<PathBuf>,
    /// Replace it if it exists.
    #[arg(long, requires = "out")]
    pub replace: bool,
}

/// The public report of `suicha credit show`.
#[derive(Args, Debug)]
pub struct CreditReport {
    /// Write the public report (公共信用信息报告): what is shown on the day, and nothing internal.
    #[arg(long, value_name = "OUT.html|OUT.docx|OUT.json", conflicts_with = "why")]
    pub out: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long, requires = "out")]
    pub replace: bool,
    /// Number in the bureau's book of reports, the four digits of the report number; without it they follow
    /// from subject and days.
    #[arg(long, value_name = "N", requires = "out", value_parser = clap::value_parser!(u16).range(0..=9999))]
    pub serial: Option<u16>,
    /// How often the report has been printed, the end of the report number.
    #[arg(long, value_name = "N", requires = "out", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    pub print_count: u16,
}

/// `suicha credit classes`.
#[derive(Args, Debug)]
pub struct CreditClasses {
    /// The legal day (default: today).
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// Why one subject has its class: indicators, weights, vetoes.
    #[arg(long, value_name = "ID", conflicts_with_all = ["out", "apply"])]
    pub why: Option<String>,
    /// Write counts, changes and drift into this file too. It is internal.
    #[arg(long, value_name = "OUT.csv|OUT.xlsx")]
    pub out: Option<PathBuf>,
    /// Replace it if it exists.
    #[arg(long, requires = "out")]
    pub replace: bool,
    /// Make the roster that the next draw uses: the one in force, with these classes.
    #[arg(long)]
    pub apply: bool,
}

/// `suicha credit rules`.
#[derive(Args, Debug)]
pub struct CreditRules {
    /// Check the rules in this directory; every problem is told with file, row and column.
    #[arg(long, value_name = "DIR")]
    pub check: Option<PathBuf>,
    /// Write the files in use into a new directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `suicha credit export`.
#[derive(Args, Debug)]
pub struct CreditExport {
    /// A new directory.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The legal day (default: today): what was recorded by then counts.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// The exchange before: only what changed since is written, and what was withdrawn.
    #[arg(long, value_name = "DIR")]
    pub since: Option<PathBuf>,
    /// Everything that is public, in place of changes.
    #[arg(long)]
    pub full: bool,
}

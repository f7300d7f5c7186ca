//! The visits of the sample month: filled workbooks come in by week, are reviewed by somebody else,
//! published, corrected, withdrawn and finished; one task is late.

use super::{DRAW, Story, URGENT, failed, shorten};
use crate::cli::{Deadlines, OutcomeCommand, OutcomeFiles, TaskCommand, Which, WhichTask};
use crate::command::answer::Answer;
use crate::command::outcome::{self, Book};
use crate::command::{deadlines, rosters, task};
use crate::core::id::SubjectId;
use crate::core::time::Date;
use crate::durable;
use crate::error::Result;
use crate::synth::outcome::{Mix, Row, Visit, csv, rows};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// Working days of the visits.
const FIRST_WEEK: [u32; 5] = [18, 19, 20, 21, 22];
const SECOND_WEEK: [u32; 4] = [25, 26, 27, 28];

impl Story {
    /// The first subject and the first two officers of a draw, by id.
    pub(super) async fn first_of(&self, id: &str) -> Result<(String, Vec<String>)> {
        let book = Book::open(&self.env.archive().await?, id).await?;
        let subject = book.drawn.subjects().into_iter().next().map(ToString::to_string).unwrap_or_default();
        let officers: BTreeSet<_> = book.drawn.teams.values().flatten().map(|seat| &seat.card).collect();
        Ok((subject, officers.into_iter().take(2).map(ToString::to_string).collect()))
    }

    /// What the teams take along: the workbook, the list of names, notices and record forms.
    pub(super) async fn papers(&mut self) -> Result<()> {
        self.at(
            "2023-09-15T20:00:00+08:00",
            ("打印名单、通知书和记录表", "lists, notices and record forms"),
        )?;
        let place = self.dir.join("papers");
        std::fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        let which = || WhichTask { task: "mooncake".into(), draw: None };
        for (name, layout) in [("outcomes.xlsx", None), ("name-list.xlsx", Some("name-list"))] {
            let command = TaskCommand::Export {
                which: which(),
                file: place.join(name),
                layout: layout.map(str::to_owned),
                replace: false,
            };
            let answer = task::run(&self.env, &command).await?;
            let by = layout.map_or_else(String::new, |layout| format!(" --layout {layout}"));
            self.tell(format!("task export mooncake papers/{name}{by}"), &answer)?;
        }
        let forms = TaskCommand::Forms { which: which(), dir: place.join("forms"), layout: vec![] };
        let answer = task::run(&self.env, &forms).await?;
        self.tell("task forms mooncake papers/forms".into(), &answer)
    }

    /// Workbooks of the first week; some are returned and handed in again.
    pub(super) async fn first_week(&mut self) -> Result<()> {
        self.at("2023-09-22T17:00:00+08:00", ("第一周检查结果录入", "outcomes of the first week come in"))?;
        let mooncake = self.filled(URGENT, &FIRST_WEEK, 1).await?;
        // Two shops are left out: the task will be late.
        let late = mooncake.len() - 2;
        self.import(URGENT, "mooncake", &mooncake[..late]).await?;
        self.month_rows = self.filled(DRAW, &[&FIRST_WEEK[..], &SECOND_WEEK].concat(), 2).await?;
        let first = self.month_rows.iter().filter(|row| row[6].as_str() <= "2023-09-22");
        let week: Vec<Row> = first.cloned().collect();
        self.import(DRAW, "week-1", &week).await?;

        self.at("2023-09-25T10:00:00+08:00", ("审核", "they are reviewed by somebody else"))?;
        let doubtful: Vec<Row> = week.iter().filter(|row| row[9] == "R9").take(2).cloned().collect();
        let subjects: Vec<String> = doubtful.iter().map(|row| row[2].clone()).collect();
        let review = |draw: &str, subject: Vec<String>, matter: Vec<String>, reason: Option<&str>| {
            OutcomeCommand::Review {
                which: Which { draw: draw.into(), subject, matter, dry_run: false },
                pass: reason.is_none(),
                give_back: reason.is_some(),
                reason: reason.map(str::to_owned),
            }
        };
        let matter = vec![doubtful[0][4].clone()];
        let returned = review(DRAW, subjects[..1].to_vec(), matter, Some("移送情况请补充说明"));
        let pass = [review(DRAW, vec![], vec![], None), review(URGENT, vec![], vec![], None)];
        self.outcome(
            format!("outcome review {DRAW} --subject {} --return --reason …", subjects[0]),
            &returned,
        )
        .await?;
        for (draw, command) in [DRAW, URGENT].into_iter().zip(&pass) {
            self.outcome(format!("outcome review {draw} --pass"), command).await?;
        }
        self.at("2023-09-25T15:00:00+08:00", ("补正退回的一项", "the returned one is handed in again"))?;
        let mut again = doubtful[0].clone();
        again[10].push_str("，已移送办案机构");
        self.import(DRAW, "returned", &[again]).await
    }

    /// Workbooks of the second week; what has passed is published; one task is late.
    pub(super) async fn second_week(&mut self) -> Result<()> {
        self.at("2023-09-27T09:00:00+08:00", ("公示", "what has passed is published"))?;
        for draw in [DRAW, URGENT] {
            self.publish(draw).await?;
        }
        self.at("2023-09-28T17:00:00+08:00", ("第二周检查结果录入", "outcomes of the second week come in"))?;
        let second = self.month_rows.iter().filter(|row| row[6].as_str() > "2023-09-22");
        let week: Vec<Row> = second.cloned().collect();
        self.import(DRAW, "week-2", &week).await?;
        self.clocks("2023-09-28").await
    }

    /// Review, publication, a correction, a withdrawal, follow-ups that ended, and where the tasks stand.
    pub(super) async fn after_the_holiday(&mut self) -> Result<()> {
        self.at("2023-10-08T10:00:00+08:00", ("审核", "the rest is reviewed"))?;
        let pass =
            OutcomeCommand::Review { which: which(DRAW, vec![]), pass: true, give_back: false, reason: None };
        self.outcome(format!("outcome review {DRAW} --pass"), &pass).await?;
        self.at("2023-10-09T09:00:00+08:00", ("公示", "and published"))?;
        self.publish(DRAW).await?;

        self.at("2023-10-10T10:00:00+08:00", ("更正与撤回", "a correction and a withdrawal"))?;
        let month = self.month_rows.clone();
        let clean = |row: &&Row| row[9] == "R1" && row[4] == "A06";
        let mut corrected: Vec<Row> = month.iter().filter(clean).take(2).cloned().collect();
        for row in &mut corrected {
            (row[9], row[10], row[11]) = ("R2".into(), "实缴出资日期未公示".into(), "D3".into());
        }
        let file = self.workbook("corrected", &corrected)?;
        let correct =
            OutcomeCommand::Correct { files: files(DRAW, file), reason: "复核时发现漏记".into() };
        self.outcome(format!("outcome correct {DRAW} outcomes/corrected.csv --reason …"), &correct).await?;
        let wrong = month.iter().rev().find(|row| row[9] == "R4").map(|row| row[2].clone());
        let withdraw = OutcomeCommand::Withdraw {
            which: which(DRAW, wrong.clone().into_iter().collect()),
            reason: "企业当日已变更住所，联系方式有误".into(),
        };
        let subject = wrong.unwrap_or_default();
        self.outcome(format!("outcome withdraw {DRAW} --subject {subject} --reason …"), &withdraw).await?;

        self.at(
            "2023-10-11T10:00:00+08:00",
            ("更正经审核后公示", "the corrections are reviewed and published"),
        )?;
        self.outcome(format!("outcome review {DRAW} --pass"), &pass).await?;
        self.publish(DRAW).await?;

        self.at("2023-10-12T16:00:00+08:00", ("后续处置完结", "follow-ups that ended"))?;
        let ordered = |row: &&Row| row[9] == "R5" && row[11] == "D3";
        for row in month.iter().filter(ordered).step_by(10).take(3) {
            let (subject, matter) = (row[2].clone(), row[4].clone());
            let typed =
                format!("outcome finish {DRAW} --subject {subject} --matter {matter} --on 2023-10-11");
            let which = Which { matter: vec![matter], ..which(DRAW, vec![subject]) };
            self.outcome(typed, &OutcomeCommand::Finish { which, on: "2023-10-11".into() }).await?;
        }
        let check = OutcomeCommand::Check { draw: DRAW.into(), complete: false };
        self.outcome(format!("outcome check {DRAW}"), &check).await?;
        let answer = task::run(&self.env, &TaskCommand::List).await?;
        self.tell("task list".into(), &answer)?;
        self.clocks("2023-10-12").await
    }

    /// The rows of a draw's workbook as the teams in force would fill them in.
    async fn filled(&self, id: &str, days: &[u32], seed: u64) -> Result<Vec<Row>> {
        let archive = self.env.archive().await?;
        let book = Book::open(&archive, id).await?;
        let mut titles: BTreeMap<SubjectId, String> = BTreeMap::new();
        if let Some(matters) = book.row.matters {
            titles.extend(
                archive.matters(matters).await?.into_iter().map(|matter| (matter.code, matter.title)),
            );
        }
        let names = rosters::names(&archive, book.row.subjects, book.drawn.subjects()).await?;
        let mut visits = Vec::new();
        for drawn in &book.drawn.tasks {
            let mix = match drawn.plan.task.as_str() {
                "public-info" => Mix::Registration,
                "scales" => Mix::Goods,
                _ => Mix::Food,
            };
            for subject in drawn.subjects.keys() {
                let title = |code: &SubjectId| titles.get(code).cloned().unwrap_or_default();
                visits.push(Visit {
                    task: drawn.plan.task_number.clone().unwrap_or_default(),
                    draw: id.into(),
                    subject: (subject.to_string(), names.get(subject).cloned().unwrap_or_default()),
                    matters: drawn.matters.iter().map(|code| (code.to_string(), title(code))).collect(),
                    team: book.drawn.team(subject).iter().map(ToString::to_string).collect(),
                    mix,
                });
            }
        }
        visits.sort_by(|a, b| a.subject.cmp(&b.subject));
        let days: Vec<Date> = days.iter().filter_map(|day| Date::new(2023, 9, *day as u8)).collect();
        Ok(rows(&visits, &days, seed))
    }

    fn workbook(&self, name: &str, rows: &[Row]) -> Result<PathBuf> {
        let place = self.dir.join("outcomes");
        std::fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        let file = place.join(format!("{name}.csv"));
        durable::write(&file, csv(rows).as_bytes(), false).map_err(|e| failed(&file, &e))?;
        Ok(file)
    }

    async fn import(&mut self, draw: &str, name: &str, rows: &[Row]) -> Result<()> {
        let file = self.workbook(name, rows)?;
        let command = OutcomeCommand::Import(files(draw, file));
        self.outcome(format!("outcome import {draw} outcomes/{name}.csv"), &command).await
    }

    async fn publish(&mut self, draw: &str) -> Result<()> {
        let command = OutcomeCommand::Publish(which(draw, vec![]));
        self.outcome(format!("outcome publish {draw}"), &command).await
    }

    async fn clocks(&mut self, as_of: &str) -> Result<()> {
        let args = Deadlines { as_of: Some(as_of.into()), ..Deadlines::default() };
        let answer = deadlines::run(&self.env, &args).await?;
        let mut document = answer.json.clone();
        shorten(&mut document);
        self.tell(format!("deadlines --as-of {as_of}"), &Answer { json: document, ..answer })
    }

    async fn outcome(&mut self, typed: String, command: &OutcomeCommand) -> Result<()> {
        self.acts(match command {
            OutcomeCommand::Review { .. } => "reviewer",
            OutcomeCommand::Publish(_) | OutcomeCommand::Withdraw { .. } => "head",
            _ => "clerk",
        });
        let answer = outcome::run(&mut self.env, command).await?;
        let mut document = answer.json.clone();
        shorten(&mut document);
        self.tell(typed, &Answer { json: document, ..answer })
    }
}

fn which(draw: &str, subject: Vec<String>) -> Which {
    Which { draw: draw.into(), subject, matter: vec![], dry_run: false }
}

fn files(draw: &str, file: PathBuf) -> OutcomeFiles {
    OutcomeFiles {
        draw: draw.into(),
        files: vec![file],
        map: None,
        set: "national".into(),
        encoding: None,
        accept_suggestions: false,
        all_or_nothing: false,
        evidence: None,
        issues: None,
        replace: false,
        dry_run: false,
    }
}

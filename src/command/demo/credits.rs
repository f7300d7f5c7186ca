//! What the outcomes of the sample month lead to: proposals, one of them declined; a batch of listings with
//! one letter; an old penalty repaired; a penalty revoked; letters, reports and an exchange. Every command is
//! read as a person types it.

use super::{Story, failed, shorten};
use crate::cli::{Cli, Command};
use crate::command::answer::Answer;
use crate::command::{credit, import, report};
use crate::durable;
use crate::error::{Error, Exit, Result};
use clap::Parser;
use std::path::PathBuf;

const HEAD: &str = "统一社会信用代码/注册号,处罚决定书文号,处罚决定日期,处罚类别,没收金额（万元）,处罚机关,处罚依据,\
                    违法行为类型,违法行为发生日期,公示日期,补录原因\n";
const BODY: &str = "示例县市场监督管理局";

impl Story {
    /// The month's end in the credit archive.
    pub(super) async fn credit_month(&mut self) -> Result<()> {
        let place = self.dir.join("credit");
        std::fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        let explained = self.declined().await?;
        self.listed().await?;
        let repaired = self.subject_without_findings();
        self.repaired(&repaired, &explained).await?;
        self.revoked(&explained).await?;
        self.told(&repaired).await
    }

    /// One proposal goes through three persons, and is declined. Returns its subject.
    async fn declined(&mut self) -> Result<String> {
        self.at("2023-10-13T14:00:00+08:00", ("检查结果引出的建议", "what the outcomes lead to: proposals"))?;
        self.typed("clerk", "credit run --out credit/proposals.csv", &[]).await?;
        let proposals = self.read("credit/proposals.csv")?;
        let line = proposals.lines().find(|line| line.contains(",ABN-3@")).unwrap_or_default();
        let subject = line.split(',').next().unwrap_or_default().to_owned();
        let propose = format!("credit propose {subject} ABN-3");
        self.typed("clerk", &propose, &["--reason", "检查结果已公示"]).await?;
        let review = format!("credit review {subject} ABN-3 --pass");
        self.typed("reviewer", &review, &["--reason", "材料齐全"]).await?;
        self.at(
            "2023-10-13T16:00:00+08:00",
            ("负责人决定不予列入", "the head declines: no list follows by itself"),
        )?;
        let decide = format!("credit decide {subject} ABN-3 --decline");
        self.typed("head", &decide, &["--reason", "核实为填报笔误，企业已更正"]).await?;
        Ok(subject)
    }

    /// The others are listed with one letter.
    async fn listed(&mut self) -> Result<()> {
        let batch = "--batch credit/proposals.csv --all ABN-3";
        self.at("2023-10-16T09:00:00+08:00", ("批量提请和审核", "the others are submitted in a batch"))?;
        self.typed("clerk", &format!("credit propose {batch}"), &["--reason", "企业未提出异议"]).await?;
        self.typed("reviewer", &format!("credit review {batch} --pass"), &["--reason", "材料齐全"]).await?;
        self.at("2023-10-17T09:00:00+08:00", ("批量列入", "and listed: one decision, one letter"))?;
        self.typed("head", &format!("credit decide {batch} --approve"), &["--reason", "同意列入"]).await
    }

    /// Two penalties come in, one from before the program; that one is repaired.
    async fn repaired(&mut self, repaired: &str, revoked: &str) -> Result<()> {
        self.at("2023-10-18T09:00:00+08:00", ("导入行政处罚", "penalties come in"))?;
        let rows = format!(
            "{HEAD}{repaired},示例市监罚〔2022〕31号,2022-03-10,没收违法所得、没收非法财物,1.200000,{BODY},产品质量法 \
             第49条,销售不合格产品,2022-01-15,2022-03-18,系统启用前的处罚\n\
             {revoked},示例市监罚〔2023〕112号,2023-10-13,没收违法所得、没收非法财物,0.860000,{BODY},价格法 \
             第40条,不按规定明码标价,2023-09-18,2023-10-17,\n"
        );
        let file = self.dir.join("credit/penalties.csv");
        durable::write(&file, rows.as_bytes(), false).map_err(|e| failed(&file, &e))?;
        self.typed("clerk", "import penalties credit/penalties.csv", &[]).await?;

        self.at("2023-10-18T15:00:00+08:00", ("申请信用修复", "credit repair is applied for"))?;
        let penalty = self.mark(repaired, "2022-03-10").await?;
        for (kind, set, reason) in [
            ("complied", "flags=paid+corrected+harm", "罚没款已缴清，已整改，经核查危害已消除"),
            ("commitment", "manner=made", "收到守信承诺书"),
        ] {
            let record = format!("credit record {repaired} {kind} --about {penalty} --set {set}");
            self.typed("clerk", &record, &["--reason", reason]).await?;
        }
        let step = |word: &str| format!("credit repair {repaired} {penalty} --{word}");
        self.typed("clerk", &step("apply"), &["--reason", "收到信用修复申请书"]).await?;
        self.at("2023-10-19T10:00:00+08:00", ("受理", "accepted"))?;
        self.typed("reviewer", &step("accept"), &["--reason", "材料齐全"]).await?;
        self.at("2023-10-20T09:00:00+08:00", ("向其他部门推送", "what is public goes to other departments"))?;
        self.typed("clerk", "credit export --out credit/exchange-1", &[]).await?;
        self.at(
            "2023-10-24T10:00:00+08:00",
            ("准予修复，停止公示", "granted: the penalty is not shown any more"),
        )?;
        self.typed("head", &step("grant"), &["--reason", "最短公示期已满，义务已全部履行"]).await
    }

    /// A penalty is revoked on review.
    async fn revoked(&mut self, subject: &str) -> Result<()> {
        self.at("2023-10-26T09:00:00+08:00", ("处罚经复议撤销", "a penalty is revoked on review"))?;
        let penalty = self.mark(subject, "2023-10-13").await?;
        let record = format!("credit record {subject} penalty-void --about {penalty} --set manner=revoked");
        self.typed("clerk", &record, &["--reason", "收到行政复议决定书"]).await
    }

    /// What is printed, shown and sent at the end of the month.
    async fn told(&mut self, repaired: &str) -> Result<()> {
        self.at(
            "2023-10-31T17:00:00+08:00",
            ("月末：文书、报告、推送", "month's end: letters, reports, exchange"),
        )?;
        self.typed("clerk", "credit run", &[]).await?;
        for (number, dir) in [("示例市监异入〔2023〕第1号", "batch"), (repaired, "repair")] {
            self.typed("clerk", &format!("credit letter {number} --out credit/letters-{dir}"), &[]).await?;
        }
        for ending in ["html", "docx"] {
            let show = format!("credit show {repaired} --serial 1 --out credit/report.{ending}");
            self.typed("clerk", &show, &[]).await?;
        }
        self.typed("clerk", "credit export --out credit/exchange-2 --since credit/exchange-1", &[]).await
    }

    /// The month's report for everybody: without a font, so that it is the same wherever it is made.
    pub(super) async fn report(&mut self) -> Result<()> {
        self.at("2023-11-01T09:00:00+08:00", ("九月月报", "September's report"))?;
        std::fs::create_dir_all(self.dir.join("reports")).map_err(|e| failed(&self.dir, &e))?;
        let places = self.env.config.figures.places.replace(Vec::new());
        let command = "report month 2023-09 --out reports/2023-09 --public";
        let answer = self.run(command, &[]).await?;
        self.env.config.figures.places = places;
        let mut document = answer.json.clone();
        shorten(&mut document);
        let text = answer.text.lines().take(2).map(|line| format!("{line}\n")).collect();
        self.tell(command.into(), &Answer { text, json: document, ..answer })
    }

    /// A subject of the month's draw with a credit code, of which nothing was found.
    fn subject_without_findings(&self) -> String {
        let clean = |id: &str| self.month_rows.iter().filter(|row| row[2] == id).all(|row| row[9] == "R1");
        let rows =
            self.month_rows.iter().filter(|row| row[4] == "A06" && row[2].len() == 18 && clean(&row[2]));
        rows.map(|row| row[2].clone()).nth(2).unwrap_or_default()
    }

    /// How the penalty of a day is named.
    async fn mark(&mut self, subject: &str, day: &str) -> Result<String> {
        let answer = self.run(&format!("credit show {subject}"), &[]).await?;
        let line = answer.text.lines().find(|line| line.contains(&format!(" {day} "))).unwrap_or_default();
        let mark = line.split_whitespace().find(|word| word.starts_with('#'));
        mark.map(str::to_owned)
            .ok_or_else(|| Error::new(Exit::Bug, format!("{subject}: no penalty of {day}")))
    }

    fn read(&self, name: &str) -> Result<String> {
        let path: PathBuf = self.dir.join(name);
        std::fs::read_to_string(&path).map_err(|e| failed(&path, &e))
    }

    /// Runs a command as somebody types it, and repeats what it said; words with blanks come apart.
    async fn typed(&mut self, who: &str, command: &str, more: &[&str]) -> Result<()> {
        self.acts(who);
        let answer = self.run(command, more).await?;
        let mut document = answer.json.clone();
        shorten(&mut document);
        let more: String = more.iter().map(|word| format!(" {word}")).collect();
        self.tell(format!("{command}{more} --as {who}"), &Answer { json: document, ..answer })
    }

    async fn run(&mut self, command: &str, more: &[&str]) -> Result<Answer> {
        let words = ["suicha"].into_iter().chain(command.split(' ')).chain(more.iter().copied());
        let bug = |e: String| Error::new(Exit::Bug, format!("{command}: {e}"));
        let answer = match Cli::try_parse_from(words).map_err(|e| bug(e.to_string()))?.command {
            Command::Credit { command } => credit::run(&mut self.env, &command).await?,
            Command::Import(args) => import::run(&mut self.env, &args).await?,
            Command::Report { command } => report::run(&self.env, &command).await?,
            _ => return Err(bug("no command of this story".into())),
        };
        if answer.bad_news.is_some() { Err(bug(answer.text)) } else { Ok(answer) }
    }
}

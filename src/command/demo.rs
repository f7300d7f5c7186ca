//! `suicha demo`: the sample bureau, its whole September 2023 and what followed from it in October, through the same commands a
//! person types. Recorded public pulses, a scripted clock and seeded entropy: two runs give the
//! same bytes.

mod ceremonies;
mod credits;
mod evidence;
mod visits;

use super::answer::Answer;
use super::{import, init, people, plan};
use crate::beacon::Beacon;
use crate::cli::{ForOutcomes, Import, Kind, PeopleCommand, PlanCommand};
use crate::core::digest::Digest;
use crate::core::lang::Lang;
use crate::core::time::Timestamp;
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::synth::outcome::Row;
use crate::synth::sample;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The draw of the sample month.
pub const DRAW: &str = "320381-2023-09";
/// The temporary draw before the Mid-Autumn festival, by dice.
pub const URGENT: &str = "320381-2023-mooncake";
const LOG: &str = "suicha.example/320381";
const MARK: &str = "READ-ME-FIRST.txt";
/// Ids in the list of people, with their roles.
const PEOPLE: [(&str, &str, &str); 3] =
    [("clerk", "operator", "经办人"), ("reviewer", "reviewer", "审核人"), ("head", "head", "负责人")];

/// Makes the sample bureau in `dir` and runs its month.
pub async fn run(dir: &Path, lang: Lang, quiet: bool) -> Result<Answer> {
    let staged = staged(dir)?;
    let place = std::path::absolute(dir).map_err(|e| failed(dir, &e))?;
    let building = std::path::absolute(&staged).map_err(|e| failed(&staged, &e))?;
    // Inside its directory, so that no path of this machine enters anything it writes.
    std::env::set_current_dir(&building).map_err(|e| failed(&staged, &e))?;
    let mut story = Story::new(lang, quiet)?;
    story.month().await?;
    // A counter inside SQLite's file tells how connections came and went: a copy has the rows only.
    story.env.archive().await?.copy_to("archive.copy").await?;
    story.env.close().await;
    fs::rename("archive.copy", "archive.sqlite").map_err(|e| failed(&staged, &e))?;
    let (mut text, steps) = (story.text, story.steps);
    durable::write(Path::new(MARK), where_to_look(lang).as_bytes(), false)
        .map_err(|e| failed(&staged, &e))?;
    if place.exists() {
        fs::remove_dir_all(&place).map_err(|e| failed(dir, &e))?;
    }
    fs::rename(&building, &place).map_err(|e| failed(dir, &e))?;
    let d = dir.display();
    text.push_str(&lang.pick(
        format!("\n完成。请看 {d}/{MARK}；自己核验：suicha verify {d}/bundle-public\n"),
        format!("\ndone. See {d}/{MARK}; verify it yourself: suicha verify {d}/bundle-public\n"),
    ));
    Ok(Answer::new(text, json!({"dir": d.to_string(), "steps": steps})))
}

/// The place beside `dir` where the bureau is built; refuses to replace what is no demonstration.
fn staged(dir: &Path) -> Result<PathBuf> {
    let empty = || fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_none());
    if dir.exists() && !dir.join(MARK).exists() && !empty() {
        let dir = dir.display();
        return Err(Error::said(
            Exit::Conflict,
            format!("{dir} 已存在，且不是示例单位的目录"),
            format!("{dir} exists and is no demonstration"),
        )
        .advice("没有改动任何内容；请换一个目录", "nothing was changed; name another directory"));
    }
    let unnamed = || Error::said(Exit::Usage, "请指明一个目录", "name a directory");
    let mut name = dir.file_name().ok_or_else(unnamed)?.to_owned();
    name.push(".partial");
    let staged = dir.with_file_name(name);
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(|e| failed(&staged, &e))?; // left by a run that was killed
    }
    fs::create_dir_all(&staged).map_err(|e| failed(&staged, &e))?;
    Ok(staged)
}

fn failed(path: &Path, e: &std::io::Error) -> Error {
    let (path, zh) = (path.display(), system_words(e).0);
    Error::said(Exit::Outside, format!("{path}：{zh}"), format!("{path}: {e}"))
}

struct Story {
    dir: PathBuf,
    env: Env,
    text: String,
    steps: Vec<Value>,
    /// The workbooks of the month's draw, as its teams fill them in.
    month_rows: Vec<Row>,
}

impl Story {
    fn new(lang: Lang, quiet: bool) -> Result<Self> {
        let text = config_text();
        let config = toml::from_str(&text)
            .map_err(|e| Error::new(Exit::Bug, format!("the sample's configuration: {e}")))?;
        let seed = Digest::of(b"suicha demo").0;
        let mut env = Env::scripted(config, PathBuf::new(), lang, Beacon::Recorded, seed);
        env.quiet = quiet;
        Ok(Self { dir: PathBuf::new(), env, text: String::new(), steps: Vec::new(), month_rows: Vec::new() })
    }

    async fn month(&mut self) -> Result<()> {
        self.libraries().await?;
        self.plan("2023-09-01T09:00:00+08:00", ("公布计划", "the plan is published"), "plan.toml").await?;
        let temporary = ("公布临时任务", "a temporary task is published");
        self.plan("2023-09-08T15:00:00+08:00", temporary, "plan-temporary.toml").await?;
        self.urgent_draw().await?;
        self.month_draw().await?;
        self.papers().await?;
        self.first_week().await?;
        self.second_week().await?;
        self.seed_opened().await?;
        self.after_the_holiday().await?;
        self.bundles().await?;
        self.credit_month().await?;
        self.report().await
    }

    async fn libraries(&mut self) -> Result<()> {
        self.at("2023-08-31T09:00:00+08:00", ("建立单位与两库", "the bureau and its libraries"))?;
        init::create(&mut self.env, &self.dir.clone(), LOG, &config_text()).await?;
        self.people()?;
        let input = self.dir.join("input");
        fs::create_dir_all(&input).map_err(|e| failed(&input, &e))?;
        for (name, bytes) in sample::FILES {
            durable::write(&input.join(name), bytes, false).map_err(|e| failed(&input, &e))?;
        }
        let kinds = [
            (Kind::Matters, "matters"),
            (Kind::Subjects, "subjects"),
            (Kind::Inspectors, "inspectors"),
            (Kind::Recusals, "recusals"),
        ];
        for (kind, word) in kinds {
            let file = &format!("{word}.csv");
            let args = Import {
                kind,
                files: vec![input.join(file)],
                map: None,
                as_of: None,
                dry_run: false,
                all_or_nothing: false,
                issues: Some(self.dir.join(format!("issues-{file}"))),
                replace: false,
                encoding: None,
                reason: None,
                law_changed: None,
                law: None,
                label_drawn: Vec::new(),
                label: None,
                label_task: Vec::new(),
                rest_after_upper: None,
                level: String::new(),
                freshness: kind == Kind::Subjects,
                accept_suggestions: false,
                outcomes: ForOutcomes::default(),
            };
            let answer = import::run(&mut self.env, &args).await?;
            let mut document = answer.json.clone();
            document["issues"] = Value::Null; // thousands of lines; they stand in the issue files
            self.tell(format!("import {word} input/{file}"), &Answer { json: document, ..answer })?;
        }
        Ok(())
    }

    /// Keys of those who record, review and publish.
    fn people(&mut self) -> Result<()> {
        let place = self.dir.join("people");
        fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        let mut list =
            String::from("# The sample bureau's people (synthetic): who may do what with outcomes.\n");
        for (id, role, name) in PEOPLE {
            let file = place.join(format!("{id}.key"));
            people::run(&mut self.env, &PeopleCommand::Keygen { name: id.into(), file: file.clone() })?;
            let public = place.join(format!("{id}.key.pub"));
            let key = fs::read_to_string(&public).map_err(|e| failed(&public, &e))?;
            let key = key.trim_end();
            list.push_str(&format!(
                "\n[[person]]\nid = \"{id}\"\nname = \"{name}\"\nroles = [\"{role}\"]\nkey = \"{key}\"\n"
            ));
        }
        let file = self.dir.join("people.toml");
        durable::write(&file, list.as_bytes(), false).map_err(|e| failed(&file, &e))?;
        let answer = people::run(&mut self.env, &PeopleCommand::List)?;
        self.tell("people list".into(), &answer)
    }

    async fn plan(&mut self, at: &str, what: (&str, &str), name: &str) -> Result<()> {
        self.at(at, what)?;
        self.acts("head");
        let file = self.dir.join("input").join(name);
        let answer = plan::run(&self.env, &PlanCommand::Publish { file, dry_run: false }).await?;
        self.tell(format!("plan publish input/{name}"), &answer)
    }

    /// Who acts from now on, with the key.
    fn acts(&mut self, who: &str) {
        self.env.operator = who.into();
        self.env.key = Some(self.dir.join("people").join(format!("{who}.key")));
    }

    /// The scripted clock moves on.
    fn at(&mut self, time: &str, (zh, en): (&str, &str)) -> Result<()> {
        self.acts("clerk");
        self.env.set_clock(Timestamp::parse(time).map_err(|e| Error::new(Exit::Bug, e.to_string()))?);
        self.text.push_str(&format!(
            "\n== {} {}\n",
            &time[..16].replace('T', " "),
            self.env.lang.pick(zh, en)
        ));
        Ok(())
    }

    /// Repeats what a command said.
    fn tell(&mut self, command: String, answer: &Answer) -> Result<()> {
        self.text.push_str(&format!("$ suicha {command}\n{}", answer.text));
        self.steps.push(json!({"command": command, "answer": answer.json}));
        Ok(())
    }
}

/// Whom a party can ask, and the bureau's word in numbers of letters.
const LETTERS: &str = "[credit.letters]\nword = \"示例市监\"\noffice = \"信用监管股\"\nphone = \"000-00000000\"\n\
                       address = \"示例县城西街道示例路1号\"\nreview-body = \"示例县人民政府\"\ncourt = \"示例县人民法院\"\n";

fn config_text() -> String {
    let codebook = sample::file("codebook.toml").map(String::from_utf8_lossy).unwrap_or_default();
    format!(
        "# The sample bureau (synthetic).\nbody = \"示例县市场监督管理局\"\nregion = \"320381\"\nlang = \"zh\"\narchive = \"sqlite:archive.sqlite\"\npeople = \"people.toml\"\n\n{codebook}\n{LETTERS}"
    )
}

fn where_to_look(lang: Lang) -> &'static str {
    lang.pick(
        "示例单位（全部数据为合成数据）的2023年9月。\n\
         input/            导入的名录、事项清单和计划\n\
         issues-*.csv      导入时发现的每个问题\n\
         people/           经办人、审核人、负责人各自的密钥；people.toml 为人员名单\n\
         witness/          两名见证人各自保管的密钥、秘密值、承诺和揭示，以及骰子记录\n\
         log/              公布的存证日志（检查点与条目），policy.txt 为信任策略\n\
         papers/           月饼任务的结果录入表、名单、通知书和记录表\n\
         outcomes/         检查人员交回的结果\n\
         archive.sqlite    档案库\n\
         bundle-public/    当月抽取的公开包，任何人可核验：suicha verify bundle-public\n\
         bundle-audit/     当月抽取的审计包（含未公开信息）：suicha verify bundle-audit\n\
         mooncake-public/  掷骰抽取的公开包，mooncake-audit/ 为其审计包（有一次递补和换人）\n\
         credit/           信用档案：待办与建议、处罚、文书、一户的信用报告、推送其他部门的数据\n\
         reports/2023-09/  九月月报（公开版）：文字、统计表、图；有中文字体时 suicha report month 2023-09 --out 目录 另写 PNG 图\n\
         在本目录内可继续运行：suicha task list、suicha deadlines --as-of 2023-10-12、\n\
         suicha outcome list 320381-2023-09、suicha check 代码 --bundle bundle-public\n",
        "September 2023 of the sample bureau (all data is synthetic).\n\
         input/            the imported registry, people, item list and plans\n\
         issues-*.csv      every problem found at import\n\
         people/           keys of the clerk, the reviewer and the head; people.toml lists them\n\
         witness/          what the two witnesses keep: keys, secrets, commitments, openings; the record of the dice\n\
         log/              the published log (head and entries); policy.txt says who must cosign it\n\
         papers/           of the mooncake task: workbook of outcomes, list of names, notices, record forms\n\
         outcomes/         what the inspectors handed in\n\
         archive.sqlite    the archive\n\
         bundle-public/    the month's draw, as anyone can verify it: suicha verify bundle-public\n\
         bundle-audit/     the auditor's bundle of it (not public): suicha verify bundle-audit\n\
         mooncake-public/  the draw by dice; mooncake-audit/ for its auditor (one replacement)\n\
         credit/           the credit archive: proposals, penalties, letters, one subject's report, the exchange\n\
         reports/2023-09/  September's report for everybody: text, tables, figures; with a Chinese font\n                  \
         `suicha report month 2023-09 --out DIR` draws PNG as well
         Go on from here: suicha task list, suicha deadlines --as-of 2023-10-12,\n\
         suicha outcome list 320381-2023-09, suicha check ID --bundle bundle-public\n",
    )
}

/// Lists of hundreds of rows become their number.
fn shorten(document: &mut Value) {
    for (_, value) in document.as_object_mut().into_iter().flatten() {
        let rows = value.as_array().map_or(0, Vec::len).max(value.as_object().map_or(0, |map| map.len()));
        if rows > 20 {
            *value = json!(rows);
        }
    }
}

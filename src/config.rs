//! `suicha.toml`: what a bureau sets once. Every value is documented where it is declared; the
//! commented file that `suicha init` writes is [`TEMPLATE`].

mod jobs;

pub use jobs::{DaemonConfig, JobConfig, Typed};

use crate::core::deadline::{Level, Settings};
use crate::core::id::Name;
use crate::core::lang::{Lang, Twin};
use crate::core::row::Codebook;
use crate::core::time::Timestamp;
use crate::core::workdays::{Convention, LastDay, TermEnd};
use crate::error::{Error, Exit, Result, system_words, toml_words};
use crate::notify::Recipient;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The configuration of a bureau.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// The file it was read from, as it was named: what messages about it name.
    #[serde(skip)]
    pub file: PathBuf,
    /// Name of the bureau, as it stands on documents.
    pub body: String,
    /// Six-digit region code (GB/T 2260).
    pub region: String,
    /// Language of documents and messages: `zh` or `en`.
    pub lang: Option<String>,
    /// Where the archive is: `sqlite:FILE` (relative to this file) or `postgres://…`.
    pub archive: Option<String>,
    /// The bureau's own working-day calendar (工作日历), relative to this file; without it the one
    /// that comes with the program.
    pub calendar: Option<PathBuf>,
    /// Statutory clocks (法定时限).
    pub deadlines: DeadlineConfig,
    /// How beacons are reached.
    pub beacon: BeaconConfig,
    /// The transparency log.
    pub log: LogConfig,
    /// The auditor.
    pub auditor: AuditorConfig,
    /// List of people with their public keys (`people.toml`); without it outcomes are reviewed by another
    /// operator and nothing is signed.
    pub people: Option<PathBuf>,
    /// Credit supervision.
    pub credit: CreditConfig,
    /// Documents for people.
    pub forms: FormsConfig,
    /// Figures of reports.
    pub figures: FiguresConfig,
    /// Who is told of what (通知).
    pub notify: NotifyConfig,
    /// What `suicha daemon` is told besides its jobs.
    pub daemon: DaemonConfig,
    /// Jobs of the schedule (`[[job]]`), checked by `suicha daemon --check` and by nothing else: a wrong one keeps
    /// no other command from its work.
    pub job: Vec<JobConfig>,
    /// Stations and offices: name as registries write it, code used in draws.
    pub units: BTreeMap<String, String>,
    /// Labels and qualifications: name as registries write it, code used in draws.
    pub tags: BTreeMap<String, String>,
    /// The name on documents of a code that has several in `[units]` or `[tags]`: `food = "食品经营"`. It must
    /// be one of them.
    pub names: BTreeMap<String, String>,
}

/// Credit supervision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct CreditConfig {
    /// Directory with the bureau's own rules (`suicha credit rules --out` writes those that are shipped): a file
    /// of the same name replaces, `NAME.more.csv` adds rows.
    pub rules: Option<PathBuf>,
    /// Directories with sets of rules of former times, under which old decisions are told.
    pub former_rules: Vec<PathBuf>,
    /// `model`: `suicha credit classes --apply` makes them every month; `imported`: the province makes them,
    /// and they come with the registry. Without it either is possible, and no monthly clock runs before
    /// the first `--apply`.
    pub classes: Option<ClassesFrom>,
    /// Letters (信用文书).
    pub letters: LettersConfig,
}

/// Who is told of what.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct NotifyConfig {
    /// Events older than so many days are not told any more.
    pub days: u16,
    /// Seconds one try to send may take.
    pub timeout_s: u64,
    /// The bureau's own templates, relative to this file.
    pub templates: Option<PathBuf>,
    /// How mail leaves the bureau.
    pub smtp: Option<SmtpConfig>,
    /// Recipients.
    pub to: Vec<Recipient>,
}

/// How mail leaves the bureau.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SmtpConfig {
    /// `smtp://host:25`, `smtp://host:587?tls=required` or `smtps://host`.
    pub url: String,
    /// Sender, e.g. `suicha@example.gov.cn`.
    pub from: String,
    /// User, where the server wants one.
    pub user: Option<String>,
    /// File with the password, relative to this file; only its owner may be able to read it.
    pub password_file: Option<PathBuf>,
}

impl Default for NotifyConfig {
    fn default() -> Self {
        Self { days: 7, timeout_s: 10, templates: None, smtp: None, to: Vec::new() }
    }
}

/// How beacons are reached.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct BeaconConfig {
    /// drand relays, asked one after the other; empty: the public ones.
    pub relays: Vec<String>,
    /// Seconds one relay may take.
    pub timeout_s: Option<u64>,
}

/// Statutory clocks: lights, escalation, and how the open points of terms are read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DeadlineConfig {
    /// The bureau's own table of rules, relative to this file.
    pub rules: Option<PathBuf>,
    /// A clock is yellow with so many working days left, or fewer.
    pub yellow: u32,
    /// Natural terms whose last day is off end the day after: `rest-days` (weekends too) or
    /// `holidays` (days of a notice only).
    pub last_day: String,
    /// Terms of months and years end on the `corresponding` day (民法典 art. 202), or on the
    /// `day-before`.
    pub term_end: String,
    /// Who is told of what is overdue (进度倒逼), by growing number of working days.
    pub escalation: Vec<EscalationConfig>,
}

/// One level of escalation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EscalationConfig {
    /// From so many working days overdue.
    pub overdue: u32,
    /// Who is told.
    pub to: String,
    /// The same in English.
    pub to_en: Option<String>,
}

impl Default for DeadlineConfig {
    fn default() -> Self {
        let level = |overdue, to: &str, to_en: &str| EscalationConfig {
            overdue,
            to: to.into(),
            to_en: Some(to_en.into()),
        };
        Self {
            rules: None,
            yellow: 3,
            last_day: "rest-days".into(),
            term_end: "corresponding".into(),
            escalation: vec![
                level(1, "股室负责人", "head of section"),
                level(3, "分管领导", "deputy director"),
                level(10, "主要领导", "director"),
            ],
        }
    }
}

impl DeadlineConfig {
    /// The checked settings.
    pub fn settings(&self) -> Result<Settings> {
        let bad = |zh: &str, en: &str| {
            Error::said(Exit::Usage, format!("[deadlines] 的 {zh}"), format!("[deadlines] {en}"))
        };
        let last_day = match self.last_day.as_str() {
            "rest-days" => LastDay::RestDays,
            "holidays" => LastDay::Holidays,
            _ => return Err(bad("last-day 须为 rest-days 或 holidays", "last-day is rest-days or holidays")),
        };
        let term_end = match self.term_end.as_str() {
            "corresponding" => TermEnd::Corresponding,
            "day-before" => TermEnd::DayBefore,
            _ => {
                return Err(bad(
                    "term-end 须为 corresponding 或 day-before",
                    "term-end is corresponding or day-before",
                ));
            }
        };
        let days: Vec<u32> = self.escalation.iter().map(|level| level.overdue).collect();
        if days.first() == Some(&0) || days.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(bad(
                "escalation 的 overdue 须从1起逐级增大",
                "the overdue days of escalation begin at 1 or later and grow",
            ));
        }
        let level = |level: &EscalationConfig| Level {
            overdue: level.overdue,
            to: Twin::new(&level.to, level.to_en.as_ref().unwrap_or(&level.to)),
        };
        let levels = self.escalation.iter().map(level).collect();
        Ok(Settings { yellow: self.yellow, levels, convention: Convention { last_day, term_end } })
    }
}

impl LettersConfig {
    /// A word with digits or brackets could not be told from the rest of a number.
    fn check(&self) -> Result<()> {
        let plain = |c: char| !c.is_ascii_digit() && !"〔〕".contains(c) && !c.is_whitespace();
        if self.word.chars().all(plain) {
            return Ok(());
        }
        Err(Error::said(
            Exit::Usage,
            format!("[credit.letters] 的 word {:?} 不能含数字、空格和〔〕", self.word),
            format!("[credit.letters] word {:?}: a word without digits, blanks and 〔〕", self.word),
        ))
    }
}

/// The auditor.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AuditorConfig {
    /// Public key (`age1…`) to which the blind of every embargoed draw is encrypted at the freeze.
    pub recipient: Option<String>,
}

/// Where the internal classes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassesFrom {
    /// The points model.
    Model,
    /// The registry.
    Imported,
}

/// Documents for people: layouts of the bureau's own, and whom a party can ask.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FormsConfig {
    /// Plan table: name of a layout of the program, or a file.
    pub plan_table: Option<String>,
    /// 抽查任务公告.
    pub announcement: Option<String>,
    /// 检查对象名单.
    pub name_list: Option<String>,
    /// 随机抽查通知书.
    pub notice: Option<String>,
    /// 情况记录表.
    pub record: Option<String>,
    /// 抽查工作方案.
    pub work_plan: Option<String>,
    /// 检查结果录入表.
    pub outcome: Option<String>,
    /// 联系人 on notices.
    pub contact: String,
    /// 联系电话 on notices.
    pub phone: String,
}

/// Figures of reports: the font of those written as PNG.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct FiguresConfig {
    /// A font file with Chinese characters, relative to this file.
    pub font: Option<PathBuf>,
    /// Font files to try in place of the usual ones, where none is named.
    pub places: Option<Vec<PathBuf>>,
}

/// Letters of the credit archive: their number, whom a party can ask, and where it can turn to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LettersConfig {
    /// 部门字号: the bureau's word before the mark in numbers of letters, e.g. 徐市监.
    pub word: String,
    /// Section a party can ask (联系部门).
    pub office: String,
    /// Its telephone.
    pub phone: String,
    /// Its address, where papers are handed in.
    pub address: String,
    /// Authority for an administrative review (复议机关).
    pub review_body: String,
    /// Court of an administrative action (人民法院).
    pub court: String,
}

/// The transparency log: relative paths start at the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct LogConfig {
    /// Private key of the log; its name is the log's.
    pub key: PathBuf,
    /// Directory of the published log, for a web server.
    pub dir: PathBuf,
    /// Witnesses and quorum (c2sp.org/tlog-policy); without the file nobody has to cosign.
    pub policy: PathBuf,
    /// Policies of before, by the time until which each was in force: a draw is judged by that of its freeze.
    pub earlier: Vec<EarlierPolicy>,
    /// Seconds one witness may take over HTTP.
    pub timeout_s: u64,
    /// Calendar days until a challenge must be answered: 28 are 20 working days, holidays aside.
    pub challenge_days: u32,
}

/// A policy that is no longer in force.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct EarlierPolicy {
    /// RFC 3339 with seconds; a draw that was frozen at this time or before is judged by it.
    pub until: String,
    /// The file.
    pub policy: PathBuf,
}

impl LogConfig {
    /// The file of the policy that was in force at a time.
    pub fn policy_at(&self, at: Timestamp) -> Result<&Path> {
        let mut found: Option<(Timestamp, &Path)> = None;
        for EarlierPolicy { until, policy } in &self.earlier {
            let until = Timestamp::parse(until).map_err(|e| {
                Error::said(
                    Exit::Usage,
                    format!("[log] earlier 的 until：{e}"),
                    format!("[log] earlier, until: {e}"),
                )
            })?;
            if at <= until && found.is_none_or(|(first, _)| until < first) {
                found = Some((until, policy));
            }
        }
        Ok(found.map_or(&self.policy, |(_, policy)| policy))
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            key: "log.key".into(),
            dir: "log".into(),
            policy: "policy.txt".into(),
            earlier: Vec::new(),
            timeout_s: 10,
            challenge_days: 28,
        }
    }
}

/// What `suicha init` writes.
pub const TEMPLATE: &str = include_str!("../data/suicha.toml");

impl Config {
    /// Reads a configuration file.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| {
            let (file, (zh, en)) = (path.display(), system_words(&e));
            Error::said(
                Exit::Usage,
                format!("无法读取配置 {file}：{zh}"),
                format!("cannot read the configuration {file}: {en}"),
            )
            .advice(
                "请先用 suicha init 目录 建立单位，并在该目录内运行；或以 --config 指明配置文件",
                "make a bureau with `suicha init DIR` and work in it, or name its file with --config",
            )
        })?;
        let wrong = |zh: String, en: String| {
            let file = path.display();
            Error::said(Exit::Usage, format!("配置 {file} 有误：{zh}"), format!("{file}: {en}")).advice(
                "请改正该文件，或从备份恢复；格式见 suicha init 写出的文件",
                "correct the file or restore it from a backup; `suicha init` writes an example",
            )
        };
        // Every value has a default: a file that was cut off would be read as another configuration.
        if !text.ends_with('\n') {
            return Err(wrong("最后一行没有结束，文件不完整".into(), "it ends within a line".into()));
        }
        let mut config: Config = toml::from_str(&text).map_err(|e| {
            let words = toml_words(&text, &e);
            wrong(words.zh, words.en)
        })?;
        path.clone_into(&mut config.file);
        let said = |e: Error| wrong(e.message_zh.unwrap_or_else(|| e.message.clone()), e.message);
        config.codebook().map_err(said)?;
        config.credit.letters.check().map_err(said)?;
        config.lang().map_err(said)?;
        config.deadlines.settings().map_err(said)?;
        config.log.policy_at(Timestamp(0)).map_err(said)?;
        Ok(config)
    }

    /// Language, Chinese where none is set.
    pub fn lang(&self) -> Result<Lang> {
        let parse = |text: &String| {
            text.parse().map_err(|e: String| Error::said(Exit::Usage, "lang 须为 zh 或 en", e))
        };
        self.lang.as_ref().map_or(Ok(Lang::default()), parse)
    }

    /// URL of the archive, relative files made relative to `root`.
    pub fn archive_url(&self, root: &Path) -> String {
        let url = self.archive.as_deref().unwrap_or("sqlite:archive.sqlite");
        match url.strip_prefix("sqlite:") {
            Some(file) if !file.is_empty() && !file.starts_with('/') => {
                let path: PathBuf = root.join(file.trim_start_matches("//"));
                format!("sqlite:{}", path.display())
            }
            _ => url.to_owned(),
        }
    }

    /// Names of units and tags with their codes.
    pub fn codebook(&self) -> Result<Codebook> {
        let codes = |table: &BTreeMap<String, String>, what: &str| {
            let code = |(name, code): (&String, &String)| match Name::tag(code) {
                Ok(code) => Ok((name.clone(), code)),
                Err(e) => Err(Error::said(
                    Exit::Usage,
                    format!("[{what}] 中 {name:?} 的代码有误：{e}"),
                    format!("[{what}] {name:?}: {e}"),
                )),
            };
            table.iter().map(code).collect::<Result<BTreeMap<_, _>>>()
        };
        let (units, tags) = (codes(&self.units, "units")?, codes(&self.tags, "tags")?);
        let mut names = BTreeMap::new();
        for (code, name) in &self.names {
            let of = units.get(name).or_else(|| tags.get(name)).filter(|known| known.as_str() == code);
            let Some(known) = of else {
                return Err(Error::said(
                    Exit::Usage,
                    format!("[names] 中 {code:?} 的名称 {name:?} 不在 [units]、[tags] 中该代码的名称之列"),
                    format!("[names] {code:?}: {name:?} is no name of this code in [units] or [tags]"),
                ));
            };
            names.insert(known.clone(), name.clone());
        }
        Ok(Codebook { units, tags, names })
    }
}

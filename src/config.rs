//! `suicha.toml`: what a bureau sets once. Every value is documented where it is declared; the
//! commented file that `suicha init` writes is [`TEMPLATE`].

use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::row::Codebook;
use crate::error::{Error, Exit, Result, system_words};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The configuration of a bureau.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Config {
    /// Name of the bureau, as it stands on documents.
    pub body: String,
    /// Six-digit region code (GB/T 2260).
    pub region: String,
    /// Language of documents and messages: `zh` or `en`.
    pub lang: Option<String>,
    /// Where the archive is: `sqlite:FILE` (relative to this file) or `postgres://…`.
    pub archive: Option<String>,
    /// How beacons are reached.
    pub beacon: BeaconConfig,
    /// The transparency log.
    pub log: LogConfig,
    /// The auditor.
    pub auditor: AuditorConfig,
    /// Documents for people.
    pub forms: FormsConfig,
    /// Stations and offices: name as registries write it, code used in draws.
    pub units: BTreeMap<String, String>,
    /// Labels and qualifications: name as registries write it, code used in draws.
    pub tags: BTreeMap<String, String>,
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

/// The auditor.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct AuditorConfig {
    /// Public key (`age1…`) to which the blind of every embargoed draw is encrypted at the freeze.
    pub recipient: Option<String>,
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
    /// Seconds one witness may take over HTTP.
    pub timeout_s: u64,
    /// Calendar days until a challenge must be answered: 28 are 20 working days, holidays aside.
    pub challenge_days: u32,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            key: "log.key".into(),
            dir: "log".into(),
            policy: "policy.txt".into(),
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
        let config: Config = toml::from_str(&text).map_err(|e| {
            let file = path.display();
            Error::said(Exit::Usage, format!("配置 {file} 有误：{e}"), format!("{file}: {e}"))
        })?;
        config.codebook()?;
        config.lang()?;
        Ok(config)
    }

    /// Language, Chinese where none is set.
    pub fn lang(&self) -> Result<Lang> {
        let parse = |text: &String| {
            text.parse().map_err(|e: String| Error::said(Exit::Usage, "suicha.toml 的 lang 须为 zh 或 en", e))
        };
        self.lang.as_ref().map_or(Ok(Lang::default()), parse)
    }

    /// URL of the archive, relative files made relative to `root`.
    pub fn archive_url(&self, root: &Path) -> String {
        let url = self.archive.as_deref().unwrap_or("sqlite:archive.sqlite");
        match url.strip_prefix("sqlite:") {
            Some(file) if !file.starts_with('/') => {
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
                    format!("suicha.toml 的 [{what}] 中 {name:?} 的代码有误：{e}"),
                    format!("[{what}] {name:?}: {e}"),
                )),
            };
            table.iter().map(code).collect::<Result<BTreeMap<_, _>>>()
        };
        Ok(Codebook { units: codes(&self.units, "units")?, tags: codes(&self.tags, "tags")? })
    }
}

//! `suicha demo`: the sample bureau and its whole September 2023, through the same commands a
//! person types. Recorded public pulses, a scripted clock and seeded entropy: two runs give the
//! same bytes.

use super::answer::Answer;
use super::{draw, import, init, log, plan, verify, witness};
use crate::beacon::Beacon;
use crate::cli::{
    Cosigner, DrawCommand, Freeze, Import, Kind, LogCommand, PlanCommand, Verify, WitnessCommand,
};
use crate::core::digest::Digest;
use crate::core::lang::Lang;
use crate::core::time::Timestamp;
use crate::core::witness::key::{CosignerKey, KeyError};
use crate::durable;
use crate::env::Env;
use crate::error::{Error, Exit, Result, system_words};
use crate::synth::sample;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The draw of the sample month.
pub const DRAW: &str = "320381-2023-09";
const LOG: &str = "suicha.example/320381";
const PLAN: &str = "32038120231001";
const MARK: &str = "READ-ME-FIRST.txt";
const WITNESSES: [&str; 2] = ["audit.example", "notary.example"];

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
}

impl Story {
    fn new(lang: Lang, quiet: bool) -> Result<Self> {
        let text = config_text();
        let config = toml::from_str(&text)
            .map_err(|e| Error::new(Exit::Bug, format!("the sample's configuration: {e}")))?;
        let seed = Digest::of(b"suicha demo").0;
        let mut env = Env::scripted(config, PathBuf::new(), lang, Beacon::Recorded, seed);
        env.quiet = quiet;
        Ok(Self { dir: PathBuf::new(), env, text: String::new(), steps: Vec::new() })
    }

    async fn month(&mut self) -> Result<()> {
        self.libraries().await?;
        self.plan().await?;
        self.draw().await?;
        self.bundles().await
    }

    async fn libraries(&mut self) -> Result<()> {
        self.at("2023-08-31T09:00:00+08:00", ("建立单位与两库", "the bureau and its libraries"))?;
        init::create(&mut self.env, &self.dir.clone(), LOG, &config_text()).await?;
        let input = self.dir.join("input");
        fs::create_dir_all(&input).map_err(|e| failed(&input, &e))?;
        for (name, bytes) in sample::FILES {
            durable::write(&input.join(name), bytes, false).map_err(|e| failed(&input, &e))?;
        }
        let kinds = [
            (Kind::Matters, "matters.csv"),
            (Kind::Subjects, "subjects.csv"),
            (Kind::Inspectors, "inspectors.csv"),
            (Kind::Recusals, "recusals.csv"),
        ];
        for (kind, file) in kinds {
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
            };
            let answer = import::run(&mut self.env, &args).await?;
            let mut document = answer.json.clone();
            document["issues"] = Value::Null; // thousands of lines; they stand in the issue files
            self.tell(
                format!("import {} input/{file}", kind.roster().word()),
                &Answer { json: document, ..answer },
            )?;
        }
        Ok(())
    }

    async fn plan(&mut self) -> Result<()> {
        self.at("2023-09-01T09:00:00+08:00", ("公布计划", "the plan is published"))?;
        let file = self.dir.join("input/plan.toml");
        let answer = plan::run(&self.env, &PlanCommand::Publish { file, dry_run: false }).await?;
        self.tell("plan publish input/plan.toml".into(), &answer)
    }

    async fn draw(&mut self) -> Result<()> {
        self.at("2023-09-15T15:00:00+08:00", ("见证人承诺", "the witnesses commit"))?;
        let place = self.dir.join("witness");
        fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        let file = |name: &str, kind: &str| place.join(format!("{name}.{kind}"));
        for name in WITNESSES {
            let (key, secret) = (file(name, "key"), file(name, "secret"));
            let keygen = WitnessCommand::Keygen { name: name.into(), file: key.clone() };
            witness::run(&mut self.env, &keygen)?;
            let commit = WitnessCommand::Commit {
                draw: DRAW.into(),
                attempt: 1,
                key,
                secret,
                file: file(name, "commit"),
            };
            let answer = witness::run(&mut self.env, &commit)?;
            self.tell(format!("witness commit --draw {DRAW} ({name})"), &answer)?;
        }
        self.policy()?;

        self.at("2023-09-15T16:00:00+08:00", ("冻结并承诺", "freeze and commit"))?;
        let not_before = self.dir.join("input/quicknet-1000.txt");
        let recorded = crate::beacon::recorded();
        let pulse = recorded.iter().find(|pulse| pulse.round() == "1000").expect("round 1000 is recorded");
        durable::write(&not_before, pulse.print().as_bytes(), false).map_err(|e| failed(&not_before, &e))?;
        let freeze = Freeze {
            draw: DRAW.into(),
            plan: PLAN.into(),
            at: "2023-09-15T19:00:03+08:00".into(),
            task: Vec::new(),
            witness: WITNESSES.map(|name| file(name, "commit")).to_vec(),
            not_before: Some(not_before),
            without_not_before: false,
            accept_empty: false,
            rehearsals: 200,
            accept_shortage: false,
            dry_run: false,
        };
        let answer = draw::run(&mut self.env, &DrawCommand::Freeze(freeze)).await?;
        self.tell(format!("draw freeze {DRAW} --plan {PLAN} --at 2023-09-15T19:00:03+08:00"), &answer)?;

        self.at("2023-09-15T16:10:00+08:00", ("见证人见证承诺", "the witnesses cosign the commitment"))?;
        self.cosign().await?;

        self.at("2023-09-15T18:30:00+08:00", ("见证人揭示", "the witnesses open"))?;
        for name in WITNESSES {
            let opening = file(name, "open");
            let open = WitnessCommand::Open {
                key: file(name, "key"),
                secret: file(name, "secret"),
                file: opening.clone(),
            };
            witness::run(&mut self.env, &open)?;
            let reveal = DrawCommand::Reveal { draw: DRAW.into(), witness: name.into(), file: opening };
            let answer = draw::run(&mut self.env, &reveal).await?;
            self.tell(format!("draw reveal {DRAW} --witness {name}"), &answer)?;
        }

        self.at("2023-09-15T18:40:00+08:00", ("见证人见证揭示", "the witnesses cosign the openings"))?;
        self.cosign().await?;

        self.at("2023-09-15T19:00:06+08:00", ("抽取", "the draw"))?;
        let answer =
            draw::run(&mut self.env, &DrawCommand::Run { draw: DRAW.into(), pulse: Vec::new() }).await?;
        self.tell(format!("draw run {DRAW}"), &answer)?;

        self.at("2023-09-15T19:10:00+08:00", ("见证人见证结果", "the witnesses cosign the result"))?;
        self.cosign().await
    }

    /// The policy of the bureau's log: both witnesses must cosign.
    fn policy(&mut self) -> Result<()> {
        let mut text = format!("log {}\n", self.env.log_key()?.verifier());
        for name in WITNESSES {
            let file = self.dir.join(format!("witness/{name}.key.pub"));
            let key = fs::read_to_string(&file).map_err(|e| failed(&file, &e))?;
            let key: CosignerKey =
                key.trim_end().parse().map_err(|e: KeyError| Error::new(Exit::Bug, e.to_string()))?;
            text.push_str(&format!("witness {name} {key}\n"));
        }
        text.push_str(&format!("group both all {}\nquorum both\n", WITNESSES.join(" ")));
        let file = self.dir.join("policy.txt");
        durable::write(&file, text.as_bytes(), false).map_err(|e| failed(&file, &e))
    }

    /// Each witness cosigns the head of the log, by file.
    async fn cosign(&mut self) -> Result<()> {
        let place = self.dir.join("witness");
        for name in WITNESSES {
            let (request, answer) =
                (place.join(format!("{name}.request")), place.join(format!("{name}.cosigned")));
            let asked = LogCommand::Request { witness: name.into(), file: request.clone() };
            log::run(&self.env, &asked).await?;
            let cosigner = Cosigner {
                key: place.join(format!("{name}.key")),
                logs: self.dir.join("log.pub"),
                state: place.join(format!("{name}.state")),
            };
            let cosign = WitnessCommand::Cosign { witness: cosigner, request, answer: answer.clone() };
            witness::run(&mut self.env, &cosign)?;
            let told = log::run(&self.env, &LogCommand::Cosign { file: vec![answer] }).await?;
            self.tell(format!("log cosign --file witness/{name}.cosigned"), &told)?;
        }
        Ok(())
    }

    async fn bundles(&mut self) -> Result<()> {
        self.at(
            "2023-10-01T09:00:00+08:00",
            ("保密期满，公布证据包", "the embargo is over: evidence is published"),
        )?;
        for (name, audit) in [("bundle-public", false), ("bundle-audit", true)] {
            let dir = self.dir.join(name);
            let export = DrawCommand::Export {
                draw: DRAW.into(),
                dir: dir.clone(),
                public: !audit,
                audit,
                attempt: None,
            };
            let answer = draw::run(&mut self.env, &export).await?;
            let view = if audit { "--audit" } else { "--public" };
            self.tell(format!("draw export {DRAW} {name} {view}"), &answer)?;
            let (policy, log) = (Some(self.dir.join("policy.txt")), Some(self.dir.join("log")));
            let extract = vec![self.dir.join("input/subjects.csv")];
            let args = Verify {
                dir,
                policy,
                log,
                extract,
                map: None,
                checkpoint: vec![],
                beside: vec![],
                upper: vec![],
                card: vec![],
            };
            let answer =
                verify::run(&args, &self.env.config.codebook()?, self.env.now().date(), self.env.lang)?;
            if answer.bad_news.is_some() {
                return Err(Error::new(
                    Exit::Bug,
                    format!("the bundle {name} does not verify:\n{}", answer.text),
                ));
            }
            self.tell(
                format!("verify {name} --policy policy.txt --log log --extract input/subjects.csv"),
                &answer,
            )?;
        }
        Ok(())
    }

    /// The scripted clock moves on.
    fn at(&mut self, time: &str, (zh, en): (&str, &str)) -> Result<()> {
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

fn config_text() -> String {
    let codebook = sample::file("codebook.toml").map(String::from_utf8_lossy).unwrap_or_default();
    format!(
        "# The sample bureau (synthetic).\nbody = \"示例县市场监督管理局\"\nregion = \"320381\"\nlang = \"zh\"\narchive = \"sqlite:archive.sqlite\"\n\n{codebook}"
    )
}

fn where_to_look(lang: Lang) -> &'static str {
    lang.pick(
        "示例单位（全部数据为合成数据）的2023年9月。\n\
         input/          导入的名录、事项清单和计划\n\
         issues-*.csv    导入时发现的每个问题\n\
         witness/        两名见证人各自保管的密钥、秘密值、承诺和揭示\n\
         log/            公布的存证日志（检查点与条目），policy.txt 为信任策略\n\
         archive.sqlite  档案库\n\
         bundle-public/  任何人可核验的公开包：suicha verify bundle-public\n\
         bundle-audit/   审计包（含未公开信息）：suicha verify bundle-audit\n\
         在本目录内可继续运行：suicha draw status、suicha plan list、suicha check 代码 --bundle bundle-public\n",
        "September 2023 of the sample bureau (all data is synthetic).\n\
         input/          the imported registry, people, item list and plan\n\
         issues-*.csv    every problem found at import\n\
         witness/        what the two witnesses keep: keys, secrets, commitments, openings\n\
         log/            the published log (head and entries); policy.txt says who must cosign it\n\
         archive.sqlite  the archive\n\
         bundle-public/  what anyone can verify: suicha verify bundle-public\n\
         bundle-audit/   the auditor's bundle (not public): suicha verify bundle-audit\n\
         Go on from here: suicha draw status, suicha plan list, suicha check ID --bundle bundle-public\n",
    )
}

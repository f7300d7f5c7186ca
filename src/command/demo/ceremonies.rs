//! The two draws of the sample month: by dice before the festival, by drand for the month, with two
//! witnesses who cosign every step, and the replacement in between.

use super::{DRAW, Story, URGENT, failed};
use crate::cli::{Cosigner, DrawCommand, Freeze, LogCommand, Replace, WitnessCommand};
use crate::command::{draw, log, witness};
use crate::core::digest::Digest;
use crate::core::witness::key::{CosignerKey, KeyError};
use crate::durable;
use crate::error::{Error, Exit, Result};
use std::fs;
use std::path::PathBuf;

const WITNESSES: [&str; 2] = ["audit.example", "notary.example"];
const PLAN: &str = "32038120231001";
const URGENT_PLAN: &str = "32038120231002";
const HALL: &str = "2023-09-12.hall";

impl Story {
    /// The temporary task: dice thrown before the witnesses.
    pub(super) async fn urgent_draw(&mut self) -> Result<()> {
        let (draw_time, what) = ("2023-09-12T10:00:00+08:00", ("见证人承诺", "the witnesses commit"));
        self.at("2023-09-11T15:00:00+08:00", what)?;
        let place = self.dir.join("witness");
        fs::create_dir_all(&place).map_err(|e| failed(&place, &e))?;
        for name in WITNESSES {
            let keygen = WitnessCommand::Keygen { name: name.into(), file: self.of(name, "key") };
            witness::run(&mut self.env, &keygen)?;
        }
        self.policy()?;
        self.commit(URGENT)?;

        self.at("2023-09-11T16:00:00+08:00", ("冻结并承诺", "freeze and commit"))?;
        self.freeze(URGENT, URGENT_PLAN, draw_time).await?;
        self.at("2023-09-11T16:10:00+08:00", ("见证人见证承诺", "the witnesses cosign the commitment"))?;
        self.cosign().await?;
        self.at("2023-09-12T09:30:00+08:00", ("见证人揭示", "the witnesses open"))?;
        self.reveal(URGENT).await?;
        self.cosign().await?;

        self.at("2023-09-12T10:02:00+08:00", ("掷骰并签名", "dice are thrown and the record is signed"))?;
        let record = self.dir.join("witness/dice-2023-09-12.txt");
        for name in WITNESSES {
            let sign = WitnessCommand::Ceremony {
                draw: URGENT.into(),
                attempt: 1,
                beacon: "dice".into(),
                round: HALL.into(),
                value: thrown(),
                key: self.of(name, "key"),
                file: record.clone(),
            };
            let answer = witness::run(&mut self.env, &sign)?;
            self.tell(
                format!("witness ceremony --draw {URGENT} --round {HALL} --value … ({name})"),
                &answer,
            )?;
        }
        self.run_draw(URGENT, vec![record]).await?;
        self.cosign().await
    }

    /// The draw of the month, and a replacement of the first one under the same pulse.
    pub(super) async fn month_draw(&mut self) -> Result<()> {
        self.at("2023-09-15T15:00:00+08:00", ("见证人承诺", "the witnesses commit"))?;
        self.commit(DRAW)?;
        self.at("2023-09-15T16:00:00+08:00", ("冻结并承诺", "freeze and commit"))?;
        self.freeze(DRAW, PLAN, "2023-09-15T19:00:03+08:00").await?;
        self.at("2023-09-15T16:10:00+08:00", ("见证人见证承诺", "the witnesses cosign the commitment"))?;
        self.cosign().await?;

        self.at(
            "2023-09-15T18:00:02+08:00",
            ("两人不能参加、一户关闭：申请换人和递补", "two officers cannot go, one subject is closed"),
        )?;
        self.acts("head");
        self.request().await?;
        self.at("2023-09-15T18:30:00+08:00", ("见证人揭示", "the witnesses open"))?;
        self.reveal(DRAW).await?;
        self.at("2023-09-15T18:40:00+08:00", ("见证人见证揭示和申请", "openings and request are cosigned"))?;
        self.cosign().await?;

        self.at("2023-09-15T19:00:06+08:00", ("抽取", "the draw"))?;
        self.run_draw(DRAW, Vec::new()).await?;
        self.at("2023-09-15T19:05:00+08:00", ("递补和换人", "the replacement"))?;
        self.acts("head");
        let replace = Replace { draw: URGENT.into(), ..Replace::default() };
        let answer = draw::run(&mut self.env, &DrawCommand::Replace(replace)).await?;
        self.tell(format!("draw replace {URGENT}"), &answer)?;
        self.at("2023-09-15T19:10:00+08:00", ("见证人见证结果", "the witnesses cosign the results"))?;
        self.cosign().await
    }

    /// A file that a witness keeps.
    fn of(&self, name: &str, kind: &str) -> PathBuf {
        self.dir.join("witness").join(format!("{name}.{kind}"))
    }

    fn commit(&mut self, id: &str) -> Result<()> {
        for name in WITNESSES {
            let commit = WitnessCommand::Commit {
                draw: id.into(),
                attempt: 1,
                key: self.of(name, "key"),
                secret: self.of(name, &format!("{id}.secret")),
                file: self.of(name, &format!("{id}.commit")),
            };
            let answer = witness::run(&mut self.env, &commit)?;
            self.tell(format!("witness commit --draw {id} ({name})"), &answer)?;
        }
        Ok(())
    }

    async fn freeze(&mut self, id: &str, plan: &str, at: &str) -> Result<()> {
        let not_before = self.dir.join("input/quicknet-1000.txt");
        let recorded = crate::beacon::recorded();
        let pulse = recorded.iter().find(|pulse| pulse.round() == "1000").expect("round 1000 is recorded");
        durable::write(&not_before, pulse.print().as_bytes(), false).map_err(|e| failed(&not_before, &e))?;
        let freeze = Freeze {
            draw: id.into(),
            plan: plan.into(),
            at: at.into(),
            task: Vec::new(),
            witness: WITNESSES.map(|name| self.of(name, &format!("{id}.commit"))).to_vec(),
            not_before: Some(not_before),
            without_not_before: false,
            accept_empty: false,
            rehearsals: 200,
            accept_shortage: false,
            dry_run: false,
        };
        let answer = draw::run(&mut self.env, &DrawCommand::Freeze(freeze)).await?;
        self.tell(format!("draw freeze {id} --plan {plan} --at {at}"), &answer)
    }

    async fn reveal(&mut self, id: &str) -> Result<()> {
        for name in WITNESSES {
            let opening = self.of(name, &format!("{id}.open"));
            let open = WitnessCommand::Open {
                key: self.of(name, "key"),
                secret: self.of(name, &format!("{id}.secret")),
                file: opening.clone(),
            };
            witness::run(&mut self.env, &open)?;
            let reveal = DrawCommand::Reveal { draw: id.into(), witness: name.into(), file: opening };
            let answer = draw::run(&mut self.env, &reveal).await?;
            self.tell(format!("draw reveal {id} --witness {name}"), &answer)?;
        }
        Ok(())
    }

    async fn run_draw(&mut self, id: &str, pulse: Vec<PathBuf>) -> Result<()> {
        let by = pulse.iter().map(|file| format!(" --pulse {}", file.display())).collect::<String>();
        let answer = draw::run(&mut self.env, &DrawCommand::Run { draw: id.into(), pulse }).await?;
        self.tell(format!("draw run {id}{by}"), &answer)
    }

    /// The first subject of the list is closed, the first two officers of the list cannot go.
    async fn request(&mut self) -> Result<()> {
        let (subject, officers) = self.first_of(URGENT).await?;
        let proof = self.dir.join("input/closed.txt");
        durable::write(
            &proof,
            "2023-09-15 现场查看：店面已转让，门上贴有停业告示（合成记录）\n".as_bytes(),
            false,
        )
        .map_err(|e| failed(&proof, &e))?;
        let replace = Replace {
            draw: URGENT.into(),
            skip: vec![format!("{subject}:closed:{}", proof.display())],
            unavailable: officers.iter().map(|card| format!("{card}:ill")).collect(),
            ..Replace::default()
        };
        let answer = draw::run(&mut self.env, &DrawCommand::Replace(replace)).await?;
        let ill = officers.iter().map(|card| format!(" --unavailable {card}:ill")).collect::<String>();
        self.tell(format!("draw replace {URGENT} --skip {subject}:closed:input/closed.txt{ill}"), &answer)
    }

    /// The policy of the bureau's log: both witnesses must cosign.
    fn policy(&mut self) -> Result<()> {
        let mut text = format!("log {}\n", self.env.log_key()?.verifier());
        for name in WITNESSES {
            let file = self.of(name, "key.pub");
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
    pub(super) async fn cosign(&mut self) -> Result<()> {
        for name in WITNESSES {
            let (request, answer) = (self.of(name, "request"), self.of(name, "cosigned"));
            let asked = LogCommand::Request { witness: name.into(), file: request.clone() };
            log::run(&self.env, &asked).await?;
            let cosigner = Cosigner {
                key: self.of(name, "key"),
                logs: self.dir.join("log.pub"),
                state: self.of(name, "state"),
            };
            let cosign = WitnessCommand::Cosign { witness: cosigner, request, answer: answer.clone() };
            witness::run(&mut self.env, &cosign)?;
            let told = log::run(&self.env, &LogCommand::Cosign { file: vec![answer] }).await?;
            self.tell(format!("log cosign --file witness/{name}.cosigned"), &told)?;
        }
        Ok(())
    }
}

/// Fifty digits in the place of what a hall would throw: those of a digest, so that every run has them.
fn thrown() -> String {
    let digits = (0..).flat_map(|part: u32| Digest::of(format!("suicha demo dice {part}").as_bytes()).0);
    digits.filter(|byte| *byte < 250).map(|byte| char::from(b'0' + byte % 10)).take(50).collect()
}

//! What the sample month leaves for others: the seeds opened, the bundles of both draws, verified.

use super::{DRAW, Story, URGENT};
use crate::cli::{DrawCommand, Verify};
use crate::command::{draw, verify};
use crate::error::{Error, Exit, Result};

impl Story {
    /// The embargo has ended: the seeds are logged.
    pub(super) async fn seed_opened(&mut self) -> Result<()> {
        self.at(
            "2023-10-01T09:00:00+08:00",
            ("保密期满，公布种子", "the embargo is over: the seeds are open"),
        )?;
        for id in [URGENT, DRAW] {
            let answer = draw::run(&mut self.env, &DrawCommand::Open { draw: id.into() }).await?;
            self.tell(format!("draw open {id}"), &answer)?;
        }
        self.cosign().await
    }

    /// Bundles for everyone and for the auditor.
    pub(super) async fn bundles(&mut self) -> Result<()> {
        self.at("2023-10-13T09:00:00+08:00", ("公布证据包", "evidence is published"))?;
        self.cosign().await?;
        let bundles = [
            (DRAW, "bundle-public", false),
            (DRAW, "bundle-audit", true),
            (URGENT, "mooncake-public", false),
            (URGENT, "mooncake-audit", true),
        ];
        for (id, name, audit) in bundles {
            let dir = self.dir.join(name);
            let (public, attempt) = (!audit, None);
            let export = DrawCommand::Export { draw: id.into(), dir: dir.clone(), public, audit, attempt };
            let answer = draw::run(&mut self.env, &export).await?;
            let view = if audit { "--audit" } else { "--public" };
            self.tell(format!("draw export {id} {name} {view}"), &answer)?;
            let args = Verify {
                dir,
                policy: Some(self.dir.join("policy.txt")),
                log: Some(self.dir.join("log")),
                extract: vec![self.dir.join("input/subjects.csv")],
                map: None,
                checkpoint: vec![],
                beside: vec![],
                upper: vec![],
                card: vec![],
            };
            let answer =
                verify::run(&args, &self.env.config.codebook()?, self.env.now().date(), self.env.lang)?;
            if answer.bad_news.is_some() {
                let text = &answer.text;
                return Err(Error::new(Exit::Bug, format!("the bundle {name} does not verify:\n{text}")));
            }
            self.tell(
                format!("verify {name} --policy policy.txt --log log --extract input/subjects.csv"),
                &answer,
            )?;
        }
        Ok(())
    }
}

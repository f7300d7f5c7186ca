//! What `suicha draw freeze` says: the commitment, what it was made from, what will be drawn, and
//! what has to happen before the pulse.

use super::freeze::Rosters;
use crate::archive::StoredRoster;
use crate::command::answer::Answer;
use crate::core::bundle;
use crate::core::digest::Digest;
use crate::core::freeze::{Frozen, Rehearsal};
use crate::core::lang::{Lang, counted};
use crate::core::plan::Plan;
use crate::core::time::Timestamp;
use serde_json::{Value, json};

/// A frozen draw, to be told.
pub(super) struct Told<'a> {
    pub dry_run: bool,
    pub frozen: &'a Frozen,
    pub plans: &'a [Plan],
    pub rosters: &'a Rosters,
    pub pulse_time: Timestamp,
    /// By when the commitment must be known.
    pub latest: Timestamp,
    /// Whether the log's policy asks for cosignatures.
    pub witnessed: bool,
    pub rehearsal: &'a Rehearsal,
}

impl Told<'_> {
    /// The answer of the command.
    pub fn answer(&self, lang: Lang) -> Answer {
        let mut text = self.head(lang);
        text.push_str(&self.libraries(lang));
        text.push_str(&self.tasks(lang));
        text.push_str(&self.people(lang));
        if !self.dry_run {
            text.push_str(&self.next_step(lang));
        }
        Answer::new(text, self.document())
    }

    fn digest(&self) -> Digest {
        Digest::of(&self.frozen.files[bundle::COMMIT])
    }

    fn head(&self, lang: Lang) -> String {
        let commitment = &self.frozen.commitment;
        let (draw, attempt, digest, time) =
            (&commitment.draw, commitment.attempt, self.digest(), self.pulse_time);
        let pulses: Vec<String> =
            commitment.pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect();
        let pulses = pulses.join(", ");
        let head = match self.dry_run {
            true => lang.pick(
                format!("试运行，未保存：抽取 {draw} 第{attempt}次可以冻结\n"),
                format!("dry run, nothing stored: draw {draw} attempt {attempt} could be frozen\n"),
            ),
            false => lang.pick(
                format!("抽取 {draw} 第{attempt}次已冻结，承诺摘要 {digest}\n"),
                format!("draw {draw} attempt {attempt} is frozen, commitment {digest}\n"),
            ),
        };
        let not_before =
            commitment.not_before.as_ref().map(|value| format!("{} {}", value.beacon, value.round));
        let not_before = not_before.unwrap_or_else(|| {
            lang.pick("无（无法证明承诺形成的最早时间）", "none (nothing proves how old the commitment is)")
                .into()
        });
        head + &lang.pick(
            format!("  信标 {pulses}，公布时间 {time}；不早于：{not_before}\n"),
            format!("  pulse {pulses}, published at {time}; not before: {not_before}\n"),
        )
    }

    fn libraries(&self, lang: Lang) -> String {
        let roster = |stored: &StoredRoster| {
            let roster = &stored.roster;
            lang.pick(
                format!("{}（{}行，摘要 {}…）", roster.as_of, roster.rows, &roster.digest.hex()[..8]),
                format!(
                    "{} ({}, digest {}…)",
                    roster.as_of,
                    counted(roster.rows, "row"),
                    &roster.digest.hex()[..8]
                ),
            )
        };
        let Rosters { subjects, inspectors, recusals } = self.rosters;
        let none = || lang.pick("无", "none").to_owned();
        let recusals = recusals.as_ref().map_or_else(none, roster);
        lang.pick(
            format!(
                "  名录：检查对象 {}，执法人员 {}，回避 {recusals}\n",
                roster(subjects),
                roster(inspectors)
            ),
            format!(
                "  rosters: subjects {}, inspectors {}, recusals {recusals}\n",
                roster(subjects),
                roster(inspectors)
            ),
        )
    }

    fn tasks(&self, lang: Lang) -> String {
        let mut text = String::new();
        for (plan, strata) in self.plans.iter().zip(&self.frozen.strata) {
            let rows = self.rows(plan);
            text.push_str(&lang.pick(
                format!("  任务 {}：抽样框{rows}行\n", plan.task),
                format!("  task {}: {rows} frame rows\n", plan.task),
            ));
            for stratum in strata {
                let (name, eligible, excluded, quota) =
                    (&stratum.stratum, stratum.eligible, stratum.excluded, stratum.quota);
                text.push_str(&lang.pick(
                    format!("    {name}：可抽{eligible}户，排除{excluded}户，应抽{quota}户\n"),
                    format!("    {name}: {eligible} eligible, {excluded} excluded, {quota} to draw\n"),
                ));
            }
            let outside = rows - strata.iter().map(|s| s.eligible + s.excluded).sum::<u64>();
            if outside > 0 {
                text.push_str(&lang.pick(
                    format!("    不属于任何分层：{outside}行\n"),
                    format!("    in no stratum: {outside} rows\n"),
                ));
            }
        }
        text
    }

    fn rows(&self, plan: &Plan) -> u64 {
        self.frozen.commitment.tasks.iter().find(|task| task.task == plan.task).map_or(0, |task| task.rows)
    }

    fn people(&self, lang: Lang) -> String {
        let commitment = &self.frozen.commitment;
        let ((inspectors, _), (recusals, _)) = (commitment.inspectors, commitment.recusals);
        let (idle, witnesses) = (self.frozen.idle_inspectors.len(), commitment.witnesses.len());
        let Rehearsal { seeds, rescued, short, .. } = self.rehearsal;
        let mut text = lang.pick(
            format!("  执法人员{inspectors}名（其中{idle}名不参加），与本次抽取有关的回避{recusals}条，见证人{witnesses}名\n"),
            format!(
                "  {inspectors} inspectors ({idle} of them idle), {recusals} recusals that concern this draw, {}\n",
                counted(witnesses as u64, "witness")
            ),
        );
        text.push_str(&lang.pick(
            format!("  预演{seeds}次：{rescued}次需启用短缺规则，{short}次无法组队\n"),
            format!("  {seeds} rehearsals: {rescued} needed a shortage rule, {short} could not form teams\n"),
        ));
        if let Some(certificate) = &self.rehearsal.first {
            text.push_str(&certificate.text(lang));
        }
        text
    }

    fn next_step(&self, lang: Lang) -> String {
        let (draw, latest) = (&self.frozen.commitment.draw, self.latest);
        let publish = lang.pick(
            format!("  下一步：最迟于 {latest} 公布承诺（suicha draw export {draw} 目录 --public）"),
            format!("  next: publish the commitment by {latest} (suicha draw export {draw} DIR --public)"),
        );
        match self.witnessed {
            false => format!("{publish}\n"),
            true => {
                publish
                    + lang.pick(
                        "，并请见证人见证（suicha log cosign）\n",
                        " and have it cosigned (suicha log cosign)\n",
                    )
            }
        }
    }

    fn document(&self) -> Value {
        let commitment = &self.frozen.commitment;
        let beacon = |beacon: &str, round: &str| json!({"beacon": beacon, "round": round});
        let roster = |stored: &StoredRoster| {
            json!({
                "as_of": stored.roster.as_of.to_string(), "rows": stored.roster.rows, "digest": stored.roster.digest.hex(),
            })
        };
        let task = |(plan, strata): (&Plan, &Vec<crate::core::select::Drawn>)| {
            let strata = strata.iter().map(|s| {
                json!({"stratum": s.stratum.as_str(), "eligible": s.eligible, "excluded": s.excluded, "quota": s.quota})
            });
            json!({"task": plan.task.as_str(), "rows": self.rows(plan), "strata": strata.collect::<Vec<_>>()})
        };
        let Rosters { subjects, inspectors, recusals } = self.rosters;
        let Rehearsal { seeds, rescued, short, .. } = self.rehearsal;
        json!({
            "draw": commitment.draw.as_str(), "attempt": commitment.attempt, "commit": self.digest().hex(),
            "dry_run": self.dry_run, "pulse_time": self.pulse_time.to_string(), "known_by": self.latest.to_string(),
            "pulses": commitment.pulses.iter().map(|(b, r)| beacon(b.as_str(), r)).collect::<Vec<_>>(),
            "not_before": commitment.not_before.as_ref().map(|value| beacon(value.beacon.as_str(), &value.round)),
            "witnesses": commitment.witnesses.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
            "rosters": {
                "subjects": roster(subjects), "inspectors": roster(inspectors), "recusals": recusals.as_ref().map(roster),
            },
            "inspectors": commitment.inspectors.0, "idle": self.frozen.idle_inspectors.len(),
            "recusals": commitment.recusals.0,
            "tasks": self.plans.iter().zip(&self.frozen.strata).map(task).collect::<Vec<_>>(),
            "rehearsal": {"seeds": seeds, "rescued": rescued, "short": short},
        })
    }
}

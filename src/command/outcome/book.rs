//! Everything about the outcomes of one attempt: what was drawn, every revision, every act, and where
//! each outcome stands. And the one way in which an act is stored.

use crate::archive::{Archive, Draw, StoredAct, TerminalKind};
use crate::command::damage::damaged;
use crate::command::draw::{attempt_of, draw_id, drawn, steady_clock};
use crate::command::logged;
use crate::command::people::Signer;
use crate::core::digest::Digest;
use crate::core::lang::Twin;
use crate::core::log::{Attempt, Event};
use crate::core::outcome::fold::Revisions;
use crate::core::outcome::{Act, Drawn, Outcome, Progress, Story, Touched, Verb};
use crate::core::text::seen_words;
use crate::core::time::Date;
use crate::env::Env;
use crate::error::{Error, Exit, Result};

/// The outcomes of one attempt.
pub struct Book {
    /// The attempt.
    pub row: Draw,
    /// What was drawn.
    pub drawn: Drawn,
    /// Every revision.
    pub revisions: Revisions,
    /// Every act about it, in order.
    pub acts: Vec<StoredAct>,
    /// Where each outcome stands.
    pub story: Story,
    next_act: u32,
}

/// What is to be done, before it has a number and a signature.
pub struct Draft<'a> {
    /// What.
    pub verb: Verb,
    /// Digests of the files read, ascending.
    pub sources: Vec<Digest>,
    /// Day of a finished follow-up.
    pub date: Option<Date>,
    /// Why.
    pub reason: &'a str,
}

impl Book {
    /// Opens the outcomes of the latest attempt of a draw, which must have its result.
    pub async fn open(archive: &Archive, draw: &str) -> Result<Self> {
        Self::attempt(archive, draw, None).await
    }

    /// Opens the outcomes of one attempt, the latest where none is named.
    pub async fn attempt(archive: &Archive, draw: &str, number: Option<u32>) -> Result<Self> {
        let draw = draw_id(draw)?;
        let row = attempt_of(archive, &draw, number).await?;
        if archive.terminal(&draw, row.attempt).await?.is_none_or(|end| end.kind != TerminalKind::Result) {
            let attempt = row.attempt;
            return Err(Error::said(
                Exit::Timing,
                format!("抽取 {draw} 第{attempt}次还没有结果，没有检查结果可言"),
                format!("draw {draw} attempt {attempt} has no result yet: there is nothing to record"),
            )
            .advice("见 suicha draw status", "see `suicha draw status`"));
        }
        Self::of(archive, row).await
    }

    /// Opens the outcomes of an attempt that has its result.
    pub async fn of(archive: &Archive, row: Draw) -> Result<Self> {
        Self::on(archive, row, Date::FOREVER, u32::MAX).await
    }

    /// The same as it stood at the end of a day, after so many replacements: later acts have not happened.
    pub async fn on(archive: &Archive, row: Draw, day: Date, replacements: u32) -> Result<Self> {
        let draw = row.draw.clone();
        let next_act = archive.next_act().await?;
        // Acts before what they are about: what somebody stores in between is then seen without its act, and
        // not the other way round.
        let mut acts = archive.acts_about(&Attempt::new(&row.draw, row.attempt)).await?;
        let drawn = drawn::after(archive, &row, replacements).await?;
        let outcomes = archive.outcomes(&draw, row.attempt).await?;
        let revisions: Revisions = outcomes
            .into_iter()
            .map(|outcome| ((outcome.about.clone(), outcome.revision), outcome))
            .collect();
        acts.retain(|stored| stored.act.at.date() <= day);
        let story = Story::of(acts.iter().map(|stored| &stored.act), &revisions).map_err(
            |(act, about, refusal)| {
                broken(&row, &format!("act {act}: {} {}: {refusal}", about.subject, about.matter))
            },
        )?;
        Ok(Self { row, drawn, revisions, acts, story, next_act })
    }

    /// How far the work has come on a day.
    pub fn progress(&self, as_of: Date) -> Result<Progress> {
        let acts = self.acts.iter().map(|stored| &stored.act);
        Progress::of(&self.drawn, acts, &self.revisions, as_of).map_err(|(act, about, refusal)| {
            broken(&self.row, &format!("act {act}: {} {}: {refusal}", about.subject, about.matter))
        })
    }

    /// Day of the draw: nobody can have been sent before.
    pub fn drawn_on(&self) -> Date {
        self.row.pulse_time.date()
    }

    /// The latest revision of each outcome, by subject and matter.
    pub fn latest(&self) -> impl Iterator<Item = &Outcome> {
        self.story
            .all()
            .filter_map(|(about, standing)| self.revisions.get(&(about.clone(), standing.revision)))
    }

    /// The act as it would be stored.
    pub fn act(
        &self,
        env: &mut Env,
        signer: &Signer,
        draft: &Draft<'_>,
        outcomes: &[&Outcome],
    ) -> Result<Act> {
        let mut touched: Vec<Touched> = outcomes.iter().map(|outcome| Touched::of(outcome)).collect();
        touched.sort_unstable();
        Ok(Act {
            number: self.next_act,
            at: env.now(),
            actor: signer.actor.clone(),
            verb: draft.verb,
            attempt: self.drawn.attempt.clone(),
            salt: Digest(env.random()?),
            sources: draft.sources.clone(),
            date: draft.date,
            reason: seen_words(draft.reason),
            touched,
        })
    }

    /// Stores an act with the revisions it enters: one transaction, one entry of the log.
    pub async fn store(
        &self,
        env: &Env,
        archive: &Archive,
        signer: &Signer,
        act: Act,
        entered: &[Outcome],
    ) -> Result<()> {
        let text = act.print();
        assert_eq!(Act::parse(text.as_bytes()).as_ref(), Ok(&act), "an act is stored as it is read");
        let now = steady_clock(env, archive).await?;
        let mut writer = logged::begin_signed(
            env,
            archive,
            &format!("outcome {}", act.verb.word()),
            now,
            signer.key.clone(),
        )
        .await?;
        if writer.next_act().await? != act.number {
            writer.rollback().await?;
            return Err(logged::overtaken());
        }
        let (number, digest) = (act.number, Digest::of(text.as_bytes()));
        let object = format!("{} act {number}", act.attempt);
        let signature = signer.key.as_ref().map(|key| act.sign(key));
        writer.put_act(&StoredAct { act, signature }).await?;
        writer.put_outcomes(number, entered).await?;
        logged::commit(env, archive, writer, &[(Event::Act(number), digest)], &object, digest).await
    }
}

fn broken(row: &Draw, what: &str) -> Error {
    let Attempt { draw, number } = Attempt::new(&row.draw, row.attempt);
    damaged(
        Twin::new(
            format!("抽取 {draw} 第{number}次的检查结果"),
            format!("outcomes of draw {draw} attempt {number}"),
        ),
        Twin::same(what),
    )
}

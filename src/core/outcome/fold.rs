//! Where an outcome stands after its acts: 待审核 → 退回 | 通过 → 已公示 → 更正 | 撤回, and beside it the
//! follow-up, 未完结 → 已完结. A pure state machine; a step that is not allowed is refused with the
//! reason. The two-person rule lives here: nobody reviews or publishes what is their own.

use super::act::{Act, Verb};
use super::{About, Outcome};
use crate::core::digest::Digest;
use crate::core::id::InspectorId;
use crate::core::time::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Where the latest revision stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// 待审核
    Entered,
    /// 退回
    Returned,
    /// 审核通过，待公示
    Passed,
    /// 已公示
    Published,
    /// 已撤回
    Withdrawn,
}

/// Where an outcome stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Latest revision.
    pub revision: u32,
    /// Digest of its text.
    pub digest: Digest,
    /// Its stage.
    pub stage: Stage,
    /// Who entered it.
    pub author: String,
    /// Who brought it to its stage.
    pub by: String,
    /// On which day.
    pub on: Date,
    /// The revision the public sees, and since when; none where nothing was published, or withdrawn.
    pub public: Option<(u32, Date)>,
    /// Something was published once.
    pub ever_public: bool,
    /// Who took out what was public, while nothing of it is public again; a correction may wait meanwhile.
    pub withdrawn_by: Option<String>,
    /// The day on which the follow-up ended (已完结).
    pub finished: Option<Finished>,
}

/// How a follow-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The day.
    pub on: Date,
    /// By the result itself (D1), not by an act of its own.
    pub by_result: bool,
}

/// Why a step is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was entered.
    Nothing,
    /// Revisions are counted from 1 without gaps.
    Revision { expected: u32, found: u32 },
    /// Another text than the latest revision's.
    Text,
    /// It was published: a change is a correction with a reason.
    Published,
    /// It was never published: there is nothing to correct.
    NotPublished,
    /// It is public already.
    PublishedTwice { on: Date },
    /// It is in another stage than the verb needs.
    Stage { verb: Verb, stage: Stage },
    /// Nobody reviews or publishes what they have entered.
    Author,
    /// Nobody reviews a visit of their own.
    OwnVisit(InspectorId),
    /// Nothing of it is public.
    NotPublic,
    /// The follow-up has ended.
    FinishedTwice { on: Date },
    /// The follow-up cannot end before the visit or after the act.
    FinishDate,
}

/// Every outcome of an attempt and where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    standings: BTreeMap<About, Standing>,
}

/// Revisions by outcome and number.
pub type Revisions = BTreeMap<(About, u32), Outcome>;

impl Story {
    /// Follows all acts of an attempt, in their order.
    pub fn of<'a>(
        acts: impl IntoIterator<Item = &'a Act>,
        revisions: &Revisions,
    ) -> Result<Self, (u32, About, Refusal)> {
        let mut story = Self::default();
        for act in acts {
            story.take(act, revisions).map_err(|(about, refusal)| (act.number, about, refusal))?;
        }
        Ok(story)
    }

    /// Where an outcome stands.
    pub fn get(&self, about: &About) -> Option<&Standing> {
        self.standings.get(about)
    }

    /// All of them, by subject and matter.
    pub fn all(&self) -> impl Iterator<Item = (&About, &Standing)> {
        self.standings.iter()
    }

    /// Applies an act, wholly or not at all.
    pub fn take(&mut self, act: &Act, revisions: &Revisions) -> Result<(), (About, Refusal)> {
        let mut next = Vec::with_capacity(act.touched.len());
        for touched in &act.touched {
            let about = &touched.about;
            let refused = |refusal| (about.clone(), refusal);
            let outcome = revisions.get(&(about.clone(), touched.revision));
            let outcome = outcome.ok_or_else(|| refused(Refusal::Nothing))?;
            if outcome.digest() != touched.digest {
                return Err(refused(Refusal::Text));
            }
            next.push((about.clone(), step(self.get(about), act, outcome).map_err(refused)?));
        }
        self.standings.extend(next);
        Ok(())
    }
}

/// What one act makes of one outcome.
pub fn step(old: Option<&Standing>, act: &Act, outcome: &Outcome) -> Result<Standing, Refusal> {
    match act.verb {
        verb if verb.enters() => enter(old, act, outcome),
        _ => {
            let old = old.ok_or(Refusal::Nothing)?;
            match act.verb {
                Verb::Pass | Verb::Return => review(old, act, outcome),
                Verb::Publish => publish(old, act, outcome),
                Verb::Withdraw => withdraw(old, act),
                _ => finish(old, act, outcome),
            }
        }
    }
}

fn enter(old: Option<&Standing>, act: &Act, outcome: &Outcome) -> Result<Standing, Refusal> {
    let ever_public = old.is_some_and(|old| old.ever_public);
    match act.verb {
        Verb::Enter if ever_public => return Err(Refusal::Published),
        Verb::Correct if !ever_public => return Err(Refusal::NotPublished),
        _ => {}
    }
    let expected = old.map_or(1, |old| old.revision + 1);
    if outcome.revision != expected {
        return Err(Refusal::Revision { expected, found: outcome.revision });
    }
    Ok(Standing {
        revision: expected,
        digest: outcome.digest(),
        stage: Stage::Entered,
        author: act.actor.id.clone(),
        by: act.actor.id.clone(),
        on: act.at.date(),
        public: old.and_then(|old| old.public),
        ever_public,
        withdrawn_by: old.and_then(|old| old.withdrawn_by.clone()),
        finished: old.and_then(|old| old.finished),
    })
}

fn review(old: &Standing, act: &Act, outcome: &Outcome) -> Result<Standing, Refusal> {
    latest(old, outcome)?;
    let may = old.stage == Stage::Entered || (act.verb == Verb::Return && old.stage == Stage::Passed);
    if !may {
        return Err(Refusal::Stage { verb: act.verb, stage: old.stage });
    }
    another(old, act)?;
    if let Some(card) = act.actor.card.as_ref().filter(|card| outcome.went.contains(card)) {
        return Err(Refusal::OwnVisit(card.clone()));
    }
    let stage = if act.verb == Verb::Pass { Stage::Passed } else { Stage::Returned };
    Ok(moved(old, act, stage))
}

fn publish(old: &Standing, act: &Act, outcome: &Outcome) -> Result<Standing, Refusal> {
    latest(old, outcome)?;
    match old.stage {
        Stage::Passed => {}
        Stage::Published => return Err(Refusal::PublishedTwice { on: old.on }),
        stage => return Err(Refusal::Stage { verb: act.verb, stage }),
    }
    another(old, act)?;
    let on = act.at.date();
    let by_result = outcome.nothing_left().then_some(Finished { on, by_result: true });
    let finished = by_result.or(old.finished.filter(|finished| !finished.by_result));
    Ok(Standing {
        public: Some((outcome.revision, on)),
        ever_public: true,
        withdrawn_by: None,
        finished,
        ..moved(old, act, Stage::Published)
    })
}

/// Takes out what is public; a correction on its way goes on.
fn withdraw(old: &Standing, act: &Act) -> Result<Standing, Refusal> {
    if old.public.is_none() {
        return Err(Refusal::NotPublic);
    }
    let next = match old.stage {
        Stage::Published => moved(old, act, Stage::Withdrawn),
        _ => old.clone(),
    };
    Ok(Standing { public: None, withdrawn_by: Some(act.actor.id.clone()), ..next })
}

fn finish(old: &Standing, act: &Act, outcome: &Outcome) -> Result<Standing, Refusal> {
    latest(old, outcome)?;
    if old.public.is_none() {
        return Err(Refusal::NotPublic);
    }
    if let Some(finished) = old.finished {
        return Err(Refusal::FinishedTwice { on: finished.on });
    }
    let on = act.date.filter(|day| (outcome.visited..=act.at.date()).contains(day));
    let on = on.ok_or(Refusal::FinishDate)?;
    Ok(Standing { finished: Some(Finished { on, by_result: false }), ..old.clone() })
}

fn moved(old: &Standing, act: &Act, stage: Stage) -> Standing {
    Standing { stage, by: act.actor.id.clone(), on: act.at.date(), ..old.clone() }
}

fn latest(old: &Standing, outcome: &Outcome) -> Result<(), Refusal> {
    let (expected, found) = (old.revision, outcome.revision);
    if expected == found { Ok(()) } else { Err(Refusal::Revision { expected, found }) }
}

fn another(old: &Standing, act: &Act) -> Result<(), Refusal> {
    if old.author == act.actor.id { Err(Refusal::Author) } else { Ok(()) }
}

impl Stage {
    /// Word in lists.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Entered => "entered",
            Stage::Returned => "returned",
            Stage::Passed => "passed",
            Stage::Published => "published",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// The same in Chinese.
    pub fn zh(self) -> &'static str {
        match self {
            Stage::Entered => "待审核",
            Stage::Returned => "退回",
            Stage::Passed => "审核通过，待公示",
            Stage::Published => "已公示",
            Stage::Withdrawn => "已撤回",
        }
    }
}

impl Refusal {
    /// The actor may not, whatever the stage.
    pub fn of_person(&self) -> bool {
        matches!(self, Refusal::Author | Refusal::OwnVisit(_))
    }

    /// The reason in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Refusal::Nothing => "尚未录入".into(),
            Refusal::Revision { expected, found } => format!("现为第{expected}版，不是第{found}版"),
            Refusal::Text => "与所存文本的摘要不符".into(),
            Refusal::Published => "已公示过：只能更正并说明原因".into(),
            Refusal::NotPublished => "从未公示：直接重新录入即可，不是更正".into(),
            Refusal::PublishedTwice { on } => format!("已于{on}公示，不得重复公示"),
            Refusal::Stage { verb, stage } => format!("现为“{}”，不能{}", stage.zh(), verb.zh()),
            Refusal::Author => "录入人不得审核、公示自己录入的结果".into(),
            Refusal::OwnVisit(card) => format!("检查人员（{card}）不得审核自己参加的检查"),
            Refusal::NotPublic => "目前没有公示的内容".into(),
            Refusal::FinishedTwice { on } => format!("已于{on}完结"),
            Refusal::FinishDate => "完结日期不得早于检查日期，也不得晚于今天".into(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Nothing => f.write_str("nothing was entered"),
            Refusal::Revision { expected, found } => write!(f, "revision {expected} is due, not {found}"),
            Refusal::Text => f.write_str("the text is not the stored one"),
            Refusal::Published => f.write_str("it was published: a change is a correction with a reason"),
            Refusal::NotPublished => {
                f.write_str("it was never published: enter it again, there is nothing to correct")
            }
            Refusal::PublishedTwice { on } => write!(f, "it was published on {on} already"),
            Refusal::Stage { verb, stage } => write!(f, "it is {}: no {}", stage.word(), verb.word()),
            Refusal::Author => f.write_str("nobody reviews or publishes what they have entered"),
            Refusal::OwnVisit(card) => write!(f, "nobody reviews a visit of their own (card {card})"),
            Refusal::NotPublic => f.write_str("nothing of it is public"),
            Refusal::FinishedTwice { on } => write!(f, "it was finished on {on} already"),
            Refusal::FinishDate => f.write_str("a follow-up ends neither before the visit nor after today"),
        }
    }
}

#[cfg(test)]
mod tests;

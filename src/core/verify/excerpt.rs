//! The checks that need neither a frame nor people: those of what a receipt encloses (§7).

use super::{Check, Context, Outcome, Trust, Verdict, later, parsed, passed};
use crate::core::bundle::{self, Discrepancy, Files, Inputs, TaskInput};
use crate::core::digest::Digest;
use crate::core::draw;
use crate::core::id::DrawId;
use crate::core::record::{ResultRecord, VoidRecord};
use crate::core::seed::{Commitment, SeedTranscript};

/// A part of a bundle, read strictly.
pub struct Excerpt {
    /// Commitment and plans.
    pub inputs: Inputs,
    /// The seed, where it is public.
    pub transcript: Option<SeedTranscript>,
    /// The terminal record, where it is a result.
    pub result: Option<ResultRecord>,
    /// Checks 1, 2, 3, 6, 7 and 11; the last without what needs the rest of the bundle.
    pub checks: Vec<Check>,
}

/// Reads the commitment, all plans and what else is there, and makes those checks.
pub fn excerpt(files: &Files, trust: &Trust) -> Result<Excerpt, Discrepancy> {
    let bytes = bundle::required(files, bundle::COMMIT)?;
    let commitment = Commitment::parse(bytes).map_err(|e| Discrepancy::text(4, bundle::COMMIT, &e))?;
    let plan = |task| Ok(TaskInput { plan: bundle::open_plan(files, task)?, frame: None });
    let tasks = commitment.tasks.iter().map(plan).collect::<Result<_, Discrepancy>>()?;
    let inputs = Inputs { commit: Digest::of(bytes), commitment, tasks, people: None, salt_key: None };
    let transcript = parsed(files, bundle::SEED, SeedTranscript::parse)?;
    transcript.as_ref().map_or(Ok(()), |transcript| super::format::same_shape(&inputs, transcript))?;
    let result = parsed(files, bundle::RESULT, ResultRecord::parse)?;
    let logged = super::log::read(files, &inputs, trust);
    let transcript_of = transcript.as_ref();
    let context = Context { files, inputs: &inputs, transcript: transcript_of, logged: &logged, trust };
    let with_seed = |check: fn(&Context, &SeedTranscript) -> Outcome| {
        transcript_of.map_or_else(|| Ok(super::before_embargo_end(&context)), |t| check(&context, t))
    };
    let outcomes = [
        (1, super::log::history(&context)),
        (2, super::randomness::not_before(&context)),
        (3, super::randomness::pulse_follows(&context)),
        (6, with_seed(super::randomness::openings)),
        (7, with_seed(super::randomness::beacon_values)),
        (11, ended(&context, result.as_ref())),
    ];
    let check =
        |(number, outcome): (u8, Outcome)| Check { number, verdict: outcome.unwrap_or_else(Verdict::Failed) };
    let checks = outcomes.into_iter().map(check).collect();
    Ok(Excerpt { inputs, transcript, result, checks })
}

/// At most one terminal record, of this attempt, and it vouches for what lies beside it.
fn ended(context: &Context, result: Option<&ResultRecord>) -> Outcome {
    let of_this = |name: &str, draw: &DrawId, attempt: u32| {
        let own = &context.inputs.commitment;
        let expected = format!("draw {} attempt {}", own.draw, own.attempt);
        match format!("draw {draw} attempt {attempt}") {
            found if found == expected => Ok(()),
            found => Err(Discrepancy::new(11, name, expected, found)),
        }
    };
    match (result, parsed(context.files, bundle::VOID, VoidRecord::parse)?) {
        (Some(_), Some(_)) => Err(Discrepancy::new(11, bundle::VOID, "one terminal record", "two")),
        (None, None) => Ok(later("抽取尚未完成", "the draw had not ended")),
        (None, Some(void)) => {
            of_this(bundle::VOID, &void.draw, void.attempt)?;
            let expected = context.inputs.commit;
            if void.commit != expected {
                return Err(Discrepancy::new(11, bundle::VOID, expected, void.commit));
            }
            passed(format!("已作废：{}", void.reason), format!("void: {}", void.reason))
        }
        (Some(record), None) => {
            of_this(bundle::RESULT, &record.draw, record.attempt)?;
            let found = draw::recorded(context.files, None);
            for (name, hash) in &found {
                if record.files.get(name) != Some(hash) {
                    let listed = record.files.get(name).map_or("no such line".into(), Digest::hex);
                    return Err(Discrepancy::new(
                        11,
                        name,
                        format!("hash {listed} ({})", bundle::RESULT),
                        hash,
                    ));
                }
            }
            passed(
                format!("结果记录证明其中{}个文件", found.len()),
                format!("the result vouches for {} of the files", found.len()),
            )
        }
    }
}

//! `suicha report …`: numbers from the archive, for people. Reads, stores nothing.

mod collect;
mod estimate;
mod sample;
mod told;

pub use sample::run as plan_sample;

use super::answer::Answer;
use crate::cli::ReportEstimate;
use crate::env::Env;
use crate::error::Result;

/// Estimates from a draw.
pub async fn estimate(env: &Env, args: &ReportEstimate) -> Result<Answer> {
    estimate::run(env, args).await
}

//! placeholder
use crate::command::answer::Answer;
use crate::env::Env;
use crate::error::Result;
use std::path::Path;

pub async fn run(_env: &Env, _number: &str, _out: &Path) -> Result<Answer> {
    unreachable!()
}

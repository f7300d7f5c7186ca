//! `suicha challenge DRAW ID`: the answer to a challenge. It is signed, stored and logged; asked
//! again, the same answer is given again.

use super::answer::Answer;
use super::check::well_formed;
use super::damage::ADVICE;
use super::draw::steady_clock;
use super::logged;
use super::receipt::{Stored, differs, hand_out, write};
use crate::cli;
use crate::core::digest::Digest;
use crate::core::id::SubjectId;
use crate::core::log::{Attempt, Event};
use crate::core::receipt::issue::Asked;
use crate::core::receipt::{Challenge, Paper, challenge};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;

/// Answers a challenge.
pub async fn run(env: &Env, args: &cli::Challenge) -> Result<Answer> {
    let subject = SubjectId::new(&args.id.trim().to_uppercase())
        .map_err(|e| Error::said(Exit::Usage, e.zh(), e.to_string()))?;
    let archive = env.archive().await?;
    logged::catch_up(env, &archive).await?;
    let stored = Stored::load(env, &archive, &args.draw, args.attempt).await?;
    well_formed(&subject, &stored.inputs)?;
    let answered = answered(&stored)?;
    if let Some((text, paper)) = answered.iter().find(|(_, paper)| paper.subject == subject) {
        return write(env, &Paper::Challenge(paper.clone()), text, args.out.as_deref());
    }

    let at = steady_clock(env, &archive).await?;
    let number = 1 + u32::try_from(answered.len()).unwrap_or(u32::MAX - 1);
    let due = i64::from(env.config.log.challenge_days) * 86_400;
    let asked = Asked { number, subject: &subject, at, due: at.plus(due).date() };
    let answer = stored.frames().challenge(&asked, &AllCores);
    let answer = answer.map_err(differs)?;
    let paper = Paper::Challenge(answer);
    let text = paper.sign(&env.log_key()?).to_string();
    let said = hand_out(env, &paper, None)?;

    let attempt = Attempt::new(&stored.row.draw, stored.row.attempt);
    let mut writer = logged::begin(env, &archive, "challenge", at).await?;
    let digest =
        writer.put_file(&attempt.draw, attempt.number, &challenge::file(number), text.as_bytes()).await?;
    let object = format!("{attempt} challenge {number}");
    let events = [(Event::Challenge(attempt, number), digest)];
    logged::commit(env, &archive, writer, &events, &object, digest).await?;
    match args.out.as_deref() {
        None => Ok(said),
        out => write(env, &paper, &text, out),
    }
}

/// Every stored answer of the attempt, as signed and as read.
fn answered(stored: &Stored) -> Result<Vec<(String, Challenge)>> {
    let names = stored.files.keys().filter(|name| name.starts_with(challenge::PREFIX));
    let read = |name: &String| {
        let bytes = &stored.files[name];
        match Paper::open(bytes) {
            Ok((Paper::Challenge(paper), _)) => Ok((String::from_utf8_lossy(bytes).into_owned(), paper)),
            Ok(_) | Err(_) => Err(Error::said(
                Exit::Discrepancy,
                format!("档案库中的 {name} 不是异议答复，摘要为 {}", Digest::of(bytes)),
                format!("{name} in the archive is no answer, its digest is {}", Digest::of(bytes)),
            )
            .advice(ADVICE.0, ADVICE.1)),
        }
    };
    names.map(read).collect()
}

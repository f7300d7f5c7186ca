//! `suicha draw replace`: first what happened is logged, then the pulse that follows decides. Two
//! calls: one with the reasons, one once the pulse is out. Either can be run again.

mod told;
mod wanted;

use super::{attempt_of, draw_id, end_of, files_of, pulses, steady_clock};
use crate::archive::{Archive, Draw, TerminalKind};
use crate::cli::Replace;
use crate::command::answer::Answer;
use crate::command::damage::{damaged_draw, damaged_file};
use crate::command::logged;
use crate::command::outcome::Book;
use crate::core::bundle::{self, Files, Inputs};
use crate::core::digest::Digest;
use crate::core::draw;
use crate::core::id::{InspectorId, Name};
use crate::core::log::{Attempt, Event, Quorum};
use crate::core::outcome::Stage;
use crate::core::pseudonym;
use crate::core::pulse::{self, BeaconName};
use crate::core::replace::{
    Outcome, Replaced, Request, Skip, State, pulse_file, replaced_file, request_file, teams_file,
};
use crate::core::seed::{BeaconValue, SeedTranscript};
use crate::core::select::Selection;
use crate::core::verify::{pulse_time, pulses_after};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use std::collections::BTreeMap;
use std::path::PathBuf;
use wanted::Wanted;

/// What is told with a request that cannot be carried out.
const UNFILLED: (&str, &str) = (
    "未保存任何内容；这次抽取补不上的，可另行抽取",
    "nothing was stored; a draw of its own can fill what this one cannot",
);

/// Logs a request, or carries out the one that waits.
pub async fn run(env: &Env, args: &Replace) -> Result<Answer> {
    let draw = draw_id(&args.draw)?;
    let archive = env.archive().await?;
    let row = attempt_of(&archive, &draw, None).await?;
    if end_of(&archive, &row).await?.is_none_or(|end| end.kind != TerminalKind::Result) {
        let attempt = row.attempt;
        return Err(Error::said(
            Exit::Timing,
            format!("抽取 {draw} 第{attempt}次还没有结果，不能递补或换人"),
            format!("draw {draw} attempt {attempt} has no result yet"),
        )
        .advice(
            "抽取前已知的情况应先记入名录：请作废后重新冻结",
            "what is known before the draw belongs into the libraries; void and freeze again",
        ));
    }
    let story = Story::read(&archive, &row).await?;
    let wanted = Wanted::read(args, &draw, &story.pseudonyms)?;
    match (&story.last, story.waiting) {
        (Some(last), true) if wanted.is_empty() || wanted.same_reasons(last) => {
            if wanted.is_empty() {
                still_to_be_visited(&archive, &row, &last.skips).await?;
                return story.carry_out(env, &archive, last, &args.pulse, args.late).await;
            }
            Ok(told::requested(env, last))
        }
        (Some(Request { number, .. }), true) => Err(Error::said(
            Exit::Conflict,
            format!("抽取 {draw} 的第{number}次递补或换人正等待信标脉冲，其原因与本次不同"),
            format!("replacement {number} of draw {draw} waits for its pulse; it has other reasons"),
        )
        .advice(
            format!("请先完成那一次：suicha draw replace {draw}"),
            format!("carry it out first: `suicha draw replace {draw}`"),
        )),
        (Some(last), false) if wanted.is_empty() || wanted.same_reasons(last) => {
            story.done(env, &archive, last).await
        }
        (None, _) if wanted.is_empty() => Err(Error::said(
            Exit::Usage,
            "没有要递补或更换的：未指明任何人",
            "nothing to replace: nobody is named",
        )
        .advice(
            "不具备检查条件的对象用 --skip，不能前往的执法人员用 --unavailable，须回避的用 --recused",
            "name whoever cannot be inspected with --skip, whoever cannot go with --unavailable or --recused",
        )),
        _ => {
            still_to_be_visited(&archive, &row, &wanted.skips).await?;
            story.request(env, &archive, wanted).await
        }
    }
}

/// Whoever has a result was visited: nobody steps in for it.
async fn still_to_be_visited(archive: &Archive, row: &Draw, skips: &[Skip]) -> Result<()> {
    if skips.is_empty() {
        return Ok(());
    }
    let book = Book::of(archive, row.clone()).await?;
    let recorded = |skip: &&Skip| {
        let stands = |stage: Stage| !matches!(stage, Stage::Withdrawn | Stage::Returned);
        book.story.all().any(|(about, standing)| about.subject == skip.id && stands(standing.stage))
    };
    let Some(Skip { id, .. }) = skips.iter().find(recorded) else { return Ok(()) };
    let draw = &row.draw;
    Err(Error::said(
        Exit::Conflict,
        format!("抽取 {draw} 中的 {id} 已录入检查结果，不能由他户递补"),
        format!("{id} of draw {draw} has a recorded result: nobody steps in for it"),
    )
    .advice(
        format!("录错的先退回或撤回：suicha outcome withdraw {draw} --subject {id} --reason …"),
        format!("if it is wrong, return or withdraw it first: suicha outcome withdraw {draw} --subject {id} --reason …"),
    ))
}

/// A draw with everything that has been replaced so far.
struct Story {
    row: Draw,
    files: Files,
    inputs: Inputs,
    seed: Digest,
    selections: Vec<Selection>,
    state: State,
    last: Option<Request>,
    waiting: bool,
    pseudonyms: BTreeMap<Name, InspectorId>,
}

impl Story {
    async fn read(archive: &Archive, row: &Draw) -> Result<Self> {
        let files = files_of(archive, row).await?;
        let broken = |e: String| damaged_draw(&row.draw, e);
        let inputs = Inputs::open(&files, &AllCores).map_err(|d| broken(d.to_string()))?;
        let transcript =
            SeedTranscript::parse(files.get(bundle::SEED).map(Vec::as_slice).unwrap_or_default());
        let seed = transcript.map_err(|e| broken(format!("{}: {e}", bundle::SEED)))?.seed();
        let selections = draw::selections(&inputs, &seed, &AllCores).map_err(|d| broken(d.to_string()))?;
        let paired = draw::pair(&inputs, &selections, &seed, &AllCores).map_err(|e| broken(e.to_string()))?;
        // The committed file says who is who; opening the inputs has compared its hash.
        let pseudonyms = pseudonym::read(files.get(bundle::PSEUDONYMS).map_or(&[][..], Vec::as_slice))
            .map_err(|e| broken(format!("{}: {e}", bundle::PSEUDONYMS)))?;
        let mut story = Self {
            row: row.clone(),
            files,
            inputs,
            seed,
            selections,
            state: State::of(&paired),
            last: None,
            waiting: false,
            pseudonyms: pseudonyms.into_iter().collect(),
        };
        for number in 1.. {
            let Some(bytes) = story.files.get(&request_file(number)) else { break };
            let request =
                Request::parse(bytes).map_err(|e| broken(format!("{}: {e}", request_file(number))))?;
            story.waiting = !story.files.contains_key(&replaced_file(number));
            if let Some(bytes) = story.files.get(&replaced_file(number)) {
                let record =
                    Replaced::parse(bytes).map_err(|e| broken(format!("{}: {e}", replaced_file(number))))?;
                let outcome = story.outcome(&request, &record.pulses).map_err(|e| broken(e.to_string()))?;
                story.state = outcome.state;
            }
            story.last = Some(request);
        }
        Ok(story)
    }

    fn outcome(
        &self,
        request: &Request,
        pulses: &[BeaconValue],
    ) -> Result<Outcome, crate::core::replace::ReplaceError> {
        self.state.apply(&self.inputs, &self.selections, &self.seed, request, pulses, &AllCores)
    }

    /// Logs what happened, before anybody can know what follows from it.
    async fn request(&self, env: &Env, archive: &Archive, wanted: Wanted) -> Result<Answer> {
        let now = steady_clock(env, archive).await?;
        let number = self.last.as_ref().map_or(1, |last| last.number + 1);
        let before = if number == 1 { bundle::RESULT.to_owned() } else { replaced_file(number - 1) };
        let commitment = &self.inputs.commitment;
        let beacons: Vec<Name> = commitment.pulses.iter().map(|(beacon, _)| beacon.clone()).collect();
        let lead = self.inputs.lead();
        let request = Request {
            draw: commitment.draw.clone(),
            attempt: commitment.attempt,
            number,
            after: Digest::of(&self.files[&before]),
            at: now,
            skips: wanted.skips,
            unavailable: wanted.unavailable,
            recused: wanted.recused,
            pulses: pulses_after(&beacons, now, lead)?,
        };
        self.state.check(&self.inputs, &self.selections, &request).map_err(|e| self.refused(&e))?;
        // Whether the seats can be filled depends on no pulse, so it is known before anything is logged.
        let any: Vec<_> = request.pulses.iter().map(|(beacon, round)| any_value(beacon, round)).collect();
        self.outcome(&request, &any).map_err(|e| self.refused(&e).advice(UNFILLED.0, UNFILLED.1))?;
        let text = request.print();
        Request::parse(text.as_bytes()).map_err(|e| self.refused(&e))?;
        let mut writer = logged::begin(env, archive, "draw replace", now).await?;
        let (draw, attempt) = (&self.row.draw, self.row.attempt);
        let digest = writer.put_file(draw, attempt, &request_file(number), text.as_bytes()).await?;
        let events = [(Event::Replace(Attempt::new(draw, attempt), number), digest)];
        logged::commit(env, archive, writer, &events, &format!("{draw}/{attempt} replace {number}"), digest)
            .await?;
        Ok(told::requested(env, &request))
    }

    fn refused(&self, e: &dyn std::fmt::Display) -> Error {
        let draw = &self.row.draw;
        Error::said(Exit::Rejected, format!("抽取 {draw} 不能这样递补或换人：{e}"), e.to_string())
    }

    /// Takes the pulse and draws again what has to be.
    async fn carry_out(
        &self,
        env: &Env,
        archive: &Archive,
        request: &Request,
        paths: &[PathBuf],
        late: bool,
    ) -> Result<Answer> {
        let (now, due) = (steady_clock(env, archive).await?, pulse_time(&request.pulses)?);
        if now < due {
            let number = request.number;
            return Err(Error::said(
                Exit::Timing,
                format!("为时过早：第{number}次递补或换人的信标脉冲于 {due} 公布，现在是 {now}"),
                format!("too early: the pulse of replacement {number} comes at {due}, it is {now}"),
            )
            .advice("请到时再运行", "run this again then"));
        }
        if !late {
            self.seen_in_time(env, archive, request, due).await?;
        }
        let mut taken = Vec::new();
        for ((name, round), at) in request.pulses.iter().zip(0..) {
            let beacon: BeaconName = name.as_str().parse()?;
            let pulse = match paths.get(at) {
                Some(path) => crate::beacon::import(path, beacon)?.pulse().clone(),
                None => env.beacon.fetch(beacon, round)?,
            };
            pulse.expect(beacon, round)?;
            pulse::verify(&pulse)?;
            taken.push((name.clone(), pulse));
        }
        let values: Vec<_> = taken.iter().map(|(_, pulse)| pulses::value(pulse)).collect();
        let refused = |e| self.refused(&e).advice(UNFILLED.0, UNFILLED.1);
        let outcome = self.outcome(request, &values).map_err(refused)?;
        let mut writer = logged::begin(env, archive, "draw replace", now).await?;
        let (draw, attempt, number) = (&self.row.draw, self.row.attempt, request.number);
        let record = outcome.record.print();
        writer.put_file(draw, attempt, &teams_file(number), outcome.teams.as_bytes()).await?;
        for (name, pulse) in &taken {
            writer.put_file(draw, attempt, &pulse_file(number, name), pulse.print().as_bytes()).await?;
        }
        let digest = writer.put_file(draw, attempt, &replaced_file(number), record.as_bytes()).await?;
        writer.commit(&format!("{draw}/{attempt} replaced {number}"), digest).await?;
        Ok(told::done(env, &self.pseudonyms, &outcome.record, &self.state.rows, &outcome.state.rows))
    }

    async fn seen_in_time(
        &self,
        env: &Env,
        archive: &Archive,
        request: &Request,
        due: crate::core::time::Timestamp,
    ) -> Result<()> {
        let policy = logged::policy_at(env, archive, self.row.frozen_at).await?;
        let event = Event::Replace(Attempt::new(&self.row.draw, self.row.attempt), request.number);
        let proof = logged::proof(archive, &policy, &event).await?;
        match proof.map_or(Quorum::Missing(Vec::new()), |proof| policy.quorum_of(&proof.note)) {
            Quorum::NotAsked => Ok(()),
            Quorum::At(at) if at <= due => Ok(()),
            _ => Err(Error::said(
                Exit::Timing,
                format!("第{}次递补或换人的申请须在 {due} 的信标脉冲之前由足够的见证人见证", request.number),
                format!("the request {} had to be cosigned by a quorum before its pulse at {due}", request.number),
            )
            .advice(
                "已记入日志的不能撤回，可加 --late 照常执行；核验第10项会说明无人及时见证",
                "what was logged stays and is carried out all the same with --late; check 10 will say that nobody saw it in time",
            )),
        }
    }

    /// What a replacement that is done has led to.
    async fn done(&self, env: &Env, archive: &Archive, last: &Request) -> Result<Answer> {
        let bytes = archive.file(&self.row.draw, self.row.attempt, &replaced_file(last.number)).await?;
        let record = Replaced::parse(&bytes.map(|file| file.bytes).unwrap_or_default())
            .map_err(|e| damaged_file(&replaced_file(last.number), e))?;
        Ok(told::done(env, &self.pseudonyms, &record, &[], &self.state.rows))
    }
}

/// A value in the place of a pulse that nobody knows yet.
fn any_value(beacon: &Name, round: &str) -> BeaconValue {
    BeaconValue { beacon: beacon.clone(), round: round.to_owned(), value: "0".to_owned() }
}

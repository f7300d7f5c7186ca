//! `suicha draw freeze`: frames, rehearsal, commitment. Refused if the pulse is not safely in the
//! future, so that what is committed cannot know the outcome.

use super::attempts::{self, Next};
use super::escrow;
use super::frozen::Told;
use super::{draw_id, drawn, pulses, steady_clock, witnesses_of};
use crate::archive::{Archive, Draw, Pseudonym, StoredRoster, TerminalKind};
use crate::cli::Freeze;
use crate::command::answer::Answer;
use crate::command::progress::Progress;
use crate::command::{as_they_are, logged, plan, rejected, rosters, time};
use crate::core::bundle::{self, Files, witness_file};
use crate::core::digest::{Digest, hex};
use crate::core::freeze::{FreezeInput, Frozen, Rehearsal, freeze, rehearse};
use crate::core::id::{InspectorId, Name, SubjectId};
use crate::core::lang::{Lang, Twin};
use crate::core::log::{Attempt, Event};
use crate::core::plan::Plan;
use crate::core::pseudonym;
use crate::core::pulse::{self, BeaconName, Pulse};
use crate::core::registry::{Inspector, Recusal, RosterKind, Subject};
use crate::core::seed::BeaconValue;
use crate::core::time::{Date, Timestamp};
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use std::collections::BTreeMap;

/// Freezes a draw.
pub async fn run(env: &mut Env, args: &Freeze) -> Result<Answer> {
    let draw = draw_id(&args.draw)?;
    let at = time(&args.at)?;
    let archive = env.archive().await?;
    let next = attempts::next(&archive, &draw).await?;
    if let Next::Open(row) = &next {
        return attempts::same_wish(&archive, row, args, at, env.lang).await;
    }
    let Next::Attempt { number: attempt, after } = next else { unreachable!("an open attempt was answered") };
    let stored = plan::latest(&archive, &args.plan).await?;
    let matters = plan::matters(&archive, env.now()).await?;
    let texts = stored.plan.texts(&args.task, at, &matters).map_err(|problems| {
        let plan = Twin::new(format!("抽查计划 {} ", stored.number), "the plan");
        rejected(&plan, &problems).advice(
            "清单在计划公布之后有变化的：请用 suicha plan amend 修改计划，或补正清单后再冻结",
            "if the item list has changed since the plan was published: amend the plan, or put the list right",
        )
    })?;
    let default_cap = texts.iter().map(|(task, _)| task.cap).max().unwrap_or(20);
    let plans: Vec<Plan> = texts.into_iter().map(|(_, plan)| plan).collect();
    let (pulses, pulse_time) = pulses_of(&plans, at)?;
    let lead = plans.iter().filter_map(|plan| plan.lead).max().unwrap_or(0);
    early_enough(env.now(), pulse_time, lead)?;
    attempts::later_than(after, pulse_time)?;
    attempts::each_task_once(&archive, &draw, &plans).await?;
    attempts::unused_rounds(&archive, &draw, &pulses, env.now()).await?;

    let witnesses = witnesses_of(&args.witness, &draw, attempt)?;
    let not_before = not_before(env, args, latest(pulse_time, lead))?;
    let library = Library::load(&archive, &plans).await?;
    let embargo = plans.iter().filter_map(|plan| plan.embargo.flatten()).max();
    let salt_key = env.random()?;
    let blind = embargo.map(|_| env.random()).transpose()?;
    let loads = loads(&archive, at).await?;
    let input = FreezeInput {
        draw: &draw,
        attempt,
        plans: &plans,
        subjects: &library.subjects,
        barred: &library.barred,
        inspectors: &library.inspectors,
        recusals: &library.recusals,
        loads: &loads,
        default_cap,
        last_visit: embargo.unwrap_or(at.date()),
        not_before: not_before.as_ref().map(not_before_value),
        pulses,
        witnesses: witnesses.iter().map(|(name, _, c)| (name.clone(), *c)).collect(),
        salt_key,
        blind,
    };
    let frozen = freeze(&input, &AllCores)
        .map_err(|problems| rejected(&the_draw(&args.draw), &as_they_are(problems)))?;
    no_empty_stratum(args, &plans, &frozen)?;
    let mut files = frozen.files.clone();
    let rehearsal = rehearsed(env, args, &files)?;
    for (name, text, _) in &witnesses {
        files.insert(witness_file(name), text.clone().into());
    }
    if let Some(pulse) = &not_before {
        files.insert(bundle::NOT_BEFORE.into(), pulse.print().into());
    }

    if let (Some(blind), Some(recipient), false) = (&blind, &env.config.auditor.recipient, args.dry_run) {
        files.insert(escrow::FILE.into(), escrow::encrypt(&draw, attempt, blind, recipient)?);
    }

    let frozen_at = steady_clock(env, &archive).await?;
    early_enough(frozen_at, pulse_time, lead)?;
    if !args.dry_run {
        let row = Draw {
            draw: draw.clone(),
            attempt,
            plan: stored.number.clone(),
            plan_version: stored.version,
            commit_digest: Digest::of(&files[bundle::COMMIT]),
            subjects: library.rosters.subjects.id,
            inspectors: library.rosters.inspectors.id,
            recusals: library.rosters.recusals.as_ref().map(|stored| stored.id),
            matters: archive
                .latest_roster(RosterKind::Matters, env.now().date())
                .await?
                .map(|stored| stored.id),
            frozen_at,
            draw_time: at,
            pulse_time,
            embargo,
        };
        store(env, &archive, &row, &files, &salt_key, blind.as_ref()).await?;
    }
    let told = Told {
        dry_run: args.dry_run,
        frozen: &frozen,
        plans: &plans,
        rosters: &library.rosters,
        pulse_time,
        latest: latest(pulse_time, lead),
        witnessed: env.log_policy()?.asks_for_witnesses(),
        rehearsal: &rehearsal,
    };
    Ok(told.answer(env.lang))
}

/// The pulses the plans' time leads to, and when the last drand one is published.
fn pulses_of(plans: &[Plan], at: Timestamp) -> Result<(Vec<(Name, String)>, Timestamp)> {
    let mut pulses: Vec<(Name, String)> = Vec::new();
    for plan in plans {
        let mut wanted = Vec::new();
        for line in plan.beacon_lines() {
            wanted.push((line.name.clone(), line.round_at(at)?));
        }
        wanted.sort();
        if !pulses.is_empty() && pulses != wanted {
            let task = &plan.task;
            let problem = Twin::new(
                format!("任务 {task} 所用信标与前面的任务不同；同一次抽取的任务须用相同的信标"),
                format!("task {task} names other beacons than the tasks before it"),
            );
            return Err(rejected(&Twin::new("抽查计划", "the plan"), &[problem]));
        }
        pulses = wanted;
    }
    let mut time = at;
    for (name, round) in &pulses {
        let beacon: BeaconName = name.as_str().parse()?;
        if let (Some(chain), Ok(round)) = (beacon.chain(), round.parse()) {
            time = time.max(chain.time_of_round(round)?);
        }
    }
    Ok((pulses, time))
}

fn the_draw(draw: &str) -> Twin {
    Twin::new(format!("抽取 {draw} "), "the draw")
}

/// The latest time at which a commitment may become known.
fn latest(pulse: Timestamp, lead: u64) -> Timestamp {
    pulse.plus(-i64::try_from(lead).unwrap_or(i64::MAX))
}

fn early_enough(now: Timestamp, pulse: Timestamp, lead: u64) -> Result<()> {
    let latest = latest(pulse, lead);
    if now >= pulse {
        return Err(Error::said(
            Exit::Timing,
            format!("为时已晚：{pulse} 的信标脉冲已经公布，现在是 {now}"),
            format!("too late: the pulse of {pulse} is published already, it is {now}"),
        )
        .advice(
            "知道脉冲就知道结果：请选更晚的 --at",
            "whoever knows the pulse knows the outcome: choose a later --at",
        ));
    }
    if now > latest {
        let next = now.plus(i64::try_from(lead).unwrap_or(i64::MAX));
        return Err(Error::said(
            Exit::Timing,
            format!("为时已晚：计划要求在 {pulse} 的信标脉冲之前{lead}秒冻结，截止于 {latest}，现在是 {now}"),
            format!("too late: the plan's lead of {lead} s before the pulse at {pulse} ended at {latest}, it is {now}"),
        )
        .advice(format!("请选 --at {next} 或更晚"), format!("choose --at {next} or later")));
    }
    Ok(())
}

/// A stratum without a row that can be drawn is nearly always a slip in a `where` condition.
fn no_empty_stratum(args: &Freeze, plans: &[Plan], frozen: &Frozen) -> Result<()> {
    let mut problems = Vec::new();
    for (plan, strata) in plans.iter().zip(&frozen.strata) {
        // A stratum from which nobody is drawn may be empty: it sets aside whoever it covers.
        let drawn = |name: &Name| {
            let quota = plan.strata.iter().find(|stratum| stratum.name == *name).map(|stratum| stratum.quota);
            quota.is_none_or(|quota| quota.size(u64::MAX) > 0)
        };
        for stratum in strata.iter().filter(|row| row.eligible == 0 && drawn(&row.stratum)) {
            let (task, name, excluded) = (&plan.task, &stratum.stratum, stratum.excluded);
            problems.push(Twin::new(
                format!("任务 {task}：分层 {name} 没有可抽的对象（排除{excluded}户），请检查其 where 条件"),
                format!("task {task}: stratum {name} has no row that can be drawn ({excluded} excluded): see its `where`"),
            ));
        }
    }
    match problems.is_empty() || args.accept_empty {
        true => Ok(()),
        false => Err(rejected(&the_draw(&args.draw), &problems).advice(
            "请修改抽查计划；确属如此的，加 --accept-empty 冻结",
            "amend the plan, or commit with --accept-empty",
        )),
    }
}

/// The pulse that proves the commitment is not older: the one given, or the latest of quicknet.
/// Published by now, and early enough for what it is to prove.
fn not_before(env: &Env, args: &Freeze, latest: Timestamp) -> Result<Option<Pulse>> {
    let chain = BeaconName::DrandQuicknet.chain().expect("quicknet has a chain");
    if args.without_not_before {
        return Ok(None);
    }
    let Some(path) = &args.not_before else {
        let round = chain.round_at(env.now().plus(-60))?;
        return env.beacon.fetch(BeaconName::DrandQuicknet, &round.to_string()).map(Some).map_err(|e| {
            Error::from(e).advice(
                "请用 --not-before 给出脉冲文件；或加 --without-not-before，但这样就无法证明承诺形成的最早时间",
                "give a pulse file with --not-before; or commit with --without-not-before, and nothing proves how old the commitment is",
            )
        });
    };
    let pulse = crate::beacon::import(path, BeaconName::DrandQuicknet)?.pulse().clone();
    pulse::verify(&pulse).map_err(|e| pulses::refused(path, &e))?;
    let at = chain.time_of_round(pulse.round().parse().unwrap_or_default())?;
    if at > env.now() || at > latest {
        let (file, round, now) = (path.display(), pulse.round(), env.now());
        return Err(Error::said(
            Exit::Timing,
            format!(
                "文件 {file} 的信标轮次 {round} 于 {at} 公布：不早于轮次须现在（{now}）已公布，且不晚于冻结截止时间 {latest}"
            ),
            format!(
                "{file}: round {round} is published at {at}: a not-before value must be known now ({now}) and by {latest}, the lead before the pulse"
            ),
        ));
    }
    Ok(Some(pulse))
}

fn not_before_value(pulse: &Pulse) -> BeaconValue {
    BeaconValue { value: pulse::not_before_value(pulse), ..pulses::value(pulse) }
}

/// The libraries as they stand at the plans' cut-off.
struct Library {
    subjects: Vec<Subject>,
    barred: BTreeMap<SubjectId, Name>,
    inspectors: Vec<Inspector>,
    recusals: Vec<Recusal>,
    rosters: Rosters,
}

/// Which rosters they come from.
pub(super) struct Rosters {
    pub subjects: StoredRoster,
    pub inspectors: StoredRoster,
    pub recusals: Option<StoredRoster>,
}

impl Library {
    async fn load(archive: &Archive, plans: &[Plan]) -> Result<Self> {
        let cutoffs: Vec<_> = plans.iter().filter_map(|plan| plan.cutoff).collect();
        let cutoff = *cutoffs.first().expect("complete plans have a cut-off");
        if cutoffs.iter().any(|other| *other != cutoff) {
            let problem = Twin::new(
                "同一次抽取的全部任务须有相同的名录截止日（cutoff）",
                "all tasks of one draw must have the same cutoff",
            );
            return Err(rejected(&Twin::new("抽查计划", "the plan"), &[problem]));
        }
        let roster = async |kind: RosterKind| archive.latest_roster(kind, cutoff).await;
        let missing = |kind: RosterKind, zh: &str| {
            let kind = kind.word();
            Error::said(
                Exit::Usage,
                format!("没有{cutoff}或以前的{zh}名录"),
                format!("there is no roster of {kind} as of {cutoff} or before"),
            )
            .advice(
                format!("suicha import {kind} 文件 --as-of {cutoff}"),
                format!("suicha import {kind} FILE --as-of {cutoff}"),
            )
        };
        let subjects =
            roster(RosterKind::Subjects).await?.ok_or_else(|| missing(RosterKind::Subjects, "检查对象"))?;
        // People may change after the registry extract: the latest list counts.
        let latest = async |kind: RosterKind| archive.latest_roster(kind, Date::FOREVER).await;
        let inspectors = latest(RosterKind::Inspectors)
            .await?
            .ok_or_else(|| missing(RosterKind::Inspectors, "执法检查人员"))?;
        let recusals = latest(RosterKind::Recusals).await?;
        Ok(Self {
            subjects: rosters::subjects(archive, &subjects).await?,
            barred: rosters::barred(archive, subjects.id).await?,
            inspectors: rosters::inspectors(archive, &inspectors).await?,
            recusals: match &recusals {
                Some(stored) => rosters::recusals(archive, stored).await?,
                None => Vec::new(),
            },
            rosters: Rosters { subjects, inspectors, recusals },
        })
    }
}

/// Seats each inspector held in this year's earlier draws.
async fn loads(archive: &Archive, at: Timestamp) -> Result<BTreeMap<InspectorId, u32>> {
    let mut loads = BTreeMap::new();
    for row in
        archive.draws().await?.into_iter().filter(|row| row.draw_time.date().year() == at.date().year())
    {
        let ended = archive.terminal(&row.draw, row.attempt).await?;
        if ended.is_none_or(|end| end.kind != TerminalKind::Result) {
            continue;
        }
        // Whoever was there and had no seat is no newcomer.
        for known in archive.pseudonyms(&row.draw, row.attempt).await? {
            loads.entry(known.inspector).or_insert(0);
        }
        for seat in drawn::of(archive, &row).await?.teams.into_values().flatten() {
            *loads.entry(seat.card).or_insert(0) += 1;
        }
    }
    Ok(loads)
}

fn rehearsed(env: &Env, args: &Freeze, files: &Files) -> Result<Rehearsal> {
    let label = env.lang.pick("预演", "rehearsal");
    let mut progress = Progress::start(label, u64::from(args.rehearsals), env.quiet);
    let rehearsal = rehearse(files, args.rehearsals, &AllCores, &mut |done| progress.at(u64::from(done)));
    let rehearsal = rehearsal.map_err(|e| {
        Error::said(Exit::Rejected, format!("预演失败：{e}"), format!("the rehearsal failed: {e}"))
    })?;
    let Rehearsal { short, seeds, .. } = rehearsal;
    match &rehearsal.first {
        Some(certificate) if short > 0 && !args.accept_shortage => Err(Error::said(
            Exit::Rejected,
            format!("{seeds}次预演中有{short}次无法组成检查组，例如：\n{}", certificate.text(Lang::Zh)),
            format!(
                "teams could not be formed in {short} of {seeds} rehearsals, for example:\n{}",
                certificate.text(Lang::En)
            ),
        )
        .advice(
            "请增加执法人员，或修改计划的 team 或 on-shortage；确须冻结的，加 --accept-shortage",
            "add people, change the plan's team or on-shortage lines, or commit with --accept-shortage",
        )),
        _ => Ok(rehearsal),
    }
}

async fn store(
    env: &Env,
    archive: &Archive,
    row: &Draw,
    files: &Files,
    salt_key: &[u8; 32],
    blind: Option<&[u8; 32]>,
) -> Result<()> {
    let (draw, attempt) = (&row.draw, row.attempt);
    let mut writer = logged::begin(env, archive, "draw freeze", row.frozen_at).await?;
    writer.put_draw(row).await?;
    writer.put_secret(draw, attempt, "salt", &hex(salt_key)).await?;
    if let Some(blind) = blind {
        writer.put_secret(draw, attempt, "blind", &hex(blind)).await?;
    }
    let pseudonyms = pseudonym::read(&files[bundle::PSEUDONYMS]).expect("just printed by the core");
    let pseudonyms = pseudonyms.into_iter().map(|(pseudonym, inspector)| Pseudonym { pseudonym, inspector });
    let pseudonyms: Vec<Pseudonym> = pseudonyms.collect();
    writer.put_pseudonyms(draw, attempt, &pseudonyms).await?;
    for (name, bytes) in files {
        writer.put_file(draw, attempt, name, bytes).await?;
    }
    let events = [(Event::Commit(Attempt::new(draw, attempt)), row.commit_digest)];
    logged::commit(env, archive, writer, &events, &format!("{draw}/{attempt} commit"), row.commit_digest)
        .await
}

//! `suicha draw freeze`: frames, rehearsal, commitment. Refused if the pulse is not safely in the
//! future, so that what is committed cannot know the outcome.

use super::{draw_id, pulses, steady_clock};
use crate::archive::{Archive, Draw, Pseudonym, RosterId, TerminalKind};
use crate::cli::Freeze;
use crate::command::answer::Answer;
use crate::command::progress::Progress;
use crate::command::{plan, read_text, rejected, time};
use crate::core::bundle::{self, Files, witness_file};
use crate::core::digest::{Digest, hex};
use crate::core::freeze::{FreezeInput, Frozen, Rehearsal, freeze, rehearse};
use crate::core::id::{DrawId, InspectorId, Name, SubjectId};
use crate::core::lang::Lang;
use crate::core::plan::Plan;
use crate::core::pseudonym;
use crate::core::pulse::{self, BeaconName, Pulse};
use crate::core::registry::{Inspector, Recusal, RosterKind, Subject};
use crate::core::seed::{BeaconValue, Commitment};
use crate::core::time::Timestamp;
use crate::core::witness;
use crate::env::Env;
use crate::error::{Error, Exit, Result};
use crate::workers::AllCores;
use serde_json::json;
use std::collections::BTreeMap;

/// Freezes a draw.
pub async fn run(env: &mut Env, args: &Freeze) -> Result<Answer> {
    let draw = draw_id(&args.draw)?;
    let at = time(&args.at)?;
    let archive = env.archive().await?;
    let attempt = match next_attempt(&archive, &draw, at, args).await? {
        Next::Attempt(attempt) => attempt,
        Next::Done(answer) => return Ok(*answer),
    };
    let stored = plan::latest(&archive, &args.plan).await?;
    let matters = plan::matters(&archive, env.now()).await?;
    let texts =
        stored.plan.texts(&args.task, at, &matters).map_err(|problems| rejected("the plan", &problems))?;
    let default_cap = texts.iter().map(|(task, _)| task.cap).max().unwrap_or(20);
    let plans: Vec<Plan> = texts.into_iter().map(|(_, plan)| plan).collect();
    let (pulses, pulse_time) = pulses_of(&plans, at)?;
    let lead = plans.iter().filter_map(|plan| plan.lead).max().unwrap_or(0);
    early_enough(env.now(), pulse_time, lead)?;

    let witnesses = witnesses(args, &draw, attempt)?;
    let not_before = not_before(env, args)?;
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
    let Frozen { mut files, commitment, idle_inspectors } =
        freeze(&input, &AllCores).map_err(|problems| rejected("the draw", &problems))?;
    let rehearsal = rehearsed(env, args, &files)?;
    for (name, text, _) in &witnesses {
        files.insert(witness_file(name), text.clone().into());
    }
    if let Some(pulse) = &not_before {
        files.insert(bundle::NOT_BEFORE.into(), pulse.print().into());
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
            subjects: library.rosters.subjects,
            inspectors: library.rosters.inspectors,
            recusals: library.rosters.recusals,
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
    Ok(answer(env.lang, args, &commitment, &files, pulse_time, &rehearsal, idle_inspectors.len()))
}

enum Next {
    Attempt(u32),
    Done(Box<Answer>),
}

/// The attempt to make; an open one with the same wish is the answer itself.
async fn next_attempt(archive: &Archive, draw: &DrawId, at: Timestamp, args: &Freeze) -> Result<Next> {
    let attempts = archive.attempts(draw).await?;
    let Some(last) = attempts.last() else { return Ok(Next::Attempt(1)) };
    let conflict = |what: String| Err(Error::new(Exit::Conflict, format!("draw {draw} {what}")));
    match archive.terminal(draw, last.attempt).await?.map(|terminal| terminal.kind) {
        Some(TerminalKind::Void) => Ok(Next::Attempt(last.attempt + 1)),
        Some(TerminalKind::Result) => conflict(format!(
            "attempt {} has its result: a draw is never repeated; use a new draw id",
            last.attempt
        )),
        None if last.draw_time != at || last.plan != args.plan => conflict(format!(
            "attempt {} is frozen already, for {} and plan {}; void it first",
            last.attempt, last.draw_time, last.plan
        )),
        None => {
            let text = format!(
                "draw {draw} attempt {} was frozen at {}: commit.txt {}\n",
                last.attempt, last.frozen_at, last.commit_digest
            );
            let document =
                json!({"draw": draw.as_str(), "attempt": last.attempt, "commit": last.commit_digest.hex()});
            Ok(Next::Done(Box::new(Answer::new(text, document))))
        }
    }
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
            return Err(rejected(
                "the plan",
                &[format!("task {} names other beacons than the tasks before it", plan.task)],
            ));
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

fn early_enough(now: Timestamp, pulse: Timestamp, lead: u64) -> Result<()> {
    let latest = pulse.plus(-i64::try_from(lead).unwrap_or(i64::MAX));
    if now >= pulse {
        return Err(Error::new(
            Exit::Timing,
            format!("too late: the pulse of {pulse} is published already, it is {now}"),
        )
        .remedy("whoever knows the pulse knows the outcome: choose a later --at"));
    }
    if now > latest {
        return Err(Error::new(Exit::Timing, format!("too late: the plan's lead of {lead} s before the pulse at {pulse} ended at {latest}, it is {now}"))
            .remedy(format!("choose --at {} or later", now.plus(i64::try_from(lead).unwrap_or(i64::MAX)))));
    }
    Ok(())
}

/// Commitments of the witnesses: name, file, value.
fn witnesses(args: &Freeze, draw: &DrawId, attempt: u32) -> Result<Vec<(Name, String, Digest)>> {
    let mut witnesses: Vec<(Name, String, Digest)> = Vec::new();
    for path in &args.witness {
        let text = read_text(path)?;
        let refused = |e: String| Error::new(Exit::Rejected, format!("{}: {e}", path.display()));
        let commit = witness::parse_commit(&text).map_err(|e| refused(e.to_string()))?;
        if (&commit.draw, commit.attempt) != (draw, attempt) {
            return Err(refused(format!(
                "it is for draw {} attempt {}, not for draw {draw} attempt {attempt}",
                commit.draw, commit.attempt
            )));
        }
        if witnesses.iter().any(|(name, ..)| *name == commit.name) {
            return Err(refused(format!("the witness {} is given twice", commit.name)));
        }
        witnesses.push((commit.name, text, commit.c));
    }
    Ok(witnesses)
}

/// The pulse that proves the commitment is not older: the one given, or the latest of quicknet.
fn not_before(env: &Env, args: &Freeze) -> Result<Option<Pulse>> {
    if let Some(path) = &args.not_before {
        let pulse = crate::beacon::import(path, BeaconName::DrandQuicknet)?.pulse().clone();
        pulse::verify(&pulse).map_err(|e| Error::new(Exit::Rejected, format!("{}: {e}", path.display())))?;
        return Ok(Some(pulse));
    }
    let chain = BeaconName::DrandQuicknet.chain().expect("quicknet has a chain");
    let round = chain.round_at(env.now().plus(-60))?;
    match env.beacon.fetch(BeaconName::DrandQuicknet, &round.to_string()) {
        Ok(pulse) => Ok(Some(pulse)),
        Err(e) => {
            tracing::warn!("no not-before value, so nothing proves how old the commitment is: {e}");
            Ok(None)
        }
    }
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
struct Rosters {
    subjects: RosterId,
    inspectors: RosterId,
    recusals: Option<RosterId>,
}

impl Library {
    async fn load(archive: &Archive, plans: &[Plan]) -> Result<Self> {
        let cutoffs: Vec<_> = plans.iter().filter_map(|plan| plan.cutoff).collect();
        let cutoff = *cutoffs.first().expect("complete plans have a cut-off");
        if cutoffs.iter().any(|other| *other != cutoff) {
            return Err(rejected("the plan", &["all tasks of one draw must have the same cutoff".into()]));
        }
        let roster = async |kind: RosterKind| {
            archive.latest_roster(kind, cutoff).await.map(|found| found.map(|stored| stored.id))
        };
        let missing = |kind: &str| {
            Error::new(Exit::Usage, format!("there is no roster of {kind} as of {cutoff} or before"))
                .remedy(format!("suicha import {kind} FILE --as-of {cutoff}"))
        };
        let subjects = roster(RosterKind::Subjects).await?.ok_or_else(|| missing("subjects"))?;
        // People may change after the registry extract: the latest list counts.
        let latest = async |kind: RosterKind| {
            archive
                .latest_roster(kind, crate::core::time::Date::FOREVER)
                .await
                .map(|found| found.map(|stored| stored.id))
        };
        let inspectors = latest(RosterKind::Inspectors).await?.ok_or_else(|| missing("inspectors"))?;
        let recusals = latest(RosterKind::Recusals).await?;
        Ok(Self {
            subjects: archive.subjects_to_frame(subjects).await?,
            barred: barred(archive, subjects).await?,
            inspectors: archive.inspectors(inspectors).await?,
            recusals: match recusals {
                Some(id) => archive.recusals(id).await?,
                None => Vec::new(),
            },
            rosters: Rosters { subjects, inspectors, recusals },
        })
    }
}

/// Subjects whose rows were rejected at import stay visible as exclusions.
async fn barred(archive: &Archive, subjects: RosterId) -> Result<BTreeMap<SubjectId, Name>> {
    let reason = Name::new("rejected").expect("a constant name");
    let issues = archive.issues(subjects).await?;
    let errors = issues.into_iter().filter(|issue| issue.severity == "error");
    Ok(errors.filter_map(|issue| SubjectId::new(&issue.id?).ok()).map(|id| (id, reason.clone())).collect())
}

/// Seats each inspector held in this year's earlier draws.
async fn loads(archive: &Archive, at: Timestamp) -> Result<BTreeMap<InspectorId, u32>> {
    let mut loads = BTreeMap::new();
    for row in
        archive.draws().await?.into_iter().filter(|row| row.draw_time.date().year() == at.date().year())
    {
        let Some(teams) = archive.file(&row.draw, row.attempt, bundle::TEAMS).await? else { continue };
        let counts =
            archive.terminal(&row.draw, row.attempt).await?.is_some_and(|t| t.kind == TerminalKind::Result);
        if !counts {
            continue;
        }
        let names: BTreeMap<Name, InspectorId> = archive
            .pseudonyms(&row.draw, row.attempt)
            .await?
            .into_iter()
            .map(|p| (p.pseudonym, p.inspector))
            .collect();
        names.values().for_each(|id| _ = loads.entry(id.clone()).or_insert(0));
        let rows = bundle::parse_teams(&teams.bytes).map_err(|e| {
            Error::new(Exit::Discrepancy, format!("{} of draw {}: {e}", bundle::TEAMS, row.draw))
        })?;
        for seat in rows {
            if let Some(id) = names.get(&seat.pseudonym) {
                *loads.entry(id.clone()).or_insert(0) += 1;
            }
        }
    }
    Ok(loads)
}

fn rehearsed(env: &Env, args: &Freeze, files: &Files) -> Result<Rehearsal> {
    let label = env.lang.pick("预演", "rehearsal");
    let mut progress = Progress::start(label, u64::from(args.rehearsals), env.quiet);
    let rehearsal = rehearse(files, args.rehearsals, &AllCores, &mut |done| progress.at(u64::from(done)));
    let rehearsal =
        rehearsal.map_err(|e| Error::new(Exit::Rejected, format!("the rehearsal failed: {e}")))?;
    match &rehearsal.first {
        Some(certificate) if rehearsal.short > 0 && !args.accept_shortage => Err(Error::new(
            Exit::Rejected,
            format!(
                "teams could not be formed in {} of {} rehearsals, for example:\n{}",
                rehearsal.short,
                rehearsal.seeds,
                certificate.text(env.lang)
            ),
        )
        .remedy("add people, change the plan's team or on-shortage lines, or commit with --accept-shortage")),
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
    let mut writer = archive.begin("draw freeze", row.frozen_at, &env.actor()).await?;
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
    writer.commit(&format!("{draw}/{attempt} commit"), row.commit_digest).await?;
    Ok(())
}

fn answer(
    lang: Lang,
    args: &Freeze,
    commitment: &Commitment,
    files: &Files,
    pulse_time: Timestamp,
    rehearsal: &Rehearsal,
    idle: usize,
) -> Answer {
    let (draw, attempt) = (&commitment.draw, commitment.attempt);
    let digest = Digest::of(&files[bundle::COMMIT]);
    let pulses: Vec<String> =
        commitment.pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect();
    let pulses = pulses.join(", ");
    let head = match args.dry_run {
        true => lang.pick("试运行，未保存。", "Dry run, nothing stored. "),
        false => "",
    };
    let mut text = lang.pick(
        format!("{head}抽取 {draw} 第{attempt}次已冻结，承诺摘要 {digest}\n  信标 {pulses}，公布时间 {pulse_time}\n"),
        format!("{head}draw {draw} attempt {attempt} is frozen, commitment {digest}\n  pulse {pulses}, published at {pulse_time}\n"),
    );
    for task in &commitment.tasks {
        text.push_str(&lang.pick(
            format!("  任务 {}：抽样框{}行\n", task.task, task.rows),
            format!("  task {}: {} frame rows\n", task.task, task.rows),
        ));
    }
    let (inspectors, _) = commitment.inspectors;
    let (recusals, _) = commitment.recusals;
    text.push_str(&lang.pick(
        format!(
            "  执法人员{inspectors}名（其中{idle}名不参加），回避{recusals}条，见证人{}名\n",
            commitment.witnesses.len()
        ),
        format!(
            "  {inspectors} inspectors ({idle} of them idle), {recusals} recusals, {} witnesses\n",
            commitment.witnesses.len()
        ),
    ));
    text.push_str(&lang.pick(
        format!(
            "  预演{}次：{}次需启用短缺规则，{}次无法组队\n",
            rehearsal.seeds, rehearsal.rescued, rehearsal.short
        ),
        format!(
            "  {} rehearsals: {} needed a shortage rule, {} could not form teams\n",
            rehearsal.seeds, rehearsal.rescued, rehearsal.short
        ),
    ));
    if let Some(certificate) = &rehearsal.first {
        text.push_str(&certificate.text(lang));
    }
    Answer::new(
        text,
        json!({
            "draw": draw.as_str(), "attempt": attempt, "commit": digest.hex(), "dry_run": args.dry_run,
            "pulses": commitment.pulses.iter().map(|(b, r)| json!({"beacon": b.as_str(), "round": r})).collect::<Vec<_>>(),
            "pulse_time": pulse_time.to_string(),
            "tasks": commitment.tasks.iter().map(|t| json!({"task": t.task.as_str(), "rows": t.rows})).collect::<Vec<_>>(),
            "rehearsal": {"seeds": rehearsal.seeds, "rescued": rehearsal.rescued, "short": rehearsal.short},
        }),
    )
}

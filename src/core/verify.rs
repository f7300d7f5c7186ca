//! The numbered checks (核验) of an evidence bundle: no archive, no network, no clock.
//! `docs/draw-protocol.md` §10. [`verify`] is the table of contents.

use super::bundle::{self, Discrepancy, Files, Inputs, selected_file};
use super::digest::Digest;
use super::draw::{self, DrawError};
use super::id::{DrawId, Name};
use super::lang::Lang;
use super::pairing;
use super::pulse::{self, BeaconName, Pulse, PulseError};
use super::record::{ResultRecord, VoidRecord};
use super::seed::{BeaconValue, SeedTranscript, blind_commitment};
use super::select::{self, Selection, parse_thresholds, print_selected, print_thresholds};
use super::shortage;
use super::spread::Spread;
use super::text::TextError;
use super::witness;

/// Outcome of all checks of one bundle.
#[derive(Clone, Debug)]
pub struct Report {
    /// The draw and its attempt, once the commitment could be read.
    pub draw: Option<(DrawId, u32)>,
    /// Whether this is the auditor's bundle.
    pub audit: bool,
    /// Checks 1 to 13 in order.
    pub checks: Vec<Check>,
}

/// One numbered check.
#[derive(Clone, Debug)]
pub struct Check {
    /// Number, §10.
    pub number: u8,
    /// Its outcome.
    pub verdict: Verdict,
}

/// Outcome of a check (核验结论).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Made and passed; what it covered.
    Passed(Said),
    /// Made and failed: the first difference.
    Failed(Discrepancy),
    /// Could not be made, and why.
    NotMade(Said),
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    zh: String,
    en: String,
}

impl Said {
    /// The same in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// What each check proves, in both languages, by number from 1.
pub const TITLES: [(&str, &str); 13] = [
    ("日志：检查点签名、见证签名、一致性", "log: checkpoint signature, cosignatures, consistency"),
    ("承诺不早于所载信标轮次", "the not-before value inside the commitment is genuine"),
    ("信标轮次由计划时间确定", "the pulse follows from the plan"),
    (
        "各文件的散列、根、行数、字符、顺序与唯一性",
        "hashes, roots, counts, charset, order, uniqueness of every file",
    ),
    ("抽样框与登记名录核对", "the frame against a registry extract"),
    ("见证值揭示与承诺相符", "witness openings match their commitments"),
    ("信标值以固定公钥验证", "beacon values verified with the pinned key"),
    ("种子、签号、应抽户数、中签线、抽中名单重算", "seed, tickets, quotas, thresholds, selection recomputed"),
    ("人员匹配重算并核对约束", "pairing recomputed and its constraints checked"),
    ("递补链", "replacement chain"),
    ("每个承诺恰有一个终局记录", "every commitment has one terminal record"),
    ("签号均匀性", "ticket uniformity"),
    ("实际检查与抽取结果核对", "visits made against visits drawn"),
];

impl Check {
    /// What the check proves.
    pub fn title(&self, lang: Lang) -> &'static str {
        let (zh, en) = TITLES[usize::from(self.number) - 1];
        lang.pick(zh, en)
    }
}

impl Report {
    /// The first failed check, if any.
    pub fn first_failure(&self) -> Option<&Discrepancy> {
        self.checks.iter().find_map(|check| match &check.verdict {
            Verdict::Failed(discrepancy) => Some(discrepancy),
            _ => None,
        })
    }
}

type Outcome = Result<Verdict, Discrepancy>;

/// Makes every check the bundle allows.
pub fn verify(files: &Files, spread: &impl Spread) -> Report {
    let opened = open(files, spread);
    let (inputs, transcript) = match &opened {
        Ok((inputs, transcript)) => (Some(inputs), transcript.as_ref()),
        Err(_) => (None, None),
    };
    let selections =
        inputs.zip(transcript).map(|(inputs, transcript)| select_shown(inputs, transcript, spread));
    let context = inputs.map(|inputs| Context { files, inputs, transcript });
    let with = |check: &dyn Fn(&Context) -> Outcome| context.as_ref().map_or_else(|| Ok(needs_4()), check);
    let with_seed = |check: &dyn Fn(&Context, &SeedTranscript) -> Outcome| {
        with(&|c| c.transcript.map_or_else(|| Ok(before_embargo_end(c)), |t| check(c, t)))
    };
    let selections = selections.as_ref();
    let outcomes: [Outcome; 13] = [
        Ok(later("日志尚未启用", "the transparency log is not in use yet")),
        with(&not_before),
        with(&pulse_follows),
        opened.as_ref().map(|(inputs, _)| formats(inputs)).map_err(Clone::clone),
        Ok(later("须由审计方提供登记名录", "needs a registry extract, which this release does not read yet")),
        with_seed(&openings),
        with_seed(&beacon_values),
        with_seed(&|c, _| selected(c, selections)),
        with_seed(&|c, t| paired(c, t, selections, spread)),
        Ok(later("本包无递补记录", "the bundle holds no replacement record")),
        with(&|c| terminal(c, selections, spread)),
        Ok(later("本版本尚不检验", "not tested by this release yet")),
        Ok(later("本版本尚无检查结果", "this release records no visits yet")),
    ];
    let verdict = |outcome: Outcome| outcome.unwrap_or_else(Verdict::Failed);
    Report {
        draw: inputs.map(|inputs| (inputs.commitment.draw.clone(), inputs.commitment.attempt)),
        audit: inputs.is_some_and(Inputs::is_audit),
        checks: (1..)
            .zip(outcomes)
            .map(|(number, outcome)| Check { number, verdict: verdict(outcome) })
            .collect(),
    }
}

struct Context<'a> {
    files: &'a Files,
    inputs: &'a Inputs,
    transcript: Option<&'a SeedTranscript>,
}

/// Selections of the tasks whose frame is shown; `None` for a sealed task in a public bundle.
type Shown = Result<Vec<Option<Selection>>, Discrepancy>;

fn select_shown(inputs: &Inputs, transcript: &SeedTranscript, spread: &impl Spread) -> Shown {
    let seed = transcript.seed();
    let of_task = |task: &bundle::TaskInput| {
        let Some(frame) = &task.frame else { return Ok(None) };
        let name = bundle::frame_file(&task.plan.task);
        let selection = select::select(&task.plan, frame, &seed, spread);
        selection.map(Some).map_err(|found| Discrepancy::new(4, &name, "strata of the plan only", found))
    };
    inputs.tasks.iter().map(of_task).collect()
}

fn later(zh: &str, en: &str) -> Verdict {
    Verdict::NotMade(Said::new(zh, en))
}

fn needs_4() -> Verdict {
    later("第4项未通过，无法继续", "cannot be made because check 4 failed")
}

fn before_embargo_end(context: &Context) -> Verdict {
    match context.files.contains_key(bundle::VOID) {
        true => later("本次抽取已作废，无种子", "the draw is void and has no seed"),
        false => later("保密期内种子尚未公布", "the seed is not published before the embargo ends"),
    }
}

fn passed(zh: impl Into<String>, en: impl Into<String>) -> Outcome {
    Ok(Verdict::Passed(Said::new(zh, en)))
}

// ---------------------------------------------------------------------------------------------
// check 4

fn open(files: &Files, spread: &impl Spread) -> Result<(Inputs, Option<SeedTranscript>), Discrepancy> {
    let inputs = Inputs::open(files, spread)?;
    let transcript = parsed(files, bundle::SEED, SeedTranscript::parse)?;
    transcript.as_ref().map_or(Ok(()), |transcript| same_shape(&inputs, transcript))?;
    parsed(files, bundle::THRESHOLDS, parse_thresholds)?;
    parsed(files, bundle::TEAMS, bundle::parse_teams)?;
    parsed(files, bundle::RESULT, ResultRecord::parse)?;
    parsed(files, bundle::VOID, VoidRecord::parse)?;
    for task in &inputs.tasks {
        parsed(files, &selected_file(&task.plan.task), select::parse_selected)?;
    }
    pseudonyms(files, &inputs)?;
    Ok((inputs, transcript))
}

/// The transcript opens exactly what the commitment names, in its order: no line more or less.
fn same_shape(inputs: &Inputs, transcript: &SeedTranscript) -> Result<(), Discrepancy> {
    let commitment = &inputs.commitment;
    let same = |expected: String, found: String| match expected == found {
        true => Ok(()),
        false => Err(Discrepancy::new(4, bundle::SEED, expected, found)),
    };
    same(format!("commit {}", inputs.commit), format!("commit {}", transcript.commit))?;
    let names = |names: Vec<&Name>| {
        format!("witnesses {}", names.iter().map(|n| n.as_str()).collect::<Vec<_>>().join(" "))
    };
    let committed = commitment.witnesses.iter().map(|(name, _)| name).collect();
    same(names(committed), names(transcript.witnesses.iter().map(|(name, _)| name).collect()))?;
    let used: Vec<_> = transcript.pulses.iter().map(|v| (v.beacon.clone(), v.round.clone())).collect();
    same(format!("pulses {}", list(&commitment.pulses)), format!("pulses {}", list(&used)))
}

fn parsed<T>(
    files: &Files,
    name: &str,
    parse: impl Fn(&[u8]) -> Result<T, TextError>,
) -> Result<Option<T>, Discrepancy> {
    files.get(name).map(|bytes| parse(bytes).map_err(|e| Discrepancy::text(4, name, &e))).transpose()
}

/// Pseudonyms follow from the salt key, which the roots bind: nobody can be given another's name
/// after the draw.
fn pseudonyms(files: &Files, inputs: &Inputs) -> Result<(), Discrepancy> {
    let (Some(bytes), Some(key)) = (files.get(bundle::PSEUDONYMS), &inputs.salt_key) else { return Ok(()) };
    let commitment = &inputs.commitment;
    super::pseudonym::check(bytes, key, &commitment.draw, commitment.attempt)
        .map_err(|e| Discrepancy::text(4, bundle::PSEUDONYMS, &e))
}

fn formats(inputs: &Inputs) -> Verdict {
    let rows: u64 = inputs.commitment.tasks.iter().map(|task| task.rows).sum();
    let tasks = inputs.tasks.len();
    let roots = match inputs.salt_key.is_some() {
        true => Said::new("根已重算", "roots recomputed"),
        false => Said::new("根须审计方核对", "roots are for the auditor"),
    };
    Verdict::Passed(Said::new(
        format!("{tasks}个任务，抽样框{rows}行，{}", roots.zh),
        format!("{tasks} tasks, {rows} frame rows, {}", roots.en),
    ))
}

// ---------------------------------------------------------------------------------------------
// checks 2, 3, 6, 7: when, and by which randomness

fn not_before(context: &Context) -> Outcome {
    let Some(committed) = &context.inputs.commitment.not_before else {
        return Ok(later("承诺中没有信标值", "the commitment names no beacon value"));
    };
    let bytes = match context.files.get(bundle::NOT_BEFORE) {
        Some(bytes) => bytes,
        None => {
            return Ok(later("包内没有该轮次的信标签名", "the bundle does not hold that round's signature"));
        }
    };
    let bad = |expected: String, found: String| Discrepancy::new(2, bundle::NOT_BEFORE, expected, found);
    let genuine = |e: &dyn std::fmt::Display| bad("the pulse the commitment names".into(), e.to_string());
    let pulse = Pulse::parse(&String::from_utf8_lossy(bytes)).map_err(|e| genuine(&e))?;
    let beacon: BeaconName = committed.beacon.as_str().parse().map_err(|e: PulseError| genuine(&e))?;
    pulse::verify_not_before(beacon, &committed.round, &committed.value, Some(&pulse))
        .map_err(|e| genuine(&e))?;
    let text = format!("{} {}", committed.beacon, committed.round);
    passed(text.clone(), text)
}

fn pulse_follows(context: &Context) -> Outcome {
    for task in &context.inputs.tasks {
        let name = bundle::plan_file(&task.plan.task);
        let Some(time) = task.plan.draw_time else {
            return Ok(later("计划文本没有抽取时间", "the plan text names no draw time"));
        };
        let mut expected = Vec::new();
        for line in task.plan.beacon_lines() {
            let round = line.round_at(time);
            let round = round.map_err(|e| Discrepancy::new(3, &name, "a draw time the beacon covers", e))?;
            expected.push((line.name, round));
        }
        expected.sort();
        let mut committed = context.inputs.commitment.pulses.clone();
        committed.sort();
        if expected != committed {
            let expected = format!("pulse {} for {time} of {name}", list(&expected));
            return Err(Discrepancy::new(3, bundle::COMMIT, expected, format!("pulse {}", list(&committed))));
        }
    }
    let pulses = list(&context.inputs.commitment.pulses);
    passed(
        format!("{pulses}；见证时间须由日志核对"),
        format!("{pulses}; cosignature times come with the log"),
    )
}

fn list(pulses: &[(Name, String)]) -> String {
    pulses.iter().map(|(beacon, round)| format!("{beacon} {round}")).collect::<Vec<_>>().join(", ")
}

fn openings(context: &Context, transcript: &SeedTranscript) -> Outcome {
    let commitment = &context.inputs.commitment;
    let bad = |expected: String, found: String| Discrepancy::new(6, bundle::SEED, expected, found);
    for ((name, c), (_, r)) in commitment.witnesses.iter().zip(&transcript.witnesses) {
        signed_commitment(context, name, c)?;
        let Some(r) = r else { continue };
        let opened = witness::commitment(&commitment.draw, commitment.attempt, name, r);
        if opened != *c {
            return Err(bad(format!("an opening of {c} by {name}"), format!("one of {opened}")));
        }
    }
    let opened_blind = transcript.embargo.map(|b| blind_commitment(&commitment.draw, commitment.attempt, &b));
    if opened_blind != commitment.embargo {
        let text = |digest: Option<Digest>| digest.map_or("no embargo".into(), |d| format!("a blind of {d}"));
        return Err(bad(text(commitment.embargo), text(opened_blind)));
    }
    let withheld = transcript.witnesses.iter().filter(|(_, r)| r.is_none()).count();
    let opened = transcript.witnesses.len() - withheld;
    passed(format!("{opened}个已揭示，{withheld}个未揭示"), format!("{opened} opened, {withheld} withheld"))
}

/// Where the bundle holds the file a witness signed, it must say what the commitment says.
fn signed_commitment(context: &Context, name: &Name, c: &Digest) -> Result<(), Discrepancy> {
    let file = bundle::witness_file(name);
    let Some(bytes) = context.files.get(&file) else { return Ok(()) };
    let commit = witness::parse_commit(&String::from_utf8_lossy(bytes));
    let commit = commit.map_err(|e| Discrepancy::new(6, &file, "a commitment the witness signed", e))?;
    let commitment = &context.inputs.commitment;
    let text =
        |draw: &DrawId, attempt, name: &Name, c: &Digest| format!("{draw} attempt {attempt} {name} {c}");
    let expected = text(&commitment.draw, commitment.attempt, name, c);
    match text(&commit.draw, commit.attempt, &commit.name, &commit.c) {
        found if found == expected => Ok(()),
        found => Err(Discrepancy::new(6, &file, expected, found)),
    }
}

fn beacon_values(context: &Context, transcript: &SeedTranscript) -> Outcome {
    let committed = &context.inputs.commitment.pulses;
    let bad = |expected: String, found: String| Discrepancy::new(7, bundle::SEED, expected, found);
    for value in &transcript.pulses {
        let file = bundle::pulse_file(&value.beacon);
        let pulse = match parsed_pulse(context.files, &file)? {
            Some(pulse) => pulse,
            None => {
                bare_pulse(value).map_err(|e| bad(format!("a pulse of {}", value.beacon), e.to_string()))?
            }
        };
        // The beacon too: a file of dice under this name would vouch for any digits.
        let beacon: BeaconName = value
            .beacon
            .as_str()
            .parse()
            .map_err(|e: PulseError| bad("a known beacon".into(), e.to_string()))?;
        pulse
            .expect(beacon, &value.round)
            .map_err(|e| Discrepancy::new(7, &file, format!("a pulse of {}", value.beacon), e))?;
        if pulse.value() != value.value {
            let expected = format!("round {} value {} ({})", value.round, value.value, bundle::SEED);
            return Err(Discrepancy::new(
                7,
                &file,
                expected,
                format!("round {} value {}", pulse.round(), pulse.value()),
            ));
        }
        pulse::verify(&pulse)
            .map_err(|e| bad(format!("a genuine pulse of {}", value.beacon), e.to_string()))?;
    }
    passed(list(committed), list(committed))
}

fn parsed_pulse(files: &Files, name: &str) -> Result<Option<Pulse>, Discrepancy> {
    let parse = |bytes: &Vec<u8>| Pulse::parse(&String::from_utf8_lossy(bytes));
    files
        .get(name)
        .map(|bytes| parse(bytes).map_err(|e| Discrepancy::new(7, name, "a pulse file", e)))
        .transpose()
}

fn bare_pulse(value: &BeaconValue) -> Result<Pulse, PulseError> {
    Pulse::new(value.beacon.as_str().parse()?, &value.round, &value.value, None)
}

// ---------------------------------------------------------------------------------------------
// check 8: the first draw

fn selected(context: &Context, selections: Option<&Shown>) -> Outcome {
    let inputs = context.inputs;
    let shown = shown(selections)?;
    let mut recomputed = 0;
    for (task, selection) in inputs.tasks.iter().zip(shown) {
        let (Some(selection), Some(frame)) = (selection, &task.frame) else { continue };
        recomputed += 1;
        let name = selected_file(&task.plan.task);
        match context.files.get(&name) {
            Some(bytes) => same_text(8, &name, &print_selected(selection, frame), bytes)?,
            None => return Err(Discrepancy::new(8, &name, "the file", "no such file")),
        }
    }
    thresholds(context, shown)?;
    let sealed = inputs.tasks.len() - recomputed;
    match sealed {
        0 => passed(format!("{recomputed}个任务全部重算"), format!("all {recomputed} tasks recomputed")),
        _ => passed(
            format!("{recomputed}个公开任务已重算，{sealed}个保密任务由审计方重算"),
            format!("{recomputed} open tasks recomputed, {sealed} sealed ones are for the auditor"),
        ),
    }
}

fn shown(selections: Option<&Shown>) -> Result<&Vec<Option<Selection>>, Discrepancy> {
    selections.expect("with a seed there are selections").as_ref().map_err(Clone::clone)
}

fn thresholds(context: &Context, shown: &[Option<Selection>]) -> Result<(), Discrepancy> {
    let bytes =
        bundle::required(context.files, bundle::THRESHOLDS).map_err(|d| Discrepancy { check: 8, ..d })?;
    let whole: Option<Vec<Selection>> = shown.iter().cloned().collect();
    if let (Some(selections), true) = (whole, context.inputs.salt_key.is_some() || no_sealed(context.inputs))
    {
        let expected = print_thresholds(&draw::thresholds(context.inputs, &selections));
        return same_text(8, bundle::THRESHOLDS, &expected, bytes);
    }
    let rows = parse_thresholds(bytes).map_err(|e| Discrepancy::text(4, bundle::THRESHOLDS, &e))?;
    for (task, selection) in context.inputs.tasks.iter().zip(shown) {
        let name = &task.plan.task;
        let found: Vec<_> = rows.iter().filter(|row| row.task == *name).cloned().collect();
        match selection {
            Some(selection) => {
                let expected = draw::open_thresholds(&task.plan, selection);
                let (expected, found) = (print_thresholds(&expected), print_thresholds(&found));
                same_text(8, bundle::THRESHOLDS, &expected, found.as_bytes())?;
            }
            None => sealed_counts(context, &task.plan, &found)?,
        }
    }
    Ok(())
}

/// What the public can check of a sealed task: as many strata as the plan has, counts that add up
/// to the frame's rows at most, and drawn ids whose tickets lie under the largest threshold.
fn sealed_counts(
    context: &Context,
    plan: &super::plan::Plan,
    rows: &[select::ThresholdRow],
) -> Result<(), Discrepancy> {
    let bad = |file: &str, expected: String, found: String| Err(Discrepancy::new(8, file, expected, found));
    if rows.len() != plan.strata.len() {
        let expected = format!("{} strata of task {}", plan.strata.len(), plan.task);
        return bad(bundle::THRESHOLDS, expected, format!("{} rows", rows.len()));
    }
    let committed =
        context.inputs.commitment.tasks.iter().find(|task| task.task == plan.task).map_or(0, |t| t.rows);
    let counted: u128 = rows.iter().map(|row| u128::from(row.eligible) + u128::from(row.excluded)).sum();
    if counted > u128::from(committed) {
        return bad(
            bundle::THRESHOLDS,
            format!("at most {committed} rows of task {}", plan.task),
            counted.to_string(),
        );
    }
    let name = bundle::drawn_file(&plan.task);
    let Some(bytes) = context.files.get(&name) else { return Ok(()) };
    let ids = bundle::parse_drawn(bytes).map_err(|e| Discrepancy::text(4, &name, &e))?;
    let drawn: u128 = rows.iter().map(|row| u128::from(row.drawn)).sum();
    if ids.len() as u128 != drawn {
        return bad(
            &name,
            format!("{drawn} ids, as in {}", bundle::THRESHOLDS),
            format!("{} ids", ids.len()),
        );
    }
    let seed = context.transcript.expect("check 8 has a transcript").seed();
    let tickets = super::ticket::TaskSeed::new(&seed, plan.domain.as_str()).tickets();
    let highest = rows.iter().filter_map(|row| row.threshold).max();
    match ids.iter().find(|id| Some(tickets.of(id.as_str())) > highest) {
        Some(id) => bad(
            &name,
            "tickets under the largest threshold".into(),
            format!("{id} with {}", tickets.of(id.as_str())),
        ),
        None => Ok(()),
    }
}

fn no_sealed(inputs: &Inputs) -> bool {
    inputs.tasks.iter().all(|task| !task.plan.sealed())
}

/// Compares a recomputed text with a file and names the first line that differs.
fn same_text(check: u8, name: &str, expected: &str, found: &[u8]) -> Result<(), Discrepancy> {
    if expected.as_bytes() == found {
        return Ok(());
    }
    let found = String::from_utf8_lossy(found);
    let (mut left, mut right) = (expected.lines(), found.lines());
    let mut number = 0;
    loop {
        number += 1;
        let (left, right) = (left.next(), right.next());
        if left != right || left.is_none() {
            let show =
                |line: Option<&str>| line.map_or("the end of the file".into(), |line| format!("{line:?}"));
            return Err(Discrepancy::new(check, &format!("{name} line {number}"), show(left), show(right)));
        }
    }
}

// ---------------------------------------------------------------------------------------------
// check 9: the second draw

fn paired(
    context: &Context,
    transcript: &SeedTranscript,
    selections: Option<&Shown>,
    spread: &impl Spread,
) -> Outcome {
    let Some(bytes) = context.files.get(bundle::TEAMS) else {
        return match context.inputs.people {
            Some(_) => Err(Discrepancy::new(9, bundle::TEAMS, "the file", "no such file")),
            None => {
                Ok(later("人员匹配仅供审计方核对", "teams are for the auditor and the inspected party only"))
            }
        };
    };
    let whole: Option<Vec<Selection>> = shown(selections)?.iter().cloned().collect();
    let (Some(selections), Some(_)) = (whole, &context.inputs.people) else {
        return Err(Discrepancy::new(
            9,
            bundle::INSPECTORS,
            "the files of the auditor's bundle",
            "no such file",
        ));
    };
    let rows = bundle::parse_teams(bytes).map_err(|e| Discrepancy::text(4, bundle::TEAMS, &e))?;
    let seed = transcript.seed();
    let failed = |error: DrawError| match error {
        DrawError::Inputs(discrepancy) => discrepancy,
        DrawError::Pairing(error) => Discrepancy::new(9, bundle::TEAMS, "a valid pairing", error),
    };
    let paired = draw::pair(context.inputs, &selections, &seed, spread).map_err(failed)?;
    let violations = draw::with_pairing_input(context.inputs, &selections, &seed, |input| {
        Ok(pairing::check(input, &paired.applied, &paired.open, &rows))
    });
    if let Some(violation) = violations.map_err(failed)?.first() {
        return Err(Discrepancy::new(9, bundle::TEAMS, "every constraint kept", violation));
    }
    same_text(9, bundle::TEAMS, &pairing::tables::print_teams(&paired.rows), bytes)?;
    match (shortage::print(&paired.applied), context.files.get(bundle::SHORTAGE)) {
        (Some(expected), Some(found)) => same_text(9, bundle::SHORTAGE, &expected, found)?,
        (None, None) => {}
        (Some(_), None) => return Err(Discrepancy::new(9, bundle::SHORTAGE, "the file", "no such file")),
        (None, Some(_)) => {
            return Err(Discrepancy::new(
                9,
                bundle::SHORTAGE,
                "no such file: no rule was applied",
                "the file",
            ));
        }
    }
    let (seats, open) = (paired.rows.len(), paired.open.len());
    passed(
        format!("{seats}个席位重算一致，空缺{open}个"),
        format!("{seats} seats recomputed, {open} left open"),
    )
}

// ---------------------------------------------------------------------------------------------
// check 11

fn terminal(context: &Context, selections: Option<&Shown>, spread: &impl Spread) -> Outcome {
    let files = context.files;
    let (record, void) = match (
        parsed(files, bundle::RESULT, ResultRecord::parse)?,
        parsed(files, bundle::VOID, VoidRecord::parse)?,
    ) {
        (Some(_), Some(_)) => return Err(Discrepancy::new(11, bundle::VOID, "one terminal record", "two")),
        (None, None) => {
            return Err(Discrepancy::new(
                11,
                bundle::RESULT,
                "a terminal record",
                "none: the draw is still open",
            ));
        }
        (record, void) => (record, void),
    };
    let commitment = &context.inputs.commitment;
    let (name, draw, attempt) = match (&record, &void) {
        (Some(r), _) => (bundle::RESULT, &r.draw, r.attempt),
        (None, Some(v)) => (bundle::VOID, &v.draw, v.attempt),
        (None, None) => unreachable!("one of the two was just found"),
    };
    if (draw, attempt) != (&commitment.draw, commitment.attempt) {
        let expected = format!("draw {} attempt {}", commitment.draw, commitment.attempt);
        return Err(Discrepancy::new(11, name, expected, format!("draw {draw} attempt {attempt}")));
    }
    if let Some(void) = &void {
        return voided(context, void);
    }
    let record = record.expect("there is a record where there is no void");
    for (name, bytes) in draw::recorded(files) {
        if name.starts_with("drawn-") {
            continue; // a derived list for the public; check 8 reads it
        }
        let hash = Digest::of(bytes);
        match record.files.get(name) {
            Some(recorded) if *recorded == hash => {}
            Some(recorded) => {
                return Err(Discrepancy::new(
                    11,
                    name,
                    format!("hash {recorded} ({})", bundle::RESULT),
                    format!("hash {hash}"),
                ));
            }
            None => return Err(Discrepancy::new(11, bundle::RESULT, format!("a line for {name}"), "none")),
        }
    }
    if context.inputs.is_audit() {
        complete(context, &record, selections, spread)?;
    }
    passed(
        format!("结果记录列有{}个文件；历次抽取须由日志核对", record.files.len()),
        format!("the result lists {} files; earlier attempts come with the log", record.files.len()),
    )
}

/// The auditor has every file, so a missing one or a wrong count shows.
fn complete(
    context: &Context,
    record: &ResultRecord,
    selections: Option<&Shown>,
    spread: &impl Spread,
) -> Result<(), Discrepancy> {
    if let Some(name) = record.files.keys().find(|name| !context.files.contains_key(*name)) {
        return Err(Discrepancy::new(
            11,
            name,
            format!("the file listed in {}", bundle::RESULT),
            "no such file",
        ));
    }
    let (Some(transcript), Some(Ok(shown))) = (context.transcript, selections) else { return Ok(()) };
    let Some(selections) = shown.iter().cloned().collect::<Option<Vec<Selection>>>() else { return Ok(()) };
    let Ok(paired) = draw::pair(context.inputs, &selections, &transcript.seed(), spread) else {
        return Ok(());
    };
    let expected = draw::record(context.inputs, &selections, &paired, context.files);
    same_text(11, bundle::RESULT, &expected.print(), record.print().as_bytes())
}

fn voided(context: &Context, void: &VoidRecord) -> Outcome {
    if void.commit != context.inputs.commit {
        return Err(Discrepancy::new(
            11,
            bundle::VOID,
            format!("commit {}", context.inputs.commit),
            format!("commit {}", void.commit),
        ));
    }
    passed(format!("已作废：{}", void.reason), format!("void: {}", void.reason))
}

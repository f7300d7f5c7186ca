//! Jobs as a bureau wrote them, and everything that is wrong with them at once: job, value, rule, remedy.

use super::{Job, PLACEHOLDERS, Policy, When, Zone, fill, unknown_placeholders};
use crate::core::digest::Digest;
use crate::core::lang::{Lang, Twin};
use crate::core::time::Timestamp;

/// A job as it was written.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Its name.
    pub name: String,
    /// When.
    pub when: String,
    /// Time zone, where it has one of its own.
    pub zone: Option<String>,
    /// What would be typed after `suicha`.
    pub command: Vec<String>,
    /// Policy.
    pub policy: String,
    /// A run that begins so many minutes late was missed.
    pub late_minutes: u32,
    /// How often it is tried.
    pub tries: u32,
    /// Minutes it may take.
    pub limit_minutes: u32,
    /// Whether every machine makes its runs.
    pub everywhere: bool,
}

/// Something wrong with a job, or with what is set for all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The name of the job; `None` for what stands under `[daemon]`.
    pub job: Option<String>,
    /// The value's key.
    pub key: &'static str,
    /// What stands there.
    pub value: String,
    /// The rule that is broken.
    pub rule: Twin,
    /// What to do.
    pub remedy: Twin,
}

/// A day on which commands are tried; any would do.
const SAMPLE: Timestamp = Timestamp(1_709_514_000);

/// Names of a job: as long as a code.
const LONGEST_NAME: usize = 32;

/// The jobs, or every problem. `zone` is that of jobs without one; `typed` says what is wrong with a command as it would
/// be typed.
pub fn check(
    wanted: &[Wanted],
    zone: &str,
    typed: impl Fn(&[String]) -> Option<Twin>,
) -> Result<Vec<Job>, Vec<Problem>> {
    let mut jobs = Vec::new();
    let usual = Zone::of(zone);
    // Told once, where it stands, and of no job.
    let mut problems: Vec<_> = usual.is_none().then(|| no_zone(None, zone)).into_iter().collect();
    for (number, one) in wanted.iter().enumerate() {
        let before = problems.len();
        let job = read(one, usual, &typed, &mut problems);
        if wanted[..number].iter().any(|other| other.name == one.name) {
            problems.push(one.problem(
                "name",
                &one.name,
                Twin::new("另一项任务已用此名", "another job has this name"),
                Twin::new("请改名，或删去其中一项", "rename one of them, or delete it"),
            ));
        }
        jobs.extend(job.filter(|_| problems.len() == before));
    }
    for one in wanted {
        problems.extend(circle(one, wanted));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let marks: Vec<String> = jobs.iter().map(|job| mark(job, &jobs)).collect();
    for (job, mark) in jobs.iter_mut().zip(marks) {
        job.mark = mark;
    }
    Ok(jobs)
}

fn mark(job: &Job, jobs: &[Job]) -> String {
    let mut text = format!("{} {}", job.when, job.zone);
    let mut base = job.when.base();
    while let Some(job) = base.and_then(|name| jobs.iter().find(|job| job.name == name)) {
        text.push_str(&format!("\n{} {}", job.when, job.zone));
        base = job.when.base(); // no circles: they have been refused
    }
    Digest::of(text.as_bytes()).hex()[..16].to_owned()
}

fn read(
    one: &Wanted,
    usual: Option<Zone>,
    typed: impl Fn(&[String]) -> Option<Twin>,
    problems: &mut Vec<Problem>,
) -> Option<Job> {
    let mut wrong = |key, value: &str, rule, remedy| problems.push(one.problem(key, value, rule, remedy));
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    if one.name.is_empty()
        || one.name.len() > LONGEST_NAME
        || !one.name.bytes().all(plain)
        || one.name.starts_with('.')
    {
        wrong(
            "name",
            &one.name,
            Twin::new("名称须为 [a-z0-9.-]，1至32个字符", "a name is 1 to 32 of [a-z0-9.-]"),
            Twin::new("如 monthly-draw", "write something like monthly-draw"),
        );
    }
    let when = When::parse(&one.when)
        .map_err(|rule| {
            let forms = "0 9 * * 1-5 | every workday at 08:30 | workday 3 of month at 09:00 | 2 workdays before JOB at 09:00";
            wrong("when", &one.when, rule, Twin::new(format!("可写成：{forms}"), format!("write one of: {forms}")));
        })
        .ok();
    let zone = one.zone.as_deref().map_or(usual, Zone::of);
    if let (None, Some(name)) = (zone, &one.zone) {
        problems.push(no_zone(Some(&one.name), name));
    }
    let mut wrong = |key, value: &str, rule, remedy| problems.push(one.problem(key, value, rule, remedy));
    let policy = Policy::of(&one.policy);
    if policy.is_none() {
        wrong(
            "policy",
            &one.policy,
            match one.policy.is_empty() {
                true => Twin::new(
                    "没有写错过时如何补跑",
                    "it is missing: what becomes of missed runs has to be said",
                ),
                false => Twin::new("没有这种补跑方式", "there is no such policy for missed runs"),
            },
            Twin::new(
                "请写 each（逐次补跑）、once（补跑一次）、skip（不补）或 report（不补并报告）",
                "write each (all are caught up), once (one stands for all), skip (none) or report (none, and told)",
            ),
        );
    }
    for (key, value) in [("tries", one.tries), ("limit-minutes", one.limit_minutes)] {
        if value == 0 || value > 10_000 {
            wrong(
                key,
                &value.to_string(),
                Twin::new("须为1至10000", "it is 1 to 10000"),
                Twin::new(
                    "请改正，或删去该行以用默认值",
                    "correct it, or delete the line for the usual value",
                ),
            );
        }
    }
    let command_ok = command(one, zone, typed, problems);
    Some(Job {
        name: one.name.clone(),
        when: when?,
        zone: zone?,
        command: Some(one.command.clone()).filter(|_| command_ok)?,
        policy: policy?,
        grace_s: i64::from(one.late_minutes) * 60,
        tries: one.tries,
        limit_s: u64::from(one.limit_minutes) * 60,
        everywhere: one.everywhere,
        mark: String::new(),
    })
}

fn no_zone(job: Option<&str>, name: &str) -> Problem {
    let near = match Zone::like(name).join(", ") {
        near if near.is_empty() => "Asia/Shanghai".to_owned(),
        near => near,
    };
    let rule = Twin::new("没有这个时区", "there is no such time zone");
    let remedy = Twin::new(
        format!("请写 IANA 时区名，如 {near}"),
        format!("write a name of the IANA database, such as {near}"),
    );
    Problem::new(job, "zone", name, rule, remedy)
}

/// Whether the command can be typed.
fn command(
    one: &Wanted,
    zone: Option<Zone>,
    typed: impl Fn(&[String]) -> Option<Twin>,
    problems: &mut Vec<Problem>,
) -> bool {
    let mut wrong = |value: &str, rule, remedy| problems.push(one.problem("command", value, rule, remedy));
    let unknown = unknown_placeholders(&one.command);
    for name in &unknown {
        let known = PLACEHOLDERS.map(|(name, _)| format!("{{{name}}}")).join(" ");
        wrong(
            name,
            Twin::new("没有这个占位符", "there is no such placeholder"),
            Twin::new(format!("可用的有 {known}"), format!("those that exist: {known}")),
        );
    }
    let sample = zone.or_else(|| Zone::of("UTC")).map(|zone| fill(&one.command, zone, SAMPLE));
    let refused = sample.filter(|_| unknown.is_empty()).and_then(|command| typed(&command));
    let right = refused.is_none() && unknown.is_empty();
    if let Some(rule) = refused {
        wrong(
            &one.command.join(" "),
            rule,
            Twin::new("请写 suicha 之后会输入的内容", "write what would be typed after `suicha`"),
        );
    }
    right
}

/// A job beside a job that is not there, or that stands beside itself in the end.
fn circle(one: &Wanted, wanted: &[Wanted]) -> Option<Problem> {
    let base = |of: &Wanted| When::parse(&of.when).ok().and_then(|when| when.base().map(str::to_owned));
    let first = base(one)?;
    let mut name = first.clone();
    for _ in 0..wanted.len() {
        if name == one.name {
            let rule = Twin::new("它最终以自己为准", "it stands beside itself in the end");
            let remedy = Twin::new("请让其中一项有自己的时间", "give one of these jobs a time of its own");
            return Some(one.problem("when", &one.when, rule, remedy));
        }
        match wanted.iter().find(|other| other.name == name) {
            None if name == first => {
                let names: Vec<&str> = wanted.iter().map(|other| other.name.as_str()).collect();
                let rule =
                    Twin::new(format!("没有名为 {name:?} 的任务"), format!("there is no job {name:?}"));
                let known = names.join(", ");
                return Some(one.problem(
                    "when",
                    &one.when,
                    rule,
                    Twin::new(format!("已有的任务：{known}"), format!("the jobs are {known}")),
                ));
            }
            None => return None, // told of the job that names it
            Some(other) => name = base(other)?,
        }
    }
    None // a circle that others close
}

impl Wanted {
    fn problem(&self, key: &'static str, value: &str, rule: Twin, remedy: Twin) -> Problem {
        Problem::new(Some(&self.name), key, value, rule, remedy)
    }
}

impl Problem {
    fn new(job: Option<&str>, key: &'static str, value: &str, rule: Twin, remedy: Twin) -> Self {
        let value = value.chars().take(80).collect();
        Self { job: job.map(str::to_owned), key, value, rule, remedy }
    }

    /// One line for the screen.
    pub fn said(&self) -> Twin {
        let Self { job, key, value, rule, remedy } = self;
        let (rule_zh, remedy_zh) = (rule.clone().pick(Lang::Zh), remedy.clone().pick(Lang::Zh));
        let whose = job.as_ref().map_or_else(
            || Twin::new("[daemon]", "[daemon]"),
            |job| Twin::new(format!("任务 {job:?} 的"), format!("job {job:?}")),
        );
        Twin::new(
            format!("{} {key} “{value}”：{rule_zh}。{remedy_zh}", whose.zh),
            format!("{} {key} {value:?}: {}. {}", whose.en, rule.en, remedy.en),
        )
    }
}

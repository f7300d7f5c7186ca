//! The plan text of one task: what is drawn, from whom, how many, by whom, when, by which
//! beacon. It is fixed and published with the commitment. `docs/draw-protocol.md` §11.

use super::id::{Name, SubjectId};
use super::pairing::teams::{OnShortage, TeamLine};
use super::pulse::{BeaconName, PulseError};
use super::scope::Scope;
use super::stratum::Quota;
use super::text::{Lines, TextError};
use super::time::{Date, Timestamp};
use std::fmt::Write;

/// Who may see the frame and the strata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Public at the commitment.
    Open,
    /// Auditor only: a stratum would reveal an internal class.
    Sealed,
}

/// A beacon the plan names, with its round where it does not follow from the draw time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeaconLine {
    /// `drand-quicknet`, `drand-default`, `cn-lottery` or `dice`.
    pub name: Name,
    /// Games and issues, or the ceremony; none for drand, whose round follows from the time.
    pub round: Option<String>,
}

/// One stratum: its name and quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StratumLine {
    /// Name of the stratum.
    pub name: Name,
    /// How many are drawn.
    pub quota: Quota,
}

/// Plan text of one task. Optional parts are absent only in replay vectors; [`Plan::complete`]
/// says what a real plan lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Task id.
    pub task: Name,
    /// 抽查计划编号.
    pub plan_number: Option<String>,
    /// 抽查任务编号.
    pub task_number: Option<String>,
    /// Tasks of one domain give a subject the same ticket.
    pub domain: Name,
    /// Disclosure profile; absent means open.
    pub profile: Option<Profile>,
    /// Matters with the version of the item list.
    pub matters: Vec<(SubjectId, Name)>,
    /// Which subjects the task covers.
    pub scope: Option<Scope>,
    /// Date of the registry extract.
    pub cutoff: Option<Date>,
    /// Draw time: the pulse follows from it.
    pub draw_time: Option<Timestamp>,
    /// Beacons; none named means quicknet alone.
    pub beacons: Vec<BeaconLine>,
    /// Seat classes, in the plan's order.
    pub teams: Vec<TeamLine>,
    /// What to do when seats cannot be filled, in order.
    pub on_shortage: Vec<OnShortage>,
    /// Strata with their quotas, in the plan's order.
    pub strata: Vec<StratumLine>,
    /// Which rows belong to a stratum: the first rule that covers a row decides.
    pub classes: Vec<(Name, Scope)>,
    /// A subject inspected so often this year is not drawn again.
    pub annual_cap: Option<u64>,
    /// A subject visited fewer than so many days before the cut-off is not drawn again.
    pub quiet: Option<u64>,
    /// Length of the ordered reserve in each stratum.
    pub reserve: u64,
    /// Codes for which a drawn subject may be replaced.
    pub replace: Vec<Name>,
    /// Seconds between the last cosignature and the pulse, at least.
    pub lead: Option<u64>,
    /// Last day of the embargo; `Some(None)` is a plan without one.
    pub embargo: Option<Option<Date>>,
}

const FORMAT: &str = "suicha-plan/1";

impl Plan {
    /// Canonical text.
    pub fn print(&self) -> String {
        let mut out = format!("{FORMAT}\ntask {}\n", self.task);
        let mut line = |key: &str, value: &dyn std::fmt::Display| {
            writeln!(out, "{key} {value}").expect("writing to a string cannot fail");
        };
        self.plan_number.iter().for_each(|v| line("plan-number", v));
        self.task_number.iter().for_each(|v| line("task-number", v));
        line("domain", &self.domain);
        self.profile.iter().for_each(|v| line("profile", &v.word()));
        self.matters.iter().for_each(|(code, version)| line("matter", &format!("{code} {version}")));
        self.scope.iter().for_each(|v| line("scope", v));
        self.cutoff.iter().for_each(|v| line("cutoff", v));
        self.draw_time.iter().for_each(|v| line("draw-time", v));
        self.beacons.iter().for_each(|v| line("beacon", &v.text()));
        self.teams.iter().for_each(|v| line("team", v));
        self.on_shortage.iter().for_each(|v| line("on-shortage", v));
        self.strata.iter().for_each(|v| line("stratum", &format!("{} {}", v.name, v.quota)));
        self.classes.iter().for_each(|(name, scope)| line("class", &format!("{name} {scope}")));
        self.annual_cap.iter().for_each(|v| line("annual-cap", v));
        self.quiet.iter().for_each(|v| line("quiet", v));
        line("reserve", &self.reserve);
        if !self.replace.is_empty() {
            line("replace", &join(&self.replace));
        }
        self.lead.iter().for_each(|v| line("lead", v));
        match self.embargo {
            Some(Some(end)) => line("embargo", &end),
            Some(None) => line("embargo", &"none"),
            None => {}
        }
        out
    }

    /// Strict reader of [`Plan::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut l = Lines::open(bytes, FORMAT)?;
        let task = required(&mut l, "task")?;
        let plan_number = optional_number_text(&mut l, "plan-number", 14)?;
        let task_number = optional_number_text(&mut l, "task-number", 18)?;
        let domain = required(&mut l, "domain")?;
        let plan = Plan {
            task,
            plan_number,
            task_number,
            domain,
            profile: l
                .optional("profile")
                .map(|v| Profile::parse(v).ok_or_else(|| l.bad("a profile is open or sealed")))
                .transpose()?,
            matters: each(&mut l, "matter", matter)?,
            scope: optional(&mut l, "scope", |v| v.parse::<Scope>())?,
            cutoff: optional(&mut l, "cutoff", Date::parse)?,
            draw_time: optional(&mut l, "draw-time", canonical_time)?,
            beacons: each(&mut l, "beacon", BeaconLine::parse)?,
            teams: each(&mut l, "team", |v| TeamLine::parse(v).map_err(|e| e.to_string()))?,
            on_shortage: each(&mut l, "on-shortage", |v| OnShortage::parse(v).map_err(|e| e.to_string()))?,
            strata: each(&mut l, "stratum", StratumLine::parse)?,
            classes: each(&mut l, "class", class)?,
            annual_cap: optional(&mut l, "annual-cap", |v| {
                super::text::number(v).ok_or("a decimal number is wanted")
            })?,
            quiet: optional(&mut l, "quiet", |v| {
                super::text::number(v).filter(|days| *days > 0).ok_or("a number of days from 1 is wanted")
            })?,
            reserve: {
                let value = l.required("reserve")?;
                l.number(value)?
            },
            replace: optional(&mut l, "replace", names)?.unwrap_or_default(),
            lead: optional(&mut l, "lead", |v| {
                super::text::number(v).ok_or("a decimal number of seconds is wanted")
            })?,
            embargo: optional(&mut l, "embargo", embargo)?,
        };
        l.end()?;
        plan.consistent().map_err(|rule| TextError::at(l.line(), "the plan as a whole", rule))?;
        Ok(plan)
    }

    /// Disclosure profile, open where none is named.
    pub fn sealed(&self) -> bool {
        self.profile == Some(Profile::Sealed)
    }

    /// Beacons, with the default where none is named.
    pub fn beacon_lines(&self) -> Vec<BeaconLine> {
        if self.beacons.is_empty() {
            let name = Name::new("drand-quicknet").expect("a constant name");
            return vec![BeaconLine { name, round: None }];
        }
        self.beacons.clone()
    }

    /// Everything a plan for a real draw must say and this one does not, or says in vain.
    pub fn complete(&self) -> Vec<String> {
        let mut lacks = Vec::new();
        let mut need = |present: bool, what: &str| {
            if !present {
                lacks.push(format!("task {}: {what}", self.task));
            }
        };
        need(self.plan_number.is_some(), "plan-number is missing (抽查计划编号, 14 digits)");
        need(self.task_number.is_some(), "task-number is missing (抽查任务编号, 18 digits)");
        need(!self.matters.is_empty(), "no matter is listed: what is not in the item list is not inspected");
        need(self.profile.is_some(), "profile is missing (open or sealed)");
        need(self.scope.is_some(), "scope is missing");
        need(self.cutoff.is_some(), "cutoff is missing");
        need(self.draw_time.is_some(), "draw-time is missing");
        need(!self.replace.is_empty(), "replace is missing (codes for which a drawn subject may be skipped)");
        need(self.lead.is_some(), "lead is missing (seconds between the commitment and the pulse)");
        need(self.embargo.is_some(), "embargo is missing (a date, or none)");
        lacks
    }

    fn consistent(&self) -> Result<(), String> {
        if self.strata.is_empty() {
            return Err("at least one stratum is needed".into());
        }
        if self.teams.is_empty() {
            return Err("at least one team line is needed".into());
        }
        let officers: u64 = self.teams.iter().map(|team| u64::from(team.n)).sum();
        if officers < 2 {
            return Err(format!(
                "every visit needs at least two officers (行政处罚法 art. 42), the team lines give {officers}"
            ));
        }
        let mut names: Vec<&Name> = self.strata.iter().map(|stratum| &stratum.name).collect();
        names.sort();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(format!("the stratum {} stands twice", pair[0]));
        }
        if names.iter().any(|name| name.as_str() == "none") {
            return Err("no stratum can be called none: that marks excluded rows without a stratum".into());
        }
        match self.classes.iter().find(|(name, _)| names.binary_search(&name).is_err()) {
            Some((name, _)) => Err(format!("class {name} names no stratum of this plan")),
            None => Ok(()),
        }
    }
}

impl Profile {
    /// Word in the plan text.
    pub fn word(self) -> &'static str {
        match self {
            Profile::Open => "open",
            Profile::Sealed => "sealed",
        }
    }

    /// The profile of a word.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Profile::Open),
            "sealed" => Some(Profile::Sealed),
            _ => None,
        }
    }
}

impl BeaconLine {
    /// `<name>` or `<name> <round>`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, round) = match text.split_once(' ') {
            Some((name, round)) => (name, Some(round.to_owned())),
            None => (text, None),
        };
        let name = Name::new(name).map_err(|e| e.to_string())?;
        let by_time = name.as_str().starts_with("drand-");
        match (&round, by_time) {
            (Some(_), true) => {
                Err(format!("the round of {name} follows from draw-time and cannot be chosen"))
            }
            (None, false) => Err(format!("{name} needs the games and issues, or the ceremony, it will be")),
            (Some(round), _) if !super::pulse::dice::is_token(round) => {
                Err(format!("{round:?} must match [a-z0-9.+-]{{1,64}}"))
            }
            _ => Ok(Self { name, round }),
        }
    }

    /// The round that enters the seed when the draw is at `time`: for drand the first at or after
    /// it, otherwise the one the plan names.
    pub fn round_at(&self, time: Timestamp) -> Result<String, PulseError> {
        let beacon: BeaconName = self.name.as_str().parse()?;
        match (beacon.chain(), &self.round) {
            (Some(chain), _) => chain.round_at(time).map(|round| round.to_string()),
            (None, Some(round)) => Ok(round.clone()),
            (None, None) => {
                Err(PulseError::Round { beacon, round: String::new(), wanted: "named by the plan" })
            }
        }
    }

    fn text(&self) -> String {
        match &self.round {
            Some(round) => format!("{} {round}", self.name),
            None => self.name.to_string(),
        }
    }
}

impl StratumLine {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, quota) = text.split_once(' ').ok_or("a stratum is written <name> <quota>")?;
        Ok(Self { name: Name::new(name).map_err(|e| e.to_string())?, quota: quota.parse()? })
    }
}

fn required(l: &mut Lines, key: &str) -> Result<Name, TextError> {
    let value = l.required(key)?;
    l.value(value)
}

fn optional<T, E: std::fmt::Display>(
    l: &mut Lines,
    key: &str,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<Option<T>, TextError> {
    l.optional(key).map(|value| parse(value).map_err(|e| l.bad(e))).transpose()
}

fn each<T>(l: &mut Lines, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, TextError> {
    let mut values = Vec::new();
    while let Some(value) = l.optional(key) {
        values.push(parse(value).map_err(|e| l.bad(e))?);
    }
    Ok(values)
}

fn optional_number_text(l: &mut Lines, key: &str, digits: usize) -> Result<Option<String>, TextError> {
    optional(l, key, |v| number_text(v, digits))
}

/// A plan or task number: exactly so many digits.
pub fn number_text(text: &str, digits: usize) -> Result<String, String> {
    if text.len() == digits && text.bytes().all(|b| b.is_ascii_digit()) {
        Ok(text.to_owned())
    } else {
        Err(format!("{text:?} must have exactly {digits} digits"))
    }
}

fn matter(text: &str) -> Result<(SubjectId, Name), String> {
    let (code, version) = text.split_once(' ').ok_or("a matter is written <code> <item-list version>")?;
    let code = SubjectId::new(code).map_err(|e| e.to_string())?;
    Ok((code, Name::new(version).map_err(|e| e.to_string())?))
}

fn class(text: &str) -> Result<(Name, Scope), String> {
    let (name, scope) = text.split_once(' ').ok_or("a class is written <stratum> <conditions>")?;
    Ok((Name::new(name).map_err(|e| e.to_string())?, scope.parse()?))
}

fn canonical_time(text: &str) -> Result<Timestamp, String> {
    let time = Timestamp::parse(text).map_err(|e| e.to_string())?;
    if time.to_string() == text { Ok(time) } else { Err(format!("write this time as {time}")) }
}

fn names(text: &str) -> Result<Vec<Name>, String> {
    text.split(' ').map(|word| Name::new(word).map_err(|e| e.to_string())).collect()
}

fn embargo(text: &str) -> Result<Option<Date>, String> {
    if text == "none" { Ok(None) } else { Date::parse(text).map(Some).map_err(|e| e.to_string()) }
}

fn join(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(" ")
}

//! From a task of the annual plan to its hashed plan text.

use super::{Task, TaskStratum};
use crate::core::id::{Name, SubjectId};
use crate::core::pairing::teams::{OnShortage, TeamLine};
use crate::core::plan::{BeaconLine, Plan, Profile, StratumLine, number_text};
use crate::core::registry::Matter;
use crate::core::scope::Scope;
use crate::core::stratum::Quota;
use crate::core::time::{Date, Timestamp};
use std::fmt::Display;
use std::str::FromStr;

impl Task {
    /// The hashed text of this task. The text is printed and read again, so that it keeps every
    /// rule of the strict reader.
    pub(super) fn text(
        &self,
        plan_number: &str,
        time: Option<Timestamp>,
        matters: &[Matter],
    ) -> Result<Plan, Vec<String>> {
        let mut read = Reader::default();
        let mut classes = Vec::new();
        for stratum in &self.strata {
            if let Some(conditions) = &stratum.conditions {
                let name = read.field("stratum name", &stratum.name);
                let scope = read.field("stratum where", conditions);
                classes.extend(name.zip(scope));
            }
        }
        let plan = Plan {
            task: read.field("id", &self.id).unwrap_or_else(placeholder),
            plan_number: Some(plan_number.to_owned()),
            task_number: read.with("number", number_text(&self.number, 18)),
            domain: read.field("domain", &self.domain).unwrap_or_else(placeholder),
            profile: read.with("profile", Profile::parse(&self.profile).ok_or("write open or sealed")),
            matters: self.versions(matters),
            scope: read.field::<Scope>("scope", &self.scope),
            cutoff: read.with("cutoff", Date::parse(&self.cutoff)),
            draw_time: time,
            beacons: self.beacon.iter().filter_map(|b| read.with("beacon", BeaconLine::parse(b))).collect(),
            teams: self.team.iter().filter_map(|t| read.with("team", TeamLine::parse(t))).collect(),
            on_shortage: self
                .on_shortage
                .iter()
                .filter_map(|s| read.with("on-shortage", OnShortage::parse(s)))
                .collect(),
            strata: self.strata.iter().filter_map(|s| read.stratum(s)).collect(),
            classes,
            annual_cap: self.annual_cap,
            quiet: self.quiet,
            reserve: self.reserve,
            replace: self.replace.iter().filter_map(|r| read.field("replace", r)).collect(),
            lead: Some(self.lead),
            embargo: read.embargo(&self.embargo),
        };
        if read.problems.is_empty() {
            read.problems.extend(Plan::parse(plan.print().as_bytes()).err().map(|e| e.rule));
        }
        if read.problems.is_empty() { Ok(plan) } else { Err(read.problems) }
    }

    fn versions(&self, list: &[Matter]) -> Vec<(SubjectId, Name)> {
        let find = |code: &String| list.iter().find(|matter| matter.code.as_str() == code);
        self.matters
            .iter()
            .filter_map(find)
            .map(|matter| (matter.code.clone(), matter.version.clone()))
            .collect()
    }
}

/// Collects the problems of a task's fields instead of stopping at the first.
#[derive(Default)]
struct Reader {
    problems: Vec<String>,
}

impl Reader {
    fn with<T, E: Display>(&mut self, field: &str, value: Result<T, E>) -> Option<T> {
        value.map_err(|e| self.problems.push(format!("{field}: {e}"))).ok()
    }

    fn field<T: FromStr>(&mut self, field: &str, text: &str) -> Option<T>
    where
        T::Err: Display,
    {
        self.with(field, text.parse())
    }

    fn stratum(&mut self, stratum: &TaskStratum) -> Option<StratumLine> {
        let name = self.field("stratum name", &stratum.name);
        let quota: Option<Quota> = self.field(&format!("stratum {} quota", stratum.name), &stratum.quota);
        Some(StratumLine { name: name?, quota: quota? })
    }

    fn embargo(&mut self, text: &str) -> Option<Option<Date>> {
        match text {
            "none" => Some(None),
            date => self.with("embargo", Date::parse(date).map_err(|e| format!("{e}, or none"))).map(Some),
        }
    }
}

fn placeholder() -> Name {
    Name::new("invalid").expect("a constant name")
}

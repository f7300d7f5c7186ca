//! The sampling frame (抽样框): every registry row a task covers, eligible or excluded with its
//! reason, sorted and frozen. `docs/draw-protocol.md` §2.
//!
//! Ten million rows are usual for a province, so a frame keeps its ids in one buffer and its
//! names as numbers: about 30 bytes a row.

use super::id::{Name, SubjectId};
use super::pairing::teams::Tag;
use super::plan::Plan;
use super::registry::{Status, Subject};
use super::text::{Table, TextError};
use std::borrow::Cow;
use std::collections::BTreeMap;

const HEADER: &str = "id,stratum,pool,status";

/// A frame, sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    ids: String,
    ends: Vec<u32>,
    stratum: Vec<u16>,
    pool: Vec<u16>,
    status: Vec<u16>,
    names: Vec<Box<str>>,
    numbers: BTreeMap<Box<str>, u16>,
}

/// One row of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameRow<'a> {
    /// Subject.
    pub id: &'a str,
    /// Stratum; `none` for an excluded row that fits no stratum.
    pub stratum: &'a str,
    /// Pool (station or district); `none` where unknown.
    pub pool: &'a str,
    /// `ok` or `x-<reason>`.
    pub status: &'a str,
}

impl Frame {
    /// Number of rows, excluded ones included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the task covers nothing at all.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Id of a row.
    pub fn id(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.ids[start as usize..self.ends[row] as usize]
    }

    /// Whether a row can be drawn.
    pub fn eligible(&self, row: usize) -> bool {
        &*self.names[usize::from(self.status[row])] == "ok"
    }

    /// Number of a row's stratum among [`Frame::names`].
    pub fn stratum(&self, row: usize) -> u16 {
        self.stratum[row]
    }

    /// Number of a row's pool among [`Frame::names`].
    pub fn pool(&self, row: usize) -> u16 {
        self.pool[row]
    }

    /// Names of strata, pools and statuses, in the order of their first use.
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// A whole row.
    pub fn row(&self, row: usize) -> FrameRow<'_> {
        let name = |number: u16| &*self.names[usize::from(number)];
        FrameRow {
            id: self.id(row),
            stratum: name(self.stratum[row]),
            pool: name(self.pool[row]),
            status: name(self.status[row]),
        }
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = FrameRow<'_>> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Position of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let mut bounds = 0..self.len();
        while !bounds.is_empty() {
            let middle = bounds.start + bounds.len() / 2;
            match self.id(middle).cmp(id) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => bounds.start = middle + 1,
                std::cmp::Ordering::Greater => bounds.end = middle,
            }
        }
        None
    }

    /// Adds a row; ids must ascend strictly.
    pub fn push(&mut self, row: FrameRow) -> Result<(), String> {
        SubjectId::check(row.id).map_err(|e| e.to_string())?;
        if self.len().checked_sub(1).is_some_and(|last| self.id(last) >= row.id) {
            let last = self.id(self.len() - 1);
            return Err(match last == row.id {
                true => format!("the id {last} stands twice"),
                false => format!("rows must be sorted by id: {last} stands before {}", row.id),
            });
        }
        if row.status != "ok" && row.status.strip_prefix("x-").is_none_or(|reason| Name::new(reason).is_err())
        {
            return Err(format!("the status must be ok or x-<reason>, not {:?}", row.status));
        }
        let (stratum, pool, status) =
            (self.number(row.stratum)?, self.number(row.pool)?, self.number(row.status)?);
        self.ids.push_str(row.id);
        self.ends.push(u32::try_from(self.ids.len()).map_err(|_| "the frame holds more than 4 GiB of ids")?);
        self.stratum.push(stratum);
        self.pool.push(pool);
        self.status.push(status);
        Ok(())
    }

    fn number(&mut self, name: &str) -> Result<u16, String> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        Name::new(name).map_err(|e| e.to_string())?;
        let number =
            u16::try_from(self.names.len()).map_err(|_| "more than 65,536 strata, pools and reasons")?;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        Ok(number)
    }

    /// Canonical text.
    pub fn print(&self) -> String {
        let mut out = String::with_capacity(self.ids.len() + self.len() * 16 + 32);
        out.push_str(HEADER);
        out.push('\n');
        for row in self.rows() {
            for (cell, end) in [(row.id, ','), (row.stratum, ','), (row.pool, ','), (row.status, '\n')] {
                out.push_str(cell);
                out.push(end);
            }
        }
        out
    }

    /// Strict reader of [`Frame::print`]'s text.
    pub fn parse(bytes: &[u8]) -> Result<Self, TextError> {
        let mut frame = Frame::default();
        for row in Table::<4>::open(bytes, HEADER)? {
            let row = row?;
            let [id, stratum, pool, status] = row.cells;
            frame.push(FrameRow { id, stratum, pool, status }).map_err(|rule| row.bad(rule))?;
        }
        Ok(frame)
    }

    /// The frame a plan makes of a registry whose rows come in ascending order of ids. `barred`
    /// names rows that cannot be drawn whatever they say (rejected or conflicting at import);
    /// those that are not in the registry at all become rows of their own.
    pub fn build<'a>(
        plan: &Plan,
        subjects: impl Iterator<Item = &'a Subject>,
        barred: &BTreeMap<SubjectId, Name>,
    ) -> Result<Self, String> {
        let mut frame = Frame::default();
        let mut rejected = barred.iter().peekable();
        for subject in subjects {
            while let Some((id, reason)) = rejected.next_if(|(id, _)| **id < subject.id) {
                frame.push_rejected(id, reason)?;
            }
            let reason = rejected.next_if(|(id, _)| **id == subject.id).map(|(_, reason)| reason);
            if plan.scope.as_ref().is_none_or(|scope| scope.covers(subject)) {
                frame.push_subject(plan, subject, reason)?;
            }
        }
        for (id, reason) in rejected {
            frame.push_rejected(id, reason)?;
        }
        Ok(frame)
    }

    fn push_subject(&mut self, plan: &Plan, subject: &Subject, barred: Option<&Name>) -> Result<(), String> {
        let stratum = plan.stratum_of(subject);
        let reason = match barred {
            Some(reason) => Some(reason.as_str()),
            None => plan.exclusion(subject, stratum),
        };
        let status = reason.map_or(Cow::Borrowed("ok"), |reason| format!("x-{reason}").into());
        self.push(FrameRow {
            id: subject.id.as_str(),
            stratum: stratum.map_or("none", Name::as_str),
            pool: subject.station.as_ref().map_or("none", Name::as_str),
            status: &status,
        })
    }

    fn push_rejected(&mut self, id: &SubjectId, reason: &Name) -> Result<(), String> {
        let status = format!("x-{reason}");
        self.push(FrameRow { id: id.as_str(), stratum: "none", pool: "none", status: &status })
    }
}

impl Plan {
    /// Stratum of a subject: that of the first class rule that covers it, else the plan's only or
    /// last stratum without a rule.
    pub fn stratum_of(&self, subject: &Subject) -> Option<&Name> {
        let by_rule = self.classes.iter().find(|(_, scope)| scope.covers(subject)).map(|(name, _)| name);
        by_rule.or_else(|| {
            let ruled = |name: &Name| self.classes.iter().any(|(class, _)| class == name);
            self.strata.iter().map(|stratum| &stratum.name).rfind(|name| !ruled(name))
        })
    }

    /// Why a covered subject cannot be drawn, as a code; `None` if it can.
    fn exclusion(&self, subject: &Subject, stratum: Option<&Name>) -> Option<&'static str> {
        let by_state = match subject.status {
            Status::Active if subject.dormant => Some("dormant"),
            Status::Active => None,
            Status::Revoked => Some("revoked"),
            Status::RevokedDeregistered | Status::Deregistered => Some("deregistered"),
            Status::Rescinded => Some("rescinded"),
            Status::MovedOut => Some("moved-out"),
            Status::Other => Some("unknown-state"),
        };
        by_state
            .or_else(|| stratum.is_none().then_some("no-stratum"))
            .or_else(|| {
                self.annual_cap
                    .is_some_and(|cap| u64::from(subject.inspected_this_year) >= cap)
                    .then_some("cap")
            })
            .or_else(|| self.too_recent(subject).then_some("quiet"))
            .or_else(|| self.licence_expired(subject).then_some("licence-expired"))
            .or_else(|| (subject.station.is_none() && self.needs_pool()).then_some("no-pool"))
    }

    /// Fewer than `quiet` days lie between the last visit and the cut-off.
    fn too_recent(&self, subject: &Subject) -> bool {
        let (Some(quiet), Some(last), Some(cutoff)) = (self.quiet, subject.last_inspected, self.cutoff)
        else {
            return false;
        };
        i128::from(cutoff.days() - last.days()) < i128::from(quiet)
    }

    fn licence_expired(&self, subject: &Subject) -> bool {
        matches!((subject.licence_until, self.cutoff), (Some(until), Some(cutoff)) if until < cutoff)
    }

    fn needs_pool(&self) -> bool {
        self.teams.iter().any(|team| team.tags.iter().chain(&team.without).any(|tag| *tag == Tag::Pool))
    }
}

/// Reason of a row that was rejected when the registry was read.
pub const REJECTED: &str = "rejected";

/// Words for the exclusion codes a frame can carry, in both languages.
pub const EXCLUSIONS: [(&str, &str, &str); 12] = [
    ("dormant", "歇业", "suspended"),
    ("revoked", "吊销未注销", "licence revoked"),
    ("deregistered", "已注销", "deregistered"),
    ("rescinded", "登记被撤销", "registration rescinded"),
    ("moved-out", "已迁出", "moved out"),
    ("unknown-state", "登记状态不明", "state unknown"),
    ("no-stratum", "不属于任何分层", "fits no stratum"),
    ("cap", "已达年度检查频次上限", "at its annual cap"),
    ("quiet", "距上次检查未满间隔期", "visited too recently"),
    ("licence-expired", "许可证已过期", "licence expired"),
    ("no-pool", "管辖单位不明", "no station known"),
    ("rejected", "导入时被拒", "rejected at import"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::registry::{Group, KeyKind};
    use crate::core::time::Date;

    fn visited(last: Option<&str>, times: u32) -> Subject {
        Subject {
            id: SubjectId::new("S1").unwrap(),
            key_kind: KeyKind::Other,
            other_id: String::new(),
            name: String::new(),
            kind: String::new(),
            group: Group::Enterprise,
            status: Status::Active,
            dormant: false,
            region: String::new(),
            authority: String::new(),
            station: Name::new("s01").ok(),
            industry: String::new(),
            labels: Vec::new(),
            risk_class: None,
            established: None,
            licence_until: None,
            last_inspected: last.map(|day| Date::parse(day).unwrap()),
            inspected_this_year: times,
            address: String::new(),
            representative: String::new(),
            contact: String::new(),
            phone: String::new(),
            extra: String::new(),
        }
    }

    fn plan(lines: &str) -> Result<Plan, TextError> {
        let text = format!(
            "suicha-plan/1\ntask t\ndomain d\nscope all\ncutoff 2023-08-31\nteam 2\nstratum all count 1\n\
             {lines}reserve 0\n"
        );
        let plan = Plan::parse(text.as_bytes())?;
        assert_eq!(plan.print(), text);
        Ok(plan)
    }

    fn status(plan: &Plan, subject: &Subject) -> String {
        let frame = Frame::build(plan, std::iter::once(subject), &BTreeMap::new()).unwrap();
        frame.row(0).status.to_owned()
    }

    #[test]
    fn a_recent_visit_is_left_in_peace() {
        let plan = plan("annual-cap 2\nquiet 90\n").unwrap();
        for (last, times, wanted) in [
            (None, 0, "ok"),
            (Some("2023-06-02"), 1, "ok"), // 90 days
            (Some("2023-06-03"), 1, "x-quiet"),
            (Some("2023-08-31"), 1, "x-quiet"),
            (Some("2023-09-05"), 1, "x-quiet"), // visited since the extract
            (Some("2023-08-31"), 2, "x-cap"),   // the first reason that applies
        ] {
            assert_eq!(status(&plan, &visited(last, times)), wanted, "{last:?}");
        }
    }

    #[test]
    fn a_plan_without_the_line_stays_as_it_was() {
        assert_eq!(status(&plan("annual-cap 2\n").unwrap(), &visited(Some("2023-08-31"), 1)), "ok");
        for bad in [
            "quiet 0\n",
            "quiet 090\n",
            "quiet\n",
            "quiet 90 days\n",
            "quiet 9\nquiet 9\n",
            "quiet 9\nannual-cap 2\n",
        ] {
            assert!(plan(bad).is_err(), "{bad:?}");
        }
        assert!(plan("quiet 18446744073709551615\n").is_ok());
    }
}

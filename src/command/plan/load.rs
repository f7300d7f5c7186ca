//! `suicha plan show NUMBER --load`: what a plan would do to the registry, the annual caps and the
//! inspectors, told from `core::load`.

use crate::annual::AnnualPlan;
use crate::archive::{Archive, StoredRoster};
use crate::command::check::reason;
use crate::command::{as_they_are, rejected, rosters};
use crate::core::freeze::Idle;
use crate::core::lang::{Lang, Twin, counted};
use crate::core::load::{
    self, GroupOutlook, Load, LoadInput, Outlook, Planned, SeatLoad, StratumLoad, TaskLoad,
};
use crate::core::registry::{Group, Matter, RosterKind};
use crate::core::row::Codebook;
use crate::core::time::Date;
use crate::error::Result;
use crate::workers::AllCores;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a plan would do, and to which rosters.
pub struct Told {
    /// Names of the tasks and of the stations, beside their codes.
    names: BTreeMap<String, String>,
    codebook: Codebook,
    load: Load,
    subjects: StoredRoster,
    inspectors: Option<StoredRoster>,
}

/// Works out the load of a plan on the rosters in force on a day; `None` where no subjects have
/// been imported.
pub async fn of(
    archive: &Archive,
    plan: &AnnualPlan,
    matters: &[Matter],
    as_of: Date,
    codebook: Codebook,
) -> Result<Option<Told>> {
    let Some(subjects) = archive.latest_roster(RosterKind::Subjects, as_of).await? else { return Ok(None) };
    let inspectors = archive.latest_roster(RosterKind::Inspectors, as_of).await?;
    let refused = |problems| {
        let name = Twin::new(format!("抽查计划 {} ", plan.number), format!("plan {}", plan.number));
        rejected(&name, &as_they_are(problems))
    };
    let drafts = plan.drafts(matters).map_err(refused)?;
    let planned =
        |(task, plan): (&crate::annual::Task, _)| Planned { plan, day: task.day().unwrap_or(as_of) };
    let default_cap = drafts.iter().map(|(task, _)| task.cap).max().unwrap_or(0);
    let tasks: Vec<Planned> = drafts.into_iter().map(planned).collect();
    let (rows, barred) =
        (rosters::subjects(archive, &subjects).await?, rosters::barred(archive, subjects.id).await?);
    let people = match &inspectors {
        Some(stored) => rosters::inspectors(archive, stored).await?,
        None => Vec::new(),
    };
    let input =
        LoadInput { tasks: &tasks, subjects: &rows, barred: &barred, inspectors: &people, default_cap };
    let load = load::load(&input, &AllCores).map_err(refused)?;
    let names = plan.tasks.iter().map(|task| (task.id.clone(), task.name.clone())).collect();
    Ok(Some(Told { names, codebook, load, subjects, inspectors }))
}

impl Told {
    /// Lines for people.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = self.head(lang);
        self.load.tasks.iter().for_each(|task| text.push_str(&self.task_lines(task, lang)));
        let whole = lang.pick("全部任务", "all tasks").to_owned();
        text.push_str(&outlook_lines(&whole, &self.load.year, true, lang));
        for (quarter, outlook) in &self.load.quarters {
            text.push_str(&outlook_lines(&quarter.to_string(), outlook, false, lang));
        }
        text + &self.people(lang) + &note(lang)
    }

    fn head(&self, lang: Lang) -> String {
        let roster = |stored: &StoredRoster| {
            let roster = &stored.roster;
            lang.pick(
                format!("{}（{}行，摘要 {}…）", roster.as_of, roster.rows, &roster.digest.hex()[..8]),
                format!(
                    "{} ({}, digest {}…)",
                    roster.as_of,
                    counted(roster.rows, "row"),
                    &roster.digest.hex()[..8]
                ),
            )
        };
        let none = || lang.pick("无", "none").to_owned();
        let (subjects, inspectors) =
            (roster(&self.subjects), self.inspectors.as_ref().map_or_else(none, roster));
        lang.pick(
            format!("计划负荷（按名录推算，不是抽取）：检查对象 {subjects}，执法人员 {inspectors}\n"),
            format!("load of the plan (worked out, nothing is drawn): subjects {subjects}, inspectors {inspectors}\n"),
        )
    }

    fn task_lines(&self, task: &TaskLoad, lang: Lang) -> String {
        let (id, quarter, quota) = (&task.task, task.quarter, task.quota());
        let name = self.names.get(id.as_str()).map_or("", String::as_str);
        let mut text = lang.pick(
            format!("  任务 {id} {name}（{quarter}）：应抽{quota}户\n"),
            format!("  task {id} {name} ({quarter}): {quota} to draw\n"),
        );
        task.strata.iter().for_each(|stratum| text.push_str(&stratum_line(stratum, lang)));
        if !task.no_stratum.is_empty() {
            let rows: u64 = task.no_stratum.values().sum();
            let why = excluded(&task.no_stratum, lang);
            text.push_str(&lang.pick(
                format!("    不属于任何分层：{rows}行{why}\n"),
                format!("    in no stratum: {rows} rows{why}\n"),
            ));
        }
        task.seats.iter().for_each(|seat| text.push_str(&self.seat_line(seat, lang)));
        text
    }

    fn seat_line(&self, seat: &SeatLoad, lang: Lang) -> String {
        let SeatLoad { line, seats, able, capacity, .. } = seat;
        let tight = seat.tightest.as_ref().map_or_else(String::new, |tight| {
            let (pool, seats, able) = (self.codebook.unit_name(&tight.pool), tight.seats, tight.able);
            lang.pick(
                format!("；最紧的管辖单位 {pool}：预计{seats}人次，可担任{able}人"),
                format!("; tightest pool {pool}: {seats} seats expected, {able} people"),
            )
        });
        lang.pick(
            format!("    席位 {line}：{seats}人次，可担任{able}人，一次抽取上限{capacity}人次{tight}\n"),
            format!("    seats {line}: {seats}, {able} people fit, at most {capacity} in one draw{tight}\n"),
        )
    }

    fn people(&self, lang: Lang) -> String {
        let people = &self.load.people;
        let idle: Vec<String> = people
            .idle
            .iter()
            .map(|(reason, n)| {
                let (zh, en) = idle_words(*reason);
                lang.pick(format!("{zh}{n}"), format!("{n} {en}"))
            })
            .collect();
        let idle = listed(&idle, lang);
        let seats: u64 = self.load.tasks.iter().flat_map(|task| &task.seats).map(|seat| seat.seats).sum();
        let (all, available, capacity) = (people.all, people.available, people.capacity);
        let each = per_head(seats, available);
        lang.pick(
            format!("  执法人员：{all}名，可参加{available}名{idle}；全部任务合并前共{seats}人次，人均{each}次；一次抽取的上限合计{capacity}人次\n"),
            format!("  inspectors: {all}, {available} of them available{idle}; {seats} seats in all tasks before visits are merged, {each} a person; their caps in one draw add up to {capacity}\n"),
        )
    }

    /// The same for programs. Expected numbers are texts with two decimals.
    pub fn document(&self) -> Value {
        let roster = |stored: &StoredRoster| {
            let roster = &stored.roster;
            json!({"as_of": roster.as_of.to_string(), "rows": roster.rows, "digest": roster.digest.hex()})
        };
        let people = &self.load.people;
        let idle: BTreeMap<&str, u64> =
            people.idle.iter().map(|(reason, n)| (idle_words(*reason).1, *n)).collect();
        let quarter = |(quarter, outlook): &(_, Outlook)| {
            let quarter: &crate::core::quarter::Quarter = quarter;
            json!({"quarter": quarter.to_string(), "outlook": outlook_document(outlook)})
        };
        json!({
            "subjects": roster(&self.subjects), "inspectors": self.inspectors.as_ref().map(roster),
            "tasks": self.load.tasks.iter().map(task_document).collect::<Vec<_>>(),
            "year": outlook_document(&self.load.year),
            "quarters": self.load.quarters.iter().map(quarter).collect::<Vec<_>>(),
            "people": {
                "all": people.all, "available": people.available, "idle": idle, "capacity": people.capacity,
            },
        })
    }
}

fn stratum_line(stratum: &StratumLoad, lang: Lang) -> String {
    let StratumLoad { name, covered, eligible, quota, arithmetic, .. } = stratum;
    let out: u64 = stratum.excluded.values().sum();
    let why = excluded(&stratum.excluded, lang);
    lang.pick(
        format!("    {name}：覆盖{covered}户，排除{out}户{why}，可抽{eligible}户，应抽{quota}户 [{arithmetic}]\n"),
        format!("    {name}: {covered} covered, {out} excluded{why}, {eligible} eligible, {quota} to draw [{arithmetic}]\n"),
    )
}

fn outlook_lines(span: &str, outlook: &Outlook, caps: bool, lang: Lang) -> String {
    let mut text = format!("  {span}\n");
    for group in &outlook.groups {
        text.push_str(&group_line(
            lang.pick(group_words(group.group).0, group_words(group.group).1),
            group,
            caps,
            lang,
        ));
    }
    if outlook.groups.len() > 1 {
        text.push_str(&group_line(lang.pick("合计", "total"), &outlook.total(), caps, lang));
    }
    text
}

fn group_line(name: &str, group: &GroupOutlook, caps: bool, lang: Lang) -> String {
    let GroupOutlook { subjects, at_cap, reach, beyond, draws, visits, .. } = group;
    let hits: Vec<String> = group
        .hits
        .iter()
        .enumerate()
        .map(|(k, n)| lang.pick(format!("{k}个 {n}户"), format!("{k}: {n}")))
        .collect();
    let hits = hits.join(lang.pick("、", ", "));
    let mut text = lang.pick(
        format!("    {name}：{subjects}户；预计抽中{draws}户次，上门{visits}次；被几个任务抽中：{hits}\n"),
        format!("    {name}: {subjects} subjects; {draws} draws and {visits} visits expected; drawn by so many tasks: {hits}\n"),
    );
    if caps {
        text.push_str(&lang.pick(
            format!("      年度上限：已达{at_cap}户，预计另有{reach}户达到，其中{beyond}户会被抽到超出上限\n"),
            format!("      annual cap: {at_cap} at it already, {reach} more expected to reach it, {beyond} of them drawn beyond it\n"),
        ));
    }
    text
}

fn note(lang: Lang) -> String {
    lang.pick(
        "  预计数为全部可能抽取结果的平均（定点整数计算，保留两位）；抽签域和截止日相同的任务共用签号，其重合按最大可能计\n",
        "  expected numbers are means over all draws (fixed-point integers, two decimals); tasks of one domain and cut-off share tickets, and their overlap is counted as large as it can be\n",
    )
    .into()
}

/// `（歇业3、…）`
fn excluded(reasons: &BTreeMap<String, u64>, lang: Lang) -> String {
    let words = |(code, n): (&String, &u64)| {
        let (zh, en) = reason(code);
        lang.pick(format!("{zh}{n}"), format!("{n} {en}"))
    };
    listed(&reasons.iter().map(words).collect::<Vec<_>>(), lang)
}

fn listed(parts: &[String], lang: Lang) -> String {
    match parts.is_empty() {
        true => String::new(),
        false => lang.pick(format!("（{}）", parts.join("、")), format!(" ({})", parts.join(", "))),
    }
}

/// Seats a person, one decimal, halves up.
fn per_head(seats: u64, people: u64) -> String {
    match people {
        0 => "∞".into(),
        _ => {
            let tenths = (seats * 10 + people / 2) / people;
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    }
}

fn idle_words(reason: Idle) -> (&'static str, &'static str) {
    match reason {
        Idle::Invalid => ("失效", "invalid"),
        Idle::CardExpired => ("证件到期", "card expires"),
        Idle::Expert => ("专家", "expert"),
        Idle::CapZero => ("本人上限为零", "own cap 0"),
    }
}

fn group_words(group: Group) -> (&'static str, &'static str) {
    match group {
        Group::Enterprise => ("企业", "enterprises"),
        Group::Cooperative => ("农民专业合作社", "cooperatives"),
        Group::RepresentativeOffice => ("外企代表机构", "representative offices"),
        Group::Individual => ("个体工商户", "individual businesses"),
        Group::Other => ("其他", "others"),
    }
}

fn task_document(task: &TaskLoad) -> Value {
    let stratum = |s: &StratumLoad| {
        json!({
            "stratum": s.name.as_str(), "covered": s.covered, "excluded": s.excluded, "eligible": s.eligible,
            "quota": s.quota, "arithmetic": s.arithmetic,
        })
    };
    let seat = |s: &SeatLoad| {
        let tightest = s.tightest.as_ref().map(
            |pool| json!({"pool": pool.pool.as_str(), "seats": pool.seats.to_string(), "able": pool.able}),
        );
        json!({
            "team": s.line.to_string(), "seats": s.seats, "able": s.able, "capacity": s.capacity, "tightest": tightest,
        })
    };
    json!({
        "task": task.task.as_str(), "quarter": task.quarter.to_string(), "quota": task.quota(),
        "strata": task.strata.iter().map(stratum).collect::<Vec<_>>(), "no_stratum": task.no_stratum,
        "seats": task.seats.iter().map(seat).collect::<Vec<_>>(),
    })
}

fn outlook_document(outlook: &Outlook) -> Value {
    let group = |g: &GroupOutlook| {
        json!({
            "subjects": g.subjects, "at_cap": g.at_cap, "reach_cap": g.reach.to_string(),
            "beyond_cap": g.beyond.to_string(), "draws": g.draws.to_string(), "visits": g.visits.to_string(),
            "drawn_by": g.hits.iter().map(ToString::to_string).collect::<Vec<_>>(),
        })
    };
    let groups: BTreeMap<&str, Value> = outlook.groups.iter().map(|g| (g.group.code(), group(g))).collect();
    json!({"groups": groups, "total": group(&outlook.total())})
}

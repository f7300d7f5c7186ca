//! What `suicha report estimate` says: text, table and JSON of the same numbers. Printing is the last
//! thing that happens to them.

use crate::command::outcome::Book;
use crate::core::lang::Lang;
use crate::core::outcome::drawn::DrawnTask;
use crate::core::time::Date;
use crate::ingest::Table;
use crate::report::estimate::{Bounds, Estimate, Interval, Overall, Stratum};
use serde_json::{Value, json};

/// A task with its estimate.
pub(super) struct Of<'a> {
    /// The task.
    pub task: &'a DrawnTask,
    /// What its results say.
    pub found: Estimate,
    /// How many of each stratum might be drawn next time.
    pub next: Option<Vec<u64>>,
}

/// Estimates, to be told.
pub(super) struct Told<'a> {
    /// The attempt.
    pub book: &'a Book,
    /// Day of the report.
    pub as_of: Date,
    /// Its tasks.
    pub tasks: Vec<Of<'a>>,
    /// Language of the text.
    pub lang: Lang,
}

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

impl Told<'_> {
    /// For people.
    pub(super) fn text(&self) -> String {
        self.tasks.iter().map(|of| self.task(of)).collect::<String>() + &self.sources()
    }

    fn task(&self, of: &Of) -> String {
        let (lang, row, plan, as_of) = (self.lang, &self.book.row, &of.task.plan, self.as_of);
        let mut text = lang.pick(
            format!(
                "抽取 {} 第{}次，任务 {}：问题率的估计，截至 {as_of}\n",
                row.draw, row.attempt, plan.task
            ),
            format!(
                "draw {} attempt {}, task {}: rates of problems, as of {as_of}\n",
                row.draw, row.attempt, plan.task
            ),
        );
        for (at, stratum) in of.found.strata.iter().enumerate() {
            text.push_str(&self.stratum(stratum));
            if let Some(share) = of.next.as_ref().map(|shares| shares[at]) {
                text.push_str(
                    &lang.pick(format!("；下次建议抽{share}户"), format!("; next time, {share} is advised")),
                );
            }
            text.push('\n');
        }
        text.push_str(&self.overall(&of.found));
        text + &self.notes(of)
    }

    fn stratum(&self, stratum: &Stratum) -> String {
        let (lang, c) = (self.lang, &stratum.counts);
        let (seen, name) = (c.inspected(), &c.name);
        let stepped = match c.stepped_in {
            0 => String::new(),
            n => lang.pick(format!("替补{n}户，"), format!("{n} stepped in, ")),
        };
        let counts = lang.pick(
            format!(
                "  {name}：可抽{}户，抽取{}户，{stepped}已检查{seen}户，未计入{}户，尚未公布{}户，有问题{}户；",
                c.population, c.drawn, c.gone, c.pending, c.problems
            ),
            format!(
                "  {name}: {} eligible, {} drawn, {stepped}{seen} inspected, {} gone (未计入), {} not yet published, {} with a problem; ",
                c.population, c.drawn, c.gone, c.pending, c.problems
            ),
        );
        let rate = match (stratum.rate, stratum.interval) {
            (Some(rate), Some(interval)) => self.rate(rate, interval),
            _ => lang.pick("问题率无法估计", "no rate can be estimated").into(),
        };
        counts + &rate + &self.bounds(c.gone, stratum.bounds)
    }

    fn rate(&self, rate: f64, interval: Interval) -> String {
        let (rate, low, high) = (percent(rate), percent(interval.low), percent(interval.high));
        let (zh, en) = interval.method.said();
        self.lang.pick(
            format!("问题率 {rate}，95%区间 {low} 至 {high}，{zh}"),
            format!("rate {rate}, 95 % interval {low} to {high}, {en}"),
        )
    }

    fn bounds(&self, gone: u64, bounds: Option<Bounds>) -> String {
        let Some(Bounds { low, high }) = bounds.filter(|_| gone > 0) else { return String::new() };
        let (low, high) = (percent(low), percent(high));
        self.lang.pick(
            format!("；未计入者若均无问题 {low}，若均有问题 {high}"),
            format!("; {low} if none of those gone had a problem, {high} if all had"),
        )
    }

    fn overall(&self, found: &Estimate) -> String {
        let lang = self.lang;
        let gone = found.strata.iter().map(|one| one.counts.gone).sum();
        let Some(overall) = &found.overall else {
            return lang
                .pick(
                    "  总体：还没有可用的已公布结果，无法估计",
                    "  overall: nothing published that counts, no estimate",
                )
                .to_owned()
                + &self.bounds(gone, found.bounds)
                + "\n";
        };
        let number = |one: Option<f64>| one.map_or("—".to_owned(), |one| format!("{one:.2}"));
        let (effect, effective) = (number(overall.design_effect), number(overall.effective));
        let (rate, error) = (self.rate(overall.rate, overall.interval), percent(overall.error()));
        let head = lang.pick(
            format!(
                "  总体（{}户，已检查{}户）：{rate}，标准误 {error}，设计效应 {effect}，有效样本量 {effective}",
                overall.population, overall.inspected
            ),
            format!(
                "  overall ({} subjects, {} inspected): {rate}, standard error {error}, design effect {effect}, effective n {effective}",
                overall.population, overall.inspected
            ),
        );
        head + &self.bounds(gone, found.bounds) + "\n"
    }

    /// What a reader has to know before quoting a number.
    fn notes(&self, of: &Of) -> String {
        let (lang, found) = (self.lang, &of.found);
        let total = |of: fn(&Stratum) -> u64| found.strata.iter().map(of).sum::<u64>();
        let (pending, gone) = (total(|one| one.counts.pending), total(|one| one.counts.gone));
        let (unseen, lonely) = found.overall.as_ref().map_or((0, 0), |one| (one.unseen, one.lonely));
        let notes = [
            (
                pending,
                format!("尚有{pending}户未公布结果：以上为初步数字"),
                format!("{pending} drawn without a published result: these numbers are preliminary"),
            ),
            (
                gone,
                format!("未计入{gone}户：无法联系、关闭停业、注销、吊销、撤销、迁出或已替换，不在分母内"),
                format!(
                    "{gone} not counted (gone, closed, out of reach or replaced): not in the denominator"
                ),
            ),
            (
                unseen,
                format!("有{unseen}户所在的层没有检查到任何对象，总体不包括这些层"),
                format!(
                    "{unseen} are in strata where nobody was inspected: the overall rate leaves them out"
                ),
            ),
            (
                lonely,
                format!("有{lonely}层只检查了1户，其方差取最大可能值"),
                format!("strata with one inspected: {lonely}; the largest possible variance is taken"),
            ),
            (
                u64::from(of.task.plan.sealed()),
                "括号内为保密任务各层在计划中的名称，内部使用，不得公开".into(),
                "in brackets, what the plan of the sealed task calls its strata: not public".into(),
            ),
        ];
        let said = notes.into_iter().filter(|(count, ..)| *count > 0);
        said.map(|(_, zh, en)| format!("  {}\n", lang.pick(format!("注：{zh}"), format!("note: {en}"))))
            .collect()
    }

    fn sources(&self) -> String {
        let (commit, last) = (&self.book.row.commit_digest.hex()[..16], self.last_act());
        self.lang.pick(
            format!("来源：承诺 {commit}…，thresholds.csv，selected-*.csv，已公布的检查结果（至第{last}号行为）；方法见 docs/estimates.md\n"),
            format!("sources: commitment {commit}…, thresholds.csv, selected-*.csv, published outcomes (up to act {last}); methods: docs/estimates.md\n"),
        )
    }

    fn last_act(&self) -> u32 {
        self.book.acts.last().map_or(0, |stored| stored.act.number)
    }

    /// For a spreadsheet: a row of each stratum and one of all.
    pub(super) fn tables(&self) -> [Table; 1] {
        let lang = self.lang;
        let column = |(zh, en, width): (&str, &str, f64)| (lang.pick(zh, en).to_owned(), width);
        let columns = [
            ("任务", "task", 14.0),
            ("层", "stratum", 18.0),
            ("可抽户数", "eligible", 10.0),
            ("抽取户数", "drawn", 10.0),
            ("替补户数", "stepped_in", 10.0),
            ("已检查户数", "inspected", 12.0),
            ("未计入户数", "gone", 12.0),
            ("尚未公布户数", "not_published", 14.0),
            ("有问题户数", "problems", 12.0),
            ("问题率", "rate", 12.0),
            ("标准误", "standard_error", 12.0),
            ("区间下限", "low", 12.0),
            ("区间上限", "high", 12.0),
            ("方法", "method", 24.0),
            ("未计入均无问题", "if_gone_clean", 16.0),
            ("未计入均有问题", "if_gone_problem", 16.0),
            ("设计效应", "design_effect", 12.0),
            ("有效样本量", "effective_n", 14.0),
            ("下次建议抽取", "next", 14.0),
            ("截至", "as_of", 12.0),
        ];
        let rows = self.tasks.iter().flat_map(|of| self.rows(of)).collect();
        let name = lang.pick("问题率估计", "estimates").into();
        [Table { name, columns: columns.into_iter().map(column).collect(), rows }]
    }

    fn rows(&self, of: &Of) -> Vec<Vec<String>> {
        let cell = |one: Option<f64>| one.map_or_else(String::new, |one| format!("{one:.6}"));
        let total = |count: fn(&Stratum) -> u64| of.found.strata.iter().map(count).sum::<u64>();
        let row = |name: &str,
                   counts: [u64; 7],
                   rate: [Option<f64>; 2],
                   interval: Option<Interval>,
                   bounds: Option<Bounds>| {
            let mut row = vec![of.task.plan.task.to_string(), name.to_owned()];
            row.extend(counts.iter().map(u64::to_string));
            row.extend(rate.map(cell));
            row.extend([cell(interval.map(|one| one.low)), cell(interval.map(|one| one.high))]);
            let said = interval.map(|one| one.method.said());
            row.push(said.map_or("", |(zh, en)| self.lang.pick(zh, en)).into());
            row.extend([cell(bounds.map(|one| one.low)), cell(bounds.map(|one| one.high))]);
            row
        };
        let counts = |one: &Stratum| {
            let c = &one.counts;
            [c.population, c.drawn, c.stepped_in, c.inspected(), c.gone, c.pending, c.problems]
        };
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (at, one) in of.found.strata.iter().enumerate() {
            let mut row =
                row(&one.counts.name, counts(one), [one.rate, one.error()], one.interval, one.bounds);
            let next = of.next.as_ref().map_or_else(String::new, |shares| shares[at].to_string());
            row.extend([String::new(), String::new(), next, self.as_of.to_string()]);
            rows.push(row);
        }
        let overall = of.found.overall.as_ref();
        let all = [
            total(|one| one.counts.population),
            total(|one| one.counts.drawn),
            total(|one| one.counts.stepped_in),
            total(|one| one.counts.inspected()),
            total(|one| one.counts.gone),
            total(|one| one.counts.pending),
            total(|one| one.counts.problems),
        ];
        let rate = [overall.map(|one| one.rate), overall.map(Overall::error)];
        let mut last = row(
            self.lang.pick("总体", "overall"),
            all,
            rate,
            overall.map(|one| one.interval),
            of.found.bounds,
        );
        last.extend(
            [overall.and_then(|one| one.design_effect), overall.and_then(|one| one.effective)].map(cell),
        );
        let next = of.next.as_ref().map_or_else(String::new, |shares| shares.iter().sum::<u64>().to_string());
        last.extend([next, self.as_of.to_string()]);
        rows.push(last);
        rows
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let row = &self.book.row;
        json!({
            "draw": row.draw.as_str(), "attempt": row.attempt, "as_of": self.as_of.to_string(),
            "commit": row.commit_digest.hex(), "last_act": self.last_act(),
            "tasks": self.tasks.iter().map(task).collect::<Vec<_>>(),
        })
    }
}

fn task(of: &Of) -> Value {
    let next = |at: usize| of.next.as_ref().map(|shares| shares[at]);
    let stratum = |(at, one): (usize, &Stratum)| {
        let c = &one.counts;
        json!({
            "stratum": c.name, "eligible": c.population, "drawn": c.drawn, "stepped_in": c.stepped_in,
            "inspected": c.inspected(), "gone": c.gone, "not_published": c.pending, "problems": c.problems, "rate": one.rate,
            "standard_error": one.error(), "interval": one.interval.map(interval),
            "bounds": one.bounds.map(bounds), "next": next(at),
        })
    };
    let overall = of.found.overall.as_ref().map(|one| {
        json!({
            "eligible": one.population, "left_out": one.unseen, "inspected": one.inspected, "rate": one.rate,
            "standard_error": one.error(), "interval": interval(one.interval), "degrees_of_freedom": one.freedom,
            "design_effect": one.design_effect, "effective_n": one.effective, "lonely_strata": one.lonely,
        })
    });
    json!({
        "task": of.task.plan.task.as_str(), "overall": overall, "bounds": of.found.bounds.map(bounds),
        "strata": of.found.strata.iter().enumerate().map(stratum).collect::<Vec<_>>(),
    })
}

fn interval(one: Interval) -> Value {
    json!({"low": one.low, "high": one.high, "method": one.method.word()})
}

fn bounds(one: Bounds) -> Value {
    json!({"low": one.low, "high": one.high})
}

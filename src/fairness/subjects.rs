//! The first draw over many seeds: is every subject of a stratum drawn as often as every other?

use super::chi_square;
use super::judge::{Finding, IMPOSSIBLE};
use crate::core::bundle::Inputs;
use crate::core::id::Name;
use crate::core::select::{Drawn, Selection, counted};
use crate::core::surprise::Expected;

/// How often each row was drawn, task by task.
pub(super) struct Shares {
    tasks: Vec<Option<Task>>,
}

struct Task {
    name: Name,
    /// What the plan and the frame promise of each stratum.
    promised: Vec<Drawn>,
    /// Eligible rows of each stratum, ascending.
    rows: Vec<Vec<usize>>,
    /// By row of the frame: how often drawn.
    hits: Vec<u64>,
    /// By stratum: seeds that drew another number of rows, or rows that cannot be drawn there.
    wrong: Vec<u64>,
}

impl Shares {
    pub(super) fn of(inputs: &Inputs) -> Result<Self, String> {
        let of_task = |task: &crate::core::bundle::TaskInput| {
            let Some(frame) = &task.frame else { return Ok(None) };
            let promised = counted(&task.plan, frame)?;
            let of_stratum = |stratum: &Drawn| {
                let eligible = |row: &usize| {
                    frame.eligible(*row)
                        && &*frame.names()[usize::from(frame.stratum(*row))] == stratum.stratum.as_str()
                };
                (0..frame.len()).filter(eligible).collect()
            };
            Ok(Some(Task {
                name: task.plan.task.clone(),
                rows: promised.iter().map(of_stratum).collect(),
                wrong: vec![0; promised.len()],
                promised,
                hits: vec![0; frame.len()],
            }))
        };
        Ok(Self { tasks: inputs.tasks.iter().map(of_task).collect::<Result<_, String>>()? })
    }

    pub(super) fn add(&mut self, selections: &[Option<Selection>]) {
        for (task, selection) in self.tasks.iter_mut().zip(selections) {
            let (Some(task), Some(selection)) = (task, selection) else { continue };
            for (number, promised) in task.promised.iter().enumerate() {
                let drawn = selection.strata.iter().find(|drawn| drawn.stratum == promised.stratum);
                let drawn = drawn.map_or(&[][..], |d| &d.ranked[..d.ranked.len().min(d.quota as usize)]);
                let mut foreign = false;
                for (row, _) in drawn {
                    task.hits[*row as usize] += 1;
                    foreign |= task.rows[number].binary_search(&(*row as usize)).is_err();
                }
                task.wrong[number] += u64::from(foreign || drawn.len() as u64 != promised.quota);
            }
        }
    }

    pub(super) fn findings(&self, seeds: u64) -> Vec<Finding> {
        let mut findings = Vec::new();
        for task in self.tasks.iter().flatten() {
            for number in 0..task.promised.len() {
                task.judge(number, seeds, &mut findings);
            }
        }
        findings
    }
}

impl Task {
    fn judge(&self, number: usize, seeds: u64, findings: &mut Vec<Finding>) {
        let (promised, rows) = (&self.promised[number], &self.rows[number]);
        let (task, stratum) = (&self.name, &promised.stratum);
        let (quota, eligible) = (promised.quota, promised.eligible);
        let wrong = self.wrong[number];
        let place = [format!("任务{task}分层{stratum}"), format!("task {task}, stratum {stratum}")];
        let mut push = |zh: &str, en: &str, expected: String, observed: String, bits: Vec<u32>| {
            let [place_zh, place_en] = &place;
            findings.push(Finding::new(
                format!("{place_zh}：{zh}"),
                format!("{place_en}: {en}"),
                expected,
                observed,
                bits,
            ));
        };
        let size = vec![if wrong > 0 { IMPOSSIBLE } else { 0 }];
        push(
            &format!("抽中数不是{eligible}户中{quota}户的次数"),
            &format!("draws that are not {quota} of {eligible}"),
            "0".into(),
            wrong.to_string(),
            size,
        );
        if rows.is_empty() {
            return;
        }
        let hits: Vec<u64> = rows.iter().map(|row| self.hits[*row]).collect();
        let expected = expected(seeds, quota, eligible);
        let (least, most) = range(&hits);
        let bits = hits.iter().map(|count| expected.surprise(*count).bits()).collect();
        let share = format!("{} = {seeds}·{quota}/{eligible}", expected.text());
        push("各户中签次数", "times each subject was drawn", share, format!("{least}–{most}"), bits);
        if let Some(chi) = chi_square::of(&hits, quota, seeds) {
            let (value, mean) = (format!("{:.1}", chi.value), format!("{:.0}", chi.mean));
            push("各户中签次数的卡方值", "chi-square of these", mean, value, vec![chi.bits]);
        }
        if hits.len() >= 64 && quota < eligible {
            let part = |n: usize| &hits[n * hits.len() / 8..(n + 1) * hits.len() / 8];
            let parts: Vec<&[u64]> = (0..8).map(part).collect();
            let sums: Vec<u64> = parts.iter().map(|part| part.iter().sum()).collect();
            let mean = |part: &&[u64]| self::expected(seeds * quota, part.len() as u64, eligible);
            let means: Vec<Expected> = parts.iter().map(mean).collect();
            let bits = means.iter().zip(&sums).map(|(mean, sum)| mean.surprise(*sum).bits()).collect();
            let (least, most) = range(&sums);
            let (zh, en) = ("文件各八分之一的中签次数", "times drawn in each eighth of the file");
            push(zh, en, means[0].text(), format!("{least}–{most}"), bits);
        }
    }
}

fn expected(draws: u64, hits: u64, of: u64) -> Expected {
    let mut expected = Expected::default();
    expected.add(draws, hits, of);
    expected
}

/// The smallest and the largest.
pub(super) fn range(counts: &[u64]) -> (u64, u64) {
    let least = counts.iter().min().copied().unwrap_or(0);
    (least, counts.iter().max().copied().unwrap_or(0))
}

//! What an import says: the problems worst first, the account of all rows, what became of them.

use super::request::Stored;
use super::strangers::Stranger;
use crate::archive::StoredRoster;
use crate::core::id::SubjectId;
use crate::core::lang::{Lang, counted};
use crate::core::registry::{RowIssue, Severity};
use crate::core::row::Rule;
use crate::core::time::Date;
use crate::ingest::{self, Tally};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Lines on the screen at most; the whole list goes to `--issues`.
const SHOWN: usize = 20;

/// All there is to say.
pub(super) struct Told<'a> {
    pub tally: &'a Tally,
    pub stored: &'a Stored,
    /// The roster that was in force before.
    pub previous: Option<&'a StoredRoster>,
    pub strangers: &'a [Stranger],
    pub as_of: Date,
}

impl Told<'_> {
    /// For people; only the account where `quiet`.
    pub(super) fn text(&self, lang: Lang, quiet: bool) -> String {
        let mut text = String::new();
        if !quiet {
            self.problems(&mut text, lang);
        }
        self.account(&mut text, lang);
        self.outcome(&mut text, lang);
        self.compared(&mut text, lang);
        self.strange(&mut text, lang);
        text
    }

    fn problems(&self, text: &mut String, lang: Lang) {
        let tally = self.tally;
        for (file, decision) in &tally.encodings {
            text.push_str(&format!("{file}: {decision}\n"));
        }
        let of = |severity| tally.issues.iter().filter(move |issue| issue.severity == severity);
        let problems = folded(of(Severity::Error).chain(of(Severity::Warning)));
        for issue in problems.iter().take(SHOWN) {
            text.push_str(&format!("  {}\n", ingest::issue_line(issue, lang)));
        }
        if problems.len() > SHOWN {
            let more = problems.len() - SHOWN;
            text.push_str(&lang.pick(
                format!("  ……另有{more}条，见 --issues 文件\n"),
                format!("  … and {more} more: name a file with --issues\n"),
            ));
        }
        // What was changed on somebody's word is always shown in full.
        for issue in tally.issues.iter().filter(|issue| issue.rule == Rule::KeySuggested) {
            text.push_str(&format!("  {}\n", ingest::issue_line(issue, lang)));
        }
        for (severity, code, message, rows) in ingest::summary(tally, lang) {
            let severity = ingest::severity_word(severity, lang);
            text.push_str(&format!("  {severity:<10} {rows:>9}  {code}: {message}\n"));
        }
        if !tally.other_columns.is_empty() {
            let columns = &tally.other_columns;
            text.push_str(&lang.pick(
                format!(
                    "不是已知列：{}（检查对象的作为附加数据保留，其他名录的不读入）\n",
                    columns.join("、")
                ),
                format!("no known columns (kept with subjects, else not read): {}\n", columns.join(", ")),
            ));
        }
    }

    fn account(&self, text: &mut String, lang: Lang) {
        let Tally { rows_in, accepted, merged, skipped, rejected, warned, normalised, .. } = self.tally;
        text.push_str(&lang.pick(
            format!(
                "读入{rows_in}行：接收{accepted}，合并{merged}，跳过{skipped}，拒收{rejected}；提醒{warned}，规范{normalised}\n"
            ),
            format!(
                "{} read: {accepted} accepted, {merged} merged, {skipped} skipped, {rejected} rejected; {warned} with warnings, {normalised} normalised\n",
                counted(*rows_in, "row")
            ),
        ));
    }

    fn outcome(&self, text: &mut String, lang: Lang) {
        let (as_of, digest) = (self.as_of, self.tally.digest);
        text.push_str(&match self.stored {
            Stored::New { .. } => lang.pick(
                format!("已保存为{as_of}名录快照，摘要 {digest}\n"),
                format!("stored as the roster of {as_of}, digest {digest}\n"),
            ),
            Stored::Known { .. } => lang.pick(
                format!("与已有的{as_of}名录快照相同，摘要 {digest}\n"),
                format!("the same as the stored roster of {as_of}, digest {digest}\n"),
            ),
            Stored::Nothing { dry_run: true } => lang.pick(
                format!("试运行，未保存；摘要 {digest}\n"),
                format!("dry run, nothing stored; digest {digest}\n"),
            ),
            Stored::Nothing { .. } if self.tally.accepted + self.tally.rejected == 0 => lang.pick(
                "未保存：表头以下没有数据行\n".into(),
                "nothing stored: there is no data row below the headings\n".into(),
            ),
            Stored::Nothing { .. } => lang.pick(
                "未保存：没有可接收的名录，或按 --all-or-nothing 要求全部放弃\n".into(),
                "nothing stored: no row could be accepted, or --all-or-nothing was asked for\n".into(),
            ),
        });
    }

    fn compared(&self, text: &mut String, lang: Lang) {
        if let Stored::Known { in_force: Some(latest), .. } = self.stored {
            let (rows, digest) = (latest.roster.rows, latest.roster.digest);
            text.push_str(&lang.pick(
                format!("  提醒：现行的不是这一份，而是同一日期后来导入的（{rows}行，摘要 {digest}）；以另一日期导入即可恢复\n"),
                format!("  warning: not this one is in force, but one of the same day imported later ({}, digest {digest}); import this as of another day to restore it\n", counted(rows, "row")),
            ));
        }
        let Some(before) = self.previous.map(|stored| &stored.roster) else { return };
        let (day, rows, digest) = (before.as_of, before.rows, before.digest);
        text.push_str(&lang.pick(
            format!("此前的名录快照：{day}，{rows}行，摘要 {digest}\n"),
            format!("the roster before: {day}, {}, digest {digest}\n", counted(rows, "row")),
        ));
        if day == self.as_of {
            text.push_str(lang.pick(
                "  提醒：同一日期已有名录快照，此后采用新的一份\n",
                "  warning: there was a roster of the same day; the new one is in force from now on\n",
            ));
        }
        if self.shrank() {
            let now = self.tally.accepted;
            text.push_str(&lang.pick(
                format!("  提醒：由{rows}行减少到{now}行，不足一半，请核对文件是否完整\n"),
                format!(
                    "  warning: {} where there were {rows}, less than half: is the file complete?\n",
                    counted(now, "row")
                ),
            ));
        }
    }

    fn shrank(&self) -> bool {
        self.previous.is_some_and(|before| self.tally.accepted * 2 < before.roster.rows)
    }

    fn strange(&self, text: &mut String, lang: Lang) {
        if self.strangers.is_empty() {
            return;
        }
        let count = self.strangers.len();
        text.push_str(&lang.pick(
            format!("提醒：{count}条回避的人员或对象不在现行名录中，抽取时不起作用：\n"),
            format!(
                "warning: {} without effect, since the inspector or the subject is in no roster in force:\n",
                counted(count as u64, "recusal")
            ),
        ));
        for Stranger { recusal, inspector, subject } in self.strangers.iter().take(SHOWN) {
            let who = if *inspector { recusal.inspector.as_str() } else { "" };
            let whom = if *subject { recusal.subject.as_str() } else { "" };
            text.push_str(&format!("  {}\n", [who, whom].join(" ").trim()));
        }
        if count > SHOWN {
            text.push_str("  …\n");
        }
    }

    /// For programs.
    pub(super) fn document(&self) -> Value {
        let Told { tally, stored, as_of, .. } = self;
        let issue = |issue: &RowIssue| {
            json!({
                "file": issue.file, "row": issue.row, "column": issue.column, "value": issue.value,
                "severity": ingest::severity_word(issue.severity, Lang::En), "rule": issue.rule.code(),
                "message": issue.rule.message(Lang::En), "remedy": ingest::remedy(issue, Lang::En),
                "id": issue.id.as_ref().map(SubjectId::as_str), "suggestion": issue.suggestion,
            })
        };
        let rules: Map<_, _> = ingest::summary(tally, Lang::En)
            .into_iter()
            .map(|(_, code, _, rows)| (code.to_owned(), json!(rows)))
            .collect();
        let in_force = !matches!(stored, Stored::Nothing { .. } | Stored::Known { in_force: Some(_), .. });
        let stored = match stored {
            Stored::New { .. } => "new",
            Stored::Known { .. } => "known",
            Stored::Nothing { .. } => "nothing",
        };
        let previous = self.previous.map(|before| {
            let before = &before.roster;
            json!({"as_of": before.as_of.to_string(), "rows": before.rows, "digest": before.digest.hex()})
        });
        let stranger = |stranger: &Stranger| {
            json!({
                "inspector": stranger.recusal.inspector.as_str(), "subject": stranger.recusal.subject.as_str(),
                "inspector_known": !stranger.inspector, "subject_known": !stranger.subject,
            })
        };
        json!({
            "as_of": as_of.to_string(), "rows_in": tally.rows_in, "accepted": tally.accepted,
            "merged": tally.merged, "skipped": tally.skipped, "rejected": tally.rejected,
            "warned": tally.warned, "normalised": tally.normalised, "digest": tally.digest.hex(),
            "stored": stored, "in_force": in_force, "previous": previous, "less_than_half": self.shrank(),
            "strangers": self.strangers.iter().map(stranger).collect::<Vec<_>>(),
            "other_columns": tally.other_columns, "rules": rules,
            "issues": tally.issues.iter().map(issue).collect::<Vec<_>>(), "issues_complete": tally.complete(),
        })
    }
}

/// A published task that has lost a matter with the new list.
pub(super) fn without(task: &str, code: &str, lang: Lang) -> String {
    lang.pick(
        format!("  提醒：已公布、尚未抽取的任务 {task} 含有新清单没有的事项 {code}，抽取时会被拒绝：用 suicha plan amend 去掉，或导入仍列有该事项的清单\n"),
        format!("  warning: the published task {task}, not drawn yet, names the matter {code}, which the new list has not; its draw will be refused: leave it out with `suicha plan amend`, or import a list that still has it\n"),
    )
}

/// Issues that say the same of one value are one line on the screen, at the first row, with their
/// number; the list of issues keeps them apart.
fn folded<'a>(issues: impl Iterator<Item = &'a RowIssue>) -> Vec<RowIssue> {
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    let mut lines: Vec<(RowIssue, u64)> = Vec::new();
    for issue in issues {
        let same = (&issue.file, issue.rule, &issue.column, &issue.value);
        match seen.get(&same).filter(|_| !issue.value.is_empty()) {
            Some(at) => lines[*at].1 += 1,
            None => {
                seen.insert(same, lines.len());
                lines.push((issue.clone(), 1));
            }
        }
    }
    let line = |(issue, rows): (RowIssue, u64)| match rows {
        1 => issue,
        rows => RowIssue { value: format!("{} ×{rows}", issue.value), id: None, ..issue },
    };
    lines.into_iter().map(line).collect()
}

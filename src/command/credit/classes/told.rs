//! What a run of the classes says: counts with shares, changes, and old class against new.

use super::{Applied, Change, Survey};
use crate::archive::StoredRoster;
use crate::core::credit::risk::Class;
use crate::core::lang::Lang;
use crate::core::time::Date;
use crate::ingest::Table;
use serde_json::{Value, json};

/// Changes on the screen at most; the whole list goes to `--out`.
const SHOWN: usize = 50;

/// A run and what it is compared with.
pub(super) struct Told<'a> {
    pub survey: &'a Survey<'a>,
    pub as_of: Date,
    pub base: &'a StoredRoster,
    pub previous: Option<&'a StoredRoster>,
    pub imported: bool,
    pub applied: Applied,
    pub lang: Lang,
}

impl Told<'_> {
    pub fn text(&self) -> String {
        let (lang, as_of, survey) = (self.lang, self.as_of, self.survey);
        let (roster, subjects) = (self.base.roster.as_of, survey.subjects);
        let from = match self.imported {
            true => lang.pick("省局下发", "imported"),
            false => lang.pick("本局模型", "by the model"),
        };
        let mut text = lang.pick(
            format!("内部资料，不得公开\n信用风险分类 {as_of}（{from}）：名录 {roster}，{subjects}户\n"),
            format!("internal, never public\nclasses as of {as_of} ({from}): {subjects} subjects of the library of {roster}\n"),
        );
        let (before, after) = (survey.drift.before(), survey.drift.after());
        for class in Class::ALL {
            let at = class as usize;
            let (now, was) = (share(after[at], &after), share(before[at], &before));
            let (count, letter) = (after[at], class.letter());
            text.push_str(&lang.pick(
                format!("  {letter}：{count}户，占{now}；上次{}户，占{was}\n", before[at]),
                format!("  {letter}: {count} subjects, {now}; last run {}, {was}\n", before[at]),
            ));
        }
        if survey.unclassed > 0 {
            let count = survey.unclassed;
            text.push_str(
                &lang.pick(format!("  未分类：{count}户\n"), format!("  no class: {count} subjects\n")),
            );
        }
        match self.previous {
            None => text
                .push_str(lang.pick("没有可以对比的上次分类\n", "there is no earlier run to compare with\n")),
            Some(previous) => text.push_str(&self.drift(previous)),
        }
        text.push_str(match self.applied {
            Applied::Not => lang.pick("", ""),
            Applied::Now => lang.pick(
                "已写入名录，此后冻结的抽取使用本次分类\n",
                "stored: draws frozen from now on use these classes\n",
            ),
            Applied::Before => lang.pick(
                "本月分类已写入现行名录，未保存任何内容\n",
                "the classes of the month are in the library in force: nothing stored\n",
            ),
        });
        text
    }

    fn drift(&self, previous: &StoredRoster) -> String {
        let (lang, survey) = (self.lang, self.survey);
        let (day, changed) = (previous.roster.as_of, survey.changed);
        let shift = survey.drift.shift_ppm().map_or_else(|| "-".to_owned(), percent);
        let (new, gone): (u64, u64) = (survey.drift.new.iter().sum(), survey.drift.gone.iter().sum());
        let mut text = lang.pick(
            format!("与{day}的名录对比：变动{changed}户，新分类{new}户，不再分类{gone}户，占比偏移{shift}\n"),
            format!("against the library of {day}: {changed} changed, {new} new, {gone} gone, shares moved by {shift}\n"),
        );
        text.push_str(lang.pick(
            "  原类别→新类别      A      B      C      D\n",
            "  old, new            A      B      C      D\n",
        ));
        for class in Class::ALL {
            let row: String =
                survey.drift.moved[class as usize].iter().map(|count| format!("{count:>7}")).collect();
            text.push_str(&format!("  {}            {row}\n", class.letter()));
        }
        for change in survey.changes.iter().take(SHOWN) {
            let Change { subject, name, .. } = change;
            let (old, new) = (letter(change.before), letter(change.after));
            let points = change.points.map_or_else(String::new, |points| {
                lang.pick(format!("（{points}分）"), format!(" ({points} points)"))
            });
            text.push_str(&format!("  {subject} {name}  {old} → {new}{points}\n"));
        }
        if changed > SHOWN as u64 {
            let more = changed - SHOWN as u64;
            text.push_str(&lang.pick(
                format!("  ……另有{more}户，用 --out 写出全部\n"),
                format!("  … and {more} more: --out writes all of them\n"),
            ));
        }
        text
    }

    pub fn json(&self) -> Value {
        let survey = self.survey;
        let (before, after) = (survey.drift.before(), survey.drift.after());
        let count = |class: Class| {
            let at = class as usize;
            json!({"class": class.letter(), "subjects": after[at], "last_run": before[at]})
        };
        let change = |change: &Change| {
            json!({
                "subject": change.subject.as_str(), "name": change.name,
                "before": change.before.map(Class::letter), "after": change.after.map(Class::letter),
                "points": change.points,
            })
        };
        let changes: Vec<Value> = survey.changes.iter().take(super::KEPT).map(change).collect();
        json!({
            "as_of": self.as_of.to_string(), "roster": self.base.roster.as_of.to_string(),
            "compared_with": self.previous.map(|previous| previous.roster.as_of.to_string()),
            "from": if self.imported { "imported" } else { "model" }, "subjects": survey.subjects,
            "unclassed": survey.unclassed, "classes": Class::ALL.map(count), "drift": survey.drift.moved,
            "new": survey.drift.new, "gone": survey.drift.gone, "changed": survey.changed,
            "shift_ppm": survey.drift.shift_ppm(), "changes": changes,
            "applied": match self.applied {
                Applied::Not => "no",
                Applied::Now => "yes",
                Applied::Before => "before",
            },
        })
    }

    pub fn tables(&self) -> Vec<Table> {
        let (lang, survey) = (self.lang, self.survey);
        let columns = |titles: &[(&str, &str, f64)]| -> Vec<(String, f64)> {
            titles.iter().map(|(zh, en, width)| (lang.pick(*zh, *en).to_owned(), *width)).collect()
        };
        let change = |change: &Change| {
            let points = change.points.map_or_else(String::new, |points| points.to_string());
            let (old, new) = (letter(change.before), letter(change.after));
            vec![change.subject.to_string(), change.name.clone(), old.into(), new.into(), points]
        };
        let changes = Table {
            name: lang.pick("类别变动（内部）", "changes (internal)").into(),
            columns: columns(&[
                ("统一社会信用代码/注册号", "subject", 24.0),
                ("企业名称", "name", 36.0),
                ("原类别", "before", 9.0),
                ("新类别", "after", 9.0),
                ("分值", "points", 9.0),
            ]),
            rows: survey.changes.iter().map(change).collect(),
        };
        let (before, after) = (survey.drift.before(), survey.drift.after());
        let count = |class: &Class| {
            let at = *class as usize;
            let moved = survey.drift.moved[at].iter().map(u64::to_string);
            let head = [
                class.letter().to_owned(),
                after[at].to_string(),
                share(after[at], &after),
                before[at].to_string(),
                share(before[at], &before),
            ];
            let ends = [survey.drift.gone[at].to_string(), survey.drift.new[at].to_string()];
            head.into_iter().chain(moved).chain(ends).collect()
        };
        let counts = Table {
            name: lang.pick("分类统计（内部）", "classes (internal)").into(),
            columns: columns(&[
                ("类别", "class", 8.0),
                ("户数", "subjects", 10.0),
                ("占比", "share", 10.0),
                ("上次户数", "last run", 10.0),
                ("上次占比", "its share", 10.0),
                ("转为A", "to A", 8.0),
                ("转为B", "to B", 8.0),
                ("转为C", "to C", 8.0),
                ("转为D", "to D", 8.0),
                ("不再分类", "gone", 10.0),
                ("新分类", "new", 10.0),
            ]),
            rows: Class::ALL.iter().map(count).collect(),
        };
        vec![changes, counts]
    }
}

fn letter(class: Option<Class>) -> &'static str {
    class.map_or("-", Class::letter)
}

fn share(count: u64, all: &[u64; 4]) -> String {
    let all: u64 = all.iter().sum();
    match all {
        0 => "-".into(),
        all => percent(u64::try_from(u128::from(count) * 1_000_000 / u128::from(all)).unwrap_or_default()),
    }
}

/// Parts per million as percent with two digits, rounded down.
fn percent(ppm: u64) -> String {
    format!("{}.{:02}%", ppm / 10_000, ppm / 100 % 100)
}

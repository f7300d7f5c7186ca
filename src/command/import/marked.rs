//! Labels an import of subjects puts on rows by itself: the bundles of upper levels are verified and
//! read here, and what was labelled is told.

use crate::archive::{Archive, RosterId};
use crate::cli::{Import, Kind};
use crate::command::{rosters, upper};
use crate::core::id::Name;
use crate::core::lang::Lang;
use crate::core::row::{Level, Marks, Rest};
use crate::core::time::Date;
use crate::core::upper::Upper;
use crate::error::{Error, Exit, Result};
use serde_json::{Value, json};
use std::path::Path;

/// The labels, and where they come from.
#[derive(Clone, Default)]
pub(super) struct Marked {
    pub marks: Option<Marks>,
    uppers: Vec<(Name, Upper)>,
}

/// How many rows of a roster carry a label.
pub(super) struct Counted {
    label: String,
    upper: Option<Upper>,
    rows: usize,
}

impl Marked {
    /// What was asked for on the command line.
    pub(super) fn new(args: &Import, as_of: Date, today: Date) -> Result<Self> {
        let wanted = !args.label_drawn.is_empty() || args.rest_after_upper.is_some();
        if !wanted {
            return Ok(Self::default());
        }
        if args.kind != Kind::Subjects {
            return Err(Error::said(
                Exit::Usage,
                "--label-drawn 和 --rest-after-upper 只用于检查对象（import subjects）",
                "--label-drawn and --rest-after-upper go with subjects only (import subjects)",
            ));
        }
        let mut uppers: Vec<(Name, Upper)> = Vec::new();
        for dir in &args.label_drawn {
            let upper = read(dir, &args.label_task, today)?;
            let label = label(args, &upper)?;
            if uppers.iter().any(|(other, _)| *other == label) {
                return Err(Error::said(
                    Exit::Usage,
                    format!("两个证据包会用同一标签 {label}"),
                    format!("two bundles would give the same label {label}"),
                )
                .advice(
                    "请分两次导入，各用 --label 指定标签",
                    "import them one after the other with --label",
                ));
            }
            uppers.push((label, upper));
        }
        let drawn = uppers.iter().map(|(label, upper)| (label.clone(), upper.subjects.clone())).collect();
        let rest = args.rest_after_upper.map(|months| rest(args, months, as_of)).transpose()?;
        Ok(Self { marks: Some(Marks { drawn, rest }), uppers })
    }

    /// What the roster's source says beside the names of its files.
    pub(super) fn source(&self) -> String {
        let one =
            |(label, upper): &(Name, Upper)| format!("; {label} = {} result {}", upper.attempt, upper.result);
        self.uppers.iter().map(one).collect()
    }

    /// Counts the labels in a stored roster.
    pub(super) async fn count(&self, archive: &Archive, id: RosterId) -> Result<Vec<Counted>> {
        let Some(marks) = &self.marks else { return Ok(Vec::new()) };
        let Some(stored) = archive.roster(id).await? else { return Ok(Vec::new()) };
        let subjects = rosters::subjects(archive, &stored).await?;
        let rows =
            |fits: &dyn Fn(&Name) -> bool| subjects.iter().filter(|s| s.labels.iter().any(fits)).count();
        let mut counted: Vec<Counted> = Vec::new();
        for (label, upper) in &self.uppers {
            let n = rows(&|other| other == label);
            counted.push(Counted { label: label.to_string(), upper: Some(upper.clone()), rows: n });
        }
        if marks.rest.is_some() {
            let n = rows(&|label| label.as_str().starts_with("rest."));
            counted.push(Counted { label: "rest.*".into(), upper: None, rows: n });
        }
        Ok(counted)
    }
}

impl Counted {
    /// One line.
    pub(super) fn text(&self, lang: Lang) -> String {
        let (label, rows) = (&self.label, self.rows);
        match &self.upper {
            Some(Upper { attempt, result, subjects }) => {
                let (all, result) = (subjects.len(), &result.hex()[..16]);
                lang.pick(
                    format!("标签 {label}：抽取 {attempt}（结果 {result}…）抽中{all}户，本名录中有{rows}户\n"),
                    format!("label {label}: draw {attempt} (result {result}…) drew {all}, {rows} of them are in this roster\n"),
                )
            }
            None => lang.pick(
                format!("标签 {label}：上级检查后暂不检查的{rows}户\n"),
                format!("label {label}: {rows} left in peace after an upper level's visit\n"),
            ),
        }
    }

    /// The same for programs.
    pub(super) fn document(&self) -> Value {
        let upper = self.upper.as_ref();
        json!({
            "label": self.label, "rows": self.rows, "draw": upper.map(|upper| upper.attempt.to_string()),
            "result": upper.map(|upper| upper.result.hex()), "drawn": upper.map(|upper| upper.subjects.len()),
        })
    }
}

fn read(dir: &Path, only: &[String], today: Date) -> Result<Upper> {
    let (name, files) = (dir.display(), upper::verified(dir, today)?);
    let tasks: Vec<Name> = only.iter().map(|task| tag(task)).collect::<Result<_>>()?;
    Upper::read(&files, &tasks).map_err(|why| {
        Error::said(Exit::Rejected, format!("证据包 {name}：{}", why.zh), format!("{name}: {}", why.en))
    })
}

fn label(args: &Import, upper: &Upper) -> Result<Name> {
    match &args.label {
        Some(label) => tag(label),
        None => upper.label().ok_or_else(|| {
            let attempt = &upper.attempt;
            Error::said(
                Exit::Usage,
                format!("抽取 {attempt} 的编号太长，不能作标签"),
                format!("the id of draw {attempt} is too long for a label"),
            )
            .advice("请用 --label 指定标签", "name one with --label")
        }),
    }
}

fn tag(text: &str) -> Result<Name> {
    Name::tag(text).map_err(|e| {
        Error::said(Exit::Usage, format!("{text:?} 须为1至32个小写字母、数字、. 或 -"), e.to_string())
    })
}

fn rest(args: &Import, months: u32, as_of: Date) -> Result<Rest> {
    let own = Level::parse(&args.level).ok_or_else(|| {
        let level = &args.level;
        Error::said(
            Exit::Usage,
            format!("--level {level} 不能识别"),
            format!("the level {level} is not known"),
        )
        .advice("请写省级、市级、县级或所级", "write 省级, 市级, 县级 or 所级")
    })?;
    Ok(Rest { as_of, own, months })
}

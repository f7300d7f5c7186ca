//! Synthetic recusals: pairs of inspector and subject, drawn without regard to stations.

use super::inspector::card;
use super::planted::Planted;
use super::subject::Maker;
use super::words::{Table, Words};
use super::{Params, check};
use crate::core::registry::Severity;
use std::collections::BTreeSet;
use std::io::{self, Write};

const HEADING: &str = "执法证号,统一社会信用代码,回避原因";

/// Writes heading and rows.
pub(super) fn write(params: &Params, out: &mut impl Write) -> io::Result<Planted> {
    check(params)?;
    let mut planted = Planted::default();
    let mut text = format!("{HEADING}\n");
    let mut keys = Maker::new(params.seed);
    for (row, (inspector, subject)) in pairs(params).into_iter().enumerate() {
        let reason = match row % 20 {
            7 | 14 => "近亲属",
            19 => "当事人申请",
            _ => "本人申报",
        };
        let line = format!("{},{},{reason}\n", card(inspector), keys.key(subject));
        text.push_str(&line);
        planted.lines += 1;
        if params.dirt && row % 100 == 50 {
            text.push_str(&line);
            planted.lines += 1;
            planted.merged += 1;
            planted.add("duplicate-same", "duplicate-identical", Severity::Normalised, 1);
        }
    }
    out.write_all(text.as_bytes())?;
    Ok(planted)
}

/// Different pairs, ascending; fewer than wanted where there are not enough.
fn pairs(params: &Params) -> BTreeSet<(u32, u64)> {
    let (inspectors, subjects) = (params.inspectors, params.subjects);
    let possible = u64::from(inspectors) * subjects;
    let wanted = (u64::from(inspectors) * 5 / 3).min(possible / 2);
    let mut words = Words::new(params.seed, Table::Recusals);
    let mut pairs = BTreeSet::new();
    while (pairs.len() as u64) < wanted {
        pairs.insert((words.below(inspectors), words.below_u64(subjects)));
    }
    pairs
}

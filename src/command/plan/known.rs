//! Words of a plan that the bureau's code book does not have: a label or station that nobody bears covers
//! nobody, a qualification that nobody has seats nobody. Warnings, since a roster may bring the code itself.

use crate::annual::AnnualPlan;
use crate::core::id::Name;
use crate::core::lang::Twin;
use crate::core::row::Codebook;
use std::collections::{BTreeMap, BTreeSet};

/// Every unknown word of scopes, strata and teams; nothing where the bureau has no code book.
pub fn unknown(plan: &AnnualPlan, book: &Codebook) -> Vec<Twin> {
    let codes = |names: &BTreeMap<String, Name>| {
        names.values().map(ToString::to_string).collect::<BTreeSet<String>>()
    };
    let (units, tags) = (codes(&book.units), codes(&book.tags));
    let both: BTreeSet<String> = units.union(&tags).cloned().collect();
    let mut found = Vec::new();
    for task in &plan.tasks {
        let mut tell = |what: Twin, word: &str, known: &BTreeSet<String>| {
            if known.is_empty() || known.contains(word) {
                return;
            }
            let (id, what_zh, what_en) = (&task.id, what.zh, what.en);
            found.push(Twin::new(
                format!("任务 {id}：{what_zh} {word} 不在 suicha.toml 的代码（[units]、[tags]）之中"),
                format!("task {id}: the {what_en} {word} is no code of suicha.toml ([units], [tags])"),
            ));
        };
        let scopes = task
            .strata
            .iter()
            .filter_map(|stratum| stratum.conditions.as_deref())
            .chain([task.scope.as_str()]);
        for condition in scopes.flat_map(|scope| scope.split(' ')) {
            let Some((field, values)) = condition.split_once('=') else { continue };
            for value in values.split('|').filter(|value| !value.ends_with('*')) {
                match field {
                    "station" => tell(Twin::new("管辖单位", "station"), value, &units),
                    "label" if !value.starts_with("upper.") && !value.starts_with("rest.") => {
                        tell(Twin::new("监管标签", "label"), value, &tags);
                    }
                    _ => {}
                }
            }
        }
        for line in &task.team {
            for word in line.split(' ').skip(1).filter(|word| !word.starts_with('@') && *word != "without") {
                tell(Twin::new("检查组标签", "tag of a team"), word, &both);
            }
        }
    }
    found
}

//! Names beside codes: what a table's keys are called in each language. Filled by whoever knows the bureau's
//! libraries; a code without a name stands for itself.

use super::table::{Domain, Holds, Table, Value};
use crate::core::lang::{Lang, Twin};
use std::collections::BTreeMap;

/// Names of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    known: BTreeMap<(Domain, String), Twin>,
}

impl Names {
    /// Adds one; the first name given stays.
    pub fn add(&mut self, domain: Domain, code: impl Into<String>, name: Twin) {
        self.known.entry((domain, code.into())).or_insert(name);
    }

    /// All of them, in order.
    pub fn all(&self) -> impl Iterator<Item = (Domain, &str, &Twin)> {
        self.known.iter().map(|((domain, code), name)| (*domain, code.as_str(), name))
    }

    /// What a code is called: its name, `未登记` (of a class 未分类) where it is empty, the code itself where it has none.
    pub fn of(&self, domain: Domain, code: &str, lang: Lang) -> String {
        match self.known.get(&(domain, code.to_owned())) {
            Some(name) => name.clone().pick(lang),
            None if code.is_empty() && domain == Domain::Risk => lang.pick("未分类", "no class").to_owned(),
            None if code.is_empty() => lang.pick("未登记", "not given").to_owned(),
            None => code.to_owned(),
        }
    }

    /// A key cell as people read it.
    pub fn key(&self, table: &Table, domain: Domain, value: &Value, lang: Lang) -> String {
        match value {
            Value::Code(word) if domain == Domain::Word => {
                let own = table.words.iter().find(|(known, _)| known == word);
                own.map_or_else(|| word.clone(), |(_, name)| name.clone().pick(lang))
            }
            Value::Code(code) if code.is_empty() && !applies(table, domain) => {
                lang.pick("不适用", "not applicable").to_owned()
            }
            Value::Code(code) => self.of(domain, code, lang),
            Value::None => self.of(domain, "", lang),
            Value::Number(n) => n.to_string(),
            Value::Day(day) => day.to_string(),
        }
    }
}

/// Whether an empty key means that something is not known: a clock of a listing has no department, and
/// officers are replaced in the whole draw, not in a task or plan of it.
fn applies(table: &Table, domain: Domain) -> bool {
    let clocks = table.columns.iter().any(|column| column.holds == Holds::Key(Domain::Clock));
    match domain {
        Domain::Department => !clocks,
        Domain::Task => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::table::Column;

    #[test]
    fn an_empty_key_is_not_given_or_does_not_apply() {
        let table = |domains: &[Domain]| Table {
            id: "t",
            title: Twin::new("", ""),
            note: Twin::new("", ""),
            public: true,
            columns: domains.iter().map(|domain| Column::key("key", "键", "key", *domain)).collect(),
            rows: Vec::new(),
            total: None,
            words: Vec::new(),
        };
        let told = |domains: &[Domain]| {
            Names::default().key(&table(domains), domains[0], &Value::Code(String::new()), Lang::Zh)
        };
        assert_eq!(told(&[Domain::Department, Domain::Clock]), "不适用", "a clock of a listing");
        assert_eq!(told(&[Domain::Department]), "未登记");
        assert_eq!(told(&[Domain::Task]), "不适用");
        assert_eq!(told(&[Domain::Station, Domain::Clock]), "未登记");
    }

    #[test]
    fn a_code_without_a_name_stands_for_itself() {
        let mut names = Names::default();
        names.add(Domain::Region, "340100", Twin::new("合肥市", "Hefei"));
        names.add(Domain::Region, "340100", Twin::new("别名", "another"));
        assert_eq!(names.of(Domain::Region, "340100", Lang::Zh), "合肥市");
        assert_eq!(names.of(Domain::Region, "340200", Lang::En), "340200");
        assert_eq!(names.of(Domain::Station, "", Lang::En), "not given");
        assert_eq!(names.of(Domain::Station, "340100", Lang::En), "340100");
        assert_eq!(names.of(Domain::Risk, "", Lang::Zh), "未分类");
    }
}

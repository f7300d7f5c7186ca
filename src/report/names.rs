//! Names beside codes: what a table's keys are called in each language. Filled by whoever knows the bureau's
//! libraries; a code without a name stands for itself.

use super::table::{Domain, Table, Value};
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

    /// What a code is called: its name, `未登记` where it is empty, the code itself where it has none.
    pub fn of(&self, domain: Domain, code: &str, lang: Lang) -> String {
        match self.known.get(&(domain, code.to_owned())) {
            Some(name) => name.clone().pick(lang),
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
            Value::Code(code) => self.of(domain, code, lang),
            Value::None => self.of(domain, "", lang),
            Value::Number(n) => n.to_string(),
            Value::Day(day) => day.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_a_name_stands_for_itself() {
        let mut names = Names::default();
        names.add(Domain::Region, "340100", Twin::new("合肥市", "Hefei"));
        names.add(Domain::Region, "340100", Twin::new("别名", "another"));
        assert_eq!(names.of(Domain::Region, "340100", Lang::Zh), "合肥市");
        assert_eq!(names.of(Domain::Region, "340200", Lang::En), "340200");
        assert_eq!(names.of(Domain::Station, "", Lang::En), "not given");
        assert_eq!(names.of(Domain::Station, "340100", Lang::En), "340100");
    }
}

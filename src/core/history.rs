//! What changed between two versions of the item list (随机抽查事项清单动态调整): matters added, removed
//! and changed, column by column. Not who changed it and why: that stands in the journal.

use super::id::SubjectId;
use super::registry::{Details, Matter};
use super::time::Date;
use std::collections::BTreeMap;

/// One difference between two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A matter the earlier list does not have.
    Added(Matter),
    /// A matter the later list does not have: it cannot be drawn any more.
    Removed(Matter),
    /// A matter whose columns differ.
    Changed {
        /// Its code.
        code: SubjectId,
        /// The columns that differ.
        columns: Vec<Column>,
    },
}

/// A column that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading of the national table, and the English word.
    pub heading: (&'static str, &'static str),
    /// As it was.
    pub before: String,
    /// As it is.
    pub after: String,
}

impl Change {
    /// Code of the matter.
    pub fn code(&self) -> &SubjectId {
        match self {
            Change::Added(matter) | Change::Removed(matter) => &matter.code,
            Change::Changed { code, .. } => code,
        }
    }
}

/// The differences, by code. A code that stands in several versions of one list counts with the last.
pub fn changes(before: &[Matter], after: &[Matter]) -> Vec<Change> {
    let by_code = |list| -> BTreeMap<&SubjectId, &Matter> {
        let list: &[Matter] = list;
        list.iter().map(|matter| (&matter.code, matter)).collect()
    };
    let (old, new) = (by_code(before), by_code(after));
    let mut found: Vec<Change> = Vec::new();
    for (code, matter) in &new {
        match old.get(code) {
            None => found.push(Change::Added((*matter).clone())),
            Some(earlier) => {
                let columns = differing(earlier, matter);
                if !columns.is_empty() {
                    found.push(Change::Changed { code: (*code).clone(), columns });
                }
            }
        }
    }
    let gone = old.iter().filter(|(code, _)| !new.contains_key(*code));
    found.extend(gone.map(|(_, matter)| Change::Removed((*matter).clone())));
    found.sort_by(|a, b| a.code().cmp(b.code()));
    found
}

const HEADINGS: [(&str, &str); 17] = [
    ("抽查类别", "category"),
    ("抽查事项", "title"),
    ("检查对象", "object"),
    ("事项类别", "key_matter"),
    ("检查方式", "method"),
    ("检查主体", "body"),
    ("检查依据", "basis"),
    ("清单版本", "version"),
    ("生效日期", "effective"),
    ("抽查子项", "sub_item"),
    ("抽查比例", "rate"),
    ("抽查频次", "frequency"),
    ("检查人员要求", "staff"),
    ("检查要点", "points"),
    ("准备资料", "materials"),
    ("失效日期", "expires"),
    ("备注", "note"),
];

fn differing(before: &Matter, after: &Matter) -> Vec<Column> {
    let pairs = HEADINGS.into_iter().zip(cells(before).into_iter().zip(cells(after)));
    let differ = pairs.filter(|(_, (before, after))| before != after);
    differ.map(|(heading, (before, after))| Column { heading, before, after }).collect()
}

fn cells(matter: &Matter) -> [String; 17] {
    let Matter {
        category, title, object, key_matter, method, body, basis, version, effective, details, ..
    } = matter;
    // `skills` follows from `staff` and the bureau's own words.
    let Details { sub_item, rate, frequency, staff, skills: _, points, materials, expires, note } = details;
    let class = if *key_matter { "重点检查事项" } else { "一般检查事项" };
    let day = |day: &Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    [
        category.clone(),
        title.clone(),
        object.clone(),
        class.to_owned(),
        method.clone(),
        body.clone(),
        basis.clone(),
        version.to_string(),
        day(effective),
        sub_item.clone(),
        rate.clone(),
        frequency.clone(),
        staff.clone(),
        points.join("；"),
        materials.join("；"),
        day(expires),
        note.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::id::Name;

    fn matter(code: &str, basis: &str) -> Matter {
        Matter {
            code: SubjectId::new(code).unwrap(),
            category: String::new(),
            title: format!("事项{code}"),
            object: String::new(),
            key_matter: false,
            method: String::new(),
            body: String::new(),
            basis: basis.into(),
            version: Name::new("2023-1").unwrap(),
            effective: Date::parse("2023-01-01").ok(),
            details: Details::default(),
        }
    }

    #[test]
    fn every_kind_of_change_is_found() {
        let before = [matter("A01", "旧法第一条"), matter("A02", "x"), matter("A03", "x")];
        let changed = Matter { key_matter: true, ..matter("A01", "新法第二条") };
        let after = [changed, matter("A03", "x"), matter("A04", "y")];
        let found = changes(&before, &after);
        let codes: Vec<&str> = found.iter().map(|change| change.code().as_str()).collect();
        assert_eq!(codes, ["A01", "A02", "A04"]);
        let Change::Changed { columns, .. } = &found[0] else { panic!("{:?}", found[0]) };
        let told: Vec<(&str, &str)> = columns.iter().map(|c| (c.heading.1, c.after.as_str())).collect();
        assert_eq!(told, [("key_matter", "重点检查事项"), ("basis", "新法第二条")]);
        assert!(matches!(found[1], Change::Removed(_)) && matches!(found[2], Change::Added(_)));
        assert_eq!(changes(&before, &before), []);
    }
}

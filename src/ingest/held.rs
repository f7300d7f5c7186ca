//! Rows whose key occurs more than once: held back until all of them have been seen.

use crate::core::row::{self, Agreement, FromRow, Rule};
use std::collections::HashMap;

/// A row that waits for its duplicates.
pub(super) struct Waiting<T> {
    pub row: u64,
    pub key: String,
    pub order: String,
    pub value: T,
}

/// Rows of one key: the one that stands so far, and where all of them are.
pub(super) struct Held<T> {
    pub value: T,
    order: String,
    pub members: Vec<Member>,
    kept: usize,
    pub conflict: Option<Rule>,
}

/// One of these rows, and what is to be told about it.
pub(super) struct Member {
    pub file: usize,
    pub row: u64,
    pub note: Option<Rule>,
}

/// All rows held back.
pub(super) struct HeldRows<T> {
    groups: HashMap<String, Held<T>>,
    latest: Option<Latest>,
}

/// The latest of several rows stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    /// Rows that are equally late are one row.
    pub joined: bool,
}

impl<T: FromRow> HeldRows<T> {
    /// None yet; `latest` as in the mapping's rules.
    pub fn new(latest: Option<Latest>) -> Self {
        Self { groups: HashMap::new(), latest }
    }

    /// Takes a row and decides whether it, or the one before it, stands.
    pub fn hold(&mut self, file: usize, waiting: Waiting<T>) {
        let Waiting { row, key, order, value } = waiting;
        let mut member = Member { file, row, note: None };
        let Some(held) = self.groups.get_mut(&key) else {
            let first = Held { value, order, members: vec![member], kept: 0, conflict: None };
            self.groups.insert(key, first);
            return;
        };
        let joined = self.latest.is_some_and(|latest| latest.joined) && order == held.order;
        if joined && held.value.join(&value) {
            held.members.push(member);
            return;
        }
        let replaces = if self.latest.is_some() {
            order >= held.order
        } else {
            match held.value.agreement(&value) {
                Agreement::Identical => {
                    let same = row::same(&held.value, &value);
                    member.note = Some(if same { Rule::DuplicateIdentical } else { Rule::RecusalRepeated });
                    false
                }
                Agreement::Replaces => {
                    let inspector = T::WORD == "inspectors";
                    held.members[held.kept].note =
                        Some(if inspector { Rule::InspectorReplaced } else { Rule::RecusalRepeated });
                    true
                }
                Agreement::Conflict(rule) => {
                    held.conflict = Some(rule);
                    false
                }
            }
        };
        if self.latest.is_some() && replaces {
            held.members.iter_mut().for_each(|earlier| earlier.note = Some(Rule::Superseded));
        } else if self.latest.is_some() {
            member.note = Some(Rule::Superseded);
        }
        if replaces {
            (held.value, held.order, held.kept) = (value, order, held.members.len());
        }
        held.members.push(member);
    }

    /// The rows of each key, in the order of their first ones.
    pub fn into_groups(self) -> Vec<Held<T>> {
        let mut groups: Vec<Held<T>> = self.groups.into_values().collect();
        groups.sort_by_key(|held| held.members.first().map(|member| (member.file, member.row)));
        groups
    }
}

//! The key of a subject in a row: read, and everything odd about it told.

use super::rule::Rule;
use super::{Field, Findings, Reading, Row, clean};
use crate::core::id::SubjectId;
use crate::core::identifier::{self, Key, KeyColumn, KeyFault};
use crate::core::registry::KeyKind;
use std::borrow::Cow;

/// The key cell; a subject without a credit code is keyed by its 注册号 if there is one.
pub(super) fn key_cell<'a>(row: &Row<'a>) -> Cow<'a, str> {
    let cell = row.get(Field::Id);
    if row.layout.has(Field::OtherId) && identifier::means_nothing(&clean::text(&cell).text) {
        return row.get(Field::OtherId);
    }
    cell
}

/// Reads a subject's key and tells everything odd about it.
pub(super) fn subject_key(
    row: &Row<'_>,
    field: Field,
    raw: &str,
    reading: &Reading<'_>,
    out: &mut Findings,
) -> Option<(SubjectId, KeyKind)> {
    let heading = row.layout.heading(field);
    let key = match identifier::identify(raw, reading.key_column) {
        Ok(key) => key,
        Err(fault) => return refused(row, field, raw, &fault, reading, out),
    };
    if key.kind != KeyKind::Uscc || key.changed || key.inner_fails || key.pair_unknown {
        tell_key(&key, heading, raw, reading.key_column, out);
    }
    let id = SubjectId::new(&key.text).ok();
    if id.is_none() {
        out.add(Rule::KeyForm, heading, raw);
    }
    Some((id?, key.kind))
}

fn tell_key(key: &Key<'_>, heading: &str, raw: &str, column: KeyColumn, out: &mut Findings) {
    let mut tell = |applies: bool, rule: Rule| {
        if applies {
            out.add(rule, heading, raw);
        }
    };
    let registry = column == KeyColumn::Registry;
    tell(key.changed, Rule::KeyNormalised);
    tell(key.inner_fails, Rule::KeyInner);
    tell(key.pair_unknown, Rule::KeyPair);
    tell(key.check_fails, Rule::KeyReg15Check);
    match key.kind {
        KeyKind::Uscc => {}
        KeyKind::Reg15 => tell(true, Rule::KeyReg15),
        KeyKind::Reg15Na => tell(true, Rule::KeyReg15Na),
        KeyKind::Reg13 => tell(true, Rule::KeyReg13),
        KeyKind::Org => tell(true, Rule::KeyOrg),
        KeyKind::Other => tell(registry, Rule::KeyOther),
    }
}

fn refused(
    row: &Row<'_>,
    field: Field,
    raw: &str,
    fault: &KeyFault,
    reading: &Reading<'_>,
    out: &mut Findings,
) -> Option<(SubjectId, KeyKind)> {
    let heading = row.layout.heading(field);
    let proposed = fault.suggestion();
    if let Some(proposed) = proposed.filter(|_| reading.accept_suggestions) {
        out.suggest(Rule::KeySuggested, heading, raw, Some(proposed.to_owned()));
        return Some((SubjectId::new(proposed).ok()?, KeyKind::Uscc));
    }
    let rule = match fault {
        KeyFault::IdentityNumber => {
            out.add(Rule::KeyIdentityNumber, heading, "***");
            return None;
        }
        _ if neighbour_holds_code(row, field) => Rule::ColumnsShifted,
        KeyFault::Missing => Rule::KeyMissing,
        KeyFault::Undecodable => Rule::KeyUndecodable,
        KeyFault::Form => Rule::KeyForm,
        KeyFault::Characters => Rule::KeyCharacters,
        KeyFault::LookAlike(_) => Rule::KeyLookAlike,
        KeyFault::Check(_) => Rule::KeyCheck,
        KeyFault::DigitsLost => Rule::KeyDigitsLost,
    };
    let compact: String = raw.chars().filter(|c| !c.is_whitespace()).collect();
    if identifier::is_like_identity_number(&clean::half_width(&compact)) {
        out.add_personal(rule, heading, &compact);
        return None;
    }
    out.suggest(rule, heading, raw, proposed.map(str::to_owned));
    None
}

fn neighbour_holds_code(row: &Row<'_>, field: Field) -> bool {
    let Some(at) = row.layout.first_column(field) else { return false };
    let neighbours = [at.checked_sub(1), Some(at + 1)];
    neighbours
        .into_iter()
        .flatten()
        .filter_map(|at| row.cells.get(at))
        .any(|cell| identifier::uscc_valid(cell.trim()))
}

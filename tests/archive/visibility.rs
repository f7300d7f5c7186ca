//! Every column of every table is declared in `data/visibility.toml`, and nothing else is.

use super::{Place, on_both};
use std::collections::{BTreeMap, BTreeSet};

on_both!(every_column_is_declared);

async fn every_column_is_declared(place: &Place) {
    let declared: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(include_str!("../../data/visibility.toml")).unwrap();
    let words = declared.values().flat_map(BTreeMap::values);
    for word in words {
        assert!(["public", "masked", "private"].contains(&word.as_str()), "{word:?}");
    }
    let declared: BTreeSet<(String, String)> = declared
        .into_iter()
        .flat_map(|(table, columns)| columns.into_keys().map(move |column| (table.clone(), column)))
        .collect();
    let real: BTreeSet<_> = place.open().await.columns().await.unwrap().into_iter().collect();
    let missing: Vec<_> = real.difference(&declared).collect();
    let surplus: Vec<_> = declared.difference(&real).collect();
    assert!(missing.is_empty(), "not declared in data/visibility.toml: {missing:?}");
    assert!(surplus.is_empty(), "declared, but in no table: {surplus:?}");
}

#[test]
fn what_must_never_be_public_is_not() {
    let declared: BTreeMap<String, BTreeMap<String, String>> =
        toml::from_str(include_str!("../../data/visibility.toml")).unwrap();
    for (table, column) in [
        ("subject", "phone"),
        ("subject", "contact"),
        ("subject", "representative"),
        ("subject", "risk_class"),
        ("subject", "extra"),
        ("inspector", "id"),
        ("inspector", "name"),
        ("recusal", "inspector"),
        ("recusal", "subject"),
        ("draw_secret", "value"),
        ("pseudonym", "inspector"),
        ("journal", "operator"),
        ("act", "actor"),
        ("act", "text"),
        ("outcome", "text"),
        ("credit_act", "actor"),
        ("credit_act", "text"),
        ("credit_event", "text"),
        ("credit_letter", "number"),
        ("roster_issue", "value"),
    ] {
        assert_eq!(declared[table][column], "private", "{table}.{column}");
    }
    assert_eq!(declared["subject"]["address"], "masked");
}

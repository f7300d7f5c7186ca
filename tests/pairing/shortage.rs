//! Each shortage rule, alone and one after the other, and the certificate in words.

use super::checked::{Small, name, subject};
use suicha::core::lang::Lang;
use suicha::core::pairing::{
    Helpers, OnShortage, OpenSeat, PairingError, ShortSeats, Shortage, Staff, Unsolved, rehearse,
};
use suicha::core::spread::InOrder;

/// Three visits of one food officer and one other; p1 alone has food, at most twice.
fn short() -> Small {
    let people = [("s1", "food", 2), ("s1", "", 4), ("s1", "", 4), ("bureau", "", 4)];
    Small::new(&["1 food", "1 @pool"], 3, &people)
}

fn unsolved(small: &Small) -> Unsolved {
    match small.pair() {
        Err(PairingError::Shortage(unsolved)) => *unsolved,
        other => panic!("not short: {other:?}"),
    }
}

fn food_seats() -> Shortage {
    let seat = |visit: &str| ShortSeats { visit: visit.into(), class: 1, key: "food".into(), n: 1 };
    Shortage {
        seats: ["V1", "V2", "V3"].map(seat).to_vec(),
        staff: vec![Staff { pseudonym: "p1".into(), cap: 2 }],
        helpers: vec![],
        needed: 3,
        capacity: 2,
        short_by: 1,
    }
}

#[test]
fn without_rules_the_certificate_is_the_error() {
    let found = unsolved(&short());
    assert_eq!(found.applied, []);
    assert_eq!(found.certificate.shortages, [food_seats()]);
    let rehearsed = rehearse(&short().input(), &InOrder).unwrap();
    assert_eq!(rehearsed, Some(found.certificate));
}

#[test]
fn the_certificate_is_the_same_for_every_seed() {
    for number in 0..200_u32 {
        let mut small = short();
        small.seed = suicha::core::digest::Digest::of(&number.to_le_bytes());
        assert_eq!(unsolved(&small).certificate.shortages, [food_seats()]);
    }
}

#[test]
fn widen_admits_another_tag() {
    let paired = short().shortage(&["widen bureau"]).pair().unwrap();
    assert_eq!(paired.applied.len(), 1);
    assert_eq!(paired.applied[0].certificate.shortages, [food_seats()]);
    let food = paired.rows.iter().filter(|row| row.seat == 1);
    assert!(food.clone().all(|row| ["p1", "p4"].contains(&row.pseudonym.as_str())));
    assert_eq!(food.count(), 3);
    assert_eq!(paired.open, []);
}

#[test]
fn raise_cap_goes_one_round_at_a_time() {
    let people = [("s1", "food", 1), ("s1", "", 4), ("s1", "", 4)];
    let small = Small::new(&["1 food", "1 @pool"], 3, &people).shortage(&["raise-cap 5"]);
    let paired = small.pair().unwrap();
    let caps = paired.applied.iter().map(|one| one.certificate.shortages[0].staff[0].cap);
    assert_eq!(caps.collect::<Vec<_>>(), [1, 2], "two rounds, from 1 to 3");
    let small = small.shortage(&["raise-cap 2"]);
    let found = unsolved(&small);
    assert_eq!(found.applied.len(), 1);
    assert_eq!(found.certificate.shortages[0].staff[0].cap, 2);
    assert_eq!(found.certificate.short_by(), 1);
}

#[test]
fn raise_cap_below_the_caps_is_no_rule_applied() {
    let found = unsolved(&short().shortage(&["raise-cap 2"]));
    assert_eq!(found.applied, []);
}

#[test]
fn leave_open_publishes_the_seats() {
    let paired = short().shortage(&["leave-open"]).pair().unwrap();
    assert_eq!(paired.open.len(), 1);
    assert_eq!(paired.open[0].seat, 1);
    assert_eq!(paired.rows.len(), 5);
    assert_eq!(paired.applied[0].rule, OnShortage::LeaveOpen);
    assert!(!paired.rows.iter().any(|row| row.id == paired.open[0].id && row.seat == 1));
}

#[test]
fn rules_are_tried_in_the_plans_order() {
    let rules = ["widen bureau", "raise-cap 3", "leave-open"];
    // Nobody of the bureau is there, raising helps p1 only up to 3, one seat stays open.
    let people = [("s1", "food", 1), ("s1", "", 9), ("s1", "", 9)];
    let paired = Small::new(&["1 food", "1 @pool"], 4, &people).shortage(&rules).pair().unwrap();
    let applied: Vec<String> = paired.applied.iter().map(|one| one.rule.to_string()).collect();
    assert_eq!(applied, ["widen bureau", "raise-cap 3", "raise-cap 3", "leave-open"]);
    assert_eq!(paired.open.len(), 1);
    let left: Vec<u64> = paired.applied.iter().map(|one| one.certificate.short_by()).collect();
    assert_eq!(left, [3, 3, 2, 1]);
}

#[test]
fn helpers_fill_one_seat_of_a_visit() {
    // Three officers for each of two visits, but only two people: nobody sits twice.
    let found = unsolved(&Small::new(&["3"], 2, &[("s1", "", 9), ("s1", "", 9)]));
    for (at, shortage) in found.certificate.shortages.iter().enumerate() {
        assert_eq!(shortage.staff, []);
        assert_eq!(shortage.helpers.len(), 2, "shortage {at}");
    }
    let helpers = |visit: &str| Helpers { visit: visit.into(), pseudonyms: vec!["p1".into(), "p2".into()] };
    assert_eq!(found.certificate.shortages[0].helpers, [helpers("V1"), helpers("V2")]);
    assert_eq!(found.certificate.short_by(), 2);
}

#[test]
fn a_visit_whose_everybody_is_recused_is_open_as_a_whole() {
    let small = Small::new(&["2"], 2, &[("s1", "", 9), ("s1", "", 9)])
        .recused("p1", "V1")
        .recused("p2", "V1")
        .shortage(&["leave-open"]);
    let paired = small.pair().unwrap();
    let open = OpenSeat { id: subject("V1"), seat: 1 };
    assert_eq!(paired.open, [open.clone(), open]);
    assert_eq!(paired.candidates, [0, 2]);
    assert!(paired.rows.iter().all(|row| row.id == subject("V2")));
    assert_eq!(paired.rows[0].pseudonym, name("p1"));
}

#[test]
fn words_name_seats_people_and_remedies() {
    let certificate = unsolved(&short()).certificate;
    let en = certificate.text(Lang::En);
    for part in ["3 seats at most 2", "V1 seat 1 (food) x1", "p1 (cap 2)", "raise-cap", "widen"] {
        assert!(en.contains(part), "{part:?} is missing in {en}");
    }
    let zh = certificate.text(Lang::Zh);
    for part in ["3 个席位最多只能落实 2 个", "V3 第 1 类席位（food）1 个", "p1（上限 2）", "回避"]
    {
        assert!(zh.contains(part), "{part:?} is missing in {zh}");
    }
}

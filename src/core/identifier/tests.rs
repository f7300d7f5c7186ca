use super::*;

const CORRECT: &[&str] = &[
    "914403001922038216", "9144030071526726XG", "91100000100003962T", "91440300192317458F", "12100000400002259P",
    "91330102MA27YU8W73", "91310000X072143273", "92330206MA2EL62660", "91330100MA0000015W", "92330100MA0000023L",
    "93330100MA00000A9C", "913301000000000196", "91330100799655058B", "91110108551385082Q", "91110000710925462X",
    "91440400192548256N", "91370200264574251E", "911103026605015136", "91440300192181490G", "911100007109250324",
    "9132128214109686XP", "91350100M000100Y43",
];

fn fault(raw: &str) -> KeyFault {
    identify(raw, KeyColumn::Registry).expect_err(raw)
}

fn kind(raw: &str) -> KeyKind {
    identify(raw, KeyColumn::Registry).unwrap_or_else(|e| panic!("{raw}: {e:?}")).kind
}

#[test]
fn every_listed_code_is_accepted_unchanged() {
    for code in CORRECT {
        let key = identify(code, KeyColumn::Registry).unwrap();
        assert_eq!((key.text.as_ref(), key.kind, key.changed), (*code, KeyKind::Uscc, false));
        assert!(!key.inner_fails && !key.pair_unknown, "{code}");
        assert_eq!(uscc_check_char(&code[..17]), code.chars().last(), "{code}");
    }
}

#[test]
fn the_sums_are_those_of_the_standard() {
    let sums = [("914403001922038216", 831), ("9144030071526726XG", 1782), ("91330102MA27YU8W73", 3035)];
    for (code, sum) in sums {
        let mut values = uscc_values(code.as_bytes()).unwrap();
        values[17] = 0;
        assert_eq!(check::uscc_sum(&values), sum, "{code}");
    }
}

#[test]
fn every_listed_wrong_code_is_refused() {
    for (code, end) in [("91520000714309258L", 'R'), ("91110108592317351H", 'A'), ("91330481L392519426", 'L')] {
        assert_eq!(fault(code), KeyFault::Check(None), "{code}");
        assert_eq!(uscc_check_char(&code[..17]), Some(end), "{code}");
    }
    assert!(!inner_check_holds("91520000714309258L"));
    assert!(inner_check_holds("91330481L392519426"));
    // From a real list: no reading of the `l` is right, so none is proposed.
    assert_eq!(fault("91330302l19373061U").suggestion(), None);
    assert_eq!(fault("914403001922038000"), KeyFault::DigitsLost);
    assert_eq!(fault("914403001922038272").suggestion(), None);
    assert_eq!(fault("9.14E+17"), KeyFault::DigitsLost);
    assert_eq!(fault("9.14403001922038E+17"), KeyFault::DigitsLost);
}

#[test]
fn every_single_error_and_neighbour_swap_is_found() {
    for code in CORRECT {
        for place in 0..18 {
            for other in check::CHARSET {
                let mut bytes = code.as_bytes().to_vec();
                if bytes[place] != *other {
                    bytes[place] = *other;
                    assert!(!uscc_valid(std::str::from_utf8(&bytes).unwrap()), "{code} at {place}");
                }
            }
            let mut bytes = code.as_bytes().to_vec();
            if place < 17 && bytes[place] != bytes[place + 1] {
                bytes.swap(place, place + 1);
                assert!(!uscc_valid(std::str::from_utf8(&bytes).unwrap()), "{code} swapped at {place}");
            }
        }
    }
}

#[test]
fn normalisation_is_recorded() {
    for raw in [
        "91310000x072143273", " 91310000X072143273", "\u{feff}91310000X072143273", "９１３１００００Ｘ０７２１４３２７３",
        "'91310000X072143273", "9131 0000 X072 1432 73", "91310000-X07214327-3", "91310000X07214\u{200b}3273\u{a0}",
        "91310000X072143273\u{3000}", "\t91310000X072143273",
    ] {
        let key = identify(raw, KeyColumn::Registry).unwrap();
        assert_eq!((key.text.as_ref(), key.changed), ("91310000X072143273", true), "{raw:?}");
    }
}

#[test]
fn look_alikes_are_proposed_only_if_both_checks_pass() {
    assert_eq!(fault("9144O3001922O38216"), KeyFault::LookAlike(Some("914403001922038216".into())));
    assert_eq!(fault("91440300I92203B216").suggestion(), Some("914403001922038216"));
    // O→0 passes neither check here.
    assert_eq!(fault("91520000714309O58L"), KeyFault::LookAlike(None));
    assert_eq!(fault("91520000714309V58L"), KeyFault::Characters);
    assert_eq!(kind("9152000071430公58L"), KeyKind::Other, "17 characters: no credit code");
    assert_eq!(fault("91520000714309公58L"), KeyFault::Characters);
}

#[test]
fn organisation_codes_follow_gb_11714() {
    for (first8, check) in [("D2143569", 'X'), ("13830295", 'X'), ("19220382", '1')] {
        assert_eq!(org_check_char(first8), Some(check));
    }
    let key = identify("13830295-X", KeyColumn::Registry).unwrap();
    assert_eq!((key.text.as_ref(), key.kind), ("13830295X", KeyKind::Org));
    assert_eq!(kind("138302951"), KeyKind::Other, "the check fails: no organisation code");
}

#[test]
fn registration_numbers_follow_gs15() {
    for good in ["110108000000016", "330109000001237", "440306100000087", "610104600123453"] {
        assert!(reg15_valid(good), "{good}");
        let key = identify(good, KeyColumn::Registry).unwrap();
        assert_eq!((key.kind, key.check_fails), (KeyKind::Reg15, false));
    }
    for (wrong, digit) in [("320100000000018", '7'), ("330100000000001", '3')] {
        let key = identify(wrong, KeyColumn::Registry).unwrap();
        assert!(key.check_fails, "accepted with a warning");
        assert_eq!(reg15_check_digit(&wrong[..14]), Some(digit));
    }
    assert_eq!(identify("110108000000016.0", KeyColumn::Registry).unwrap().text, "110108000000016");
}

#[test]
fn older_forms_are_told_apart() {
    assert_eq!(kind("320506NA000043X"), KeyKind::Reg15Na);
    assert_eq!(kind("3301002345678"), KeyKind::Reg13);
    assert_eq!(kind("33010023456789"), KeyKind::Reg13);
    assert_eq!(kind("企合苏锡总字第0001"), KeyKind::Other);
    let licence = identify("（C）460103000699-", KeyColumn::Registry).unwrap();
    assert_eq!(licence.text, "_0028C_0029460103000699-");
    for none in ["", "  ", "无", "N/A", "\u{3000}"] {
        assert_eq!(fault(none), KeyFault::Missing, "{none:?}");
    }
    for form in ["123", "91310000X07214327391310000X072143273"] {
        assert_eq!(fault(form), KeyFault::Form, "{form}");
    }
    assert_eq!(fault("9131\u{fffd}000X072143273"), KeyFault::Undecodable);
}

#[test]
fn identity_numbers_are_refused() {
    // Constructed: region 110101, born 1990-03-07; the check is computed below, not copied.
    let first17 = "11010119900307123";
    let number = (0..=10).map(|d| format!("{first17}{}", if d == 10 { "X".into() } else { d.to_string() }));
    let valid: Vec<String> = number.filter(|n| is_identity_number(n)).collect();
    assert_eq!(valid.len(), 1);
    assert_eq!(fault(&valid[0]), KeyFault::IdentityNumber);
    assert_eq!(fault(&format!(" {}", valid[0].to_lowercase())), KeyFault::IdentityNumber);
    assert!(!is_identity_number("11010119901307123X"), "no thirteenth month");
}

#[test]
fn unknown_pairs_and_inner_digits_warn() {
    let first17 = "2M330100MA0000015";
    let code = format!("{first17}{}", uscc_check_char(first17).unwrap());
    assert!(identify(&code, KeyColumn::Registry).unwrap().pair_unknown);
    let first17 = "91330100MA0000016";
    let code = format!("{first17}{}", uscc_check_char(first17).unwrap());
    assert!(identify(&code, KeyColumn::Registry).unwrap().inner_fails);
}

#[test]
fn foreign_keys_stay_distinct() {
    let key = |raw| identify(raw, KeyColumn::Foreign).unwrap().text.into_owned();
    assert_eq!(key("51116"), "51116");
    assert_eq!(key("cco-01"), "CCO-01");
    assert_ne!(key("a b"), key("a_b"));
    assert_eq!(identify("", KeyColumn::Foreign), Err(KeyFault::Missing));
}

//! `shortage.txt`: which shortage rules a draw had to apply, each with the certificate that made
//! it necessary. Auditor only; verified by recomputing it, so it needs no reader of its own.
//! `docs/draw-protocol.md` §6.6.

use super::pairing::{Applied, Certificate, Shortage, Unsolved};
use std::fmt::Write;

/// Canonical text; `None` where no rule was applied.
pub fn print(applied: &[Applied]) -> Option<String> {
    if applied.is_empty() {
        return None;
    }
    let rules = applied.iter().map(|applied| (applied.rule.to_string(), &applied.certificate));
    Some(print_groups(rules))
}

/// The text of a draw whose rules ran out: those applied, then `rule none` with what was left.
pub fn print_unsolved(unsolved: &Unsolved) -> String {
    let applied = unsolved.applied.iter().map(|applied| (applied.rule.to_string(), &applied.certificate));
    print_groups(applied.chain([("none".to_owned(), &unsolved.certificate)]))
}

fn print_groups<'a>(groups: impl Iterator<Item = (String, &'a Certificate)>) -> String {
    let mut out = String::from("suicha-shortage/1\n");
    for (rule, certificate) in groups {
        writeln!(out, "rule {rule}").expect("writing to a string cannot fail");
        for shortage in &certificate.shortages {
            print_shortage(shortage, &mut out).expect("writing to a string cannot fail");
        }
    }
    out
}

fn print_shortage(shortage: &Shortage, out: &mut String) -> std::fmt::Result {
    writeln!(out, "short {} {} {}", shortage.needed, shortage.capacity, shortage.short_by)?;
    for seats in &shortage.seats {
        writeln!(out, "seats {} {} {}", seats.visit, seats.class, seats.n)?;
    }
    for staff in &shortage.staff {
        writeln!(out, "staff {} {}", staff.pseudonym, staff.cap)?;
    }
    for helpers in &shortage.helpers {
        writeln!(out, "helpers {} {}", helpers.visit, helpers.pseudonyms.join(" "))?;
    }
    Ok(())
}

//! `shortage.txt`: which shortage rules a draw had to apply, each with the certificate that made
//! it necessary. Auditor only; verified by recomputing it, so it needs no reader of its own.
//! `docs/draw-protocol.md` §6.6.

use super::pairing::{Applied, Shortage};
use std::fmt::Write;

/// Canonical text; `None` where no rule was applied.
pub fn print(applied: &[Applied]) -> Option<String> {
    if applied.is_empty() {
        return None;
    }
    let mut out = String::from("suicha-shortage/1\n");
    for applied in applied {
        writeln!(out, "rule {}", applied.rule).expect("writing to a string cannot fail");
        for shortage in &applied.certificate.shortages {
            print_shortage(shortage, &mut out).expect("writing to a string cannot fail");
        }
    }
    Some(out)
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

//! Pseudonyms of one draw: `p01`, `p02`, … in an order drawn by the bureau, so that careers cannot
//! be tracked across draws. The order follows from the draw's salt key, which the commitment's
//! roots bind: after the pulse nobody can step behind another pseudonym.
//! `docs/draw-protocol.md` §2 and §3.

use super::digest::{Digest, hmac_sha256};
use super::id::{DrawId, InspectorId, Name};
use super::text::{Table, TextError};

const HEADER: &str = "pseudonym,inspector";

/// Pseudonyms of inspectors, in the order of the pseudonyms.
pub fn assign(
    salt_key: &[u8; 32],
    draw: &DrawId,
    attempt: u32,
    inspectors: &[InspectorId],
) -> Vec<(Name, InspectorId)> {
    let mut keyed: Vec<(Digest, &InspectorId)> =
        inspectors.iter().map(|id| (order(salt_key, draw, attempt, id.as_str()), id)).collect();
    keyed.sort();
    let width = inspectors.len().to_string().len().max(2);
    let name = |number: usize| Name::new(&format!("p{number:0width$}")).expect("a valid name");
    (1..).zip(keyed).map(|(number, (_, id))| (name(number), id.clone())).collect()
}

fn order(salt_key: &[u8; 32], draw: &DrawId, attempt: u32, inspector: &str) -> Digest {
    hmac_sha256(salt_key, format!("suicha/1/pseudonym:{draw}:{attempt}:{inspector}").as_bytes())
}

/// Text of `pseudonyms.csv`.
pub fn print(pseudonyms: &[(Name, InspectorId)]) -> String {
    let rows: String = pseudonyms.iter().map(|(name, id)| format!("{name},{id}\n")).collect();
    format!("{HEADER}\n{rows}")
}

/// Strict reader of `pseudonyms.csv`.
pub fn read(bytes: &[u8]) -> Result<Vec<(Name, InspectorId)>, TextError> {
    Table::<2>::open(bytes, HEADER)?
        .map(|row| row.and_then(|row| Ok((row.value(0)?, row.value(1)?))))
        .collect()
}

/// Reads `pseudonyms.csv` strictly and recomputes the order.
pub fn check(bytes: &[u8], salt_key: &[u8; 32], draw: &DrawId, attempt: u32) -> Result<(), TextError> {
    let found = read(bytes)?;
    let ids: Vec<InspectorId> = found.iter().map(|(_, id)| id.clone()).collect();
    for (line, (expected, found)) in (2..).zip(assign(salt_key, draw, attempt, &ids).iter().zip(&found)) {
        if expected != found {
            let rule = format!("the salt key gives {} to {}", expected.0, expected.1);
            return Err(TextError::at(line, &format!("{},{}", found.0, found.1), rule));
        }
    }
    Ok(())
}

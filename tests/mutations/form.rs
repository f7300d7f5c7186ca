//! Whether a file is still of its form (§1): what decides between check 4 and the check of what the
//! file says.

use suicha::core::bundle::{self, parse_drawn, parse_teams};
use suicha::core::frame::Frame;
use suicha::core::pairing::tables::{parse_inspectors, parse_recusals};
use suicha::core::plan::Plan;
use suicha::core::pseudonym;
use suicha::core::record::{ResultRecord, VoidRecord};
use suicha::core::replace::{Replaced, Request};
use suicha::core::seed::{Commitment, SeedTranscript};
use suicha::core::select::{parse_selected, parse_thresholds};

/// Whether the bytes can be read as what the file's name says.
pub fn holds(name: &str, bytes: &[u8]) -> bool {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    match name {
        bundle::COMMIT => Commitment::parse(bytes).is_ok(),
        bundle::SEED => SeedTranscript::parse(bytes).is_ok(),
        bundle::THRESHOLDS => parse_thresholds(bytes).is_ok(),
        bundle::TEAMS => parse_teams(bytes).is_ok(),
        bundle::INSPECTORS => parse_inspectors(text).is_ok(),
        bundle::RECUSALS => parse_recusals(text).is_ok(),
        bundle::RESULT => ResultRecord::parse(bytes).is_ok(),
        bundle::VOID => VoidRecord::parse(bytes).is_ok(),
        bundle::PSEUDONYMS => pseudonym::read(bytes).is_ok(),
        _ if name.starts_with("plan-") => Plan::parse(bytes).is_ok(),
        _ if name.starts_with("frame-") => Frame::parse(bytes).is_ok(),
        _ if name.starts_with("selected-") => parse_selected(bytes).is_ok(),
        _ if name.starts_with("drawn-") => parse_drawn(bytes).is_ok(),
        _ if name.starts_with("replace-1") => Request::parse(bytes).is_ok(),
        _ if name.starts_with("replaced-") => Replaced::parse(bytes).is_ok(),
        _ => true,
    }
}

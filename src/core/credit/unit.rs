//! Sums of money between the program (fen, integers) and the fields of the double publicity (双公示),
//! which want 万元 with six decimals: one fen is their last digit.

/// Fen of one 万元.
const WAN: u64 = 1_000_000;

/// The fen of a sum in 万元, with at most six decimals; `None` for anything else.
pub fn fen_of_wan(text: &str) -> Option<u64> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 6 {
        return None;
    }
    let fen: u64 = format!("{decimals:0<6}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(WAN)?.checked_add(fen)
}

/// The sum in 万元 with six decimals.
pub fn wan_of_fen(fen: u64) -> String {
    format!("{}.{:06}", fen / WAN, fen % WAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wan_have_six_decimals() {
        assert_eq!(fen_of_wan("5.000000"), Some(5_000_000), "50 000 yuan");
        assert_eq!(fen_of_wan("0.000001"), Some(1));
        assert_eq!(fen_of_wan("12"), Some(12_000_000));
        for bad in ["", ".5", "5.", "0.0000001", "-1", "1e3", "99999999999999999999", "1,000"] {
            assert_eq!(fen_of_wan(bad), None, "{bad}");
        }
        for fen in [0, 1, 999_999, 1_000_000, 123_456_789] {
            assert_eq!(fen_of_wan(&wan_of_fen(fen)), Some(fen));
        }
    }
}

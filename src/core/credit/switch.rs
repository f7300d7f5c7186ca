//! Open points of the law as dated switches (`data/credit/switches.csv`): each has a closed list of
//! positions or a number, and nobody's memory decides.

use super::rule::{Law, Rules};
use crate::core::cap::JointVisit;
use crate::core::text::number;
use crate::core::time::Date;
use crate::core::workdays::TermEnd;

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// 令45 against the tiers of 2025, on GSXT.
    GsxtPenaltyRegime,
    /// Whether older penalties keep their terms.
    OldPenalties,
    /// Consent of the next-higher bureau.
    SeriousUpperConsent,
    /// Whether a listing is shown once removed.
    DisplayAfterRemoval,
    /// How long the mark of an unreported individual business is shown.
    MarkDisplay,
    /// How a joint visit counts.
    JointVisits,
    /// Least days between two letters.
    LettersMinDays,
    /// Most days between two letters.
    LettersMaxDays,
    /// From when an event is late.
    LateDays,
    /// 巨额罚款, in fen.
    HugeFine,
    /// Sums from here on are taken for a mistake of units, in fen.
    FinePlausible,
    /// Where terms of months and years end.
    TermEnd,
    /// Working days after the notice in which a hearing can be asked for.
    HearingAskDays,
    /// Working days between the notice of a hearing and the hearing.
    HearingNoticeDays,
}

/// A version of a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switch {
    /// Which.
    pub key: Key,
    /// Its position: a word's place in [`Key::words`], or a number; `None` for the word `none`.
    pub position: Option<u64>,
    /// When, and on what basis.
    pub law: Law,
}

impl Key {
    /// All of them.
    pub const ALL: [Key; 14] = [
        Key::GsxtPenaltyRegime,
        Key::OldPenalties,
        Key::SeriousUpperConsent,
        Key::DisplayAfterRemoval,
        Key::MarkDisplay,
        Key::JointVisits,
        Key::LettersMinDays,
        Key::LettersMaxDays,
        Key::LateDays,
        Key::HugeFine,
        Key::FinePlausible,
        Key::TermEnd,
        Key::HearingAskDays,
        Key::HearingNoticeDays,
    ];

    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Key::GsxtPenaltyRegime => "gsxt-penalty-regime",
            Key::OldPenalties => "old-penalties",
            Key::SeriousUpperConsent => "serious-upper-consent",
            Key::DisplayAfterRemoval => "display-after-removal",
            Key::MarkDisplay => "mark-display",
            Key::JointVisits => "joint-visits",
            Key::LettersMinDays => "letters-min-days",
            Key::LettersMaxDays => "letters-max-days",
            Key::LateDays => "late-days",
            Key::HugeFine => "huge-fine",
            Key::FinePlausible => "fine-plausible",
            Key::TermEnd => "term-end",
            Key::HearingAskDays => "hearing-ask-days",
            Key::HearingNoticeDays => "hearing-notice-days",
        }
    }

    /// Its positions; none where it is a number.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Key::GsxtPenaltyRegime => &["tiers-2025", "order-45"],
            Key::OldPenalties => &["own", "new"],
            Key::SeriousUpperConsent => &["no", "yes"],
            Key::DisplayAfterRemoval => &["stays", "stops"],
            Key::MarkDisplay => &["open", "june-30"],
            Key::JointVisits => &["per-organ", "once"],
            Key::TermEnd => &["corresponding", "day-before"],
            _ => &[],
        }
    }

    /// Reads a position.
    pub fn position(self, text: &str) -> Result<Option<u64>, String> {
        let words = self.words();
        match words.iter().position(|word| *word == text) {
            Some(place) => Ok(Some(place as u64)),
            None if words.is_empty() && text == "none" => Ok(None),
            None if words.is_empty() => number(text).map(Some).ok_or_else(|| "a number, or none".into()),
            None => Err(words.join(", ")),
        }
    }
}

/// The positions of a day that the fold asks for again and again.
#[derive(Clone, Copy, Debug)]
pub struct Positions {
    /// GSXT keeps the terms of 令45.
    pub order_45: bool,
    /// Older penalties take the newer terms.
    pub new_terms: bool,
    /// A removed listing is no longer shown.
    pub stops: bool,
    /// The mark of IND-1 is shown until the next 30 June.
    pub june_30: bool,
    /// Terms end the day before.
    pub term_end: TermEnd,
    /// Days between two letters.
    pub letters: (i64, i64),
    /// Fen of a huge fine.
    pub huge: u64,
}

impl Positions {
    /// Those of a day.
    pub fn of(rules: &Rules, on: Date) -> Self {
        let number = |key| rules.switch(key, on).and_then(|switch| switch.position);
        let second = |key| number(key) == Some(1);
        let days = |key, none: i64| number(key).and_then(|n| i64::try_from(n).ok()).unwrap_or(none);
        Self {
            order_45: second(Key::GsxtPenaltyRegime),
            new_terms: second(Key::OldPenalties),
            stops: second(Key::DisplayAfterRemoval),
            june_30: second(Key::MarkDisplay),
            term_end: if second(Key::TermEnd) { TermEnd::DayBefore } else { TermEnd::Corresponding },
            letters: (days(Key::LettersMinDays, 0), days(Key::LettersMaxDays, i64::MAX)),
            huge: number(Key::HugeFine).unwrap_or(u64::MAX),
        }
    }
}

/// How joint visits count on a day.
pub fn joint_visits(rules: &Rules, on: Date) -> JointVisit {
    match rules.switch(Key::JointVisits, on).and_then(|switch| switch.position) {
        Some(1) => JointVisit::OnceInAll,
        _ => JointVisit::OncePerOrgan,
    }
}

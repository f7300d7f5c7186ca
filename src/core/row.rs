//! From a row of text to a checked value: rules, normalisation, issues.

/// A rule an input row can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The key is missing.
    KeyMissing,
}

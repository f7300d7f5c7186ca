//! Checked names: what may stand in a hashed text as an id, a name or a draw id
//! (`docs/draw-protocol.md` §1). Whether an id is a *correct* registry number is the business of
//! `core::identifier`; here only its alphabet and length count.

use std::fmt;

/// Why a text is not an id or a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a valid {what}: it must match {pattern}")]
pub struct BadName {
    what: &'static str,
    pattern: &'static str,
    text: String,
}

impl BadName {
    /// The same in Chinese.
    pub fn zh(&self) -> String {
        format!("{:?} 写法有误：须符合 {}", self.text, self.pattern)
    }
}

macro_rules! checked {
    ($(#[$doc:meta])* $name:ident, $what:literal, $pattern:literal, $max:literal, $allowed:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks alphabet and length.
            pub fn new(text: &str) -> Result<Self, BadName> {
                Self::check(text).map(|()| Self(text.into()))
            }

            /// The same without making one.
            pub fn check(text: &str) -> Result<(), BadName> {
                let allowed = $allowed;
                if (1..=$max).contains(&text.len()) && text.bytes().all(allowed) {
                    Ok(())
                } else {
                    Err(BadName { what: $what, pattern: $pattern, text: text.chars().take(80).collect() })
                }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = BadName;

            fn from_str(text: &str) -> Result<Self, BadName> {
                Self::new(text)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

checked!(
    /// Key of a subject (检查对象): a unified social credit code, an old registration number, or
    /// the key of another registry.
    SubjectId, "subject id", "[0-9A-Z_-]{1,64}", 64,
    |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'_' || b == b'-'
);
checked!(
    /// Key of an inspector (执法检查人员) inside the bureau: the enforcement card number (执法证号).
    InspectorId, "inspector id", "[0-9A-Z_-]{1,64}", 64,
    |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase() || b == b'_' || b == b'-'
);
checked!(
    /// A name in a hashed text: stratum, task, domain, reason, beacon, witness, pool, unit, tag
    /// or pseudonym.
    Name, "name", "[a-z0-9.-]{1,32}", 32,
    |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'.' || b == b'-'
);
checked!(
    /// Id of a draw (抽取): one ceremony.
    DrawId, "draw id", "[a-z0-9-]{1,32}", 32,
    |b: u8| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'-'
);

impl Name {
    /// A tag: a name that is none of the two words of the team grammar (§1, §6.1).
    pub fn tag(text: &str) -> Result<Self, BadName> {
        match text {
            "without" | "any" => Err(BadName {
                what: "tag",
                pattern: "[a-z0-9.-]{1,32}, neither \"without\" nor \"any\"",
                text: text.into(),
            }),
            _ => Self::new(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alphabets_and_lengths_are_held() {
        assert!(SubjectId::new("91320381100000008X").is_ok());
        assert!(SubjectId::new(&"A".repeat(64)).is_ok());
        for bad in ["", "9132038110000000８X", "91x", "a,b", &"A".repeat(65)] {
            assert!(SubjectId::new(bad).is_err(), "{bad:?}");
        }
        assert!(Name::new("audit.example").is_ok());
        for bad in ["", "High", "高", "a b", "a_b"] {
            assert!(Name::new(bad).is_err(), "{bad:?}");
        }
        assert!(Name::tag("without").is_err());
        assert!(DrawId::new("320381-2023-09").is_ok());
        assert!(DrawId::new("2023.09").is_err());
    }
}

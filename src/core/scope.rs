//! Conditions on subjects: which rows a task covers and which stratum a row belongs to. Written
//! with codes only, so that the rule itself can be published and recomputed (check 5).
//! `docs/draw-protocol.md` §11.

use super::registry::Subject;
use std::fmt;
use std::str::FromStr;

/// All conditions must hold; no condition at all covers everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<Condition>);

/// One field has one of these values.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    field: Field,
    values: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Group,
    Status,
    Region,
    Station,
    Industry,
    Label,
    Kind,
    Risk,
}

/// A code, or the start of one (`C13*`).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Value {
    text: String,
    prefix: bool,
}

const FIELDS: [(&str, Field); 8] = [
    ("group", Field::Group),
    ("status", Field::Status),
    ("region", Field::Region),
    ("station", Field::Station),
    ("industry", Field::Industry),
    ("label", Field::Label),
    ("kind", Field::Kind),
    ("risk", Field::Risk),
];

impl Scope {
    /// Whether a subject is covered.
    pub fn covers(&self, subject: &Subject) -> bool {
        self.0.iter().all(|condition| condition.holds(subject))
    }

    /// Whether the scope has no condition.
    pub fn is_everything(&self) -> bool {
        self.0.is_empty()
    }
}

impl Condition {
    fn holds(&self, subject: &Subject) -> bool {
        let any = |text: &str| self.values.iter().any(|value| value.fits(text));
        match self.field {
            Field::Group => any(subject.group.code()),
            Field::Status => any(subject.status.code()),
            Field::Region => any(&subject.region),
            Field::Station => subject.station.as_ref().is_some_and(|name| any(name.as_str())),
            Field::Industry => any(&subject.industry),
            Field::Label => subject.labels.iter().any(|label| any(label.as_str())),
            Field::Kind => any(subject.key_kind.code()),
            Field::Risk => subject.risk_class.as_ref().is_some_and(|class| any(class.as_str())),
        }
    }
}

impl Value {
    fn fits(&self, text: &str) -> bool {
        if self.prefix { text.starts_with(&self.text) } else { text == self.text }
    }
}

impl FromStr for Scope {
    type Err = String;

    /// Conditions `field=value|value` joined by single blanks; `*` after a value means "starts
    /// with". The word `all` is the scope without conditions.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "all" {
            return Ok(Self::default());
        }
        text.split(' ').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (field, values) = text
            .split_once('=')
            .ok_or_else(|| format!("a condition is written field=value|value, not {text:?}"))?;
        let known = FIELDS.iter().find(|(name, _)| *name == field);
        let Some((_, field)) = known else {
            let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
            return Err(format!("{field:?} is no field of a condition; the fields are {}", names.join(", ")));
        };
        let values = values.split('|').map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { field: *field, values })
    }
}

impl FromStr for Value {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (code, prefix) = match text.strip_suffix('*') {
            Some(code) => (code, true),
            None => (text, false),
        };
        let valid = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'-';
        if code.is_empty() || code.len() > 32 || !code.bytes().all(valid) {
            return Err(format!(
                "{text:?} is no code: [0-9A-Za-z.-]{{1,32}}, with * at the end for a prefix"
            ));
        }
        Ok(Self { text: code.into(), prefix })
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_everything() {
            return f.write_str("all");
        }
        for (i, condition) in self.0.iter().enumerate() {
            let name =
                FIELDS.iter().find(|(_, field)| *field == condition.field).map_or("", |(name, _)| name);
            write!(f, "{}{name}=", if i > 0 { " " } else { "" })?;
            for (k, value) in condition.values.iter().enumerate() {
                let (bar, star) = (if k > 0 { "|" } else { "" }, if value.prefix { "*" } else { "" });
                write!(f, "{bar}{}{star}", value.text)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_round_trip_and_bad_ones_are_refused() {
        for text in ["all", "group=enterprise|individual label=food", "industry=C13*|F52 region=3203*"] {
            assert_eq!(text.parse::<Scope>().unwrap().to_string(), text);
        }
        for bad in
            ["", "group", "colour=red", "group=", "group=a||b", "group=a  label=b", "label=食品", "region=*"]
        {
            assert!(bad.parse::<Scope>().is_err(), "{bad:?}");
        }
    }
}

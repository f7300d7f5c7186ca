//! JSON that is hashed: members in the order of their names, no blanks, whole numbers only, characters as
//! they are but for those JSON must escape (RFC 8785 for what is printed here). A printer and nothing
//! else: what people and programs read is laid out by others from the same value.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A count.
    Count(u64),
    /// Characters.
    Text(String),
    /// Some values in their order.
    List(Vec<Json>),
    /// Named values.
    Map(BTreeMap<&'static str, Json>),
}

impl Json {
    /// Characters.
    pub fn text(text: impl ToString) -> Self {
        Json::Text(text.to_string())
    }

    /// Characters, or `null`.
    pub fn maybe(text: Option<impl ToString>) -> Self {
        text.map_or(Json::Null, Json::text)
    }

    /// Named values; a name stands once.
    pub fn map<const N: usize>(members: [(&'static str, Json); N]) -> Self {
        Json::Map(BTreeMap::from(members))
    }

    /// The one text of the value.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Json::Count(count) => write!(out, "{count}").expect("writing to a string"),
            Json::Text(text) => quoted(text, out),
            Json::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    value.write(out);
                }
                out.push(']');
            }
            Json::Map(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    quoted(name, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => write!(out, "\\u{:04x}", c as u32).expect("writing to a string"),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_text() {
        let value = Json::map([
            ("b", Json::List(vec![Json::Count(10), Json::Null, Json::Flag(true)])),
            ("a", Json::text("某\"\\\u{1}\n/")),
        ]);
        assert_eq!(value.print(), "{\"a\":\"某\\\"\\\\\\u0001\\n/\",\"b\":[10,null,true]}");
    }
}

//! What a mapping says about rows as a whole: by which fields duplicates are known, and which
//! fields may not be empty.

use super::held::Latest;
use super::mapping::Mapping;
use crate::core::row::{self, Field, FromRow, Reading, Row};

/// What a mapping says about rows as a whole.
pub(super) struct Rules {
    by: Vec<Field>,
    by_key: bool,
    /// Of several rows of one key the latest stands.
    pub latest: Option<Latest>,
    /// A row without one of these fields is skipped.
    pub skip_empty: Vec<Field>,
    /// A row without one of these fields is warned about.
    pub warn_empty: Vec<Field>,
}

impl Rules {
    pub fn of<T: FromRow>(mapping: Option<&Mapping>) -> Self {
        let by = mapping.and_then(Mapping::duplicate_by);
        Self {
            by_key: by.as_deref().is_none_or(|by| by == T::KEY),
            by: by.unwrap_or_default(),
            latest: mapping.and_then(Mapping::keeps_latest),
            skip_empty: mapping.map(Mapping::skip_empty).unwrap_or_default(),
            warn_empty: mapping.map(Mapping::warn_empty).unwrap_or_default(),
        }
    }

    /// Writes the text by which a row's duplicates are known; `false` if its key is refused.
    pub fn key<T: FromRow>(&self, row: &Row<'_>, reading: &Reading<'_>, key: &mut String) -> bool {
        key.clear();
        if self.by_key {
            return T::key_of(row, reading, key);
        }
        for field in &self.by {
            key.push_str(&row::clean::text(&row.get(*field)).text.to_uppercase());
            key.push('\u{1f}');
        }
        T::key_of(row, reading, &mut String::new())
    }
}

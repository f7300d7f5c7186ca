//! How a field of a fact becomes a column. One macro writes the record, its columns and its frame from one
//! list, so that none of the three can say something else.

use crate::core::time::Date;
use polars::prelude::*;

/// A value of a field.
pub trait Cell: Sized {
    /// Its type in the file.
    fn kind() -> DataType;

    /// A column of it.
    fn column<'a>(name: &str, values: impl Iterator<Item = &'a Self>) -> Column
    where
        Self: 'a;
}

fn days(day: &Date) -> i32 {
    day.days() as i32
}

macro_rules! cells {
    ($($own:ty, $kind:expr, |$value:ident| $as:expr, $cast:expr;)*) => { $(
        impl Cell for $own {
            fn kind() -> DataType {
                $kind
            }

            fn column<'a>(name: &str, values: impl Iterator<Item = &'a Self>) -> Column {
                let values: Vec<_> = values.map(|$value| $as).collect();
                let series = Series::new(name.into(), values);
                if $cast { series.cast(&Self::kind()).expect("days as dates").into() } else { series.into() }
            }
        }
    )* };
}

cells! {
    String, DataType::String, |value| value.as_str(), false;
    Option<String>, DataType::String, |value| value.as_deref(), false;
    bool, DataType::Boolean, |value| *value, false;
    Option<bool>, DataType::Boolean, |value| *value, false;
    u32, DataType::UInt32, |value| *value, false;
    u64, DataType::UInt64, |value| *value, false;
    Option<u64>, DataType::UInt64, |value| *value, false;
    i64, DataType::Int64, |value| *value, false;
    Date, DataType::Date, |value| days(value), true;
    Option<Date>, DataType::Date, |value| value.as_ref().map(days), true;
}

/// A kind of fact.
pub trait Fact: Sized {
    /// Name of its file, without `.parquet`.
    const NAME: &'static str;

    /// Its columns.
    fn schema() -> Schema;

    /// Its rows.
    fn frame(rows: &[Self]) -> DataFrame;
}

macro_rules! facts {
    ($($(#[$doc:meta])* $row:ident $name:literal { $($(#[$what:meta])* $field:ident: $kind:ty,)* })*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $row { $($(#[$what])* pub $field: $kind,)* }

        impl $crate::report::facts::Fact for $row {
            const NAME: &'static str = $name;

            fn schema() -> polars::prelude::Schema {
                use $crate::report::facts::Cell;
                polars::prelude::Schema::from_iter([
                    $((stringify!($field).into(), <$kind as Cell>::kind()),)*
                ])
            }

            fn frame(rows: &[Self]) -> polars::prelude::DataFrame {
                use $crate::report::facts::Cell;
                let columns = vec![
                    $(<$kind as Cell>::column(stringify!($field), rows.iter().map(|row| &row.$field)),)*
                ];
                polars::prelude::DataFrame::new(rows.len(), columns).expect("columns of one length")
            }
        }
    )* };
}
pub(super) use facts;

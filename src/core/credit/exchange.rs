//! The exchange with other departments (信用信息交换): what is public of the standing of a day as records of
//! the tables in the [`Dictionary`], and why a record that was there is there no more. A function of events,
//! rules and day: what was sent before is told again, not remembered. Files and digests are the caller's.

mod cells;
mod dictionary;
mod gone;

pub use cells::{Party, Record, Scene, csv_line};
pub use dictionary::{Column, Dictionary, Form, Table};
pub use gone::{Gone, gone};

//! Supervision reports: numbers for people, from values that `command` has read. No archive and no clock
//! here. Numbers are integers as long as they count; floats begin where a rate is estimated.

pub mod estimate;

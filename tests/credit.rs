//! Credit supervision: golden cases written by hand from the law, any order of the events of a day,
//! prefixes, and rule files that must be refused.

mod case;
mod cases;
mod files;
mod orders;
mod procedure;

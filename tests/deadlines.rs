//! Statutory clocks: the table of rules, the clocks it starts, the digests, and the command.

mod bureau;
mod clocks;
mod results;
mod rules;

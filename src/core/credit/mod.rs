//! The credit archive (信用档案) as a function: append-only dated [`event`]s and dated rules ([`rule`])
//! give, for any legal day, what holds for a subject ([`fold`]): lists, penalties with both disclosure
//! clocks, measures, triggers, duties, and proposals an officer decides on. Nothing here decides, and
//! nothing is stored: a past day is folded again under the rules in force then. Not an archive and not
//! a publisher: who sees what is the business of others, and classes ([`risk`]) are never public.

pub mod act;
pub mod case;
pub mod check;
mod code;
mod details;
pub mod event;
pub mod exchange;
pub mod fact;
pub mod feedback;
mod file;
pub mod fold;
pub mod intake;
pub mod letter;
pub mod public;
pub mod report;
pub mod risk;
pub mod rule;
pub mod ruleset;
pub mod settled;
pub mod standing;
pub mod stats;
pub mod switch;
pub mod told;
pub mod unit;
mod verb;
pub mod words;

pub use act::{Act, Letter};
pub use check::{Refusal, check};
pub use code::Code;
pub use details::{Details, Field};
pub use event::Event;
pub use fact::{At, Fact, History, Unknown};
pub use file::headings;
pub use fold::Question;
pub use risk::next_classing;
pub use rule::Rules;
pub use ruleset::RuleSet;
pub use standing::Standing;
pub use verb::Verb;

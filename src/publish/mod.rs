//! What leaves the bureau: evidence bundles as directories, and documents for people. The contents
//! are the core's; here they meet the disk and the paper.

pub mod bundle;
pub mod credit;
pub mod document;
pub mod forms;
pub mod period;

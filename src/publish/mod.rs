//! What leaves the bureau: evidence bundles as directories. The contents are the core's; here they
//! meet the disk.

pub mod bundle;

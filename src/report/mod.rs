//! Reports: what the archive holds, counted, estimated and drawn. Computes from values it is given and reads
//! no archive; `command/report` gathers. Numbers are integers as long as they count; floats begin where a
//! rate is estimated or a place on a page computed. `docs/ARCHITECTURE.md`.

pub mod charts;
pub mod compare;
pub mod estimate;
pub mod facts;
pub mod figure;
pub mod files;
pub mod names;
pub mod narrative;
pub mod table;
pub mod tables;

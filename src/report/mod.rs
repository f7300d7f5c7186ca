//! Reports: what the archive holds, counted and drawn. Computes from values it is given and reads no
//! archive; `command/report` gathers. `docs/ARCHITECTURE.md`.

pub mod figure;

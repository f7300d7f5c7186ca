//! Suicha (随查): verifiable "double random" inspections (双随机、一公开).

pub mod core;
pub mod error;
pub mod workers;

pub mod beacon;

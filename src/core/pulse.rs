//! Pulses (placeholder).

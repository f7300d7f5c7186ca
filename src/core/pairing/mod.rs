//! The second draw (placeholder).

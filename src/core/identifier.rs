//! Registry numbers (placeholder).

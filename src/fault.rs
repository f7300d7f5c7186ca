//! Places where a test can make the process die as if the power had gone. Not a feature: nothing
//! is armed unless the hidden test variable of the program, or a test, asks for it, and then the
//! process aborts without running destructors.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Points inside a writing transaction, in the order in which they are passed.
pub const POINTS: [&str; 4] = ["archive.begin", "archive.half", "archive.commit", "archive.committed"];

static ARMED: OnceLock<Armed> = OnceLock::new();
static PASSED: AtomicU64 = AtomicU64::new(0);

enum Armed {
    /// The first pass of a point of that name.
    Name(String),
    /// The point passed as the n-th of all, from 1.
    Number(u64),
}

/// Makes the process abort when it reaches the point of that name, or, given a number, the point
/// that it passes as the n-th of all. The first call counts.
pub fn arm(point: &str) {
    ARMED.get_or_init(|| point.parse().map_or_else(|_| Armed::Name(point.to_owned()), Armed::Number));
}

/// Aborts the process if this point is armed; costs one load otherwise.
pub fn point(name: &str) {
    let due = match ARMED.get() {
        None => false,
        Some(Armed::Name(armed)) => armed == name,
        Some(Armed::Number(number)) => PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *number,
    };
    if due {
        std::process::abort();
    }
}

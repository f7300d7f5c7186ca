//! Places where a test can make the process die as if the power had gone. Not a feature: nothing
//! is armed unless the hidden test variable of the program, or a test, asks for it, and then the
//! process aborts without running destructors.

use std::sync::OnceLock;

/// Points inside a writing transaction, in the order in which they are passed.
pub const POINTS: [&str; 4] = ["archive.begin", "archive.half", "archive.commit", "archive.committed"];

static ARMED: OnceLock<String> = OnceLock::new();

/// Makes the process abort when it reaches the point of that name. The first call counts.
pub fn arm(name: &str) {
    ARMED.get_or_init(|| name.to_owned());
}

/// Aborts the process if this point is armed; costs one load otherwise.
pub fn point(name: &str) {
    if ARMED.get().is_some_and(|armed| armed == name) {
        std::process::abort();
    }
}

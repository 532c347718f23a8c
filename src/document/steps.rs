//! Counts the steps of a check against a schema, and ends one that would go on for ever.
//!
//! A schema of a few lines can refer to a part of itself twice, that part to another, and so on: after forty such lines every value
//! would be looked at a million million times. `jsonschema` has no limit for that, and cannot be stopped from outside; but
//! wherever it asks for a value, or follows a reference, it calls what takes steps here.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    /// The steps that are left to the check that this thread makes; as many as there are numbers where none are counted.
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// There are no steps left.
struct UsedUp;

/// Runs a check that may take so many steps. `None` where it takes more.
pub(super) fn within<T>(steps: u64, check: impl FnOnce() -> T) -> Option<T> {
    let before = LEFT.replace(steps);
    // What the check had begun is given up as a whole.
    let outcome = panic::catch_unwind(AssertUnwindSafe(check));
    LEFT.set(before);
    match outcome {
        Ok(done) => Some(done),
        Err(used_up) if used_up.is::<UsedUp>() => None,
        Err(fault) => panic::resume_unwind(fault),
    }
}

/// Takes steps. Where none are left it does not come back, and says nothing: no hook of a panic is called.
pub(super) fn take(steps: u64) {
    let left = LEFT.get();
    if left == u64::MAX {
        return;
    }
    match left.checked_sub(steps) {
        Some(rest) => LEFT.set(rest),
        None => panic::resume_unwind(Box::new(UsedUp)),
    }
}

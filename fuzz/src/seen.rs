//! What was checked already: of the inputs that a fuzzer thinks of, three in ten come to the same as an earlier one.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};
use std::sync::{Mutex, PoisonError};

/// Whether this is the first input of the run that comes to the same. Of some ten million hashes, two are the same by chance once
/// in a hundred thousand runs.
pub fn is_first(input: impl Hash) -> bool {
    static SEEN: Mutex<HashSet<u64, BuildHasherDefault<DefaultHasher>>> =
        Mutex::new(HashSet::with_hasher(BuildHasherDefault::new()));
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(input);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.insert(hash)
}

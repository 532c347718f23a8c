//! A fault in a document: what is wrong, exactly where, and how to mend it.

use std::ops::Range;

/// One thing that is wrong with a document. Plain data: rules turn it into a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The place as a JSON Pointer (RFC 6901).
    pub pointer: String,
    /// The bytes of the offending key or value.
    pub range: Range<usize>,
    /// What is wrong, in plain words.
    pub message: String,
    /// How to mend it, where that can be said.
    pub help: Option<String>,
}

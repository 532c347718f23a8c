//! Digests of texts: SHA-256 (FIPS 180-4) in lower-case hexadecimal digits.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The hash of some texts, each told apart from the next.
pub(crate) fn digest<const N: usize>(parts: [impl AsRef<str>; N]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    hex(&hasher.finalize())
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
            let _ = write!(out, "{byte:02x}");
            out
        })
}

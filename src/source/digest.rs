//! Digests of texts: SHA-256 (FIPS 180-4) in lower-case hexadecimal digits.

use sha2::{Digest, Sha256};

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
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
    ];
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut out = String::with_capacity(bytes.len() * 2);
    out.extend(halves.map(|half| DIGITS[usize::from(half)]));
    out
}

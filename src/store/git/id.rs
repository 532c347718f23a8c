//! The id of an object, kept short: there may be one for each file of a large project.

use crate::hex::{hex, unhex};
use std::fmt;

/// The id of an object: SHA-1 or, in a repository of that kind, SHA-256.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Id {
    bytes: [u8; 32],
    /// Of the bytes; 0 for what is no id, which no object has.
    length: u8,
}

impl Id {
    /// The id that is written in hexadecimal.
    pub(super) fn of(hexadecimal: &[u8]) -> Self {
        Self::parse(hexadecimal).unwrap_or_default()
    }

    fn parse(hexadecimal: &[u8]) -> Option<Self> {
        if let Some(bytes) = unhex(hexadecimal) {
            return Some(Self { bytes, length: 32 });
        }
        let sha1: [u8; 20] = unhex(hexadecimal)?;
        let mut bytes = [0; 32];
        bytes[..sha1.len()].copy_from_slice(&sha1);
        Some(Self { bytes, length: 20 })
    }

    /// The hash.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.bytes()))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ce013625030ba8dba906f756967f9e9ca394464a", true)]
    #[case(
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
        true
    )]
    #[case("CE013625030BA8DBA906F756967F9E9CA394464A", false)]
    #[case("ce013625", false)]
    #[case("ce013625030ba8dba906f756967f9e9ca394464a0", false)]
    #[case("ge013625030ba8dba906f756967f9e9ca394464a", false)]
    #[case("", false)]
    fn is_written_as_it_is_read(#[case] written: &str, #[case] is_id: bool) {
        let expected = if is_id { written } else { "" };
        assert_eq!(Id::of(written.as_bytes()).to_string(), expected);
    }
}

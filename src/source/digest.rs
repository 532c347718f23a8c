//! Digests of texts: SHA-256 (FIPS 180-4) in lower-case hexadecimal digits.

use crate::hex::{hex, unhex};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;

/// A SHA-256. There are many in memory at a time: only where it is written does it become digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256Sum([u8; 32]);

impl Sha256Sum {
    /// That of all that was hashed.
    pub(super) fn of(hashed: Sha256) -> Self {
        Self(hashed.finalize().into())
    }

    /// Its first twelve digits: enough to tell it from others.
    pub fn short(&self) -> String {
        hex(&self.0[..6])
    }

    /// Reads 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text.as_bytes()).map(Self)
    }
}

impl fmt::Display for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for Sha256Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Sha256Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(&self.0))
    }
}

impl<'d> Deserialize<'d> for Sha256Sum {
    fn deserialize<D: Deserializer<'d>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a SHA-256"))
    }
}

/// The hash of some texts, each told apart from the next.
pub(crate) fn digest<const N: usize>(parts: [impl AsRef<str>; N]) -> Sha256Sum {
    let mut hasher = Sha256::new();
    for part in parts {
        let part = part.as_ref();
        hasher.update(part.len().to_be_bytes());
        hasher.update(part);
    }
    Sha256Sum::of(hasher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_is_written_is_read() {
        let sum = digest(["a", "b"]);
        assert_eq!(Sha256Sum::parse(&sum.to_string()), Some(sum));
        let json = serde_json::to_string(&sum).unwrap();
        assert_eq!(json, format!("\"{sum}\""));
        assert_eq!(serde_json::from_str::<Sha256Sum>(&json).unwrap(), sum);
        assert_ne!(digest(["ab", ""]), digest(["a", "b"]));
    }

    #[rstest]
    #[case("")]
    #[case("00")]
    #[case(&"0".repeat(63))]
    #[case(&"0".repeat(66))]
    #[case(&"A".repeat(64))]
    #[case(&"é".repeat(32))]
    fn anything_else_is_none(#[case] text: &str) {
        assert_eq!(Sha256Sum::parse(text), None);
    }
}

//! The id of an object, kept short: there may be one for each file of a large project.

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
        let (digits, rest) = hexadecimal.as_chunks();
        let mut bytes = [0; 32];
        for (byte, [high, low]) in bytes.get_mut(..digits.len())?.iter_mut().zip(digits) {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
        let is_whole = matches!(digits.len(), 20 | 32) && rest.is_empty();
        is_whole.then_some(Self {
            bytes,
            length: u8::try_from(digits.len()).ok()?,
        })
    }

    /// The hash.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.bytes().iter();
        bytes.try_for_each(|byte| write!(f, "{byte:02x}"))
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

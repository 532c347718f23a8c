//! Bytes as hexadecimal digits, as hashes and ids are written.

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let mut out = String::with_capacity(bytes.len() * 2);
    out.extend(halves.map(|half| char::from(b"0123456789abcdef"[usize::from(half)])));
    out
}

/// So many bytes from twice as many lower-case hexadecimal digits.
pub(crate) fn unhex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let (pairs, []) = digits.as_chunks() else {
        return None;
    };
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    if pairs.len() != N {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(hex(&[0, 0x9a, 0xff]), "009aff");
        assert_eq!(unhex(b"009aff"), Some([0, 0x9a, 0xff]));
    }

    #[rstest]
    #[case("")]
    #[case("009a")]
    #[case("009aff0")]
    #[case("009aff00")]
    #[case("009AFF")]
    #[case("009afg")]
    fn anything_else_is_none(#[case] digits: &str) {
        assert_eq!(unhex::<3>(digits.as_bytes()), None);
    }
}

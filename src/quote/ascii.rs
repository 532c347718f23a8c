//! Where a text leaves ASCII: most of most texts is read faster than character by character.

/// The first byte from `from` on that is not of ASCII.
pub(super) fn beyond_ascii(bytes: &[u8], from: usize) -> Option<usize> {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (eights, rest) = bytes[from..].as_chunks();
    let mut at = from;
    for eight in eights {
        let others = u64::from_le_bytes(*eight) & HIGH;
        if others != 0 {
            return Some(at + others.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let among = rest.iter().position(|byte| !byte.is_ascii())?;
    Some(at + among)
}

#[cfg(test)]
mod tests {
    use super::beyond_ascii;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_is_found(text in "([ -~]{0,9}|é){0,9}", from in 0_usize..90) {
            let from = from.min(text.len());
            let among = text.as_bytes()[from..].iter().position(|byte| !byte.is_ascii());
            prop_assert_eq!(beyond_ascii(text.as_bytes(), from), among.map(|at| from + at));
        }
    }
}

//! Files that git keeps elsewhere: what stands in a commit is then a pointer, a few lines that name the content by its hash
//! (git-lfs, `docs/spec.md`).

use crate::hex::{hex, unhex};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The first line of every pointer.
const VERSION: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// A pointer is shorter, in bytes.
const LONGEST: usize = 1024;

/// What stands in a commit in the place of a file's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// SHA-256 of the content.
    hash: [u8; 32],
    /// Length of the content, in bytes.
    size: usize,
}

impl Pointer {
    /// Reads a pointer; `None` where the bytes are none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let lines = bytes.strip_prefix(VERSION)?;
        let lines = str::from_utf8(lines)
            .ok()
            .filter(|_| bytes.len() < LONGEST)?;
        let value = |key: &str| lines.lines().find_map(|line| line.strip_prefix(key));
        Some(Self {
            hash: unhex(value("oid sha256:")?.as_bytes())?,
            size: value("size ")?.parse().ok()?,
        })
    }

    /// Whether these bytes are the content.
    pub(super) fn is_of(&self, content: &[u8]) -> bool {
        self.size == content.len() && Sha256::digest(content)[..] == self.hash
    }

    /// Where git-lfs keeps the content, in the repository's folder: a folder, and a file in it.
    pub(super) fn place(&self) -> (PathBuf, String) {
        let hash = hex(&self.hash);
        let folder = Path::new("lfs/objects").join(&hash[..2]).join(&hash[2..4]);
        (folder, hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const HASH: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    fn pointer(oid: &str, size: &str) -> String {
        format!("version https://git-lfs.github.com/spec/v1\noid {oid}\nsize {size}\n")
    }

    #[test]
    fn a_pointer_names_its_content() {
        let pointer = Pointer::read(pointer(&format!("sha256:{HASH}"), "5").as_bytes()).unwrap();
        assert!(pointer.is_of(b"hello"));
        assert!(!pointer.is_of(b"hullo"));
        assert!(!pointer.is_of(b"hello\n"));
    }

    #[rstest]
    #[case::text("The bridge is open.\n".to_owned())]
    #[case::text_about_it(format!("Of pointers:\n{}", pointer(&format!("sha256:{HASH}"), "5")))]
    #[case::other_hash(pointer(&format!("md5:{HASH}"), "5"))]
    #[case::cut_hash(pointer("sha256:2cf2", "5"))]
    #[case::no_size(pointer(&format!("sha256:{HASH}"), "five"))]
    #[case::long(pointer(&format!("sha256:{HASH}"), "5") + &"x".repeat(1024))]
    fn what_is_no_pointer_is_text(#[case] text: String) {
        assert_eq!(Pointer::read(text.as_bytes()), None);
    }
}

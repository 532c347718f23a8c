//! By what git knows the content of a file: the hash of it with a head before it (git-hash-object(1)).

use super::id::Id;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Whether the blob of that id is this content. That two contents are made to have the same SHA-1 does not matter: git takes
/// neither of such two in.
pub(super) fn is_blob(content: &[u8], id: Id) -> bool {
    match id.bytes().len() {
        20 => hash::<Sha1>(content) == id.bytes(),
        32 => hash::<Sha256>(content) == id.bytes(),
        _ => false,
    }
}

fn hash<D: Digest>(content: &[u8]) -> Vec<u8> {
    let head = format!("blob {}\0", content.len());
    let hash = D::new().chain_update(head).chain_update(content);
    hash.finalize().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // As `git hash-object --stdin` says, without and with `--object-format=sha256`.
    #[rstest]
    #[case(b"", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", true)]
    #[case(b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a", true)]
    #[case(
        b"",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
        true
    )]
    #[case(b"hello", "ce013625030ba8dba906f756967f9e9ca394464a", false)]
    #[case(b"hello\n", "CE013625030BA8DBA906F756967F9E9CA394464A", false)]
    #[case(b"hello\n", "ce013625", false)]
    fn is_known_by_its_hash(#[case] content: &[u8], #[case] id: &str, #[case] expected: bool) {
        assert_eq!(is_blob(content, Id::of(id.as_bytes())), expected);
    }
}

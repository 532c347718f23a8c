//! Reads a source: its descriptor, its text and the text's hash.

use super::Descriptor;
use crate::store::{ReadError, Store};
use crate::text::{EncodingFault, Text};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// A source that was read as far as that was possible.
#[derive(Debug)]
pub struct Source {
    /// The id: the descriptor's file name without `.json`.
    pub id: String,
    /// The descriptor, if there is one that can be read.
    pub descriptor: Option<Descriptor>,
    /// Path of the text file, if it is known.
    pub text_path: Option<String>,
    /// The text, or why it cannot be had. Nothing that was not read is ever judged.
    pub text: Result<Text, Unreadable>,
    /// SHA-256 (FIPS 180-4) of the text file with CRLF read as LF, in lower-case hexadecimal digits.
    pub sha256: Option<String>,
}

/// Why a source's text cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// There is no descriptor.
    NoDescriptor,
    /// The descriptor is a file that cannot be read, or does not say which text is meant.
    BadDescriptor(Option<ReadError>),
    /// There is no text file.
    NoText,
    /// The text or the descriptor is a link out of the root.
    OutsideRoot,
    /// The text file cannot be read.
    BadText(ReadError),
    /// The text is not UTF-8.
    NotUtf8(EncodingFault),
}

/// Reads the source `id` from the folder `folder` of the store, and hashes its text.
pub fn load(store: &dyn Store, folder: &str, id: &str) -> Source {
    read(store, folder, id, sha256)
}

/// The text file's path and the text, without the hash: for a search in many texts.
pub fn load_text(store: &dyn Store, folder: &str, id: &str) -> Option<(String, Text)> {
    let source = read(store, folder, id, |_| String::new());
    Some((source.text_path?, source.text.ok()?))
}

fn read(store: &dyn Store, folder: &str, id: &str, hash: impl Fn(&[u8]) -> String) -> Source {
    let path = format!("{folder}/{id}.json");
    let mut source = Source {
        id: id.to_owned(),
        descriptor: None,
        text_path: None,
        text: Err(Unreadable::NoDescriptor),
        sha256: None,
    };
    let descriptor = match store.read(&path) {
        Ok(bytes) => Descriptor::parse(path, id, bytes),
        Err(ReadError::Missing) => return source,
        Err(ReadError::OutsideRoot) => {
            source.text = Err(Unreadable::OutsideRoot);
            return source;
        }
        Err(error) => {
            source.text = Err(Unreadable::BadDescriptor(Some(error)));
            return source;
        }
    };
    source.text_path = descriptor
        .text_file
        .as_ref()
        .map(|name| format!("{folder}/{name}"));
    source.descriptor = Some(descriptor);
    source.text = match &source.text_path {
        None => Err(Unreadable::BadDescriptor(None)),
        Some(path) => match store.read(path) {
            Ok(bytes) => {
                source.sha256 = Some(hash(&bytes));
                Text::decode_source(bytes).map_err(Unreadable::NotUtf8)
            }
            Err(ReadError::Missing | ReadError::LinkToNothing) => Err(Unreadable::NoText),
            Err(ReadError::OutsideRoot) => Err(Unreadable::OutsideRoot),
            Err(error) => Err(Unreadable::BadText(error)),
        },
    };
    source
}

/// The hash by which a text file is pinned: SHA-256 of its bytes with CRLF read as LF, in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hasher = Sha256::new();
    let mut from = 0;
    for at in memchr::memmem::find_iter(bytes, b"\r\n") {
        hasher.update(&bytes[from..at]);
        from = at + 1;
    }
    hasher.update(&bytes[from..]);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carriage_returns_do_not_change_the_hash() {
        assert_eq!(sha256(b"a\r\nb\r\n"), sha256(b"a\nb\n"));
        assert_ne!(sha256(b"a\rb"), sha256(b"a\nb"));
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}

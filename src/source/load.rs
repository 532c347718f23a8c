//! Reads a source: its descriptor, its text and the text's hash.

use super::{Descriptor, LongText, LongTexts, Sha256Sum};
use crate::claim::Date;
use crate::content::Content;
use crate::figure::Language;
use crate::store::{Kept, Pointer, ReadError, Store};
use crate::text::{BYTE_ORDER_MARK, EncodingFault, Text};
use foldhash::SharedSeed;
use foldhash::quality::SeedableRandomState;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::collections::hash_map;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::{Arc, LazyLock};

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
    pub text: Result<Arc<Text>, Unreadable>,
    /// SHA-256 (FIPS 180-4) of the text file with CRLF read as LF.
    pub sha256: Option<Sha256Sum>,
    /// The text file, where it was kept open.
    pub kept: Option<Kept>,
}

impl Source {
    /// The same without what its text says; whether it could be read stays known.
    #[must_use]
    pub fn without_text(self) -> Self {
        Self {
            text: self.text.map(|_| Arc::new(Text::new(""))),
            ..self
        }
    }
}

/// What a source is known by, for all that speak of it, and what all citations of it are asked for: kept once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedSource {
    /// Its id.
    pub id: Box<str>,
    /// Path of its text file, relative to the root, where it is known.
    pub file: Option<Box<str>>,
    /// The day on which it was published, where its descriptor says so.
    pub published: Option<Date>,
    /// The language that its numbers in words are read in, where its descriptor says so.
    pub language: Option<Language>,
}

impl CitedSource {
    /// A source of which a report has the names alone.
    pub fn named(id: impl Into<Box<str>>, file: Option<Box<str>>) -> Self {
        Self {
            id: id.into(),
            file,
            published: None,
            language: None,
        }
    }

    /// A source that was read.
    pub fn of(source: &Source) -> Self {
        let descriptor = source.descriptor.as_ref();
        let published = descriptor.and_then(|descriptor| descriptor.published.as_ref());
        let language = descriptor.and_then(|descriptor| descriptor.language.as_deref());
        Self {
            published: published.map(|published| published.value.clone()),
            language: language.and_then(Language::from_tag),
            ..Self::named(&*source.id, source.text_path.as_deref().map(Box::from))
        }
    }
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

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDescriptor => write!(f, "it has no descriptor"),
            Self::BadDescriptor(Some(error)) => {
                write!(f, "its descriptor cannot be read: {error}")
            }
            Self::BadDescriptor(None) => {
                write!(f, "its descriptor does not say which text is meant")
            }
            Self::NoText => write!(f, "it has no text file"),
            Self::OutsideRoot => write!(f, "it links to a file outside the project's root"),
            Self::BadText(error) => write!(f, "its text cannot be read: {error}"),
            Self::NotUtf8(fault) => write!(
                f,
                "its text is not UTF-8: byte 0x{:02X} at line {}, column {}",
                fault.value, fault.place.line, fault.place.column
            ),
        }
    }
}

/// Reads the source `id` from the folder `folder` of the store, and hashes its text.
pub fn load(store: &dyn Store, folder: &str, id: &str) -> Source {
    read(
        store,
        folder,
        id,
        For::This,
        |_| None,
        |bytes| Some(sha256(bytes)),
    )
}

/// The same, among others that may have the same long text.
pub fn load_sharing(store: &dyn Store, folder: &str, id: &str, long: &LongTexts) -> Source {
    let at_hand = |path: &str| {
        let long = long.at(store, path);
        long.filter(|long| long.sha256.is_some())
    };
    let mut is_new = false;
    let source = read(store, folder, id, For::This, at_hand, |bytes| {
        is_new = is_long(bytes);
        Some(sha256(bytes))
    });
    if is_new {
        keep_for_others(&source, store, long);
    }
    source
}

/// Keeps a long text for other sources that may have it as well.
fn keep_for_others(source: &Source, store: &dyn Store, long: &LongTexts) {
    if let Some(path) = &source.text_path {
        let text = LongText {
            text: source.text.clone(),
            sha256: source.sha256,
        };
        long.keep(store, path, text);
    }
}

/// The text file's path and the text, without the hash: for a search in many texts, of which `long` are at hand.
///
/// # Errors
/// Where the text cannot be had.
pub fn load_text(
    store: &dyn Store,
    folder: &str,
    id: &str,
    long: &LongTexts,
) -> Result<(String, Arc<Text>), Unreadable> {
    let descriptor = store.read(&format!("{folder}/{id}.json"));
    if !descriptor.is_ok_and(|bytes| names_no_text(&bytes)) {
        let mut is_new = false;
        let source = read(
            store,
            folder,
            id,
            For::This,
            |path| long.at(store, path),
            |bytes| {
                is_new = is_long(bytes);
                None
            },
        );
        if is_new {
            keep_for_others(&source, store, long);
        }
        return Ok((source.text_path.unwrap_or_default(), source.text?));
    }
    let path = format!("{folder}/{id}.txt");
    let text = match long.at(store, &path) {
        Some(long) => long.text?,
        None => Arc::new(read_text(store, &path)?),
    };
    Ok((path, text))
}

/// Whether a descriptor is sound JSON and names no text file, told without the price of a full check.
fn names_no_text(descriptor: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default, deserialize_with = "present")]
        text: bool,
    }
    fn present<'d, D: serde::Deserializer<'d>>(deserializer: D) -> Result<bool, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| true)
    }
    // An escape may be half a character, which is no sound JSON, or spell a key in another way.
    let has_escapes = memchr::memmem::find(descriptor, b"\\u").is_some();
    let head = std::str::from_utf8(descriptor).map(serde_json::from_str::<Head>);
    !has_escapes && head.is_ok_and(|head| head.is_ok_and(|head| !head.text))
}

/// Reads the source as [`load`] does, to be read again in the same check, while `look` looks at its text. Until a long text is
/// hashed, `look` sees no hash; and none that another source has as well, and is at hand, is looked at.
pub fn load_and_look<T: Send>(
    store: &dyn Store,
    folder: &str,
    id: &str,
    long: &LongTexts,
    look: impl FnOnce(&Source, &Text) -> T + Send,
) -> (Source, Option<T>) {
    // Of a long file that is still to be hashed, whether it has a byte order mark.
    let mut unhashed = None;
    let mut is_at_hand = false;
    let at_hand = |path: &str| {
        let long = long.at(store, path).filter(|long| long.sha256.is_some());
        is_at_hand = long.is_some();
        long
    };
    let mut source = read(store, folder, id, For::More, at_hand, |bytes| {
        if is_long(bytes) {
            unhashed = Some(bytes.starts_with(BYTE_ORDER_MARK.as_bytes()));
            return None;
        }
        Some(sha256(bytes))
    });
    if is_at_hand {
        return (source, None);
    }
    let (Ok(text), Some(is_marked)) = (&source.text, unhashed) else {
        let seen = source.text.as_ref().ok().map(|text| look(&source, text));
        if unhashed.is_some() {
            // It is no text, and rare enough to be read once more.
            let path = source.text_path.as_deref();
            let bytes = path.and_then(|path| store.read(path).ok());
            source.sha256 = bytes.map(|bytes| sha256(&bytes));
            keep_for_others(&source, store, long);
        }
        return (source, seen);
    };
    let hash = || {
        let mut hasher = Sha256::new();
        if is_marked {
            hasher.update(BYTE_ORDER_MARK);
        }
        // CRLF is LF in it.
        hasher.update(text.as_str());
        Sha256Sum::of(hasher)
    };
    let (seen, hash) = rayon::join(|| look(&source, text), hash);
    source.sha256 = Some(hash);
    keep_for_others(&source, store, long);
    (source, Some(seen))
}

/// Whether it takes so long to hash these bytes that a second thread is worth its while.
fn is_long(bytes: &[u8]) -> bool {
    bytes.len() >= LongTexts::SHORTEST
}

/// How often a text is likely to be read.
#[derive(Clone, Copy)]
enum For {
    /// This once.
    This,
    /// More than once, so that it is worth keeping open.
    More,
}

fn read(
    store: &dyn Store,
    folder: &str,
    id: &str,
    reading: For,
    at_hand: impl FnOnce(&str) -> Option<LongText>,
    mut hash: impl FnMut(&[u8]) -> Option<Sha256Sum>,
) -> Source {
    let path = format!("{folder}/{id}.json");
    let mut source = Source {
        id: id.to_owned(),
        descriptor: None,
        text_path: None,
        text: Err(Unreadable::NoDescriptor),
        sha256: None,
        kept: None,
    };
    let descriptor = match store.read_text(&path) {
        Ok(content) => Descriptor::parse(path, id, content),
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
        Some(path) => {
            if let Some(long) = at_hand(path) {
                source.sha256 = long.sha256;
                source.text = long.text;
                return source;
            }
            let read = match reading {
                For::This => store.read_text(path),
                For::More => store.read_to_keep(path).map(|(content, kept)| {
                    source.kept = kept;
                    content
                }),
            };
            text_of(read, |bytes| source.sha256 = hash(bytes)).map(Arc::new)
        }
    };
    source
}

/// What tells a text from another that stands in its place later in the same run, for a small part of what SHA-256 takes: a hash
/// whose key is drawn anew in each run, so that nobody can prepare two texts which share it. Pins go by SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    /// The mark of a text.
    pub fn of(text: &Text) -> Self {
        static SEED: LazyLock<SharedSeed> = LazyLock::new(|| {
            // The standard library draws its keys from the system's random numbers; `foldhash` by itself from less.
            SharedSeed::from_u64(hash_map::RandomState::new().hash_one(()))
        });
        Self(SeedableRandomState::with_seed(0, &SEED).hash_one(text.as_str()))
    }
}

/// Reads a source's text file, whose path is known.
///
/// # Errors
/// Where there is none, or it cannot be read.
pub fn read_text(store: &dyn Store, path: &str) -> Result<Text, Unreadable> {
    text_of(store.read_text(path), |_| {})
}

/// The text of a file, whose bytes are shown to `look`.
fn text_of(read: Result<Content, ReadError>, look: impl FnOnce(&[u8])) -> Result<Text, Unreadable> {
    let content = read.map_err(|error| match error {
        ReadError::Missing | ReadError::LinkToNothing => Unreadable::NoText,
        ReadError::OutsideRoot => Unreadable::OutsideRoot,
        error => Unreadable::BadText(error),
    })?;
    // Of what was not fetched nothing is there to be looked at.
    if Pointer::read(content.as_bytes()).is_some() {
        return Err(Unreadable::BadText(ReadError::Other(
            "git keeps it in LFS, and this is only the pointer to it; fetch the text with `git lfs pull`"
                .to_owned(),
        )));
    }
    look(content.as_bytes());
    Text::decode_source(content).map_err(Unreadable::NotUtf8)
}

/// The hash by which a text file is pinned: SHA-256 of its bytes with CRLF read as LF.
pub fn sha256(bytes: &[u8]) -> Sha256Sum {
    let mut hasher = Sha256::new();
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', bytes) {
        if bytes.get(at + 1) == Some(&b'\n') {
            hasher.update(&bytes[from..at]);
            from = at + 1;
        }
    }
    hasher.update(&bytes[from..]);
    Sha256Sum::of(hasher)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use rstest::rstest;

    #[test]
    fn carriage_returns_do_not_change_the_hash() {
        assert_eq!(sha256(b"a\r\nb\r\n"), sha256(b"a\nb\n"));
        assert_ne!(sha256(b"a\rb"), sha256(b"a\nb"));
        assert_eq!(
            sha256(b"abc").to_string(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[rstest]
    #[case::plain(b"", b"")]
    #[case::marked(b"\xef\xbb\xbf", b"")]
    #[case::of_lines(b"", b"a\r\nb\r\n")]
    #[case::of_carriage_returns(b"", b"\r\r\n")]
    #[case::of_all(b"\xef\xbb\xbf", b"\r\r\na\r\n\r")]
    #[case::marked_and_no_text(b"\xef\xbb\xbf", b"\xff\r\n")]
    #[case::no_text(b"", b"\xff")]
    fn a_long_text_is_hashed_as_a_short_one(#[case] start: &[u8], #[case] end: &[u8]) {
        let short = [start, b"Seventy new berths.\n", end].concat();
        let long = [start, &b"Seventy new berths.\n".repeat(60_000), end].concat();
        for bytes in [short, long] {
            let store = Memory::default()
                .with("s/a.json", "{}")
                .with("s/a.txt", bytes.clone());
            let (source, seen) =
                load_and_look(&store, "s", "a", &LongTexts::default(), |_, text: &Text| {
                    text.as_str().to_owned()
                });
            assert_eq!(source.sha256, Some(sha256(&bytes)));
            assert_eq!(source.sha256, load(&store, "s", "a").sha256);
            let content = |source: Source| source.text.ok().map(|text| text.as_str().to_owned());
            let long = LongTexts::default();
            for _ in ["read", "at hand"] {
                let shared = load_sharing(&store, "s", "a", &long);
                assert_eq!(shared.sha256, source.sha256);
                assert_eq!(content(shared), seen);
            }
            assert_eq!(seen, content(source));
        }
    }

    #[rstest]
    #[case(r#"{"id": "a"}"#, true)]
    #[case(r#"{"id": "a", "x-text": "text"}"#, true)]
    #[case(r#"{"text": "b.txt"}"#, false)]
    #[case(r#"{"text": null}"#, false)]
    #[case(r#"{"te\u0078t": "b.txt"}"#, false)]
    #[case(r#"{"title": "\ud800"}"#, false)]
    #[case("\u{feff}{}", false)]
    #[case("[]", true)]
    #[case("[1]", false)]
    #[case("{", false)]
    fn a_sound_descriptor_may_leave_the_text_out(#[case] descriptor: &str, #[case] expected: bool) {
        assert_eq!(names_no_text(descriptor.as_bytes()), expected);
        // Whatever the quick way makes of it, the text is the same one.
        let store = Memory::default()
            .with("s/a.json", descriptor)
            .with("s/a.txt", "own")
            .with("s/b.txt", "other");
        let content = |text: Arc<Text>| text.as_str().to_owned();
        let long = LongTexts::default();
        let quick =
            load_text(&store, "s", "a", &long).map(|(path, text)| (Some(path), content(text)));
        let slow = load(&store, "s", "a");
        let slow = slow.text.map(|text| (slow.text_path, content(text)));
        assert_eq!(quick, slow);
    }
}

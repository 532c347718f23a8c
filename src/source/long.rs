//! Long texts that were read in a check: several sources may have the same one, and it is read and hashed once for all of them.

use super::{Sha256Sum, Unreadable};
use crate::store::Store;
use crate::text::Text;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// The long texts of a project, by the paths of their files, as far as there is room for them.
#[derive(Debug, Default)]
pub struct LongTexts(RwLock<Known>);

/// A long text that was read, as far as that was possible.
#[derive(Debug, Clone)]
pub struct LongText {
    /// What it says, or why that cannot be known.
    pub text: Result<Arc<Text>, Unreadable>,
    /// The hash by which its file is pinned; `None` where it was not asked for.
    pub sha256: Option<Sha256Sum>,
}

#[derive(Debug, Default)]
struct Known {
    /// Sources that have one, kept or not.
    ids: HashSet<String>,
    /// By the path of the file, links followed.
    texts: HashMap<Box<str>, Kept>,
    /// Bytes of all that are kept.
    size: usize,
}

impl LongTexts {
    /// A shorter text, in bytes, is soon read again.
    pub const SHORTEST: usize = 1 << 20;

    /// Bytes of all texts that are kept, at most; one of them may be longer.
    const MOST: usize = 64 << 20;

    /// Whether a text is so long that reading it twice takes its time.
    pub fn is_long(text: &Text) -> bool {
        text.as_str().len() >= Self::SHORTEST
    }

    /// What was read of a file before, or of the one that it is a link to, if it is long and was kept.
    pub fn at(&self, store: &dyn Store, path: &str) -> Option<LongText> {
        if self.known().texts.is_empty() {
            return None;
        }
        let kept = |path: &str| self.known().texts.get(path).cloned();
        let kept = kept(path).or_else(|| kept(&store.target(path)?))?;
        if *kept.read_as != *path {
            store.note_unread(path);
        }
        Some(kept.text)
    }

    /// Whether a text is one of those that are kept.
    pub fn has(&self, text: &Arc<Text>) -> bool {
        let known = self.known();
        let mut kept = known.texts.values();
        kept.any(|kept| {
            let kept = kept.text.text.as_ref();
            kept.is_ok_and(|kept| Arc::ptr_eq(kept, text))
        })
    }

    /// Notes that a source has a long text.
    pub fn expect(&self, id: &str) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if !known.ids.contains(id) {
            known.ids.insert(id.to_owned());
        }
    }

    /// Whether one of these sources is known to have a long text.
    pub fn is_any_expected<'i>(&self, mut ids: impl Iterator<Item = &'i str>) -> bool {
        let known = self.known();
        !known.ids.is_empty() && ids.any(|id| known.ids.contains(id))
    }

    /// Keeps what was read of a long file, if its text is long and there is room for it. What was kept of the same file is no
    /// longer what stands there.
    pub fn keep(&self, store: &dyn Store, path: &str, text: LongText) {
        let place = store.target(path).unwrap_or_else(|| path.to_owned());
        let kept = Kept {
            read_as: path.into(),
            text,
        };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = known.texts.remove(&*place) {
            known.size -= old.length();
        }
        let length = kept.length();
        let has_room = known.size + length <= Self::MOST || known.texts.is_empty();
        let is_long = length >= Self::SHORTEST || kept.text.text.is_err();
        if is_long && has_room {
            known.size += length;
            known.texts.insert(place.into(), kept);
        }
    }

    fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A text that is kept.
#[derive(Debug, Clone)]
struct Kept {
    /// The path that its file was read by: it may be that of a link.
    read_as: Box<str>,
    text: LongText,
}

impl Kept {
    /// Bytes of the text.
    fn length(&self) -> usize {
        let text = self.text.text.as_ref();
        text.map_or(0, |text| text.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use rstest::rstest;

    fn text_of(letter: &str, length: usize) -> LongText {
        LongText {
            text: Ok(Arc::new(Text::new(letter.repeat(length)))),
            sha256: None,
        }
    }

    #[rstest]
    #[case::as_long(LongTexts::SHORTEST, true)]
    #[case::short_now(1, false)]
    #[case::no_room_for_it(LongTexts::MOST, false)]
    fn a_text_that_was_read_anew_takes_the_place_of_the_old_one(
        #[case] length: usize,
        #[case] is_kept: bool,
    ) {
        let (store, texts) = (Memory::default(), LongTexts::default());
        texts.keep(&store, "other.txt", text_of("c", LongTexts::SHORTEST));
        texts.keep(&store, "a.txt", text_of("a", LongTexts::SHORTEST));
        texts.keep(&store, "a.txt", text_of("b", length));
        let kept = texts.at(&store, "a.txt");
        let kept = kept.map(|kept| kept.text.expect("a text").as_str()[..1].to_owned());
        assert_eq!(kept.as_deref(), is_kept.then_some("b"));
        let length = if is_kept { length } else { 0 };
        assert_eq!(texts.known().size, LongTexts::SHORTEST + length);
    }

    #[test]
    fn one_text_is_kept_however_long_it_is() {
        let (store, texts) = (Memory::default(), LongTexts::default());
        texts.keep(&store, "a.txt", text_of("a", LongTexts::MOST + 1));
        texts.keep(&store, "b.txt", text_of("b", LongTexts::SHORTEST));
        let is_kept = ["a.txt", "b.txt"].map(|path| texts.at(&store, path).is_some());
        assert_eq!(is_kept, [true, false]);
    }
}

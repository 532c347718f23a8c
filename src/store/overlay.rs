//! Another store with some of its files replaced, in memory: how a project would be after a change.

use super::{Content, Entry, Kept, ReadError, Store};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A store, and files that take the place of its own.
pub struct Overlay {
    below: Arc<dyn Store>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Overlay {
    /// The store with nothing replaced yet.
    pub fn new(below: Arc<dyn Store>) -> Self {
        Self {
            below,
            files: BTreeMap::new(),
        }
    }

    /// With another content of a file that the store has.
    #[must_use]
    pub fn with(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Store for Overlay {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        match self.files.get(path) {
            Some(content) => Ok(content.clone()),
            None => self.below.read(path),
        }
    }

    fn read_text(&self, path: &str) -> Result<Content, ReadError> {
        match self.files.get(path) {
            Some(content) => Ok(content.clone().into()),
            None => self.below.read_text(path),
        }
    }

    fn read_to_keep(&self, path: &str) -> Result<(Content, Option<Kept>), ReadError> {
        match self.files.get(path) {
            Some(content) => Ok((content.clone().into(), None)),
            None => self.below.read_to_keep(path),
        }
    }

    fn target(&self, path: &str) -> Option<String> {
        let is_replaced = |path: &str| self.files.contains_key(path);
        // A link leads to what is below.
        let target = (!is_replaced(path)).then(|| self.below.target(path))?;
        target.filter(|target| !is_replaced(target))
    }

    fn note_unread(&self, path: &str) {
        self.below.note_unread(path);
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        self.below.list(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;

    #[test]
    fn a_replaced_file_hides_the_one_below() {
        let below = Memory::default().with("a", "old").with("b", "other");
        let store = Overlay::new(Arc::new(below.clone())).with("a", "new");
        assert_eq!(store.read("a"), Ok(b"new".to_vec()));
        assert_eq!(store.read("b"), Ok(b"other".to_vec()));
        assert_eq!(store.list(""), below.list(""));
    }
}

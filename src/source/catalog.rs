//! Which sources there are: the ids of those that have a descriptor, and how to get at each.

use super::{LongTexts, Source, Unreadable, load, load_text};
use crate::store::{EntryKind, ReadError, Store};
use crate::text::Text;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sources of a project, none of them read yet.
#[derive(Clone)]
pub struct Catalog {
    store: Arc<dyn Store>,
    folder: String,
    ids: BTreeSet<String>,
    long_texts: Arc<LongTexts>,
}

impl Catalog {
    /// Lists the descriptors in a folder of the store. Where there is no such folder there are no sources.
    ///
    /// # Errors
    /// Where the folder cannot be listed.
    pub fn read(store: Arc<dyn Store>, folder: &str) -> Result<Self, ReadError> {
        let ids = source_ids(&*store, folder)?;
        Ok(Self {
            store,
            folder: folder.to_owned(),
            ids,
            long_texts: Arc::default(),
        })
    }

    /// The ids, in order.
    pub fn ids(&self) -> &BTreeSet<String> {
        &self.ids
    }

    /// The folder of the sources, relative to the root.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Reads a source, and hashes its text.
    pub fn load(&self, id: &str) -> Source {
        load(&*self.store, &self.folder, id)
    }

    /// The path of a source's text file, and the text.
    ///
    /// # Errors
    /// Where the text cannot be had.
    pub fn text(&self, id: &str) -> Result<(String, Arc<Text>), Unreadable> {
        load_text(&*self.store, &self.folder, id, &self.long_texts)
    }

    /// The id of the source that a file belongs to, by its path relative to the root: the descriptor, or the text.
    pub fn owner(&self, path: &str) -> Option<&str> {
        let name = path.strip_prefix(&self.folder)?.strip_prefix('/')?;
        let known = |id: &str| self.ids.get(id).map(String::as_str);
        let is_text = |id: &&str| self.load(id).text_path.as_deref() == Some(path);
        if let Some(id) = name.strip_suffix(".json").and_then(known) {
            return Some(id);
        }
        let stem = name.strip_suffix(".txt").and_then(known);
        stem.filter(is_text)
            .or_else(|| self.ids.iter().map(String::as_str).find(is_text))
    }
}

/// The ids of the sources that have a descriptor in a folder; none where there is no such folder.
///
/// # Errors
/// Where the folder cannot be listed.
pub fn source_ids(store: &dyn Store, folder: &str) -> Result<BTreeSet<String>, ReadError> {
    let entries = match store.list(folder) {
        Err(ReadError::Missing) => return Ok(BTreeSet::new()),
        entries => entries?,
    };
    Ok(entries
        .into_iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .filter_map(|entry| entry.name.strip_suffix(".json").map(str::to_owned))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use rstest::rstest;

    #[rstest]
    #[case("sources/a.json", Some("a"))]
    #[case("sources/a.txt", Some("a"))]
    #[case("sources/other.txt", Some("b"))]
    #[case("sources/b.txt", None)]
    #[case("sources/c.json", None)]
    #[case("a.json", None)]
    fn a_file_leads_to_its_source(#[case] path: &str, #[case] id: Option<&str>) {
        let store = Memory::default()
            .with("sources/a.json", "{}")
            .with("sources/a.txt", "A")
            .with("sources/b.json", r#"{"text": "other.txt"}"#)
            .with("sources/b.txt", "not B")
            .with("sources/other.txt", "B");
        let catalog = Catalog::read(Arc::new(store), "sources").unwrap();
        assert_eq!(catalog.owner(path), id);
    }

    #[test]
    fn without_a_folder_there_are_none() {
        let catalog = Catalog::read(Arc::new(Memory::default()), "sources").unwrap();
        assert!(catalog.ids().is_empty());
    }
}

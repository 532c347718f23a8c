//! `HEAD` of a small repository in which nothing has changed: one process of git, not four, tells the commit and its files.
//!
//! To start a process takes longer than to compare a few files. Wherever anything differs, git is asked in full.

use super::batch::Batch;
use super::standing::plain_head;
use super::{GitTree, Repository, Snapshot};
use crate::hex::hex;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Bytes of git's index that stand for about a hundred files.
const SMALL_INDEX: u64 = 10 << 10;

/// Entries of the tree, folders included, that are looked at.
const MOST_ENTRIES: usize = 256;

/// Bytes of all files on disk together.
const MOST_BYTES: u64 = 1 << 20;

/// What a tree object says of a name.
struct Entry<'t> {
    mode: &'t [u8],
    name: &'t str,
    id: String,
}

impl Repository {
    /// The commit that is checked out and its tree, where the work tree has the very same files, byte for byte, and no
    /// others; `None` where that is not so, or the repository is no small one.
    pub fn small_head(&self) -> Option<(String, Snapshot)> {
        let git = &self.git;
        let (index, likely) = plain_head(git)?;
        if index.metadata().ok()?.len() > SMALL_INDEX {
            return None;
        }
        self.same_as_on_disk(&likely)
    }

    fn same_as_on_disk(&self, likely: &str) -> Option<(String, Snapshot)> {
        let git = &self.git;
        let mut batch = Batch::start(git).ok()?;
        let (commit, _) = batch.object("HEAD^{commit}", "commit").ok()?;
        if commit != likely {
            return None;
        }
        let mut tree = GitTree::new(git.clone());
        // From the folder that git runs in, which is the root.
        let mut ahead = vec![(String::new(), format!("{commit}:./"))];
        let (mut entries, mut bytes) = (0, 0);
        let mut staged = None;
        while let Some((folder, object)) = ahead.pop() {
            let (_, listing) = batch.object(&object, "tree").ok()?;
            let found = parse(&listing, commit.len() / 2)?;
            entries += found.len();
            if entries > MOST_ENTRIES {
                return None;
            }
            let place = git.folder().join(&folder);
            if !has_no_others(&place, &found)? {
                return None;
            }
            for Entry { mode, name, id } in found {
                let path = format!("{folder}{name}");
                if mode == b"40000" {
                    ahead.push((format!("{path}/"), id));
                    continue;
                }
                let on_disk = place.join(name);
                let about = on_disk.symlink_metadata().ok()?;
                bytes += about.len();
                if !mode.starts_with(b"100") || !about.is_file() || bytes > MOST_BYTES {
                    return None;
                }
                // Git may take other bytes for the same: it knows attributes and filters.
                if fs::read(&on_disk).ok()? != batch.read(&id).ok()? {
                    return None;
                }
                tree.add(path.as_bytes(), mode, id.as_bytes());
                staged = Some((path, id));
            }
        }
        // Git has read no index yet. For this it does, and ends where it cannot.
        let (path, id) = staged.filter(|(path, _)| !path.contains('\n'))?;
        if batch.object(&format!(":./{path}"), "blob").ok()?.0 != id {
            return None;
        }
        tree.go_on_with(batch);
        let snapshot = Snapshot {
            tree,
            differing: Some(BTreeSet::new()),
            left_out: BTreeSet::new(),
        };
        Some((commit, snapshot))
    }
}

/// Whether a folder on disk has nothing that the commit does not have.
fn has_no_others(folder: &Path, known: &[Entry<'_>]) -> Option<bool> {
    let known: BTreeSet<&str> = known.iter().map(|entry| entry.name).collect();
    let entries: Result<Vec<_>, _> = fs::read_dir(folder).ok()?.collect();
    let is_known = |entry: &fs::DirEntry| {
        let name = entry.file_name();
        name.to_str()
            .is_some_and(|name| name == ".git" || known.contains(name))
    };
    Some(entries.ok()?.iter().all(is_known))
}

/// The entries of a tree object: `MODE NAME`, a zero byte, and an id of so many bytes. `None` where a name is not Unicode.
fn parse(mut listing: &[u8], length: usize) -> Option<Vec<Entry<'_>>> {
    let mut entries = Vec::new();
    while !listing.is_empty() {
        let space = listing.iter().position(|byte| *byte == b' ')?;
        let end = listing.iter().position(|byte| *byte == 0)?;
        let id = listing.get(end + 1..end + 1 + length)?;
        entries.push(Entry {
            mode: &listing[..space],
            name: str::from_utf8(listing.get(space + 1..end)?).ok()?,
            id: hex(id),
        });
        listing = &listing[end + 1 + length..];
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_tree_objects() {
        let tree = b"100644 a b.json\0\x01\xff40000 sources\0\x02\x00";
        let entries = parse(tree, 2).unwrap();
        let told: Vec<_> = entries
            .iter()
            .map(|entry| (entry.mode, entry.name, &*entry.id))
            .collect();
        let [file, folder]: [(&[u8], _, _); 2] = [
            (b"100644", "a b.json", "01ff"),
            (b"40000", "sources", "0200"),
        ];
        assert_eq!(told, [file, folder]);
        assert!(parse(&tree[..tree.len() - 1], 2).is_none());
        assert!(parse(b"100644 \xff\0\x01\xff", 2).is_none());
    }
}

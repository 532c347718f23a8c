//! The tree of a commit, or of the next one, read like a folder on disk: links are followed only as far as they stay
//! inside the root.

use super::batch::{Batch, Refusal};
use super::blob::is_blob;
use super::entries::Entries;
use super::id::Id;
use super::run::{Answer, Git};
use crate::store::read::LARGEST_FILE;
use crate::store::{Disk, Entry, EntryKind, Pointer, ReadError, Store};
use std::collections::BTreeMap;
use std::path::{Component, Path};
use std::sync::Mutex;

/// The mode of a symbolic link.
pub(super) const LINK: &[u8] = b"120000";

/// The mode of a submodule.
const SUBMODULE: &[u8] = b"160000";

/// Links that lead to links; systems give up at about as many.
const MOST_LINKS: usize = 40;

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    /// A file, by the id of its content.
    File(Id),
    /// A link, by the id of its target's path.
    Link(Id),
    Folder,
    /// A folder that is a repository of its own.
    Submodule,
    /// A file or folder whose name is not Unicode.
    Unnamed(EntryKind),
}

/// The files of a commit, or those that are staged for the next one, below the project's root.
pub struct GitTree {
    git: Git,
    /// What each folder holds, by the folder's path; `""` is the root.
    folders: BTreeMap<String, Entries<Node>>,
    batch: Mutex<Option<Batch>>,
    /// The same folder on disk, where most files are likely to have the content that they have here.
    disk: Option<Disk>,
}

impl GitTree {
    /// No file yet.
    pub(super) fn new(git: Git) -> Self {
        Self {
            git,
            folders: BTreeMap::from([(String::new(), Entries::default())]),
            batch: Mutex::default(),
            disk: None,
        }
    }

    /// A commit's, from a listing of `MODE KIND ID<tab>PATH` with a zero byte after each.
    pub(super) fn of_commit(git: Git, listing: &[u8]) -> Self {
        let mut tree = Self::new(git);
        for line in listing.split(|byte| *byte == 0) {
            let Some(tab) = line.iter().position(|byte| *byte == b'\t') else {
                continue;
            };
            let (head, path) = (&line[..tab], &line[tab + 1..]);
            let mut words = head.split(|byte| *byte == b' ');
            if let (Some(mode), Some(_), Some(id)) = (words.next(), words.next(), words.next()) {
                tree.add(path, mode, id);
            }
        }
        tree
    }

    /// Lets a process that runs already hand out the content of files.
    pub(super) fn go_on_with(&mut self, batch: Batch) {
        self.batch = Mutex::new(Some(batch));
    }

    /// From now on looks on disk first: what has the hash by which git knows a file's content is that content, and git need not
    /// be asked, which takes ten times as long.
    pub(super) fn look_on_disk_first(&mut self) {
        self.disk = Disk::open(self.git.folder()).ok();
    }

    /// The content of that id, where the file on disk has it, as it is or with the line ends that git puts into files on Windows.
    fn on_disk(&self, place: &str, id: Id) -> Option<Vec<u8>> {
        let (content, _) = self.disk.as_ref()?.look(place, false);
        let content = content.ok()?.into_bytes();
        if is_blob(&content, id) {
            return Some(content);
        }
        let plain = String::from_utf8(content).ok()?.replace("\r\n", "\n");
        is_blob(plain.as_bytes(), id).then(|| plain.into_bytes())
    }

    /// Adds what git says of a path.
    pub(super) fn add(&mut self, path: &[u8], mode: &[u8], id: &[u8]) {
        let id = Id::of(id);
        let node = match mode {
            LINK => Node::Link(id),
            SUBMODULE => Node::Submodule,
            _ => Node::File(id),
        };
        self.insert(path, node);
    }

    /// Adds a file and the folders above it.
    fn insert(&mut self, path: &[u8], node: Node) {
        let mut folder = String::new();
        let mut steps = path.split(|byte| *byte == b'/').peekable();
        while let Some(step) = steps.next() {
            let is_last = steps.peek().is_none();
            let Ok(name) = str::from_utf8(step) else {
                let kind = if is_last {
                    EntryKind::Unnamed
                } else {
                    EntryKind::UnnamedFolder
                };
                let name = String::from_utf8_lossy(step);
                self.put(&folder, &name, Node::Unnamed(kind));
                return;
            };
            if is_last {
                self.put(&folder, name, node);
                return;
            }
            let below = joined(&folder, name);
            if !self.folders.contains_key(&below) {
                self.put(&folder, name, Node::Folder);
                self.folders.insert(below.clone(), Entries::default());
            }
            folder = below;
        }
    }

    fn put(&mut self, folder: &str, name: &str, node: Node) {
        if let Some(entries) = self.folders.get_mut(folder) {
            entries.insert(name, node);
        }
    }

    /// Takes a file out.
    pub(super) fn hide(&mut self, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(entries) = self.folders.get_mut(folder) {
            entries.remove(name);
        }
    }

    /// Whether it has a file with this content at a path.
    pub fn holds(&self, path: &str, content: &[u8]) -> bool {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let entries = self.folders.get(folder);
        let node = entries.and_then(|entries| entries.get(name));
        matches!(node, Some(Node::File(id)) if is_blob(content, *id))
    }

    /// Whether it holds links.
    pub(super) fn has_links(&self) -> bool {
        let mut nodes = self.folders.values().flat_map(Entries::iter);
        nodes.any(|(_, node)| matches!(node, Node::Link(_)))
    }

    /// Paths of the submodules: folders whose files belong to another repository.
    pub fn submodules(&self) -> Vec<String> {
        let nodes = self.folders.iter().flat_map(|(folder, entries)| {
            entries
                .iter()
                .filter(|(_, node)| **node == Node::Submodule)
                .map(|(name, _)| joined(folder, name))
        });
        nodes.collect()
    }

    /// The path that a path leads to once links are followed, and what stands there.
    fn resolve(&self, path: &str) -> Result<(String, Node), ReadError> {
        let mut place = (String::new(), Node::Folder);
        // Steps still to be taken, the next one last.
        let mut ahead: Vec<String> = steps(path)?.into_iter().rev().collect();
        let mut links = 0;
        while let Some(step) = ahead.pop() {
            let (folder, node) = &place;
            if step == ".." {
                let Some((above, _)) = folder.rsplit_once('/') else {
                    if folder.is_empty() {
                        return Err(ReadError::OutsideRoot);
                    }
                    place = (String::new(), Node::Folder);
                    continue;
                };
                place = (above.to_owned(), Node::Folder);
                continue;
            }
            if *node == Node::Submodule {
                return Err(in_submodule(folder));
            }
            let found = self
                .folders
                .get(folder)
                .and_then(|entries| entries.get(&step));
            match found {
                Some(Node::Link(id)) => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(ReadError::LinkLoop);
                    }
                    let target = self.object(*id, &joined(folder, &step))?;
                    let target = String::from_utf8(target).map_err(|_| ReadError::LinkToNothing)?;
                    if Path::new(&target).is_absolute() {
                        let inside = Path::new(&target).strip_prefix(self.git.folder());
                        let inside = inside.map_err(|_| ReadError::OutsideRoot)?;
                        place = (String::new(), Node::Folder);
                        ahead.extend(steps(&inside.to_string_lossy())?.into_iter().rev());
                    } else {
                        ahead.extend(steps(&target)?.into_iter().rev());
                    }
                }
                Some(node) => place = (joined(folder, &step), *node),
                None if links > 0 => return Err(ReadError::LinkToNothing),
                None => return Err(ReadError::Missing),
            }
        }
        Ok(place)
    }

    /// The content of an object.
    fn object(&self, id: Id, path: &str) -> Result<Vec<u8>, ReadError> {
        let Ok(mut batch) = self.batch.lock() else {
            return Err(ReadError::Other("git could not be read".to_owned()));
        };
        let mut running = match batch.take() {
            Some(running) => running,
            None => Batch::start(&self.git).map_err(|error| ReadError::Other(error.to_string()))?,
        };
        let answer = running.read(&id.to_string());
        if !matches!(answer, Err(Refusal::Broken(_) | Refusal::TooLarge)) {
            *batch = Some(running);
        }
        answer.map_err(|refusal| match refusal {
            // Older git programs end where an object would have to be fetched.
            Refusal::Missing => ReadError::Other(format!(
                "its content ({path}, object {id}) is not in this clone; fetch it with `git fetch --refetch --no-filter`"
            )),
            Refusal::TooLarge => ReadError::TooLarge(LARGEST_FILE),
            Refusal::Broken(words) => ReadError::Other(format!(
                "git does not hand out {path} (object {id}): {words}; see `git cat-file blob {id}`"
            )),
        })
    }
}

impl GitTree {
    /// The content that a pointer stands for: on disk, where it may be the same still, or where git-lfs keeps what it has fetched.
    fn pointed_at(&self, pointer: &Pointer, place: &str) -> Result<Vec<u8>, ReadError> {
        let disk = Disk::open(self.git.folder()).ok();
        let read = |disk: &Disk, name: &str| Some(disk.look(name, false).0.ok()?.into_bytes());
        let on_disk = disk.and_then(|disk| read(&disk, place));
        if let Some(content) = on_disk.filter(|content| pointer.is_of(content)) {
            return Ok(content);
        }
        let common = self.git.expect(&["rev-parse", "--git-common-dir"]).ok();
        let fetched = common.as_ref().and_then(Answer::line).and_then(|common| {
            let (folder, name) = pointer.place();
            let disk = Disk::open(&self.git.folder().join(common).join(folder)).ok()?;
            read(&disk, &name)
        });
        fetched.filter(|content| pointer.is_of(content)).ok_or_else(|| {
            ReadError::Other(format!(
                "git keeps its content ({place}) in LFS, and that is not in this clone; fetch it with `git lfs fetch --all`"
            ))
        })
    }
}

fn in_submodule(folder: &str) -> ReadError {
    ReadError::Other(format!(
        "{folder} is a git submodule, whose files are in a repository of its own"
    ))
}

/// The steps of a path that is relative to the root.
fn steps(path: &str) -> Result<Vec<String>, ReadError> {
    let mut steps = Vec::new();
    for step in Path::new(path).components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => steps.push("..".to_owned()),
            Component::Normal(step) => steps.push(step.to_string_lossy().into_owned()),
            Component::RootDir | Component::Prefix(_) => return Err(ReadError::OutsideRoot),
        }
    }
    Ok(steps)
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

impl Store for GitTree {
    fn read(&self, path: &str) -> Result<Vec<u8>, ReadError> {
        let (place, node) = self.resolve(path)?;
        match node {
            Node::File(id) => {
                let content = match self.on_disk(&place, id) {
                    Some(content) => content,
                    None => self.object(id, &place)?,
                };
                match Pointer::read(&content) {
                    Some(pointer) => self.pointed_at(&pointer, &place),
                    None => Ok(content),
                }
            }
            Node::Folder | Node::Submodule => Err(ReadError::Folder),
            Node::Unnamed(_) => Err(ReadError::Name),
            // `resolve` follows every link.
            Node::Link(_) => Err(ReadError::LinkLoop),
        }
    }

    fn target(&self, path: &str) -> Option<String> {
        let (place, node) = self.resolve(path).ok()?;
        (place != path && matches!(node, Node::File(_))).then_some(place)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, ReadError> {
        let (place, node) = self.resolve(folder)?;
        if node == Node::Submodule {
            return Err(in_submodule(&place));
        }
        let entries = self.folders.get(&place).ok_or(ReadError::Missing)?;
        let kind = |name: &str, node: &Node| match node {
            Node::Folder | Node::Submodule => EntryKind::Folder,
            Node::File(_) => EntryKind::File,
            Node::Unnamed(kind) => *kind,
            Node::Link(_) => match self.resolve(&joined(&place, name)) {
                Ok((_, Node::Folder | Node::Submodule)) => EntryKind::LinkedFolder,
                _ => EntryKind::File,
            },
        };
        Ok(entries
            .iter()
            .map(|(name, node)| Entry {
                name: name.to_owned(),
                kind: kind(name, node),
            })
            .collect())
    }
}

//! A git repository, asked through the `git` program: which commit a name stands for, what a commit's tree holds, and
//! what is staged for the next one.
//!
//! Nothing is ever written, not even git's index, and nothing is ever fetched.

mod batch;
mod blob;
mod entries;
mod id;
mod moved;
mod run;
mod sight;
mod small;
mod standing;
mod surroundings;
mod tree;

pub use run::GitError;
pub use sight::Sight;
pub use tree::GitTree;

use batch::{Batch, Refusal};
use run::{Answer, Git};
use std::collections::BTreeSet;
use std::iter;
use std::path::Path;
use std::thread;

/// Versions of a file that are looked at in search of one.
const MOST_VERSIONS: usize = 1_000;

/// The repository whose work tree a folder lies in.
#[derive(Debug, Clone)]
pub struct Repository {
    git: Git,
}

/// Which files are today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Today {
    /// Those on disk.
    WorkTree,
    /// Those that are staged for the next commit, in git's index.
    Index,
}

/// A commit's tree, and what differs from it.
pub struct Snapshot {
    /// The tree.
    pub tree: GitTree,
    /// Paths of today's tracked files, and of the tree's, that may differ from each other; `None` where it cannot be
    /// told path by path, so that any may.
    pub differing: Option<BTreeSet<String>>,
    /// Files of the tree that the work tree was told to do without, and that count for neither.
    pub left_out: BTreeSet<String>,
}

/// What is staged for the next commit.
pub struct Staged {
    /// The files, as that commit would hold them.
    pub tree: GitTree,
    /// Paths that a merge left in several versions, of which nobody chose one.
    pub unmerged: Vec<String>,
}

/// The best common ancestor of two commits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ancestor {
    /// Its full id.
    Commit(String),
    /// The clone is shallow, and its history ends before it is certain which commit that is.
    CutShort,
    /// The two histories have nothing in common.
    None,
}

impl Repository {
    /// The repository that a folder lies in, which becomes the root of every path; `None` where there is none.
    ///
    /// # Errors
    /// Where git has to be asked and does not answer.
    pub fn around(root: &Path) -> Result<Option<Self>, GitError> {
        Ok(surroundings::git_for(root)?.map(|git| Self { git }))
    }

    /// The commit that is checked out, as far as it is told by plain files: a guess, which git has to confirm.
    pub fn likely_head(&self) -> Option<String> {
        standing::likely_head(&self.git)
    }

    /// The full id of the commit that a revision stands for, tags peeled; `None` where it stands for none.
    ///
    /// # Errors
    /// Where git cannot be run, or refuses the repository.
    pub fn commit(&self, revision: &str) -> Result<Option<String>, GitError> {
        // A revision is never an option, and `:/words` takes all that follows for words.
        if revision.is_empty() || revision.starts_with('-') || revision.contains('\0') {
            return Ok(None);
        }
        let peeled = if revision.starts_with(":/") {
            revision.to_owned()
        } else {
            format!("{revision}^{{commit}}")
        };
        let answer = self
            .git
            .ask(&["rev-parse", "--verify", "--end-of-options", &peeled])?;
        // Git would take the tag where a branch was meant, and a tag is made by whoever pushes one.
        if answer.errors.contains("is ambiguous") {
            return Err(GitError::Refused(answer.errors));
        }
        match answer.line() {
            Some(id) if answer.code == 0 && is_object_id(id) => Ok(Some(id.to_owned())),
            _ => {
                // That the name is unknown must not be told from a repository that git does not read at all.
                self.git.expect(&["rev-parse", "--git-dir"])?;
                Ok(None)
            }
        }
    }

    /// Whether `HEAD` is a branch that has no commit yet.
    ///
    /// # Errors
    /// Where git cannot be run, or the branch is there and damaged.
    pub fn is_unborn(&self) -> Result<bool, GitError> {
        let Some(branch) = self.branch()? else {
            return Ok(false);
        };
        // A name that resolves without leading to a commit is a damaged repository, not a young one; so is a branch that
        // git warns of.
        let named = self
            .git
            .ask(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
        let listed = self.git.expect(&["for-each-ref", &branch])?;
        if !listed.errors.is_empty() {
            return Err(GitError::Refused(listed.errors));
        }
        Ok(named.code != 0 && listed.stdout.is_empty())
    }

    /// The full name of the branch that is checked out, `refs/heads/…`; `None` where none is.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn branch(&self) -> Result<Option<String>, GitError> {
        let answer = self.git.ask(&["symbolic-ref", "--quiet", "HEAD"])?;
        Ok(answer.line().map(str::to_owned))
    }

    /// Names of branches and tags, `refs/…`, that match any of the patterns; all where there is none.
    ///
    /// # Errors
    /// Where git cannot be run, or refuses the repository.
    pub fn names(&self, patterns: &[&str]) -> Result<Vec<String>, GitError> {
        let command = ["for-each-ref", "--format=%(refname)"];
        Ok(self.git.expect(&[&command[..], patterns].concat())?.lines())
    }

    /// Those of the names that match a pattern and stand for this very commit.
    ///
    /// # Errors
    /// Where git cannot be run, or refuses the repository.
    pub fn names_of(&self, commit: &str, patterns: &[&str]) -> Result<Vec<String>, GitError> {
        let points_at = format!("--points-at={commit}");
        let command = ["for-each-ref", "--format=%(refname)", &points_at];
        Ok(self.git.expect(&[&command[..], patterns].concat())?.lines())
    }

    /// Names of the other repositories that this one knows.
    ///
    /// # Errors
    /// Where git cannot be run, or refuses the repository.
    pub fn remotes(&self) -> Result<Vec<String>, GitError> {
        Ok(self.git.expect(&["remote"])?.lines())
    }

    /// Whether history is cut off somewhere.
    ///
    /// # Errors
    /// Where git cannot be run, or refuses the repository.
    pub fn is_shallow(&self) -> Result<bool, GitError> {
        let answer = self.git.expect(&["rev-parse", "--is-shallow-repository"])?;
        Ok(answer.line() == Some("true"))
    }

    /// Whether objects are left out of the clone, to be fetched when they are needed.
    pub fn is_partial(&self) -> bool {
        self.git
            .ask(&["config", "--get-regexp", r"^remote\..*\.promisor$"])
            .is_ok_and(|answer| answer.code == 0)
    }

    /// The parents and the subject of a commit, as the commit itself says it, be history cut off there or not.
    ///
    /// # Errors
    /// Where git cannot be run, or has no such commit.
    pub fn parents_and_subject(&self, commit: &str) -> Result<(Vec<String>, String), GitError> {
        let answer = self.git.expect(&["cat-file", "commit", commit])?;
        let text = String::from_utf8_lossy(&answer.stdout);
        let (head, message) = text.split_once("\n\n").unwrap_or((&text, ""));
        let parents = head
            .lines()
            .filter_map(|line| line.strip_prefix("parent "))
            .map(str::to_owned)
            .collect();
        Ok((parents, message.lines().next().unwrap_or("").to_owned()))
    }

    /// The best common ancestor of two commits, given by their ids.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the history.
    pub fn common_ancestor(&self, one: &str, other: &str) -> Result<Ancestor, GitError> {
        let answer = self.git.ask(&["merge-base", one, other])?;
        let found = match (answer.code, answer.line()) {
            (0, Some(id)) => id.to_owned(),
            (1, None) if self.is_shallow()? => return Ok(Ancestor::CutShort),
            (1, None) => return Ok(Ancestor::None),
            _ => return Err(answer.refusal()),
        };
        if self.is_shallow()? && self.is_cut_before(&found, one, other)? {
            return Ok(Ancestor::CutShort);
        }
        Ok(Ancestor::Commit(found))
    }

    /// Whether history is cut off between an ancestor and one of two commits. A newer common ancestor may then lie
    /// behind the cut. Where there is no cut, all that lies between is here, and so git has seen every candidate.
    fn is_cut_before(&self, ancestor: &str, one: &str, other: &str) -> Result<bool, GitError> {
        let cuts = self.git.shallow_commits()?;
        let until = format!("^{ancestor}");
        let between = self.git.expect(&["rev-list", one, other, &until])?;
        Ok(between.lines().iter().any(|commit| cuts.contains(commit)))
    }

    /// A commit's tree below the root, and what differs from it today.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the tree or the index.
    pub fn snapshot(&self, commit: &str, today: Today) -> Result<Snapshot, GitError> {
        let git = &self.git;
        let (listing, difference, flags) = thread::scope(|scope| {
            let difference = scope.spawn(|| self.difference(commit, today));
            let flags = (today == Today::WorkTree)
                .then(|| scope.spawn(|| git.expect(&["ls-files", "-v", "-z"])));
            let listing = git.expect(&["ls-tree", "-r", "-z", commit]);
            (listing, joined(difference), flags.map(joined))
        });
        let mut tree = GitTree::of_commit(git.clone(), &listing?.stdout);
        let mut differing = Changes::parse(&difference?.stdout);
        let mut left_out = BTreeSet::new();
        let flags = flags.transpose()?.map(|answer| answer.stdout);
        for (path, may_be_left_out) in unwatched(&flags.unwrap_or_default()) {
            // In a sparse checkout a file that is not in the work tree was not deleted: nobody asked for it here.
            let file = git.folder().join(&path);
            if may_be_left_out && file.symlink_metadata().is_err() {
                tree.hide(&path);
                left_out.insert(path.clone());
            }
            differing.paths.insert(path);
        }
        // Git goes by a file's own path, the project by the one that a link gives it: with links, any file may differ.
        let is_told_by_path = !tree.has_links() && !differing.has_links;
        Ok(Snapshot {
            tree,
            differing: is_told_by_path.then_some(differing.paths),
            left_out,
        })
    }

    /// The newest content that a file had in the commits which led to `HEAD`, and for which `is_wanted` says so; at most
    /// a thousand are looked at.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the history.
    pub fn past_content(
        &self,
        path: &str,
        is_wanted: &dyn Fn(&[u8]) -> bool,
    ) -> Result<Option<Vec<u8>>, GitError> {
        if self.commit("HEAD")?.is_none() {
            return Ok(None);
        }
        let literally = format!(":(literal){path}");
        let listing = self
            .git
            .expect(&["rev-list", "--objects", "HEAD", "--", &literally])?;
        // Each object with the path that it had from the repository's top: folders, and the file.
        let listing = listing.lines();
        let objects = listing.iter().filter_map(|line| line.split_once(' '));
        let own =
            objects.filter(|(_, named)| *named == path || named.ends_with(&format!("/{path}")));
        let mut batch = Batch::start(&self.git)?;
        for (id, _) in own.take(MOST_VERSIONS) {
            match batch.read(id) {
                Ok(content) if is_wanted(&content) => return Ok(Some(content)),
                // A partial clone may lack it.
                Ok(_) | Err(Refusal::Missing) => {}
                Err(_) => batch = Batch::start(&self.git)?,
            }
        }
        Ok(None)
    }

    /// What is staged for the next commit, below the root.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the index.
    pub fn staged(&self) -> Result<Staged, GitError> {
        // What the next commit adds to nothing is all that it holds. (`ls-files` would also list what `git add
        // --intent-to-add` has only announced, and that is not committed.) The empty tree's id depends on the
        // repository's kind of hash; nothing is written.
        let nothing = self.git.expect(&["hash-object", "-t", "tree", "--stdin"])?;
        let nothing = nothing.line().unwrap_or_default();
        let listing = self.difference(nothing, Today::Index)?;
        let mut staged = Staged {
            tree: GitTree::new(self.git.clone()),
            unmerged: Vec::new(),
        };
        for change in changes(&listing.stdout) {
            if change.status.starts_with(b"U") {
                let path = String::from_utf8_lossy(change.path).into_owned();
                staged.unmerged.push(path);
            } else {
                staged.tree.add(change.path, change.mode, change.id);
            }
        }
        staged.tree.look_on_disk_first();
        Ok(staged)
    }

    /// How today's tracked files below the root differ from a tree.
    fn difference(&self, tree: &str, today: Today) -> Result<Answer, GitError> {
        // `git diff` would bring the index up to date, and so write it; `diff-index` never does.
        let mut command = vec![
            "diff-index",
            "--raw",
            "-z",
            "--no-renames",
            "--no-abbrev",
            "--relative",
        ];
        match today {
            // What a submodule's folder holds is its own affair.
            Today::WorkTree => command.push("--ignore-submodules=all"),
            // Here it is only told that there is one, whatever `.gitmodules` says of looking at it.
            Today::Index => command.extend([
                "--cached",
                "--ita-invisible-in-index",
                "--ignore-submodules=none",
            ]),
        }
        command.extend([tree, "--", "."]);
        self.git.expect(&command)
    }
}

fn joined(
    thread: thread::ScopedJoinHandle<'_, Result<Answer, GitError>>,
) -> Result<Answer, GitError> {
    thread
        .join()
        .unwrap_or_else(|_| Err(GitError::Refused("git could not be read".to_owned())))
}

/// SHA-1 or SHA-256, in hexadecimal.
fn is_object_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A difference between a tree and today's files.
struct Change<'r> {
    path: &'r [u8],
    /// Then.
    old_mode: &'r [u8],
    /// Today.
    mode: &'r [u8],
    /// Of today's content, where git knows it.
    id: &'r [u8],
    /// `A`dded, `D`eleted, `M`odified, another `T`ype, or `U`nmerged.
    status: &'r [u8],
}

/// What `diff-index --raw -z` says: records of `:MODE MODE ID ID STATUS`, each followed by a path.
fn changes(raw: &[u8]) -> impl Iterator<Item = Change<'_>> {
    let mut parts = raw.split(|byte| *byte == 0);
    iter::from_fn(move || Some((parts.next()?, parts.next()?))).filter_map(|(record, path)| {
        let mut words = record.strip_prefix(b":")?.split(|byte| *byte == b' ');
        let (old_mode, mode) = (words.next()?, words.next()?);
        let (id, status) = (words.nth(1)?, words.next()?);
        Some(Change {
            path,
            old_mode,
            mode,
            id,
            status,
        })
    })
}

/// Which paths differ.
#[derive(Default)]
struct Changes {
    paths: BTreeSet<String>,
    has_links: bool,
}

impl Changes {
    /// A path that is not Unicode is none of the project's.
    fn parse(raw: &[u8]) -> Self {
        let mut found = Self::default();
        for change in changes(raw) {
            found.has_links |= [change.old_mode, change.mode].contains(&tree::LINK);
            if let Ok(path) = str::from_utf8(change.path) {
                found.paths.insert(path.to_owned());
            }
        }
        found
    }
}

/// Files that git was told not to look at (`assume-unchanged`, `skip-worktree`), of which it says that they are the same
/// whatever they hold; and whether it may have left them out of the work tree. `ls-files -v -z` marks the first with a
/// small letter, the others with an `S`.
fn unwatched(listing: &[u8]) -> impl Iterator<Item = (String, bool)> {
    listing
        .split(|byte| *byte == 0)
        .filter_map(|line| str::from_utf8(line).ok()?.split_once(' '))
        .filter(|(mark, _)| *mark == "S" || mark.starts_with(char::is_lowercase))
        .map(|(mark, path)| (path.to_owned(), mark.eq_ignore_ascii_case("s")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_git_says_of_differences() {
        let raw = b":100644 100644 aa 00 M\0claims/a b.json\0:100644 000000 aa 00 D\0\xff.json\0";
        let changes = Changes::parse(raw);
        assert_eq!(
            changes.paths,
            BTreeSet::from(["claims/a b.json".to_owned()])
        );
        assert!(!changes.has_links);
        assert!(Changes::parse(b":100644 120000 aa 00 T\0x\0").has_links);
        assert!(Changes::parse(b"").paths.is_empty());
    }

    #[test]
    fn files_that_git_does_not_look_at_may_differ() {
        let unwatched: Vec<(String, bool)> =
            unwatched(b"H a.json\0h b.json\0S c.json\0M d.json\0").collect();
        let named = |path: &str, may_be_left_out| (path.to_owned(), may_be_left_out);
        assert_eq!(unwatched, [named("b.json", false), named("c.json", true)]);
    }
}

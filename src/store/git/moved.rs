//! Folders that a commit had and that are gone today: one of them may be a project's, before it was moved or renamed.

use super::{GitError, GitTree, Repository, Today};

/// So many are looked at, at most.
const MOST_FOLDERS: usize = 16;

impl Repository {
    /// The folders in which a commit had a file of that name which is no longer there today, by their paths from the
    /// repository's top, with their trees.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the trees.
    pub fn gone_folders(
        &self,
        commit: &str,
        today: Today,
        name: &str,
    ) -> Result<Vec<(String, GitTree)>, GitError> {
        let anywhere = format!(":(top,glob)**/{name}");
        let mut command = vec!["diff-index", "--name-only", "--diff-filter=D", "-z"];
        command.push("--no-renames");
        command.extend((today == Today::Index).then_some("--cached"));
        command.extend([commit, "--", &anywhere]);
        let gone = self.git.expect(&command)?.stdout;
        let gone = gone.split(|byte| *byte == 0);
        let folders = gone.filter_map(|path| str::from_utf8(path).ok()?.strip_suffix(name));
        let folders = folders.take(MOST_FOLDERS).map(|folder| {
            let folder = folder.trim_end_matches('/');
            let below = format!("{commit}:{folder}");
            let command = ["ls-tree", "-r", "-z", "--full-tree", &below];
            let listing = self.git.expect(&command)?.stdout;
            let tree = GitTree::of_commit(self.git.clone(), &listing);
            Ok((folder.to_owned(), tree))
        });
        folders.collect()
    }
}

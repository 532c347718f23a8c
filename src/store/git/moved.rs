//! Where a folder stood in a commit, before it was moved or renamed.

use super::{GitError, GitTree, Repository, Today};

/// So many folders are looked at that may have been it.
const MOST_FOLDERS: usize = 16;

impl Repository {
    /// The folder that a commit had in the place of today's root, and its tree: one that is known by a file of the name
    /// `mark`, which is no longer there today, and that holds the most of `paths`, one at least.
    ///
    /// # Errors
    /// Where git cannot be run, or cannot read the trees.
    pub fn moved_from(
        &self,
        commit: &str,
        today: Today,
        mark: &str,
        paths: &[String],
    ) -> Result<Option<(String, GitTree)>, GitError> {
        let anywhere = format!(":(top,glob)**/{mark}");
        let mut command = vec!["diff-index", "--name-only", "--diff-filter=D", "-z"];
        command.push("--no-renames");
        command.extend((today == Today::Index).then_some("--cached"));
        command.extend([commit, "--", &anywhere]);
        let gone = self.git.expect(&command)?.stdout;
        let gone = gone.split(|byte| *byte == 0);
        let folders = gone.filter_map(|path| str::from_utf8(path).ok()?.strip_suffix(mark));
        let mut best = None;
        for folder in folders.take(MOST_FOLDERS) {
            let folder = folder.trim_end_matches('/');
            let below = format!("{commit}:{folder}");
            let listing = self
                .git
                .expect(&["ls-tree", "-r", "-z", "--full-tree", &below])?;
            let tree = GitTree::of_commit(self.git.clone(), &listing.stdout);
            let common = paths.iter().filter(|path| tree.has_file(path)).count();
            if common > best.as_ref().map_or(0, |(most, _)| *most) {
                best = Some((common, (folder.to_owned(), tree)));
            }
        }
        Ok(best.map(|(_, found)| found))
    }
}

//! What a new project starts with: settings, schemas for editors, an example that passes, a hook and a workflow.

mod settings;

use crate::config::FILE_NAME;
use crate::document::embedded;

/// A file of a new project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StarterFile {
    /// Its path, relative to the root, with `/`.
    pub path: &'static str,
    /// Its content.
    pub content: String,
}

impl StarterFile {
    fn new(path: &'static str, content: impl Into<String>) -> Self {
        Self {
            path,
            content: content.into(),
        }
    }
}

/// The settings: every setting and every rule with its default, each as a comment.
pub fn settings() -> StarterFile {
    StarterFile::new(FILE_NAME, settings::commented())
}

/// What makes editors complete and check files while they are written, without a network.
pub fn for_editors() -> Vec<StarterFile> {
    let schema = |name: &str| embedded(name).unwrap_or_default();
    vec![
        StarterFile::new("schemas/claim-file.schema.json", schema("claim-file")),
        StarterFile::new("schemas/source.schema.json", schema("source")),
        StarterFile::new("schemas/config.schema.json", schema("config")),
        StarterFile::new(".vscode/settings.json", include_str!("starter/vscode.json")),
    ]
}

/// A source and a claim file that cites it. The claim file is the last: where it is, the source is there, too.
pub fn example() -> Vec<StarterFile> {
    vec![
        StarterFile::new(
            "sources/harbour-notice.txt",
            include_str!("starter/example.txt"),
        ),
        StarterFile::new(
            "sources/harbour-notice.json",
            include_str!("starter/source.json"),
        ),
        StarterFile::new(
            "claims/lighthouse.json",
            include_str!("starter/claims.json"),
        ),
    ]
}

/// What runs the check before commits and in pull requests. It works at the top of a git repository only.
pub fn for_git() -> Vec<StarterFile> {
    let workflow = include_str!("starter/workflow.yml");
    vec![
        StarterFile::new(
            ".pre-commit-config.yaml",
            include_str!("starter/pre-commit.yaml"),
        ),
        StarterFile::new(
            ".github/workflows/factcheck.yml",
            // The checks of the program that made the file, not those of a later one.
            workflow.replace("VERSION", env!("CARGO_PKG_VERSION")),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::load;
    use crate::store::Memory;

    #[test]
    fn the_example_has_the_right_hash() {
        let store = example()
            .into_iter()
            .fold(Memory::default(), |store, file| {
                store.with(file.path, file.content)
            });
        let source = load(&store, "sources", "harbour-notice");
        assert!(source.text.is_ok());
    }

    #[test]
    fn every_file_has_content_of_whole_lines() {
        let files = [vec![settings()], for_editors(), example(), for_git()];
        for file in files.concat() {
            let is_whole = file.content.len() > 1 && file.content.ends_with('\n');
            assert!(is_whole && !file.content.contains('\r'), "{}", file.path);
        }
    }
}

//! Reports that go to files, and the way from the repository's top to the project, which platforms count from.

use crate::cli::{OutputFormat, ReportFile};
use anyhow::{Context, Result, bail};
use factcheck::Report;
use factcheck::config::FILE_NAME;
use factcheck::render::{Format, Style, render};
use factcheck::workspace::Workspace;
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::Builder;

/// The format of that name.
pub(super) fn format(name: OutputFormat) -> Format {
    match name {
        OutputFormat::Full => Format::Full,
        OutputFormat::Concise => Format::Concise,
        OutputFormat::Json => Format::Json,
        OutputFormat::Github => Format::Github,
        OutputFormat::Gitlab => Format::Gitlab,
        OutputFormat::Junit => Format::Junit,
        OutputFormat::Sarif => Format::Sarif,
        OutputFormat::Markdown => Format::Markdown,
    }
}

/// The files that reports go to, each once and none of them the project's.
pub(super) struct ReportFiles<'o> {
    /// What was asked for, and where the file is, links resolved.
    files: Vec<(&'o ReportFile, PathBuf)>,
}

impl<'o> ReportFiles<'o> {
    /// Looks at the paths before anything is checked: what cannot be meant is refused at once.
    pub(super) fn new(asked: &'o [ReportFile], opened: Option<&Workspace>) -> Result<Self> {
        let here = env::current_dir().context("the working folder cannot be read")?;
        let mut seen = BTreeSet::new();
        let mut files = Vec::new();
        for file in asked {
            let path = resolved(&here.join(&file.path));
            if !seen.insert(path.clone()) {
                bail!(
                    "two reports cannot go to the same file, {}",
                    file.path.display()
                );
            }
            let is_ours = |opened: &Workspace| {
                let path = opened.relative(&path);
                path.is_ok_and(|path| path == FILE_NAME || opened.project.owns(&path))
            };
            if opened.is_some_and(is_ours) {
                bail!(
                    "a report cannot go to {}: that is a place of claim files, sources, schemas or settings",
                    file.path.display()
                );
            }
            files.push((file, path));
        }
        Ok(Self { files })
    }

    /// Writes them all; a line for each that could not be written.
    pub(super) fn write(&self, report: &Report, folder: &str) -> Vec<String> {
        let written = self.files.iter().map(|(file, path)| {
            let style = Style {
                folder,
                ..Style::default()
            };
            write(report, format(file.format), style, path).map_err(|error| {
                format!(
                    "the report {} was not written: {error:#}",
                    file.path.display()
                )
            })
        });
        written.filter_map(Result::err).collect()
    }
}

/// The file that a path leads to. A link stays a link: the file that it leads to is written.
fn resolved(path: &Path) -> PathBuf {
    if let Ok(file) = path.canonicalize() {
        return file;
    }
    match (path.parent().map(Path::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Writes a report to a file beside it, which takes its place when it is whole: readers see the old one or the new one.
fn write(report: &Report, format: Format, style: Style<'_>, path: &Path) -> Result<()> {
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => bail!("it is a folder, not a file"),
        // A device would be replaced by a file.
        Ok(there) if !there.is_file() => bail!("it is a device or a pipe, not a regular file"),
        _ if path.is_symlink() => bail!("it is a link that leads nowhere"),
        _ => {}
    }
    let Some(folder) = path.parent() else {
        bail!("it is no path of a file");
    };
    if !folder.is_dir() {
        bail!("there is no folder {}", folder.display());
    }
    let mut builder = Builder::new();
    builder.prefix(".factcheck-");
    // Reports are for others to read, while temporary files are not.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file_mut());
    render(report, format, style, &mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// The way from the repository's top to the project's root, with `/` at its end; empty where the root is the top, and
/// outside a pipeline. GitHub and GitLab name files from the repository's top. They say where they put the repository,
/// though a checkout may be in a folder of its own within that.
pub(super) fn folder_in_repository(root: &Path) -> String {
    let workspace = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"]
        .into_iter()
        .filter_map(env::var_os)
        .find(|folder| !folder.is_empty());
    let workspace = workspace.and_then(|folder| Path::new(&folder).canonicalize().ok());
    let Some(workspace) = workspace.filter(|workspace| root.starts_with(workspace)) else {
        return String::new();
    };
    let top = root
        .ancestors()
        .take_while(|folder| folder.starts_with(&workspace))
        .find(|folder| folder.join(".git").symlink_metadata().is_ok())
        .unwrap_or(&workspace);
    let steps = root.strip_prefix(top).map(Path::iter);
    let steps = steps.into_iter().flatten();
    steps.fold(String::new(), |way, step| {
        way + &step.to_string_lossy() + "/"
    })
}

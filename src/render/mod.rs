//! Output formats, one a file: a report goes in, text comes out.

mod changelog;
mod concise;
mod format;
mod full;
mod json;
mod snippet;
mod summary;

pub use changelog::{ChangelogFormat, render_changelog};
pub use format::{Format, Style, render};
pub use json::{ReportError, read_known, read_report};

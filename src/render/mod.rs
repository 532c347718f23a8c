//! Output formats, one a file: a report goes in, text comes out.

mod changelog;
mod concise;
mod explanation;
mod format;
mod found;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod markdown;
mod markup;
mod patch;
mod sarif;
mod since;
mod snippet;
mod summary;

pub use changelog::{ChangelogFormat, render_changelog};
pub use format::{Format, Style, render, render_closing, render_finding};
pub use found::{FindFormat, Search, render_found};
pub use json::{ReportError, read_known, read_report};
pub use patch::patch;
pub use since::render_since;

//! Output formats, one a file: a report goes in, text comes out.

mod concise;
mod format;
mod full;
mod json;
mod snippet;
mod summary;

pub use format::{Format, Style, render};

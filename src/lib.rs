//! factcheck
pub mod claim;
pub mod config;
pub mod document;
pub mod evidence;
pub mod figure;
pub mod finding;
pub mod project;
pub mod quote;
pub mod render;
pub mod report;
pub mod rules;
pub mod source;
pub mod store;
pub mod text;
mod verify;

pub use claim::{ClaimFile, Date};
pub use config::Config;
pub use project::{Project, ProjectError, Selection};
pub use report::Report;
pub use verify::verify;

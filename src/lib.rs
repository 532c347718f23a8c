//! factcheck
pub mod claim;
pub mod config;
pub mod document;
pub mod evidence;
pub mod finding;
pub mod project;
pub mod quote;
pub mod source;
pub mod store;
pub mod text;

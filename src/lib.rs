//! factcheck
pub mod document;
pub mod store;
pub mod text;

//! Structured documents with a place for every key and value: JSON and TOML read alike, and checked by JSON Schema.

mod edit;
mod fault;
mod json;
mod nearest_name;
mod references;
mod schema;
mod steps;
mod style;
mod toml;
mod tree;
mod usual;

pub use edit::{
    Edit, Json, apply, array_of, cut_string, insert_item, insert_member, replace_string,
};
pub use fault::Fault;
pub use json::{Duplicate, MAX_DEPTH, Parsed, parse as parse_json, source_offset};
pub use nearest_name::{Names, nearest_name};
pub use schema::{
    MOST_FAULTS, MOST_VALUES, Schema, SchemaError, UnknownFormats, embedded, embedded_names,
    has_too_many_values,
};
pub use style::{BeyondAscii, Brackets, Style};
pub use toml::parse as parse_toml;
pub use tree::{Member, Node, Value, escape_pointer_step};

//! Source descriptors: what an editor says about a source, and what is wrong with its form.

use super::{Sha256Sum, digest};
use crate::claim::{Date, Located};
use crate::content::Content;
use crate::document::{Duplicate, Fault, Node, Schema, parse_json};
use crate::text::Text;

/// A source's descriptor: what could be read of it, and what is wrong with its form.
#[derive(Debug)]
pub struct Descriptor {
    /// Its path, relative to the root.
    pub path: String,
    /// Its text.
    pub text: Text,
    /// What is wrong with it, in document order.
    pub faults: Vec<Fault>,
    /// The title.
    pub title: Option<String>,
    /// The day on which it was published.
    pub published: Option<Located<Date>>,
    /// The pinned hash of the text.
    pub sha256: Option<Located<Sha256Sum>>,
    /// The language (BCP 47).
    pub language: Option<String>,
    /// The page that the text was made of, where one is kept.
    pub original: Option<Original>,
    /// The text's file name; `None` where what is said of it, or the whole descriptor, cannot be read.
    pub text_file: Option<String>,
}

/// The page that a source's text was made of (`x-original`, as `source add` writes it).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// Its file's name, in the folder of the descriptor.
    pub file: String,
    /// The hash that it had.
    pub sha256: String,
}

impl Descriptor {
    /// Reads a descriptor; `id` is its file's stem.
    pub fn parse(path: impl Into<String>, id: &str, content: impl Into<Content>) -> Self {
        let mut descriptor = Self {
            path: path.into(),
            text: Text::new(""),
            faults: Vec::new(),
            title: None,
            published: None,
            sha256: None,
            language: None,
            original: None,
            text_file: None,
        };
        match Text::decode_file(content) {
            Ok(text) => {
                descriptor.read(text.as_str(), id);
                descriptor.text = text;
            }
            Err(fault) => descriptor.faults.push(Fault {
                pointer: String::new(),
                range: 0..0,
                message: format!(
                    "the descriptor is not UTF-8: byte 0x{:02X} at line {}, column {}",
                    fault.value, fault.place.line, fault.place.column
                ),
                help: Some("save the file as UTF-8".to_owned()),
            }),
        }
        descriptor
    }

    /// The digest of its text.
    pub fn digest(&self) -> Sha256Sum {
        digest([self.text.as_str()])
    }

    fn read(&mut self, text: &str, id: &str) {
        let parsed = match parse_json(text) {
            Ok(parsed) => parsed,
            Err(mut fault) => {
                fault.message = format!("the descriptor is not JSON: {}", fault.message);
                self.faults.push(fault);
                return;
            }
        };
        let root = &parsed.root;
        self.faults = Schema::source().faults(root);
        self.faults
            .extend(parsed.duplicates.iter().map(Duplicate::fault));
        self.faults
            .extend(root.get("id").and_then(|node| wrong_id(node, id)));
        self.faults
            .sort_by_key(|fault| (fault.range.start, fault.range.end));

        let text_of = |key: &str| root.get(key).and_then(Node::as_str).map(str::to_owned);
        let is_faulty = |pointer: &str| self.faults.iter().any(|fault| fault.pointer == pointer);
        self.title = text_of("title");
        self.language = text_of("language");
        self.published = root.get("published").and_then(|node| {
            Some(Located {
                value: Date::parse(node.as_str()?)?,
                range: node.range.clone(),
            })
        });
        self.sha256 = root
            .get("sha256")
            .filter(|_| !is_faulty("/sha256"))
            .and_then(|node| {
                Some(Located {
                    value: Sha256Sum::parse(&node.as_str()?.to_ascii_lowercase())?,
                    range: node.range.clone(),
                })
            });
        self.original = root.get("x-original").and_then(|original| {
            let text = |key: &str| original.get(key).and_then(Node::as_str).map(str::to_owned);
            Some(Original {
                file: text("file").filter(|name| !name.contains(['/', '\\']))?,
                sha256: text("sha256")?.to_ascii_lowercase(),
            })
        });
        self.text_file = match root.get("text") {
            None => Some(format!("{id}.txt")),
            Some(_) if is_faulty("/text") => None,
            Some(node) => node.as_str().map(str::to_owned),
        };
    }
}

fn wrong_id(node: &Node<'_>, id: &str) -> Option<Fault> {
    let said = node.as_str().filter(|said| *said != id)?;
    Some(Fault {
        pointer: "/id".to_owned(),
        range: node.range.clone(),
        message: format!("the id is \"{said}\", but the file is named \"{id}.json\""),
        help: Some("claims cite a source by its file's name: make the two equal".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::embedded;
    use serde_json::json;

    #[test]
    fn the_model_holds_every_field_of_the_schema_that_the_checks_need() {
        let schema: serde_json::Value = serde_json::from_str(embedded("source").unwrap()).unwrap();
        let example = json!({
            "schema_version": 1, "id": "a", "title": "T", "published": "2026-01-01", "sha256": "AB".repeat(32),
            "publisher": "P", "author": "A", "url": "https://example.org/", "archived_url": "https://example.org/a",
            "retrieved": "2026-01-02", "language": "en", "text": "other.txt"
        });
        for name in schema["properties"].as_object().unwrap().keys() {
            assert!(example.get(name).is_some(), "the test lacks \"{name}\"");
        }
        let descriptor = Descriptor::parse("sources/a.json", "a", example.to_string().into_bytes());
        assert_eq!(descriptor.faults, []);
        assert_eq!(descriptor.title.as_deref(), Some("T"));
        assert_eq!(
            descriptor.published.unwrap().value.to_string(),
            "2026-01-01"
        );
        let pin = descriptor.sha256.unwrap().value;
        assert_eq!(pin.to_string(), "ab".repeat(32));
        assert_eq!(descriptor.language.as_deref(), Some("en"));
        assert_eq!(descriptor.text_file.as_deref(), Some("other.txt"));
    }

    #[test]
    fn a_path_is_no_file_name() {
        for text in [
            "../../etc/passwd",
            "/etc/passwd",
            "a/b.txt",
            "..",
            ".hidden",
        ] {
            let example = json!({"schema_version": 1, "id": "a", "title": "T", "published": "2026-01-01",
                "sha256": "ab".repeat(32), "text": text});
            let descriptor =
                Descriptor::parse("sources/a.json", "a", example.to_string().into_bytes());
            assert!(
                descriptor.text_file.is_none() && descriptor.faults.len() == 1,
                "{text}"
            );
        }
    }
}

//! A source that is to be filed: its id, and the descriptor that is written for it.

use super::{Descriptor, sha256};
use crate::document::Fault;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

/// An id that is made of a title is not longer than this many characters.
const LONGEST_SLUG: usize = 60;

/// The longest id there may be, in characters.
const LONGEST_ID: usize = 120;

/// What a descriptor says of a source, in the order in which it is written.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewSource {
    schema_version: Version,
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The day on which it was published.
    pub published: String,
    sha256: String,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where there is a lasting copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived_url: Option<String>,
    /// The day on which it was copied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
    /// Its language (BCP 47).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(rename = "x-original", skip_serializing_if = "Option::is_none")]
    original: Option<Original>,
}

/// The version of the format, which is 1.
#[derive(Debug, Clone, Serialize)]
struct Version(u8);

impl Default for Version {
    fn default() -> Self {
        Self(1)
    }
}

/// The page that a text was made of.
#[derive(Debug, Clone, Serialize)]
struct Original {
    file: String,
    sha256: String,
}

impl NewSource {
    /// A source of which no more is known.
    pub fn new(title: String, published: String) -> Self {
        Self {
            title,
            published,
            ..Self::default()
        }
    }

    /// Notes the hashes of the text and of the page that it was made of.
    pub fn pin(&mut self, text: &[u8], page: Option<&[u8]>) {
        self.sha256 = sha256(text).to_string();
        self.original = page.map(|page| Original {
            file: format!("{}.html", self.id),
            sha256: sha256(page).to_string(),
        });
    }

    /// The descriptor as its file holds it.
    ///
    /// # Errors
    /// Where it breaks the schema: what is wrong with it.
    pub fn descriptor(&self) -> Result<String, Vec<Fault>> {
        let mut written = serde_json::to_string_pretty(self).unwrap_or_default();
        written.push('\n');
        let path = format!("{}.json", self.id);
        let read = Descriptor::parse(path, &self.id, written.clone().into_bytes());
        if read.faults.is_empty() {
            Ok(written)
        } else {
            Err(read.faults)
        }
    }
}

/// Whether a text may be the id of a source: letters, digits, dots, hyphens and underscores, with a letter or digit first.
pub fn is_source_id(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.len() <= LONGEST_ID
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// An id made of a title, in lower case and without accents; `None` where nothing of it can be part of an id.
pub fn slug(title: &str) -> Option<String> {
    let mut slug = String::new();
    for c in title.nfkd().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') && !is_part_of_word(c) {
            slug.push('-');
        }
    }
    if slug.len() > LONGEST_SLUG {
        let cut = slug[..=LONGEST_SLUG].rfind('-').unwrap_or(LONGEST_SLUG);
        slug.truncate(cut);
    }
    let slug = slug.trim_end_matches('-').to_owned();
    (!slug.is_empty()).then_some(slug)
}

/// Apostrophes and accents part no word.
fn is_part_of_word(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(
        "Harbour board approves 70\u{a0}berths",
        Some("harbour-board-approves-70-berths")
    )]
    #[case("Café’s naïve owner: “No!”", Some("cafes-naive-owner-no"))]
    #[case("پل تازه", None)]
    #[case("   ", None)]
    #[case(
        "A very long headline that goes on and on until nobody remembers how it began",
        Some("a-very-long-headline-that-goes-on-and-on-until-nobody")
    )]
    fn makes_ids_of_titles(#[case] title: &str, #[case] id: Option<&str>) {
        assert_eq!(slug(title).as_deref(), id);
    }

    #[rstest]
    #[case("council-2025.v2_b", true)]
    #[case("-council", false)]
    #[case("a/b", false)]
    #[case("", false)]
    fn knows_ids(#[case] id: &str, #[case] is_one: bool) {
        assert_eq!(is_source_id(id), is_one);
    }

    #[test]
    fn a_descriptor_is_one_that_can_be_read() {
        let mut source = NewSource::new("“T”".to_owned(), "2026-01-01".to_owned());
        source.id = "a".to_owned();
        source.url = Some("https://example.org/".to_owned());
        source.pin(b"text", Some(b"<p>text"));
        let written = source.descriptor().unwrap();
        assert!(written.starts_with("{\n  \"schema_version\": 1,\n  \"id\": \"a\""));
        assert!(written.contains("\"x-original\": {\n    \"file\": \"a.html\""));
        source.published = "2026-02-30".to_owned();
        assert_eq!(source.descriptor().unwrap_err()[0].pointer, "/published");
    }
}

//! Web pages: the text that a reader of the article sees, what the page says of itself, and what was left out.
//!
//! [Readability](https://github.com/mozilla/readability), in the port `dom_smoothie`, says *where* on the page the article
//! is; it is known to lose captions, quotations and short paragraphs, so it never says *what* belongs to it. Everything
//! within the article is text, but for what is no part of it by its own markup ([`Kind`]), and that is counted and kept.

mod article;
mod characters;
mod dropped;
mod encoding;
mod excess;
mod furniture;
mod json_ld;
mod markup;
mod metadata;
mod walk;

pub use dropped::{Dropped, Kind};
pub use excess::Excess;
pub use metadata::language as language_tag;

use crate::claim::Date;
use article::Article;
use dom_query::Document;
use metadata::Metadata;
use std::collections::BTreeSet;

/// A page: its article's text, and what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The text: the headline first, then a line for each block, with an empty line between two of them. It ends with a line
    /// feed, unless there is no text at all.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it; several names are joined with commas.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// Its language (BCP 47).
    pub language: Option<String>,
    /// The day on which it was published, in the page's own time zone.
    pub published: Option<Date>,
    /// The address that it calls its own.
    pub url: Option<String>,
    /// The encoding that it was read in, by its name in the Encoding Standard.
    pub encoding: &'static str,
    /// Whether some of its bytes mean nothing in that encoding; U+FFFD stands for them.
    pub is_damaged: bool,
    /// What was left out, by kind.
    pub dropped: Vec<Dropped>,
}

impl Page {
    /// Reads a page of HTML. `keep` are kinds of which nothing is left out.
    ///
    /// # Errors
    /// Where it has so much of something that nobody wrote it: reading it would take hours.
    pub fn read(bytes: &[u8], keep: &BTreeSet<Kind>) -> Result<Self, Excess> {
        let decoded = encoding::decode(bytes);
        if let Some(excess) = excess::excess(&decoded.text) {
            return Err(excess);
        }
        let document = Document::from(decoded.text);
        let metadata = Metadata::read(&document);
        let article = Article::find(&document, &metadata);
        let walked = walk::walk(&document, &article, &metadata, keep);
        Ok(Self {
            title: metadata.title(walked.headline.as_deref()),
            text: walked.text,
            author: metadata.author,
            publisher: metadata.publisher,
            language: metadata.language,
            published: metadata.published,
            url: metadata.url,
            encoding: decoded.encoding,
            is_damaged: decoded.is_damaged,
            dropped: walked.dropped,
        })
    }
}

/// Whether bytes are a page of HTML: its markup starts within the first two thousand bytes, as the MIME Sniffing Standard
/// looks for it.
pub fn is_html(bytes: &[u8]) -> bool {
    encoding::looks_like_html(bytes)
}

/// The encoding that bytes which are not UTF-8 are in, as likely as not, by its name in the Encoding Standard.
pub fn likely_encoding(bytes: &[u8]) -> &'static str {
    encoding::likely(bytes)
}

#[cfg(test)]
mod tests;

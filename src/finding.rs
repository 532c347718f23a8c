//! What a check found, as plain data: rules make findings, renderers print them, and neither knows the other.

use crate::quote::Change;
use crate::text::{Excerpt, Region, Span, Text};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Worth knowing.
    Info,
    /// Worth a look; the run stays green.
    Warning,
    /// The run is red.
    Error,
}

impl Level {
    /// As configuration and reports write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The level of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Off, Self::Info, Self::Warning, Self::Error]
            .into_iter()
            .find(|level| level.as_str() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A place in a file, with the lines around it and what is to be seen there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The file, relative to the root.
    pub file: String,
    /// The place.
    pub region: Region,
    /// What is to be seen there, in plain words.
    pub message: String,
    /// The lines around it; `None` where there is nothing to show.
    pub excerpt: Option<Excerpt>,
    /// Stretches of the excerpt that deserve a caret, in bytes of its text.
    pub marks: Vec<Mark>,
}

/// A stretch of an excerpt that deserves a caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Bytes of the excerpt's text.
    pub range: Range<usize>,
    /// What is said about it; may be empty.
    pub text: String,
}

impl Label {
    /// A place in a text that is at hand.
    pub fn new(
        file: impl Into<String>,
        text: &Text,
        range: &Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        let excerpt = Excerpt::new(text, range);
        let message = message.into();
        Self {
            file: file.into(),
            region: text.region(range),
            marks: vec![Mark {
                range: excerpt.within(range),
                text: message.clone(),
            }],
            message,
            excerpt: Some(excerpt),
        }
    }

    /// A file as a whole, or one whose lines cannot be shown.
    pub fn bare(file: impl Into<String>, region: Region, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            region,
            message: message.into(),
            excerpt: None,
            marks: Vec::new(),
        }
    }

    /// Puts the carets under these stretches of the whole text instead.
    #[must_use]
    pub fn marking(mut self, marks: impl IntoIterator<Item = (Range<usize>, String)>) -> Self {
        if let Some(excerpt) = &self.excerpt {
            let marks: Vec<Mark> = marks
                .into_iter()
                .map(|(range, text)| Mark {
                    range: excerpt.within(&range),
                    text,
                })
                .collect();
            if !marks.is_empty() {
                self.marks = marks;
            }
        }
        self
    }
}

/// The passage of a source that is closest to a quote.
#[derive(Debug, Clone, PartialEq)]
pub struct Closest {
    /// The passage.
    pub text: String,
    /// How alike they are, from 0 to 1.
    pub similarity: f64,
    /// Its code points in the source.
    pub span: Span,
    /// The source's text file.
    pub file: String,
    /// Its place there.
    pub region: Region,
    /// What turns the passage into the quote.
    pub edits: Vec<(Change, String)>,
}

/// A change of a claim file that would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it needs a look.
    pub safety: Safety,
    /// The edits, in file order, without overlaps.
    pub edits: Vec<FileEdit>,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// It restores what the source says, or what follows from it.
    Safe,
    /// An editor must judge.
    Review,
}

/// A replacement of bytes of a claim file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEdit {
    /// The file, relative to the root.
    pub file: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The new text.
    pub text: String,
    /// The same stretch in lines and columns, for formats that know no bytes.
    #[serde(flatten)]
    pub region: Region,
}

impl FileEdit {
    /// Puts `replacement` in the place of bytes of a file's text.
    pub fn new(
        file: impl Into<String>,
        text: &Text,
        range: &Range<usize>,
        replacement: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            start: range.start,
            end: range.end,
            text: replacement.into(),
            region: text.region(range),
        }
    }
}

/// What is known of a rule, for formats that carry the rules with the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleInfo {
    /// Its name.
    pub name: &'static str,
    /// The level it has unless the settings say otherwise.
    pub level: Level,
    /// When it fires, in one sentence.
    pub summary: &'static str,
    /// What it means, in a few sentences.
    pub meaning: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
}

/// One thing that a rule found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters here; [`Level::Off`] while it has only its rule's level.
    pub level: Level,
    /// What is wrong, in one plain sentence.
    pub message: String,
    /// Where.
    pub place: Label,
    /// The same as a JSON Pointer (RFC 6901) into the file.
    pub pointer: String,
    /// The claim's id.
    pub claim: Option<String>,
    /// Index of the claim in its file, from 0.
    pub claim_index: Option<usize>,
    /// Index of the citation in its claim, from 0.
    pub citation: Option<usize>,
    /// Id of the source.
    pub source: Option<String>,
    /// Kinds of change, or the folds that were used.
    pub kinds: Vec<&'static str>,
    /// The closest passage of the source.
    pub closest: Option<Box<Closest>>,
    /// Other places that belong to it, the passage of the source first.
    pub related: Vec<Label>,
    /// What helps to understand and to mend it, a line each.
    pub notes: Vec<String>,
    /// A change that would mend it.
    pub fix: Option<Fix>,
    /// What identifies it beside rule, claim and source: content, never a place or wording of the message.
    pub identity: String,
}

impl Finding {
    /// A finding at a place; the other fields are public.
    pub fn new(
        rule: &'static str,
        place: Label,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            level: Level::Off,
            message: message.into(),
            place,
            pointer: pointer.into(),
            claim: None,
            claim_index: None,
            citation: None,
            source: None,
            kinds: Vec::new(),
            closest: None,
            related: Vec::new(),
            notes: Vec::new(),
            fix: None,
            identity: String::new(),
        }
    }
}

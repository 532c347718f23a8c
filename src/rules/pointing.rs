//! Where findings point, and how their messages quote: labels into claim files and sources.

use crate::claim::{Claim, ClaimFile, Located};
use crate::document::{Edit, replace_string, source_offset};
use crate::evidence::{CitationFacts, ClaimFacts, Evidence, Match, Passage, Placement};
use crate::finding::{FileEdit, Finding, Fix, Label, Safety};
use crate::text::visible_line;
use std::ops::Range;

/// A citation, with all that is known around it.
pub(super) struct Cited<'e, 'p> {
    pub evidence: &'e Evidence<'p>,
    pub claim: &'e ClaimFacts<'p>,
    pub citation: &'e CitationFacts<'p>,
}

/// A message shows at most so many characters of a text.
const LONGEST: usize = 80;

/// A text in quotation marks on one line; where it is long, its middle is left out, at spaces.
pub(super) fn quoted(text: &str) -> String {
    let characters = text.chars().count();
    if characters <= LONGEST {
        return format!("“{}”", visible_line(text));
    }
    let byte = |count: usize| {
        text.char_indices()
            .nth(count)
            .map_or(text.len(), |(at, _)| at)
    };
    let (start, end) = text.split_at(byte(LONGEST / 2));
    let start = start
        .rfind(char::is_whitespace)
        .map_or(start, |space| &start[..space]);
    let end = &end[byte(characters - LONGEST / 3) - byte(LONGEST / 2)..];
    let end = end
        .find(char::is_whitespace)
        .map_or(end, |space| &end[space..]);
    format!(
        "“{} … {}”",
        visible_line(start.trim_end()),
        visible_line(end.trim_start())
    )
}

/// “a”, “a and b”, “a, b and c”
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// `one quote`, `3 quotes`
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

/// Bytes of a string's decoded text as bytes of the claim file.
pub(super) fn within(
    file: &ClaimFile,
    string: &Located<String>,
    decoded: &Range<usize>,
) -> Range<usize> {
    let start = string.range.start;
    let literal = &file.text.as_str()[string.range.clone()];
    start + source_offset(literal, decoded.start)..start + source_offset(literal, decoded.end)
}

/// A finding about a claim, at bytes of its file.
pub(super) fn at_claim(
    rule: &'static str,
    claim: &ClaimFacts<'_>,
    range: &Range<usize>,
    step: &str,
    label: &str,
    message: &str,
) -> Finding {
    at(rule, (claim.file, claim.claim), range, step, label, message)
}

/// The same, for a claim about which no facts were gathered.
pub(super) fn at(
    rule: &'static str,
    (file, claim): (&ClaimFile, &Claim),
    range: &Range<usize>,
    step: &str,
    label: &str,
    message: &str,
) -> Finding {
    let place = Label::new(&file.path, &file.text, range, label);
    let pointer = format!("{}{step}", claim.pointer());
    let message = format!("claim {}: {message}", claim.name());
    let mut finding = Finding::new(rule, place, pointer, message);
    finding.claim = claim.id.as_ref().map(|id| id.value.clone());
    finding.claim_index = Some(claim.index);
    finding
}

impl Cited<'_, '_> {
    /// Whether the source's text was read: then there is a source, and nothing kept it from being read.
    pub(super) fn was_read(&self) -> bool {
        self.citation.read.is_some()
    }

    /// The id of the source, for messages.
    pub(super) fn source(&self) -> &str {
        self.citation.source_id().unwrap_or("its source")
    }

    /// How the quote lies in its source, where it stands there: verbatim, or with typography that the settings or a
    /// waiver let pass.
    pub(super) fn placement(&self) -> Option<&Placement> {
        let index = self.citation.citation.index;
        let stands = match self.citation.matched {
            Match::Verbatim => true,
            Match::Typographic => self.claim.accepts_typography(index, self.evidence.project),
            _ => false,
        };
        self.citation.placement.as_ref().filter(|_| stands)
    }

    /// A finding about the citation, at bytes of the claim file.
    pub(super) fn at(
        &self,
        rule: &'static str,
        range: &Range<usize>,
        step: &str,
        label: &str,
        message: &str,
    ) -> Finding {
        let step = format!("/citations/{}{step}", self.citation.citation.index);
        let mut finding = at_claim(rule, self.claim, range, &step, label, message);
        finding.citation = Some(self.citation.citation.index);
        finding.source = self.citation.source_id().map(str::to_owned);
        finding
    }

    /// A finding about a fragment of the quote, at its place in the claim file.
    pub(super) fn at_fragment(
        &self,
        rule: &'static str,
        fragment: usize,
        label: &str,
        message: &str,
    ) -> Finding {
        let quote = &self.citation.fragments[fragment].quote;
        let step = if self.citation.fragments.len() > 1 {
            format!("/quote/{fragment}")
        } else {
            "/quote".to_owned()
        };
        let mut finding = self.at(rule, &quote.range, &step, label, message);
        finding.identity.clone_from(&quote.value);
        finding
    }

    /// The whole quote's text, for what identifies a finding.
    pub(super) fn quote_text(&self) -> String {
        let fragments: Vec<&str> = self
            .citation
            .fragments
            .iter()
            .map(|fragment| fragment.quote.value.as_str())
            .collect();
        fragments.join("\u{1e}")
    }

    /// Bytes of a fragment's decoded text as bytes of the claim file.
    pub(super) fn in_file(&self, fragment: usize, decoded: &Range<usize>) -> Range<usize> {
        within(
            self.claim.file,
            self.citation.fragments[fragment].quote,
            decoded,
        )
    }

    /// A passage of the source.
    pub(super) fn in_source(&self, passage: &Passage, message: impl Into<String>) -> Label {
        in_source(
            self.citation.text_path().unwrap_or_default(),
            passage,
            message,
        )
    }

    /// A fix that gives a string of the claim file another value. Only the characters that differ are edited.
    pub(super) fn fix_string(
        &self,
        title: &str,
        safety: Safety,
        literal: &Range<usize>,
        value: &str,
    ) -> Fix {
        let file = self.claim.file;
        let edits = replace_string(
            file.text.as_str(),
            literal.clone(),
            value,
            file.beyond_ascii(),
        );
        self.fix(title, safety, edits)
    }

    /// A fix that edits the claim file.
    pub(super) fn fix(&self, title: &str, safety: Safety, edits: Vec<Edit>) -> Fix {
        let file = self.claim.file;
        let edits = edits
            .into_iter()
            .map(|edit| FileEdit::new(&file.path, &file.text, &edit.range, edit.text));
        Fix {
            title: title.to_owned(),
            safety,
            edits: edits.collect(),
        }
    }
}

/// A passage of a source's text file.
pub(super) fn in_source(file: &str, passage: &Passage, message: impl Into<String>) -> Label {
    let message = message.into();
    let label = Label {
        file: file.to_owned(),
        region: passage.region,
        message: message.clone(),
        excerpt: Some(passage.excerpt.clone()),
        marks: Vec::new(),
    };
    label.marking([(passage.range.clone(), message)])
}

/// A text as a JSON string.
pub(super) fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

//! A place where a passage stands, or one like it.

use crate::quote::{Difference, Folds, Judge, Judgement, difference, similarity};
use crate::text::{Excerpt, Region, Span, Text};
use serde::Serialize;
use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

/// How a passage of a source is the one that is looked for; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// Code point for code point.
    Verbatim,
    /// After folding named differences of typography.
    Typographic,
    /// It is the closest passage of the source.
    Nearest,
}

impl How {
    /// As output writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verbatim => "verbatim",
            Self::Typographic => "typographic",
            Self::Nearest => "nearest",
        }
    }
}

/// A passage of a source, kept after its text is gone.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The id of the source.
    pub source: String,
    /// Its text file, relative to the root.
    pub file: String,
    /// How the passage is the one that is looked for.
    pub how: How,
    /// How alike the two are, from 0 to 1; 1 for a verbatim passage only.
    pub score: f64,
    /// The folds that were needed.
    pub folds: Folds,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// Code points of the text.
    pub span: Span,
    /// Lines and columns.
    pub region: Region,
    /// The passage.
    pub text: String,
    /// The lines around it.
    pub excerpt: Excerpt,
    /// What turns the passage into the text that is looked for, where that is more than typography.
    pub difference: Option<Difference>,
}

impl Hit {
    /// The order in which hits are told: the better before the worse, then by source and place.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let place = |hit: &Self| (hit.range.start, hit.range.end);
        self.how
            .cmp(&other.how)
            .then(other.score.total_cmp(&self.score))
            .then_with(|| self.source.cmp(&other.source))
            .then_with(|| place(self).cmp(&place(other)))
    }
}

/// A source whose text is at hand.
pub(super) struct Opened<'s> {
    pub(super) id: &'s str,
    pub(super) file: String,
    pub(super) text: Arc<Text>,
}

impl Opened<'_> {
    /// A place where the text stands as it is.
    pub(super) fn verbatim(&self, range: Range<usize>) -> Hit {
        self.hit(How::Verbatim, 1.0, range)
    }

    /// A place where the text stands apart from typography.
    pub(super) fn typographic(&self, range: Range<usize>, folds: Folds, score: f64) -> Hit {
        Hit {
            folds,
            ..self.hit(How::Typographic, score, range)
        }
    }

    /// The closest passage, if there is one that may be the one meant.
    pub(super) fn nearest(&self, wanted: &str) -> Option<Hit> {
        let text = self.text.as_str();
        Some(match Judge::new(text, Folds::NONE).judge(wanted) {
            Judgement::Stands(standing) => self.verbatim(standing.places.first()?.clone()),
            Judgement::Typographic(folded) => {
                let first = folded.places.into_iter().next()?;
                let score = similarity(wanted, &text[first.range.clone()]);
                self.typographic(first.range, first.folds, score)
            }
            Judgement::Hidden(walked) => self.similar(walked.range, wanted),
            Judgement::Elided(elision) => {
                let (first, last) = (elision.pieces.first()?, elision.pieces.last()?);
                self.similar(first.source.start..last.source.end, wanted)
            }
            Judgement::Altered(altered) => Hit {
                difference: Some(altered.difference),
                ..self.hit(How::Nearest, altered.similarity, altered.range)
            },
            Judgement::Absent => return None,
        })
    }

    fn similar(&self, range: Range<usize>, wanted: &str) -> Hit {
        let passage = &self.text.as_str()[range.clone()];
        let (score, difference) = (similarity(wanted, passage), difference(passage, wanted));
        Hit {
            difference: Some(difference),
            ..self.hit(How::Nearest, score, range)
        }
    }

    fn hit(&self, how: How, score: f64, range: Range<usize>) -> Hit {
        Hit {
            source: self.id.to_owned(),
            file: self.file.clone(),
            how,
            score,
            folds: Folds::NONE,
            span: self.text.span(&range),
            region: self.text.region(&range),
            text: self.text.as_str()[range.clone()].to_owned(),
            excerpt: Excerpt::new(&self.text, &range),
            difference: None,
            range,
        }
    }
}

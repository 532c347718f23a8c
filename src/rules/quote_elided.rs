//! `quote-elided`: a quote leaves text out within one string.

use super::check::{Check, Rule};
use super::pointing::{Cited, json_string, quoted};
use crate::claim::{Located, Quote};
use crate::document::{Edit, array_of, cut_string};
use crate::evidence::{Detail, Passage};
use crate::finding::{Finding, Level, Safety};
use crate::text::visible_line;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "quote-elided",
    level: Level::Error,
    core: true,
    page: include_str!("quote_elided.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Elided {
            pieces,
            only_ellipses,
        } = &fragment.detail
        else {
            continue;
        };
        let what = match (pieces.len(), only_ellipses) {
            (1, true) => "the quote ends or begins with an ellipsis that is not the source's",
            (_, true) => "the quote leaves text out with an ellipsis within one string",
            (_, false) => "the quote puts words in square brackets that the source does not have",
        };
        let message = format!("{what}; the rest stands in {}", cited.source());
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        let between = pieces.windows(2).map(|pair| pair[0].0.end..pair[1].0.start);
        let before = std::iter::once(0..pieces[0].0.start);
        let after = std::iter::once(pieces[pieces.len() - 1].0.end..fragment.quote.value.len());
        let gaps = between
            .chain(before)
            .chain(after)
            .filter(|gap| !gap.is_empty());
        finding.place = finding
            .place
            .marking(gaps.map(|gap| (cited.in_file(number, &gap), "not in the source".to_owned())));
        for (_, passage) in pieces {
            finding
                .related
                .push(cited.in_source(passage, "this piece stands here"));
        }
        let written: Vec<String> = pieces
            .iter()
            .map(|(_, passage)| json_string(&passage.text))
            .collect();
        let text = match written.as_slice() {
            [one] => one.clone(),
            several if is_whole(cited) => format!("[{}]", several.join(", ")),
            several => several.join(", "),
        };
        if *only_ellipses {
            let title = if pieces.len() == 1 {
                "leave the ellipsis out"
            } else {
                "write the pieces as an array"
            };
            finding
                .notes
                .push(format!("write \"quote\": {}", visible_line(&text)));
            let edits = mended(cited, fragment.quote, pieces);
            finding.fix = Some(cited.fix(title, Safety::Safe, edits));
        } else {
            finding.notes.push(match pieces.as_slice() {
                [(_, passage)] => {
                    format!("quote {} alone; what the brackets say belongs in \"note\"", quoted(&passage.text))
                }
                _ => format!(
                    "write the pieces as an array, \"quote\": {}; what the brackets say belongs in \"note\"",
                    visible_line(&text)
                ),
            });
        }
        out.push(finding);
    }
}

/// Whether the quote is one string.
fn is_whole(cited: &Cited<'_, '_>) -> bool {
    let quote = cited.citation.citation.quote.as_ref();
    quote.is_some_and(|quote| matches!(quote.value, Quote::Whole(_)))
}

/// The pieces, as they stand in the source, in the place of the string that had them all.
fn mended(
    cited: &Cited<'_, '_>,
    string: &Located<String>,
    pieces: &[(Range<usize>, Passage)],
) -> Vec<Edit> {
    let file = cited.claim.file;
    let text = file.text.as_str();
    let pieces = pieces
        .iter()
        .map(|(piece, passage)| (piece.clone(), passage.text.as_str()));
    let literals = cut_string(text, string.range.clone(), pieces, file.beyond_ascii());
    let written = match literals.as_slice() {
        [one] => one.clone(),
        several if is_whole(cited) => array_of(
            text,
            string.range.start,
            several,
            other_array(cited),
            file.style(),
        ),
        several => several.join(separator(cited)),
    };
    vec![Edit {
        range: string.range.clone(),
        text: written,
    }]
}

/// Another quote of the file that is written as an array.
fn other_array<'e>(cited: &Cited<'e, '_>) -> Option<&'e str> {
    let file = cited.claim.file;
    let citations = file.claims.iter().flat_map(|claim| &claim.citations);
    let mut quotes = citations.filter_map(|citation| citation.quote.as_ref());
    let quote = quotes.find(|quote| matches!(quote.value, Quote::Elided(_)))?;
    Some(&file.text.as_str()[quote.range.clone()])
}

/// What stands between two elements of the quote.
fn separator<'e>(cited: &Cited<'e, '_>) -> &'e str {
    match cited.citation.fragments.as_slice() {
        [.., before, last] => {
            &cited.claim.file.text.as_str()[before.quote.range.end..last.quote.range.start]
        }
        _ => cited.claim.file.style().comma,
    }
}

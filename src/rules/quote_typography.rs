//! `quote-typography`: a quote would stand if named differences of typography were folded.

use super::check::{Check, Rule};
use super::pointing::{Cited, listed};
use crate::evidence::Detail;
use crate::finding::{Finding, Level, Safety};
use crate::quote::Fold;
use crate::text::character_name;
use std::ops::Range;

pub(super) const RULE: Rule = Rule {
    name: "quote-typography",
    level: Level::Error,
    core: false,
    page: include_str!("quote_typography.md"),
    checks: &[Check::Flawed(check)],
};

/// So many differences get a caret.
const SHOWN: usize = 6;

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Typographic {
            passage,
            folds,
            differences,
            ..
        } = &fragment.detail
        else {
            continue;
        };
        let names: Vec<String> = folds.iter().map(|fold| fold.as_str().to_owned()).collect();
        let message = format!(
            "the quote is in {}, but not character for character ({})",
            cited.source(),
            listed(&names),
        );
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        let said = |(source, quote, fold): &(Range<usize>, Range<usize>, Fold)| {
            let (source, quote) = (
                &passage.text[source.clone()],
                &fragment.quote.value[quote.clone()],
            );
            (named(source, *fold), named(quote, *fold))
        };
        let shown = || differences.iter().take(SHOWN);
        finding.place = finding.place.marking(
            shown().map(|difference| (cited.in_file(number, &difference.1), said(difference).1)),
        );
        let in_source = cited.in_source(passage, "the passage, in its own characters");
        finding.related = vec![in_source.marking(shown().map(|difference| {
            let place =
                passage.range.start + difference.0.start..passage.range.start + difference.0.end;
            (place, said(difference).0)
        }))];
        let mut pairs: Vec<String> = differences
            .iter()
            .map(said)
            .map(|(source, quote)| format!("the source has {source} where the quote has {quote}"))
            .collect();
        pairs.sort();
        pairs.dedup();
        let more = pairs.len().saturating_sub(SHOWN);
        finding.notes.extend(pairs.into_iter().take(SHOWN));
        if more > 0 {
            finding
                .notes
                .push(format!("and {more} more differences of this kind"));
        }
        finding.kinds = folds.iter().map(Fold::as_str).collect();
        finding.fix = Some(cited.fix_string(
            "write the source's own characters",
            Safety::Safe,
            &fragment.quote.range,
            &passage.text,
        ));
        out.push(finding);
    }
}

/// Typography in words: what one cannot tell apart by looking is named.
fn named(text: &str, fold: Fold) -> String {
    match fold {
        _ if text.is_empty() => "nothing".to_owned(),
        Fold::Ligatures | Fold::Hyphenation => format!("“{}”", crate::text::visible(text)),
        Fold::Whitespace if text.chars().count() > 3 => match text.matches('\n').count() {
            0 => format!("{} spaces", text.chars().count()),
            1 => "a line end".to_owned(),
            _ => "a paragraph break".to_owned(),
        },
        _ => text
            .chars()
            .map(character_name)
            .collect::<Vec<_>>()
            .join(" + "),
    }
}

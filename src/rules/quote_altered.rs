//! `quote-altered`: a quote is not in its source, but a passage is close enough to be the one meant.

use super::check::{Check, Rule};
use super::pointing::{Cited, counted, listed};
use super::wording::{in_words, replacements};
use crate::evidence::Detail;
use crate::finding::{Closest, Finding, Level, Safety};
use crate::text::visible_line;

pub(super) const RULE: Rule = Rule {
    name: "quote-altered",
    level: Level::Error,
    core: true,
    page: include_str!("quote_altered.md"),
    checks: &[Check::Flawed(check)],
};

/// So many differences get a caret, or a word in the message.
const SHOWN: usize = 6;

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Altered(closest) = &fragment.detail else {
            continue;
        };
        let (changes, typography) = replacements(&closest.difference.edits);
        let kinds: Vec<&'static str> = closest
            .difference
            .kinds
            .iter()
            .map(|kind| kind.as_str())
            .collect();
        let words: Vec<String> = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let message = format!(
            "the quote is not what {} says ({}): {}",
            cited.source(),
            listed(&words),
            in_words(&changes)
        );
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        let shown = || changes.iter().take(SHOWN);
        finding.place = finding.place.marking(
            shown().map(|change| (cited.in_file(number, &change.after), change.in_quote())),
        );
        let passage = &closest.passage;
        let in_source = cited.in_source(passage, "the closest passage");
        finding.related = vec![in_source.marking(shown().map(|change| {
            let place =
                passage.range.start + change.before.start..passage.range.start + change.before.end;
            (place, change.in_source())
        }))];
        finding.notes.push(format!(
            "the source says: “{}”",
            visible_line(&passage.text)
        ));
        if typography > 0 {
            let places = counted(typography, "place", "places");
            finding.notes.push(format!(
                "besides, the typography differs in {places}: copy the source's own characters"
            ));
        }
        finding.kinds = kinds;
        finding.closest = Some(Box::new(Closest {
            text: passage.text.clone(),
            similarity: (closest.similarity * 1000.0).round() / 1000.0,
            span: passage.span,
            file: cited.citation.text_path().unwrap_or_default().to_owned(),
            region: passage.region,
            edits: closest.difference.edits.clone(),
        }));
        finding.fix = Some(cited.fix_string(
            "quote the passage as it stands",
            Safety::Review,
            &fragment.quote.range,
            &passage.text,
        ));
        out.push(finding);
    }
}

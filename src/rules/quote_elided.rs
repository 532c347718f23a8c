//! `quote-elided`: a quote leaves text out within one string.

use super::check::{Check, Rule};
use super::pointing::{Cited, json_string, quoted};
use crate::claim::Quote;
use crate::evidence::Detail;
use crate::finding::{Finding, Level, Safety};
use crate::text::visible_line;

pub(super) const RULE: Rule = Rule {
    name: "quote-elided",
    level: Level::Error,
    core: true,
    page: include_str!("quote_elided.md"),
    checks: &[Check::Citation(check)],
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
        let fragments: Vec<String> = pieces
            .iter()
            .map(|(_, passage)| json_string(&passage.text))
            .collect();
        let is_whole = matches!(
            cited
                .citation
                .citation
                .quote
                .as_ref()
                .map(|quote| &quote.value),
            Some(Quote::Whole(_))
        );
        let text = match (fragments.as_slice(), is_whole) {
            ([one], _) => one.clone(),
            (several, true) => format!("[{}]", several.join(", ")),
            (several, false) => several.join(", "),
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
            finding.fix = Some(cited.fix(title, Safety::Safe, &fragment.quote.range, text));
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

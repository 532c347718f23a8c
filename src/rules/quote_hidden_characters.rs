//! `quote-hidden-characters`: a quote holds characters that do not show, or look like the source's and are not.

use super::check::{Check, Rule};
use super::pointing::{Cited, listed};
use crate::evidence::Detail;
use crate::finding::{Finding, Level, Safety};
use crate::quote::Fold;
use crate::text::character_name;

pub(super) const RULE: Rule = Rule {
    name: "quote-hidden-characters",
    level: Level::Error,
    core: true,
    page: include_str!("quote_hidden_characters.md"),
    checks: &[Check::Flawed(check)],
};

/// So many characters get a caret.
const SHOWN: usize = 6;

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Hidden {
            passage,
            folds,
            characters,
        } = &fragment.detail
        else {
            continue;
        };
        let mut names: Vec<String> = characters
            .iter()
            .map(|(_, c, _)| character_name(*c))
            .collect();
        names.dedup();
        names.truncate(SHOWN);
        let message = format!(
            "the quote holds {} that {} does not have: {}",
            if characters.len() == 1 {
                "a character"
            } else {
                "characters"
            },
            cited.source(),
            listed(&names),
        );
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        finding.place =
            finding
                .place
                .marking(characters.iter().take(SHOWN).map(|(range, c, instead)| {
                    let label = match instead {
                        Some(instead) => format!(
                            "{}, where the source has {}",
                            character_name(*c),
                            character_name(*instead)
                        ),
                        None => character_name(*c),
                    };
                    (cited.in_file(number, range), label)
                }));
        finding
            .related
            .push(cited.in_source(passage, "the source has only these"));
        finding.notes.push("such characters come with copied text; nobody sees them, but no search finds the quote".to_owned());
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

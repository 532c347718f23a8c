//! `quote-absent`: nothing in the source is like the quote.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::evidence::Detail;
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "quote-absent",
    level: Level::Error,
    core: true,
    page: include_str!("quote_absent.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Absent {
            source_is_empty,
            is_first_look,
        } = &fragment.detail
        else {
            continue;
        };
        let message = if *source_is_empty {
            format!(
                "the text of {} is empty, so the quote cannot be in it",
                cited.source()
            )
        } else if *is_first_look {
            format!(
                "the quote does not stand in {}; whether something like it does is not known, since this file was changed \
                 while it was checked",
                cited.source()
            )
        } else {
            format!(
                "nothing like the quote stands in {}, nor does it stand verbatim in any other source",
                cited.source()
            )
        };
        let mut finding = cited.at_fragment(RULE.name, number, "not in the source", &message);
        finding.notes.push(if *source_is_empty {
            "save the source's text into its file, and pin the new hash".to_owned()
        } else if *is_first_look {
            "check it again".to_owned()
        } else {
            "look for the passage in the source; a paraphrase belongs in the statement or a note, never in \"quote\"".to_owned()
        });
        out.push(finding);
    }
}

//! `quote-misattributed`: a quote stands in another source than the one that is cited.

use super::check::{Check, Rule};
use super::pointing::{Cited, in_source, listed};
use crate::evidence::Detail;
use crate::finding::{Finding, Level, Safety};

pub(super) const RULE: Rule = Rule {
    name: "quote-misattributed",
    level: Level::Error,
    core: true,
    page: include_str!("quote_misattributed.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let Detail::Misattributed(spread) = &fragment.detail else {
            continue;
        };
        let message = format!(
            "the quote is not in {}, but it stands in {}",
            cited.source(),
            listed(&spread.ids())
        );
        let mut finding = cited.at_fragment(RULE.name, number, "not in the cited source", &message);
        for other in &spread.sources {
            if let Some(passage) = &other.passage {
                let message = format!("it stands in {}", other.source.id);
                finding
                    .related
                    .push(in_source(other.file(), passage, message));
            }
        }
        // One fragment that stands elsewhere does not make the other source the right one for all of them.
        let citation = cited.citation;
        if let (Some(home), Some(cited_id)) = (&citation.home, &citation.citation.source) {
            let id = &home.id;
            let title = format!("cite {id}");
            finding.fix = Some(cited.fix_string(&title, Safety::Review, &cited_id.range, id));
        }
        finding
            .notes
            .push("cite the source that says it, or quote what this one says".to_owned());
        out.push(finding);
    }
}

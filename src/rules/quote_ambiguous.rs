//! `quote-ambiguous`: a quote stands more than once, and nothing singles one place out.

use super::check::{Check, Rule};
use super::pointing::{Cited, listed, quoted};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "quote-ambiguous",
    level: Level::Error,
    core: false,
    page: include_str!("quote_ambiguous.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let Some(ambiguity) = cited
        .placement()
        .and_then(|placement| placement.ambiguity.as_ref())
    else {
        return;
    };
    let or_more = if ambiguity.may_be_more {
        " or more"
    } else {
        ""
    };
    let count = format!("{} times{or_more}", ambiguity.count);
    let citation = cited.citation.citation;
    let given: Vec<String> = [
        citation.prefix.as_ref().map(|_| "\"prefix\"".to_owned()),
        citation.suffix.as_ref().map(|_| "\"suffix\"".to_owned()),
        citation.span.as_ref().map(|_| "\"span\"".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let which = if cited.citation.fragments.len() > 1 {
        format!("fragment {} of the quote", ambiguity.fragment + 1)
    } else {
        "the quote".to_owned()
    };
    let why = match given.as_slice() {
        [] => "nothing says which place is meant".to_owned(),
        given => format!(
            "{} {} not single one out",
            listed(given),
            if given.len() == 1 { "does" } else { "do" }
        ),
    };
    let message = format!("{which} stands {count} in {}, and {why}", cited.source());
    let mut finding = cited.at_fragment(
        RULE.name,
        ambiguity.fragment,
        "stands more than once",
        &message,
    );
    for (number, passage) in ambiguity.passages.iter().enumerate() {
        finding
            .related
            .push(cited.in_source(passage, format!("place {}", number + 1)));
    }
    if ambiguity.count > ambiguity.passages.len() {
        finding.notes.push(format!(
            "{} more places are not shown",
            ambiguity.count - ambiguity.passages.len()
        ));
    }
    finding.notes.push(match ambiguity.passages.first() {
        Some(first) if cited.citation.fragments.len() == 1 => format!(
            "quote more words, or add the text before as \"prefix\", the text after as \"suffix\", or the place as \"span\": {{\"start\": {}, \"end\": {}}} is the first",
            first.span.start, first.span.end
        ),
        Some(first) => format!("quote more of {} so that it stands once", quoted(&first.text)),
        None => "quote more words".to_owned(),
    });
    out.push(finding);
}

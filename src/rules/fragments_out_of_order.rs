//! `fragments-out-of-order`: the fragments of an elided quotation do not follow one another in the source.

use super::check::{Check, Rule};
use super::pointing::{Cited, quoted};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "fragments-out-of-order",
    level: Level::Error,
    core: true,
    page: include_str!("fragments_out_of_order.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let Some(misorder) = cited
        .citation
        .placement
        .as_ref()
        .and_then(|placement| placement.misorder.as_ref())
    else {
        return;
    };
    let overlaps = misorder.here.range.start < misorder.before.range.end
        && misorder.before.range.start < misorder.here.range.end;
    let message = format!(
        "fragment {} of the quote, {}, {} fragment {} in {}",
        misorder.fragment + 1,
        quoted(&misorder.here.text),
        if overlaps {
            "overlaps"
        } else {
            "stands before"
        },
        misorder.fragment,
        cited.source(),
    );
    let mut finding = cited.at_fragment(RULE.name, misorder.fragment, "out of order", &message);
    finding
        .related
        .push(cited.in_source(&misorder.before, format!("fragment {}", misorder.fragment)));
    finding.related.push(cited.in_source(
        &misorder.here,
        format!("fragment {}", misorder.fragment + 1),
    ));
    finding.notes.push(if overlaps {
        "make one fragment of the two".to_owned()
    } else {
        "write the fragments in the order of the source, or cite them as two citations".to_owned()
    });
    finding.identity = cited.quote_text();
    out.push(finding);
}

//! `source-removed`: a source that claims cited is gone.

use super::check::{Check, Rule};
use super::drifting::gone_from;
use super::pointing::{counted, quoted};
use crate::drift::{Drift, QuoteDrift, SourceDrift, SourceFate};
use crate::finding::{Finding, Label, Level};
use crate::source::Sha256Sum;
use crate::text::Region;
use std::collections::BTreeSet;

pub(super) const RULE: Rule = Rule {
    name: "source-removed",
    level: Level::Error,
    core: false,
    page: include_str!("source_removed.md"),
    checks: &[Check::Drift(check)],
};

/// So many quotes are shown.
const SHOWN: usize = 10;

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    let sources = drift.sources.iter();
    out.extend(sources.filter_map(|source| finding(source, drift)));
}

fn finding(source: &SourceDrift<'_>, drift: &Drift<'_>) -> Option<Finding> {
    if source.fate != SourceFate::Removed {
        return None;
    }
    let open: Vec<&QuoteDrift<'_>> = source
        .quotes
        .iter()
        .filter(|quote| !quote.is_settled)
        .collect();
    if open.is_empty() {
        return None;
    }
    let id = &source.id;
    let baseline = drift.baseline();
    let remaining = drift.project.catalog.contains(id);
    let what = if remaining {
        format!("the text of {id}")
    } else {
        format!("source {id}")
    };
    let message = format!(
        "{what} is gone; {}",
        cited(source, &open, &baseline.to_string())
    );
    let place = if remaining {
        let path = format!("{}/{id}.json", drift.project.config.sources);
        Label::bare(path, Region::START, "its text is not there")
    } else {
        gone_from(&path_before(source, drift))
    };
    let mut finding = Finding::new(RULE.name, place, "", message);
    finding.source = Some(id.clone());
    // A claim that is gone has a finding of its own.
    let is_paired = |quote: &QuoteDrift<'_>| {
        let mut pairs = drift.pairs.iter();
        pairs.any(|pair| std::ptr::eq(pair.old.claim, quote.old.claim))
    };
    for quote in open.iter().take(SHOWN) {
        let ending = match quote.new {
            Some((side, _)) if side.id() != quote.old.id() => {
                format!("; it still does, as {}", side.claim.name())
            }
            Some(_) => "; it still does".to_owned(),
            None if is_paired(quote) => "; it no longer does, and does not say so".to_owned(),
            None => String::new(),
        };
        finding.notes.push(format!(
            "claim {} quoted {}{ending}",
            quote.old.claim.name(),
            quoted(&quote.quote)
        ));
    }
    if open.len() > SHOWN {
        finding.notes.push(format!(
            "and {} more",
            counted(open.len() - SHOWN, "quotation", "quotations")
        ));
    }
    finding.notes.extend(successor(source, drift));
    finding.notes.push(
        "bring the source back; or take the citations out, and record that in each of the claims"
            .to_owned(),
    );
    let hash = source.old.as_ref().and_then(|old| old.sha256.as_ref());
    finding.identity = hash.map(Sha256Sum::to_string).unwrap_or_default();
    Some(finding)
}

/// Which claims cited it: by name, if it is one; and how many of them say that they no longer do.
fn cited(source: &SourceDrift<'_>, open: &[&QuoteDrift<'_>], baseline: &str) -> String {
    let place = |quote: &QuoteDrift<'_>| (quote.old.file.path.clone(), quote.old.claim.index);
    let all: BTreeSet<_> = source.quotes.iter().map(place).collect();
    let unsettled: BTreeSet<_> = open.iter().map(|quote| place(quote)).collect();
    match (all.len(), unsettled.len()) {
        (1, _) => format!("claim {} cited it in {baseline}", open[0].old.claim.name()),
        (all, open) if all == open => format!("{all} claims cited it in {baseline}"),
        (all, 1) => format!(
            "of the {all} claims that cited it in {baseline}, 1 did not record that it no longer does"
        ),
        (all, open) => format!(
            "of the {all} claims that cited it in {baseline}, {open} did not record that they no longer do"
        ),
    }
}

/// Where its descriptor stood.
fn path_before(source: &SourceDrift<'_>, drift: &Drift<'_>) -> String {
    let descriptor = source.old.as_ref().and_then(|old| old.descriptor.as_ref());
    descriptor.map_or_else(
        || format!("{}/{}.json", drift.prior.config.sources, source.id),
        |descriptor| descriptor.path.clone(),
    )
}

/// A new source with the very same text.
fn successor(source: &SourceDrift<'_>, drift: &Drift<'_>) -> Option<String> {
    let hash = source.old.as_ref()?.sha256.as_ref()?;
    let is_same = |other: &&SourceDrift<'_>| {
        let new = other.new.as_ref().and_then(|new| new.sha256.as_ref());
        other.fate == SourceFate::Added && new == Some(hash)
    };
    let other = drift.sources.iter().find(is_same)?;
    Some(format!(
        "{} is new and has the same text: if it is the same source, cite that one, and record it",
        other.id
    ))
}

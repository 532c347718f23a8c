//! Settings that are less strict than they were.

use super::citations::Matched;
use super::facts::Loosened;
use crate::claim::{Claim, Waiver};
use crate::config::{Config, FILE_NAME, default_level};
use crate::finding::{Label, Level};
use crate::quote::{Fold, Folds};
use crate::text::Region;
use std::collections::{BTreeSet, HashMap};

/// What the settings of today let pass that those of then did not.
pub(super) fn loosened(then: &Config, today: &Config) -> Vec<Loosened> {
    let mut found: Vec<Loosened> = lowered_levels(then, today);
    let mut add = |setting: &str, before: String, after: String| {
        found.push(Loosened {
            setting: setting.to_owned(),
            before,
            after,
            place: place(today, setting),
        });
    };
    let names = |folds: Folds| {
        let names: Vec<&str> = folds.iter().map(Fold::as_str).collect();
        if names.is_empty() {
            "nothing".to_owned()
        } else {
            names.join(", ")
        }
    };
    if today.accept.iter().any(|fold| !then.accept.contains(fold)) {
        add("accept", names(then.accept), names(today.accept));
    }
    if today.min_quote_characters < then.min_quote_characters {
        add(
            "min-quote-characters",
            then.min_quote_characters.to_string(),
            today.min_quote_characters.to_string(),
        );
    }
    if today.max_fragment_gap > then.max_fragment_gap {
        add(
            "max-fragment-gap",
            then.max_fragment_gap.to_string(),
            today.max_fragment_gap.to_string(),
        );
    }
    if let (Some(schema), None) = (&then.schema, &today.schema) {
        add("schema", schema.clone(), "no house schema".to_owned());
    }
    // What is compared with what is for nobody to choose along with a change, but `auto` is as strict as can be.
    if then.against != today.against && today.against != "auto" {
        add("against", then.against.clone(), today.against.clone());
    }
    found
}

fn lowered_levels(then: &Config, today: &Config) -> Vec<Loosened> {
    let rules: BTreeSet<&String> = then.levels.keys().chain(today.levels.keys()).collect();
    let level = |config: &Config, rule: &str| {
        let set = config.levels.get(rule).copied();
        set.or_else(|| default_level(rule)).unwrap_or(Level::Error)
    };
    rules
        .into_iter()
        .filter_map(|rule| {
            let (before, after) = (level(then, rule), level(today, rule));
            (after < before).then(|| Loosened {
                setting: rule.clone(),
                before: before.to_string(),
                after: after.to_string(),
                place: place(today, rule),
            })
        })
        .collect()
}

/// Where a setting stands; one that was taken out, at the start of the file it would be in.
fn place(config: &Config, setting: &str) -> Label {
    let bare = || Label::bare(FILE_NAME, Region::START, "");
    config.places.get(setting).cloned().unwrap_or_else(bare)
}

/// Waivers that a claim did not have, or that reach further than those it had.
pub(super) fn wider_waivers<'p>(
    old: &Claim,
    new: &'p Claim,
    citations: &[Matched],
) -> Vec<&'p Waiver> {
    // A waiver follows its citation, wherever that stands in the list.
    let then: HashMap<u64, u64> = citations
        .iter()
        .map(|matched| {
            let (old, new) = (&old.citations[matched.old], &new.citations[matched.new]);
            (new.index as u64, old.index as u64)
        })
        .collect();
    let covers = |had: &Waiver, has: &Waiver| {
        let of_rule =
            had.rule.as_ref().map(|rule| &rule.value) == has.rule.as_ref().map(|rule| &rule.value);
        let of_citation = match (had.citation, has.citation) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(had), Some(has)) => then.get(&has) == Some(&had),
        };
        let of_days = match (&had.until, &has.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(had), Some(has)) => has <= had,
        };
        of_rule && of_citation && of_days
    };
    // A citation that is not there, or cannot be read, has nothing that a waiver could silence.
    let is_idle = |has: &Waiver| {
        let can_be_read = |index| {
            new.citations
                .iter()
                .any(|own| own.index as u64 == index && own.source.is_some() && own.quote.is_some())
        };
        has.citation.is_some_and(|index| !can_be_read(index))
    };
    new.waivers
        .iter()
        .filter(|has| !is_idle(has) && !old.waivers.iter().any(|had| covers(had, has)))
        .collect()
}

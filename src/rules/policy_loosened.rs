//! `policy-loosened`: the change that is checked also made the checks less strict.

use super::check::{Check, Rule};
use super::drifting::at_side;
use crate::claim::Waiver;
use crate::config::is_waivable_rule;
use crate::drift::{Drift, Pair, Side};
use crate::finding::{Finding, Level};
use crate::text::{is_blank, visible_line};

pub(super) const RULE: Rule = Rule {
    name: "policy-loosened",
    level: Level::Warning,
    core: false,
    page: include_str!("policy_loosened.md"),
    checks: &[Check::Pair(check_waivers), Check::Drift(check)],
};

const REVIEW: &str = "a reviewer should see whether what else changed needs this; what is meant for the whole house is best a change of its own";

fn check_waivers(pair: &Pair<'_>, drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for waiver in &pair.waivers {
        let extended = extended(pair, waiver);
        out.extend(of_waiver(pair.new, waiver, extended, drift));
    }
}

fn check(drift: &Drift<'_>, out: &mut Vec<Finding>) {
    for loosened in &drift.loosened {
        let (setting, baseline) = (&loosened.setting, drift.baseline());
        let (before, after) = (&loosened.before, &loosened.after);
        let message = if super::find(setting).is_some() {
            format!("the level of `{setting}` is \"{after}\", and was \"{before}\" in {baseline}")
        } else {
            format!("`{setting}` lets more pass than in {baseline}; before: {before}; now: {after}")
        };
        let mut finding = Finding::new(RULE.name, loosened.place.clone(), "", message);
        finding.notes.push(REVIEW.to_owned());
        finding.identity = [&loosened.setting, &loosened.before, &loosened.after]
            .map(String::as_str)
            .join("\u{1e}");
        out.push(finding);
    }
    for added in &drift.added {
        for waiver in &added.new.claim.waivers {
            out.extend(of_waiver(added.new, waiver, None, drift));
        }
    }
}

/// A waiver that covers nothing loosens nothing: it has a finding of its own.
fn of_waiver(
    side: Side<'_>,
    waiver: &Waiver,
    extended: Option<&Waiver>,
    drift: &Drift<'_>,
) -> Option<Finding> {
    let rule = waiver
        .rule
        .as_ref()
        .filter(|rule| is_waivable_rule(&rule.value))?;
    let reason = waiver.reason.as_ref().filter(|reason| !is_blank(reason))?;
    let today = &drift.project.today;
    if waiver.until.as_ref().is_some_and(|until| until < today) {
        return None;
    }
    let number = side
        .claim
        .waivers
        .iter()
        .position(|own| std::ptr::eq(own, waiver))?;
    let message = match extended {
        Some(_) => format!(
            "the waiver of `{}` reaches further than in {}",
            rule.value,
            drift.baseline()
        ),
        None => format!("the waiver of `{}` is new", rule.value),
    };
    let step = format!("/waivers/{number}");
    let mut finding = at_side(RULE.name, side, &waiver.range, &step, "", &message);
    finding.place = finding.place.marking([(rule.range.clone(), String::new())]);
    finding.citation = waiver
        .citation
        .and_then(|index| usize::try_from(index).ok());
    if let Some(old) = extended {
        finding
            .notes
            .push(format!("before: {}; now: {}", reach(old), reach(waiver)));
    }
    finding
        .notes
        .push(format!("its reason: “{}”", visible_line(reason)));
    finding.notes.push(
        "a reviewer should see whether the rest of the change needs this waiver, and whether the reason holds"
            .to_owned(),
    );
    finding.identity = format!("{}\u{1e}{}\u{1e}{reason}", rule.value, reach(waiver));
    Some(finding)
}

/// The waiver of the same rule that the claim had and has no longer: the new one stands in its place.
fn extended<'p>(pair: &Pair<'p>, waiver: &Waiver) -> Option<&'p Waiver> {
    let is_same_rule = |other: &&Waiver| {
        let names = [&other.rule, &waiver.rule].map(|rule| rule.as_ref().map(|rule| &rule.value));
        names[0].is_some() && names[0] == names[1]
    };
    let is_kept = |old: &&Waiver| {
        pair.new
            .claim
            .waivers
            .iter()
            .filter(is_same_rule)
            .any(|new| reach(new) == reach(old))
    };
    let gone = || {
        let waivers = pair.old.claim.waivers.iter();
        waivers.filter(is_same_rule).filter(|old| !is_kept(old))
    };
    let same_citation = gone().find(|old| old.citation == waiver.citation);
    same_citation.or_else(|| gone().next())
}

/// What a waiver covers, and how long.
fn reach(waiver: &Waiver) -> String {
    let what = waiver.citation.map_or_else(
        || "the whole claim".to_owned(),
        |index| format!("citation {index}"),
    );
    let until = waiver.until.as_ref().map_or_else(
        || "without an end".to_owned(),
        |until| format!("until {until}"),
    );
    format!("{what}, {until}")
}

//! What a rule is, and how all of them are run over the evidence.

use super::ALL;
use super::pointing::Cited;
use crate::claim::ClaimFile;
use crate::config::is_waivable_rule;
use crate::drift::{Drift, Pair};
use crate::evidence::{ClaimFacts, Evidence, SourceFacts};
use crate::finding::{Finding, Level};
use crate::report::Waived;
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

/// A rule: its name, how much it matters, its page, and what it looks at.
pub struct Rule {
    /// The name, kebab-case.
    pub name: &'static str,
    /// The level where no configuration says otherwise.
    pub level: Level,
    /// Whether it carries the promise: nothing lowers or silences it.
    pub core: bool,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What it looks at.
    pub(super) checks: &'static [Check],
}

/// What a rule looks at. It adds findings; it never reads or prints anything.
pub enum Check {
    /// The form of a claim file.
    File(fn(&ClaimFile, &mut Vec<Finding>)),
    /// A claim as a whole.
    Claim(fn(&ClaimFacts<'_>, &Evidence<'_>, &mut Vec<Finding>)),
    /// One citation.
    #[allow(private_interfaces)]
    Citation(fn(&Cited<'_, '_>, &mut Vec<Finding>)),
    /// One citation whose quote is not flawless: most are, and no rule of this kind has a word to say about them.
    #[allow(private_interfaces)]
    Flawed(fn(&Cited<'_, '_>, &mut Vec<Finding>)),
    /// A source, by its id.
    Source(fn(&str, &SourceFacts, &Evidence<'_>, &mut Vec<Finding>)),
    /// Claim files that may use the same ids.
    Namesakes(fn(&Namesakes<'_>, &mut Vec<Finding>)),
    /// A claim as it was and as it is.
    Pair(fn(&Pair<'_>, &Drift<'_>, &mut Vec<Finding>)),
    /// What else changed since the prior version.
    Drift(fn(&Drift<'_>, &mut Vec<Finding>)),
    /// The waivers, once it is known what they silenced and what not.
    Waivers(fn(&Evidence<'_>, &Silenced<'_>, &mut Vec<Finding>)),
}

impl Check {
    fn is_of_claim(&self) -> bool {
        matches!(self, Self::Claim(_) | Self::Citation(_) | Self::Flawed(_))
    }
}

/// Claim files of the project that may use the same ids, all of them, and which are reported on.
pub struct Namesakes<'f> {
    /// In path order.
    pub files: Vec<&'f ClaimFile>,
    /// The paths of those that are reported on.
    pub reported: BTreeSet<&'f str>,
}

/// What came of all other findings.
pub struct Silenced<'f> {
    /// Those that a waiver silences.
    pub(super) waived: &'f [Waived],
    /// Those that none does, though one may, by claim: file and index.
    open: HashMap<(&'f str, usize), Vec<&'f Finding>>,
}

impl<'f> Silenced<'f> {
    /// Of findings that a waiver silences, and of those that none does.
    pub fn new(waived: &'f [Waived], open: &'f [Finding]) -> Self {
        let mut by_claim: HashMap<_, Vec<&Finding>> = HashMap::new();
        for finding in open.iter().filter(|found| is_waivable_rule(found.rule)) {
            if let Some(claim) = finding.claim_index {
                let of_claim = by_claim.entry((finding.place.file.as_str(), claim));
                of_claim.or_default().push(finding);
            }
        }
        Self {
            waived,
            open: by_claim,
        }
    }

    /// What a rule finds in a claim that no waiver silences.
    pub(super) fn open<'s>(
        &'s self,
        claim: &'s ClaimFacts<'_>,
        rule: &'s str,
    ) -> impl Iterator<Item = &'f Finding> + 's {
        let of_claim = self
            .open
            .get(&(claim.file.path.as_str(), claim.claim.index));
        let of_claim = of_claim.into_iter().flatten().copied();
        of_claim.filter(move |finding| finding.rule == rule)
    }
}

/// The checks that are run over every claim or citation, which are many, each kind by itself.
struct Batched {
    claims: Vec<fn(&ClaimFacts<'_>, &Evidence<'_>, &mut Vec<Finding>)>,
    citations: Vec<fn(&Cited<'_, '_>, &mut Vec<Finding>)>,
    flawed: Vec<fn(&Cited<'_, '_>, &mut Vec<Finding>)>,
}

static BATCHED: LazyLock<Batched> = LazyLock::new(|| {
    let mut batched = Batched {
        claims: Vec::new(),
        citations: Vec::new(),
        flawed: Vec::new(),
    };
    for check in all_checks() {
        match check {
            Check::Claim(check) => batched.claims.push(*check),
            Check::Citation(check) => batched.citations.push(*check),
            Check::Flawed(check) => batched.flawed.push(*check),
            _ => {}
        }
    }
    batched
});

impl Batched {
    fn run(&self, claim: &ClaimFacts<'_>, evidence: &Evidence<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for check in &self.claims {
            check(claim, evidence, &mut found);
        }
        for citation in &claim.citations {
            let cited = Cited {
                evidence,
                claim,
                citation,
            };
            let flawed = self.flawed.iter().filter(|_| !citation.is_flawless());
            for check in self.citations.iter().chain(flawed) {
                check(&cited, &mut found);
            }
        }
        found
    }
}

fn all_checks() -> impl Iterator<Item = &'static Check> {
    ALL.iter().flat_map(|rule| rule.checks)
}

/// Whether a rule looks at claims and citations as they are now.
pub fn is_about_claims(rule: &str) -> bool {
    let checks = super::find(rule).into_iter().flat_map(|rule| rule.checks);
    checks.into_iter().any(Check::is_of_claim)
}

/// Whether a rule compares the ids of claims with one another.
pub fn is_about_ids(rule: &str) -> bool {
    let checks = super::find(rule).into_iter().flat_map(|rule| rule.checks);
    checks
        .into_iter()
        .any(|check| matches!(check, Check::Namesakes(_)))
}

/// Runs the rules about claim files, claims and citations, over a batch. The order of the findings means nothing.
pub fn run(evidence: &Evidence<'_>) -> Vec<Finding> {
    let of_files = evidence.files.par_iter().flat_map_iter(|file| {
        let mut found = Vec::new();
        for check in all_checks() {
            if let Check::File(check) = check {
                check(file, &mut found);
            }
        }
        found
    });
    // What is known of another shard's claim is not enough to judge it.
    let own = evidence.claims.par_iter().filter(|claim| claim.is_own);
    let of_claims = own.flat_map_iter(|claim| BATCHED.run(claim, evidence));
    with_levels(of_files.chain(of_claims).collect())
}

/// Runs the rules about sources, once all claims were looked at.
pub fn run_sources(evidence: &Evidence<'_>) -> Vec<Finding> {
    let sources = evidence.sources.before.read();
    let of_sources = sources.par_iter().flat_map_iter(|(id, source)| {
        let mut found = Vec::new();
        for check in all_checks() {
            if let Check::Source(check) = check {
                check(id, source, evidence, &mut found);
            }
        }
        found
    });
    with_levels(of_sources.collect())
}

/// Runs the rules about ids that claims share.
pub fn run_namesakes(namesakes: &Namesakes<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in all_checks() {
        if let Check::Namesakes(check) = check {
            check(namesakes, &mut found);
        }
    }
    with_levels(found)
}

/// Runs the rules about drift.
pub fn run_drift(drift: &Drift<'_>) -> Vec<Finding> {
    let of_pairs = drift.pairs.par_iter().flat_map_iter(|pair| {
        let mut found = Vec::new();
        for check in all_checks() {
            if let Check::Pair(check) = check {
                check(pair, drift, &mut found);
            }
        }
        found
    });
    let mut found: Vec<Finding> = of_pairs.collect();
    for check in all_checks() {
        if let Check::Drift(check) = check {
            check(drift, &mut found);
        }
    }
    with_levels(found)
}

/// A finding has the level of its rule, unless the check gave it one.
fn with_levels(mut found: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut found {
        if finding.level == Level::Off {
            finding.level = super::find(finding.rule).map_or(Level::Error, |rule| rule.level);
        }
    }
    found
}

/// Runs the rules about waivers.
pub fn unused_waivers(evidence: &Evidence<'_>, silenced: &Silenced<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for check in all_checks() {
        if let Check::Waivers(check) = check {
            check(evidence, silenced, &mut found);
        }
    }
    with_levels(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a second look at a claim finds takes the place of what the first one found: it must be plain which that is.
    #[test]
    fn no_rule_looks_at_files_and_at_claims() {
        for rule in ALL {
            let is_of_file = |check: &Check| matches!(check, Check::File(_));
            let checks = || rule.checks.iter();
            assert!(
                !(checks().any(is_of_file) && checks().any(Check::is_of_claim)),
                "{}",
                rule.name
            );
        }
    }
}

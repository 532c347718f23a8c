//! What became of the findings between two checks of a project: which are new, and which are gone.

use super::{Report, Unchecked};
use crate::finding::{Finding, Level};
use std::collections::HashMap;

/// What a report has shown: what is left of an earlier one, for a later one to be compared with.
#[derive(Debug, Clone)]
pub struct Shown {
    findings: Vec<Finding>,
    /// Of the findings, in the same order.
    fingerprints: Vec<String>,
    unchecked: Vec<Unchecked>,
}

/// How a report differs from an earlier one of the same project. Findings are told apart by their fingerprints: one that
/// only moved to another line is the same.
#[derive(Debug, Default)]
pub struct Since<'r> {
    /// Findings that the earlier report does not have, or has at another level; in the order of the report.
    pub new: Vec<&'r Finding>,
    /// Findings of the earlier report that are no longer there, in its order.
    pub gone: Vec<&'r Finding>,
    /// Files that could be checked, or were not there, before.
    pub unchecked: Vec<&'r Unchecked>,
}

impl Report {
    /// What it shows.
    pub fn shown(&self) -> Shown {
        Shown {
            findings: self.findings.clone(),
            fingerprints: self.fingerprints.clone(),
            unchecked: self.unchecked.clone(),
        }
    }

    /// What is new since an earlier report, and what is gone.
    pub fn since<'r>(&'r self, earlier: &'r Shown) -> Since<'r> {
        let now = || printed(&self.fingerprints, &self.findings);
        let then = || printed(&earlier.fingerprints, &earlier.findings);
        let (levels, levels_then) = (levels(now()), levels(then()));
        let new = now().filter(|(print, finding)| {
            let level = levels_then.get(print);
            level != Some(&finding.level)
        });
        let gone = then();
        let gone = gone.filter(|(print, _)| !levels.contains_key(print));
        let unchecked = self.unchecked.iter();
        Since {
            new: new.map(|(_, finding)| finding).collect(),
            gone: gone.map(|(_, finding)| finding).collect(),
            unchecked: unchecked
                .filter(|unchecked| !earlier.unchecked.contains(unchecked))
                .collect(),
        }
    }
}

/// The findings with their fingerprints.
fn printed<'r>(
    fingerprints: &'r [String],
    findings: &'r [Finding],
) -> impl Iterator<Item = (&'r str, &'r Finding)> {
    fingerprints.iter().map(String::as_str).zip(findings)
}

fn levels<'r>(printed: impl Iterator<Item = (&'r str, &'r Finding)>) -> HashMap<&'r str, Level> {
    printed
        .map(|(print, finding)| (print, finding.level))
        .collect()
}

impl Since<'_> {
    /// Whether nothing is new and nothing gone.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.unchecked.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use crate::claim::Date;
    use crate::config::Config;
    use crate::finding::{Finding, Level};
    use crate::project::{Project, Selection};
    use crate::report::{Report, Unchecked};
    use crate::starter::example;
    use crate::store::Memory;
    use crate::verify::verify;
    use std::sync::Arc;

    /// The report on the starter's example, its claim file changed, with a level for quotes that are too short.
    fn report(change: impl Fn(&str) -> String, level: Level) -> Report {
        let files = example().into_iter();
        let store = files.fold(Memory::default(), |store, file| {
            let content = if file.path.starts_with("claims/") {
                change(&file.content)
            } else {
                file.content
            };
            store.with(file.path, content)
        });
        let mut config = Config::default();
        config.levels.insert("quote-too-short".to_owned(), level);
        let today = Date::parse("2026-02-01").unwrap();
        let project = Project::read(Arc::new(store), config, today).unwrap();
        verify(&project, &Selection::Whole)
    }

    fn short(text: &str) -> String {
        text.replace("is to be lit again on 1 May\"", "1 May\"")
    }

    fn rules(findings: &[&Finding]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn a_report_is_no_news_since_itself() {
        let report = report(short, Level::Warning);
        assert_eq!(report.findings.len(), 1);
        assert!(report.since(&report.shown()).is_empty());
    }

    #[test]
    fn findings_come_and_go() {
        let (good, bad) = (
            report(str::to_owned, Level::Warning),
            report(short, Level::Warning),
        );
        let shown = good.shown();
        let since = bad.since(&shown);
        assert_eq!(
            (rules(&since.new), since.gone.len()),
            (vec!["quote-too-short"], 0)
        );
        let shown = bad.shown();
        let since = good.since(&shown);
        assert_eq!(
            (since.new.len(), rules(&since.gone)),
            (0, vec!["quote-too-short"])
        );
    }

    #[test]
    fn one_that_moved_is_the_same() {
        let before = report(short, Level::Warning);
        let after = report(|text| format!("\n\n{}", short(text)), Level::Warning);
        let line = |report: &Report| report.findings[0].place.region.line;
        assert_eq!(line(&after), line(&before) + 2);
        assert!(after.since(&before.shown()).is_empty());
    }

    #[test]
    fn one_at_another_level_is_new_and_none_is_gone() {
        let (then, now) = (report(short, Level::Warning), report(short, Level::Error));
        for (before, after) in [(&then, &now), (&now, &then)] {
            let shown = before.shown();
            let since = after.since(&shown);
            assert_eq!((since.new.len(), since.gone.len()), (1, 0));
        }
    }

    #[test]
    fn a_file_that_cannot_be_checked_any_more_is_news() {
        let before = report(str::to_owned, Level::Warning);
        let mut after = report(str::to_owned, Level::Warning);
        after.unchecked.push(Unchecked {
            file: "claims/new.json".to_owned(),
            reason: "it is a folder".to_owned(),
        });
        assert_eq!(after.since(&before.shown()).unchecked.len(), 1);
        assert!(after.since(&after.shown()).is_empty());
    }
}

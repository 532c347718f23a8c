//! What became of the findings between two checks of a project: which are new, and which are gone.

use super::{Report, Unchecked};
use crate::finding::{Finding, Level};
use std::collections::HashMap;

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
    /// What is new since an earlier report, and what is gone.
    pub fn since<'r>(&'r self, earlier: &'r Self) -> Since<'r> {
        let (now, then) = (self.levels(), earlier.levels());
        let new = self.printed().filter(|(print, finding)| {
            let level = then.get(print);
            level != Some(&finding.level)
        });
        let gone = earlier.printed();
        let gone = gone.filter(|(print, _)| !now.contains_key(print));
        let unchecked = self.unchecked.iter();
        Since {
            new: new.map(|(_, finding)| finding).collect(),
            gone: gone.map(|(_, finding)| finding).collect(),
            unchecked: unchecked
                .filter(|unchecked| !earlier.unchecked.contains(unchecked))
                .collect(),
        }
    }

    /// The findings with their fingerprints.
    fn printed(&self) -> impl Iterator<Item = (&str, &Finding)> {
        let prints = self.fingerprints.iter().map(String::as_str);
        prints.zip(&self.findings)
    }

    fn levels(&self) -> HashMap<&str, Level> {
        let levels = self.printed();
        levels
            .map(|(print, finding)| (print, finding.level))
            .collect()
    }
}

impl Since<'_> {
    /// Whether nothing is new and nothing gone.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty() && self.unchecked.is_empty()
    }
}

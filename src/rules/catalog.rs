//! The rules' names and pages, for `explain`, documentation and suggestions.

use super::{ALL, Rule};

/// What a page says of its rule, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The first sentence: when the rule fires.
    pub summary: &'static str,
    /// The whole page, in Markdown.
    pub text: &'static str,
}

impl Rule {
    /// The rule's page.
    pub fn page(&self) -> Page {
        let summary = self
            .page
            .split("\n\n")
            .nth(1)
            .map(str::trim)
            .unwrap_or_default();
        Page {
            summary,
            text: self.page,
        }
    }
}

/// The rule of that name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.name == name)
}

/// The names of all rules, in the order of the contract.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|rule| rule.name)
}

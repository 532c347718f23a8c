//! The rules' names and pages, for `explain`, documentation and suggestions.

use super::{ALL, Rule};
use crate::finding::RuleInfo;
use std::sync::LazyLock;

/// What a page says of its rule, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The first sentence: when the rule fires.
    pub summary: &'static str,
    /// What stands under "What it means".
    pub meaning: &'static str,
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
        let meaning = self.page.split_once("\n## What it means\n");
        let meaning = meaning.map_or("", |(_, after)| after);
        let meaning = meaning
            .split_once("\n## ")
            .map_or(meaning, |(own, _)| own)
            .trim();
        Page {
            summary,
            meaning,
            text: self.page,
        }
    }
}

/// What is known of every rule, as plain data, in the order of the contract.
pub fn infos() -> Vec<RuleInfo> {
    /// Pages are long, and each check hands out what is in them.
    static INFOS: LazyLock<Vec<RuleInfo>> = LazyLock::new(|| ALL.iter().map(info).collect());
    INFOS.clone()
}

fn info(rule: &Rule) -> RuleInfo {
    let page = rule.page();
    RuleInfo {
        name: rule.name,
        level: rule.level,
        summary: page.summary,
        meaning: page.meaning,
        page: page.text,
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

//! What is said of a finding beside its message, for formats that show no snippets of the files.

use crate::finding::{Finding, Safety};
use crate::text::visible_line;

/// Where else to look, what helps to understand it, and how to mend it: a line each, safe to print.
pub(super) fn lines(finding: &Finding) -> Vec<String> {
    let related = finding.related.iter().map(|label| {
        let region = label.region;
        let place = format!("{}:{}:{}", label.file, region.line, region.column);
        if label.message.is_empty() {
            format!("see {place}")
        } else {
            format!("see {place}: {}", label.message)
        }
    });
    let fix = finding.fix.iter().map(|fix| match fix.safety {
        Safety::Safe => format!("fix: {}", fix.title),
        Safety::Review => format!("fix, after a look: {}", fix.title),
    });
    related
        .chain(finding.notes.iter().cloned())
        .chain(fix)
        .map(|line| visible_line(&line))
        .collect()
}

/// The first characters of a text; an ellipsis stands for the others.
pub(super) fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

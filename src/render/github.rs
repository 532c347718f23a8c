//! `github`: workflow commands, which GitHub shows as annotations beside the lines of a pull request.
//!
//! The commands are described in <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>,
//! their escapes in `packages/core/src/command.ts` of <https://github.com/actions/toolkit>. A runner takes a line for a
//! command where it starts with `::`, and, older ones, where `##[` stands anywhere in it; so each finding is one line that
//! starts with `::`, and no text keeps a line end or `##[`.

use super::explanation::{cut, lines};
use super::format::Style;
use super::summary;
use crate::finding::{Finding, Level};
use crate::report::Report;
use crate::text::visible_line;
use std::fmt::Write as _;
use std::io::{self, Write};

/// GitHub shows so many annotations of each level a step.
const SHOWN: usize = 10;

/// The longest message, in characters: the runner cuts after 4,096.
const LONGEST: usize = 4_000;

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for unchecked in &report.unchecked {
        let message = format!(
            "{} was not checked: {}",
            visible_line(&unchecked.file),
            visible_line(&unchecked.reason)
        );
        let title = property("factcheck: not checked");
        writeln!(out, "::error title={title}::{}", data(&message))?;
    }
    for level in [Level::Error, Level::Warning] {
        for finding in of_level(report, level) {
            annotate(finding, style, out)?;
        }
    }
    // The summary is a notice too, and must be among those that are shown.
    for finding in of_level(report, Level::Info).take(SHOWN - 1) {
        annotate(finding, style, out)?;
    }
    let summary = summary(report, style)?;
    if summary.is_empty() {
        return Ok(());
    }
    let title = property("factcheck");
    writeln!(out, "::notice title={title}::{}", data(&summary))
}

fn of_level(report: &Report, level: Level) -> impl Iterator<Item = &Finding> {
    let findings = report.findings.iter();
    findings.filter(move |finding| finding.level == level)
}

fn annotate(finding: &Finding, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Off => "notice",
    };
    let region = finding.place.region;
    let file = format!("{}{}", style.folder, finding.place.file);
    let mut place = format!(
        "file={},line={},endLine={}",
        property(&file),
        region.line,
        region.end_line
    );
    // GitHub refuses columns over several lines.
    if region.line == region.end_line {
        let _ = write!(
            place,
            ",col={},endColumn={}",
            region.column, region.end_column
        );
    }
    let mut message = visible_line(&finding.message);
    for line in lines(finding) {
        message.push('\n');
        message.push_str(&line);
    }
    writeln!(
        out,
        "::{command} {place},title={}::{}",
        property(finding.rule),
        data(&message)
    )
}

/// The last annotation: the counts, what was waived or accepted, and what GitHub does not show.
fn summary(report: &Report, style: Style<'_>) -> io::Result<String> {
    let mut text = Vec::new();
    if !style.quiet {
        summary::render(report, Style::default(), &mut text)?;
        let counts = report.summary;
        let more = [
            (counts.errors, "errors"),
            (counts.warnings, "warnings"),
            // The last notice is this one.
            (counts.infos + 1, "notices"),
        ];
        let more: Vec<String> = more
            .iter()
            .filter(|(count, _)| *count > SHOWN)
            .map(|(_, what)| format!("{SHOWN} {what}"))
            .collect();
        if !more.is_empty() {
            writeln!(
                text,
                "GitHub shows {} a step; the other formats tell of all findings",
                more.join(" and ")
            )?;
        }
    }
    summary::notices(report, &mut text)?;
    Ok(String::from_utf8_lossy(&text).trim_end().to_owned())
}

/// A message as a command carries it.
fn data(text: &str) -> String {
    let named = cut(text, LONGEST).replace("##[", "##<U+005B LEFT SQUARE BRACKET>");
    // The escapes have a percent sign of their own.
    named
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property's value as a command carries it: also without what ends it.
fn property(text: &str) -> String {
    data(&visible_line(text))
        .replace(':', "%3A")
        .replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_do_not_escape_each_other() {
        assert_eq!(data("50%\r\n%0A"), "50%25%0D%0A%250A");
        assert_eq!(property("a:b,c%3A"), "a%3Ab%2Cc%253A");
        assert_eq!(
            data("x ##[error]y"),
            "x ##<U+005B LEFT SQUARE BRACKET>error]y"
        );
    }

    #[test]
    fn a_long_message_is_cut_where_the_runner_would_cut_it() {
        let cut = data(&"é".repeat(9_000));
        assert_eq!(cut.chars().count(), LONGEST + 1);
        assert!(cut.ends_with('…'));
    }
}

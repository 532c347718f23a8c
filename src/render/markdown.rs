//! `markdown`: the summary of a job on GitHub, or the comment of a pull request: the result first, then each finding as
//! a line that unfolds to the whole explanation.
//!
//! Claims are anybody's text: what stands in a line goes through `markup`, and an explanation is a block of code.

use super::format::Style;
use super::markup::{code_block, title};
use super::{full, summary};
use crate::finding::{Finding, Level};
use crate::report::Report;
use crate::text::visible_line;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The longest summary, in bytes: GitHub takes 1 MiB a step
/// (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits>), and
/// shows nothing of one that is longer.
const LONGEST: usize = 1_000_000;

/// The longest explanation of one finding, in bytes, so that none hides all others.
const LONGEST_EXPLANATION: usize = 20_000;

/// So many files that were not checked, waivers and the like are listed.
const LONGEST_LIST: usize = 100;

/// Columns of the explanations.
const WIDTH: usize = 100;

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page {
        text: head(report)?,
        left_out: Vec::new(),
    };
    // What stops a merge comes first, so that it is never cut before what does not.
    for (level, mark, what) in [
        (Level::Error, "❌", "error"),
        (Level::Warning, "⚠️", "warning"),
        (Level::Info, "ℹ️", "info"),
    ] {
        page.add_level(report, level, mark, what);
    }
    page.add_list(
        "Left out of elided quotations",
        &report
            .claims
            .iter()
            .flat_map(full::left_out)
            .collect::<Vec<String>>(),
    );
    out.write_all(page.text.as_bytes())?;
    if !page.left_out.is_empty() {
        writeln!(
            out,
            "\n<b>Not shown here, for the length of the page: {}</b>. <code>factcheck verify</code> shows all.",
            page.left_out.join(", ")
        )?;
    }
    Ok(())
}

/// The result, the counts, what could not be checked, and the waivers.
fn head(report: &Report) -> io::Result<String> {
    let mut counts = Vec::new();
    summary::render(report, Style::default(), &mut counts)?;
    let counts = String::from_utf8_lossy(&counts).into_owned();
    let mut counts: Vec<&str> = counts.lines().collect();
    let result = counts.pop().unwrap_or_default();
    let result = result.strip_prefix("result: ").unwrap_or(result);
    let mark = match report.exit_code() {
        // Old errors are hidden, and there.
        0 if report.hidden.is_some() && report.summary.failed > 0 => "⚠️",
        0 => "✅",
        1 => "❌",
        _ => "❗",
    };
    let mut text = format!("### {mark} factcheck: {}\n\n", title(result));
    for line in counts {
        let _ = writeln!(text, "{}<br>", title(line));
    }
    let mut notices = Vec::new();
    summary::notices(report, &mut notices)?;
    let notices = String::from_utf8_lossy(&notices).into_owned();
    // What was not checked is more urgent than what was waived.
    let (unchecked, others): (Vec<&str>, Vec<&str>) = notices
        .lines()
        .partition(|line| line.starts_with("not checked: "));
    let unchecked: Vec<String> = unchecked.into_iter().map(str::to_owned).collect();
    let others: Vec<String> = others.into_iter().map(str::to_owned).collect();
    for (lines, mark) in [(unchecked, "❗ "), (others, "")] {
        text.push_str(&list(&lines, mark));
    }
    Ok(text)
}

fn list(lines: &[String], mark: &str) -> String {
    let mut text = String::new();
    if !lines.is_empty() {
        text.push('\n');
    }
    for line in lines.iter().take(LONGEST_LIST) {
        let _ = writeln!(text, "- {mark}{}", title(line));
    }
    if lines.len() > LONGEST_LIST {
        let _ = writeln!(text, "- {mark}{} more", lines.len() - LONGEST_LIST);
    }
    text
}

/// A page that is being written.
struct Page {
    text: String,
    /// What there was no room for.
    left_out: Vec<String>,
}

impl Page {
    /// Adds a part while there is room. After the first that does not fit comes none.
    fn add(&mut self, part: &str) -> bool {
        let fits = self.left_out.is_empty() && self.text.len() + part.len() <= LONGEST;
        if fits {
            self.text.push_str(part);
        }
        fits
    }

    /// The findings of a level, by file and claim.
    fn add_level(&mut self, report: &Report, level: Level, mark: &str, what: &str) {
        let findings: Vec<&Finding> = report
            .findings
            .iter()
            .filter(|finding| finding.level == level)
            .collect();
        if findings.is_empty() {
            return;
        }
        let mut heading = Some(format!("\n#### {mark} {}\n", counted(findings.len(), what)));
        let mut left_out = 0;
        for (file, claims) in grouped(&findings) {
            let mut file = Some(format!("\n<b>{}</b>\n", title(&visible_line(file))));
            for (claim, findings) in claims {
                let mut claim =
                    claim.map(|claim| format!("\nclaim <b>{}</b>\n", title(&visible_line(claim))));
                for finding in findings {
                    let headings = [heading.clone(), file.clone(), claim.clone()];
                    let headings: String = headings.into_iter().flatten().collect();
                    if left_out == 0 && self.add(&(headings + &entry(finding, mark))) {
                        (heading, file, claim) = (None, None, None);
                    } else {
                        left_out += 1;
                    }
                }
            }
        }
        if left_out > 0 {
            self.left_out.push(counted(left_out, what));
        }
    }

    /// A list that unfolds.
    fn add_list(&mut self, heading: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let part = format!(
            "\n<details><summary>{heading}</summary>\n{}\n</details>\n",
            list(lines, "")
        );
        if !self.add(&part) {
            self.left_out.push(heading.to_lowercase());
        }
    }
}

type Claims<'f> = Vec<(Option<&'f str>, Vec<&'f Finding>)>;

/// The findings by file and claim, in the order of the first of each.
fn grouped<'f>(findings: &[&'f Finding]) -> Vec<(&'f str, Claims<'f>)> {
    let mut files: Vec<(&str, Claims<'f>)> = Vec::new();
    for finding in findings {
        let file = finding.place.file.as_str();
        if files.last().is_none_or(|(last, _)| *last != file) {
            files.push((file, Vec::new()));
        }
        let Some((_, claims)) = files.last_mut() else {
            continue;
        };
        let claim = finding.claim.as_deref();
        match claims.iter_mut().rev().find(|(known, _)| *known == claim) {
            Some((_, findings)) => findings.push(finding),
            None => claims.push((claim, vec![finding])),
        }
    }
    files
}

/// A finding: a line that unfolds.
fn entry(finding: &Finding, mark: &str) -> String {
    // The claim stands above.
    let own = format!(
        "claim \"{}\": ",
        finding.claim.as_deref().unwrap_or_default()
    );
    let message = finding.message.strip_prefix(&own);
    let message = message.unwrap_or(&finding.message);
    let style = Style {
        width: WIDTH,
        ..Style::default()
    };
    let mut explanation = full::one(finding, style);
    if explanation.len() > LONGEST_EXPLANATION {
        let end = explanation.floor_char_boundary(LONGEST_EXPLANATION);
        explanation.truncate(end);
        explanation.push_str("…\n(cut here, for its length)");
    }
    format!(
        "\n<details><summary>{mark} <b>{}</b>, line {}: {}</summary>\n\n{}\n</details>\n",
        finding.rule,
        finding.place.region.line,
        title(&visible_line(message)),
        code_block(&explanation)
    )
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

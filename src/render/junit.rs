//! `junit`: a test report, in which each claim is a test case, passed or failed.
//!
//! There is no standard; the elements are those that Jenkins, GitLab and the common readers agree upon
//! (<https://github.com/testmoapp/junitxml>). A test suite is a file, and a test case a claim of it: `classname` the file,
//! `name` the claim's id. A finding that is about no claim is a test case of its own. Errors are failures, with the whole
//! explanation; warnings fail nothing, and are told in `system-out`. So are waivers: `skipped` would say that nobody
//! looked, while a waived claim was checked like the others. What could not be checked is an `error`.

use super::format::Style;
use super::{full, summary};
use crate::evidence::Match;
use crate::finding::{Finding, Level};
use crate::report::{ClaimReport, Report, Unchecked, Waived};
use crate::text::visible_line;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Columns of the explanations.
const WIDTH: usize = 120;

/// How a test case ended.
enum Outcome {
    Passed,
    /// With a message, its kind, and the explanation.
    Failed(String, String, String),
    /// Could not be run: why.
    Error(String),
}

struct Case {
    name: String,
    line: usize,
    outcome: Outcome,
    /// What else there is to say.
    remarks: String,
}

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let suites = suites(report);
    let cases = || suites.values().flatten();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"factcheck\" {}>", counts(cases()))?;
    for (file, cases) in &suites {
        writeln!(
            out,
            "  <testsuite name=\"{}\" {}>",
            attribute(file),
            counts(cases)
        )?;
        for case in cases {
            write_case(case, file, style, out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// `time` is there since some readers count on it, and zero since the report is the same on every machine.
fn counts<'c>(cases: impl IntoIterator<Item = &'c Case>) -> String {
    let (mut tests, mut failures, mut errors) = (0, 0, 0);
    for case in cases {
        tests += 1;
        match case.outcome {
            Outcome::Passed => {}
            Outcome::Failed(..) => failures += 1,
            Outcome::Error(_) => errors += 1,
        }
    }
    format!(
        "tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"0\" time=\"0\""
    )
}

/// The test cases by file, in order of place.
fn suites(report: &Report) -> BTreeMap<&str, Vec<Case>> {
    let mut suites: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    let mut of_claims: HashMap<(&str, usize), Vec<&Finding>> = report
        .claims
        .iter()
        .map(|claim| ((&*claim.file, claim.index as usize), Vec::new()))
        .collect();
    for unchecked in &report.unchecked {
        suites
            .entry(&unchecked.file)
            .or_default()
            .push(not_checked(unchecked));
    }
    let mut others = Vec::new();
    for finding in &report.findings {
        let claim = finding.claim_index.and_then(|index| {
            let key = (finding.place.file.as_str(), index);
            of_claims.get_mut(&key)
        });
        match claim {
            Some(findings) => findings.push(finding),
            None => others.push(finding),
        }
    }
    let waived = |claim: &ClaimReport| {
        let own = (&*claim.file, Some(claim.index as usize));
        let waived = report.waived.iter();
        waived
            .filter(move |waived| {
                (
                    waived.finding.place.file.as_str(),
                    waived.finding.claim_index,
                ) == own
            })
            .collect::<Vec<&Waived>>()
    };
    for claim in &report.claims {
        let findings = &of_claims[&(&*claim.file, claim.index as usize)];
        let hides_error = claim.failed && report.hides_error_of(claim);
        let case = of_claim(claim, findings, &waived(claim), hides_error);
        suites.entry(&claim.file).or_default().push(case);
    }
    for finding in others {
        let case = of_finding(finding);
        suites.entry(&finding.place.file).or_default().push(case);
    }
    // Waivers of findings about sources belong to no claim's place.
    for waived in &report.waived {
        if waived.finding.claim_index.is_none() {
            let case = Case {
                name: name_of(&waived.finding),
                line: waived.finding.place.region.line,
                outcome: Outcome::Passed,
                remarks: waiver(waived),
            };
            suites
                .entry(&waived.finding.place.file)
                .or_default()
                .push(case);
        }
    }
    if let Some(hidden) = &report.hidden
        && let Some(line) = summary::old_findings(hidden)
    {
        let case = Case {
            name: "hidden".to_owned(),
            line: 0,
            outcome: Outcome::Passed,
            remarks: line,
        };
        suites.entry(&hidden.by).or_default().push(case);
    }
    for cases in suites.values_mut() {
        cases.sort_by_key(|case| case.line);
        number_twins(cases);
    }
    suites
}

/// Readers take cases of one name for one.
fn number_twins(cases: &mut [Case]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for case in cases {
        let count = seen.entry(case.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(case.name, " ({count})");
        }
    }
}

fn not_checked(unchecked: &Unchecked) -> Case {
    Case {
        name: "not checked".to_owned(),
        line: 0,
        outcome: Outcome::Error(visible_line(&unchecked.reason)),
        remarks: String::new(),
    }
}

fn of_claim(
    claim: &ClaimReport,
    findings: &[&Finding],
    waived: &[&Waived],
    hides_error: bool,
) -> Case {
    let errors: Vec<&&Finding> = findings
        .iter()
        .filter(|finding| finding.level == Level::Error)
        .collect();
    let others = findings
        .iter()
        .filter(|finding| finding.level != Level::Error);
    let outcome = match errors.as_slice() {
        [] if claim.failed && !hides_error => {
            let why = unsound(claim);
            Outcome::Failed(why.clone(), "unverifiable".to_owned(), why)
        }
        [] => Outcome::Passed,
        [first, more @ ..] => {
            let mut message = visible_line(&first.message);
            if !more.is_empty() {
                let _ = write!(message, " (and {} more)", more.len());
            }
            let text: Vec<String> = errors.iter().map(|finding| explained(finding)).collect();
            Outcome::Failed(message, first.rule.to_owned(), text.join("\n"))
        }
    };
    let remarks: Vec<String> = others
        .map(|finding| explained(finding))
        .chain(waived.iter().map(|waived| waiver(waived)))
        .chain(full::left_out(claim))
        .chain(hides_error.then(|| "an old error of it is hidden".to_owned()))
        .collect();
    let name = claim
        .id
        .as_deref()
        .map_or_else(|| format!("claim {}", claim.index + 1), visible_line);
    Case {
        name,
        line: claim.line as usize,
        outcome,
        remarks: remarks.join("\n"),
    }
}

/// Why a claim failed of which no finding of its own says so: its source has the finding.
fn unsound(claim: &ClaimReport) -> String {
    let citations = claim.citations.iter().enumerate();
    let mut unsound = citations
        .filter(|(_, citation)| !matches!(citation.matched, Match::Verbatim | Match::Typographic));
    match unsound.next() {
        Some((number, citation)) => format!(
            "citation {}, of {}, could not be verified",
            number + 1,
            visible_line(citation.source_id().unwrap_or("no source"))
        ),
        None => "the claim failed".to_owned(),
    }
}

fn of_finding(finding: &Finding) -> Case {
    let text = explained(finding);
    let (outcome, remarks) = if finding.level == Level::Error {
        let message = visible_line(&finding.message);
        let failed = Outcome::Failed(message, finding.rule.to_owned(), text);
        (failed, String::new())
    } else {
        (Outcome::Passed, text)
    };
    Case {
        name: name_of(finding),
        line: finding.place.region.line,
        outcome,
        remarks,
    }
}

fn name_of(finding: &Finding) -> String {
    let region = finding.place.region;
    format!("{} {}:{}", finding.rule, region.line, region.column)
}

/// The finding as `full` shows it, without colour.
fn explained(finding: &Finding) -> String {
    let style = Style {
        width: WIDTH,
        ..Style::default()
    };
    full::one(finding, style)
}

fn waiver(waived: &Waived) -> String {
    format!(
        "waived: {}: {}\n{}",
        waived.finding.rule,
        visible_line(&waived.reason),
        explained(&waived.finding)
    )
}

fn write_case(case: &Case, file: &str, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    write!(
        out,
        "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" time=\"0\"",
        attribute(&case.name),
        attribute(file),
        attribute(&format!("{}{file}", style.folder)),
    )?;
    if case.line > 0 {
        write!(out, " line=\"{}\"", case.line)?;
    }
    if matches!(case.outcome, Outcome::Passed) && case.remarks.is_empty() {
        return writeln!(out, "/>");
    }
    writeln!(out, ">")?;
    match &case.outcome {
        Outcome::Passed => {}
        Outcome::Failed(message, kind, text) => writeln!(
            out,
            "      <failure message=\"{}\" type=\"{}\">{}</failure>",
            attribute(message),
            attribute(kind),
            content(text)
        )?,
        Outcome::Error(reason) => writeln!(
            out,
            "      <error message=\"{}\" type=\"not-checked\">{}</error>",
            attribute(&format!("not checked: {reason}")),
            content(reason)
        )?,
    }
    if !case.remarks.is_empty() {
        writeln!(
            out,
            "      <system-out>{}</system-out>",
            content(&case.remarks)
        )?;
    }
    writeln!(out, "    </testcase>")
}

/// A text as the value of an attribute: on one line.
fn attribute(text: &str) -> String {
    content(&visible_line(text))
}

/// A text as XML 1.0 has it (<https://www.w3.org/TR/xml/#charsets>). Characters that it does not allow, by any escape, are
/// named.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\t' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'.. => out.push(c),
            c => {
                let _ = write!(out, "&lt;U+{:04X}&gt;", u32::from(c));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_holds_only_what_it_may() {
        assert_eq!(
            content("a\u{0}<b>&\u{fffe}\u{1b}\n\"\u{1f600}]]>"),
            "a&lt;U+0000&gt;&lt;b&gt;&amp;&lt;U+FFFE&gt;&lt;U+001B&gt;\n&quot;\u{1f600}]]&gt;"
        );
        assert_eq!(attribute("a\nb\t'c'"), "a⏎b &apos;c&apos;");
    }
}

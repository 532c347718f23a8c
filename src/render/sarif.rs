//! `sarif`: the Static Analysis Results Interchange Format 2.1.0, for code scanning.
//!
//! The format is that of <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; what GitHub reads of it, and
//! up to which length, stands in <https://docs.github.com/code-security/reference/code-scanning/sarif-files>. Paths are
//! relative references from the repository's top, columns count code points, and no string is empty.

use super::explanation::{cut, lines};
use super::format::Style;
use super::summary;
use crate::finding::{Finding, Fix, Label, Level, RuleInfo, Safety};
use crate::report::{Report, Unchecked, Waived};
use crate::text::{Region, visible_line};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::{self, Write};

/// GitHub shows so many characters of a description.
const LONGEST_DESCRIPTION: usize = 1_000;

#[derive(Serialize)]
struct Log<'r> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'r>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'r> {
    tool: Tool<'r>,
    invocations: [Invocation; 1],
    column_kind: &'static str,
    results: Vec<ResultObject<'r>>,
}

#[derive(Serialize)]
struct Tool<'r> {
    driver: Driver<'r>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'r> {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'r>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'r> {
    id: &'r str,
    name: String,
    short_description: Text,
    full_description: Text,
    help: Help<'r>,
    default_configuration: Configuration,
    properties: Value,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help<'r> {
    text: &'r str,
    markdown: &'r str,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Value>,
}

/// A result; not `Result`, which is another thing in Rust.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultObject<'r> {
    rule_id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    locations: [Value; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Value>,
    partial_fingerprints: Value,
    /// All results have them or none (3.27.23).
    suppressions: Vec<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
    #[serde(skip_serializing_if = "Value::is_null")]
    properties: Value,
}

pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = report.findings.iter().zip(&report.fingerprints);
    let waived = report.waived.iter();
    let results = findings
        .map(|(finding, fingerprint)| result(finding, fingerprint, Vec::new(), report, style))
        .chain(waived.map(|waived| {
            let suppressions = vec![suppression(waived)];
            let fingerprint = &waived.fingerprint;
            result(&waived.finding, fingerprint, suppressions, report, style)
        }));
    let version = env!("CARGO_PKG_VERSION");
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "factcheck",
                    version,
                    semantic_version: version,
                    rules: report.rules.iter().map(rule).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: report.unchecked.is_empty() && !report.is_empty,
                tool_execution_notifications: report
                    .unchecked
                    .iter()
                    .map(notification)
                    .chain(hidden(report))
                    .collect(),
            }],
            column_kind: "unicodeCodePoints",
            results: results.collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Off => "note",
    }
}

fn rule(info: &RuleInfo) -> Rule<'_> {
    let first = info.meaning.split("\n\n").next().unwrap_or_default();
    let full = if first.is_empty() {
        info.summary
    } else {
        first
    };
    let description = |text: &str| Text {
        text: cut(&text.replace('\n', " "), LONGEST_DESCRIPTION),
    };
    // GitHub's own words for how serious a rule is.
    let severity = match info.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Off => "recommendation",
    };
    Rule {
        id: info.name,
        name: in_pascal_case(info.name),
        short_description: description(info.summary),
        full_description: description(full),
        help: Help {
            text: info.page,
            markdown: info.page,
        },
        default_configuration: Configuration {
            enabled: info.level != Level::Off,
            level: level(info.level),
        },
        properties: json!({"tags": ["fact-check"], "problem.severity": severity}),
    }
}

/// `quote-altered` as `QuoteAltered`: names of rules look so in SARIF (3.49.7), while ids stay as they are.
fn in_pascal_case(name: &str) -> String {
    let words = name.split('-').map(|word| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_uppercase() + rest
    });
    words.collect()
}

fn result<'r>(
    finding: &'r Finding,
    fingerprint: &str,
    suppressions: Vec<Value>,
    report: &Report,
    style: Style<'_>,
) -> ResultObject<'r> {
    let mut text = visible_line(&finding.message);
    for line in lines(finding) {
        text.push('\n');
        text.push_str(&line);
    }
    let related = finding.related.iter().enumerate();
    ResultObject {
        rule_id: finding.rule,
        rule_index: report
            .rules
            .iter()
            .position(|rule| rule.name == finding.rule),
        level: level(finding.level),
        message: message(&text),
        locations: [json!({"physicalLocation": physical(&finding.place, style)})],
        related_locations: related
            .map(|(number, label)| related_location(number, label, style))
            .collect(),
        partial_fingerprints: json!({"primaryLocationLineHash": fingerprint}),
        suppressions,
        fixes: finding.fix.iter().map(|found| fix(found, style)).collect(),
        properties: properties(finding),
    }
}

/// A plain text as a message. `[text](target)` in a message is a link (3.11.6), and `{0}` stands for an argument (3.11.5):
/// what looks so in a claim is escaped, the rest is left as people read it.
fn message(text: &str) -> Text {
    let mut out = String::with_capacity(text.len());
    let has_link = text.contains("](");
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' | '[' | ']' if has_link => {
                out.push('\\');
                out.push(c);
            }
            '{' => match placeholder(&text[at..]) {
                Some(number) => {
                    let _ = write!(out, "{{{{{number}}}}}");
                    // Digits, and the brace after them.
                    rest.nth(number.len());
                }
                None => out.push(c),
            },
            c => out.push(c),
        }
    }
    Text { text: out }
}

/// The digits of `{0}` at the start of a text.
fn placeholder(text: &str) -> Option<&str> {
    let (number, _) = text.strip_prefix('{')?.split_once('}')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then_some(number)
}

fn physical(label: &Label, style: Style<'_>) -> Value {
    json!({
        "artifactLocation": artifact(&label.file, style),
        "region": region(label.region),
    })
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    })
}

fn artifact(file: &str, style: Style<'_>) -> Value {
    json!({"uri": uri(&format!("{}{file}", style.folder))})
}

/// A path as a relative reference (RFC 3986): all but unreserved characters is percent-encoded, a colon too, before which
/// a reader would look for a scheme.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn related_location(number: usize, label: &Label, style: Style<'_>) -> Value {
    let text = match visible_line(&label.message) {
        // GitHub shows no related place without a message.
        empty if empty.is_empty() => "see here".to_owned(),
        text => text,
    };
    json!({
        "id": number + 1,
        "message": message(&text),
        "physicalLocation": physical(label, style),
    })
}

/// A waiver stands in the claim file, beside what it silences.
fn suppression(waived: &Waived) -> Value {
    let mut suppression = json!({"kind": "inSource", "status": "accepted"});
    let reason = visible_line(&waived.reason);
    if !reason.is_empty() {
        suppression["justification"] = reason.into();
    }
    suppression
}

fn fix(fix: &Fix, style: Style<'_>) -> Value {
    let (safety, title) = match fix.safety {
        Safety::Safe => ("safe", fix.title.clone()),
        Safety::Review => ("review", format!("{} (after a look)", fix.title)),
    };
    let mut files: Vec<&str> = fix.edits.iter().map(|edit| edit.file.as_str()).collect();
    files.dedup();
    let changes: Vec<Value> = files
        .into_iter()
        .map(|file| {
            let edits = fix.edits.iter().filter(|edit| edit.file == file);
            let replacements: Vec<Value> = edits
                .map(|edit| {
                    let mut replacement = json!({"deletedRegion": region(edit.region)});
                    if !edit.text.is_empty() {
                        replacement["insertedContent"] = json!({"text": edit.text});
                    }
                    replacement
                })
                .collect();
            json!({"artifactLocation": artifact(file, style), "replacements": replacements})
        })
        .collect();
    json!({
        "description": message(&visible_line(&title)),
        "artifactChanges": changes,
        "properties": {"safety": safety},
    })
}

/// Claim and source, by which viewers can group.
fn properties(finding: &Finding) -> Value {
    let pairs = [("claim", &finding.claim), ("source", &finding.source)];
    let known: serde_json::Map<String, Value> = pairs
        .into_iter()
        .filter_map(|(key, id)| {
            let id = visible_line(id.as_deref()?);
            (!id.is_empty()).then(|| (key.to_owned(), id.into()))
        })
        .collect();
    if known.is_empty() {
        Value::Null
    } else {
        Value::Object(known)
    }
}

fn notification(unchecked: &Unchecked) -> Value {
    let text = format!(
        "{} was not checked: {}",
        visible_line(&unchecked.file),
        visible_line(&unchecked.reason)
    );
    json!({"level": "error", "message": message(&text)})
}

/// How many findings an earlier report has already.
fn hidden(report: &Report) -> Option<Value> {
    let text = summary::old_findings(report.hidden.as_ref()?)?;
    Some(json!({"level": "note", "message": message(&text)}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_link_or_an_argument_is_none() {
        for (text, expected) in [
            ("plain [sic] {\"a\": 1}", "plain [sic] {\"a\": 1}"),
            ("see [x](http://y) [z]", "see \\[x\\](http://y) \\[z\\]"),
            ("{0} {10} {a} {}", "{{0}} {{10}} {a} {}"),
        ] {
            assert_eq!(message(text).text, expected);
        }
    }

    #[test]
    fn paths_are_relative_references() {
        assert_eq!(uri("claims/a b.json"), "claims/a%20b.json");
        assert_eq!(uri("a:b/é#?%"), "a%3Ab/%C3%A9%23%3F%25");
    }

    #[test]
    fn names_are_in_pascal_case() {
        assert_eq!(in_pascal_case("quote-altered"), "QuoteAltered");
    }
}

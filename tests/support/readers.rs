//! Strict readers of the output formats: each sees what the program that would be harmed sees.

use factcheck::Report;
use factcheck::finding::{Finding, Level};
use factcheck::render::{Format, Style, render};
use factcheck::text::visible_line;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

/// A report in a format.
pub fn rendered(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    render(report, format, Style::default(), &mut out).expect("memory to write to");
    String::from_utf8(out).expect("UTF-8")
}

/// Whether a character could deceive whoever reads it in a terminal or in a page.
pub fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Nothing in a text moves a cursor, turns the direction of reading, or cannot be seen.
///
/// # Panics
/// Where something does.
pub fn assert_printable(format: &str, text: &str) {
    if let Some(odd) = text.chars().find(|c| is_deceptive(*c)) {
        panic!("{format} holds U+{:04X}: {text:?}", u32::from(odd));
    }
}

/// What a format says of a finding: its rule, its file, and the lines and columns, as far as it has them.
type Place = (String, String, [usize; 4]);

/// The same as a report has it in memory.
fn place(finding: &Finding) -> Place {
    let region = finding.place.region;
    let numbers = [
        region.line,
        region.column,
        region.end_line,
        region.end_column,
    ];
    (finding.rule.to_owned(), finding.place.file.clone(), numbers)
}

/// `full`: each finding with its place.
///
/// # Panics
/// Where one has another place, or none.
pub fn read_full(text: &str, report: &Report) {
    assert_printable("full", text);
    let mut rest = text;
    for finding in &report.findings {
        let (rule, file, [line, column, ..]) = place(finding);
        let file = visible_line(&file);
        for part in [
            format!("{}[{rule}]: ", finding.level),
            format!("--> {file}:{line}:{column}\n"),
        ] {
            let at = rest
                .find(&part)
                .unwrap_or_else(|| panic!("no {part} in {rest}"));
            rest = &rest[at + part.len()..];
        }
    }
}

/// `concise`: first a line for each finding, with its place.
///
/// # Panics
/// Where a finding has another line, or none.
pub fn read_concise(text: &str, report: &Report) {
    assert_printable("concise", text);
    let mut lines = text.lines();
    for finding in &report.findings {
        let (rule, file, [line, column, ..]) = place(finding);
        let file = visible_line(&file);
        let start = format!("{file}:{line}:{column}: {}[{rule}] ", finding.level);
        let line = lines.next().expect("a line for each finding");
        assert!(line.starts_with(&start), "no {start} in {line}");
    }
}

/// `github`: nothing but commands that annotate, one for each finding, at its place.
///
/// # Panics
/// Where a line is something else, or would be when the runner has undone its escapes.
pub fn read_github(text: &str, report: &Report) {
    assert_printable("github", text);
    let mut annotations = Vec::new();
    for line in text.lines() {
        let rest = line
            .strip_prefix("::")
            .unwrap_or_else(|| panic!("no command: {line}"));
        let (head, message) = rest.split_once("::").expect("a message");
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        assert!(["error", "warning", "notice"].contains(&command), "{line}");
        let mut found: Place = Default::default();
        for pair in properties.split(',').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair
                .split_once('=')
                .unwrap_or_else(|| panic!("no property: {line}"));
            let number = || value.parse().expect("a number");
            match key {
                "title" => found.0 = undone(value),
                "file" => found.1 = undone(value),
                "line" => found.2[0] = number(),
                "col" => found.2[1] = number(),
                "endLine" => found.2[2] = number(),
                "endColumn" => found.2[3] = number(),
                _ => panic!("{key}: {line}"),
            }
        }
        if !found.1.is_empty() {
            annotations.push(found);
        }
        let message = undone(message);
        assert!(!message.contains('\r'), "{line}");
        for line in message.lines() {
            assert!(
                !line.trim_start().starts_with("::") && !line.contains("##["),
                "a command within: {line}"
            );
        }
    }
    // No more notices than GitHub shows beside the summary.
    let (notices, others): (Vec<_>, Vec<_>) = report
        .findings
        .iter()
        .partition(|finding| finding.level == Level::Info);
    let notices = notices.into_iter().take(9);
    let mut expected: Vec<Place> = others.into_iter().chain(notices).map(place).collect();
    for (_, file, numbers) in &mut expected {
        // An old runner would take `##[` for the start of a command.
        *file = visible_line(file).replace("##[", "##<U+005B LEFT SQUARE BRACKET>");
        // It has no columns over several lines.
        if numbers[0] != numbers[2] {
            (numbers[1], numbers[3]) = (0, 0);
        }
    }
    // Errors come first there.
    expected.sort_unstable();
    annotations.sort_unstable();
    assert_eq!(annotations, expected, "{text}");
}

/// A value without the runner's escapes; the percent sign's is undone last.
fn undone(value: &str) -> String {
    let escapes = [
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%3A", ":"),
        ("%2C", ","),
        ("%25", "%"),
    ];
    escapes.iter().fold(value.to_owned(), |value, (escape, c)| {
        value.replace(escape, c)
    })
}

/// `junit`: well-formed XML of known elements, without a character that XML has no room for.
///
/// # Panics
/// Where it is something else.
pub fn read_junit(text: &str) {
    assert_printable("junit", text);
    assert!(!text.contains(['\u{fffe}', '\u{ffff}']));
    let mut reader = Reader::from_str(text);
    let mut depth = 0;
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}: {text}"))
        {
            Event::Start(start) => {
                depth += 1;
                assert_element(&start, text);
            }
            Event::Empty(start) => assert_element(&start, text),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            Event::Text(_) | Event::Decl(_) => {}
            Event::GeneralRef(reference) => {
                assert!(
                    ["lt", "gt", "amp", "quot", "apos"].contains(&&*reference),
                    "&{};",
                    &*reference
                );
            }
            other => panic!("{other:?}: {text}"),
        }
    }
    assert_eq!(depth, 0, "{text}");
}

fn assert_element(start: &quick_xml::events::BytesStart<'_>, text: &str) {
    let known = [
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "system-out",
        "properties",
        "property",
    ];
    assert!(known.contains(&start.name().0), "{text}");
    for attribute in start.attributes() {
        let attribute = attribute.unwrap_or_else(|error| panic!("{error}: {text}"));
        quick_xml::escape::unescape(&attribute.value)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
    }
}

/// `markdown`: outside blocks of code there are the program's own elements, and no link or image of somebody else's.
///
/// # Panics
/// Where there is something else.
pub fn read_markdown(text: &str) {
    assert_printable("markdown", text);
    let mut fence = None;
    for line in text.lines() {
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open && line.trim_end().len() == ticks => fence = None,
            Some(_) => {}
            None => assert_own_markup(line),
        }
    }
    assert_eq!(fence, None, "a block of code stays open: {text}");
}

fn assert_own_markup(line: &str) {
    let own = [
        "details",
        "details open",
        "summary",
        "b",
        "br",
        "span",
        "code",
        "del",
        "ins",
    ];
    for part in line.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        assert!(
            part.contains('>') && own.contains(&tag.trim_start_matches('/')),
            "<{tag}> in {line}"
        );
    }
    assert!(!line.contains("]("), "{line}");
}

/// `json`: each finding at its place.
///
/// # Panics
/// Where it is something else.
pub fn read_json(text: &str, report: &Report) {
    let value = parsed(text);
    let findings = value["findings"].as_array().expect("findings").iter();
    let found = findings.map(|finding| {
        let keys = ["line", "column", "end_line", "end_column"];
        told([&finding["rule"], &finding["file"]], finding, keys)
    });
    assert_places(found, report);
}

/// `sarif`: a result for each finding, at its place, and for each that is waived.
///
/// # Panics
/// Where it is something else.
pub fn read_sarif(text: &str, report: &Report) {
    let value = parsed(text);
    let results = value["runs"][0]["results"].as_array().expect("results");
    assert_eq!(results.len(), report.findings.len() + report.waived.len());
    let kept = results
        .iter()
        .filter(|result| result["suppressions"].as_array().is_some_and(Vec::is_empty));
    let found = kept.map(|result| {
        let physical = &result["locations"][0]["physicalLocation"];
        let keys = ["startLine", "startColumn", "endLine", "endColumn"];
        let names = [&result["ruleId"], &physical["artifactLocation"]["uri"]];
        let (rule, uri, numbers) = told(names, &physical["region"], keys);
        (rule, decoded(&uri), numbers)
    });
    assert_places(found, report);
}

/// The path of a relative reference: percent-encoded UTF-8.
fn decoded(uri: &str) -> String {
    let mut parts = uri.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(digits, 16).expect("two digits"));
        bytes.extend(rest.bytes());
    }
    String::from_utf8(bytes).expect("UTF-8")
}

/// `gitlab`: an issue for each finding, on its line, and for each file that was not checked.
///
/// # Panics
/// Where it is something else.
pub fn read_gitlab(text: &str, report: &Report) {
    let value = parsed(text);
    let issues = value.as_array().expect("issues").iter();
    let issues = issues.filter(|issue| issue["check_name"] != "not-checked");
    let found = issues.map(|issue| {
        let location = &issue["location"];
        let (rule, file, [line, ..]) = told(
            [&issue["check_name"], &location["path"]],
            &location["lines"],
            ["begin"; 4],
        );
        (rule, file, line)
    });
    let expected = report.findings.iter().map(|finding| {
        let (rule, file, [line, ..]) = place(finding);
        (rule, file, line)
    });
    assert!(found.eq(expected), "{text}");
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn told(names: [&Value; 2], numbers: &Value, keys: [&str; 4]) -> Place {
    let [rule, file] = names.map(|name| name.as_str().expect("a text").to_owned());
    let number = |key| usize::try_from(numbers[key].as_u64().expect("a number")).expect("a place");
    (rule, file, keys.map(number))
}

fn assert_places(found: impl Iterator<Item = Place>, report: &Report) {
    let found: Vec<Place> = found.collect();
    let expected: Vec<Place> = report.findings.iter().map(place).collect();
    assert_eq!(found, expected);
}

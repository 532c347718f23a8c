//! Strict readers of the output formats: each sees what the program that would be harmed sees.

use factcheck::Report;
use factcheck::render::{Format, Style, render};
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

/// `concise`: first a line for each finding, with its place.
///
/// # Panics
/// Where a finding has another line, or none.
pub fn read_concise(text: &str, report: &Report) {
    assert_printable("concise", text);
    let mut lines = text.lines();
    for finding in &report.findings {
        let region = finding.place.region;
        let place = format!(
            ":{}:{}: {}[{}] ",
            region.line, region.column, finding.level, finding.rule
        );
        let line = lines.next().expect("a line for each finding");
        assert!(line.contains(&place), "no {place} in {line}");
    }
}

/// `github`: nothing but commands that annotate.
///
/// # Panics
/// Where a line is something else, or would be when the runner has undone its escapes.
pub fn read_github(text: &str, report: &Report) {
    assert_printable("github", text);
    let mut annotations = 0;
    for line in text.lines() {
        let rest = line
            .strip_prefix("::")
            .unwrap_or_else(|| panic!("no command: {line}"));
        let (head, message) = rest.split_once("::").expect("a message");
        let (command, properties) = head.split_once(' ').unwrap_or((head, ""));
        assert!(["error", "warning", "notice"].contains(&command), "{line}");
        for pair in properties.split(',').filter(|pair| !pair.is_empty()) {
            let (key, _) = pair
                .split_once('=')
                .unwrap_or_else(|| panic!("no property: {line}"));
            assert!(
                ["file", "line", "endLine", "col", "endColumn", "title"].contains(&key),
                "{line}"
            );
        }
        annotations += usize::from(properties.contains("file="));
        let message = message
            .replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%");
        assert!(!message.contains('\r'), "{line}");
        for line in message.lines() {
            assert!(
                !line.trim_start().starts_with("::") && !line.contains("##["),
                "a command within: {line}"
            );
        }
    }
    assert_eq!(annotations, report.findings.len(), "{text}");
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

/// `sarif` and `gitlab`: JSON, with a result for each finding.
///
/// # Panics
/// Where it is something else.
pub fn read_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

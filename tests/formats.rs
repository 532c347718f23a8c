//! What platforms and harnesses read of a run: each format is read back, and all of them tell the same.

mod support;

use factcheck::finding::Level;
use factcheck::render::{Format, Style, render};
use factcheck::text::visible_line;
use factcheck::{Report, Selection, Workspace, rules, verify};
use quick_xml::Reader;
use quick_xml::events::Event;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use support::{BRIDGE_PATH, Project, claim, drifted, every_kind, run};

const FORMATS: [&str; 8] = [
    "full", "concise", "json", "github", "gitlab", "junit", "sarif", "markdown",
];

/// Texts that would like to be something else.
const ATTACKS: [&str; 9] = [
    "100% sure, 50%25 of it: a,b %0A %0D %3A",
    "first line\n::error file=x::second line\r\n::stop-commands::token",
    "a::b ::warning::c",
    "##[error]x ##[stop-commands]y",
    "control \u{7}\u{1b}[31m bell \u{0} \u{fffe}",
    "bidirectional \u{202e}right to left\u{202c} zero\u{200b}width",
    "</system-out> ]]> <!-- & &amp; \" ' <![CDATA[ x",
    "```\n</details>\n````` <script>alert(1)</script> ![x](http://e.example/p.png)",
    "@everyone #1 [click](http://e.example) {0} \\[x\\] <b>bold</b>",
];

/// A project whose claims say these things everywhere.
fn hostile() -> Project {
    let project = Project::bridge();
    let mut text = String::new();
    let mut claims = Vec::new();
    for (number, attack) in ATTACKS.iter().enumerate() {
        let _ = write!(text, "The mayor said {number}: {attack} So he said.\n\n");
        let near = format!("The mayor said {number}: {attack} So she said.");
        claims.push(claim(&format!("near-{number}"), "attack", near));
        let mut spoken = claim(&format!("spoken-{number}"), "council", "spring");
        spoken["statement"] = json!(format!("Spring. {attack}"));
        spoken["citations"][0]["speaker"] = json!(attack);
        spoken["waivers"] = json!([{"rule": "quote-too-short", "reason": attack}]);
        claims.push(spoken);
        let mut odd = claim(attack, "council", "The bridge will open in autumn");
        odd[attack] = json!(attack);
        claims.push(odd);
    }
    project
        .source("attack", &text)
        .claims("claims/100%, a:b & \"c\" d#e.json", &claims);
    project
}

/// The reports of one run, by format.
fn reports(project: &Project, arguments: &[&str]) -> BTreeMap<&'static str, String> {
    let folder = project.outside().join("reports");
    fs::create_dir_all(&folder).expect("a new folder");
    let path = |format: &str| folder.join(format);
    let asked: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("--report={format}={}", path(format).display()))
        .collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let run = project.run(&[&["verify"], &asked[..], arguments].concat());
    assert_eq!(run.stderr.matches("was not written").count(), 0, "{run:#?}");
    FORMATS
        .iter()
        .map(|format| {
            let text = fs::read_to_string(path(format)).expect("a report");
            (*format, text)
        })
        .collect()
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

fn string(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn count(value: &Value) -> usize {
    usize::try_from(value.as_u64().expect("a number")).expect("a small number")
}

/// What the library says of a project.
fn report(project: &Project) -> Report {
    let workspace = Workspace::open(&project.root(), None).expect("a project");
    verify(&workspace.project, &Selection::Whole)
}

/// A report in a format.
fn rendered(report: &Report, format: Format) -> String {
    let mut out = Vec::new();
    render(report, format, Style::default(), &mut out).expect("memory to write to");
    String::from_utf8(out).expect("UTF-8")
}

/// Whether a character could deceive whoever reads it.
fn is_deceptive(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Rule, file, and the region.
type Place = (String, String, [usize; 4]);

fn places(report: &Value) -> Vec<Place> {
    let place = |finding: &Value| {
        let region = ["line", "column", "end_line", "end_column"].map(|key| count(&finding[key]));
        (
            string(&finding["rule"]).to_owned(),
            string(&finding["file"]).to_owned(),
            region,
        )
    };
    array(&report["findings"]).iter().map(place).collect()
}

#[derive(Debug)]
struct Annotation {
    command: String,
    properties: BTreeMap<String, String>,
    message: String,
}

/// A line as GitHub's runner reads it; the percent sign is undone last.
fn annotation(line: &str) -> Annotation {
    let undone = |text: &str| {
        let line_ends = text.replace("%0D", "\r").replace("%0A", "\n");
        let others = line_ends.replace("%3A", ":").replace("%2C", ",");
        others.replace("%25", "%")
    };
    let rest = line.strip_prefix("::").expect("a command");
    let (head, message) = rest.split_once("::").expect("a message");
    let (command, properties) = head.split_once(' ').expect("properties");
    Annotation {
        command: command.to_owned(),
        properties: properties
            .split(',')
            .map(|pair| {
                let (key, value) = pair.split_once('=').expect("a pair");
                (key.to_owned(), undone(value))
            })
            .collect(),
        message: message
            .replace("%0D", "\r")
            .replace("%0A", "\n")
            .replace("%25", "%"),
    }
}

fn annotations(text: &str) -> Vec<Annotation> {
    text.lines().map(annotation).collect()
}

/// A test case of a test report.
#[derive(Debug, Default)]
struct Case {
    suite: String,
    attributes: BTreeMap<String, String>,
    /// `failure`, `error` or nothing.
    outcome: String,
    text: String,
}

/// What a reader of XML finds: the numbers of the root, and the cases.
fn junit(text: &str) -> (BTreeMap<String, String>, Vec<Case>) {
    let mut reader = Reader::from_str(text);
    let (mut root, mut cases, mut suite) = (BTreeMap::new(), Vec::<Case>::new(), String::new());
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(start) | Event::Empty(start) => {
                let attributes: BTreeMap<String, String> = start
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.expect("an attribute");
                        let key = attribute.key.0.to_owned();
                        let value = quick_xml::escape::unescape(&attribute.value).expect("a value");
                        (key, value.into_owned())
                    })
                    .collect();
                match start.name().0 {
                    "testsuites" => root = attributes,
                    "testsuite" => suite.clone_from(&attributes["name"]),
                    "testcase" => cases.push(Case {
                        suite: suite.clone(),
                        attributes,
                        ..Case::default()
                    }),
                    name @ ("failure" | "error") => {
                        let case = cases.last_mut().expect("a case");
                        name.clone_into(&mut case.outcome);
                    }
                    "system-out" => {}
                    other => panic!("{other}"),
                }
            }
            Event::Text(words) => {
                if let Some(case) = cases.last_mut() {
                    case.text += &words;
                }
            }
            Event::GeneralRef(reference) => {
                let c = match &*reference {
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    other => panic!("{other}"),
                };
                cases.last_mut().expect("a case").text.push(c);
            }
            Event::Decl(_) | Event::End(_) => {}
            Event::Eof => return (root, cases),
            other => panic!("{other:?}"),
        }
    }
}

/// The text of a percent-encoded path.
fn decoded(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next(), rest.next()].map(|digit| digit.expect("a digit"));
            let digits = std::str::from_utf8(&digits).expect("ASCII");
            bytes.push(u8::from_str_radix(digits, 16).expect("a number"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

fn sarif_places(run: &Value) -> Vec<Place> {
    let results = array(&run["results"]).iter();
    let kept = results.filter(|result| result["suppressions"] == json!([]));
    kept.map(|result| {
        let [location] = array(&result["locations"]) else {
            panic!("{result}")
        };
        let physical = &location["physicalLocation"];
        let region = ["startLine", "startColumn", "endLine", "endColumn"]
            .map(|key| count(&physical["region"][key]));
        let uri = string(&physical["artifactLocation"]["uri"]);
        (string(&result["ruleId"]).to_owned(), decoded(uri), region)
    })
    .collect()
}

/// Every format of a project's run tells the same findings, at the same places, and of the same claims.
fn assert_agreement(project: &Project, arguments: &[&str]) {
    let reports = reports(project, arguments);
    let report = parsed(&reports["json"]);
    let places = places(&report);
    assert!(!places.is_empty());

    let sarif = parsed(&reports["sarif"]);
    assert_eq!(sarif_places(&sarif["runs"][0]), places);

    let gitlab = parsed(&reports["gitlab"]);
    let of_gitlab: Vec<(&str, &str, usize)> = array(&gitlab)
        .iter()
        .map(|issue| {
            let location = &issue["location"];
            (
                string(&issue["check_name"]),
                string(&location["path"]),
                count(&location["lines"]["begin"]),
            )
        })
        .collect();
    let expected: Vec<(&str, &str, usize)> = places
        .iter()
        .map(|(rule, file, region)| (rule.as_str(), file.as_str(), region[0]))
        .collect();
    assert_eq!(of_gitlab, expected);

    let mut of_github: Vec<Place> = annotations(&reports["github"])
        .into_iter()
        .filter(|annotation| annotation.properties.contains_key("file"))
        .map(|annotation| {
            let number = |key: &str| {
                let value = annotation.properties.get(key);
                value.map_or(0, |value| value.parse().expect("a number"))
            };
            (
                annotation.properties["title"].clone(),
                annotation.properties["file"].clone(),
                [
                    number("line"),
                    number("col"),
                    number("endLine"),
                    number("endColumn"),
                ],
            )
        })
        .collect();
    let mut expected: Vec<Place> = places
        .iter()
        .cloned()
        .map(|(rule, file, mut region)| {
            if region[0] != region[2] {
                (region[1], region[3]) = (0, 0);
            }
            (rule, file, region)
        })
        .collect();
    of_github.sort();
    expected.sort();
    assert_eq!(of_github, expected);

    assert_tests_tell_the_same(&reports["junit"], &report);
    let (_, cases) = junit(&reports["junit"]);
    let of_junit: String = cases.iter().map(|case| case.text.as_str()).collect();
    for (number, (rule, file, region)) in places.iter().enumerate() {
        let place = format!("{}:{}:{}", visible_line(file), region[0], region[1]);
        let line = reports["concise"].lines().nth(number).expect("a line");
        assert!(
            line.starts_with(&place) && line.contains(&format!("[{rule}]")),
            "{place} in {line}"
        );
        for (format, text) in [("full", &reports["full"]), ("junit", &of_junit)] {
            assert!(
                text.contains(&format!("--> {place}\n")),
                "{place} in {format}"
            );
        }
    }
    for (rule, ..) in &places {
        assert!(reports["markdown"].contains(&format!("[{rule}]")), "{rule}");
    }
}

fn assert_tests_tell_the_same(text: &str, report: &Value) {
    let (root, cases) = junit(text);
    let is_loose = |finding: &&Value| !string(&finding["pointer"]).starts_with("/claims/");
    let loose: Vec<&Value> = array(&report["findings"]).iter().filter(is_loose).collect();
    let loose_errors = loose.iter().filter(|finding| finding["level"] == "error");
    let expected = [
        count(&report["summary"]["claims"]) + loose.len() + array(&report["unchecked"]).len(),
        count(&report["summary"]["failed"]) + loose_errors.count(),
        array(&report["unchecked"]).len(),
    ];
    let of_outcome = |outcome: &str| cases.iter().filter(|case| case.outcome == outcome).count();
    assert_eq!(
        [cases.len(), of_outcome("failure"), of_outcome("error")],
        expected
    );
    let said: [usize; 3] =
        ["tests", "failures", "errors"].map(|key| root[key].parse().expect("a number"));
    assert_eq!(said, expected);
    let names: BTreeSet<(&str, &str)> = cases
        .iter()
        .map(|case| (case.suite.as_str(), case.attributes["name"].as_str()))
        .collect();
    assert_eq!(names.len(), cases.len(), "two cases of one name");
    for claim in array(&report["claims"]) {
        let (file, id) = (string(&claim["file"]), claim["id"].as_str());
        let case = cases.iter().find(|case| {
            case.attributes["classname"] == file && Some(case.attributes["name"].as_str()) == id
        });
        if let Some(case) = case {
            let status = if case.outcome.is_empty() {
                "pass"
            } else {
                "fail"
            };
            assert_eq!(claim["status"], status, "{claim}");
        }
    }
    let text: String = cases.iter().map(|case| case.text.as_str()).collect();
    for finding in array(&report["findings"]) {
        let head = format!(
            "{}[{}]",
            string(&finding["level"]),
            string(&finding["rule"])
        );
        assert!(text.contains(&head), "{head}");
    }
}

#[test]
fn all_formats_tell_the_same() {
    assert_agreement(&every_kind(), &[]);
    assert_agreement(&drifted(), &["--against", "dir:../before"]);
    assert_agreement(&hostile(), &[]);
}

#[test]
fn a_clean_project_is_clean_in_all_formats() {
    let reports = reports(&Project::bridge(), &[]);
    assert_eq!(parsed(&reports["gitlab"]), json!([]));
    let sarif = parsed(&reports["sarif"]);
    assert_eq!(sarif["runs"][0]["results"], json!([]));
    assert_eq!(
        sarif["runs"][0]["invocations"][0]["executionSuccessful"],
        true
    );
    let (root, cases) = junit(&reports["junit"]);
    assert_eq!(
        (root["tests"].as_str(), root["failures"].as_str()),
        ("1", "0")
    );
    assert_eq!(cases[0].attributes["name"], "bridge-opens");
    assert_eq!(cases[0].attributes["classname"], BRIDGE_PATH);
    assert!(
        reports["markdown"].starts_with("### ✅ factcheck: ok"),
        "{}",
        reports["markdown"]
    );
    let [summary] = &annotations(&reports["github"])[..] else {
        panic!("{}", reports["github"])
    };
    assert_eq!(summary.command, "notice");
    assert!(
        summary.message.contains("result: ok. 0 errors"),
        "{summary:?}"
    );
}

#[test]
fn what_was_not_checked_is_told_in_all_formats() {
    let project = Project::bridge();
    fs::create_dir(project.path("claims/folder.json")).expect("a new folder");
    let reports = reports(&project, &[]);
    for (format, text) in &reports {
        assert!(text.contains("folder"), "{format}: {text}");
    }
    let invocation = parsed(&reports["sarif"])["runs"][0]["invocations"][0].clone();
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(array(&invocation["toolExecutionNotifications"]).len(), 1);
    assert_eq!(parsed(&reports["gitlab"])[0]["severity"], "blocker");
    let (root, _) = junit(&reports["junit"]);
    assert_eq!(root["errors"], "1");
    assert_eq!(annotations(&reports["github"])[0].command, "error");
    assert!(reports["markdown"].starts_with("### ❗ factcheck: NOT CHECKED"));
}

#[test]
fn hostile_texts_stay_texts() {
    let project = hostile();
    let reports = reports(&project, &[]);
    for format in ["github", "junit", "markdown", "full", "concise"] {
        let odd = reports[format].chars().find(|c| is_deceptive(*c));
        assert_eq!(odd, None, "{format}");
    }
    // XML cannot hold it by any escape.
    assert!(!reports["junit"].contains('\u{fffe}'));
    let github = &reports["github"];
    assert!(!github.contains("##["));
    for annotation in annotations(github) {
        assert!(["error", "warning", "notice"].contains(&annotation.command.as_str()));
        for line in annotation.message.lines() {
            assert!(!line.trim_start().starts_with("::"), "{annotation:?}");
        }
    }
    // What can be printed comes back as it was.
    let says = |part: &str| {
        let found = annotations(github);
        found
            .iter()
            .any(|annotation| annotation.message.contains(part))
    };
    assert!(says("100% sure, 50%25 of it: a,b %0A %0D %3A"));
    assert!(says("a::b ::warning::c"));
    // Outside blocks of code there are the program's own elements and no others.
    let markdown = &reports["markdown"];
    let mut fence = None;
    for line in markdown.lines() {
        let ticks = line.bytes().take_while(|byte| *byte == b'`').count();
        match fence {
            None if ticks >= 3 => fence = Some(ticks),
            Some(open) if ticks >= open && line.len() == ticks => fence = None,
            Some(_) => {}
            None => {
                let tags = line
                    .split('<')
                    .skip(1)
                    .filter_map(|part| part.split_once('>'));
                for (tag, _) in tags {
                    let name = tag.trim_start_matches('/');
                    let own = ["details", "summary", "b", "br", "span", "code"];
                    assert!(own.contains(&name), "<{tag}> in {line}");
                }
                assert!(!line.contains("]("), "{line}");
            }
        }
    }
    assert_eq!(fence, None);
}

mod sarif {
    use super::*;

    #[test]
    fn carries_every_rule_with_its_page() {
        let log = parsed(&reports(&Project::bridge(), &[])["sarif"]);
        let driver = &log["runs"][0]["tool"]["driver"];
        let said = array(&driver["rules"]);
        assert_eq!(said.len(), rules::ALL.len());
        for (said, rule) in said.iter().zip(rules::ALL) {
            assert_eq!(said["id"], rule.name);
            assert_eq!(said["help"]["markdown"], rule.page);
            assert_eq!(
                said["shortDescription"]["text"],
                rule.page().summary.replace('\n', " ")
            );
            let level = match rule.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Info | Level::Off => "note",
            };
            let configuration = &said["defaultConfiguration"];
            assert_eq!(configuration["level"], level);
            assert_eq!(configuration["enabled"], rule.level != Level::Off);
            for part in ["shortDescription", "fullDescription"] {
                let text = string(&said[part]["text"]);
                assert!(!text.is_empty() && text.chars().count() <= 1_024, "{text}");
            }
        }
    }

    #[test]
    fn waived_findings_are_suppressed_with_the_reason() {
        let log = parsed(&reports(&every_kind(), &[])["sarif"]);
        let results = array(&log["runs"][0]["results"]).iter();
        let waived: Vec<(&str, &str)> = results
            .filter(|result| result["suppressions"] != json!([]))
            .map(|result| {
                let [suppression] = array(&result["suppressions"]) else {
                    panic!("{result}")
                };
                assert_eq!(suppression["kind"], "inSource");
                (
                    string(&result["ruleId"]),
                    string(&suppression["justification"]),
                )
            })
            .collect();
        assert_eq!(
            waived,
            [
                ("quote-cut-word", "The tape breaks off."),
                ("quote-too-short", "That is all he said.")
            ]
        );
    }

    #[test]
    fn a_waiver_changes_no_fingerprint() {
        let short = "\"The bridge will open in spring\"";
        let fingerprint = |project: &Project| {
            let log = parsed(&reports(project, &[])["sarif"]);
            let results = array(&log["runs"][0]["results"]).iter();
            let mut of_rule = results.filter(|result| result["ruleId"] == "quote-too-short");
            of_rule.next().expect("a result")["partialFingerprints"].clone()
        };
        let with_another = |project: Project| {
            let other = claim("other", "council", "The bridge will open in autumn");
            project.claims("claims/another.json", &[other]);
            project
        };
        let plain = with_another(Project::bridge_with(short, "\"in spring\""));
        let waived = with_another(Project::bridge_with(short, "\"in spring\""));
        waived.edit(
            BRIDGE_PATH,
            "\"citations\"",
            "\"waivers\": [{\"rule\": \"quote-too-short\", \"reason\": \"All he said.\"}], \"citations\"",
        );
        let alone = Project::bridge_with(short, "\"in spring\"");
        assert_eq!(fingerprint(&plain), fingerprint(&waived));
        assert_eq!(fingerprint(&plain), fingerprint(&alone));
    }

    #[test]
    fn a_fix_by_region_is_the_fix_by_bytes() {
        let project = every_kind();
        let reports = reports(&project, &[]);
        let report = parsed(&reports["json"]);
        let log = parsed(&reports["sarif"]);
        let results = array(&log["runs"][0]["results"]);
        let mut compared = 0;
        for (finding, result) in array(&report["findings"]).iter().zip(results) {
            assert_eq!(
                finding["fix"].is_null(),
                result["fixes"].is_null(),
                "{finding}"
            );
            let Some(edits) = finding["fix"]["edits"].as_array() else {
                continue;
            };
            let change = &result["fixes"][0]["artifactChanges"][0];
            for (edit, replacement) in edits.iter().zip(array(&change["replacements"])) {
                let text = project.read(string(&edit["file"]));
                let region = &replacement["deletedRegion"];
                let byte = |line: &str, column: &str| {
                    let before = text.split_inclusive('\n').take(count(&region[line]) - 1);
                    let start: usize = before.map(str::len).sum();
                    let within = text[start..].chars().take(count(&region[column]) - 1);
                    start + within.map(char::len_utf8).sum::<usize>()
                };
                let range = [
                    byte("startLine", "startColumn"),
                    byte("endLine", "endColumn"),
                ];
                assert_eq!(range, [count(&edit["start"]), count(&edit["end"])]);
                // SARIF has no empty content: what is only deleted has none.
                let inserted = replacement["insertedContent"]["text"].as_str();
                assert_eq!(inserted.unwrap_or_default(), string(&edit["text"]));
                compared += 1;
            }
        }
        assert!(compared > 5, "{compared}");
    }

    #[test]
    fn related_places_lead_into_the_source() {
        let project = Project::bridge_with("in spring\"", "in autumn\"");
        let log = parsed(&reports(&project, &[])["sarif"]);
        let results = array(&log["runs"][0]["results"]).iter();
        let mut altered = results.filter(|result| result["ruleId"] == "quote-altered");
        let related = &altered.next().expect("a result")["relatedLocations"][0];
        assert_eq!(
            related["physicalLocation"]["artifactLocation"]["uri"],
            "sources/council.txt"
        );
        assert_eq!(related["physicalLocation"]["region"]["startLine"], 2);
        assert_ne!(related["message"]["text"], "");
    }
}

mod junit_format {
    use super::*;

    #[test]
    fn a_failure_has_the_whole_explanation() {
        let (_, cases) = junit(&reports(&every_kind(), &[])["junit"]);
        let case = |name: &str| {
            let found = cases.iter().find(|case| case.attributes["name"] == name);
            found.unwrap_or_else(|| panic!("no case {name}"))
        };
        let altered = case("altered");
        assert_eq!(altered.outcome, "failure");
        for part in [
            "error[quote-altered]",
            "sources/harbour.txt:1:",
            "^^",
            "fix, after a look",
        ] {
            assert!(altered.text.contains(part), "no {part}: {}", altered.text);
        }
        // A warning fails nothing.
        let short = case("short");
        assert_eq!(short.outcome, "");
        assert!(short.text.contains("warning[quote-too-short]"));
    }

    #[test]
    fn a_waived_claim_passes_and_says_so() {
        let project = Project::bridge_with("\"The bridge will open in spring\"", "\"in spring\"");
        project.edit(
            BRIDGE_PATH,
            "\"citations\"",
            "\"waivers\": [{\"rule\": \"quote-too-short\", \"reason\": \"All he said.\"}], \"citations\"",
        );
        let (_, cases) = junit(&reports(&project, &[])["junit"]);
        let [waived] = &cases[..] else {
            panic!("{cases:#?}")
        };
        assert_eq!(waived.outcome, "");
        assert!(
            waived
                .text
                .contains("waived: quote-too-short: All he said."),
            "{waived:#?}"
        );
    }

    #[test]
    fn a_claim_that_failed_without_a_finding_is_no_pass() {
        let mut report = report(&Project::bridge());
        report.claims[0].failed = true;
        let (root, cases) = junit(&rendered(&report, Format::Junit));
        assert_eq!(
            (root["failures"].as_str(), cases[0].outcome.as_str()),
            ("1", "failure")
        );
        assert!(cases[0].text.contains("the claim failed"), "{cases:#?}");
    }

    #[test]
    fn a_claim_fails_whose_source_has_the_fault() {
        let (_, cases) = junit(&reports(&every_kind(), &[])["junit"]);
        let torn = cases.iter().find(|case| case.attributes["name"] == "torn");
        assert_eq!(torn.expect("a case").outcome, "failure");
    }
}

mod github {
    use super::*;

    fn levels(project: &Project) -> Vec<String> {
        let found = annotations(&project.run(&["verify", "--output-format", "github"]).stdout);
        found
            .into_iter()
            .map(|annotation| annotation.command)
            .collect()
    }

    #[test]
    fn errors_come_first_and_one_summary_last() {
        let levels = levels(&every_kind());
        let rank = |level: &String| {
            ["error", "warning", "notice"]
                .iter()
                .position(|l| l == level)
        };
        assert!(levels.is_sorted_by_key(rank), "{levels:?}");
        assert_eq!(levels.last().map(String::as_str), Some("notice"));
    }

    #[test]
    fn the_summary_is_among_the_notices_that_are_shown() {
        let project = Project::bridge();
        project.write("factcheck.toml", "[rules]\nsource-unused = 'info'\n");
        for number in 0..15 {
            project.source(&format!("unused-{number}"), "Nobody quotes this.\n");
        }
        let found = annotations(&project.run(&["verify", "--output-format", "github"]).stdout);
        assert_eq!(found.len(), 10);
        let last = found.last().expect("a summary");
        assert_eq!(last.properties["title"], "factcheck");
        for part in ["15 infos", "GitHub shows 10 notices a step"] {
            assert!(last.message.contains(part), "{last:?}");
        }
    }

    #[test]
    fn the_explanation_is_in_the_message() {
        let project = Project::bridge_with("in spring\"", "in autumn\"");
        let found = annotations(&project.run(&["verify", "--output-format", "github"]).stdout);
        let altered = found
            .iter()
            .find(|annotation| annotation.properties["title"] == "quote-altered");
        let message = &altered.expect("an annotation").message;
        for part in [
            "“spring” became “autumn”",
            "see sources/council.txt:2:1",
            "the source says: “The bridge will open in spring”",
            "fix, after a look: ",
        ] {
            assert!(message.contains(part), "no {part}: {message}");
        }
    }

    #[rstest]
    #[case::github("GITHUB_WORKSPACE")]
    #[case::gitlab("CI_PROJECT_DIR")]
    fn paths_start_from_the_repositorys_top(#[case] variable: &str) {
        let project = Project::bridge_with("in spring\"", "in autumn\"");
        let file = |name: &str| {
            let mut command = project.factcheck(&["verify", "--output-format", name]);
            command.env(variable, project.outside());
            run(&mut command).stdout
        };
        let own = "project/claims/bridge.json";
        assert_eq!(annotations(&file("github"))[0].properties["file"], own);
        assert_eq!(parsed(&file("gitlab"))[0]["location"]["path"], own);
        let log = parsed(&file("sarif"));
        assert_eq!(sarif_places(&log["runs"][0])[0].1, own);
        // A checkout in a folder of its own within the workspace.
        fs::create_dir(project.path(".git")).expect("a new folder");
        assert_eq!(
            annotations(&file("github"))[0].properties["file"],
            "claims/bridge.json"
        );
    }
}

/// The formats for people, in the log of a pipeline.
mod logs {
    use super::*;
    use support::run;

    #[test]
    fn a_claim_gives_the_runner_no_command() {
        let project = Project::bridge_with("will open in", "will ##[stop-commands]x open in");
        for format in ["full", "concise"] {
            let arguments = ["verify", "--output-format", format];
            let in_a_terminal = project.run(&arguments);
            assert!(in_a_terminal.stdout.contains("##["), "{in_a_terminal:#?}");
            let in_a_log = run(project.factcheck(&arguments).env("GITHUB_ACTIONS", "true"));
            assert_eq!(in_a_log.code, 1, "{in_a_log:#?}");
            assert!(!in_a_log.stdout.contains("##["), "{in_a_log:#?}");
            assert!(in_a_log.stdout.contains("## [stop"), "{in_a_log:#?}");
        }
    }

    // Windows has no such file name.
    #[cfg(unix)]
    #[test]
    fn no_line_starts_as_a_command() {
        let project = Project::bridge();
        project
            .write("factcheck.toml", "claims = [\"*.json\"]\n")
            .write("::warning::a.json", "{}");
        let arguments = ["verify", "--output-format", "concise"];
        let in_a_terminal = project.run(&arguments);
        assert!(in_a_terminal.stdout.starts_with("::"), "{in_a_terminal:#?}");
        let in_a_log = run(project.factcheck(&arguments).env("GITHUB_ACTIONS", "true"));
        let mut lines = in_a_log.stdout.lines().map(str::trim_start);
        assert!(!lines.any(|line| line.starts_with("::")), "{in_a_log:#?}");
    }
}

mod markdown {
    use super::*;

    fn page(report: &Report) -> String {
        rendered(report, Format::Markdown)
    }

    #[test]
    fn a_page_that_is_too_long_loses_warnings_before_errors() {
        let mut report = report(&every_kind());
        let of = |level: Level| {
            let mut findings = report.findings.iter();
            findings.find(|finding| finding.level == level).cloned()
        };
        let (error, warning) = (of(Level::Error), of(Level::Warning));
        let (error, warning) = (error.expect("an error"), warning.expect("a warning"));
        let mut long_error = error.clone();
        long_error.notes.push("A long note. ".repeat(1_000));
        let many = |finding, count| std::iter::repeat_n(finding, count);
        // Long and short ones, so that a short one would fit where a long one did not.
        let errors = (0..5_000).map(|number| if number % 7 == 0 { &long_error } else { &error });
        report.findings = many(warning.clone(), 500).chain(errors.cloned()).collect();
        let long = page(&report);
        assert!(
            long.len() < 1_048_576 && long.len() > 900_000,
            "{}",
            long.len()
        );
        assert!(!long.contains("<summary>⚠️"));
        let shown = long.matches("<summary>❌").count();
        let is_long = |entry: &str| entry.contains("A long note. A long note.");
        let order = long.split("<summary>❌").skip(1).map(is_long);
        assert!(order.eq((0..shown).map(|number| number % 7 == 0)));
        let last = long.lines().last().expect("a line");
        assert!(
            last.contains(&format!("{} errors, 500 warnings", 5_000 - shown)),
            "{last}"
        );
        report.findings = many(warning, 5_000).chain(many(error, 500)).collect();
        assert_eq!(page(&report).matches("<summary>❌").count(), 500);
    }

    #[test]
    fn findings_stand_under_their_file_and_claim() {
        let project = Project::bridge_with("in spring\"", "in autumn\"");
        let text = page(&report(&project));
        let parts = [
            "❌ 1 error",
            "<b>claims&#47;bridge&#46;json</b>",
            "claim <b>bridge-opens</b>",
            "<b>quote-altered</b>, line 12: the quote is not",
            "```text\nerror[quote-altered]",
        ];
        let mut from = 0;
        for part in parts {
            let at = text[from..].find(part);
            from += at.unwrap_or_else(|| panic!("no {part} after {from}: {text}"));
        }
    }

    #[test]
    fn what_elided_quotations_leave_out_is_shown() {
        let project = Project::bridge_with(
            "\"The bridge will open in spring\"",
            "[\"The council met\", \"the mayor said\"]",
        );
        assert!(page(&report(&project)).contains("The bridge will open in spring"));
    }
}

mod files {
    use super::*;

    #[test]
    fn a_report_is_what_standard_output_would_be() {
        let project = every_kind();
        let reports = reports(&project, &[]);
        for format in FORMATS {
            let run = project.run(&["verify", "--output-format", format]);
            assert_eq!(run.stdout, reports[format], "{format}");
        }
    }

    #[test]
    fn any_number_of_threads_writes_the_same() {
        for project in [every_kind(), hostile()] {
            let one = reports(&project, &["--jobs", "1"]);
            assert_eq!(one, reports(&project, &["--jobs", "8"]));
        }
    }

    #[test]
    fn any_order_of_files_and_patterns_writes_the_same() {
        let first = every_kind();
        let expected = first.verify(&[]).stdout;
        let mut paths: Vec<(String, Vec<u8>)> = ["claims", "sources"]
            .iter()
            .flat_map(|folder| {
                let entries = fs::read_dir(first.path(folder)).expect("a folder");
                entries.map(move |entry| {
                    format!(
                        "{folder}/{}",
                        entry.expect("an entry").file_name().display()
                    )
                })
            })
            .map(|path| {
                let content = fs::read(first.path(&path)).expect("a file");
                (path, content)
            })
            .collect();
        paths.sort();
        let settings = first.read("factcheck.toml");
        let (early, late) = (
            "\"claims/[a-e]*.json\"",
            "\"claims/[!a-e]*.json\", \"claims/*.json\"",
        );
        for (turn, patterns) in [format!("{early}, {late}"), format!("{late}, {early}")]
            .iter()
            .enumerate()
        {
            paths.reverse();
            paths.rotate_left(turn + 3);
            let again = Project::empty();
            for (path, content) in &paths {
                again.write(path, content);
            }
            again.write(
                "factcheck.toml",
                format!("claims = [{patterns}]\n{settings}"),
            );
            assert_eq!(again.verify(&[]).stdout, expected);
        }
    }

    #[test]
    fn a_file_that_is_there_is_replaced_and_a_link_stays() {
        let project = Project::bridge();
        project.write("old.json", "old");
        #[cfg(unix)]
        std::os::unix::fs::symlink("old.json", project.path("link.json")).expect("a link");
        #[cfg(not(unix))]
        project.write("link.json", "old");
        let run = project.run(&["verify", "--report", "json=link.json"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert_eq!(parsed(&project.read("link.json"))["findings"], json!([]));
        #[cfg(unix)]
        assert_eq!(parsed(&project.read("old.json"))["findings"], json!([]));
        let left = fs::read_dir(project.root()).expect("a folder").count();
        assert_eq!(left, 4, "claims, sources and the two files");
    }

    #[rstest]
    #[case::no_folder("missing/report.json", "there is no folder")]
    #[case::a_folder("folder", "it is a folder, not a file")]
    #[cfg_attr(unix, case::a_device("/dev/null", "it is a device or a pipe"))]
    fn a_file_that_cannot_be_written_is_no_pass(#[case] path: &str, #[case] reason: &str) {
        let project = Project::bridge();
        fs::create_dir(project.path("folder")).expect("a new folder");
        let asked = format!("json={path}");
        let arguments = [
            "verify",
            "--exit-zero",
            "--output-format",
            "json",
            "--report",
        ];
        let good = ["--report", "concise=good.txt"];
        let run = project.run(&[&arguments[..], &[&asked], &good].concat());
        assert_eq!(run.code, 2, "{run:#?}");
        assert!(
            run.stderr.contains(path) && run.stderr.contains(reason),
            "{run:#?}"
        );
        // The rest is there all the same.
        assert_eq!(run.report()["findings"], json!([]));
        assert!(project.read("good.txt").contains("1 passed"));
    }

    #[cfg(unix)]
    #[test]
    fn a_full_disk_leaves_the_old_file() {
        let project = Project::bridge();
        project.write("report.json", "old");
        // A limit on the length of files stands for the end of the disk.
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$@\"";
        let program = project.factcheck(&["verify", "--output-format", "gitlab"]);
        let mut limited = std::process::Command::new("sh");
        limited
            .args(["-c", script, "sh"])
            .arg(program.get_program())
            .args(program.get_args())
            .args(["--report", "json=report.json", "--against", "none"])
            .current_dir(project.root());
        let run = run(&mut limited);
        assert_eq!(run.code, 2, "{run:#?}");
        assert!(
            run.stderr.contains("report.json was not written"),
            "{run:#?}"
        );
        assert_eq!(run.stdout, "[]\n");
        assert_eq!(project.read("report.json"), "old");
        let left = fs::read_dir(project.root()).expect("a folder").count();
        assert_eq!(left, 3, "claims, sources and the old file");
    }

    #[rstest]
    #[case::no_format("report.json", "FORMAT=PATH")]
    #[case::an_unknown_format("xml=report.xml", "there is no format `xml`")]
    #[case::standard_output("json=-", "--output-format")]
    #[case::no_path("json=", "a path must follow")]
    #[case::a_claim_file("json=claims/bridge.json", "claims/bridge.json")]
    #[case::a_new_claim_file("json=claims/report.json", "claims/report.json")]
    #[case::a_source("full=sources/council.txt", "sources/council.txt")]
    #[case::the_settings("full=./factcheck.toml", "factcheck.toml")]
    fn what_cannot_be_meant_is_refused(#[case] asked: &str, #[case] words: &str) {
        let project = Project::bridge();
        let before = (
            project.read(BRIDGE_PATH),
            project.read("sources/council.txt"),
        );
        let run = project.run(&["verify", "--report", asked]);
        run.assert_refused(&[words]);
        let after = (
            project.read(BRIDGE_PATH),
            project.read("sources/council.txt"),
        );
        assert_eq!(before, after);
    }

    #[test]
    fn two_reports_do_not_share_a_file() {
        let project = Project::bridge();
        let twice = [
            "verify",
            "--report",
            "json=a.json",
            "--report",
            "sarif=./sources/../a.json",
        ];
        project
            .run(&twice)
            .assert_refused(&["the same file", "a.json"]);
        assert!(!project.path("a.json").exists());
    }
}

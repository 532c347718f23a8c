//! The schemas that the program carries are sound, and what it prints as JSON is what they say.

mod support;

use jsonschema::Validator;
use rstest::rstest;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use support::{BRIDGE_PATH, Project, drifted, every_kind};

fn schema_text(name: &str) -> String {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
    fs::read_to_string(path).expect("a schema")
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&schema_text(name)).expect("JSON")
}

/// A validator that asserts formats, as the program does.
fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn assert_valid(validator: &Validator, instance: &Value, what: &str) {
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

mod reports {
    use super::*;

    /// Runs `verify` with each of the paths, and asserts that the report is what the schema says.
    fn assert_report_fits(project: &Project, paths: &[&str]) -> Value {
        let report = project.verify(paths).report();
        assert_valid(&validator(&schema("report")), &report, "the report");
        report
    }

    #[test]
    fn of_a_clean_project_fits() {
        let report = assert_report_fits(&Project::bridge(), &[]);
        assert_eq!(
            (&report["findings"], &report["unchecked"]),
            (&json!([]), &json!([]))
        );
    }

    #[test]
    fn with_every_kind_of_finding_fits() {
        let project = every_kind();
        let report = assert_report_fits(&project, &[]);
        let drift = assert_report_fits(&drifted(), &["--against", "dir:../before"]);
        let found: BTreeSet<&str> = [&report, &drift]
            .into_iter()
            .flat_map(|report| report["findings"].as_array().expect("an array"))
            .filter_map(|finding| finding["rule"].as_str())
            .collect();
        assert_ne!(drift["changes"], json!([]));
        assert_eq!(drift["baseline"]["kind"], "dir");
        let list = project.run(&["explain"]).stdout;
        // A link is needed for this one.
        let elsewhere = ["source-escapes-root"];
        let missing: Vec<&str> = list
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .filter(|rule| !found.contains(rule) && !elsewhere.contains(rule))
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }

    #[test]
    fn of_part_of_a_project_fits() {
        let project = every_kind();
        for path in [
            "claims/harbour.json",
            "claims/broken.json",
            "sources/unused.txt",
            "sources",
        ] {
            assert_report_fits(&project, &[path]);
        }
    }

    #[test]
    fn with_waived_findings_fits() {
        let project = every_kind();
        let report = assert_report_fits(&project, &["claims/harbour.json"]);
        let waived: Vec<&Value> = report["waived"]
            .as_array()
            .expect("an array")
            .iter()
            .map(|waived| &waived["rule"])
            .collect();
        assert_eq!(waived, ["quote-cut-word", "quote-too-short"]);
    }

    #[test]
    fn with_a_waived_finding_about_a_source_fits() {
        let waiver = "\"waivers\": [{\"rule\": \"source-changed\", \"reason\": \"A later edition.\"}],\n\"citations\"";
        let project = Project::bridge_with("\"citations\"", waiver);
        project.write(
            "sources/council.txt",
            format!("{}Later words.\n", support::COUNCIL),
        );
        let report = assert_report_fits(&project, &[]);
        assert_eq!(report["waived"][0]["rule"], "source-changed");
    }

    #[test]
    fn with_folds_and_gaps_fits() {
        let project = Project::bridge_with(
            "\"The bridge will open in spring\"",
            "[\"The council  met\", \"the mayor said\"]",
        );
        project.write("factcheck.toml", "accept = ['whitespace']");
        let report = assert_report_fits(&project, &[]);
        let citation = &report["claims"][0]["citations"][0];
        assert_eq!(
            (&citation["match"], &citation["folds"]),
            (&json!("verbatim"), &json!(["whitespace"]))
        );
        assert_eq!(citation["omitted"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn with_files_that_were_not_checked_fits() {
        let project = every_kind();
        project.write("claims/folder.json/readme.txt", "");
        let report = assert_report_fits(&project, &[]);
        assert_eq!(report["unchecked"][0]["file"], "claims/folder.json");
    }

    #[rstest]
    #[case::empty("")]
    #[case::not_json("{")]
    #[case::no_object("[]")]
    #[case::claims_of_every_type(
        r#"{"claims": [null, 1, "x", [], {}, {"id": 5, "revision": 0, "citations": [null, {}]}]}"#
    )]
    #[case::odd_keys(r#"{"a/b~c": 1, "": 2, "\u0000": 3, "retired": [{"": 1}]}"#)]
    #[case::huge_numbers(r#"{"claims": [{"revision": 1e400}, {"revision": 18446744073709551615}, {"revision": -1}]}"#)]
    #[case::duplicate_keys(r#"{"claims": [], "claims": [{"id": "a", "id": "b"}]}"#)]
    fn of_a_broken_claim_file_fits(#[case] text: &str) {
        let project = Project::bridge();
        let report = assert_report_fits(project.write(BRIDGE_PATH, text), &[]);
        assert_ne!(report["findings"], json!([]));
    }

    #[rstest]
    #[case::empty("")]
    #[case::no_object("[1]")]
    #[case::every_fault(r#"{"id": 1, "title": 2, "published": 3, "sha256": "x", "text": "/etc/passwd", "other": {}}"#)]
    fn of_a_broken_descriptor_fits(#[case] text: &str) {
        let project = Project::bridge();
        let report = assert_report_fits(project.write("sources/council.json", text), &[]);
        assert_ne!(report["findings"], json!([]));
    }

    #[test]
    fn count_what_they_list() {
        let report = every_kind().verify(&[]).report();
        let summary = &report["summary"];
        let length = |key: &str| report[key].as_array().map(Vec::len);
        let of_level = |level: &str| {
            report["findings"].as_array().map(|all| {
                all.iter()
                    .filter(|finding| finding["level"] == level)
                    .count()
            })
        };
        let number = |key: &str| {
            summary[key]
                .as_u64()
                .and_then(|number| usize::try_from(number).ok())
        };
        assert_eq!(number("claims"), length("claims"));
        assert_eq!(number("waived"), length("waived"));
        assert_eq!(number("errors"), of_level("error"));
        assert_eq!(number("warnings"), of_level("warning"));
        assert_eq!(number("infos"), of_level("info"));
        assert_eq!(
            number("passed")
                .zip(number("failed"))
                .map(|(passed, failed)| passed + failed),
            length("claims")
        );
    }

    #[test]
    fn offer_edits_of_whole_values() {
        let project = every_kind();
        for finding in project.verify(&[]).findings() {
            for edit in finding["fix"]["edits"].as_array().into_iter().flatten() {
                let text = project.read(edit["file"].as_str().expect("a file"));
                let offset = |key: &str| {
                    usize::try_from(edit[key].as_u64().expect("a number")).expect("an offset")
                };
                let mended = format!(
                    "{}{}{}",
                    &text[..offset("start")],
                    edit["text"].as_str().expect("a text"),
                    &text[offset("end")..]
                );
                assert!(
                    serde_json::from_str::<Value>(&mended).is_ok(),
                    "{finding:#}"
                );
            }
        }
    }
}

mod schemas {
    use super::*;

    /// The name by which the program knows the schema in a file.
    fn name_of(file: &Path) -> &str {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        name.strip_suffix(".schema.json").expect("a schema's name")
    }

    #[rstest]
    fn are_schemas_of_2020_12(#[files("schemas/*")] file: PathBuf) {
        let name = name_of(&file);
        let schema = schema(name);
        assert_eq!(
            schema["$schema"],
            "https://json-schema.org/draft/2020-12/schema"
        );
        assert_eq!(
            schema["$id"],
            format!("https://factcheck.dev/schemas/{name}.schema.json")
        );
        if let Err(error) = jsonschema::draft202012::meta::validate(&schema) {
            panic!("{error}");
        }
        validator(&schema);
    }

    #[rstest]
    fn have_examples_and_defaults_that_are_valid(#[files("schemas/*")] file: PathBuf) {
        let name = name_of(&file);
        let whole = schema(name);
        let mut places = Vec::new();
        collect_samples(&whole, &mut String::new(), &mut places);
        assert!(!places.is_empty());
        for (pointer, sample) in places {
            let id = whole["$id"].as_str().expect("an address");
            // A `$ref` to a place in the whole, which is there as an embedded resource.
            let part = json!({"$schema": whole["$schema"], "$ref": format!("{id}#{pointer}"), "$defs": {"whole": whole}});
            assert_valid(
                &validator(&part),
                &sample,
                &format!("{name}#{pointer}: {sample}"),
            );
        }
    }

    /// Every example and default below a part of a schema, with the JSON Pointer of the part it is for.
    fn collect_samples(part: &Value, pointer: &mut String, samples: &mut Vec<(String, Value)>) {
        let members: Vec<(String, &Value)> = match part {
            Value::Object(members) => members
                .iter()
                .map(|(key, value)| (key.clone(), value))
                .collect(),
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(index, item)| (index.to_string(), item))
                .collect(),
            _ => return,
        };
        for (key, value) in members {
            match key.as_str() {
                "examples" => {
                    samples.extend(
                        value
                            .as_array()
                            .expect("an array")
                            .iter()
                            .map(|item| (pointer.clone(), item.clone())),
                    );
                }
                "default" => samples.push((pointer.clone(), value.clone())),
                "const" | "enum" => {}
                key => {
                    let outer = pointer.len();
                    pointer.push('/');
                    pointer.push_str(
                        &key.replace('~', "~0")
                            .replace('/', "~1")
                            .replace('^', "%5E"),
                    );
                    collect_samples(value, pointer, samples);
                    pointer.truncate(outer);
                }
            }
        }
    }

    #[rstest]
    fn are_printed_byte_for_byte(#[files("schemas/*")] file: PathBuf) {
        let name = name_of(&file);
        let run = Project::empty().run(&["schema", name]);
        assert_eq!(
            (run.code, run.stdout, run.stderr.as_str()),
            (0, schema_text(name), "")
        );
    }

    #[test]
    fn name_every_rule_of_the_program() {
        let list = Project::empty().run(&["explain"]).stdout;
        let rules: BTreeSet<&str> = list
            .lines()
            .filter_map(|line| line.split_whitespace().next())
            .collect();
        let config = schema("config");
        let known = config["$defs"]["rules"]["properties"]
            .as_object()
            .expect("an object");
        assert_eq!(
            known.keys().map(String::as_str).collect::<BTreeSet<_>>(),
            rules
        );
    }
}

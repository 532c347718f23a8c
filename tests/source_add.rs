//! `source add`: a text or a page becomes a source that passes `verify`, or nothing is made at all.

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::process::Stdio;
use support::{Project, Run, claim};

/// An article of some shape, with a quotation in it.
const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Well runs dry | The Spade</title>
<meta property="og:title" content="Well runs dry"><meta property="og:site_name" content="The Spade">
<meta name="author" content="Ann Lee"><meta property="article:published_time" content="2026-01-05T23:00:00-05:00">
<link rel="canonical" href="https://spade.example/well"></head><body><nav><a href="/">Home</a></nav>
<article><h1>Well runs dry</h1><p>“We will dig,” said the mayor.</p><aside><p>More about wells.</p></aside></article></body></html>
"#;

const TEXT: &str = "Well runs dry\n\n“We will dig,” said the mayor.\n";

/// A project with settings and nothing else, in which it is 2026-11-20.
fn empty() -> Project {
    let project = Project::empty();
    project.write("factcheck.toml", "");
    project
}

fn add(project: &Project, arguments: &[&str]) -> Run {
    let mut command = project.factcheck(&[&["source", "add"], arguments].concat());
    support::run(command.env("SOURCE_DATE_EPOCH", "1795132800"))
}

/// The names in the folder of sources.
fn sources(project: &Project) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project.path("sources")) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("Unicode")
        })
        .collect();
    names.sort();
    names
}

fn descriptor_of(project: &Project, id: &str) -> Value {
    serde_json::from_str(&project.read(&format!("sources/{id}.json"))).expect("JSON")
}

#[test]
fn a_page_becomes_a_source_that_can_be_quoted() {
    let project = empty();
    project.write("well.html", PAGE);
    let run = add(&project, &["well.html"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert_eq!(
        sources(&project),
        [
            "well-runs-dry.html",
            "well-runs-dry.json",
            "well-runs-dry.txt"
        ]
    );
    assert_eq!(project.read("sources/well-runs-dry.txt"), TEXT);
    assert_eq!(project.read("sources/well-runs-dry.html"), PAGE);
    let descriptor = descriptor_of(&project, "well-runs-dry");
    let expected = json!({
        "schema_version": 1, "id": "well-runs-dry", "title": "Well runs dry", "published": "2026-01-05",
        "sha256": support::descriptor("", TEXT.as_bytes())["sha256"], "publisher": "The Spade", "author": "Ann Lee",
        "url": "https://spade.example/well", "language": "en",
        "x-original": {"file": "well-runs-dry.html", "sha256": support::descriptor("", PAGE.as_bytes())["sha256"]},
    });
    assert_eq!(descriptor, expected);
    assert!(
        run.stdout.contains("1 navigation") || run.stdout.contains("1 aside"),
        "{run:#?}"
    );
    project.claims(
        "claims/well.json",
        &[claim(
            "dig",
            "well-runs-dry",
            "“We will dig,” said the mayor",
        )],
    );
    let verified = project.run(&["verify"]);
    assert_eq!(verified.code, 0, "{verified:#?}");
}

#[test]
fn options_override_what_the_page_says() {
    let project = empty();
    project.write("well.html", PAGE);
    let run = add(
        &project,
        &[
            "well.html",
            "--id",
            "Well_1",
            "--title",
            "Dry",
            "--published",
            "2026-01-07",
            "--author",
            "Bo Day",
            "--publisher",
            "The Bucket",
            "--language",
            "pt-BR",
            "--url",
            "https://example.org/",
            "--archived-url",
            "https://archive.example/1",
            "--retrieved",
            "2026-02-01",
        ],
    );
    assert_eq!(run.code, 0, "{run:#?}");
    let descriptor = descriptor_of(&project, "Well_1");
    let fields = [
        ("title", "Dry"),
        ("published", "2026-01-07"),
        ("author", "Bo Day"),
        ("publisher", "The Bucket"),
        ("language", "pt-BR"),
        ("url", "https://example.org/"),
        ("archived_url", "https://archive.example/1"),
        ("retrieved", "2026-02-01"),
    ];
    for (field, value) in fields {
        assert_eq!(descriptor[field], value, "{field}");
    }
}

#[rstest]
#[case::plain("One line.\n", "")]
#[case::no_line_end("One line.", "")]
#[case::carriage_returns("One line.\r\nTwo.\r\n", "CRLF")]
#[case::byte_order_mark("\u{feff}One line.\n", "byte order mark")]
#[case::soft_hyphens_stay("One\u{ad} line,\u{200b} as it is.  \n\n\n", "")]
fn a_text_is_kept_byte_for_byte(#[case] text: &str, #[case] note: &str) {
    let project = empty();
    project.write("note.txt", text);
    let run = add(
        &project,
        &["note.txt", "--title", "A note", "--published", "2026-01-01"],
    );
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(run.stdout.contains(note), "{run:#?}");
    assert_eq!(project.read("sources/a-note.txt"), text);
    assert_eq!(sources(&project), ["a-note.json", "a-note.txt"]);
    project.claims("claims/note.json", &[claim("one", "a-note", "One")]);
    let verified = project.verify(&[]);
    assert!(
        !verified
            .rules()
            .iter()
            .any(|rule| rule.starts_with("source-")),
        "{verified:#?}"
    );
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let project = empty();
    let page = project.outside().join("page");
    fs::File::create(&page)
        .and_then(|mut file| file.write_all(PAGE.as_bytes()))
        .expect("a file");
    let mut command = project.factcheck(&["source", "add", "-", "--id", "well"]);
    command
        .env("SOURCE_DATE_EPOCH", "1795132800")
        .stdin(fs::File::open(&page).expect("a file"))
        .stdout(Stdio::null());
    assert_eq!(support::exit_code(&mut command), 0);
    assert_eq!(project.read("sources/well.txt"), TEXT);
}

#[rstest]
#[case::html_by_name("page.htm", "<p>It was <b>he</b> who dug.</p>", &[], "It was he who dug.\n")]
#[case::html_by_its_start("page", "<!doctype html><p>It was he who dug.</p>", &[], "It was he who dug.\n")]
#[case::text_that_has_markup("page.md", "<!doctype html>\n", &[], "<!doctype html>\n")]
#[case::text_by_option("page.html", "<p>It was.", &["--as", "text"], "<p>It was.")]
#[case::html_by_option("page.txt", "It was <i>he</i>.", &["--as", "html"], "It was he.\n")]
fn what_a_file_is(
    #[case] name: &str,
    #[case] content: &str,
    #[case] options: &[&str],
    #[case] text: &str,
) {
    let project = empty();
    project.write(name, content);
    let run = add(
        &project,
        &[
            &[
                name,
                "--id",
                "a",
                "--title",
                "A",
                "--published",
                "2026-01-01",
            ],
            options,
        ]
        .concat(),
    );
    assert_eq!(run.code, 0, "{run:#?}");
    // Where a page shows no headline, its title is put first.
    let is = project.read("sources/a.txt");
    assert_eq!(is, text);
}

#[rstest]
#[case::no_day("a.html", b"<title>A</title><p>Text of it.", &[], &["--published 2026-03-02"])]
#[case::no_title("a.txt", b"Text.", &["--published", "2026-01-01"], &["--title"])]
#[case::neither("a.txt", b"Text.", &[], &["--title \"…\"` and `--published"])]
#[case::no_such_day("a.txt", b"Text.", &["--title", "A", "--published", "2026-02-30"], &["no day that exists"])]
#[case::future("a.txt", b"Text.", &["--title", "A", "--published", "2026-11-21"], &["in the future", "2026-11-20"])]
#[case::bad_id("a.txt", b"Text.", &["--title", "A", "--published", "2026-01-01", "--id", "../a"], &["cannot be an id"])]
#[case::no_id("-", b"", &["--title", "–", "--published", "2026-01-01"], &["cannot be filed"])]
#[case::bad_url("a.txt", b"Text.", &["--title", "A", "--published", "2026-01-01", "--url", "not a url"], &["--url"])]
#[case::bad_language("a.txt", b"Text.", &["--title", "A", "--published", "2026-01-01", "--language", "?"], &["--language", "as in en or pt-BR"])]
#[case::posix_language("a.txt", b"Text.", &["--title", "A", "--published", "2026-01-01", "--language", "en_GB.UTF-8"], &["--language", "did you mean en-GB?"])]
#[case::spaces("a b$(c).txt", b"caf\xe9 au lait", &[], &["-t UTF-8 'a b$(c).txt' > converted.txt"])]
#[case::windows("a.txt", b"caf\xe9 au lait", &["--title", "A", "--published", "2026-01-01"], &["offset 3", "windows-1252", "iconv"])]
#[case::wide("a.txt", b"\xff\xfea\0b\0", &["--title", "A", "--published", "2026-01-01"], &["UTF-16LE"])]
#[case::binary("a.txt", b"ab\0cd", &["--title", "A", "--published", "2026-01-01"], &["no text"])]
#[case::pdf("a.pdf", b"%PDF-1.7\n", &["--title", "A", "--published", "2026-01-01"], &["PDF", "pdftotext"])]
#[case::archive("a.docx", b"PK\x03\x04...", &["--title", "A", "--published", "2026-01-01"], &["word processor"])]
#[case::empty("a.txt", b" \n", &["--title", "A", "--published", "2026-01-01"], &["no text"])]
#[case::empty_page("a.html", b"<script>app()</script>", &["--title", "A", "--published", "2026-01-01"], &["script", "its text"])]
#[case::no_kind("a.html", b"<p>Text.", &["--keep", "aside"], &["did you mean asides?"])]
fn what_cannot_be_filed_leaves_nothing(
    #[case] name: &str,
    #[case] content: &[u8],
    #[case] options: &[&str],
    #[case] words: &[&str],
) {
    let project = empty();
    if name != "-" {
        project.write(name, content);
    }
    add(&project, &[&[name], options].concat()).assert_refused(words);
    assert_eq!(sources(&project), [""; 0]);
}

#[test]
fn no_file_no_folder_no_pipe() {
    let project = empty();
    project.write("folder/a.txt", "A");
    add(&project, &["none.txt"]).assert_refused(&["none.txt"]);
    add(&project, &["folder"]).assert_refused(&["it is a folder"]);
    add(&project, &["/dev/null"]).assert_refused(&["not a regular file"]);
}

#[rstest]
#[case("A-Note.json")]
#[case("a-note.txt")]
#[case("a-note.html")]
fn nothing_is_overwritten(#[case] taken: &str) {
    let project = empty();
    project
        .write("note.txt", "Text.")
        .write(&format!("sources/{taken}"), "theirs");
    let run = add(
        &project,
        &["note.txt", "--title", "A note", "--published", "2026-01-01"],
    );
    run.assert_refused(&[taken, "nothing is overwritten", "--id a-note-2026-01-01"]);
    assert_eq!(project.read(&format!("sources/{taken}")), "theirs");
    assert_eq!(sources(&project), [taken]);
}

#[test]
fn a_file_that_is_called_like_an_option_is_none_in_what_is_advised() {
    let project = empty();
    project.write("-a.txt", b"caf\xe9 au lait");
    let options = ["--title", "A", "--published", "2026-01-01", "--", "-a.txt"];
    add(&project, &options).assert_refused(&["-t UTF-8 ./-a.txt > converted.txt"]);
}

#[test]
fn an_id_that_is_proposed_is_free() {
    let project = empty();
    project
        .write("note.txt", "Text.")
        .write("sources/a-note.txt", "theirs")
        .write("sources/A-note-2026-01-01.json", "theirs")
        .write("sources/a-note-2026-01-01-2.html", "theirs")
        .write("sources/council-2026-01-01.txt", "theirs");
    let file = |title: &str| {
        let options = ["note.txt", "--title", title, "--published", "2026-01-01"];
        add(&project, &options)
    };
    file("A note").assert_refused(&["`--id a-note-2026-01-01-3`"]);
    project.write("–.txt", "Text.");
    let options = ["–.txt", "--title", "–", "--published", "2026-01-01"];
    add(&project, &options).assert_refused(&["`--id council-2026-01-01-2`"]);
}

#[test]
fn only_what_was_made_is_said_to_be() {
    let project = empty();
    project
        .write("note.txt", "Text.")
        .write("sources/a-note.txt", "Text.");
    let options = ["note.txt", "--title", "A note", "--published", "2026-01-01"];
    let dry = add(&project, &[&options[..], &["--dry-run"]].concat());
    let said = "sources/a-note.json\nalready there, and the same: sources/a-note.txt\n";
    assert!(
        dry.stdout.contains(&format!("would make {said}")),
        "{dry:#?}"
    );
    let run = add(&project, &options);
    assert!(run.stdout.starts_with(&format!("made {said}")), "{run:#?}");
}

#[test]
fn what_a_killed_run_began_is_done() {
    let project = empty();
    project.write("well.html", PAGE);
    let add_well = || {
        let run = add(&project, &["well.html", "--id", "well"]);
        assert_eq!(run.code, 0, "{run:#?}");
    };
    add_well();
    let whole = ["well.html", "well.json", "well.txt"];
    let descriptor = project.read("sources/well.json");
    // The text comes first, the page second, and the descriptor last.
    for made in [&whole[2..], &[whole[0], whole[2]]] {
        for missing in whole.iter().filter(|name| !made.contains(name)) {
            fs::remove_file(project.path(&format!("sources/{missing}"))).expect("a file");
        }
        project.write("sources/.factcheck-a1B2c3.tmp", "half of a descr");
        add_well();
        assert_eq!(sources(&project), whole);
        assert_eq!(project.read("sources/well.json"), descriptor);
    }
}

#[cfg(unix)]
#[test]
fn what_fails_midway_leaves_nothing() {
    let project = empty();
    project.write("note.txt", "Text.");
    let outside = project.outside().join("elsewhere");
    fs::create_dir(&outside).expect("a folder");
    std::os::unix::fs::symlink(&outside, project.path("sources")).expect("a link");
    let run = add(
        &project,
        &["note.txt", "--title", "A note", "--published", "2026-01-01"],
    );
    assert_eq!(run.code, 2, "{run:#?}");
    assert_eq!(fs::read_dir(&outside).expect("a folder").count(), 0);
}

#[test]
fn a_dry_run_prints_the_text_and_makes_nothing() {
    let project = empty();
    project.write("well.html", PAGE);
    let run = add(&project, &["well.html", "--dry-run", "--show-dropped"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stdout.starts_with(TEXT) && run.stdout.contains("would make sources/well-runs-dry.txt"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("More about wells."), "{run:#?}");
    assert_eq!(sources(&project), [""; 0]);
    let kept = add(&project, &["well.html", "--dry-run", "--keep", "asides"]);
    assert!(
        kept.stdout
            .starts_with(&format!("{TEXT}\nMore about wells.\n")),
        "{kept:#?}"
    );
}

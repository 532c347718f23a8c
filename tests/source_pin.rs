//! `source pin`: shows what changed in a source and which quotes that touches, and then writes the hash, nothing else.

mod support;

use rstest::rstest;
use serde_json::json;
use support::{BRIDGE_PATH, COUNCIL, Project, claim, has_git};

/// Another version of [`COUNCIL`], in which the quote stands no longer.
const LATER: &str = "The council met on Monday.\nThe bridge will open in autumn, the mayor said.\n";

/// A version in which it stands, further down.
const LONGER: &str = "Corrected on Friday.\nThe council met on Monday.\nThe bridge will open in spring, the mayor said.\n";

/// A project in git whose source has another text since.
fn changed(text: &str) -> Project {
    let project = Project::bridge();
    project.commit_all().write("sources/council.txt", text);
    project
}

#[test]
fn what_changed_is_shown_and_only_the_hash_is_written() {
    if !has_git() {
        return;
    }
    let project = changed(LONGER);
    let before = project.read("sources/council.json");
    let run = project.run(&["source", "pin"]);
    assert_eq!(run.code, 0, "{run:#?}");
    for part in [
        "council: sources/council.txt is not the text that was pinned",
        "line 1: {+Corrected on Friday.+}",
        "bridge-opens (claims/bridge.json:6): stands: “The bridge will open in spring”",
        "pinned ",
    ] {
        assert!(run.stdout.contains(part), "no {part}: {run:#?}");
    }
    let hash = |text: &str| {
        support::descriptor("", text.as_bytes())["sha256"]
            .as_str()
            .expect("a hash")
            .to_owned()
    };
    assert_eq!(
        project.read("sources/council.json"),
        before.replace(&hash(COUNCIL), &hash(LONGER))
    );
    assert_eq!(project.run(&["verify", "--against", "none"]).code, 0);
    let again = project.run(&["source", "pin", "council"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (
            0,
            "nothing to pin: the text of council is the one that was pinned\n"
        )
    );
}

#[test]
fn a_quote_that_is_lost_is_told_loudly() {
    if !has_git() {
        return;
    }
    let project = changed(LATER);
    let run = project.run(&["source", "pin", "council"]);
    assert_eq!(run.code, 1, "{run:#?}");
    for part in [
        "line 2: The bridge will open in [-spring-]{+autumn+}, the mayor said.",
        "ALTERED, source to quote: The bridge will open in [-autumn-]{+spring+}",
        "WARNING: these claims fail now, and must be mended before they are published: bridge-opens",
    ] {
        assert!(run.stdout.contains(part), "no {part}: {run:#?}");
    }
    // Pinned all the same: the claim is at fault now, no longer the source.
    assert_eq!(
        project.verify(&["--against", "none"]).rules(),
        ["quote-altered"]
    );
}

#[test]
fn a_dry_run_writes_nothing() {
    if !has_git() {
        return;
    }
    let project = changed(LATER);
    let before = project.read("sources/council.json");
    let run = project.run(&["source", "pin", "--dry-run", "--all"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stdout.contains("would pin "), "{run:#?}");
    assert_eq!(project.read("sources/council.json"), before);
}

#[test]
fn the_pinned_text_is_sought_in_all_of_history() {
    if !has_git() {
        return;
    }
    let project = changed(LATER);
    support::commit_all(&project.root(), "changed, not pinned");
    project.write("sources/council.txt", LONGER);
    support::commit_all(&project.root(), "again");
    let run = project.run(&["source", "pin", "--dry-run"]);
    assert!(
        run.stdout.contains("{+Corrected on Friday.+}") && !run.stdout.contains("autumn"),
        "{run:#?}"
    );
}

#[rstest]
#[case::no_repository(false, "the project is in no git repository")]
#[case::never_committed(true, "no commit that led to HEAD holds it")]
fn a_text_that_git_lacks_is_no_obstacle(#[case] in_git: bool, #[case] reason: &str) {
    if !has_git() {
        return;
    }
    let project = Project::bridge();
    project.write("sources/council.txt", LATER);
    if in_git {
        project.commit_all();
    }
    let run = project.run(&["source", "pin"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(
        run.stdout.contains(reason) && run.stdout.contains("ALTERED"),
        "{run:#?}"
    );
}

#[test]
fn a_quote_that_never_stood_is_told_as_that() {
    if !has_git() {
        return;
    }
    let project = Project::bridge();
    project.claims(
        "claims/other.json",
        &[claim(
            "invented",
            "council",
            "Quarterly earnings doubled, analysts wrote",
        )],
    );
    project.commit_all().write("sources/council.txt", LONGER);
    let run = project.run(&["source", "pin", "council"]);
    assert_eq!(run.code, 1, "{run:#?}");
    assert!(run.stdout.contains("GONE: “Quarterly earnings doubled, analysts wrote”; nor did it stand in the pinned text"), "{run:#?}");
    assert!(
        run.stdout
            .contains("fail now, and must be mended before they are published: invented"),
        "{run:#?}"
    );
}

/// A quote that stands may fail all the same: here a figure of it goes on in the new text.
#[test]
fn a_quote_that_stands_and_fails_is_told_as_that() {
    let project = changed(&COUNCIL.replace("in spring", "in springtime"));
    let run = project.run(&["source", "pin", "--dry-run"]);
    assert_eq!(run.code, 1, "{run:#?}");
    for words in [
        "stands: “The bridge will open in spring”; but ",
        "(quote-cut-word)",
        "WARNING: these claims fail now",
    ] {
        assert!(run.stdout.contains(words), "{words}: {run:#?}");
    }
}

#[test]
fn a_span_that_is_no_longer_right_is_a_move() {
    if !has_git() {
        return;
    }
    let project = changed(LONGER);
    project.edit(
        BRIDGE_PATH,
        "in spring\"}",
        "in spring\", \"span\": {\"start\": 27, \"end\": 57}}",
    );
    let run = project.run(&["source", "pin", "--dry-run"]);
    assert_eq!(run.code, 0, "{run:#?}");
    assert!(
        run.stdout
            .contains("moved: “The bridge will open in spring”"),
        "{run:#?}"
    );
}

#[test]
fn the_page_is_compared_too() {
    let project = Project::empty();
    project.write("factcheck.toml", "").write(
        "a.html",
        "<article><h1>Title</h1><p>Some text that can be quoted.</p></article>",
    );
    let added = project.run(&[
        "source",
        "add",
        "a.html",
        "--id",
        "a",
        "--published",
        "2026-01-01",
    ]);
    assert_eq!(added.code, 0, "{added:#?}");
    project.write("sources/a.txt", "Other text.\n");
    let run = project.run(&["source", "pin", "--dry-run"]);
    assert!(
        run.stdout
            .contains("sources/a.html, is as it was filed, so the text was changed by hand"),
        "{run:#?}"
    );
    project.write("sources/a.html", "<p>Other text.");
    let run = project.run(&["source", "pin"]);
    assert!(
        run.stdout
            .contains("sources/a.html, is not the one that was filed, either"),
        "{run:#?}"
    );
    assert!(run.stdout.contains("no claim quotes it"), "{run:#?}");
}

#[test]
fn what_cannot_be_pinned_says_why() {
    let project = Project::bridge();
    project
        .run(&["source", "pin", "councli"])
        .assert_refused(&["no source councli", "did you mean council?"]);
    project.write("sources/council.txt", b"\xff");
    project
        .run(&["source", "pin", "council"])
        .assert_refused(&["cannot be pinned", "factcheck verify"]);
    project.write("sources/council.txt", LATER).write(
        "sources/council.json",
        json!({"schema_version": 1, "id": "council", "title": "T", "published": "2026-01-01", "sha256": "abc"}).to_string(),
    );
    project
        .run(&["source", "pin", "council"])
        .assert_refused(&["64 hexadecimal digits"]);
    let all = project.run(&["source", "pin"]);
    assert_eq!((all.code, all.stdout.as_str()), (2, ""), "{all:#?}");
}

/// What a file that nobody can read quotes may have been altered.
#[test]
fn claim_files_that_cannot_be_read_are_told() {
    let project = Project::bridge();
    project
        .write("sources/council.txt", LATER)
        .write("claims/broken.json", "{\"schema_version\": 1,}");
    let run = project.run(&["source", "pin"]);
    assert_eq!(run.code, 2, "{run:#?}");
    assert!(
        run.stderr
            .contains("the quotes in claims/broken.json cannot be looked at"),
        "{run:#?}"
    );
}

#[test]
fn formatting_stays() {
    let project = Project::bridge();
    let hash = support::descriptor("", COUNCIL.as_bytes())["sha256"]
        .as_str()
        .expect("a hash")
        .to_uppercase();
    let odd = format!(
        "\u{feff}{{\"sha256\"\t:  \"{hash}\",\r\n\"id\":\"council\", \"title\":\"\\u0041\",\"published\":\"2026-01-01\",\r\n \"schema_version\": 1}}"
    );
    project.write("sources/council.json", &odd);
    project.write("sources/council.txt", LONGER);
    assert_eq!(project.run(&["source", "pin"]).code, 0);
    let new = support::descriptor("", LONGER.as_bytes())["sha256"]
        .as_str()
        .expect("a hash")
        .to_owned();
    assert_eq!(
        project.read("sources/council.json").to_lowercase(),
        odd.to_lowercase().replace(&hash.to_lowercase(), &new)
    );
}

//! The rules' pages: each example is a project that is checked, and must find what the page says it finds; so is each
//! case that must stay silent. `FACTCHECK_REWRITE=1` writes what is found into the pages.

mod support;

use factcheck::project::{Baseline, BaselineKind, Differing, Prior};
use factcheck::render::{Format, Style, render};
use factcheck::rules;
use factcheck::store::Disk;
use factcheck::{Selection, Workspace, verify};
use rstest::rstest;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::{env, fs};

/// A fenced block of a page: its info string, and its lines.
struct Block {
    info: String,
    content: String,
}

/// The blocks of a section, in order.
fn blocks(page: &str, section: &str) -> Vec<Block> {
    let start = page
        .find(&format!("\n## {section}\n"))
        .unwrap_or_else(|| panic!("no section {section}"));
    let body = &page[start + 4..];
    let body = body.find("\n## ").map_or(body, |end| &body[..end]);
    let mut blocks = Vec::new();
    let mut lines = body.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let content: String = lines
                .by_ref()
                .take_while(|line| *line != "```")
                .flat_map(|line| [line, "\n"])
                .collect();
            blocks.push(Block {
                info: info.to_owned(),
                content,
            });
        }
    }
    blocks
}

/// `\xNN` is a byte, `\u{NNNN}` a character, `\\` a backslash.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        if let Some(hex) = rest.strip_prefix('x') {
            bytes.push(u8::from_str_radix(&hex[..2], 16).expect("two hexadecimal digits"));
            rest = &hex[2..];
        } else if let Some(hex) = rest.strip_prefix("u{") {
            let end = hex.find('}').expect("a closing brace");
            let code = u32::from_str_radix(&hex[..end], 16).expect("hexadecimal digits");
            bytes.extend_from_slice(
                char::from_u32(code)
                    .expect("a character")
                    .to_string()
                    .as_bytes(),
            );
            rest = &hex[end + 1..];
        } else {
            rest = rest.strip_prefix('\\').expect("an escape");
            bytes.push(b'\\');
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn sha256(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    Sha256::digest(text.as_bytes())
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
}

/// Whether this system can hold the project of a section: links need a right that few users of Windows have.
fn can_be_written(blocks: &[Block], page: &Path) -> bool {
    let can = cfg!(unix) || !blocks.iter().any(|block| block.info.starts_with("link "));
    if !can {
        eprintln!("skipped: {} needs a symbolic link", page.display());
    }
    can
}

#[cfg(unix)]
fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).expect("a link can be made");
}

#[cfg(not(unix))]
fn link(_: &str, at: &Path) {
    panic!("{}: no links here", at.display());
}

/// Which version of its project a file of a page belongs to, after its path: `claims/a.json (before)`.
const BEFORE: &str = " (before)";
const AFTER: &str = " (after)";

/// Whether a page shows a project before and after a change.
fn has_versions(blocks: &[Block]) -> bool {
    blocks
        .iter()
        .any(|block| block.info.ends_with(BEFORE) || block.info.ends_with(AFTER))
}

/// Writes the project of a section into a folder, without the files that belong to the other version. A source whose
/// descriptor the page leaves out gets one.
fn write_project(blocks: &[Block], root: &Path, other: &str) {
    let mut descriptors = BTreeSet::new();
    let mut texts = Vec::new();
    let files = blocks
        .iter()
        .filter(|block| block.info != "findings" && !block.info.ends_with(other));
    for block in files {
        let (language, path) = block.info.split_once(' ').expect("a language and a path");
        let path = path.trim_end_matches(BEFORE).trim_end_matches(AFTER);
        let target = root.join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("a folder can be made");
        if language == "link" {
            link(block.content.trim(), &target);
            continue;
        }
        let bytes = if language == "escaped" {
            unescape(&block.content)
        } else {
            block.content.clone().into_bytes()
        };
        if let Some(id) = path
            .strip_prefix("sources/")
            .and_then(|name| name.strip_suffix(".json"))
        {
            descriptors.insert(id.to_owned());
        }
        if let Some(id) = path
            .strip_prefix("sources/")
            .and_then(|name| name.strip_suffix(".txt"))
        {
            texts.push((id.to_owned(), bytes.clone()));
        }
        fs::write(target, bytes).expect("a file can be written");
    }
    for (id, bytes) in texts {
        let path = root.join(format!("sources/{id}.json"));
        let hash = sha256(&bytes);
        if descriptors.contains(&id) {
            let descriptor = fs::read_to_string(&path).expect("the page's descriptor");
            fs::write(&path, descriptor.replace("SHA256", &hash)).expect("a file can be written");
            continue;
        }
        let title = String::from_utf8_lossy(&bytes)
            .lines()
            .next()
            .unwrap_or("Untitled")
            .to_owned();
        let descriptor = serde_json::json!({
            "schema_version": 1, "id": id, "title": title, "published": "2026-01-01", "sha256": hash,
        });
        fs::write(path, descriptor.to_string()).expect("a file can be written");
    }
    // The root is the folder, whatever lies above it.
    let settings = root.join("factcheck.toml");
    if !settings.exists() {
        fs::write(settings, "").expect("a file can be written");
    }
}

/// The lines of `concise` for the project of a section, and the rules that they name.
fn check(blocks: &[Block]) -> (String, Vec<&'static str>) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    // A link may lead two folders up.
    let root = folder.path().join("a/b");
    fs::create_dir_all(&root).expect("a folder can be made");
    write_project(blocks, &root, BEFORE);
    let mut workspace = Workspace::open(&root, None).expect("the example can be opened");
    if has_versions(blocks) {
        let before = folder.path().join("before");
        fs::create_dir_all(&before).expect("a folder can be made");
        write_project(blocks, &before, AFTER);
        let baseline = Baseline {
            requested: "HEAD".to_owned(),
            kind: BaselineKind::Dir,
            revision: None,
            from: "HEAD".to_owned(),
        };
        let disk = Arc::new(Disk::open(&before).expect("a folder"));
        let prior = Prior::read(&workspace.project, disk, baseline, Differing::All, None);
        workspace.project.prior = Ok(prior.expect("the version before can be read"));
    }
    let report = verify(&workspace.project, &Selection::Whole);
    let mut lines = Vec::new();
    let style = Style {
        quiet: true,
        ..Style::default()
    };
    render(&report, Format::Concise, style, &mut lines).expect("a vector can be written");
    let found = report.findings.iter().map(|finding| finding.rule).collect();
    (String::from_utf8(lines).expect("UTF-8"), found)
}

/// What the program prints of a section whose version before is in git, and today's in the work tree or in a commit.
fn check_in_git(blocks: &[Block], is_committed: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder can be made");
    // A sub-folder, since many a newsroom's repository holds more than its claims.
    let root = folder.path().join("desk/a");
    fs::create_dir_all(&root).expect("a folder can be made");
    support::git(folder.path(), &["init", "--quiet"]);
    write_project(blocks, &root, AFTER);
    support::commit_all(folder.path(), "before");
    fs::remove_dir_all(&root).expect("a folder that can be removed");
    fs::create_dir_all(&root).expect("a folder can be made");
    write_project(blocks, &root, BEFORE);
    let mut against = "HEAD";
    if is_committed {
        support::commit_all(folder.path(), "after");
        against = "HEAD~1";
    }
    let revision = support::git(folder.path(), &["rev-parse", against]);
    let arguments = [
        "verify",
        "--output-format",
        "concise",
        "--quiet",
        "--against",
    ];
    let mut program = support::factcheck_in(&root, &arguments);
    let run = support::run(program.arg(against));
    // Pages call the baseline HEAD, and no page knows its id.
    findings_of(&run.stdout)
        .replace(&format!(" ({})", &revision[..7]), "")
        .replace("HEAD~1", "HEAD")
}

/// What is printed, without the waivers that were used: a silent case may have one.
fn findings_of(printed: &str) -> String {
    let lines = printed.split_inclusive('\n');
    lines.filter(|line| !line.starts_with("waived: ")).collect()
}

fn rule_name(page: &Path) -> String {
    page.file_stem()
        .and_then(|stem| stem.to_str())
        .expect("a name")
        .replace('_', "-")
}

#[rstest]
fn the_example_finds_what_the_page_says(#[files("src/rules/*.md")] path: PathBuf) {
    let page = fs::read_to_string(&path).expect("the page");
    let name = rule_name(&path);
    let blocks = blocks(&page, "Example");
    if !can_be_written(&blocks, &path) {
        return;
    }
    let said = &blocks
        .iter()
        .find(|block| block.info == "findings")
        .expect("a block of findings")
        .content;
    let (found, found_rules) = check(&blocks);
    assert!(
        found_rules.iter().all(|rule| *rule == name) && !found_rules.is_empty(),
        "{name}: the example finds\n{found}"
    );
    if env::var_os("FACTCHECK_REWRITE").is_some() {
        let page = page.replace(
            &format!("```findings\n{said}```"),
            &format!("```findings\n{found}```"),
        );
        fs::write(&path, page).expect("the page can be written");
        return;
    }
    assert_eq!(
        found, *said,
        "run the tests with FACTCHECK_REWRITE=1, and read what changed"
    );
}

#[rstest]
fn what_drifted_is_found_in_git_too(#[files("src/rules/*.md")] path: PathBuf) {
    let page = fs::read_to_string(&path).expect("the page");
    for section in ["Example", "Silent"] {
        let blocks = blocks(&page, section);
        if !has_versions(&blocks) || !support::has_git() {
            continue;
        }
        let mut blocks_of_findings = blocks.iter().filter(|block| block.info == "findings");
        let said = blocks_of_findings
            .next()
            .map_or(String::new(), |block| findings_of(&block.content));
        for is_committed in [false, true] {
            assert_eq!(check_in_git(&blocks, is_committed), said, "{section}");
        }
    }
}

#[rstest]
fn the_silent_case_finds_nothing(#[files("src/rules/*.md")] path: PathBuf) {
    let page = fs::read_to_string(&path).expect("the page");
    let blocks = blocks(&page, "Silent");
    if !can_be_written(&blocks, &path) {
        return;
    }
    let (found, found_rules) = check(&blocks);
    assert!(
        found_rules.is_empty(),
        "{}: the silent case finds\n{found}",
        rule_name(&path)
    );
}

#[rstest]
fn the_page_agrees_with_its_rule(#[files("src/rules/*.md")] path: PathBuf) {
    let page = fs::read_to_string(&path).expect("the page");
    let name = rule_name(&path);
    let rule =
        rules::find(&name).unwrap_or_else(|| panic!("{name} has a page, and is not registered"));
    assert_eq!(rule.page().text, page);
    assert!(
        page.starts_with(&format!(
            "# {name}\n\n{}\n\nLevel: `{}`.",
            rule.page().summary,
            rule.level
        )),
        "{name}"
    );
    assert!(
        rule.page().summary.chars().count() <= 100,
        "{name}: the summary is long"
    );
    assert_eq!(page.contains("Core rule"), rule.core, "{name}");
    assert_eq!(
        rule.core,
        factcheck::config::is_core_rule(&name),
        "{name}: the schema of settings says otherwise"
    );
    let can_be_waived = factcheck::config::is_waivable_rule(&name);
    assert_eq!(
        page.contains("and waived."),
        can_be_waived,
        "{name}: the schema of claim files says otherwise"
    );
    assert!(!(rule.core && can_be_waived), "{name}");
    assert!(path.with_extension("rs").exists(), "{name} has no code");
}

#[test]
fn every_rule_has_a_page_and_a_place_in_the_settings() {
    let pages: BTreeSet<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rules"))
        .expect("the rules")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .map(|path| rule_name(&path))
        .collect();
    let registered: BTreeSet<String> = rules::names().map(str::to_owned).collect();
    assert_eq!(pages, registered);
    let schema: serde_json::Value =
        serde_json::from_str(factcheck::document::embedded("config").expect("the schema"))
            .expect("JSON");
    let settings = schema["$defs"]["rules"]["properties"]
        .as_object()
        .expect("an object");
    let settings: BTreeSet<String> = settings.keys().cloned().collect();
    assert_eq!(settings, registered);
}

#[test]
fn pages_name_only_commands_that_exist() {
    let help = Command::new(env!("CARGO_BIN_EXE_factcheck"))
        .arg("--help")
        .output()
        .expect("the program runs");
    let help = String::from_utf8(help.stdout).expect("UTF-8");
    let commands: BTreeSet<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|word| !word.is_empty())
        .collect();
    assert!(commands.contains("verify"), "no commands in:\n{help}");
    let mut seen = 0;
    for rule in rules::ALL {
        // What stands between two backticks may run over a line end.
        let words: Vec<&str> = rule.page().text.split_whitespace().collect();
        for pair in words.windows(2) {
            if !pair[0].ends_with("`factcheck") {
                continue;
            }
            let word: String = pair[1]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            assert!(
                commands.contains(word.as_str()),
                "{}: there is no `factcheck {word}`",
                rule.name
            );
            seen += 1;
        }
    }
    assert!(seen > 0, "the pages name no command at all");
}

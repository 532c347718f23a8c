//! What the whole-program tests share: a project in a temporary folder, and runs of the built program on it.

#![allow(dead_code, reason = "each test program uses a part of it")]

pub(crate) mod guide;
#[allow(unreachable_pub, reason = "the fuzz targets share it as a library")]
pub(crate) mod readers;
pub(crate) mod versions;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::env;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Read, Seek, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The text of the source `council`.
pub(crate) const COUNCIL: &str =
    "The council met on Monday.\nThe bridge will open in spring, the mayor said.\n";

/// A claim file without a fault: one claim, which cites `council`.
pub(crate) const BRIDGE: &str = r#"{
  "schema_version": 1,
  "story": "bridge",
  "claims": [
    {
      "id": "bridge-opens",
      "statement": "The bridge opens in spring.",
      "verdict": "supported",
      "revision": 1,
      "checked": {"on": "2026-02-01", "by": "desk"},
      "citations": [
        {"source": "council", "quote": "The bridge will open in spring"}
      ]
    }
  ]
}
"#;

/// Where [`BRIDGE`] stands.
pub(crate) const BRIDGE_PATH: &str = "claims/bridge.json";

/// A run that takes longer hangs.
const LONGEST_RUN: Duration = Duration::from_mins(1);

/// A project in a temporary folder, which has another folder above it that is not the project's.
pub(crate) struct Project {
    above: TempDir,
}

impl Project {
    /// No file at all.
    pub(crate) fn empty() -> Self {
        let above = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(above.path().join("project")).expect("a new folder");
        Self { above }
    }

    /// A source and a claim file, without a fault.
    pub(crate) fn bridge() -> Self {
        let project = Self::empty();
        project
            .source("council", COUNCIL)
            .write(BRIDGE_PATH, BRIDGE);
        project
    }

    /// The same, with one part of the claim file replaced by another.
    pub(crate) fn bridge_with(from: &str, to: &str) -> Self {
        let project = Self::bridge();
        project.edit(BRIDGE_PATH, from, to);
        project
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.above.path().join("project")
    }

    /// The folder above, outside the project.
    pub(crate) fn outside(&self) -> &Path {
        self.above.path()
    }

    /// A path of the project on disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).expect("a new folder");
        }
        fs::write(path, content).expect("a new file");
        self
    }

    /// Replaces one part of a file, which must be there, by another.
    pub(crate) fn edit(&self, path: &str, from: &str, to: &str) -> &Self {
        let before = self.read(path);
        assert!(before.contains(from), "{path} has no {from}");
        self.write(path, before.replacen(from, to, 1))
    }

    /// The content of a text file.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a text file")
    }

    /// Adds a source: its text, and a descriptor with the right hash.
    pub(crate) fn source(&self, id: &str, text: &str) -> &Self {
        self.write(&format!("sources/{id}.txt"), text).write(
            &format!("sources/{id}.json"),
            descriptor(id, text.as_bytes()).to_string(),
        )
    }

    /// Adds a claim file.
    pub(crate) fn claims(&self, path: &str, claims: &[Value]) -> &Self {
        self.write(path, claim_file(claims))
    }

    /// The program, ready to run at the project's root, without what the environment says of colour and day.
    pub(crate) fn factcheck(&self, arguments: &[&str]) -> Command {
        factcheck_in(&self.root(), arguments)
    }

    /// Makes a git repository of the project, with all its files in a first commit.
    pub(crate) fn commit_all(&self) -> &Self {
        git(&self.root(), &["init", "--quiet"]);
        commit_all(&self.root(), "first");
        self
    }

    /// Runs the program at the project's root.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        run(&mut self.factcheck(arguments))
    }

    /// Runs `verify` with the JSON report, at the project's root.
    pub(crate) fn verify(&self, paths: &[&str]) -> Run {
        self.run(&[&["verify", "--output-format", "json"], paths].concat())
    }
}

/// The program, ready to run in a folder, without what the environment says of colour and day, and of pull requests and
/// repositories: these tests may themselves be run by a hook or a pipeline. Nothing is put into the user's cache.
pub(crate) fn factcheck_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_factcheck"));
    command.args(arguments).current_dir(folder);
    for name in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "SOURCE_DATE_EPOCH",
    ] {
        command.env_remove(name);
    }
    command.env("FACTCHECK_NO_CACHE", "1");
    plain_git(&mut command);
    command
}

/// Takes out of a command's environment what it says of git, pipelines and hooks, and the user's settings of git.
fn plain_git(command: &mut Command) {
    let about_git = ["GIT_", "GITHUB_", "GITLAB_", "CI_", "PRE_COMMIT"];
    for (name, _) in env::vars_os() {
        let is_about_git = |name: &str| about_git.iter().any(|start| name.starts_with(start));
        if name.to_str().is_some_and(is_about_git) {
            command.env_remove(name);
        }
    }
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1");
}

/// Whether there is a `git` program. Where there is none, a test of git says so and ends.
pub(crate) fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: there is no git program");
    }
    found
}

/// A run of git in a folder, by somebody with a name.
pub(crate) fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    plain_git(&mut command);
    for setting in [
        "user.name=Desk",
        "user.email=desk@example.com",
        "init.defaultBranch=main",
        "protocol.file.allow=always",
        "commit.gpgSign=false",
        "advice.detachedHead=false",
    ] {
        command.args(["-c", setting]);
    }
    command.args(arguments).current_dir(folder);
    command
}

/// What git prints, without the line end. It must end well.
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = git_command(folder, arguments)
        .stdin(Stdio::null())
        .output()
        .expect("git runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned()
}

/// Commits all that is in a work tree; the commit's id.
pub(crate) fn commit_all(folder: &Path, message: &str) -> String {
    git(folder, &["add", "--all"]);
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "-m", message],
    );
    git(folder, &["rev-parse", "HEAD"])
}

/// A claim that cites one quote.
pub(crate) fn claim(id: &str, source: &str, quote: impl Into<Value>) -> Value {
    json!({
        "id": id, "statement": "The bridge opens in spring.", "verdict": "supported", "revision": 1,
        "checked": {"on": "2026-02-01", "by": "desk"},
        "citations": [{"source": source, "quote": quote.into()}],
    })
}

/// The text of a claim file.
pub(crate) fn claim_file(claims: &[Value]) -> String {
    format!(
        "{:#}\n",
        json!({"schema_version": 1, "story": "bridge", "claims": claims})
    )
}

/// The descriptor of a text.
pub(crate) fn descriptor(id: &str, text: &[u8]) -> Value {
    let hash = Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hash, byte| {
            let _ = write!(hash, "{byte:02x}");
            hash
        });
    json!({"schema_version": 1, "id": id, "title": "A report", "published": "2026-01-01", "sha256": hash})
}

/// Line and column, from 1, at which a part of a text starts.
pub(crate) fn place_of(part: &str, text: &str) -> (u64, u64) {
    let start = text.find(part).expect("a part of the text");
    let line = text[..start].lines().count().max(1) + usize::from(text[..start].ends_with('\n'));
    let column = text[..start]
        .chars()
        .rev()
        .take_while(|c| *c != '\n')
        .count()
        + 1;
    (line as u64, column as u64)
}

/// What a run printed, and how it ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a program to its end. No run may hang, panic, or print a pass and end with another exit code.
pub(crate) fn run(command: &mut Command) -> Run {
    run_reading(command, Stdio::null())
}

/// The same, with this on the program's standard input.
pub(crate) fn run_with_input(command: &mut Command, input: impl AsRef<[u8]>) -> Run {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(input.as_ref()).expect("a written file");
    file.rewind().expect("a file that can be read again");
    run_reading(command, file.into())
}

fn run_reading(command: &mut Command, stdin: Stdio) -> Run {
    let mut stdout = tempfile::tempfile().expect("a temporary file");
    let mut stderr = tempfile::tempfile().expect("a temporary file");
    command
        .stdin(stdin)
        .stdout(stdout.try_clone().expect("a second handle"))
        .stderr(stderr.try_clone().expect("a second handle"));
    let code = exit_code(command);
    let run = Run {
        code,
        stdout: whole(&mut stdout),
        stderr: whole(&mut stderr),
    };
    assert!(!run.stderr.contains("panicked"), "{run:#?}");
    assert!((0..=2).contains(&run.code), "{run:#?}");
    assert!(
        run.code == 0 || !run.stdout.contains("result: ok"),
        "{run:#?}"
    );
    run
}

/// Runs a program to its end; -1 where a signal ended it.
pub(crate) fn exit_code(command: &mut Command) -> i32 {
    let mut child = command.spawn().expect("the program starts");
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a child to wait for") {
            return status.code().unwrap_or(-1);
        }
        if started.elapsed() > LONGEST_RUN {
            child.kill().expect("a child to end");
            panic!("{command:?} hangs");
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn whole(file: &mut File) -> String {
    let mut text = String::new();
    file.rewind().expect("a file that can be read again");
    file.read_to_string(&mut text).expect("output in UTF-8");
    text
}

impl Run {
    /// The JSON report.
    pub(crate) fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The rules of the findings, in the order of the report.
    pub(crate) fn rules(&self) -> Vec<String> {
        self.findings()
            .iter()
            .filter_map(|finding| finding["rule"].as_str().map(str::to_owned))
            .collect()
    }

    /// The findings of the JSON report.
    pub(crate) fn findings(&self) -> Vec<Value> {
        self.report()["findings"]
            .as_array()
            .cloned()
            .expect("an array")
    }

    /// The only finding.
    pub(crate) fn finding(&self) -> Value {
        let findings = self.findings();
        assert_eq!(findings.len(), 1, "{self:#?}");
        findings[0].clone()
    }

    /// The ids of the claims that were checked.
    pub(crate) fn claim_ids(&self) -> Vec<String> {
        self.report()["claims"]
            .as_array()
            .expect("an array")
            .iter()
            .filter_map(|claim| claim["id"].as_str().map(str::to_owned))
            .collect()
    }

    /// What the report says was compared with: where it was taken from, and the commit.
    pub(crate) fn baseline(&self) -> (String, String) {
        let baseline = &self.report()["baseline"];
        let text = |key: &str| baseline[key].as_str().unwrap_or("-").to_owned();
        (text("from"), text("revision"))
    }

    /// Asserts that all is well, and what was compared with.
    pub(crate) fn assert_compared(&self, from: &str, revision: &str) {
        assert_eq!(self.code, 0, "{self:#?}");
        assert_eq!(
            self.baseline(),
            (from.to_owned(), revision.to_owned()),
            "{self:#?}"
        );
    }

    /// Asserts that nothing was checked: exit code 2, nothing on standard output, and these words on standard error.
    pub(crate) fn assert_refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.stdout.as_str()), (2, ""), "{self:#?}");
        for part in words {
            assert!(self.stderr.contains(part), "no {part:?}: {self:#?}");
        }
    }
}

/// Line and column of a finding.
pub(crate) fn place(finding: &Value) -> (u64, u64) {
    let number = |key: &str| finding[key].as_u64().expect("a number");
    (number("line"), number("column"))
}

/// A project with findings of as many rules as one project can have.
pub(crate) fn every_kind() -> Project {
    let project = Project::bridge();
    project
        .write("factcheck.toml", "max-fragment-gap = 5\n[rules]\nsource-unused = 'info'\n")
        .source(
            "harbour",
            "Ferries “Aurora” and ‘Boreas’ left at noon, said Captain Ann Lee. Fog lifted at noon, at last.\n\
             Nobody saw the whale.\n",
        )
        .source("twice", "All were saved by the crew. All were saved by the crew.\n")
        .source("unused", "Nobody quotes this.\n")
        .write("sources/moved.txt", "A first line that was put in later.\nThe tide was high.\n")
        .write("sources/moved.json", descriptor("moved", b"The tide was high.\n").to_string())
        .write("sources/torn.txt", b"torn \xff text")
        .write("sources/torn.json", descriptor("torn", b"torn \xff text").to_string())
        .write("sources/faulty.json", "{\"schema_version\": 1, \"id\": \"other\", \"id\": \"faulty\"}")
        .write("claims/binary.json", b"\xff\xfe{}")
        .write("claims/broken.json", "{\"claims\": [,]}")
        .write("claims/empty.json", "{}");
    project
        .claims("claims/harbour.json", &flawed_claims())
        .edit(
            "claims/harbour.json",
            "\"id\": \"waived\"",
            "\"id\": \"waived\", \"tags\": [], \"tags\": []",
        );
    project
}

/// A claim with some of its values replaced, by JSON Pointer, or added.
fn with(mut claim: Value, changes: &[(&str, Value)]) -> Value {
    for (pointer, value) in changes {
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        claim.pointer_mut(parent).expect("a parent")[key] = value.clone();
    }
    claim
}

/// A claim for each way in which a claim can be wrong, named after it.
fn flawed_claims() -> Vec<Value> {
    vec![
        claim(
            "typography",
            "harbour",
            "Ferries \"Aurora\" and 'Boreas' left at noon",
        ),
        claim("hidden", "harbour", "Nobody saw\u{200b} the whale"),
        claim("elided", "harbour", "Ferries “Aurora” and … left at noon"),
        claim("misattributed", "harbour", "The bridge will open in spring"),
        claim("altered", "harbour", "Fog lifted at night, at last."),
        claim(
            "absent",
            "harbour",
            "Quarterly earnings doubled, analysts wrote",
        ),
        claim(
            "disorder",
            "harbour",
            json!(["Nobody saw the whale", "Fog lifted at noon"]),
        ),
        claim(
            "far-apart",
            "harbour",
            json!(["left at noon, said", "Nobody saw the whale"]),
        ),
        claim("ambiguous", "twice", "saved by the crew"),
        claim("cut", "harbour", "body saw the wha"),
        claim("short", "harbour", "at last"),
        claim("missing", "harbor", "Nobody saw the whale"),
        claim("torn", "torn", "torn text, it seems"),
        claim("faulty", "faulty", "Nobody saw the whale"),
        with(
            claim("moved", "moved", "The tide was high."),
            &[("/citations/0/span", json!({"start": 0, "end": 18}))],
        ),
        with(
            claim("context", "harbour", "Nobody saw the whale"),
            &[
                ("/citations/0/prefix", json!("And then ")),
                ("/citations/0/speaker", json!("Zoe Quill")),
            ],
        ),
        with(
            claim("unbacked", "harbour", "Nobody saw the whale"),
            &[("/verdict", json!("refuted"))],
        ),
        with(
            claim("contradicted", "harbour", "Nobody saw the whale"),
            &[(
                "/citations",
                json!([{"source": "harbour", "quote": "Nobody saw the whale"},
                       {"source": "harbour", "quote": "Fog lifted at noon", "stance": "refutes"}]),
            )],
        ),
        with(
            claim("early", "harbour", "Nobody saw the whale"),
            &[
                ("/checked/on", json!("2025-12-31")),
                ("/statement", json!("700 people saw it.")),
            ],
        ),
        with(
            claim("waived", "harbour", "Fog lif"),
            &[(
                "/waivers",
                json!([{"rule": "quote-too-short", "reason": "That is all he said.", "until": "9999-12-31"},
                       {"rule": "quote-cut-word", "reason": "The tape breaks off."},
                       {"rule": "span-moved", "reason": "There is no span."}]),
            )],
        ),
        claim("bridge-opens", "council", "The bridge will open in spring"),
    ]
}

/// Three claim files that have nothing to do with each other, under git where there is one. Two have a finding.
pub(crate) fn three_files() -> Project {
    let project = Project::bridge();
    project
        .source("harbour", "The harbour is closed. It is large.\n")
        .source("tower", "The tower is high.\n")
        .claims(
            "claims/a.json",
            &[
                claim("harbour-closed", "harbour", "The harbour is closed"),
                claim("harbour-large", "harbour", "It is very large"),
            ],
        )
        .claims(
            "claims/b.json",
            &[claim("tower-high", "tower", "The tower is green")],
        );
    if has_git() {
        project.commit_all();
    }
    project
}

/// A project in which each rule about drift finds something, and the version before it in the folder `before` beside it.
pub(crate) fn drifted() -> Project {
    let project = Project::empty();
    let before = Project::empty();
    for version in [&before, &project] {
        version.source("council", COUNCIL).source("twin", COUNCIL);
    }
    before
        .source("edited", "The pier is 70 metres long.\n")
        .source("gone", "The pier is made of oak.\n")
        .claims("claims/drift.json", &claims_before())
        .edit(
            "claims/drift.json",
            "\"claims\":",
            "\"retired\": [{\"id\": \"tomb\", \"on\": \"2026-02-01\", \"reason\": \"Settled.\"}], \"claims\":",
        );
    project
        .source("edited", "The pier is 90 metres long.\n")
        .edit("sources/twin.json", "sha256\":\"", "sha256\":\"0000")
        .claims("claims/drift.json", &claims_after())
        .write("factcheck.toml", "accept = [\"dashes\"]\n");
    let hash = project.read("sources/twin.json");
    let excess = hash.find("0000").expect("the wrong pin") + 64;
    project.write(
        "sources/twin.json",
        format!("{}{}", &hash[..excess], &hash[excess + 4..]),
    );
    fs::rename(before.root(), project.outside().join("before"))
        .expect("a folder that can be moved");
    project
}

/// A claim on its own subject, so that no two are alike.
fn subject(id: &str, changes: &[(&str, Value)]) -> Value {
    let mut claim = with(
        claim(id, "council", "The bridge will open in spring"),
        &[(
            "/statement",
            json!(format!("The {id} of the bridge opens.")),
        )],
    );
    claim["checked"]["on"] = json!("2026-03-01");
    with(claim, changes)
}

fn note(revision: u64, on: &str, note: &str) -> Value {
    json!({"revision": revision, "on": on, "note": note})
}

fn claims_before() -> Vec<Value> {
    let second = json!([
        {"source": "council", "quote": "The bridge will open in spring"},
        {"source": "council", "quote": "The council met on Monday."},
    ]);
    vec![
        subject("statement", &[]),
        subject("verdict", &[]),
        subject("quote", &[]),
        subject("added", &[]),
        subject("taken-out", &[("/citations", second)]),
        subject("retargeted", &[]),
        subject("stance", &[]),
        subject("speaker", &[]),
        subject("lower", &[("/revision", json!(3))]),
        subject("skipped", &[]),
        subject("unneeded", &[]),
        subject("noteless", &[]),
        subject(
            "history",
            &[("/changes", json!([note(1, "2026-02-01", "First.")]))],
        ),
        subject("removed", &[]),
        subject("old-name", &[]),
        subject("reused", &[]),
        subject("backdated", &[]),
        claim("of-edited", "edited", "The pier is 70 metres long."),
        claim("of-gone", "gone", "The pier is made of oak."),
        subject("waiver", &[]),
    ]
}

fn claims_after() -> Vec<Value> {
    let quote = "/citations/0/quote";
    let two = json!([
        {"source": "council", "quote": "The bridge will open in spring"},
        {"source": "council", "quote": "The council met on Monday."},
    ]);
    let entry = |note_: Value| ("/changes", json!([note_]));
    let other = with(
        claim("reused", "edited", "The pier is 90 metres long."),
        &[("/statement", json!("Fishing from piers costs nothing."))],
    );
    let mut renamed = subject("old-name", &[]);
    renamed["id"] = json!("new-name");
    vec![
        subject(
            "statement",
            &[(
                "/statement",
                json!("The statement of the bridge never opens."),
            )],
        ),
        subject(
            "verdict",
            &[
                ("/verdict", json!("unverified")),
                ("/rating", json!("Half true")),
            ],
        ),
        subject(
            "quote",
            &[(quote, json!("The bridge will open in spring, the mayor"))],
        ),
        subject("added", &[("/citations", two)]),
        subject("taken-out", &[]),
        subject("retargeted", &[("/citations/0/source", json!("twin"))]),
        subject("stance", &[("/citations/0/stance", json!("context"))]),
        subject("speaker", &[("/citations/0/speaker", json!("the mayor"))]),
        subject("lower", &[("/revision", json!(2))]),
        subject(
            "skipped",
            &[
                ("/revision", json!(3)),
                entry(note(3, "2026-03-02", "Third.")),
            ],
        ),
        subject("unneeded", &[("/revision", json!(2))]),
        subject(
            "noteless",
            &[("/revision", json!(2)), ("/verdict", json!("unverified"))],
        ),
        subject("history", &[entry(note(1, "2026-02-01", "Another."))]),
        renamed,
        other,
        subject("backdated", &[("/checked/on", json!("2026-02-28"))]),
        claim("of-edited", "edited", "The pier is 70 metres long."),
        claim("of-gone", "gone", "The pier is made of oak."),
        subject(
            "waiver",
            &[(
                "/waivers",
                json!([{"rule": "quote-too-short", "reason": "All he said."}]),
            )],
        ),
        subject("tomb", &[]),
    ]
}

//! `verify --watch` checks again on every save and shows what became of the findings.

mod support;

use factcheck::cache::{Answer, Place, Recalled, Shelf};
use factcheck::render::{Format, Style, render};
use factcheck::resume::{Done, Printed, remember, resume_report};
use factcheck::workspace::{Workspace, day, environment};
use factcheck::{Report, verify_leaving_trail};
use rstest::rstest;
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;
use support::{
    BRIDGE, BRIDGE_PATH, COUNCIL, Project, claim, claim_file, git, has_git, three_files,
};

/// What takes longer does not come.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

const GOOD: &str = "will open in spring\"";
const BAD: &str = "will open in autumn\"";

/// A watch that runs, and the lines that it prints.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watch {
    fn start(project: &Project, arguments: &[&str]) -> Self {
        let arguments = [&["verify", "--watch"], arguments].concat();
        let mut command = project.factcheck(&arguments);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let (send, lines) = channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("standard output")),
            Box::new(child.stderr.take().expect("standard error")),
        ];
        for stream in streams {
            let send = send.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = send.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// A watch whose first report has come.
    fn of(project: &Project) -> Self {
        let watch = Self::start(project, &["--output-format", "concise"]);
        watch.first_report();
        watch
    }

    /// The first report, and what is said beside it.
    fn first_report(&self) -> Vec<String> {
        // Two streams, of which either may be the first.
        let mut awaited = vec!["factcheck: watching", "result: "];
        let mut lines = Vec::new();
        while !awaited.is_empty() {
            let line = self.until("").pop().expect("a line");
            awaited.retain(|start| !line.starts_with(start));
            lines.push(line);
        }
        lines
    }

    /// The lines up to the one that has these words.
    fn until(&self, words: &str) -> Vec<String> {
        let mut block = Vec::new();
        loop {
            let line = self.lines.recv_timeout(LONGEST_WAIT);
            let line = line.unwrap_or_else(|error| panic!("no {words:?}: {error}: {block:#?}"));
            assert!(!line.contains("panicked"), "{line}");
            let is_last = line.contains(words);
            block.push(line);
            if is_last {
                return block;
            }
        }
    }

    /// The next block: what its head names, and the lines below it.
    fn next(&self) -> (String, Vec<String>) {
        let head = self.until("-- ").pop().expect("a head");
        let (_, named) = head[3..].split_once(' ').expect("a time");
        (named.to_owned(), self.until("claim"))
    }

    /// The line that says how things stand, once the watch has seen all that was saved.
    fn standing(&self, words: &str) {
        self.until(words);
    }
}

fn broken() -> String {
    BRIDGE.replace(GOOD, BAD)
}

/// Saves a file in one step, so that no check sees the half of it.
fn save(project: &Project, path: &str, content: impl AsRef<[u8]>) {
    project.write(".saved", content);
    fs::rename(project.path(".saved"), project.path(path)).expect("a file that can be moved");
}

#[test]
fn the_first_report_is_whole() {
    let project = Project::bridge_with(GOOD, BAD);
    let watch = Watch::start(&project, &[]);
    let report = watch.until("result: FAILED").join("\n");
    assert!(report.contains("error[quote-altered]"), "{report}");
    assert!(report.contains("--> sources/council.txt"), "{report}");
}

#[test]
fn only_what_changed_is_shown() {
    let project = Project::bridge();
    let other = claim_file(&[claim("other", "council", "The council met on Tuesday.")]);
    save(&project, "claims/other.json", other);
    let watch = Watch::of(&project);
    save(&project, BRIDGE_PATH, broken());
    let head = watch.until("-- ").pop().expect("a head");
    assert!(head.ends_with(BRIDGE_PATH), "{head}");
    let time = head.split(' ').nth(1).expect("a time");
    let digits: Vec<&str> = time.split(':').collect();
    let is_time = |part: &&str| part.len() == 2 && part.parse::<u8>().is_ok();
    assert!(digits.len() == 3 && digits.iter().all(is_time), "{head}");
    let block = watch.until("not green").join("\n");
    assert!(
        block.contains("claims/bridge.json:12:40: error[quote-altered]"),
        "{block}"
    );
    assert!(!block.contains("claims/other.json"), "{block}");
    assert!(
        block.ends_with("not green: 2 files, 2 claims; 2 errors, 0 warnings; 1 new"),
        "{block}"
    );

    save(&project, BRIDGE_PATH, BRIDGE);
    let block = watch.until("not green");
    let end = &block[block.len() - 2..];
    assert_eq!(
        end,
        [
            "gone: error[quote-altered] of claim \"bridge-opens\"",
            "not green: 2 files, 2 claims; 1 error, 0 warnings; 1 gone"
        ]
    );
    fs::remove_file(project.path("claims/other.json")).expect("a file");
    let block = watch.until("all green");
    let end = "all green: 1 file, 1 claim; 0 errors, 0 warnings; 1 gone";
    assert_eq!(block.last().map(String::as_str), Some(end));
}

#[test]
fn a_finding_that_only_moved_is_not_new() {
    let project = Project::bridge_with(GOOD, BAD);
    let watch = Watch::of(&project);
    save(&project, BRIDGE_PATH, format!("\n\n\n{}", broken()));
    let block = watch.until("no finding came or went");
    assert_eq!(block.len(), 2, "{block:#?}");
}

/// Ways to save a file.
#[rstest]
#[case::in_place(|project: &Project| { project.write(BRIDGE_PATH, broken()); })]
#[case::by_another_file(|project: &Project| {
    project.write("claims/.bridge.json.tmp", broken());
    let (from, to) = ("claims/.bridge.json.tmp", BRIDGE_PATH);
    fs::rename(project.path(from), project.path(to)).expect("a file that can be moved");
})]
#[case::old_one_moved_away(|project: &Project| {
    fs::rename(project.path(BRIDGE_PATH), project.path("claims/bridge.json~")).expect("a file");
    project.write(BRIDGE_PATH, broken());
})]
#[case::in_a_new_folder(|project: &Project| {
    project.write("claims/new/folder/other.json", broken().replace("bridge-opens", "other"));
})]
#[case::in_a_source(|project: &Project| {
    project.write("sources/council.txt", COUNCIL.replace("spring", "summer"));
})]
#[case::in_the_settings(|project: &Project| {
    project.write("factcheck.toml", "min-quote-characters = 1000\n[rules]\nquote-too-short = 'error'\n");
})]
fn every_save_is_seen(#[case] change: fn(&Project)) {
    let project = Project::bridge();
    let watch = Watch::of(&project);
    change(&project);
    let block = watch.until("not green").join("\n");
    assert!(block.contains("error["), "{block}");
}

/// What the system does not report, on network file systems and the like: here a save through another name.
#[cfg(unix)]
#[test]
fn what_the_system_does_not_report_is_seen_too() {
    let project = Project::bridge();
    let outside = project.outside().join("same.json");
    fs::hard_link(project.path(BRIDGE_PATH), &outside).expect("a second name");
    let watch = Watch::of(&project);
    fs::write(&outside, broken()).expect("a file");
    watch.standing("1 new");
}

#[test]
fn broken_settings_do_not_end_it() {
    let project = Project::bridge();
    save(&project, "factcheck.toml", "clams = 1\n");
    let watch = Watch::start(&project, &["--output-format", "concise"]);
    watch.until("factcheck.toml:1:1");
    watch.until("watching");
    save(&project, "factcheck.toml", "");
    watch.standing("result: ok");
    save(&project, "factcheck.toml", "sources = 'texts");
    watch.until("factcheck.toml:1:");
    save(&project, "factcheck.toml", "");
    watch.standing("no finding came or went");
}

/// Settings and schemas may have parts in files of any name, and in any folder.
#[test]
fn parts_of_settings_and_schemas_are_watched_wherever_they_are() {
    let project = Project::bridge();
    project.write("factcheck.toml", "extend = 'house/base.conf'\n");
    project.write("house/base.conf", "clams = 1\n");
    fs::create_dir(project.path("house/parts")).expect("a folder");
    let watch = Watch::start(&project, &["--output-format", "concise"]);
    watch.until("base.conf:1:1");
    watch.until("watching");
    save(&project, "house/base.conf", "schema = 'house/story'\n");
    watch.until("house/story");
    save(&project, "house/story", r#"{"$ref": "parts/all.json"}"#);
    watch.until("parts/all.json");
    save(&project, "house/parts/all.json", "{}");
    watch.standing("result: ok");
    save(
        &project,
        "house/parts/all.json",
        r#"{"required": ["x-desk"]}"#,
    );
    watch.standing("not green");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_seen() {
    let project = Project::bridge();
    fs::create_dir(project.path("other")).expect("a folder");
    let watch = Watch::of(&project);
    let link = project.path("claims/link");
    std::os::unix::fs::symlink("../other", &link).expect("a link");
    watch.until("claims/link");
    watch.standing("not all was checked");
    fs::remove_file(link).expect("a link");
    watch.standing("all green");
}

#[test]
fn a_branch_that_is_compared_with_is_watched() {
    if !has_git() {
        return;
    }
    let project = Project::bridge();
    project.commit_all();
    git(&project.root(), &["branch", "base"]);
    let statement = BRIDGE.replace("opens in spring.", "is open.");
    project.write(BRIDGE_PATH, statement).commit_all();
    let arguments = ["--against", "base", "--output-format", "concise"];
    let watch = Watch::start(&project, &arguments);
    let report = watch.first_report().join("\n");
    assert!(report.contains("statement-changed"), "{report}");
    assert!(report.contains("result: FAILED"), "{report}");
    git(&project.root(), &["branch", "--force", "base", "HEAD"]);
    watch.until("HEAD");
    watch.standing("all green");
}

#[test]
fn that_no_claim_is_left_does_not_end_it() {
    let project = Project::bridge();
    let watch = Watch::of(&project);
    fs::rename(project.path("claims"), project.path("away")).expect("a folder");
    watch.until("nothing was checked");
    fs::rename(project.path("away"), project.path("claims")).expect("a folder");
    watch.standing("all green");
}

#[test]
fn a_commit_is_seen() {
    if !has_git() {
        return;
    }
    let project = Project::bridge();
    project.commit_all();
    let watch = Watch::of(&project);
    save(
        &project,
        BRIDGE_PATH,
        BRIDGE.replace("opens in spring.", "is open."),
    );
    let block = watch.until("not green").join("\n");
    assert!(block.contains("statement-changed"), "{block}");
    git(
        &project.root(),
        &["commit", "--quiet", "--all", "-m", "second"],
    );
    watch.until("HEAD");
    watch.standing("all green");
}

/// Files that the check does not depend on start no check: what it writes itself must not keep it busy.
#[test]
fn other_files_start_nothing() {
    let project = Project::bridge();
    let watch = Watch::of(&project);
    for path in ["report.json", "claims/notes.md", "watch.log", "a/b.json"] {
        project.write(path, "{}");
    }
    project.run(&["verify", "--report", "json=report.json"]);
    save(&project, BRIDGE_PATH, broken());
    let (named, _) = watch.next();
    assert_eq!(named, BRIDGE_PATH);
}

#[test]
fn only_what_was_named_is_watched_over() {
    let project = Project::bridge();
    let other = claim_file(&[claim("other", "council", "The council met on Monday.")]);
    save(&project, "claims/other.json", &other);
    let watch = Watch::start(
        &project,
        &["--output-format", "concise", "claims/other.json"],
    );
    watch.until("watching");
    save(&project, BRIDGE_PATH, broken());
    watch.standing("all green: 1 file, 1 claim; 0 errors, 0 warnings; no finding came or went");
}

#[test]
fn quiet_leaves_the_counts_out() {
    let project = Project::bridge();
    let watch = Watch::start(&project, &["--quiet", "--output-format", "concise"]);
    // Nothing is printed while all is well; a save is seen sooner or later.
    save(&project, BRIDGE_PATH, broken());
    let block = watch.until("quote-altered");
    save(&project, BRIDGE_PATH, BRIDGE);
    let after = watch.until("gone: ");
    let counted = |line: &String| line.contains("green") || line.contains("watching");
    assert!(
        !block.iter().chain(&after).any(counted),
        "{block:#?} {after:#?}"
    );
}

/// A check of the whole of a project, and what a later one can go by; `None` where the system does not say enough of files to
/// tell whether they are the same.
fn check(project: &Project, shelf: &Shelf) -> Option<Report> {
    // What was written within the last few milliseconds may be changing still, and is not remembered.
    thread::sleep(Duration::from_millis(60));
    let root = project.root().canonicalize().expect("a folder");
    let recording = Place::on(shelf, &root, [])?.record(true)?;
    let mut opened =
        Workspace::survey_noting(&root, None, Some(recording.journal())).expect("a project");
    opened.compare(None, &root).expect("a version before");
    let (report, trail) = verify_leaving_trail(&opened.project, true);
    let (format, style) = (Format::Concise, Style::default());
    let mut output = Vec::new();
    render(&report, format, style, &mut output).expect("no error");
    let done = Done {
        project: &opened.project,
        settings: None,
        rules: &BTreeSet::new(),
        report: &report,
        trail: &trail,
        output: &output,
    };
    let parts = remember(done, Printed { format, style });
    let code = report.exit_code();
    let compared = opened.compared().expect("it was looked for");
    recording.keep(compared, &Answer { output, code }, &parts);
    Some(report)
}

/// Only the claim files that were edited are looked at, whatever was edited before, and what comes of it is what a check of
/// all would say.
#[test]
fn a_report_is_brought_up_to_date() {
    let project = three_files();
    let root = project.root().canonicalize().expect("a folder");
    let shelf = Shelf::default();
    let Some(mut report) = check(&project, &shelf) else {
        eprintln!("skipped: nothing can be remembered of files here");
        return;
    };
    let mut taken_up = BTreeSet::new();
    let edits: [(&str, &str, &str); 6] = [
        ("claims/a.json", "It is very large", "It is large"),
        ("claims/b.json", "opens in spring", "opens in May"),
        ("claims/a.json", "opens in spring", "opens in autumn"),
        ("claims/b.json", "opens in May", "opens in spring"),
        ("claims/a.json", "opens in autumn", "opens in spring"),
        ("claims/a.json", "It is large", "It is very large"),
    ];
    for (number, (file, from, to)) in edits.into_iter().enumerate() {
        project.edit(file, from, to);
        let place = Place::on(&shelf, &root, []).expect("a place in memory");
        let recalled = place.recall_but(&taken_up, &environment);
        let Some(Recalled::Edited(edited)) = recalled else {
            panic!("edit {number}: nothing is known to be edited");
        };
        let today = day().expect("a day");
        assert!(
            resume_report(&mut report, &edited, &root, today, Format::Concise),
            "edit {number}"
        );
        taken_up.extend(edited.files);
        let truth = check(&project, &Shelf::default()).expect("a report");
        assert_eq!(report.findings, truth.findings, "edit {number}");
        assert_eq!(report.fingerprints, truth.fingerprints, "edit {number}");
        assert_eq!(report.summary, truth.summary, "edit {number}");
        assert_eq!(report.changes, truth.changes, "edit {number}");
        let claims = |report: &Report| -> Vec<_> {
            let claims = report.claims.iter();
            let claims = claims.map(|claim| (claim.file.to_string(), claim.index, claim.failed));
            claims.collect()
        };
        assert_eq!(claims(&report), claims(&truth), "edit {number}");
    }
}

/// What the line says that tells how things stand, but for what came and went.
fn counts(project: &Project) -> String {
    let run = project.run(&["verify", "--no-cache", "--output-format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("a report");
    let counted = |name: &str, what: &str| {
        let count = report["summary"][name].as_u64().expect("a count");
        format!("{count} {what}{}", if count == 1 { "" } else { "s" })
    };
    format!(
        "{}, {}; {}, {};",
        counted("files", "file"),
        counted("claims", "claim"),
        counted("errors", "error"),
        counted("warnings", "warning"),
    )
}

/// Edits that can be taken up, and such as need a check of all, one after the other.
#[test]
fn after_every_edit_the_counts_are_those_of_a_check_of_all() {
    let project = three_files();
    let watch = Watch::of(&project);
    let other = [claim("harbour-new", "harbour", "It is large")];
    let edits: [(&str, Option<(&str, &str)>); 12] = [
        ("claims/a.json", Some(("It is very large", "It is large"))),
        ("claims/a.json", Some(("It is large", "It is very large"))),
        ("claims/b.json", Some(("is green", "is high"))),
        (
            "claims/a.json",
            Some(("\"story\"", "\"storey\": 1, \"story\"")),
        ),
        ("claims/a.json", Some(("harbour-closed", "tower-high"))),
        ("claims/b.json", Some(("is high", "is green"))),
        ("claims/a.json", Some(("tower-high", "harbour-closed"))),
        ("sources/harbour.txt", Some(("is closed", "is shut"))),
        ("claims/c.json", None),
        ("sources/harbour.txt", Some(("is shut", "is closed"))),
        ("claims/a.json", Some(("\"storey\": 1, ", ""))),
        ("claims/a.json", Some(("It is very large", "It is large"))),
    ];
    let mut before = counts(&project);
    for (file, change) in edits {
        match change {
            Some((from, to)) => {
                let text = project.read(file);
                assert!(text.contains(from), "{file}: {from}");
                save(&project, file, text.replace(from, to));
            }
            None => save(&project, file, claim_file(&other)),
        }
        let now = counts(&project);
        if now != before {
            watch.standing(&now);
        }
        before = now;
    }
}

#[rstest]
#[case(&["--staged"], "--staged")]
#[case(&["--shard", "1/2"], "--shard")]
#[case(&["--report", "json=x.json"], "--report")]
#[case(&["--fix"], "--fix")]
#[case(&["--exit-zero"], "--exit-zero")]
#[case(&["--baseline-report", "x.json"], "--baseline-report")]
#[case(&["--output-format", "json"], "full or concise")]
#[case(&["--output-format", "github"], "full or concise")]
#[case(&["clams"], "there is no clams")]
#[case(&["--against", "nowhere"], "nowhere")]
fn what_is_no_watch_is_refused(#[case] arguments: &[&str], #[case] words: &str) {
    let project = Project::bridge();
    project.write("claims/.keep", "");
    let run = project.run(&[&["verify", "--watch"], arguments].concat());
    run.assert_refused(&[words]);
}

/// Whether this process, and so what it starts, was told to ignore interrupts, as shells tell what they run in the background.
#[cfg(unix)]
fn ignores_interrupts() -> bool {
    const INTERRUPT: u64 = 1 << (2 - 1);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & INTERRUPT != 0)
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_as_shells_expect() {
    use std::os::unix::process::ExitStatusExt;
    let project = Project::bridge();
    let mut watch = Watch::of(&project);
    let id = watch.child.id().to_string();
    let send = |signal: &str| {
        let kill = std::process::Command::new("kill")
            .args([signal, &id])
            .status();
        assert!(kill.expect("kill").success());
    };
    send("-INT");
    let expected = if ignores_interrupts() {
        // It is to go on then, and does until it is told otherwise.
        send("-TERM");
        15
    } else {
        2
    };
    let status = watch.child.wait().expect("an end");
    assert_eq!(status.signal(), Some(expected));
}

#[test]
fn it_ends_where_nobody_reads_on() {
    let project = Project::bridge();
    let mut command = project.factcheck(&["verify", "--watch"]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("standard output"));
    let mut line = String::new();
    while !line.contains("result") {
        line.clear();
        assert_ne!(out.read_line(&mut line).expect("a line"), 0);
    }
    drop(out);
    save(&project, BRIDGE_PATH, broken());
    let started = std::time::Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if started.elapsed() > LONGEST_WAIT {
            child.kill().expect("a child to end");
            panic!("it goes on though nobody reads");
        }
        thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(child.wait().expect("an end").code(), Some(0));
}

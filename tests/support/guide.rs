//! Following a page of the documentation: its files are written, its changes made, its commands run, and what they print
//! is put below them. `FACTCHECK_REWRITE=1` writes the page, otherwise it is compared.

use super::{factcheck_in, git_command, plain_git};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Where a commit of the project itself is told of, by its id, and where that ends: it is not run with the rest.
pub(crate) const OWN: &str = "<!-- own: ";
pub(crate) const END_OF_OWN: &str = "<!-- end of own -->";

/// A file of the repository.
pub(crate) fn of_repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository; empty where it is to be written and is not there.
pub(crate) fn page(path: &str) -> String {
    match fs::read_to_string(of_repository(path)) {
        Err(_) if is_rewriting() => String::new(),
        read => read.unwrap_or_else(|error| panic!("{path}: {error}")),
    }
}

fn is_rewriting() -> bool {
    env::var_os("FACTCHECK_REWRITE").is_some()
}

/// Compares a page with what it should be, or writes it.
pub(crate) fn settle(path: &str, said: &str, is: &str) {
    if is_rewriting() {
        fs::write(of_repository(path), is).expect("the page can be written");
        return;
    }
    if let Some((line, (said, is))) = (1..)
        .zip(said.lines().zip(is.lines()))
        .find(|(_, (said, is))| said != is)
    {
        panic!(
            "{path}:{line}: run the tests with FACTCHECK_REWRITE=1, and read what changed\n said: {said}\n   is: {is}"
        );
    }
    assert_eq!(said, is, "{path}: run the tests with FACTCHECK_REWRITE=1");
}

/// A text with other content between two lines.
pub(crate) fn replaced(text: &str, start: &str, end: &str, content: &str) -> String {
    let from = text
        .find(start)
        .unwrap_or_else(|| panic!("no line {start}"));
    let from = from + text[from..].find('\n').expect("a line") + 1;
    let to = from
        + text[from..]
            .find(end)
            .unwrap_or_else(|| panic!("no line {end}"));
    format!("{}{content}{}", &text[..from], &text[to..])
}

/// Follows one section of a page, from its heading on, in a folder.
pub(crate) fn follow_part(text: &str, part: &str, folder: &Path) -> String {
    let start = text.find(part).unwrap_or_else(|| panic!("no {part}"));
    let end = text[start + 1..]
        .find("\n## ")
        .map_or(text.len(), |end| start + 1 + end);
    let followed = follow(&text[start..end], folder);
    format!("{}{followed}{}", &text[..start], &text[end..])
}

/// Follows a text in a folder: writes its files, makes its changes, runs its commands, and puts what they print below.
pub(crate) fn follow(text: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut lines = text.split_inclusive('\n');
    // What is told of another project is not run here.
    let mut is_elsewhere = false;
    while let Some(line) = lines.next() {
        out.push_str(line);
        is_elsewhere = line.starts_with(OWN) || (is_elsewhere && !line.starts_with(END_OF_OWN));
        let Some((fence, info)) = fence(line) else {
            continue;
        };
        let block: String = lines
            .by_ref()
            .take_while(|line| line.trim_end() != fence)
            .collect();
        let block = match info.split_once(' ') {
            _ if is_elsewhere => block,
            None if info == "console" => printed(&block, folder),
            None => block,
            Some(("diff", path)) => change(folder, path, &block),
            Some((_, path)) => add(folder, path, &block),
        };
        out.push_str(&block);
        let _ = writeln!(out, "{fence}");
    }
    out
}

/// The fence that a line starts a block with, and what stands after it. A fence in the block may be shorter.
pub(crate) fn fence(line: &str) -> Option<(&str, &str)> {
    let info = line.trim_end().trim_start_matches('`');
    let fence = &line[..line.trim_end().len() - info.len()];
    (fence.len() >= 3).then_some((fence, info))
}

/// The commands of a block, each with what it prints.
fn printed(block: &str, folder: &Path) -> String {
    let mut out = String::new();
    for command in block.lines().filter(|line| line.starts_with("$ ")) {
        let printed = run(command, folder);
        let printed = printed.trim_end();
        let _ = writeln!(out, "{command}");
        if !printed.is_empty() {
            let _ = writeln!(out, "{printed}");
        }
    }
    out
}

/// Writes a file of the page. A descriptor gets the hash of its text.
fn add(folder: &Path, path: &str, block: &str) -> String {
    let block = match (block.split_once("\"sha256\": \""), hash(folder, path)) {
        (Some((before, after)), Some(hash)) => {
            let after = after.split_once('"').expect("the hash's end").1;
            format!("{before}\"sha256\": \"{hash}\"{after}")
        }
        _ => block.to_owned(),
    };
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, &block).expect("a file can be written");
    block
}

/// Changes a file as a diff of the page says: its `-` lines, and the ones around, must be there once. `@@` parts places.
fn change(folder: &Path, path: &str, diff: &str) -> String {
    let file = folder.join(path);
    let mut content = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut diff = diff.to_owned();
    if let Some(hash) = hash(folder, path) {
        let mut pinned = String::new();
        for line in diff.split_inclusive('\n') {
            match line.split_once("\"sha256\": \"") {
                Some(("+  ", _)) => {
                    let _ = writeln!(pinned, "+  \"sha256\": \"{hash}\"");
                }
                Some(("-  ", _)) => {
                    let old = content.lines().find(|line| line.contains("\"sha256\""));
                    let _ = writeln!(pinned, "-{}", old.expect("a pinned hash"));
                }
                _ => pinned.push_str(line),
            }
        }
        diff = pinned;
    }
    let side = |place: &[&str], other: char| {
        place.iter().filter(|line| !line.starts_with(other)).fold(
            String::new(),
            |mut side, line| {
                let _ = writeln!(side, "{}", line.get(1..).unwrap_or_default());
                side
            },
        )
    };
    let lines: Vec<&str> = diff.lines().collect();
    for place in lines.split(|line| line.starts_with("@@")) {
        // Whole lines, so that nobody who follows the page must guess.
        let (old, new) = (side(place, '+'), side(place, '-'));
        let (old, new) = (format!("\n{old}"), format!("\n{new}"));
        content.insert(0, '\n');
        assert_eq!(
            content.matches(&old).count(),
            1,
            "{path} must have this once:{old}in{content}"
        );
        content = content.replacen(&old, &new, 1);
        content.remove(0);
    }
    fs::write(file, content).expect("a file can be written");
    diff
}

/// The hash of the text beside a descriptor, where there is one.
fn hash(folder: &Path, descriptor: &str) -> Option<String> {
    let descriptor = Path::new(descriptor);
    let text = fs::read(folder.join(descriptor.with_extension("txt"))).ok()?;
    let hash = Sha256::digest(text)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
    let is_descriptor = descriptor.extension().is_some_and(|end| end == "json");
    is_descriptor.then_some(hash)
}

/// What a command of a page prints, on standard output and then on standard error.
pub(crate) fn run(command: &str, folder: &Path) -> String {
    let words = words(command.trim_start_matches("$ "));
    // Words such as GITHUB_BASE_REF=main before the program are for its environment.
    let is_setting = |word: &&String| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let (settings, words) = words.split_at(words.iter().take_while(is_setting).count());
    let (program, arguments) = words.split_first().expect("a command");
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut command = match program.as_str() {
        "git" => git_of_the_day(folder, &arguments),
        "factcheck" if arguments.contains(&"--root") => factcheck_in(folder, &arguments),
        "factcheck" => factcheck_in(folder, &[&["--root", "."], &arguments[..]].concat()),
        other => {
            let mut command = Command::new(other);
            command.args(&arguments).current_dir(folder);
            plain_git(&mut command);
            command
        }
    };
    command.env("PATH", path_with_factcheck());
    for setting in settings {
        let (name, value) = setting.split_once('=').expect("a setting");
        command.env(name, value);
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    text(output.stdout) + &text(output.stderr)
}

/// Where programs are looked for, the built one first: git's hooks run it by its name.
fn path_with_factcheck() -> std::ffi::OsString {
    let own = Path::new(env!("CARGO_BIN_EXE_factcheck"))
        .parent()
        .map(Path::to_path_buf);
    let others = env::var_os("PATH").unwrap_or_default();
    env::join_paths(own.into_iter().chain(env::split_paths(&others))).expect("a search path")
}

/// The words of a command line, without the quotation marks around some.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in command.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().expect("a word").push(c),
        }
    }
    words
}

/// git in a folder, at a day of its own, so that the same files make the same commit everywhere.
fn git_of_the_day(folder: &Path, arguments: &[&str]) -> Command {
    let mut git = git_command(folder, arguments);
    for who in ["AUTHOR", "COMMITTER"] {
        git.env(format!("GIT_{who}_DATE"), "2026-02-01T12:00:00+00:00");
    }
    git
}

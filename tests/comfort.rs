//! What spares typing: names that are nearly right, completions, the manual page.

mod support;

use rstest::rstest;
use std::io::Write as _;
use std::process::{Command, Stdio};
use support::{Project, Run};

fn of(arguments: &[&str]) -> Run {
    Project::bridge().run(arguments)
}

#[rstest]
#[case(&["veryfy"], "'verify'")]
#[case(&["explian"], "'explain'")]
#[case(&["verify", "--agianst", "none"], "'--against'")]
#[case(&["verify", "--output-format", "jsn"], "'json'")]
#[case(&["verify", "--color", "allways"], "'always'")]
#[case(&["verify", "--report", "markdwon=x.md"], "did you mean `markdown`?")]
#[case(&["verify", "clams/"], "did you mean claims?")]
#[case(&["verify", "claims/brigde.json"], "did you mean claims/bridge.json?")]
#[case(&["explain", "quote-altred"], "did you mean `quote-altered`?")]
#[case(&["schema", "claim-fil"], "did you mean `claim-file`?")]
#[case(&["completions", "fihs"], "'fish'")]
#[case(&["man", "verfy"], "did you mean `verify`?")]
#[case(&["man", "source", "ad"], "did you mean `source-add`?")]
fn a_name_that_is_nearly_right_is_found(#[case] arguments: &[&str], #[case] meant: &str) {
    of(arguments).assert_refused(&[meant]);
}

#[rstest]
#[case(&["verify", "--report", "x=x.md"], "there is no format `x`; there are full, concise, json")]
#[case(&["explain", "x"], "lists them all")]
#[case(&["schema", "x"], "there are claim-file, source, config, report")]
#[case(&["man", "x"], "lists them all")]
fn a_name_that_is_like_no_other_is_told_what_there_is(
    #[case] arguments: &[&str],
    #[case] said: &str,
) {
    let run = of(arguments);
    run.assert_refused(&[said]);
    assert!(!run.stderr.contains("did you mean"), "{run:#?}");
}

/// Paths are typed from the working folder, and so is what is meant by them.
#[rstest]
#[case("claims", &["verify", "brigde.json"], "did you mean bridge.json?")]
#[case("claims", &["verify", "claims/bridge.json"], "did you mean bridge.json?")]
#[case("claims", &["verify", "../sources/counsil.txt"], "did you mean ../sources/council.txt?")]
#[case("claims", &["fix", "brigde.json"], "did you mean bridge.json?")]
#[case("sources", &["verify", "../claims/brigde.json"], "did you mean ../claims/bridge.json?")]
#[case("..", &["verify", "--root", "project", "project/clams"], "did you mean project/claims?")]
#[case("claims", &["cite", "council", "met", "--into", "brigde.json", "--claim", "c"], "did you mean bridge.json?")]
fn a_path_that_is_meant_can_be_typed_as_it_is_told(
    #[case] folder: &str,
    #[case] arguments: &[&str],
    #[case] meant: &str,
) {
    let project = Project::bridge();
    project.write("factcheck.toml", "");
    let mut command = support::factcheck_in(&project.path(folder), arguments);
    support::run(&mut command).assert_refused(&[meant]);
}

/// The names of the commands, as the help lists them.
fn commands() -> Vec<String> {
    let help = of(&["--help"]).stdout;
    let (_, list) = help.split_once("Commands:\n").expect("commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[rstest]
fn completions_know_every_command_and_the_rules(
    #[values("bash", "zsh", "fish", "elvish", "powershell")] shell: &str,
) {
    let run = of(&["completions", shell]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    for name in commands() {
        assert!(run.stdout.contains(&name), "{shell} has no {name}");
    }
    // Neither has a place for the values of an argument without a flag.
    if !matches!(shell, "elvish" | "powershell" | "fish") {
        for name in ["quote-altered", "source-unused", "claim-file"] {
            assert!(run.stdout.contains(name), "{shell} has no {name}");
        }
    }
}

/// What a program has to say of a text; `None` where there is no such program.
fn said_of(text: &str, program: &str, arguments: &[&str]) -> Option<String> {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("skipped: there is no {program} program");
        return None;
    };
    let mut stdin = child.stdin.take().expect("standard input");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("an end");
    let _ = writer.join().expect("a writer");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{program}: {errors}");
    Some(errors)
}

#[rstest]
#[case("bash", &["-n"])]
#[case("zsh", &["-n"])]
#[case("fish", &["--no-execute"])]
fn shells_can_read_their_completions(#[case] shell: &str, #[case] arguments: &[&str]) {
    let script = of(&["completions", shell]).stdout;
    if let Some(errors) = said_of(&script, shell, arguments) {
        assert_eq!(errors, "");
    }
}

/// What bash offers for the last word of a command line.
#[rstest]
#[case(&["factcheck", "expl"], "explain")]
#[case(&["factcheck", "explain", "quote-alt"], "quote-altered")]
#[case(&["factcheck", "schema", "clai"], "claim-file")]
#[case(&["factcheck", "verify", "--output-format", "sar"], "sarif")]
fn bash_completes(#[case] words: &[&str], #[case] completed: &str) {
    let script = of(&["completions", "bash"]).stdout;
    let typed = words.join(" ");
    let last = words.len() - 1;
    let asked = format!(
        "{script}\nCOMP_WORDS=({typed}); COMP_CWORD={last}; _factcheck factcheck {} {}; \
         [ \"${{COMPREPLY[*]}}\" = {completed} ] || {{ echo \"${{COMPREPLY[*]}}\" >&2; }}",
        words[last],
        words[last - 1],
    );
    if let Some(errors) = said_of(&asked, "bash", &[]) {
        assert_eq!(errors, "");
    }
}

#[test]
fn the_manual_has_every_command_and_its_options() {
    let run = of(&["man"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    assert!(run.stdout.contains(".TH factcheck 1"), "{}", run.stdout);
    assert!(run.stdout.is_ascii(), "{}", run.stdout);
    for name in commands().iter().filter(|name| *name != "help") {
        let heading = format!("FACTCHECK {}", name.to_uppercase().replace('-', "\\-"));
        let is_there = run.stdout.lines().any(|line| {
            line.starts_with(".SH ") && line.replace('\\', "").contains(&heading.replace('\\', ""))
        });
        assert!(is_there, "no {heading}");
    }
    for word in [
        "against",
        "EXIT STATUS",
        "ENVIRONMENT",
        "FILES",
        "merge\\-base:REV",
    ] {
        assert!(run.stdout.contains(word), "no {word}");
    }
}

#[test]
fn a_command_has_a_page_of_its_own() {
    for name in commands().iter().filter(|name| *name != "help") {
        let run = of(&["man", name]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
        let title = format!(".TH factcheck-{name} 1");
        assert!(
            run.stdout.replace('\\', "").contains(&title),
            "{name}: {}",
            run.stdout
        );
        assert!(run.stdout.contains("\\-\\-root"), "{name}");
    }
}

#[rstest]
#[case(&["source-add"])]
#[case(&["source", "add"])]
#[case(&["source add"])]
fn a_command_of_two_words_has_a_page(#[case] words: &[&str]) {
    let run = of(&[&["man"], words].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
    for part in [
        ".TH factcheck-source-add 1",
        "factcheck source add",
        "archived\\-url",
        "\\-\\-root",
    ] {
        assert!(run.stdout.contains(part), "no {part:?}: {}", run.stdout);
    }
    let whole = of(&["man"]).stdout;
    for part in [
        "\"FACTCHECK SOURCE ADD\"",
        "\"FACTCHECK SOURCE PIN\"",
        "archived\\-url",
    ] {
        assert!(whole.contains(part), "no {part:?}: {whole}");
    }
    // Only pages that there are.
    let above = of(&["man", "source"]).stdout;
    assert!(
        above.contains("source\\-pin(1)") && !above.contains("source\\-help"),
        "{above}"
    );
}

#[rstest]
#[case("groff", &["-man", "-Tutf8", "-ww"])]
#[case("mandoc", &["-T", "lint", "-W", "error"])]
fn readers_of_manuals_have_nothing_to_say(#[case] program: &str, #[case] arguments: &[&str]) {
    let whole = of(&["man"]).stdout;
    let one = of(&["man", "verify"]).stdout;
    for page in [whole, one] {
        if let Some(errors) = said_of(&page, program, arguments) {
            assert_eq!(errors, "");
        }
    }
}

/// What a run prints on a terminal, where `script` (util-linux) can make one.
#[cfg(target_os = "linux")]
fn on_a_terminal(project: &Project, arguments: &str) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_factcheck");
    let mut command = Command::new("script");
    let typed = format!("{program} {arguments}");
    command
        .args(["-q", "-e", "-c", &typed, "/dev/null"])
        .current_dir(project.root())
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .stdin(Stdio::null());
    let Ok(output) = command.output() else {
        eprintln!("skipped: there is no script program");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(target_os = "linux")]
mod bar {
    use super::*;
    use std::fmt::Write as _;
    use std::time::{Duration, Instant};

    /// A project whose check takes some seconds: many quotes that are nearly what a long text says.
    fn long_run() -> Project {
        let project = Project::empty();
        let sentences = (0..2_500).fold(String::new(), |mut text, number| {
            let _ = writeln!(
                text,
                "Ship {number} came in at dawn with {} bales.",
                number * 7
            );
            text
        });
        let claims: Vec<_> = (0..700)
            .map(|number| {
                let quote = format!("Boat {number} came in at dusk with {} barrels", number * 7);
                support::claim(&format!("ship-{number}"), "log", quote)
            })
            .collect();
        project.source("log", &sentences);
        project.claims("claims/ships.json", &claims);
        project
    }

    #[test]
    fn a_long_run_says_how_far_it_is_and_clears_that_away() {
        let project = long_run();
        let arguments = "verify --jobs 1 --color never --output-format concise";
        let Some(said) = on_a_terminal(&project, arguments) else {
            return;
        };
        let (bar, report) = said.rsplit_once("\r\u{1b}[2K").expect("a bar");
        assert!(bar.contains("of 1 files, "), "{bar}");
        assert!(report.starts_with("claims/ships.json:"), "{report}");
        assert!(report.contains("result: FAILED"), "{report}");
        let said = on_a_terminal(&project, &format!("{arguments} --quiet"));
        assert!(!said.expect("a terminal").contains('\u{1b}'));
    }

    #[test]
    fn a_short_run_has_none() {
        let project = Project::bridge();
        let started = Instant::now();
        let said = on_a_terminal(&project, "verify --color never");
        // On a machine that is busy it may be a long one.
        let was_short = started.elapsed() < Duration::from_secs(1);
        assert!(!was_short || said.is_none_or(|said| !said.contains('\u{1b}')));
    }
}

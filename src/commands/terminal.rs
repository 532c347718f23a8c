//! What standard output is: whether to colour it, how wide it is, and what to do when nobody reads on.

use crate::cli::ColorWhen;
use std::borrow::Cow;
use std::env;
use std::io::{self, BufWriter, IsTerminal, Write};

/// Columns where standard output is no terminal.
const WIDTH: usize = 120;

/// Whether to use colour: the flag, then `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR`, then what standard output is.
pub(super) fn use_color(when: ColorWhen) -> bool {
    let is_set =
        |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
        ColorWhen::Auto if is_set("CLICOLOR_FORCE") => true,
        ColorWhen::Auto => {
            let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
            let is_refused = env::var_os("CLICOLOR").is_some_and(|value| value == "0");
            io::stdout().is_terminal() && !is_dumb && !is_refused
        }
    }
}

/// Columns to use.
pub(super) fn width() -> usize {
    terminal_size::terminal_size()
        .filter(|_| io::stdout().is_terminal())
        .map_or(WIDTH, |(width, _)| usize::from(width.0))
}

/// Columns of the terminal that standard error is; where it does not say, as many as the first ones had.
pub(super) fn error_width() -> usize {
    let size = terminal_size::terminal_size_of(io::stderr());
    size.filter(|(width, _)| width.0 > 0)
        .map_or(80, |(width, _)| usize::from(width.0))
}

/// Whether standard error is a terminal on which a line can be drawn anew.
pub(super) fn shows_bars() -> bool {
    let is_dumb = env::var_os("TERM").is_none_or(|term| term == "dumb");
    io::stderr().is_terminal() && (!is_dumb || cfg!(windows))
}

/// Writes a line to standard error. That nobody reads it changes no exit code.
pub(crate) fn complain(line: &str) {
    let _ = writeln!(io::stderr().lock(), "factcheck: {}", for_a_log(line));
}

/// Writes text for people to standard output, which may be the log of a pipeline.
pub(super) fn print_text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    offer_text(write).map(drop)
}

/// The same; whether somebody reads on.
pub(super) fn offer_text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<bool> {
    let mut text = Vec::new();
    write(&mut text)?;
    offer_whole(&text)
}

/// The same for a text that is there as a whole.
pub(super) fn offer_whole(text: &[u8]) -> io::Result<bool> {
    let text = String::from_utf8_lossy(text);
    offer(|out| out.write_all(for_a_log(&text).as_bytes()))
}

/// Text as it may stand in a log: GitHub's runner takes `::` at the start of a line, and `##[` anywhere, for a command
/// (actions/runner, `ActionCommand.cs`), and text from claims must give it none.
fn for_a_log(text: &str) -> Cow<'_, str> {
    if env::var_os("GITHUB_ACTIONS").is_none() {
        return Cow::Borrowed(text);
    }
    let lines = text.split_inclusive('\n').map(|line| {
        let line = line.replace("##[", "## [");
        match line.trim_start().strip_prefix("::") {
            Some(rest) => format!(": :{rest}"),
            None => line,
        }
    });
    Cow::Owned(lines.collect())
}

/// Writes to standard output. A reader that has seen enough, such as `head`, is no error.
pub(super) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    offer(write).map(drop)
}

/// Writes to standard output; whether somebody reads on.
fn offer(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<bool> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(io::Error::new(error.kind(), cannot_be_written(&error))),
        Ok(()) => Ok(true),
    }
}

/// Why nothing, or not all, was printed.
pub(crate) fn cannot_be_written(error: &io::Error) -> String {
    format!("standard output cannot be written: {error}")
}

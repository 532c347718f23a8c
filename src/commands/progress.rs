//! A bar on the terminal while a long check runs. It is gone before anything is printed.

use super::terminal::{error_width, shows_bars};
use crate::cli::Common;
use factcheck::progress::{Progress, SoFar};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A check that is over sooner needs no bar.
const LONG: Duration = Duration::from_secs(1);
/// How often the bar is drawn.
const PACE: Duration = Duration::from_millis(100);
/// Goes to the start of the line and clears it (ECMA-48: CR, EL).
const CLEAR: &str = "\r\x1b[2K";
/// Columns of the bar itself, at most.
const LONGEST_BAR: usize = 40;

/// Draws the bar until it is dropped.
pub(super) struct Bar {
    /// Its end ends the thread.
    alive: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
}

impl Bar {
    /// Starts to watch a check; `None` where standard error is no terminal, or nobody wants to see it.
    pub(super) fn start(progress: &Arc<Progress>, common: &Common) -> Option<Self> {
        if common.quiet || !shows_bars() {
            return None;
        }
        let (alive, end) = channel::<()>();
        let progress = Arc::clone(progress);
        let drawing = thread::spawn(move || {
            let is_over = |pause| end.recv_timeout(pause) == Err(RecvTimeoutError::Disconnected);
            if is_over(LONG) {
                return;
            }
            while !is_over(PACE) {
                draw(&line(progress.so_far(), error_width()));
            }
            draw("");
        });
        Some(Self {
            alive: Some(alive),
            drawing: Some(drawing),
        })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.alive.take();
        if let Some(drawing) = self.drawing.take() {
            let _ = drawing.join();
        }
    }
}

/// That nobody sees it is no error.
fn draw(line: &str) {
    let mut out = io::stderr().lock();
    let _ = write!(out, "{CLEAR}{line}").and_then(|()| out.flush());
}

/// `checking [#####     ] 10240 of 20000 files, 112640 quotes`, in fewer columns than there are.
fn line(so_far: SoFar, width: usize) -> String {
    let SoFar {
        files,
        of_files,
        quotes,
    } = so_far;
    let label = "checking ";
    let counts = format!(" {files} of {of_files} files, {quotes} quotes");
    let room = width.saturating_sub(label.len() + counts.len() + 3);
    let cells = room.min(LONGEST_BAR);
    let full = (cells * files).checked_div(of_files).unwrap_or(0);
    let line = format!("{label}[{:cells$}]{counts}", "#".repeat(full));
    if line.len() < width {
        line
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{SoFar, line};
    use rstest::rstest;

    #[rstest]
    #[case((0, 0, 0), 40, "checking [     ] 0 of 0 files, 0 quotes")]
    #[case((1, 4, 9), 40, "checking [#    ] 1 of 4 files, 9 quotes")]
    #[case((4, 4, 9), 40, "checking [#####] 4 of 4 files, 9 quotes")]
    #[case((20_000, 20_000, 220_000), 40, "")]
    fn the_line_fits(
        #[case] (files, of_files, quotes): (usize, usize, usize),
        #[case] width: usize,
        #[case] is: &str,
    ) {
        let so_far = SoFar {
            files,
            of_files,
            quotes,
        };
        assert_eq!(line(so_far, width).trim_end(), is);
    }

    #[test]
    fn a_wide_terminal_makes_no_longer_bar() {
        let all = SoFar {
            files: 1,
            of_files: 1,
            quotes: 1,
        };
        assert_eq!(line(all, 500).matches('#').count(), 40);
    }
}

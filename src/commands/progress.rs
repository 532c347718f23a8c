//! A bar on the terminal while a long check runs. It is gone before anything is printed.

use super::terminal::{error_width, shows_bars};
use crate::cli::Common;
use factcheck::progress::Progress;
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
                let (done, expected) = progress.so_far();
                draw(&line(done, expected, error_width()));
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

/// `checking [#####     ] 1234 of 2468 quotes`, in no more columns than there are.
fn line(done: usize, expected: usize, width: usize) -> String {
    let label = "checking ";
    let counts = format!(" {done} of {expected} quotes");
    let room = width.saturating_sub(label.len() + counts.len() + 3);
    let cells = room.min(LONGEST_BAR);
    let full = (cells * done).checked_div(expected).unwrap_or(0);
    let line = format!("{label}[{:cells$}]{counts}", "#".repeat(full));
    if line.len() < width {
        line
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::line;
    use rstest::rstest;

    #[rstest]
    #[case(0, 0, 40, "checking [              ] 0 of 0 quotes")]
    #[case(1, 4, 40, "checking [###           ] 1 of 4 quotes")]
    #[case(4, 4, 40, "checking [##############] 4 of 4 quotes")]
    #[case(220_000, 220_000, 30, "")]
    fn the_line_fits(
        #[case] done: usize,
        #[case] expected: usize,
        #[case] width: usize,
        #[case] is: &str,
    ) {
        assert_eq!(line(done, expected, width).trim_end(), is);
    }

    #[test]
    fn a_wide_terminal_makes_no_longer_bar() {
        let line = line(1, 1, 500);
        assert_eq!(line.matches('#').count(), 40);
    }
}

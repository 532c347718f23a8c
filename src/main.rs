//! The `factcheck` program: arguments in, one command, exit code out.

mod cli;
mod commands;

use clap::Parser;
use commands::COULD_NOT_CHECK;
use commands::terminal::{cannot_be_written, complain};
use factcheck::text::printable;
use std::io::{self, Write};
use std::panic;
use std::process::ExitCode;

/// A claim file becomes many small strings that soon go again, on all threads: half of what the system's allocator takes is
/// saved.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(told) => return tell(&told),
    };
    match panic::catch_unwind(panic::AssertUnwindSafe(|| commands::run(&cli))) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => {
            complain(&printable(&format!("{error:#}")));
            ExitCode::from(COULD_NOT_CHECK)
        }
        // The panic has printed what happened and where.
        Err(_) => {
            complain("this is a fault of factcheck itself; nothing it printed counts as a pass");
            ExitCode::from(COULD_NOT_CHECK)
        }
    }
}

/// Says what is wrong with the arguments, or prints the help or version that they ask for; help that could not be printed
/// is no success.
fn tell(told: &clap::Error) -> ExitCode {
    let printed = told.print().and_then(|()| io::stdout().flush());
    let code = match printed {
        // A reader that has seen enough, such as `head`, is no error.
        Err(error) if !told.use_stderr() && error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&cannot_be_written(&error));
            COULD_NOT_CHECK
        }
        _ => u8::try_from(told.exit_code()).unwrap_or(COULD_NOT_CHECK),
    };
    ExitCode::from(code)
}

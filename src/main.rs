//! The `factcheck` program: arguments in, one command, exit code out.

mod cli;
mod commands;

use clap::Parser;
use commands::COULD_NOT_CHECK;
use commands::terminal::complain;
use factcheck::text::printable;
use std::panic;
use std::process::ExitCode;

/// A claim file becomes many small strings that soon go again, on all threads: half of what the system's allocator takes is
/// saved.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
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

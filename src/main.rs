//! The `factcheck` program: arguments in, one command, exit code out.

mod cli;
mod commands;

use clap::Parser;
use std::panic;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match panic::catch_unwind(panic::AssertUnwindSafe(|| commands::run(&cli))) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(error)) => {
            eprintln!(
                "factcheck: {}",
                factcheck::text::printable(&format!("{error:#}"))
            );
            ExitCode::from(commands::COULD_NOT_CHECK)
        }
        // The panic has printed what happened and where.
        Err(_) => {
            eprintln!(
                "factcheck: this is a fault of factcheck itself; nothing it printed counts as a pass"
            );
            ExitCode::from(commands::COULD_NOT_CHECK)
        }
    }
}

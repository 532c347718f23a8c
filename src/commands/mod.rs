//! The subcommands, one a file: they read, call the library, print, and choose the exit code.

mod cite;
mod completions;
mod diff;
mod explain;
mod file;
mod find;
mod fix;
mod given;
mod init;
mod leftovers;
mod man;
mod mending;
mod merge;
mod outcome;
mod progress;
mod project;
mod remember;
mod reports;
mod schema;
mod source_add;
mod source_pin;
pub(crate) mod terminal;
mod validate;
mod verify;
mod watch;

use crate::cli::{Cli, Command, SourceCommand};

/// The exit code for what could not be checked: usage, settings, input and output, internal faults.
pub(crate) const COULD_NOT_CHECK: u8 = 2;

/// Runs a command; the exit code, or why it could not be carried out.
///
/// # Errors
/// Where the command could not do what was asked: exit code [`COULD_NOT_CHECK`].
pub(crate) fn run(cli: &Cli) -> anyhow::Result<u8> {
    if let Some(jobs) = cli.common.jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(jobs))
            .build_global()?;
    }
    match &cli.command {
        Command::Init(options) => init::run(options, &cli.common),
        Command::Verify(options) if options.watch => watch::run(options, &cli.common),
        Command::Verify(options) => verify::run(options, &cli.common),
        Command::Fix(options) => fix::run(options, &cli.common),
        Command::Merge(options) => merge::run(options, &cli.common),
        Command::Diff(options) => diff::run(options, &cli.common),
        Command::Cite(options) => cite::run(options, &cli.common),
        Command::Find(options) => find::run(options, &cli.common),
        Command::Source(options) => match &options.command {
            SourceCommand::Add(options) => source_add::run(options, &cli.common),
            SourceCommand::Pin(options) => source_pin::run(options, &cli.common),
        },
        Command::Explain(options) => explain::run(options),
        Command::Schema(options) => schema::run(options),
        Command::Validate(options) => validate::run(options, &cli.common),
        Command::Completions(options) => completions::run(options),
        Command::Man(options) => man::run(options),
    }
}

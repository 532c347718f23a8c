//! `factcheck completions`: what a shell needs to complete the program's command lines.

use super::{man, terminal};
use crate::cli::{Cli, Completions};
use anyhow::Result;
use clap::CommandFactory;
use clap::builder::PossibleValuesParser;
use factcheck::document::embedded_names;
use factcheck::rules;

pub(super) fn run(options: &Completions) -> Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, &mut with_names(), "factcheck", &mut script);
    terminal::print(|out| out.write_all(&script))?;
    Ok(0)
}

/// The command line with the names that arguments are taken from, where they are known without a project. The commands
/// themselves refuse a wrong name in better words than clap has.
fn with_names() -> clap::Command {
    let with = |command: clap::Command, argument: &str, names: Vec<&'static str>| {
        command.mut_arg(argument, |argument| {
            argument.value_parser(PossibleValuesParser::new(names))
        })
    };
    Cli::command()
        .mut_subcommand("explain", |explain| {
            with(explain, "rule", rules::names().collect())
        })
        .mut_subcommand("schema", |schema| {
            with(schema, "name", embedded_names().collect())
        })
        .mut_subcommand("man", |man| {
            man.mut_arg("command", |argument| {
                argument.value_parser(PossibleValuesParser::new(man::page_names()))
            })
        })
}

//! `factcheck man`: the manual page of the program with all its commands, or of one command.

use super::terminal;
use crate::cli::{Cli, Man};
use anyhow::{Result, bail};
use clap::{Command, CommandFactory};
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, bold, roman};
use factcheck::document::nearest_name;
use std::fmt::Write as _;
use std::io;

/// What the exit codes mean.
const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "Nothing at level error."),
    ("1", "Findings at level error."),
    (
        "2",
        "It could not be done: usage, settings, input or output, no claim file, a baseline that cannot be read, or an internal fault.",
    ),
];

const ENVIRONMENT: [(&str, &str); 4] = [
    (
        "NO_COLOR, CLICOLOR_FORCE, CLICOLOR",
        "Whether to use colour, where --color does not say it.",
    ),
    (
        "GITHUB_BASE_REF, CI_MERGE_REQUEST_DIFF_BASE_SHA, PRE_COMMIT_FROM_REF",
        "The earlier version to compare with, where neither --against nor the settings name one.",
    ),
    (
        "GITHUB_WORKSPACE, CI_PROJECT_DIR",
        "The folder of the clone, in pipelines: reports name files from the repository's top.",
    ),
    (
        "SOURCE_DATE_EPOCH",
        "The day of the run, in seconds since 1970, for runs that can be repeated.",
    ),
];

const FILES: [(&str, &str); 3] = [
    ("factcheck.toml", "The settings, at the project's root."),
    ("claims/**/*.json", "Claim files."),
    (
        "sources/ID.json, sources/ID.txt",
        "A source: its descriptor and its text.",
    ),
];

pub(super) fn run(options: &Man) -> Result<u8> {
    let page = match &options.command[..] {
        [] => whole()?,
        // Pages are named with hyphens, commands are typed with spaces.
        words => one(&words.join("-").replace(' ', "-"))?,
    };
    let page = in_ascii(&String::from_utf8_lossy(&page));
    terminal::print(|out| out.write_all(page.as_bytes()))?;
    Ok(0)
}

/// Every other character as its escape (`groff_char(7)`), since not every reader of manuals takes UTF-8.
fn in_ascii(page: &str) -> String {
    page.chars().fold(String::new(), |mut page, c| {
        if c.is_ascii() {
            page.push(c);
        } else {
            let _ = write!(page, "\\[u{:04X}]", u32::from(c));
        }
        page
    })
}

/// The page of one command, such as `source-add`, with the options that all commands have.
fn one(name: &str) -> Result<Vec<u8>> {
    let mut program = Cli::command().mut_subcommands(|command| {
        // Not a command that anybody needs a page of.
        command.disable_help_subcommand(true)
    });
    // Hands the common options on to the commands.
    program.build();
    let all = all(&program);
    let Some((name, command)) = all.iter().find(|(known, _)| known == name) else {
        match nearest_name(name, all.iter().map(|(known, _)| known.as_str())) {
            Some(meant) => bail!("there is no command `{name}`; did you mean `{meant}`?"),
            None => bail!("there is no command `{name}`; `factcheck --help` lists them all"),
        }
    };
    let mut page = Vec::new();
    Page::new((*command).clone().disable_help_flag(true))
        .title(format!("factcheck-{name}"))
        .render(&mut page)?;
    Ok(page)
}

/// The program's commands and those that belong to one of them, by the names of their pages.
fn all(program: &Command) -> Vec<(String, &Command)> {
    let commands = program.get_subcommands();
    commands
        .flat_map(|command| {
            let name = command.get_name();
            let parts = command.get_subcommands();
            let parts = parts.map(move |part| (format!("{name}-{}", part.get_name()), part));
            std::iter::once((name.to_owned(), command)).chain(parts)
        })
        .collect()
}

/// The names of all pages of one command.
pub(super) fn page_names() -> Vec<String> {
    let program = Cli::command();
    let names = all(&program).into_iter().map(|(name, _)| name);
    names.collect()
}

/// The page of the program: first what all commands have in common, then a section for each command.
fn whole() -> io::Result<Vec<u8>> {
    let program = Cli::command();
    let mut page = Vec::new();
    let man = Page::new(program.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for (name, command) in all(&program) {
        section(&name, command, &mut page)?;
    }
    let mut roff = Roff::new();
    let lists: [(&str, &[_]); 3] = [
        ("EXIT STATUS", &EXIT_CODES),
        ("ENVIRONMENT", &ENVIRONMENT),
        ("FILES", &FILES),
    ];
    for (title, entries) in lists {
        roff.control("SH", [title]);
        for (name, said) in entries {
            roff.control("TP", []);
            roff.text([bold(*name)]).text([roman(*said)]);
        }
    }
    roff.to_writer(&mut page)?;
    Ok(page)
}

/// A command as a section of the program's page: the sections of a page of its own, one level down.
fn section(name: &str, command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    let name = format!("factcheck {}", name.replace('-', " "));
    let mut heading = Roff::new();
    heading.control("SH", [name.to_uppercase().as_str()]);
    heading.to_writer(page)?;
    let man = Page::new(command.clone().bin_name(name).disable_help_flag(true));
    let mut sections = Vec::new();
    man.render_synopsis_section(&mut sections)?;
    man.render_description_section(&mut sections)?;
    man.render_options_section(&mut sections)?;
    let sections = String::from_utf8_lossy(&sections).replace("\n.SH ", "\n.SS ");
    page.extend(sections.into_bytes());
    Ok(())
}

//! The command line: flags and their help, no behaviour.

use clap::{Args, Parser, Subcommand, ValueEnum};
use factcheck::Shard;
use std::path::PathBuf;
use std::str::FromStr;

/// Keeps fact-checks honest: every quotation verbatim in its source.
#[derive(Debug, Parser)]
#[command(name = "factcheck", version, about, long_about = None, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The project's root [default: the nearest folder above with factcheck.toml, else the git work tree, else here]
    #[arg(long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// The settings file [default: factcheck.toml at the root]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
    /// Print findings and notices only, no closing counts
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// How many threads to use [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
    /// Check everything anew, and remember nothing: the report is the same, and takes longer
    #[arg(long, global = true)]
    pub no_cache: bool,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check claims: their form, every quote against its source, verdicts and figures
    Verify(Verify),
    /// Join the JSON reports of all shards of a run into one report, in any format
    Merge(Merge),
    /// Show what changed in claims and sources since an earlier version, recorded or not
    Diff(Diff),
    /// Print a rule's page; without a name the list of rules
    Explain(Explain),
    /// Print a schema that is built in: claim-file, source, config or report
    Schema(Schema),
    /// Check JSON files against a JSON Schema (drafts 4 to 2020-12)
    Validate(Validate),
}

/// `factcheck verify`
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Claim files, sources (then every claim that cites them) or folders [default: the whole project]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The earlier version to compare with: auto, none, a git revision, merge-base:REV or dir:PATH [default: the
    /// settings', else auto]
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,
    /// Check what is staged for the next commit: claim files, sources and settings as git's index holds them, not as they
    /// are on disk
    #[arg(long)]
    pub staged: bool,
    /// Check part K of N of the claims only, for N jobs that share the work; `factcheck merge` joins their JSON reports
    #[arg(long, value_name = "K/N")]
    pub shard: Option<Shard>,
    /// Show only what is new against an earlier JSON report; what is hidden is counted, and fails nothing
    #[arg(long, value_name = "FILE")]
    pub baseline_report: Option<PathBuf>,
    /// How to print the report
    #[command(flatten)]
    pub output: Printing,
}

/// How a report is printed, and what follows from it.
#[derive(Debug, Args)]
pub(crate) struct Printing {
    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub output_format: OutputFormat,
    /// Write a report to a file as well, in any format of --output-format; may be given more than once
    #[arg(long = "report", value_name = "FORMAT=PATH")]
    pub reports: Vec<ReportFile>,
    /// End with exit code 0 although there are findings at level error
    #[arg(long)]
    pub exit_zero: bool,
}

/// `factcheck merge`
#[derive(Debug, Args)]
pub(crate) struct Merge {
    /// The JSON reports of all shards of one run, each once, in any order
    #[arg(value_name = "REPORT", required = true)]
    pub parts: Vec<PathBuf>,
    /// Show only what is new against an earlier JSON report; what is hidden is counted, and fails nothing
    #[arg(long, value_name = "FILE")]
    pub baseline_report: Option<PathBuf>,
    /// How to print the report
    #[command(flatten)]
    pub output: Printing,
}

/// An output format by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Snippets of claim file and source
    Full,
    /// One line a finding
    Concise,
    /// The JSON report
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// A code quality report for GitLab
    Gitlab,
    /// A test report: a test case for each claim
    Junit,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// The summary of a job, or the comment of a pull request
    Markdown,
}

/// A report that goes to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportFile {
    /// Its format.
    pub format: OutputFormat,
    /// The file.
    pub path: PathBuf,
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(written: &str) -> Result<Self, String> {
        let formats = || {
            let names = OutputFormat::value_variants().iter();
            let names =
                names.filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()));
            names.collect::<Vec<String>>().join(", ")
        };
        let Some((format, path)) = written.split_once('=') else {
            return Err("it is FORMAT=PATH, as in junit=report.xml".to_owned());
        };
        let format = OutputFormat::from_str(format, false)
            .map_err(|_| format!("there is no format `{format}`; there are {}", formats()))?;
        match path {
            "" => Err("a path must follow the =".to_owned()),
            "-" => Err("a report goes to a file; what goes to standard output is chosen with --output-format".to_owned()),
            path => Ok(Self { format, path: path.into() }),
        }
    }
}

/// `factcheck diff`
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The earlier version: a git revision, merge-base:REV, dir:PATH or auto [default: `against` in the settings, else
    /// auto]
    #[arg(value_name = "BASE")]
    pub base: Option<String>,
    /// How to print the changelog
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub output_format: ChangelogFormat,
}

/// A format of the changelog by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChangelogFormat {
    /// For terminals and plain text
    Full,
    /// For the comment of a pull request or merge request
    Markdown,
    /// For programs
    Json,
}

/// `factcheck explain`
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// `factcheck schema`
#[derive(Debug, Args)]
pub(crate) struct Schema {
    /// claim-file, source, config or report
    #[arg(value_name = "NAME")]
    pub name: String,
}

/// `factcheck validate`
#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// The JSON Schema
    #[arg(long, value_name = "SCHEMA")]
    pub schema: PathBuf,
    /// The JSON files
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

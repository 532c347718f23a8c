//! The command line: flags and their help, no behaviour.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use factcheck::Shard;
use factcheck::document::nearest_name;
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
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub root: Option<PathBuf>,
    /// The settings file [default: factcheck.toml at the root]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
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
    /// Start a project: settings, an example, a hook for pre-commit and a workflow for GitHub; overwrites nothing
    Init(Init),
    /// Check claims: their form, every quote against its source, verdicts and figures
    Verify(Verify),
    /// Mend claim files: apply the safe fixes, and with --unsafe those that need review
    Fix(Fix),
    /// Join the JSON reports of all shards of a run into one report, in any format
    Merge(Merge),
    /// Show what changed in claims and sources since an earlier version, recorded or not
    Diff(Diff),
    /// Print a ready citation of a passage: its words as the source has them, what singles them out, and their place
    Cite(Cite),
    /// Show where a passage stands in all sources: verbatim, in other typography, or something like it
    Find(Find),
    /// Keep sources: file a text or a web page, pin one that changed
    Source(Source),
    /// Print a rule's page; without a name the list of rules
    Explain(Explain),
    /// Print a schema that is built in: claim-file, source, config or report
    Schema(Schema),
    /// Check JSON files against a JSON Schema (drafts 4 to 2020-12)
    Validate(Validate),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print the manual page of the program, or of one command, in the format of man
    Man(Man),
}

/// `factcheck init`
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The new project's folder; it is made where it is not there [default: --root, else here]
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub folder: Option<PathBuf>,
}

/// `factcheck completions`
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: Shell,
}

/// `factcheck man`
#[derive(Debug, Args)]
pub(crate) struct Man {
    /// The command, as in verify or source add [default: the whole program]
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// `factcheck verify`
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// Claim files, sources (then every claim that cites them) or folders [default: the whole project]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
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
    /// Check again whenever a file is saved, and show what became of the findings; Ctrl-C ends it
    #[arg(long, conflicts_with_all = ["staged", "shard", "fix", "diff", "with_review", "baseline_report", "reports", "exit_zero"])]
    pub watch: bool,
    /// Show only what is new against an earlier JSON report; what is hidden is counted, and fails nothing
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline_report: Option<PathBuf>,
    /// Apply the safe fixes first, and report what is left
    #[arg(long)]
    pub fix: bool,
    /// How to mend
    #[command(flatten)]
    pub mending: Mending,
    /// How to print the report
    #[command(flatten)]
    pub output: Printing,
}

/// How claim files are mended.
#[derive(Debug, Args)]
pub(crate) struct Mending {
    /// Show what fixing would change, as a unified diff that `git apply` takes, and change nothing
    #[arg(long)]
    pub diff: bool,
    /// Apply the fixes that need review as well
    #[arg(long = "unsafe")]
    pub with_review: bool,
}

/// `factcheck fix`
#[derive(Debug, Args)]
pub(crate) struct Fix {
    /// Claim files, sources (then every claim that cites them) or folders [default: the whole project]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The earlier version that a correction is recorded against: auto, none, a git revision, merge-base:REV or dir:PATH
    /// [default: the settings', else auto]
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,
    /// How to mend
    #[command(flatten)]
    pub mending: Mending,
    /// End with exit code 1 although no error is left, where something was mended: for hooks, which stop so that it is
    /// looked at
    #[arg(long = "exit-non-zero-on-fix")]
    pub fails_when_mended: bool,
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
    #[arg(value_name = "REPORT", required = true, value_hint = ValueHint::FilePath)]
    pub parts: Vec<PathBuf>,
    /// Show only what is new against an earlier JSON report; what is hidden is counted, and fails nothing
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
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
            names.collect::<Vec<String>>()
        };
        let Some((format, path)) = written.split_once('=') else {
            return Err("it is FORMAT=PATH, as in junit=report.xml".to_owned());
        };
        let format = OutputFormat::from_str(format, false).map_err(|_| {
            let names = formats();
            let meant = nearest_name(format, names.iter().map(String::as_str));
            let meant = meant.map(|meant| format!("did you mean `{meant}`? "));
            format!(
                "there is no format `{format}`; {}there are {}",
                meant.unwrap_or_default(),
                names.join(", ")
            )
        })?;
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

/// `factcheck cite`
#[derive(Debug, Args)]
pub(crate) struct Cite {
    /// The source: its id, its text file or its descriptor
    #[arg(value_name = "SOURCE")]
    pub source: String,
    /// The passage, in quotation marks: copied, or as far as it is remembered; ` … ` where words are left out; `-` reads it
    /// from standard input
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// Cite the Nth place, from 1, where the passage stands more than once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub nth: Option<u32>,
    /// Cite the place on line L of the source's text, where the passage stands more than once
    #[arg(long, value_name = "L", value_parser = clap::value_parser!(u32).range(1..))]
    pub line: Option<u32>,
    /// Tell what stands before and after the passage although it stands only once
    #[arg(long)]
    pub context: bool,
    /// Add what the citation does for the claim [default: nothing is said, and it supports it]
    #[arg(long, value_name = "STANCE")]
    pub stance: Option<StanceFlag>,
    /// Add whose words these are
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub speaker: Option<String>,
    /// Add a note
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub note: Option<String>,
    /// Put the citation into this claim file, at the end of the claim's citations
    #[arg(long, value_name = "FILE", requires = "claim")]
    pub into: Option<PathBuf>,
    /// The claim of that file, by its id
    #[arg(long, value_name = "ID", requires = "into")]
    pub claim: Option<String>,
}

/// What a citation does for its claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StanceFlag {
    /// It backs the statement
    Supports,
    /// It contradicts the statement
    Refutes,
    /// It is background
    Context,
}

/// `factcheck find`
#[derive(Debug, Args)]
pub(crate) struct Find {
    /// The passage, in quotation marks; `-` reads it from standard input
    #[arg(value_name = "TEXT", required = true)]
    pub text: Vec<String>,
    /// Show the N best places
    #[arg(long, value_name = "N", default_value = "10", value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: u32,
    /// Search this source only, by its id; may be given more than once
    #[arg(long = "source", value_name = "ID")]
    pub sources: Vec<String>,
    /// Show passages that are only similar, too, although it stands somewhere
    #[arg(long)]
    pub near: bool,
    /// How to print what was found
    #[arg(long, value_name = "FORMAT", default_value = "full")]
    pub output_format: FindFormat,
}

/// A format of what was found, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindFormat {
    /// Each place with its lines
    Full,
    /// One line a place
    Concise,
    /// For programs
    Json,
}

/// `factcheck source`
#[derive(Debug, Args)]
pub(crate) struct Source {
    /// What to do with sources.
    #[command(subcommand)]
    pub command: SourceCommand,
}

/// A command about sources.
#[derive(Debug, Subcommand)]
pub(crate) enum SourceCommand {
    /// File a text or a web page as a source: its text, its descriptor with the text's hash, and the page as it was
    Add(Box<SourceAdd>),
    /// Pin the texts of sources as they are now, and show what changed in them and which quotes that touches
    Pin(SourcePin),
}

/// `factcheck source add`
#[derive(Debug, Args)]
pub(crate) struct SourceAdd {
    /// A text in UTF-8, or a page of HTML; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The name by which claims cite it [default: made of the title]
    #[arg(long)]
    pub id: Option<String>,
    /// Its headline or title [default: the page's]
    #[arg(long)]
    pub title: Option<String>,
    /// The day on which it was published, as in 2026-03-02 [default: the page's]
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// Who wrote it [default: the page's]
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,
    /// Who published it [default: the page's]
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Its language, as in en or pt-BR [default: the page's]
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Where it was found [default: the page's]
    #[arg(long)]
    pub url: Option<String>,
    /// Where there is a lasting copy
    #[arg(long, value_name = "URL")]
    pub archived_url: Option<String>,
    /// The day on which it was copied
    #[arg(long, value_name = "DATE")]
    pub retrieved: Option<String>,
    /// What FILE is [default: what its name or its first bytes say]
    #[arg(long = "as", value_name = "KIND")]
    pub kind: Option<SourceKind>,
    /// Keep a kind of part that would be left out of a page, such as asides or footers; may be given more than once
    #[arg(long, value_name = "KIND")]
    pub keep: Vec<String>,
    /// Print what was left out of a page
    #[arg(long)]
    pub show_dropped: bool,
    /// Print the text and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What a file is that becomes a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SourceKind {
    /// A text, kept as it is
    Text,
    /// A page, of which the article's text is kept
    Html,
}

/// `factcheck source pin`
#[derive(Debug, Args)]
pub(crate) struct SourcePin {
    /// Sources [default: all whose text is not the one that was pinned]
    #[arg(value_name = "ID")]
    pub ids: Vec<String>,
    /// All sources whose text is not the one that was pinned, as without any ID
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// Show what would be pinned, and write nothing
    #[arg(long)]
    pub dry_run: bool,
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
    #[arg(long, value_name = "SCHEMA", value_hint = ValueHint::FilePath)]
    pub schema: PathBuf,
    /// The JSON files
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

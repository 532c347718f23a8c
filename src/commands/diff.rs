//! `factcheck diff`: the changelog of claims and sources against a baseline.

use super::project::{compare_for_changelog, refuse_claims_outside, survey};
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{ChangelogFormat as Flag, Common, Diff};
use anyhow::{Result, bail};
use factcheck::project::Selection;
use factcheck::render::{ChangelogFormat, Style, render_changelog};
use factcheck::text::visible_line;

pub(super) fn run(options: &Diff, common: &Common) -> Result<u8> {
    let mut opened = survey(common, false, None)?;
    refuse_claims_outside(&opened, common)?;
    compare_for_changelog(&mut opened, options.base.as_deref())?;
    if let Err(none) = &opened.project.prior {
        bail!(
            "there is nothing to compare with: {none}; name a git revision, or the folder of an earlier version, as in `factcheck diff dir:PATH`"
        );
    }
    let report = factcheck::verify(&opened.project, &Selection::Whole);
    let format = match options.output_format {
        Flag::Full => ChangelogFormat::Full,
        Flag::Markdown => ChangelogFormat::Markdown,
        Flag::Json => ChangelogFormat::Json,
    };
    let style = Style {
        color: terminal::use_color(common.color),
        width: terminal::width(),
        quiet: common.quiet,
        ..Style::default()
    };
    match format {
        ChangelogFormat::Full => {
            terminal::print_text(|out| render_changelog(&report, format, style, out))?;
        }
        _ => terminal::print(|out| render_changelog(&report, format, style, out))?,
    }
    let not_compared = report.not_compared();
    for unchecked in &not_compared {
        terminal::complain(&format!(
            "{} was not compared: {}",
            visible_line(&unchecked.file),
            visible_line(&unchecked.reason)
        ));
    }
    // A changelog is no gate; but one with gaps must not pass for one without.
    Ok(if not_compared.is_empty() {
        0
    } else {
        COULD_NOT_CHECK
    })
}

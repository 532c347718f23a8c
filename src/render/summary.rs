//! The closing lines of a report for people: what was checked, what passed, what was found.

use super::format::Style;
use crate::evidence::Match;
use crate::finding::Level;
use crate::quote::Fold;
use crate::report::{Hidden, Report};
use crate::text::visible_line;
use anstyle::{AnsiColor, Style as Ansi};
use std::io::{self, Write};

/// What nobody may miss, however quiet the run: waivers that were used, folds that made a quote pass, and what could
/// not be checked.
pub(super) fn notices(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for waived in &report.waived {
        let place = &waived.finding.place;
        writeln!(
            out,
            "waived: {}:{}:{}: {}: {}",
            visible_line(&place.file),
            place.region.line,
            place.region.column,
            waived.finding.rule,
            visible_line(&waived.reason),
        )?;
    }
    // Where a fold made a quote pass, the output names it.
    for claim in report.claims.iter().filter(|claim| !claim.failed) {
        for (number, citation) in claim.citations.iter().enumerate() {
            if !citation.folds.is_empty() {
                let names: Vec<&str> = citation.folds.iter().map(Fold::as_str).collect();
                writeln!(
                    out,
                    "accepted: claim \"{}\", citation {}: stands but for {}",
                    visible_line(claim.id.as_deref().unwrap_or("?")),
                    number + 1,
                    names.join(", "),
                )?;
            }
        }
    }
    if let Some(hidden) = &report.hidden {
        for line in old_findings(hidden).into_iter().chain(gone(hidden)) {
            writeln!(out, "{line}")?;
        }
    }
    for unchecked in &report.unchecked {
        writeln!(
            out,
            "not checked: {}: {}",
            visible_line(&unchecked.file),
            visible_line(&unchecked.reason)
        )?;
    }
    Ok(())
}

/// What an earlier report has already: that it is hidden must not make anybody believe that it is gone.
pub(super) fn old_findings(hidden: &Hidden) -> Option<String> {
    let promise = match hidden.of_core_rules() {
        0 => String::new(),
        1 => {
            "; 1 is of a core rule, so this run does not say that every quotation stands".to_owned()
        }
        core => format!(
            "; {core} are of core rules, so this run does not say that every quotation stands"
        ),
    };
    (!hidden.findings.is_empty()).then(|| {
        let by = visible_line(&hidden.by);
        format!("hidden: {}, which {by} has already{promise}", old(hidden))
    })
}

/// What it has and this run has no longer.
fn gone(hidden: &Hidden) -> Option<String> {
    let gone = hidden.gone.filter(|gone| *gone > 0)?;
    Some(format!(
        "gone: {} of {} {} no longer there: write it anew with `factcheck verify --output-format json`",
        counted(gone, "finding"),
        visible_line(&hidden.by),
        if gone == 1 { "is" } else { "are" },
    ))
}

/// `3 old errors and 1 old warning`
fn old(hidden: &Hidden) -> String {
    let counts = [
        (Level::Error, "old error"),
        (Level::Warning, "old warning"),
        (Level::Info, "old info"),
    ]
    .map(|(level, what)| (hidden.of_level(level), what));
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    let mut some: Vec<String> = some.map(|(count, what)| counted(count, what)).collect();
    match some.pop() {
        None => "nothing".to_owned(),
        Some(last) if some.is_empty() => last,
        Some(last) => format!("{} and {last}", some.join(", ")),
    }
}

/// The counts.
pub(super) fn render(report: &Report, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let counts = &report.summary;
    if counts.claims == 0
        && let Some(shard) = report.run.shard
    {
        writeln!(out, "no claim falls to shard {shard}: others have them")?;
    } else if counts.claims == 0 && counts.sources > 0 && report.exit_code() == 0 {
        writeln!(
            out,
            "no claim cites what was named: only descriptors and hashes were checked"
        )?;
    }
    writeln!(
        out,
        "{}, {}: {} passed, {} failed{}",
        counted(counts.files, "file"),
        counted(counts.claims, "claim"),
        counts.passed,
        counts.failed,
        match &report.hidden {
            Some(hidden) if hidden.claims > 0 =>
                format!(", {} of them with old errors only", hidden.claims),
            _ => String::new(),
        },
    )?;
    writeln!(
        out,
        "{} of {} verbatim{}; {}; {}",
        counts.verbatim,
        counted(counts.citations, "citation"),
        accepted(report),
        counted(counts.sources, "source"),
        drift(report),
    )?;
    let waived = match counts.waived {
        0 => String::new(),
        waived => format!(", {waived} waived"),
    };
    let infos = match counts.infos {
        0 => String::new(),
        infos => format!(", {}", counted(infos, "info")),
    };
    let hidden = match counts.hidden {
        0 => String::new(),
        hidden => format!(", {hidden} hidden"),
    };
    // A shard that is green says nothing of the others.
    let part = match report.run.shard {
        None => String::new(),
        Some(shard) => format!(" of shard {shard}"),
    };
    let but = match &report.hidden {
        Some(hidden) if report.exit_code() == 0 && hidden.of_level(Level::Error) > 0 => format!(
            ", but {} {} hidden by {}",
            counted(hidden.of_level(Level::Error), "old error"),
            if hidden.of_level(Level::Error) == 1 {
                "is"
            } else {
                "are"
            },
            visible_line(&hidden.by)
        ),
        _ => String::new(),
    };
    let (word, color) = match report.exit_code() {
        0 => ("ok", AnsiColor::Green),
        1 => ("FAILED", AnsiColor::Red),
        _ => ("NOT CHECKED", AnsiColor::Red),
    };
    let bold = if style.color {
        Ansi::new().bold().fg_color(Some(color.into()))
    } else {
        Ansi::new()
    };
    writeln!(
        out,
        "result{part}: {bold}{word}{bold:#}{but}. {}, {}{infos}{waived}{hidden}",
        counted(counts.errors, "error"),
        counted(counts.warnings, "warning"),
    )
}

/// What changed, and since when; or why that was not looked at.
fn drift(report: &Report) -> String {
    let baseline = match &report.baseline {
        Ok(baseline) => visible_line(&baseline.to_string()),
        Err(none) => return format!("drift not checked: {none}"),
    };
    let count = report.changes.len();
    let unrecorded = report
        .changes
        .iter()
        .filter(|change| !change.recorded)
        .count();
    match (count, unrecorded) {
        _ if report.baseline_is_empty => {
            format!("no claim file in {baseline}, so that every claim is new")
        }
        (0, _) => format!("no change since {baseline}"),
        (_, 0) => format!("{} since {baseline}", counted(count, "change")),
        (1, _) => format!("1 change since {baseline}, not recorded"),
        _ if unrecorded == count => {
            format!("{count} changes since {baseline}, none of them recorded")
        }
        _ => format!("{count} changes since {baseline}, {unrecorded} of them not recorded"),
    }
}

/// Citations that count as verbatim only because the project accepts a fold.
fn accepted(report: &Report) -> String {
    let citations = report
        .claims
        .iter()
        .flat_map(|claim| claim.citations.iter());
    match citations
        .filter(|citation| citation.matched == Match::Verbatim && !citation.folds.is_empty())
        .count()
    {
        0 => String::new(),
        by_fold => format!(", {by_fold} of them by accepted folds"),
    }
}

pub(super) fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

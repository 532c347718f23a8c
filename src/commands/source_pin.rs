//! `factcheck source pin`: pins the texts of sources as they are now, and shows what changed and which quotes that touches.

use super::COULD_NOT_CHECK;
use super::leftovers;
use super::project::open;
use super::terminal::{complain, print_text};
use crate::cli::{Common, SourcePin};
use anyhow::{Context, Result, bail};
use factcheck::claim::ClaimFile;
use factcheck::document::{BeyondAscii, apply, nearest_name, replace_string};
use factcheck::evidence::{CitationFacts, ClaimFacts, Detail, Evidence, Gathering, Match};
use factcheck::finding::{Finding, Level};
use factcheck::project::Selection;
use factcheck::quote::{Change, Difference, Judge, Judgement};
use factcheck::source::{Descriptor, LineChange, Sha256Sum, Source, changed_lines, load, sha256};
use factcheck::store::{Disk, GitError, Replacement, Repository, WriteError};
use factcheck::text::{Text, visible_line};
use factcheck::workspace::Workspace;
use factcheck::{Report, verify};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

/// Changed lines that are shown of one source.
const MOST_CHANGES: usize = 50;

/// A source whose text is not the one that was pinned.
struct Changed {
    source: Source,
    text: Arc<Text>,
    /// The hash that was pinned.
    pinned: Sha256Sum,
    /// The text's hash now.
    sha256: Sha256Sum,
    /// The text that was pinned, or why it is not known.
    old: Result<Text, String>,
}

impl Changed {
    fn descriptor_path(&self) -> &str {
        let descriptor = self.source.descriptor.as_ref();
        descriptor.map_or("", |descriptor| &descriptor.path)
    }
}

pub(super) fn run(options: &SourcePin, common: &Common) -> Result<u8> {
    let opened = open(common)?;
    let ids = ids(options, &opened)?;
    if !options.dry_run {
        let folder = opened.project.config.sources.as_str();
        leftovers::clear(&Disk::open(&opened.root)?, [folder]);
    }
    let mut changed = Vec::new();
    let mut could_not = false;
    for id in &ids {
        match look(id, &opened) {
            Ok(found) => changed.extend(found),
            Err(error) if options.ids.is_empty() => {
                complain(&visible_line(&format!("{error:#}")));
                could_not = true;
            }
            Err(error) => return Err(error),
        }
    }
    if changed.is_empty() && could_not {
        return Ok(COULD_NOT_CHECK);
    }
    if changed.is_empty() {
        print_text(|out| writeln!(out, "{}", nothing(&options.ids)))?;
        return Ok(0);
    }
    // What they quote is not known.
    for line in unread(&opened) {
        complain(&visible_line(&line));
        could_not = true;
    }
    let selection = Selection::Part {
        files: BTreeSet::new(),
        sources: changed
            .iter()
            .map(|changed| changed.source.id.clone())
            .collect(),
    };
    let mut gathering = Gathering::new(&opened.project, &selection, None);
    let files: Vec<&ClaimFile> = opened.project.files.iter().collect();
    let claims = gathering.judge_all(&files);
    let evidence = gathering.evidence(&files, claims, None);
    // As the claims fare today: a quote that stands may be cut now, or stand twice.
    let report = verify(&opened.project, &selection);
    let mut lost = 0;
    let pinned = if options.dry_run {
        vec![Ok(()); changed.len()]
    } else {
        pin(&changed, &opened)?
    };
    for (changed, pinned) in changed.iter().zip(pinned) {
        if let Err(error) = pinned {
            let path = changed.descriptor_path();
            let id = &changed.source.id;
            complain(&visible_line(&format!(
                "the source {id} cannot be pinned: {path}: {error}"
            )));
            could_not = true;
            continue;
        }
        let quotes = quotes(changed, &evidence, &report);
        print_text(|out| show(changed, &evidence, &quotes, options.dry_run, out))?;
        lost += quotes.iter().filter(|quote| !quote.stands).count();
    }
    Ok(match (could_not, lost) {
        (true, _) => COULD_NOT_CHECK,
        (false, 0) => 0,
        (false, _) => 1,
    })
}

/// The claim files whose quotes cannot be looked at, and why.
fn unread(opened: &Workspace) -> Vec<String> {
    let project = &opened.project;
    let closed = project.unreadable.iter();
    let closed = closed.map(|(path, error)| (path, error.to_string()));
    let broken = project.files.iter();
    let broken = broken.filter_map(|file| Some((&file.path, file.why_unread()?)));
    let told = closed.chain(broken).map(|(path, why)| {
        format!("the quotes in {path} cannot be looked at: {why}; `factcheck verify` says more")
    });
    told.collect()
}

fn nothing(ids: &[String]) -> String {
    match ids {
        [] => "nothing to pin: every source's text is the one that was pinned".to_owned(),
        [id] => format!(
            "nothing to pin: the text of {} is the one that was pinned",
            visible_line(id)
        ),
        _ => "nothing to pin: the texts of these sources are the ones that were pinned".to_owned(),
    }
}

/// The ids that were given, each once, or all.
fn ids(options: &SourcePin, opened: &Workspace) -> Result<BTreeSet<String>> {
    let catalog = &opened.project.catalog;
    if options.ids.is_empty() {
        return Ok(catalog.clone());
    }
    for id in &options.ids {
        if !catalog.contains(id) {
            let meant = nearest_name(id, catalog.iter().map(String::as_str));
            let meant = meant
                .map(|meant| format!("; did you mean {meant}?"))
                .unwrap_or_default();
            bail!(
                "there is no source {id} in {}/{meant}",
                opened.project.config.sources
            );
        }
    }
    Ok(options.ids.iter().cloned().collect())
}

/// A source, where its text is not the one that was pinned.
fn look(id: &str, opened: &Workspace) -> Result<Option<Changed>> {
    let source = load(&*opened.project.store, &opened.project.config.sources, id);
    let descriptor = source.descriptor.as_ref();
    let Some(descriptor) = descriptor.filter(|descriptor| descriptor.text_file.is_some()) else {
        bail!(
            "the source {id} cannot be pinned: its descriptor cannot be read; `factcheck verify` says why"
        );
    };
    let Some(pinned) = descriptor.sha256.as_ref().map(|pin| pin.value) else {
        bail!(
            "the source {id} cannot be pinned: {} has no `sha256` of 64 hexadecimal digits to replace",
            descriptor.path
        );
    };
    let path = source.text_path.clone().unwrap_or_default();
    let (Ok(text), Some(sha256)) = (source.text.clone(), source.sha256) else {
        bail!(
            "the source {id} cannot be pinned: its text, {path}, cannot be read; `factcheck verify` says why"
        );
    };
    if sha256 == pinned {
        return Ok(None);
    }
    let old = pinned_text(opened, &path, pinned);
    Ok(Some(Changed {
        source: source.without_text(),
        text,
        pinned,
        sha256,
        old,
    }))
}

/// The text that was pinned, as git has it; or why it is not known.
fn pinned_text(opened: &Workspace, path: &str, pinned: Sha256Sum) -> Result<Text, String> {
    let sought =
        |repository: Repository| repository.past_content(path, &|bytes| sha256(bytes) == pinned);
    let found = match Repository::around(&opened.root) {
        Ok(None) => return Err("the project is in no git repository".to_owned()),
        Ok(Some(repository)) => sought(repository),
        Err(error) => Err(error),
    };
    let bytes = found.map_err(|error: GitError| error.to_string())?;
    let bytes = bytes.ok_or("no commit that led to HEAD holds it")?;
    Text::decode_source(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

/// Writes the texts' hashes into the descriptors, in which nothing else changes; what became of each.
fn pin(changed: &[Changed], opened: &Workspace) -> Result<Vec<Result<(), WriteError>>> {
    let descriptors = changed.iter().map(|changed| {
        let descriptor: &Descriptor = changed.source.descriptor.as_ref().context("a descriptor")?;
        let pinned = descriptor.sha256.as_ref().context("a pinned hash")?;
        let text = descriptor.text.as_str();
        let edits = replace_string(
            text,
            pinned.range.clone(),
            &changed.sha256.to_string(),
            BeyondAscii::of(text),
        );
        Ok((descriptor, apply(text, &edits)))
    });
    let descriptors: Vec<(&Descriptor, String)> = descriptors.collect::<Result<_>>()?;
    let replacements: Vec<Replacement<'_>> = descriptors
        .iter()
        .map(|(descriptor, after)| Replacement {
            path: &descriptor.path,
            before: descriptor.text.as_str().as_bytes(),
            after: after.as_bytes(),
        })
        .collect();
    let disk = Disk::open(&opened.root)?;
    Ok(disk.replace_all(&replacements))
}

/// A quote from a changed source.
struct QuoteFate<'e> {
    claim: &'e str,
    file: &'e str,
    line: usize,
    stands: bool,
    words: String,
}

/// The quotes from a source, in order of file and place.
fn quotes<'e>(
    changed: &Changed,
    evidence: &'e Evidence<'_>,
    report: &Report,
) -> Vec<QuoteFate<'e>> {
    let before = changed.old.as_ref().ok();
    let judge = before.map(|old| Judge::new(old.as_str(), evidence.project.config.accept));
    let id = changed.source.id.as_str();
    let claims = evidence.claims.iter().flat_map(|facts| {
        let own = facts.citations.iter().enumerate();
        let own = own.filter(|(_, citation)| citation.source_id() == Some(id));
        own.map(|(number, citation)| {
            let mut fate = fate(facts, number, citation, judge.as_ref(), evidence);
            if fate.stands
                && let Some(error) = error_of(report, facts, citation.citation.index)
            {
                fate.stands = false;
                // The line names the claim already.
                let named = format!("claim {}: ", facts.claim.name());
                let message = error.message.strip_prefix(&named);
                let message = visible_line(message.unwrap_or(&error.message));
                fate.words = format!("{}; but {message} ({})", fate.words, error.rule);
            }
            fate
        })
        .collect::<Vec<_>>()
    });
    claims.collect()
}

/// What fails a citation of which the quote stands. That it moved is told as that.
fn error_of<'r>(
    report: &'r Report,
    facts: &ClaimFacts<'_>,
    citation: usize,
) -> Option<&'r Finding> {
    report.findings.iter().find(|finding| {
        finding.level == Level::Error
            && finding.place.file == facts.file.path
            && finding.claim_index == Some(facts.claim.index)
            && finding.citation == Some(citation)
            && finding.rule != "span-moved"
    })
}

fn fate<'e>(
    facts: &'e ClaimFacts<'_>,
    number: usize,
    citation: &CitationFacts<'_>,
    judge: Option<&Judge<'_>>,
    evidence: &Evidence<'_>,
) -> QuoteFate<'e> {
    let accepted = facts.accepts_typography(number, evidence.project);
    let stands =
        citation.matched == Match::Verbatim || (citation.matched == Match::Typographic && accepted);
    let quote = citation.citation.quote.as_ref();
    let fragments = quote
        .map(|quote| quote.value.fragments())
        .unwrap_or_default();
    let whole: Vec<String> = fragments
        .iter()
        .map(|fragment| format!("“{}”", visible_line(&fragment.value)))
        .collect();
    let whole = whole.join(" … ");
    let stood = judge.is_some_and(|judge| {
        let mut judged = fragments
            .iter()
            .map(|fragment| judge.judge(&fragment.value));
        judged.all(|judgement| matches!(judgement, Judgement::Stands(_)))
    });
    let moved = citation
        .placement
        .as_ref()
        .is_some_and(|placement| placement.span.is_some());
    let words = match citation.matched {
        _ if stands && moved => {
            format!("moved: {whole} is no longer at its span; `factcheck verify` says where it is")
        }
        _ if stands => format!("stands: {whole}"),
        Match::Unverifiable => format!("could not be judged: {whole}"),
        _ => {
            let before = if judge.is_some() && !stood {
                "; nor did it stand in the pinned text"
            } else {
                ""
            };
            format!("{}{before}", lost(citation, &whole))
        }
    };
    let place = facts.claim.id.as_ref().map_or(0, |id| id.range.start);
    QuoteFate {
        claim: facts.claim.id.as_ref().map_or("?", |id| id.value.as_str()),
        file: &facts.file.path,
        line: facts.file.text.region(&(place..place)).line,
        stands,
        words,
    }
}

/// What became of a quote that no longer stands.
fn lost(citation: &CitationFacts<'_>, whole: &str) -> String {
    let closest = citation
        .fragments
        .iter()
        .find_map(|fragment| match &fragment.detail {
            Detail::Altered(closest) => Some(format!(
                "ALTERED, source to quote: {}",
                word_diff(&closest.difference)
            )),
            Detail::Typographic { passage, .. } | Detail::Hidden { passage, .. } => Some(format!(
                "ALTERED: {whole} is now “{}”",
                visible_line(&passage.text)
            )),
            Detail::Misattributed(spread) => Some(format!(
                "GONE: {whole}, which stands in {}",
                spread.ids().join(", ")
            )),
            Detail::Elided { .. } => Some(format!("ALTERED: {whole} stands in pieces only")),
            Detail::Stands { .. } | Detail::Absent { .. } => None,
        });
    closest.unwrap_or_else(|| format!("GONE: {whole}"))
}

/// One source: what changed in its text, what became of the quotes, and what is pinned.
fn show(
    changed: &Changed,
    evidence: &Evidence<'_>,
    quotes: &[QuoteFate<'_>],
    is_dry: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = changed.source.text_path.as_deref().unwrap_or_default();
    writeln!(
        out,
        "{}: {} is not the text that was pinned",
        changed.source.id,
        visible_line(path)
    )?;
    show_text(changed, out)?;
    show_page(changed, evidence, out)?;
    if quotes.is_empty() {
        writeln!(out, "  no claim quotes it")?;
    }
    for quote in quotes {
        let claim = visible_line(quote.claim);
        writeln!(
            out,
            "  {claim} ({}:{}): {}",
            visible_line(quote.file),
            quote.line,
            quote.words
        )?;
    }
    let verb = if is_dry { "would pin" } else { "pinned" };
    writeln!(
        out,
        "  {verb} {} in place of {}",
        changed.sha256.short(),
        changed.pinned.short()
    )?;
    let failing: BTreeSet<&str> = quotes
        .iter()
        .filter(|quote| !quote.stands)
        .map(|quote| quote.claim)
        .collect();
    if !failing.is_empty() {
        let failing: Vec<String> = failing.into_iter().map(visible_line).collect();
        writeln!(
            out,
            "  WARNING: these claims fail now, and must be mended before they are published: {}",
            failing.join(", ")
        )?;
    }
    Ok(())
}

fn show_text(changed: &Changed, out: &mut dyn Write) -> io::Result<()> {
    let old = match &changed.old {
        Ok(old) => old,
        Err(reason) => {
            return writeln!(
                out,
                "  what changed cannot be shown, since git does not have the pinned text: {reason}"
            );
        }
    };
    let lines = changed_lines(old.as_str(), changed.text.as_str());
    if lines.is_empty() {
        return writeln!(
            out,
            "  only white space between lines, or at their ends, changed"
        );
    }
    for change in lines.iter().take(MOST_CHANGES) {
        let told = match change {
            LineChange::Reworded(line, difference) => {
                format!("line {line}: {}", word_diff(difference))
            }
            LineChange::Added(line, text) => format!("line {line}: {{+{}+}}", visible_line(text)),
            LineChange::Removed(line, text) => {
                format!("line {line} of the pinned text: [-{}-]", visible_line(text))
            }
        };
        writeln!(out, "  {told}")?;
    }
    match lines.len().saturating_sub(MOST_CHANGES) {
        0 => Ok(()),
        more => writeln!(out, "  … and {more} more lines"),
    }
}

/// Whether the page that the text was made of changed, too.
fn show_page(changed: &Changed, evidence: &Evidence<'_>, out: &mut dyn Write) -> io::Result<()> {
    let descriptor = changed.source.descriptor.as_ref();
    let Some(original) = descriptor.and_then(|descriptor| descriptor.original.as_ref()) else {
        return Ok(());
    };
    let project = evidence.project;
    let path = format!("{}/{}", project.config.sources, original.file);
    let told = match project.store.read(&path) {
        Ok(bytes) if sha256(&bytes).to_string() == original.sha256 => {
            "is as it was filed, so the text was changed by hand".to_owned()
        }
        Ok(_) => "is not the one that was filed, either".to_owned(),
        Err(error) => format!("cannot be compared: {error}"),
    };
    writeln!(
        out,
        "  the page that it was made of, {}, {told}",
        visible_line(&path)
    )
}

/// A difference as `git diff --word-diff` writes it.
fn word_diff(difference: &Difference) -> String {
    let parts = difference.edits.iter().map(|(change, text)| match change {
        Change::Equal => visible_line(text),
        Change::Delete => format!("[-{}-]", visible_line(text)),
        Change::Insert => format!("{{+{}+}}", visible_line(text)),
    });
    parts.collect()
}

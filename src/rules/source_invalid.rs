//! `source-invalid`: a source's descriptor breaks its schema, or its text cannot be read.

use super::check::{Check, Rule};
use super::pointing::Cited;
use crate::evidence::{Evidence, SourceFacts};
use crate::finding::{Finding, Label, Level};
use crate::source::Unreadable;
use crate::text::{Place, Region};

pub(super) const RULE: Rule = Rule {
    name: "source-invalid",
    level: Level::Error,
    core: true,
    page: include_str!("source_invalid.md"),
    checks: &[Check::Source(check_source), Check::Citation(check_citation)],
};

/// The descriptor's faults; and an unreadable text that nothing cites.
fn check_source(id: &str, source: &SourceFacts, evidence: &Evidence<'_>, out: &mut Vec<Finding>) {
    if let Some(descriptor) = &source.descriptor {
        for fault in &descriptor.faults {
            let place = Label::new(&descriptor.path, &descriptor.text, &fault.range, "");
            let message = format!(
                "the descriptor of {id} breaks its schema: {}",
                fault.message
            );
            let mut finding = Finding::new(RULE.name, place, &fault.pointer, message);
            finding.source = Some(id.to_owned());
            finding.notes.extend(fault.help.clone());
            finding.identity = format!("{}\u{1e}{}", fault.pointer, fault.message);
            out.push(finding);
        }
    }
    let is_told = matches!(source.unreadable, Some(Unreadable::BadDescriptor(None)))
        && cause(source).is_some();
    if !source.is_cited
        && !is_told
        && let Some(trouble) = trouble(id, source, evidence)
    {
        let mut finding = Finding::new(RULE.name, trouble.place, "", trouble.message);
        finding.source = Some(id.to_owned());
        finding.notes.push(trouble.help.to_owned());
        out.push(finding);
    }
}

/// Each citation of a source whose text cannot be had.
fn check_citation(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    if cited.was_read() {
        return;
    }
    let Some(id) = &cited.citation.citation.source else {
        return;
    };
    let Some(source) = cited.evidence.sources.get(&id.value) else {
        return;
    };
    if let Some(trouble) = trouble(&id.value, source, cited.evidence) {
        let message = format!("{}, so the quote could not be checked", trouble.message);
        let mut finding = cited.at(
            RULE.name,
            &id.range,
            "/source",
            "this source cannot be read",
            &message,
        );
        finding.related.push(trouble.place);
        finding.notes.push(trouble.help.to_owned());
        finding.identity.clone_from(&id.value);
        out.push(finding);
    }
}

/// The fault of the descriptor that leaves it open which text is meant: that of its `text`, or of all of it.
fn cause(source: &SourceFacts) -> Option<Label> {
    let descriptor = source.descriptor.as_ref()?;
    let at = |pointer| {
        let mut faults = descriptor.faults.iter();
        faults.find(move |fault| fault.pointer == pointer)
    };
    let cause = at("/text").or_else(|| at(""))?;
    Some(Label::new(
        &descriptor.path,
        &descriptor.text,
        &cause.range,
        &cause.message,
    ))
}

/// What keeps a source's text from being read.
struct Trouble {
    place: Label,
    message: String,
    help: &'static str,
}

fn trouble(id: &str, source: &SourceFacts, evidence: &Evidence<'_>) -> Option<Trouble> {
    let unreadable = source.unreadable.as_ref()?;
    let text_path = source.text_path().unwrap_or_default().to_owned();
    let descriptor_path = format!("{}/{id}.json", evidence.project.config.sources);
    Some(match unreadable {
        Unreadable::NotUtf8(fault) => {
            let end = Place {
                column: fault.place.column + 1,
                ..fault.place
            };
            Trouble {
                place: Label::bare(
                    text_path,
                    Region::new(fault.place, end),
                    "this byte is not UTF-8",
                ),
                message: format!(
                    "the text of {id} is not UTF-8 (byte 0x{:02X} at offset {})",
                    fault.value, fault.byte
                ),
                help: match fault.value {
                    0xfe | 0xff if fault.byte == 0 => {
                        "it looks like UTF-16: save it as UTF-8, and pin its new hash in the descriptor"
                    }
                    _ => {
                        "it looks like Latin-1 or Windows-1252: save it as UTF-8, and pin its new hash in the descriptor"
                    }
                },
            }
        }
        Unreadable::BadText(error) => Trouble {
            place: Label::bare(text_path, Region::START, "this file"),
            message: format!("the text of {id} cannot be read: {error}"),
            help: "a source's text is a regular file that everyone may read",
        },
        Unreadable::BadDescriptor(Some(error)) => Trouble {
            place: Label::bare(descriptor_path, Region::START, "this file"),
            message: format!("the descriptor of {id} cannot be read: {error}"),
            help: "a source's descriptor is a regular file that everyone may read",
        },
        Unreadable::BadDescriptor(None) => Trouble {
            place: cause(source)
                .unwrap_or_else(|| Label::bare(descriptor_path, Region::START, "this file")),
            message: format!("the descriptor of {id} does not say which text is meant"),
            help: "mend the descriptor first",
        },
        Unreadable::NoDescriptor | Unreadable::NoText | Unreadable::OutsideRoot => return None,
    })
}

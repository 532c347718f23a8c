//! `factcheck cite`: a ready citation of a passage, printed or put into a claim.

mod into;

use super::given::{no_source, passage, pin_trouble};
use super::project::open_archive;
use super::terminal;
use crate::cli::{Cite, Common, StanceFlag};
use anyhow::{Result, anyhow, bail};
use factcheck::cite::{Draft, NotFound, Passage, Terms, Wanted, locate};
use factcheck::claim::Stance;
use factcheck::quote::Fold;
use factcheck::rules::explained;
use factcheck::seek::{Found, How, Near, Query, search};
use factcheck::source::Catalog;
use factcheck::text::{Text, visible_line};
use factcheck::workspace::Archive;
use std::env;
use std::ops::Range;

/// So many places are listed.
const LISTED: usize = 8;

pub(super) fn run(options: &Cite, common: &Common) -> Result<u8> {
    let asked = passage(&options.text, &format!("factcheck cite {}", options.source))?;
    let archive = open_archive(common)?;
    let id = source_id(&options.source, &archive)?;
    let source = archive.catalog.load(&id);
    if let Some(trouble) = pin_trouble(&source) {
        complain(&trouble);
    }
    let text = source
        .text
        .map_err(|reason| anyhow!("the source {id} cannot be cited: {reason}"))?;
    let number = |number: Option<u32>| number.and_then(|number| usize::try_from(number).ok());
    let wanted = Wanted {
        text: &asked,
        nth: number(options.nth),
        line: number(options.line),
    };
    let passage = match locate(&text, wanted) {
        Ok(passage) => passage,
        Err(NotFound::Absent) => {
            complain(&format!("nothing in {id} is like it"));
            point_elsewhere(&archive.catalog, &id, &asked, Near::Otherwise);
            return Ok(1);
        }
        Err(NotFound::NotThere(places)) => bail!(
            "it does not stand there: in {id} it stands on {}",
            lines(&text, &places, None)
        ),
        Err(NotFound::ClosestNotThere(places)) => bail!(
            "it does not stand there, nor anywhere in {id}; the closest passage stands on {}",
            lines(&text, &places, None)
        ),
    };
    let draft = Draft::new(&id, &text, &passage, terms(options));
    remark(&id, &text, &passage, &draft, options);
    remark_on_numbers(&text, &passage, asked.trim());
    if passage.how == How::Nearest {
        point_elsewhere(&archive.catalog, &id, &asked, Near::Never);
    }
    if let (Some(file), Some(claim)) = (&options.into, &options.claim) {
        into::put(&draft, &text, (file, claim), common)?;
    } else {
        let json = draft.to_json()?;
        terminal::print_text(|out| writeln!(out, "{json}"))?;
    }
    Ok(0)
}

fn complain(line: &str) {
    terminal::complain(&visible_line(line));
}

/// The source that is named by its id, or by the path of its text or its descriptor.
fn source_id(name: &str, archive: &Archive) -> Result<String> {
    let catalog = &archive.catalog;
    if catalog.ids().contains(name) {
        return Ok(name.to_owned());
    }
    let path = archive.relative(&env::current_dir()?.join(name));
    let owner = path
        .ok()
        .and_then(|path| catalog.owner(&path).map(str::to_owned));
    owner.ok_or_else(|| no_source(name, catalog))
}

fn terms(options: &Cite) -> Terms {
    Terms {
        stance: options.stance.map(|stance| match stance {
            StanceFlag::Supports => Stance::Supports,
            StanceFlag::Refutes => Stance::Refutes,
            StanceFlag::Context => Stance::Context,
        }),
        speaker: options.speaker.clone(),
        note: options.note.clone(),
        context: options.context,
    }
}

/// Says what the citation has other than was asked for, and what was chosen for the editor.
fn remark(id: &str, text: &Text, passage: &Passage, draft: &Draft, options: &Cite) {
    let folds: Vec<&str> = passage.folds.iter().map(Fold::as_str).collect();
    if let Some(difference) = &passage.difference {
        let kinds: Vec<&str> = difference.kinds.iter().map(|kind| kind.as_str()).collect();
        complain(&format!(
            "{id} does not say that; what is cited is the closest passage ({}): in what you gave, {}",
            kinds.join(", "),
            explained(difference)
        ));
    } else if !folds.is_empty() {
        complain(&format!(
            "the citation has the typography of {id}, which differs from what you gave: {}",
            folds.join(", ")
        ));
    }
    if passage.dropped_insertions {
        complain("the words in square brackets are not the source's, so they are left out");
    }
    let has_choice = passage.places.len() > 1;
    if has_choice && options.nth.is_none() {
        let what = if passage.difference.is_some() {
            "that passage"
        } else {
            "it"
        };
        complain(&format!(
            "in {id} {what} stands on {}; --nth N or --line L cites another place",
            lines(text, &passage.places, Some(passage.chosen))
        ));
    }
    if has_choice && draft.prefix.is_none() && draft.suffix.is_none() {
        complain("only the span tells this place from the others: nothing near it does");
    }
}

/// Says where a number became another one, since what was asked for has only a part of it.
fn remark_on_numbers(text: &Text, passage: &Passage, asked: &str) {
    let [fragment] = &passage.fragments[..] else {
        return;
    };
    let cited = &text.as_str()[fragment.clone()];
    let Some((before, after)) = cited.split_once(asked) else {
        return;
    };
    let is_cut = !before.is_empty() && asked.starts_with(char::is_numeric)
        || !after.is_empty() && asked.ends_with(char::is_numeric);
    if is_cut {
        complain(&format!(
            "what you gave has only a part of a number: what is cited is “{cited}”"
        ));
    }
}

/// The lines of some places: `line 1 (cited), line 3 and 5 more places`.
fn lines(text: &Text, places: &[Range<usize>], cited: Option<usize>) -> String {
    let mut told: Vec<String> = places
        .iter()
        .enumerate()
        .take(LISTED)
        .map(|(number, place)| {
            let region = text.region(place);
            let mark = if cited == Some(number) {
                " (cited)"
            } else {
                ""
            };
            if region.line == region.end_line {
                format!("line {}{mark}", region.line)
            } else {
                format!("lines {} to {}{mark}", region.line, region.end_line)
            }
        })
        .collect();
    if places.len() > told.len() {
        let more = places.len() - told.len();
        let places = if more == 1 { "place" } else { "places" };
        told.push(format!("{more} more {places}"));
    }
    let last = told.pop().unwrap_or_default();
    if told.is_empty() {
        last
    } else {
        format!("{} and {last}", told.join(", "))
    }
}

/// Names another source in which the passage stands, or something like it.
fn point_elsewhere(catalog: &Catalog, id: &str, asked: &str, near: Near) {
    let others = catalog.ids().iter().map(String::as_str);
    let others: Vec<&str> = others.filter(|other| *other != id).collect();
    let query = Query {
        text: asked.trim(),
        limit: 1,
        near,
    };
    let Found { hits, .. } = search(catalog, &others, query);
    let Some(best) = hits.first() else {
        return;
    };
    let how = match best.how {
        How::Verbatim => "it stands",
        How::Typographic => "it stands, in other typography,",
        How::Nearest => "something like it stands",
    };
    complain(&format!(
        "{how} in {} ({}:{}:{}); to cite that: `factcheck cite {} TEXT`",
        best.source, best.file, best.region.line, best.region.column, best.source
    ));
}

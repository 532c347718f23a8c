//! `factcheck find`: where a passage stands in all sources.

use super::given::{no_source, passage, pin_trouble};
use super::project::open_archive;
use super::{COULD_NOT_CHECK, terminal};
use crate::cli::{Common, Find, FindFormat as Flag};
use anyhow::Result;
use factcheck::render::{FindFormat, Search, Style, render_found};
use factcheck::rules::explained;
use factcheck::seek::{Found, Near, Query, search};
use factcheck::source::Catalog;
use factcheck::text::visible_line;
use std::collections::BTreeSet;

pub(super) fn run(options: &Find, common: &Common) -> Result<u8> {
    let text = passage(&options.text, "factcheck find")?;
    let archive = open_archive(common)?;
    let ids = chosen(options, &archive.catalog)?;
    let query = Query {
        text: text.trim(),
        limit: usize::try_from(options.limit)?,
        near: if options.near {
            Near::Always
        } else {
            Near::Otherwise
        },
    };
    let found = search(&archive.catalog, &ids, query);
    let style = Style {
        color: terminal::use_color(common.color),
        width: terminal::width(),
        quiet: common.quiet,
        ..Style::default()
    };
    let shown = Search {
        query: query.text,
        found: &found,
        explain: &explained,
    };
    let format = match options.output_format {
        Flag::Full => FindFormat::Full,
        Flag::Concise => FindFormat::Concise,
        Flag::Json => FindFormat::Json,
    };
    match format {
        FindFormat::Json => terminal::print(|out| render_found(&shown, format, style, out))?,
        _ => terminal::print_text(|out| render_found(&shown, format, style, out))?,
    }
    complain_about(&found, &archive.catalog);
    Ok(match (&found.unsearched[..], found.total) {
        ([], 0) => 1,
        ([], _) => 0,
        _ => COULD_NOT_CHECK,
    })
}

/// The ids of the sources that are searched.
fn chosen<'c>(options: &Find, catalog: &'c Catalog) -> Result<Vec<&'c str>> {
    if options.sources.is_empty() {
        return Ok(catalog.ids().iter().map(String::as_str).collect());
    }
    let mut chosen = BTreeSet::new();
    for name in &options.sources {
        let known = catalog.ids().get(name);
        chosen.insert(known.ok_or_else(|| no_source(name, catalog))?.as_str());
    }
    Ok(chosen.into_iter().collect())
}

/// Says which sources were not searched, and which of those that are shown are not what was pinned.
fn complain_about(found: &Found, catalog: &Catalog) {
    for unsearched in &found.unsearched {
        terminal::complain(&visible_line(&format!(
            "the source {} was not searched: {}",
            unsearched.source, unsearched.reason
        )));
    }
    let shown: BTreeSet<&str> = found.hits.iter().map(|hit| hit.source.as_str()).collect();
    for id in shown {
        if let Some(trouble) = pin_trouble(&catalog.load(id)) {
            terminal::complain(&visible_line(&trouble));
        }
    }
}

//! What a search found: places, how well each fits, and the passage with what differs in it.

use super::format::Style;
use super::snippet::{Pen, draw};
use crate::finding::{Label, Mark};
use crate::quote::{Change, Difference, Fold, Kind};
use crate::seek::{Found, Hit, How};
use crate::text::{Span, visible_line};
use anstyle::{AnsiColor, Style as Ansi};
use serde::Serialize;
use std::io::{self, Write};

/// A format of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindFormat {
    /// Each place with its lines.
    Full,
    /// One line a place.
    Concise,
    /// For programs.
    Json,
}

/// A search and what it found.
pub struct Search<'s> {
    /// What was looked for.
    pub query: &'s str,
    /// What was found.
    pub found: &'s Found,
    /// Says a difference in words.
    pub explain: &'s dyn Fn(&Difference) -> String,
}

/// Writes what a search found.
///
/// # Errors
/// Where the writer fails.
pub fn render_found(
    search: &Search<'_>,
    format: FindFormat,
    style: Style<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        FindFormat::Full => full(search, style, out),
        FindFormat::Concise => concise(search, style, out),
        FindFormat::Json => json(search, out),
    }
}

fn full(search: &Search<'_>, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let paint = |ansi: Ansi| if style.color { ansi } else { Ansi::new() };
    let colored = |color: AnsiColor| paint(Ansi::new().bold().fg_color(Some(color.into())));
    let pen = Pen {
        width: style.width,
        frame: colored(AnsiColor::BrightBlue),
    };
    for hit in &search.found.hits {
        let color = colored(match hit.how {
            How::Verbatim => AnsiColor::BrightGreen,
            How::Typographic => AnsiColor::BrightCyan,
            How::Nearest => AnsiColor::BrightYellow,
        });
        let gutter = hit.region.end_line.to_string().len().max(2);
        let mut drawn = String::new();
        draw(&label(hit), &pen, color, gutter, &mut drawn);
        writeln!(
            out,
            "{color}{}{color:#}: {}",
            rank(hit),
            visible_line(&hit.source)
        )?;
        write!(out, "{drawn}")?;
        if let Some(difference) = &hit.difference {
            let frame = pen.frame;
            let words = visible_line(&(search.explain)(difference));
            writeln!(out, "{:gutter$} {frame}={frame:#} {words}", "")?;
        }
        writeln!(out)?;
    }
    closing(search, style, out)
}

fn concise(search: &Search<'_>, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    for hit in &search.found.hits {
        let words = hit.difference.as_ref().map(|difference| {
            let words = (search.explain)(difference);
            format!(" ({})", visible_line(&words))
        });
        writeln!(
            out,
            "{}:{}:{}: {}: “{}”{}",
            visible_line(&hit.file),
            hit.region.line,
            hit.region.column,
            rank(hit),
            visible_line(&hit.text),
            words.unwrap_or_default(),
        )?;
    }
    closing(search, style, out)
}

/// How much was found, and how much of it is shown.
fn closing(search: &Search<'_>, style: Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    if style.quiet {
        return Ok(());
    }
    let Found {
        hits,
        total,
        holding,
        searched,
        passed_over,
        ..
    } = search.found;
    let counted = |count: usize, what: &str| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let sources = counted(*searched, "source");
    let found = match *total {
        0 => format!("nothing like it in {sources}"),
        total if holding == searched => format!("{} in {sources}", counted(total, "place")),
        total => format!("{} in {holding} of {sources}", counted(total, "place")),
    };
    let hidden = match total - hits.len() {
        0 => String::new(),
        more => format!("; {more} more with a larger --limit"),
    };
    let unsought = match *passed_over {
        0 => String::new(),
        1 => "; no closest passage was sought in 1 of them, which shares fewer words with it"
            .to_owned(),
        more => format!(
            "; no closest passage was sought in {more} of them, which share fewer words with it"
        ),
    };
    writeln!(out, "{found}{hidden}{unsought}")
}

/// How good a hit is, in words: `verbatim`, `typographic (quotes)`, `nearest, 0.93 (number)`.
fn rank(hit: &Hit) -> String {
    let score = match hit.how {
        How::Nearest => format!(", {:.2}", rounded(hit.score)),
        _ => String::new(),
    };
    let kinds = kinds(hit);
    let kinds = if kinds.is_empty() {
        String::new()
    } else {
        format!(" ({})", kinds.join(", "))
    };
    format!("{}{score}{kinds}", hit.how.as_str())
}

/// What differs, in one word each.
fn kinds(hit: &Hit) -> Vec<&'static str> {
    let changes = hit
        .difference
        .iter()
        .flat_map(|difference| &difference.kinds);
    let folds = hit.folds.iter().map(Fold::as_str);
    folds.chain(changes.copied().map(Kind::as_str)).collect()
}

/// Thousandths say enough; nothing that differs is rounded to 1.
fn rounded(score: f64) -> f64 {
    let rounded = (score * 1000.0).round() / 1000.0;
    if score < 1.0 {
        rounded.min(0.999)
    } else {
        rounded
    }
}

/// The passage with carets under it.
fn label(hit: &Hit) -> Label {
    Label {
        file: hit.file.clone(),
        region: hit.region,
        message: String::new(),
        marks: vec![Mark {
            range: hit.excerpt.within(&hit.range),
            text: String::new(),
        }],
        excerpt: Some(hit.excerpt.clone()),
    }
}

#[derive(Serialize)]
struct Json<'f> {
    schema_version: u8,
    query: &'f str,
    searched: usize,
    total: usize,
    hits: Vec<JsonHit<'f>>,
    /// Without it, what could not be searched would look like nothing found.
    unsearched: Vec<JsonUnsearched<'f>>,
}

#[derive(Serialize)]
struct JsonHit<'f> {
    source: &'f str,
    #[serde(rename = "match")]
    how: How,
    score: f64,
    kinds: Vec<&'static str>,
    file: &'f str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    span: Span,
    text: &'f str,
    snippet: &'f str,
    edits: &'f [(Change, String)],
}

#[derive(Serialize)]
struct JsonUnsearched<'f> {
    source: &'f str,
    reason: String,
}

fn json(search: &Search<'_>, out: &mut dyn Write) -> io::Result<()> {
    let found = search.found;
    let json = Json {
        schema_version: 1,
        query: search.query,
        searched: found.searched,
        total: found.total,
        hits: found.hits.iter().map(json_hit).collect(),
        unsearched: found
            .unsearched
            .iter()
            .map(|unsearched| JsonUnsearched {
                source: &unsearched.source,
                reason: unsearched.reason.to_string(),
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &json)?;
    writeln!(out)
}

fn json_hit(hit: &Hit) -> JsonHit<'_> {
    JsonHit {
        source: &hit.source,
        how: hit.how,
        score: rounded(hit.score),
        kinds: kinds(hit),
        file: &hit.file,
        line: hit.region.line,
        column: hit.region.column,
        end_line: hit.region.end_line,
        end_column: hit.region.end_column,
        span: hit.span,
        text: &hit.text,
        snippet: &hit.excerpt.text,
        edits: hit
            .difference
            .as_ref()
            .map_or(&[], |difference| &difference.edits),
    }
}

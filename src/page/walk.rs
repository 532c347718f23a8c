//! Walks the article and writes down its text, block by block, and what is left out.

use super::article::Article;
use super::characters::{Lines, Seam, clean, superscript};
use super::dropped::{Dropped, Kind, Leftovers};
use super::furniture;
use super::markup::{is_block, name, own_text, squeezed};
use super::metadata::Metadata;
use dom_query::{Document, NodeRef};
use std::collections::BTreeSet;
use std::ops::Range;

/// An article's text.
pub(super) struct Walked {
    pub text: String,
    /// The headline, where the page shows one.
    pub headline: Option<String>,
    pub dropped: Vec<Dropped>,
}

/// Marks around quoted words (`q`), by how deeply they are nested, as browsers put them.
const QUOTATION_MARKS: [(&str, &str); 2] = [("“", "”"), ("‘", "’")];

/// Writes down an article.
pub(super) fn walk(
    document: &Document,
    article: &Article,
    metadata: &Metadata,
    keep: &BTreeSet<Kind>,
) -> Walked {
    let mut walker = Walker::new(Some((article, keep)));
    walker.walk(vec![Step::Enter(document.root())]);
    walker.leftovers.add_invisible(walker.lines.invisible);
    let mut blocks = walker.blocks;
    let mut leftovers = walker.leftovers;
    if !keep.contains(&Kind::PullQuote) {
        drop_repeated(&mut blocks, &walker.pull_quotes, &mut leftovers);
    }
    let headline = lift_headline(&mut blocks, walker.headline, metadata);
    let blocks: Vec<String> = blocks
        .into_iter()
        .filter(|block| !block.is_empty())
        .collect();
    let mut text = blocks.join("\n\n");
    if !text.is_empty() {
        text.push('\n');
    }
    Walked {
        text,
        headline,
        dropped: leftovers.into_list(),
    }
}

/// Empties the blocks of pull quotes whose words another block has.
fn drop_repeated(blocks: &mut [String], pull_quotes: &[Range<usize>], leftovers: &mut Leftovers) {
    for range in pull_quotes {
        let is_repeated = |at: usize, blocks: &[String]| {
            let is_mark = |c: char| c.is_whitespace() || "\"'“”„‟‘’‚‛«»‹›".contains(c);
            let words = blocks[at].trim_matches(is_mark);
            let mut others = blocks
                .iter()
                .enumerate()
                .filter(|(other, _)| !range.contains(other));
            !words.is_empty() && others.any(|(_, other)| other.contains(words))
        };
        if range.clone().any(|at| is_repeated(at, blocks)) {
            let lines = blocks[range.clone()].iter_mut().map(std::mem::take);
            leftovers.add(Kind::PullQuote, lines.collect());
        }
    }
}

/// Puts the headline first; the words of it, where the page shows it. Where no element is the headline, it is the block in
/// the words of the page's title, or that title.
fn lift_headline(
    blocks: &mut Vec<String>,
    headline: Option<Range<usize>>,
    metadata: &Metadata,
) -> Option<String> {
    if let Some(range) = headline.filter(|range| !range.is_empty()) {
        let lifted: Vec<String> = blocks.drain(range).collect();
        let words = squeezed(&lifted.join(" "));
        blocks.splice(0..0, lifted);
        return Some(words);
    }
    let title = metadata.shown_title().and_then(clean)?;
    let found = blocks.iter().position(|block| *block == title);
    if let Some(at) = found {
        blocks.remove(at);
    }
    blocks.insert(0, title.clone());
    found.map(|_| title)
}

/// What is still to be done.
enum Step<'d> {
    Enter(NodeRef<'d>),
    EndBlock,
    EndHeadline(usize),
    EndPullQuote(usize),
    EndQuote,
    EndSeam(Seam),
    EndPreformatted,
    EndRow,
    EndArticle,
}

/// Where the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Within,
    After,
}

struct Walker<'a> {
    /// Where the article is and what of its furniture is kept; `None` where all is written down.
    article: Option<(&'a Article, &'a BTreeSet<Kind>)>,
    place: Place,
    lines: Lines,
    blocks: Vec<String>,
    headline: Option<Range<usize>>,
    pull_quotes: Vec<Range<usize>>,
    leftovers: Leftovers,
    quotes: usize,
    preformatted: usize,
    /// Whether this is within a row of a table, and how many cells of it came so far.
    row: Option<usize>,
}

impl<'a> Walker<'a> {
    fn new(article: Option<(&'a Article, &'a BTreeSet<Kind>)>) -> Self {
        Self {
            place: if article.is_some() {
                Place::Before
            } else {
                Place::Within
            },
            article,
            lines: Lines::default(),
            blocks: Vec::new(),
            headline: None,
            pull_quotes: Vec::new(),
            leftovers: Leftovers::default(),
            quotes: 0,
            preformatted: 0,
            row: None,
        }
    }

    /// Pages are nested as deeply as they please, so what is to be done waits on the heap.
    fn walk(&mut self, mut ahead: Vec<Step<'_>>) {
        while let Some(step) = ahead.pop() {
            match step {
                Step::Enter(node) => self.enter(node, &mut ahead),
                Step::EndBlock => self.end_block(),
                Step::EndHeadline(from) => {
                    self.end_block();
                    self.headline = Some(from..self.blocks.len());
                }
                Step::EndPullQuote(from) => {
                    self.end_block();
                    self.pull_quotes.push(from..self.blocks.len());
                }
                Step::EndQuote => {
                    self.quotes -= 1;
                    self.lines.add(QUOTATION_MARKS[self.quotes % 2].1);
                }
                Step::EndSeam(seam) => self.lines.add_seam(seam),
                Step::EndPreformatted => self.preformatted -= 1,
                Step::EndRow => {
                    self.row = None;
                    self.end_block();
                }
                Step::EndArticle => {
                    self.end_block();
                    self.place = Place::After;
                }
            }
        }
        self.end_block();
    }

    fn end_block(&mut self) {
        if self.row.is_some() {
            self.lines.add(" ");
            return;
        }
        self.lines.end_block();
        self.blocks.extend(self.lines.take());
    }

    fn enter<'d>(&mut self, node: NodeRef<'d>, ahead: &mut Vec<Step<'d>>) {
        if let Some(text) = own_text(&node) {
            self.write(&text);
            return;
        }
        let Some(name) = name(&node) else {
            if !node.is_comment() {
                add_children(&node, ahead);
            }
            return;
        };
        self.find_place(&node, ahead);
        if let Some(kind) = self.furniture(&node, &name) {
            if is_block(&name) {
                self.end_block();
            }
            self.leave_out(kind, &node);
            return;
        }
        self.open(&node, &name, ahead);
    }

    /// Whether headline or article start here.
    fn find_place<'d>(&mut self, node: &NodeRef<'d>, ahead: &mut Vec<Step<'d>>) {
        let Some((article, _)) = self.article else {
            return;
        };
        if node.id == article.root {
            self.place = Place::Within;
            ahead.push(Step::EndArticle);
        }
        if article.headline == Some(node.id) {
            self.place = Place::Within;
            self.end_block();
            ahead.push(Step::EndHeadline(self.blocks.len()));
        }
    }

    /// Why an element is left out; `None` where it is not.
    fn furniture(&self, node: &NodeRef<'_>, name: &str) -> Option<Kind> {
        let Some((article, keep)) = self.article else {
            return furniture::kind(node)
                .filter(|kind| furniture::is_never_text(*kind) && *kind != Kind::Hidden);
        };
        if article.path.contains(&node.id) || name == "head" {
            return None;
        }
        let kind = furniture::kind(node);
        if self.place != Place::Within {
            return match kind {
                None if is_of_the_head(name) => None,
                kind => Some(kind.unwrap_or(Kind::Outside)),
            };
        }
        let kind = kind.filter(|kind| !keep.contains(kind))?;
        (furniture::holds_no_article(kind) || !article.is_mostly_in(node)).then_some(kind)
    }

    fn leave_out(&mut self, kind: Kind, node: &NodeRef<'_>) {
        let is_code = matches!(kind, Kind::Script | Kind::Style);
        let lines = if is_code { Vec::new() } else { lines_of(node) };
        // What holds no text is not missed.
        if is_code || !lines.is_empty() {
            self.leftovers.add(kind, lines);
        }
    }

    fn write(&mut self, text: &str) {
        if self.place != Place::Within {
            let line = squeezed(text);
            if !line.is_empty() {
                self.leftovers.add(Kind::Outside, vec![line]);
            }
        } else if self.preformatted > 0 {
            self.lines.add_preformatted(text);
        } else {
            self.lines.add(text);
        }
    }

    /// Starts an element that is text, and goes on to what is in it.
    fn open<'d>(&mut self, node: &NodeRef<'d>, name: &str, ahead: &mut Vec<Step<'d>>) {
        match name {
            "head" | "title" | "meta" | "link" | "base" => {
                self.count_head(node);
                return;
            }
            "br" => {
                self.lines.add_break();
                return;
            }
            "sup" => {
                let text = node.text();
                if let Some(raised) = superscript(&text) {
                    self.lines.add(&raised);
                    return;
                }
                // There are no such characters for it.
                if self.lines.is_at_figure() && text.contains(|c: char| c.is_ascii_digit()) {
                    self.lines.add("^");
                }
                ahead.push(Step::EndSeam(Seam::Figures));
            }
            "sub" => ahead.push(Step::EndSeam(Seam::Figures)),
            "ins" => {
                self.lines.add_seam(Seam::Figures);
                ahead.push(Step::EndSeam(Seam::Figures));
            }
            "del" | "s" | "strike" => {
                self.lines.add_seam(Seam::Figures);
                ahead.push(Step::EndSeam(Seam::Words));
            }
            "q" => {
                self.lines.add(QUOTATION_MARKS[self.quotes % 2].0);
                self.quotes += 1;
                ahead.push(Step::EndQuote);
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.end_block();
                self.preformatted += 1;
                ahead.extend([Step::EndBlock, Step::EndPreformatted]);
            }
            "tr" if self.row.is_none() && is_row(node) => {
                self.end_block();
                self.row = Some(0);
                ahead.push(Step::EndRow);
            }
            "td" | "th" => self.open_cell(ahead),
            name if is_block(name) => {
                self.end_block();
                ahead.push(Step::EndBlock);
            }
            _ => {}
        }
        if self.article.is_some() && furniture::is_pull_quote(node) {
            self.end_block();
            ahead.push(Step::EndPullQuote(self.blocks.len()));
        }
        add_children(node, ahead);
    }

    /// The cells of a row are on one line; those of a table that only lays out the page are blocks.
    fn open_cell(&mut self, ahead: &mut Vec<Step<'_>>) {
        if let Some(cells) = &mut self.row {
            if *cells > 0 {
                self.lines.add_tab();
            }
            *cells += 1;
        } else {
            self.end_block();
            ahead.push(Step::EndBlock);
        }
    }

    /// Scripts and styles in the page's head are counted like those in its body.
    fn count_head(&mut self, head: &NodeRef<'_>) {
        for node in head.element_children() {
            if let Some(kind) = furniture::kind(&node) {
                self.leave_out(kind, &node);
            }
        }
    }
}

/// Elements of the head, which malformed pages have in the body.
fn is_of_the_head(name: &str) -> bool {
    matches!(name, "title" | "meta" | "link" | "base")
}

fn add_children<'d>(node: &NodeRef<'d>, ahead: &mut Vec<Step<'d>>) {
    ahead.extend(node.children_it(true).map(Step::Enter));
}

/// Whether a row's cells hold a line of text each.
fn is_row(row: &NodeRef<'_>) -> bool {
    let is_line = |cell: &NodeRef<'_>| {
        let mut blocks = 0;
        cell.descendants_it().all(|node| {
            blocks += usize::from(name(&node).is_some_and(|name| is_block(&name)));
            blocks < 2 && !node.has_name("br") && !node.has_name("table")
        })
    };
    row.element_children().iter().all(is_line)
}

/// The lines of text in an element that is left out, its furniture included.
fn lines_of(node: &NodeRef<'_>) -> Vec<String> {
    let mut walker = Walker::new(None);
    let mut ahead = Vec::new();
    add_children(node, &mut ahead);
    walker.walk(ahead);
    walker.blocks
}

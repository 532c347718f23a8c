//! Where on a page its article is.

use super::furniture;
use super::markup::{attribute, links_and_length, own_text, squeezed};
use super::metadata::Metadata;
use dom_query::{Document, NodeId, NodeRef};
use dom_smoothie::Readability;
use std::collections::{HashMap, HashSet};

/// Marks the elements with text, so that they are known again in what Readability made of them.
const MARK: &str = "data-factcheck-text";

/// A page nested more deeply is no page that Readability is asked about: its time grows with the depth.
const DEEPEST: usize = 200;

/// Nor is one with more elements.
const MOST_ELEMENTS: usize = 100_000;

/// The article's place.
pub(super) struct Article {
    /// The element that holds it.
    pub root: NodeId,
    /// The headline, which may stand before it.
    pub headline: Option<NodeId>,
    /// Root and headline, and every element around them.
    pub path: HashSet<NodeId>,
    /// How many characters of text Readability takes for the article's, for each element that holds some.
    weights: HashMap<NodeId, usize>,
}

impl Article {
    pub(super) fn find(document: &Document, metadata: &Metadata) -> Self {
        let page = document.body().unwrap_or_else(|| document.root());
        let weights = weights(document, &page);
        let root = root(&page, &weights);
        let headline = headline(&page, &root, metadata);
        let mut path: HashSet<NodeId> = HashSet::from([root.id]);
        path.extend(root.ancestors_it(None).map(|above| above.id));
        if let Some(headline) = headline {
            path.insert(headline.id);
            path.extend(headline.ancestors_it(None).map(|above| above.id));
        }
        Self {
            root: root.id,
            headline: headline.map(|headline| headline.id),
            path,
            weights,
        }
    }

    /// Whether an element holds so much of the article that it cannot be furniture, whatever it is called.
    pub(super) fn is_mostly_in(&self, node: &NodeRef<'_>) -> bool {
        let weight = |id: &NodeId| self.weights.get(id).copied().unwrap_or_default();
        weight(&node.id) * 2 > weight(&self.root)
    }
}

/// Asks Readability which elements the article's text is in, and counts its characters for all elements around it.
fn weights(document: &Document, page: &NodeRef<'_>) -> HashMap<NodeId, usize> {
    let mut weights = HashMap::new();
    if !is_readable(page) {
        return weights;
    }
    // All of them first: the tree cannot be written while it is walked.
    let marked: Vec<(NodeRef<'_>, usize)> = page
        .descendants_it()
        .map(|node| (node, own_length(&node)))
        .filter(|(_, length)| *length > 0)
        .collect();
    for (number, (node, _)) in marked.iter().enumerate() {
        node.set_attr(MARK, &number.to_string());
    }
    let copy = document.clone();
    strip(&copy);
    let Ok(found) = Readability::with_document(copy, None, None).and_then(|mut page| page.parse())
    else {
        return weights;
    };
    for (at, _) in found.content.match_indices(MARK) {
        let rest = found.content[at + MARK.len()..].trim_start_matches("=\"");
        let number = rest
            .split('"')
            .next()
            .and_then(|number| number.parse::<usize>().ok());
        let Some((node, length)) = number.and_then(|number| marked.get(number)) else {
            continue;
        };
        *weights.entry(node.id).or_default() += length;
        for above in node.ancestors_it(None) {
            *weights.entry(above.id).or_default() += length;
        }
    }
    weights
}

/// Whether Readability can be asked about a page.
fn is_readable(page: &NodeRef<'_>) -> bool {
    let mut ahead = vec![(*page, 0)];
    let mut elements = 0;
    while let Some((node, depth)) = ahead.pop() {
        elements += 1;
        if depth > DEEPEST || elements > MOST_ELEMENTS {
            return false;
        }
        let below = node.children_it(false).filter(NodeRef::is_element);
        ahead.extend(below.map(|node| (node, depth + 1)));
    }
    true
}

/// The characters of an element's own text, white space aside.
fn own_length(node: &NodeRef<'_>) -> usize {
    let texts = node.children_it(false).filter_map(|child| own_text(&child));
    texts
        .map(|text| text.chars().filter(|c| !c.is_whitespace()).count())
        .sum()
}

/// Takes the furniture out, so that no thread of comments is taken for the article because it is longer.
fn strip(document: &Document) {
    let unseen = elements(document, |node| {
        furniture::kind(node).is_some_and(furniture::is_never_text)
    });
    unseen.iter().for_each(NodeRef::remove_from_parent);
    // What is shown is known only now: many pages have more script than text.
    let shown = document.root().text().len();
    let is_box = |node: &NodeRef<'_>| node.text().len() * 2 < shown;
    let furniture = elements(document, |node| {
        let kind = furniture::kind(node);
        kind.is_some_and(|kind| furniture::holds_no_article(kind) || is_box(node))
    });
    furniture.iter().for_each(NodeRef::remove_from_parent);
}

/// All of them at once: the tree cannot be changed while it is walked.
fn elements<'d>(
    document: &'d Document,
    is_meant: impl Fn(&NodeRef<'d>) -> bool,
) -> Vec<NodeRef<'d>> {
    let root = document.root();
    root.descendants_it().filter(is_meant).collect()
}

/// The element that holds the article: the innermost around all text that Readability found, or, where the page has one
/// around that, its `article` or `main`.
fn root<'d>(page: &NodeRef<'d>, weights: &HashMap<NodeId, usize>) -> NodeRef<'d> {
    let weight = |node: &NodeRef<'_>| weights.get(&node.id).copied().unwrap_or_default();
    let all = weight(page);
    let is_main = |node: &NodeRef<'_>| {
        node.has_name("main") || attribute(node, "role").as_deref() == Some("main")
    };
    if all == 0 {
        let main = page.descendants_it().find(is_main);
        let articles = page
            .descendants_it()
            .filter(|node| node.has_name("article"));
        let articles: Vec<NodeRef<'_>> = articles.take(2).collect();
        return match articles.as_slice() {
            [article] => *article,
            _ => main.unwrap_or(*page),
        };
    }
    let mut root = *page;
    // Text that stands beside an element goes with it.
    while own_length(&root) == 0
        && let Some(below) = root
            .element_children()
            .into_iter()
            .find(|node| weight(node) == all)
    {
        root = below;
    }
    let around: Vec<NodeRef<'_>> = std::iter::once(root)
        .chain(root.ancestors_it(None))
        .collect();
    let marked = around
        .iter()
        .rfind(|node| node.has_name("article"))
        .or_else(|| around.iter().find(|node| is_main(node)));
    if let Some(marked) = marked {
        return *marked;
    }
    while !is_page(&root)
        && let Some(above) = root.parent()
        && (is_leaf(&root) || (!is_page(&above) && has_company(&root, &above)))
    {
        root = above;
    }
    root
}

fn is_page(node: &NodeRef<'_>) -> bool {
    node.has_name("body") || node.has_name("html") || !node.is_element()
}

/// Whether an element is a block of text rather than a part of a page.
fn is_leaf(node: &NodeRef<'_>) -> bool {
    !["div", "section", "main", "article", "td", "center"]
        .iter()
        .any(|name| node.has_name(name))
}

/// Whether what stands beside an element is text of its kind, or furniture that is known as such: then all of it is the
/// article. A column of links beside it is a part of the page.
fn has_company(node: &NodeRef<'_>, above: &NodeRef<'_>) -> bool {
    let is_text = |beside: &NodeRef<'_>| {
        let (in_links, all) = links_and_length(beside);
        in_links * 4 <= all || furniture::kind(beside).is_some()
    };
    let beside = above.element_children();
    beside
        .iter()
        .filter(|beside| beside.id != node.id)
        .all(is_text)
}

/// The headline: an `h1` within the article, else the last one before it that says what the page's title says.
fn headline<'d>(
    page: &NodeRef<'d>,
    root: &NodeRef<'d>,
    metadata: &Metadata,
) -> Option<NodeRef<'d>> {
    let is_furniture = |node: &NodeRef<'_>| {
        let mut around = std::iter::once(*node).chain(node.ancestors_it(None));
        around.any(|node| furniture::kind(&node).is_some_and(furniture::holds_no_article))
    };
    let mut before = Vec::new();
    let mut inside = Vec::new();
    let mut is_past = false;
    for node in page.descendants_it() {
        is_past |= node.id == root.id;
        if node.has_name("h1") && !squeezed(&node.text()).is_empty() && !is_furniture(&node) {
            let is_inside = std::iter::once(node)
                .chain(node.ancestors_it(None))
                .any(|above| above.id == root.id);
            if is_inside {
                inside.push(node);
            } else if !is_past {
                before.push(node);
            }
        }
    }
    let says_the_title = |node: &&NodeRef<'_>| metadata.is_title(&squeezed(&node.text()));
    inside
        .iter()
        .find(says_the_title)
        .or(inside.first())
        .or_else(|| before.iter().rfind(says_the_title))
        .or_else(|| before.last().filter(|_| metadata.has_no_title()))
        .copied()
}

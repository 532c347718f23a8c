//! Elements of a page, their names and attributes.

use dom_query::{NodeData, NodeRef};
use std::collections::HashSet;

/// An element's name in lower case; `None` where the node is none.
pub(super) fn name(node: &NodeRef<'_>) -> Option<String> {
    let element = node.element_ref()?;
    Some(element.name.local.to_ascii_lowercase().to_string())
}

/// An attribute's value, white space around it trimmed.
pub(super) fn attribute(node: &NodeRef<'_>, name: &str) -> Option<String> {
    let value = node.attr(name)?;
    Some(value.trim().to_owned())
}

/// The text of a node that is a text.
pub(super) fn own_text(node: &NodeRef<'_>) -> Option<String> {
    node.query(|node| match &node.data {
        NodeData::Text { contents } => Some(contents.to_string()),
        _ => None,
    })?
}

/// All text below a node.
pub(super) fn text(node: &NodeRef<'_>) -> String {
    node.text().to_string()
}

/// Text with runs of white space as one space.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an element starts a new line, by the style sheet that the HTML Standard suggests.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "optgroup"
            | "option"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
            | "xmp"
    )
}

/// The words of an element's class and id: `entry-Share_box` has `entry`, `share` and `box`, in this order. The classes by
/// which blogs say what an article is filed under say nothing of the element.
pub(super) fn words_of_class(node: &NodeRef<'_>) -> Vec<String> {
    let both = [attribute(node, "class"), attribute(node, "id")];
    let mut words = Vec::new();
    for name in both
        .iter()
        .flatten()
        .flat_map(|names| names.split_whitespace())
    {
        if name.starts_with("tag-") && name != "tag-list" && name != "tag-links"
            || name.starts_with("category-")
        {
            continue;
        }
        let mut word = String::new();
        let mut was_small = false;
        for c in name.chars() {
            let starts_word = c.is_uppercase() && was_small;
            if (starts_word || !c.is_alphanumeric()) && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            if c.is_alphanumeric() {
                word.extend(c.to_lowercase());
            }
            was_small = c.is_lowercase();
        }
        if !word.is_empty() {
            words.push(word);
        }
        // Words of two classes are no pair.
        words.push(String::new());
    }
    words
}

/// How many characters of a node's text, white space aside, stand in links, and how many there are.
pub(super) fn links_and_length(node: &NodeRef<'_>) -> (usize, usize) {
    let length = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let mut in_links = 0;
    let mut links = HashSet::new();
    for below in node.descendants_it() {
        if below.has_name("a") || below.has_name("button") {
            let is_nested = below
                .ancestors_it(None)
                .any(|above| links.contains(&above.id));
            if !is_nested {
                links.insert(below.id);
                in_links += length(&below.text());
            }
        }
    }
    (in_links, length(&node.text()))
}

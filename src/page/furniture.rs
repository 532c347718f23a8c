//! What stands on a page and is no part of its article: told by element, role and class, never by its words.

use super::dropped::Kind;
use super::markup::{attribute, links_and_length, name, text, words_of_class};
use dom_query::NodeRef;

/// An advertisement, or a box that asks for something, is not longer than this many characters.
const LONGEST_BOX: usize = 600;

/// "Advertisement", in any language, is not longer than this many characters.
const LONGEST_LABEL: usize = 40;

/// Buttons for sharing have not more text than this many characters.
const LONGEST_SHARE: usize = 200;

/// Why an element is no part of an article; `None` where it is.
pub(super) fn kind(node: &NodeRef<'_>) -> Option<Kind> {
    let name = name(node)?;
    of_element(&name)
        .or_else(|| is_hidden(node, &name).then_some(Kind::Hidden))
        .or_else(|| of_landmark(node, &name))
        .or_else(|| of_class(node, &name))
        .or_else(|| is_link_list(node, &name).then_some(Kind::LinkList))
}

/// Kinds that are what their element is, wherever it stands, and whose text nobody sees as such.
pub(super) fn is_never_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Script
            | Kind::Style
            | Kind::Fallback
            | Kind::Drawing
            | Kind::Hidden
            | Kind::Pronunciation
    )
}

/// Kinds that hold no article however long they are: what is left, a form, an aside or a box with a telling class, may be
/// wrapped around all of one.
pub(super) fn holds_no_article(kind: Kind) -> bool {
    is_never_text(kind) || matches!(kind, Kind::Navigation | Kind::LinkList)
}

fn of_element(name: &str) -> Option<Kind> {
    Some(match name {
        "script" | "template" => Kind::Script,
        "style" => Kind::Style,
        "noscript" | "iframe" | "object" | "embed" | "applet" | "video" | "audio" | "canvas"
        | "noframes" | "noembed" => Kind::Fallback,
        "svg" => Kind::Drawing,
        "button" | "input" | "select" | "textarea" | "datalist" | "meter" | "progress"
        | "output" => Kind::Form,
        "rt" | "rp" => Kind::Pronunciation,
        "nav" => Kind::Navigation,
        _ => return None,
    })
}

fn is_hidden(node: &NodeRef<'_>, name: &str) -> bool {
    let is_set = |attribute: &str| node.has_attr(attribute);
    let hidden_by_style = || {
        attribute(node, "style").is_some_and(|style| {
            let style: String = style.to_lowercase().split_whitespace().collect();
            let mut rules = style.split(';');
            rules.any(|rule| {
                rule.starts_with("display:none") || rule.starts_with("visibility:hidden")
            })
        })
    };
    let hidden_by_class = || {
        let words = words_of_class(node);
        has_pair(&words, "visually", "hidden")
            || has_pair(&words, "sr", "only")
            || has_pair(&words, "screen", "reader")
            || words.iter().any(|word| word == "visuallyhidden")
    };
    let until_found =
        || attribute(node, "hidden").is_some_and(|value| value.eq_ignore_ascii_case("until-found"));
    (is_set("hidden") && !until_found())
        || attribute(node, "aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || (name == "dialog" && !is_set("open"))
        || hidden_by_style()
        || hidden_by_class()
}

fn of_landmark(node: &NodeRef<'_>, name: &str) -> Option<Kind> {
    let role = attribute(node, "role").unwrap_or_default().to_lowercase();
    match role.as_str() {
        "navigation" | "menu" | "menubar" | "toolbar" | "tablist" => return Some(Kind::Navigation),
        "search" => return Some(Kind::Form),
        "dialog" | "alertdialog" => return Some(Kind::Promotion),
        "contentinfo" => return Some(Kind::Footer),
        _ => {}
    }
    match name {
        "form" if has_control(node) => Some(Kind::Form),
        "footer" if !is_in_quotation(node) => Some(Kind::Footer),
        "aside" => match of_words(&words_of_class(node)) {
            Some(kind) => Some(kind),
            None if is_of_the_article(node) => None,
            None => Some(Kind::Aside),
        },
        _ => None,
    }
}

fn has_control(form: &NodeRef<'_>) -> bool {
    let controls = ["input", "button", "select", "textarea"];
    form.descendants_it()
        .any(|node| controls.iter().any(|control| node.has_name(control)))
}

/// The footer of a quotation says who is quoted.
fn is_in_quotation(node: &NodeRef<'_>) -> bool {
    node.ancestors_it(None)
        .any(|above| above.has_name("blockquote") || above.has_name("figure"))
}

/// Whether an aside is told by its class to be one of the article's own: a pull quote, a box of facts, a correction.
fn is_of_the_article(node: &NodeRef<'_>) -> bool {
    let own = [
        "pullquote",
        "quote",
        "pull",
        "fact",
        "facts",
        "factbox",
        "infobox",
        "note",
        "notes",
        "correction",
        "background",
    ];
    let words = words_of_class(node);
    words.iter().any(|word| own.contains(&word.as_str()))
}

/// Whether an element is a pull quote.
pub(super) fn is_pull_quote(node: &NodeRef<'_>) -> bool {
    let words = words_of_class(node);
    has_pair(&words, "pull", "quote") || words.iter().any(|word| word == "pullquote")
}

fn has_pair(words: &[String], one: &str, other: &str) -> bool {
    words
        .windows(2)
        .any(|pair| pair[0] == one && pair[1] == other)
}

/// By class and id, of elements that have no meaning of their own.
fn of_class(node: &NodeRef<'_>, name: &str) -> Option<Kind> {
    // Never what stands within a sentence, nor a heading: a class that is misread must not cost a word.
    let is_container = matches!(
        name,
        "div" | "section" | "ul" | "ol" | "dl" | "form" | "header" | "p" | "fieldset"
    ) || name.contains('-');
    if !is_container {
        return None;
    }
    let kind = of_words(&words_of_class(node))?;
    let length = || text(node).chars().count();
    let are_links = |share: usize| {
        let (in_links, all) = links_and_length(node);
        in_links * 100 >= all * share
    };
    let is_one = match kind {
        _ if name == "p" => {
            are_links(50) || (kind == Kind::Advertisement && length() <= LONGEST_LABEL)
        }
        Kind::Comments => true,
        Kind::Navigation => are_links(50),
        Kind::Advertisement | Kind::Promotion => length() <= LONGEST_BOX || are_links(50),
        Kind::Share => length() <= LONGEST_SHARE,
        _ => are_links(30),
    };
    is_one.then_some(kind)
}

fn of_words(words: &[String]) -> Option<Kind> {
    let is = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let are = |pairs: &[(&str, &str)]| pairs.iter().any(|(one, other)| has_pair(words, one, other));
    let comments = [
        ("comment", "list"),
        ("comment", "section"),
        ("comment", "form"),
        ("comment", "area"),
        ("comment", "thread"),
    ];
    let related = [
        ("read", "more"),
        ("more", "stories"),
        ("more", "on"),
        ("most", "read"),
        ("see", "also"),
        ("also", "read"),
        ("further", "reading"),
    ];
    if is(&["comments", "disqus", "commentlist"]) || are(&comments) {
        Some(Kind::Comments)
    } else if is(&[
        "breadcrumb",
        "breadcrumbs",
        "pagination",
        "pager",
        "nav",
        "navbar",
        "navigation",
        "menu",
    ]) {
        Some(Kind::Navigation)
    } else if is(&[
        "ad",
        "ads",
        "advert",
        "adverts",
        "advertisement",
        "advertisements",
        "advertising",
        "adslot",
        "adsense",
        "dfp",
        "sponsor",
        "sponsored",
        "taboola",
        "outbrain",
    ]) {
        Some(Kind::Advertisement)
    } else if is(&[
        "newsletter",
        "newsletters",
        "signup",
        "subscribe",
        "subscription",
        "promo",
        "promotion",
        "cookie",
        "cookies",
        "consent",
        "gdpr",
    ]) || are(&[("sign", "up")])
    {
        Some(Kind::Promotion)
    } else if is(&[
        "share",
        "sharing",
        "social",
        "sharedaddy",
        "sharethis",
        "addtoany",
        "addthis",
    ]) {
        Some(Kind::Share)
    } else if is(&[
        "related",
        "relatedposts",
        "recommended",
        "recommendations",
        "recirc",
        "recirculation",
        "trending",
        "readmore",
    ]) || are(&related)
    {
        Some(Kind::Related)
    } else if is(&["tags", "taglist"]) || are(&[("tag", "list"), ("tag", "links")]) {
        Some(Kind::LinkList)
    } else {
        None
    }
}

/// Two items or more, each of them nothing but a link.
fn is_link_list(node: &NodeRef<'_>, name: &str) -> bool {
    if !matches!(name, "ul" | "ol" | "menu" | "dir") {
        return false;
    }
    let items = node.element_children();
    let is_link = |item: &NodeRef<'_>| {
        let (in_links, all) = links_and_length(item);
        all > 0 && in_links == all
    };
    items.len() >= 2 && items.iter().all(is_link)
}

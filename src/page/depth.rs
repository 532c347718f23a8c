//! How deeply a page is nested, told before it is parsed: the time of parsing grows with the square of it.

use super::markup::is_block;

/// Browsers go no deeper than 512 (Blink, `kMaximumHTMLParserDOMTreeDepth`); what is not closed is counted, too.
const DEEPEST: usize = 2_500;

/// Elements without an end tag, or whose end tag may be left out, so that they are closed by the next of their kind.
const CLOSED_BY_THEMSELVES: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
    "optgroup", "rt", "rp", "html", "head", "body",
];

/// Elements in which a tag is text.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "iframe"];

/// Whether more elements lie open at some place than a page has.
pub(super) fn is_too_deep(html: &str) -> bool {
    let mut depth = 0_usize;
    let mut is_drawing = false;
    let mut rest = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            continue;
        }
        let is_end = rest.starts_with('/');
        let tag = rest.strip_prefix('/').unwrap_or(rest);
        let end = tag
            .bytes()
            .position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'-'));
        let name = tag[..end.unwrap_or(tag.len())].to_ascii_lowercase();
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        if name == "svg" || name == "math" {
            is_drawing = !is_end;
        }
        if RAW.contains(&name.as_str()) && !is_end && !is_drawing {
            rest = after_raw(tag, &name);
            continue;
        }
        let closes_itself = is_drawing && !is_block(&name) && is_self_closing(tag);
        if CLOSED_BY_THEMSELVES.contains(&name.as_str()) || closes_itself {
            continue;
        }
        depth = if is_end {
            depth.saturating_sub(1)
        } else {
            depth + 1
        };
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

fn is_self_closing(tag: &str) -> bool {
    tag.split('>').next().is_some_and(|tag| tag.ends_with('/'))
}

/// What follows the end tag of an element in which tags are text.
fn after_raw<'t>(tag: &'t str, name: &str) -> &'t str {
    let mut ends = memchr::memmem::find_iter(tag.as_bytes(), b"</");
    let end = ends.find(|at| {
        let own = tag.as_bytes().get(at + 2..at + 2 + name.len());
        own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_bytes()))
    });
    end.map_or("", |end| &tag[end + 2 + name.len()..])
}

//! What a page has too much of, told before it is parsed: the time that it takes grows with the square of it.

use super::markup::is_block;
use std::fmt;

/// Why a page is no page that anybody wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// Elements within one another.
    Depth,
    /// Attributes of one element.
    Attributes,
    /// Characters of one stretch of text that markup is written with.
    Signs,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Depth => "its markup is nested thousands of elements deep",
            Self::Attributes => "one of its elements has thousands of attributes",
            Self::Signs => "one stretch of its text has very many characters such as &",
        })
    }
}

/// Browsers go no deeper than 512 (Blink, `kMaximumHTMLParserDOMTreeDepth`); what is not closed is counted, too.
const DEEPEST: usize = 2_500;

/// HTML has some two hundred names of attributes, and few elements have ten.
const MOST_ATTRIBUTES: usize = 5_000;

/// A text with so many signs, times its length in bytes, is written out in seconds: each sign is looked for in all of the rest.
const MOST_SIGNS_BY_BYTES: usize = 20_000_000_000;

/// Elements without an end tag, or whose end tag may be left out, so that they are closed by the next of their kind.
const CLOSED_BY_THEMSELVES: [&str; 31] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option",
    "optgroup", "rt", "rp", "html", "head", "body",
];

/// Elements in which a tag is text.
const RAW: [&str; 6] = ["script", "style", "textarea", "title", "xmp", "iframe"];

/// Those whose text is written out with signs escaped.
const ESCAPED: [&str; 2] = ["textarea", "title"];

/// The first thing that it has too much of.
pub(super) fn excess(html: &str) -> Option<Excess> {
    let mut depth = 0_usize;
    let mut is_drawing = false;
    let mut rest = html;
    // Where the text began that goes on: behind the last tag.
    let mut text = html;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end..]);
            text = rest;
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
        if has_too_many_signs(&text[..text.len() - rest.len()]) {
            return Some(Excess::Signs);
        }
        text = rest;
        if has_too_many_attributes(tag) {
            return Some(Excess::Attributes);
        }
        if name == "svg" || name == "math" {
            is_drawing = !is_end;
        }
        if RAW.contains(&name.as_str()) && !is_end && !is_drawing {
            rest = after_raw(tag, &name);
            text = rest;
            let within = &tag[..tag.len() - rest.len()];
            if ESCAPED.contains(&name.as_str()) && has_too_many_signs(within) {
                return Some(Excess::Signs);
            }
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
            return Some(Excess::Depth);
        }
    }
    has_too_many_signs(text).then_some(Excess::Signs)
}

/// Whether a text, or what it is within, takes too long to be written out.
fn has_too_many_signs(text: &str) -> bool {
    let signs = || memchr::memchr3_iter(b'&', b'<', 0xa0, text.as_bytes()).count();
    text.len().saturating_mul(text.len()) > MOST_SIGNS_BY_BYTES
        && signs().saturating_mul(text.len()) > MOST_SIGNS_BY_BYTES
}

/// Whether a tag has more attributes than any: each is held against all others. `tag` goes on behind it.
fn has_too_many_attributes(tag: &str) -> bool {
    let mut attributes = 0;
    let mut before = b' ';
    let mut bytes = tag.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'>' => break,
            // A value may hold anything but its own quotation mark.
            b'"' | b'\'' if before == b'=' => {
                bytes.by_ref().find(|end| *end == byte);
            }
            _ if byte.is_ascii_whitespace() || byte == b'/' => {}
            _ if before.is_ascii_whitespace() || b"/\"'".contains(&before) => attributes += 1,
            _ => {}
        }
        before = byte;
        if attributes > MOST_ATTRIBUTES {
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

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const SIGNS: usize = 200_000;

    #[rstest]
    #[case::elements("<div>".repeat(3_000), Some(Excess::Depth))]
    #[case::elements_that_end("<div></div>".repeat(3_000), None)]
    #[case::attributes(format!("<p {}>", "a=1 ".repeat(6_000)), Some(Excess::Attributes))]
    #[case::attributes_without_values(format!("<p{}>", "/a".repeat(6_000)), Some(Excess::Attributes))]
    #[case::words_of_a_value(format!("<p class=\"{}\">", "a ".repeat(6_000)), None)]
    #[case::words_of_the_text(format!("<p>{}", "a ".repeat(6_000)), None)]
    #[case::signs("&".repeat(SIGNS), Some(Excess::Signs))]
    #[case::signs_of_less_than("<p>".to_owned() + &"< ".repeat(SIGNS) + "</p>", Some(Excess::Signs))]
    #[case::signs_in_several_texts("<p>& & &</p>".repeat(SIGNS / 3), None)]
    #[case::signs_of_a_script("<script>".to_owned() + &"&".repeat(SIGNS) + "</script>", None)]
    #[case::signs_of_a_comment("<!--".to_owned() + &"&".repeat(SIGNS) + "-->", None)]
    #[case::signs_of_a_field("<textarea>".to_owned() + &"&".repeat(SIGNS) + "</textarea>", Some(Excess::Signs))]
    #[case::a_long_text("word & ".repeat(3_000) + &"word ".repeat(100_000), None)]
    fn what_nobody_wrote_is_told_before_it_is_parsed(
        #[case] html: String,
        #[case] expected: Option<Excess>,
    ) {
        assert_eq!(excess(&html), expected);
    }
}

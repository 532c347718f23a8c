//! How a document writes its JSON: line ends, indentation, spaces and escapes, read off its text.

use super::json::characters;
use crate::text::is_invisible;
use std::fmt::Write;

/// How a document writes its JSON, so that what is put in looks as if it had always been there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// What ends a line.
    pub newline: &'static str,
    /// What one level of nesting adds to a line's start.
    pub indent: String,
    /// What stands between a key and its value.
    pub colon: String,
    /// What stands between two items on one line.
    pub comma: &'static str,
    /// How its objects lie.
    pub objects: Brackets,
    /// How its arrays lie.
    pub arrays: Brackets,
    /// How characters beyond ASCII are written.
    pub beyond_ascii: BeyondAscii,
}

/// How the arrays or the objects of a document lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Brackets {
    /// Whether there are spaces within the brackets of one that lies on one line.
    pub is_padded: bool,
    /// Whether one that holds no others lies on one line.
    pub leaf_on_one_line: bool,
    /// Whether one that holds others lies on one line.
    pub nest_on_one_line: bool,
}

/// How a document writes characters beyond ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeyondAscii {
    /// As they are.
    Raw,
    /// As `\u00e9`.
    LowerEscape,
    /// As `\u00E9`.
    UpperEscape,
}

impl Style {
    /// Reads the style off a document that is JSON. Where it shows none, it is that of most editors: two spaces, and
    /// short arrays on one line.
    pub fn of(text: &str) -> Self {
        let mut seen = Seen::default();
        seen.read(text);
        let crlf = text.matches("\r\n").count();
        let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        let colon = seen.colon.unwrap_or(": ");
        Self {
            newline: if crlf * 2 > lines { "\r\n" } else { "\n" },
            indent: indent(text).unwrap_or("  ").to_owned(),
            colon: colon.to_owned(),
            comma: seen.comma.unwrap_or(if colon == ":" { "," } else { ", " }),
            objects: seen.objects.brackets(lines == 0, false),
            arrays: seen.arrays.brackets(lines == 0, true),
            beyond_ascii: BeyondAscii::of(text),
        }
    }
}

impl BeyondAscii {
    /// Reads it off a document that is JSON. One that is all ASCII, with escapes of other characters, has what is put in
    /// escaped, too.
    pub fn of(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        if !text.is_ascii() || memchr::memmem::find(text.as_bytes(), b"\\u").is_none() {
            return Self::Raw;
        }
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic();
        let mut found = Self::Raw;
        // What nobody sees is often written as an escape in a document that escapes nothing else.
        let is_shown = |c: char| !c.is_ascii() && !c.is_whitespace() && !is_invisible(c);
        for (escape, _) in characters(text).filter(|(_, c)| is_shown(*c)) {
            let digits = &text.as_bytes()[escape.start + 2..escape.start + 6];
            match digits.iter().find(|byte| is_letter(byte)) {
                Some(letter) if letter.is_ascii_uppercase() => return Self::UpperEscape,
                Some(_) => return Self::LowerEscape,
                None => found = Self::LowerEscape,
            }
        }
        found
    }

    /// A string literal with its quotation marks.
    pub fn string_literal(self, value: &str) -> String {
        let mut literal = String::with_capacity(value.len() + 2);
        literal.push('"');
        for c in value.chars() {
            self.push_character(&mut literal, c);
        }
        literal.push('"');
        literal
    }

    /// A character within a string literal: the shortest escape where there must be one (RFC 8259, section 7).
    pub fn push_character(self, literal: &mut String, c: char) {
        let short = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\0'..'\u{20}' => return self.push_escape(literal, c),
            c if !c.is_ascii() && self != Self::Raw => {
                return self.push_escape(literal, c);
            }
            c => return literal.push(c),
        };
        literal.push_str(short);
    }

    fn push_escape(self, literal: &mut String, c: char) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = match self {
                Self::UpperEscape => write!(literal, "\\u{unit:04X}"),
                Self::LowerEscape | Self::Raw => write!(literal, "\\u{unit:04x}"),
            };
        }
    }
}

/// White space that a line starts with.
pub(super) fn leading_space(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// What the first line that lies deeper than the one before adds to its start. No string goes over a line's end.
fn indent(text: &str) -> Option<&str> {
    let mut before = "";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let space = leading_space(line);
        if let Some(added) = space.strip_prefix(before)
            && !added.is_empty()
        {
            return Some(added);
        }
        before = space;
    }
    None
}

/// What the brackets of a document show of its style.
#[derive(Default)]
struct Seen<'a> {
    colon: Option<&'a str>,
    comma: Option<&'static str>,
    objects: Tally,
    arrays: Tally,
    open: Vec<Open>,
}

/// An array or object that is being read.
struct Open {
    start: usize,
    has_lines: bool,
    has_nested: bool,
}

/// How many lie this way less how many lie the other.
#[derive(Default)]
struct Tally {
    padded: isize,
    leaf_on_one_line: isize,
    nest_on_one_line: isize,
}

impl Tally {
    fn brackets(&self, is_one_line: bool, leaf: bool) -> Brackets {
        let of = |votes: isize, default| if votes == 0 { default } else { votes > 0 };
        Brackets {
            is_padded: self.padded > 0,
            leaf_on_one_line: of(self.leaf_on_one_line, is_one_line || leaf),
            nest_on_one_line: of(self.nest_on_one_line, is_one_line),
        }
    }

    fn add(&mut self, closed: &Open, is_padded: bool) {
        let vote = |yes| if yes { 1 } else { -1 };
        if closed.has_nested {
            self.nest_on_one_line += vote(!closed.has_lines);
        } else {
            self.leaf_on_one_line += vote(!closed.has_lines);
        }
        if !closed.has_lines {
            self.padded += vote(is_padded);
        }
    }
}

impl<'a> Seen<'a> {
    fn read(&mut self, text: &'a str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'"' => {
                    at = end_of_string(bytes, at);
                    continue;
                }
                b':' => self.see_colon(text, at),
                b',' => self.see_comma(&text[at + 1..]),
                b'\n' => self.see_line_end(),
                b'{' | b'[' => self.open(at),
                b'}' | b']' => self.close(bytes, at),
                _ => {}
            }
            at += 1;
        }
    }

    fn see_colon(&mut self, text: &'a str, at: usize) {
        if self.colon.is_none() {
            let start = text[..at].trim_end().len();
            let end = text.len() - text[at + 1..].trim_start().len();
            self.colon = Some(&text[start..end]).filter(|colon| !colon.contains('\n'));
        }
    }

    fn see_comma(&mut self, after: &str) {
        let space = &after[..after.len() - after.trim_start().len()];
        if self.comma.is_none() && !space.contains('\n') {
            self.comma = Some(if space.is_empty() { "," } else { ", " });
        }
    }

    fn see_line_end(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.has_lines = true;
        }
    }

    fn open(&mut self, start: usize) {
        if let Some(outer) = self.open.last_mut() {
            outer.has_nested = true;
        }
        self.open.push(Open {
            start,
            has_lines: false,
            has_nested: false,
        });
    }

    fn close(&mut self, bytes: &[u8], end: usize) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if let Some(outer) = self.open.last_mut() {
            outer.has_lines |= closed.has_lines;
        }
        if bytes[closed.start + 1..end].trim_ascii().is_empty() {
            return;
        }
        let tally = match bytes[end] {
            b'}' => &mut self.objects,
            _ => &mut self.arrays,
        };
        tally.add(&closed, bytes[closed.start + 1] == b' ');
    }
}

/// One past the string that starts at `start`.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
        at += found;
        if bytes[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::two_spaces("{\n  \"a\": 1\n}\n", "\n", "  ", ": ")]
    #[case::tabs("{\r\n\t\"a\":1\r\n}", "\r\n", "\t", ":")]
    #[case::one_line("{\"a\" : 1}", "\n", "  ", " : ")]
    #[case::joined("[{\n    \"a\": [\n        1]}]", "\n", "    ", ": ")]
    #[case::braces_in_strings("{\n   \"a: {\\\"\": 1}", "\n", "   ", ": ")]
    fn lines(#[case] text: &str, #[case] newline: &str, #[case] indent: &str, #[case] colon: &str) {
        let style = Style::of(text);
        assert_eq!(
            (style.newline, style.indent.as_str(), style.colon.as_str()),
            (newline, indent, colon)
        );
    }

    #[rstest]
    #[case(r#"["abc"]"#, BeyondAscii::Raw)]
    #[case(r#"["\u00e9"]"#, BeyondAscii::LowerEscape)]
    #[case(r#"["\u2019, \u00E9"]"#, BeyondAscii::UpperEscape)]
    #[case(r#"["\u2019"]"#, BeyondAscii::LowerEscape)]
    #[case::after_a_byte_order_mark("\u{feff}[\"\\u00E9\"]", BeyondAscii::UpperEscape)]
    #[case::one_raw_character(r#"["\u00e9", "é"]"#, BeyondAscii::Raw)]
    #[case::what_nobody_sees(r#"["\u200b\u00a0\u00ad"]"#, BeyondAscii::Raw)]
    #[case::a_control_character(r#"["\u001f"]"#, BeyondAscii::Raw)]
    #[case::a_backslash(r#"["\\u00e9"]"#, BeyondAscii::Raw)]
    fn escapes(#[case] text: &str, #[case] found: BeyondAscii) {
        assert_eq!(Style::of(text).beyond_ascii, found);
    }

    #[rstest]
    #[case("a\u{301}\u{1f600}", r#""a\u0301\ud83d\ude00""#)]
    #[case("\"\\/\n\u{1}", r#""\"\\/\n\u0001""#)]
    fn literals_of_an_escaping_document(#[case] value: &str, #[case] literal: &str) {
        assert_eq!(
            Style::of(r#"["\u00e9"]"#)
                .beyond_ascii
                .string_literal(value),
            literal
        );
    }

    #[rstest]
    #[case::minified(r#"{"a":[1,2],"b":{"c":1}}"#, ",", [false, true, true], [false, true, true])]
    #[case::padded(r#"{ "a": [ 1, 2 ] }"#, ", ", [true, true, true], [true, true, true])]
    #[case::expanded("{\n \"a\": [\n  1\n ],\n \"b\": {\n  \"c\": 1\n }\n}", ", ", [false, false, false], [false, false, false])]
    #[case::mixed("{\n \"a\": [1, 2],\n \"b\": { \"c\": 1 }\n}", ", ", [true, true, false], [false, true, false])]
    fn brackets(
        #[case] text: &str,
        #[case] comma: &str,
        #[case] objects: [bool; 3],
        #[case] arrays: [bool; 3],
    ) {
        let style = Style::of(text);
        let shown = |of: Brackets| [of.is_padded, of.leaf_on_one_line, of.nest_on_one_line];
        assert_eq!(style.comma, comma);
        assert_eq!(shown(style.objects), objects);
        assert_eq!(shown(style.arrays), arrays);
    }
}

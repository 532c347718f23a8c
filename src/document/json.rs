//! Reads JSON into a tree with places; says in plain words what is wrong where it is not JSON.
//!
//! A scanner over the bytes builds the tree (RFC 8259): `serde_json` keeps no offsets, and of duplicate keys the last. The
//! scanner says yes or no; what is wrong with a document that it refuses, `serde_json` says, and only then is it asked.
//! Beyond the grammar the scanner refuses lone surrogates, and nesting beyond [`MAX_DEPTH`].

use super::{Fault, Member, Node, Value, escape_pointer_step};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// The pointers of keys that stand twice may have so many bytes together: each of very many may stand below a very long key.
const MOST_TOLD: usize = 256 << 20;

/// A document that is JSON.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The value.
    pub root: Node<'a>,
    /// Keys that stand more than once in their object, compared decoded, in document order.
    pub duplicates: Vec<Duplicate>,
}

/// A key that stands in its object already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The JSON Pointer of the member.
    pub pointer: String,
    /// The key, decoded.
    pub key: String,
    /// Where it stands first.
    pub first: Range<usize>,
    /// Where it stands again.
    pub again: Range<usize>,
}

impl Duplicate {
    /// The same as a fault, at the second place.
    pub fn fault(&self) -> Fault {
        Fault {
            pointer: self.pointer.clone(),
            range: self.again.clone(),
            message: format!("the key \"{}\" stands twice in the same object", self.key),
            help: Some("keep one of them".to_owned()),
        }
    }
}

/// Parses a document. A leading byte order mark is passed over, and counts in the offsets.
///
/// # Errors
/// Where it is not JSON: one fault, at the byte where reading had to stop.
pub fn parse(text: &str) -> Result<Parsed<'_>, Fault> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut scanner = Scanner {
        text,
        at: start,
        path: Vec::new(),
        items: Vec::new(),
        members: Vec::new(),
        duplicates: Vec::new(),
        told: 0,
        content: None,
    };
    match scanner.document() {
        Ok(root) => Ok(Parsed {
            root,
            duplicates: scanner.duplicates,
        }),
        Err(Refused) => Err(fault_of(text, start, scanner.at, scanner.content)),
    }
}

/// The fault of a document that the scanner refused at byte `at`, where it is not its grammar for what it says.
fn fault_of(text: &str, start: usize, at: usize, content: Option<Fault>) -> Fault {
    match (
        serde_json::from_str::<serde::de::IgnoredAny>(&text[start..]),
        content,
    ) {
        (Err(error), _) => explain(text, start, &error),
        (Ok(_), Some(fault)) => fault,
        // Never reached as far as a test can tell; but what was not read must not pass for want of words.
        (Ok(_), None) => Fault {
            pointer: String::new(),
            range: at..at,
            message: "the document is not JSON".to_owned(),
            help: Some("see RFC 8259 for what JSON allows".to_owned()),
        },
    }
}

/// The byte of `literal`, a JSON string with its quotation marks, at which byte `decoded` of its value stands.
pub fn source_offset(literal: &str, decoded: usize) -> usize {
    let mut seen = 0;
    let body = literal.get(1..).unwrap_or_default();
    if memchr::memchr(b'\\', body.as_bytes()).is_none() && decoded < body.len() {
        return 1 + body.ceil_char_boundary(decoded);
    }
    for (range, c) in characters(body) {
        if seen >= decoded {
            return 1 + range.start;
        }
        seen += c.len_utf8();
    }
    literal.len()
}

/// The characters of a JSON string's text, escapes resolved, and the bytes that each is written in.
pub(super) fn characters(written: &str) -> impl Iterator<Item = (Range<usize>, char)> + '_ {
    let bytes = written.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at;
        let first = written[start..].chars().next()?;
        let (length, c) = match (first, bytes.get(start + 1)) {
            ('\\', Some(b'u')) => unicode_escape(bytes, start),
            ('\\', Some(&kind)) if kind.is_ascii() => (2, short_escape(kind)),
            _ => (first.len_utf8(), first),
        };
        at = (start + length).min(bytes.len());
        Some((start..at, c))
    })
}

/// How many bytes the `\u` escape at `start` has, with its other half, and its character.
fn unicode_escape(bytes: &[u8], start: usize) -> (usize, char) {
    let (length, code) = match hex4(bytes, start + 2) {
        unit @ 0xd800..=0xdbff => {
            let low = hex4(bytes, start + 8);
            let code = (0x10000 + ((unit - 0xd800) << 10)).wrapping_add(low.wrapping_sub(0xdc00));
            (12, code)
        }
        unit => (6, unit),
    };
    (
        length,
        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    )
}

/// What a backslash and this character stand for.
fn short_escape(kind: u8) -> char {
    match kind {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        other => char::from(other),
    }
}

fn hex4(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|digits| std::str::from_utf8(digits).ok())
        .and_then(|digits| u32::from_str_radix(digits, 16).ok())
        .unwrap_or(0)
}

/// A member's key is compared with the others of its object pair by pair up to this many, then by a table.
const FEW: usize = 16;

/// The scanner stopped: the document is not JSON, or JSON that no claim file may hold.
struct Refused;

/// A step of the way from the root to the value that is being read.
#[derive(Clone, Copy)]
enum Step {
    /// Into an array.
    Item(usize),
    /// Into an object, by the key that stands at this byte.
    Member(usize),
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// The way to the value being read.
    path: Vec<Step>,
    /// What was read of the arrays that the way leads through, one after the other. An array takes its items from here once
    /// it is complete, so that they get memory of the right size at once.
    items: Vec<Node<'a>>,
    /// The same of the objects.
    members: Vec<Member<'a>>,
    duplicates: Vec<Duplicate>,
    /// Bytes of their pointers.
    told: usize,
    /// What is wrong with the document, where it may be JSON all the same.
    content: Option<Fault>,
}

impl<'a> Scanner<'a> {
    /// The only value of the document.
    fn document(&mut self) -> Result<Node<'a>, Refused> {
        self.skip_space();
        let root = self.value()?;
        self.skip_space();
        if self.at < self.text.len() {
            return Err(Refused);
        }
        Ok(root)
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    /// The byte at hand; 0, which no grammar wants, at the end.
    fn peek(&self) -> u8 {
        self.bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        const BLANKS: u64 = u64::from_le_bytes([b' '; 8]);
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
            // Claim files are indented: most of their white space is runs of blanks.
            while let Some(word) = self.bytes()[self.at..].first_chunk() {
                let others = u64::from_le_bytes(*word) ^ BLANKS;
                self.at += others.trailing_zeros() as usize / 8;
                if others != 0 {
                    break;
                }
            }
        }
    }

    /// Past this byte, which has to stand here.
    fn expect(&mut self, byte: u8) -> Result<(), Refused> {
        if self.peek() != byte {
            return Err(Refused);
        }
        self.at += 1;
        Ok(())
    }

    /// The JSON Pointer (RFC 6901) of the value being read.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in &self.path {
            // Writing to a string cannot fail.
            let _ = match step {
                Step::Item(index) => write!(pointer, "/{index}"),
                Step::Member(at) => {
                    write!(pointer, "/{}", escape_pointer_step(&key_at(self.text, *at)))
                }
            };
        }
        pointer
    }

    fn refuse(&mut self, range: Range<usize>, message: &str, help: &str) -> Refused {
        self.content = Some(Fault {
            pointer: self.pointer(),
            range,
            message: message.to_owned(),
            help: Some(help.to_owned()),
        });
        Refused
    }

    fn value(&mut self) -> Result<Node<'a>, Refused> {
        let start = self.at;
        let value = match self.peek() {
            b'{' | b'[' if self.path.len() == MAX_DEPTH => {
                return Err(self.refuse(
                    start..start + 1,
                    &format!("arrays and objects are nested more than {MAX_DEPTH} deep"),
                    "no claim file needs this: look for brackets that are never closed",
                ));
            }
            b'{' => Value::Object(self.object()?),
            b'[' => Value::Array(self.array()?),
            b'"' => Value::String(self.string()?),
            b't' => self.word("true", Value::Bool(true))?,
            b'f' => self.word("false", Value::Bool(false))?,
            b'n' => self.word("null", Value::Null)?,
            _ => self.number()?,
        };
        Ok(Node {
            range: start..self.at,
            value,
        })
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, Refused> {
        if !self.bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(Refused);
        }
        self.at += word.len();
        Ok(value)
    }

    /// `-`, an integer without a leading zero, a fraction, an exponent (RFC 8259, section 6).
    fn number(&mut self) -> Result<Value<'a>, Refused> {
        let start = self.at;
        if self.peek() == b'-' {
            self.at += 1;
        }
        if self.peek() == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(Value::Number(Cow::Borrowed(&self.text[start..self.at])))
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Refused> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start {
            return Err(Refused);
        }
        Ok(())
    }

    fn array(&mut self) -> Result<Vec<Node<'a>>, Refused> {
        self.at += 1;
        self.skip_space();
        if self.peek() == b']' {
            self.at += 1;
            return Ok(Vec::new());
        }
        let start = self.items.len();
        loop {
            self.path.push(Step::Item(self.items.len() - start));
            let item = self.value()?;
            self.path.pop();
            self.items.push(item);
            if !self.goes_on(b']')? {
                return Ok(self.items.split_off(start));
            }
        }
    }

    fn object(&mut self) -> Result<Vec<Member<'a>>, Refused> {
        self.at += 1;
        self.skip_space();
        if self.peek() == b'}' {
            self.at += 1;
            return Ok(Vec::new());
        }
        let start = self.members.len();
        let mut keys = None;
        loop {
            let key_start = self.at;
            if self.peek() != b'"' {
                return Err(Refused);
            }
            let key = self.string()?;
            let key_range = key_start..self.at;
            self.skip_space();
            self.expect(b':')?;
            self.skip_space();

            self.path.push(Step::Member(key_start));
            if let Some(first) = first_of(&key, &self.members[start..], &mut keys) {
                let pointer = self.pointer();
                self.told += pointer.len();
                if self.told > MOST_TOLD {
                    return Err(self.refuse(
                        key_range,
                        "too many keys stand twice in their objects, below very long ones",
                        "keep one of each",
                    ));
                }
                self.duplicates.push(Duplicate {
                    pointer,
                    key: key.clone().into_owned(),
                    first,
                    again: key_range.clone(),
                });
            }
            let value = self.value()?;
            self.path.pop();
            self.members.push(Member {
                key,
                key_range,
                value,
            });
            if !self.goes_on(b'}')? {
                return Ok(self.members.split_off(start));
            }
        }
    }

    /// Past the comma to the next item, or past the closing bracket: whether there is a next item.
    fn goes_on(&mut self, closing: u8) -> Result<bool, Refused> {
        self.skip_space();
        if self.peek() == closing {
            self.at += 1;
            return Ok(false);
        }
        self.expect(b',')?;
        self.skip_space();
        Ok(true)
    }

    fn string(&mut self) -> Result<Cow<'a, str>, Refused> {
        self.at += 1;
        let run = self.plain_run();
        if self.peek() == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(run));
        }
        let mut decoded = String::with_capacity(run.len() + 64);
        decoded.push_str(run);
        loop {
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(Cow::Owned(decoded));
                }
                b'\\' => decoded.push(self.escape()?),
                // A control character, or the end of the document.
                _ => return Err(Refused),
            }
            decoded.push_str(self.plain_run());
        }
    }

    /// The characters of a string up to the next quotation mark, backslash or control character.
    fn plain_run(&mut self) -> &'a str {
        let start = self.at;
        self.at += plain_length(&self.bytes()[start..]);
        &self.text[start..self.at]
    }

    fn escape(&mut self) -> Result<char, Refused> {
        let start = self.at;
        self.at += 1;
        let kind = self.peek();
        self.at += 1;
        Ok(match kind {
            b'u' => {
                let unit = self.code_unit()?;
                let code = match unit {
                    0xd800..=0xdbff if self.bytes()[self.at..].starts_with(b"\\u") => {
                        self.at += 2;
                        let low = self.code_unit()?;
                        if !(0xdc00..=0xdfff).contains(&low) {
                            return Err(self.lone_surrogate(start));
                        }
                        0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
                    }
                    unit => unit,
                };
                match char::from_u32(code) {
                    Some(character) => character,
                    None => return Err(self.lone_surrogate(start)),
                }
            }
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => short_escape(kind),
            _ => return Err(Refused),
        })
    }

    /// The four hexadecimal digits of an escape.
    fn code_unit(&mut self) -> Result<u32, Refused> {
        let digits = self.bytes().get(self.at..self.at + 4);
        let is_hex = |digits: &&[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        if !digits.is_some_and(|digits| is_hex(&digits)) {
            return Err(Refused);
        }
        let unit = hex4(self.bytes(), self.at);
        self.at += 4;
        Ok(unit)
    }

    fn lone_surrogate(&mut self, start: usize) -> Refused {
        let text = self.text;
        let escape = &text[start..start + 6];
        self.refuse(
            start..start + 6,
            &format!("`{escape}` is half a character: a surrogate without its other half"),
            "write the character itself; a JSON file is UTF-8 and needs no escapes for letters",
        )
    }
}

/// How many bytes of a string come before the next quotation mark, backslash or control character: eight at a time.
fn plain_length(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let found = special_bytes(u64::from_le_bytes(*word));
        if found != 0 {
            return number * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..0x20);
    let in_rest = rest.iter().position(is_special).unwrap_or(rest.len());
    words.len() * 8 + in_rest
}

/// The high bit of the first byte that is special, and perhaps of some after it (Hacker's Delight, section 6-1: bytes are
/// compared within a word by a subtraction that borrows through the high bit).
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    let is_below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word;
    let is_byte = |byte: u8| is_below(word ^ (ONES * u64::from(byte)), 1);
    (is_below(word, 0x20) | is_byte(b'"') | is_byte(b'\\')) & HIGHS
}

/// The keys of an object with many members, to find those that stand twice.
#[derive(Default)]
struct Keys<'a> {
    first: HashMap<Cow<'a, str>, Range<usize>>,
    /// So many members are in the table.
    indexed: usize,
}

/// Where `key` stands among the members of its object already.
fn first_of<'a>(
    key: &str,
    members: &[Member<'a>],
    keys: &mut Option<Keys<'a>>,
) -> Option<Range<usize>> {
    if members.len() < FEW {
        return members
            .iter()
            .find(|member| member.key == *key)
            .map(|member| member.key_range.clone());
    }
    let keys = keys.get_or_insert_default();
    for member in &members[keys.indexed..] {
        keys.first
            .entry(member.key.clone())
            .or_insert_with(|| member.key_range.clone());
    }
    keys.indexed = members.len();
    keys.first.get(key).cloned()
}

/// The key that stands at byte `at`, escapes resolved.
fn key_at(text: &str, at: usize) -> String {
    characters(text.get(at + 1..).unwrap_or_default())
        .take_while(|(range, c)| *c != '"' || range.len() > 1)
        .map(|(_, c)| c)
        .collect()
}

/// A fault in an editor's words, from what `serde_json` says.
fn explain(text: &str, start: usize, error: &serde_json::Error) -> Fault {
    let at = offset(text, start, error);
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let (message, help) = match said {
        _ if text[start..].trim().is_empty() => (
            "the file is empty".to_owned(),
            "a claim file is an object: {\"schema_version\": 1, \"story\": \"…\", \"claims\": […]}; copy another one to start from",
        ),
        _ if text[at..].starts_with(['“', '”', '„', '‘', '’', '\'']) => (
            "this quotation mark is not JSON's".to_owned(),
            "keys and strings stand between straight double quotation marks: \"…\"",
        ),
        _ if text[at..].starts_with("//")
            || text[at..].starts_with("/*")
            || text[at..].starts_with('#') =>
        {
            (
                "JSON has no comments".to_owned(),
                "put the remark into a \"note\", or into a field of your own whose name starts with x-",
            )
        }
        _ if said == "trailing comma" || dangling_comma(text, at) => (
            "there is a comma with nothing after it".to_owned(),
            "take out the comma before the closing bracket",
        ),
        "expected value" => (
            "a value is missing here".to_owned(),
            "a value is a string in \"…\", a number, true, false, null, an array […] or an object {…}",
        ),
        "expected `,` or `}`" | "expected `,` or `]`" => (
            "a comma or the closing bracket is missing here".to_owned(),
            "look at the end of the value before: is a comma missing, or a quotation mark within a string not written as \\\"?",
        ),
        "expected `:`" => (
            "a colon is missing after the key".to_owned(),
            "a member is written \"key\": value",
        ),
        "key must be a string" => (
            "a key must be a string in straight double quotation marks".to_owned(),
            "write \"key\": value, and no comma after the last member",
        ),
        "trailing characters" => (
            "there is more text after the end of the document".to_owned(),
            "look for a bracket that closes too early",
        ),
        "invalid escape" if text[at..].starts_with("\\u") => (
            "this \\u escape is not complete".to_owned(),
            "\\u needs four hexadecimal digits, as in \\u00e9; or write the character itself",
        ),
        "invalid escape" => (
            "this escape does not exist in JSON".to_owned(),
            "write a backslash as \\\\; the escapes are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits",
        ),
        "control character (\\u0000-\\u001F) found while parsing a string" => (
            "a line end, tab or other control character stands within a string".to_owned(),
            "write a line end as \\n and a tab as \\t, or close the string before it",
        ),
        "invalid number" => (
            "this number is not written as JSON has it".to_owned(),
            "no leading zero, no leading plus, and digits on both sides of the point",
        ),
        _ if said.starts_with("EOF") => (
            "the file ends before the document is complete".to_owned(),
            "a closing quotation mark or bracket is missing, or the end of the file was lost",
        ),
        other => (other.to_owned(), "see RFC 8259 for what JSON allows"),
    };
    let end = text[at..]
        .chars()
        .next()
        .map_or(at, |c| if c == '\n' { at } else { at + c.len_utf8() });
    Fault {
        pointer: String::new(),
        range: at..end,
        message,
        help: Some(help.to_owned()),
    }
}

/// Whether a comma stands right before `at`, and a closing bracket there.
fn dangling_comma(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(',') && text[at..].starts_with([']', '}'])
}

/// The byte that `serde_json` means by its line and its column, which counts bytes up to and with the bad one.
fn offset(text: &str, start: usize, error: &serde_json::Error) -> usize {
    let document = &text[start..];
    let line_start: usize = document
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + line_start + error.column().saturating_sub(1)).min(text.len());
    if error.is_eof() {
        at = text.trim_end().len();
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    if error.to_string().starts_with("invalid escape") {
        // The column is somewhere in or after the escape.
        at = text[..at].rfind('\\').unwrap_or(at);
    }
    if error.to_string().starts_with("control character") {
        // The column is that of the character before.
        at += text[at..].find(|c: char| c < ' ').unwrap_or(0);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn every_value_knows_its_bytes() {
        let text = r#" {"a": [1, "x\n"], "b": {"c": null}} "#;
        let parsed = parse(text).unwrap();
        let at = |pointer: &str| &text[parsed.root.at(pointer).unwrap().range.clone()];
        assert_eq!(at(""), text.trim());
        assert_eq!(at("/a/1"), r#""x\n""#);
        assert_eq!(at("/b/c"), "null");
        assert_eq!(parsed.root.at("/a/1").unwrap().as_str(), Some("x\n"));
    }

    #[test]
    fn duplicates_are_compared_decoded() {
        let text = r#"{"a": [{"quote": 1, "qu\u006fte": 2}]}"#;
        let duplicates = parse(text).unwrap().duplicates;
        assert_eq!(duplicates.len(), 1);
        assert_eq!(duplicates[0].pointer, "/a/0/quote");
        assert_eq!(&text[duplicates[0].again.clone()], r#""qu\u006fte""#);
    }

    #[test]
    fn duplicates_among_many_keys() {
        let members: Vec<String> = (0..40)
            .chain([3, 39])
            .map(|n| format!("\"k{n}\": {n}"))
            .collect();
        let text = format!("{{{}}}", members.join(", "));
        let keys: Vec<String> = parse(&text)
            .unwrap()
            .duplicates
            .into_iter()
            .map(|d| d.key)
            .collect();
        assert_eq!(keys, ["k3", "k39"]);
    }

    #[rstest]
    #[case("", "the file is empty", 0)]
    #[case("[1,]", "a comma with nothing after it", 3)]
    #[case("{\"a\": [}", "a value is missing", 7)]
    #[case("{\"a\" 1}", "a colon is missing", 5)]
    #[case("{\"a\": 1", "ends before the document is complete", 7)]
    #[case("[\"\\ud800\"]", "half a character", 2)]
    #[case("[\"\\ud800\\u0041\"]", "half a character", 2)]
    #[case("[\"\\udc00\"]", "half a character", 2)]
    #[case("[“a”]", "is not JSON's", 1)]
    #[case("{'a': 1}", "is not JSON's", 1)]
    #[case("[1, // one\n2]", "no comments", 4)]
    #[case("[01]", "not written as JSON has it", 2)]
    #[case("[\"a\\u12ti\"]", "is not complete", 3)]
    #[case("[\"a\\x\"]", "does not exist in JSON", 3)]
    #[case("[\"\t\"]", "control character", 2)]
    #[case("[] []", "more text after the end", 3)]
    #[case("{\"é\": \"é\" 1}", "a comma or the closing bracket", 12)]
    fn says_what_is_wrong_and_where(#[case] text: &str, #[case] message: &str, #[case] at: usize) {
        let fault = parse(text).unwrap_err();
        assert!(fault.message.contains(message), "{}", fault.message);
        assert_eq!(fault.range.start, at, "{}", fault.message);
    }

    #[test]
    fn deep_nesting_is_refused_without_a_crash() {
        for deep in [MAX_DEPTH + 1, 100_000, 1_000_000] {
            let fault = parse(&("[".repeat(deep) + &"]".repeat(deep))).unwrap_err();
            assert!(
                fault.message.contains("nested more than 128 deep"),
                "{}",
                fault.message
            );
        }
        assert!(parse(&("[".repeat(MAX_DEPTH) + &"]".repeat(MAX_DEPTH))).is_ok());
    }

    #[rstest]
    #[case(r#""abc""#, 2, 3)]
    #[case(r#""a\nb""#, 2, 4)]
    #[case(r#""\u00e9b""#, 2, 7)]
    #[case(r#""\ud83d\ude00b""#, 4, 13)]
    #[case(r#""éb""#, 2, 3)]
    #[case(r#""ab""#, 2, 3)]
    fn decoded_offsets_lead_back_to_the_file(
        #[case] literal: &str,
        #[case] decoded: usize,
        #[case] at: usize,
    ) {
        assert_eq!(source_offset(literal, decoded), at);
    }

    proptest::proptest! {
        #[test]
        fn plain_text_ends_at_the_first_special_byte(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
            let special = bytes.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            proptest::prop_assert_eq!(plain_length(&bytes), special.unwrap_or(bytes.len()));
        }

        /// Scanner and `serde_json` agree on strings and numbers, whatever is in them.
        #[test]
        fn agrees_with_serde_json_within_a_token(
            text in r#"("([ -~é中😀\x00-\x1f]|\\["\\/bfnrtux]|\\u[0-9a-fA-Fg+]{3,4}|\\u[dD][89a-fA-F][0-9]{2}){0,12}"|[-+.0-9eE]{1,6}|0|-?[1-9]\.[0-9]{1,3}[eE][-+]?[0-9]{1,2})"#
        ) {
            match (parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(parsed), Ok(value)) => proptest::prop_assert_eq!(parsed.root.to_json(), value),
                (Err(_), Err(_)) => {}
                (ours, theirs) => proptest::prop_assert!(false, "{:?} but {:?}", ours.is_ok(), theirs.is_ok()),
            }
        }

        /// A document with one byte put in, taken out or changed is refused by both or read alike by both.
        #[test]
        fn agrees_with_serde_json_on_a_slip(at in 0usize..200, byte in r"[ -~\n\t]", how in 0..3) {
            const EXAMPLE: &str = r#" {"a": [1, -2.5e3, "x\n\u00e9", null], "b": {"c": true, "d": {}}, "e": [[], {"f": "\\\""}]} "#;
            let mut text = EXAMPLE.to_owned();
            let at = at % EXAMPLE.len();
            match how {
                0 => text.insert_str(at, &byte),
                1 => { text.remove(at); }
                _ => text.replace_range(at..=at, &byte),
            }
            match (parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(parsed), Ok(value)) => proptest::prop_assert_eq!(parsed.root.to_json(), value),
                (Err(_), Err(_)) => {}
                (ours, theirs) => proptest::prop_assert!(false, "{:?} but {:?}", ours.is_ok(), theirs.is_ok()),
            }
        }

        /// Scanner and `serde_json` agree on every value, and on what is none.
        #[test]
        fn agrees_with_serde_json(text in r#"(\{|\}|\[|\]|,|:|"[a-z\\n"é]{0,3}"|-?[0-9]{1,3}(\.[0-9]{1,2})?|true|null| ){0,24}"#) {
            match (parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(parsed), Ok(value)) => proptest::prop_assert_eq!(parsed.root.to_json(), value),
                (Err(_), Err(_)) => {}
                (ours, theirs) => proptest::prop_assert!(false, "{:?} but {:?}", ours.is_ok(), theirs.is_ok()),
            }
        }
    }
}

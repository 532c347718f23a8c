//! Edits JSON as text: what is not edited keeps every byte, and what is put in is laid out as its neighbours are.

use super::json::{characters, parse, source_offset};
use super::style::{BeyondAscii, Brackets, Style, leading_space};
use super::{Member, Node, Value};
use crate::text::same_ends;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::ops::Range;

/// A replacement of bytes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes in their place.
    pub text: String,
}

/// A value to be written, its members in the order in which they are to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// A whole number.
    Number(u64),
    /// A string, not escaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

/// The text after these edits, which are in file order and do not overlap.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        edited.push_str(&text[at..edit.range.start]);
        edited.push_str(&edit.text);
        at = edit.range.end;
    }
    edited.push_str(&text[at..]);
    edited
}

/// Beyond so many differing characters, what lies between the first and the last difference is rewritten as a whole.
const LONGEST_COMPARED: usize = 20_000;

/// Gives the string literal at `literal`, its quotation marks included, another value. Characters that stay keep the
/// bytes that they are written in, whatever their escapes; the others are written as `style` has them.
pub fn replace_string(
    text: &str,
    literal: Range<usize>,
    value: &str,
    beyond_ascii: BeyondAscii,
) -> Vec<Edit> {
    let body = literal.start + 1..literal.end - 1;
    // What both start and end with stays, and need not be taken apart.
    let (start, end) = if text[body.clone()].contains('\\') {
        (0, 0)
    } else {
        same_ends(&text[body.clone()], value)
    };
    let body = body.start + start..body.end - end;
    let value = &value[start..value.len() - end];
    let (places, before): (Vec<Range<usize>>, Vec<char>) = characters(&text[body.clone()]).unzip();
    let after: Vec<char> = value.chars().collect();
    let start_of = |index: usize| {
        places
            .get(index)
            .map_or(body.end, |range| body.start + range.start)
    };
    differences(&before, &after)
        .into_iter()
        .map(|(old, new)| {
            let mut written = String::new();
            for &c in &after[new] {
                beyond_ascii.push_character(&mut written, c);
            }
            Edit {
                range: start_of(old.start)..start_of(old.end),
                text: written,
            }
        })
        .collect()
}

/// The literals of pieces of a string: each a stretch of its value in bytes, decoded, and the value that it is to have.
/// Characters that stay keep the bytes that they are written in.
pub fn cut_string<'v>(
    text: &str,
    literal: Range<usize>,
    pieces: impl Iterator<Item = (Range<usize>, &'v str)>,
    beyond_ascii: BeyondAscii,
) -> Vec<String> {
    let written = &text[literal];
    let cut = |(piece, value): (Range<usize>, &str)| {
        let bytes = source_offset(written, piece.start)..source_offset(written, piece.end);
        let own = format!("\"{}\"", &written[bytes]);
        apply(
            &own,
            &replace_string(&own, 0..own.len(), value, beyond_ascii),
        )
    };
    pieces.map(cut).collect()
}

/// An array of these literals, to stand at byte `at` of the text. It lies as `sample` does, an array of the same document,
/// or else as its arrays mostly do.
pub fn array_of(
    text: &str,
    at: usize,
    literals: &[String],
    sample: Option<&str>,
    style: &Style,
) -> String {
    let writer = Writer { text, style };
    let layout = match sample {
        Some(sample) => Layout::of(sample),
        None => Layout::new(style.arrays.leaf_on_one_line, style.arrays.is_padded),
    };
    let mut written = String::new();
    let put = |out: &mut String, literal: &String, _: &str| out.push_str(literal);
    writer.write_all(
        &mut written,
        ['[', ']'],
        &layout,
        writer.line_start(at),
        literals,
        put,
    );
    written
}

/// The stretches in which two texts differ: characters of the one, and of the other.
fn differences(before: &[char], after: &[char]) -> Vec<(Range<usize>, Range<usize>)> {
    let same = |pair: &(&char, &char)| pair.0 == pair.1;
    let start = before.iter().zip(after).take_while(same).count();
    let (old, new) = (&before[start..], &after[start..]);
    let end = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(same)
        .count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    if old.len() + new.len() > LONGEST_COMPARED {
        return vec![(start..start + old.len(), start..start + new.len())];
    }
    capture_diff_slices(Algorithm::Myers, old, new)
        .into_iter()
        .map(|change| change.as_tag_tuple())
        .filter(|(tag, ..)| *tag != DiffTag::Equal)
        .map(|(_, old, new)| {
            (
                start + old.start..start + old.end,
                start + new.start..start + new.end,
            )
        })
        .fold(Vec::new(), joined)
}

/// Adds a stretch; one that touches the last becomes one with it.
fn joined(
    mut all: Vec<(Range<usize>, Range<usize>)>,
    (old, new): (Range<usize>, Range<usize>),
) -> Vec<(Range<usize>, Range<usize>)> {
    match all.last_mut() {
        Some((last_old, last_new)) if last_old.end == old.start && last_new.end == new.start => {
            last_old.end = old.end;
            last_new.end = new.end;
        }
        _ => all.push((old, new)),
    }
    all
}

/// Puts `item` at the end of the array, which is a node of `text`, laid out as the other elements are.
pub fn insert_item(text: &str, array: &Node<'_>, item: &Json, style: &Style) -> Edit {
    let items = array.as_array().unwrap_or_default();
    let writer = Writer { text, style };
    let Some(last) = items.last() else {
        return writer.in_place_of(array, &Json::Array(vec![item.clone()]), &[]);
    };
    let separator = match items {
        [.., before, last] => text[before.range.end..last.range.start].to_owned(),
        _ => writer.first_separator(array.range.start + 1..last.range.start),
    };
    let siblings: Vec<&Node<'_>> = items.iter().collect();
    writer.after(last, separator, |written, indent| {
        writer.write(written, item, &siblings, indent);
    })
}

/// Puts a member into the object, which is a node of `text`: after the member `after` where it has one, else at the
/// end. It is laid out as the members of that name are elsewhere in the document.
///
/// The object must not have the key already.
pub fn insert_member(
    text: &str,
    object: &Node<'_>,
    (key, value): (&str, &Json),
    after: Option<&str>,
    style: &Style,
) -> Edit {
    let document = parse(text);
    let mut samples = Vec::new();
    if let Ok(parsed) = &document {
        gather(&parsed.root, key, &mut samples);
    }
    let writer = Writer { text, style };
    let members = object.members();
    let at = after.and_then(|after| members.iter().rposition(|member| member.key == after));
    let Some(anchor) = at.or_else(|| members.len().checked_sub(1)) else {
        let whole = Json::Object(vec![(key.to_owned(), value.clone())]);
        return writer.in_place_of(object, &whole, &[]);
    };
    let between = |left: &Member<'_>, right: &Member<'_>| {
        text[left.value.range.end..right.key_range.start].to_owned()
    };
    let separator = match (anchor.checked_sub(1), members.get(anchor + 1)) {
        (Some(before), _) => between(&members[before], &members[anchor]),
        (None, Some(next)) => between(&members[anchor], next),
        (None, None) => {
            writer.first_separator(object.range.start + 1..members[anchor].key_range.start)
        }
    };
    writer.after(&members[anchor].value, separator, |written, indent| {
        written.push_str(&style.beyond_ascii.string_literal(key));
        written.push_str(&style.colon);
        writer.write(written, value, &samples, indent);
    })
}

/// All values of members of that name.
fn gather<'t, 'a>(node: &'t Node<'a>, key: &str, found: &mut Vec<&'t Node<'a>>) {
    for item in node.as_array().unwrap_or_default() {
        gather(item, key, found);
    }
    for member in node.members() {
        if member.key == key {
            found.push(&member.value);
        }
        gather(&member.value, key, found);
    }
}

/// Writes new values into a text.
struct Writer<'t> {
    text: &'t str,
    style: &'t Style,
}

impl Writer<'_> {
    /// What comes before a second item, where there is one only, and this before it.
    fn first_separator(&self, before: Range<usize>) -> String {
        match &self.text[before] {
            space if space.contains('\n') => format!(",{space}"),
            _ => self.style.comma.to_owned(),
        }
    }

    /// An edit that puts something after a node; it is told the start of the node's line.
    fn after(
        &self,
        node: &Node<'_>,
        separator: String,
        write: impl FnOnce(&mut String, &str),
    ) -> Edit {
        let mut written = separator;
        write(&mut written, self.line_start(node.range.start));
        Edit {
            range: node.range.end..node.range.end,
            text: written,
        }
    }

    /// An edit that puts a value in the place of a node.
    fn in_place_of(&self, node: &Node<'_>, value: &Json, samples: &[&Node<'_>]) -> Edit {
        let mut written = String::new();
        self.write(
            &mut written,
            value,
            samples,
            self.line_start(node.range.start),
        );
        Edit {
            range: node.range.clone(),
            text: written,
        }
    }

    /// The white space that the line of that byte starts with.
    fn line_start(&self, at: usize) -> &str {
        let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        leading_space(&self.text[start..])
    }

    /// Writes a value, laid out as the samples are. `indent` is what its line starts with.
    fn write(&self, out: &mut String, value: &Json, samples: &[&Node<'_>], indent: &str) {
        match value {
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::String(text) => out.push_str(&self.style.beyond_ascii.string_literal(text)),
            Json::Array(items) => {
                let like: Vec<&Node<'_>> = samples
                    .iter()
                    .filter_map(|node| node.as_array())
                    .flatten()
                    .collect();
                let layout = self.layout(value, samples, self.style.arrays);
                self.write_all(
                    out,
                    ['[', ']'],
                    &layout,
                    indent,
                    items,
                    |out, item, indent| {
                        self.write(out, item, &like, indent);
                    },
                );
            }
            Json::Object(members) => {
                let layout = self.layout(value, samples, self.style.objects);
                self.write_all(
                    out,
                    ['{', '}'],
                    &layout,
                    indent,
                    members,
                    |out, (key, value), indent| {
                        let like: Vec<&Node<'_>> =
                            samples.iter().filter_map(|node| node.get(key)).collect();
                        out.push_str(&self.style.beyond_ascii.string_literal(key));
                        out.push_str(&self.style.colon);
                        self.write(out, value, &like, indent);
                    },
                );
            }
        }
    }

    fn write_all<T>(
        &self,
        out: &mut String,
        [open, close]: [char; 2],
        layout: &Layout,
        indent: &str,
        items: &[T],
        mut write: impl FnMut(&mut String, &T, &str),
    ) {
        out.push(open);
        let inner = match layout {
            Layout::Lines => format!("{indent}{}", self.style.indent),
            Layout::OneLine { .. } => indent.to_owned(),
        };
        for (index, item) in items.iter().enumerate() {
            match layout {
                Layout::Lines => {
                    out.push_str(if index > 0 { "," } else { "" });
                    out.push_str(self.style.newline);
                    out.push_str(&inner);
                }
                Layout::OneLine { .. } if index > 0 => out.push_str(self.style.comma),
                Layout::OneLine { padding } => out.push_str(padding),
            }
            write(out, item, &inner);
        }
        match layout {
            _ if items.is_empty() => {}
            Layout::Lines => {
                out.push_str(self.style.newline);
                out.push_str(indent);
            }
            Layout::OneLine { padding } => out.push_str(padding),
        }
        out.push(close);
    }

    /// As the last sample of the same kind lies; where there is none, as the document has them.
    fn layout(&self, value: &Json, samples: &[&Node<'_>], brackets: Brackets) -> Layout {
        let sample = samples
            .iter()
            .rev()
            .filter(|node| is_same_kind(value, node))
            .map(|node| &self.text[node.range.clone()])
            .find(|written| !written[1..written.len() - 1].trim().is_empty());
        match sample {
            Some(written) => Layout::of(written),
            None if holds_others(value) => {
                Layout::new(brackets.nest_on_one_line, brackets.is_padded)
            }
            None => Layout::new(brackets.leaf_on_one_line, brackets.is_padded),
        }
    }
}

/// How an array or object lies.
enum Layout {
    /// Each item on a line of its own.
    Lines,
    /// All on one line, with this inside the brackets.
    OneLine { padding: &'static str },
}

impl Layout {
    fn new(is_one_line: bool, is_padded: bool) -> Self {
        match (is_one_line, is_padded) {
            (true, true) => Self::OneLine { padding: " " },
            (true, false) => Self::OneLine { padding: "" },
            (false, _) => Self::Lines,
        }
    }

    /// As an array or object is written.
    fn of(written: &str) -> Self {
        Self::new(!written.contains('\n'), written[1..].starts_with(' '))
    }
}

fn is_same_kind(value: &Json, node: &Node<'_>) -> bool {
    matches!(
        (value, &node.value),
        (Json::Array(_), Value::Array(_)) | (Json::Object(_), Value::Object(_))
    )
}

/// Whether arrays or objects are in it.
fn holds_others(value: &Json) -> bool {
    let is_container = |value: &Json| matches!(value, Json::Array(_) | Json::Object(_));
    match value {
        Json::Array(items) => items.iter().any(is_container),
        Json::Object(members) => members.iter().any(|(_, value)| is_container(value)),
        Json::Number(_) | Json::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn replaced(text: &str, pointer: &str, value: &str) -> String {
        let literal = parse(text).unwrap().root.at(pointer).unwrap().range.clone();
        apply(
            text,
            &replace_string(text, literal, value, BeyondAscii::of(text)),
        )
    }

    #[rstest]
    #[case::nothing(r#"["a\/b"]"#, "a/b", r#"["a\/b"]"#)]
    #[case::escapes_stay(r#"["a\/b \u00e9 é 'c'"]"#, "a/b é é ’c’", r#"["a\/b \u00e9 é ’c’"]"#)]
    #[case::escaped(
        r#"["a\/b \u00E9 'c'"]"#,
        "a/b é ’c’",
        r#"["a\/b \u00E9 \u2019c\u2019"]"#
    )]
    #[case::emptied(r#"["a\n"]"#, "", r#"[""]"#)]
    #[case::filled(r#"[""]"#, "a\"\n", r#"["a\"\n"]"#)]
    #[case::bytes_in_common(r#"["aéb"]"#, "aèb", r#"["aèb"]"#)]
    #[case::last_bytes_in_common(r#"["aéb"]"#, "aĩb", r#"["aĩb"]"#)]
    #[case::repeated(r#"["aaa"]"#, "aaaa", r#"["aaaa"]"#)]
    #[case::surrogates(r#"["\ud83d\ude00 a"]"#, "\u{1f600} b", r#"["\ud83d\ude00 b"]"#)]
    fn a_string_is_edited_where_it_differs(
        #[case] text: &str,
        #[case] value: &str,
        #[case] wanted: &str,
    ) {
        assert_eq!(replaced(text, "/0", value), wanted);
    }

    #[test]
    fn what_differs_all_over_is_rewritten_in_one() {
        let text = format!("[\"{}\"]", "ab".repeat(LONGEST_COMPARED));
        let value = "ba".repeat(LONGEST_COMPARED);
        let edits = replace_string(&text, 1..text.len() - 1, &value, BeyondAscii::of(&text));
        assert_eq!(edits.len(), 1);
        assert_eq!(apply(&text, &edits), format!("[\"{value}\"]"));
    }

    /// `{"a": "x", "b": [1]}`, its members in this order.
    fn object(first: &str) -> Json {
        Json::Object(vec![
            (first.to_owned(), "x".into()),
            ("b".to_owned(), Json::Array(vec![1.into()])),
        ])
    }

    #[rstest]
    #[case::one_line(r#"{"l": [1, 2]}"#, 3.into(), r#"{"l": [1, 2, 3]}"#)]
    #[case::minified(r#"{"l":[1],"m":2}"#, 3.into(), r#"{"l":[1,3],"m":2}"#)]
    #[case::empty(r#"{"l": [], "m": 2}"#, 3.into(), r#"{"l": [3], "m": 2}"#)]
    #[case::lines("{\r\n\t\"l\": [\r\n\t\t1\r\n\t]\r\n}", 3.into(), "{\r\n\t\"l\": [\r\n\t\t1,\r\n\t\t3\r\n\t]\r\n}")]
    #[case::compact_objects(
        "{\"l\": [\n    { \"a\": \"y\", \"b\": [ 1 ] }\n  ]}",
        object("a"),
        "{\"l\": [\n    { \"a\": \"y\", \"b\": [ 1 ] },\n    { \"a\": \"x\", \"b\": [ 1 ] }\n  ]}"
    )]
    #[case::joined_brackets(
        "{\n  \"l\": [{\n    \"b\": [\n      2\n    ]\n  }]\n}",
        object("a"),
        "{\n  \"l\": [{\n    \"b\": [\n      2\n    ]\n  }, {\n    \"a\": \"x\",\n    \"b\": [\n      1\n    ]\n  }]\n}"
    )]
    #[case::expanded(
        "{\n  \"l\": [\n    {\n      \"b\": [1]\n    }\n  ]\n}",
        object("é"),
        "{\n  \"l\": [\n    {\n      \"b\": [1]\n    },\n    {\n      \"é\": \"x\",\n      \"b\": [1]\n    }\n  ]\n}"
    )]
    #[case::first_of_a_document_in_lines(
        "{\n  \"l\": []\n}",
        object("a"),
        "{\n  \"l\": [\n    {\n      \"a\": \"x\",\n      \"b\": [1]\n    }\n  ]\n}"
    )]
    fn an_item_lies_as_its_siblings(#[case] text: &str, #[case] item: Json, #[case] wanted: &str) {
        let parsed = parse(text).unwrap();
        let array = parsed.root.at("/l").unwrap();
        let edit = insert_item(text, array, &item, &Style::of(text));
        assert_eq!(apply(text, &[edit]), wanted);
    }

    #[rstest]
    #[case::after(
        r#"{"a": 1, "b": 2}"#,
        Some("a"),
        r#"{"a": 1, "k": [{"n": 3}], "b": 2}"#
    )]
    #[case::at_the_end(r#"{"a":1}"#, Some("z"), r#"{"a":1,"k":[{"n":3}]}"#)]
    #[case::empty("{}", None, r#"{"k": [{"n": 3}]}"#)]
    #[case::lines(
        "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
        Some("a"),
        "{\n  \"a\": 1,\n  \"k\": [\n    {\n      \"n\": 3\n    }\n  ],\n  \"b\": 2\n}\n"
    )]
    #[case::commas_first(
        "{ \"a\": 1\n, \"b\": { \"c\": 2 }\n}\n",
        None,
        "{ \"a\": 1\n, \"b\": { \"c\": 2 }\n, \"k\": [\n  { \"n\": 3 }\n]\n}\n"
    )]
    #[case::as_elsewhere(
        "{\n \"a\": 1,\n \"b\": { \"k\": [\n  { \"n\": 3 } ] }\n}",
        Some("a"),
        "{\n \"a\": 1,\n \"k\": [\n  { \"n\": 3 }\n ],\n \"b\": { \"k\": [\n  { \"n\": 3 } ] }\n}"
    )]
    fn a_member_lies_as_its_siblings(
        #[case] text: &str,
        #[case] after: Option<&str>,
        #[case] wanted: &str,
    ) {
        let parsed = parse(text).unwrap();
        let value = Json::Array(vec![Json::Object(vec![("n".to_owned(), 3.into())])]);
        let edit = insert_member(text, &parsed.root, ("k", &value), after, &Style::of(text));
        assert_eq!(apply(text, &[edit]), wanted);
    }

    fn escaped(c: char) -> String {
        let units = c.encode_utf16(&mut [0; 2]).to_vec();
        let escapes: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        escapes.concat()
    }

    /// A character as a document may write it.
    fn written() -> impl Strategy<Value = (char, String)> {
        let raw = prop::sample::select("ab'’é “”\u{301}日😀/".chars().collect::<Vec<_>>());
        let character = prop_oneof![raw, prop::sample::select(vec!['"', '\\', '\n', '\u{1}'])];
        (character, 0..3_usize).prop_map(|(c, way)| {
            let must = matches!(c, '"' | '\\' | '\n' | '\u{1}');
            let written = match way {
                0 if !must => c.to_string(),
                1 => escaped(c).to_uppercase().replace("\\U", "\\u"),
                _ if c == '/' => "\\/".to_owned(),
                _ => escaped(c),
            };
            (c, written)
        })
    }

    proptest! {
        /// The value is the wanted one, and characters that stay keep their bytes.
        #[test]
        fn replacing_a_string_changes_what_differs_only(
            before in prop::collection::vec(written(), 0..30),
            kept in prop::collection::vec((any::<bool>(), written()), 0..30),
        ) {
            let body: String = before.iter().map(|(_, written)| written.as_str()).collect();
            let text = format!("{{ \"k\" : \"{body}\" }}");
            let value: String = before
                .iter()
                .zip(kept.iter().chain(std::iter::repeat(&(true, (' ', String::new())))))
                .map(|((c, _), (keep, (other, _)))| if *keep { *c } else { *other })
                .collect();
            let literal = text.find(": ").unwrap() + 2..text.len() - 2;
            let edits = replace_string(&text, literal, &value, BeyondAscii::of(&text));
            let edited = apply(&text, &edits);
            let parsed = parse(&edited).unwrap();
            prop_assert_eq!(parsed.root.get("k").unwrap().as_str(), Some(value.as_str()));
            let rewritten: usize = edits.iter().map(|edit| characters(&text[edit.range.clone()]).count()).sum();
            let changed = before.iter().map(|(c, _)| *c).zip(value.chars()).filter(|(a, b)| a != b).count();
            prop_assert!(rewritten <= changed, "{} characters rewritten, {} differ", rewritten, changed);
        }

        /// Whatever the layout, the document is the same but for the new member and the new item.
        #[test]
        fn insertions_change_nothing_else(
            space in prop::sample::select(vec!["", " ", "\n  ", "\r\n\t"]),
            items in 0..4_usize,
            key in "[a-c]",
            after in prop::option::of("[k-m]"),
        ) {
            let list: Vec<String> = (0..items).map(|n| format!("{space}{{{space}\"n\":{space}{n}{space}}}")).collect();
            let text = format!("{{{space}\"l\":{space}[{}{space}],{space}\"m\": \"\\u00e9\"{space}}}", list.join(","));
            let style = Style::of(&text);
            let parsed = parse(&text).unwrap();
            let value = object("é");
            let item = insert_item(&text, parsed.root.get("l").unwrap(), &value, &style);
            let text = apply(&text, &[item]);
            let parsed_again = parse(&text).unwrap();
            let member = insert_member(&text, &parsed_again.root, (&key, &value), after.as_deref(), &style);
            let edited = apply(&text, &[member]);
            prop_assert!(edited.is_ascii());

            let mut wanted = parsed.root.to_json();
            let new = serde_json::json!({"é": "x", "b": [1]});
            wanted["l"].as_array_mut().unwrap().push(new.clone());
            wanted[&key] = new;
            prop_assert_eq!(parse(&edited).unwrap().root.to_json(), wanted);
        }
    }
}

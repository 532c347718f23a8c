//! The tree of a document: values that know the bytes they stand in.

use super::steps::take;
use jsonschema::JsonType;
use jsonschema::json as kind;
use serde_json::Number;
use std::borrow::Cow;
use std::ops::Range;

/// A value and the bytes it stands in, its quotation marks or brackets included.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    /// Where it stands, in bytes of the document.
    pub range: Range<usize>,
    /// What it is.
    pub value: Value<'a>,
}

/// A JSON value (RFC 8259) whose strings are decoded.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is written.
    Number(Cow<'a, str>),
    /// A string, its escapes resolved.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Node<'a>>),
    /// An object, in the order of the document, duplicates included.
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Member<'a> {
    /// The key, its escapes resolved.
    pub key: Cow<'a, str>,
    /// Where the key stands, its quotation marks included.
    pub key_range: Range<usize>,
    /// The value.
    pub value: Node<'a>,
}

impl<'a> Node<'a> {
    /// The members, where it is an object; else none.
    pub fn members(&self) -> &[Member<'a>] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements, where it is an array.
    pub fn as_array(&self) -> Option<&[Node<'a>]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The decoded text, where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number from 0, however it is written: `1`, `1.0` and `1e0` are the same in JSON Schema. One that is
    /// too large to be held is the largest there is: it must not be taken for one that was left out.
    pub fn as_whole_number(&self) -> Option<u64> {
        let Value::Number(written) = &self.value else {
            return None;
        };
        if written.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(written.parse().unwrap_or(u64::MAX));
        }
        let number: f64 = written.parse().ok()?;
        // A float-to-integer cast saturates, and nothing below 0 or with a fraction gets here.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
    }

    /// The member of that name; with duplicates the last, as JSON readers have it.
    pub fn member(&self, key: &str) -> Option<&Member<'a>> {
        self.members().iter().rev().find(|member| member.key == key)
    }

    /// The value of the member of that name.
    pub fn get(&self, key: &str) -> Option<&Node<'a>> {
        self.member(key).map(|member| &member.value)
    }

    /// The value that a JSON Pointer (RFC 6901) names.
    pub fn at(&self, pointer: &str) -> Option<&Node<'a>> {
        self.at_by(pointer, |node, key| node.member(key))
    }

    /// The same, where `member` finds the members of objects.
    pub(super) fn at_by<'n>(
        &'n self,
        pointer: &str,
        mut member: impl FnMut(&'n Self, &str) -> Option<&'n Member<'a>>,
    ) -> Option<&'n Self> {
        let mut node = self;
        for step in pointer.split('/').skip(1) {
            let step = step.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => &member(node, &step)?.value,
            };
        }
        Some(node)
    }

    /// Whether it is that value. `1.0` is 1, and of doubled keys the last counts.
    fn is(&self, expected: &serde_json::Value) -> bool {
        use serde_json::Value as Json;
        take(1);
        match (&self.value, expected) {
            (Value::Null, Json::Null) => true,
            (Value::Bool(value), Json::Bool(expected)) => value == expected,
            (Value::Number(written), Json::Number(expected)) => {
                written.parse().ok() == expected.as_f64()
            }
            (Value::String(text), Json::String(expected)) => text == expected,
            (Value::Array(items), Json::Array(expected)) => {
                let mut pairs = items.iter().zip(expected);
                items.len() == expected.len() && pairs.all(|(item, expected)| item.is(expected))
            }
            (Value::Object(members), Json::Object(expected)) => {
                let is_expected = |member: &Member<'_>| expected.contains_key(&*member.key);
                members.len() >= expected.len()
                    && members.iter().all(is_expected)
                    && expected.iter().all(|(key, expected)| {
                        let own = kind::Object::get(&members.as_slice(), key);
                        own.is_some_and(|own| own.is(expected))
                    })
            }
            _ => false,
        }
    }

    /// What the value is, in an editor's words.
    pub fn kind_name(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The same as an owned `serde_json` value; with duplicate keys the last stays.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(written) => number(written).into(),
            Value::String(text) => text.as_ref().into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(members) => members
                .iter()
                .map(|member| (member.key.clone().into_owned(), member.value.to_json()))
                .collect(),
        }
    }
}

/// One step of a JSON Pointer, escaped (RFC 6901, section 3).
pub fn escape_pointer_step(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) {
        key.replace('~', "~0").replace('/', "~1").into()
    } else {
        key.into()
    }
}

/// Numbers beyond the range of a double become the nearest double that JSON can hold.
fn number(written: &str) -> Number {
    serde_json::from_str(written).unwrap_or_else(|_| {
        let sign = if written.starts_with('-') { -1.0 } else { 1.0 };
        Number::from_f64(sign * f64::MAX).unwrap_or_else(|| Number::from(0))
    })
}

/// How `jsonschema` reads a [`Node`], without a copy of the document.
#[derive(Debug)]
pub(super) struct DocumentJson;

impl kind::Json for DocumentJson {
    type Node<'n> = &'n Node<'n>;
    type PreparedKey = String;
    type StringBuffer = Option<Node<'static>>;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut Self::StringBuffer,
        string: &str,
        f: impl FnOnce(Self::Node<'_>) -> T,
    ) -> T {
        f(buffer.insert(Node {
            range: 0..0,
            value: Value::String(Cow::Owned(string.to_owned())),
        }))
    }
}

impl<'n> kind::Node<'n, DocumentJson> for &'n Node<'n> {
    type Object = &'n [Member<'n>];
    type Array = &'n [Node<'n>];
    type Number = NumberText<'n>;

    fn as_object(&self) -> Option<Self::Object> {
        take(1);
        match &self.value {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Self::Array> {
        take(1);
        Node::as_array(self)
    }

    fn as_string(&self) -> Option<Cow<'n, str>> {
        /// So much of a text is gone through in the time of a step, in bytes.
        const BYTES: usize = 1_024;
        let text = Node::as_str(self);
        take(1 + (text.map_or(0, str::len) / BYTES) as u64);
        text.map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<Self::Number> {
        take(1);
        match &self.value {
            Value::Number(written) => Some(NumberText(written)),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        take(1);
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        take(1);
        self.value == Value::Null
    }

    fn json_type(&self) -> JsonType {
        take(1);
        match &self.value {
            Value::Null => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        self.is(expected)
    }

    /// Asked for with every error, of which each of thousands of rules may find one in the same large value: nothing but what is
    /// within arrays and objects is left out.
    fn to_value(&self) -> Cow<'n, serde_json::Value> {
        Cow::Owned(match &self.value {
            Value::Array(_) => serde_json::Value::Array(Vec::new()),
            Value::Object(_) => serde_json::Value::Object(serde_json::Map::new()),
            _ => self.to_json(),
        })
    }

    fn identity(&self) -> Option<kind::NodeIdentity> {
        Some(kind::NodeIdentity::new(
            std::ptr::from_ref::<Node<'_>>(*self) as usize,
        ))
    }
}

impl<'n> kind::Object<'n, DocumentJson> for &'n [Member<'n>] {
    type Node = &'n Node<'n>;
    type MemberName = &'n str;
    type MembersIter = Members<'n>;

    fn len(&self) -> usize {
        <[Member<'_>]>::len(self)
    }

    fn get(&self, key: &String) -> Option<Self::Node> {
        /// So many keys are compared in the time of a step.
        const KEYS: u64 = 64;
        take(1 + <[Member<'_>]>::len(self) as u64 / KEYS);
        self.iter()
            .rev()
            .find(|member| member.key == *key)
            .map(|member| &member.value)
    }

    fn members(&self) -> Self::MembersIter {
        Members(self.iter())
    }
}

/// The members of an object, as `jsonschema` walks them.
pub(super) struct Members<'n>(std::slice::Iter<'n, Member<'n>>);

impl<'n> Iterator for Members<'n> {
    type Item = (&'n str, &'n Node<'n>);

    fn next(&mut self) -> Option<Self::Item> {
        take(1);
        self.0.next().map(|member| (&*member.key, &member.value))
    }
}

impl<'n> kind::Array<'n, DocumentJson> for &'n [Node<'n>] {
    type Node = &'n Node<'n>;
    type ElementsIter = std::slice::Iter<'n, Node<'n>>;

    fn len(&self) -> usize {
        <[Node<'_>]>::len(self)
    }

    fn elements(&self) -> Self::ElementsIter {
        self.iter()
    }

    fn is_unique(&self) -> bool {
        take(<[Node<'_>]>::len(self) as u64);
        let values: Vec<serde_json::Value> = self.iter().map(Node::to_json).collect();
        kind::unique::is_unique(&values)
    }
}

/// A number as the document writes it.
pub(super) struct NumberText<'n>(&'n str);

impl kind::JsonNumber for NumberText<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        Cow::Owned(number(self.0))
    }
}

#[cfg(test)]
mod tests {
    use crate::document::parse_json;

    fn json() -> impl proptest::strategy::Strategy<Value = String> {
        use proptest::prelude::*;
        let leaf = prop::sample::select(vec![
            "null", "true", "1", "1.0", "2", "\"a\"", "\"1\"", "[]", "{}",
        ]);
        leaf.prop_map(str::to_owned)
            .prop_recursive(3, 12, 3, |inner| {
                let key = prop::sample::select(vec!["a", "b"]);
                let members = prop::collection::vec((key, inner.clone()), 0..3);
                prop_oneof![
                    prop::collection::vec(inner, 0..3)
                        .prop_map(|items| format!("[{}]", items.join(","))),
                    members.prop_map(|members| {
                        let members = members
                            .iter()
                            .map(|(key, value)| format!("\"{key}\": {value}"));
                        format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
                    }),
                ]
            })
    }

    /// Numbers as what they say, since `1.0` is 1.
    fn in_doubles(value: &serde_json::Value) -> serde_json::Value {
        use serde_json::Value as Json;
        match value {
            Json::Number(number) => number.as_f64().into(),
            Json::Array(items) => items.iter().map(in_doubles).collect(),
            Json::Object(members) => {
                let members = members.iter();
                let members = members.map(|(key, value)| (key.clone(), in_doubles(value)));
                Json::Object(members.collect())
            }
            other => other.clone(),
        }
    }

    proptest::proptest! {
        #[test]
        fn a_value_is_what_it_says(one in json(), other in json()) {
            for expected in [&one, &other] {
                let parsed = parse_json(&one).expect("JSON");
                let expected: serde_json::Value = serde_json::from_str(expected).expect("JSON");
                let is_same = in_doubles(&parsed.root.to_json()) == in_doubles(&expected);
                proptest::prop_assert_eq!(parsed.root.is(&expected), is_same);
            }
        }
    }
}

//! Has a schema count how often its references are followed and its branches taken, by a keyword of this program's.

use super::Node;
use super::steps::take;
use super::tree::DocumentJson;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The keyword that takes steps: so many where it is made ready, and so many each time that a value comes to it.
pub(super) const STEPS: &str = "x-factcheck-steps";

/// What it does with a value: nothing, but for the steps.
struct Steps(u64);

impl<'i> Keyword<'i, DocumentJson> for Steps {
    fn validate(&self, value: &'i Node<'i>) -> Result<(), ValidationError<'i>> {
        self.is_valid(value);
        Ok(())
    }

    fn is_valid(&self, _: &'i Node<'i>) -> bool {
        take(self.0);
        true
    }
}

/// Makes the keyword ready, which takes steps as well: `unevaluatedProperties` and `unevaluatedItems` have all that references lead to
/// made ready anew for each way that leads there.
pub(super) fn keyword(
    room: &Value,
    largest: &LargestRoom,
) -> Box<dyn for<'i> Keyword<'i, DocumentJson>> {
    /// What every part takes, however small: some kilobytes, and microseconds.
    const A_PART: u64 = 32;
    /// So many values that documents are compared with are made ready in the time of another value.
    const COMPARED_WITH: u64 = 8;
    /// So many values are looked at in the time of a step.
    const LOOKED_AT: u64 = 256;
    let (values, data) = Room::read(room).with(largest);
    take(
        A_PART
            .saturating_add(values)
            .saturating_add(data / COMPARED_WITH),
    );
    Box::new(Steps(1 + values.saturating_add(data) / LOOKED_AT))
}

/// Takes the steps of a schema's patterns: each is made ready once, however often it stands there, and may need ten megabytes.
fn take_for_patterns(schema: &Value) {
    const A_PATTERN: u64 = 4_000;
    let mut patterns = HashSet::new();
    gather_patterns(schema, &mut patterns);
    take(A_PATTERN * patterns.len() as u64);
}

fn gather_patterns<'s>(schema: &'s Value, patterns: &mut HashSet<&'s str>) {
    match schema {
        Value::Array(items) => items
            .iter()
            .for_each(|item| gather_patterns(item, patterns)),
        Value::Object(members) => {
            let named = members.get("patternProperties").and_then(Value::as_object);
            patterns.extend(named.into_iter().flat_map(Map::keys).map(String::as_str));
            patterns.extend(members.get("pattern").and_then(Value::as_str));
            members
                .values()
                .for_each(|value| gather_patterns(value, patterns));
        }
        _ => {}
    }
}

/// What is gone through before the next steps are taken: a part of a schema, down to the parts below it that take their own.
#[derive(Clone, Copy)]
struct Room {
    /// How many values it has, with the first one of each part that takes its own steps.
    values: u64,
    /// How many values it has that documents are compared with.
    data: u64,
    /// Whether a reference leads out of it.
    leads_out: bool,
}

impl Room {
    /// One with a single value.
    const fn new(leads_out: bool) -> Self {
        Self {
            values: 1,
            data: 0,
            leads_out,
        }
    }

    fn write(self) -> Value {
        json!([self.values, self.data, self.leads_out])
    }

    /// What [`Self::write`] wrote. What somebody else wrote into a schema stands beside it, and can only add to it.
    fn read(written: &Value) -> Self {
        let number = |at: usize| written.get(at).and_then(Value::as_u64);
        Self {
            values: number(0).unwrap_or(1),
            data: number(1).unwrap_or(0),
            leads_out: written.get(2).and_then(Value::as_bool).unwrap_or(true),
        }
    }

    /// How many values may be gone through, and how many compared with: those that are in it, and in the largest one where a
    /// reference may lead.
    fn with(self, largest: &LargestRoom) -> (u64, u64) {
        if !self.leads_out {
            return (self.values, self.data);
        }
        let [values, data] = &*largest.0;
        (
            self.values.saturating_add(values.load(Ordering::Relaxed)),
            self.data.saturating_add(data.load(Ordering::Relaxed)),
        )
    }

    fn add(&mut self, other: Self) {
        self.values += other.values;
        self.data += other.data;
        self.leads_out |= other.leads_out;
    }
}

/// The most that a room has of all the schemas that refer to one another: values, and values that documents are compared with.
#[derive(Clone, Default)]
pub(super) struct LargestRoom(Arc<[AtomicU64; 2]>);

impl LargestRoom {
    fn hold_against(&self, room: Room) {
        self.0[0].fetch_max(room.values, Ordering::Relaxed);
        self.0[1].fetch_max(room.data, Ordering::Relaxed);
    }
}

/// The same schema, which takes steps wherever it goes several ways, or follows a reference: the more, the more there is to go through
/// before the next ones are taken. It means the same in every draft: a keyword that always holds is added to `allOf`.
///
/// # Errors
/// A reference that leads into a value that documents are compared with: what stands there cannot be made to count.
pub(super) fn counted(mut schema: Value, largest: &LargestRoom) -> Result<Value, String> {
    if let Some(reference) = into_data(&schema) {
        return Err(reference.to_owned());
    }
    take_for_patterns(&schema);
    let room = count(&mut schema, largest);
    largest.hold_against(room);
    Ok(schema)
}

fn values_of(value: &Value) -> u64 {
    1 + match value {
        Value::Array(items) => items.iter().map(values_of).sum(),
        Value::Object(members) => members.values().map(values_of).sum(),
        _ => 0,
    }
}

const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// The keywords that have further schemas look at the same value. Beside `$ref` they count from draft 2019-09 on; before, a reference
/// goes one way, and need not be counted itself.
const BRANCHES: [&str; 7] = [
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "dependentSchemas",
    "dependencies",
];

/// The keywords with values that documents are compared with: no change in them would go unseen.
const DATA: [&str; 2] = ["const", "enum"];

/// The first reference whose fragment (RFC 6901, section 6) has the name of such a keyword in it.
fn into_data(value: &Value) -> Option<&str> {
    match value {
        Value::Array(items) => items.iter().find_map(into_data),
        Value::Object(members) => {
            let references = REFERENCES
                .iter()
                .filter_map(|name| members.get(*name)?.as_str());
            let leads_into_data = |reference: &&str| {
                let (_, fragment) = reference.split_once('#').unwrap_or_default();
                let decoded = percent_decoded(fragment);
                let mut steps = decoded.as_deref().unwrap_or(fragment).split('/');
                steps.any(|step| DATA.contains(&step))
            };
            let mut own = references.filter(leads_into_data);
            own.next().or_else(|| members.values().find_map(into_data))
        }
        _ => None,
    }
}

/// A part of a URI with its percent-encoded octets decoded (RFC 3986, section 2.1); `None` where they are none, or no UTF-8.
pub(super) fn percent_decoded(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Has a schema, or the schemas of an array, and all below them count. What it returns is the room that the value is in, from there on.
fn count(schema: &mut Value, largest: &LargestRoom) -> Room {
    /// Below these stand schemas by names, whatever the names are.
    const BY_NAME: [&str; 6] = [
        "properties",
        "patternProperties",
        "dependentSchemas",
        "dependencies",
        "$defs",
        "definitions",
    ];
    let mut room = Room::new(false);
    match schema {
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| room.add(count(item, largest))),
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::Object(named) if BY_NAME.contains(&key.as_str()) => {
                        room.values += 1;
                        named
                            .values_mut()
                            .for_each(|schema| room.add(count(schema, largest)));
                    }
                    _ if DATA.contains(&key.as_str()) => room.data += values_of(value),
                    other => room.add(count(other, largest)),
                }
            }
            let refers = REFERENCES.iter().any(|name| members.contains_key(*name));
            room.leads_out |= refers;
            if refers || BRANCHES.iter().any(|name| members.contains_key(*name)) {
                largest.hold_against(room);
                // Last, so that the others keep their places; and before a reference is followed, which comes after `allOf`.
                let all = members.entry("allOf").or_insert_with(|| json!([]));
                all.as_array_mut()
                    .into_iter()
                    .for_each(|all| all.push(json!({ STEPS: room.write() })));
                // A draft that ignores what stands beside a reference takes no steps there: that it leads on is told above.
                return Room::new(refers);
            }
        }
        _ => {}
    }
    room
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// Whether values keep a schema, as it is written and with its references counted.
    fn is_kept(schema: &Value, value: &Value) -> (bool, bool) {
        let judge = |schema: &Value| {
            let options = jsonschema::options().with_keyword(STEPS, |_, _, _| {
                struct Anything;
                impl<'i> Keyword<'i> for Anything {
                    fn validate(&self, _: &'i Value) -> Result<(), ValidationError<'i>> {
                        Ok(())
                    }
                    fn is_valid(&self, _: &'i Value) -> bool {
                        true
                    }
                }
                Ok(Box::new(Anything))
            });
            options.build(schema).expect("a schema").is_valid(value)
        };
        (
            judge(schema),
            judge(&counted(schema.clone(), &LargestRoom::default()).expect("counted")),
        )
    }

    const OLD: &str = "http://json-schema.org/draft-07/schema#";

    #[rstest]
    #[case::alone(json!({"$ref": "#/$defs/a", "$defs": {"a": {"maxLength": 2}}}))]
    #[case::beside_another(json!({"$ref": "#/$defs/a", "minLength": 2, "$defs": {"a": {"maxLength": 2}}}))]
    #[case::beside_all(json!({"$ref": "#/$defs/a", "allOf": [{"minLength": 2}], "$defs": {"a": {"maxLength": 2}}}))]
    #[case::in_a_list(json!({"anyOf": [{"$ref": "#/$defs/a"}, {"$ref": "#/$defs/b"}], "$defs": {"a": {"maxLength": 1}, "b": {"minLength": 3}}}))]
    #[case::to_itself(json!({"type": ["string", "array"], "maxLength": 2, "items": {"$ref": "#"}}))]
    #[case::dynamic(json!({"$dynamicAnchor": "n", "maxLength": 2, "items": {"$dynamicRef": "#n"}}))]
    #[case::closed(json!({"$ref": "#/$defs/a", "unevaluatedItems": false, "$defs": {"a": {"prefixItems": [{}]}}}))]
    #[case::old(json!({"$schema": OLD, "$ref": "#/definitions/a", "minLength": 3, "definitions": {"a": {"maxLength": 2}}}))]
    #[case::old_within(json!({"$schema": OLD, "items": {"$ref": "#/definitions/a", "minLength": 3}, "definitions": {"a": {"maxLength": 2}}}))]
    #[case::old_in_new(json!({"$id": "https://example.org/new", "$ref": "old", "$defs": {"o": {"$id": "old", "$schema": OLD,
        "allOf": [{"$ref": "#/definitions/a", "minLength": 9}], "definitions": {"a": {"maxLength": 2}}}}}))]
    #[case::old_beside_what_it_does_not_know(json!({"$schema": OLD, "$dynamicRef": "#a", "maxLength": 2}))]
    #[case::old_beside_what_came_later(json!({"$schema": OLD, "$recursiveRef": "#", "maxLength": 2}))]
    #[case::old_into_what_is_ignored(json!({"$schema": OLD, "$ref": "#/properties/a", "properties": {"a": {"maxLength": 2}}}))]
    #[case::old_with_an_id(json!({"$schema": OLD, "items": {"$id": "https://example.org/a", "$ref": "#/definitions/a"}, "definitions": {"a": {"maxLength": 2}}}))]
    #[case::oldest_with_an_id(json!({"$schema": "http://json-schema.org/draft-04/schema#", "items": {"id": "https://example.org/a",
        "$ref": "#/definitions/a"}, "definitions": {"a": {"maxLength": 2}}}))]
    #[case::old_without_an_id(json!({"items": {"$schema": OLD, "$ref": "#/$defs/a", "minLength": 9}, "$defs": {"a": {"maxLength": 2}}}))]
    #[case::new_in_old(json!({"$schema": OLD, "items": {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "#/definitions/a",
        "minLength": 3}, "definitions": {"a": {"maxLength": 2}}}))]
    #[case::branches(json!({"if": {"minLength": 3}, "then": {"not": {"maxLength": 3}}, "anyOf": [{"type": "string"}, {"dependentSchemas":
        {"$ref": {"minProperties": 2}}}]}))]
    #[case::no_schema(json!({"enum": [{"$ref": "a"}, "ab", ["abc"]]}))]
    #[case::a_name(json!({"properties": {"$ref": {"maxLength": 2}}, "required": ["$ref"]}))]
    fn what_is_counted_means_the_same(#[case] schema: Value) {
        for value in [
            json!("a"),
            json!("ab"),
            json!("abc"),
            json!("abcdefghij"),
            json!(["abc"]),
            json!(["ab", "a"]),
            json!({"$ref": "a"}),
            json!({"$ref": "abc"}),
            json!({}),
        ] {
            let (written, counted) = is_kept(&schema, &value);
            assert_eq!(written, counted, "{value}");
        }
    }

    /// What has the name of a keyword with data is a schema where schemas have names.
    #[test]
    fn every_reference_counts() {
        for name in ["properties", "patternProperties", "$defs", "definitions"] {
            for own in ["const", "enum", "default", "properties"] {
                let schema = json!({name: {own: {"$ref": "#"}}, "default": {"a": [{"$ref": "#"}]}});
                let counted = counted(schema, &LargestRoom::default()).expect("counted");
                assert!(
                    counted[name][own]["allOf"][0][STEPS].is_array(),
                    "{name} {own}"
                );
                assert!(counted["default"]["a"][0]["allOf"][0][STEPS].is_array());
            }
        }
    }

    #[rstest]
    #[case(json!({"const": {"a": {"$ref": "#/const/b"}, "b": {}}, "$ref": "#/const/a"}))]
    #[case(json!({"items": {"enum": [{"$ref": "#/items/enum/0"}]}}))]
    #[case(json!({"$ref": "other.json#/%63onst/a"}))]
    #[case(json!({"allOf": [{"$dynamicRef": "#/enum/a"}]}))]
    fn a_reference_into_data_is_refused(#[case] schema: Value) {
        assert!(counted(schema, &LargestRoom::default()).is_err());
    }

    /// The values that may be gone through at a place of a schema, by the pointer to it (RFC 6901), and compared with.
    fn gone_through(schema: Value, at: &str) -> Option<(u64, u64)> {
        let largest = LargestRoom::default();
        let counted = counted(schema, &largest).ok()?;
        let all = counted.pointer(at)?.get("allOf")?.as_array()?;
        Some(Room::read(&all.last()?[STEPS]).with(&largest))
    }

    #[test]
    fn what_a_reference_may_lead_to_counts() {
        let choices: Vec<usize> = (0..1_000).collect();
        let schema = json!({"$ref": "#/$defs/a", "$defs": {"a": {"not": {"enum": choices}}, "b": {"not": {}}}});
        assert!(gone_through(schema.clone(), "").is_some_and(|(_, data)| data > 1_000));
        assert_eq!(gone_through(schema, "/$defs/b"), Some((2, 0)));
    }

    /// A reference may lead into another file.
    #[test]
    fn the_rooms_of_all_files_are_held_against_one_another() {
        let largest = LargestRoom::default();
        let of = |schema: Value| counted(schema, &largest).expect("counted");
        let small = of(json!({"$ref": "other.json"}));
        of(json!({"properties": {"a": {}, "b": {}}}));
        let room = Room::read(&small["allOf"][0][STEPS]);
        assert_eq!(room.with(&largest), (2 + 4, 0));
    }

    /// In old drafts no steps are taken beside a reference.
    #[test]
    fn references_count_above_as_well() {
        let choices: Vec<usize> = (0..1_000).collect();
        let schema = json!({"oneOf": [{"$ref": "#/definitions/a"}], "definitions": {"a": {"not": {"enum": choices}}}});
        assert!(gone_through(schema, "").is_some_and(|(_, data)| data > 1_000));
    }

    /// What thousands of branches go through together is what there is to go through.
    #[test]
    fn each_branch_counts_its_own() {
        let branches = vec![json!({"not": {"minItems": 1}}); 5_000];
        let schema = json!({ "allOf": branches });
        assert_eq!(gone_through(schema.clone(), "/allOf/7"), Some((3, 0)));
        assert_eq!(gone_through(schema, ""), Some((5_002, 0)));
    }
}

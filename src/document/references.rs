//! Has a schema count how often its references are followed and its branches taken, by a keyword of this program's.

use super::Node;
use super::steps::take;
use super::tree::DocumentJson;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Value, json};

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
pub(super) fn keyword(steps: &Value) -> Box<dyn for<'i> Keyword<'i, DocumentJson>> {
    let steps = |at: usize| steps.get(at).and_then(Value::as_u64).unwrap_or(1);
    take(steps(0));
    Box::new(Steps(steps(1)))
}

/// The same schema, which takes steps wherever it goes several ways, or follows a reference: the more, the larger it is, since all of
/// it may be gone through before the next one. It means the same in every draft: a keyword that always holds is added to `allOf`.
///
/// # Errors
/// A reference that leads into a value that documents are compared with: what stands there cannot be made to count.
pub(super) fn counted(mut schema: Value) -> Result<Value, String> {
    /// So many values are made ready, or looked at, in the time of a step.
    const MADE_READY: u64 = 10;
    const LOOKED_AT: u64 = 256;
    if let Some(reference) = into_data(&schema) {
        return Err(reference.to_owned());
    }
    let values = values_of(&schema);
    let step = json!({ STEPS: [1 + values / MADE_READY, 1 + values / LOOKED_AT] });
    count(&mut schema, &step);
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

/// Has a schema, or the schemas of an array, and all below them count.
fn count(schema: &mut Value, step: &Value) {
    /// Below these stand schemas by names, whatever the names are.
    const BY_NAME: [&str; 6] = [
        "properties",
        "patternProperties",
        "dependentSchemas",
        "dependencies",
        "$defs",
        "definitions",
    ];
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| count(item, step)),
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                match value {
                    Value::Object(named) if BY_NAME.contains(&key.as_str()) => {
                        named.values_mut().for_each(|schema| count(schema, step));
                    }
                    _ if DATA.contains(&key.as_str()) => {}
                    other => count(other, step),
                }
            }
            let mut names = REFERENCES.iter().chain(&BRANCHES);
            if names.any(|name| members.contains_key(*name)) {
                // Last, so that the others keep their places; and before a reference is followed, which comes after `allOf`.
                let all = members.entry("allOf").or_insert_with(|| json!([]));
                all.as_array_mut()
                    .into_iter()
                    .for_each(|all| all.push(step.clone()));
            }
        }
        _ => {}
    }
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
            judge(&counted(schema.clone()).expect("counted")),
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
                let counted = counted(schema).expect("counted");
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
        assert!(counted(schema).is_err());
    }

    #[test]
    fn a_large_schema_takes_more_steps() {
        let of = |schema: Value| {
            let counted = counted(schema).ok()?;
            counted["allOf"][0][STEPS][1].as_u64()
        };
        assert_eq!(
            of(json!({"$ref": "#/$defs/a", "$defs": {"a": {}}})),
            Some(1)
        );
        let choices: Vec<usize> = (0..1_000).collect();
        assert_eq!(
            of(json!({"$ref": "#/$defs/a", "$defs": {"a": {"enum": choices}}})),
            Some(4)
        );
    }
}

//! Has the references of a schema count how often they are followed, by a keyword of this program's.

use super::Node;
use super::steps::take;
use super::tree::DocumentJson;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

/// The keyword that takes as many steps as it says.
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

/// Makes the keyword.
pub(super) fn keyword(steps: &Value) -> Box<dyn for<'i> Keyword<'i, DocumentJson>> {
    Box::new(Steps(steps.as_u64().unwrap_or(1)))
}

/// The same schema, whose references take steps each time that they are followed: the more, the larger it is, since all of it may
/// be gone through before the next one.
pub(super) fn counted(mut schema: Value) -> Value {
    const VALUES: u64 = 256;
    let steps = 1 + values_of(&schema) / VALUES;
    count(&mut schema, steps, Siblings::Count);
    schema
}

fn values_of(value: &Value) -> u64 {
    1 + match value {
        Value::Array(items) => items.iter().map(values_of).sum(),
        Value::Object(members) => members.values().map(values_of).sum(),
        _ => 0,
    }
}

/// Whether the keywords beside a reference count: not until draft 2019-09.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Siblings {
    Count,
    AreIgnored,
}

fn count(schema: &mut Value, steps: u64, siblings: Siblings) {
    /// What stands below these is no schema.
    const DATA: [&str; 4] = ["const", "enum", "default", "examples"];
    match schema {
        Value::Array(items) => {
            for item in items {
                count(item, steps, siblings);
            }
        }
        Value::Object(members) => {
            let draft = members.get("$schema").and_then(Value::as_str);
            let siblings = draft.map_or(siblings, |draft| {
                if draft.contains("/draft-0") {
                    Siblings::AreIgnored
                } else {
                    Siblings::Count
                }
            });
            for (key, value) in members.iter_mut() {
                if !DATA.contains(&key.as_str()) {
                    count(value, steps, siblings);
                }
            }
            count_reference(members, steps, siblings);
        }
        _ => {}
    }
}

/// Has a reference take steps before it is followed: `allOf` is looked at before it.
fn count_reference(schema: &mut Map<String, Value>, steps: u64, siblings: Siblings) {
    const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];
    /// What counts beside a reference even there.
    const NO_CHECKS: [&str; 5] = ["$schema", "$id", "id", "$defs", "definitions"];
    let mut references = REFERENCES.iter();
    if !references.any(|name| schema.get(*name).is_some_and(Value::is_string)) {
        return;
    }
    let step = json!({ STEPS: steps });
    match (siblings, schema.get_mut("allOf")) {
        (Siblings::AreIgnored, _) => {
            let reference = schema.remove("$ref");
            schema.retain(|key, _| NO_CHECKS.contains(&key.as_str()));
            let reference = reference.map(|reference| json!({ "$ref": reference }));
            schema.insert(
                "allOf".to_owned(),
                [Some(step), reference].into_iter().flatten().collect(),
            );
        }
        // Last, so that the others keep their places.
        (Siblings::Count, Some(Value::Array(all))) => all.push(step),
        (Siblings::Count, Some(_)) => {}
        (Siblings::Count, None) => {
            schema.insert("allOf".to_owned(), json!([step]));
        }
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
        (judge(schema), judge(&counted(schema.clone())))
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

    #[test]
    fn a_large_schema_takes_more_steps() {
        let of = |schema: Value| counted(schema)["allOf"][0][STEPS].as_u64();
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

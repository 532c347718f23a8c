//! Checks a document against a JSON Schema and points at every fault, in document order.
//!
//! `jsonschema` judges; it names the parent object for a key that is missing or unknown, knows no offsets and has
//! an order of its own. Its errors are turned here into [`Fault`]s at the offending key or value.

use super::references::{self, LargestRoom, counted, percent_decoded};
use super::steps::within;
use super::tree::DocumentJson;
use super::usual::Usual;
use super::{Fault, Member, Node, escape_pointer_step, nearest_name};
use crate::store::Store;
use crate::text::{abridged, is_blank};
use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, Retrieve, Uri, ValidationError, Validator};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// So many faults of one document are told. Whoever sees them does not read on, and their words take more memory than the
/// document.
pub const MOST_FAULTS: usize = 100_000;

/// Of a document that breaks its schema and has more values than that, it is not said where.
pub const MOST_VALUES: usize = 1_000_000;

/// A document may take so many steps of a house schema, and so many more for each of its bytes; but no more than the most, and to say
/// where it breaks the schema fewer.
const FEWEST_STEPS: u64 = 200_000;
const STEPS_OF_A_BYTE: u64 = 200;
const MOST_STEPS: u64 = 200_000_000;
const MOST_STEPS_TO_TELL: u64 = 2_000_000;

/// A house schema may take so many steps to be made ready.
const MOST_STEPS_TO_MAKE_READY: u64 = 2_000_000;

/// So many names of a list are told.
const MOST_NAMES: usize = 50;

/// So much is told of an id, in characters.
const LONGEST_NAME: usize = 200;

/// Of a document that breaks its schema and has a value below keys of so many bytes, it is not said where: each of very many errors
/// holds the way to its value.
const LONGEST_WAY: usize = 1_000;

/// A JSON Schema (drafts 4 to 2020-12), compiled when it is needed. Formats are asserted.
pub struct Schema {
    /// By which most documents are passed, where it is one of the program's.
    usual: Option<Usual<'static>>,
    compiled: LazyLock<Compiled, Compile>,
}

struct Compiled {
    validator: Validator<DocumentJson>,
    document: Value,
    /// Whether its steps are counted: those of the program's own schemas are as many as a document has values.
    is_counted: bool,
}

/// Compiles a schema when it is needed.
type Compile = Box<dyn FnOnce() -> Compiled + Send>;

/// Why a schema cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaError(pub String);

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SchemaError {}

/// The schemas that are part of the program, by name: as they are printed by `factcheck schema NAME`.
const EMBEDDED: [(&str, &str); 4] = [
    (
        "claim-file",
        include_str!("../../schemas/claim-file.schema.json"),
    ),
    ("source", include_str!("../../schemas/source.schema.json")),
    ("config", include_str!("../../schemas/config.schema.json")),
    ("report", include_str!("../../schemas/report.schema.json")),
];

/// The text of an embedded schema, by name.
pub fn embedded(name: &str) -> Option<&'static str> {
    EMBEDDED
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, text)| *text)
}

/// The names of the embedded schemas.
pub fn embedded_names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|(name, _)| *name)
}

/// Paths within the root have URIs of this scheme while a schema is compiled, so that a relative `$ref` can
/// climb no higher than the root (RFC 3986, section 5.2.4).
const ROOT: &str = "factcheck:///";

impl Schema {
    /// The compiled claim file schema.
    pub fn claim_file() -> &'static Self {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of_program("claim-file"));
        &SCHEMA
    }

    /// The compiled schema of source descriptors.
    pub fn source() -> &'static Self {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of_program("source"));
        &SCHEMA
    }

    /// The compiled schema of `factcheck.toml`.
    pub fn config() -> &'static Self {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of_program("config"));
        &SCHEMA
    }

    /// The compiled schema of JSON reports.
    pub fn report() -> &'static Self {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::of_program("report"));
        &SCHEMA
    }

    fn of_program(name: &str) -> Self {
        let text = embedded(name).expect("only names of the list above are asked for");
        Self {
            usual: Usual::read(text),
            compiled: LazyLock::new(Box::new(|| Compiled::of_program(text))),
        }
    }

    /// Compiles a schema that stands at `path` of `files`. A `$ref` may lead to other files of the same tree and
    /// to the embedded schemas; anything else is refused.
    ///
    /// # Errors
    /// Where it is not a schema, or a reference cannot be followed.
    pub fn compile(
        document: Value,
        path: &str,
        files: Arc<dyn Store>,
        unknown_formats: UnknownFormats,
    ) -> Result<Self, SchemaError> {
        let largest = LargestRoom::default();
        let retriever = WithinRoot {
            files,
            largest: largest.clone(),
        };
        let largest_by_then = largest.clone();
        // All that is referred to is retrieved before anything is made ready, so that the largest room is known by then.
        let options = jsonschema::options_for::<DocumentJson>()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(unknown_formats == UnknownFormats::Ignored)
            .with_base_uri(format!("{ROOT}{}", uri_path(path)))
            .with_retriever(retriever)
            .with_keyword(references::STEPS, move |_, room, _| {
                Ok(references::keyword(room, &largest_by_then))
            });
        let built = within(MOST_STEPS_TO_MAKE_READY, || {
            let built = options.build(&with_steps(document.clone(), &largest)?);
            built.map_err(|error| SchemaError(in_its_own_words(&document, error.to_string())))
        });
        let too_many = || {
            SchemaError(format!(
                "it cannot be made ready in {MOST_STEPS_TO_MAKE_READY} steps: it has too many references, branches or patterns, or too many ways lead to the same part of it beside `unevaluatedProperties` or `unevaluatedItems`"
            ))
        };
        let validator = built.ok_or_else(too_many)??;
        let compiled = Compiled {
            validator,
            document,
            is_counted: true,
        };
        Ok(Self {
            usual: None,
            compiled: LazyLock::new(Box::new(|| compiled)),
        })
    }

    /// Whether it keeps the schema for sure. `jsonschema`, which takes longer, is asked about no more than what is doubted.
    fn is_usual(&self, root: &Node<'_>) -> bool {
        let usual = self.usual.as_ref();
        usual.is_some_and(|usual| usual.surely_holds(root))
    }

    /// Everything that is wrong with a document, in document order, one fault each.
    pub fn faults(&self, root: &Node<'_>) -> Vec<Fault> {
        if self.is_usual(root) {
            return Vec::new();
        }
        let validator = &self.compiled.validator;
        let (most_steps, most_to_tell) = self.compiled.most_steps(root);
        let at_its_start = |message: String, help: &str| Fault {
            pointer: String::new(),
            range: root.range.start..root.range.start + 1,
            message,
            help: Some(help.to_owned()),
        };
        match within(most_steps, || validator.is_valid(root)) {
            Some(true) => return Vec::new(),
            Some(false) => {}
            None => {
                return vec![at_its_start(
                    format!("whether this keeps the schema cannot be told in {most_steps} steps"),
                    "simplify the schema: where a part of it is referred to from several places, and these from several more, \
                     a value is looked at more often with each level",
                )];
            }
        }
        // `jsonschema` gathers all the faults of an array before it tells the first: some 400 bytes for each.
        if has_too_many_values(root) {
            return vec![at_its_start(
                format!(
                    "something here breaks the schema, and with more than {MOST_VALUES} values it is not looked for"
                ),
                "split the file; then each part is told what is wrong with it",
            )];
        }
        if longest_way(root) > LONGEST_WAY {
            return vec![at_its_start(
                format!(
                    "something here breaks the schema, and with keys of more than {LONGEST_WAY} bytes above one value it is not looked for"
                ),
                "shorten the keys",
            )];
        }
        let mut finder = Finder {
            schema: self,
            root,
            members: Members::default(),
            faults: Vec::new(),
            guesses: MOST_GUESSES,
        };
        let told = within(most_to_tell, || {
            for error in validator.iter_errors(root) {
                finder.add(&error);
                if finder.is_full() {
                    break;
                }
            }
        });
        if told.is_none() {
            return vec![at_its_start(
                format!(
                    "something here breaks the schema, and what it is cannot be told in {most_to_tell} steps"
                ),
                "split the file, or simplify the schema: where a value may have one of thousands of forms, or of forms within \
                 forms, all of them are held against it",
            )];
        }
        let is_full = finder.is_full();
        let mut faults = finder.finish();
        if let (true, Some(last)) = (is_full, faults.last().cloned()) {
            faults.push(Fault {
                pointer: String::new(),
                message: format!(
                    "there are more than {MOST_FAULTS} faults: the others are not listed"
                ),
                help: Some(
                    "mend the first ones: what one hand or program wrote often has one cause"
                        .to_owned(),
                ),
                ..last
            });
        }
        if faults.is_empty() {
            // Never reached as far as anyone knows; but what the schema refuses must not pass for want of words.
            faults.push(Fault {
                pointer: String::new(),
                range: root.range.start..root.range.start + 1,
                message: "the document breaks the schema".to_owned(),
                help: None,
            });
        }
        faults
    }
}

impl Compiled {
    fn of_program(text: &str) -> Self {
        let document = serde_json::from_str(text).expect("a test parses every embedded schema");
        let validator = jsonschema::options_for::<DocumentJson>()
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_retriever(Nowhere)
            .build(&document)
            .expect("a test compiles every embedded schema");
        Self {
            validator,
            document,
            is_counted: false,
        }
    }

    /// How many steps it may take to judge a document, and how many to say where it breaks the schema: each of those may be an error
    /// of 400 bytes.
    fn most_steps(&self, document: &Node<'_>) -> (u64, u64) {
        if !self.is_counted {
            return (u64::MAX, u64::MAX);
        }
        let most = FEWEST_STEPS + STEPS_OF_A_BYTE * document.range.len() as u64;
        let most = most.min(MOST_STEPS);
        (most, most.min(MOST_STEPS_TO_TELL))
    }
}

/// Why a schema is none, with the words of the schema as it is written.
fn in_its_own_words(document: &Value, error: String) -> String {
    if !error.contains(references::STEPS) {
        return error;
    }
    let own = jsonschema::meta::validate(document).err();
    own.map_or(error, |own| own.to_string())
}

fn with_steps(schema: Value, largest: &LargestRoom) -> Result<Value, SchemaError> {
    counted(schema, largest).map_err(|reference| {
        SchemaError(format!(
            "`$ref: {reference}` leads to a part of a `const` or `enum`, or to one of that name; refer to one under `$defs` of another name"
        ))
    })
}

/// Whether a document has more than [`MOST_VALUES`].
pub fn has_too_many_values(root: &Node<'_>) -> bool {
    values_of(root) > MOST_VALUES
}

/// How many values a document has, those of arrays and objects included.
fn values_of(node: &Node<'_>) -> usize {
    let within: usize = match &node.value {
        super::Value::Array(items) => items.iter().map(values_of).sum(),
        super::Value::Object(members) => {
            members.iter().map(|member| values_of(&member.value)).sum()
        }
        _ => 0,
    };
    1 + within
}

/// The most bytes that the keys above a value have.
fn longest_way(node: &Node<'_>) -> usize {
    let below = match &node.value {
        super::Value::Array(items) => items.iter().map(longest_way).max(),
        super::Value::Object(members) => {
            let ways = members.iter();
            let ways = ways.map(|member| member.key.len() + longest_way(&member.value));
            ways.max()
        }
        _ => None,
    };
    below.unwrap_or(0)
}

/// What becomes of a `format` that this program does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownFormats {
    /// The schema is refused: a check that its author counts on would not be made.
    Refused,
    /// They are annotations, as JSON Schema allows.
    Ignored,
}

/// A path as the path of a URI: what a URI may not hold is percent-encoded.
fn uri_path(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

type Retrieved = Result<Value, Box<dyn std::error::Error + Send + Sync>>;

/// References out of the embedded schemas: there are none.
struct Nowhere;

impl Retrieve for Nowhere {
    fn retrieve(&self, uri: &Uri<String>) -> Retrieved {
        Err(Box::new(SchemaError(format!("`{uri}` is not embedded"))))
    }
}

/// References out of a house schema: files below the root, and the embedded schemas.
struct WithinRoot {
    files: Arc<dyn Store>,
    largest: LargestRoom,
}

impl Retrieve for WithinRoot {
    fn retrieve(&self, uri: &Uri<String>) -> Retrieved {
        let uri = uri.as_str();
        let own = EMBEDDED
            .iter()
            .find(|(name, _)| uri == format!("https://factcheck.dev/schemas/{name}.schema.json"));
        if let Some((_, text)) = own {
            return Ok(with_steps(serde_json::from_str(text)?, &self.largest)?);
        }
        let Some(path) = uri.strip_prefix(ROOT).and_then(percent_decoded) else {
            return Err(Box::new(SchemaError(format!(
                "`{uri}` lies outside the project: schemas are read offline, from files below the root"
            ))));
        };
        let bytes = self
            .files
            .read(&path)
            .map_err(|error| SchemaError(format!("`{path}` cannot be read: {error}")))?;
        let schema = serde_json::from_slice(&bytes)?;
        Ok(with_steps(schema, &self.largest)?)
    }
}

/// Turns errors of one document into faults.
struct Finder<'s> {
    schema: &'s Schema,
    root: &'s Node<'s>,
    members: Members<'s>,
    faults: Vec<Found>,
    /// How many more names may be held against misspelt ones.
    guesses: usize,
}

/// So many names of up to ten bytes are held against misspelt ones; of longer ones fewer. Each of very many keys, or
/// values, may be misspelt, and each of very many names may have been meant.
const MOST_GUESSES: usize = 20_000_000;

/// The members of objects by their keys. Those of a large object are listed once: to go through all of them for each of
/// as many faults would take hours.
#[derive(Default)]
struct Members<'s> {
    of_large: HashMap<*const Node<'s>, HashMap<&'s str, &'s Member<'s>>>,
}

impl<'s> Members<'s> {
    /// An object with so many members is looked through.
    const FEW: usize = 64;

    fn find(&mut self, node: &'s Node<'s>, key: &str) -> Option<&'s Member<'s>> {
        let members = node.members();
        if members.len() <= Self::FEW {
            return node.member(key);
        }
        let list = || {
            members
                .iter()
                .map(|member| (&*member.key, member))
                .collect()
        };
        let listed = self.of_large.entry(node).or_insert_with(list);
        listed.get(key).copied()
    }
}

/// A fault, and what decides which of several at one place is shown.
struct Found {
    fault: Fault,
    kind: FoundKind,
}

#[derive(PartialEq, Eq)]
enum FoundKind {
    /// A wrong type makes every other fault of the same value noise.
    Type,
    /// A key that the schema does not know; with the known name that was meant.
    Unknown {
        meant: Option<String>,
    },
    Missing {
        key: String,
    },
    Other,
}

impl<'s> Finder<'s> {
    fn add(&mut self, error: &ValidationError<'_>) {
        let pointer = error.instance_path().as_str();
        let (root, members) = (self.root, &mut self.members);
        let Some(node) = root.at_by(pointer, |node, key| members.find(node, key)) else {
            return;
        };
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                for key in unexpected {
                    if self.is_full() {
                        break;
                    }
                    self.unknown_key(error, pointer, node, key);
                }
            }
            ValidationErrorKind::Required { property } => {
                let key = property.as_str().unwrap_or_default().to_owned();
                let message = format!("{} has no \"{key}\"", self.name_of(pointer));
                let help = self
                    .described(&format!("/properties/{}", escape_pointer_step(&key)), error)
                    .map(|text| format!("\"{key}\": {text}"));
                // Its opening bracket stands for the object: its whole text would point at nothing.
                let place = node.range.start..node.range.start + 1;
                self.push(pointer, place, message, help, FoundKind::Missing { key });
            }
            ValidationErrorKind::PropertyNames { error: inner } => {
                let key = inner.instance().as_str().unwrap_or_default();
                let place = self
                    .members
                    .find(node, key)
                    .map_or(node.range.clone(), |member| member.key_range.clone());
                let why = match inner.kind() {
                    // In its own words it shows the schema, with the steps that are counted there.
                    ValidationErrorKind::Not { .. } => {
                        Cow::Borrowed("it is just what is not allowed")
                    }
                    _ => Cow::Owned(inner.masked().to_string()),
                };
                let message = format!("the key \"{key}\" is not allowed here: {why}");
                self.push(
                    &format!("{pointer}/{}", escape_pointer_step(key)),
                    place,
                    message,
                    None,
                    FoundKind::Other,
                );
            }
            ValidationErrorKind::AnyOf { context }
            | ValidationErrorKind::OneOfNotValid { context } => {
                self.alternatives(pointer, node, context);
            }
            ValidationErrorKind::Type { kind } => {
                let allowed = match kind {
                    TypeKind::Single(one) => vec![*one],
                    TypeKind::Multiple(several) => several.iter().collect(),
                };
                self.wrong_type(pointer, node, &allowed);
            }
            _ => {
                let (message, help) = self.describe_value(error, pointer, node);
                self.push(pointer, node.range.clone(), message, help, FoundKind::Other);
            }
        }
    }

    fn is_full(&self) -> bool {
        self.faults.len() > MOST_FAULTS
    }

    fn push(
        &mut self,
        pointer: &str,
        range: Range<usize>,
        message: String,
        help: Option<String>,
        kind: FoundKind,
    ) {
        self.faults.push(Found {
            fault: Fault {
                pointer: pointer.to_owned(),
                range,
                message: not_too_long(message),
                help: help.map(not_too_long),
            },
            kind,
        });
    }

    fn unknown_key(
        &mut self,
        error: &ValidationError<'_>,
        pointer: &str,
        node: &'s Node<'s>,
        key: &str,
    ) {
        let Some(member) = self.members.find(node, key) else {
            return;
        };
        let properties = self
            .beside(error)
            .and_then(|schema| schema.get("properties"));
        let properties = properties.and_then(Value::as_object);
        let known = properties
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str);
        let count = properties.map_or(0, Map::len);
        let listed = list(known.clone(), count, "and");
        let guesses = left_after(self.guesses, key, count);
        let meant = guesses
            .and_then(|_| nearest_name(key, known))
            .map(str::to_owned);
        let help = match &meant {
            Some(meant) => Some(format!("did you mean \"{meant}\"?")),
            None if count == 0 => None,
            None => Some(format!("what may stand here: {listed}")),
        };
        self.guesses = guesses.unwrap_or(0);
        let place = member.key_range.clone();
        let message = format!("{} cannot have a \"{key}\"", self.name_of(pointer));
        let pointer = format!("{pointer}/{}", escape_pointer_step(key));
        self.push(&pointer, place, message, help, FoundKind::Unknown { meant });
    }

    fn wrong_type(&mut self, pointer: &str, node: &Node<'_>, allowed: &[JsonType]) {
        let wanted = list(
            allowed.iter().map(|kind| type_name(*kind)),
            allowed.len(),
            "or",
        );
        let message = format!(
            "{} must be {wanted}, but this is {}",
            self.name_of(pointer),
            node.kind_name()
        );
        self.push(pointer, node.range.clone(), message, None, FoundKind::Type);
    }

    /// Of several alternatives, only the one that was meant is worth a word: the one whose type fits.
    fn alternatives(
        &mut self,
        pointer: &str,
        node: &Node<'_>,
        branches: &[Vec<ValidationError<'static>>],
    ) {
        let mut wanted = Vec::new();
        let mut fitting = Vec::new();
        for branch in branches {
            let wrong_type = branch.iter().find_map(|error| match error.kind() {
                ValidationErrorKind::Type { kind } if error.instance_path().as_str() == pointer => {
                    Some(kind)
                }
                _ => None,
            });
            match wrong_type {
                Some(TypeKind::Single(kind)) => wanted.push(*kind),
                Some(TypeKind::Multiple(kinds)) => wanted.extend(kinds.iter()),
                None => fitting.push(branch),
            }
        }
        // An object's `const` or `enum` member tells which alternative it claims to be.
        let meant = fitting.into_iter().min_by_key(|branch| {
            let names_another = branch.iter().any(|error| {
                matches!(
                    error.kind(),
                    ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
                )
            });
            (names_another, branch.len())
        });
        match meant {
            Some(branch) => branch.iter().for_each(|error| self.add(error)),
            None if !wanted.is_empty() => self.wrong_type(pointer, node, &wanted),
            None => {
                let message = format!(
                    "{} fits none of the forms that are allowed here",
                    self.name_of(pointer)
                );
                self.push(pointer, node.range.clone(), message, None, FoundKind::Other);
            }
        }
    }

    /// What is wrong with a value, and what the schema says about such values.
    fn describe_value(
        &mut self,
        error: &ValidationError<'_>,
        pointer: &str,
        node: &Node<'_>,
    ) -> (String, Option<String>) {
        use ValidationErrorKind as Kind;
        let name = self.name_of(pointer);
        let shown = shown(node);
        let about = || self.described("", error).map(str::to_owned);
        match error.kind() {
            Kind::Enum { options } => {
                let options = options.as_array().map_or(&[][..], Vec::as_slice);
                let listed: Vec<Cow<'_, str>> = options.iter().take(MOST_NAMES + 1).map(plain).collect();
                let allowed = list(listed.iter().map(AsRef::as_ref), options.len(), "or");
                let guesses = node.as_str().and_then(|text| left_after(self.guesses, text, options.len()));
                self.guesses = guesses.unwrap_or(self.guesses);
                let meant = node.as_str().filter(|_| guesses.is_some());
                let meant = meant.and_then(|text| nearest_name(text, options.iter().filter_map(Value::as_str)));
                let help = match meant {
                    Some(meant) => format!("did you mean \"{meant}\"? The choices are: {allowed}"),
                    None => format!("the choices are: {allowed}"),
                };
                (format!("{name} cannot be {shown}"), Some(help))
            }
            Kind::Constant { expected_value } => (
                format!("{name} must be {}, not {shown}", plain(expected_value)),
                about(),
            ),
            Kind::Pattern { .. } if node.as_str().is_some_and(is_blank) => {
                (format!("{name} must not be blank"), about())
            }
            Kind::Pattern { pattern } => {
                // The keyword that editors such as VS Code know.
                let said = self.beside(error).and_then(|schema| schema.get("patternErrorMessage"));
                let help = said.and_then(Value::as_str).map(str::to_owned).or_else(about);
                let help = help.unwrap_or_else(|| format!("it must match the pattern {pattern}"));
                (format!("{name} cannot be {shown}"), Some(help))
            }
            Kind::Format { format } => (format!("{name} cannot be {shown}: {}", format_words(format)), about()),
            Kind::MinLength { limit } => (format!("{name} is shorter than {limit} characters"), about()),
            Kind::MaxLength { limit } => {
                let length = node.as_str().map_or(0, |text| text.chars().count());
                (format!("{name} has {length} characters; {limit} is the most"), about())
            }
            Kind::MinItems { limit } => {
                let items = node.as_array().map_or(0, <[_]>::len);
                (format!("{name} has {}; at least {limit} must be there", count(items)), about())
            }
            Kind::MaxItems { limit } => {
                let items = node.as_array().map_or(0, <[_]>::len);
                (format!("{name} has {}; {limit} is the most", count(items)), about())
            }
            Kind::UnevaluatedItems { .. } => (
                format!("{name} has entries that are not allowed here"),
                about(),
            ),
            Kind::UniqueItems => (format!("{name} says the same thing twice"), about()),
            Kind::Minimum { limit } => (format!("{name} is {shown}, but must be {limit} or more"), about()),
            Kind::Maximum { limit } => (format!("{name} is {shown}, but must be {limit} or less"), about()),
            Kind::ExclusiveMinimum { limit } => {
                (format!("{name} is {shown}, but must be more than {limit}"), about())
            }
            Kind::ExclusiveMaximum { limit } => {
                (format!("{name} is {shown}, but must be less than {limit}"), about())
            }
            Kind::FalseSchema => (format!("{name} must not be there"), about()),
            Kind::Not { .. } => (format!("{name} is just what is not allowed here"), about()),
            Kind::Contains => (format!("{name} lacks an entry of the kind that must be there"), about()),
            Kind::OneOfMultipleValid { .. } => {
                (format!("{name} fits several of the forms of which only one may fit"), about())
            }
            Kind::MinProperties { limit } => {
                (format!("{name} has {}; at least {limit} must be there", count(node.members().len())), about())
            }
            Kind::MaxProperties { limit } => {
                (format!("{name} has {}; {limit} is the most", count(node.members().len())), about())
            }
            Kind::MultipleOf { multiple_of } => {
                (format!("{name} is {shown}, which is not a multiple of {multiple_of}"), about())
            }
            Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => (
                format!("{name} could not be checked: the schema's pattern takes too long on it"),
                Some("simplify the pattern: nested repetitions such as (a+)+ never end on some texts".to_owned()),
            ),
            _ => (format!("{name}: {}", error.masked()), about()),
        }
    }

    /// The schema object that holds the failing keyword, where it stands in this schema's own document.
    fn beside(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let (parent, _) = error.schema_path().as_str().rsplit_once('/')?;
        self.schema.compiled.document.pointer(parent)
    }

    /// The description of `below`, a pointer from the schema object that holds the failing keyword; or, where that has
    /// none, of what refers to it: a definition that several properties share is described where it is used.
    fn described(&self, below: &str, error: &ValidationError<'_>) -> Option<&str> {
        let schema = self.beside(error)?.pointer(below)?;
        let referenced = || self.referenced(schema)?.get("description");
        let description = match schema.get("description").or_else(referenced) {
            Some(own) => own,
            None if below.is_empty() => self.described_by_use(error)?,
            None => return None,
        };
        description.as_str()
    }

    /// What a `$ref` to the same document leads to.
    fn referenced(&self, schema: &Value) -> Option<&Value> {
        let target = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.schema.compiled.document.pointer(target)
    }

    /// Follows the path of evaluation through the references, and keeps the last description on the way.
    fn described_by_use(&self, error: &ValidationError<'_>) -> Option<&Value> {
        let mut at = &self.schema.compiled.document;
        let mut last = None;
        for step in error.evaluation_path().as_str().split('/').skip(1) {
            last = at.get("description").or(last);
            at = if step == "$ref" {
                self.referenced(at)?
            } else {
                at.pointer(&format!("/{step}"))?
            };
        }
        last
    }

    /// How a message calls a value: by its key, and by the claim it belongs to where it has no key of its own.
    fn name_of(&mut self, pointer: &str) -> String {
        let steps: Vec<&str> = pointer.split('/').skip(1).collect();
        match steps.as_slice() {
            [] => "the document".to_owned(),
            ["claims", index] => {
                let members = &mut self.members;
                let id = format!("{pointer}/id");
                let id = self.root.at_by(&id, |node, key| members.find(node, key));
                match id.and_then(Node::as_str) {
                    Some(id) => format!("claim \"{}\"", abridged(id, LONGEST_NAME)),
                    None => format!("claim {}", ordinal(index)),
                }
            }
            [.., list, index] if index.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{} of \"{list}\"", entry(index))
            }
            [.., key] => format!("\"{}\"", key.replace("~1", "/").replace("~0", "~")),
        }
    }

    /// In document order, and without what another fault of the same place explains.
    fn finish(self) -> Vec<Fault> {
        let typed: HashSet<&str> = self
            .faults
            .iter()
            .filter(|found| found.kind == FoundKind::Type)
            .map(|found| found.fault.pointer.as_str())
            .collect();
        let misspelt: HashSet<(&str, &str)> = self
            .faults
            .iter()
            .filter_map(|found| match &found.kind {
                FoundKind::Unknown { meant: Some(meant) } => {
                    Some((found.fault.pointer.rsplit_once('/')?.0, meant.as_str()))
                }
                _ => None,
            })
            .collect();
        let mut faults: Vec<Fault> = self
            .faults
            .iter()
            .filter(|found| match &found.kind {
                FoundKind::Type | FoundKind::Unknown { .. } => true,
                FoundKind::Missing { key } => {
                    !misspelt.contains(&(found.fault.pointer.as_str(), key.as_str()))
                }
                FoundKind::Other => !typed.contains(found.fault.pointer.as_str()),
            })
            .map(|found| found.fault.clone())
            .collect();
        faults.sort_by(|a, b| {
            (a.range.start, a.range.end, &a.message).cmp(&(b.range.start, b.range.end, &b.message))
        });
        faults.dedup();
        faults
    }
}

/// A value as a message shows it, cut short where it is long.
fn shown(node: &Node<'_>) -> String {
    const MOST: usize = 60;
    match node.as_str() {
        Some(text) if text.chars().count() > MOST => {
            let start: String = text.chars().take(MOST).collect();
            format!("\"{start}…\"")
        }
        _ if node.as_array().is_some() || !node.members().is_empty() => node.kind_name().to_owned(),
        Some(text) => format!("\"{text}\""),
        None => node.to_json().to_string(),
    }
}

/// A value of a schema as a message shows it.
fn plain(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "an array",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

fn format_words(format: &str) -> String {
    match format {
        "date" => "a date is written YYYY-MM-DD, and the day must exist".to_owned(),
        "uri" => "this is not a complete web address".to_owned(),
        other => format!("this is not of the format \"{other}\""),
    }
}

/// "a, b or c"
/// The first of so many words, and how many others there are.
fn list<'w>(words: impl IntoIterator<Item = &'w str>, count: usize, last: &str) -> String {
    let shown = if count > MOST_NAMES + 1 {
        MOST_NAMES
    } else {
        count
    };
    let mut words: Vec<Cow<'w, str>> = words.into_iter().take(shown).map(Cow::Borrowed).collect();
    if shown < count {
        words.push(Cow::Owned(format!("{} others", count - shown)));
    }
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone().into_owned(),
        [first @ .., end] => format!("{} {last} {end}", first.join(", ")),
    }
}

/// What is said of a fault. Most is a line; but a schema can say anything of a value, and of each of very many.
fn not_too_long(words: String) -> String {
    /// In characters.
    const LONGEST: usize = 2_000;
    if words.len() > LONGEST {
        abridged(&words, LONGEST)
    } else {
        words
    }
}

/// How many guesses are left once a name was held against so many others; `None` where it is too long for that, or they are too many.
fn left_after(guesses: usize, name: &str, others: usize) -> Option<usize> {
    /// Nobody misspells a longer one, in bytes.
    const LONGEST: usize = 200;
    /// Two names are compared in a time that grows with the square of their length.
    const SHORT: usize = 100;
    let length = (name.len() <= LONGEST).then_some(name.len())?;
    guesses.checked_sub((length * length / SHORT + 1).checked_mul(others)?)
}

fn count(items: usize) -> String {
    match items {
        0 => "no entry".to_owned(),
        1 => "one entry".to_owned(),
        n => format!("{n} entries"),
    }
}

/// People count from 1.
fn one_based(index: &str) -> usize {
    index.parse::<usize>().map_or(0, |index| index + 1)
}

fn ordinal(index: &str) -> String {
    format!("number {}", one_based(index))
}

fn entry(index: &str) -> String {
    format!("entry {}", one_based(index))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse_json;
    use crate::store::Memory;
    use rstest::rstest;
    use serde_json::json;

    fn faults_of(schema: &Value, text: &str) -> Vec<(String, String)> {
        let schema = Schema::compile(
            schema.clone(),
            "s.json",
            Arc::new(Memory::default()),
            UnknownFormats::Refused,
        )
        .expect("a schema");
        let parsed = parse_json(text).expect("JSON");
        schema
            .faults(&parsed.root)
            .into_iter()
            .map(|fault| (fault.message, text[fault.range].to_owned()))
            .collect()
    }

    #[test]
    fn every_embedded_schema_compiles() {
        for name in embedded_names() {
            LazyLock::force(&Schema::of_program(name).compiled);
        }
    }

    #[rstest]
    #[case(json!({"properties": {"quote": {}}, "additionalProperties": false}), r#"{"qoute": 1}"#, "cannot have", "\"qoute\"")]
    #[case(json!({"required": ["quote"]}), r#"{"a": 1}"#, "has no \"quote\"", "{")]
    #[case(json!({"properties": {"a": {"type": "string"}}}), r#"{"a": 1}"#, "must be a string, but this is a number", "1")]
    #[case(json!({"properties": {"a": {"type": "integer", "minimum": 1}}}), r#"{"a": 0.5}"#, "a whole number", "0.5")]
    #[case(json!({"properties": {"a": {"enum": ["x"]}}}), r#"{"a": "y"}"#, "cannot be \"y\"", "\"y\"")]
    #[case(json!({"properties": {"a": {"pattern": "^x$"}}}), r#"{"a": "y"}"#, "cannot be \"y\"", "\"y\"")]
    #[case(json!({"properties": {"a": {"format": "date"}}}), r#"{"a": "2025-02-30"}"#, "YYYY-MM-DD", "\"2025-02-30\"")]
    #[case(json!({"items": {"minItems": 2}}), "[[1]]", "has one entry", "[1]")]
    #[case(json!({"propertyNames": {"not": {"allOf": [{"maxLength": 1}]}}}), r#"{"a": 1}"#, "it is just what is not allowed", "\"a\"")]
    #[case(json!({"anyOf": [{"type": "string"}, {"type": "array", "minItems": 2}]}), "[1]", "at least 2", "[1]")]
    #[case(json!({"anyOf": [{"type": "string"}, {"type": "array"}]}), "1", "a string or an array", "1")]
    #[case(json!({"oneOf": [{"properties": {"k": {"const": "a"}, "v": {"type": "string"}}, "required": ["k"]}, {"properties": {"k": {"const": "b"}, "v": {"type": "number"}}}]}), r#"{"k": "a", "v": 1}"#, "must be a string", "1")]
    fn points_at_the_offending_key_or_value(
        #[case] schema: Value,
        #[case] text: &str,
        #[case] message: &str,
        #[case] at: &str,
    ) {
        let faults = faults_of(&schema, text);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].0.contains(message), "{faults:?}");
        assert_eq!(faults[0].1, at);
    }

    /// A schema that looks at a value two to the power of sixty times.
    fn doubling(how: &str, last: &Value) -> Value {
        let parts = (0..60).map(|number| {
            let before = json!({"$ref": format!("#/$defs/d{number}")});
            (format!("d{}", number + 1), json!({how: [before, before]}))
        });
        let first = ("d0".to_owned(), last.clone());
        let parts: Map<String, Value> = parts.chain([first]).collect();
        json!({"$defs": parts, "items": {"$ref": "#/$defs/d60"}})
    }

    #[rstest]
    #[case::all_of_nothing(doubling("allOf", &json!({})))]
    #[case::all_of_anything(doubling("allOf", &json!(true)))]
    #[case::all_that_hold(doubling("allOf", &json!({"type": "string"})))]
    #[case::any_of_none(doubling("anyOf", &json!(false)))]
    #[case::any_that_does_not_hold(doubling("anyOf", &json!({"type": "number"})))]
    #[case::one_of_none(doubling("oneOf", &json!({"not": {}})))]
    #[case::of_an_old_draft({
        let mut old = doubling("allOf", &json!({}));
        old["$schema"] = json!("http://json-schema.org/draft-07/schema#");
        old
    })]
    fn a_schema_without_end_is_given_up(#[case] schema: Value) {
        let faults = faults_of(&schema, r#"["x"]"#);
        assert_eq!(faults.len(), 1);
        assert!(faults[0].0.contains("cannot be told in"), "{faults:?}");
        assert_eq!(faults_of(&schema, "[]"), []);
    }

    /// Each of the branches counts for what it holds, not for all the others.
    #[test]
    fn thousands_of_branches_are_no_schema_without_end() {
        let branches: Vec<Value> = (2..5_000)
            .map(|number| json!({"not": {"minItems": number}}))
            .collect();
        let schema = json!({"items": {"allOf": branches}});
        assert_eq!(faults_of(&schema, "[[1]]"), []);
        assert_eq!(faults_of(&schema, "[[1, 1]]").len(), 1);
    }

    #[test]
    fn more_patterns_than_can_be_made_ready_are_refused() {
        let of = |number: usize| {
            let patterns = (0..number).map(|own| (format!("^x{own}$"), json!({"pattern": "^y"})));
            let schema = json!({"patternProperties": patterns.collect::<Map<_, _>>()});
            let files = Arc::new(Memory::default());
            Schema::compile(schema, "s.json", files, UnknownFormats::Refused)
        };
        assert!(of(400).is_ok());
        let refused = of(501).err().expect("too many patterns").0;
        assert!(refused.contains("branches or patterns"), "{refused}");
    }

    #[test]
    fn what_is_wrong_with_a_schema_is_told_in_its_own_words() {
        let schema =
            json!({"anyOf": [{"$ref": "#/$defs/a", "minLength": "two"}], "$defs": {"a": {}}});
        let files = Arc::new(Memory::default());
        let compiled = Schema::compile(schema, "s.json", files, UnknownFormats::Refused);
        let told = compiled.err().expect("no schema").0;
        assert!(
            told.contains("two") && !told.contains(references::STEPS),
            "{told}"
        );
    }

    #[rstest]
    #[case(doubling("allOf", &json!({"properties": {"a": {}}})), "unevaluatedProperties")]
    #[case(doubling("anyOf", &json!({"properties": {"a": {}}})), "unevaluatedProperties")]
    #[case(doubling("allOf", &json!({"prefixItems": [{}]})), "unevaluatedItems")]
    fn a_schema_that_is_never_ready_is_refused(#[case] mut schema: Value, #[case] keyword: &str) {
        schema["items"][keyword] = json!(false);
        let files = Arc::new(Memory::default());
        let compiled = Schema::compile(schema, "s.json", files, UnknownFormats::Refused);
        assert!(compiled.is_err_and(|error| error.0.contains("cannot be made ready")));
    }

    #[test]
    fn files_without_end_are_given_up() {
        let mut files = Memory::default();
        for number in 1..60 {
            let next = json!({"$ref": format!("{}.json", number + 1)});
            let schema = json!({"allOf": [next, next]});
            files = files.with(format!("{number}.json"), schema.to_string());
        }
        let files = Arc::new(files.with("60.json", "{}"));
        let old = "http://json-schema.org/draft-07/schema#";
        for draft in [old, "https://json-schema.org/draft/2020-12/schema"] {
            let schema = json!({"$schema": draft, "items": {"$ref": "1.json"}});
            let files = Arc::clone(&files) as _;
            let schema = Schema::compile(schema, "s.json", files, UnknownFormats::Refused);
            let parsed = parse_json("[1]").expect("JSON");
            let faults = schema.expect("a schema").faults(&parsed.root);
            assert!(
                faults[0].message.contains("cannot be told in"),
                "{faults:?}"
            );
        }
    }

    #[test]
    fn what_breaks_a_schema_in_too_many_ways_is_not_told() {
        let own = json!({"$ref": "#/$defs/a"});
        let form = |key: &str| json!({"properties": {"a": own}, "required": [key]});
        let schema =
            json!({"$defs": {"a": {"anyOf": [form("b"), form("c")]}}, "$ref": "#/$defs/a"});
        let text = format!("{}1{}", r#"{"a": "#.repeat(60), "}".repeat(60));
        let faults = faults_of(&schema, &text);
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].0.contains("what it is cannot be told in"),
            "{faults:?}"
        );
    }

    #[test]
    fn below_very_long_keys_faults_are_not_looked_for() {
        let schema = json!({"additionalProperties": {"additionalProperties": {"type": "string"}}});
        let within = |key: usize| format!(r#"{{"{}": {{"a": 1}}}}"#, "k".repeat(key));
        assert_eq!(faults_of(&schema, &within(LONGEST_WAY - 1))[0].1, "1");
        let faults = faults_of(&schema, &within(LONGEST_WAY));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].0.contains("it is not looked for"), "{faults:?}");
    }

    #[test]
    fn what_a_schema_says_is_told_in_part_where_it_is_very_long() {
        let schema = json!({"items": {"const": "z".repeat(100_000)}});
        let faults = faults_of(&schema, r#"["x"]"#);
        assert!(
            faults[0].0.len() < 3_000 && faults[0].0.contains("[…]"),
            "{}",
            faults[0].0
        );
    }

    #[test]
    fn of_very_many_names_the_first_are_told() {
        let names: Vec<String> = (0..MOST_NAMES + 10)
            .map(|number| format!("n{number}"))
            .collect();
        let told = list(names.iter().map(String::as_str), names.len(), "or");
        assert!(told.ends_with(", n49 or 10 others"), "{told}");
        let told = list(
            names[..=MOST_NAMES].iter().map(String::as_str),
            MOST_NAMES + 1,
            "or",
        );
        assert!(told.ends_with(", n49 or n50"), "{told}");
    }

    #[test]
    fn a_misspelt_required_key_is_one_fault() {
        let schema = json!({"properties": {"quote": {}}, "required": ["quote"], "additionalProperties": false});
        assert_eq!(faults_of(&schema, r#"{"qoute": 1}"#).len(), 1);
        assert_eq!(faults_of(&schema, r#"{"page": 1}"#).len(), 2);
    }

    #[test]
    fn faults_come_in_document_order() {
        let schema = json!({"additionalProperties": {"type": "string"}, "required": ["z"]});
        let faults = faults_of(&schema, r#"{"b": 1, "a": 2, "c": "x", "0": 3}"#);
        let places: Vec<&str> = faults.iter().map(|(_, at)| at.as_str()).collect();
        assert_eq!(places, ["{", "1", "2", "3"]);
    }

    #[test]
    fn of_a_document_with_too_many_values_it_is_only_said_that_it_is_wrong() {
        let text = format!("[{}\"\"]", "0,".repeat(MOST_VALUES));
        let faults = faults_of(&json!({"items": {"type": "number"}}), &text);
        assert_eq!(faults.len(), 1);
        assert!(
            faults[0].0.contains("more than 1000000 values"),
            "{faults:?}"
        );
        assert!(faults_of(&json!({"type": "array"}), &text).is_empty());
    }

    #[rstest]
    #[case("https://example.org/x.json")]
    #[case("file:///etc/passwd")]
    #[case("../../etc/passwd")]
    #[case("/etc/passwd")]
    fn references_out_of_the_root_are_refused(#[case] reference: &str) {
        let compiled = Schema::compile(
            json!({"$ref": reference}),
            "house/s.json",
            Arc::new(Memory::default()),
            UnknownFormats::Refused,
        );
        assert!(compiled.is_err());
    }

    #[test]
    fn references_within_the_root_are_followed() {
        let files = Memory::default().with("shared/text.json", r#"{"type": "string"}"#);
        let schema = Schema::compile(
            json!({"properties": {"a": {"$ref": "../shared/text.json"}}}),
            "house/s.json",
            Arc::new(files),
            UnknownFormats::Refused,
        )
        .unwrap();
        let parsed = parse_json(r#"{"a": 1}"#).unwrap();
        assert_eq!(schema.faults(&parsed.root).len(), 1);
    }
}

//! A project's settings: `factcheck.toml`, the files it extends, and the defaults.

use crate::document::{Fault, Node, Schema, embedded, parse_toml};
use crate::finding::{Label, Level};
use crate::quote::{Fold, Folds};
use crate::store::{ReadError, Store};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

/// The file's name at the root of a project.
pub const FILE_NAME: &str = "factcheck.toml";

/// So many patterns of claim files there may be: each is held against the names of all files of its folder.
const MOST_PATTERNS: usize = 500;

/// Settings files may extend one another this often.
const MOST_LAYERS: usize = 16;

/// A project's settings, defaults filled in.
#[derive(Debug, Clone)]
pub struct Config {
    /// Patterns of claim files, relative to the root.
    pub claims: Vec<String>,
    /// The folder of the sources, relative to the root.
    pub sources: String,
    /// Path of a further schema for claim files.
    pub schema: Option<String>,
    /// The baseline: `auto`, `none` or a revision.
    pub against: String,
    /// Folds that count as verbatim.
    pub accept: Folds,
    /// A quote with fewer code points is too short.
    pub min_quote_characters: usize,
    /// Fragments with more code points between them are far apart.
    pub max_fragment_gap: usize,
    /// Levels that differ from the rules' own.
    pub levels: BTreeMap<String, Level>,
    /// Where each setting that is not left out stands: the name of the setting, or of the rule.
    pub places: BTreeMap<String, Label>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            claims: vec!["claims/**/*.json".to_owned()],
            sources: "sources".to_owned(),
            schema: None,
            against: "auto".to_owned(),
            accept: Folds::NONE,
            min_quote_characters: 12,
            max_fragment_gap: 2_000,
            levels: BTreeMap::new(),
            places: BTreeMap::new(),
        }
    }
}

/// Why settings cannot be used: each with its place, ready to print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the settings at `path`, and those that they extend. Where `path` is `None`, `factcheck.toml` at the
    /// root if it is there, else the defaults.
    ///
    /// # Errors
    /// Where a file cannot be read, is not TOML, or breaks the schema of settings; every fault with its place.
    pub fn read(store: &dyn Store, path: Option<&str>) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        for layer in layers(store, path)?.iter().rev() {
            config.apply(layer)?;
        }
        Ok(config)
    }

    fn apply(&mut self, layer: &Layer) -> Result<(), ConfigError> {
        let root = layer.parse()?;
        let text = |key: &str| root.get(key).and_then(Node::as_str).map(str::to_owned);
        let number = |key: &str| {
            let number = root.get(key).and_then(Node::as_whole_number)?;
            Some(usize::try_from(number).unwrap_or(usize::MAX))
        };
        let texts = |node: &Node<'_>| -> Vec<String> {
            let items = node.as_array().unwrap_or_default();
            items
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect()
        };
        if let Some(claims) = root.get("claims") {
            layer.refuse_patterns(claims)?;
            self.claims = texts(claims);
        }
        if let Some(node) = root.get("sources")
            && let Some(sources) = node.as_str()
        {
            if !is_within(sources) {
                return Err(layer.error(&[Fault {
                    pointer: "/sources".to_owned(),
                    range: node.range.clone(),
                    message: format!("the folder of sources, \"{sources}\", is not within the project"),
                    help: Some(
                        "name a folder from the project's root down, as in \"sources\"; where the sources lie elsewhere, this project's root lies further up"
                            .to_owned(),
                    ),
                }]));
            }
            sources
                .trim_end_matches('/')
                .trim_start_matches("./")
                .clone_into(&mut self.sources);
        }
        if let Some(schema) = text("schema") {
            self.schema = Some(schema);
        }
        if let Some(against) = text("against") {
            self.against = against;
        }
        if let Some(accept) = root.get("accept") {
            self.accept = texts(accept)
                .iter()
                .filter_map(|name| Fold::parse(name))
                .collect();
        }
        self.min_quote_characters =
            number("min-quote-characters").unwrap_or(self.min_quote_characters);
        self.max_fragment_gap = number("max-fragment-gap").unwrap_or(self.max_fragment_gap);
        let rules = root.get("rules").map(Node::members).unwrap_or_default();
        for member in root.members().iter().chain(rules) {
            let place = Label::new(&layer.path, &layer.text, &member.value.range, "");
            self.places.insert(member.key.clone().into_owned(), place);
        }
        for member in rules {
            if let Some(level) = member.value.as_str().and_then(Level::parse) {
                self.levels.insert(member.key.clone().into_owned(), level);
            }
        }
        Ok(())
    }
}

/// One settings file.
struct Layer {
    path: String,
    text: Text,
}

impl Layer {
    /// The file as a tree that the schema allows.
    fn parse(&self) -> Result<Node<'_>, ConfigError> {
        let root = parse_toml(self.text.as_str()).map_err(|fault| self.error(&[fault]))?;
        let faults = Schema::config().faults(&root);
        if faults.is_empty() {
            Ok(root)
        } else {
            Err(self.error(&faults))
        }
    }

    /// A path that leads up is another one for git, even where it comes back: its files would have no earlier version. And each
    /// pattern is held against all files.
    fn refuse_patterns(&self, claims: &Node<'_>) -> Result<(), ConfigError> {
        let patterns = claims.as_array().unwrap_or_default();
        if let Some(beyond) = patterns.get(MOST_PATTERNS) {
            return Err(self.error(&[Fault {
                pointer: "/claims".to_owned(),
                range: beyond.range.clone(),
                message: format!(
                    "there are {} patterns of claim files; {MOST_PATTERNS} are the most",
                    patterns.len()
                ),
                help: Some("name many files by one pattern, as in \"claims/**/*.json\"".to_owned()),
            }]));
        }
        let outside = patterns
            .iter()
            .filter_map(|node| Some((node, node.as_str()?)));
        let faults: Vec<Fault> = outside
            .filter(|(_, pattern)| !is_within(pattern))
            .map(|(node, pattern)| Fault {
                pointer: "/claims".to_owned(),
                range: node.range.clone(),
                message: format!("the pattern \"{pattern}\" leads out of the project"),
                help: Some(
                    "name claim files from the project's root down, as in \"claims/**/*.json\"; files elsewhere are another project, or this one's root lies further up"
                        .to_owned(),
                ),
            })
            .collect();
        if faults.is_empty() {
            Ok(())
        } else {
            Err(self.error(&faults))
        }
    }

    fn error(&self, faults: &[Fault]) -> ConfigError {
        ConfigError(faults.iter().map(|fault| self.line(fault)).collect())
    }

    fn line(&self, fault: &Fault) -> String {
        let region = self.text.region(&fault.range);
        let core = fault
            .pointer
            .strip_prefix("/rules/")
            .filter(|rule| is_core_rule(rule));
        let (message, help) = match core {
            Some(rule) => (
                format!(
                    "`{rule}` carries the promise of a green run: it cannot be lowered or switched off"
                ),
                Some("take the line out".to_owned()),
            ),
            None => (fault.message.clone(), fault.help.clone()),
        };
        let help = help
            .map(|help| format!("\n  help: {help}"))
            .unwrap_or_default();
        format!(
            "{}:{}:{}: {message}{help}",
            self.path, region.line, region.column
        )
    }
}

/// Whether a path goes from the project's root down only.
fn is_within(path: &str) -> bool {
    !path.starts_with('/') && !path.split('/').any(|step| step == "..")
}

/// The settings file, then the one it extends, and so on.
fn layers(store: &dyn Store, path: Option<&str>) -> Result<Vec<Layer>, ConfigError> {
    let refuse = |message: String| Err(ConfigError(vec![message]));
    let mut layers: Vec<Layer> = Vec::new();
    let mut next = Some(path.unwrap_or(FILE_NAME).to_owned());
    while let Some(current) = next {
        if layers.iter().any(|layer| layer.path == current) || layers.len() == MOST_LAYERS {
            return refuse(format!(
                "{current}: settings that extend each other in a circle"
            ));
        }
        let bytes = match store.read(&current) {
            Ok(bytes) => bytes,
            Err(ReadError::Missing) if path.is_none() && layers.is_empty() => break,
            Err(error) => {
                return refuse(format!("{current}: the settings cannot be read: {error}"));
            }
        };
        let text = match Text::decode_file(bytes) {
            Ok(text) => text,
            Err(fault) => {
                return refuse(format!(
                    "{current}:{}:{}: the settings are not UTF-8",
                    fault.place.line, fault.place.column
                ));
            }
        };
        let layer = Layer {
            path: current,
            text,
        };
        next = layer
            .parse()?
            .get("extend")
            .and_then(Node::as_str)
            .map(str::to_owned);
        layers.push(layer);
    }
    Ok(layers)
}

/// Whether a rule carries the promise, as the schema of settings has it: only `error` is allowed there.
pub fn is_core_rule(name: &str) -> bool {
    static CORE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let schema = embedded_json("config");
        let resolved = |value: &serde_json::Value| {
            let referenced = value["$ref"]
                .as_str()
                .and_then(|path| schema.pointer(path.trim_start_matches('#')));
            referenced.unwrap_or(value).clone()
        };
        let rules = resolved(&schema["properties"]["rules"])["properties"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let is_core = |rule: &serde_json::Value| {
            rule.get("const").is_some() || resolved(rule).get("const").is_some()
        };
        rules
            .iter()
            .filter(|(_, rule)| is_core(rule))
            .map(|(name, _)| name.clone())
            .collect()
    });
    CORE.contains(name)
}

/// The rules' own levels, as the schema of settings has them.
fn default_levels() -> &'static BTreeMap<String, Level> {
    static LEVELS: LazyLock<BTreeMap<String, Level>> = LazyLock::new(|| {
        let schema = embedded_json("config");
        let rules = schema["$defs"]["rules"]["properties"].as_object().cloned();
        rules
            .unwrap_or_default()
            .iter()
            .map(|(name, rule)| {
                // Core rules have no other level than `error`.
                let level = rule["default"].as_str().and_then(Level::parse);
                (name.clone(), level.unwrap_or(Level::Error))
            })
            .collect()
    });
    &LEVELS
}

/// A rule's own level.
pub fn default_level(name: &str) -> Option<Level> {
    default_levels().get(name).copied()
}

/// The rule of that name, with a name that lasts.
pub fn rule_name(name: &str) -> Option<&'static str> {
    let (name, _) = default_levels().get_key_value(name)?;
    Some(name)
}

/// Whether a waiver may silence a rule, as the schema of claim files has it.
pub fn is_waivable_rule(name: &str) -> bool {
    static WAIVABLE: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let schema = embedded_json("claim-file");
        let names = schema["$defs"]["waiver"]["properties"]["rule"]["enum"]
            .as_array()
            .cloned();
        names
            .unwrap_or_default()
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    });
    WAIVABLE.contains(name)
}

fn embedded_json(name: &str) -> serde_json::Value {
    embedded(name)
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Memory;
    use rstest::rstest;

    fn read(text: &str) -> Result<Config, ConfigError> {
        Config::read(&Memory::default().with(FILE_NAME, text), None)
    }

    #[test]
    fn everything_has_a_default() {
        let config = Config::read(&Memory::default(), None).unwrap();
        assert_eq!(
            (config.min_quote_characters, config.sources.as_str()),
            (12, "sources")
        );
    }

    #[test]
    fn every_setting_of_the_schema_is_read() {
        let schema = embedded_json("config");
        for name in schema["properties"].as_object().unwrap().keys() {
            let value = match name.as_str() {
                "claims" => "['x.json']",
                "accept" => "['quotes']",
                "min-quote-characters" | "max-fragment-gap" => "1",
                "rules" => "{ quote-too-short = 'off' }",
                // Another file, which sets what nothing else sets.
                "extend" => "'base.toml'",
                _ => "'x'",
            };
            let store = Memory::default()
                .with(FILE_NAME, format!("{name} = {value}\n"))
                .with("base.toml", "max-fragment-gap = 3\n");
            let mut config = Config::read(&store, None).unwrap();
            assert!(config.places.contains_key(name), "{name} has no place");
            config.places.clear();
            let default = format!("{:?}", Config::default());
            assert_ne!(format!("{config:?}"), default, "{name} changes nothing");
        }
    }

    #[test]
    fn numbers_count_however_they_are_written() {
        for (written, number) in [("50.0", 50), ("1e3", 1_000), ("5_0.0", 50)] {
            let config = read(&format!("min-quote-characters = {written}")).unwrap();
            assert_eq!(config.min_quote_characters, number, "{written}");
        }
    }

    #[test]
    fn a_file_overrides_what_it_extends() {
        let store = Memory::default()
            .with("house/base.toml", "min-quote-characters = 5\nsources = 'texts'\n[rules]\nquote-too-short = 'off'\nquote-cut-word = 'warning'\n")
            .with(FILE_NAME, "extend = 'house/base.toml'\nmin-quote-characters = 7\naccept = ['quotes']\n[rules]\nquote-cut-word = 'error'\n");
        let config = Config::read(&store, None).unwrap();
        assert_eq!(
            (config.min_quote_characters, config.sources.as_str()),
            (7, "texts")
        );
        assert_eq!(config.levels["quote-too-short"], Level::Off);
        assert_eq!(config.levels["quote-cut-word"], Level::Error);
        assert!(config.accept.contains(Fold::Quotes));
    }

    #[rstest]
    #[case("clams = []", "factcheck.toml:1:1", "did you mean \"claims\"?")]
    #[case(
        "[rules]\nquote-to-short = 'off'",
        "factcheck.toml:2:1",
        "did you mean \"quote-too-short\"?"
    )]
    #[case(
        "[rules]\nquote-altered = 'warning'",
        "factcheck.toml:2:17",
        "carries the promise"
    )]
    #[case("accept = ['spaces']", "factcheck.toml:1:11", "whitespace")]
    #[case("min-quote-characters = -1", "factcheck.toml:1:24", "0 or more")]
    #[case("claims = [", "factcheck.toml:1:", "")]
    #[case(
        "min-quote-characters = inf",
        "factcheck.toml:1:24",
        "must be a whole number"
    )]
    #[case("sources = '..'", "factcheck.toml", "not within the project")]
    #[case("sources = '/srv'", "factcheck.toml", "not within the project")]
    #[case(
        "claims = ['x.json', '../**']",
        "factcheck.toml:1:21",
        "\"../**\" leads out of the project"
    )]
    #[case(
        "claims = ['claims/../../x.json']",
        "factcheck.toml:1:11",
        "leads out of the project"
    )]
    #[case(
        "claims = ['/srv/*.json']",
        "factcheck.toml:1:11",
        "from the project's root down"
    )]
    #[case("extend = 'gone.toml'", "gone.toml", "cannot be read")]
    #[case("extend = 'factcheck.toml'", "factcheck.toml", "circle")]
    fn faults_have_a_place_and_a_remedy(
        #[case] text: &str,
        #[case] place: &str,
        #[case] message: &str,
    ) {
        let error = read(text).unwrap_err().to_string();
        assert!(error.contains(place) && error.contains(message), "{error}");
    }

    #[test]
    fn there_are_no_thousands_of_patterns() {
        let of = |count: usize| read(&format!("claims = [{}]", "'claims/*.json',".repeat(count)));
        assert!(of(MOST_PATTERNS).is_ok());
        let error = of(MOST_PATTERNS + 1).unwrap_err().to_string();
        let told = "there are 501 patterns of claim files; 500 are the most";
        assert!(error.contains(told), "{error}");
    }
}

//! The commented settings file, made of the schema of settings, so that it says what the program does.

use crate::document::{Node, embedded, parse_json};
use std::fmt::Write as _;

/// Columns of a line of prose.
const WIDTH: usize = 100;

const HEAD: &str = "#:schema ./schemas/config.schema.json
# The settings of this project. A line that starts with # and no space is a setting at its default: take the # away to
# change it.
";

/// Every setting and every rule with its default, each as a comment: `#name = value`. What has no default is shown by an
/// example, as a comment of a comment.
pub(super) fn commented() -> String {
    let mut out = HEAD.to_owned();
    let text = embedded("config").unwrap_or_default();
    let Ok(schema) = parse_json(text) else {
        return out;
    };
    let settings = schema.root.get("properties").map(Node::members);
    for setting in settings.unwrap_or_default() {
        let node = &setting.value;
        let Some(said) = node.get("description") else {
            continue;
        };
        let _ = write!(out, "\n{}", prose(said.as_str().unwrap_or_default()));
        // TOML writes texts, whole numbers and lists of them as JSON does.
        if let Some(default) = node.get("default") {
            let _ = writeln!(out, "#{} = {}", setting.key, &text[default.range.clone()]);
        } else if let Some([example, ..]) = node.get("examples").and_then(Node::as_array) {
            let _ = writeln!(out, "# {} = {}", setting.key, &text[example.range.clone()]);
        }
    }
    if let Some(rules) = schema.root.at("/$defs/rules") {
        rules_section(rules, &mut out);
    }
    out
}

/// The table of rules. Its head is no comment: a rule whose `#` is taken away must not become a setting.
fn rules_section(rules: &Node<'_>, out: &mut String) {
    let said = rules.get("description").and_then(Node::as_str);
    let _ = write!(out, "\n{}[rules]\n", prose(said.unwrap_or_default()));
    let members = rules.get("properties").map(Node::members);
    for rule in members.unwrap_or_default() {
        let said = rule.value.get("description").and_then(Node::as_str);
        let level = rule.value.get("default").and_then(Node::as_str);
        let line = format!("#{} = \"{}\"", rule.key, level.unwrap_or("error"));
        let _ = writeln!(out, "{line:42} # {}", said.unwrap_or_default());
    }
}

/// A text as comments, broken between words.
fn prose(text: &str) -> String {
    let mut lines = vec![String::from("#")];
    for word in text.split_whitespace() {
        let is_full = |line: &String| line.chars().count() + word.chars().count() >= WIDTH;
        if lines.last().is_some_and(is_full) {
            lines.push(String::from("#"));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, FILE_NAME, default_level};
    use crate::store::Memory;
    use std::collections::BTreeMap;

    fn read(text: &str) -> Config {
        Config::read(&Memory::default().with(FILE_NAME, text), None).unwrap()
    }

    /// The file without the `#` of every setting.
    fn uncommented() -> String {
        let text = commented();
        let lines = text.lines().map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with([' ', ':']) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        });
        lines.collect()
    }

    fn without_places(config: Config) -> String {
        let config = Config {
            places: BTreeMap::new(),
            ..config
        };
        format!("{config:?}")
    }

    #[test]
    fn as_it_is_it_sets_nothing() {
        let default = without_places(Config::default());
        assert_eq!(without_places(read(&commented())), default);
    }

    #[test]
    fn without_its_comments_it_sets_every_default() {
        let config = read(&uncommented());
        for (rule, level) in &config.levels {
            assert_eq!(Some(*level), default_level(rule), "{rule}");
        }
        let rules: Vec<String> = config.levels.keys().cloned().collect();
        let levels = BTreeMap::new();
        let default = without_places(Config::default());
        assert_eq!(without_places(Config { levels, ..config }), default);
        assert!(rules.len() >= 50, "{rules:?}");
        for rule in rules {
            let silent = format!("#{rule} = ");
            assert!(commented().contains(&silent), "{rule}");
        }
    }

    #[test]
    fn every_setting_is_named() {
        let schema = parse_json(embedded("config").unwrap()).unwrap();
        for setting in schema.root.get("properties").unwrap().members() {
            let name = &setting.key;
            let is_named = ["\n#", "\n# ", "\n["].iter().any(|start| {
                let line = format!("{start}{name}");
                commented().contains(&format!("{line} = "))
                    || commented().contains(&format!("{line}]"))
            });
            assert!(is_named, "{name}");
        }
        let rules = schema.root.at("/$defs/rules/properties").unwrap();
        for rule in rules.members() {
            assert!(uncommented().contains(&format!("\n{} = ", rule.key)));
        }
    }
}

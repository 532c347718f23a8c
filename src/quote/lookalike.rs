//! Names the characters of a changed stretch of a text that only look like those of the text before it. Beside a change in
//! earnest nobody sees them.

use super::segments::segments;
use super::walk::{is_common, is_styled_copy, walk};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_security::is_potential_mixed_script_confusable_char;

/// A character that passes for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookAlike {
    /// The character.
    pub character: char,
    /// The one of the text before that it passes for; `None` where that text does not have it.
    pub instead: Option<char>,
}

/// A text by the shapes of its characters: what of a later one only looks like it.
pub struct Shapes {
    characters: HashSet<char>,
    /// The characters by what they look like.
    by_shape: HashMap<String, Vec<char>>,
    scripts: HashSet<Script>,
}

impl Shapes {
    /// The shapes of a text.
    pub fn of(text: &str) -> Self {
        let characters: HashSet<char> = text.chars().collect();
        let mut by_shape: HashMap<String, Vec<char>> = HashMap::new();
        for c in &characters {
            let alike = by_shape.entry(shape(*c)).or_default();
            alike.push(*c);
        }
        for alike in by_shape.values_mut() {
            alike.sort_unstable();
        }
        let letters = characters.iter().filter(|c| c.is_alphabetic());
        Self {
            scripts: letters.map(UnicodeScript::script).collect(),
            by_shape,
            characters,
        }
    }

    /// The look-alikes in a stretch that was put in for another one, each once, in order.
    pub fn look_alikes(&self, deleted: &str, inserted: &str) -> Vec<LookAlike> {
        if deleted.is_ascii() && inserted.is_ascii() {
            return Vec::new();
        }
        let mut before: HashMap<String, &str> = HashMap::new();
        for (_, word) in segments(deleted) {
            before.entry(shape_of(word)).or_insert(word);
        }
        let mut seen = HashSet::new();
        segments(inserted)
            .flat_map(|(_, word)| {
                let own = before.get(&shape_of(word));
                own.and_then(|own| disguised(own, word))
                    .unwrap_or_else(|| self.in_word(word))
            })
            .filter(|found| seen.insert(found.character))
            .collect()
    }

    /// The look-alikes in a word that is another one in earnest. Letters that the text does not use are look-alikes among
    /// letters that it does; a word all of such letters may well be one of another language, unless all of it can be taken
    /// for letters of the text.
    fn in_word(&self, word: &str) -> Vec<LookAlike> {
        let strange = word.chars().filter(|c| self.is_strange(*c));
        let is_mixed = word.chars().any(|c| self.is_known(c));
        let named = strange.map(|c| self.look_alike(c, is_mixed));
        if is_mixed {
            named.flatten().collect()
        } else {
            named.collect::<Option<_>>().unwrap_or_default()
        }
    }

    /// Whether a character is a letter or digit that does not belong to the text: one of another script, or a styled copy.
    fn is_strange(&self, c: char) -> bool {
        let is_of_another_script =
            || c.is_alphabetic() && !is_common(c) && !self.scripts.contains(&c.script());
        let is_copy = || c.is_alphanumeric() && is_styled_copy(c);
        !self.characters.contains(&c) && (is_copy() || is_of_another_script())
    }

    /// Whether a character is a letter or digit as the text has them.
    fn is_known(&self, c: char) -> bool {
        c.is_alphanumeric() && !self.is_strange(c)
    }

    fn look_alike(&self, character: char, is_mixed: bool) -> Option<LookAlike> {
        let alike = self.by_shape.get(&shape(character));
        let mut alike = alike.into_iter().flatten();
        let instead = alike.find(|own| passes_for(character, **own)).copied();
        let base = character.nfd().next().unwrap_or(character);
        let is_suspicious = is_styled_copy(character)
            || is_mixed && is_potential_mixed_script_confusable_char(base);
        (instead.is_some() || is_suspicious).then_some(LookAlike { character, instead })
    }
}

/// The look-alikes that alone make a word of another one.
fn disguised(before: &str, after: &str) -> Option<Vec<LookAlike>> {
    let walked = walk(before, 0, after).filter(|walked| walked.range.end == before.len())?;
    let alike = walked.hidden.into_iter().filter_map(|hidden| {
        // What does not show at all is named wherever it is shown.
        hidden.instead.map(|instead| LookAlike {
            character: hidden.character,
            instead: Some(instead),
        })
    });
    Some(alike.collect())
}

fn passes_for(character: char, own: char) -> bool {
    let (own, character) = (own.to_string(), character.to_string());
    disguised(&own, &character).is_some_and(|found| !found.is_empty())
}

/// What a character looks like.
fn shape(c: char) -> String {
    shape_of(c.encode_utf8(&mut [0; 4]))
}

/// What a word looks like; whether two that look the same are, or differ by typography only, is for the walk to say.
fn shape_of(word: &str) -> String {
    let plain: String = word.nfkc().collect();
    unicode_security::skeleton(&plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::a_word_in_disguise("He said yes", "said", "s\u{430}id", "\u{430}a")]
    #[case::a_word_changed_as_well("He said yes", "said", "s\u{430}ys", "\u{430}a")]
    #[case::a_letter_that_the_text_has_not("Go up", "up", "\u{430}t", "\u{430}")]
    #[case::each_once("a cat sat", "sat", "c\u{430}t h\u{430}t", "\u{430}a")]
    #[case::all_letters_pass(
        "I see a cop",
        "cop",
        "\u{441}\u{430}\u{440}",
        "\u{441}c\u{430}a\u{440}p"
    )]
    #[case::another_language("He said so", "so", "\u{43e}\u{43d}", "")]
    #[case::latin_among_cyrillic(
        "\u{43e}\u{43d} \u{441}\u{43a}\u{430}\u{437}\u{430}\u{43b}",
        "\u{43e}\u{43d}",
        "\u{43d}a\u{43c}",
        "a\u{430}"
    )]
    #[case::the_source_is_in_disguise("He s\u{430}id yes", "s\u{430}id", "said", "a\u{430}")]
    #[case::fullwidth("He has 5 of 7", "5", "\u{ff15}1", "\u{ff15}5")]
    #[case::a_styled_word("He said so", "so", "\u{1d420}\u{1d428}", "\u{1d420}\u{1d428}o")]
    #[case::a_comma("He, too", ", too", "\u{201a} two", "\u{201a},")]
    #[case::typography_is_none("He said 'so'", "'so'", "\u{2019}no\u{2019}", "")]
    #[case::accents_are_none("He said cafe", "cafe", "caf\u{e9}", "")]
    #[case::a_unit("It is 5 nm", "nm", "\u{3bc}m", "")]
    #[case::nothing_shows("He said so", "said", "sa\u{200b}id", "")]
    fn names_what_looks_the_same(
        #[case] before: &str,
        #[case] deleted: &str,
        #[case] inserted: &str,
        #[case] expected: &str,
    ) {
        let found = Shapes::of(before).look_alikes(deleted, inserted);
        let told: String = found
            .into_iter()
            .flat_map(|found| [Some(found.character), found.instead])
            .flatten()
            .collect();
        assert_eq!(told, expected);
    }
}

//! The languages whose spelled-out numbers are known, and which of them a text is written in.

use std::sync::OnceLock;

use text2num::LangInterpreter;
use text2num::digit_string::DigitString;

use super::quantity::Quantity;
use super::telling;
use super::token::{Lower, Tokens};

/// A language whose spelled-out numbers are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// English.
    English,
    /// French.
    French,
    /// Spanish.
    Spanish,
    /// German.
    German,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
    /// Portuguese.
    Portuguese,
    /// Danish.
    Danish,
}

impl Language {
    /// The language of a [BCP 47](https://www.rfc-editor.org/info/bcp47) tag, by its primary subtag: `fr`, `pt-BR`.
    ///
    /// None where spelled-out numbers of that language are not known.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        match &*Lower::new(primary.trim()) {
            "en" => Some(Self::English),
            "fr" => Some(Self::French),
            "es" => Some(Self::Spanish),
            "de" => Some(Self::German),
            "it" => Some(Self::Italian),
            "nl" => Some(Self::Dutch),
            "pt" => Some(Self::Portuguese),
            "da" => Some(Self::Danish),
            _ => None,
        }
    }

    /// Common small words, of which a text in this language has many. Words shared with English are left out.
    fn function_words(self) -> &'static [&'static str] {
        match self {
            Self::English => &[
                "the", "of", "and", "was", "were", "that", "with", "by", "from", "has", "had",
                "have", "is", "are", "for", "said", "at", "an", "they", "their", "his", "its",
                "been", "not", "than",
            ],
            Self::French => &[
                "le", "la", "les", "des", "du", "et", "est", "dans", "pour", "par", "sur", "une",
                "aux", "que", "qui", "ont", "été", "avec", "ont", "plus", "il", "au", "ce", "sont",
                "de", "en", "un",
            ],
            Self::Spanish => &[
                "el", "la", "los", "las", "del", "y", "en", "que", "por", "con", "una", "para",
                "se", "fue", "han", "más", "al", "fueron", "de", "un", "su", "es",
            ],
            Self::German => &[
                "der", "das", "und", "den", "dem", "des", "ist", "im", "von", "mit", "für", "auf",
                "ein", "eine", "wurden", "sind", "bei", "nach", "zu", "sich", "nicht", "mehr",
                "haben", "einen", "wurde", "am",
            ],
            Self::Italian => &[
                "il", "la", "che", "della", "dei", "nel", "per", "con", "una", "sono", "del",
                "gli", "le", "nella", "più", "di", "è", "un", "ha", "hanno", "stati", "al",
            ],
            Self::Dutch => &[
                "de", "het", "een", "en", "van", "zijn", "op", "met", "voor", "door", "dat",
                "niet", "werden", "bij", "naar", "te", "uit", "zich", "meer", "heeft",
            ],
            Self::Portuguese => &[
                "os", "da", "dos", "das", "em", "que", "por", "com", "uma", "para", "foram",
                "mais", "pelo", "na", "ao", "foi", "não", "e", "o", "de", "um", "são",
            ],
            Self::Danish => &[
                "og", "det", "den", "er", "på", "til", "af", "blev", "ikke", "som", "har", "mere",
                "ved", "de", "et", "en", "efter", "havde", "være",
            ],
        }
    }

    fn interpreter(self) -> Option<&'static text2num::Language> {
        static INTERPRETERS: OnceLock<[text2num::Language; 7]> = OnceLock::new();
        let interpreters = INTERPRETERS.get_or_init(|| {
            [
                text2num::Language::french(),
                text2num::Language::spanish(),
                text2num::Language::german(),
                text2num::Language::italian(),
                text2num::Language::dutch(),
                text2num::Language::portugese(),
                text2num::Language::danish(),
            ]
        });
        let at = match self {
            Self::English => return None,
            Self::French => 0,
            Self::Spanish => 1,
            Self::German => 2,
            Self::Italian => 3,
            Self::Dutch => 4,
            Self::Portuguese => 5,
            Self::Danish => 6,
        };
        interpreters.get(at)
    }
}

/// Numbers of other languages that are everyday English words.
const HOMOGRAPHS: &[&str] = &[
    "cent", "due", "elf", "fire", "mil", "mille", "once", "sept", "set", "to", "tres",
];

/// The languages that a text may be written in, besides English.
pub(super) struct Spoken {
    foreign: Vec<(Language, bool)>,
}

impl Spoken {
    /// Of `languages`, those of whose small words the text has at least as many as of English ones.
    ///
    /// A statement and its quotes are often in two languages, and numbers of the one may be everyday words of the other
    /// (Danish `to` is two, Spanish `once` is eleven).
    pub(super) fn of(tokens: &Tokens, languages: &[Language]) -> Self {
        let mut candidates: Vec<(Language, usize)> = Vec::new();
        for language in languages {
            let known = candidates.iter().any(|(known, _)| known == language);
            if *language != Language::English && !known {
                candidates.push((*language, 0));
            }
        }
        if candidates.is_empty() {
            return Self {
                foreign: Vec::new(),
            };
        }
        let mut english = 0;
        for i in 0..tokens.len() {
            let word = tokens.lower(i);
            if word.is_empty() || word.len() > 8 {
                continue;
            }
            if Language::English.function_words().contains(&word) {
                english += 1;
            }
            for (language, count) in &mut candidates {
                if language.function_words().contains(&word) {
                    *count += 1;
                }
            }
        }
        let foreign = candidates
            .into_iter()
            .filter(|(_, count)| *count >= english)
            .map(|(language, count)| (language, count > english))
            .collect();
        Self { foreign }
    }

    /// Whether the text may be in one of these languages, all of which write `1.200,5`.
    pub(super) fn is_foreign(&self) -> bool {
        !self.foreign.is_empty()
    }

    /// Whether the text is in this language rather than in English.
    pub(super) fn is_certainly(&self, language: Language) -> bool {
        self.foreign.contains(&(language, true))
    }

    /// Whether `billion` is ten to the twelfth here.
    pub(super) fn has_long_scale(&self) -> bool {
        self.foreign.iter().any(|(_, certain)| *certain)
    }

    /// Whether an English number word is read in this text. Dutch `ten` is a preposition.
    pub(super) fn reads_english(&self, word: &str) -> bool {
        !(word == "ten" && self.is_certainly(Language::Dutch))
    }

    /// The longest spelled-out number, in a language other than English, that starts at token `i`.
    pub(super) fn spelled(&self, tokens: &Tokens, i: usize) -> Option<Foreign> {
        self.foreign
            .iter()
            .filter(|(_, certain)| *certain || !HOMOGRAPHS.contains(&tokens.lower(i)))
            .filter_map(|(language, certain)| {
                let number = spelled(tokens, i, *language)?;
                Some(Foreign {
                    certain: *certain,
                    ..number
                })
            })
            .max_by_key(|foreign| (foreign.next, foreign.certain))
    }
}

/// A number spelled out in a language other than English.
pub(super) struct Foreign {
    pub quantity: Quantity,
    pub next: usize,
    pub ordinal: bool,
    /// Whether the word is more often no number: `un`, `eine`, `premier`, `sei`.
    pub doubtful: bool,
    /// Whether the text is in that language rather than in English.
    pub certain: bool,
}

/// A longer number than this is read as two, so that reading takes linear time.
const MOST_WORDS: usize = 12;

fn spelled(tokens: &Tokens, i: usize, language: Language) -> Option<Foreign> {
    let interpreter = language.interpreter()?;
    let mut number = DigitString::new();
    let mut found: Option<(String, bool, usize)> = None;
    let mut at = i;
    for _ in 0..MOST_WORDS {
        let word = tokens.lower(at);
        if word.is_empty() {
            break;
        }
        match interpreter.apply(word, &mut number) {
            Ok(()) => {
                // Leading zeros are kept apart from the other digits.
                let digits = number.iter().copied().map(char::from).collect();
                found = Some((digits, number.is_ordinal(), at + 1));
            }
            Err(text2num::error::Error::Incomplete) => {}
            Err(_) => break,
        }
        match tokens.joined_word(at + 1) {
            Some(next) => at = next,
            None => break,
        }
    }
    let (digits, ordinal, next) = found?;
    // Portuguese weekdays: `quarta-feira`
    let weekday = tokens
        .joined_word(next)
        .is_some_and(|word| tokens.lower(word).starts_with("feira"));
    if weekday || number.marker.is_fraction() {
        return None;
    }
    let quantity = Quantity::decimal(&digits, "");
    let doubtful = match quantity.as_whole() {
        Some(0 | 1) => true,
        Some(2) => ordinal,
        Some(6) => tokens.is_lower(i, "sei"),
        _ => false,
    };
    Some(Foreign {
        quantity,
        next,
        ordinal,
        doubtful,
        certain: false,
    })
}

/// What a word of magnitude after digits multiplies by, as a power of ten. Abbreviations included.
///
/// `long_scale`: `billion` is ten to the twelfth, as on the European mainland.
pub(super) fn magnitude(word: &str, long_scale: bool) -> Option<u32> {
    let power = match word {
        "billion" | "billions" if long_scale => 12,
        "cento" | "cent" | "cien" => return None,
        "k" | "mil" | "mille" | "mila" | "tausend" | "tsd" | "duizend" | "tusind" | "tusinde" => 3,
        "mn" | "mln" | "mio" | "millón" | "millon" | "millones" | "milione" | "milioni"
        | "millionen" | "miljoen" | "milhão" | "milhões" | "millioner" => 6,
        "bn" | "bln" | "mrd" | "md" | "mds" | "mld" | "milliard" | "milliards" | "milliarde"
        | "milliarden" | "miliardo" | "miliardi" | "miljard" | "milliarder" | "bilhão"
        | "bilhões" => 9,
        "tn" | "tr" | "trn" | "billón" | "billones" | "bilione" | "bilioni" | "billionen"
        | "biljoen" | "bilião" | "biliões" | "billioner" => 12,
        "cr" => 7,
        _ => return super::words::magnitude(word),
    };
    Some(power)
}

/// Vague numbers: the English word for each plural that names no number.
const VAGUE: [&[&str]; 10] = [
    &[
        "tens",
        "decenas",
        "decine",
        "tientallen",
        "dezenas",
        "dizaines",
    ],
    &[
        "dozens",
        "dutzende",
        "docenas",
        "dozzine",
        "dúzias",
        "douzaines",
    ],
    &[
        "hundreds",
        "centaines",
        "cientos",
        "centenares",
        "hunderte",
        "centinaia",
        "honderden",
        "centenas",
        "hundreder",
        "hundredvis",
    ],
    &[
        "thousands",
        "milliers",
        "miles",
        "millares",
        "tausende",
        "migliaia",
        "duizenden",
        "milhares",
        "tusinder",
        "tusindvis",
    ],
    &["lakhs"],
    &["crores"],
    &[
        "millions",
        "millones",
        "millionen",
        "milioni",
        "miljoenen",
        "milhões",
        "millioner",
    ],
    &[
        "billions",
        "milliards",
        "milliarden",
        "miliardi",
        "miljarden",
        "bilhões",
        "milliarder",
    ],
    &["trillions"],
    &["scores"],
];

/// The English word for a plural that names no number.
pub(super) fn vague(word: &str) -> Option<&'static str> {
    if !telling::may_tell(word) {
        return None;
    }
    let alike = VAGUE.iter().find(|alike| alike.contains(&word))?;
    alike.first().copied()
}

/// All plurals that name no number.
pub(super) fn vague_words() -> impl Iterator<Item = &'static str> {
    VAGUE.iter().copied().flatten().copied()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("en", Some(Language::English))]
    #[case("en-GB", Some(Language::English))]
    #[case("PT-br", Some(Language::Portuguese))]
    #[case("de_AT", Some(Language::German))]
    #[case("ur", None)]
    #[case("", None)]
    #[case("english", None)]
    fn tags(#[case] tag: &str, #[case] language: Option<Language>) {
        assert_eq!(Language::from_tag(tag), language);
    }

    #[rstest]
    #[case(Language::French, "soixante-dix-sept", 77)]
    #[case(Language::French, "quatre-vingt-dix-neuf", 99)]
    #[case(Language::French, "vingt et un", 21)]
    #[case(Language::French, "deux cent mille", 200_000)]
    #[case(Language::Spanish, "treinta y cinco", 35)]
    #[case(Language::German, "fünfundzwanzig", 25)]
    #[case(Language::German, "zwölftausenddreihundert", 12_300)]
    #[case(Language::Italian, "ventitré", 23)]
    #[case(Language::Dutch, "vijfentwintig", 25)]
    #[case(Language::Portuguese, "vinte e cinco", 25)]
    #[case(Language::Danish, "femogtyve", 25)]
    fn foreign_cardinals(#[case] language: Language, #[case] text: &str, #[case] value: u128) {
        let tokens = Tokens::new(text);
        let foreign = Spoken::of(&tokens, &[language])
            .spelled(&tokens, 0)
            .unwrap();
        assert_eq!(foreign.quantity, Quantity::whole(value));
        assert_eq!(foreign.next, tokens.len());
        assert!(!foreign.ordinal);
    }

    #[test]
    fn an_english_text_is_not_read_as_foreign() {
        let text = "The man went to the fire at once";
        let tokens = Tokens::new(text);
        let spoken = Spoken::of(
            &tokens,
            &[Language::Danish, Language::Spanish, Language::Danish],
        );
        assert!(!spoken.is_foreign());
        assert!((0..tokens.len()).all(|i| spoken.spelled(&tokens, i).is_none()));
    }

    /// Every sequence of up to four words that the interpreters know: none may panic.
    #[test]
    fn interpreters_take_any_words() {
        let words = "zéro un deux six dix vingt cent mille million milliard et premier cero uno dos diez veinte cien \
                     ciento mil millón y null ein zwei zwanzig hundert tausend billion und erste zehnte uno due venti \
                     cento mila milione miliardi nul een twee twintig honderd duizend miljoen en um dois dez vinte mil \
                     milhões e en to ti tyve hundrede tusind milliarder og første einundzwanzigste hundertzwei ø ß";
        let words: Vec<&str> = words.split_whitespace().collect();
        let languages = [
            Language::French,
            Language::Spanish,
            Language::German,
            Language::Italian,
            Language::Dutch,
            Language::Portuguese,
            Language::Danish,
        ];
        for (a, first) in words.iter().enumerate() {
            for (b, second) in words.iter().enumerate() {
                let third = words[(a * 7 + b * 3) % words.len()];
                let fourth = words[(a * 5 + b * 11) % words.len()];
                let text = format!("{first} {second} {third} {fourth}");
                let tokens = Tokens::new(&text);
                for language in languages {
                    spelled(&tokens, 0, language);
                }
            }
        }
    }
}

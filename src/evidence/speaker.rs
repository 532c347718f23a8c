//! Whether a speaker is named near a quote: in its paragraph, or in the one before or after.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Nobody looks further for who speaks, in bytes before and after a quote: in a text without line ends all of it would be its
/// paragraph.
const FARTHEST: usize = 1 << 14;

/// No name has more words.
const MOST_WORDS_OF_A_NAME: usize = 64;

/// Lines longer than this, in characters, are not broken by hand: each is a paragraph of its own.
const LONGEST_BROKEN_LINE: usize = 120;

/// Words that stand with a name and are no part of it: titles, offices, and what joins them.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "doctor",
    "rev",
    "reverend",
    "hon",
    "sir",
    "dame",
    "lord",
    "lady",
    "sheikh",
    "mullah",
    "the",
    "of",
    "for",
    "and",
    "de",
    "la",
    "von",
    "van",
    "der",
    "bin",
    "al",
    "jr",
    "sr",
    "former",
    "acting",
    "senior",
    "interim",
    "prime",
    "vice",
    "deputy",
    "chief",
    "president",
    "minister",
    "ministry",
    "secretary",
    "chancellor",
    "premier",
    "governor",
    "mayor",
    "gov",
    "senator",
    "sen",
    "representative",
    "rep",
    "congressman",
    "congresswoman",
    "councillor",
    "lawyer",
    "attorney",
    "archbishop",
    "bishop",
    "cardinal",
    "pope",
    "rabbi",
    "imam",
    "ayatollah",
    "ambassador",
    "envoy",
    "director",
    "chairman",
    "chairwoman",
    "chair",
    "commander",
    "admiral",
    "adm",
    "marshal",
    "general",
    "gen",
    "brigadier",
    "brig",
    "colonel",
    "col",
    "major",
    "maj",
    "captain",
    "capt",
    "lieutenant",
    "lt",
    "sergeant",
    "sgt",
    "corporal",
    "cpl",
    "inspector",
    "superintendent",
    "judge",
    "justice",
    "king",
    "queen",
    "prince",
    "princess",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "official",
    "officials",
    "source",
    "sources",
    "office",
    "department",
    "government",
    "delegation",
    "administration",
    "regime",
    "foreign",
    "defence",
    "defense",
    "interior",
    "home",
    "information",
    "finance",
    "health",
    "education",
    "broadcasting",
    "affairs",
    "state",
];

/// Titles that are surnames as well: after a forename, in the last place, they are (`Larry King`).
const SURNAMES: &[&str] = &[
    "king",
    "queen",
    "prince",
    "major",
    "marshal",
    "captain",
    "sergeant",
    "justice",
    "judge",
    "chancellor",
    "bishop",
    "cardinal",
    "pope",
    "lord",
    "sheikh",
    "imam",
    "sen",
    "hon",
    "home",
];

/// With these a surname is one even without a forename: `Mr King`.
const COURTESIES: &[&str] = &["mr", "mrs", "ms", "miss", "mx", "dr"];

/// Initials that are everyday words in any writing but capitals.
const ACRONYMS: &[&str] = &["it", "un", "us", "who"];

/// Words of the names of those who are no persons, whose two initials may stand for them: `FO` for Foreign Office. Those of a
/// person are too often something else: `TV` is not Tom Varga.
const BODIES: &[&str] = &[
    "administration",
    "agency",
    "airlines",
    "army",
    "assembly",
    "association",
    "authority",
    "bank",
    "board",
    "club",
    "commission",
    "committee",
    "company",
    "congress",
    "corporation",
    "council",
    "court",
    "cross",
    "department",
    "federation",
    "force",
    "fund",
    "government",
    "group",
    "house",
    "institute",
    "international",
    "kingdom",
    "league",
    "ministry",
    "nations",
    "network",
    "office",
    "organisation",
    "organization",
    "parliament",
    "party",
    "police",
    "press",
    "service",
    "society",
    "states",
    "trust",
    "union",
    "university",
];

/// Names and initials, in small letters, that are everyday words as well: in small letters those name nobody.
const EVERYDAY: &[&str] = &[
    "art", "bill", "black", "brown", "bush", "case", "chase", "cook", "day", "drew", "fox",
    "frank", "grace", "grant", "green", "hill", "hope", "hunt", "it", "jack", "joy", "lane",
    "little", "long", "love", "low", "mark", "may", "mike", "moon", "page", "pat", "power",
    "price", "read", "rich", "rob", "rose", "short", "small", "still", "stone", "strong", "sue",
    "trump", "un", "us", "waters", "west", "white", "who", "will", "wills", "wise", "wood",
    "woods", "young",
];

/// Whether a part of the speaker's name, a whole word of it, stands near `range` of the text. Case and accents
/// do not matter, but for everyday words, nor do points between initials; titles do not count. Initials of a
/// name of three words or more, or of an office (`FO` for Foreign Office), do.
pub(super) fn is_named(text: &str, range: &Range<usize>, speaker: &str) -> bool {
    let mut parts = parts(speaker);
    parts.truncate(MOST_WORDS_OF_A_NAME);
    // A name without a single word of its own cannot be looked for.
    if parts.is_empty() {
        return false;
    }
    let initials = initials(speaker);
    let start = text.ceil_char_boundary(range.start.saturating_sub(FARTHEST));
    let end = text.floor_char_boundary(range.end.saturating_add(FARTHEST).min(text.len()));
    let text = &text[start..end];
    let near = neighbourhood(text, &(range.start - start..range.end - start));
    let is_office = parts.iter().all(Word::is_title);
    words(&text[near]).any(|word| {
        let is_part = |part: &Word| {
            part.folded == word.folded
                && (part.written == word.written
                    || is_office
                    || word.is_telling()
                    || word.is_capital() && !ACRONYMS.contains(&word.folded.as_str()))
        };
        parts.iter().any(is_part) || initials.as_ref() == Some(&word.written)
    })
}

/// A word of a text or a name.
#[derive(Clone)]
struct Word {
    /// As it is written, without a possessive: `U.N.` is `UN`.
    written: String,
    /// In small letters and composed.
    folded: String,
    /// Whether it is initials with points: `J.R.` is not Junior.
    has_points: bool,
}

impl Word {
    fn new(word: &str) -> Self {
        let bare = word
            .strip_suffix(['s', 'S'])
            .and_then(|word| word.strip_suffix(['\'', '’']))
            .unwrap_or(word);
        let has_points =
            bare.contains('.') && bare.split('.').all(|part| part.chars().count() == 1);
        let written = bare.replace('’', "'");
        let written = if has_points {
            written.replace('.', "")
        } else {
            written
        };
        let folded = without_accents(&written.to_lowercase());
        Self {
            written,
            folded,
            has_points,
        }
    }

    fn is_title(&self) -> bool {
        !self.has_points && TITLES.contains(&self.folded.as_str())
    }

    fn is_capital(&self) -> bool {
        self.written.starts_with(char::is_uppercase)
    }

    /// Whether it names somebody however the name is written: not an everyday word or a title, unless it stands in capitals.
    fn is_telling(&self) -> bool {
        let is_name = !EVERYDAY.contains(&self.folded.as_str()) && !self.is_title();
        is_name || !self.written.contains(char::is_lowercase)
    }
}

/// The words of a name that tell who is meant. An office before the name (`Foreign Office spokesman Ann Lee`) or after
/// a comma (`Ann Lee, minister for fish`) is none of it, unless the speaker is nothing but an office.
fn parts(speaker: &str) -> Vec<Word> {
    let name = speaker
        .split(',')
        .map(|part| words(part).collect::<Vec<_>>())
        .find_map(|part| {
            let surname = surname(&part);
            let named = |words: &[Word]| -> Vec<Word> {
                let telling = words.iter().filter(|word| {
                    !word.is_title() && word.folded.chars().count() > 1 && word.written != "an"
                });
                telling.cloned().collect()
            };
            let before = &part[..surname.unwrap_or(part.len())];
            let after_office = before
                .iter()
                .rposition(Word::is_title)
                .map_or(0, |at| at + 1);
            let mut name = named(&before[after_office..]);
            if name.is_empty() && surname.is_none() {
                name = named(before);
            }
            name.extend(surname.map(|at| part[at].clone()));
            Some(name).filter(|name| !name.is_empty())
        });
    name.unwrap_or_else(|| {
        let joints = ["the", "of", "for", "and"];
        let all = words(speaker).filter(|word| !joints.contains(&word.folded.as_str()));
        let (offices, others): (Vec<_>, Vec<_>) = all.partition(Word::is_title);
        if offices.is_empty() { others } else { offices }
    })
}

/// Where the surname stands that is a title elsewhere: `King` in Larry King and in Martin Luther King Jr., not in Prime
/// Minister.
fn surname(name: &[Word]) -> Option<usize> {
    let is = |word: &Word, list: &[&str]| list.contains(&word.folded.as_str());
    let last = name.iter().rposition(|word| !is(word, &["jr", "sr"]))?;
    let word = &name[last];
    let follows_name = || {
        let before = last.checked_sub(1).map(|before| &name[before]);
        before.is_some_and(|word| word.is_capital() && (!word.is_title() || is(word, COURTESIES)))
    };
    (!word.has_points && word.is_capital() && is(word, SURNAMES) && follows_name()).then_some(last)
}

/// `FO` for Foreign Office, `JFK`: of three words with a capital or more, or of two that are no person's name.
fn initials(speaker: &str) -> Option<String> {
    let letters: String = speaker
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|letter| letter.is_uppercase())
        .collect();
    let is_body = || words(speaker).any(|word| BODIES.contains(&word.folded.as_str()));
    let count = letters.chars().count();
    (count > 2 || count == 2 && is_body()).then_some(letters)
}

/// A word without the accents that many wires leave out: `Erdogan` is Erdoğan, and `Walesa` Wałęsa. Marks of scripts that write
/// vowels with them stay.
fn without_accents(word: &str) -> String {
    let bare = word.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'));
    let bare: String = bare.nfc().collect();
    let others = [
        ('ł', "l"),
        ('đ', "d"),
        ('ø', "o"),
        ('ı', "i"),
        ('ß', "ss"),
        ('æ', "ae"),
        ('œ', "oe"),
    ];
    let others = others
        .into_iter()
        .filter(|(letter, _)| word.contains(*letter));
    others.fold(bare, |bare, (letter, plain)| bare.replace(letter, plain))
}

/// The words of a text: `O’Brien` and `O'Brien` are one, and a possessive counts as the name.
fn words(text: &str) -> impl Iterator<Item = Word> {
    text.unicode_words().map(Word::new)
}

/// The paragraph of `range`, with the one before and the one after.
fn neighbourhood(text: &str, range: &Range<usize>) -> Range<usize> {
    let here = paragraph(text, range);
    let before = text[..here.start].trim_end();
    let start = if before.is_empty() {
        here.start
    } else {
        paragraph(text, &(before.len() - 1..before.len())).start
    };
    let rest = &text[here.end..];
    let next = here.end + (rest.len() - rest.trim_start().len());
    let end = if next == text.len() {
        text.len()
    } else {
        paragraph(text, &(next..next)).end
    };
    start..end
}

/// The paragraph that `range` lies in: from blank line to blank line; or the line itself, where the lines of that
/// block are too long to have been broken by hand.
fn paragraph(text: &str, range: &Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let line_start = |at: usize| memchr::memrchr(b'\n', &bytes[..at]).map_or(0, |found| found + 1);
    let line_end =
        |at: usize| memchr::memchr(b'\n', &bytes[at..]).map_or(text.len(), |found| at + found);
    let (start, end) = (line_start(range.start), line_end(range.end));
    let is_blank = |line: &Range<usize>| bytes[line.clone()].iter().all(u8::is_ascii_whitespace);
    let is_long = |line: &Range<usize>| {
        line.len() > LONGEST_BROKEN_LINE
            && String::from_utf8_lossy(&bytes[line.clone()])
                .chars()
                .count()
                > LONGEST_BROKEN_LINE
    };
    if is_long(&(start..end)) {
        return start..end;
    }
    let mut block = start..end;
    while block.start > 0 {
        let line = line_start(block.start - 1)..block.start - 1;
        if is_blank(&line) {
            break;
        }
        if is_long(&line) {
            return start..end;
        }
        block.start = line.start;
    }
    while block.end < text.len() {
        let line = block.end + 1..line_end(block.end + 1);
        if is_blank(&line) {
            break;
        }
        if is_long(&line) {
            return start..end;
        }
        block.end = line.end;
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn named(text: &str, quote: &str, speaker: &str) -> bool {
        let at = text.find(quote).unwrap();
        is_named(text, &(at..at + quote.len()), speaker)
    }

    const BLOCKS: &str = "Headline\n\nAnn Lee, the mayor, met the press.\nShe was late.\n\n“We will build,” she said.\n\nThe\ncouncil’s Bo Day left.\n\nZoë Fox agreed.\n";

    #[rstest]
    #[case("Ann Lee", true)]
    #[case("Mayor Lee", true)]
    #[case("Mayor Bell", false)]
    #[case("Bo Day", true)]
    #[case("Zoe Fox", false)]
    #[case("Zoë Fox", false)]
    #[case("Dr. Bell", false)]
    #[case("The Council", true)]
    #[case("Headline Harry", false)]
    fn near_is_a_paragraph_away(#[case] speaker: &str, #[case] expected: bool) {
        assert_eq!(named(BLOCKS, "We will build", speaker), expected);
    }

    #[rstest]
    #[case(MOST_WORDS_OF_A_NAME - 1, true)]
    #[case(MOST_WORDS_OF_A_NAME, false)]
    fn a_name_has_so_many_words_at_most(#[case] others: usize, #[case] expected: bool) {
        let speaker = "Xavier ".repeat(others) + "Bell";
        assert_eq!(named("Bell spoke.", "spoke", &speaker), expected);
    }

    #[test]
    fn nobody_looks_further_than_a_paragraph_may_be_long() {
        let filler = "word ".repeat(FARTHEST / 5 - 3);
        let text = format!("Ann {filler} Bo {filler} HERE {filler} Cy {filler} Di");
        assert!(["Bo", "Cy"].iter().all(|name| named(&text, "HERE", name)));
        assert!(["Ann", "Di"].iter().all(|name| !named(&text, "HERE", name)));
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let filler = "word ".repeat(40);
        let text = format!("Ann {filler}\nBo {filler}\nCy {filler} HERE\nDi {filler}\nEd {filler}");
        assert!(
            ["Bo", "Cy", "Di"]
                .iter()
                .all(|name| named(&text, "HERE", name))
        );
        assert!(["Ann", "Ed"].iter().all(|name| !named(&text, "HERE", name)));
    }

    #[rstest]
    #[case("The FO said so.", "so", "Foreign Office", true)]
    #[case("Lee’s house.", "house", "Ann Lee", true)]
    #[case("O’Brien spoke.", "spoke", "Mick O'Brien", true)]
    #[case("O'Brien’s house.", "house", "Mick O’Brien", true)]
    #[case("Leeds won.", "won", "Ann Lee", false)]
    #[case("ann lee spoke.", "spoke", "Ann Lee", true)]
    #[case("Anybody spoke.", "spoke", "—", false)]
    #[case("He will speak.", "speak", "Will Smith", false)]
    #[case("Will spoke.", "spoke", "Will Smith", true)]
    #[case("WILL’S SPEECH", "SPEECH", "Will Smith", true)]
    #[case("He told us so.", "so", "US", false)]
    #[case("He told us so.", "so", "U.S. Senate", false)]
    #[case("The U.S. said so.", "so", "US", true)]
    #[case("The US said so.", "so", "U.S. Senate", true)]
    #[case("The U.N. said so.", "so", "UN", true)]
    #[case("The U.N.’s word.", "word", "United Nations", true)]
    #[case("The UN spoke.", "spoke", "U.N. spokesman", true)]
    #[case("Who spoke?", "spoke", "WHO", false)]
    #[case("The WHO spoke.", "spoke", "WHO", true)]
    #[case("Bob spoke.", "spoke", "Bob J.R. Day", true)]
    #[case("Nasa spoke.", "spoke", "NASA", true)]
    #[case("The minister spoke.", "spoke", "Prime Minister Ann Lee", false)]
    #[case("The minister spoke.", "spoke", "Ann Lee, minister for fish", false)]
    #[case("Lee spoke.", "spoke", "Ann Lee, minister for fish", true)]
    #[case(
        "The Ruritania talks ended.",
        "ended",
        "Ruritania Foreign Office spokesman Bo Day",
        false
    )]
    #[case("The foreign office spoke.", "spoke", "Foreign Office", true)]
    #[case("The minister spoke.", "spoke", "the minister", true)]
    #[case("The council spoke.", "spoke", "the minister", false)]
    #[case("Then the doctor spoke.", "spoke", "a doctor", true)]
    #[case("A council spoke.", "spoke", "a doctor", false)]
    #[case("The official spoke.", "spoke", "an official", true)]
    #[case("An old man spoke.", "spoke", "an official", false)]
    #[case("X spoke.", "spoke", "X", true)]
    #[case("Erdogan spoke.", "spoke", "Recep Tayyip Erdoğan", true)]
    #[case("ERDOĞAN SPOKE", "SPOKE", "Erdogan", true)]
    #[case("Lech Wałęsa spoke.", "spoke", "L. Walesa", true)]
    #[case("Weiss spoke.", "spoke", "Peter Weiß", true)]
    #[case("मिरा बोली।", "बोली", "मीरा", false)]
    #[case("Mr King spoke.", "spoke", "Larry King", true)]
    #[case("MR KING SPOKE", "SPOKE", "Larry King", true)]
    #[case("The king spoke.", "spoke", "Larry King", false)]
    #[case("Larry spoke.", "spoke", "Larry King", true)]
    #[case("Dr King spoke.", "spoke", "Martin Luther King Jr.", true)]
    #[case("Mr Major spoke.", "spoke", "Prime Minister John Major", true)]
    #[case("Mr Prince spoke.", "spoke", "Erik Prince, founder", true)]
    #[case("Mr Sen spoke.", "spoke", "Amartya Sen", true)]
    #[case("Mr Lee spoke.", "spoke", "Mr King", false)]
    #[case("The Prime Minister spoke.", "spoke", "prime minister", true)]
    #[case("The king spoke.", "spoke", "The King", true)]
    #[case("The Major spoke.", "spoke", "Major Ann Lee", false)]
    #[case("Mr Trump spoke.", "spoke", "Donald TRUMP", true)]
    #[case("A trump card was spoken of.", "spoken", "Donald TRUMP", false)]
    #[case("Mark: we spoke.", "spoke", "MARK LEE", true)]
    #[case("Sen. Warren spoke.", "spoke", "Sen. Ted Cruz", false)]
    #[case("Sen. Cruz spoke.", "spoke", "Sen. Ted Cruz", true)]
    #[case("Lt. Gen. Day spoke.", "spoke", "Lt. Gen. Ann Lee", false)]
    #[case("The lawyer spoke.", "spoke", "lawyer Ann Lee", false)]
    #[case("He spoke on TV.", "spoke", "Tom Varga", false)]
    #[case("An MP spoke.", "spoke", "Mary Potter", false)]
    #[case("The US spoke.", "spoke", "Uma Singh", false)]
    #[case("An MP spoke.", "spoke", "Minister Potter", false)]
    #[case("JFK spoke.", "spoke", "John Fitzgerald Kennedy", true)]
    #[case("The EU spoke.", "spoke", "European Union", true)]
    fn whole_words_count(
        #[case] text: &str,
        #[case] quote: &str,
        #[case] speaker: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(named(text, quote, speaker), expected);
    }
}

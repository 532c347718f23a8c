//! Claim files and texts made from a fuzzer's bytes: well formed for the most part, so that what lies behind the schema is reached.

use crate::world::{SOURCES, add_source, sources};
use arbitrary::Arbitrary;
use factcheck::store::Memory;
use serde_json::{Map, Value, json};

/// What texts are made of: words, typography, what one cannot see, figures, and what would like to be markup.
pub const TOKENS: [&str; 128] = [
    " ",
    "the ",
    "bridge ",
    "not ",
    "open",
    "ed",
    "a",
    "b",
    "e",
    "o",
    "council ",
    "mayor ",
    "said",
    " ",
    "\n",
    "\n\n",
    ". ",
    ", ",
    "; ",
    ": ",
    "! ",
    "? ",
    "(",
    ")",
    "-",
    "--",
    "–",
    "—",
    "−",
    "‐",
    "‑",
    "-\n",
    "'",
    "‘",
    "’",
    "\"",
    "“",
    "”",
    "„",
    "′",
    "″",
    "«",
    "»",
    "…",
    "...",
    ". . .",
    "[...]",
    "[the] ",
    "\u{200b}",
    "\u{ad}",
    "\u{ad}\n",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "\u{3164}",
    "\u{fe0f}",
    "\u{a0}",
    "\u{2009}",
    "\t",
    "\r",
    "\u{0}",
    "\u{1b}[31m",
    "\u{7}",
    "\u{2028}",
    "\u{301}",
    "\u{323}",
    "\u{302}",
    "é",
    "e\u{301}",
    "ệ",
    "ﬁ",
    "fi",
    "ſ",
    "s",
    "ﬆ",
    "st",
    "µ",
    "μ",
    "ß",
    "İ",
    "p\u{430}ct",
    "pact",
    "５",
    "5",
    "1",
    "l",
    "²",
    "½",
    "10",
    "200",
    ",",
    ".",
    "1,200 ",
    "70% ",
    "$6 million ",
    "$6 billion ",
    "May 5 ",
    "2026-01-01 ",
    "five ",
    "twelve ",
    "half ",
    "港",
    "の",
    "橋",
    "가",
    "\u{1100}\u{1161}",
    "ก",
    "ำ",
    "ال",
    "جسر",
    "👩",
    "\u{200d}",
    "::error file=x::",
    "##[",
    "%0A",
    "%25",
    "<script>",
    "</details>",
    "]]>",
    "&amp;",
    "```",
    "`",
    "|",
    "](http://e.example)",
    "@all",
    "\\",
    "=cmd|' /C calc'!A0",
    "zebra ",
];

/// A text made of tokens.
#[derive(Arbitrary, Debug, Clone, Default)]
pub struct Words(Vec<u8>);

impl Words {
    /// The text, of so many tokens at most.
    pub fn text(&self, most: usize) -> String {
        let tokens = self.0.iter().take(most);
        tokens
            .map(|byte| TOKENS[usize::from(*byte) % TOKENS.len()])
            .collect()
    }
}

/// The part of a text between two character boundaries near these.
pub fn slice(text: &str, start: usize, length: usize) -> &str {
    let start = text.floor_char_boundary(start % (text.len() + 1));
    let end = text.ceil_char_boundary((start + length).min(text.len()));
    &text[start..end]
}

/// A change of a text at one place.
#[derive(Arbitrary, Debug, Clone)]
pub struct Edit {
    at: u16,
    kind: u8,
    token: u8,
}

impl Edit {
    /// Makes the change.
    pub fn apply(&self, text: &mut String) {
        let at = text.floor_char_boundary(usize::from(self.at) % (text.len() + 1));
        let token = TOKENS[usize::from(self.token) % TOKENS.len()];
        let next = text[at..].chars().next();
        match (self.kind % 8, next) {
            (0 | 1, _) | (_, None) => text.insert_str(at, token),
            (2, Some(c)) => drop(text.drain(at..at + c.len_utf8())),
            (3, Some(c)) => text.replace_range(at..at + c.len_utf8(), token),
            (4, Some(_)) => {
                let word = text[at..]
                    .find(' ')
                    .map_or(text.len(), |length| at + length + 1);
                drop(text.drain(at..word));
            }
            (5, Some(_)) => *text = text.replace(['“', '”'], "\"").replace(['’', '‘'], "'"),
            (6, Some(_)) => *text = text.replace(['\n', '\u{a0}'], " "),
            (_, Some(c)) => {
                let other: String = c.to_uppercase().collect();
                text.replace_range(at..at + c.len_utf8(), &other);
            }
        }
    }
}

/// A quote: a stretch of a source, edited, or words.
#[derive(Arbitrary, Debug, Clone, Default)]
pub struct Quote {
    start: u16,
    length: u8,
    edits: Vec<Edit>,
    words: Option<Words>,
}

impl Quote {
    /// The quote as somebody took it from this text.
    pub fn text(&self, source: &str) -> String {
        if let Some(words) = &self.words {
            return words.text(40);
        }
        let mut quote = slice(source, self.start.into(), self.length.into()).to_owned();
        self.edits
            .iter()
            .take(3)
            .for_each(|edit| edit.apply(&mut quote));
        quote
    }
}

/// A citation.
#[derive(Arbitrary, Debug, Clone, Default)]
pub struct Citation {
    source: u8,
    quotes: Vec<Quote>,
    first: Quote,
    prefix: Option<Quote>,
    suffix: Option<Quote>,
    span: Option<(u8, u8)>,
    stance: u8,
    speaker: Option<Words>,
    note: Option<Words>,
}

/// A claim. Where the fuzzer's bytes end early, what is left out of it is as in a claim that passes: what lies behind the schema
/// and the verdict is reached by short inputs, too. An `id` from [`LEFT_EMPTY`] on leaves it empty.
#[derive(Arbitrary, Debug, Clone)]
pub struct Claim {
    id: u8,
    statement: Words,
    quoted: Option<Quote>,
    verdict: u8,
    revision: u8,
    by: Words,
    citations: Vec<Citation>,
    waivers: Vec<(u8, Words, Option<u8>)>,
    changes: Vec<(u8, Words, u8)>,
    formerly: Option<u8>,
    rating: Option<Words>,
}

/// A claim file, and a source that it may cite.
#[derive(Arbitrary, Debug, Clone)]
pub struct Story {
    text: Words,
    title: Option<Words>,
    first: Claim,
    claims: Vec<Claim>,
    retired: Option<(u8, Words)>,
    extension: Option<Words>,
}

/// The id of the source that a story brings.
pub const OWN_SOURCE: &str = "own";

const IDS: [&str; 5] = [
    "bridge-opens",
    "roof-cost",
    "berths",
    "no slug",
    "bridge-closes",
];
const VERDICTS: [&str; 5] = ["supported", "refuted", "disputed", "unverified", "perhaps"];
const RULES: [&str; 12] = [
    "quote-typography",
    "quote-too-short",
    "quote-cut-word",
    "quote-ambiguous",
    "span-moved",
    "context-mismatch",
    "figure-unsupported",
    "speaker-unconfirmed",
    "quote-altered",
    "verdict-unbacked",
    "verdict-contradicted",
    "no-such-rule",
];

/// From here on a claim keeps what is empty.
const LEFT_EMPTY: u8 = 240;

/// So many bytes of its source a citation quotes, where it says nothing else.
const USUAL_LENGTH: usize = 40;

/// Whether it is one of the verdicts that a claim without a citation cannot have.
fn needs_citation(verdict: &str) -> bool {
    verdict != "unverified"
}

fn pick<'t>(list: &[&'t str], number: u8) -> &'t str {
    list[usize::from(number) % list.len()]
}

impl Story {
    /// The text of the source that it brings, as factcheck reads it.
    pub fn own_text(&self) -> String {
        let text = self.text.text(80);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        text.replace("\r\n", "\n")
    }

    /// The claim file.
    pub fn json(&self) -> Value {
        let own = self.own_text();
        let claims = std::iter::once(&self.first).chain(self.claims.iter().take(2));
        let claims = (0..).zip(claims);
        let claims: Vec<Value> = claims
            .map(|(number, claim)| claim.json(number, &own))
            .collect();
        let mut file = json!({"schema_version": 1, "story": "bridge", "claims": claims});
        if let Some(title) = &self.title {
            file["title"] = json!(title.text(20));
        }
        if let Some((id, reason)) = &self.retired {
            file["retired"] =
                json!([{"id": pick(&IDS, *id), "on": "2026-01-20", "reason": reason.text(20)}]);
        }
        if let Some(words) = &self.extension {
            file[format!("x-{}", words.text(4))] = json!(words.text(20));
        }
        file
    }

    /// A world with the sources and the story's own, but without the claim file.
    pub fn world(&self) -> Memory {
        let mut world = sources();
        add_source(&mut world, OWN_SOURCE, &self.own_text());
        world
    }

    /// The text of a source of that world.
    pub fn text_of(&self, id: &str) -> Option<String> {
        if id == OWN_SOURCE {
            return Some(self.own_text());
        }
        crate::world::text_of(id)
    }
}

/// A source that a claim cites: its id and its text.
fn source(number: u8, own: &str) -> (&'static str, &str) {
    match number % 8 {
        0 => SOURCES[1],
        1..=3 => (OWN_SOURCE, own),
        4 if number > 240 => ("nowhere", ""),
        _ => SOURCES[0],
    }
}

impl Claim {
    /// The claim as the file's next one; ids differ unless the fuzzer wants them to be the same.
    fn json(&self, number: u8, own: &str) -> Value {
        let or = |text: String, usual: &str| {
            if text.is_empty() && self.id < LEFT_EMPTY {
                usual.to_owned()
            } else {
                text
            }
        };
        let mut statement = or(self.statement.text(40), "It is so. ");
        if let Some(quote) = &self.quoted {
            statement.push_str(&quote.text(SOURCES[0].1));
        }
        let verdict = if self.verdict > 40 {
            self.verdict % 4
        } else {
            self.verdict
        };
        let revision = if self.revision < 250 {
            self.revision % 4 + 1
        } else {
            0
        };
        let verdict = pick(&VERDICTS, verdict);
        let mut citations: Vec<Value> = self
            .citations
            .iter()
            .take(3)
            .map(|citation| citation.json(own))
            .collect();
        if citations.is_empty() && needs_citation(verdict) && self.id < LEFT_EMPTY {
            citations.push(Citation::default().json(own));
        }
        let mut value = json!({
            "id": pick(&IDS, self.id.wrapping_add(number)), "statement": statement, "verdict": verdict, "revision": revision,
            "checked": {"on": "2026-02-01", "by": or(self.by.text(10), "desk")},
            "citations": citations,
        });
        let object = value.as_object_mut().expect("an object");
        let mut list = |key: &str, items: Vec<Value>| {
            if !items.is_empty() {
                object.insert(key.to_owned(), Value::Array(items));
            }
        };
        let waivers = self.waivers.iter().take(2).map(|(rule, reason, citation)| {
            let mut waiver =
                json!({"rule": pick(&RULES, *rule), "reason": or(reason.text(10), "as printed")});
            if let Some(citation) = citation {
                waiver["citation"] = json!(citation % 4);
            }
            waiver
        });
        list("waivers", waivers.collect());
        let changes = self.changes.iter().take(3).map(|(revision, note, day)| {
            json!({"revision": revision % 4 + 1, "on": format!("2026-01-{:02}", day % 28 + 1), "note": or(note.text(10), "a slip")})
        });
        list("changes", changes.collect());
        list(
            "formerly",
            self.formerly
                .iter()
                .map(|id| json!(pick(&IDS, *id)))
                .collect(),
        );
        if let Some(rating) = &self.rating {
            value["rating"] = json!(rating.text(10));
        }
        value
    }
}

impl Citation {
    fn json(&self, own: &str) -> Value {
        let (id, text) = source(self.source, own);
        let mut first = self.first.text(text);
        if first.is_empty() && self.stance < LEFT_EMPTY {
            slice(text, self.first.start.into(), USUAL_LENGTH).clone_into(&mut first);
        }
        let others: Vec<String> = self
            .quotes
            .iter()
            .take(2)
            .map(|quote| quote.text(text))
            .collect();
        let mut value = Map::new();
        value.insert("source".to_owned(), json!(id));
        let quote = if others.is_empty() {
            json!(first)
        } else {
            Value::from_iter(std::iter::once(first).chain(others))
        };
        value.insert("quote".to_owned(), quote);
        for (key, part) in [("prefix", &self.prefix), ("suffix", &self.suffix)] {
            if let Some(part) = part {
                value.insert(key.to_owned(), json!(part.text(text)));
            }
        }
        if let Some((start, length)) = self.span {
            let start = u64::from(start);
            value.insert(
                "span".to_owned(),
                json!({"start": start, "end": start + u64::from(length)}),
            );
        }
        match self.stance % 8 {
            6 => drop(value.insert("stance".to_owned(), json!("refutes"))),
            7 => drop(value.insert("stance".to_owned(), json!("context"))),
            _ => {}
        }
        for (key, words) in [("speaker", &self.speaker), ("note", &self.note)] {
            if let Some(words) = words {
                value.insert(key.to_owned(), json!(words.text(10)));
            }
        }
        Value::Object(value)
    }
}

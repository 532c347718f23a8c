//! The laws of fixing: what safe fixes mend becomes what it was, byte for byte; no fix makes an error; the second time
//! changes nothing.

#[allow(dead_code, reason = "the laws of drift use more of it")]
#[path = "drift_laws/dice.rs"]
mod dice;

use dice::Dice;
use factcheck::finding::{Level, Safety};
use factcheck::fix::mend;
use factcheck::project::{Baseline, BaselineKind, Differing, Prior};
use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Report, Selection, verify};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// The same cases on every machine; where `PROPTEST_CASES` is set, so many from a new seed, to look further.
fn laws(cases: u32) -> ProptestConfig {
    let own = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return ProptestConfig {
            failure_persistence: None,
            ..own
        };
    }
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2_026),
        failure_persistence: None,
        ..own
    }
}

/// Words of several scripts, with all that folds are about.
const WORDS: &[&str] = &[
    "“harbour”",
    "we’ll",
    "berths",
    "10–12",
    "well—known",
    "caf\u{e9}",
    "cafe\u{301}",
    "e\u{ad}co\u{ad}nomy",
    "of\u{fb01}ce",
    "assess-\nment",
    "гавань",
    "порт,",
    "λιμάνι",
    "港口。",
    "مرفأ",
    "wait…",
    "it’s",
    "‘small’",
    "a/b",
    "\"straight\"",
    "back\\slash",
    "😀",
];

/// What stands between two words.
const SPACES: &[&str] = &[" ", " ", " ", " ", "\n", "\u{a0}", "  ", "\n\n"];

/// A text, and where its words stand in it, in bytes.
struct Source {
    text: String,
    words: Vec<(usize, usize)>,
}

impl Source {
    fn any(dice: &mut Dice, name: &str) -> Self {
        let mut source = Self {
            text: String::new(),
            words: Vec::new(),
        };
        for number in 0..60 {
            // Every third word is there only once.
            let own = format!(
                "{name}{}",
                "abcdefghijklmnopqrstuvwxyz"
                    .chars()
                    .nth(number / 3)
                    .unwrap_or('z')
            );
            let word = if number % 3 == 0 {
                own.as_str()
            } else {
                dice.pick(WORDS)
            };
            let start = source.text.len();
            source.text.push_str(word);
            source.words.push((start, source.text.len()));
            source.text.push_str(dice.pick(SPACES));
        }
        source
    }

    fn between(&self, first: usize, last: usize) -> &str {
        &self.text[self.words[first].0..self.words[last].1]
    }
}

/// A character of a claim file's string, and whether it is written as an escape for no reason.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Glyph {
    c: char,
    odd: bool,
}

/// A value of a claim file.
#[derive(Debug, Clone)]
enum Node {
    Number(usize),
    Text(Vec<Glyph>),
    List(Vec<Node>),
    Object(Vec<(&'static str, Node)>),
}

impl Node {
    /// Whether it holds no object: whether a quote is a string or an array does not change how its citation lies.
    fn is_short(&self) -> bool {
        match self {
            Node::Number(_) | Node::Text(_) => true,
            Node::List(items) => items.iter().all(|item| matches!(item, Node::Text(_))),
            Node::Object(_) => false,
        }
    }
}

fn plain(text: &str) -> Vec<Glyph> {
    text.chars().map(|c| Glyph { c, odd: false }).collect()
}

fn text(text: &str) -> Node {
    Node::Text(plain(text))
}

/// A string, some letters of it escaped that are there only once: of two, nobody could say which was meant.
fn odd(dice: &mut Dice, value: &str) -> Vec<Glyph> {
    let mut glyphs = plain(value);
    for glyph in &mut glyphs {
        let is_single = value.matches(glyph.c).count() == 1;
        // Damage puts in these.
        let is_put_in = matches!(glyph.c, 'e' | 'f' | 'i' | 'x');
        let is_letter = glyph.c == '/' || (glyph.c.is_ascii_lowercase() && !is_put_in);
        glyph.odd = is_single && is_letter && dice.one_in(3);
    }
    glyphs
}

/// How a file is written.
#[derive(Debug, Clone)]
struct Hand {
    mark: bool,
    newline: &'static str,
    indent: &'static str,
    colon: &'static str,
    comma: &'static str,
    padding: &'static str,
    escapes: usize,
    /// Whether objects and arrays that hold no others lie on one line.
    leaves: bool,
    all_on_one_line: bool,
    last: &'static str,
}

impl Hand {
    fn any(dice: &mut Dice) -> Self {
        let newline = dice.pick(&["\n", "\r\n"]);
        let minified = dice.one_in(4);
        Self {
            mark: dice.one_in(4),
            newline,
            indent: dice.pick(&["  ", "\t", "    "]),
            colon: if minified { ":" } else { ": " },
            comma: if minified { "," } else { ", " },
            padding: dice.pick(&["", " "]),
            escapes: dice.below(3),
            leaves: !dice.one_in(3),
            all_on_one_line: dice.one_in(5),
            last: dice.pick(&["", newline]),
        }
    }

    fn write(&self, node: &Node) -> String {
        let mut out = String::from(if self.mark { "\u{feff}" } else { "" });
        self.node(node, 0, &mut out);
        out + self.last
    }

    fn node(&self, node: &Node, depth: usize, out: &mut String) {
        match node {
            Node::Number(number) => {
                let _ = write!(out, "{number}");
            }
            Node::Text(glyphs) => self.string(glyphs, out),
            Node::List(items) => {
                let is_leaf = items.iter().all(|item| matches!(item, Node::Text(_)));
                self.all(
                    ['[', ']'],
                    is_leaf,
                    items,
                    depth,
                    out,
                    |hand, item, depth, out| {
                        hand.node(item, depth, out);
                    },
                );
            }
            Node::Object(members) => {
                let is_leaf = members.iter().all(|(_, item)| item.is_short());
                self.all(
                    ['{', '}'],
                    is_leaf,
                    members,
                    depth,
                    out,
                    |hand, (key, item), depth, out| {
                        hand.string(&plain(key), out);
                        out.push_str(hand.colon);
                        hand.node(item, depth, out);
                    },
                );
            }
        }
    }

    fn all<T>(
        &self,
        [open, close]: [char; 2],
        is_leaf: bool,
        items: &[T],
        depth: usize,
        out: &mut String,
        write: impl Fn(&Self, &T, usize, &mut String),
    ) {
        let on_one_line = self.all_on_one_line || (is_leaf && self.leaves);
        let line = |depth: usize| format!("{}{}", self.newline, self.indent.repeat(depth));
        out.push(open);
        for (at, item) in items.iter().enumerate() {
            match (on_one_line, at) {
                (true, 0) => out.push_str(self.padding),
                (true, _) => out.push_str(self.comma),
                (false, at) => {
                    out.push_str(if at > 0 { "," } else { "" });
                    out.push_str(&line(depth + 1));
                }
            }
            write(self, item, depth + 1, out);
        }
        out.push_str(&if on_one_line {
            self.padding.to_owned()
        } else {
            line(depth)
        });
        out.push(close);
    }

    fn string(&self, glyphs: &[Glyph], out: &mut String) {
        out.push('"');
        for glyph in glyphs {
            match glyph.c {
                '/' if glyph.odd => out.push_str("\\/"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                c if glyph.odd || (!c.is_ascii() && self.escapes > 0) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        let _ = match self.escapes {
                            2 => write!(out, "\\u{unit:04X}"),
                            _ => write!(out, "\\u{unit:04x}"),
                        };
                    }
                }
                c => out.push(c),
            }
        }
        out.push('"');
    }
}

/// A citation as it should be, and as it became.
struct Cited {
    right: Node,
    wrong: Node,
}

/// Damages a quote in ways that typography and hidden characters account for.
fn retyped(dice: &mut Dice, quote: &[Glyph]) -> Vec<Glyph> {
    let mut out = Vec::new();
    let last = quote.len() - 1;
    let mut at = 0;
    while at <= last {
        let glyph = quote[at];
        let rest: String = quote[at..].iter().map(|glyph| glyph.c).take(3).collect();
        let is_inside = at > 0 && at < last;
        let instead: Option<(&str, usize)> = match glyph.c {
            _ if glyph.odd || dice.one_in(2) => None,
            '’' | '‘' => Some(("'", 1)),
            '“' | '”' => Some(("\"", 1)),
            '–' => Some(("-", 1)),
            '—' => Some(("--", 1)),
            '…' => Some(("...", 1)),
            '\u{e9}' => Some(("e\u{301}", 1)),
            '\u{ad}' => Some(("", 1)),
            '\u{fb01}' => Some(("fi", 1)),
            '-' if rest.starts_with("-\nm") => Some(("", 2)),
            '\u{a0}' => Some((" ", 1)),
            ' ' if is_inside => Some((dice.pick(&["\u{a0}", "\n", "  "]), 1)),
            'a' if is_inside => Some((dice.pick(&["а", "a\u{200b}"]), 1)),
            _ => None,
        };
        if let Some((text, length)) = instead {
            out.extend(plain(text));
            at += length;
        } else {
            out.push(glyph);
            at += 1;
        }
    }
    out
}

/// The same text with other letters.
fn misspelt(glyphs: &[Glyph]) -> Vec<Glyph> {
    let other = |glyph: &Glyph| match glyph {
        Glyph { c, odd: false } if c.is_alphanumeric() => Glyph { c: 'x', odd: false },
        other => *other,
    };
    glyphs.iter().map(other).collect()
}

fn span(start: usize, end: usize) -> Node {
    Node::Object(vec![
        ("start", Node::Number(start)),
        ("end", Node::Number(end)),
    ])
}

/// A citation of some words of a source.
fn cited(dice: &mut Dice, name: &str, source: &Source) -> Cited {
    let first = 3 + dice.below(30);
    let last = first + 3 + dice.below(6);
    let whole = odd(dice, source.between(first, last));
    let head = vec![("source", text(name))];
    let (mut right, mut wrong) = (head.clone(), head);
    if dice.one_in(4) {
        let ends = [first + 2, first + 8];
        let pieces: Vec<Vec<Glyph>> = ends
            .iter()
            .map(|end| odd(dice, source.between(end - 2, *end)))
            .collect();
        if !pieces
            .iter()
            .flatten()
            .any(|glyph| "….\"\\".contains(glyph.c))
        {
            let gap = dice.pick(&[" … ", " ... ", " [...] ", "…", " […] "]);
            let joined = [pieces[0].clone(), plain(gap), pieces[1].clone()].concat();
            right.push((
                "quote",
                Node::List(pieces.into_iter().map(Node::Text).collect()),
            ));
            wrong.push(("quote", Node::Text(joined)));
            return Cited {
                right: Node::Object(right),
                wrong: Node::Object(wrong),
            };
        }
    }
    wrong.push(("quote", Node::Text(retyped(dice, &whole))));
    right.push(("quote", Node::Text(whole)));
    let (start, end) = (source.words[first].0, source.words[last].1);
    if dice.one_in(2) {
        let points = |end: usize| source.text[..end].chars().count();
        right.push(("span", span(points(start), points(end))));
        let moved = dice.below(9);
        wrong.push(("span", span(points(start) + moved, points(end) + moved)));
    }
    if dice.one_in(2) {
        let words = &source.text[source.words[first - 2].0..start];
        if words.starts_with(char::is_alphanumeric) {
            let prefix = odd(dice, words);
            wrong.push(("prefix", Node::Text(misspelt(&prefix))));
            right.push(("prefix", Node::Text(prefix)));
        }
    }
    if dice.one_in(2) {
        let words = &source.text[end..source.words[last + 2].1];
        if words.ends_with(char::is_alphanumeric) {
            let suffix = odd(dice, words);
            wrong.push(("suffix", Node::Text(misspelt(&suffix))));
            right.push(("suffix", Node::Text(suffix)));
        }
    }
    Cited {
        right: Node::Object(right),
        wrong: Node::Object(wrong),
    }
}

/// A project with one claim file as it should be, as it became, and with damage of other kinds, too.
struct World {
    sources: Memory,
    right: String,
    wrong: String,
    worse: String,
}

const PATH: &str = "claims/story.json";

fn world(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let dice = &mut dice;
    let hand = Hand::any(dice);
    let named = ["ka", "lo"].map(|name| (name, Source::any(dice, name)));
    let mut sources = Memory::default();
    for (name, source) in &named {
        let hash = Sha256::digest(source.text.as_bytes())
            .iter()
            .fold(String::new(), |hash, byte| format!("{hash}{byte:02x}"));
        let descriptor = format!(
            r#"{{"schema_version": 1, "id": "{name}", "title": "T", "published": "2026-01-01", "sha256": "{hash}"}}"#
        );
        // Line ends of a source are not part of its text.
        let line_end = dice.pick(&["\n", "\r\n"]);
        sources = sources
            .with(
                format!("sources/{name}.txt"),
                source.text.replace('\n', line_end),
            )
            .with(format!("sources/{name}.json"), descriptor);
    }
    let mut versions: [Vec<Node>; 3] = [vec![], vec![], vec![]];
    for number in 0..=dice.below(3) {
        let mut citations: [Vec<Node>; 3] = [vec![], vec![], vec![]];
        for _ in 0..=dice.below(3) {
            let (name, source) = &named[dice.below(2)];
            let Cited { right, wrong } = cited(dice, name, source);
            citations[2].push(worsened(dice, wrong.clone()));
            citations[0].push(right);
            citations[1].push(wrong);
        }
        let id = text(&format!("claim-{number}"));
        for (claims, citations) in versions.iter_mut().zip(citations) {
            claims.push(Node::Object(vec![
                ("id", id.clone()),
                (
                    "statement",
                    text(&format!(
                        "The statement {}.",
                        ["one", "two", "three"][number]
                    )),
                ),
                ("verdict", text("supported")),
                ("revision", Node::Number(1)),
                (
                    "checked",
                    Node::Object(vec![("on", text("2026-02-01")), ("by", text("é"))]),
                ),
                ("tags", Node::List(vec![text("a"), text("b")])),
                ("citations", Node::List(citations)),
            ]));
        }
    }
    let [right, wrong, worse] = versions.map(|claims| {
        hand.write(&Node::Object(vec![
            ("schema_version", Node::Number(1)),
            ("story", text("story")),
            ("claims", Node::List(claims)),
        ]))
    });
    World {
        sources,
        right,
        wrong,
        worse,
    }
}

/// Damage that only somebody who knows can mend, or nobody: another source, words that are gone, twice, or others.
fn worsened(dice: &mut Dice, citation: Node) -> Node {
    let Node::Object(mut members) = citation else {
        return citation;
    };
    for (key, value) in &mut members {
        match (*key, value) {
            ("source", value) if dice.one_in(5) => {
                *value = text(dice.pick(&["ka", "lo", "kaa", "none"]));
            }
            (_, Node::Text(glyphs)) if *key != "source" && dice.one_in(2) => {
                let at = dice.below(glyphs.len());
                match dice.below(4) {
                    0 => glyphs.truncate(at.max(1)),
                    1 => drop(glyphs.drain(..at)),
                    2 => glyphs[at].c = 'é',
                    _ => glyphs.splice(at..at, plain(" not ")).for_each(drop),
                }
            }
            (_, Node::List(items)) if dice.one_in(2) => items.reverse(),
            _ => {}
        }
    }
    Node::Object(members)
}

fn read(sources: &Memory, file: &str) -> Project {
    let today = Date::parse("2026-11-20").expect("a date");
    let store = sources.clone().with(PATH, file);
    Project::read(Arc::new(store), Config::default(), today).expect("a project")
}

/// The same project, compared with one in which the file is another.
fn compared(sources: &Memory, file: &str, before: &str) -> Project {
    let mut project = read(sources, file);
    let baseline = Baseline {
        requested: "dir:before".to_owned(),
        kind: BaselineKind::Dir,
        revision: None,
        from: "before".to_owned(),
    };
    let store = Arc::new(sources.clone().with(PATH, before));
    let differing = if file == before {
        Differing::Paths([].into())
    } else {
        Differing::All
    };
    let prior = Prior::read(&project, store, baseline, differing, None);
    project.prior = Ok(prior.expect("a version to compare with"));
    project
}

fn text_of(project: &Project) -> &str {
    project.file(PATH).expect("the claim file").text.as_str()
}

/// How often each rule has an error, for each citation of each claim.
fn errors(report: &Report) -> BTreeMap<(Option<usize>, Option<usize>, &'static str), usize> {
    let mut counts = BTreeMap::new();
    for finding in &report.findings {
        if finding.level == Level::Error {
            let key = (finding.claim_index, finding.citation, finding.rule);
            *counts.entry(key).or_default() += 1;
        }
    }
    counts
}

fn shown(report: &Report) -> Vec<(&'static str, &str, &str)> {
    let findings = report.findings.iter();
    findings
        .map(|finding| {
            (
                finding.rule,
                finding.pointer.as_str(),
                finding.message.as_str(),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(laws(300))]

    #[test]
    fn what_safe_fixes_mend_is_what_it_was(seed: u64) {
        let world = world(seed);
        let right = errors(&verify(&read(&world.sources, &world.right), &Selection::Whole));
        prop_assert!(right.is_empty(), "{:?}\n{}", right, world.right);
        let mut project = read(&world.sources, &world.wrong);
        let mended = mend(&mut project, &Selection::Whole, Safety::Safe);
        let withheld: Vec<&str> = mended.withheld.iter().map(|withheld| withheld.reason.as_str()).collect();
        prop_assert!(text_of(&project) == world.right, "wrong: {}\nmended: {}\nright: {}\n{:?}", world.wrong, text_of(&project), world.right, withheld);
    }

}

proptest! {
    #![proptest_config(laws(100))]

    #[test]
    fn no_fix_makes_an_error_and_the_second_time_changes_nothing(seed: u64, review: bool, drifts in 0..4_usize) {
        let world = world(seed);
        let safety = if review { Safety::Review } else { Safety::Safe };
        let start = |file: &str| match drifts {
            0 => read(&world.sources, file),
            1 => compared(&world.sources, file, &world.right),
            2 => compared(&world.sources, file, &world.wrong),
            _ => compared(&world.sources, file, &world.worse),
        };
        let mut project = start(&world.worse);
        let before = errors(&verify(&project, &Selection::Whole));
        let mended = mend(&mut project, &Selection::Whole, safety);
        let report = verify(&project, &Selection::Whole);
        for (key, count) in errors(&report) {
            let had = before.get(&key).copied().unwrap_or(0);
            prop_assert!(count <= had, "{:?}: {} errors, {} before\n{}\n{}", key, count, had, world.worse, text_of(&project));
        }
        prop_assert_eq!(mended.files.is_empty(), text_of(&project) == world.worse);

        let mut again = start(text_of(&project));
        let fresh = verify(&again, &Selection::Whole);
        prop_assert_eq!(shown(&fresh), shown(&report), "what is in memory is what is on disk");
        let second = mend(&mut again, &Selection::Whole, safety);
        prop_assert!(second.files.is_empty(), "{}\n{}\n{}", world.worse, text_of(&project), text_of(&again));
    }
}

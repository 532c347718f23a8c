//! Slow references: what a match is, in the plainest words that a program can have.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Every place where the quote stands code point for code point, overlaps included, as starts in bytes.
pub fn verbatim(text: &str, quote: &str) -> Vec<usize> {
    if quote.is_empty() {
        return Vec::new();
    }
    let starts = text.char_indices().map(|(at, _)| at);
    starts.filter(|at| text[*at..].starts_with(quote)).collect()
}

/// Whether the quote stands somewhere after folding no more than the named differences.
pub fn stands_after_folding(text: &str, quote: &str, folds: &[&str]) -> bool {
    let starts = text.char_indices().map(|(at, _)| at);
    starts
        .into_iter()
        .any(|start| !ends_after_folding(text, start, quote, folds).is_empty())
}

/// The bytes at which a passage from `start` on ends that is the quote after folding no more than the named differences.
///
/// Every way to read the two, side by side, is followed: a state is a place in the text and one in the quote.
pub fn ends_after_folding(
    text: &str,
    start: usize,
    quote: &str,
    folds: &[&str],
) -> BTreeSet<usize> {
    let mut reached = BTreeSet::from([(start, 0)]);
    let mut to_do = vec![(start, 0)];
    while let Some((at, quote_at)) = to_do.pop() {
        for (source, quoted) in steps(text, at, quote, quote_at, folds) {
            let next = (at + source, quote_at + quoted);
            if reached.insert(next) {
                to_do.push(next);
            }
        }
    }
    let ends = reached
        .into_iter()
        .filter(|(_, quote_at)| *quote_at == quote.len());
    ends.map(|(at, _)| at).collect()
}

/// The stretches at hand that are the same, or the same after one fold: their lengths in the text and in the quote.
fn steps(
    text: &str,
    at: usize,
    quote: &str,
    quote_at: usize,
    folds: &[&str],
) -> Vec<(usize, usize)> {
    let (s, q) = (&text[at..], &quote[quote_at..]);
    let mut steps = Vec::new();
    let allowed = |fold: &str| folds.contains(&fold);
    let (Some(of_text), Some(of_quote)) = (s.chars().next(), q.chars().next()) else {
        if let (Some(c), true) = (s.chars().next(), allowed("invisible"))
            && takes_no_room(c)
            && !q.is_empty()
        {
            steps.push((c.len_utf8(), 0));
        }
        return steps;
    };
    if of_text == of_quote {
        steps.push((of_text.len_utf8(), of_quote.len_utf8()));
    }
    if takes_no_room(of_text) && allowed("invisible") {
        steps.push((of_text.len_utf8(), 0));
    }
    if allowed("whitespace") {
        for source in runs(s, |c| {
            c.is_whitespace() || (allowed("invisible") && takes_no_room(c))
        }) {
            steps.extend(
                runs(q, char::is_whitespace)
                    .into_iter()
                    .map(|quoted| (source, quoted)),
            );
        }
    }
    let pairs = |source: &[&str], quoted: &[&str], steps: &mut Vec<(usize, usize)>| {
        for one in source.iter().filter(|one| s.starts_with(**one)) {
            let others = quoted.iter().filter(|other| q.starts_with(**other));
            steps.extend(others.map(|other| (one.len(), other.len())));
        }
    };
    if allowed("dashes") {
        let dashes = ["--", "-", "‐", "‑", "–", "—", "−"];
        pairs(&dashes, &dashes, &mut steps);
    }
    if allowed("quotes") {
        let (single, double) = (
            ["'", "‘", "’", "‚", "‛", "′"],
            ["\"", "“", "”", "„", "‟", "″"],
        );
        pairs(&single, &single, &mut steps);
        pairs(&double, &double, &mut steps);
    }
    // Between the source's dots and letters, too.
    let is_passed = |c: char| allowed("invisible") && takes_no_room(c);
    if allowed("ellipsis") {
        let is_dot = |c: char| ".…".contains(c);
        let source = s.chars().take_while(|c| is_dot(*c) || is_passed(*c));
        let most = [source.count(), q.chars().take_while(|c| is_dot(*c)).count()];
        steps.extend(same_when(s, q, most, |text| {
            text.replace('…', "...").replace(is_passed, "")
        }));
    }
    if allowed("ligatures") {
        let is_letter = |c: char| "fislt".contains(c) || ligature(c).is_some();
        let source = s.chars().take_while(|c| is_letter(*c) || is_passed(*c));
        let most = [
            source.count(),
            q.chars().take_while(|c| is_letter(*c)).count(),
        ];
        let spelled = |text: &str| {
            let one = |c: char| ligature(c).map_or(c.to_string(), str::to_owned);
            let shown = text.chars().filter(|c| !is_passed(*c));
            shown.map(one).collect::<String>()
        };
        steps.extend(same_when(s, q, most, spelled));
    }
    if allowed("composition") {
        for source in letters(s) {
            for quoted in letters(q) {
                if decomposed(&s[..source]) == decomposed(&q[..quoted]) {
                    steps.push((source, quoted));
                }
            }
        }
    }
    if allowed("hyphenation") {
        let before = |text: &str, at: usize| {
            let mut letters = text[..at]
                .chars()
                .rev()
                .skip_while(|c| canonical_combining_class(*c) != 0);
            letters.next()
        };
        let is_within = |text: &str, at: usize| before(text, at).is_some_and(is_of_word);
        // A quote may start with the hyphen.
        if is_within(text, at) && (quote_at == 0 || is_within(quote, quote_at)) {
            for source in breaks(s) {
                let quoted = joints(before(quote, quote_at), q).into_iter();
                steps.extend(quoted.map(|quoted| (source, quoted)));
            }
            for quoted in breaks(q) {
                let source = joints(before(text, at), s).into_iter();
                steps.extend(source.map(|source| (source, quoted)));
            }
        }
    }
    steps
}

/// The letters of a ligature; the long s is one, too.
fn ligature(c: char) -> Option<&'static str> {
    let at = "ſﬀﬁﬂﬃﬄﬅﬆ".chars().position(|ligature| ligature == c)?;
    Some(["s", "ff", "fi", "fl", "ffi", "ffl", "st", "st"][at])
}

/// The lengths of the stretches at the start of both, of so many characters at most, that are the same when they are made
/// plain, the first characters not being the same.
fn same_when(
    s: &str,
    q: &str,
    most: [usize; 2],
    plain: impl Fn(&str) -> String,
) -> Vec<(usize, usize)> {
    let mut same = Vec::new();
    if s.chars().next() == q.chars().next() {
        return same;
    }
    for source in prefixes(s, most[0]) {
        for quoted in prefixes(q, most[1]) {
            if plain(&s[..source]) == plain(&q[..quoted]) {
                same.push((source, quoted));
            }
        }
    }
    same
}

/// The lengths of the stretches at the start, of so many characters at most.
fn prefixes(text: &str, most: usize) -> Vec<usize> {
    let characters = text.char_indices().take(most);
    characters.map(|(at, c)| at + c.len_utf8()).collect()
}

/// Soft hyphens and zero-width characters, bidirectional controls included.
fn takes_no_room(c: char) -> bool {
    let ranges = [
        '\u{200b}'..='\u{200f}',
        '\u{202a}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
    ];
    ['\u{ad}', '\u{34f}', '\u{61c}', '\u{180e}', '\u{feff}'].contains(&c)
        || ranges.iter().any(|range| range.contains(&c))
}

/// The lengths of the stretches at the start whose characters are all of a kind, one white space at least among them.
fn runs(text: &str, is_of_kind: impl Fn(char) -> bool) -> Vec<usize> {
    let mut lengths = Vec::new();
    for (at, c) in text.char_indices().take_while(|(_, c)| is_of_kind(*c)) {
        let end = at + c.len_utf8();
        if text[..end].contains(char::is_whitespace) {
            lengths.push(end);
        }
    }
    lengths
}

/// The lengths of the character at the start alone, and with more and more of the marks after it.
fn letters(text: &str) -> Vec<usize> {
    let characters = text.char_indices().enumerate();
    let letter = characters.take_while(|(number, (_, c))| *number == 0 || is_mark(*c));
    letter.map(|(_, (at, c))| at + c.len_utf8()).collect()
}

/// NFD; the micro sign is the Greek letter.
fn decomposed(text: &str) -> String {
    text.nfd().collect::<String>().replace('µ', "μ")
}

/// A hyphen and one line end after it, with other white space around that, before a letter or a digit.
fn breaks(text: &str) -> Vec<usize> {
    let Some(hyphen) = text
        .chars()
        .next()
        .filter(|c| ['-', '‐', '‑', '\u{ad}'].contains(c))
    else {
        return Vec::new();
    };
    let space = &text[hyphen.len_utf8()..];
    let word = space.trim_start();
    let space = &space[..space.len() - word.len()];
    if space.matches('\n').count() == 1 && word.starts_with(is_of_word) {
        return vec![hyphen.len_utf8() + space.len()];
    }
    Vec::new()
}

/// Nothing between letters, or a hyphen between letters or digits.
fn joints(before: Option<char>, text: &str) -> Vec<usize> {
    let mut characters = text.chars();
    match characters.next() {
        Some(c) if is_letter(c) && before.is_some_and(is_letter) => vec![0],
        Some(c @ ('-' | '‐' | '‑')) if characters.next().is_some_and(is_of_word) => {
            vec![c.len_utf8()]
        }
        _ => Vec::new(),
    }
}

/// Whether a passage of the text is the quote when both are folded as a whole, each character by itself. Words that are broken
/// over line ends are all left as they are, or all joined, or all joined with a hyphen.
///
/// It finds less than there is, and nothing that is not there. `None` where it does not say: of quotes with characters that
/// nobody sees, and where marks or typography pile up as they do in no text.
pub fn stands_when_folded(text: &str, quote: &str) -> Option<bool> {
    let piles_up = |text: &str| {
        let mut longest = [0, 0];
        let mut now = [0, 0];
        for c in text.chars() {
            now[0] = if c.is_alphanumeric() { 0 } else { now[0] + 1 };
            now[1] = if is_mark(c) { now[1] + 1 } else { 0 };
            longest = [longest[0].max(now[0]), longest[1].max(now[1])];
        }
        longest[0] > 12 || longest[1] > 4
    };
    let is_unclear = quote.trim().is_empty()
        || quote.chars().any(factcheck::text::is_invisible)
        || piles_up(text)
        || piles_up(quote);
    if is_unclear {
        return None;
    }
    let plain = |text: &str| !text.chars().any(|c| is_mark(c) || takes_no_room(c));
    let breaks: &[Option<&str>] = if plain(text) && plain(quote) {
        &[None, Some(""), Some("-")]
    } else {
        &[None]
    };
    Some(breaks.iter().any(|broken| {
        let (text, ends) = folded(text, *broken);
        let (quote, _) = folded(quote, *broken);
        let mut places = verbatim(&text, &quote).into_iter();
        places.any(|at| ends.contains(&at) && ends.contains(&(at + quote.len())))
    }))
}

/// A text with its typography folded away, and where in it the units end of which it is made; `broken` is what stands for a
/// hyphen and a line end within a word.
fn folded(text: &str, broken: Option<&str>) -> (String, BTreeSet<usize>) {
    let mut out = String::new();
    let mut ends = BTreeSet::from([0]);
    let mut at = 0;
    // What joins a word that was broken is a hyphen: longer dashes part words.
    let dash = if broken == Some("-") { "–" } else { "-" };
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        // Beside a digit the hyphen stays.
        let is_part = if broken == Some("") { is_letter } else { is_of_word };
        let is_in_word = text[..at].ends_with(is_part);
        let line_break = broken.and_then(|broken| Some((broken, *breaks(rest).first()?)));
        let line_break = line_break.filter(|(_, length)| rest[*length..].starts_with(is_part));
        let space = runs(rest, |c| c.is_whitespace() || takes_no_room(c));
        let one = c.to_string();
        let (length, folded) = if let (Some((broken, length)), true) = (line_break, is_in_word) {
            (length, broken.to_owned())
        } else if let (true, Some(length)) = (c.is_whitespace(), space.last()) {
            // What nobody sees after the last white space belongs to the next word.
            let seen = rest[..*length].trim_end_matches(takes_no_room);
            (seen.len(), " ".to_owned())
        } else if takes_no_room(c) {
            (c.len_utf8(), String::new())
        } else if rest.starts_with("--") {
            (2, dash.to_owned())
        } else if "–—−".contains(c) {
            (c.len_utf8(), dash.to_owned())
        } else if "-‐‑".contains(c) {
            (c.len_utf8(), "-".to_owned())
        } else if "'‘’‚‛′".contains(c) {
            (c.len_utf8(), "'".to_owned())
        } else if "\"“”„‟″".contains(c) {
            (c.len_utf8(), "\"".to_owned())
        } else if c == '…' {
            (c.len_utf8(), "...".to_owned())
        } else if let Some(letters) = ligature(c) {
            (c.len_utf8(), letters.to_owned())
        } else {
            let marks = rest[one.len()..].chars().take_while(|c| is_mark(*c));
            let length = one.len() + marks.map(char::len_utf8).sum::<usize>();
            (length, decomposed(&rest[..length]))
        };
        at += length;
        out.push_str(&folded);
        ends.insert(out.len());
    }
    (out, ends)
}

/// A letter that shows.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !factcheck::text::is_invisible(c)
}

/// A letter that shows, or a digit.
fn is_of_word(c: char) -> bool {
    c.is_numeric() || is_letter(c)
}

/// A mark or a vowel that is one letter with what stands before it.
fn is_mark(c: char) -> bool {
    canonical_combining_class(c) != 0 || ('\u{1160}'..='\u{11ff}').contains(&c)
}

/// The edit distance of two texts in code points (Levenshtein), by the whole table.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (number, of_a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = number + 1;
        for (column, of_b) in b.iter().enumerate() {
            let exchanged = diagonal + usize::from(of_a != *of_b);
            diagonal = row[column + 1];
            row[column + 1] = exchanged.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}

/// The least edit distance of the quote to any passage of the text, by the whole table (Sellers, J. Algorithms 1, 1980).
pub fn least_distance(text: &str, quote: &str) -> usize {
    least(text, quote, |_| true)
}

/// The same for passages that start and end where white space, or the text, does.
pub fn least_distance_of_words(text: &str, quote: &str) -> usize {
    let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    least(text, quote, |at| {
        is_space(text[..at].chars().next_back()) || is_space(text[at..].chars().next())
    })
}

/// The least edit distance to a passage whose ends, in bytes of the text, are such.
fn least(text: &str, quote: &str, is_end: impl Fn(usize) -> bool) -> usize {
    let quote: Vec<char> = quote.chars().collect();
    let mut column: Vec<usize> = (0..=quote.len()).collect();
    let mut least = column[quote.len()];
    for (at, of_text) in text.char_indices() {
        let after = at + of_text.len_utf8();
        let mut diagonal = column[0];
        // A passage starts here, or started earlier and has one more character that the quote has not.
        column[0] = if is_end(after) { 0 } else { column[0] + 1 };
        for (row, of_quote) in quote.iter().enumerate() {
            let exchanged = diagonal + usize::from(of_text != *of_quote);
            diagonal = column[row + 1];
            column[row + 1] = exchanged.min(diagonal + 1).min(column[row] + 1);
        }
        if is_end(after) {
            least = least.min(column[quote.len()]);
        }
    }
    least
}

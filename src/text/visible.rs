//! Makes characters that one cannot see, or that could deceive a terminal, visible by name.

use std::fmt::Write;

/// Soft hyphen, zero-width and bidirectional-control characters: they take no room on the page.
///
/// The list follows `Default_Ignorable_Code_Point` and `Bidi_Control` of the Unicode Character Database.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Soft hyphens and zero-width characters, bidirectional controls included: what the fold `invisible` passes over.
/// Fillers and variation selectors are not among them: they change what is seen.
pub fn is_zero_width(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Whether a text shows nothing on the page. The pattern of a passage in the schema of claim files says the same.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_whitespace() || (is_invisible(c) && u32::from(c) < 0x1_0000))
}

/// A character's code point and name, as in `U+00A0 NO-BREAK SPACE`.
pub fn character_name(c: char) -> String {
    let name = match c {
        // Control characters have no name in the Unicode Character Database, only aliases.
        '\t' => "TAB".to_owned(),
        '\n' => "LINE FEED".to_owned(),
        '\r' => "CARRIAGE RETURN".to_owned(),
        '\u{0}' => "NULL".to_owned(),
        '\u{1b}' => "ESCAPE".to_owned(),
        c if c.is_control() => "CONTROL CHARACTER".to_owned(),
        c => unicode_names2::name(c)
            .map_or_else(|| "UNNAMED CHARACTER".to_owned(), |name| name.to_string()),
    };
    format!("U+{:04X} {name}", u32::from(c))
}

/// Whether a character must be named to be seen, or to do no harm in a terminal.
fn needs_name(c: char) -> bool {
    is_invisible(c)
        || c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}')
        || (c.is_whitespace() && c != ' ')
}

/// The text with every character that cannot be seen replaced by its name in angle brackets, as in
/// `<U+200B ZERO WIDTH SPACE>`. Safe to print in a terminal.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if needs_name(c) {
            let _ = write!(out, "<{}>", character_name(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The text on one line and safe to print: line ends as `⏎`, other white space as a plain space, and what
/// could deceive a terminal (control, bidirectional and zero-width characters) by name.
pub fn visible_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // Nearly all of it is plain.
        let (plain, after) = rest.split_at(plain_length(rest.as_bytes()));
        out.push_str(plain);
        let mut characters = after.chars();
        let Some(c) = characters.next() else {
            break;
        };
        rest = characters.as_str();
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push(' '),
            c if c.is_whitespace() && !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}') => {
                out.push(' ');
            }
            c if needs_name(c) => {
                let _ = write!(out, "<{}>", character_name(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// How many bytes come before the first that is no printable ASCII: they are looked at many at a time.
fn plain_length(bytes: &[u8]) -> usize {
    const MANY: usize = 32;
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    let (stretches, _) = bytes.as_chunks::<MANY>();
    let are_all_plain =
        |stretch: &[u8; MANY]| stretch.iter().fold(true, |all, byte| all & is_plain(byte));
    let start = MANY
        * stretches
            .iter()
            .take_while(|stretch| are_all_plain(stretch))
            .count();
    let rest = bytes[start..].iter().position(|byte| !is_plain(byte));
    rest.map_or(bytes.len(), |at| start + at)
}

/// The text with its line ends, and otherwise safe to print: for messages of several lines.
pub fn printable(text: &str) -> String {
    text.lines()
        .map(visible_line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn plain_is_what_comes_before_the_first_other_byte(text in "[ -~]{0,70}[ -~\n\té]{0,40}[ -~]{0,40}") {
            let first = text.bytes().position(|byte| !matches!(byte, b' '..=b'~'));
            proptest::prop_assert_eq!(plain_length(text.as_bytes()), first.unwrap_or(text.len()));
        }
    }

    #[test]
    fn names_what_cannot_be_seen() {
        assert_eq!(
            visible("a\u{a0}b\u{200b}"),
            "a<U+00A0 NO-BREAK SPACE>b<U+200B ZERO WIDTH SPACE>"
        );
        assert_eq!(
            visible_line("a\u{a0}b\n\u{202e}c"),
            "a b⏎<U+202E RIGHT-TO-LEFT OVERRIDE>c"
        );
        assert_eq!(visible("\u{1b}[31m"), "<U+001B ESCAPE>[31m");
    }
}

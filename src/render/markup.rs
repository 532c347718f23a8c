//! Text that shows nothing but itself in Markdown, as GitHub and GitLab read it.
//!
//! Claims are anybody's text, and a comment can notify people, link issues and fetch pictures. So punctuation that could
//! be markup is written as character references, which Markdown never reads as markup, and characters of which GitHub or
//! GitLab make references *after* that (`@name`, `#1`) are each put in an element of their own: both look for references
//! in one stretch of text at a time.

use std::fmt::Write as _;

/// The longest name, note or title, in characters.
const LONGEST_TITLE: usize = 500;

/// A text on its way into a title: safe, and not too long.
pub(super) fn title(text: &str) -> String {
    let (text, is_whole) = escaped(text, usize::MAX, LONGEST_TITLE);
    if is_whole { text } else { text + "…" }
}

/// A text of several lines as a block in which nothing is markup: the fence is longer than any in the text, since only one
/// that is as long ends the block (spec.commonmark.org, 4.5).
pub(super) fn code_block(text: &str) -> String {
    let runs = text.split(|c| c != '`').map(str::len);
    let fence = "`".repeat(runs.max().unwrap_or(0).max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

/// A text that shows nothing but itself, wherever it stands in a line; cut at so many bytes or characters. Whether it is
/// whole.
pub(super) fn escaped(text: &str, bytes: usize, characters: usize) -> (String, bool) {
    let mut out = String::with_capacity(text.len() * 2);
    let chars: Vec<char> = text.chars().take(characters.saturating_add(1)).collect();
    let mut is_whole = chars.len() <= characters;
    let shown = &chars[..chars.len().min(characters)];
    let mut at = 0;
    while at < shown.len() {
        if out.len() > bytes {
            is_whole = false;
            break;
        }
        let run = commit_like(&shown[at..]);
        if run > 0 && (at == 0 || !shown[at - 1].is_ascii_alphanumeric()) {
            // Six characters are no commit.
            for six in shown[at..at + run].chunks(6) {
                let _ = write!(out, "<span>{}</span>", six.iter().collect::<String>());
            }
            at += run;
            continue;
        }
        let before = at.checked_sub(1).map(|before| shown[before]);
        character(shown[at], before, shown.get(at + 1).copied(), &mut out);
        at += 1;
    }
    (out, is_whole)
}

/// How many of the first characters could be a commit's id.
fn commit_like(text: &[char]) -> usize {
    let is_hexadecimal = |c: &&char| c.is_ascii_hexdigit();
    let run = text.iter().take_while(is_hexadecimal).count();
    let ends = text.get(run).is_none_or(|c| !c.is_ascii_alphanumeric());
    if run >= 7 && ends { run } else { 0 }
}

/// A character that shows nothing but itself, by those beside it.
fn character(c: char, before: Option<char>, after: Option<char>, out: &mut String) {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let is_capital = before.is_some_and(|c| c.is_ascii_uppercase());
    let follows_www = before.is_some_and(|c| c.eq_ignore_ascii_case(&'w'));
    let stands_alone = after.is_none_or(|c| c == ' ');
    let _ = match c {
        // `group/project>`, and formulas between dollar signs.
        '$' | '>' => write!(out, "<span>&#{};</span>", u32::from(c)),
        // `@name`, `#1`, `!1`, `%1`, `&1`, `~label`, `^alert`, `:emoji:`, `https://…`: all go on after the sign.
        '@' | '#' | '!' | '%' | '&' | '~' | '^' | ':' if !stands_alone => {
            write!(out, "<span>&#{};</span>", u32::from(c))
        }
        // `www.…`
        '.' if follows_www && !stands_alone => write!(out, "<span>.</span>"),
        // `GH-1`, `GL-1`
        '-' if is_capital && is_word(after) => write!(out, "<span>-</span>"),
        // No list, no rule: there is a word on either side.
        '-' if is_word(before) && is_word(after) => write!(out, "-"),
        ',' | ';' | '\'' | '(' | ')' => write!(out, "{c}"),
        ':' if stands_alone => write!(out, ":"),
        // No number of a list: there is a letter before.
        '.' if stands_alone && before.is_some_and(char::is_alphabetic) => write!(out, "."),
        // Otherwise a page shows but one of them.
        ' ' if before == Some(' ') => write!(out, "&#160;"),
        c if c.is_ascii_punctuation() => write!(out, "&#{};", u32::from(c)),
        c => write!(out, "{c}"),
    };
}

#[cfg(test)]
mod tests {
    use super::code_block;

    #[test]
    fn no_text_ends_its_block() {
        assert_eq!(code_block("a\n"), "```text\na\n```\n");
        assert_eq!(
            code_block("```\nb `````"),
            "``````text\n```\nb `````\n``````\n"
        );
    }
}

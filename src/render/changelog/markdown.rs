//! `markdown`: the changelog as the comment of a pull request on GitHub or of a merge request on GitLab.
//!
//! Claims are anybody's text, and a comment can notify people, link issues and fetch pictures. So punctuation that could
//! be markup is written as character references, which Markdown never reads as markup, and characters of which GitHub or
//! GitLab make references *after* that (`@name`, `#1`) are each put in an element of their own: both look for references
//! in one stretch of text at a time.

use super::outline::{Entry, Outline};
use super::wording::{self, Part};
use crate::report::Report;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The longest comment, in bytes: GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// The longest that is said of one claim, so that no claim hides all others.
const LONGEST_ENTRY: usize = 20_000;

/// The longest that is said of one change.
const LONGEST_CHANGE: usize = 10_000;

/// The longest name, note or title, in characters.
const LONGEST_TITLE: usize = 500;

pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let outline = Outline::new(report);
    let mut text = format!(
        "### factcheck: {}\n",
        title(&wording::summary(report, &outline))
    );
    let mut not_compared = wording::not_compared(&outline);
    for line in not_compared.by_ref().take(10) {
        let _ = write!(text, "\n- ❗ {}", title(&line));
    }
    let more = not_compared.count();
    if more > 0 {
        let _ = write!(text, "\n- ❗ {more} more");
    }
    if !outline.not_compared.is_empty() {
        text.push('\n');
    }
    let mut comment = Comment { text, left_out: 0 };
    // What needs a look comes first, so that it is never cut before what does not.
    for (needs_a_look, heading) in [(true, "❗ Needs a look"), (false, "✅ Recorded")] {
        let mut heading = Some(format!("\n#### {heading}\n"));
        for story in &outline.stories {
            let mut name = Some(format!(
                "\n<b>{}</b>\n",
                title(&wording::title(story.title))
            ));
            let entries = story.entries.iter();
            for entry in entries.filter(|entry| entry.needs_a_look() == needs_a_look) {
                let headings = [heading.take(), name.take()];
                let headings: String = headings.into_iter().flatten().collect();
                comment.add(&(headings + &one(entry)));
            }
        }
    }
    let Comment { text, left_out } = comment;
    out.write_all(text.as_bytes())?;
    if left_out > 0 {
        writeln!(
            out,
            "\n<b>{left_out} more not shown here, for the length of the comment</b>: {} shows all.",
            command(report)
        )?;
    }
    Ok(())
}

/// A comment that is being written.
struct Comment {
    text: String,
    /// How many entries there was no room for.
    left_out: usize,
}

impl Comment {
    /// Adds an entry, with the headings above it, while there is room. After the first that does not fit comes none.
    fn add(&mut self, entry: &str) {
        if self.left_out > 0 || self.text.len() + entry.len() > LONGEST {
            self.left_out += 1;
        } else {
            self.text.push_str(entry);
        }
    }
}

/// A claim or source: a block that unfolds.
fn one(entry: &Entry<'_>) -> String {
    let (open, mark) = if entry.needs_a_look() {
        (" open", "❗")
    } else {
        ("", "✅")
    };
    let mut block = format!(
        "\n<details{open}><summary>{mark} <b>{}</b>",
        title(&wording::name(entry))
    );
    if let Some(revision) = entry.revision() {
        let _ = write!(block, ", {revision}");
    }
    if !entry.is_recorded() {
        block.push_str(", <b>NOT RECORDED</b>");
    }
    if let Some(notes) = wording::notes(entry) {
        let _ = write!(block, ", recorded: {}", title(&notes));
    }
    block.push_str("</summary>\n\n");
    let changes = entry.changes.iter();
    let remarks = entry.remarks.iter();
    let lines: Vec<String> = changes
        .map(|change| line(&wording::change(change, entry)))
        .chain(remarks.map(|remark| line(&wording::remark(remark, entry))))
        .collect();
    for (number, line) in lines.iter().enumerate() {
        if block.len() + line.len() > LONGEST_ENTRY {
            let _ = writeln!(block, "- <i>… and {} more</i>", lines.len() - number);
            break;
        }
        block.push_str(line);
    }
    block.push_str("\n</details>\n");
    block
}

/// A list item.
fn line(parts: &[Part]) -> String {
    let mut line = String::from("- ");
    let mut is_cut = false;
    for part in parts {
        let (tag, text) = match part {
            Part::Label(text) => ("b", text),
            Part::Plain(text) => ("", text),
            Part::Deleted(text) | Part::Former(text) => ("del", text),
            Part::Inserted(text) | Part::Present(text) => ("ins", text),
        };
        if line.len() > LONGEST_CHANGE {
            is_cut = true;
            break;
        }
        let room = LONGEST_CHANGE.saturating_sub(line.len());
        let (text, is_whole) = escaped(text, room, room);
        is_cut |= !is_whole;
        let _ = match tag {
            "" => write!(line, "{text}"),
            _ => write!(line, "<{tag}>{text}</{tag}>"),
        };
    }
    line.push_str(if is_cut {
        " <i>… cut here</i>\n"
    } else {
        "\n"
    });
    line
}

/// A text on its way into a title: safe, and not too long.
fn title(text: &str) -> String {
    let (text, is_whole) = escaped(text, usize::MAX, LONGEST_TITLE);
    if is_whole { text } else { text + "…" }
}

/// The command that shows the whole changelog.
fn command(report: &Report) -> String {
    let base = report.baseline.as_ref().map_or("", |baseline| {
        baseline.revision.as_deref().unwrap_or(&baseline.requested)
    });
    let base: String = base.chars().take(100).collect();
    title(&format!("factcheck diff {base}"))
}

/// A text that shows nothing but itself, wherever it stands in a line; cut at so many bytes or characters. Whether it is
/// whole.
fn escaped(text: &str, bytes: usize, characters: usize) -> (String, bool) {
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

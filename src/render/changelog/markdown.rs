//! `markdown`: the changelog as the comment of a pull request on GitHub or of a merge request on GitLab.
//!
//! Claims are anybody's text, and a comment can notify people, link issues and fetch pictures: see `markup`.

use super::outline::{Entry, Outline};
use super::wording::{self, Part};
use crate::render::markup::{escaped, title};
use crate::report::Report;
use std::fmt::Write as _;
use std::io::{self, Write};

/// The longest comment, in bytes: GitHub takes 65,536 characters.
const LONGEST: usize = 60_000;

/// The longest that is said of one claim, so that no claim hides all others.
const LONGEST_ENTRY: usize = 20_000;

/// The longest that is said of one change.
const LONGEST_CHANGE: usize = 10_000;

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

/// The command that shows the whole changelog.
fn command(report: &Report) -> String {
    let base = report.baseline.as_ref().map_or("", |baseline| {
        baseline.revision.as_deref().unwrap_or(&baseline.requested)
    });
    let base: String = base.chars().take(100).collect();
    title(&format!("factcheck diff {base}"))
}

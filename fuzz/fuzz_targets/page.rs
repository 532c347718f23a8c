//! A web page → its text: no panic, the same each time, no longer than the page, and fit to be a source.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::page::{Kind, Page};
use factcheck::text::Text;
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;

/// What pages are made of.
const MARKUP: [&str; 128] = [
    "<!DOCTYPE html>",
    "<html>",
    "<html lang=en>",
    "<head>",
    "</head>",
    "<body>",
    "</body>",
    "<title>",
    "</title>",
    "<meta charset=utf-8>",
    "<meta charset=windows-1252>",
    "<meta property=og:title content=\"Well\">",
    "<meta property=article:published_time content=\"2026-01-05T23:00:00-05:00\">",
    "<meta name=author content=Ann>",
    "<link rel=canonical href=\"https://spade.example/well\">",
    "<script type=application/ld+json>",
    "{\"@type\":\"NewsArticle\",\"headline\":\"Well\",\"datePublished\":\"2026-01-05\"}",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "</template>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<article>",
    "</article>",
    "<main>",
    "</main>",
    "<section>",
    "</section>",
    "<header>",
    "</header>",
    "<footer>",
    "</footer>",
    "<nav>",
    "</nav>",
    "<aside>",
    "</aside>",
    "<div>",
    "</div>",
    "<div hidden>",
    "<div style=\"display:none\">",
    "<div class=\"comments\">",
    "<div role=navigation>",
    "<p>",
    "</p>",
    "<p>",
    "</p>",
    "<h1>",
    "</h1>",
    "<h2>",
    "</h2>",
    "<br>",
    "<hr>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=/x>",
    "</a>",
    "<a>",
    "<span>",
    "</span>",
    "<q>",
    "</q>",
    "<blockquote>",
    "</blockquote>",
    "<ul>",
    "</ul>",
    "<ol>",
    "<ol start=9 reversed>",
    "</ol>",
    "<li>",
    "</li>",
    "<li value=2147483647>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<th>",
    "<figure>",
    "</figure>",
    "<figcaption>",
    "</figcaption>",
    "<img alt=\"A well\">",
    "<pre>",
    "</pre>",
    "<code>",
    "<svg>",
    "</svg>",
    "<math>",
    "</math>",
    "<select>",
    "<option>",
    "</select>",
    "<form>",
    "<input value=x>",
    "<button>",
    "<textarea>",
    "</textarea>",
    "<iframe>",
    "</iframe>",
    "<sup>",
    "</sup>",
    "<details>",
    "<summary>",
    "</details>",
    "&amp;",
    "&nbsp;",
    "&#0;",
    "&#x202e;",
    "&NotEqualTilde;",
    "The mayor will dig a well in May, she said. ",
    "“We will dig,” said the mayor of the village, and nobody in the room thought that she would not. ",
    "\n",
    "  ",
    "\r\n",
    "\u{feff}",
];

#[derive(Arbitrary, Debug)]
struct Input {
    markup: Vec<u8>,
    /// Bytes of any kind, at a place of the page.
    raw: Vec<u8>,
    at: u8,
    keep: u8,
    /// Whether it is read a second time.
    is_read_again: bool,
}

fuzz_target!(|input: Input| {
    let mut page = Vec::new();
    for (number, byte) in input.markup.iter().take(200).enumerate() {
        if number == usize::from(input.at) {
            page.extend(&input.raw);
        }
        page.extend(MARKUP[usize::from(*byte) % MARKUP.len()].bytes());
    }
    if input.markup.len() <= usize::from(input.at) {
        page.extend(&input.raw);
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.option().is_some());
    let keep: BTreeSet<Kind> = kinds
        .enumerate()
        .filter(|(number, _)| input.keep & (1 << (number % 8)) != 0)
        .map(|(_, kind)| kind)
        .collect();
    let Ok(read) = Page::read(&page, &keep) else {
        return;
    };
    if input.is_read_again {
        let again = Page::read(&page, &keep).expect("a page that was read");
        assert_eq!(read.text, again.text);
        assert_eq!(read.title, again.title);
        assert_eq!(read.dropped.len(), again.dropped.len());
    }

    assert!(!read.text.contains('\0'), "a text with NUL is no source");
    let source = Text::decode_source(read.text.clone().into_bytes()).expect("UTF-8");
    assert_eq!(
        source.as_str(),
        read.text,
        "a source's text is read as it is"
    );
    let length = read.text.chars().count();
    assert!(
        length <= 16 * page.len() + 16,
        "{length} characters of {} bytes",
        page.len()
    );
});

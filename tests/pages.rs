//! Whatever a page is, it is read to the end, loses no sentence of its article, and has none that a reader does not see.

use factcheck::page::{Kind, Page};
use proptest::prelude::*;
use proptest::sample::select;
use rstest::rstest;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn read(bytes: &[u8]) -> Page {
    Page::read(bytes, &BTreeSet::new()).expect("a page that is not nested too deeply")
}

/// The pages in `tests/pages`.
fn pages() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the pages")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "html"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| fs::read(path).expect("a page"))
        .collect()
}

#[rstest]
fn the_text_is_what_a_reader_sees(#[files("tests/pages/*.html")] path: PathBuf) {
    let page = read(&fs::read(&path).expect("a page"));
    let expected = fs::read_to_string(path.with_extension("txt")).expect("its text");
    assert_eq!(page.text, expected, "{:#?}", page.dropped);
}

/// The text is one that can be a source: in order, and without what a reader does not see.
fn assert_sound(page: &Page) {
    let text = &page.text;
    assert!(
        text.is_empty() || (text.ends_with('\n') && !text.ends_with("\n\n")),
        "{text:?}"
    );
    assert!(
        !text.starts_with(['\n', ' ']) || text.starts_with(' '),
        "{text:?}"
    );
    assert!(
        !text.contains("\n\n\n") && !text.contains('\u{ad}') && !text.contains('\u{200b}'),
        "{text:?}"
    );
}

const WORDS: [&str; 24] = [
    "harbour", "board", "ferry", "seventy", "berths", "Monday", "council", "never", "the", "of",
    "a", "windows", "and", "gull", "old", "pier", "river", "mayor", "said", "quietly", "lamp",
    "eleven", "because", "rope",
];

/// Where a sentence may stand in an article, `S` being the sentence.
const SEEN: [&str; 16] = [
    "<p>S</p>",
    "<p><em>S</em></p>",
    "<p>S<br></p>",
    "<blockquote><p>S</p></blockquote>",
    "<blockquote>S</blockquote>",
    "<figure><img src=x.jpg alt=''><figcaption>S</figcaption></figure>",
    "<ul><li>S</li><li>Short.</li></ul>",
    "<ol><li><p>S</p></li></ol>",
    "<h2>S</h2>",
    "<h3>S</h3>",
    "<table><tr><td>1</td><td>S</td></tr></table>",
    "<div>S</div>",
    "<section><p>S</p></section>",
    "<dl><dt>Rope</dt><dd>S</dd></dl>",
    "<details><summary>More</summary><p>S</p></details>",
    "<aside class='factbox'><p>S</p></aside>",
];

/// Where a sentence may stand without being seen, or without being the article's.
const UNSEEN: [&str; 14] = [
    "<script>S</script>",
    "<style>S</style>",
    "<!-- S -->",
    "<template><p>S</p></template>",
    "<noscript><p>S</p></noscript>",
    "<p hidden>S</p>",
    "<div aria-hidden=true><p>S</p></div>",
    "<p style='display:none'>S</p>",
    "<nav><a href=/>S</a></nav>",
    "<form><p>S</p><input></form>",
    "<div class='newsletter-box'><p>S</p></div>",
    "<div class='ad-slot'><p>S</p></div>",
    "<aside><p>S</p></aside>",
    "<ul><li><a href=/1>S</a></li><li><a href=/2>Rope</a></li></ul>",
];

/// What is put around an article.
const FRAMES: [&str; 5] = [
    "<html><body><article>A</article></body></html>",
    "<html><body><nav><a href=/>Home</a></nav><main>A</main><footer>End of page</footer></body></html>",
    "<html><body><div id=wrap><div class=menu><a href=/>Home</a></div><div class=story>A</div></div></body></html>",
    "<html><body><form id=aspnet><input type=hidden><div class=content>A</div></form></body></html>",
    "<html><body>A</body></html>",
];

/// A sentence that no other is part of.
fn sentence(number: usize, words: &[&str]) -> String {
    let mut sentence = format!("Sentence {number}x");
    for word in words {
        let _ = write!(sentence, " {word}");
    }
    format!("{sentence} ends.")
}

fn planted() -> impl Strategy<Value = (Vec<(bool, String, String)>, &'static str)> {
    let words = prop::collection::vec(select(&WORDS[..]), 1..25);
    let seen = (select(&SEEN[..]), words.clone()).prop_map(|(shape, words)| (true, shape, words));
    let unseen = (select(&UNSEEN[..]), words).prop_map(|(shape, words)| (false, shape, words));
    let parts = prop::collection::vec(prop_oneof![2 => seen, 1 => unseen], 1..25);
    (parts, select(&FRAMES[..])).prop_map(|(parts, frame)| {
        let parts = (0..).zip(parts).map(|(number, (is_seen, shape, words))| {
            let sentence = sentence(number, &words);
            (is_seen, shape.replacen('S', &sentence, 1), sentence)
        });
        (parts.collect(), frame)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_sentence_of_the_body_is_there_and_no_other((parts, frame) in planted()) {
        let mut body = String::from("<h1>The headline of it all</h1>");
        // An article that is shorter than a box in it would be taken for one.
        body.push_str(&"<p>It starts with a paragraph, which every article has, or it is none; and it has some more of them.</p>".repeat(8));
        for (_, markup, _) in &parts {
            body.push_str(markup);
        }
        let html = frame.replacen('A', &body, 1);
        let page = read(html.as_bytes());
        assert_sound(&page);
        for (is_seen, markup, sentence) in &parts {
            // Within a form there is no other: the parser passes over its tags (HTML Standard, 13.2.6.4.7).
            if frame.contains("<form") && markup.contains("<form") {
                continue;
            }
            prop_assert_eq!(page.text.contains(sentence.as_str()), *is_seen, "{}\n{}\n{}", sentence, html, page.text);
        }
    }

    #[test]
    fn random_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        assert_sound(&read(&bytes));
    }

    #[test]
    fn random_markup_is_read(parts in prop::collection::vec(select(&[
        "<p>", "</p>", "<div class=x>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<ul><li>", "<a href=/>", "</a>",
        "<sup>2</sup>", "<q>", "</q>", "<pre>\n", "</pre>", "<br>", "text ", "more words here. ", "<svg>", "</svg>", "<math>",
        "<template>", "<select>", "<option>", "<frameset>", "<h1>", "</h1>", "<article>", "</article>", "<script>", "</script>",
        "<!--", "-->", "&amp", "&#0;", "&#xad;", "\u{0}", "<body hidden>", "<aside class=pullquote>", "</aside>", "<form>",
        "<blockquote>", "<figure>", "<noscript>", "<meta charset=utf-16>", "<title>", "</title>", "<html lang=zz>", "<base href=x>",
    ][..]), 0..80)) {
        assert_sound(&read(parts.concat().as_bytes()));
    }

    #[test]
    fn damaged_pages_are_read(at in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), byte in any::<u8>(), is_cut in any::<bool>()) {
        let pages = pages();
        let mut page = pages[at.index(pages.len())].clone();
        let place = cut.index(page.len());
        if is_cut {
            page.truncate(place);
        } else {
            page[place] = byte;
        }
        assert_sound(&read(&page));
    }
}

#[test]
fn a_page_is_read_or_refused_in_good_time() {
    for open in [
        "<div>",
        "<ul><li>",
        "<b>",
        "<table><tr><td>",
        "<q>",
        "<x/>",
        "<svg></svg><div/>",
    ] {
        for (count, is_read) in [(150, true), (700, true), (1_000_000, false)] {
            let started = Instant::now();
            let html = format!("<p>Before.</p>{}<p>At the bottom.</p>", open.repeat(count));
            let page = Page::read(html.as_bytes(), &BTreeSet::new());
            let text = page
                .as_ref()
                .map(|page| page.text.as_str())
                .unwrap_or_default();
            assert_eq!(text.contains("At the bottom."), is_read, "{open} {count}");
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "{open} {count} takes {:?}",
                started.elapsed()
            );
        }
    }
    let closed = format!(
        "<p>Before.</p>{}",
        "<div><svg><path/></svg><script>'<div>'</script><p>Text.</div>".repeat(3_000)
    );
    assert!(Page::read(closed.as_bytes(), &BTreeSet::new()).is_ok());
}

#[test]
fn what_is_kept_is_not_left_out() {
    let html = b"<article><h1>Well runs dry</h1><p>The well ran dry on Thursday.</p><aside><p>How deep is a well?</p></aside><footer><p>Corrected on Friday.</p></footer></article>";
    let without = read(html);
    assert_eq!(
        without.text,
        "Well runs dry\n\nThe well ran dry on Thursday.\n"
    );
    let kinds: Vec<(Kind, usize)> = without
        .dropped
        .iter()
        .map(|dropped| (dropped.kind, dropped.count))
        .collect();
    assert_eq!(kinds, [(Kind::Aside, 1), (Kind::Footer, 1)]);
    let with = Page::read(html, &BTreeSet::from([Kind::Aside, Kind::Footer])).expect("a page");
    assert!(
        with.text
            .ends_with("How deep is a well?\n\nCorrected on Friday.\n")
            && with.dropped.is_empty()
    );
}

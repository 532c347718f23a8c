//! Pages of several shapes, and the text that a reader sees on each.

use super::{Kind, Page};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use rstest::rstest;

fn read(html: &str) -> Page {
    Page::read(html.as_bytes(), &BTreeSet::new())
}

#[rstest]
fn the_text_is_what_a_reader_sees(#[files("tests/pages/*.html")] path: PathBuf) {
    let page = Page::read(&fs::read(&path).unwrap(), &BTreeSet::new());
    let expected = fs::read_to_string(path.with_extension("txt")).unwrap();
    assert_eq!(page.text, expected, "{:#?}", page.dropped);
}

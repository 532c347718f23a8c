//! What pages say of themselves, and what is around an article; whole pages are read in `tests/pages.rs`.

use super::Page;
use crate::claim::Date;
use rstest::rstest;
use std::collections::BTreeSet;

fn read(html: &str) -> Page {
    Page::read(html.as_bytes(), &BTreeSet::new()).unwrap()
}

/// What a page with this in its head says of itself: title, author, publisher, language, day, address.
fn said(head: &str) -> [Option<String>; 6] {
    let page = read(&format!(
        "<html lang=en><head>{head}</head><body><p>Text.</p></body></html>"
    ));
    let published = page.published.as_ref().map(Date::to_string);
    [
        page.title,
        page.author,
        page.publisher,
        page.language,
        published,
        page.url,
    ]
}

fn json_ld(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

#[rstest]
#[case::author_as_text(r#"{"@type":"NewsArticle","author":"Ann Lee"}"#, 1, Some("Ann Lee"))]
#[case::author_as_object(
    r#"{"@type":"Article","author":{"name":"Ann Lee"}}"#,
    1,
    Some("Ann Lee")
)]
#[case::authors(
    r#"{"@type":"Article","author":[{"name":"Ann Lee"},"Bo Day",{"name":"Ann Lee"}]}"#,
    1,
    Some("Ann Lee, Bo Day")
)]
#[case::author_by_reference(
    r##"[{"@type":"Article","author":{"@id":"#a"}},{"@id":"#a","name":"Ann Lee"}]"##,
    1,
    Some("Ann Lee")
)]
#[case::author_is_an_address(r#"{"@type":"Article","author":"https://example.org/ann"}"#, 1, None)]
#[case::graph(r#"{"@graph":[{"@type":"WebSite","name":"No"},{"@type":["schema:NewsArticle"],"headline":"Yes"}]}"#, 0, Some("Yes"))]
#[case::entities(
    r#"{"@type":"Article","headline":"Fish &amp; chips &#8211; again"}"#,
    0,
    Some("Fish & chips – again")
)]
#[case::no_article(r#"{"@type":"Recipe","headline":"Fish","author":"Ann Lee"}"#, 1, None)]
#[case::not_json(r#"{"@type":"Article","author":"Ann Lee""#, 1, None)]
#[case::day_of_the_page(
    r#"{"@type":"Article","datePublished":"2026-01-01T00:30:00+13:00"}"#,
    4,
    Some("2026-01-01")
)]
#[case::no_day(r#"{"@type":"Article","datePublished":"2026-02-30"}"#, 4, None)]
#[case::publisher(
    r#"{"@type":"Article","publisher":{"name":["The Buoy","Die Boje"]}}"#,
    2,
    Some("The Buoy")
)]
#[case::address(
    r#"{"@type":"Article","mainEntityOfPage":"https://example.org/a"}"#,
    5,
    Some("https://example.org/a")
)]
fn reads_json_ld(#[case] json: &str, #[case] field: usize, #[case] value: Option<&str>) {
    assert_eq!(said(&json_ld(json))[field].as_deref(), value);
}

#[rstest]
#[case(
    "<meta property=og:title content='A title'><title>A title | Site</title>",
    0,
    Some("A title")
)]
#[case("<title>Only this</title>", 0, Some("Only this"))]
#[case("<meta name=author content=' Ann  Lee '>", 1, Some("Ann Lee"))]
#[case(
    "<meta property=article:author content='https://example.org/ann'>",
    1,
    None
)]
#[case("<meta property=og:site_name content='The Buoy'>", 2, Some("The Buoy"))]
#[case("<meta property=og:locale content=pt_br>", 3, Some("en"))]
#[case(
    "<meta name=date content='Mon, 02 Mar 2026 10:00:00 GMT'>",
    4,
    Some("2026-03-02")
)]
#[case("<meta name=date content='March 2, 2026'>", 4, Some("2026-03-02"))]
#[case("<meta name=date content='2. März 2026'>", 4, Some("2026-03-02"))]
#[case("<meta name=date content=20260302>", 4, Some("2026-03-02"))]
#[case("<meta name=date content=02/03/2026>", 4, None)]
#[case(
    "<meta name=date content=soon><meta name=dc.date content=2026-03-02>",
    4,
    Some("2026-03-02")
)]
#[case(
    "<link rel=canonical href=https://example.org/a><meta property=og:url content=https://example.org/b>",
    5,
    Some("https://example.org/a")
)]
#[case(
    "<link rel=canonical href=/a><meta property=og:url content=https://example.org/b>",
    5,
    Some("https://example.org/a")
)]
#[case("<link rel=canonical href=/a>", 5, None)]
#[case("<link rel=canonical href='javascript:alert(1)'>", 5, None)]
#[case(
    "<link rel=canonical href=//example.org/a><base href=https://example.com/>",
    5,
    Some("https://example.org/a")
)]
fn reads_the_head(#[case] head: &str, #[case] field: usize, #[case] value: Option<&str>) {
    assert_eq!(said(head)[field].as_deref(), value);
}

#[test]
fn json_ld_comes_before_open_graph_and_that_before_the_rest() {
    let open_graph = "<meta property=article:published_time content=2026-02-02><meta property=og:title content=Second>";
    let plain = "<meta name=date content=2026-03-03><title>Third</title>";
    let json =
        json_ld(r#"{"@type":"NewsArticle","headline":"First","datePublished":"2026-01-01"}"#);
    let told = |head: &str| {
        let [title, .., published, _] = said(head);
        (title.unwrap(), published.unwrap())
    };
    let expected = |title: &str, day: &str| (title.to_owned(), day.to_owned());
    assert_eq!(
        told(&format!("{plain}{open_graph}{json}")),
        expected("First", "2026-01-01")
    );
    assert_eq!(
        told(&format!("{plain}{open_graph}")),
        expected("Second", "2026-02-02")
    );
    assert_eq!(told(plain), expected("Third", "2026-03-03"));
}

#[test]
fn languages_are_written_as_tags() {
    let language = |tag: &str| read(&format!("<html lang='{tag}'><p>Text.")).language;
    assert_eq!(language("en_gb").as_deref(), Some("en-GB"));
    assert_eq!(language("zh-HANT-tw").as_deref(), Some("zh-Hant-TW"));
    assert_eq!(language("x").as_deref(), None);
}

#[test]
fn a_form_around_the_page_is_not_left_out_however_much_script_there_is() {
    let script = "var text = 'This is a script with many words, all of them in quotation marks.';"
        .repeat(200);
    let body =
        "<p>The well ran dry on Thursday, for the first time since 1911, and nobody knew why.</p>"
            .repeat(6);
    let page = read(&format!(
        "<body><div class=menu><a href=/>Home</a></div><form><input type=hidden><div class=text>{body}</div></form><script>{script}</script></body>"
    ));
    assert_eq!(
        page.text.matches("nobody knew why").count(),
        6,
        "{:#?}",
        page.dropped
    );
    assert!(!page.text.contains("Home"));
}

/// What stands in two elements is not one number, or word, in the text.
#[rstest]
#[case("<del>70</del><ins>80</ins> berths", "70 80 berths")]
#[case("1<s>9</s>5 <strike>old</strike>new", "1 9 5 old new")]
#[case("<del>old</del> <ins>new</ins>", "old new")]
#[case("colo<ins>u</ins>r", "colour")]
#[case("10<sup>2.5</sup> and 10<sup>n+1</sup>", "10^2.5 and 10^n+1")]
#[case("10<sup>2</sup>5", "10²5")]
#[case("the 20<sup>th</sup>", "the 20th")]
#[case("log<sub>10</sub>5 of CO<sub>2</sub>", "log10 5 of CO2")]
#[case("seen<sup>1,2</sup>", "seen1,2")]
fn elements_that_meet(#[case] html: &str, #[case] text: &str) {
    let page = read(&format!("<article><h1>Head</h1><p>{html}.</p></article>"));
    assert_eq!(page.text, format!("Head\n\n{text}.\n"));
}

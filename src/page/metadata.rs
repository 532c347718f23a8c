//! What a page says of itself: title, author, publisher, language, day and address. Of several statements the first that
//! can be true counts, in the order that `docs/sources.md` tells.

use super::characters::clean;
use super::json_ld::JsonLd;
use super::markup::{attribute, squeezed};
use crate::claim::Date;
use crate::figure::month_named;
use dom_query::Document;

/// A longer name is a sentence that stands where a name should.
const LONGEST_NAME: usize = 200;

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Metadata {
    /// The headline as machines are told it.
    headline: Option<String>,
    /// What the browser's window is called.
    window: Option<String>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    pub language: Option<String>,
    pub published: Option<Date>,
    pub url: Option<String>,
}

/// The page's `<meta>` elements: what each is called, in lower case, and what it says.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn read(document: &Document) -> Self {
        let mut metas = Vec::new();
        for node in document.select("meta[content]").nodes() {
            let value = attribute(node, "content").unwrap_or_default();
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = attribute(node, key).filter(|_| !value.is_empty()) {
                    metas.push((name.to_lowercase(), value.clone()));
                }
            }
        }
        Self(metas)
    }

    /// What those of these names say, in the order of the names.
    fn all<'m>(&'m self, names: &'m [&str]) -> impl Iterator<Item = &'m str> {
        names.iter().flat_map(|name| {
            let metas = self.0.iter();
            metas
                .filter(move |(own, _)| own == name)
                .map(|(_, value)| value.as_str())
        })
    }
}

impl Metadata {
    pub(super) fn read(document: &Document) -> Self {
        let json = JsonLd::read(document);
        let metas = Metas::read(document);
        Self {
            headline: first([
                json.text("headline").and_then(title),
                json.text("name").and_then(title),
                metas.all(&["og:title"]).find_map(title),
                metas
                    .all(&["twitter:title", "dc.title", "dcterms.title"])
                    .find_map(title),
            ]),
            window: document
                .select("title")
                .nodes()
                .first()
                .and_then(|node| title(&node.text())),
            author: first([names(&json.names("author")), author(document, &metas)]),
            publisher: first([
                names(&json.names("publisher")),
                metas.all(&["og:site_name"]).find_map(person),
                metas
                    .all(&[
                        "publisher",
                        "dc.publisher",
                        "dcterms.publisher",
                        "application-name",
                    ])
                    .find_map(person),
            ]),
            language: first([
                json.text("inLanguage").and_then(language),
                attribute_of(document, "html", "lang")
                    .as_deref()
                    .and_then(language),
                metas.all(&["og:locale"]).find_map(language),
                metas
                    .all(&["content-language", "dc.language", "language"])
                    .find_map(language),
            ]),
            published: first([
                json.text("datePublished").and_then(day),
                published(document, &metas),
            ]),
            url: url(document, &json, &metas),
        }
    }

    /// The title: as machines are told it, else the headline that the page shows, else what its window is called.
    pub(super) fn title(&self, headline: Option<&str>) -> Option<String> {
        let shown = headline.map(str::to_owned);
        first([self.headline.clone(), shown, self.window.clone()])
    }

    /// A title that is sure to be the article's own, without the name of the site.
    pub(super) fn shown_title(&self) -> Option<&str> {
        self.headline.as_deref()
    }

    /// Whether a heading says what one of the page's titles says: all of it, or half of its words.
    pub(super) fn is_title(&self, heading: &str) -> bool {
        let heading = heading.to_lowercase();
        let words: Vec<&str> = heading.split_whitespace().collect();
        let titles = [&self.headline, &self.window];
        titles.into_iter().flatten().any(|title| {
            let title = squeezed(title).to_lowercase();
            let known: Vec<&str> = title.split_whitespace().collect();
            let shared = words.iter().filter(|word| known.contains(word)).count();
            title.contains(&heading) || shared * 2 >= words.len().max(known.len())
        })
    }

    pub(super) fn has_no_title(&self) -> bool {
        self.headline.is_none() && self.window.is_none()
    }
}

fn first<T, const N: usize>(statements: [Option<T>; N]) -> Option<T> {
    statements.into_iter().flatten().next()
}

fn attribute_of(document: &Document, selector: &str, name: &str) -> Option<String> {
    let selection = document.select(selector);
    let mut nodes = selection.nodes().iter();
    nodes
        .find_map(|node| attribute(node, name))
        .filter(|value| !value.is_empty())
}

/// A text with its entities decoded: in JSON-LD they are none, and many pages write them all the same.
fn title(text: &str) -> Option<String> {
    if text.contains('&') && text.contains(';') {
        let markup = text.replace('<', "&lt;");
        return clean(&Document::fragment(markup).text());
    }
    clean(text)
}

/// A name. An address is none: some pages give that of the author's profile.
fn person(text: &str) -> Option<String> {
    let name = title(text)?;
    let is_name =
        !name.contains("://") && !name.starts_with("www.") && name.chars().count() <= LONGEST_NAME;
    is_name.then_some(name)
}

fn names(all: &[String]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for name in all.iter().filter_map(|name| person(name)) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

fn author(document: &Document, metas: &Metas) -> Option<String> {
    let known = [
        "author",
        "article:author",
        "og:article:author",
        "dc.creator",
        "dcterms.creator",
        "parsely-author",
        "byl",
    ];
    let told: Vec<String> = metas.all(&known).filter_map(person).take(1).collect();
    names(&told).or_else(|| {
        let marked = document.select("[itemprop=author], [rel=author]");
        let mut marked = marked.nodes().iter();
        marked.find_map(|node| person(&node.text()))
    })
}

fn published(document: &Document, metas: &Metas) -> Option<Date> {
    let known = [
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "pubdate",
        "publishdate",
        "publish-date",
        "dc.date.issued",
        "dcterms.issued",
        "dc.date",
        "dcterms.date",
        "dcterms.created",
        "parsely-pub-date",
        "sailthru.date",
        "article.published",
        "og:published_time",
    ];
    metas.all(&known).find_map(day).or_else(|| {
        let marked = [
            "time[itemprop=datePublished]",
            "time[pubdate]",
            "article time[datetime]",
            "time[datetime]",
        ];
        marked
            .iter()
            .find_map(|selector| day(&attribute_of(document, selector, "datetime")?))
    })
}

/// The day that a date or date-time names, as it is written: in the page's own time zone.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let compact = || {
        let digits = text
            .get(..8)
            .filter(|_| text.len() == 8 || text.as_bytes().get(8) == Some(&b'T'))?;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
    };
    let rest = |at: usize| text.get(at..).unwrap_or_default();
    let iso = text
        .get(..10)
        .filter(|_| rest(10).is_empty() || rest(10).starts_with(['T', 't', ' ']));
    iso.and_then(Date::parse)
        .or_else(|| Date::parse(&compact()?))
        .or_else(|| day_in_words(text))
}

/// `Mon, 02 Mar 2026 10:00:00 GMT` (RFC 5322), `2 March 2026`, `March 2, 2026`.
fn day_in_words(text: &str) -> Option<Date> {
    let (mut day, mut month, mut year) = (None, None, None);
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let small = word.to_lowercase();
        match (month_named(&small), small.parse::<u32>()) {
            (Some(named), _) if month.is_none() => month = Some(named),
            (None, Ok(number)) if small.len() <= 2 && day.is_none() => day = Some(number),
            (None, Ok(number)) if small.len() == 4 && year.is_none() => year = Some(number),
            _ => {}
        }
    }
    Date::parse(&format!("{:04}-{:02}-{:02}", year?, month?, day?))
}

/// A language tag (BCP 47): `en_gb` is written `en-GB`.
pub fn language(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let mut parts = text.split('-');
    let first = parts.next()?;
    if !(2..=8).contains(&first.len()) || !first.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let mut tag = first.to_ascii_lowercase();
    for part in parts {
        if !(1..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                tag.push_str(&part[..1].to_ascii_uppercase());
                tag.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// The address: the canonical link (RFC 6596), else what social networks and search engines are told.
fn url(document: &Document, json: &JsonLd, metas: &Metas) -> Option<String> {
    let canonical = attribute_of(document, "link[rel~=canonical]", "href");
    let base = attribute_of(document, "base", "href");
    let told = metas.all(&["og:url"]).next();
    let statements = [canonical.as_deref(), told, json.address()];
    let bases = [base.as_deref(), told, json.address()];
    let base = bases
        .into_iter()
        .flatten()
        .find_map(|base| absolute(base, None));
    statements
        .into_iter()
        .flatten()
        .find_map(|address| absolute(address, base.as_deref()))
}

/// An address of the web with its scheme and host. One that is relative to the host is completed, where the host is known;
/// any other is none.
fn absolute(address: &str, base: Option<&str>) -> Option<String> {
    let is_plain = address
        .chars()
        .all(|c| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c));
    if !is_plain {
        return None;
    }
    let host = |address: &str| {
        let (scheme, rest) = address.split_once("://")?;
        let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
        let host = rest
            .split(['/', '?', '#'])
            .next()
            .filter(|host| !host.is_empty())?;
        is_web.then(|| format!("{scheme}://{host}"))
    };
    if host(address).is_some() {
        return Some(address.to_owned());
    }
    let base = base?;
    match address.strip_prefix("//") {
        Some(rest) => {
            let completed = format!("{}://{rest}", base.split("://").next()?);
            host(&completed).map(|_| completed)
        }
        None if address.starts_with('/') => Some(format!("{}{address}", host(base)?)),
        None => None,
    }
}

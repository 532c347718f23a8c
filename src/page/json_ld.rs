//! What a page says of its article in JSON-LD, in the vocabulary of schema.org.

use dom_query::Document;
use serde_json::{Map, Value};

/// The types of schema.org that are articles.
const ARTICLES: [&str; 14] = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "BlogPosting",
    "Report",
    "ScholarlyArticle",
    "TechArticle",
    "SocialMediaPosting",
];

/// The objects of all JSON-LD in a page.
pub(super) struct JsonLd {
    objects: Vec<Map<String, Value>>,
    article: Option<usize>,
}

impl JsonLd {
    /// Reads what a page has; what is not JSON is passed over.
    pub(super) fn read(document: &Document) -> Self {
        let mut objects = Vec::new();
        for script in document.select("script[type]").nodes() {
            let is_json_ld = script
                .attr("type")
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/ld+json"));
            if is_json_ld && let Ok(value) = serde_json::from_str(script.text().trim()) {
                flatten(value, &mut objects);
            }
        }
        let article = objects.iter().position(is_article);
        Self { objects, article }
    }

    fn article(&self) -> Option<&Map<String, Value>> {
        self.objects.get(self.article?)
    }

    /// A property of the article that is a text.
    pub(super) fn text(&self, property: &str) -> Option<&str> {
        self.article()?.get(property)?.as_str()
    }

    /// The names of the persons or organisations that a property of the article holds: a text, an object with a name, a
    /// reference to one, or a list of such.
    pub(super) fn names(&self, property: &str) -> Vec<String> {
        let value = self.article().and_then(|article| article.get(property));
        let values = match value {
            Some(Value::Array(values)) => values.as_slice(),
            Some(value) => std::slice::from_ref(value),
            None => &[],
        };
        values.iter().filter_map(|value| self.name(value)).collect()
    }

    fn name(&self, value: &Value) -> Option<String> {
        match value {
            Value::String(name) => Some(name.clone()),
            Value::Object(object) => {
                let own = object.get("name").and_then(first_text);
                let referred = || {
                    let id = object.get("@id")?;
                    let mut named = self
                        .objects
                        .iter()
                        .filter(|other| other.get("@id") == Some(id));
                    named.find_map(|other| first_text(other.get("name")?))
                };
                own.or_else(referred).map(str::to_owned)
            }
            _ => None,
        }
    }

    /// The address of the article's page.
    pub(super) fn address(&self) -> Option<&str> {
        let page = self.article()?.get("mainEntityOfPage");
        let of_page = page.and_then(|page| page.as_str().or_else(|| page.get("@id")?.as_str()));
        self.text("url").or(of_page)
    }
}

/// A text, or the first of several (a name in several languages).
fn first_text(value: &Value) -> Option<&str> {
    match value {
        Value::Array(values) => values.first()?.as_str(),
        value => value.as_str(),
    }
}

/// Objects at the top, in lists and in graphs; those within an object are properties of it.
fn flatten(value: Value, objects: &mut Vec<Map<String, Value>>) {
    match value {
        Value::Array(values) => {
            for value in values {
                flatten(value, objects);
            }
        }
        Value::Object(mut object) => {
            let graph = object.remove("@graph");
            objects.push(object);
            if let Some(graph) = graph {
                flatten(graph, objects);
            }
        }
        _ => {}
    }
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is_one = |kind: &Value| {
        let name = kind.as_str().unwrap_or_default();
        let name = name.rsplit(['/', ':', '#']).next().unwrap_or_default();
        ARTICLES.contains(&name)
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_one),
        Some(kind) => is_one(kind),
        None => false,
    }
}

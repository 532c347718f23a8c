//! From bytes to a claim file and everything that is wrong with its form; never an error instead.

use super::Date;
use super::model::{
    Change, ChangeKind, Checked, Citation, Claim, Located, Quote, Stance, Tombstone, Verdict,
    Waiver,
};
use crate::content::Content;
use crate::document::{
    BeyondAscii, Duplicate, Fault, MOST_FAULTS, MOST_VALUES, Node, Schema, Style, Value,
    has_too_many_values, parse_json,
};
use crate::text::{EncodingFault, Span, Text, is_blank};
use serde::Serialize;
use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

/// A claim file: what could be read of it, and what is wrong with its form.
#[derive(Debug, Serialize)]
pub struct ClaimFile {
    /// Its path, relative to the root.
    #[serde(skip)]
    pub path: String,
    /// Its text; where it is not UTF-8, with replacement characters.
    #[serde(skip)]
    pub text: Text,
    /// Why nothing of it could be read.
    #[serde(skip)]
    pub problem: Option<Problem>,
    /// Why its claims were not read although it is JSON.
    #[serde(skip)]
    unread: Option<String>,
    /// Keys that stand twice in an object. Such a member is not read: nobody can say which was meant.
    #[serde(skip)]
    pub duplicates: Vec<Duplicate>,
    /// What the schemas say, in document order.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// The story.
    pub story: Option<String>,
    /// The story's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The claims that could be read, at least in part.
    pub claims: Vec<Claim>,
    /// Claims that were withdrawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Tombstone>,
    #[serde(skip)]
    style: OnceLock<Style>,
    #[serde(skip)]
    beyond_ascii: OnceLock<BeyondAscii>,
    #[serde(skip)]
    doubtful: OnceLock<Doubtful>,
}

/// Where a file cannot be read as it was meant: asked for each of its claims, and made when it is first asked for.
#[derive(Debug)]
struct Doubtful {
    pointers: HashSet<String>,
    /// In bytes of the file, in order.
    starts: Vec<usize>,
}

/// Why nothing of a file could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// It is not UTF-8.
    Encoding(EncodingFault),
    /// It is not JSON.
    Json(Fault),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encoding(fault) => write!(
                f,
                "byte 0x{:02X} on line {} is not UTF-8",
                fault.value, fault.place.line
            ),
            Self::Json(fault) => f.write_str(&fault.message),
        }
    }
}

impl ClaimFile {
    /// Reads a claim file. `house` is a further schema that it must satisfy.
    ///
    /// # Example
    ///
    /// ```
    /// use factcheck::ClaimFile;
    ///
    /// let bytes = br#"{"schema_version": 1, "story": "bridge", "claims": [{"id": "opened", "qoute": "x"}]}"#;
    /// let file = ClaimFile::parse("claims/bridge.json", bytes.to_vec(), None);
    /// assert_eq!(file.claims[0].id.as_ref().map(|id| id.value.as_str()), Some("opened"));
    /// assert!(!file.is_well_formed() && !file.faults.is_empty());
    /// ```
    pub fn parse(
        path: impl Into<String>,
        content: impl Into<Content>,
        house: Option<&Schema>,
    ) -> Self {
        Self::of(path.into(), content.into(), house)
    }

    fn of(path: String, content: Content, house: Option<&Schema>) -> Self {
        let mut file = Self {
            path,
            text: Text::new(""),
            problem: None,
            unread: None,
            duplicates: Vec::new(),
            faults: Vec::new(),
            story: None,
            title: None,
            claims: Vec::new(),
            retired: Vec::new(),
            style: OnceLock::new(),
            beyond_ascii: OnceLock::new(),
            doubtful: OnceLock::new(),
        };
        match content.into_text() {
            Ok(text) => {
                let text = Text::of_file(text);
                file.read(text.as_str(), house);
                file.text = text;
            }
            Err(fault) => {
                let bytes = fault.into_bytes();
                file.text = Text::new(String::from_utf8_lossy(&bytes));
                file.problem = Text::decode_file(bytes).err().map(Problem::Encoding);
            }
        }
        file
    }

    /// How it writes its JSON; found out when it is first asked for.
    pub fn style(&self) -> &Style {
        self.style.get_or_init(|| Style::of(self.text.as_str()))
    }

    /// How it writes what is not ASCII: sooner told than all of its style, and once for all fixes of a file with many.
    pub fn beyond_ascii(&self) -> BeyondAscii {
        let text = self.text.as_str();
        *self.beyond_ascii.get_or_init(|| BeyondAscii::of(text))
    }

    fn read(&mut self, text: &str, house: Option<&Schema>) {
        let parsed = match parse_json(text) {
            Ok(parsed) => parsed,
            Err(fault) => {
                self.problem = Some(Problem::Json(fault));
                return;
            }
        };
        let root = &parsed.root;
        self.faults = Schema::claim_file().faults(root);
        if let Some(house) = house {
            let own = house.faults(root);
            self.faults.extend(own);
            self.faults
                .sort_by_key(|fault| (fault.range.start, fault.range.end));
            self.faults
                .dedup_by(|a, b| a.range == b.range && a.message == b.message);
        }
        self.duplicates = parsed.duplicates;
        // Nobody meant this to be a claim file: what could be read of it would be noise, and a lot of it.
        if self.has_too_many_faults() {
            self.unread = Some(format!("it has more than {MOST_FAULTS} faults"));
            self.duplicates.truncate(MOST_FAULTS + 1);
            return;
        }
        if !self.faults.is_empty() && has_too_many_values(root) {
            self.unread = Some(format!(
                "it breaks its schema and has more than {MOST_VALUES} values"
            ));
            return;
        }
        self.forget_faults_of_duplicates();
        let [story, title, claims, retired] = fields(root, ["story", "title", "claims", "retired"]);
        self.unread = why_no_claims(root, claims);
        self.story = story.and_then(text_of);
        self.title = title.and_then(text_of);
        self.claims = each(claims, claim);
        self.retired = each(retired, tombstone);
    }

    /// Which of the values was meant nobody knows, so neither is judged.
    fn forget_faults_of_duplicates(&mut self) {
        let duplicates = self.duplicates.iter();
        let doubled: HashSet<&str> = duplicates.map(|one| one.pointer.as_str()).collect();
        if doubled.is_empty() {
            return;
        }
        self.faults.retain(|Fault { pointer, .. }| {
            let ends = pointer.match_indices('/').map(|(at, _)| at);
            let mut ends = ends.chain([pointer.len()]);
            !ends.any(|end| doubled.contains(&pointer[..end]))
        });
    }

    fn has_too_many_faults(&self) -> bool {
        self.faults.len().max(self.duplicates.len()) > MOST_FAULTS
    }

    /// Why no claim of it was read, where none was.
    pub fn why_unread(&self) -> Option<String> {
        let problem = self.problem.as_ref().map(ToString::to_string);
        problem.or_else(|| self.unread.clone())
    }

    fn doubtful(&self) -> &Doubtful {
        self.doubtful.get_or_init(|| {
            let faults = self.faults.iter();
            let faults = faults.map(|fault| (&fault.pointer, fault.range.start));
            let doubled = self.duplicates.iter();
            let doubled = doubled.map(|twice| (&twice.pointer, twice.again.start));
            let (pointers, mut starts): (HashSet<String>, Vec<usize>) = faults
                .chain(doubled)
                .map(|(pointer, start)| (pointer.clone(), start))
                .unzip();
            starts.sort_unstable();
            Doubtful { pointers, starts }
        })
    }

    /// Whether the value there cannot be read, though there is one: it is none of its kind, or its key stands twice.
    pub fn is_doubtful(&self, pointer: &str) -> bool {
        !(self.faults.is_empty() && self.duplicates.is_empty())
            && self.doubtful().pointers.contains(pointer)
    }

    /// Whether something between two bytes cannot be read as it was meant.
    pub fn is_doubtful_within(&self, place: &Range<usize>) -> bool {
        let starts = &self.doubtful().starts;
        let first = starts.partition_point(|start| *start < place.start);
        starts.get(first).is_some_and(|start| *start < place.end)
    }

    /// Whether everything in it could be read as it was meant.
    pub fn is_well_formed(&self) -> bool {
        self.problem.is_none() && self.duplicates.is_empty() && self.faults.is_empty()
    }
}

/// Why none of a file's claims can be read, where there may be some.
fn why_no_claims(root: &Node<'_>, claims: Option<&Node<'_>>) -> Option<String> {
    let reason = match claims {
        _ if !matches!(root.value, Value::Object(_)) => "it is no JSON object",
        None if root.member("claims").is_some() => "it has \"claims\" twice",
        Some(claims) if claims.as_array().is_none() => "its \"claims\" are no array",
        _ => return None,
    };
    Some(reason.to_owned())
}

/// The values of the members of those names, in that order: each where there is exactly one of its name.
fn fields<'n, 'a, const N: usize>(
    node: &'n Node<'a>,
    names: [&str; N],
) -> [Option<&'n Node<'a>>; N] {
    let mut found = [None; N];
    let mut is_doubled = [false; N];
    let mut next = 0;
    for member in node.members() {
        // Most files have the members in the order of the names.
        let (before, after) = names.split_at(next);
        let is_it = |name: &&str| *name == member.key;
        let at = after.iter().position(is_it).map(|at| next + at);
        if let Some(at) = at.or_else(|| before.iter().position(is_it)) {
            is_doubled[at] |= found[at].replace(&member.value).is_some();
            next = at + 1;
        }
    }
    for (value, is_doubled) in found.iter_mut().zip(is_doubled) {
        if is_doubled {
            *value = None;
        }
    }
    found
}

/// What is read of the objects of an array, each with its index.
fn each<'a, T>(node: Option<&Node<'a>>, read: impl Fn(usize, &Node<'a>) -> T) -> Vec<T> {
    let items = node.and_then(Node::as_array).unwrap_or_default();
    let is_object = |item: &Node<'_>| matches!(item.value, Value::Object(_));
    let count = items.iter().filter(|item| is_object(item)).count();
    let mut list = Vec::with_capacity(count);
    let items = items.iter().enumerate();
    let objects = items.filter(|(_, item)| is_object(item));
    list.extend(objects.map(|(index, item)| read(index, item)));
    list
}

fn text_of(node: &Node<'_>) -> Option<String> {
    node.as_str().map(str::to_owned)
}

fn located<T>(node: &Node<'_>, read: impl FnOnce(&Node<'_>) -> Option<T>) -> Option<Located<T>> {
    read(node).map(|value| Located {
        value,
        range: node.range.clone(),
    })
}

fn located_text(node: &Node<'_>) -> Option<Located<String>> {
    located(node, text_of)
}

/// An id, unless it is so long that it breaks the schema whatever it says: each of very many findings would name it.
fn id_of(node: &Node<'_>) -> Option<Located<String>> {
    const LONGEST: usize = 1_000;
    located_text(node).filter(|id| id.value.len() <= LONGEST)
}

fn date_of(node: &Node<'_>) -> Option<Date> {
    Date::parse(node.as_str()?)
}

fn texts_of(node: Option<&Node<'_>>) -> Vec<String> {
    node.and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(text_of)
        .collect()
}

fn claim(index: usize, node: &Node<'_>) -> Claim {
    let [
        id,
        statement,
        verdict,
        rating,
        revision,
        checked,
        citations,
        changes,
        waivers,
        formerly,
        tags,
    ] = fields(
        node,
        [
            "id",
            "statement",
            "verdict",
            "rating",
            "revision",
            "checked",
            "citations",
            "changes",
            "waivers",
            "formerly",
            "tags",
        ],
    );
    let [on, by] = checked.map_or([None; 2], |checked| fields(checked, ["on", "by"]));
    Claim {
        index,
        range: node.range.clone(),
        id: id.and_then(id_of),
        statement: statement.and_then(located_text),
        verdict: verdict.and_then(|value| located(value, |value| Verdict::parse(value.as_str()?))),
        rating: rating.and_then(text_of),
        revision: revision.and_then(Node::as_whole_number),
        checked: Checked {
            on: on.and_then(|on| located(on, date_of)),
            by: by.and_then(text_of),
        },
        citations: each(citations, citation),
        changes: each(changes, change),
        waivers: each(waivers, |_, node| waiver(node)),
        formerly: texts_of(formerly),
        tags: texts_of(tags),
    }
}

fn citation(index: usize, node: &Node<'_>) -> Citation {
    let [
        source,
        quoted,
        prefix,
        suffix,
        place,
        stance,
        speaker,
        remark,
    ] = fields(
        node,
        [
            "source", "quote", "prefix", "suffix", "span", "stance", "speaker", "note",
        ],
    );
    Citation {
        index,
        range: node.range.clone(),
        source: source
            .filter(|id| id.as_str().is_some_and(is_source_id))
            .and_then(located_text),
        quote: quoted.and_then(|value| located(value, quote)),
        prefix: prefix.and_then(located_text),
        suffix: suffix.and_then(located_text),
        span: place.and_then(|value| located(value, span)),
        stance: match stance {
            Some(stance) => Stance::parse(stance.as_str().unwrap_or_default()),
            None if node.member("stance").is_none() => Some(Stance::default()),
            None => None,
        },
        speaker: speaker.and_then(located_text),
        note: remark.and_then(text_of),
    }
}

/// `^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$`: whatever else stands there never becomes a path.
fn is_source_id(id: &str) -> bool {
    id.len() <= 120
        && id.starts_with(|first: char| first.is_ascii_alphanumeric())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

/// A quote that says something; a blank one is refused by the schema and stands nowhere.
fn quote(node: &Node<'_>) -> Option<Quote> {
    let passage = |node: &Node<'_>| {
        let says_something = node.as_str().is_some_and(|text| !is_blank(text));
        says_something.then(|| located_text(node)).flatten()
    };
    match node.as_array() {
        None => passage(node).map(Quote::Whole),
        Some(items) if items.len() >= 2 => {
            let fragments: Vec<_> = items.iter().map_while(passage).collect();
            (fragments.len() == items.len()).then_some(Quote::Elided(fragments))
        }
        Some(_) => None,
    }
}

fn span(node: &Node<'_>) -> Option<Span> {
    let [start, end] = fields(node, ["start", "end"]);
    let edge = |node: Option<&Node<'_>>| usize::try_from(node?.as_whole_number()?).ok();
    Some(Span {
        start: edge(start)?,
        end: edge(end)?,
    })
}

fn change(index: usize, node: &Node<'_>) -> Change {
    let [revision, on, why, kind] = fields(node, ["revision", "on", "note", "kind"]);
    Change {
        index,
        revision: revision.and_then(Node::as_whole_number),
        on: on.and_then(date_of),
        note: why.and_then(text_of),
        kind: kind.and_then(|value| ChangeKind::parse(value.as_str()?)),
        range: node.range.clone(),
    }
}

fn waiver(node: &Node<'_>) -> Waiver {
    let [rule, reason, citation, until] = fields(node, ["rule", "reason", "citation", "until"]);
    Waiver {
        rule: rule.and_then(located_text),
        reason: reason.and_then(text_of),
        citation: citation.and_then(Node::as_whole_number),
        until: until.and_then(date_of),
        range: node.range.clone(),
    }
}

fn tombstone(index: usize, node: &Node<'_>) -> Tombstone {
    let [id, on, reason] = fields(node, ["id", "on", "reason"]);
    Tombstone {
        id: id.and_then(id_of),
        on: on.and_then(date_of),
        reason: reason.and_then(text_of),
        index,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::embedded;
    use rstest::rstest;
    use serde_json::json;

    /// A file in which every field of the schema is given, none with its default.
    fn everything() -> serde_json::Value {
        json!({
            "schema_version": 1,
            "story": "bridge",
            "title": "The bridge",
            "claims": [{
                "id": "bridge-opens",
                "statement": "The bridge opens.",
                "verdict": "disputed",
                "rating": "half true",
                "revision": 3,
                "checked": {"on": "2026-02-01", "by": "desk"},
                "citations": [
                    {"source": "a", "quote": "the bridge opens", "prefix": "p", "suffix": "s",
                     "span": {"start": 1, "end": 17}, "stance": "refutes", "speaker": "Ann Lee", "note": "n"},
                    {"source": "b", "quote": ["the bridge", "opens"], "stance": "context"}
                ],
                "changes": [{"revision": 2, "on": "2026-01-31", "note": "why", "kind": "correction"}],
                "waivers": [{"rule": "quote-too-short", "reason": "r", "citation": 1, "until": "2027-01-01"}],
                "formerly": ["bridge-closed"],
                "tags": ["traffic"]
            }],
            "retired": [{"id": "old", "on": "2026-01-01", "reason": "withdrawn"}]
        })
    }

    #[test]
    fn the_model_holds_every_field_of_the_schema() {
        let mut example = everything();
        let file = ClaimFile::parse("claims/a.json", example.to_string().into_bytes(), None);
        assert!(file.is_well_formed(), "{:?}", file.faults);
        // The version is a constant, which the schema has checked.
        example.as_object_mut().unwrap().remove("schema_version");
        assert_eq!(serde_json::to_value(&file).unwrap(), example);

        let schema: serde_json::Value =
            serde_json::from_str(embedded("claim-file").unwrap()).unwrap();
        let mut names = Vec::new();
        property_names(&schema, &mut names);
        let text = everything().to_string();
        for name in names {
            let known_elsewhere = ["$schema"].contains(&name.as_str());
            assert!(
                known_elsewhere || text.contains(&format!("\"{name}\":")),
                "the model's test lacks \"{name}\""
            );
        }
    }

    fn property_names(schema: &serde_json::Value, names: &mut Vec<String>) {
        if let Some(properties) = schema.get("properties").and_then(|value| value.as_object()) {
            names.extend(properties.keys().cloned());
        }
        match schema {
            serde_json::Value::Object(members) => members
                .iter()
                .filter(|(key, _)| *key != "examples")
                .for_each(|(_, value)| property_names(value, names)),
            serde_json::Value::Array(items) => {
                for item in items {
                    property_names(item, names);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn what_is_readable_is_read() {
        let mut example = everything();
        example["claims"][0]["verdict"] = json!("mostly true");
        example["claims"][0]["citations"][0]["quote"] = json!(5);
        example["claims"][0]["citations"][1]["source"] = json!("../../etc/passwd");
        let file = ClaimFile::parse("claims/a.json", example.to_string().into_bytes(), None);
        assert_eq!(file.faults.len(), 3, "{:?}", file.faults);
        let claim = &file.claims[0];
        assert!(claim.verdict.is_none() && claim.citations[0].quote.is_none());
        assert!(claim.citations[1].source.is_none() && claim.citations[1].quote.is_some());
    }

    #[test]
    fn a_member_that_stands_twice_is_not_read() {
        let text = everything()
            .to_string()
            .replace("\"speaker\":", "\"quote\":\"other words\",\"speaker\":");
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!(file.duplicates.len(), 1);
        assert!(file.claims[0].citations[0].quote.is_none());
    }

    #[test]
    fn a_span_beyond_all_bounds_is_not_passed_over() {
        for end in ["18446744073709551616", "1e300", "99999999999999999999999"] {
            let text = everything()
                .to_string()
                .replace("\"end\":17", &format!("\"end\":{end}"));
            let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
            let span = file.claims[0].citations[0].span.as_ref().unwrap();
            assert_eq!(span.value.end, usize::MAX);
        }
    }

    #[test]
    fn what_stands_under_a_doubled_key_is_not_judged() {
        let text = everything()
            .to_string()
            .replace("\"claims\":[{", "\"claims\":[],\"claims\":[{\"page\":1,");
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!((file.duplicates.len(), file.faults), (1, Vec::new()));
    }

    #[rstest]
    #[case::quote("/claims/0/citations/0/quote")]
    #[case::statement("/claims/0/statement")]
    #[case::note_of_a_change("/claims/0/changes/0/note")]
    #[case::reason_of_a_waiver("/claims/0/waivers/0/reason")]
    #[case::reason_of_a_tombstone("/retired/0/reason")]
    fn invisible_text_is_blank(
        #[case] pointer: &str,
        #[values("\u{200b}\u{feff} ", "\u{3164}", "\u{ad}")] text: &str,
    ) {
        let mut example = everything();
        *example.pointer_mut(pointer).expect("a field") = json!(text);
        let file = ClaimFile::parse("claims/a.json", example.to_string().into_bytes(), None);
        assert_eq!(file.faults.len(), 1, "{:?}", file.faults);
        assert!(
            file.faults[0].message.contains("blank"),
            "{:?}",
            file.faults
        );
    }

    #[test]
    fn ten_faults_are_ten_findings() {
        let mut example = everything();
        let claim = &mut example["claims"][0];
        claim["verdict"] = json!("suported");
        claim["revision"] = json!(0);
        claim["checked"]["on"] = json!("1 February");
        claim["citations"][0]["qoute"] = json!("x");
        claim["citations"][0]["span"] = json!({"start": "1", "end": 17});
        claim["citations"][1]["quote"] = json!(["one"]);
        claim["waivers"][0]["rule"] = json!("quote-to-short");
        claim["id"] = json!("Not A Slug");
        claim.as_object_mut().unwrap().remove("statement");
        example["retired"][0]["reason"] = json!(" ");
        let text = serde_json::to_string_pretty(&example).unwrap();
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!(file.faults.len(), 10, "{:#?}", file.faults);
        assert!(file.faults.is_sorted_by_key(|fault| fault.range.start));
    }

    #[test]
    fn an_id_as_long_as_a_page_is_none() {
        let mut example = everything();
        for length in [1_000, 1_001] {
            example["claims"][0]["id"] = json!("a".repeat(length));
            let bytes = example.to_string().into_bytes();
            let file = ClaimFile::parse("claims/a.json", bytes, None);
            assert_eq!(file.faults.len(), 1);
            assert_eq!(file.claims[0].id.is_some(), length == 1_000);
        }
    }

    #[test]
    fn of_many_faults_the_first_are_told_and_no_claim_is_read() {
        let keys: Vec<String> = (0..=MOST_FAULTS)
            .map(|number| format!("\"a{number}\": 1"))
            .collect();
        let text = format!("{{{}, \"claims\": [{{\"id\": \"c\"}}]}}", keys.join(","));
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!(file.faults.len(), MOST_FAULTS + 2);
        let last = &file.faults[MOST_FAULTS + 1];
        assert_eq!(
            last.message,
            "there are more than 100000 faults: the others are not listed"
        );
        assert!(file.claims.is_empty() && file.why_unread().is_some());
    }

    #[test]
    fn of_a_file_with_too_many_values_that_breaks_its_schema_no_claim_is_read() {
        let values = "0,".repeat(MOST_VALUES);
        let text = format!("{{\"x-a\": [{values}0], \"claims\": [{{\"id\": \"c\"}}]}}");
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!(file.faults.len(), 1);
        assert!(file.claims.is_empty() && file.why_unread().is_some());
    }

    #[test]
    fn of_many_doubled_keys_the_first_are_told_and_no_claim_is_read() {
        let text = format!(
            "{{{}\"claims\": [{{}}]}}",
            "\"a\": 1,".repeat(MOST_FAULTS + 10)
        );
        let file = ClaimFile::parse("claims/a.json", text.into_bytes(), None);
        assert_eq!(file.duplicates.len(), MOST_FAULTS + 1);
        assert!(file.claims.is_empty() && file.why_unread().is_some());
    }
}

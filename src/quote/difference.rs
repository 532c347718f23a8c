//! stub
use serde::Serialize;
/// c
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// e
    Equal,
    /// d
    Delete,
    /// i
    Insert,
}
/// k
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Kind {
    /// w
    Words,
}
impl Kind {
    /// s
    pub fn as_str(self) -> &'static str {
        "words"
    }
}
/// d
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// e
    pub edits: Vec<(Change, String)>,
    /// k
    pub kinds: Vec<Kind>,
}
/// d
pub fn difference_with(
    source: &str,
    quote: &str,
    _same: impl Fn(&str, &str) -> bool,
) -> Difference {
    Difference {
        edits: vec![
            (Change::Delete, source.into()),
            (Change::Insert, quote.into()),
        ],
        kinds: vec![Kind::Words],
    }
}

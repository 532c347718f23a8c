//! stub
use std::ops::Range;
/// n
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// r
    pub range: Range<usize>,
    /// s
    pub similarity: f64,
}
/// i
pub struct Index<'t>(&'t str);
impl<'t> Index<'t> {
    /// n
    pub fn new(t: &'t str) -> Self {
        Index(t)
    }
    /// n
    pub fn nearest(&self, _q: &str) -> Option<Nearest> {
        let _ = self.0;
        None
    }
}

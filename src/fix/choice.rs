//! Which fixes can be applied together, and a text after fixes.

use super::Offer;
use crate::document::{self, Edit};
use crate::finding::{FileEdit, Fix};

/// A claim file's text after fixes of which no two edit the same bytes.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> String {
    let edits = fixes.into_iter().flat_map(|fix| &fix.edits);
    let mut edits: Vec<Edit> = edits
        .map(|edit| Edit {
            range: edit.start..edit.end,
            text: edit.text.clone(),
        })
        .collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    document::apply(text, &edits)
}

/// Those of a claim's fixes that can be applied together: safe ones before the others, then in file order. Of two that
/// touch the same value or the same bytes the first is taken; the other has to be found again once that is done.
pub(super) fn together<'o>(offers: impl Iterator<Item = &'o Offer>) -> Vec<&'o Offer> {
    let mut all: Vec<&Offer> = offers.collect();
    all.sort_by_key(|offer| offer.order());
    let mut taken: Vec<&Offer> = Vec::new();
    for offer in all {
        if !taken.iter().any(|other| collide(offer, other)) {
            taken.push(offer);
        }
    }
    taken
}

fn collide(a: &Offer, b: &Offer) -> bool {
    let is_within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // What lies between two characters may be edited by both, where neither edits the other's bytes.
    let meet = |a: &FileEdit, b: &FileEdit| a.start <= b.end && b.start <= a.end;
    is_within(&a.pointer, &b.pointer)
        || is_within(&b.pointer, &a.pointer)
        || a.fix
            .edits
            .iter()
            .any(|edit| b.fix.edits.iter().any(|other| meet(edit, other)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Safety;
    use crate::text::Region;

    fn offer(pointer: &str, safety: Safety, edits: &[(usize, usize, &str)]) -> Offer {
        let edit = |(start, end, text): &(usize, usize, &str)| FileEdit {
            file: "a.json".to_owned(),
            start: *start,
            end: *end,
            text: (*text).to_owned(),
            region: Region::START,
        };
        Offer {
            rule: "quote-typography",
            pointer: pointer.to_owned(),
            identity: String::new(),
            citation: None,
            source: None,
            fix: Fix {
                title: "mend".to_owned(),
                safety,
                edits: edits.iter().map(edit).collect(),
            },
        }
    }

    fn chosen(offers: &[Offer]) -> Vec<&str> {
        let taken = together(offers.iter()).into_iter();
        taken.map(|offer| offer.pointer.as_str()).collect()
    }

    #[test]
    fn edits_are_applied_wherever_they_stand() {
        let late = offer("/b", Safety::Safe, &[(4, 5, "E"), (6, 6, "!")]);
        let early = offer("/a", Safety::Safe, &[(0, 1, "")]);
        assert_eq!(apply("abcdef", [&late.fix, &early.fix]), "bcdEf!");
    }

    #[test]
    fn safe_fixes_come_first_and_then_those_that_stand_first() {
        let review = offer("/a", Safety::Review, &[(0, 3, "")]);
        let second = offer("/c", Safety::Safe, &[(3, 5, "")]);
        let first = offer("/b", Safety::Safe, &[(2, 3, "")]);
        let apart = offer("/d", Safety::Review, &[(7, 8, "")]);
        assert_eq!(chosen(&[review, second, first, apart]), ["/b", "/d"]);
    }

    #[test]
    fn one_value_is_mended_by_one_at_a_time() {
        let first = offer("/quote", Safety::Safe, &[(0, 1, "")]);
        let same = offer("/quote", Safety::Safe, &[(5, 6, "")]);
        let within = offer("/quote/1", Safety::Safe, &[(9, 10, "")]);
        let other = offer("/quotes", Safety::Safe, &[(15, 16, "")]);
        assert_eq!(chosen(&[first, same, within, other]), ["/quote", "/quotes"]);
    }
}

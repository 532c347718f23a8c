//! Where a quote that stands lies in its source: which place was singled out, in what order, cutting what.
//!
//! A whole quote is an elided one of one fragment: the same reasoning serves both.

use super::facts::{
    Ambiguity, Certainty, ContextFault, Cut, Detail, Edge, FragmentFacts, Gap, Misorder, Passage,
    Placement, Places, Side, SpanFault,
};
use super::speaker::is_named;
use super::surroundings::{MayBeOpen, Surroundings};
use crate::claim::Citation;
use crate::quote::{Haystack, cut_word, most_places};
use crate::text::{Text, abridged};
use std::borrow::Cow;
use std::ops::Range;

/// How many of several places a finding names.
const SHOWN: usize = 5;

/// A text that has no end of its own, but those that a citation gives it, is shown up to so many characters.
const LONGEST_SHOWN: usize = 2_000;

/// Of so many of them one is sought that cuts nothing.
const TRIED: usize = 100;

/// What singles a place out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// A span at which the quote stands, however often it stands elsewhere.
    Span,
    /// The text around it, the order of its fragments, or that it stands only once.
    Context,
}

/// The places of a fragment, or some of them.
type Ranges<'p> = Cow<'p, [Range<usize>]>;

/// What decides where a quote lies.
pub(super) struct Placing<'t> {
    pub text: &'t Text,
    pub citation: &'t Citation,
    /// The places of each fragment; none is empty.
    pub places: Vec<&'t Places>,
    /// What is to stand around it.
    pub around: &'t Surroundings<'t>,
    /// Gaps with more code points are remembered with their place.
    pub max_gap: usize,
    /// Whether the place of a quote is told of which no more is to be said.
    pub tells_places: bool,
}

impl Placing<'_> {
    /// All facts about how the quote lies.
    pub(super) fn place(&self) -> Placement {
        self.flawless().unwrap_or_else(|| self.look_closely())
    }

    /// The same of a quote that stands in one place, just where the citation says, and of which no more is to be said: nearly
    /// every one.
    fn flawless(&self) -> Option<Placement> {
        let ([places], None) = (&self.places[..], &self.citation.speaker) else {
            return None;
        };
        let [place] = &places.ranges[..] else {
            return None;
        };
        let said = self.citation.span.as_ref();
        let is_whole = |at: usize| cut_word(self.text.as_str(), at).is_none();
        let is_flawless = said.is_none_or(|said| said.value == self.text.span(place))
            && self.has_prefix(place)
            && self.has_suffix(place)
            && is_whole(place.start)
            && is_whole(place.end)
            && places.are_all;
        is_flawless.then(|| Placement {
            occurrences: 1,
            place: self.tells_places.then(|| self.text.span_and_region(place)),
            ..Placement::default()
        })
    }

    fn look_closely(&self) -> Placement {
        let mut placement = Placement {
            occurrences: self
                .places
                .iter()
                .map(|places| places.ranges.len())
                .max()
                .unwrap_or(0),
            ..Placement::default()
        };
        let ordered = match in_order(self.ranges()) {
            Ok(ordered) => ordered,
            Err(OutOfOrder { fragment, before }) => {
                placement.misorder = Some(Box::new(Misorder {
                    fragment,
                    before: Passage::new(self.text, before),
                    here: Passage::new(self.text, self.places[fragment].ranges[0].clone()),
                }));
                return placement;
            }
        };
        let (narrowed, by) = self.narrow(&ordered, &mut placement);
        let chosen = Self::first_places(&narrowed);
        // Where not every place is known, nothing but a span singles one out.
        let all_known = by == By::Span || self.all_places_known();
        let ambiguous = narrowed
            .iter()
            .position(|places| places.len() > 1)
            .or((!all_known).then_some(0));
        if let Some(fragment) = ambiguous {
            placement.ambiguity = Some(Box::new(Ambiguity {
                fragment,
                passages: self.passages(&narrowed[fragment]),
                count: if all_known {
                    narrowed[fragment].len()
                } else {
                    self.places[fragment].ranges.len()
                },
                may_be_more: !all_known,
            }));
        } else {
            let range = chosen[0].start..chosen[chosen.len() - 1].end;
            placement.place = Some(self.text.span_and_region(&range));
        }
        self.context(&narrowed, &mut placement);
        self.cuts(&self.least_cut(&narrowed), &mut placement);
        self.gaps(&chosen, &mut placement);
        self.speaker(&chosen, &mut placement);
        placement
    }

    /// Where each fragment stands, where one place is singled out.
    pub(super) fn chosen(&self) -> Option<Vec<Range<usize>>> {
        let ordered = in_order(self.ranges()).ok()?;
        let (narrowed, by) = self.narrow(&ordered, &mut Placement::default());
        let all_known = by == By::Span || self.all_places_known();
        let is_one = narrowed.iter().all(|places| places.len() == 1) && all_known;
        is_one.then(|| Self::first_places(&narrowed))
    }

    /// Whether every place of every fragment is known, and of each place whether it has what is to stand around it.
    fn all_places_known(&self) -> bool {
        self.places.iter().all(|places| places.are_all) && self.around.are_known()
    }

    fn ranges(&self) -> Vec<Ranges<'_>> {
        let ranges = self.places.iter();
        ranges
            .map(|places| Ranges::Borrowed(&places.ranges))
            .collect()
    }

    fn first_places(places: &[Ranges<'_>]) -> Vec<Range<usize>> {
        places.iter().map(|places| places[0].clone()).collect()
    }

    fn passages(&self, places: &[Range<usize>]) -> Vec<Passage> {
        places
            .iter()
            .take(SHOWN)
            .map(|place| Passage::new(self.text, place.clone()))
            .collect()
    }

    /// Narrows the places down by span, prefix and suffix. Notes a span at which the quote does not stand.
    fn narrow<'p>(
        &self,
        ordered: &[Ranges<'p>],
        placement: &mut Placement,
    ) -> (Vec<Ranges<'p>>, By) {
        let last = ordered.len() - 1;
        let Some(span) = self.citation.span.as_ref().map(|span| span.value) else {
            return (self.narrow_by_context(ordered), By::Context);
        };
        // Where a place is in code points is sooner told than where code points are in bytes.
        if last == 0 && ordered[0].len() <= SHOWN {
            let mut places = ordered[0].iter();
            if let Some(place) = places.find(|place| self.text.span(place) == span) {
                return (vec![Ranges::Owned(vec![place.clone()])], By::Span);
            }
        }
        if let Some(bytes) = self.text.bytes(span) {
            if last == 0 && ordered[0].contains(&bytes) {
                return (vec![Ranges::Owned(vec![bytes])], By::Span);
            }
            let at_span = narrow_edges(
                ordered,
                |place| place.start == bytes.start && (last > 0 || place.end == bytes.end),
                |place| place.end == bytes.end,
            );
            if let Some(narrowed) = at_span {
                return (narrowed, By::Context);
            }
        }
        let by_context = self.narrow_by_context(ordered);
        let whole = |places: &[Ranges<'_>]| places[0][0].start..places[last][0].end;
        let stands = if last == 0 {
            self.passages(&by_context[0])
        } else {
            vec![Passage::abridged(
                self.text,
                whole(&by_context),
                LONGEST_SHOWN,
            )]
        };
        placement.span = Some(Box::new(SpanFault {
            said: span,
            stands,
            instead: self
                .text
                .bytes(span)
                .map(|bytes| abridged(&self.text.as_str()[bytes], LONGEST_SHOWN)),
        }));
        (by_context, By::Context)
    }

    fn narrow_by_context<'p>(&self, ordered: &[Ranges<'p>]) -> Vec<Ranges<'p>> {
        let narrowed = narrow_edges(
            ordered,
            |place| self.has_prefix(place) && (ordered.len() > 1 || self.has_suffix(place)),
            |place| self.has_suffix(place),
        );
        narrowed.unwrap_or_else(|| ordered.to_vec())
    }

    fn has_prefix(&self, place: &Range<usize>) -> bool {
        self.around.has_prefix(place.start, MayBeOpen::Yes) == Some(true)
    }

    fn has_suffix(&self, place: &Range<usize>) -> bool {
        self.around.has_suffix(place.end, MayBeOpen::Yes) == Some(true)
    }

    /// Prefix and suffix against what stands at the place, or at the only place that comes into question.
    fn context(&self, narrowed: &[Ranges<'_>], placement: &mut Placement) {
        let end = narrowed.len() - 1;
        let (first, last) = (&narrowed[0], &narrowed[end]);
        let is_open = placement.ambiguity.is_some();
        // Of several places one that has it may be among those that were not looked at; but then the quote is ambiguous.
        let may_be_open = |places: &Ranges<'_>| match places.len() {
            1 => MayBeOpen::No,
            _ => MayBeOpen::Yes,
        };
        let certainty = |fragment: usize| match self.places[fragment].ranges.len() {
            _ if is_open => Certainty::Open,
            1 => Certainty::Only,
            _ => Certainty::SingledOut,
        };
        let passage_where = |fragment: usize, stands: &dyn Fn(&Range<usize>) -> bool| {
            let mut places = self.places[fragment].ranges.iter();
            let place = places.find(|place| stands(place))?;
            Some(Passage::new(self.text, place.clone()))
        };
        if let Some(prefix) = &self.citation.prefix
            && first
                .iter()
                .all(|place| self.around.has_prefix(place.start, may_be_open(first)) == Some(false))
        {
            let before = &self.text.as_str()[..first[0].start];
            placement.context.push(ContextFault {
                side: Side::Prefix,
                stands: whole_words_before(before, prefix.value.chars().count()).to_owned(),
                place: certainty(0),
                passage: Passage::new(self.text, first[0].clone()),
                elsewhere: passage_where(0, &|place| self.has_prefix(place)),
            });
        }
        if let Some(suffix) = &self.citation.suffix
            && last
                .iter()
                .all(|place| self.around.has_suffix(place.end, may_be_open(last)) == Some(false))
        {
            let after = &self.text.as_str()[last[0].end..];
            placement.context.push(ContextFault {
                side: Side::Suffix,
                stands: whole_words_after(after, suffix.value.chars().count()).to_owned(),
                place: certainty(end),
                passage: Passage::new(self.text, last[0].clone()),
                elsewhere: passage_where(end, &|place| self.has_suffix(place)),
            });
        }
    }

    /// Of each fragment the first place that cuts nothing, if there is one: an editor who lengthens the quote to
    /// single out a place will mean that one.
    fn least_cut(&self, narrowed: &[Ranges<'_>]) -> Vec<Range<usize>> {
        let text = self.text.as_str();
        let is_clean = |place: &&Range<usize>| {
            cut_word(text, place.start).is_none() && cut_word(text, place.end).is_none()
        };
        let least = |places: &Ranges<'_>| {
            let mut first = places.iter().take(TRIED);
            let clean = (places.len() > 1).then(|| first.find(is_clean));
            clean.flatten().unwrap_or(&places[0]).clone()
        };
        narrowed.iter().map(least).collect()
    }

    fn cuts(&self, chosen: &[Range<usize>], placement: &mut Placement) {
        let text = self.text.as_str();
        for (fragment, place) in chosen.iter().enumerate() {
            for (edge, at) in [(Edge::Start, place.start), (Edge::End, place.end)] {
                if let Some(word) = cut_word(text, at) {
                    placement.cuts.push(Cut {
                        fragment,
                        edge,
                        word: text[word.clone()].to_owned(),
                        passage: Passage::new(self.text, word),
                    });
                }
            }
        }
    }

    fn gaps(&self, chosen: &[Range<usize>], placement: &mut Placement) {
        for pair in chosen.windows(2) {
            let between = pair[0].end..pair[1].start;
            let span = self.text.span(&between);
            let characters = span.end - span.start;
            let omitted = abridged(&self.text.as_str()[between], LONGEST_SHOWN);
            let after =
                (characters > self.max_gap).then(|| Passage::new(self.text, pair[1].clone()));
            placement.gaps.push(Gap {
                omitted,
                characters,
                after,
            });
        }
    }

    fn speaker(&self, chosen: &[Range<usize>], placement: &mut Placement) {
        let Some(speaker) = &self.citation.speaker else {
            return;
        };
        let named = chosen
            .iter()
            .any(|place| is_named(self.text.as_str(), place, &speaker.value));
        if !named {
            placement.speaker = Some(Box::new(Passage::new(self.text, chosen[0].clone())));
        }
    }
}

/// Of a fragment that stands too often for all of its places to be known, looks for those that matter: between the fragments
/// before and after it.
pub(super) fn look_between(text: &str, fragments: &mut [FragmentFacts<'_>]) {
    /// Fragments of one quote do not lie further apart, in bytes: each of very many quotes may have such a fragment.
    const LONGEST: usize = 1 << 22;
    /// Nobody quotes in more.
    const MOST: usize = 64;
    if fragments.len() > MOST {
        return;
    }
    for number in 0..fragments.len() {
        let (before, rest) = fragments.split_at_mut(number);
        let Some((fragment, after)) = rest.split_first_mut() else {
            break;
        };
        let all_of = |fragment: &FragmentFacts<'_>| {
            let places = fragment.detail.places().filter(|places| places.are_all)?;
            Some(places.ranges.first()?.end..places.ranges.last()?.start)
        };
        let start = before.iter().rev().find_map(all_of);
        let end = after.iter().find_map(all_of);
        let start = start.map_or(0, |known| known.start);
        let end = end.map_or(text.len(), |known| known.end);
        let Detail::Stands { places, folds } = &mut fragment.detail else {
            continue;
        };
        if places.are_all || !folds.is_empty() || end <= start {
            continue;
        }
        let near = text.floor_char_boundary(end.min(start + LONGEST));
        let between = Haystack::new(&text[start..near]).verbatim(&fragment.quote.value);
        if between.is_empty() {
            continue;
        }
        let are_all = between.len() < most_places(&fragment.quote.value) && near == end;
        let there = between
            .into_iter()
            .map(|place| start + place.start..start + place.end);
        *places = Places {
            ranges: there.collect(),
            are_all,
        };
    }
}

/// A fragment that has no place after the one before it.
struct OutOfOrder {
    fragment: usize,
    /// The place of the fragment before it that leaves the most room.
    before: Range<usize>,
}

/// Of each fragment the places that can be part of a sequence in source order, without overlaps.
fn in_order(places: Vec<Ranges<'_>>) -> Result<Vec<Ranges<'_>>, OutOfOrder> {
    let mut ordered = places;
    if let [only] = &ordered[..]
        && !only.is_empty()
    {
        // Nearly every quote is in one piece, and may stand at very many places.
        return Ok(ordered);
    }
    let mut before = 0..0;
    for (fragment, places) in ordered.iter_mut().enumerate() {
        let places = places.to_mut();
        places.retain(|place| place.start >= before.end);
        before = match places.iter().min_by_key(|place| place.end) {
            Some(earliest) => earliest.clone(),
            None => return Err(OutOfOrder { fragment, before }),
        };
    }
    let mut latest_start = usize::MAX;
    for places in ordered.iter_mut().rev() {
        let places = places.to_mut();
        places.retain(|place| place.end <= latest_start);
        // What is left of the way forward is never empty on the way back.
        latest_start = places.iter().map(|place| place.start).max().unwrap_or(0);
    }
    Ok(ordered)
}

/// Narrows the first fragment's places and the last one's; `None` where nothing is left.
fn narrow_edges<'p>(
    ordered: &[Ranges<'p>],
    first: impl Fn(&Range<usize>) -> bool,
    last: impl Fn(&Range<usize>) -> bool,
) -> Option<Vec<Ranges<'p>>> {
    let mut narrowed = ordered.to_vec();
    keep(narrowed.first_mut()?, first);
    keep(narrowed.last_mut()?, last);
    in_order(narrowed).ok()
}

/// Keeps the places for which something holds.
fn keep(places: &mut Ranges<'_>, holds: impl Fn(&Range<usize>) -> bool) {
    *places = places
        .iter()
        .filter(|place| holds(place))
        .cloned()
        .collect();
}

/// A word is completed by at most so many characters.
const LONGEST_REST: usize = 24;

/// The last `count` characters, and the rest of the word that they start in.
fn whole_words_before(text: &str, count: usize) -> &str {
    let end = tail(text, count);
    let rest = &text[..text.len() - end.len()];
    let inside = end.starts_with(char::is_alphanumeric) && rest.ends_with(char::is_alphanumeric);
    let word = rest
        .chars()
        .rev()
        .take_while(|c| c.is_alphanumeric())
        .take(LONGEST_REST)
        .count();
    if inside {
        tail(text, count + word)
    } else {
        end
    }
}

/// The first `count` characters, and the rest of the word that they end in.
fn whole_words_after(text: &str, count: usize) -> &str {
    let start = head(text, count);
    let rest = &text[start.len()..];
    let inside = start.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric);
    let word = rest
        .chars()
        .take_while(|c| c.is_alphanumeric())
        .take(LONGEST_REST)
        .count();
    if inside {
        head(text, count + word)
    } else {
        start
    }
}

/// The last `count` characters.
fn tail(text: &str, count: usize) -> &str {
    match count {
        0 => "",
        _ => text
            .char_indices()
            .rev()
            .nth(count - 1)
            .map_or(text, |(at, _)| &text[at..]),
    }
}

/// The first `count` characters.
fn head(text: &str, count: usize) -> &str {
    text.char_indices()
        .nth(count)
        .map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::ClaimFile;
    use crate::quote::{Fold, Folds};
    use rstest::rstest;
    use serde_json::{Value, json};

    /// `citation` is JSON; the quote must stand.
    fn place(text: &str, citation: &Value) -> Placement {
        place_with(text, citation, Folds::NONE)
    }

    fn place_with(text: &str, citation: &Value, accept: Folds) -> Placement {
        let file =
            json!({"schema_version": 1, "story": "s", "claims": [{"citations": [citation]}]});
        let file = ClaimFile::parse("c.json", file.to_string().into_bytes(), None);
        let citation = &file.claims[0].citations[0];
        let text = Text::new(text);
        let haystack = Haystack::new(text.as_str());
        let fragments = citation.quote.as_ref().unwrap().value.fragments();
        let places: Vec<_> = fragments
            .iter()
            .map(|fragment| Places {
                ranges: haystack.verbatim(&fragment.value),
                are_all: true,
            })
            .collect();
        let placing = Placing {
            text: &text,
            citation,
            places: places.iter().collect(),
            around: &Surroundings::new(text.as_str(), citation, accept),
            max_gap: 10,
            tells_places: true,
        };
        placing.place()
    }

    fn start(placement: &Placement) -> Option<usize> {
        placement.place.map(|(span, _)| span.start)
    }

    const TWICE: &str = "the bridge opened. Then the bridge closed.";

    #[rstest]
    #[case(json!({"source": "s", "quote": "the bridge"}), None)]
    #[case(json!({"source": "s", "quote": "the bridge", "suffix": " closed"}), Some(24))]
    #[case(json!({"source": "s", "quote": "the bridge", "prefix": "Then "}), Some(24))]
    #[case(json!({"source": "s", "quote": "the bridge", "prefix": ""}), None)]
    #[case(json!({"source": "s", "quote": "the bridge", "span": {"start": 24, "end": 34}}), Some(24))]
    #[case(json!({"source": "s", "quote": "the bridge", "span": {"start": 24, "end": 33}}), None)]
    #[case(json!({"source": "s", "quote": ["the bridge opened", "the bridge"]}), Some(0))]
    #[case(json!({"source": "s", "quote": ["the bridge", "closed"]}), None)]
    #[case(json!({"source": "s", "quote": ["the bridge", "closed"], "span": {"start": 24, "end": 41}}), Some(24))]
    #[case(json!({"source": "s", "quote": ["the bridge", "closed"], "prefix": "Then "}), Some(24))]
    fn one_place_is_singled_out(#[case] citation: Value, #[case] expected: Option<usize>) {
        let placement = place(TWICE, &citation);
        assert_eq!(start(&placement), expected);
        assert_eq!(placement.ambiguity.is_some(), expected.is_none());
    }

    #[test]
    fn a_wrong_span_is_told_where_the_quote_stands() {
        let placement = place(
            TWICE,
            &json!({"source": "s", "quote": "closed", "span": {"start": 34, "end": 40}}),
        );
        let fault = placement.span.unwrap();
        assert_eq!(
            (fault.stands[0].span.start, fault.stands[0].span.end),
            (35, 41)
        );
        assert_eq!(fault.instead.as_deref(), Some(" close"));
        for (start, end) in [(0, 999), (9, 2), (usize::MAX, usize::MAX)] {
            let span = json!({"start": start, "end": end});
            assert!(
                place(
                    TWICE,
                    &json!({"source": "s", "quote": "closed", "span": span})
                )
                .span
                .is_some()
            );
        }
    }

    #[rstest]
    #[case::long_runs("Total:                              approved", "Total: ", None)]
    #[case::nothing_but_space("in all\n\napproved", " ", None)]
    #[case::nothing_there("approved", " ", Some(""))]
    #[case::another_word(
        "Sum:                              approved",
        "Total: ",
        Some("       ")
    )]
    fn context_stands_apart_from_accepted_white_space(
        #[case] text: &str,
        #[case] prefix: &str,
        #[case] instead: Option<&str>,
    ) {
        let citation = json!({"source": "s", "quote": "approved", "prefix": prefix});
        let accept = [Fold::Whitespace].into_iter().collect();
        let placement = place_with(text, &citation, accept);
        let told = placement.context.first();
        assert_eq!(told.map(|fault| fault.stands.as_str()), instead);
    }

    #[rstest]
    #[case::long_runs("in all    approved", " approved", true)]
    #[case::line_ends("in all\n  approved", " approved", true)]
    #[case::with_more_words("in all  approved of it", " approved of", true)]
    #[case::nothing_but_space("in all\n\napproved", " ", true)]
    #[case::another_word("in all    approved", " refused", false)]
    fn what_follows_stands_apart_from_accepted_white_space(
        #[case] text: &str,
        #[case] suffix: &str,
        #[case] stands: bool,
    ) {
        let citation = json!({"source": "s", "quote": "in all", "suffix": suffix});
        let accept = [Fold::Whitespace].into_iter().collect();
        assert_eq!(
            place_with(text, &citation, accept).context.is_empty(),
            stands
        );
    }

    /// The place that has it may be one of those that were not looked at.
    #[test]
    fn no_place_is_singled_out_by_context_that_takes_too_long_to_look_for() {
        let text = "a \u{201c} ".repeat(10_000);
        let accept = [Fold::Quotes].into_iter().collect();
        let mut citation =
            json!({"source": "s", "quote": "a", "suffix": " \" a".repeat(9_998) + " \""});
        let placement = place_with(&text, &citation, accept);
        let ambiguity = placement.ambiguity.as_deref().expect("several places");
        assert!(ambiguity.may_be_more && placement.context.is_empty());
        citation["span"] = json!({"start": 4, "end": 5});
        let placement = place_with(&text, &citation, accept);
        assert_eq!(start(&placement), Some(4));
        assert!(placement.ambiguity.is_none() && placement.context.is_empty());
    }

    #[test]
    fn wrong_context_is_told_what_stands_there() {
        let placement = place(
            TWICE,
            &json!({"source": "s", "quote": "opened", "prefix": "a bridge ", "suffix": "."}),
        );
        assert_eq!(placement.context.len(), 1);
        let told = &placement.context[0];
        assert_eq!(
            (told.stands.as_str(), told.place),
            ("the bridge ", Certainty::Only)
        );
    }

    /// `TWICE` has "bridge" twice.
    #[rstest]
    #[case(json!({"span": {"start": 4, "end": 10}, "prefix": "Then the "}), Certainty::SingledOut, true)]
    #[case(json!({"span": {"start": 4, "end": 10}, "prefix": "Now the "}), Certainty::SingledOut, false)]
    #[case(json!({"prefix": "Now the "}), Certainty::Open, false)]
    fn context_of_a_quote_with_several_places(
        #[case] mut citation: serde_json::Value,
        #[case] certainty: Certainty,
        #[case] stands_elsewhere: bool,
    ) {
        citation["source"] = json!("s");
        citation["quote"] = json!("bridge");
        let placement = place(TWICE, &citation);
        let told = &placement.context[0];
        assert_eq!(
            (told.place, told.elsewhere.is_some()),
            (certainty, stands_elsewhere)
        );
    }

    #[test]
    fn order_and_gaps() {
        let placement = place(
            TWICE,
            &json!({"source": "s", "quote": ["closed", "opened"]}),
        );
        assert_eq!(
            placement.misorder.map(|misorder| misorder.fragment),
            Some(1)
        );
        let placement = place("abcdef", &json!({"source": "s", "quote": ["abc", "cde"]}));
        assert!(placement.misorder.is_some(), "fragments may not overlap");
        let placement = place(
            TWICE,
            &json!({"source": "s", "quote": ["opened", "closed"]}),
        );
        assert_eq!(placement.gaps[0].omitted, ". Then the bridge ");
        assert!(placement.gaps[0].after.is_some());
    }

    #[test]
    fn cuts_are_named() {
        let placement = place(TWICE, &json!({"source": "s", "quote": "ridge open"}));
        let words: Vec<&str> = placement.cuts.iter().map(|cut| cut.word.as_str()).collect();
        assert_eq!(words, ["bridge", "opened"]);
    }
}

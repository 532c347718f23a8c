//! Looks for many quotes that are short, or begin alike: of a place in a text, a sorted list tells which of them start there.

/// Quotes that no piece tells from one another, sorted by their bytes.
///
/// Of all that are not after the text from a place on, the last one has in common with it what any quote has that starts there:
/// those that do are among the quotes that it begins with itself. So a place costs one binary search, and a text time linear
/// in its length, however many quotes there are; most places are told by two bytes.
pub(super) struct Crowd<'q> {
    sorted: Vec<Member<'q>>,
    /// The quotes that start with a byte are those from its entry to the next.
    firsts: Vec<usize>,
    /// A bit for each pair of bytes that a quote may start with.
    pairs: Vec<u64>,
}

/// A quote of a crowd.
struct Member<'q> {
    quote: &'q [u8],
    /// Its number.
    number: u32,
    /// The longest other quote that it begins with, by its place in the list.
    shorter: Option<usize>,
    /// One that is further up that way.
    jump: Option<usize>,
    /// How many quotes it begins with.
    depth: usize,
}

impl<'q> Crowd<'q> {
    /// Prepares the search for quotes with their numbers, none of them empty or there twice.
    pub(super) fn new(quotes: impl Iterator<Item = (u32, &'q [u8])>) -> Self {
        let mut quotes: Vec<(u32, &[u8])> = quotes.collect();
        quotes.sort_unstable_by_key(|(_, quote)| *quote);
        let mut crowd = Self {
            sorted: Vec::with_capacity(quotes.len()),
            firsts: vec![0; 257],
            pairs: vec![0; 256 * 256 / 64],
        };
        // Those that the next one may begin with, the shortest first.
        let mut open: Vec<usize> = Vec::new();
        for (number, quote) in quotes {
            crowd.note_start(quote);
            while let Some(last) = open.last()
                && !quote.starts_with(crowd.sorted[*last].quote)
            {
                open.pop();
            }
            let shorter = open.last().copied();
            open.push(crowd.sorted.len());
            crowd.sorted.push(Member {
                quote,
                number,
                shorter,
                jump: shorter.and_then(|shorter| crowd.jump(shorter)),
                depth: shorter.map_or(0, |shorter| crowd.sorted[shorter].depth + 1),
            });
        }
        let mut sum = 0;
        for first in &mut crowd.firsts {
            sum += *first;
            *first = sum - *first;
        }
        crowd
    }

    fn note_start(&mut self, quote: &[u8]) {
        let (word, bit) = pair(quote[0], quote.get(1).copied().unwrap_or_default());
        self.firsts[usize::from(quote[0])] += 1;
        if quote.len() == 1 {
            self.pairs[word..word + 4].fill(u64::MAX);
        } else {
            self.pairs[word] |= bit;
        }
    }

    /// Where a jump leads from a quote that begins with this one and no longer one, so that few lead anywhere on the way up.
    /// (Myers, "An applicative random-access stack", Information Processing Letters 17, 1983.)
    fn jump(&self, shorter: usize) -> Option<usize> {
        let depth = |place: Option<usize>| place.map_or(0, |place| self.sorted[place].depth + 1);
        let once = self.sorted[shorter].jump;
        let twice = once.and_then(|once| self.sorted[once].jump);
        let is_even = depth(Some(shorter)) - depth(once) == depth(once) - depth(twice);
        if is_even { once } else { Some(shorter) }
    }

    /// The crowd without some of the quotes.
    pub(super) fn without(&self, is_out: impl Fn(u32) -> bool) -> Self {
        let members = self.sorted.iter();
        let others = members.filter(|member| !is_out(member.number));
        Self::new(others.map(|member| (member.number, member.quote)))
    }

    /// Calls `found` with the number of each quote that starts the text from `at` on, the longest first.
    pub(super) fn at(&self, text: &[u8], at: usize, mut found: impl FnMut(u32)) {
        let rest = &text[at..];
        let first = rest[0];
        if let Some(second) = rest.get(1) {
            let (word, bit) = pair(first, *second);
            if self.pairs[word] & bit == 0 {
                return;
            }
        }
        let from = self.firsts[usize::from(first)];
        let alike = &self.sorted[from..self.firsts[usize::from(first) + 1]];
        let Some(last) = alike
            .partition_point(|member| member.quote <= rest)
            .checked_sub(1)
        else {
            return;
        };
        let common = common_start(alike[last].quote, rest);
        let is_too_long = |place: usize| self.sorted[place].quote.len() > common;
        let mut place = Some(from + last);
        while let Some(here) = place {
            let member = &self.sorted[here];
            place = if is_too_long(here) {
                member
                    .jump
                    .filter(|jump| is_too_long(*jump))
                    .or(member.shorter)
            } else {
                found(member.number);
                member.shorter
            };
        }
    }
}

/// Which bit of which word stands for two bytes.
fn pair(first: u8, second: u8) -> (usize, u64) {
    let word = usize::from(first) * 4 + usize::from(second / 64);
    (word, 1 << (second % 64))
}

/// How many bytes two texts have in common at their start.
fn common_start(one: &[u8], other: &[u8]) -> usize {
    const TOGETHER: usize = 32;
    let chunks = one.chunks_exact(TOGETHER).zip(other.chunks_exact(TOGETHER));
    let same = chunks.take_while(|(a, b)| a == b).count() * TOGETHER;
    let rest = one[same..].iter().zip(&other[same..]);
    same + rest.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn every_quote_is_found_where_it_starts(
            text in "[ab]{0,60}|a{0,40}b?|[abé\n]{0,40}",
            quotes in prop::collection::btree_set("[ab]{1,9}|a{1,40}b?|[abé\n]{1,5}", 0..60),
        ) {
            let quotes: BTreeSet<String> = quotes;
            let numbered = (0..).zip(quotes.iter().map(String::as_bytes));
            let crowd = Crowd::new(numbered.clone());
            for at in 0..text.len() {
                let mut found = Vec::new();
                crowd.at(text.as_bytes(), at, |number| found.push(number));
                let starts = numbered.clone().filter(|(_, quote)| text.as_bytes()[at..].starts_with(quote));
                let mut expected: Vec<_> = starts.map(|(number, quote)| (quote.len(), number)).collect();
                expected.sort_unstable_by(|a, b| b.cmp(a));
                let expected: Vec<u32> = expected.into_iter().map(|(_, number)| number).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}

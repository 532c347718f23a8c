//! Looks for many quotes in a text in one pass: every place where one of them stands, code point for code point.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// So many places of a quote are looked for, and no more: one that stands so often is ambiguous whatever singles it out.
/// Fewer for a long quote, since each place of one in periodic text costs a comparison of its whole length.
pub fn most_places(quote: &str) -> usize {
    const MOST: usize = 1_000_000;
    const FEWEST: usize = 1_000;
    const WORK: usize = 500_000_000;
    (WORK / quote.len().max(1)).clamp(FEWEST, MOST)
}

/// Quotes to look for, verbatim.
///
/// Every eighth byte of a text is looked at: whether one of the pieces of 16 bytes stands there that were taken of each
/// quote, one byte apart, so that wherever the quote stands one of them does. Where one does, the whole quote is
/// compared. For shorter quotes the pieces are shorter and lie closer. (After Kytöjoki, Salmela and Tarhio, "Tuning string
/// matching for huge pattern sets", CPM 2003.) A text is read in time linear in its length, however many quotes there
/// are; only a quote whose pieces stand nearly everywhere, and one of fewer than 11 bytes, costs a search of its own.
pub struct Needles<'q> {
    quotes: Vec<&'q str>,
    /// For the first number of each quote that is there more than once, the others.
    repeated: HashMap<usize, Vec<usize>>,
    passes: Vec<Pass>,
    /// Quotes that are looked for by themselves.
    alone: Vec<usize>,
}

impl<'q> Needles<'q> {
    /// Prepares the search, in linear time. An empty quote stands nowhere. What is frequent in the `sample`, which may be
    /// the text itself or nothing, makes for bad pieces.
    pub fn new(quotes: Vec<&'q str>, sample: &str) -> Self {
        let repeated = repeated(&quotes);
        let again: HashSet<usize> = repeated.values().flatten().copied().collect();
        let (mut alone, mut by_grid) = (Vec::new(), [const { Vec::new() }; Grid::ALL.len()]);
        for (number, quote) in quotes.iter().enumerate() {
            if again.contains(&number) || quote.is_empty() {
                continue;
            }
            match Grid::ALL.iter().position(|grid| grid.span() <= quote.len()) {
                Some(grid) => by_grid[grid].push(number),
                None => alone.push(number),
            }
        }
        let grids = Grid::ALL.into_iter().zip(by_grid);
        let passes = grids
            .filter(|(_, numbers)| !numbers.is_empty())
            .map(|(grid, numbers)| Pass::new(grid, &quotes, &numbers, sample, &mut alone))
            .collect();
        Self {
            quotes,
            repeated,
            passes,
            alone,
        }
    }

    /// Of each quote, by its number, every place in the text, overlaps included and in order; at most [`most_places`].
    pub fn places_in(&self, text: &str) -> Vec<Vec<Range<usize>>> {
        let mut places = vec![Vec::new(); self.quotes.len()];
        for found in self.search(text, most_places) {
            for again in self.repeated.get(&found.quote).into_iter().flatten() {
                places[*again].clone_from(&found.places);
            }
            places[found.quote] = found.places;
        }
        places
    }

    /// The first place of each quote that stands in the text: pairs of the quote's number and a byte offset, in order.
    pub fn find_in(&self, text: &str) -> Vec<(usize, usize)> {
        let mut firsts = Vec::new();
        for found in self.search(text, |_| 1) {
            if let Some(first) = found.places.first() {
                let again = self.repeated.get(&found.quote).into_iter().flatten();
                let all = std::iter::once(&found.quote).chain(again);
                firsts.extend(all.map(|number| (*number, first.start)));
            }
        }
        firsts.sort_unstable();
        firsts
    }

    /// The first places of each quote, as many as `most` says; those of a quote that is there again are left out.
    fn search(&self, text: &str, most: impl Fn(&str) -> usize) -> Vec<Found> {
        let mut search = Search {
            text: text.as_bytes(),
            quotes: &self.quotes,
            most: &most,
            known: vec![0; self.quotes.len()],
            found: Vec::new(),
        };
        for pass in &self.passes {
            pass.search(&mut search);
        }
        let patience = search.patience();
        let mut found = search.found;
        let alone = |number: usize| {
            let quote = self.quotes[number];
            find_alone(text, quote, most(quote))
        };
        for misled in found.iter_mut().filter(|found| found.misses > patience) {
            misled.places = alone(misled.quote);
        }
        found.extend(self.alone.iter().map(|number| Found {
            quote: *number,
            places: alone(*number),
            misses: 0,
        }));
        found
    }
}

/// The first `most` places of a quote.
fn find_alone(text: &str, quote: &str, most: usize) -> Vec<Range<usize>> {
    let finder = memchr::memmem::Finder::new(quote);
    let mut places = Vec::new();
    let mut from = 0;
    while places.len() < most
        && let Some(at) = finder.find(&text.as_bytes()[from..])
    {
        let start = from + at;
        places.push(start..start + quote.len());
        from = start + 1;
    }
    places
}

/// For the first number of each quote that is there more than once, the others.
fn repeated(quotes: &[&str]) -> HashMap<usize, Vec<usize>> {
    let mut order: Vec<usize> = (0..quotes.len()).collect();
    order.sort_unstable_by_key(|number| (quotes[*number].len(), quotes[*number], *number));
    let same = order.chunk_by(|a, b| quotes[*a] == quotes[*b]);
    same.filter(|same| same.len() > 1)
        .map(|same| (same[0], same[1..].to_vec()))
        .collect()
}

/// What is known of a quote of which a piece stands in the text.
struct Found {
    /// Its number.
    quote: usize,
    places: Vec<Range<usize>>,
    /// How many bytes were compared at most where a piece of it stands, but not the quote.
    misses: usize,
}

/// A search in one text.
struct Search<'t, 'q> {
    text: &'t [u8],
    quotes: &'t [&'q str],
    /// How many places of a quote are wanted.
    most: &'t dyn Fn(&str) -> usize,
    /// For each quote one more than its number in `found`, or 0: most quotes are never met in a text.
    known: Vec<u32>,
    found: Vec<Found>,
}

impl Search<'_, '_> {
    /// So much may be compared in vain before a quote is better looked for by itself.
    fn patience(&self) -> usize {
        self.text.len() + (1 << 16)
    }

    /// Compares the whole quote with the text from `start` on, unless nothing more is to be learnt of it.
    fn compare(&mut self, number: usize, start: usize) {
        let quote = self.quotes[number];
        let patience = self.patience();
        if self.known[number] == 0 {
            self.found.push(Found {
                quote: number,
                places: Vec::new(),
                misses: 0,
            });
            self.known[number] = u32::try_from(self.found.len()).unwrap_or(u32::MAX);
        }
        let found = &mut self.found[self.known[number] as usize - 1];
        if found.misses > patience || found.places.len() >= (self.most)(quote) {
            return;
        }
        if self.text[start..].starts_with(quote.as_bytes()) {
            found.places.push(start..start + quote.len());
        } else {
            found.misses += quote.len();
        }
    }
}

/// How quotes are cut into pieces and a text is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Grid {
    /// Bytes of a piece, from 8 to 16.
    piece: usize,
    /// Bytes from one look to the next; so many pieces are taken of each quote.
    step: usize,
}

impl Grid {
    const LONG: Self = Self { piece: 16, step: 8 };
    const SHORT: Self = Self { piece: 8, step: 4 };
    const ALL: [Self; 2] = [Self::LONG, Self::SHORT];

    /// The bytes that the pieces of a quote take together.
    const fn span(self) -> usize {
        self.piece + self.step - 1
    }

    /// A hash of the piece that starts `bytes`; `None` where they are too few.
    fn hash(self, bytes: &[u8]) -> Option<u32> {
        // Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4), of both halves.
        const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
        let first: &[u8; 8] = bytes.first_chunk()?;
        let last: &[u8; 8] = bytes.get(self.piece - 8..)?.first_chunk()?;
        let mixed = u64::from_le_bytes(*first)
            .wrapping_mul(MULTIPLIER)
            .rotate_left(32)
            .wrapping_add(u64::from_le_bytes(*last))
            .wrapping_mul(MULTIPLIER);
        Some((mixed >> 32) as u32)
    }
}

/// The pieces of quotes, by their hash.
struct Pass {
    grid: Grid,
    /// A bit for each hash that may be there.
    filter: Vec<u64>,
    /// How far a hash is shifted to be a number of a bit, or of a bucket.
    filter_shift: u32,
    bucket_shift: u32,
    /// Bucket `b` holds `pieces[ends[b - 1]..ends[b]]`.
    ends: Vec<u32>,
    pieces: Vec<Piece>,
}

/// A piece of a quote.
#[derive(Clone, Copy, Default)]
struct Piece {
    hash: u32,
    /// The number of the quote.
    quote: u32,
    /// Where the piece stands in it, in bytes.
    offset: u32,
}

/// Quotes whose piece more than so many others have are looked for by themselves.
const MOST_IN_A_BUCKET: u32 = 256;

impl Pass {
    /// Takes the pieces of the quotes with these numbers. Quotes whose pieces are those of too many others go to `alone`.
    fn new(
        grid: Grid,
        quotes: &[&str],
        numbers: &[usize],
        text: &str,
        alone: &mut Vec<usize>,
    ) -> Self {
        let sketch = Sketch::new(text, grid);
        let mut pieces: Vec<Piece> = Vec::with_capacity(numbers.len() * grid.step);
        for number in numbers {
            let bytes = quotes[*number].as_bytes();
            let start = sketch.rarest(bytes, grid);
            // The last piece first: where several of one quote stand at a place, the quote's places come in order.
            let offsets = (start..start + grid.step).rev();
            pieces.extend(offsets.filter_map(|offset| {
                Some(Piece {
                    hash: grid.hash(&bytes[offset..])?,
                    quote: u32::try_from(*number).ok()?,
                    offset: u32::try_from(offset).ok()?,
                })
            }));
        }
        let bits = pieces
            .len()
            .next_power_of_two()
            .trailing_zeros()
            .clamp(6, 24);
        let mut pass = Self {
            grid,
            filter: vec![0; 1 << (bits + 4 - 6)],
            filter_shift: 32 - (bits + 4),
            bucket_shift: 32 - bits,
            ends: vec![0; 1 << bits],
            pieces: Vec::new(),
        };
        pass.leave_out_crowds(&mut pieces, alone);
        pass.fill(&pieces);
        pass
    }

    /// Takes out the quotes that share a bucket with too many others, as `ends` is still empty.
    fn leave_out_crowds(&self, pieces: &mut Vec<Piece>, alone: &mut Vec<usize>) {
        let mut counts = vec![0_u32; self.ends.len()];
        for piece in pieces.iter() {
            counts[self.bucket(piece.hash)] += 1;
        }
        if counts.iter().all(|count| *count <= MOST_IN_A_BUCKET) {
            return;
        }
        let in_crowds = pieces
            .iter()
            .filter(|piece| counts[self.bucket(piece.hash)] > MOST_IN_A_BUCKET);
        let mut crowded: Vec<u32> = in_crowds.map(|piece| piece.quote).collect();
        crowded.dedup();
        pieces.retain(|piece| crowded.binary_search(&piece.quote).is_err());
        alone.extend(crowded.iter().map(|quote| *quote as usize));
    }

    /// A counting sort into buckets that keeps the order within each.
    fn fill(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            let bit = piece.hash >> self.filter_shift;
            self.filter[bit as usize / 64] |= 1 << (bit % 64);
            let bucket = self.bucket(piece.hash);
            self.ends[bucket] += 1;
        }
        let mut sum = 0;
        for end in &mut self.ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        self.pieces = vec![Piece::default(); pieces.len()];
        for piece in pieces {
            let bucket = self.bucket(piece.hash);
            let end = &mut self.ends[bucket];
            self.pieces[*end as usize] = *piece;
            *end += 1;
        }
    }

    fn bucket(&self, hash: u32) -> usize {
        (hash >> self.bucket_shift) as usize
    }

    /// The pieces that may have this hash.
    fn candidates(&self, hash: u32) -> &[Piece] {
        let bit = hash >> self.filter_shift;
        if self.filter[bit as usize / 64] >> (bit % 64) & 1 == 0 {
            return &[];
        }
        let bucket = self.bucket(hash);
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.pieces[start as usize..self.ends[bucket] as usize]
    }

    fn search(&self, search: &mut Search<'_, '_>) {
        // Of a grid that is known beforehand, a look is a handful of instructions.
        match self.grid {
            Grid::LONG => self.search_on(Grid::LONG, search),
            _ => self.search_on(Grid::SHORT, search),
        }
    }

    fn search_on(&self, grid: Grid, search: &mut Search<'_, '_>) {
        let text = search.text;
        for at in (0..text.len()).step_by(grid.step) {
            let Some(hash) = grid.hash(&text[at..]) else {
                break;
            };
            for piece in self.candidates(hash) {
                if piece.hash == hash
                    && let Some(start) = at.checked_sub(piece.offset as usize)
                {
                    search.compare(piece.quote as usize, start);
                }
            }
        }
    }
}

/// Roughly how often each piece stands in a text. Of a short text, nothing is known.
struct Sketch {
    /// Counts by hash.
    counts: Vec<u8>,
}

impl Sketch {
    /// Bits of a hash that number a count.
    const BITS: u32 = 20;
    /// Bytes from one piece that is counted to the next.
    const STEP: usize = 61;
    /// In a text of fewer bytes, no piece is frequent enough to matter.
    const SHORTEST: usize = 1 << 20;

    fn new(text: &str, grid: Grid) -> Self {
        if text.len() < Self::SHORTEST {
            return Self { counts: Vec::new() };
        }
        let mut counts = vec![0_u8; 1 << Self::BITS];
        let pieces = (0..text.len()).step_by(Self::STEP);
        for hash in pieces.map_while(|at| grid.hash(&text.as_bytes()[at..])) {
            let count = &mut counts[(hash >> (32 - Self::BITS)) as usize];
            *count = count.saturating_add(1);
        }
        Self { counts }
    }

    /// Where in a quote the pieces start that stand in the text least often; in its middle where that makes no difference,
    /// as quotes are likely to start and to end alike.
    fn rarest(&self, quote: &[u8], grid: Grid) -> usize {
        /// A long quote has rare pieces enough in that many places.
        const PLACES: usize = 16;
        let last = quote.len() - grid.span();
        let often = |start: usize| -> u32 {
            let hashes = (start..start + grid.step).filter_map(|at| grid.hash(&quote[at..]));
            let counts =
                hashes.filter_map(|hash| self.counts.get((hash >> (32 - Self::BITS)) as usize));
            counts.map(|count| u32::from(*count)).sum()
        };
        if self.counts.is_empty() {
            return last / 2;
        }
        let steps = last.div_ceil(PLACES).max(grid.step);
        (0..=last)
            .step_by(steps)
            .min_by_key(|start| (often(*start), start.abs_diff(last / 2)))
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    /// Every place of the quote, by looking at each.
    fn reference(text: &str, quote: &str) -> Vec<Range<usize>> {
        let starts = 0..=text.len().saturating_sub(quote.len());
        starts
            .filter(|start| {
                !quote.is_empty() && text.as_bytes()[*start..].starts_with(quote.as_bytes())
            })
            .map(|start| start..start + quote.len())
            .collect()
    }

    fn agrees_with_the_reference(text: &str, quotes: &[&str]) {
        let needles = Needles::new(quotes.to_vec(), text);
        let expected: Vec<_> = quotes.iter().map(|quote| reference(text, quote)).collect();
        let first = |places: &Vec<Range<usize>>| Some(places.first()?.start);
        let firsts: Vec<_> = expected
            .iter()
            .enumerate()
            .filter_map(|(number, places)| Some((number, first(places)?)))
            .collect();
        assert_eq!(needles.find_in(text), firsts);
        assert_eq!(needles.places_in(text), expected);
    }

    proptest! {
        #[test]
        fn few_letters_make_many_places(
            text in "[ab]{0,300}|[aé\n]{0,150}|(ab){0,100}|a{0,200}",
            quotes in prop::collection::vec("[ab]{0,40}|[aé\n]{0,20}|(ab){0,20}|a{0,60}", 0..8),
        ) {
            let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
            agrees_with_the_reference(&text, &quotes);
        }

        #[test]
        fn slices_of_the_text_stand_where_they_were_cut(
            text in "([a-zé]{1,9}[ .,’\n]){1,60}",
            slices in prop::collection::vec((any::<prop::sample::Index>(), 1_usize..120), 1..40),
        ) {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let quotes: Vec<&str> = slices
                .iter()
                .map(|(from, length)| {
                    let start = starts[from.index(starts.len())];
                    &text[start..text.ceil_char_boundary(text.len().min(start + length))]
                })
                .collect();
            agrees_with_the_reference(&text, &quotes);
        }
    }

    #[test]
    fn crowds_are_found_as_well() {
        let quotes: Vec<String> = (0..200)
            .map(|number| format!("The mayor of Ashby said {number}"))
            .collect();
        let text = quotes.join(", ");
        agrees_with_the_reference(
            &text,
            &quotes.iter().map(String::as_str).collect::<Vec<_>>(),
        );
    }

    #[rstest]
    #[case::at_its_start("a".repeat(3_000), "a".repeat(500) + "b")]
    #[case::at_its_end("a".repeat(3_000), "b".to_owned() + &"a".repeat(500))]
    #[case::everywhere("ab".repeat(3_000), "ab".repeat(50))]
    fn periodic_texts(#[case] text: String, #[case] quote: String) {
        agrees_with_the_reference(&text, &[&quote]);
    }

    #[test]
    fn text_made_to_mislead_ends_soon() {
        let text = "a".repeat(1 << 20);
        let quotes: Vec<String> = (0..8)
            .map(|number| format!("{}b{number}", "a".repeat(200_000 + number)))
            .collect();
        let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
        assert!(Needles::new(quotes, &text).find_in(&text).is_empty());
        let quote = &text[..100_000];
        assert_eq!(
            Needles::new(vec![quote], "").places_in(&text)[0].len(),
            most_places(quote)
        );
    }
}

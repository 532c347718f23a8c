//! Looks for many quotes in a text in one pass: every place where one of them stands, code point for code point.

use super::crowd::Crowd;
use memchr::memmem::Finder;
use rayon::prelude::*;
use std::collections::HashMap;
use std::ops::Range;

/// So many places of a quote are looked for, and no more: of one that stands so often only a span singles one out. Each of very
/// many claims may have such a quote. Fewer for a long quote, since each place of one in periodic text costs a comparison of
/// its whole length.
pub fn most_places(quote: &str) -> usize {
    most_places_of(quote.len())
}

fn most_places_of(length: usize) -> usize {
    const MOST: usize = 20_000;
    const FEWEST: usize = 1_000;
    const WORK: usize = 500_000_000;
    (WORK / length.max(1)).clamp(FEWEST, MOST)
}

/// Quotes to look for, verbatim.
///
/// Every eighth byte of a text is looked at: whether one of the pieces of 16 bytes stands there that were taken of each
/// quote, one byte apart, so that wherever the quote stands one of them does. Where one does, the whole quote is
/// compared. For shorter quotes the pieces are shorter, and for the shortest they lie closer. (After Kytöjoki, Salmela and
/// Tarhio, "Tuning string matching for huge pattern sets", CPM 2003.) A text is read in time linear in its length, however
/// many quotes there are. Those of fewer than 11 bytes, and those that share their pieces with very many others, are a
/// crowd; only a quote whose pieces stand nearly everywhere costs a search of its own. So do a few quotes, since that takes
/// less than to prepare the search for them together.
pub struct Needles<'q> {
    /// By their numbers.
    all: Vec<Needle<'q>>,
    /// For the first number of each quote that is there more than once, the others.
    repeated: Vec<(usize, Vec<usize>)>,
    tables: Tables<'q>,
    /// Quotes that are looked for by themselves.
    alone: Vec<Alone<'q>>,
}

/// What tells which quotes may stand at a place.
struct Tables<'q> {
    passes: Vec<Pass>,
    crowd: Option<Crowd<'q>>,
}

impl Tables<'_> {
    /// The tables without some of the quotes.
    fn without(&self, is_out: impl Fn(u32) -> bool) -> Self {
        let passes = self.passes.iter();
        Self {
            passes: passes.map(|pass| pass.without(&is_out)).collect(),
            crowd: self.crowd.as_ref().map(|crowd| crowd.without(&is_out)),
        }
    }

    fn search(&self, stretch: &Range<usize>, search: &mut Search<'_, '_>) {
        for pass in &self.passes {
            pass.search(stretch, search);
        }
        if let Some(crowd) = &self.crowd {
            crowd_search(crowd, stretch, search);
        }
    }
}

fn crowd_search(crowd: &Crowd<'_>, stretch: &Range<usize>, search: &mut Search<'_, '_>) {
    let text = search.text;
    for start in stretch.clone() {
        if search.has_too_many() {
            return;
        }
        crowd.at(text, start, |quote| {
            if search.is_wanted(quote) {
                search.note(Hit { quote, start });
            }
        });
    }
}

impl<'q> Needles<'q> {
    /// Prepares the search, in linear time. An empty quote stands nowhere. What is frequent in the `sample`, which may be
    /// the text itself or nothing, makes for bad pieces.
    pub fn new(quotes: Vec<&'q str>, sample: &str) -> Self {
        let quotes = quotes.into_iter().map(str::as_bytes).collect();
        Self::of_bytes(quotes, sample.as_bytes())
    }

    /// The same for any bytes.
    pub(super) fn of_bytes(quotes: Vec<&'q [u8]>, sample: &[u8]) -> Self {
        // A few quotes that are there more than once are sooner looked for than known.
        let (repeated, mut sketch) = if quotes.len() <= 64 {
            (Vec::new(), None)
        } else {
            let sketch = || Sketch::new(sample, Grid::LONG);
            let (repeated, sketch) = rayon::join(|| repeated(&quotes), sketch);
            (repeated, Some(sketch))
        };
        let mut is_again = vec![false; quotes.len()];
        for number in repeated.iter().flat_map(|(_, others)| others) {
            is_again[*number] = true;
        }
        let (mut alone, mut by_grid) = (Vec::new(), [const { Vec::new() }; Grid::ALL.len()]);
        for (number, quote) in quotes.iter().enumerate() {
            if is_again[number] || quote.is_empty() {
                continue;
            }
            match Grid::ALL.iter().position(|grid| grid.span() <= quote.len()) {
                Some(grid) => by_grid[grid].push(number),
                None => alone.push(number),
            }
        }
        let mut passes = Vec::new();
        for (grid, mut numbers) in Grid::ALL.into_iter().zip(by_grid) {
            if numbers.len() <= FEW {
                alone.append(&mut numbers);
            } else {
                let known = sketch.take_if(|_| grid == Grid::LONG);
                let sketch = known.unwrap_or_else(|| Sketch::new(sample, grid));
                passes.push(Pass::new(grid, &quotes, &numbers, &sketch, &mut alone));
            }
        }
        let (crowd, alone): (Vec<usize>, Vec<usize>) = if alone.len() > MANY {
            let is_long = |number: &usize| quotes[*number].len() > LONGEST_OF_A_CROWD;
            alone.into_iter().partition(|number| !is_long(number))
        } else {
            (Vec::new(), alone)
        };
        let crowd = crowd.into_iter();
        let crowd = crowd.filter_map(|number| Some((u32::try_from(number).ok()?, quotes[number])));
        let mut crowd = crowd.peekable();
        let alone = alone.into_iter();
        let tables = Tables {
            crowd: crowd.peek().is_some().then(|| Crowd::new(crowd)),
            passes,
        };
        Self {
            tables,
            alone: alone
                .filter_map(|number| Alone::new(quotes[number], number))
                .collect(),
            all: quotes.into_iter().map(Needle::new).collect(),
            repeated,
        }
    }

    /// Of each quote, by its number, every place in the text, overlaps included and in order; at most [`most_places`].
    pub fn places_in(&self, text: &str) -> Vec<Vec<Range<usize>>> {
        let all = Wanted::default();
        let mut places = self.places_of_firsts(text, all).unwrap_or_default();
        for (first, others) in &self.repeated {
            let of_first = places[*first].clone();
            for again in others {
                places[*again].clone_from(&of_first);
            }
        }
        places
    }

    /// The same, of the first of each quote that is there more than once. `None` where there are more places than wanted.
    pub(super) fn places_of_firsts(
        &self,
        text: &str,
        wanted: Wanted,
    ) -> Option<Vec<Vec<Range<usize>>>> {
        let found = self.search(text.as_bytes(), wanted)?;
        let mut counts = vec![0; self.all.len()];
        for hit in &found {
            counts[hit.quote as usize] += 1;
        }
        let mut places: Vec<_> = counts.into_iter().map(Vec::with_capacity).collect();
        for hit in found {
            let length = self.all[hit.quote as usize].quote.len();
            places[hit.quote as usize].push(hit.start..hit.start + length);
        }
        Some(places)
    }

    /// For the first number of each quote that is there more than once, the others. Of a few quotes that is not known.
    pub(super) fn repeated(&self) -> &[(usize, Vec<usize>)] {
        &self.repeated
    }

    /// The first place of each quote that stands in the text, whose bytes these are: pairs of the quote's number and a byte
    /// offset, in order.
    pub fn find_in(&self, text: &[u8]) -> Vec<(usize, usize)> {
        let found = self.search(text, Wanted::first(1));
        let mut firsts: Vec<(usize, usize)> = found
            .into_iter()
            .flatten()
            .map(|hit| (hit.quote as usize, hit.start))
            .collect();
        firsts.sort_unstable();
        let of_first = |number: usize| {
            let at = firsts.binary_search_by_key(&number, |first| first.0).ok()?;
            Some(firsts[at].1)
        };
        let again: Vec<(usize, usize)> = self
            .repeated
            .iter()
            .filter_map(|(first, others)| Some((of_first(*first)?, others)))
            .flat_map(|(start, others)| others.iter().map(move |number| (*number, start)))
            .collect();
        if !again.is_empty() {
            firsts.extend(again);
            firsts.sort_unstable();
        }
        firsts
    }

    /// Of each quote, by its number, the first places in the text: where they start, in order. `None` where there are more
    /// than wanted.
    pub(super) fn first_places_in(&self, text: &[u8], wanted: Wanted) -> Option<Vec<Vec<usize>>> {
        let mut starts = vec![Vec::new(); self.all.len()];
        for hit in self.search(text, wanted)? {
            starts[hit.quote as usize].push(hit.start);
        }
        for (first, others) in &self.repeated {
            let of_first = starts[*first].clone();
            for again in others {
                starts[*again].clone_from(&of_first);
            }
        }
        Some(starts)
    }

    /// The places of each quote, in text order; those of a quote that is there again are left out. `None` where there are more
    /// than wanted.
    fn search(&self, text: &[u8], wanted: Wanted) -> Option<Vec<Hit>> {
        let mut search = Search::new(text, &self.all, wanted);
        let mut thinner = None;
        let (mut from, mut all_done) = (0, 0);
        while from < text.len() {
            let wave = stretches(from, text.len());
            from = wave.last().map_or(text.len(), |last| last.end);
            let tables = thinner.as_ref().unwrap_or(&self.tables);
            // Most texts are short, and those who search in many do so on all threads.
            if let [stretch] = &wave[..] {
                tables.search(stretch, &mut search);
            } else {
                let found: Vec<Search<'_, '_>> = wave
                    .par_iter()
                    .map(|stretch| {
                        let mut part = search.part();
                        tables.search(stretch, &mut part);
                        part
                    })
                    .collect();
                for part in found {
                    search.add(part);
                }
            }
            if search.has_too_many() {
                return None;
            }
            if from == text.len() {
                break;
            }
            // A quote that stands so often that no more is wanted of it would be met all the same.
            let done = search.done();
            if 4 * (done - all_done) > self.all.len() - all_done {
                thinner = Some(tables.without(|quote| !search.is_wanted(quote)));
                all_done = done;
            }
        }
        let misled = search.misled();
        let (counts, mut hits) = (search.counts, search.hits);
        hits.retain(|hit| misled.is_empty() || counts.get(&hit.quote) != Some(&MISLED));
        let misled = misled.into_iter();
        let misled: Vec<Alone<'_>> = misled
            .filter_map(|number| Alone::new(self.all[number].quote, number))
            .collect();
        let alone: Vec<&Alone<'_>> = self.alone.iter().chain(&misled).collect();
        let starts = |alone: &&Alone<'_>| {
            let quote = alone.number;
            let most = wanted.of_each.min(self.all[quote as usize].most as usize);
            let starts = alone.starts_in(text).take(most);
            starts.map(|start| Hit { quote, start }).collect::<Vec<_>>()
        };
        for alone in alone.chunks(TOGETHER) {
            if text.len() < STRETCH {
                hits.extend(alone.iter().flat_map(starts));
            } else {
                hits.par_extend(alone.par_iter().flat_map_iter(starts));
            }
            if hits.len() > wanted.in_all {
                return None;
            }
        }
        (hits.len() <= wanted.in_all).then_some(hits)
    }
}

/// How many places are looked for.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    /// Of each quote; of no quote more than [`most_places`].
    pub of_each: usize,
    /// Of all quotes: where there are more, none is told.
    pub in_all: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self::first(usize::MAX)
    }
}

impl Wanted {
    /// The first places of each quote.
    pub(super) fn first(of_each: usize) -> Self {
        Self {
            of_each,
            in_all: usize::MAX,
        }
    }
}

/// So many quotes that are looked for by themselves are so before what was found is counted.
const TOGETHER: usize = 64;

/// So many bytes of a text are searched by one thread at a time: a multiple of what any pass takes together.
const STRETCH: usize = 1 << 20;

/// So many are searched before it is known which quotes stand very often; then as many again, and so on up to a whole stretch.
const FIRST_STRETCH: usize = 1 << 15;

/// So many stretches are searched at once, whatever the number of threads. What was found in them before decides what is
/// looked for in the next ones, so that nothing is found that is not wanted.
const WAVE: usize = 8;

/// The stretches of a text of so many bytes that are searched next, all at once.
fn stretches(from: usize, length: usize) -> Vec<Range<usize>> {
    let (stretch, count) = if from < STRETCH {
        (from.max(FIRST_STRETCH), 1)
    } else {
        (STRETCH, WAVE)
    };
    let starts = (from..length).step_by(stretch).take(count);
    starts
        .map(|start| start..length.min(start + stretch))
        .collect()
}

/// A quote to look for.
struct Needle<'q> {
    quote: &'q [u8],
    /// Its first four bytes and its last four, if it has so many: most places where it does not stand differ there.
    ends: [[u8; 4]; 2],
    /// So many places of it are looked for at most.
    most: u32,
}

impl<'q> Needle<'q> {
    fn new(quote: &'q [u8]) -> Self {
        Self {
            quote,
            ends: [quote.first_chunk(), quote.last_chunk()]
                .map(|end| end.copied().unwrap_or_default()),
            most: u32::try_from(most_places_of(quote.len())).unwrap_or(u32::MAX),
        }
    }

    /// Whether the text from `start` on begins and ends as the quote does.
    fn has_ends_at(&self, text: &[u8], start: usize) -> bool {
        text.get(start..start + self.quote.len())
            .is_some_and(|place| {
                place.first_chunk() == Some(&self.ends[0])
                    && place.last_chunk() == Some(&self.ends[1])
            })
    }
}

/// A place where a quote stands.
#[derive(Clone, Copy)]
struct Hit {
    /// Its number.
    quote: u32,
    /// In bytes of the text.
    start: usize,
}

/// So many quotes are looked for one by one: to prepare the search for them together takes longer.
const FEW: usize = 2;

/// So many quotes without pieces of their own are looked for one by one: one pass over a text that asks at each byte which of
/// them starts there takes as long.
const MANY: usize = 16;

/// Longer quotes, in bytes, are looked for one by one, however many they are: at each byte of a periodic text much of them
/// might be compared. Few of them fit into a claim file.
const LONGEST_OF_A_CROWD: usize = 1 << 12;

/// A quote that is looked for by itself.
pub(super) struct Alone<'q> {
    /// Its number.
    number: u32,
    quote: &'q [u8],
    /// Finds what it starts with: to prepare a search for all of a long quote takes longer than to search a short text.
    start: Finder<'q>,
}

impl<'q> Alone<'q> {
    /// Prepares the search for a quote that is not empty.
    pub(super) fn new(quote: &'q [u8], number: usize) -> Option<Self> {
        /// The longest that `memchr` finds without further preparation, in bytes.
        const START: usize = 32;
        Some(Self {
            number: u32::try_from(number).ok()?,
            quote,
            start: Finder::new(&quote[..quote.len().min(START)]),
        })
    }

    /// Where it stands, overlaps included and in order.
    pub(super) fn starts_in<'s>(&'s self, text: &'s [u8]) -> impl Iterator<Item = usize> + 's {
        let mut misses = Misses::default();
        let mut whole = None;
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let finder = whole.as_ref().unwrap_or(&self.start);
                let start = from + finder.find(&text[from..])?;
                from = start + 1;
                if text[start..].starts_with(self.quote) {
                    return Some(start);
                }
                if misses.are_too_many_with(self.quote.len(), text) {
                    whole = Some(Finder::new(self.quote));
                }
            }
        })
    }
}

/// How many bytes were compared where a quote might have stood and does not.
#[derive(Default)]
pub(super) struct Misses(usize);

impl Misses {
    /// Counts a miss, and says whether so much was compared in vain that the quote is better looked for by itself, and in
    /// another way.
    pub(super) fn are_too_many_with(&mut self, bytes: usize, text: &[u8]) -> bool {
        self.0 += bytes;
        self.0 > text.len() + (1 << 16)
    }
}

/// For the first number of each quote that is there more than once, the others.
fn repeated(quotes: &[&[u8]]) -> Vec<(usize, Vec<usize>)> {
    let mut order: Vec<(u64, usize)> = quotes.iter().map(|quote| digest(quote)).zip(0..).collect();
    order.sort_unstable_by(|a, b| (a.0, quotes[a.1], a.1).cmp(&(b.0, quotes[b.1], b.1)));
    let same = order.chunk_by(|a, b| a.0 == b.0 && quotes[a.1] == quotes[b.1]);
    same.filter(|same| same.len() > 1)
        .map(|same| {
            (
                same[0].1,
                same[1..].iter().map(|(_, number)| *number).collect(),
            )
        })
        .collect()
}

/// A number that is the same for the same bytes, and seldom for others.
fn digest(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let rest = rest.iter().map(|byte| u64::from(*byte));
    let start = u64::try_from(bytes.len()).unwrap_or_default();
    words.chain(rest).fold(start, |sum, word| {
        (sum ^ word).wrapping_mul(MULTIPLIER).rotate_left(29)
    })
}

/// A search in one text.
struct Search<'t, 'q> {
    text: &'t [u8],
    needles: &'t [Needle<'q>],
    wanted: Wanted,
    /// How many places of each quote were found, or [`MISLED`]: most quotes are never met in a text.
    counts: HashMap<u32, u32, foldhash::fast::RandomState>,
    misses: HashMap<u32, Misses>,
    hits: Vec<Hit>,
    /// Whether it was given up in a stretch, where more was found than is wanted of all quotes together.
    is_given_up: bool,
}

/// Says of a quote that so much was compared in vain that it is better looked for by itself.
const MISLED: u32 = u32::MAX;

impl<'t, 'q> Search<'t, 'q> {
    fn new(text: &'t [u8], needles: &'t [Needle<'q>], wanted: Wanted) -> Self {
        Self {
            text,
            needles,
            wanted,
            counts: HashMap::default(),
            misses: HashMap::new(),
            hits: Vec::new(),
            is_given_up: false,
        }
    }

    /// A search in another stretch of the text that looks for no more than is still wanted.
    fn part(&self) -> Self {
        Self {
            counts: self.counts.clone(),
            misses: HashMap::new(),
            hits: Vec::new(),
            ..*self
        }
    }

    /// Adds what was found in the next stretch of the text.
    fn add(&mut self, part: Self) {
        // What it found of a quote that misled elsewhere is not noted, but it did not look for the rest.
        self.is_given_up |= part.has_too_many();
        for hit in part.hits {
            if self.is_wanted(hit.quote) {
                self.note(hit);
            }
        }
        for (quote, bytes) in part.misses {
            self.note_miss(quote, bytes.0);
        }
    }

    /// Whether there is more to be learnt of a quote.
    fn is_wanted(&self, quote: u32) -> bool {
        let count = self.count(quote);
        // Nothing is wanted as often as what is misled.
        count < self.needles[quote as usize].most && (count as usize) < self.wanted.of_each
    }

    /// Of how many quotes no more is to be learnt.
    fn done(&self) -> usize {
        let met = self.counts.keys();
        met.filter(|quote| !self.is_wanted(**quote)).count()
    }

    /// Whether more was found than is wanted of all quotes together.
    fn has_too_many(&self) -> bool {
        self.is_given_up || self.hits.len() > self.wanted.in_all
    }

    fn count(&self, quote: u32) -> u32 {
        self.counts.get(&quote).copied().unwrap_or_default()
    }

    fn note(&mut self, hit: Hit) {
        *self.counts.entry(hit.quote).or_default() += 1;
        self.hits.push(hit);
    }

    fn note_miss(&mut self, quote: u32, bytes: usize) {
        let misses = self.misses.entry(quote).or_default();
        if misses.are_too_many_with(bytes, self.text) {
            self.counts.insert(quote, MISLED);
        }
    }

    /// Compares quotes in full with the text at the places where they may stand.
    fn compare(&mut self, candidates: &mut Vec<Hit>) {
        let (text, needles) = (self.text, self.needles);
        candidates.retain(|candidate| {
            needles[candidate.quote as usize].has_ends_at(text, candidate.start)
        });
        for candidate in candidates {
            if !self.is_wanted(candidate.quote) {
                continue;
            }
            let quote = needles[candidate.quote as usize].quote;
            if text[candidate.start..].starts_with(quote) {
                self.note(*candidate);
            } else {
                self.note_miss(candidate.quote, quote.len());
            }
        }
    }

    fn misled(&self) -> Vec<usize> {
        let quotes = self.misses.keys();
        let misled = quotes.filter(|quote| self.count(**quote) == MISLED);
        misled.map(|quote| *quote as usize).collect()
    }
}

/// Multiplicative hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
pub(super) const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

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
    const MIDDLE: Self = Self { piece: 8, step: 8 };
    const SHORT: Self = Self { piece: 8, step: 4 };
    const ALL: [Self; 3] = [Self::LONG, Self::MIDDLE, Self::SHORT];

    /// The bytes that the pieces of a quote take together.
    const fn span(self) -> usize {
        self.piece + self.step - 1
    }

    /// A hash of the piece that starts `bytes`; `None` where they are too few.
    fn hash(self, bytes: &[u8]) -> Option<u32> {
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
        quotes: &[&[u8]],
        numbers: &[usize],
        sketch: &Sketch,
        alone: &mut Vec<usize>,
    ) -> Self {
        /// One thread cuts so many quotes, at least.
        const FEWEST: usize = 1024;
        let cut = |number: &usize| {
            let bytes = quotes[*number];
            let start = sketch.rarest(bytes, grid);
            let around = &bytes[start..start + grid.span()];
            // The last piece first: where several of one quote stand at a place, the quote's places come in order.
            let those = around.windows(grid.piece).enumerate().rev();
            let quote = u32::try_from(*number).ok();
            those.filter_map(move |(at, piece)| {
                Some(Piece {
                    hash: grid.hash(piece)?,
                    quote: quote?,
                    offset: u32::try_from(start + at).ok()?,
                })
            })
        };
        let mut pieces: Vec<Piece> = if numbers.len() <= FEWEST {
            numbers.iter().flat_map(cut).collect()
        } else {
            let numbers = numbers.par_iter().with_min_len(FEWEST);
            numbers.flat_map_iter(cut).collect()
        };
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
        pass.count(&pieces);
        if pass.ends.iter().any(|count| *count > MOST_IN_A_BUCKET) {
            pass.leave_out_crowds(&mut pieces, alone);
        }
        pass.fill(&pieces);
        pass
    }

    /// Counts in `ends` how many pieces are in each bucket.
    fn count(&mut self, pieces: &[Piece]) {
        for piece in pieces {
            let bucket = self.bucket(piece.hash);
            self.ends[bucket] += 1;
        }
    }

    /// Takes out the quotes that share a bucket with too many others, and counts again.
    fn leave_out_crowds(&mut self, pieces: &mut Vec<Piece>, alone: &mut Vec<usize>) {
        let in_crowds = pieces
            .iter()
            .filter(|piece| self.ends[self.bucket(piece.hash)] > MOST_IN_A_BUCKET);
        let mut crowded: Vec<u32> = in_crowds.map(|piece| piece.quote).collect();
        crowded.dedup();
        pieces.retain(|piece| crowded.binary_search(&piece.quote).is_err());
        alone.extend(crowded.iter().map(|quote| *quote as usize));
        self.ends.fill(0);
        self.count(pieces);
    }

    /// A counting sort into buckets that keeps the order within each.
    fn fill(&mut self, pieces: &[Piece]) {
        let mut sum = 0;
        for end in &mut self.ends {
            let count = *end;
            *end = sum;
            sum += count;
        }
        self.pieces = vec![Piece::default(); pieces.len()];
        for piece in pieces {
            let bit = piece.hash >> self.filter_shift;
            self.filter[bit as usize / 64] |= 1 << (bit % 64);
            let bucket = self.bucket(piece.hash);
            let end = &mut self.ends[bucket];
            self.pieces[*end as usize] = *piece;
            *end += 1;
        }
    }

    fn bucket(&self, hash: u32) -> usize {
        (hash >> self.bucket_shift) as usize
    }

    /// The same without some of the quotes.
    fn without(&self, is_out: impl Fn(u32) -> bool) -> Self {
        let pieces = self.pieces.iter().filter(|piece| !is_out(piece.quote));
        let pieces: Vec<Piece> = pieces.copied().collect();
        let mut pass = Self {
            filter: vec![0; self.filter.len()],
            ends: vec![0; self.ends.len()],
            pieces: Vec::new(),
            ..*self
        };
        pass.count(&pieces);
        pass.fill(&pieces);
        pass
    }

    /// Searches a stretch of a text.
    fn search(&self, stretch: &Range<usize>, search: &mut Search<'_, '_>) {
        // Of a grid that is known beforehand, a look is a handful of instructions.
        match self.grid {
            Grid::LONG => self.search_on(Grid::LONG, stretch, search),
            Grid::MIDDLE => self.search_on(Grid::MIDDLE, stretch, search),
            _ => self.search_on(Grid::SHORT, stretch, search),
        }
    }

    /// Block after block, and each in steps: the memory that one look needs is then fetched while others wait for theirs.
    fn search_on(&self, grid: Grid, stretch: &Range<usize>, search: &mut Search<'_, '_>) {
        let text = search.text;
        let mut looks = [Look::default(); BLOCK];
        let (mut buckets, mut candidates) = (Vec::new(), Vec::new());
        for block in stretch.clone().step_by(grid.step * BLOCK) {
            if search.has_too_many() {
                return;
            }
            let looks = self.likely(grid, text, block, &mut looks);
            buckets.clear();
            buckets.extend(
                looks
                    .iter()
                    .map(|look| (*look, self.bucket_range(look.hash))),
            );
            candidates.clear();
            for (look, bucket) in &buckets {
                for piece in &self.pieces[bucket.clone()] {
                    if piece.hash == look.hash
                        && let Some(start) = look.at.checked_sub(piece.offset as usize)
                    {
                        candidates.push(Hit {
                            quote: piece.quote,
                            start,
                        });
                    }
                }
            }
            search.compare(&mut candidates);
        }
    }

    /// The looks in a block at which a piece may stand.
    fn likely<'l>(
        &self,
        grid: Grid,
        text: &[u8],
        block: usize,
        looks: &'l mut [Look; BLOCK],
    ) -> &'l [Look] {
        let end = text.len().min(block + (BLOCK - 1) * grid.step + grid.piece);
        let (mut at, mut count) = (block, 0);
        for piece in text[block..end].windows(grid.piece).step_by(grid.step) {
            let Some(hash) = grid.hash(piece) else {
                break;
            };
            looks[count] = Look { at, hash };
            count += usize::from(self.may_have(hash));
            at += grid.step;
        }
        &looks[..count]
    }

    /// Whether a piece may have this hash.
    fn may_have(&self, hash: u32) -> bool {
        let bit = hash >> self.filter_shift;
        self.filter[bit as usize / 64] >> (bit % 64) & 1 == 1
    }

    fn bucket_range(&self, hash: u32) -> Range<usize> {
        let bucket = self.bucket(hash);
        let start = bucket.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[bucket] as usize
    }
}

/// So many looks are taken together.
const BLOCK: usize = 256;

/// A look at a text.
#[derive(Clone, Copy, Default)]
struct Look {
    /// At which byte.
    at: usize,
    /// Of the piece that stands there.
    hash: u32,
}

/// Roughly how often each piece stands in a text. Of a short text, nothing is known.
struct Sketch {
    /// Counts by hash.
    counts: Vec<u8>,
}

impl Sketch {
    /// Bits of a hash that number a count.
    const BITS: u32 = 20;
    /// Bytes from one piece that is counted to the next, at least; and how many are counted at most.
    const STEP: usize = 61;
    const MOST: usize = 1 << 18;
    /// In a text of fewer bytes, no piece is frequent enough to matter.
    const SHORTEST: usize = 1 << 20;

    fn new(text: &[u8], grid: Grid) -> Self {
        if text.len() < Self::SHORTEST {
            return Self { counts: Vec::new() };
        }
        let mut counts = vec![0_u8; 1 << Self::BITS];
        let step = Self::STEP.max(text.len() / Self::MOST);
        let pieces = (0..text.len()).step_by(step);
        for hash in pieces.map_while(|at| grid.hash(&text[at..])) {
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
        let steps = last.div_ceil(PLACES).max(1);
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
        assert_eq!(needles.find_in(text.as_bytes()), firsts);
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

    #[test]
    fn very_many_that_are_alike_or_short_are_found_as_well() {
        let alike = (0..600).map(|number| format!("The mayor of Ashby said {number}"));
        let short = (0..300).map(|number| format!("d {number}"));
        let quotes: Vec<String> = alike.chain(short).collect();
        let text = quotes[..500].join(", ");
        let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
        agrees_with_the_reference(&text, &quotes);
    }

    #[test]
    fn what_stands_everywhere_is_left_out_once_its_places_are_enough() {
        let mut text = "ab".repeat(4 * FIRST_STRETCH);
        let often: Vec<String> = (1..40).map(|count| "ab".repeat(count)).collect();
        let mut quotes: Vec<&str> = often.iter().map(String::as_str).collect();
        quotes.extend([
            "the harbour is closed",
            "abcd",
            "abababababababababababababcd",
        ]);
        text += "abcd the harbour is closed, abababababababababababababababcd";
        let places = Needles::new(quotes.clone(), &text).places_in(&text);
        for (quote, places) in quotes.iter().zip(places) {
            let mut expected = reference(&text, quote);
            expected.truncate(most_places(quote));
            assert!(places == expected, "{quote}");
        }
    }

    #[test]
    fn a_stretch_that_was_given_up_gives_up_the_text() {
        // Each quote is wanted up to 5,000 times: the second stretch of a wave finds too many, of which those of the first quotes
        // are not wanted, as the first stretch has as many.
        let often = "ab ".repeat(STRETCH / 3 + 1);
        let text = format!(
            "{}{}{}{}",
            " ".repeat(STRETCH),
            &often[..STRETCH],
            &often[..STRETCH / 2],
            "cd ".repeat(STRETCH / 6)
        );
        let quotes = vec!["ab ", "cd ", "ab ab", "cd cd"];
        let needles = Needles::new(quotes, "");
        let found = |in_all| {
            let wanted = Wanted {
                of_each: 5_000,
                in_all,
            };
            let places = needles.places_of_firsts(&text, wanted);
            places.map(|places| places.iter().map(Vec::len).collect::<Vec<_>>())
        };
        assert_eq!(found(20_000), Some(vec![5_000; 4]));
        for in_all in [1, 9_999, 10_001, 15_000, 19_999] {
            assert_eq!(found(in_all), None, "{in_all}");
        }
    }

    #[rstest]
    #[case(6, None)]
    #[case(7, Some(7))]
    fn there_is_room_for_so_many_places(#[case] in_all: usize, #[case] expected: Option<usize>) {
        let needles = Needles::new(vec!["ab", "bab"], "");
        let wanted = Wanted {
            in_all,
            ..Wanted::default()
        };
        let places = needles.places_of_firsts("abababab", wanted);
        let count = places.map(|places| places.iter().map(Vec::len).sum::<usize>());
        assert_eq!(count, expected);
    }

    #[rstest]
    #[case::at_its_start("a".repeat(3_000), "a".repeat(500) + "b")]
    #[case::at_its_end("a".repeat(3_000), "b".to_owned() + &"a".repeat(500))]
    #[case::everywhere("ab".repeat(3_000), "ab".repeat(50))]
    fn periodic_texts(#[case] text: String, #[case] quote: String) {
        agrees_with_the_reference(&text, &[&quote]);
    }

    #[test]
    fn stretches_of_a_long_text_are_searched_as_one() {
        let mut text =
            "The board met on Monday, and nothing came of it.\n".repeat(12 * STRETCH / 49);
        let mut places = Vec::new();
        let mut quotes = Vec::new();
        for (number, at) in (1..12).map(|edge| edge * STRETCH).enumerate() {
            let quote = format!("Edge {number}: seventy new berths");
            // Across the edge, right before it and right after it.
            let start = at - [quote.len() / 2, quote.len(), 0][number % 3];
            text.replace_range(start..start + quote.len(), &quote);
            let place = start..start + quote.len();
            places.push(vec![place]);
            quotes.push(quote);
        }
        let often = "nothing came of it.\nThe board met on Monday";
        let found = memchr::memmem::find_iter(text.as_bytes(), often);
        let found: Vec<usize> = found.take(most_places(often)).collect();
        places.push(
            found
                .iter()
                .map(|start| *start..*start + often.len())
                .collect(),
        );
        quotes.push(often.to_owned());
        let firsts: Vec<(usize, usize)> = places
            .iter()
            .map(|places| places[0].start)
            .enumerate()
            .collect();
        let needles = Needles::new(quotes.iter().map(String::as_str).collect(), &text);
        for threads in [1, 5] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
            pool.build().unwrap().install(|| {
                assert_eq!(needles.places_in(&text), places);
                assert_eq!(needles.find_in(text.as_bytes()), firsts);
            });
        }
    }

    #[test]
    fn no_more_places_are_kept_than_are_wanted() {
        let text = "a".repeat(12 * STRETCH);
        let (quote, other) = (&text[..40], &text[..400]);
        let places = Needles::new(vec![quote, other], &text).places_in(&text);
        let first = |quote: &str| {
            (0..most_places(quote))
                .map(|start| start..start + quote.len())
                .collect::<Vec<_>>()
        };
        assert!(places == [first(quote), first(other)]);
    }

    #[test]
    fn text_made_to_mislead_ends_soon() {
        let text = "a".repeat(1 << 20);
        let quotes: Vec<String> = (0..8)
            .map(|number| format!("{}b{number}", "a".repeat(200_000 + number)))
            .collect();
        let quotes: Vec<&str> = quotes.iter().map(String::as_str).collect();
        assert!(
            Needles::new(quotes, &text)
                .find_in(text.as_bytes())
                .is_empty()
        );
        let quote = &text[..100_000];
        assert_eq!(
            Needles::new(vec![quote], "").places_in(&text)[0].len(),
            most_places(quote)
        );
    }
}

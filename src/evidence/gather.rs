//! Gathers the facts, batch after batch: each source is read once a batch, every quote from it judged.

use super::elsewhere::{Quotes, Seeking, Sightings};
use super::facts::{
    CitationFacts, ClaimFacts, ClosestPassage, Detail, Elsewhere, Evidence, FragmentFacts, Match,
    Passage, Placement, Places, SourceFacts, Spread, Tally,
};
use super::known::{KnownSources, Sources};
use super::placement::{Placing, look_between};
use super::surroundings::Surroundings;
use crate::claim::{Citation, Claim, ClaimFile, Date, Located};
use crate::config::Config;
use crate::project::{Key, Project, Selection, Shard};
use crate::quote::{
    Folded, Folds, Haystack, Judge, Judgement, judge_together, knows_all_places, room_for_each,
    with_place,
};
use crate::source::{CitedSource, Descriptor, LongTexts, Mark, load_and_look, read_text};
use crate::text::Text;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::mem;
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// What is known of a project while its claim files are looked at, batch after batch: of the files only this stays.
pub struct Gathering<'p> {
    project: &'p Project,
    selection: &'p Selection,
    shard: Option<Shard>,
    sources: KnownSources,
    /// Whether there is a claim that is reported on, in any shard.
    has_claims: bool,
    /// Long texts that other batches may cite as well, or other sources have: each is read once.
    long_texts: Arc<LongTexts>,
    /// Whether it is told where quotes stand with which nothing is wrong.
    tells_places: bool,
}

/// How often a batch is looked at.
#[derive(Clone, Copy)]
pub enum Look<'l> {
    /// Once.
    Only,
    /// The first time: quotes that are likely to stand in other sources wait for the second.
    First,
    /// Again, since quotes of it stand in other sources, or wait: which ones do.
    Second(&'l Found),
}

/// The facts about a batch of claim files. Batches may be judged side by side: what one of them adds to what is known of the
/// project waits in it until it is taken in.
pub struct Gathered<'f> {
    /// The facts about the claims.
    pub claims: Vec<ClaimFacts<'f>>,
    /// What it adds.
    pub news: News,
}

/// What a batch of claim files adds to what is known of the project.
#[derive(Default)]
pub struct News {
    sources: BTreeMap<String, Box<SourceFacts>>,
    counts: Vec<(String, Counts)>,
    /// Sources that claims cite which are not reported on.
    cited: Vec<String>,
    has_claims: bool,
}

impl<'p> Gathering<'p> {
    /// Nothing was looked at yet.
    pub fn new(project: &'p Project, selection: &'p Selection, shard: Option<Shard>) -> Self {
        let selected = match selection {
            Selection::Whole => &project.catalog,
            Selection::Part { sources, .. } => sources,
        };
        Self {
            project,
            selection,
            shard,
            sources: KnownSources::new(selected),
            has_claims: false,
            long_texts: Arc::default(),
            tells_places: true,
        }
    }

    /// The same, for a report that does not tell where quotes stand with which nothing is wrong.
    #[must_use]
    pub fn telling_no_places(self) -> Self {
        Self {
            tells_places: false,
            ..self
        }
    }

    /// Judges the claims of some files, as far as they are selected: each source is read once, and every quote from it
    /// judged. In a shard the other shards' claims are there, too, but neither they nor their sources are looked into,
    /// unless a source of this shard must count its quotes. Looked at again are only the claims with a quote that stands in
    /// other sources, or waits.
    pub fn judge<'f>(&self, files: &[&'f ClaimFile], look: Look<'_>) -> Gathered<'f> {
        let mut claims = self.claims(files);
        if let Look::Second(found) = look {
            claims.retain(|facts| found.concerns(facts.claim));
        }
        let judged = self.judge_by_source(&claims, look);
        self.gather(files, claims, judged, look)
    }

    /// The same at the first look, unless the claims turn out to cite a long text that is at hand: `None`, then, since each
    /// batch that does so costs a search of all of it.
    pub fn judge_unless_long<'f>(&self, files: &[&'f ClaimFile]) -> Option<Gathered<'f>> {
        let claims = self.claims(files);
        let judged = self.judge_by_source(&claims, Look::First);
        let has_long = judged.iter().any(|(_, judged)| judged.waiting.is_some());
        (!has_long).then(|| self.gather(files, claims, judged, Look::First))
    }

    /// Puts together what is known of some claims.
    fn gather<'f>(
        &self,
        files: &[&'f ClaimFile],
        mut claims: Vec<ClaimFacts<'f>>,
        judged: Vec<(&'f str, Judged<'f>)>,
        look: Look<'_>,
    ) -> Gathered<'f> {
        let waiting = self.judging(look).waiting(&judged);
        put(waiting, &mut claims);
        let mut sources = BTreeMap::new();
        for (id, judged) in judged {
            put(judged.citations, &mut claims);
            if let Some(source) = judged.source {
                sources.insert(id.to_owned(), Box::new(source));
            }
        }
        let mut news = match look {
            Look::Only | Look::First => self.count(files, &claims),
            Look::Second(found) => {
                found.attribute(&mut claims, &mut Homes::of(self));
                News::default()
            }
        };
        news.sources = sources;
        Gathered { claims, news }
    }

    /// Judges the claims of all files at once, and seeks in the other sources what does not stand in its own.
    pub fn judge_all<'f>(&mut self, files: &[&'f ClaimFile]) -> Vec<ClaimFacts<'f>> {
        let Gathered { mut claims, news } = self.judge(files, Look::Only);
        self.take(news);
        let quotes = claims.iter().flat_map(sought).collect();
        self.seek(quotes)
            .attribute(&mut claims, &mut Homes::of(self));
        claims
    }

    /// What the rules read of a batch.
    pub fn evidence<'e>(
        &'e self,
        files: &[&'e ClaimFile],
        claims: Vec<ClaimFacts<'e>>,
        news: Option<&'e News>,
    ) -> Evidence<'e> {
        let reported = files.iter().copied();
        Evidence {
            project: self.project,
            files: reported
                .filter(|file| self.selection.has_file(file))
                .collect(),
            claims,
            sources: Sources::new(&self.sources, news.map(|news| &news.sources)),
            shard: self.shard,
        }
    }

    /// The claims of some files that are selected, with no facts yet.
    pub fn claims<'f>(&self, files: &[&'f ClaimFile]) -> Vec<ClaimFacts<'f>> {
        let claims = files
            .iter()
            .flat_map(|file| file.claims.iter().map(move |claim| (*file, claim)));
        claims
            .filter(|(file, claim)| self.selection.has_claim(file, claim))
            .map(|(file, claim)| ClaimFacts {
                file,
                claim,
                citations: claim
                    .citations
                    .iter()
                    .map(CitationFacts::unverifiable)
                    .collect(),
                is_own: self.shard.is_none_or(|shard| {
                    let id = claim.id.as_ref().map(|id| id.value.as_str());
                    shard.owns(Key::of_claim(id, &file.path))
                }),
            })
            .collect()
    }

    /// Reads every source that the claims cite, as far as it is of the shard or cited in it, and judges the quotes that need not
    /// wait.
    fn judge_by_source<'f>(
        &self,
        claims: &[ClaimFacts<'f>],
        look: Look<'_>,
    ) -> Vec<(&'f str, Judged<'f>)> {
        let mut jobs: Vec<(&str, Job<'_>)> = Vec::new();
        let mut numbers: HashMap<&str, usize, foldhash::fast::RandomState> = HashMap::default();
        for (number, facts) in claims.iter().enumerate() {
            for (at, citation) in facts.claim.citations.iter().enumerate() {
                if let Some(source) = &citation.source {
                    let id = source.value.as_str();
                    let known = *numbers.entry(id).or_insert(jobs.len());
                    if known == jobs.len() {
                        jobs.push((id, Job::default()));
                    }
                    let job = &mut jobs[known].1;
                    let checked = facts.claim.checked.on.as_ref().map(|on| &on.value);
                    job.first_checked = job.first_checked.into_iter().chain(checked).min();
                    let citations = if facts.is_own {
                        &mut job.own
                    } else {
                        &mut job.others
                    };
                    citations.push(((number, at), citation));
                }
            }
        }
        let shard = self.shard;
        jobs.retain(|(id, job)| !job.own.is_empty() || owns_source(shard, id));
        jobs.sort_unstable_by_key(|(id, _)| *id);
        let judging = self.judging(look);
        let judged = jobs.par_iter().map(|(id, job)| {
            let mut judged = judging.source(id, self.sources.get(id), job);
            if judged.waiting.is_none() {
                // Of so many sources as a batch may cite, not all texts have room.
                judged.text = None;
            }
            (*id, judged)
        });
        judged.collect()
    }

    /// How quotes are judged.
    fn judging<'l>(&self, look: Look<'l>) -> Judging<'l>
    where
        'p: 'l,
    {
        Judging {
            project: self.project,
            long_texts: Arc::clone(&self.long_texts),
            is_first_look: matches!(look, Look::First),
            found: match look {
                Look::Only | Look::First => None,
                Look::Second(found) => Some(found),
            },
            tells_places: self.tells_places,
        }
    }

    /// Whether a long text is cited that is known to be one: each batch that does so costs a search of all of it.
    pub fn is_long_text_cited(&self, files: &[&ClaimFile]) -> bool {
        let claims = files.iter().flat_map(|file| &file.claims);
        let citations = claims.flat_map(|claim| &claim.citations);
        let sources = citations.filter_map(|citation| citation.source.as_ref());
        let ids = sources.map(|source| source.value.as_str());
        self.long_texts.is_any_expected(ids)
    }

    /// Takes in what a batch adds, once nothing reads of the batch any more.
    pub fn take(&mut self, news: News) {
        self.has_claims |= news.has_claims;
        for (id, source) in news.sources {
            self.sources.keep(id, source);
        }
        for (id, counts) in news.counts {
            self.sources.count(id, counts.claims, counts.tally);
        }
        for id in news.cited {
            self.sources.note_cited(id);
        }
    }

    /// Counts what spans the batches.
    fn count(&self, files: &[&ClaimFile], claims: &[ClaimFacts<'_>]) -> News {
        let mut sources: HashMap<&str, Counts, foldhash::fast::RandomState> = HashMap::default();
        for (number, facts) in claims.iter().enumerate() {
            for citation in &facts.citations {
                if let Some(id) = citation.source_id() {
                    let counts = sources.entry(id).or_default();
                    counts.add(number, facts, citation, self.project);
                }
            }
        }
        let all = files.iter().flat_map(|file| &file.claims);
        let all = all.flat_map(|claim| &claim.citations);
        let all = all.filter_map(|citation| Some(citation.source.as_ref()?.value.as_str()));
        // What is selected was counted above.
        let others: HashSet<&str> = match self.selection {
            Selection::Whole => HashSet::new(),
            Selection::Part { .. } => all.collect(),
        };
        News {
            sources: BTreeMap::new(),
            counts: sources
                .into_iter()
                .map(|(id, counts)| (id.to_owned(), counts))
                .collect(),
            cited: others.into_iter().map(str::to_owned).collect(),
            has_claims: !claims.is_empty(),
        }
    }

    /// Where quotes that stand nowhere in their own source stand in others, once all files were looked at.
    pub fn seek(&mut self, quotes: Vec<Sought>) -> Found {
        let waiting = quotes.iter().filter(|sought| sought.waits);
        let waiting = waiting.map(|sought| sought.quote.clone()).collect();
        let quotes = Quotes::new(quotes.into_iter().map(|sought| sought.quote).collect());
        if quotes.is_empty() {
            return Found::default();
        }
        let long_texts = Arc::clone(&self.long_texts);
        let seeking = quotes.seeking(self.project, &self.sources, &long_texts);
        // What has to be read all the same is read once.
        let (read, found) = self.read_missing(Some(&seeking));
        let others = seeking.in_sources(self.project, &self.sources, &read);
        Found {
            places: quotes.by_quote([found, others]),
            waiting,
        }
    }

    /// Once all files were looked at: reads the sources that are reported on and were not needed yet.
    pub fn finish(&mut self) {
        self.read_missing(None);
        self.sources.tell_cited();
    }

    /// Ends it, once nothing reads of it any more.
    pub fn end(self) {
        self.sources.give_back();
    }

    /// Reads the sources that are reported on and were not needed yet. Says which sources those are, and where in them the
    /// quotes stand that are sought.
    fn read_missing(&mut self, seeking: Option<&Seeking<'_>>) -> (HashSet<String>, Sightings) {
        /// So many sources are read at once where nothing is sought in them.
        const WAVE: usize = 512;
        // Without any claim, whether there is something to check at all hangs on every one of the sources.
        let is_needed = |id: &&str| {
            self.sources.get(id).is_none() && (!self.has_claims || owns_source(self.shard, id))
        };
        let missing = self.sources.concerned().filter(is_needed);
        let mut missing: Vec<String> = missing.map(str::to_owned).collect();
        missing.sort_unstable();
        let judging = self.judging(Look::Only);
        let mut found = Sightings::default();
        for wave in missing.chunks(seeking.map_or(WAVE, Seeking::wave)) {
            let before = found.before();
            let read: Vec<_> = wave
                .par_iter()
                .map(|id| {
                    let judged = judging.source(id, None, &Job::default());
                    let mut source = judged.source?;
                    let seen = seeking.zip(judged.text.as_ref());
                    let seen =
                        seen.map(|(seeking, text)| seeking.in_text(&source.names, text, before));
                    source.forget_text();
                    Some((id, source, seen.unwrap_or_default()))
                })
                .collect();
            for (id, source, seen) in read.into_iter().flatten() {
                self.sources.keep(id.clone(), Box::new(source));
                found.add(seen);
            }
        }
        (missing.into_iter().collect(), found)
    }
}

impl News {
    /// Gives up what only the rules about a batch need, once they were run.
    pub fn forget_texts(&mut self) {
        for source in self.sources.values_mut() {
            source.forget_text();
        }
    }
}

/// What is counted of a source in a batch.
#[derive(Default)]
struct Counts {
    /// Claims that cite it.
    claims: usize,
    /// The last of them, by its position in the list.
    last: Option<usize>,
    tally: Tally,
}

impl Counts {
    fn add(
        &mut self,
        number: usize,
        facts: &ClaimFacts<'_>,
        citation: &CitationFacts<'_>,
        project: &Project,
    ) {
        if self.last.replace(number) != Some(number) {
            self.claims += 1;
        }
        let stands = match citation.matched {
            Match::Verbatim => true,
            Match::Typographic => facts.accepts_typography(citation.citation.index, project),
            _ => false,
        };
        let moved = citation
            .placement
            .as_ref()
            .is_some_and(|placement| placement.span.is_some());
        match (stands, moved) {
            (true, false) => self.tally.stand += 1,
            (true, true) => self.tally.moved += 1,
            (false, _) => self.tally.gone += 1,
        }
    }
}

/// Puts the facts about citations to their claims.
fn put<'f>(citations: Vec<(Position, CitationFacts<'f>)>, claims: &mut [ClaimFacts<'f>]) {
    for ((claim, citation), facts) in citations {
        claims[claim].citations[citation] = facts;
    }
}

/// Whether a source is of the shard that is reported on.
fn owns_source(shard: Option<Shard>, id: &str) -> bool {
    shard.is_none_or(|shard| shard.owns(Key::Source(id)))
}

/// The ids of the sources that a claim cites, each once.
pub fn cited_by(claim: &Claim) -> BTreeSet<&str> {
    let sources = claim
        .citations
        .iter()
        .filter_map(|citation| citation.source.as_ref());
    sources.map(|source| source.value.as_str()).collect()
}

/// A citation by the position of its claim in the list, and its own in the claim.
type Position = (usize, usize);

/// So many citations of a source are worth two threads.
const FEWEST_CITATIONS: usize = 128;

/// What there is to do for a source.
#[derive(Default)]
struct Job<'p> {
    /// The citations of it that are reported on.
    own: Vec<(Position, &'p Citation)>,
    /// Those of other shards: they count where the text is not the one that was pinned.
    others: Vec<(Position, &'p Citation)>,
    /// The first of the days on which a claim was checked that cites it.
    first_checked: Option<&'p Date>,
}

impl<'p> Job<'p> {
    /// The citations that count, in a source of which so much is known.
    fn counting(&self, source: &SourceFacts) -> Vec<(Position, &'p Citation)> {
        let others = self.others.iter().filter(|_| is_changed(source));
        self.own.iter().chain(others).copied().collect()
    }
}

/// What came of a source.
struct Judged<'p> {
    /// The facts about it; `None` where those that are known hold.
    source: Option<SourceFacts>,
    /// Its text, where it was read and can be.
    text: Option<Arc<Text>>,
    /// The citations of it.
    citations: Vec<(Position, CitationFacts<'p>)>,
    /// Those that wait, where it may not be the only source of its text.
    waiting: Option<Waiting<'p>>,
}

/// Citations of a source whose text is long and was read before: those of all sources that have the same are looked for together.
struct Waiting<'p> {
    names: Arc<CitedSource>,
    citations: Vec<(Position, &'p Citation)>,
}

/// A citation that is judged, of the source with these names.
struct Asked<'n, 'p> {
    names: &'n Arc<CitedSource>,
    position: Position,
    citation: &'p Citation,
}

fn asked<'n, 'p>(
    names: &'n Arc<CitedSource>,
    citations: &[(Position, &'p Citation)],
) -> impl Iterator<Item = Asked<'n, 'p>> {
    citations.iter().map(|(position, citation)| Asked {
        names,
        position: *position,
        citation,
    })
}

/// How quotes are judged.
struct Judging<'j> {
    project: &'j Project,
    long_texts: Arc<LongTexts>,
    /// Whether a second look follows, and quotes may wait for it.
    is_first_look: bool,
    /// Which quotes stand in other sources, once that is known.
    found: Option<&'j Found>,
    /// Whether it is told where quotes stand with which nothing is wrong.
    tells_places: bool,
}

impl Judging<'_> {
    /// Judges the quotes from one source, whose text is read unless it is at hand. Where a long one is, they wait. That a text is
    /// long is told before its quotes are sought.
    fn source<'c>(&self, id: &str, known: Option<&SourceFacts>, job: &Job<'c>) -> Judged<'c> {
        let project = self.project;
        if let Some(known) = known.filter(|known| holds(known, job)) {
            if let Some(text) = known.long_text(&*project.store, &self.long_texts) {
                return Judged {
                    source: None,
                    text: Some(text),
                    citations: Vec::new(),
                    waiting: Some(Waiting {
                        names: Arc::clone(&known.names),
                        citations: job.counting(known),
                    }),
                };
            }
            if let Some(text) = known_text(project, known) {
                let mut citations = self.citations(&text, &known.names, &job.own);
                citations.extend(self.others(&text, known, job));
                return Judged {
                    source: None,
                    text: Some(Arc::new(text)),
                    citations,
                    waiting: None,
                };
            }
        }
        let (source, judged) = load_and_look(
            &*project.store,
            &project.config.sources,
            id,
            &self.long_texts,
            |source, text| {
                if LongTexts::is_long(text) {
                    self.long_texts.expect(id);
                }
                let names = Arc::new(CitedSource::of(source));
                let citations = self.citations(text, &names, &job.own);
                (names, citations)
            },
        );
        let is_at_hand = judged.is_none() && source.text.is_ok();
        let (names, mut citations) =
            judged.unwrap_or_else(|| (Arc::new(CitedSource::of(&source)), Vec::new()));
        let descriptor_digest = source.descriptor.as_ref().map(Descriptor::digest);
        let (text, unreadable) = match source.text {
            Ok(text) => (Some(text), None),
            Err(unreadable) => (None, Some(unreadable)),
        };
        let short = text.as_ref().filter(|text| !LongTexts::is_long(text));
        let facts = SourceFacts {
            descriptor: source.descriptor,
            names,
            unreadable,
            sha256: source.sha256,
            // Long texts are kept, or read anew for many claim files at a time.
            mark: short.map(|text| Mark::of(text)),
            descriptor_digest,
            kept: Mutex::new(source.kept.map(Box::new)),
            is_cited: false,
            tally: Tally::default(),
        };
        let mut waiting = None;
        if is_at_hand {
            self.long_texts.expect(id);
            waiting = Some(Waiting {
                names: Arc::clone(&facts.names),
                citations: job.counting(&facts),
            });
        } else if let Some(text) = &text {
            citations.extend(self.others(text, &facts, job));
        }
        Judged {
            source: Some(facts),
            text,
            citations,
            waiting,
        }
    }

    /// Judges citations that wait, those of each text together.
    fn waiting<'c>(&self, judged: &[(&str, Judged<'c>)]) -> Vec<(Position, CitationFacts<'c>)> {
        let mut by_text: Vec<(&Arc<Text>, Vec<Asked<'_, 'c>>)> = Vec::new();
        for (_, judged) in judged {
            let (Some(text), Some(waiting)) = (&judged.text, &judged.waiting) else {
                continue;
            };
            // There is room for few of them.
            let known = by_text.iter_mut();
            let mut known = known.filter(|(known, _)| Arc::ptr_eq(known, text));
            let citations = asked(&waiting.names, &waiting.citations);
            match known.next() {
                Some((_, of_text)) => of_text.extend(citations),
                None => by_text.push((text, citations.collect())),
            }
        }
        let facts = by_text.par_iter();
        let facts = facts.flat_map_iter(|(text, citations)| self.of_text(text, citations));
        facts.collect()
    }

    /// Judges the citations of other shards, where they count.
    fn others<'c>(
        &self,
        text: &Text,
        source: &SourceFacts,
        job: &Job<'c>,
    ) -> Vec<(Position, CitationFacts<'c>)> {
        if is_changed(source) {
            self.citations(text, &source.names, &job.others)
        } else {
            Vec::new()
        }
    }

    /// Judges the quotes from a source whose text is at hand.
    fn citations<'c>(
        &self,
        text: &Text,
        names: &Arc<CitedSource>,
        citations: &[(Position, &'c Citation)],
    ) -> Vec<(Position, CitationFacts<'c>)> {
        if names.file.is_none() {
            return Vec::new();
        }
        self.of_text(text, &asked(names, citations).collect::<Vec<_>>())
    }

    /// Judges the quotes from all sources that have a text.
    fn of_text<'c>(
        &self,
        text: &Text,
        citations: &[Asked<'_, 'c>],
    ) -> Vec<(Position, CitationFacts<'c>)> {
        let project = self.project;
        let is_found = |quote: &str| self.found.is_some_and(|found| found.has(quote));
        let mut judge = Judge::new(text.as_str(), project.config.accept);
        if self.found.is_some() {
            judge = judge.knowing(&is_found);
        }
        if self.is_first_look {
            judge = judge.at_first_look();
        }
        let reading = Reading {
            config: &project.config,
            text,
            haystack: judge.haystack(),
            tells_places: self.tells_places,
        };
        let facts = || {
            judge_together(
                &judge,
                citations,
                |asked| {
                    let fragments = fragments(asked.citation).iter();
                    fragments.map(|fragment| fragment.value.as_str()).collect()
                },
                |asked, judgements| (asked.position, citation_facts(&reading, asked, judgements)),
            )
        };
        let facts = if citations.len() < FEWEST_CITATIONS {
            facts()
        } else {
            rayon::join(facts, || text.expect_questions()).0
        };
        project.progress.add_quotes(citations.len());
        facts
    }
}

/// A text while its quotes are judged.
struct Reading<'r> {
    config: &'r Config,
    text: &'r Text,
    haystack: &'r Haystack<'r>,
    tells_places: bool,
}

/// Whether the text of a source is not the one that was pinned.
fn is_changed(source: &SourceFacts) -> bool {
    let pinned = source.descriptor.as_ref();
    let pinned = pinned.and_then(|descriptor| descriptor.sha256.as_ref());
    pinned.is_some_and(|pin| source.sha256.as_ref() != Some(&pin.value))
}

/// Whether what another batch has read of a source is enough: no finding has to point into the descriptor, whose text is
/// gone.
fn holds(known: &SourceFacts, job: &Job<'_>) -> bool {
    let Some(descriptor) = &known.descriptor else {
        return false;
    };
    let published = descriptor.published.as_ref();
    let is_later = |checked: &Date| published.is_some_and(|day| *checked < day.value);
    known.unreadable.is_none() && !job.first_checked.is_some_and(is_later)
}

/// The text of a source that another batch has read, where it is short and still what it was.
fn known_text(project: &Project, known: &SourceFacts) -> Option<Text> {
    let mark = known.mark?;
    let text = match known.read_kept() {
        Some(content) => Text::decode_source(content).ok()?,
        None => read_text(&*project.store, known.text_path()?).ok()?,
    };
    (Mark::of(&text) == mark).then_some(text)
}

/// The fragments of a citation's quote; none where it has no quote.
fn fragments(citation: &Citation) -> &[Located<String>] {
    citation
        .quote
        .as_ref()
        .map_or(&[], |quote| quote.value.fragments())
}

/// The facts about a citation; `judgements` are about its fragments.
fn citation_facts<'p>(
    reading: &Reading<'_>,
    asked: &Asked<'_, 'p>,
    judgements: Vec<Option<Judgement>>,
) -> CitationFacts<'p> {
    let citation = asked.citation;
    let Some(quote) = &citation.quote else {
        return CitationFacts::unverifiable(citation);
    };
    let Reading { config, text, .. } = *reading;
    let mut ways = Vec::new();
    let mut fragments = Vec::with_capacity(quote.value.fragments().len());
    let is_whole = judgements.len() == 1;
    for (number, (fragment, mut judgement)) in
        quote.value.fragments().iter().zip(judgements).enumerate()
    {
        if is_whole {
            judgement =
                judgement.map(|judgement| with_span(reading, citation, fragment, judgement));
        }
        let several = judgement.as_mut().and_then(Ways::of);
        ways.extend(several.map(|ways| (number, ways)));
        fragments.push(FragmentFacts {
            quote: fragment,
            detail: detail(text, judgement),
        });
    }
    if fragments.len() > 1 {
        look_between(text.as_str(), &mut fragments);
    }
    let places: Vec<&Places> = fragments
        .iter()
        .filter_map(|fragment| fragment.detail.places())
        .collect();
    let around = Surroundings::new(text.as_str(), citation, config.accept);
    let placing = (places.len() == fragments.len()).then_some(Placing {
        text,
        citation,
        places,
        around: &around,
        max_gap: config.max_fragment_gap,
        tells_places: reading.tells_places,
    });
    let mut placement = placing.as_ref().map(Placing::place);
    let chosen = placing
        .as_ref()
        .filter(|_| !ways.is_empty())
        .and_then(Placing::chosen);
    let accepted = placing
        .zip(placement.as_ref())
        .filter(|(_, placement)| !config.accept.is_empty() && placement.is_elsewhere())
        .and_then(|(placing, _)| by_accepted_folds(&placing, &fragments, reading));
    if let Some(chosen) = chosen {
        for (number, ways) in ways {
            ways.choose(text, &chosen[number], &mut fragments[number].detail);
        }
    }
    if let Some((details, there)) = accepted {
        for (fragment, detail) in fragments.iter_mut().zip(details) {
            fragment.detail = detail;
        }
        placement = Some(there);
    }
    for fragment in &mut fragments {
        fragment.detail.forget_places();
    }
    CitationFacts {
        citation,
        matched: worst(&fragments),
        fragments,
        placement,
        read: Some(Arc::clone(asked.names)),
        home: None,
    }
}

/// Of a quote that stands more often than its places are looked for, the place that its span names is looked at as well.
fn with_span(
    reading: &Reading<'_>,
    citation: &Citation,
    quote: &Located<String>,
    judgement: Judgement,
) -> Judgement {
    if knows_all_places(&judgement) {
        return judgement;
    }
    let (text, accept) = (reading.text, reading.config.accept);
    let span = citation.span.as_ref();
    match span.and_then(|span| text.bytes(span.value)) {
        Some(place) => with_place(judgement, text.as_str(), &quote.value, &place, accept),
        None => judgement,
    }
}

/// A quote that stands verbatim, but not where the citation says: how it stands there by accepted folds, and how that lies.
/// `None` where it does not.
fn by_accepted_folds(
    placing: &Placing<'_>,
    fragments: &[FragmentFacts<'_>],
    reading: &Reading<'_>,
) -> Option<(Vec<Detail>, Placement)> {
    /// The places of a fragment, and the folds that each takes.
    type EveryWay = (Places, Vec<Folds>);
    let every_way = |fragment: &FragmentFacts<'_>| {
        let Detail::Stands { places, .. } = &fragment.detail else {
            return None;
        };
        let mut ways: BTreeMap<(usize, usize), Folds> = BTreeMap::new();
        let most = room_for_each(fragments.len());
        let (haystack, accept) = (reading.haystack, reading.config.accept);
        let accepted = haystack.first_accepted(&fragment.quote.value, accept, most);
        for walked in accepted.places {
            ways.insert((walked.range.start, walked.range.end), walked.folds);
        }
        for place in &places.ranges {
            let folds = ways.entry((place.start, place.end));
            folds.or_insert(Folds::NONE);
        }
        let ways = ways.into_iter();
        let (ranges, folds) = ways
            .map(|((start, end), folds)| (start..end, folds))
            .unzip();
        let are_all = places.are_all && accepted.are_all;
        Some((Places { ranges, are_all }, folds))
    };
    let every: Option<Vec<EveryWay>> = fragments.iter().map(every_way).collect();
    let every = every?;
    let there = Placing {
        places: every.iter().map(|(places, _)| places).collect(),
        ..*placing
    };
    let placement = there.place();
    let chosen = there.chosen().filter(|_| !placement.is_elsewhere())?;
    let details = every
        .into_iter()
        .zip(chosen)
        .map(|((places, folds), chosen)| {
            let at = places.ranges.iter().position(|place| *place == chosen);
            let folds = at.and_then(|at| folds.get(at).copied()).unwrap_or_default();
            Detail::Stands { places, folds }
        });
    Some((details.collect(), placement))
}

/// How a fragment differs from the source at each of several places.
enum Ways {
    /// It stands, by accepted folds.
    Accepted(Vec<(Range<usize>, Folds)>),
    /// It would stand.
    Typographic(Folded),
}

impl Ways {
    /// `None` where there is only one place, or no difference: nearly always.
    fn of(judgement: &mut Judgement) -> Option<Self> {
        match judgement {
            Judgement::Stands(standing) if standing.each.len() > 1 => {
                let each = mem::take(&mut standing.each);
                let places = standing.places.iter().cloned();
                Some(Self::Accepted(places.zip(each).collect()))
            }
            Judgement::Typographic(all) if all.places.len() > 1 => {
                Some(Self::Typographic(all.clone()))
            }
            _ => None,
        }
    }

    /// Tells the difference as it is at the place that is cited.
    fn choose(self, text: &Text, chosen: &Range<usize>, detail: &mut Detail) {
        match self {
            Self::Accepted(all) => {
                let needed = all.into_iter().find(|(place, _)| place == chosen);
                if let (Some((_, needed)), Detail::Stands { folds, .. }) = (needed, detail) {
                    *folds = needed;
                }
            }
            Self::Typographic(all) => {
                let mut places = all.places.iter();
                if let Some(at) = places.position(|walked| walked.range == *chosen) {
                    *detail = typographic(text, all, at);
                }
            }
        }
    }
}

/// The worst match among the fragments. No fragment at all is no quote: nothing was verified.
fn worst(fragments: &[FragmentFacts<'_>]) -> Match {
    fragments
        .iter()
        .map(|fragment| fragment.detail.matched())
        .max()
        .unwrap_or(Match::Unverifiable)
}

/// Keeps of a judgement what is needed once the text is gone. Without one, the quote waits for a second look.
fn detail(text: &Text, judgement: Option<Judgement>) -> Detail {
    let is_first_look = judgement.is_none();
    match judgement.unwrap_or(Judgement::Absent) {
        Judgement::Stands(standing) => Detail::Stands {
            places: Places {
                ranges: standing.places,
                are_all: standing.are_all,
            },
            folds: standing.folds,
        },
        Judgement::Typographic(all) => typographic(text, all, 0),
        Judgement::Hidden(walked) => Detail::Hidden {
            passage: Box::new(Passage::new(text, walked.range)),
            folds: walked.folds,
            characters: walked
                .hidden
                .into_iter()
                .map(|hidden| (hidden.quote, hidden.character, hidden.instead))
                .collect(),
        },
        Judgement::Elided(elision) => Detail::Elided {
            pieces: elision
                .pieces
                .into_iter()
                .map(|piece| (piece.quote, Passage::new(text, piece.source)))
                .collect(),
            only_ellipses: elision.only_ellipses,
        },
        Judgement::Altered(altered) => Detail::Altered(Box::new(ClosestPassage {
            passage: Passage::new(text, altered.range),
            similarity: altered.similarity,
            difference: altered.difference,
        })),
        Judgement::Absent => Detail::Absent {
            source_is_empty: text.as_str().trim().is_empty(),
            is_first_look,
        },
    }
}

/// Typography is told from one of the places.
fn typographic(text: &Text, all: Folded, at: usize) -> Detail {
    let ranges = all.places.iter().map(|walked| walked.range.clone());
    let places = Places {
        ranges: ranges.collect(),
        are_all: all.are_all,
    };
    let Some(cited) = all.places.into_iter().nth(at) else {
        return Detail::Absent {
            source_is_empty: false,
            is_first_look: false,
        };
    };
    let start = cited.range.start;
    let differences = cited
        .differences
        .into_iter()
        .map(|found| {
            let source = found.source.start - start..found.source.end - start;
            (source, found.quote, found.fold)
        })
        .collect();
    Detail::Typographic {
        places,
        passage: Box::new(Passage::new(text, cited.range)),
        folds: cited.folds,
        differences,
    }
}

/// What became of quotes that do not stand in their own sources.
#[derive(Default)]
pub struct Found {
    /// Where they stand, by quote.
    places: BTreeMap<String, Arc<Spread>>,
    /// Those that wait for the second look.
    waiting: HashSet<String>,
}

impl Found {
    /// Whether that quote stands somewhere.
    pub fn has(&self, quote: &str) -> bool {
        self.places.contains_key(quote)
    }

    /// Whether any of the quotes of a claim stands somewhere or waits, so that it is looked at again.
    fn concerns(&self, claim: &Claim) -> bool {
        let mut quotes = claim.citations.iter().flat_map(fragments);
        quotes.any(|fragment| self.has(&fragment.value) || self.waiting.contains(&fragment.value))
    }

    /// A quote that is not in its source, but verbatim in another, is misattributed, however close a passage here comes.
    fn attribute(&self, claims: &mut [ClaimFacts<'_>], homes: &mut Homes<'_>) {
        let own = claims.iter_mut().filter(|facts| facts.is_own);
        for citation in own.flat_map(|facts| &mut facts.citations) {
            for fragment in &mut citation.fragments {
                if !is_sought(&fragment.detail) {
                    continue;
                }
                if let Some(spread) = self.places.get(fragment.quote.value.as_str()) {
                    fragment.detail = Detail::Misattributed(Arc::clone(spread));
                }
            }
            if !citation.fragments.is_empty() {
                citation.matched = worst(&citation.fragments);
                citation.home = homes.find(&citation.fragments);
            }
        }
    }
}

/// Looks for sources that have all of a quote that does not stand in its own.
struct Homes<'g> {
    project: &'g Project,
    sources: &'g KnownSources,
    /// Texts by the ids of their sources; `None` where one is long, or cannot be read.
    texts: HashMap<Box<str>, Option<Text>>,
}

impl<'g> Homes<'g> {
    /// So many sources of a quote are looked into: each holds all that was not found in the cited one.
    const TRIED: usize = 3;

    /// So many texts are kept; all of them are short.
    const KEPT: usize = 16;

    fn of(gathering: &'g Gathering<'_>) -> Self {
        Self {
            project: gathering.project,
            sources: &gathering.sources,
            texts: HashMap::new(),
        }
    }

    /// The first other source that has all of a quote, fragments in order.
    fn find(&mut self, fragments: &[FragmentFacts<'_>]) -> Option<Arc<CitedSource>> {
        let mut misattributed = fragments
            .iter()
            .filter_map(|fragment| match &fragment.detail {
                Detail::Misattributed(spread) => Some(&spread.sources),
                _ => None,
            });
        let first = misattributed.next()?;
        let others: Vec<_> = misattributed.collect();
        // What was sought and not found has no home.
        if fragments.iter().any(|fragment| is_sought(&fragment.detail)) {
            return None;
        }
        let has_others = |one: &&Elsewhere| {
            let is_same = |other: &Elsewhere| other.source.id.cmp(&one.source.id);
            let mut others = others.iter();
            others.all(|sources| sources.binary_search_by(is_same).is_ok())
        };
        let mut whole = first.iter().filter(has_others).take(Self::TRIED);
        let home = whole.find(|one| {
            fragments.len() == 1
                || self
                    .text(&one.source)
                    .is_some_and(|text| stand_in_order(fragments, text))
        })?;
        Some(Arc::clone(&home.source))
    }

    /// The text of a source, if it is short: each of very many quotes would have all of a long one read.
    fn text(&mut self, source: &CitedSource) -> Option<&Text> {
        if self.texts.len() >= Self::KEPT && !self.texts.contains_key(&source.id) {
            self.texts.retain(|_, text| text.is_none());
        }
        let (project, sources) = (self.project, self.sources);
        let read = || {
            let known = sources.get(&source.id);
            let is_long = known.is_some_and(|known| known.mark.is_none());
            let path = source.file.as_deref().filter(|_| !is_long)?;
            let text = read_text(&*project.store, path).ok()?;
            (!LongTexts::is_long(&text)).then_some(text)
        };
        let entry = self.texts.entry(source.id.clone());
        entry.or_insert_with(read).as_ref()
    }
}

/// Whether all fragments stand in a text, one after the other.
fn stand_in_order(fragments: &[FragmentFacts<'_>], text: &Text) -> bool {
    let mut rest = text.as_str();
    fragments.iter().all(|fragment| {
        let after = rest.split_once(fragment.quote.value.as_str());
        after.is_some_and(|(_, after)| {
            rest = after;
            true
        })
    })
}

/// Whether a fragment stands nowhere in its source, so that it is sought in the others.
fn is_sought(detail: &Detail) -> bool {
    matches!(detail, Detail::Altered(_) | Detail::Absent { .. })
}

/// A quote that does not stand in its own source, so that it is sought in the others.
#[derive(Clone)]
pub struct Sought {
    /// The quote.
    pub quote: String,
    /// Whether it waits for a second look.
    pub waits: bool,
}

/// The fragments of a claim's quotes that are to be sought in other sources.
pub fn sought(facts: &ClaimFacts<'_>) -> impl Iterator<Item = Sought> {
    let citations = facts.citations.iter().filter(|_| facts.is_own);
    citations
        .flat_map(|citation| &citation.fragments)
        .filter(|fragment| is_sought(&fragment.detail))
        .map(|fragment| Sought {
            quote: fragment.quote.value.clone(),
            waits: matches!(
                fragment.detail,
                Detail::Absent {
                    is_first_look: true,
                    ..
                }
            ),
        })
}

//! The rounds of mending: apply, check again, record, and take back what makes another error.

use super::choice::{apply, together};
use super::look::{ClaimLook, Look};
use super::record::record;
use super::{ClaimKey, Done, Offer, Recorded, Withheld};
use crate::claim::{Claim, ClaimFile};
use crate::document;
use crate::finding::{Fix, Safety};
use crate::project::{Project, Selection};
use crate::report::Report;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A fix may bring another to light so many times.
const MOST_ROUNDS: usize = 12;

/// Fixes that were withheld are tried again once others of the same claim were applied, so many times.
const MOST_PASSES: usize = 8;

/// What was done to each claim.
type Work = BTreeMap<ClaimKey, Vec<Done>>;

/// The text of claims, as they stand in their files.
type Texts = BTreeMap<ClaimKey, String>;

/// Mends a project in memory.
pub(super) struct Mender<'p> {
    pub project: &'p mut Project,
    selection: &'p Selection,
    safety: Safety,
    /// The claims that are selected.
    claims: BTreeSet<ClaimKey>,
    /// The texts of the files that were touched, as they were read.
    pub originals: BTreeMap<String, String>,
    pub done: Work,
    pub recorded: BTreeMap<ClaimKey, Recorded>,
    pub withheld: BTreeMap<ClaimKey, Vec<Withheld>>,
}

impl<'p> Mender<'p> {
    pub(super) fn new(project: &'p mut Project, selection: &'p Selection, safety: Safety) -> Self {
        let claims = project
            .claims()
            .filter(|(file, claim)| selection.has_claim(file, claim))
            .map(|(file, claim)| (file.path.clone(), claim.index))
            .collect();
        Self {
            project,
            selection,
            safety,
            claims,
            originals: BTreeMap::new(),
            done: Work::new(),
            recorded: BTreeMap::new(),
            withheld: BTreeMap::new(),
        }
    }

    /// Mends all there is to mend; what the check said before.
    pub(super) fn run(&mut self) -> Report {
        let (mut look, report) = Look::take(self.project, self.selection, &self.claims);
        for _ in 0..MOST_PASSES {
            let halfway = self.pass(&look);
            if halfway.is_empty() {
                break;
            }
            // What was applied may have made room for what was withheld.
            look = self.look_at(files_of(&halfway));
            look.claims.retain(|key, _| halfway.contains(key));
        }
        report
    }

    /// Applies all fixes, and one at a time those of claims that this gave another error. Returns the claims of which
    /// some fixes were applied and some withheld.
    fn pass(&mut self, before: &Look) -> BTreeSet<ClaimKey> {
        let mut look = Look::default();
        for (key, claim) in &before.claims {
            if claim.allowed(self.safety).next().is_some() {
                self.withheld.remove(key);
                look.claims.insert(key.clone(), claim.clone());
            }
        }
        let untouched = self.texts(look.claims.keys());
        let (mut work, look) = self.settle(look, |key, _| untouched.contains_key(key));
        let (mut recorded, look) = self.record(&work, look, before);
        let refused = self.refused(work.keys(), &look, before);
        self.put_back(refused.keys().map(|key| (key, &untouched[key])));
        work.retain(|key, _| !refused.contains_key(key));
        recorded.retain(|key, _| !refused.contains_key(key));
        self.keep(work, recorded);

        let mut several = BTreeSet::new();
        for (key, reason) in refused {
            let claim = before.of(&key);
            let offers: Vec<&Offer> = claim.allowed(self.safety).collect();
            match offers.as_slice() {
                [one] => self.withhold(&key, one, reason),
                _ => {
                    several.insert(key);
                }
            }
        }
        self.try_singly(several, untouched, before)
    }

    /// Applies the fixes of these claims one at a time, each with what it brings to light, and keeps those that make no
    /// other error. Returns the claims of which some were applied and some withheld.
    fn try_singly(
        &mut self,
        mut open: BTreeSet<ClaimKey>,
        mut texts: Texts,
        before: &Look,
    ) -> BTreeSet<ClaimKey> {
        let mut tried: HashSet<(ClaimKey, Name)> = HashSet::new();
        let mut kept = Work::new();
        loop {
            let look = self.look_at(files_of(&open));
            let step = self.step(&open, &look, &tried);
            if step.claims.is_empty() {
                break;
            }
            open = step.claims.keys().cloned().collect();
            tried.extend(names(&step, &open));
            self.try_step(&step, &look, &mut kept, &mut texts, before);
            // Without the record, which is written once it is known what is in it.
            self.put_back(open.iter().map(|key| (key, &texts[key])));
        }
        let look = self.look_at(files_of(kept.keys()));
        let (recorded, _) = self.record(&kept, look, before);
        let mut halfway: BTreeSet<ClaimKey> = kept.keys().cloned().collect();
        self.keep(kept, recorded);
        halfway.retain(|key| self.withheld.contains_key(key));
        halfway
    }

    /// Applies one fix of each of some claims, `step`, with what it brings to light and nothing else that is offered. What
    /// makes no other error goes into `kept`, and the claim as it is then into `texts`.
    fn try_step(
        &mut self,
        step: &Look,
        look: &Look,
        kept: &mut Work,
        texts: &mut Texts,
        before: &Look,
    ) {
        let claims: BTreeSet<ClaimKey> = step.claims.keys().cloned().collect();
        let (chosen, offered) = (names(step, &claims), names(look, &claims));
        let is_wanted = |key: &ClaimKey, offer: &Offer| {
            let name = (key.clone(), offer.name());
            claims.contains(key) && (chosen.contains(&name) || !offered.contains(&name))
        };
        let (mut work, look) = self.settle(step.clone(), is_wanted);
        let settled = self.texts(claims.iter());
        for (key, done) in kept.iter() {
            if let Some(own) = work.get_mut(key) {
                own.splice(0..0, done.iter().cloned());
            }
        }
        let (_, look) = self.record(&work, look, before);
        let refused = self.refused(claims.iter(), &look, before);
        for (key, text) in settled {
            if let Some(reason) = refused.get(&key) {
                for offer in &step.claims[&key].offers {
                    self.withhold(&key, offer, reason.clone());
                }
            } else {
                kept.extend(work.remove(&key).map(|done| (key.clone(), done)));
                texts.insert(key, text);
            }
        }
    }

    /// The next fix of each claim that was not tried.
    fn step(
        &self,
        open: &BTreeSet<ClaimKey>,
        look: &Look,
        tried: &HashSet<(ClaimKey, Name)>,
    ) -> Look {
        let next = |key: &ClaimKey| {
            let claim = look.of(key);
            let untried = |offer: &&Offer| !tried.contains(&(key.clone(), offer.name()));
            let offers = claim.allowed(self.safety).filter(untried);
            let offer = offers.min_by_key(|offer| offer.order())?.clone();
            let offers = vec![offer];
            Some((key.clone(), ClaimLook { offers, ..claim }))
        };
        Look {
            claims: open.iter().filter_map(next).collect(),
        }
    }

    /// Applies the fixes that are wanted, and those that they bring to light, until there are none.
    fn settle(
        &mut self,
        mut look: Look,
        is_wanted: impl Fn(&ClaimKey, &Offer) -> bool,
    ) -> (Work, Look) {
        let mut work = Work::new();
        for _ in 0..MOST_ROUNDS {
            let mut chosen: BTreeMap<&str, Vec<&Fix>> = BTreeMap::new();
            for (key, claim) in &look.claims {
                let offers = claim
                    .allowed(self.safety)
                    .filter(|offer| is_wanted(key, offer));
                for offer in together(offers) {
                    chosen.entry(&key.0).or_default().push(&offer.fix);
                    let done = self.describe(key, offer);
                    work.entry(key.clone()).or_default().push(done);
                }
            }
            if chosen.is_empty() {
                break;
            }
            let texts: Vec<(String, String)> = chosen
                .into_iter()
                .filter_map(|(path, fixes)| {
                    let file = self.project.file(path)?;
                    Some((path.to_owned(), apply(file.text.as_str(), fixes)))
                })
                .collect();
            let files: BTreeSet<String> = texts.iter().map(|(path, _)| path.clone()).collect();
            for (path, text) in texts {
                self.set_text(&path, &text);
            }
            let later = self.look_at(files.clone());
            look.update(&files, later);
        }
        (work, look)
    }

    /// Records the corrections of claims whose content was as recorded before. Returns what the check says then.
    fn record(
        &mut self,
        work: &Work,
        mut look: Look,
        before: &Look,
    ) -> (BTreeMap<ClaimKey, Recorded>, Look) {
        let mut all = BTreeMap::new();
        let mut edits: BTreeMap<String, Vec<document::Edit>> = BTreeMap::new();
        for (key, done) in work {
            if !before.of(key).unrecorded().is_empty() {
                continue;
            }
            let found = self.claim(key).and_then(|(file, claim)| {
                record(file, claim, &look.of(key), done, &self.project.today)
            });
            if let Some((own, recorded)) = found {
                edits.entry(key.0.clone()).or_default().extend(own);
                all.insert(key.clone(), recorded);
            }
        }
        if all.is_empty() {
            return (all, look);
        }
        let files: BTreeSet<String> = edits.keys().cloned().collect();
        for (path, edits) in edits {
            self.edit(&path, edits);
        }
        let later = self.look_at(files.clone());
        look.update(&files, later);
        (all, look)
    }

    /// The claims that must not stay as they were made, and why.
    fn refused<'k>(
        &self,
        keys: impl Iterator<Item = &'k ClaimKey>,
        look: &Look,
        before: &Look,
    ) -> BTreeMap<ClaimKey, String> {
        let reason = |key: &ClaimKey| {
            let (now, then) = (look.of(key), before.of(key));
            if now.drifts_further(&then) {
                return Some(unrecordable(&then).to_owned());
            }
            let wrong = now.new_error(&then)?;
            let own = format!("claim {}: ", self.describe_claim(key));
            let message = wrong.message.strip_prefix(&own).unwrap_or(&wrong.message);
            Some(format!(
                "it would bring another error, {}: {message}",
                wrong.rule
            ))
        };
        keys.filter_map(|key| Some((key.clone(), reason(key)?)))
            .collect()
    }

    fn keep(&mut self, work: Work, recorded: BTreeMap<ClaimKey, Recorded>) {
        for (key, done) in work {
            self.done.entry(key).or_default().extend(done);
        }
        self.recorded.extend(recorded);
    }

    fn withhold(&mut self, key: &ClaimKey, offer: &Offer, reason: String) {
        let withheld = Withheld {
            file: key.0.clone(),
            claim: self.describe_claim(key),
            rule: offer.rule,
            title: offer.fix.title.clone(),
            reason,
        };
        self.withheld.entry(key.clone()).or_default().push(withheld);
    }

    fn describe(&self, key: &ClaimKey, offer: &Offer) -> Done {
        Done {
            file: key.0.clone(),
            claim: self.describe_claim(key),
            rule: offer.rule,
            title: offer.fix.title.clone(),
            citation: offer.citation,
            source: offer.source.clone(),
        }
    }

    fn describe_claim(&self, key: &ClaimKey) -> String {
        self.claim(key)
            .map(|(_, claim)| claim.name())
            .unwrap_or_default()
    }

    fn claim(&self, (path, index): &ClaimKey) -> Option<(&ClaimFile, &Claim)> {
        let file = self.project.file(path)?;
        let at = file
            .claims
            .binary_search_by_key(index, |claim| claim.index)
            .ok()?;
        Some((file, &file.claims[at]))
    }

    fn look_at(&self, files: BTreeSet<String>) -> Look {
        if files.is_empty() {
            return Look::default();
        }
        let sources = BTreeSet::new();
        let part = Selection::Part { files, sources };
        Look::take(self.project, &part, &self.claims).0
    }

    /// The text of these claims.
    fn texts<'k>(&self, keys: impl Iterator<Item = &'k ClaimKey>) -> Texts {
        let text = |key: &ClaimKey| {
            let (file, claim) = self.claim(key)?;
            Some((
                key.clone(),
                file.text.as_str()[claim.range.clone()].to_owned(),
            ))
        };
        keys.filter_map(text).collect()
    }

    /// Gives claims another text.
    fn put_back<'k>(&mut self, claims: impl Iterator<Item = (&'k ClaimKey, &'k String)>) {
        let mut edits: BTreeMap<String, Vec<document::Edit>> = BTreeMap::new();
        for (key, text) in claims {
            if let Some((_, claim)) = self.claim(key) {
                edits
                    .entry(key.0.clone())
                    .or_default()
                    .push(document::Edit {
                        range: claim.range.clone(),
                        text: text.clone(),
                    });
            }
        }
        for (path, edits) in edits {
            self.edit(&path, edits);
        }
    }

    fn edit(&mut self, path: &str, mut edits: Vec<document::Edit>) {
        edits.sort_by_key(|edit| edit.range.start);
        let text = self
            .project
            .file(path)
            .map(|file| document::apply(file.text.as_str(), &edits));
        if let Some(text) = text {
            self.set_text(path, &text);
        }
    }

    fn set_text(&mut self, path: &str, text: &str) {
        let Some(file) = self.project.file(path) else {
            return;
        };
        let original = || file.text.as_str().to_owned();
        self.originals
            .entry(path.to_owned())
            .or_insert_with(original);
        self.project.replace_file(path, text);
    }
}

/// What a fix is, wherever it stands by now.
type Name = (&'static str, String, String);

fn names(look: &Look, claims: &BTreeSet<ClaimKey>) -> HashSet<(ClaimKey, Name)> {
    let of = |key: &ClaimKey| {
        let offers = look.of(key).offers.into_iter();
        offers
            .map(|offer| (key.clone(), offer.name()))
            .collect::<Vec<_>>()
    };
    claims.iter().flat_map(of).collect()
}

fn files_of<'k>(claims: impl IntoIterator<Item = &'k ClaimKey>) -> BTreeSet<String> {
    claims.into_iter().map(|(path, _)| path.clone()).collect()
}

/// Why a change of a claim's content cannot stay.
fn unrecordable(before: &ClaimLook) -> &'static str {
    if before.unrecorded().is_empty() {
        "it changes what the claim says, and that could not be recorded: see that `revision` and `changes` are in order, then run this again"
    } else {
        "it changes what the claim says, and the claim has a change already that is not recorded: record that one first, with a higher `revision` and a note in `changes`, then run this again"
    }
}

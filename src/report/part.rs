//! Takes what was found in a few claim files into the report on the whole project.

use super::{Counts, Report, fingerprints, sort, sort_claims};
use std::collections::BTreeSet;

impl Report {
    /// Puts what was found in some claim files, which were checked by themselves, in the place of what was found in them
    /// before. It is what a check of all would report where nothing in these files has to do with others, neither now nor
    /// before, where they cite the same sources as before, and where no other file differs from the prior version.
    pub(crate) fn take_in(&mut self, files: &BTreeSet<&str>, part: Self) {
        self.claims.retain(|claim| !files.contains(&*claim.file));
        self.claims.extend(part.claims);
        sort_claims(&mut self.claims);
        self.findings
            .retain(|finding| !files.contains(finding.place.file.as_str()));
        self.findings.extend(part.findings);
        sort(&mut self.findings);
        self.fingerprints = fingerprints(&self.findings, &mut self.waived);
        self.baseline = part.baseline;
        self.changes = part.changes;
        let counts = Counts::of(&self.claims);
        let summary = &mut self.summary;
        summary.claims = self.claims.len();
        summary.citations = counts.citations;
        summary.verbatim = counts.verbatim;
        summary.passed = self.claims.len() - counts.failed;
        summary.failed = counts.failed;
        summary.count(&self.findings);
    }
}

//! Two versions of a project in memory, and the report on one against the other.

use factcheck::project::{Baseline, BaselineKind, Differing, Prior};
use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Report, Selection, verify};
use std::sync::Arc;

/// The baseline of these comparisons: messages call it `HEAD (1a2b3c4)`.
pub(crate) fn head() -> Baseline {
    Baseline {
        requested: "auto".to_owned(),
        kind: BaselineKind::Git,
        revision: Some("1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d".to_owned()),
        from: "HEAD".to_owned(),
    }
}

/// The report on today's version against the one before, on a day. Only files that may differ are compared, and where that are
/// not all, only they are kept, as in a check of a whole project.
pub(crate) fn compared(then: Memory, today: Memory, day: &str, differing: Differing) -> Report {
    let config = Config::read(&today, None).expect("settings");
    let day = Date::parse(day).expect("a date");
    let project = match differing {
        Differing::All => Project::read(Arc::new(today), config, day),
        Differing::Paths(_) => Project::survey(Arc::new(today), config, day),
    };
    let mut project = project.expect("a project");
    let prior = Prior::read(&project, Arc::new(then), head(), differing, None);
    project.compare_with(Ok(prior.expect("a version before")));
    verify(&project, &Selection::Whole)
}

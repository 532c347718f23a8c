//! Claims that are well formed for the most part → findings: no panic, and green only where the promise holds.

#![no_main]

use factcheck_fuzz::story::Story;
use factcheck_fuzz::{promise, seen, world};
use libfuzzer_sys::{Corpus, fuzz_target};

fuzz_target!(|story: Story| -> Corpus {
    let file = story.json().to_string();
    if !seen::is_first((&file, story.own_text())) {
        return Corpus::Reject;
    }
    let report = world::report_to_show(story.world().with(world::CLAIMS, file.as_str()));
    promise::assert_kept(&report, file.as_bytes(), |id| story.text_of(id));
    Corpus::Keep
});

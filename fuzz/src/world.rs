//! Small projects in memory, and the way to check them in one thread.

use factcheck::store::Memory;
use factcheck::{Config, Date, Project, Report, Selection, verify, verify_to_show};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock, Once};

/// The claim file that every world has.
pub const CLAIMS: &str = "claims/story.json";

/// The sources that every world has: an id and a text, with all that typography does to texts.
pub const SOURCES: [(&str, &str); 2] = [
    (
        "council",
        "The council met on Monday. “We won’t open the bridge before 5 May,” the mayor said — in a hurry…\n\n\
         Work was two weeks late, the engineer said. The roof cost $6 million, not $1,200; 70% of it is steel, assess-\nment in \
         hand. The ﬁnal cost\u{a0}is open. We won’t open the bridge before 5 May.\n",
    ),
    (
        "harbour",
        "La Ville a dit : « non ». Caf\u{e9}, cafe\u{301} — 10² m.\n港の橋は五月に開きます。Мост откроется весной. \
         الجسر يفتح في الربيع. 👩\u{200d}👩 soft\u{ad}ly, zero\u{200b}width.\nThe board approved 70 new berths on Monday.\n",
    ),
];

/// SHA-256 of a text, in lower-case hexadecimal digits.
pub fn hash(text: &str) -> String {
    let mut hexadecimal = String::new();
    for byte in Sha256::digest(text) {
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal
}

/// The descriptor of a source.
pub fn descriptor(id: &str, text: &str) -> String {
    json!({"schema_version": 1, "id": id, "title": "A report", "published": "2026-01-01", "sha256": hash(text)}).to_string()
}

/// A world with the sources alone.
pub fn sources() -> Memory {
    static WORLD: LazyLock<Memory> = LazyLock::new(|| {
        let mut world = Memory::default();
        for (id, text) in SOURCES {
            add_source(&mut world, id, text);
        }
        world
    });
    WORLD.clone()
}

/// Adds a source whose descriptor has the right hash. The text is taken without byte order mark and carriage returns, so
/// that it is what factcheck reads.
pub fn add_source(world: &mut Memory, id: &str, text: &str) {
    world.insert(format!("sources/{id}.txt"), text);
    world.insert(format!("sources/{id}.json"), descriptor(id, text));
}

/// The day of all runs.
pub fn today() -> Date {
    Date::parse("2026-02-01").expect("a date")
}

/// Makes rayon work in the thread that asks: handing work over costs more than these small worlds do.
pub fn in_one_thread() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        rayon::ThreadPoolBuilder::new()
            .num_threads(1)
            .use_current_thread()
            .build_global()
            .expect("no pool was there before");
    });
}

/// A world, read with these settings.
pub fn project(world: Memory, config: Config) -> Project {
    in_one_thread();
    Project::read(Arc::new(world), config, today()).expect("the settings are usable")
}

/// The report on a world with the usual settings.
pub fn report(world: Memory) -> Report {
    verify(&project(world, Config::default()), &Selection::Whole)
}

/// The same without the hashes that tell which run it was: they say nothing of the claims.
pub fn report_to_show(world: Memory) -> Report {
    verify_to_show(&project(world, Config::default()), &Selection::Whole)
}

/// The text of one of [`SOURCES`].
pub fn text_of(id: &str) -> Option<String> {
    let (_, text) = SOURCES.iter().find(|(own, _)| *own == id)?;
    Some((*text).to_owned())
}

//! A passage as it is remembered → a citation → a claim: the words are the source's, and the file says nothing else.

#![no_main]

use arbitrary::Arbitrary;
use factcheck::cite::{Draft, Refused, Terms, Wanted, insert, locate};
use factcheck::text::Text;
use factcheck_fuzz::promise;
use factcheck_fuzz::story::{OWN_SOURCE, Quote, Story, Words};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

#[derive(Arbitrary, Debug)]
struct Input {
    story: Story,
    asked: Quote,
    speaker: Option<Words>,
    context: bool,
    is_pretty: bool,
}

fuzz_target!(|input: Input| {
    let content = input.story.own_text();
    let text = Text::new(content.as_str());
    let asked = input.asked.text(&content);
    let wanted = Wanted {
        text: &asked,
        nth: None,
        line: None,
    };
    let Ok(passage) = locate(&text, wanted) else {
        return;
    };
    let terms = Terms {
        stance: None,
        speaker: input.speaker.as_ref().map(|words| words.text(6)),
        note: None,
        context: input.context,
    };
    let draft = Draft::new(OWN_SOURCE, &text, &passage, terms);
    let citation: Value = serde_json::from_str(&draft.to_json().expect("JSON")).expect("JSON");
    let fragments = promise::fragments(&citation["quote"]);
    assert!(
        promise::stand_in_order(&content, &fragments),
        "cited, and not there: {fragments:?}"
    );

    let mut expected = input.story.json();
    let file = if input.is_pretty {
        format!("{expected:#}\n")
    } else {
        expected.to_string()
    };
    let id = expected["claims"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    match insert(file.as_bytes(), &id, &draft, &text) {
        Ok(after) => {
            let now: Value = serde_json::from_str(&after).expect("a claim file stays JSON");
            let citations = expected["claims"][0]["citations"].as_array_mut();
            citations.expect("citations").push(citation);
            assert_eq!(now, expected);
            let twice = insert(after.as_bytes(), &id, &draft, &text);
            assert!(matches!(twice, Err(Refused::Duplicate(..))), "{twice:?}");
        }
        Err(refused) => assert!(
            matches!(refused, Refused::Duplicate(..) | Refused::Unplaced(..)),
            "{refused}"
        ),
    }
});

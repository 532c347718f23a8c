//! How long a claim file takes from its bytes to the model, schema and places included.

use divan::Bencher;
use divan::counter::BytesCount;
use factcheck::ClaimFile;
use std::fmt::Write;

fn main() {
    divan::main();
}

/// A sound claim file, laid out as people write it.
fn example(claims: usize) -> String {
    let mut text =
        String::from("{\n  \"schema_version\": 1,\n  \"story\": \"harbour\",\n  \"claims\": [");
    for number in 0..claims {
        let comma = if number == 0 { "" } else { "," };
        let _ = write!(
            text,
            r#"{comma}
    {{
      "id": "berths-{number}",
      "statement": "The board approved {number} berths.",
      "verdict": "supported",
      "revision": 1,
      "checked": {{
        "on": "2026-02-01",
        "by": "desk"
      }},
      "citations": [
        {{
          "source": "board-minutes",
          "quote": "After a long debate the harbour board approved\n{number} berths, “more than ever before”.",
          "prefix": "was late. ",
          "suffix": " The next meeting",
          "span": {{
            "start": 778,
            "end": 864
          }}
        }}
      ]
    }}"#
        );
    }
    text.push_str("\n  ]\n}\n");
    text
}

#[divan::bench(args = [1, 10, 1_000])]
fn claim_file(bencher: Bencher<'_, '_>, claims: usize) {
    let text = example(claims);
    bencher
        .counter(BytesCount::of_str(&text))
        .with_inputs(|| text.clone().into_bytes())
        .bench_values(|bytes| ClaimFile::parse("claims/harbour.json", bytes, None));
}

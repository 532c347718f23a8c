//! `quote-cut-word`: a quote starts or ends inside a word or number.

use super::check::{Check, Rule};
use super::pointing::{Cited, quoted};
use crate::evidence::{Cut, Edge};
use crate::finding::{Finding, Level};

pub(super) const RULE: Rule = Rule {
    name: "quote-cut-word",
    level: Level::Error,
    core: false,
    page: include_str!("quote_cut_word.md"),
    checks: &[Check::Flawed(check)],
};

fn check(cited: &Cited<'_, '_>, out: &mut Vec<Finding>) {
    let Some(placement) = cited.placement() else {
        return;
    };
    for (number, fragment) in cited.citation.fragments.iter().enumerate() {
        let cuts: Vec<&Cut> = placement
            .cuts
            .iter()
            .filter(|cut| cut.fragment == number)
            .collect();
        let Some(first) = cuts.first() else {
            continue;
        };
        let edges: Vec<String> = cuts
            .iter()
            .map(|cut| {
                let edge = match cut.edge {
                    Edge::Start => "starts",
                    Edge::End => "ends",
                };
                format!("{edge} inside {}", quoted(&cut.word))
            })
            .collect();
        let message = format!("the quote {} of {}", edges.join(" and "), cited.source());
        let mut finding = cited.at_fragment(RULE.name, number, "", &message);
        let text = &fragment.quote.value;
        finding.place = finding.place.marking(cuts.iter().map(|cut| {
            let edge = match cut.edge {
                Edge::Start => 0..text.chars().next().map_or(0, char::len_utf8),
                Edge::End => {
                    text.len() - text.chars().next_back().map_or(0, char::len_utf8)..text.len()
                }
            };
            (cited.in_file(number, &edge), "cut here".to_owned())
        }));
        for cut in &cuts {
            finding
                .related
                .push(cited.in_source(&cut.passage, "the whole word"));
        }
        finding.notes.push(format!(
            "quote {} whole, or leave it out",
            quoted(&first.word)
        ));
        out.push(finding);
    }
}

//! The changelog: what a reviewing editor reads of changes, recorded or not, and that no text of a claim can disguise
//! itself as anything else.

mod support;

use factcheck::Report;
use factcheck::drift::{Change, DriftKind, is_remark};
use factcheck::finding::{Finding, Label, Level};
use factcheck::project::{Baseline, Differing, NoPrior};
use factcheck::render::{ChangelogFormat, Style, render_changelog};
use factcheck::report::{ClaimReport, Run, Summary, Unchecked};
use factcheck::store::Memory;
use factcheck::text::{Region, visible_line};
use rstest::rstest;
use serde_json::{Value, json};
use support::{BRIDGE_PATH, Project as Folder, claim, descriptor, versions};

const MINUTES: &str = "The board approved 70 berths on Monday. Nobody objected to it, the minutes say.\n\
                       The cost would be $6 million, said Ann Lee.\n";

/// A version of a project with one story, `harbour`, and these sources.
fn version(claims: &[Value], retired: &[Value], sources: &[(&str, &str)]) -> Memory {
    let mut file = json!({"schema_version": 1, "story": "harbour", "claims": claims});
    if !retired.is_empty() {
        file["retired"] = json!(retired);
    }
    let mut files = Memory::default().with("claims/harbour.json", file.to_string());
    for (id, text) in sources {
        files.insert(format!("sources/{id}.txt"), *text);
        files.insert(
            format!("sources/{id}.json"),
            descriptor(id, text.as_bytes()).to_string(),
        );
    }
    files
}

/// The report on one version against another.
fn compared(old: Memory, new: Memory) -> Report {
    versions::compared(old, new, "2026-04-01", Differing::All)
}

/// A report that says of these changes and nothing else.
fn report(changes: Vec<Change>) -> Report {
    Report {
        run: Run::default(),
        hidden: None,
        baseline_is_empty: false,
        baseline: Ok(versions::head()),
        changes,
        summary: Summary::default(),
        claims: Vec::new(),
        findings: Vec::new(),
        fingerprints: Vec::new(),
        waived: Vec::new(),
        unchecked: Vec::new(),
        is_empty: false,
        rules: Vec::new(),
    }
}

fn change(kind: DriftKind, id: &str) -> Change {
    Change {
        claim: Some(id.to_owned()),
        story: Some("harbour".into()),
        revisions: (Some(1), Some(1)),
        ..Change::new(kind, "claims/harbour.json")
    }
}

fn recorded(change: Change, note: &str) -> Change {
    Change {
        revisions: (Some(1), Some(2)),
        recorded: true,
        note: Some(note.to_owned()),
        ..change
    }
}

fn from_to(change: Change, before: &str, after: &str) -> Change {
    Change {
        before: Some(before.to_owned()),
        after: Some(after.to_owned()),
        ..change
    }
}

fn remark(rule: &'static str, claim: Option<&str>, file: &str, message: &str) -> Finding {
    let region = Region {
        line: 3,
        column: 1,
        end_line: 3,
        end_column: 2,
    };
    let mut finding = Finding::new(rule, Label::bare(file, region, ""), "", message);
    finding.level = Level::Error;
    finding.claim = claim.map(str::to_owned);
    finding
}

fn rendered(report: &Report, format: ChangelogFormat, style: Style) -> String {
    let mut out = Vec::new();
    render_changelog(report, format, style, &mut out).expect("memory to write to");
    String::from_utf8(out).expect("UTF-8")
}

fn full(report: &Report) -> String {
    rendered(report, ChangelogFormat::Full, Style::default())
}

fn markdown(report: &Report) -> String {
    rendered(report, ChangelogFormat::Markdown, Style::default())
}

fn in_color(report: &Report) -> String {
    let style = Style {
        color: true,
        ..Style::default()
    };
    rendered(report, ChangelogFormat::Full, style)
}

mod full_format {
    use super::*;

    fn with(claim: &Value, changes: &Value) -> Value {
        let mut claim = claim.clone();
        for (key, value) in changes.as_object().expect("an object") {
            claim[key] = value.clone();
        }
        claim
    }

    #[test]
    fn tells_recorded_changes_from_others() {
        let berths = claim("berths", "minutes", "The board approved 70 berths");
        let cost = claim("cost", "minutes", "The cost would be $6 million");
        let new = [
            with(
                &berths,
                &json!({"statement": "The bridge opens in autumn."}),
            ),
            with(
                &cost,
                &json!({"verdict": "disputed", "rating": "half true", "revision": 2,
                        "changes": [{"revision": 2, "on": "2026-03-01", "note": "The county doubts it."}]}),
            ),
        ];
        let sources = [("minutes", MINUTES)];
        let report = compared(
            version(&[berths, cost], &[], &sources),
            version(&new, &[], &sources),
        );
        assert_eq!(
            full(&report),
            "story harbour

  berths, revision 1, NOT RECORDED
    statement: The bridge opens in [-spring-]{+autumn+}. (words)

  cost, revision 1 → 2, recorded: “The county doubts it.”
    verdict: supported → disputed
    rating: none → half true

3 changes since HEAD (1a2b3c4): 2 recorded, 1 not recorded
"
        );
    }

    #[test]
    fn shows_claims_that_came_went_and_have_another_id() {
        let old = [
            with(
                &claim("berths", "minutes", "The board approved 70 berths"),
                &json!({"statement": "There will be 70 berths."}),
            ),
            with(
                &claim("cost", "minutes", "The cost would be $6 million"),
                &json!({"statement": "It costs $6 million."}),
            ),
        ];
        let new = [
            with(
                &old[0],
                &json!({"id": "seventy-berths", "formerly": ["berths"]}),
            ),
            with(
                &claim("nobody", "minutes", "Nobody objected to it"),
                &json!({"statement": "Nobody spoke against it."}),
            ),
        ];
        let retired = [json!({"id": "cost", "on": "2026-03-01", "reason": "She took it back."})];
        let sources = [("minutes", MINUTES)];
        let report = compared(
            version(&old, &[], &sources),
            version(&new, &retired, &sources),
        );
        let text = full(&report);
        for part in [
            "  berths → seventy-berths, revision 1\n    id: changed; formerly names the old one\n",
            "  nobody, revision 1\n    claim added: Nobody spoke against it. (supported)\n",
            "  cost, revision 1\n    claim retired: It costs $6 million. (supported); reason: “She took it back.”\n",
            "\n3 changes since HEAD (1a2b3c4): 3 recorded\n",
        ] {
            assert!(text.contains(part), "no {part:?} in {text}");
        }
    }

    #[test]
    fn says_what_a_claim_became_a_part_of() {
        let old = [
            claim("berths", "minutes", "The board approved 70 berths"),
            claim("cost", "minutes", "The cost would be $6 million"),
        ];
        let new = [with(
            &old[0],
            &json!({"revision": 2, "formerly": ["cost"],
                    "changes": [{"revision": 2, "on": "2026-03-01", "note": "Cost goes with it."}],
                    "citations": [old[0]["citations"][0], old[1]["citations"][0]]}),
        )];
        let sources = [("minutes", MINUTES)];
        let report = compared(version(&old, &[], &sources), version(&new, &[], &sources));
        let text = full(&report);
        for part in [
            "  berths, revision 1 → 2, recorded: “Cost goes with it.”\n    citation added from minutes: “The cost would be $6 million”\n",
            "  cost, revision 1\n    claim merged: The bridge opens in spring. (supported); it is now a part of berths\n",
        ] {
            assert!(text.contains(part), "no {part:?} in {text}");
        }
    }

    #[test]
    fn shows_what_became_of_sources_last() {
        let claims = [
            claim("berths", "minutes", "The board approved 70 berths"),
            claim("nobody", "minutes", "Nobody objected to it"),
        ];
        let old = version(&claims, &[], &[("minutes", MINUTES), ("unused", "Old.\n")]);
        let edited = MINUTES.replace("70", "700");
        let new = version(&claims, &[], &[("minutes", &edited), ("extra", "New.\n")]);
        let text = full(&compared(old, new));
        assert_eq!(
            text,
            "sources

  extra
    source added

  minutes, NOT RECORDED
    text: of the 2 quotes that stood in it 1 moved and 1 is altered
    what berths quotes: The board approved [-70-]{+700+} berths (number)

  unused
    source removed

4 changes since HEAD (1a2b3c4): 2 recorded, 2 not recorded
"
        );
    }

    #[test]
    fn says_that_nothing_changed() {
        let version = || {
            let claims = [claim("nobody", "minutes", "Nobody objected to it")];
            version(&claims, &[], &[("minutes", MINUTES)])
        };
        let report = compared(version(), version());
        assert_eq!(full(&report), "nothing changed since HEAD (1a2b3c4)\n");
        assert_eq!(
            markdown(&report),
            "### factcheck: nothing changed since HEAD (<span>1a2b3c</span><span>4</span>)\n"
        );
    }

    #[test]
    fn says_what_could_not_be_compared() {
        let mut report = report(Vec::new());
        report.unchecked.push(Unchecked {
            file: "claims/x.json".to_owned(),
            reason: "permission denied".to_owned(),
        });
        let text = full(&report);
        assert_eq!(
            text,
            "not compared: claims/x.json: permission denied\n\
             no change was found since HEAD (1a2b3c4); NOT COMPARED: 1 file\n"
        );
        assert!(
            markdown(&report)
                .contains("- ❗ not compared: claims&#47;x&#46;json: permission denied\n")
        );
    }

    #[test]
    fn has_nothing_to_say_without_a_baseline() {
        let mut report = report(Vec::new());
        report.baseline = Err(NoPrior::OutsideGit);
        assert_eq!(
            full(&report),
            "nothing to compare with: the project is in no git repository\n"
        );
    }

    #[test]
    fn leaves_out_the_closing_line_where_asked_to() {
        let style = Style {
            quiet: true,
            ..Style::default()
        };
        let text = rendered(&report(Vec::new()), ChangelogFormat::Full, style);
        assert_eq!(text, "");
    }

    #[test]
    fn puts_remarks_under_their_claim_or_the_project() {
        let mut report = report(vec![
            from_to(
                change(DriftKind::VerdictChanged, "first"),
                "supported",
                "refuted",
            ),
            from_to(
                change(DriftKind::VerdictChanged, "third"),
                "supported",
                "refuted",
            ),
        ]);
        let file = "claims/harbour.json";
        report.claims = ["first", "second", "third"]
            .map(|id| ClaimReport {
                id: Some(id.into()),
                file: file.into(),
                index: 0,
                story: Some("harbour".into()),
                line: 1,
                failed: false,
                verdict: None,
                revision: Some(1),
                citations: Box::default(),
            })
            .into();
        report.findings = vec![
            remark("revision-unneeded", Some("second"), file, "nothing changed"),
            remark(
                "backdated",
                Some("first"),
                file,
                "claim \"first\": a note is too old",
            ),
            remark(
                "policy-loosened",
                None,
                "factcheck.toml",
                "a level is lower",
            ),
            remark("statement-changed", Some("first"), file, "is a change"),
            remark("quote-absent", Some("first"), file, "is no drift"),
            remark(
                "history-rewritten",
                Some("gone"),
                file,
                "a tombstone is gone",
            ),
        ];
        assert_eq!(
            full(&report),
            "story harbour

  first, revision 1, NOT RECORDED
    verdict: supported → refuted
    error[backdated]: a note is too old

  second
    error[revision-unneeded]: nothing changed

  third, revision 1, NOT RECORDED
    verdict: supported → refuted

  gone
    error[history-rewritten]: a tombstone is gone

the project

  as a whole
    error[policy-loosened]: factcheck.toml:3: a level is lower

2 changes since HEAD (1a2b3c4): 2 not recorded; 4 remarks
"
        );
    }

    #[test]
    fn says_which_changes_are_not_recorded_where_some_are() {
        let renamed = from_to(change(DriftKind::ClaimRenamed, "new"), "old", "new");
        let report = report(vec![
            renamed,
            recorded(
                from_to(
                    change(DriftKind::StanceChanged, "new"),
                    "supports",
                    "context",
                ),
                "A note.",
            ),
        ]);
        let text = full(&report);
        assert!(
            text.contains("  old → new, revision 1, NOT RECORDED, recorded: “A note.”\n"),
            "{text}"
        );
        assert!(
            text.contains("id: changed; formerly does not name the old one; not recorded\n"),
            "{text}"
        );
        assert!(text.contains("stance: supports → context\n"), "{text}");
    }

    #[test]
    fn goes_by_the_path_where_there_is_no_story() {
        let change = Change {
            story: None,
            ..from_to(
                change(DriftKind::VerdictChanged, "a"),
                "supported",
                "refuted",
            )
        };
        assert!(full(&report(vec![change])).starts_with("claims/harbour.json\n\n  a, revision 1"));
    }

    #[test]
    fn colors_what_went_and_what_came() {
        let text = in_color(&report(vec![
            change(DriftKind::StatementChanged, "a").between("It was 70 then.", "It was 700 then."),
        ]));
        assert!(
            text.contains("It was \u{1b}[31m[-70-]\u{1b}[0m\u{1b}[32m{+700+}\u{1b}[0m then."),
            "{text:?}"
        );
        assert!(text.contains("\u{1b}[91mNOT RECORDED\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn cuts_what_stayed_the_same_at_words() {
        let filler = "and so it went on for many more words ".repeat(20);
        let change = change(DriftKind::QuoteChanged, "a").between(
            &format!("{filler}one {filler}two {filler}"),
            &format!("{filler}three {filler}four {filler}"),
        );
        let text = full(&report(vec![change]));
        let line = text.lines().nth(3).expect("a change");
        assert!(line.starts_with("    quote: … "), "{line}");
        assert!(
            line.contains("[-one-]{+three+}") && line.contains("[-two-]{+four+}"),
            "{line}"
        );
        assert_eq!(line.matches('…').count(), 3, "{line}");
        assert!(line.chars().count() < 350, "{line}");
    }
}

mod json_format {
    use super::*;

    #[test]
    fn has_the_changes_of_the_report() {
        let report = report(vec![
            change(DriftKind::StatementChanged, "a").between("It was 70.", "It was 700."),
        ]);
        let text = rendered(&report, ChangelogFormat::Json, Style::default());
        let log: Value = serde_json::from_str(&text).expect("JSON");
        let mut whole = Vec::new();
        factcheck::render::render(
            &report,
            factcheck::render::Format::Json,
            Style::default(),
            &mut whole,
        )
        .expect("memory to write to");
        let whole: Value = serde_json::from_slice(&whole).expect("JSON");
        for key in ["schema_version", "tool", "baseline", "unchecked", "changes"] {
            assert_eq!(log[key], whole[key], "{key}");
        }
        assert_eq!(log.as_object().map(serde_json::Map::len), Some(5));
        assert_eq!(log["changes"][0]["kind"], "statement-changed");
    }
}

/// The rules about drift, which the contract lists last.
fn drift_rules() -> impl Iterator<Item = &'static str> {
    let names = factcheck::rules::names();
    names.skip_while(|name| *name != "waiver-unused").skip(1)
}

#[test]
fn what_a_rule_about_drift_finds_is_a_change_or_a_remark() {
    let changes = [
        DriftKind::StatementChanged,
        DriftKind::VerdictChanged,
        DriftKind::QuoteChanged,
        DriftKind::CitationAdded,
        DriftKind::CitationRemoved,
        DriftKind::CitationRetargeted,
        DriftKind::StanceChanged,
        DriftKind::SpeakerChanged,
        DriftKind::ClaimRemoved,
        DriftKind::ClaimRenamed,
        DriftKind::SourceEdited,
        DriftKind::SourceRemoved,
        DriftKind::PinChanged,
    ]
    .map(DriftKind::as_str);
    for rule in drift_rules() {
        assert!(changes.contains(&rule) != is_remark(rule), "{rule}");
    }
}

mod untrusted_text {
    use super::*;

    /// Every text of a claim that the changelog shows, replaced by this one.
    fn everywhere(text: &str) -> Report {
        let mut texts = vec![
            change(DriftKind::StatementChanged, text).between("was", text),
            change(DriftKind::QuoteChanged, text).between(text, "is"),
            recorded(
                from_to(change(DriftKind::RatingChanged, text), text, text),
                text,
            ),
            Change {
                after: Some(text.to_owned()),
                source: Some(text.to_owned()),
                ..change(DriftKind::CitationAdded, text)
            },
            from_to(change(DriftKind::ClaimRenamed, "now"), text, "now"),
            Change {
                before: Some(text.to_owned()),
                note: Some(text.to_owned()),
                recorded: true,
                ..change(DriftKind::ClaimRetired, "gone")
            },
            Change {
                source: Some(text.to_owned()),
                after: Some(text.to_owned()),
                ..Change::new(DriftKind::SourceEdited, text)
            },
        ];
        for change in &mut texts {
            change.story = Some(text.to_owned());
        }
        let mut report = report(texts);
        report.findings = vec![remark("backdated", None, text, text)];
        report.unchecked = vec![Unchecked {
            file: text.to_owned(),
            reason: text.to_owned(),
        }];
        report.baseline = Ok(Baseline {
            requested: text.to_owned(),
            revision: None,
            from: text.to_owned(),
            ..versions::head()
        });
        report
    }

    /// The tags that the changelog itself writes.
    const OWN_TAGS: &[&str] = &[
        "<details>",
        "<details open>",
        "</details>",
        "<summary>",
        "</summary>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<del>",
        "</del>",
        "<ins>",
        "</ins>",
        "<span>",
        "</span>",
    ];

    /// What is left of Markdown without the changelog's own tags.
    fn without_tags(markdown: &str) -> String {
        OWN_TAGS
            .iter()
            .fold(markdown.to_owned(), |text, tag| text.replace(tag, ""))
    }

    /// What a page shows of it: tags undone, character references decoded.
    fn shown(markdown: &str) -> String {
        let text = without_tags(markdown);
        let mut parts = text.split("&#");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (number, rest) = part.split_once(';').expect("the end of a reference");
            let c = number.parse().ok().and_then(char::from_u32);
            out.push(c.expect("a code point"));
            out.push_str(rest);
        }
        out
    }

    #[rstest]
    #[case::html("<script>alert(1)</script><img src=x onerror=y></details><!-- --><b")]
    #[case::lists("- [ ] one * two + three 1. four 2) five")]
    #[case::headings("# one ## two === three --- four")]
    #[case::lines("one\n\n# two\r\n- three\n\n</details>\n```\n    code")]
    #[case::links(
        "[a](https://example.org) ![b](http://example.org/x.png) <https://example.org> [c][d]"
    )]
    #[case::addresses(
        "https://example.org www.example.org WWW.example.org ftp://x.org mailto:ann@example.org ann@example.org"
    )]
    #[case::code("`one` ``two`` ~~~three~~~ ~~four~~")]
    #[case::emphasis("*one* **two** _three_ __four__ \\*five\\*")]
    #[case::tables("| a | b |\n|---|---|\n| c | d |")]
    #[case::mentions("@ann @org/team a@b (@x) @@ann")]
    #[case::references(
        "#1 ann/repo#2 !3 $4 &5 %6 ~label ~\"a label\" GH-7 GL-8 org/repo> ^alert#9 *iteration:1"
    )]
    #[case::commits("1a2b3c4 1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d ann@1a2b3c4 DEADBEEF")]
    #[case::emoji(":smile: a:b:c")]
    #[case::formulas("$a$ $$b$$ costs $5 or $6")]
    #[case::character_references("&lt;script&gt; &#60;b&#62; &amp;lt;")]
    #[case::quick_actions("/close\n/merge")]
    #[case::control("a\u{0}b\u{7}c\u{1b}[31md\u{9b}e\u{85}f")]
    #[case::bidirectional("a\u{202e}b\u{2066}c\u{200b}d\u{feff}e\u{2028}f")]
    #[case::spaces("a  b   c")]
    fn shows_as_itself_and_nothing_else(#[case] text: &str) {
        let report = everywhere(text);
        let comment = markdown(&report);
        let own = without_tags(&comment);
        let marks = ["<", "`", "[", "]", "|", "*", "_", "\\", "~", "@", "//", "$"];
        for mark in marks {
            assert!(!own.contains(mark), "a raw {mark} in {comment}");
        }
        for (at, _) in comment
            .match_indices("&#64;")
            .chain(comment.match_indices("&#35;"))
        {
            let after = &comment[at + 5..];
            let is_alone = after.starts_with("</span>") || after.starts_with(['\n', ' ', '<']);
            assert!(is_alone, "a reference at {after}");
        }
        for line in comment.lines().filter(|line| !line.is_empty()) {
            let is_own = [
                "- <b>",
                "- ❗ ",
                "<details",
                "</details>",
                "<b>",
                "### factcheck: ",
                "#### ",
            ]
            .iter()
            .any(|start| line.starts_with(start));
            assert!(is_own, "a line of its own: {line:?}");
        }
        assert_eq!(
            comment.matches("<details").count(),
            comment.matches("</details>\n").count(),
        );
        let page = shown(&comment).replace('\u{a0}', " ");
        let line = visible_line(text);
        assert!(page.matches(&line).count() >= 10, "{line:?} in {page}");
        for text in [full(&report), in_color(&report), comment] {
            let harmless = |c: char| !c.is_control() || matches!(c, '\n' | '\u{1b}');
            assert!(text.chars().all(harmless), "{text:?}");
            assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{2028}']));
        }
        assert!(!full(&report).contains('\u{1b}'));
        // In colour, every escape is the changelog's own.
        let in_color = in_color(&report);
        let own = ["[0m", "[1m", "[4m", "[31m", "[32m", "[91m", "[93m"];
        for part in in_color.split('\u{1b}').skip(1) {
            assert!(own.iter().any(|own| part.starts_with(own)), "{part:?}");
        }
    }

    #[test]
    fn names_differences_that_cannot_be_seen() {
        let change =
            change(DriftKind::QuoteChanged, "a").between("about 10\u{a0}km", "about 10 km");
        let text = full(&report(vec![change]));
        assert!(text.contains("U+00A0 NO-BREAK SPACE"), "{text}");
    }
}

mod long_comments {
    use super::*;

    /// So many claims with a change of this statement; every third is not recorded.
    fn many(count: usize, statement: &str) -> Report {
        let changes = (0..count).map(|number| {
            let change = change(DriftKind::StatementChanged, &format!("claim-{number}"));
            let change = change.between("It was.", statement);
            if number % 3 == 0 {
                change
            } else {
                recorded(change, "A note.")
            }
        });
        report(changes.collect())
    }

    #[test]
    fn are_cut_at_a_claim_and_say_so() {
        let report = many(600, "It is, and more.");
        let comment = markdown(&report);
        assert!(
            (50_000..61_000).contains(&comment.len()),
            "{}",
            comment.len()
        );
        let shown = comment.matches("<details").count();
        assert_eq!(shown, comment.matches("</details>").count());
        let closing = format!(
            "\n<b>{} more not shown here, for the length of the comment</b>: factcheck diff ",
            600 - shown
        );
        assert!(
            comment.contains(&closing),
            "{}",
            &comment[comment.len() - 300..]
        );
        assert_eq!(comment.matches("NOT RECORDED").count(), 200);
        let last_open = comment.rfind("<details open>").expect("an open block");
        let first_folded = comment.find("<details>").expect("a folded block");
        assert!(last_open < first_folded);
    }

    #[test]
    fn of_long_texts_show_every_claim_they_can() {
        let report = many(3, &"<@a> ".repeat(20_000));
        let comment = markdown(&report);
        assert!(comment.len() < 61_000, "{}", comment.len());
        assert_eq!(comment.matches("<details").count(), 3);
        assert_eq!(comment.matches("… cut here").count(), 3);
    }

    #[test]
    fn of_one_claim_with_many_changes_say_how_many_there_are() {
        let changes = (0..2_000)
            .map(|_| from_to(change(DriftKind::StanceChanged, "a"), "supports", "context"))
            .collect();
        let comment = markdown(&report(changes));
        assert!(comment.len() < 25_000, "{}", comment.len());
        assert!(comment.contains("- <i>… and "), "{comment}");
    }
}

mod program {
    use super::*;

    /// A project and its earlier version, as the argument that names it.
    fn two_versions() -> (Folder, Folder, String) {
        let old = Folder::bridge();
        let new = Folder::bridge_with("in spring.", "in autumn.");
        let base = format!("dir:{}", old.root().display());
        (new, old, base)
    }

    #[test]
    fn prints_the_changelog_and_fails_nobody() {
        let (project, _old, base) = two_versions();
        let run = project.run(&["diff", &base]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:#?}");
        let expected = "story bridge\n\n  bridge-opens, revision 1, NOT RECORDED\n    \
                        statement: The bridge opens in [-spring-]{+autumn+}. (words)\n\n1 change since ";
        assert!(run.stdout.starts_with(expected), "{run:#?}");
        let quiet = project.run(&["diff", &base, "--quiet"]);
        assert!(!quiet.stdout.contains("1 change since"), "{quiet:#?}");
    }

    #[test]
    fn knows_three_formats() {
        let (project, _old, base) = two_versions();
        let comment = project.run(&["diff", &base, "--output-format", "markdown"]);
        assert!(
            comment
                .stdout
                .contains("<del>spring</del><ins>autumn</ins>"),
            "{comment:#?}"
        );
        let json = project.run(&["diff", &base, "--output-format", "json"]);
        assert_eq!(json.report()["changes"][0]["recorded"], false);
        assert_eq!((comment.code, json.code), (0, 0));
    }

    #[test]
    fn cannot_compare_with_nothing() {
        let project = Folder::bridge();
        let run = project.run(&["diff", "none"]);
        run.assert_refused(&[
            "nothing to compare with: no baseline was asked for",
            "dir:PATH",
        ]);
        // Whether the temporary folder lies in a git repository or not, there is no commit that has the project.
        let run = project.run(&["diff"]);
        run.assert_refused(&["nothing to compare with", "dir:PATH"]);
    }

    /// It has no option `--against`, and compares or does nothing.
    #[rstest]
    #[case("HEAD", "factcheck diff dir:PATH")]
    #[case("dir:gone", "there is no such folder")]
    #[case("dir:sources", "is it the root of a project?")]
    fn what_cannot_be_compared_is_told_in_its_own_terms(#[case] base: &str, #[case] words: &str) {
        let project = Folder::bridge();
        let mut command = project.factcheck(&["diff", base]);
        command.env("GIT_CEILING_DIRECTORIES", project.outside());
        let run = support::run(&mut command);
        run.assert_refused(&[words, "the changelog cannot be made"]);
        for other in ["--against", "drift"] {
            assert!(!run.stderr.contains(other), "{run:#?}");
        }
    }

    #[test]
    fn does_not_pass_over_what_cannot_be_read() {
        let (project, _old, base) = two_versions();
        project.write("claims/folder.json/readme.txt", "");
        project.write(BRIDGE_PATH, "{");
        let run = project.run(&["diff", &base]);
        assert_eq!(run.code, 2, "{run:#?}");
        for part in [
            "not compared: claims/folder.json: ",
            "not compared: claims/bridge.json: line 1: this is not JSON",
            "no change was found since ",
        ] {
            assert!(run.stdout.contains(part), "no {part:?}: {run:#?}");
        }
        assert!(
            run.stderr.contains("claims/folder.json was not compared"),
            "{run:#?}"
        );
    }

    /// Nothing is known of the quotes from a source that nobody can read: neither that they stand, nor that they are gone.
    #[rstest]
    #[case::descriptor("sources/council.json", b"{}}")]
    #[case::text("sources/council.txt", b"\xff")]
    fn says_nothing_of_a_source_that_cannot_be_read(#[case] path: &str, #[case] content: &[u8]) {
        let (project, _old, base) = two_versions();
        project.write(path, content);
        let run = project.run(&["diff", &base]);
        assert_eq!(run.code, 2, "{run:#?}");
        assert!(!run.stdout.contains("gone"), "{run:#?}");
        assert!(
            run.stdout
                .contains(&format!("not compared: {path}: it cannot be read")),
            "{run:#?}"
        );
    }
}

//! What changed in a file, as a unified diff that `git apply` and `patch` take (POSIX `diff -u`).

use similar::{Algorithm, TextDiff};
use std::fmt::Write;

/// The change of a file as a patch, to be applied in the folder that `path` is relative to. Without git's own header,
/// since git takes names under that for names from the top of the repository, which may lie further up.
pub fn patch(path: &str, before: &str, after: &str) -> String {
    // Lines end where git sees them end: a lone carriage return ends none.
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let (before, after) = (lines(before), lines(after));
    let diff = TextDiff::configure()
        .algorithm(Algorithm::Myers)
        .newline_terminated(true)
        .diff_slices(&before, &after);
    let (old, new) = (name("a", path), name("b", path));
    diff.unified_diff().header(&old, &new).to_string()
}

/// A name as git writes it: quoted as in C where it has more than plain characters, and a tab after one with spaces, so
/// that nobody takes its end for a date.
fn name(side: &str, path: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
    if path.bytes().all(is_plain) {
        let tab = if path.contains(' ') { "\t" } else { "" };
        return format!("{side}/{path}{tab}");
    }
    let mut quoted = format!("\"{side}/");
    for byte in path.bytes() {
        // Writing to a string cannot fail.
        let _ = match byte {
            b'"' | b'\\' => write!(quoted, "\\{}", char::from(byte)),
            b'\n' => write!(quoted, "\\n"),
            b'\t' => write!(quoted, "\\t"),
            byte if is_plain(byte) => write!(quoted, "{}", char::from(byte)),
            byte => write!(quoted, "\\{byte:03o}"),
        };
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_patch_shows_the_lines_around() {
        assert_eq!(
            patch("a.json", "1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nfive\n6\n"),
            "--- a/a.json\n+++ b/a.json\n@@ -2,5 +2,5 @@\n 2\n 3\n 4\n-5\n+five\n 6\n"
        );
    }

    #[test]
    fn a_missing_line_end_and_a_lone_return_are_kept() {
        assert_eq!(
            patch("a.json", "a\rb", "a\rc"),
            "--- a/a.json\n+++ b/a.json\n@@ -1 +1 @@\n-a\rb\n\\ No newline at end of file\n+a\rc\n\\ No newline at end of file\n"
        );
    }

    #[test]
    fn no_change_is_no_patch() {
        assert_eq!(patch("a.json", "a\n", "a\n"), "");
    }

    #[rstest]
    #[case("claims/a.json", "a/claims/a.json")]
    #[case("claims/a b.json", "a/claims/a b.json\t")]
    #[case("é \"\\\n.json", r#""a/\303\251 \"\\\n.json""#)]
    fn names_are_quoted_as_git_does(#[case] path: &str, #[case] written: &str) {
        assert_eq!(name("a", path), written);
    }
}

//! Which encoding a page is in, and its characters.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// Bytes in which a page says what encoding it is in: more than the 1,024 of the HTML Standard, since old pages start with
/// long comments.
const PRESCANNED: usize = 4096;

/// Bytes in which the markup of a page starts.
const SNIFFED: usize = 2048;

/// A page's characters.
pub(super) struct Decoded {
    pub text: String,
    pub encoding: &'static str,
    /// Whether U+FFFD stands for bytes that mean nothing.
    pub is_damaged: bool,
}

/// Decodes a page: by its byte order mark, else as its `<meta>` says, else as UTF-8 where it is that, else as windows-1252
/// (the Encoding Standard's order for files, which have no HTTP headers).
pub(super) fn decode(bytes: &[u8]) -> Decoded {
    let encoding = match (Encoding::for_bom(bytes), declared(bytes)) {
        (Some((marked, _)), _) => marked,
        (None, Some(declared)) => declared,
        (None, None) if str::from_utf8(bytes).is_ok() => UTF_8,
        (None, None) => WINDOWS_1252,
    };
    let (text, encoding, is_damaged) = encoding.decode(bytes);
    Decoded {
        text: text.into_owned(),
        encoding: encoding.name(),
        is_damaged,
    }
}

/// The encoding that a `<meta>` or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCANNED)]).to_ascii_lowercase();
    let in_xml = head
        .starts_with("<?xml")
        .then(|| value_after(head.split("?>").next().unwrap_or_default(), "encoding"));
    let in_meta = head
        .split("<meta")
        .skip(1)
        .filter_map(|rest| rest.split('>').next())
        .find_map(|tag| value_after(tag, "charset"));
    let label = in_meta.or(in_xml.flatten())?;
    let encoding = Encoding::for_label(label.as_bytes())?;
    // A page that could be read so far is in an encoding of single bytes at its start, whatever it says.
    Some(encoding.output_encoding())
}

/// What stands after `name=`, with or without quotation marks.
fn value_after<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let rest = &tag[tag.find(name)? + name.len()..];
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', ';', ' ', '/', '>', '?']);
    Some(rest[..end.unwrap_or(rest.len())].trim())
}

/// How pages start.
const STARTS: [&str; 14] = [
    "<!doctype html",
    "<html",
    "<head",
    "<body",
    "<title",
    "<meta",
    "<article",
    "<main",
    "<div",
    "<p>",
    "<h1",
    "<table",
    "<section",
    "<!--",
];

pub(super) fn looks_like_html(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(SNIFFED)];
    let (head, ..) = Encoding::for_bom(head)
        .map_or(WINDOWS_1252, |(marked, _)| marked)
        .decode(head);
    let head = head.trim_start().to_ascii_lowercase();
    STARTS.iter().any(|start| head.starts_with(start))
        || (head.starts_with("<?xml") && head.contains("<html"))
}

pub(super) fn likely(bytes: &[u8]) -> &'static str {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let zeros = bytes
        .iter()
        .take(SNIFFED)
        .filter(|byte| **byte == 0)
        .count();
    let looks_wide = zeros * 4 > bytes.len().min(SNIFFED);
    match marked {
        Some(encoding) => encoding.name(),
        None if looks_wide && bytes.first() == Some(&0) => "UTF-16BE",
        None if looks_wide => "UTF-16LE",
        None => WINDOWS_1252.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(b"\xef\xbb\xbfcaf\xc3\xa9", "UTF-8", "café")]
    #[case(b"\xff\xfec\0a\0f\0\xe9\0", "UTF-16LE", "café")]
    #[case(b"caf\xc3\xa9", "UTF-8", "café")]
    #[case(b"caf\xe9 \x93", "windows-1252", "café “")]
    #[case(
        b"<meta charset=iso-8859-2>\xb1",
        "ISO-8859-2",
        "<meta charset=iso-8859-2>ą"
    )]
    #[case(
        b"<META HTTP-EQUIV=x CONTENT='text/html; charset=koi8-r'>\xc1",
        "KOI8-R",
        "<META HTTP-EQUIV=x CONTENT='text/html; charset=koi8-r'>а"
    )]
    #[case(
        b"<?xml version='1.0' encoding='iso-8859-1'?>\xe9",
        "windows-1252",
        "<?xml version='1.0' encoding='iso-8859-1'?>é"
    )]
    #[case(
        b"<meta charset=utf-16>caf\xc3\xa9",
        "UTF-8",
        "<meta charset=utf-16>café"
    )]
    fn finds_the_encoding(#[case] bytes: &[u8], #[case] encoding: &str, #[case] text: &str) {
        let decoded = decode(bytes);
        assert_eq!(
            (decoded.encoding, decoded.text.as_str(), decoded.is_damaged),
            (encoding, text, false)
        );
    }

    #[test]
    fn bytes_that_mean_nothing_are_told() {
        let decoded = decode(b"<meta charset=utf-8>caf\xe9 au lait");
        assert!(decoded.is_damaged && decoded.text.contains('\u{fffd}'));
    }

    #[rstest]
    #[case(b"<!DOCTYPE html><p>", true)]
    #[case(b"\xef\xbb\xbf \n<HTML>", true)]
    #[case(b"<?xml version='1.0'?><html>", true)]
    #[case(b"The <b>council</b> met.", false)]
    #[case(b"<?xml version='1.0'?><rss>", false)]
    fn knows_a_page(#[case] bytes: &[u8], #[case] is_page: bool) {
        assert_eq!(looks_like_html(bytes), is_page);
    }
}

//! Writes a JSON report piece by piece, the long lists on all threads, as `serde_json`'s pretty printer would write it whole.

use rayon::prelude::*;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, Write};

/// So many entries of a list are made by one thread at a time.
const PIECE: usize = 128;

/// So many pieces of a list are made at a time, while as many are written.
const PIECES: usize = 16;

/// The object that a report is: its members, one after the other.
pub(super) struct Document<'o> {
    out: &'o mut dyn Write,
    is_begun: bool,
}

impl<'o> Document<'o> {
    pub(super) fn new(out: &'o mut dyn Write) -> Self {
        Self {
            out,
            is_begun: false,
        }
    }

    /// Writes a member.
    pub(super) fn member(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        let mut text = self.key(name)?;
        write(value, 1, &mut text)?;
        self.out.write_all(&text)
    }

    /// Writes a member that is a list of so many entries; `entry` makes each from its index.
    pub(super) fn list<T: Serialize>(
        &mut self,
        name: &str,
        length: usize,
        entry: impl Fn(usize) -> T + Sync,
    ) -> io::Result<()> {
        let mut text = self.key(name)?;
        text.push(b'[');
        self.out.write_all(&text)?;
        let starts: Vec<usize> = (0..length).step_by(PIECE).collect();
        let pieces = |starts: &[usize]| -> Vec<io::Result<Vec<u8>>> {
            let pieces = starts.par_iter();
            let pieces = pieces.map(|start| piece(*start..length.min(start + PIECE), &entry));
            pieces.collect()
        };
        let mut waves = starts.chunks(PIECES);
        let mut made = waves.next().map(pieces).unwrap_or_default();
        while !made.is_empty() {
            // The next ones are made while these are written.
            let mut next = Vec::new();
            rayon::in_place_scope(|scope| {
                if let Some(starts) = waves.next() {
                    scope.spawn(|_| next = pieces(starts));
                }
                let mut made = made.drain(..);
                made.try_for_each(|piece| self.out.write_all(&piece?))
            })?;
            made = next;
        }
        self.out
            .write_all(if length == 0 { b"]" } else { b"\n  ]" })
    }

    /// Writes the end.
    pub(super) fn finish(self) -> io::Result<()> {
        self.out.write_all(b"\n}\n")
    }

    /// The name of a member, with all that stands before it.
    fn key(&mut self, name: &str) -> io::Result<Vec<u8>> {
        let mut text = if self.is_begun { ",\n  " } else { "{\n  " }
            .as_bytes()
            .to_vec();
        self.is_begun = true;
        write(&name, 1, &mut text)?;
        text.extend_from_slice(b": ");
        Ok(text)
    }
}

/// Some entries of a list, each with what stands before it.
fn piece<T: Serialize>(
    numbers: std::ops::Range<usize>,
    entry: impl Fn(usize) -> T,
) -> io::Result<Vec<u8>> {
    let mut text = Vec::with_capacity(numbers.len() * 1024);
    for number in numbers {
        text.extend_from_slice(if number == 0 { b"\n    " } else { b",\n    " });
        write(&entry(number), 2, &mut text)?;
    }
    Ok(text)
}

fn write(value: &impl Serialize, depth: usize, text: &mut Vec<u8>) -> io::Result<()> {
    let pretty = Indented {
        depth,
        has_value: false,
    };
    value.serialize(&mut Serializer::with_formatter(text, pretty))?;
    Ok(())
}

/// The layout of `serde_json`'s pretty printer, begun at some depth.
struct Indented {
    depth: usize,
    has_value: bool,
}

impl Indented {
    fn begin<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        writer.write_all(&[bracket])
    }

    fn end<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value {
            self.line(writer, b"\n")?;
        }
        writer.write_all(&[bracket])
    }

    fn next<W: ?Sized + Write>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        self.line(writer, if is_first { b"\n" } else { b",\n" })
    }

    fn line<W: ?Sized + Write>(&self, writer: &mut W, end: &[u8]) -> io::Result<()> {
        const BLANKS: [u8; 64] = [b' '; 64];
        writer.write_all(end)?;
        let mut missing = self.depth * 2;
        while missing > 0 {
            let blanks = missing.min(BLANKS.len());
            writer.write_all(&BLANKS[..blanks])?;
            missing -= blanks;
        }
        Ok(())
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'[')
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b']')
    }

    fn begin_array_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin(writer, b'{')
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.end(writer, b'}')
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn a_document_is_what_the_pretty_printer_makes_of_it_whole() {
        let entry =
            |number: usize| json!({"n": number, "empty": {}, "deep": [[1, {"a": []}], "é\n"]});
        for length in [0, 1, 2, PIECE, PIECE * PIECES + 1] {
            let mut out = Vec::new();
            let mut document = Document::new(&mut out);
            let nested = json!({"a": null, "b": [true, {}]});
            document.member("one", &1).unwrap();
            document.list("many", length, entry).unwrap();
            document.member("nested", &nested).unwrap();
            document.finish().unwrap();
            let many: Vec<Value> = (0..length).map(entry).collect();
            let text = String::from_utf8(out).unwrap();
            let lines = [
                "  \"one\": 1,".to_string(),
                format!("  \"many\": {},", inner(&json!(many))),
                format!("  \"nested\": {}", inner(&nested)),
            ];
            assert_eq!(text, format!("{{\n{}\n}}\n", lines.join("\n")));
        }
    }

    /// A value as it is printed one step deep.
    fn inner(value: &Value) -> String {
        let text = serde_json::to_string_pretty(value).unwrap();
        text.replace('\n', "\n  ")
    }
}

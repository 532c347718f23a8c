//! Writes the same JSON in many ways: order of keys, indentation, escapes, line ends, numbers.

use super::dice::Dice;
use serde_json::Value;
use std::fmt::Write as _;

/// How a file is written.
#[derive(Debug, Clone)]
pub(crate) struct Hand {
    dice: Dice,
    line_end: &'static str,
    indent: &'static str,
    escapes: usize,
    has_mark: bool,
    shuffles: bool,
}

impl Hand {
    /// As a program writes it: sorted keys, two blanks.
    pub(crate) fn plain() -> Self {
        Self {
            dice: Dice::new(0),
            line_end: "\n",
            indent: "  ",
            escapes: 0,
            has_mark: false,
            shuffles: false,
        }
    }

    /// As anybody might write it.
    pub(crate) fn any(mut dice: Dice) -> Self {
        let line_end = dice.pick(&["\n", "\r\n", ""]);
        Self {
            line_end,
            indent: dice.pick(&["", "  ", "\t", "       "]),
            escapes: dice.below(3),
            has_mark: dice.one_in(4),
            shuffles: true,
            dice,
        }
    }

    pub(crate) fn write(&mut self, value: &Value) -> String {
        let mut out = String::new();
        if self.has_mark {
            out.push('\u{feff}');
        }
        self.value(value, 0, &mut out);
        out.push_str(self.line_end);
        out
    }

    fn new_line(&self, depth: usize, out: &mut String) {
        out.push_str(self.line_end);
        out.push_str(&self.indent.repeat(depth));
    }

    fn value(&mut self, value: &Value, depth: usize, out: &mut String) {
        match value {
            Value::String(text) => self.string(text, out),
            Value::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    self.new_line(depth + 1, out);
                    self.value(item, depth + 1, out);
                }
                self.new_line(depth, out);
                out.push(']');
            }
            Value::Object(members) => {
                let mut members: Vec<(&String, &Value)> = members.iter().collect();
                if self.shuffles {
                    self.dice.shuffle(&mut members);
                }
                out.push('{');
                for (at, (key, member)) in members.into_iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    self.new_line(depth + 1, out);
                    self.string(key, out);
                    out.push_str(if self.shuffles && self.dice.one_in(2) {
                        " : "
                    } else {
                        ": "
                    });
                    self.value(member, depth + 1, out);
                }
                self.new_line(depth, out);
                out.push('}');
            }
            // 2 and 2.0 are the same number.
            Value::Number(number) if self.shuffles && number.is_u64() && self.dice.one_in(4) => {
                let _ = write!(out, "{number}.0");
            }
            other => {
                let _ = write!(out, "{other}");
            }
        }
    }

    fn string(&mut self, text: &str, out: &mut String) {
        out.push('"');
        for c in text.chars() {
            let escape = match c {
                '"' | '\\' | '\0'..='\u{1f}' => true,
                _ if self.escapes == 0 => false,
                _ if !c.is_ascii() => true,
                _ => self.escapes == 2 && self.dice.one_in(8),
            };
            if escape {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            } else {
                out.push(c);
            }
        }
        out.push('"');
    }
}

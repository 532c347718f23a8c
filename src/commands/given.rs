//! Texts and sources that the command line names.

use anyhow::{Context, Result, bail};
use factcheck::document::nearest_name;
use factcheck::source::{Catalog, Source};
use factcheck::text::{is_blank, shell_word};
use std::env;
use std::io::{Read, stdin};
use std::path::{Component, Path};

/// A passage: the one argument, or standard input for `-`, without the line end that closes it. `command` is how the
/// command would be written with it.
pub(super) fn passage(arguments: &[String], command: &str) -> Result<String> {
    let text = match arguments {
        [dash] if dash == "-" => from_standard_input()?,
        [text] => text.clone(),
        several => bail!(
            "the passage is one text: put it in quotation marks, as in `{command} {}`",
            quoted(&several.join(" "))
        ),
    };
    if is_blank(&text) {
        bail!("the passage is empty: there is nothing to look for");
    }
    Ok(text)
}

/// A passage as it can be typed: in double quotation marks, which all shells know, unless these would leave something of it
/// to the shell.
fn quoted(passage: &str) -> String {
    if passage.contains(['"', '$', '`', '\\', '!']) {
        shell_word(passage)
    } else {
        format!("\"{passage}\"")
    }
}

fn from_standard_input() -> Result<String> {
    let mut text = String::new();
    stdin()
        .lock()
        .read_to_string(&mut text)
        .context("the passage cannot be read from standard input")?;
    // Sources are read with CRLF as LF.
    let text = text.replace("\r\n", "\n");
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// A path of the project as it can be typed where the program runs: paths on the command line start from there.
pub(super) fn as_typed(root: &Path, path: &str) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize());
    here.ok()
        .and_then(|here| way(&here, &root.join(path)))
        .unwrap_or_else(|| path.to_owned())
}

/// The way from a folder to a path, with `/`; `None` where there is none, or it is not Unicode.
fn way(from: &Path, to: &Path) -> Option<String> {
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = from.components().skip(shared).map(|_| Some(".."));
    let down = to.components().skip(shared).map(|step| match step {
        Component::Normal(step) => step.to_str(),
        _ => None,
    });
    let steps: Vec<&str> = up.chain(down).collect::<Option<_>>()?;
    Some(if steps.is_empty() {
        ".".to_owned()
    } else {
        steps.join("/")
    })
}

/// That there is no such source, and which may be meant.
pub(super) fn no_source(name: &str, catalog: &Catalog) -> anyhow::Error {
    let known = catalog.ids().iter().map(String::as_str);
    let bare = name.strip_suffix(".txt").or(name.strip_suffix(".json"));
    let meant = bare
        .filter(|bare| catalog.ids().contains(*bare))
        .or_else(|| nearest_name(name, known));
    let folder = catalog.folder();
    match meant {
        Some(meant) => anyhow::anyhow!("there is no source `{name}`; did you mean `{meant}`?"),
        None if catalog.ids().is_empty() => {
            anyhow::anyhow!("there is no source `{name}`: {folder}/ holds no source at all")
        }
        None => anyhow::anyhow!(
            "there is no source `{name}`; {folder}/ has a descriptor, ID.json, for each source that there is"
        ),
    }
}

/// What is to be said where a text is not the one that was pinned: it was searched all the same.
pub(super) fn pin_trouble(source: &Source) -> Option<String> {
    let pin = source.descriptor.as_ref()?.sha256.as_ref()?;
    let is_pinned = source.sha256.as_ref().is_none_or(|hash| *hash == pin.value);
    (!is_pinned).then(|| {
        format!(
            "the text of {} is not the one that was pinned, so `factcheck verify` will fail: see `factcheck explain source-changed`",
            source.id
        )
    })
}

//! `factcheck source add`: files a text or a web page as a source.

use super::file::read;
use super::leftovers;
use super::project::open;
use super::terminal::print_text;
use crate::cli::{Common, SourceAdd, SourceKind};
use anyhow::{Context, Result, anyhow, bail};
use factcheck::claim::Date;
use factcheck::document::{Fault, nearest_name};
use factcheck::page::{Dropped, Kind, Page, is_html, language_tag, likely_encoding};
use factcheck::source::{NewSource, is_source_id, slug};
use factcheck::store::{Disk, ReadError};
use factcheck::text::{Text, is_blank, shell_word, visible_line};
use factcheck::workspace::Workspace;
use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::Path;

/// Bytes of the largest page that is read: a tree of it is made in memory.
const LARGEST_PAGE: usize = 32 << 20;

/// Bytes of the largest text that is taken from standard input.
const LARGEST_INPUT: u64 = 1 << 30;

/// What is to be filed.
struct Capture {
    /// The text's bytes.
    text: Vec<u8>,
    /// The page that it was made of.
    page: Option<Page>,
    /// What an editor should hear of it.
    notes: Vec<String>,
}

pub(super) fn run(options: &SourceAdd, common: &Common) -> Result<u8> {
    let opened = open(common)?;
    let keep = kinds(&options.keep)?;
    let name = options.file.display().to_string();
    let bytes = bytes(&options.file).with_context(|| format!("{name} cannot be filed"))?;
    let is_page = is_page(options, &bytes);
    let capture = if is_page {
        from_page(&bytes, &keep)
    } else {
        from_text(&bytes, &name)
    };
    let capture = capture.with_context(|| format!("{name} cannot be filed"))?;
    let mut source = describe(options, &capture, &opened.project.today)?;
    let html = is_page.then_some(bytes.as_slice());
    source.id = id(options, &source, (&capture.text, html), &opened)?;
    source.pin(&capture.text, html);
    let descriptor = written(&mut source, options)?;

    let folder = &opened.project.config.sources;
    let path = |ending: &str| format!("{folder}/{}.{ending}", source.id);
    let (text, page, descriptor_path) = (path("txt"), path("html"), path("json"));
    let mut files: Vec<(&str, &[u8])> = vec![(&text, &capture.text)];
    if is_page {
        files.push((&page, &bytes));
    }
    // Last, since without it the other two are no source.
    files.push((&descriptor_path, descriptor.as_bytes()));
    let made = if options.dry_run {
        let mut paths = files.iter().map(|(path, _)| *path).collect::<Vec<_>>();
        paths.retain(|path| opened.project.store.read(path) == Err(ReadError::Missing));
        paths
    } else {
        let disk = Disk::open(&opened.root)?;
        leftovers::clear(&disk, [folder.as_str()]);
        disk.create_all(&files)
            .map_err(|(path, error)| anyhow!("{path} cannot be made: {error}; nothing was filed"))?
    };
    let mut there = files.iter().map(|(path, _)| *path).collect::<Vec<_>>();
    there.retain(|path| !made.contains(path));
    print_text(|out| {
        if options.dry_run {
            writeln!(out, "{}\n", printable_text(&capture.text))?;
        }
        let verb = if options.dry_run {
            "would make"
        } else {
            "made"
        };
        writeln!(out, "{verb} {}", made.join(", "))?;
        if !there.is_empty() {
            writeln!(out, "already there, and the same: {}", there.join(", "))?;
        }
        told(&source, &capture, options, out)
    })?;
    Ok(0)
}

/// The kinds that `--keep` names.
fn kinds(names: &[String]) -> Result<BTreeSet<Kind>> {
    let known = || Kind::ALL.into_iter().filter_map(Kind::option);
    let kind = |name: &String| {
        Kind::of_option(name).ok_or_else(|| {
            let meant = nearest_name(name, known()).map(|meant| format!("; did you mean {meant}?"));
            let all = || format!("; there are {}", known().collect::<Vec<_>>().join(", "));
            anyhow!(
                "--keep: there is no kind {name}{}",
                meant.unwrap_or_else(all)
            )
        })
    };
    names.iter().map(kind).collect()
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    if path != Path::new("-") {
        return read(path);
    }
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(LARGEST_INPUT + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_INPUT {
        bail!(
            "standard input holds more than {} MiB; give a file",
            LARGEST_INPUT >> 20
        );
    }
    Ok(bytes)
}

/// Whether a file is a page: as the option says, else its name, else its first bytes.
fn is_page(options: &SourceAdd, bytes: &[u8]) -> bool {
    let ending = options.file.extension().and_then(|ending| ending.to_str());
    match (options.kind, ending.map(str::to_ascii_lowercase).as_deref()) {
        (Some(kind), _) => kind == SourceKind::Html,
        (None, Some("html" | "htm" | "xhtml")) => true,
        (None, Some("txt" | "text" | "md")) => false,
        (None, _) => is_html(bytes),
    }
}

fn from_page(bytes: &[u8], keep: &BTreeSet<Kind>) -> Result<Capture> {
    refuse_other_formats(bytes)?;
    if bytes.len() > LARGEST_PAGE {
        bail!(
            "it is a page of {} MiB, and none of more than {} MiB is read; file its text instead",
            bytes.len() >> 20,
            LARGEST_PAGE >> 20
        );
    }
    let page = Page::read(bytes, keep).map_err(|excess| {
        anyhow!("{excess}, so it is no page that anybody wrote; file its text instead")
    })?;
    if is_blank(&page.text) {
        bail!(
            "there is no article's text in the page; it may be put together by a script in the browser: save the page as the browser shows it, or file its text"
        );
    }
    let mut notes = Vec::new();
    if page.is_damaged {
        notes.push(format!(
            "some bytes of the page mean nothing in its encoding, {}: U+FFFD stands in their place, and no quote should hold it",
            page.encoding
        ));
    }
    Ok(Capture {
        text: page.text.clone().into_bytes(),
        page: Some(page),
        notes,
    })
}

fn from_text(bytes: &[u8], name: &str) -> Result<Capture> {
    refuse_other_formats(bytes)?;
    let text = Text::decode_source(bytes.to_vec()).map_err(|fault| {
        let encoding = likely_encoding(bytes);
        anyhow!(
            "it is not UTF-8: byte 0x{:02X} at offset {} (line {}, column {}); it may be {encoding}\n  help: convert it with `iconv -f {encoding} -t UTF-8 {} > converted.txt`, and read the result",
            fault.value,
            fault.byte,
            fault.place.line,
            fault.place.column,
            file_word(name)
        )
    })?;
    if text.as_str().contains('\0') {
        bail!("it holds NUL characters, so it is no text");
    }
    if is_blank(text.as_str()) {
        bail!("there is no text in it");
    }
    let mut notes = Vec::new();
    if bytes.starts_with("\u{feff}".as_bytes()) {
        notes.push(
            "the text starts with a byte order mark, which is kept and counts for nothing"
                .to_owned(),
        );
    }
    if bytes.windows(2).any(|pair| pair == b"\r\n") {
        notes.push("its lines end with CRLF, which is kept and counts as LF".to_owned());
    }
    Ok(Capture {
        text: bytes.to_vec(),
        page: None,
        notes,
    })
}

/// A file's name as a shell and a program take it: one that starts with a hyphen would be an option.
fn file_word(name: &str) -> String {
    let is_like_an_option = name.starts_with('-') && name != "-";
    shell_word(&if is_like_an_option {
        format!("./{name}")
    } else {
        name.to_owned()
    })
}

/// Formats that hold text and are none, by their first bytes.
fn refuse_other_formats(bytes: &[u8]) -> Result<()> {
    let formats: [(&[u8], &str); 4] = [
        (
            b"%PDF-",
            "it is a PDF: turn it into text first, for example with `pdftotext -layout`, and compare the result with the pages",
        ),
        (
            b"PK\x03\x04",
            "it is an archive, or a document of a word processor: save it as plain text in UTF-8 first",
        ),
        (
            b"\xd0\xcf\x11\xe0",
            "it is a document of a word processor: save it as plain text in UTF-8 first",
        ),
        (b"{\\rtf", "it is RTF: save it as plain text in UTF-8 first"),
    ];
    match formats.iter().find(|(start, _)| bytes.starts_with(start)) {
        Some((_, words)) => bail!("{words}"),
        None => Ok(()),
    }
}

/// What the descriptor is to say: what the options say, else what the page says of itself.
fn describe(options: &SourceAdd, capture: &Capture, today: &Date) -> Result<NewSource> {
    let page = capture.page.as_ref();
    let of_page = |field: fn(&Page) -> &Option<String>| page.and_then(|page| field(page).clone());
    let title = options
        .title
        .clone()
        .or_else(|| of_page(|page| &page.title));
    let title = title.filter(|title| !is_blank(title));
    let told = page
        .and_then(|page| page.published.as_ref())
        .map(Date::to_string);
    let published = options.published.clone().or(told);
    let (title, published) = match (title, published) {
        (Some(title), Some(published)) => (title, published),
        (title, published) => {
            let missing = [
                title.is_none().then_some("`--title \"…\"`"),
                published.is_none().then_some("`--published 2026-03-02`"),
            ];
            let missing: Vec<&str> = missing.into_iter().flatten().collect();
            let whose = if page.is_some() {
                "the page does not say"
            } else {
                "a text does not say"
            };
            bail!(
                "{whose} what every source must have; give {}",
                missing.join(" and ")
            );
        }
    };
    check_day("--published", &published, today)?;
    if let Some(retrieved) = &options.retrieved {
        check_day("--retrieved", retrieved, today)?;
    }
    let mut source = NewSource::new(title, published);
    source.publisher = options
        .publisher
        .clone()
        .or_else(|| of_page(|page| &page.publisher));
    source.author = options
        .author
        .clone()
        .or_else(|| of_page(|page| &page.author));
    source.url = options.url.clone().or_else(|| of_page(|page| &page.url));
    source.archived_url.clone_from(&options.archived_url);
    source.retrieved.clone_from(&options.retrieved);
    source.language = options
        .language
        .clone()
        .or_else(|| of_page(|page| &page.language));
    Ok(source)
}

fn check_day(option: &str, written: &str, today: &Date) -> Result<()> {
    match Date::parse(written) {
        None => bail!(
            "{option}: \"{written}\" is no day that exists, written year-month-day as in 2026-03-02"
        ),
        Some(day) if day > *today => bail!("{option}: {day} is in the future; today is {today}"),
        Some(_) => Ok(()),
    }
}

/// The id that was asked for, or one made of the title or the file's name; it must be free. The text and the page may be there
/// as they are to be made, without a descriptor: a run that was killed left them.
fn id(
    options: &SourceAdd,
    source: &NewSource,
    (text, html): (&[u8], Option<&[u8]>),
    opened: &Workspace,
) -> Result<String> {
    let folder = &opened.project.config.sources;
    let taken = match opened.project.store.list(folder) {
        Ok(entries) => entries,
        Err(ReadError::Missing) => Vec::new(),
        Err(error) => bail!("{folder}/ cannot be read: {error}"),
    };
    // On many disks names that differ in capitals only are the same.
    let is_twin = |name: &str, id: &str| {
        let stem = [".json", ".txt", ".html"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending));
        stem.is_some_and(|stem| stem.eq_ignore_ascii_case(id))
    };
    let is_free = |id: &str| !taken.iter().any(|entry| is_twin(&entry.name, id));
    let stem = options.file.file_stem().and_then(|stem| stem.to_str());
    let made = || slug(&source.title).or_else(|| slug(stem.filter(|stem| *stem != "-")?));
    let Some(id) = options.id.clone().or_else(made) else {
        bail!(
            "no id can be made of the title; give one: `--id {}`",
            free_id("council", &source.published, is_free)
        );
    };
    if !is_source_id(&id) {
        bail!(
            "--id: \"{id}\" cannot be an id: it has letters, digits, dots, hyphens and underscores only, starts with a letter or digit, and is at most 120 characters long"
        );
    }
    let has = |name: &str, content: &[u8]| {
        let there = opened.project.store.read(&format!("{folder}/{name}"));
        there.is_ok_and(|there| there == content)
    };
    let is_made = |name: &str| match name.strip_prefix(&id) {
        Some(".txt") => has(name, text),
        Some(".html") => html.is_some_and(|html| has(name, html)),
        _ => false,
    };
    let is_in_the_way = |name: &str| is_twin(name, &id) && !is_made(name);
    match taken.iter().find(|entry| is_in_the_way(&entry.name)) {
        Some(entry) => bail!(
            "{folder}/{} is there already, and nothing is overwritten; choose another id, such as `--id {}`",
            entry.name,
            free_id(&id, &source.published, is_free)
        ),
        None => Ok(id),
    }
}

/// An id like another that is free: with the day, and if need be a number.
fn free_id(id: &str, day: &str, is_free: impl Fn(&str) -> bool) -> String {
    /// So long an id leaves room for day and number.
    const LONGEST: usize = 100;
    let dated = format!("{}-{day}", &id[..id.len().min(LONGEST)]);
    let numbered = (2..).map(|number| format!("{dated}-{number}"));
    let mut ids = std::iter::once(dated.clone()).chain(numbered);
    ids.find(|id| is_free(id)).unwrap_or(dated)
}

/// The descriptor. What a page says of itself and the schema refuses is left out; what an option says is refused.
fn written(source: &mut NewSource, options: &SourceAdd) -> Result<String> {
    loop {
        let faults = match source.descriptor() {
            Ok(written) => return Ok(written),
            Err(faults) => faults,
        };
        let is_of_page = |fault: &Fault| match fault.pointer.as_str() {
            "/url" => options.url.is_none() && source.url.is_some(),
            "/language" => options.language.is_none() && source.language.is_some(),
            _ => false,
        };
        let Some(fault) = faults.iter().find(|fault| is_of_page(fault)) else {
            let fault = faults.first().map(|fault| {
                format!(
                    "--{}: {}{}",
                    fault.pointer.trim_start_matches('/').replace('_', "-"),
                    fault.message,
                    language_hint(fault, options)
                )
            });
            bail!("{}", fault.unwrap_or_default());
        };
        match fault.pointer.as_str() {
            "/url" => source.url = None,
            _ => source.language = None,
        }
    }
}

/// Which language tag may be meant: systems write `en_GB.UTF-8`.
fn language_hint(fault: &Fault, options: &SourceAdd) -> String {
    let Some(written) = options
        .language
        .as_ref()
        .filter(|_| fault.pointer == "/language")
    else {
        return String::new();
    };
    match language_tag(written.split(['.', '@']).next().unwrap_or_default()) {
        Some(meant) => format!("; did you mean {meant}?"),
        None => "; it is a language tag, as in en or pt-BR".to_owned(),
    }
}

/// The text as it may be printed, line by line.
fn printable_text(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let lines: Vec<String> = text.lines().map(visible_line).collect();
    lines.join("\n")
}

/// What was filed, and what was not.
fn told(
    source: &NewSource,
    capture: &Capture,
    options: &SourceAdd,
    out: &mut dyn Write,
) -> io::Result<()> {
    let text = String::from_utf8_lossy(&capture.text);
    let lines = text.lines().filter(|line| !is_blank(line)).count();
    let fields = [
        ("title", Some(&source.title)),
        ("published", Some(&source.published)),
        ("publisher", source.publisher.as_ref()),
        ("author", source.author.as_ref()),
        ("language", source.language.as_ref()),
        ("url", source.url.as_ref()),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            writeln!(out, "{:11}{}", format!("{name}:"), visible_line(value))?;
        }
    }
    let characters = text.chars().count();
    writeln!(
        out,
        "text:      {}, {characters} characters",
        counted(lines, ("line", "lines"))
    )?;
    for note in &capture.notes {
        writeln!(out, "note:      {note}")?;
    }
    let Some(page) = &capture.page else {
        return Ok(());
    };
    if page.dropped.is_empty() {
        return writeln!(out, "left out:  nothing");
    }
    writeln!(
        out,
        "left out:  {}",
        left_out(&page.dropped, options.show_dropped)
    )?;
    if options.show_dropped {
        for dropped in page
            .dropped
            .iter()
            .filter(|dropped| !dropped.lines.is_empty())
        {
            let kept = dropped
                .kind
                .option()
                .map(|name| format!(" (`--keep {name}` keeps those in the article)"));
            writeln!(
                out,
                "\n{}{}:",
                counted(dropped.count, dropped.kind.name()),
                kept.unwrap_or_default()
            )?;
            for line in &dropped.lines {
                writeln!(out, "  {}", visible_line(line))?;
            }
        }
    }
    Ok(())
}

/// `3 scripts, 1 navigation, 2 lists of links: 14 lines of text`
fn left_out(dropped: &[Dropped], is_shown: bool) -> String {
    let parts: Vec<String> = dropped
        .iter()
        .map(|dropped| counted(dropped.count, dropped.kind.name()))
        .collect();
    let lines: usize = dropped.iter().map(|dropped| dropped.lines.len()).sum();
    let hint = if is_shown || lines == 0 {
        ""
    } else {
        "; `--show-dropped` prints them"
    };
    format!(
        "{} ({} of text{hint})",
        parts.join(", "),
        counted(lines, ("line", "lines"))
    )
}

fn counted(count: usize, (one, many): (&str, &str)) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

//! `factcheck explain`: a rule's page, or the list of rules.

use super::terminal;
use crate::cli::Explain;
use anyhow::{Result, bail};
use factcheck::document::nearest_name;
use factcheck::rules;

pub(super) fn run(options: &Explain) -> Result<u8> {
    let Some(name) = &options.rule else {
        terminal::print(|out| {
            let longest = rules::names().map(str::len).max().unwrap_or(0);
            for rule in rules::ALL {
                writeln!(
                    out,
                    "{:longest$}  {:7}  {}",
                    rule.name,
                    rule.level,
                    rule.page().summary
                )?;
            }
            Ok(())
        })?;
        return Ok(0);
    };
    let Some(rule) = rules::find(name) else {
        match nearest_name(name, rules::names()) {
            Some(meant) => bail!("there is no rule `{name}`; did you mean `{meant}`?"),
            None => bail!("there is no rule `{name}`; `factcheck explain` lists them all"),
        }
    };
    terminal::print(|out| write!(out, "{}", rule.page().text))?;
    Ok(0)
}

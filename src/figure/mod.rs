//! Finds the figures of a text (numbers, dates, amounts, percentages) and tells which of them stand in no quote.
//!
//! Figures are compared by value: `5` is `five`, `Oct 19` is `19 October`, `$6 billion` is not `$6 million`. Where a
//! text can be read in two ways (`05/10/2025`), either way counts. Numbers are exact; nothing is rounded.

mod currency;
mod date;
mod doubt;
mod find;
mod implied;
mod language;
mod model;
mod numeral;
mod ordinal;
mod proportion;
mod quantity;
mod range;
mod reading;
mod support;
mod telling;
mod time;
mod token;
mod unit;
mod words;

#[cfg(test)]
mod tests;

pub use date::month_named;
pub use language::Language;
pub use model::{Figure, Kind};

/// What is quoted of one source.
#[derive(Debug, Clone)]
pub struct Evidence<'t> {
    /// The quote, in pieces where text between them is left out.
    pub fragments: Vec<&'t str>,
    /// The year, and the month from 1 to 12, in which the source was published.
    ///
    /// It tells of which years the quote's dates are that name none; unknown, they may be of any.
    pub published: Option<(u16, u8)>,
}

/// The figures of a text, in its order; none overlaps another.
///
/// Spelled-out numbers are read in English, and in those of `languages` that the text seems to be written in. Words
/// that are more often no figure than one (`one` in `one of them`, `second` in `a second later`) are left out.
pub fn figures(text: &str, languages: &[Language]) -> Vec<Figure> {
    let mut figures = Vec::new();
    find::find(text, languages, &mut |found| {
        if !found.doubtful {
            figures.push(Figure::new(text, found.range, found.kind));
        }
    });
    figures
}

/// Whether a text may have a figure, soon told: where it has none, [`figures`] gives none.
pub fn may_have_figures(text: &str, languages: &[Language]) -> bool {
    find::may_find(text, languages)
}

/// The figures of `statement` that stand in none of the quotes, in the order of the statement.
///
/// Takes time linear in the length of the quotes.
pub fn unsupported(
    statement: &str,
    evidence: &[Evidence<'_>],
    languages: &[Language],
) -> Vec<Figure> {
    let mut claimed = Vec::new();
    find::find(statement, languages, &mut |found| {
        if !found.doubtful {
            claimed.push(found);
        }
    });
    if claimed.is_empty() {
        return Vec::new();
    }
    let stands = support::standing(statement, &claimed, evidence, languages);
    claimed
        .into_iter()
        .zip(stands)
        .filter(|(_, stands)| !stands)
        .map(|(found, _)| Figure::new(statement, found.range, found.kind))
        .collect()
}

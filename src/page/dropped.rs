//! What was left out of a page, by kind: counted, and kept so that it can be looked at.

use std::collections::BTreeMap;

/// Why a part of a page is no part of the article's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A script or a template.
    Script,
    /// A style sheet.
    Style,
    /// What only browsers without scripts, or without a player, would show.
    Fallback,
    /// A drawing and the words in it.
    Drawing,
    /// The page itself says that it does not show it.
    Hidden,
    /// Menus, bread crumbs, page numbers.
    Navigation,
    /// Fields and buttons.
    Form,
    /// What readers wrote.
    Comments,
    /// Advertisements.
    Advertisement,
    /// Buttons and links for sharing.
    Share,
    /// Newsletters, subscriptions, consent to cookies.
    Promotion,
    /// Other articles.
    Related,
    /// A list of nothing but links.
    LinkList,
    /// `aside`
    Aside,
    /// `footer`, unless it is that of a quotation.
    Footer,
    /// A pull quote in words that the article has, too: a quote of them would stand twice.
    PullQuote,
    /// How characters are pronounced (`rt`).
    Pronunciation,
    /// Soft hyphens and zero-width characters.
    Invisible,
    /// Whatever lies outside the article.
    Outside,
}

/// All parts of one kind that were left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The kind.
    pub kind: Kind,
    /// How many parts; of invisible characters, how many characters.
    pub count: usize,
    /// The lines of text in them.
    pub lines: Vec<String>,
}

impl Kind {
    /// Every kind, in the order in which they are reported.
    pub const ALL: [Self; 19] = [
        Self::Script,
        Self::Style,
        Self::Fallback,
        Self::Drawing,
        Self::Hidden,
        Self::Navigation,
        Self::Form,
        Self::Comments,
        Self::Advertisement,
        Self::Share,
        Self::Promotion,
        Self::Related,
        Self::LinkList,
        Self::Aside,
        Self::Footer,
        Self::PullQuote,
        Self::Pronunciation,
        Self::Invisible,
        Self::Outside,
    ];

    /// Its name in the singular and the plural.
    pub fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Script => ("script", "scripts"),
            Self::Style => ("style sheet", "style sheets"),
            Self::Fallback => ("fallback", "fallbacks"),
            Self::Drawing => ("drawing", "drawings"),
            Self::Hidden => ("hidden part", "hidden parts"),
            Self::Navigation => ("navigation", "navigations"),
            Self::Form => ("form", "forms"),
            Self::Comments => ("section of comments", "sections of comments"),
            Self::Advertisement => ("advertisement", "advertisements"),
            Self::Share => ("group of share buttons", "groups of share buttons"),
            Self::Promotion => ("promotion", "promotions"),
            Self::Related => ("box of related articles", "boxes of related articles"),
            Self::LinkList => ("list of links", "lists of links"),
            Self::Aside => ("aside", "asides"),
            Self::Footer => ("footer", "footers"),
            Self::PullQuote => ("repeated pull quote", "repeated pull quotes"),
            Self::Pronunciation => ("pronunciation", "pronunciations"),
            Self::Invisible => ("invisible character", "invisible characters"),
            Self::Outside => ("part outside the article", "parts outside the article"),
        }
    }

    /// Its name as an option, for the kinds that may be part of an article after all, and so can be kept.
    pub fn option(self) -> Option<&'static str> {
        match self {
            Self::Comments => Some("comments"),
            Self::Advertisement => Some("advertisements"),
            Self::Share => Some("share"),
            Self::Promotion => Some("promotions"),
            Self::Related => Some("related"),
            Self::LinkList => Some("link-lists"),
            Self::Aside => Some("asides"),
            Self::Footer => Some("footers"),
            Self::PullQuote => Some("pull-quotes"),
            Self::Hidden => Some("hidden"),
            Self::Navigation => Some("navigation"),
            Self::Form => Some("forms"),
            _ => None,
        }
    }

    /// The kind of an option's name.
    pub fn of_option(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.option() == Some(name))
    }
}

/// What is left out, while a page is walked.
#[derive(Debug, Default)]
pub(super) struct Leftovers {
    kinds: BTreeMap<Kind, (usize, Vec<String>)>,
}

impl Leftovers {
    /// Adds a part and its lines of text.
    pub(super) fn add(&mut self, kind: Kind, lines: Vec<String>) {
        let (count, all) = self.kinds.entry(kind).or_default();
        *count += 1;
        all.extend(lines);
    }

    /// Counts characters that do not show.
    pub(super) fn add_invisible(&mut self, count: usize) {
        if count > 0 {
            self.kinds.entry(Kind::Invisible).or_default().0 += count;
        }
    }

    /// All of it, by kind.
    pub(super) fn into_list(self) -> Vec<Dropped> {
        let kinds = self.kinds.into_iter();
        kinds
            .map(|(kind, (count, lines))| Dropped { kind, count, lines })
            .collect()
    }
}

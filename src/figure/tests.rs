//! Tables of figures that stand in a quote and figures that do not.

use rstest::rstest;

use super::{Evidence, Figure, Kind, Language, figures, unsupported};

const ALL: &[Language] = &[
    Language::English,
    Language::French,
    Language::Spanish,
    Language::German,
    Language::Italian,
    Language::Dutch,
    Language::Portuguese,
    Language::Danish,
];

fn texts(figures: &[Figure]) -> Vec<&str> {
    figures.iter().map(|figure| figure.text.as_str()).collect()
}

/// A quote of a source about whose publication nothing is known.
fn quoted(quote: &str) -> Evidence<'_> {
    Evidence {
        fragments: vec![quote],
        published: None,
    }
}

/// What a statement lacks, in English.
fn lacking(statement: &str, quote: &str) -> Vec<String> {
    unsupported(statement, &[quoted(quote)], &[])
        .into_iter()
        .map(|figure| figure.text)
        .collect()
}

/// What a statement lacks, where the quote's source was published in that year and month.
fn lacking_in(statement: &str, fragments: &[&str], published: (u16, u8)) -> Vec<String> {
    let evidence = Evidence {
        fragments: fragments.to_vec(),
        published: Some(published),
    };
    unsupported(statement, &[evidence], &[])
        .into_iter()
        .map(|figure| figure.text)
        .collect()
}

#[track_caller]
fn assert_same(a: &str, b: &str) {
    for (statement, quote) in [(a, b), (b, a)] {
        assert!(
            !figures(statement, &[]).is_empty(),
            "no figure in {statement:?}"
        );
        assert_eq!(
            lacking(statement, quote),
            Vec::<String>::new(),
            "{statement:?} stands in {quote:?}"
        );
    }
}

#[track_caller]
fn assert_differ(a: &str, b: &str) {
    for (statement, quote) in [(a, b), (b, a)] {
        assert_ne!(
            lacking(statement, quote),
            Vec::<String>::new(),
            "{statement:?} does not stand in {quote:?}"
        );
    }
}

// What is found

#[rstest]
#[case("Both teams worked 18 hours; three of them slept.", &["18", "three"])]
#[case("She called six or seven times.", &["six", "seven"])]
#[case("It cost some $6 billion.", &["$6 billion"])]
#[case("opened in Lima on October 19.", &["October 19"])]
#[case("On Oct. 19, 2025, five people died.", &["Oct. 19, 2025", "five"])]
#[case("between October 11 and 15", &["October 11", "15"])]
#[case("11–15 October 2025", &["11", "15 October 2025"])]
#[case("the third attempt", &["third"])]
#[case("a 25-year-old man", &["25"])]
#[case("70 per cent of 1,200 people", &["70 per cent", "1,200"])]
#[case("a rise of 5 percentage points", &["5 percentage points"])]
#[case("at 5:30 p.m. on Friday", &["5:30 p.m."])]
#[case("two-thirds of the vote", &["two-thirds"])]
#[case("tens of thousands fled in the 1990s", &["tens of thousands", "1990s"])]
#[case("one soldier, no one else", &["one"])]
#[case("1,2,3", &["1", "2", "3"])]
#[case("He may march in 5 days", &["5"])]
#[case("in May 2020", &["May 2020"])]
#[case("up to 5 may die", &["5"])]
#[case("In October 18-hour talks", &["18"])]
#[case("On October 19, 1500 soldiers attacked", &["October 19", "1500"])]
#[case("In March 5 million people", &["5 million"])]
#[case("a 6-billion-dollar deal", &["6-billion-dollar"])]
#[case("-5 °C", &["-5"])]
#[case("(-5)", &["-5"])]
#[case("10-15 people", &["10", "15"])]
#[case("the 9/11 attacks", &["9/11"])]
#[case("a 60/40 split", &["60/40"])]
#[case("FY2024-25", &["2024", "25"])]
#[case("Q3 2025’s and 2025 H1, “Q4 of 2025”", &["Q3", "2025", "2025", "H1", "Q4", "2025"])]
#[case("US$6bn", &["US$6bn"])]
#[case("Rs. 500", &["Rs. 500"])]
#[case("5½ years", &["5½"])]
#[case("5 1/2 years", &["5 1/2"])]
#[case("10² and 10^6", &["10²", "10^6"])]
#[case("an area of 5 m²", &["5"])]
#[case("mid-2021 and pre-2001", &["2021", "2001"])]
#[case("Mid-2021", &["2021"])]
#[case("FY2021", &["2021"])]
#[case("共5人", &["5人"])]
#[case("the 2024-25 season", &["2024", "25"])]
#[case("half a million people", &["half a million"])]
#[case("up half a percent", &["half a percent"])]
#[case("version 1.2.3", &["1.2.3"])]
#[case("call 021-555-1234", &["021-555-1234"])]
#[case("٢٥ people", &["٢٥"])]
#[case("a $5-a-day fee", &["$5"])]
#[case("on 5-6 May.", &["5", "6 May"])]
#[case("5km2 and 5,000km²", &["5km2", "5,000km"])]
#[case("$5.", &["$5"])]
#[case("It was 5.", &["5"])]
#[case("\u{201c}5\u{201d}", &["5"])]
fn finds(#[case] text: &str, #[case] expected: &[&str]) {
    let found = figures(text, &[]);
    assert_eq!(texts(&found), expected);
    for figure in &found {
        assert_eq!(&text[figure.range.clone()], figure.text);
    }
    assert!(
        found
            .windows(2)
            .all(|pair| pair[0].range.end <= pair[1].range.start),
        "overlap"
    );
}

#[rstest]
#[case("G20 and the G-20")]
#[case("an F-16, a Mi-17 and an Il-76")]
#[case("COVID-19, Covid-19 and COVID19")]
#[case("flight MH370")]
#[case("an Audi Q3, H1N1, H2O, Q5, a 2H pencil and Q3-A")]
#[case("a B2B deal in 3D on 5G")]
#[case("resolution A/RES/77")]
#[case("see https://example.org/2021/05/story-7?page=3 and www.example.org/5")]
#[case("example.org/2021/05")]
#[case("no one, one of them, one another, one day, the one, this one, each one")]
#[case("at one point one side blamed the other")]
#[case("One cannot know what one wants.")]
#[case("a one-sided, one-off deal")]
#[case("a second later, per second, each second")]
#[case("seconds passed")]
#[case("half of it, a quarter of it")]
#[case("He first reported it at first for the first time")]
#[case("First, he left. Second, he returned.")]
#[case("the Five Eyes and the First Amendment in the Second World War")]
#[case("World War II, King Charles III, Ⅳ")]
#[case("in October, in May, on March")]
#[case("He scores often; the score was level")]
#[case("multi-million and multi-billion schemes, parts per million")]
#[case("a man, an hour, and a")]
#[case("the two sides")]
#[case("user5@example.org @user5 #covid19")]
#[case("")]
#[case("…")]
fn finds_nothing(#[case] text: &str) {
    assert_eq!(texts(&figures(text, &[])), Vec::<&str>::new());
}

#[rstest]
#[case("$6 billion", "the amount “$6 billion”")]
#[case("19 October", "the date “19 October”")]
#[case("five", "the number “five”")]
#[case("70%", "the percentage “70%”")]
#[case("third", "the ordinal “third”")]
#[case("5 percentage points", "the change “5 percentage points”")]
#[case("5:30", "the time “5:30”")]
#[case("1990s", "the decade “1990s”")]
#[case("dozens", "the number “dozens”")]
#[case("9/11", "the figure “9/11”")]
#[case("half of the votes", "the number “half”")]
#[case("doubled", "the multiple “doubled”")]
fn describes(#[case] text: &str, #[case] expected: &str) {
    let found = figures(text, &[]);
    assert_eq!(
        found.iter().map(Figure::describe).collect::<Vec<_>>(),
        [expected]
    );
}

// Numbers

#[rstest]
#[case("5", "five")]
#[case("5", "5.0")]
#[case("1,200", "1200")]
#[case("1,200", "1\u{a0}200")]
#[case("1,200", "1\u{202f}200")]
#[case("1,200", "1\u{2009}200")]
#[case("1,200", "1'200")]
#[case("1,200", "twelve hundred")]
#[case("1,200", "one thousand two hundred")]
#[case("102,000", "102 000")]
#[case("12,200,300", "12 200 300")]
#[case("1,200,000", "1.200.000")]
#[case("1,200,000.5", "1.200.000,5")]
#[case("12,34,567", "1234567")]
#[case("1,00,000", "a lakh")]
#[case("5 lakh", "500,000")]
#[case("5 lakh", "five lakh")]
#[case("2 crore", "20 million")]
#[case("5.1", "5,1")]
#[case("5.10", "5.1")]
#[case("0.5", ".5")]
#[case("0.1", "0,1")]
#[case("5.5", "5½")]
#[case("5.5", "5 1/2")]
#[case("5.5", "five and a half")]
#[case("5.1", "five point one")]
#[case("70k", "70,000")]
#[case("70K", "70 thousand")]
#[case("6bn", "6 billion")]
#[case("6m", "6 million")]
#[case("6mn", "6 million")]
#[case("6bn", "six billion")]
#[case("6 Mio.", "six million")]
#[case("2.5 million", "2,500,000")]
#[case("2.5 million", "two and a half million")]
#[case("2.5 million", "two point five million")]
#[case("half a million", "500,000")]
#[case("a quarter of a million", "250,000")]
#[case("three quarters of a million", "750,000")]
#[case("one quarter of a billion", "250 million")]
#[case("half a percent", "0.5 percent")]
#[case("0.5%", "half a per cent")]
#[case("half a percentage point", "0.5 percentage points")]
#[case("a million", "1,000,000")]
#[case("a hundred people", "100 people")]
#[case("-5", "−5")]
#[case("-5", "‑5")]
#[case("-5", "minus five")]
#[case("18-hour talks", "18 hours")]
#[case("eighteen-hour talks", "18 hours")]
#[case("18km", "18 km")]
#[case("6m high", "6 metres high")]
#[case("40m long", "a 40-metre fence")]
#[case("a 200m race", "a 200-metre race")]
#[case("30m to 40m", "30 to 40 metres")]
#[case("a 5lb bag", "a five-pound bag")]
#[case("a 5 lb bag", "five pounds of it")]
#[case("3 to 5 days", "three to five days")]
#[case("3 to 5 days", "from 3 days to 5 days")]
#[case("3 to 5 days", "3 to 5")]
#[case("two- to three-year terms", "2-3 years")]
#[case("£5 to £10", "5 to 10 pounds")]
#[case("dozen", "12")]
#[case("two dozen", "24")]
#[case("5 dozen", "60")]
#[case("half a dozen", "six")]
#[case("⅓ dozen", "4")]
#[case("two-thirds", "two thirds")]
#[case("two-thirds", "2/3")]
#[case("two-thirds", "⅔")]
#[case("one third of it", "a third of it")]
#[case("three quarters", "0.75")]
#[case("one soldier", "1 soldier")]
#[case("only one person died", "1 person")]
#[case("nineteen eighty-four", "1984")]
#[case("٥٠", "50")]
#[case("zero", "0")]
#[case("5 to 6 million", "5 million to 6 million")]
#[case("five or six million", "five million or six million")]
#[case("5-6 million", "5 million-6 million")]
#[case("5万", "50,000")]
#[case("16 percent and 2,021", "16% and 2021")]
#[case("5 km", "five kilometers")]
#[case("5km", "a 5-kilometre walk")]
#[case("5 km", "5")]
#[case("5 days", "five working days")]
#[case("5 to 6 weeks", "5-6 weeks")]
#[case("1.5 million miles", "1.5m miles")]
fn same_numbers(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("5", "6")]
#[case("5", "50")]
#[case("5", "15")]
#[case("20", "200")]
#[case("5", "5.1")]
#[case("5", "0.5")]
#[case("5", "-5")]
#[case("5", "minus 5")]
#[case("1,200", "1,20")]
#[case("1.2", "1,200")]
#[case("1200", "1,200,000")]
#[case("10", "10²")]
#[case("102", "10²")]
#[case("10²", "10³")]
#[case("5", "5½")]
#[case("5½", "5¼")]
#[case("6 million", "6 billion")]
#[case("6 million people", "6 people")]
#[case("70k", "70")]
#[case("6bn", "6m")]
#[case("6 people", "6m people")]
#[case("5 lakh", "5 crore")]
#[case("two-thirds", "two")]
#[case("two-thirds", "one third")]
#[case("two dozen", "two")]
#[case("two dozen", "dozens")]
#[case("5", "5%")]
#[case("5", "$5")]
#[case("5", "5 pm")]
#[case("5", "5:30")]
#[case("16", "F-16")]
#[case("20", "G20")]
#[case("19", "COVID-19")]
#[case("370", "MH370")]
#[case("77", "A/RES/77")]
#[case("7", "https://example.org/7")]
#[case("five", "fifty")]
#[case("fifteen", "fifty")]
#[case("one hundred and two", "102 000")]
#[case("0.1", "0.10000000000000001")]
#[case(
    "99999999999999999999999999999999999999999",
    "99999999999999999999999999999999999999998"
)]
#[case("200 to 300", "100 to 300")]
#[case("5", "5-6 million")]
#[case("5 km", "five miles")]
#[case("5km", "5-mile")]
#[case("5 days", "5 weeks")]
#[case("for 5 hours", "for five minutes")]
#[case("6 million years", "six million days")]
#[case("5 metres", "5 ft")]
#[case("a 5lb bag", "a 5kg bag")]
#[case("a 5lb bag", "£5 a bag")]
#[case("5m long", "a five-pound bag")]
#[case("3 to 5 days", "three to five weeks")]
#[case("5-6 days", "5-6 weeks")]
#[case("3-5 km", "3 to 5 miles")]
#[case("three or four hours", "3 or 4 minutes")]
#[case("5万", "5億")]
#[case("one soldier", "two soldiers")]
#[case("one soldier", "no one")]
fn different_numbers(#[case] a: &str, #[case] b: &str) {
    // Some of the quotes have no figure that a statement could lack.
    if figures(b, &[]).is_empty() {
        assert_ne!(lacking(a, b), Vec::<String>::new());
    } else {
        assert_differ(a, b);
    }
}

#[rstest]
#[case("one soldier", "a soldier died")]
#[case("1 soldier", "a Pakistani soldier")]
#[case("One soldier died", "the lone Soldier")]
#[case("a round of 18 hours", "18-hour talks")]
#[case("one year", "a year")]
#[case("a 1-year term", "one long year")]
#[case("in 2021", "on 5 May 2021")]
#[case("in 2021", "in May 2021")]
#[case("6 billion", "$6 billion")]
#[case("6bn", "$6,000,000,000")]
#[case("five people died in May", "In May 5 people died")]
#[case("In May 5 people died", "five people died")]
#[case("2025", "the 2024-25 season")]
#[case("thirty seconds", "thirty seconds")]
#[case("third-quarter results", "Q3 results")]
#[case("in the second half of it", "in H2")]
#[case("the thirty-second president", "the 32nd president")]
fn stands(#[case] statement: &str, #[case] quote: &str) {
    assert_eq!(lacking(statement, quote), Vec::<String>::new());
}

#[rstest]
#[case("one soldier", "a policeman", &["one"])]
#[case("19 people", "on Oct 19", &["19"])]
#[case("October 19", "19 people in October", &["October 19"])]
#[case("$6 billion", "6 billion", &["$6 billion"])]
#[case("5", "in May 2005", &["5"])]
#[case("in 2021", "on 5 May 2020", &["2021"])]
#[case("25 people", "the 2024-25 season", &["25"])]
#[case("the two soldiers", "the three soldiers", &["two"])]
#[case("on 5 May 2021", "in 2021", &["5 May 2021"])]
#[case("6 or 8 times", "six or seven times", &["8"])]
#[case("over 90 houses burnt", "over 70 houses burnt", &["90"])]
fn does_not_stand(#[case] statement: &str, #[case] quote: &str, #[case] expected: &[&str]) {
    assert_eq!(lacking(statement, quote), expected);
}

// Ordinals

#[rstest]
#[case("third", "3rd")]
#[case("the twenty-first century", "the 21st century")]
#[case("the second round", "a 2nd round")]
#[case("the first round", "its 1st round")]
#[case("the 100th day", "the hundredth day")]
#[case("Round three", "the third round")]
#[case("round 3", "third-round talks")]
#[case("phase 2", "the 2nd phase")]
#[case("the talks' second stage", "stage two")]
#[case("on day 100", "the hundredth day")]
fn same_ordinals(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("third", "three")]
#[case("3rd", "3")]
#[case("third", "fourth")]
#[case("the second round", "18 seconds")]
#[case("two", "the second round")]
#[case("the second round", "one third")]
#[case("the third round", "one third of it")]
#[case("32nd", "30")]
#[case("round three", "the third attempt")]
#[case("round three", "the third phase")]
#[case("round three", "the fourth round")]
#[case("three rounds", "the third round")]
fn different_ordinals(#[case] a: &str, #[case] b: &str) {
    if figures(b, &[]).is_empty() {
        assert_ne!(lacking(a, b), Vec::<String>::new());
    } else {
        assert_differ(a, b);
    }
}

// Dates

#[rstest]
#[case("October 19")]
#[case("Oct 19")]
#[case("Oct. 19")]
#[case("OCTOBER 19")]
#[case("19 October")]
#[case("19 Oct")]
#[case("19th of October")]
#[case("the 19th of October")]
#[case("October the 19th")]
#[case("October 19th")]
#[case("October nineteenth")]
#[case("October the nineteenth")]
#[case("the nineteenth of October")]
#[case("Nineteenth of October, 2025")]
#[case("October nineteenth, 2025, in Doha")]
#[case("October eighteenth and nineteenth")]
#[case("the eighteenth and nineteenth of October")]
#[case("Oct-19")]
#[case("19-Oct")]
#[case("Oct\u{a0}19")]
#[case("Oct. 19, 2025")]
#[case("October 19 2025")]
#[case("19 Oct 2025")]
#[case("19 October, 2025")]
#[case("19-Oct-2025")]
#[case("19-Oct-25")]
#[case("2025-10-19")]
#[case("2025/10/19")]
#[case("19.10.2025")]
#[case("19/10/2025")]
#[case("10/19/2025")]
#[case("19/10/25")]
#[case("19.10.25")]
#[case("2025-10-19T12:30:00Z")]
#[case("19 octobre 2025")]
#[case("19 de octubre de 2025")]
#[case("el 19 de octubre")]
#[case("19 ottobre")]
#[case("19 oktober")]
#[case("19 de outubro")]
#[case("October 18-19")]
#[case("October 19–21")]
#[case("18–19 October 2025")]
#[case("18 and 19 October")]
#[case("between October 18 and 19")]
#[case("October 11, 12 and 19")]
#[case("October 18, 19, and 20")]
#[case("from 19 to 21 October")]
fn one_date(#[case] quote: &str) {
    for statement in ["October 19", "19 Oct 2025", "2025-10-19"] {
        assert_eq!(
            lacking(statement, quote),
            Vec::<String>::new(),
            "{statement:?}"
        );
    }
    for statement in ["October 9", "November 19", "25 October", "19 people"] {
        assert_ne!(
            lacking(statement, quote),
            Vec::<String>::new(),
            "{statement:?}"
        );
    }
}

#[rstest]
#[case("19 Oct 2025", "19 Oct 2024")]
#[case("19 Oct 2025", "2024-10-19")]
#[case("19 Oct 2025", "19/10/24")]
#[case("October 2025", "November 2025")]
#[case("October 2025", "October 2024")]
#[case("October 19", "October 18")]
#[case("October 19", "May 19")]
#[case("19.10.2025", "19.11.2025")]
#[case("30 June", "30 July")]
#[case("September 11", "9/11")]
#[case("May 5", "may 5 people")]
fn different_dates(#[case] a: &str, #[case] b: &str) {
    assert_differ(a, b);
}

#[rstest]
#[case("October 2025", "19 October 2025")]
#[case("October 2025", "Oct. 2025")]
#[case("October 2025", "2025-10")]
#[case("October 2025", "10/2025")]
#[case("19 Oct. 2025", "19 October 2025")]
#[case("October 2025", "in October, 2025")]
#[case("05/10/2025", "5 October 2025")]
#[case("05/10/2025", "10 May 2025")]
#[case("September 11, 2001", "September 11")]
#[case("15 October", "between October 11 and 15")]
#[case("15 people", "between October 11 and 15 people")]
#[case("12 October", "11 and 12 October")]
#[case("on the 19th", "on 19 October")]
#[case("on the nineteenth", "on 19 October")]
#[case("October twenty-first", "21 October")]
#[case("on the thirty-first of May", "31 May")]
#[case("the first of May", "1 May")]
#[case("May first", "1 May")]
#[case(
    "October third-quarter revenue of 5",
    "5 in the third quarter of October"
)]
#[case("In October third graders met", "the third graders")]
#[case("his third October in office", "a third October")]
#[case("the second of October's raids", "the second of the raids")]
#[case("On October 19, second in line", "on 19 October, the second man")]
#[case("15. Oktober", "Oct-15")]
#[case("1er mai", "May 1")]
fn date_stands(#[case] statement: &str, #[case] quote: &str) {
    assert_eq!(
        texts(&unsupported(
            statement,
            &[quoted(quote)],
            &[Language::German, Language::French]
        )),
        Vec::<&str>::new()
    );
}

#[rstest]
#[case("5 January", "5 janvier", Language::French)]
#[case("5 February", "5 de febrero", Language::Spanish)]
#[case("5 March", "5. März", Language::German)]
#[case("5 March", "le 5 mars", Language::French)]
#[case("5 April", "5 aprile", Language::Italian)]
#[case("5 May", "5 mei", Language::Dutch)]
#[case("5 June", "5 de junho", Language::Portuguese)]
#[case("5 October", "d. 5. oktober", Language::Danish)]
#[case("5 August", "5 août", Language::French)]
#[case("5 December 2024", "5 de dezembro de 2024", Language::Portuguese)]
fn months_of_other_languages(
    #[case] statement: &str,
    #[case] quote: &str,
    #[case] language: Language,
) {
    assert_eq!(
        texts(&unsupported(statement, &[quoted(quote)], &[language])),
        Vec::<&str>::new()
    );
}

// Years that a date leaves out: every source was published in the month that stands last.

#[rstest]
#[case("October 19, 2025", "on October 19", (2025, 10))]
#[case("19 Oct. 2025", "on 19 October", (2025, 11))]
#[case("2025-10-19", "on October 19", (2025, 10))]
#[case("19/10/25", "on October 19", (2025, 10))]
#[case("October 2025", "on October 19", (2025, 10))]
#[case("October 2025", "in October", (2025, 10))]
#[case("October 19", "on October 19, 2024", (2025, 10))]
#[case("October 19", "on October 19", (2025, 10))]
#[case("on the 19th", "on October 19", (2025, 10))]
#[case("28 December 2025", "on 28 December", (2026, 1))]
#[case("28 December 2026", "on 28 December", (2026, 1))]
#[case("December 2025", "last December", (2026, 1))]
#[case("3 January 2026", "on January 3", (2025, 12))]
#[case("3 January 2025", "on January 3", (2025, 12))]
#[case("5 May 2019", "They met on 3 May 2019. On 5 May they signed.", (2025, 6))]
#[case("19 October 2024", "on October 19 last year", (2025, 10))]
#[case("in October 2024", "last October", (2025, 11))]
#[case("19 October 2026", "on October 19 next year", (2025, 10))]
#[case("19 October 2023", "on October 19, two years ago", (2025, 10))]
#[case("19 October 2019", "on October 19 of that year", (2025, 10))]
#[case("19 October 2024", "every year on October 19", (2025, 10))]
#[case("19 October 2024", "le 19 octobre de l'année dernière", (2025, 10))]
#[case("in 2024", "Ferries stopped last year", (2025, 10))]
#[case("in 2024", "last year's floods", (2025, 10))]
#[case("in 2025", "Ferries stop this year.", (2025, 10))]
#[case("in 2026", "Next year ferries stop", (2025, 10))]
#[case("in 2024", "L'année dernière", (2025, 10))]
fn year_is_implied(#[case] statement: &str, #[case] quote: &str, #[case] published: (u16, u8)) {
    assert_eq!(lacking_in(statement, &[quote], published), [""; 0]);
}

#[rstest]
#[case("October 19, 2024", "on October 19", (2025, 10))]
#[case("19 October 2023", "on October 19", (2025, 10))]
#[case("October 2024", "on October 19", (2025, 10))]
#[case("October 2024", "in October", (2025, 10))]
#[case("October 19, 2026", "on October 19", (2025, 10))]
#[case("2024-10-19", "on October 19", (2025, 10))]
#[case("19/10/24", "on October 19", (2025, 10))]
#[case("28 December 2024", "on 28 December", (2026, 1))]
#[case("28 December 2027", "on 28 December", (2026, 1))]
#[case("3 January 2024", "on January 3", (2025, 12))]
#[case("3 January 2027", "on January 3", (2025, 12))]
#[case("19 September 2026", "19 September", (2025, 9))]
#[case("19 October 2023", "on October 19 last year", (2025, 10))]
#[case("19 October 2024", "a year-old boy, on October 19", (2025, 10))]
#[case("October 2025", "in 2025", (2025, 10))]
#[case("2025", "on October 19", (2025, 10))]
#[case("2024", "on October 19", (2025, 10))]
#[case("2024", "every year ferries stop", (2025, 10))]
#[case("2023", "Ferries stopped last year", (2025, 10))]
#[case("2,024", "the men left last year", (2025, 10))]
#[case("2024", "in the last year of the war", (2025, 10))]
#[case("2024", "last year of the war", (2025, 10))]
#[case("2024", "the previous year", (2025, 10))]
fn year_is_not_implied(#[case] statement: &str, #[case] quote: &str, #[case] published: (u16, u8)) {
    assert_eq!(lacking_in(statement, &[quote], published), [statement]);
}

#[test]
fn a_length_is_no_year_that_is_implied() {
    assert_eq!(
        lacking_in("2024 km", &["it grew last year"], (2025, 10)),
        ["2024"]
    );
}

#[test]
fn each_quote_has_the_years_of_its_own_source() {
    let evidence = |published| Evidence {
        fragments: vec!["on October 19"],
        published: Some(published),
    };
    let lacking = |evidence: &[Evidence]| {
        let found = unsupported("October 19, 2024", evidence, &[]);
        texts(&found).len()
    };
    assert_eq!(lacking(&[evidence((2025, 10)), evidence((2024, 10))]), 0);
    assert_eq!(lacking(&[evidence((2025, 10)), evidence((2023, 10))]), 1);
    // The pieces of one quote belong together.
    let pieces = ["They met on 3 May 2019", "On 5 May they signed"];
    assert_eq!(lacking_in("5 May 2019", &pieces, (2025, 6)), [""; 0]);
}

// Amounts

#[rstest]
#[case("$6 billion", "US$6bn")]
#[case("$6 billion", "6 billion dollars")]
#[case("$6 billion", "USD 6 billion")]
#[case("$6 billion", "US$ 6 billion")]
#[case("$6 billion", "6 billion US dollars")]
#[case("$6 billion", "6 billion U.S. dollars")]
#[case("$6 billion", "six billion dollars")]
#[case("$6 billion", "$6-billion")]
#[case("$6 billion", "$6 billion dollars")]
#[case("$6 billion", "A$6bn")]
#[case("$6bn", "6-billion-dollar")]
#[case("$6m", "$6 million")]
#[case("$6 million", "$6M")]
#[case("A$6bn", "6 billion Australian dollars")]
#[case("€6 billion", "6 billion euros")]
#[case("€6 billion", "6 Mrd. €")]
#[case("€6.5", "6,5 €")]
#[case("£5", "five pounds")]
#[case("£5", "5 pounds sterling")]
#[case("¥500", "500 yen")]
#[case("¥500", "500 yuan")]
#[case("Rs5,000", "Rs. 5000")]
#[case("Rs 5 lakh", "500,000 rupees")]
#[case("₹5 crore", "5 crore rupees")]
#[case("PKR 500", "500 Pakistani rupees")]
#[case("CHF 5m", "5 million Swiss francs")]
#[case("5 roubles", "5 rubles")]
#[case("-$5", "$-5")]
#[case("$5-6 billion", "$5 billion to $6 billion")]
#[case("$5 to $6 billion", "$5 billion to $6 billion")]
#[case("$5-10", "$5 to $10")]
#[case("a million dollars", "$1 million")]
#[case("one dollar", "$1")]
fn same_amounts(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("$6 billion", "$6 million")]
#[case("$6 billion", "€6 billion")]
#[case("$6 billion", "$6")]
#[case("$6 billion", "$60 billion")]
#[case("$6", "$6.5")]
#[case("US$6", "A$6")]
#[case("US$6", "6 Canadian dollars")]
#[case("₹500", "PKR 500")]
#[case("500 yen", "500 yuan")]
#[case("$5", "-$5")]
#[case("$5", "5%")]
#[case("£6", "$6")]
fn different_amounts(#[case] a: &str, #[case] b: &str) {
    assert_differ(a, b);
}

// Percentages

#[rstest]
#[case("70%", "70 %")]
#[case("70%", "70\u{a0}%")]
#[case("70%", "70 per cent")]
#[case("70%", "70 percent")]
#[case("70%", "70 pct")]
#[case("70%", "70pc")]
#[case("70%", "seventy percent")]
#[case("70%", "seventy per cent")]
#[case("70%", "a 70-per-cent share")]
#[case("70%", "70 pour cent")]
#[case("70%", "70 por ciento")]
#[case("70%", "70 Prozent")]
#[case("70%", "70 per cento")]
#[case("0.5%", ".5%")]
#[case("10-15%", "10% to 15%")]
#[case("10 to 15 per cent", "10 per cent to 15 per cent")]
#[case("5 percentage points", "five percentage points")]
#[case("5 percentage points", "a 5-percentage-point rise")]
#[case("5 percentage points", "5 percent points")]
#[case("5‰", "5 per mille")]
fn same_percentages(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("70%", "70")]
#[case("70%", "7%")]
#[case("70%", "70 percentage points")]
#[case("5%", "5‰")]
#[case("5%", "-5%")]
#[case("5%", "5.5%")]
#[case("10", "10-15%")]
fn different_percentages(#[case] a: &str, #[case] b: &str) {
    assert_differ(a, b);
}

// Proportions in words

#[rstest]
#[case("half of them", "half the members")]
#[case("half of them", "50% of them")]
#[case("half of them", "fifty per cent")]
#[case("half of them", "1/2 of it")]
#[case("half of them", "one-half")]
#[case("half of them", "0.5")]
#[case("he lost it and half of his men", "50 per cent of his men")]
#[case("half as much", "½")]
#[case("more than half of the votes", "just over half its votes")]
#[case("a quarter of the votes", "25%")]
#[case("a quarter of the votes", "one quarter of them")]
#[case("a quarter of the votes", "¼")]
#[case("A quarter died", "25 per cent died")]
#[case("three quarters of the votes", "75%")]
#[case("a fifth of the votes", "20%")]
#[case("twice as many", "double the number")]
#[case("it rose tenfold", "it rose 10-fold")]
#[case("it rose tenfold", "a factor of ten")]
#[case("a fivefold rise", "it quintupled")]
#[case("it quadrupled", "four times as many")]
#[case("it halved", "half as much")]
#[case("twice as many", "two times as many")]
#[case("twice as many", "2x as many")]
#[case("it doubled", "twice the size")]
#[case("it doubled", "a 100% rise")]
#[case("it doubled", "a factor of two")]
#[case("it tripled", "three times as much")]
#[case("triple the sum", "it tripled to that")]
fn same_proportions(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("half of them", "a quarter of them")]
#[case("half of them", "49%")]
#[case("half of them", "two of them died")]
#[case("a quarter of the votes", "75%")]
#[case("a quarter of the votes", "a third of the votes")]
#[case("three quarters", "a quarter of them")]
#[case("it doubled", "it tripled")]
#[case("it quadrupled", "it tripled")]
#[case("it rose tenfold", "it rose ninefold")]
#[case("it halved", "it doubled")]
#[case("twice as many", "three times as many")]
fn different_proportions(#[case] a: &str, #[case] b: &str) {
    assert_differ(a, b);
}

/// What a quote says in words that are no figure in a statement.
#[rstest]
#[case("half of them", "they cut it in half")]
#[case("half of them", "it was halved")]
#[case("half of them", "the other half")]
#[case("half of them", "la moitié d'entre eux")]
#[case("a quarter of the votes", "one in four voters")]
#[case("a quarter of the votes", "1 out of every 4 voters")]
#[case("three in four voters", "75% of voters")]
#[case("twice as many", "the number is doubling")]
#[case("twice as many", "a twofold rise")]
#[case("it doubled", "hat sich verdoppelt")]
#[case("it tripled", "a été triplé")]
fn proportion_stands(#[case] statement: &str, #[case] quote: &str) {
    assert_eq!(lacking(statement, quote), [""; 0]);
}

#[rstest]
#[case("half of them", "half an hour", "half")]
#[case("half of them", "in the first half", "half")]
#[case("half of them", "at half past five", "half")]
#[case("a quarter of the votes", "in the first quarter", "a quarter")]
#[case("a quarter of the votes", "the headquarters", "a quarter")]
#[case("a quarter of the votes", "one in five voters", "a quarter")]
#[case("it doubled", "it rose", "doubled")]
fn proportion_does_not_stand(#[case] statement: &str, #[case] quote: &str, #[case] lacks: &str) {
    assert_eq!(lacking(statement, quote), [lacks]);
}

#[rstest]
#[case("half an hour, half past, an hour and a half, half-time, half a mile")]
#[case("the first half, the second half of the year, in one half")]
#[case("the northern half of the city, its upper half of the table, the south-eastern half of it")]
#[case("the city's half of the road")]
#[case("on the other half of the field, the latter half of October")]
#[case("half the battle, half the time, half of it, half of an apple, half-hearted, half asleep")]
#[case("in the first quarter of the year, the last quarter of the game, headquarters of the army")]
#[case("in a quarter of strong growth, a quarter of an hour, a quarter to five, a quarter-final")]
#[case("a quarter later, a quarter century, the old quarter of the town")]
#[case("twice a day, he called twice, not once but twice")]
#[case("a double murder, double standards, double-digit growth, a triple jump, doubles")]
#[case("He doubled down, doubled back and doubled as a driver")]
fn proportions_that_are_no_figures(#[case] text: &str) {
    let found = figures(text, &[]);
    let mut proportions = texts(&found);
    // The ordinals and hours beside them are figures.
    proportions.retain(|text| !matches!(*text, "first" | "second" | "one" | "five"));
    assert_eq!(proportions, [""; 0]);
}

// Times, decades, vague numbers, names

#[rstest]
#[case("5:30", "5.30pm")]
#[case("at 12.30 on Sunday", "at 12:30 on Sunday")]
#[case("until 5.30", "5:30 p.m.")]
#[case("at 12.30, 13.15 and 14.00", "12:30, 13:15 and 14:00")]
#[case("at 12.30, 13.15, and 14.00", "12:30, 13:15 and 14:00")]
#[case("open 9.00-17.30", "from 9:00 to 17:30")]
#[case("between 9.30 and 11.45", "9:30 to 11:45")]
#[case("from 12.30 to 14.00", "12:30 to 14:00")]
#[case("5:30", "5:30 a.m.")]
#[case("5:30 pm", "17:30")]
#[case("05:30", "5:30 am")]
#[case("5pm", "5 p.m.")]
#[case("5pm", "17:00")]
#[case("five o'clock", "5 am")]
#[case("17h30", "17:30")]
#[case("12:30 am", "00:30")]
#[case("the 1990s", "the 90s")]
#[case("the '90s", "the nineties")]
#[case("the 1990's", "the 1990s")]
#[case("dozens of people", "dozens were killed")]
#[case("tens of thousands", "Tens of thousands")]
#[case("several hundred", "several hundred")]
#[case("hundreds of millions", "hundreds of millions")]
#[case("9/11", "9/11")]
#[case("2024/25", "2024-25")]
#[case("19/10", "19 October")]
#[case("won 3:1", "by 3:1")]
#[case("a 60-40 split", "a 60/40 split")]
#[case("a 60–40 split", "a 60:40 split")]
#[case("a majority of 3:1", "a three-to-one majority")]
#[case("a majority of 3:1", "odds of 3 to 1")]
#[case("odds of 100:1", "odds of 100-1")]
#[case("a scale of 1:1000", "a scale of 1 to 1,000")]
#[case("in FY2024-25", "in the fiscal year 2024–25")]
#[case("in FY2024/25", "in 2024-25")]
#[case("in Q3 2025", "in the third quarter of 2025")]
#[case("(H1 2025)", "in the first half of 2025")]
#[case("2025 Q3", "quarter 3 of 2025")]
#[case("in FY2025", "in FY25")]
#[case("in FY 2025", "in FY 25")]
#[case("in FY'25", "in FY2025")]
#[case("in FY24-25", "in FY2024-25")]
#[case("in FY24/25", "in 2024-25")]
#[case("in FY1999-2000", "in FY99-00")]
#[case("in Q4 FY2025", "in the fourth quarter of FY25")]
#[case("in FY25 Q4", "in Q4 of FY2025")]
#[case("in 3Q 2025", "in Q3 2025")]
#[case("in 2H 2025", "in the second half of 2025")]
#[case("in 4Q24", "in Q4 2024")]
#[case("in 4Q2024", "in Q4 2024")]
#[case("in Q4'24", "in Q4 2024")]
#[case("in Q4 ’24", "in Q4 2024")]
#[case("in Q4/2024", "in Q4 2024")]
#[case("in Q4-2024", "in the fourth quarter of 2024")]
#[case("in 2024-Q4", "in Q4 2024")]
fn same_others(#[case] a: &str, #[case] b: &str) {
    assert_same(a, b);
}

#[rstest]
#[case("5:30", "5:31")]
#[case("at 12.30", "at 12:31")]
#[case("it rose 12.30", "at 12:30")]
#[case("rose 12.30 to 14.00", "12:30 to 14:00")]
#[case("traded between 9.30 and 11.45", "9:30 to 11:45")]
#[case("grew 9.31-11.47", "9:31 to 11:47")]
#[case("it stood at 12.30", "at 12:30")]
#[case("shares traded at 12.30", "12:30")]
#[case("it fell from 12.30", "from 12:30")]
#[case("a 60-40 split", "a 40/60 split")]
#[case("odds of 3:1", "odds of 3 to 2")]
#[case("9-11 people", "the 9/11 attacks")]
#[case("5 to 30 people", "5:30")]
#[case("19-10", "on 19/10")]
#[case("2 to 3 people", "2/3 of it")]
#[case("in Q3 2025", "in Q2 2025")]
#[case("in FY25", "25 people")]
#[case("in FY24-25", "in FY23-24")]
#[case("in 4Q24", "in 4Q25")]
#[case("in 4Q24", "in Q3 2024")]
#[case("in 2024-Q4", "in 2024-Q3")]
#[case("in 2H 2025", "in Q2 2025")]
#[case("in Q3 2025", "in the second quarter of 2025")]
#[case("H1 of 2025", "the third quarter of 2025")]
#[case("in FY2024-25", "in 2023-24")]
#[case("5:30 pm", "5:30 am")]
#[case("5:30 am", "17:30")]
#[case("05:30", "17:30")]
#[case("the 1990s", "the 1980s")]
#[case("the 1990s", "the 1890s")]
#[case("the 1990s", "in 1990")]
#[case("dozens", "hundreds")]
#[case("hundreds", "hundreds of thousands")]
#[case("hundreds", "100")]
#[case("thousands", "several thousand")]
#[case("several hundred", "several thousand")]
#[case("9/11", "7/7")]
#[case("3:1", "1:3")]
#[case("1.2.3", "1.2.4")]
#[case("021-555-1234", "021-555-1235")]
fn different_others(#[case] a: &str, #[case] b: &str) {
    assert_differ(a, b);
}

// Languages

#[rstest]
#[case(
    "Fifteen people were killed",
    "quinze personnes ont été tuées",
    Language::French
)]
#[case("77 people were killed", "soixante-dix-sept morts", Language::French)]
#[case("Thirty-five people", "treinta y cinco personas", Language::Spanish)]
#[case("25 people", "fünfundzwanzig Menschen", Language::German)]
#[case("the third round", "die dritte Runde", Language::German)]
#[case("23 people", "ventitré persone", Language::Italian)]
#[case("25 people", "vijfentwintig mensen", Language::Dutch)]
#[case("25 people", "vinte e cinco pessoas", Language::Portuguese)]
#[case("two people", "to personer blev dræbt i det", Language::Danish)]
#[case("1,200 people", "1.200 Menschen", Language::German)]
#[case("1.2 metres", "1,2 Meter", Language::German)]
#[case("1,200 people", "1 200 personnes", Language::French)]
#[case("6 billion", "6 milliards", Language::French)]
#[case("6 trillion", "6 Billionen Euro wurden von der Bank", Language::German)]
#[case("hundreds of people", "des centaines de personnes", Language::French)]
#[case("thousands of people", "miles de personas que", Language::Spanish)]
#[case("$6 million", "6 millones de dólares", Language::Spanish)]
#[case("one person", "une personne", Language::French)]
#[case("200,000 people", "deux cent mille personnes", Language::French)]
#[case("5.5 million", "5,5 millions", Language::French)]
fn stands_in_another_language(
    #[case] statement: &str,
    #[case] quote: &str,
    #[case] language: Language,
) {
    assert_eq!(
        texts(&unsupported(statement, &[quoted(quote)], &[language])),
        Vec::<&str>::new()
    );
}

#[rstest]
#[case("He went to the fire at once, due to the elf", Language::Danish)]
#[case("He was at once the one who said that", Language::Spanish)]
#[case("A man was told of his due", Language::Italian)]
#[case("une personne est dans la rue", Language::French)]
#[case("De man ging ten minste naar huis met een hond", Language::Dutch)]
#[case("a quarta-feira foi para o Brasil", Language::Portuguese)]
fn no_figures_in_another_language(#[case] text: &str, #[case] language: Language) {
    assert_eq!(texts(&figures(text, &[language])), Vec::<&str>::new());
}

#[test]
fn any_quote_may_support() {
    assert_eq!(
        unsupported("5 of 6 people", &[quoted("five"), quoted("6 people")], &[]),
        []
    );
    assert_eq!(texts(&unsupported("5 of 6 people", &[], &[])), ["5", "6"]);
    let found = unsupported("5, 5 and 7", &[quoted("five")], &[]);
    assert_eq!(texts(&found), ["7"]);
    assert_eq!(found[0].range, 9..10);
    assert_eq!(found[0].kind, Kind::Number);
}

// Hostile input

/// A small generator, so that the texts are the same at every run (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % bound
    }
}

/// No panic, ranges in order and within the text, and a statement stands in itself.
#[track_caller]
fn check(text: &str, languages: &[Language]) {
    let found = figures(text, languages);
    let mut end = 0;
    for figure in &found {
        assert!(figure.range.start >= end, "{text:?}");
        assert!(!figure.range.is_empty(), "{text:?}");
        assert_eq!(
            text.get(figure.range.clone()),
            Some(figure.text.as_str()),
            "{text:?}"
        );
        assert!(!figure.describe().is_empty());
        end = figure.range.end;
    }
    let lacking = unsupported(text, &[quoted(text)], languages);
    assert_eq!(
        texts(&lacking),
        Vec::<&str>::new(),
        "{text:?} stands in itself"
    );
}

#[test]
fn dozens_of_a_number_too_long_to_multiply_are_that_number() {
    check(&format!("200{}1000.000\t\tdozen", "7".repeat(45)), ALL);
}

#[test]
fn any_bytes() {
    let mut random = Random(1);
    for _ in 0..600 {
        let bytes: Vec<u8> = (0..random.below(120))
            .map(|_| random.next().to_le_bytes()[0])
            .collect();
        check(&String::from_utf8_lossy(&bytes), ALL);
    }
}

#[test]
fn any_sequence_of_parts() {
    const PARTS: &str = "1 5 19 200 2025 00 999999999999999999999999999999999999999999 five twenty hundred million \
                         and a half one second third thirds point dozen ⅓ half quarter twice doubled round October May oct of de the to – - − — , . : / \
                         ' ’ % $ € US Rs per cent points percentage pm p m k s th ½ ² ^ ⁄ ( ) “ ” F COVID http :// \
                         www x é e\u{301} ٣ ५ 人 万 \u{200b} \u{feff} 😀 ß İ cinq vingt cent mille und zwei hundert to \
                         fire y dos several hundreds nineteen eighty minus between lakh crore dollars u o clock";
    const SPACES: [&str; 7] = [" ", " ", " ", " ", "\n", "\u{a0}", "\u{202f}"];
    let parts: Vec<&str> = PARTS.split(' ').chain(SPACES).collect();
    let mut random = Random(2);
    for _ in 0..2000 {
        let text: String = (0..random.below(24))
            .map(|_| parts[random.below(parts.len())])
            .collect();
        check(&text, ALL);
    }
}

#[rstest]
#[case("1")]
#[case("1 ")]
#[case("1,")]
#[case("1.")]
#[case("1-")]
#[case("1:")]
#[case("1/")]
#[case("1 and ")]
#[case("1/2 ")]
#[case("$1-")]
#[case("Oct 1, ")]
#[case("October 11 and ")]
#[case("one hundred and ")]
#[case("million ")]
#[case("hundred ")]
#[case("dozens of ")]
#[case("a a ")]
#[case("F-1/")]
#[case("²")]
#[case("½")]
#[case("x")]
#[case("http://")]
#[case("vingt et ")]
#[case("einhundert")]
#[case("\u{a0}111")]
#[case("((((")]
#[case("\n")]
fn long_repetitions(#[case] part: &str) {
    let text = part.repeat(20_000 / part.len());
    let started = std::time::Instant::now();
    let found = figures(&text, ALL);
    assert!(
        found
            .iter()
            .all(|figure| text.get(figure.range.clone()).is_some())
    );
    let statement = &text[..text.floor_char_boundary(2000)];
    unsupported(statement, &[quoted(&text)], ALL);
    // Generous: linear time takes a small part of it even without optimisation, quadratic time far more.
    assert!(started.elapsed().as_secs() < 15);
}

/// Texts that are read in parts, some of them without a place to cut.
#[rstest]
#[case("x")]
#[case("é")]
#[case("five 😀")]
fn very_long_repetitions(#[case] part: &str) {
    let text = part.repeat(140_000 / part.len());
    let found = figures(&text, &[]);
    let in_place = |figure: &Figure| text.get(figure.range.clone()) == Some(&figure.text);
    assert!(found.iter().all(in_place));
}

#[test]
fn figures_of_a_long_text_keep_their_places() {
    let line = "On 19 October 2025 five people paid $6 billion.\n";
    let text = line.repeat(4_000);
    let found = figures(&text, &[]);
    assert_eq!(found.len(), 12_000);
    assert!(
        found
            .iter()
            .all(|figure| text[figure.range.clone()] == figure.text)
    );
}

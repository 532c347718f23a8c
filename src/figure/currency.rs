//! Currencies by sign, by ISO 4217 code and by their common names.

/// A kind of money: what it is called, and whose it is where the text says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Currency {
    name: &'static str,
    /// ISO 3166 code of the country; empty where any country's may be meant.
    country: &'static str,
}

impl Currency {
    const fn new(name: &'static str, country: &'static str) -> Self {
        Self { name, country }
    }

    /// Whether both can be the same money. `$` can be any country's dollar; `US$` and `A$` cannot be one.
    pub(super) fn agrees(self, other: Self) -> bool {
        let same_name = self.name == other.name
            || [self.name, other.name].contains(&YEN_OR_YUAN)
                && [self.name, other.name]
                    .iter()
                    .all(|name| [YEN_OR_YUAN, "yen", "yuan"].contains(name));
        same_name
            && (self.country == other.country
                || self.country.is_empty()
                || other.country.is_empty())
    }

    /// The same money of a named country.
    pub(super) fn of(self, country: &'static str) -> Self {
        Self { country, ..self }
    }
}

/// What `¥` says.
const YEN_OR_YUAN: &str = "yen or yuan";

/// The currency of a sign.
pub(super) fn sign(sign: char) -> Option<Currency> {
    let (name, country) = match sign {
        '$' | '＄' | '﹩' => ("dollar", ""),
        '€' => ("euro", ""),
        '£' | '￡' | '₤' => ("pound", ""),
        '¥' | '￥' => (YEN_OR_YUAN, ""),
        '₹' => ("rupee", "IN"),
        '₨' => ("rupee", ""),
        '₽' => ("rouble", "RU"),
        '₩' | '￦' => ("won", ""),
        '₪' => ("shekel", ""),
        '₺' => ("lira", "TR"),
        '₴' => ("hryvnia", ""),
        '₦' => ("naira", ""),
        '₱' => ("peso", "PH"),
        '₫' => ("dong", ""),
        '฿' => ("baht", ""),
        '₵' => ("cedi", ""),
        '₡' => ("colón", ""),
        '₲' => ("guaraní", ""),
        '₸' => ("tenge", ""),
        '₾' => ("lari", ""),
        '֏' => ("dram", ""),
        '৳' => ("taka", ""),
        '؋' => ("afghani", ""),
        '﷼' => ("riyal", ""),
        '₿' => ("bitcoin", ""),
        _ => return None,
    };
    Some(Currency::new(name, country))
}

/// The currency of letters glued to a dollar or pound sign: `US$`, `A$`, `E£`.
pub(super) fn with_sign(letters: &str, sign: Currency) -> Option<Currency> {
    let country = match (sign.name, letters) {
        ("dollar", "US" | "U" | "USD") => "US",
        ("dollar", "A" | "AU" | "AUD") => "AU",
        ("dollar", "C" | "CA" | "CAD" | "Can" | "CDN") => "CA",
        ("dollar", "NZ" | "NZD") => "NZ",
        ("dollar", "HK") => "HK",
        ("dollar", "S" | "SG") => "SG",
        ("dollar", "NT" | "TW") => "TW",
        ("dollar", "J") => "JM",
        ("dollar", "Z") => "ZW",
        ("dollar", "R") => return Some(Currency::new("real", "BR")),
        ("dollar", "MX" | "Mex") => return Some(Currency::new("peso", "MX")),
        ("dollar", "AR") => return Some(Currency::new("peso", "AR")),
        ("pound", "E") => "EG",
        ("pound", "GB") => "GB",
        (YEN_OR_YUAN, "CN" | "RMB") => return Some(Currency::new("yuan", "CN")),
        (YEN_OR_YUAN, "JP") => return Some(Currency::new("yen", "JP")),
        _ => return None,
    };
    Some(sign.of(country))
}

/// The currency of an ISO 4217 code or a customary abbreviation. Codes that are also words or names are left out.
pub(super) fn code(code: &str) -> Option<Currency> {
    let (name, country) = match code {
        "USD" => ("dollar", "US"),
        "AUD" => ("dollar", "AU"),
        "CAD" => ("dollar", "CA"),
        "NZD" => ("dollar", "NZ"),
        "HKD" => ("dollar", "HK"),
        "SGD" => ("dollar", "SG"),
        "TWD" => ("dollar", "TW"),
        "JMD" => ("dollar", "JM"),
        "EUR" => ("euro", ""),
        "GBP" => ("pound", "GB"),
        "EGP" => ("pound", "EG"),
        "LBP" => ("pound", "LB"),
        "SYP" => ("pound", "SY"),
        "SDG" => ("pound", "SD"),
        "JPY" => ("yen", "JP"),
        "CNY" | "RMB" => ("yuan", "CN"),
        "Rs" | "Re" | "RS" => ("rupee", ""),
        "INR" => ("rupee", "IN"),
        "PKR" => ("rupee", "PK"),
        "LKR" => ("rupee", "LK"),
        "NPR" => ("rupee", "NP"),
        "MUR" => ("rupee", "MU"),
        "IDR" | "Rp" => ("rupiah", ""),
        "CHF" | "SFr" => ("franc", "CH"),
        "XAF" | "XOF" | "FCFA" => ("franc", "CFA"),
        "SEK" => ("krona", "SE"),
        "NOK" => ("krona", "NO"),
        "DKK" => ("krona", "DK"),
        "ISK" => ("krona", "IS"),
        "CZK" => ("koruna", ""),
        "RUB" | "RUR" => ("rouble", "RU"),
        "BYN" => ("rouble", "BY"),
        "UAH" => ("hryvnia", ""),
        "PLN" => ("zloty", ""),
        "HUF" => ("forint", ""),
        "RON" => ("leu", "RO"),
        "BGN" => ("lev", "BG"),
        "TRY" => ("lira", "TR"),
        "ILS" | "NIS" => ("shekel", ""),
        "AED" | "Dh" | "Dhs" => ("dirham", "AE"),
        "MAD" => ("dirham", "MA"),
        "SAR" => ("riyal", "SA"),
        "QAR" => ("riyal", "QA"),
        "OMR" => ("riyal", "OM"),
        "IRR" => ("riyal", "IR"),
        "YER" => ("riyal", "YE"),
        "KWD" => ("dinar", "KW"),
        "BHD" => ("dinar", "BH"),
        "IQD" => ("dinar", "IQ"),
        "JOD" => ("dinar", "JO"),
        "DZD" => ("dinar", "DZ"),
        "TND" => ("dinar", "TN"),
        "LYD" => ("dinar", "LY"),
        "RSD" => ("dinar", "RS"),
        "AFN" => ("afghani", ""),
        "BDT" | "Tk" => ("taka", ""),
        "THB" => ("baht", ""),
        "MYR" => ("ringgit", ""),
        "VND" => ("dong", ""),
        "KRW" => ("won", "KR"),
        "KPW" => ("won", "KP"),
        "PHP" => ("peso", "PH"),
        "MXN" => ("peso", "MX"),
        "ARS" => ("peso", "AR"),
        "CLP" => ("peso", "CL"),
        "BRL" => ("real", "BR"),
        "ZAR" => ("rand", ""),
        "NGN" => ("naira", ""),
        "GHS" => ("cedi", ""),
        "KES" | "KSh" | "Ksh" => ("shilling", "KE"),
        "UGX" | "USh" | "Ush" => ("shilling", "UG"),
        "TZS" | "TSh" => ("shilling", "TZ"),
        "ETB" => ("birr", ""),
        "KZT" => ("tenge", ""),
        "BTC" => ("bitcoin", ""),
        _ => return None,
    };
    Some(Currency::new(name, country))
}

/// The currency of a noun, in small letters. Nouns that mean other things too (`won`, `real`, `crown`) need a country
/// before them: `named` says whether there is one.
pub(super) fn noun(noun: &str, named: bool) -> Option<Currency> {
    let (name, country) = match noun {
        "dollar" | "dollars" | "dólar" | "dólares" | "dollari" | "dollaro" => ("dollar", ""),
        "euro" | "euros" => ("euro", ""),
        "pound" | "pounds" | "pfund" | "libras" | "ponden" => ("pound", ""),
        "sterling" | "sterline" => ("pound", "GB"),
        "yen" | "yens" => ("yen", "JP"),
        "yuan" | "yuans" | "renminbi" => ("yuan", "CN"),
        "rupee" | "rupees" | "roupies" | "rupien" | "rupias" | "rupie" => ("rupee", ""),
        "rupiah" | "rupiahs" => ("rupiah", ""),
        "rouble" | "roubles" | "ruble" | "rubles" | "rublos" | "rubel" | "rubli" => ("rouble", ""),
        "franc" | "francs" | "franken" | "francos" | "franchi" => ("franc", ""),
        "krona" | "kronor" | "krone" | "kroner" | "kronur" => ("krona", ""),
        "crown" | "crowns" if named => ("krona", ""),
        "koruna" | "korunas" => ("koruna", ""),
        "hryvnia" | "hryvnias" => ("hryvnia", ""),
        "zloty" | "zlotys" => ("zloty", ""),
        "forint" | "forints" => ("forint", ""),
        "lira" | "liras" | "lire" => ("lira", ""),
        "shekel" | "shekels" => ("shekel", ""),
        "dirham" | "dirhams" => ("dirham", ""),
        "riyal" | "riyals" | "rial" | "rials" => ("riyal", ""),
        "dinar" | "dinars" => ("dinar", ""),
        "afghani" | "afghanis" => ("afghani", ""),
        "taka" | "takas" => ("taka", ""),
        "baht" | "bahts" => ("baht", ""),
        "ringgit" | "ringgits" => ("ringgit", ""),
        "dong" if named => ("dong", ""),
        "won" if named => ("won", ""),
        "real" | "reals" if named => ("real", "BR"),
        "reais" => ("real", "BR"),
        "peso" | "pesos" => ("peso", ""),
        "rand" | "rands" => ("rand", ""),
        "naira" | "nairas" => ("naira", ""),
        "cedi" | "cedis" => ("cedi", ""),
        "shilling" | "shillings" => ("shilling", ""),
        "birr" | "birrs" => ("birr", ""),
        "tenge" => ("tenge", ""),
        "bitcoin" | "bitcoins" => ("bitcoin", ""),
        _ => return None,
    };
    Some(Currency::new(name, country))
}

/// The country of an adjective before a currency's noun, in small letters.
pub(super) fn country(adjective: &str) -> Option<&'static str> {
    Some(match adjective {
        "us" | "american" => "US",
        "australian" => "AU",
        "canadian" => "CA",
        "zealand" => "NZ",
        "kong" => "HK",
        "singapore" | "singaporean" => "SG",
        "taiwan" | "taiwanese" => "TW",
        "jamaican" => "JM",
        "zimbabwean" => "ZW",
        "british" => "GB",
        "egyptian" => "EG",
        "lebanese" => "LB",
        "syrian" => "SY",
        "sudanese" => "SD",
        "japanese" => "JP",
        "chinese" => "CN",
        "indian" => "IN",
        "pakistani" => "PK",
        "lankan" => "LK",
        "nepalese" | "nepali" => "NP",
        "mauritian" => "MU",
        "swiss" => "CH",
        "cfa" => "CFA",
        "swedish" => "SE",
        "norwegian" => "NO",
        "danish" => "DK",
        "icelandic" => "IS",
        "russian" => "RU",
        "belarusian" => "BY",
        "turkish" => "TR",
        "emirati" | "uae" => "AE",
        "moroccan" => "MA",
        "saudi" => "SA",
        "qatari" => "QA",
        "omani" => "OM",
        "iranian" => "IR",
        "yemeni" => "YE",
        "kuwaiti" => "KW",
        "bahraini" => "BH",
        "iraqi" => "IQ",
        "jordanian" => "JO",
        "algerian" => "DZ",
        "tunisian" => "TN",
        "libyan" => "LY",
        "serbian" => "RS",
        "korean" => "KR",
        "philippine" => "PH",
        "mexican" => "MX",
        "argentine" => "AR",
        "chilean" => "CL",
        "brazilian" => "BR",
        "kenyan" => "KE",
        "ugandan" => "UG",
        "tanzanian" => "TZ",
        // Countries whose money has a name of its own need no telling apart.
        "czech" | "ukrainian" | "polish" | "hungarian" | "israeli" | "afghan" | "bangladeshi"
        | "thai" | "malaysian" | "vietnamese" | "nigerian" | "ghanaian" | "ethiopian"
        | "kazakh" => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_agrees_with_any_country() {
        let dollar = sign('$').unwrap();
        let us = with_sign("US", dollar).unwrap();
        let australian = noun("dollars", true)
            .unwrap()
            .of(country("australian").unwrap());
        assert!(dollar.agrees(us) && us.agrees(dollar) && dollar.agrees(australian));
        assert!(!us.agrees(australian));
        assert_eq!(code("USD"), Some(us));
        assert!(!dollar.agrees(sign('€').unwrap()));
    }

    #[test]
    fn yen_and_yuan_share_a_sign() {
        let sign = sign('¥').unwrap();
        let (yen, yuan) = (code("JPY").unwrap(), code("CNY").unwrap());
        assert!(sign.agrees(yen) && yuan.agrees(sign) && sign.agrees(sign));
        assert!(!yen.agrees(yuan));
        assert!(!sign.agrees(code("USD").unwrap()));
    }

    #[test]
    fn rupees_of_two_countries_differ() {
        let rupees = code("Rs").unwrap();
        let (indian, pakistani) = (sign('₹').unwrap(), code("PKR").unwrap());
        assert!(rupees.agrees(indian) && rupees.agrees(pakistani));
        assert!(!indian.agrees(pakistani));
    }

    #[test]
    fn everyday_words_are_no_currency() {
        assert_eq!(noun("won", false), None);
        assert_eq!(noun("real", false), None);
        assert_eq!(code("ALL"), None);
    }
}

//! Calendar dates as claim files write them.

use serde::{Serialize, Serializer};
use std::fmt;

/// A calendar date, `YYYY-MM-DD` (RFC 3339 `full-date`). Ordered by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads a date; `None` where it is not written `YYYY-MM-DD` or the day does not exist.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |number, digit| {
                let is_digit = digit.is_ascii_digit();
                is_digit.then(|| number * 10 + u16::from(digit - b'0'))
            })
        };
        let year = number(&bytes[..4])?;
        let (month, day) = (number(&bytes[5..7])?, number(&bytes[8..])?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        Some(Self {
            year,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day)
                .ok()
                .filter(|day| (1..=days).contains(day))?,
        })
    }

    /// The year, from 0 to 9999.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.month
    }

    /// The day that is so many days after 1970-01-01, at most 9999-12-31 (proleptic Gregorian calendar; the method is Howard
    /// Hinnant's `civil_from_days`).
    pub fn from_days_since_1970(days: u64) -> Self {
        /// Years have four digits: 9999-12-31.
        const LAST: u64 = 2_932_896;
        let shifted = days.min(LAST) + 719_468;
        let era = shifted / 146_097;
        let day_of_era = shifted % 146_097;
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 {
            shifted_month + 3
        } else {
            shifted_month - 9
        };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        // The last day is in a year that fits, and no month or day is a larger number.
        let small = |number: u64| u8::try_from(number).unwrap_or(u8::MAX);
        Self {
            year: u16::try_from(year).unwrap_or(u16::MAX),
            month: small(month),
            day: small(day),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day } = self;
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Date;
    use rstest::rstest;

    #[rstest]
    #[case("2024-02-29", true)]
    #[case("2025-02-29", false)]
    #[case("2025-13-01", false)]
    #[case("2025-1-01", false)]
    #[case("2025-11-31", false)]
    #[case("+025-11-30", false)]
    fn only_days_that_exist(#[case] text: &str, #[case] exists: bool) {
        assert_eq!(Date::parse(text).is_some(), exists);
    }

    #[rstest]
    #[case(0, "1970-01-01")]
    #[case(11_016, "2000-02-29")]
    #[case(20_777, "2026-11-20")]
    #[case(u64::MAX, "9999-12-31")]
    fn counts_days(#[case] days: u64, #[case] date: &str) {
        assert_eq!(Date::from_days_since_1970(days).to_string(), date);
    }
}

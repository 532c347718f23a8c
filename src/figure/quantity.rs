//! Exact numbers: decimal digits, a power of ten and, for fractions such as two-thirds, a divisor.

/// The value `± digits × 10^exponent ÷ divisor`, in lowest terms.
///
/// Equal values have equal representations: `digits` has no leading or trailing zero (none at all for
/// zero), and `divisor` shares no factor with ten or with `digits`. So `5`, `5.0` and `05` are one
/// quantity, `0.1` is exactly a tenth, and no run of digits is too long.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Quantity {
    negative: bool,
    digits: String,
    exponent: i64,
    divisor: u32,
}

impl Quantity {
    /// The number written `integer` or `integer.fraction`, both in ASCII digits.
    pub(super) fn decimal(integer: &str, fraction: &str) -> Self {
        let digits = format!("{integer}{fraction}");
        Self::new(&digits, -signed(fraction.len()), 1)
    }

    /// A whole number.
    pub(super) fn whole(number: u128) -> Self {
        Self::new(&number.to_string(), 0, 1)
    }

    /// `numerator ÷ denominator`; none where the denominator is zero or a factor overflows.
    pub(super) fn fraction(numerator: u128, denominator: u32) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let (mut numerator, mut denominator, mut exponent) = (numerator, denominator, 0);
        for (factor, complement) in [(2, 5), (5, 2)] {
            while denominator.is_multiple_of(factor) {
                denominator /= factor;
                numerator = numerator.checked_mul(complement)?;
                exponent -= 1;
            }
        }
        let common = gcd(numerator, u128::from(denominator));
        numerator /= common.max(1);
        denominator = u32::try_from(u128::from(denominator) / common.max(1)).ok()?;
        Some(Self::new(&numerator.to_string(), exponent, denominator))
    }

    fn new(digits: &str, exponent: i64, divisor: u32) -> Self {
        let significant = digits.trim_start_matches('0');
        let trimmed = significant.trim_end_matches('0');
        if trimmed.is_empty() {
            return Self {
                negative: false,
                digits: String::new(),
                exponent: 0,
                divisor: 1,
            };
        }
        Self {
            negative: false,
            digits: trimmed.to_owned(),
            exponent: exponent + signed(significant.len() - trimmed.len()),
            divisor,
        }
    }

    /// This number times ten to the `power`.
    pub(super) fn scaled(&self, power: u32) -> Self {
        let mut scaled = self.clone();
        if !scaled.digits.is_empty() {
            scaled.exponent += i64::from(power);
        }
        scaled
    }

    /// This number with the other sign; zero has none.
    pub(super) fn negated(&self) -> Self {
        let mut negated = self.clone();
        negated.negative = !self.negative && !self.digits.is_empty();
        negated
    }

    /// This number times `factor`; none where it has too many digits to be multiplied.
    pub(super) fn times(&self, factor: u32) -> Option<Self> {
        if self.digits.len() > 30 {
            return None;
        }
        let digits: u128 = format!("0{}", self.digits).parse().ok()?;
        let product = digits.checked_mul(u128::from(factor))?;
        let mut times = Self::fraction(product, self.divisor)?;
        if !times.digits.is_empty() {
            times.exponent += self.exponent;
        }
        times.negative = self.negative && !times.digits.is_empty();
        Some(times)
    }

    /// A whole number plus a fraction, as in `5½`; none where this is not a whole number of modest size.
    pub(super) fn plus(&self, numerator: u32, denominator: u32) -> Option<Self> {
        let whole = self.as_whole().filter(|whole| *whole < 1 << 96)?;
        Self::fraction(
            whole * u128::from(denominator) + u128::from(numerator),
            denominator,
        )
    }

    /// The value, where it is a whole number that is not negative and fits.
    pub(super) fn as_whole(&self) -> Option<u128> {
        if self.negative || self.divisor != 1 {
            return None;
        }
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = u32::try_from(self.exponent).ok().filter(|z| *z <= 38)?;
        let digits: u128 = self.digits.parse().ok()?;
        digits.checked_mul(10u128.checked_pow(zeros)?)
    }

    /// The value as a year of four digits, from 1000 to 2999.
    pub(super) fn as_year(&self) -> Option<u16> {
        let whole = self.as_whole()?;
        u16::try_from(whole)
            .ok()
            .filter(|year| (1000..3000).contains(year))
    }

    /// Whether the absolute value is less than `other`'s; divisors are left out of account.
    pub(super) fn is_smaller_than(&self, other: &Self) -> bool {
        let size = |q: &Self| signed(q.digits.len()) + q.exponent;
        if self.digits.is_empty() || other.digits.is_empty() {
            return self.digits.is_empty() && !other.digits.is_empty();
        }
        (size(self), &self.digits) < (size(other), &other.digits)
    }
}

/// A length as an exponent; no text is longer than that.
fn signed(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX / 4)
}

fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_equal() {
        assert_eq!(Quantity::decimal("05", "0"), Quantity::whole(5));
        assert_eq!(Quantity::decimal("", "10"), Quantity::decimal("0", "1"));
        assert_eq!(
            Quantity::decimal("2", "5").scaled(6),
            Quantity::whole(2_500_000)
        );
        assert_eq!(Quantity::whole(0).negated(), Quantity::whole(0));
        assert_ne!(Quantity::whole(5).negated(), Quantity::whole(5));
        assert_eq!(Quantity::fraction(3, 4), Some(Quantity::decimal("0", "75")));
        assert_eq!(Quantity::fraction(4, 6), Quantity::fraction(2, 3));
        assert_eq!(Quantity::fraction(6, 3), Some(Quantity::whole(2)));
        assert_ne!(Quantity::fraction(1, 3), Quantity::fraction(2, 3));
        assert_eq!(
            Quantity::whole(5).plus(1, 2),
            Some(Quantity::decimal("5", "5"))
        );
        assert_eq!(Quantity::whole(2).times(12), Some(Quantity::whole(24)));
        let third = Quantity::fraction(1, 3).unwrap();
        assert_eq!(third.times(12), Some(Quantity::whole(4)));
        assert_eq!(
            third.scaled(2).negated().times(2),
            Quantity::fraction(200, 3).map(|two| two.negated())
        );
        assert_eq!(Quantity::whole(0).times(12), Some(Quantity::whole(0)));
        assert_eq!(
            Quantity::decimal("2", "5").times(12),
            Some(Quantity::whole(30))
        );
        assert_eq!(Quantity::whole(2020).as_year(), Some(2020));
        assert_eq!(Quantity::whole(3020).as_year(), None);
    }

    #[test]
    fn long_numbers_do_not_overflow() {
        let long = "9".repeat(5000);
        let number = Quantity::decimal(&long, "");
        assert_eq!(number.as_whole(), None);
        assert_eq!(number.times(12), None);
        assert_eq!(number.plus(1, 2), None);
        assert_ne!(number, Quantity::decimal(&"9".repeat(5001), ""));
        assert!(Quantity::whole(1).is_smaller_than(&number));
        assert_eq!(Quantity::whole(u128::MAX).times(12), None);
        assert_eq!(Quantity::fraction(u128::MAX, 10), None);
        assert_eq!(Quantity::fraction(1, 0), None);
        assert_eq!(Quantity::whole(1).scaled(60).as_whole(), None);
    }

    #[test]
    fn sizes_compare() {
        let smaller = |a: u128, b: u128| Quantity::whole(a).is_smaller_than(&Quantity::whole(b));
        assert!(smaller(5, 6) && smaller(5, 10) && smaller(9, 10) && smaller(0, 1));
        assert!(!smaller(6, 5) && !smaller(10, 9) && !smaller(5, 5) && !smaller(1, 0));
    }
}

//! Decimal numbers as text: money with two places, and plain numbers. Never floating point.

use std::fmt;
use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

/// An amount of money in yuan: exactly two places, at most 12 digits before the point; may be
/// negative. As text and in JSON `"1234.50"`, `"-0.05"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Money(Decimal);

/// A plain number, such as a quantity, a unit price or a rate: at most 12 digits before the point
/// and 10 after it, no needless zeros; may be negative. As text and in JSON `"1.5"`, `"0.13"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Number(Decimal);

/// Text that is not the one spelling of an amount, or an amount out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount")]
pub struct AmountError;

const PLACES: u32 = 2;
const MOST_DIGITS: usize = 12;
const MOST_PLACES: usize = 10;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::from_parts(0, 0, 0, false, PLACES));

    /// Rounds half away from zero to two places, as tax authorities do.
    ///
    /// # Errors
    /// More than 12 digits before the point.
    pub fn round(amount: Decimal) -> Result<Self, AmountError> {
        let mut amount =
            amount.round_dp_with_strategy(PLACES, RoundingStrategy::MidpointAwayFromZero);
        amount.rescale(PLACES);
        if amount.is_zero() {
            return Ok(Self::ZERO);
        }
        amount.to_string().parse()
    }

    /// The amount as a number.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// The same amount with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        if self.0.is_zero() {
            self
        } else {
            Self(-self.0)
        }
    }

    /// The same amount without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The sum.
    ///
    /// # Errors
    /// More than 12 digits before the point.
    pub fn plus(self, other: Self) -> Result<Self, AmountError> {
        Self::round(self.0.checked_add(other.0).ok_or(AmountError)?)
    }
}

impl Number {
    /// The value.
    pub fn to_decimal(self) -> Decimal {
        self.0
    }

    /// The same number with the other sign.
    #[must_use]
    pub fn negated(self) -> Self {
        if self.0.is_zero() {
            self
        } else {
            Self(-self.0)
        }
    }
}

impl FromStr for Money {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let places = places_of(text)?;
        if places != PLACES as usize {
            return Err(AmountError);
        }
        let amount = Decimal::from_str_exact(text).map_err(|_| AmountError)?;
        // `-0.00` would be a second spelling.
        if amount.is_zero() && text.starts_with('-') {
            return Err(AmountError);
        }
        Ok(Self(amount))
    }
}

impl FromStr for Number {
    type Err = AmountError;

    fn from_str(text: &str) -> Result<Self, AmountError> {
        let places = places_of(text)?;
        if places > MOST_PLACES || (places > 0 && text.ends_with('0')) || text == "-0" {
            return Err(AmountError);
        }
        Decimal::from_str_exact(text)
            .map(Self)
            .map_err(|_| AmountError)
    }
}

/// The number of digits after the point of `-?(0|[1-9][0-9]{0,11})(\.[0-9]+)?`.
fn places_of(text: &str) -> Result<usize, AmountError> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = match unsigned.split_once('.') {
        None => (unsigned, None),
        Some((whole, places)) => (whole, Some(places)),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole_fits =
        digits(whole) && whole.len() <= MOST_DIGITS && (whole == "0" || !whole.starts_with('0'));
    if !whole_fits || !places.is_none_or(digits) {
        return Err(AmountError);
    }
    Ok(places.map_or(0, str::len))
}

macro_rules! as_text {
    ($type:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, formatter)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, "{}({})", stringify!($type), self.0)
            }
        }

        impl From<$type> for String {
            fn from(amount: $type) -> Self {
                amount.to_string()
            }
        }

        impl TryFrom<String> for $type {
            type Error = AmountError;

            fn try_from(text: String) -> Result<Self, AmountError> {
                text.parse()
            }
        }
    };
}

as_text!(Money);
as_text!(Number);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn one_amount_has_one_spelling() {
        for text in [
            "0.00",
            "0.05",
            "-0.05",
            "1234.50",
            "999999999999.99",
            "-10.00",
        ] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "0",
            "1.5",
            "1.500",
            "01.50",
            "+1.50",
            "-0.00",
            ".50",
            "1.",
            "1,50",
            "1e2",
            "1_0.00",
            "1000000000000.00",
            " 1.00",
            "１.00",
            "-",
            "--1.00",
            "NaN",
        ] {
            assert_eq!(text.parse::<Money>(), Err(AmountError), "{text}");
        }
        for text in ["0", "1", "-1", "0.13", "12.0000000001", "999999999999"] {
            assert_eq!(text.parse::<Number>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "1.0",
            "0.0",
            "-0",
            "-0.0",
            "00",
            "0.00000000001",
            "1000000000000",
        ] {
            assert_eq!(text.parse::<Number>(), Err(AmountError), "{text}");
        }
        // A JSON number is not an amount.
        assert!(serde_json::from_str::<Money>("1.5").is_err());
        assert_eq!(serde_json::to_string(&Money::ZERO).unwrap(), "\"0.00\"");
    }

    #[test]
    fn rounding_is_half_away_from_zero() {
        for (exact, rounded) in [
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("0.004", "0.00"),
            ("-0.004", "0.00"),
            ("1", "1.00"),
            ("2.345", "2.35"),
            ("99.995", "100.00"),
        ] {
            let exact = Decimal::from_str_exact(exact).unwrap();
            assert_eq!(Money::round(exact).unwrap().to_string(), rounded);
        }
        assert_eq!(Money::round(Decimal::MAX), Err(AmountError));
        let most: Money = "999999999999.99".parse().unwrap();
        assert_eq!(most.plus("0.01".parse().unwrap()), Err(AmountError));
    }
}

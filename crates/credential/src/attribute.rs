//! Attributes: the registered items a credential speaks about, each under its code.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The code of one attribute, such as `household.address`: `[a-z][a-z0-9._/-]{0,63}`, the same codes
/// as in a grant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct AttributeCode(String);

/// Attributes by code; the order is that of the codes' bytes. [`kinds`](crate::kinds) knows the
/// order in which people expect them.
pub type Attributes = BTreeMap<AttributeCode, Value>;

/// Why a text is not the code of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttributeError {
    /// Not of the form `[a-z][a-z0-9._/-]{0,63}`.
    #[error("not an attribute code")]
    Malformed,
    /// The name of a claim with another meaning, such as `iss`.
    #[error("the name of a claim that is no attribute")]
    Reserved,
}

impl AttributeCode {
    /// The code as text, ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Claims that are not attributes although their names have the form of codes: those of
/// [`Terms`](crate::Terms), and those registered for JWTs that say who somebody is (RFC 7519 §4.1).
pub(crate) const RESERVED_CLAIMS: [&str; 10] = [
    "iss", "iat", "nbf", "exp", "cnf", "vct", "status", "sub", "aud", "jti",
];

const LONGEST: usize = 64;

impl FromStr for AttributeCode {
    type Err = AttributeError;

    fn from_str(text: &str) -> Result<Self, AttributeError> {
        let is_code_byte = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._/-".contains(&byte)
        };
        if text.len() > LONGEST
            || !text.starts_with(|first: char| first.is_ascii_lowercase())
            || !text.bytes().all(is_code_byte)
        {
            return Err(AttributeError::Malformed);
        }
        if RESERVED_CLAIMS.contains(&text) {
            return Err(AttributeError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for AttributeCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Borrow<str> for AttributeCode {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<AttributeCode> for String {
    fn from(code: AttributeCode) -> Self {
        code.0
    }
}

impl TryFrom<String> for AttributeCode {
    type Error = AttributeError;

    fn try_from(text: String) -> Result<Self, AttributeError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for good in ["a", "person.name-latin", "x/y_0", &"a".repeat(64)] {
            assert!(good.parse::<AttributeCode>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in [
            "",
            "A",
            "1a",
            ".a",
            "a b",
            "é",
            "а",
            "_sd",
            "...",
            "a#b",
            "a\u{200b}",
            &long,
        ] {
            assert_eq!(
                bad.parse::<AttributeCode>(),
                Err(AttributeError::Malformed),
                "{bad}"
            );
        }
        for reserved in RESERVED_CLAIMS {
            assert_eq!(
                reserved.parse::<AttributeCode>(),
                Err(AttributeError::Reserved)
            );
        }
    }
}

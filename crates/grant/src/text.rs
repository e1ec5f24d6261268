//! The two kinds of text a token may hold: codes and DIDs. Both are ASCII, so one name has one form.

use std::fmt;
use std::str::FromStr;

use keys::DepartmentDid;
use serde::{Deserialize, Serialize};

/// A machine-readable name: `[a-z][a-z0-9._/-]{0,63}`.
///
/// Entry types, attributes, purposes and clauses of law are codes. Text for people is in the request
/// object, never in a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

/// A decentralised identifier: `did:` followed by `[A-Za-z0-9._:-]`, at most 128 bytes in all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Did(String);

/// The text is not in the alphabet or length of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed name")]
pub struct TextError;

impl Code {
    /// Returns the code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_valid(text: &str) -> bool {
        text.len() <= CODE_MAX
            && text
                .bytes()
                .next()
                .is_some_and(|first| first.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'/' | b'-'))
    }
}

impl Did {
    /// Returns the DID as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_valid(text: &str) -> bool {
        text.len() <= DID_MAX
            && text.strip_prefix("did:").is_some_and(|rest| {
                !rest.is_empty()
                    && rest.bytes().all(|byte| {
                        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b':' | b'-')
                    })
            })
    }
}

const CODE_MAX: usize = 64;
const DID_MAX: usize = 128;

macro_rules! checked_text {
    ($name:ident) => {
        impl FromStr for $name {
            type Err = TextError;

            fn from_str(text: &str) -> Result<Self, TextError> {
                if Self::is_valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(TextError)
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                if Self::is_valid(&text) {
                    Ok(Self(text))
                } else {
                    Err(TextError)
                }
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

impl From<DepartmentDid> for Did {
    fn from(department: DepartmentDid) -> Self {
        Self(department.to_string())
    }
}

checked_text!(Code);
checked_text!(Did);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_lower_case_ascii_of_at_most_64_bytes() {
        for good in ["a", "household.address", "law/2024-17.3_b", &"a".repeat(64)] {
            assert!(good.parse::<Code>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in [
            "",
            "1a",
            ".a",
            "A",
            "é",
            "аddress",
            "a\u{200b}",
            "a b",
            "a*",
            &long,
        ] {
            assert_eq!(bad.parse::<Code>(), Err(TextError), "{bad}");
        }
    }

    #[test]
    fn a_did_is_ascii_of_at_most_128_bytes() {
        let longest = format!("did:{}", "x".repeat(124));
        for good in ["did:key:z6Mk", "did:ethr:0x7a69:0x00", &longest] {
            assert!(good.parse::<Did>().is_ok(), "{good}");
        }
        let long = format!("did:{}", "x".repeat(125));
        for bad in [
            "",
            "did:",
            "Did:key:z",
            "did:key:é",
            "did:a/b",
            "did:a#k",
            "urn:x",
            &long,
        ] {
            assert_eq!(bad.parse::<Did>(), Err(TextError), "{bad}");
        }
    }
}

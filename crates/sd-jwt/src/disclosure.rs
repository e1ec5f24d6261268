//! One disclosure: the salt, the name and the value behind one digest. RFC 9901 §4.2.

use keys::base64url;
use rand_core::CryptoRng;
use serde_json::Value;

use crate::digest::Digest;
use crate::json::{JsonError, parse_json};

/// Salt, name and value of one hidden claim, with the exact text whose digest the issuer signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    encoded: String,
    digest: Digest,
    salt: String,
    content: Content,
}

/// What a disclosure reveals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A member of an object, RFC 9901 §4.2.1.
    Member {
        /// The claim's name, never one of [`RESERVED_NAMES`].
        name: String,
        /// The claim's value; may hold digests of further disclosures.
        value: Value,
    },
    /// An element of an array, RFC 9901 §4.2.2; may hold digests of further disclosures.
    Element(Value),
}

/// Names the format keeps for itself, RFC 9901 §4.1 and §4.2.4. No claim may bear them.
pub const RESERVED_NAMES: [&str; 3] = ["_sd", "...", "_sd_alg"];

/// Why a disclosure is refused, before its place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// Not base64url, or with padding or spare bits.
    #[error("disclosure is not plain base64url")]
    Base64,
    /// Not acceptable as JSON.
    #[error("disclosure holds bad JSON: {0}")]
    Json(#[from] JsonError),
    /// Neither `[salt, name, value]` nor `[salt, value]`, with salt and name as non-empty strings.
    #[error("disclosure is not an array of salt, name and value")]
    Shape,
    /// The claim's name is `_sd`, `...` or `_sd_alg`.
    #[error("disclosure names a claim that the format reserves")]
    ReservedName,
}

impl Disclosure {
    /// Reads a disclosure as it stands between two `~`.
    ///
    /// White space and the order of members inside the JSON are the issuer's choice: the digest is
    /// over the text as sent, and the text is kept.
    ///
    /// # Errors
    /// See [`DisclosureError`].
    pub fn parse(encoded: &str) -> Result<Self, DisclosureError> {
        let bytes = base64url::decode(encoded).map_err(|_| DisclosureError::Base64)?;
        let Value::Array(parts) = parse_json(&bytes)? else {
            return Err(DisclosureError::Shape);
        };
        let (salt, content) = content_of(parts)?;
        if salt.is_empty() {
            return Err(DisclosureError::Shape);
        }
        Ok(Self {
            encoded: encoded.to_owned(),
            digest: Digest::of(encoded),
            salt,
            content,
        })
    }

    /// Makes the disclosure of an object's member with a fresh salt of 128 bits.
    ///
    /// # Panics
    /// If `name` is one of [`RESERVED_NAMES`].
    pub(crate) fn member(name: &str, value: &Value, rng: &mut impl CryptoRng) -> Self {
        Self::make(vec![name.into(), value.clone()], rng)
    }

    /// Makes the disclosure of an array's element with a fresh salt of 128 bits.
    pub(crate) fn element(value: &Value, rng: &mut impl CryptoRng) -> Self {
        Self::make(vec![value.clone()], rng)
    }

    fn make(mut parts: Vec<Value>, rng: &mut impl CryptoRng) -> Self {
        let mut salt = [0; SALT_BYTES];
        rng.fill_bytes(&mut salt);
        parts.insert(0, base64url::encode(&salt).into());
        let json = Value::Array(parts.clone()).to_string();
        let encoded = base64url::encode(json.as_bytes());
        let (salt, content) = content_of(parts).expect("issuing checks the names beforehand");
        Self {
            digest: Digest::of(&encoded),
            encoded,
            salt,
            content,
        }
    }

    /// The text between two `~`, base64url.
    pub fn as_str(&self) -> &str {
        &self.encoded
    }

    /// The digest of [`as_str`](Self::as_str), under which the issuer signed it.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The salt, as written: 22 characters of base64url when made here, any text when read.
    pub fn salt(&self) -> &str {
        &self.salt
    }

    /// What is revealed.
    pub fn content(&self) -> &Content {
        &self.content
    }
}

fn content_of(parts: Vec<Value>) -> Result<(String, Content), DisclosureError> {
    let mut parts = parts.into_iter();
    let (Some(Value::String(salt)), Some(second), third, None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(DisclosureError::Shape);
    };
    match (second, third) {
        (Value::String(name), Some(_)) if RESERVED_NAMES.contains(&name.as_str()) => {
            Err(DisclosureError::ReservedName)
        }
        (Value::String(name), Some(value)) => Ok((salt, Content::Member { name, value })),
        (_, Some(_)) => Err(DisclosureError::Shape),
        (value, None) => Ok((salt, Content::Element(value))),
    }
}

/// RFC 9901 §9.3 recommends 128 bits.
const SALT_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn encode(json: &str) -> String {
        base64url::encode(json.as_bytes())
    }

    #[test]
    fn the_examples_of_rfc_9901_sections_4_2_1_and_4_2_2() {
        let member = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        let member = Disclosure::parse(member).unwrap();
        assert_eq!(member.salt(), "_26bc4LT-ac6q2KI6cBW5es");
        let content = Content::Member {
            name: "family_name".into(),
            value: "Möbius".into(),
        };
        assert_eq!(member.content(), &content);

        let element = Disclosure::parse("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0").unwrap();
        assert_eq!(element.content(), &Content::Element("FR".into()));
        assert_eq!(
            element.digest().to_string(),
            "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"
        );
    }

    #[test]
    fn another_shape_is_refused() {
        for json in [
            "{}",
            "[]",
            r#"["salt"]"#,
            r#"["s","n","v","x"]"#,
            r#"[1,"n","v"]"#,
            r#"["s",1,"v"]"#,
            r#"["","n","v"]"#,
            r#"["",1]"#,
            "null",
        ] {
            assert_eq!(
                Disclosure::parse(&encode(json)),
                Err(DisclosureError::Shape),
                "{json}"
            );
        }
    }

    #[test]
    fn reserved_names_are_refused() {
        for name in RESERVED_NAMES {
            let json = format!(r#"["salt","{name}","v"]"#);
            assert_eq!(
                Disclosure::parse(&encode(&json)),
                Err(DisclosureError::ReservedName)
            );
        }
        // As a value of an array element they are plain text.
        assert!(Disclosure::parse(&encode(r#"["salt","_sd"]"#)).is_ok());
    }

    #[test]
    fn padding_spare_bits_and_doubled_members_are_refused() {
        let plain = encode(r#"["salt", "FR"]"#); // 14 bytes: the last character has spare bits
        assert!(Disclosure::parse(&plain).is_ok());
        let last = plain.as_bytes()[plain.len() - 1];
        let spare = format!("{}{}", &plain[..plain.len() - 1], char::from(last + 1));
        for wrong in [
            format!("{plain}="),
            format!("{plain}=="),
            spare,
            format!("{plain} "),
        ] {
            assert_eq!(
                Disclosure::parse(&wrong),
                Err(DisclosureError::Base64),
                "{wrong}"
            );
        }
        assert_eq!(
            Disclosure::parse(&encode(r#"["s","n",{"a":1,"a":2}]"#)),
            Err(DisclosureError::Json(JsonError::DuplicateMember))
        );
    }
}

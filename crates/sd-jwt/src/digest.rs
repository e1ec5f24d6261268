//! The one hash function: SHA-256 over ASCII, written in base64url.

use std::fmt;

use keys::base64url;
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest; as text 43 characters of base64url without padding.
///
/// RFC 9901 lets the issuer name another function in `_sd_alg`; this crate accepts `sha-256` only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of a text in ASCII: a disclosure, a JWT, or a presentation up to its last `~`.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Reads 43 characters of base64url; spare bits and padding are refused.
    pub fn parse(text: &str) -> Option<Self> {
        base64url::decode_array(text).ok().map(Self)
    }

    /// The digest whose bytes these are.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base64url::encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Digest({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_9901_section_4_2_3() {
        let disclosure = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZhbWlseV9uYW1lIiwiTcO2Yml1cyJd";
        let digest = "TZjouOTrBKEwUNjNDs9yeMzBoQn8FFLPaJjRRmAtwrM";
        let spaced = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";
        assert_eq!(Digest::of(disclosure).to_string(), digest);
        assert_eq!(
            Digest::of(spaced).to_string(),
            "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
        );
        assert_eq!(Digest::parse(digest), Some(Digest::of(disclosure)));
    }

    #[test]
    fn only_one_spelling_is_read() {
        let text = Digest::of("x").to_string();
        // The last character carries four bits; any other with the same four is spare.
        let spare = format!("{}{}", &text[..42], char::from(text.as_bytes()[42] + 1));
        for wrong in [
            format!("{text}="),
            text[..42].to_owned(),
            spare,
            text.replace(|_| true, "+"),
        ] {
            assert_eq!(Digest::parse(&wrong), None, "{wrong}");
        }
    }
}

//! The small words of the protocol: texts in both languages, fingerprints.

use std::fmt;

use keys::base64url;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Most characters of one language of a text.
pub(crate) const MAX_TEXT_CHARS: usize = 2_000;

/// The same words in Chinese and in English; either may be shown, never both mixed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Puts the two languages together.
    #[must_use]
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// Returns whether both languages have at most 2,000 characters.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        [&self.zh, &self.en].iter().all(|text| text.chars().count() <= MAX_TEXT_CHARS)
    }
}

/// The fingerprint of a credential: SHA-256 of its issuer-signed JWT, which is what stands on chain.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CredentialFingerprint([u8; 32]);

/// A text is not 43 characters of strict base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a digest")]
pub struct NotADigest;

impl CredentialFingerprint {
    /// Returns the fingerprint of an SD-JWT: of everything before its first `~`.
    #[must_use]
    pub fn of_sd_jwt(sd_jwt: &str) -> Self {
        let issuer_jwt = sd_jwt.split('~').next().unwrap_or_default();
        Self(Sha256::digest(issuer_jwt.as_bytes()).into())
    }

    /// Takes 32 bytes as they stand on chain.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 32 bytes.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Reads 43 characters of base64url without padding.
    ///
    /// # Errors
    /// [`NotADigest`] for any other text, spare bits included.
    pub fn parse(text: &str) -> Result<Self, NotADigest> {
        base64url::decode_array(text).map(Self).map_err(|_| NotADigest)
    }
}

impl fmt::Display for CredentialFingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&base64url::encode(&self.0))
    }
}

impl fmt::Debug for CredentialFingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CredentialFingerprint({self})")
    }
}

impl TryFrom<String> for CredentialFingerprint {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        Self::parse(&text)
    }
}

impl From<CredentialFingerprint> for String {
    fn from(fingerprint: CredentialFingerprint) -> Self {
        fingerprint.to_string()
    }
}

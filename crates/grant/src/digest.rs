//! SHA-256 digests and their one base64url form of 43 characters.

use std::fmt;
use std::str::FromStr;

use keys::base64url;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// A SHA-256 digest: of a request object, an operation, an officer's reasons, or of token text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// SHA-256 of the text of a signed part.
///
/// Of the GRANT part it is the revocation id under which the grant is anchored on chain; of a LINK
/// part it is the id under which uses through the link are counted and the link is withdrawn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(Digest);

/// The text is not the base64url form of 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a digest")]
pub struct DigestError;

impl Digest {
    /// Returns SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Wraps 32 bytes that are a SHA-256 digest already.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 32 bytes.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Parses 43 characters of base64url without spare bits.
    pub(crate) fn parse(text: &str) -> Result<Self, DigestError> {
        base64url::decode_array(text)
            .map(Self)
            .map_err(|_| DigestError)
    }
}

impl Fingerprint {
    /// Returns the fingerprint of a signed part, given as the ASCII text of the compact JWS.
    pub fn of(part: &str) -> Self {
        Self(Digest::of(part.as_bytes()))
    }

    /// Wraps the 32 bytes of a fingerprint that was stored or read from the chain.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Digest(bytes))
    }

    /// Returns the 32 bytes, as the contract stores them.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0.0
    }

    /// Returns the fingerprint as the digest it is.
    pub const fn digest(self) -> Digest {
        self.0
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Digest {
    type Error = DigestError;

    fn try_from(text: String) -> Result<Self, DigestError> {
        Self::parse(&text)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        base64url::encode(&digest.0)
    }
}

impl From<Fingerprint> for Digest {
    fn from(fingerprint: Fingerprint) -> Self {
        fingerprint.0
    }
}

impl fmt::Display for Digest {
    /// Writes 43 characters of base64url.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(*self))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl fmt::Display for Fingerprint {
    /// Writes 43 characters of base64url.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

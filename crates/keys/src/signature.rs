//! Signatures and their verification.

use p256::ecdsa::signature::Verifier;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::fixed::hex_text;
use crate::public::{P256PublicKey, PublicKey};

/// The JOSE algorithms in use (RFC 7518 §3.1, RFC 8037 §3.1); there is no other, and no `none`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// Ed25519, `"EdDSA"`.
    #[serde(rename = "EdDSA")]
    EdDsa,
    /// ECDSA over P-256 with SHA-256, `"ES256"`.
    #[serde(rename = "ES256")]
    Es256,
}

impl Algorithm {
    /// Returns the name in a JOSE header.
    pub fn name(self) -> &'static str {
        match self {
            Self::EdDsa => "EdDSA",
            Self::Es256 => "ES256",
        }
    }
}

/// A signature: 64 bytes, R ‖ S of RFC 8032 or r ‖ s of RFC 7518 §3.4.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature([u8; 64]);

impl Signature {
    /// Wraps 64 bytes; whether they mean anything is for [`PublicKey::verify`] to say.
    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    /// Returns the 64 bytes.
    pub const fn to_bytes(&self) -> [u8; 64] {
        self.0
    }
}

impl From<[u8; 64]> for Signature {
    fn from(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }
}

/// The signature is not one of this key over this message (or is no signature at all).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("signature does not verify")]
pub struct SignatureError;

impl PublicKey {
    /// Returns the algorithm of signatures under this key.
    pub fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::EdDsa,
            Self::P256(_) => Algorithm::Es256,
        }
    }

    /// Verifies a signature over `message` (unhashed, any length).
    ///
    /// Ed25519: strict, that is, s reduced, R canonical, neither R nor the key of small order.
    /// P-256: the message is hashed with SHA-256; both s and n − s are accepted, because RFC 7518
    /// has no low-s rule and other software signs either way. An ES256 signature is therefore
    /// not unique, and must never serve as an identifier.
    ///
    /// # Errors
    /// [`SignatureError`], without a reason: there is nothing to act on.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        match self {
            Self::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
                key.to_verifying_key()
                    .verify_strict(message, &signature)
                    .map_err(|_| SignatureError)
            }
            Self::P256(key) => verify_p256(key, message, signature),
        }
    }
}

fn verify_p256(
    key: &P256PublicKey,
    message: &[u8],
    signature: &Signature,
) -> Result<(), SignatureError> {
    let signature = p256::ecdsa::Signature::from_slice(&signature.0).map_err(|_| SignatureError)?;
    p256::ecdsa::VerifyingKey::from(key.to_point())
        .verify(message, &signature)
        .map_err(|_| SignatureError)
}

hex_text!(
    Signature,
    64,
    ParseSignatureError,
    ParseSignatureError,
    |bytes| Ok(Signature(bytes)),
    "expected a signature, 0x and 128 digits"
);

/// Text that is not 64 bytes in hexadecimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a signature: expected 0x and 128 hexadecimal digits")]
pub struct ParseSignatureError;

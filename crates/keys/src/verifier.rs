//! An Ed25519 public key made ready to verify many signatures.

use ed25519_dalek::VerifyingKey;

use crate::public::Ed25519PublicKey;
use crate::signature::{Signature, SignatureError};

/// An Ed25519 public key with its curve point, so that a verification need not find it anew
/// (about a tenth of its time). For keys that are looked up often: a directory, a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ed25519Verifier {
    key: Ed25519PublicKey,
    point: VerifyingKey,
}

impl Ed25519Verifier {
    /// Returns the key as bytes.
    pub fn public_key(&self) -> Ed25519PublicKey {
        self.key
    }

    /// Verifies a signature over `message` just as [`PublicKey::verify`](crate::PublicKey::verify)
    /// does for Ed25519: strictly.
    ///
    /// # Errors
    /// [`SignatureError`], without a reason.
    pub fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.to_bytes());
        self.point
            .verify_strict(message, &signature)
            .map_err(|_| SignatureError)
    }
}

impl From<Ed25519PublicKey> for Ed25519Verifier {
    fn from(key: Ed25519PublicKey) -> Self {
        Self {
            key,
            point: key.to_verifying_key(),
        }
    }
}

//! Signing: the trait behind which every secret key lives, and keys held in memory.

use p256::ecdsa::signature::Signer as _;
use thiserror::Error;

use crate::public::{Ed25519PublicKey, P256PublicKey, ParseKeyError, PublicKey};
use crate::signature::{Algorithm, Signature};

/// Why a signature could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SignError {
    /// The place that holds the key is closed.
    #[error("the key is locked")]
    Locked,
    /// The place that holds the key failed or does not have it.
    #[error("the key is not available")]
    Unavailable,
}

/// Signs with one key, without showing it.
///
/// Object safe; the holder's vault, a department's key file and tests all implement it.
pub trait Signer: Send + Sync {
    /// Returns the public half, under which the signatures verify.
    fn public_key(&self) -> PublicKey;

    /// Signs `message` (unhashed, any length) with the key's one algorithm.
    ///
    /// # Errors
    /// [`SignError`] if the place that holds the key refuses.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

impl<S: Signer + ?Sized> Signer for &S {
    fn public_key(&self) -> PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        (**self).sign(message)
    }
}

impl<S: Signer + ?Sized> Signer for Box<S> {
    fn public_key(&self) -> PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        (**self).sign(message)
    }
}

impl<S: Signer + ?Sized> Signer for std::sync::Arc<S> {
    fn public_key(&self) -> PublicKey {
        (**self).public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        (**self).sign(message)
    }
}

/// A signing key held in this process's memory, wiped on drop.
pub enum SoftwareSigner {
    /// Signs `EdDSA`.
    Ed25519(Box<ed25519_dalek::SigningKey>),
    /// Signs `ES256`, deterministically (RFC 6979).
    P256(Box<p256::ecdsa::SigningKey>),
}

impl SoftwareSigner {
    /// Makes the key that belongs to 32 random bytes.
    ///
    /// Ed25519: the bytes are the private key of RFC 8032. P-256: the bytes are a seed, and the
    /// key is the master key of SLIP-0010 for it, which exists for every seed.
    pub fn from_seed(algorithm: Algorithm, seed: &[u8; 32]) -> Self {
        match algorithm {
            Algorithm::EdDsa => {
                Self::Ed25519(Box::new(ed25519_dalek::SigningKey::from_bytes(seed)))
            }
            Algorithm::Es256 => crate::slip10::Node::master(crate::slip10::Curve::NistP256, seed)
                .signer()
                .expect("P-256 is a signing curve"),
        }
    }

    /// Takes a P-256 private key as it stands in a JWK's `d`: 32 bytes, big endian.
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] for zero and for numbers not below the order.
    pub fn p256_from_scalar(scalar: &[u8; 32]) -> Result<Self, ParseKeyError> {
        p256::ecdsa::SigningKey::from_slice(scalar)
            .map(|key| Self::P256(Box::new(key)))
            .map_err(|_| ParseKeyError::NotOnCurve)
    }
}

impl Signer for SoftwareSigner {
    fn public_key(&self) -> PublicKey {
        match self {
            Self::Ed25519(key) => PublicKey::Ed25519(
                Ed25519PublicKey::from_bytes(&key.verifying_key().to_bytes())
                    .expect("a clamped scalar gives no point of small order"),
            ),
            Self::P256(key) => {
                PublicKey::P256(P256PublicKey::from_point(&key.verifying_key().into()))
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Ok(match self {
            Self::Ed25519(key) => Signature::from_bytes(key.sign(message).to_bytes()),
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                Signature::from_bytes(signature.to_bytes().into())
            }
        })
    }
}

impl std::fmt::Debug for SoftwareSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SoftwareSigner({:?})", self.public_key())
    }
}

//! Key agreement: X25519 (RFC 7748) and ECDH over P-256 (SP 800-56A), secrets wiped on drop.

use thiserror::Error;
use zeroize::Zeroizing;

use crate::public::{P256PublicKey, ParseKeyError, X25519PublicKey};

/// The other side's key made the agreement a constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the agreement is not contributory")]
pub struct AgreementError;

/// The 32 bytes two parties agreed on: key material for a derivation function, not a key.
pub struct SharedSecret(Zeroizing<[u8; 32]>);

impl SharedSecret {
    /// Returns the 32 bytes: u (RFC 7748 §6.1) or the x coordinate, big endian.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// An X25519 secret key.
pub struct X25519Secret(x25519_dalek::StaticSecret);

impl X25519Secret {
    /// Takes 32 random bytes as the secret scalar (clamped when used).
    pub fn from_seed(seed: [u8; 32]) -> Self {
        Self(x25519_dalek::StaticSecret::from(seed))
    }

    /// Returns the public half.
    pub fn public_key(&self) -> X25519PublicKey {
        X25519PublicKey::from_secret(&self.0)
    }

    /// Agrees with the holder of the other secret.
    ///
    /// # Errors
    /// [`AgreementError`] if the result is zero; an [`X25519PublicKey`] is checked against that
    /// when it is made, so this is a second line.
    pub fn diffie_hellman(&self, other: &X25519PublicKey) -> Result<SharedSecret, AgreementError> {
        let shared = self
            .0
            .diffie_hellman(&x25519_dalek::PublicKey::from(other.to_bytes()));
        if !shared.was_contributory() {
            return Err(AgreementError);
        }
        Ok(SharedSecret(Zeroizing::new(shared.to_bytes())))
    }
}

/// A P-256 secret key for ECDH.
pub struct P256Secret(p256::SecretKey);

impl P256Secret {
    /// Makes the key for 32 random bytes: the master key of SLIP-0010 for that seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let node = crate::slip10::Node::master(crate::slip10::Curve::NistP256, seed);
        Self::from_scalar(node.secret()).expect("SLIP-0010 yields scalars in range")
    }

    /// Takes a secret scalar as it stands in a JWK's `d`: 32 bytes, big endian.
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] for zero and for numbers not below the order.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, ParseKeyError> {
        p256::SecretKey::from_slice(scalar)
            .map(Self)
            .map_err(|_| ParseKeyError::NotOnCurve)
    }

    /// Returns the public half.
    pub fn public_key(&self) -> P256PublicKey {
        P256PublicKey::from_point(&self.0.public_key())
    }

    /// Agrees with the holder of the other secret; the result is the x coordinate.
    pub fn diffie_hellman(&self, other: &P256PublicKey) -> SharedSecret {
        let shared = self.0.diffie_hellman(&other.to_point());
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(shared.raw_secret_bytes());
        SharedSecret(bytes)
    }
}

macro_rules! debug_without_secret {
    ($($name:ident),+) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

debug_without_secret!(SharedSecret, X25519Secret, P256Secret);

//! SLIP-0010: one tree of keys per curve, all from one seed.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::agreement::X25519Secret;
use crate::phrase::Seed;
use crate::{Secp256k1Secret, SoftwareSigner};

/// The first index of hardened children, 2³¹.
pub const HARDENED: u32 = 0x8000_0000;

/// The curves of SLIP-0010.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Curve {
    /// Ed25519; hardened children only.
    Ed25519,
    /// Curve25519, for X25519; hardened children only.
    Curve25519,
    /// NIST P-256.
    NistP256,
    /// secp256k1; the same tree as BIP-32.
    Secp256k1,
}

impl Curve {
    fn key_name(self) -> &'static [u8] {
        match self {
            Self::Ed25519 => b"ed25519 seed",
            Self::Curve25519 => b"curve25519 seed",
            Self::NistP256 => b"Nist256p1 seed",
            Self::Secp256k1 => b"Bitcoin seed",
        }
    }
}

/// The curve has no public derivation, so it has no children that are not hardened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("this curve has hardened children only")]
pub struct NotHardened;

/// A private node: key and chain code, wiped on drop.
pub struct Node {
    curve: Curve,
    key: Zeroizing<[u8; 32]>,
    chain_code: Zeroizing<[u8; 32]>,
}

impl Node {
    /// Derives the node at `path`, a list of child indices from the root (add [`HARDENED`]).
    ///
    /// # Errors
    /// [`NotHardened`] on Ed25519 and Curve25519 for an index below 2³¹.
    pub fn derive(seed: &Seed, curve: Curve, path: &[u32]) -> Result<Self, NotHardened> {
        let mut node = Self::master(curve, seed.as_bytes());
        for index in path {
            node = node.child(*index)?;
        }
        Ok(node)
    }

    /// Derives the root of a curve from a seed of any length ("Master key generation").
    pub(crate) fn master(curve: Curve, seed: &[u8]) -> Self {
        let mut input = Zeroizing::new(seed.to_vec());
        loop {
            let i = hmac_sha512(curve.key_name(), &[&input]);
            let (key, chain_code) = split(&i);
            match Scalar::add(curve, &key, None) {
                Some(key) => {
                    return Self {
                        curve,
                        key,
                        chain_code,
                    };
                }
                None => *input = i.to_vec(),
            }
        }
    }

    /// Derives a child ("Private parent key → private child key").
    ///
    /// # Errors
    /// [`NotHardened`] on Ed25519 and Curve25519 for an index below 2³¹.
    pub fn child(&self, index: u32) -> Result<Self, NotHardened> {
        let number = index.to_be_bytes();
        let mut i = if index >= HARDENED {
            hmac_sha512(&*self.chain_code, &[&[0], &*self.key, &number])
        } else {
            let public = self.compressed_public_key().ok_or(NotHardened)?;
            hmac_sha512(&*self.chain_code, &[&public, &number])
        };
        loop {
            let (key, chain_code) = split(&i);
            match Scalar::add(self.curve, &key, Some(&self.key)) {
                Some(key) => {
                    return Ok(Self {
                        curve: self.curve,
                        key,
                        chain_code,
                    });
                }
                None => i = hmac_sha512(&*self.chain_code, &[&[1], &*chain_code, &number]),
            }
        }
    }

    /// Makes the signer of an Ed25519 or P-256 node.
    pub fn signer(&self) -> Option<SoftwareSigner> {
        match self.curve {
            Curve::Ed25519 => Some(SoftwareSigner::Ed25519(Box::new(
                ed25519_dalek::SigningKey::from_bytes(&self.key),
            ))),
            Curve::NistP256 => Some(
                SoftwareSigner::p256_from_scalar(&self.key)
                    .expect("SLIP-0010 yields scalars in range"),
            ),
            Curve::Curve25519 | Curve::Secp256k1 => None,
        }
    }

    /// Makes the agreement key of a Curve25519 node.
    pub fn agreement(&self) -> Option<X25519Secret> {
        (self.curve == Curve::Curve25519).then(|| X25519Secret::from_seed(*self.key))
    }

    /// Makes the account key of a secp256k1 node.
    pub fn account(&self) -> Option<Secp256k1Secret> {
        (self.curve == Curve::Secp256k1).then(|| {
            Secp256k1Secret::from_scalar(&self.key).expect("SLIP-0010 yields scalars in range")
        })
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.key
    }

    #[cfg(test)]
    pub(crate) fn chain_code(&self) -> &[u8; 32] {
        &self.chain_code
    }

    /// serP(point(k)) on the curves that have children that are not hardened.
    fn compressed_public_key(&self) -> Option<[u8; 33]> {
        match self.curve {
            Curve::Secp256k1 => self.account().map(|key| key.public_key().to_bytes()),
            Curve::NistP256 => {
                let key = crate::P256Secret::from_scalar(&self.key)
                    .expect("SLIP-0010 yields scalars in range");
                Some(key.public_key().to_bytes())
            }
            Curve::Ed25519 | Curve::Curve25519 => None,
        }
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({:?})", self.curve)
    }
}

/// Arithmetic on the private keys of a curve.
struct Scalar;

impl Scalar {
    /// Returns `key + parent` as the curve's rule has it, or `None` where SLIP-0010 says to try
    /// again: `key` not below the order, or a sum of zero.
    fn add(curve: Curve, key: &[u8; 32], parent: Option<&[u8; 32]>) -> Option<Zeroizing<[u8; 32]>> {
        match curve {
            Curve::Ed25519 | Curve::Curve25519 => Some(Zeroizing::new(*key)),
            Curve::Secp256k1 => {
                use k256::elliptic_curve::PrimeField;
                let mut sum: k256::Scalar = Option::from(k256::Scalar::from_repr((*key).into()))?;
                if let Some(parent) = parent {
                    let parent: k256::Scalar =
                        Option::from(k256::Scalar::from_repr((*parent).into()))
                            .expect("a node holds a scalar in range");
                    sum += parent;
                }
                let bytes: [u8; 32] = sum.to_repr().into();
                (bytes != [0; 32]).then(|| Zeroizing::new(bytes))
            }
            Curve::NistP256 => {
                use p256::elliptic_curve::PrimeField;
                let mut sum: p256::Scalar = Option::from(p256::Scalar::from_repr((*key).into()))?;
                if let Some(parent) = parent {
                    let parent: p256::Scalar =
                        Option::from(p256::Scalar::from_repr((*parent).into()))
                            .expect("a node holds a scalar in range");
                    sum += parent;
                }
                let bytes: [u8; 32] = sum.to_repr().into();
                (bytes != [0; 32]).then(|| Zeroizing::new(bytes))
            }
        }
    }
}

fn hmac_sha512(key: &[u8], parts: &[&[u8]]) -> Zeroizing<[u8; 64]> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn split(i: &[u8; 64]) -> (Zeroizing<[u8; 32]>, Zeroizing<[u8; 32]>) {
    let (mut left, mut right) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
    left.copy_from_slice(&i[..32]);
    right.copy_from_slice(&i[32..]);
    (left, right)
}

#[cfg(test)]
mod tests;

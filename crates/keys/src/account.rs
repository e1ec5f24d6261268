//! secp256k1 keys: chain accounts, spending keys, and their recoverable signatures.

use k256::ecdsa::{RecoveryId, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::address::ChainAddress;
use crate::phrase::Seed;
use crate::public::{ParseKeyError, Secp256k1PublicKey};
use crate::signature::SignatureError;
use crate::slip10::{Curve, HARDENED, Node};

/// An ECDSA signature over a 32-byte digest, from which the signer's address can be recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoverableSignature {
    /// r, big endian.
    pub r: [u8; 32],
    /// s, big endian, in the lower half of the order (EIP-2).
    pub s: [u8; 32],
    /// Whether the y coordinate of R is odd (`yParity` of EIP-1559; v = 27 + y_parity).
    pub y_parity: bool,
}

impl RecoverableSignature {
    /// Returns the address whose key made this signature over `digest`.
    ///
    /// # Errors
    /// [`SignatureError`] if r or s is out of range, s is in the upper half, or there is no key.
    pub fn recover(&self, digest: &[u8; 32]) -> Result<ChainAddress, SignatureError> {
        let signature =
            k256::ecdsa::Signature::from_scalars(self.r, self.s).map_err(|_| SignatureError)?;
        if signature.normalize_s() != signature {
            return Err(SignatureError);
        }
        let id = RecoveryId::new(self.y_parity, false);
        let key = VerifyingKey::recover_from_prehash(digest, &signature, id)
            .map_err(|_| SignatureError)?;
        Ok(Secp256k1PublicKey::from_point(&key.into()).address())
    }
}

/// A secp256k1 secret key, wiped on drop.
pub struct Secp256k1Secret(SigningKey);

impl Secp256k1Secret {
    /// Takes a secret scalar: 32 bytes, big endian.
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] for zero and for numbers not below the order.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, ParseKeyError> {
        SigningKey::from_slice(scalar)
            .map(Self)
            .map_err(|_| ParseKeyError::NotOnCurve)
    }

    /// Returns the public half.
    pub fn public_key(&self) -> Secp256k1PublicKey {
        Secp256k1PublicKey::from_point(&self.0.verifying_key().into())
    }

    /// Returns the account's address.
    pub fn address(&self) -> ChainAddress {
        self.public_key().address()
    }

    /// Signs a digest that was already made (of a transaction, say), deterministically
    /// (RFC 6979), with s in the lower half.
    pub fn sign_digest(&self, digest: &[u8; 32]) -> RecoverableSignature {
        let (signature, id) = self.0.sign_prehash_recoverable(digest);
        let (r, s) = signature.split_bytes();
        RecoverableSignature {
            r: r.into(),
            s: s.into(),
            y_parity: id.is_y_odd(),
        }
    }

    pub(crate) fn scalar(&self) -> k256::Scalar {
        **self.0.as_nonzero_scalar()
    }
}

impl std::fmt::Debug for Secp256k1Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secp256k1Secret")
    }
}

/// Derives the chain account `m/44'/60'/0'/0/index` (BIP-44, coin type 60).
///
/// # Errors
/// [`AccountIndexError`] for an index of 2³¹ and above, which BIP-44 does not have.
pub fn derive(seed: &Seed, index: u32) -> Result<Secp256k1Secret, AccountIndexError> {
    if index >= HARDENED {
        return Err(AccountIndexError);
    }
    let path = [44 | HARDENED, 60 | HARDENED, HARDENED, 0, index];
    let node = Node::derive(seed, Curve::Secp256k1, &path)
        .expect("secp256k1 has children that are not hardened");
    Ok(node.account().expect("secp256k1 has accounts"))
}

/// Derives the address of the chain account `m/44'/60'/0'/0/index`.
///
/// # Errors
/// [`AccountIndexError`] for an index of 2³¹ and above.
pub fn address(seed: &Seed, index: u32) -> Result<ChainAddress, AccountIndexError> {
    derive(seed, index).map(|account| account.address())
}

/// The index is not one of BIP-44: it must be below 2³¹.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("account index out of range")]
pub struct AccountIndexError;

//! Public keys as fixed-size values that are known to be valid points of their curve.

use ed25519_dalek::VerifyingKey;
use sha3::{Digest, Keccak256};
use thiserror::Error;

use crate::address::ChainAddress;
use crate::fixed::hex_text;

/// Why bytes or text are not a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseKeyError {
    /// Not the length or the text form of a key of this kind.
    #[error("malformed key")]
    Malformed,
    /// Not the canonical encoding of a point of the curve.
    #[error("not a canonical point of the curve")]
    NotOnCurve,
    /// A point of small order: signatures or agreements under it mean nothing.
    #[error("point of small order")]
    SmallOrder,
    /// A JWK or DID of a key type this program does not use.
    #[error("unsupported kind of key")]
    Unsupported,
}

/// An Ed25519 public key (RFC 8032): 32 bytes, canonical, not of small order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ed25519PublicKey([u8; 32]);

impl Ed25519PublicKey {
    /// Accepts the 32-byte encoding of RFC 8032 §5.1.2.
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] if the bytes are no point or not its canonical encoding,
    /// [`ParseKeyError::SmallOrder`] for one of the eight torsion points.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ParseKeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| ParseKeyError::NotOnCurve)?;
        if key.to_edwards().compress().as_bytes() != bytes {
            return Err(ParseKeyError::NotOnCurve);
        }
        if key.is_weak() {
            return Err(ParseKeyError::SmallOrder);
        }
        Ok(Self(*bytes))
    }

    /// Returns the 32-byte encoding of RFC 8032.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    pub(crate) fn to_verifying_key(self) -> VerifyingKey {
        VerifyingKey::from_bytes(&self.0).expect("the constructor decompressed these bytes")
    }
}

/// A P-256 public key: 33 bytes, SEC 1 compressed, not the point at infinity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct P256PublicKey([u8; 33]);

impl P256PublicKey {
    /// Accepts the compressed encoding of SEC 1 §2.3.3 (`02` or `03`, then x).
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] if the bytes are no point of P-256.
    pub fn from_bytes(bytes: &[u8; 33]) -> Result<Self, ParseKeyError> {
        let key = p256::PublicKey::from_sec1_bytes(bytes).map_err(|_| ParseKeyError::NotOnCurve)?;
        Ok(Self::from_point(&key))
    }

    /// Accepts affine coordinates, 32 bytes each, big endian, as in a JWK (RFC 7518 §6.2.1).
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] if (x, y) is no point of P-256.
    pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Result<Self, ParseKeyError> {
        let mut bytes = [4; 65];
        bytes[1..33].copy_from_slice(x);
        bytes[33..].copy_from_slice(y);
        let key =
            p256::PublicKey::from_sec1_bytes(&bytes).map_err(|_| ParseKeyError::NotOnCurve)?;
        Ok(Self::from_point(&key))
    }

    /// Returns the compressed encoding of SEC 1.
    pub fn to_bytes(&self) -> [u8; 33] {
        self.0
    }

    /// Returns the affine coordinates x and y, 32 bytes each, big endian.
    pub fn to_coordinates(&self) -> ([u8; 32], [u8; 32]) {
        let bytes = self.to_point().to_sec1_bytes();
        let mut coordinates = ([0; 32], [0; 32]);
        coordinates.0.copy_from_slice(&bytes[1..33]);
        coordinates.1.copy_from_slice(&bytes[33..65]);
        coordinates
    }

    pub(crate) fn from_point(key: &p256::PublicKey) -> Self {
        use p256::elliptic_curve::sec1::ToSec1Point;
        let point = key.to_sec1_point(true);
        Self(
            point
                .as_bytes()
                .try_into()
                .expect("a compressed point has 33 bytes"),
        )
    }

    pub(crate) fn to_point(self) -> p256::PublicKey {
        p256::PublicKey::from_sec1_bytes(&self.0).expect("the constructor decoded these bytes")
    }
}

/// An X25519 public key (RFC 7748): 32 bytes, a u coordinate.
///
/// A u coordinate of small order is refused here, so an agreement is always contributory.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct X25519PublicKey([u8; 32]);

impl X25519PublicKey {
    /// Accepts a u coordinate below 2²⁵⁵ − 19, little endian.
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] if the number is not reduced (RFC 7748 §5 would mask it:
    /// two texts for one key), [`ParseKeyError::SmallOrder`] if an agreement with it is zero.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ParseKeyError> {
        if !is_reduced(bytes) {
            return Err(ParseKeyError::NotOnCurve);
        }
        // Any clamped scalar is a multiple of 8, so it takes exactly the small-order points to 0.
        if x25519_dalek::x25519([0x40; 32], *bytes) == [0; 32] {
            return Err(ParseKeyError::SmallOrder);
        }
        Ok(Self(*bytes))
    }

    /// Returns the u coordinate, little endian.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    pub(crate) fn from_secret(secret: &x25519_dalek::StaticSecret) -> Self {
        Self(x25519_dalek::PublicKey::from(secret).to_bytes())
    }
}

/// Whether a little-endian number is below 2²⁵⁵ − 19.
fn is_reduced(bytes: &[u8; 32]) -> bool {
    const FIRST_ABOVE: u8 = 0xed;
    bytes[31] < 0x7f
        || (bytes[31] == 0x7f
            && (bytes[1..31].iter().any(|b| *b != 0xff) || bytes[0] < FIRST_ABOVE))
}

/// A secp256k1 public key: 33 bytes, SEC 1 compressed, not the point at infinity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secp256k1PublicKey([u8; 33]);

impl Secp256k1PublicKey {
    /// Accepts the compressed encoding of SEC 1 §2.3.3 (`02` or `03`, then x).
    ///
    /// # Errors
    /// [`ParseKeyError::NotOnCurve`] if the bytes are no point of secp256k1.
    pub fn from_bytes(bytes: &[u8; 33]) -> Result<Self, ParseKeyError> {
        let key = k256::PublicKey::from_sec1_bytes(bytes).map_err(|_| ParseKeyError::NotOnCurve)?;
        Ok(Self::from_point(&key))
    }

    /// Returns the compressed encoding of SEC 1.
    pub fn to_bytes(&self) -> [u8; 33] {
        self.0
    }

    /// Returns the EVM address: the last 20 bytes of Keccak-256(x ‖ y).
    pub fn address(&self) -> ChainAddress {
        use k256::elliptic_curve::sec1::ToSec1Point;
        let point = self.to_point().to_sec1_point(false);
        let digest = Keccak256::digest(&point.as_bytes()[1..]);
        let mut address = [0; 20];
        address.copy_from_slice(&digest[12..]);
        ChainAddress::from_bytes(address)
    }

    pub(crate) fn from_point(key: &k256::PublicKey) -> Self {
        use k256::elliptic_curve::sec1::ToSec1Point;
        let point = key.to_sec1_point(true);
        Self(
            point
                .as_bytes()
                .try_into()
                .expect("a compressed point has 33 bytes"),
        )
    }

    pub(crate) fn to_point(self) -> k256::PublicKey {
        k256::PublicKey::from_sec1_bytes(&self.0).expect("the constructor decoded these bytes")
    }
}

/// A public key that verifies JOSE signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicKey {
    /// Verifies `EdDSA`.
    Ed25519(Ed25519PublicKey),
    /// Verifies `ES256`.
    P256(P256PublicKey),
}

impl From<Ed25519PublicKey> for PublicKey {
    fn from(key: Ed25519PublicKey) -> Self {
        Self::Ed25519(key)
    }
}

impl From<P256PublicKey> for PublicKey {
    fn from(key: P256PublicKey) -> Self {
        Self::P256(key)
    }
}

macro_rules! key_text {
    ($name:ident, $len:literal, $expecting:literal) => {
        impl TryFrom<[u8; $len]> for $name {
            type Error = ParseKeyError;

            fn try_from(bytes: [u8; $len]) -> Result<Self, Self::Error> {
                Self::from_bytes(&bytes)
            }
        }

        hex_text!(
            $name,
            $len,
            ParseKeyError,
            ParseKeyError::Malformed,
            $name::try_from,
            $expecting
        );
    };
}

key_text!(
    Ed25519PublicKey,
    32,
    "expected an Ed25519 public key, 0x and 64 digits"
);
key_text!(
    P256PublicKey,
    33,
    "expected a compressed P-256 public key, 0x and 66 digits"
);
key_text!(
    X25519PublicKey,
    32,
    "expected an X25519 public key, 0x and 64 digits"
);
key_text!(
    Secp256k1PublicKey,
    33,
    "expected a compressed secp256k1 key, 0x and 66 digits"
);

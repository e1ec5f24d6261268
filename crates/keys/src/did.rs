//! Decentralised identifiers: `did:key` for holders and `did:ethr` for departments.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use crate::address::ChainAddress;
use crate::public::{Ed25519PublicKey, P256PublicKey, ParseKeyError, PublicKey};

/// Multicodec `ed25519-pub` (0xed) as an unsigned varint.
const ED25519_PUB: [u8; 2] = [0xed, 0x01];
/// Multicodec `p256-pub` (0x1200) as an unsigned varint.
const P256_PUB: [u8; 2] = [0x80, 0x24];

/// Returns the `did:key` of a signing key: multibase base58btc of multicodec and key bytes.
///
/// Source: W3C CCG "The did:key Method v0.9".
pub fn did_key(key: &PublicKey) -> String {
    let mut bytes = Vec::with_capacity(35);
    match key {
        PublicKey::Ed25519(key) => {
            bytes.extend_from_slice(&ED25519_PUB);
            bytes.extend_from_slice(&key.to_bytes());
        }
        PublicKey::P256(key) => {
            bytes.extend_from_slice(&P256_PUB);
            bytes.extend_from_slice(&key.to_bytes());
        }
    }
    format!("did:key:z{}", bs58::encode(bytes).into_string())
}

/// Reads a `did:key` of an Ed25519 or P-256 key, without fragment, path or query.
///
/// # Errors
/// [`ParseKeyError::Malformed`] for other text, [`ParseKeyError::Unsupported`] for other kinds
/// of keys, and what the key type itself refuses.
pub fn parse_did_key(did: &str) -> Result<PublicKey, ParseKeyError> {
    // 35 bytes never need more than 48 characters; a longer text is not worth decoding.
    const LONGEST: usize = 48;
    let text = did
        .strip_prefix("did:key:z")
        .ok_or(ParseKeyError::Malformed)?;
    if text.len() > LONGEST {
        return Err(ParseKeyError::Malformed);
    }
    let bytes = bs58::decode(text)
        .into_vec()
        .map_err(|_| ParseKeyError::Malformed)?;
    let (codec, key) = bytes
        .split_first_chunk::<2>()
        .ok_or(ParseKeyError::Malformed)?;
    match *codec {
        ED25519_PUB => {
            let key = key.try_into().map_err(|_| ParseKeyError::Malformed)?;
            Ed25519PublicKey::from_bytes(key).map(PublicKey::Ed25519)
        }
        P256_PUB => {
            let key = key.try_into().map_err(|_| ParseKeyError::Malformed)?;
            P256PublicKey::from_bytes(key).map(PublicKey::P256)
        }
        _ => Err(ParseKeyError::Unsupported),
    }
}

/// Text that is not a department's DID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a department's DID")]
pub struct ParseDidError;

/// A department's DID: `did:ethr:0x<chain id>:0x<account>`.
///
/// One department has one text: the chain id in lower-case hexadecimal without leading zeros
/// and not zero, the account in 40 lower-case digits. Anything else is refused when read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DepartmentDid {
    /// The chain on which the department is registered (EIP-155); not zero.
    pub chain_id: u64,
    /// The department's account, which is its identity in the directory.
    pub address: ChainAddress,
}

impl fmt::Display for DepartmentDid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "did:ethr:{:#x}:{}", self.chain_id, self.address)
    }
}

impl FromStr for DepartmentDid {
    type Err = ParseDidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (chain, address) = text
            .strip_prefix("did:ethr:0x")
            .and_then(|rest| rest.split_once(':'))
            .ok_or(ParseDidError)?;
        let did = Self {
            chain_id: u64::from_str_radix(chain, 16).map_err(|_| ParseDidError)?,
            address: address.parse().map_err(|_| ParseDidError)?,
        };
        if did.chain_id == 0 || did.to_string() != text {
            return Err(ParseDidError);
        }
        Ok(did)
    }
}

impl Serialize for DepartmentDid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DepartmentDid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom("expected a did:ethr identifier"))
    }
}

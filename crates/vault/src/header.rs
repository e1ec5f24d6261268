//! `vault.header`: the data key, sealed under the passphrase. 158 bytes, all authenticated.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::kdf::{KdfParams, Key, Salt};
use crate::sealed::random;

/// The first eight bytes of every version of the header.
const MAGIC: &[u8; 8] = b"CWVAULT\0";
/// The format this program writes, and the newest it reads.
pub(crate) const FORMAT: u16 = 1;

const SEALED_AT: usize = 78;
const CHECKSUM_AT: usize = SEALED_AT + 48;
/// Identifies one vault for its whole life.
pub(crate) type VaultId = [u8; 16];

/// Why bytes are not a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum HeaderError {
    /// Not a header, of another length, or its checksum does not fit.
    #[error("the header is damaged")]
    Damaged,
    /// Written by a newer program.
    #[error("the header has format {found}, newer than {FORMAT}")]
    NewerVersion {
        /// The format it has.
        found: u16,
    },
    /// Well formed, but demands a cost this program refuses.
    #[error("the header asks for a key derivation cost out of range")]
    KdfOutOfRange,
}

/// A header: salt and cost of the key derivation, and the data key, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultHeader {
    kdf: KdfParams,
    salt: Salt,
    id: VaultId,
    nonce: [u8; 24],
    sealed_key: [u8; 48],
}

impl VaultHeader {
    /// Bytes of a header of this format.
    pub(crate) const LENGTH: usize = CHECKSUM_AT + 32;

    /// Reads a header. Nothing secret is needed and next to no memory is taken; whether it is
    /// genuine shows only when the data key is opened.
    ///
    /// # Errors
    /// [`HeaderError`]; the version is looked at first, so a newer header is not called damaged.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let (magic, rest) = bytes.split_first_chunk::<8>().ok_or(HeaderError::Damaged)?;
        let (format, _) = rest.split_first_chunk::<2>().ok_or(HeaderError::Damaged)?;
        if magic != MAGIC {
            return Err(HeaderError::Damaged);
        }
        match u16::from_be_bytes(*format) {
            0 => return Err(HeaderError::Damaged),
            FORMAT => {}
            found => return Err(HeaderError::NewerVersion { found }),
        }
        if bytes.len() != Self::LENGTH
            || Sha256::digest(&bytes[..CHECKSUM_AT])[..] != bytes[CHECKSUM_AT..]
        {
            return Err(HeaderError::Damaged);
        }
        let cost = |at: usize| u32::from_be_bytes(array(&bytes[at..at + 4]));
        Ok(Self {
            kdf: KdfParams::new(cost(10), cost(14), cost(18))
                .map_err(|_| HeaderError::KdfOutOfRange)?,
            salt: array(&bytes[22..38]),
            id: array(&bytes[38..54]),
            nonce: array(&bytes[54..SEALED_AT]),
            sealed_key: array(&bytes[SEALED_AT..CHECKSUM_AT]),
        })
    }

    /// Returns the cost of one attempt.
    pub fn kdf(&self) -> KdfParams {
        self.kdf
    }

    pub(crate) fn id(&self) -> &VaultId {
        &self.id
    }

    pub(crate) fn salt(&self) -> &Salt {
        &self.salt
    }

    /// Seals `data_key` under `key`, which was derived with these `kdf` and `salt`.
    pub(crate) fn seal(
        kdf: KdfParams,
        salt: Salt,
        id: VaultId,
        key: &Key,
        data_key: &Key,
        rng: &mut impl CryptoRng,
    ) -> Self {
        let mut header = Self {
            kdf,
            salt,
            id,
            nonce: random(rng),
            sealed_key: [0; 48],
        };
        let sealed = XChaCha20Poly1305::new((&**key).into())
            .encrypt(
                &XNonce::from(header.nonce),
                Payload {
                    msg: &**data_key,
                    aad: &header.authenticated(),
                },
            )
            .expect("32 bytes are within the cipher's limit");
        header.sealed_key = array(&sealed);
        header
    }

    /// Opens the data key; `None` if the key is not the one it was sealed under, or if any part
    /// of the header is not as it was.
    pub(crate) fn unseal(&self, key: &Key) -> Option<Key> {
        let opened = XChaCha20Poly1305::new((&**key).into())
            .decrypt(
                &XNonce::from(self.nonce),
                Payload {
                    msg: &self.sealed_key,
                    aad: &self.authenticated(),
                },
            )
            .ok()
            .map(Zeroizing::new)?;
        Some(Zeroizing::new(array(&opened)))
    }

    /// Writes the header.
    pub(crate) fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..SEALED_AT].copy_from_slice(&self.authenticated());
        bytes[SEALED_AT..CHECKSUM_AT].copy_from_slice(&self.sealed_key);
        let checksum = Sha256::digest(&bytes[..CHECKSUM_AT]);
        bytes[CHECKSUM_AT..].copy_from_slice(&checksum);
        bytes
    }

    /// Everything before the sealed key: the associated data of its seal.
    fn authenticated(&self) -> [u8; SEALED_AT] {
        let mut bytes = [0; SEALED_AT];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..10].copy_from_slice(&FORMAT.to_be_bytes());
        bytes[10..14].copy_from_slice(&self.kdf.memory_kib().to_be_bytes());
        bytes[14..18].copy_from_slice(&self.kdf.passes().to_be_bytes());
        bytes[18..22].copy_from_slice(&self.kdf.lanes().to_be_bytes());
        bytes[22..38].copy_from_slice(&self.salt);
        bytes[38..54].copy_from_slice(&self.id);
        bytes[54..].copy_from_slice(&self.nonce);
        bytes
    }
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes
        .try_into()
        .expect("the caller cut exactly this length")
}

#[cfg(test)]
mod tests;

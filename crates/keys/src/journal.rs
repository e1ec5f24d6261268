//! The secret that a holder and one writer of the journal share, and what it is used for:
//! tagging entries so that only the two can find them, sealing their data, and naming one-time
//! addresses. Format: `docs/formats/keys.md`, section "Journal secrets".

use chacha20poly1305::ChaCha20Poly1305;
use chacha20poly1305::aead::{Aead, KeyInit as _, Payload};
use hkdf::Hkdf;
use k256::elliptic_curve::PrimeField;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Secp256k1Secret;
use crate::address::ChainAddress;
use crate::agreement::SharedSecret;
use crate::public::{Secp256k1PublicKey, X25519PublicKey};
use crate::short_mac::ShortMac;

const SECRET_INFO: &[u8] = b"citizen-wallet/journal/1";
const SEAL_INFO: &[u8] = b"citizen-wallet/journal/seal/1";
const ONE_TIME_LABEL: &[u8] = b"citizen-wallet/one-time/1";
const DEPOSIT_LABEL: &[u8] = b"citizen-wallet/deposit-salt/1";
const BUCKET_LABEL: &[u8] = b"citizen-wallet/bucket/1";

/// The random 16 bytes of a journal entry.
pub type EntryNonce = [u8; 16];

/// What a relation and a writer share: 32 bytes, kept as keyed states, wiped on drop.
pub struct JournalSecret {
    mac: ShortMac,
    seal_key: Zeroizing<[u8; 32]>,
}

impl JournalSecret {
    /// Derives the secret from the agreement of the holder's viewing key and the writer's
    /// agreement key (or, for entries of the holder's own, of the viewing key with itself).
    ///
    /// `department` is the writer's account on chain `chain_id`; [`ChainAddress::ZERO`] for the
    /// holder's own entries. K = HKDF-SHA-256(ikm = agreement, no salt, info =
    /// `"citizen-wallet/journal/1"` ‖ chain id as u64 big endian ‖ address), 32 bytes.
    pub fn derive(agreement: &SharedSecret, chain_id: u64, department: ChainAddress) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, agreement.as_bytes())
            .expand_multi_info(
                &[SECRET_INFO, &chain_id.to_be_bytes(), &department.to_bytes()],
                &mut *key,
            )
            .expect("32 bytes are within the reach of HKDF");
        Self::from_key(&key)
    }

    fn from_key(key: &[u8; 32]) -> Self {
        let mut seal_key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, key)
            .expand(SEAL_INFO, &mut *seal_key)
            .expect("32 bytes are within the reach of HKDF");
        Self {
            mac: ShortMac::new(key),
            seal_key,
        }
    }

    /// Computes the tag of an entry: the first 16 bytes of
    /// HMAC-SHA-256(K, nonce ‖ kind ‖ fingerprint).
    pub fn tag(&self, nonce: &EntryNonce, kind: u8, fingerprint: &[u8; 32]) -> [u8; 16] {
        let mut message = [0; 49];
        message[..16].copy_from_slice(nonce);
        message[16] = kind;
        message[17..].copy_from_slice(fingerprint);
        let digest = self.mac.compute(&message);
        *digest.first_chunk().expect("32 bytes have 16")
    }

    /// Seals an entry's data with ChaCha20-Poly1305; the result is 16 bytes longer.
    ///
    /// The AEAD nonce is the first 12 bytes of the entry's nonce, the associated data
    /// kind ‖ fingerprint.
    ///
    /// # Security
    /// The entry's nonce must be fresh and random: two texts sealed under one nonce reveal
    /// their difference.
    pub fn seal(
        &self,
        nonce: &EntryNonce,
        kind: u8,
        fingerprint: &[u8; 32],
        plaintext: &[u8],
    ) -> Vec<u8> {
        let aad = associated_data(kind, fingerprint);
        self.cipher()
            .encrypt(
                &aead_nonce(nonce),
                Payload {
                    msg: plaintext,
                    aad: &aad,
                },
            )
            .expect("a text in memory is shorter than the cipher's limit of 256 GiB")
    }

    /// Opens an entry's data; `None` if it was not sealed by one of the two for this entry.
    pub fn open(
        &self,
        nonce: &EntryNonce,
        kind: u8,
        fingerprint: &[u8; 32],
        sealed: &[u8],
    ) -> Option<Vec<u8>> {
        let aad = associated_data(kind, fingerprint);
        self.cipher()
            .decrypt(
                &aead_nonce(nonce),
                Payload {
                    msg: sealed,
                    aad: &aad,
                },
            )
            .ok()
    }

    /// Computes the salt of a deposit: HMAC-SHA-256(K, `"citizen-wallet/deposit-salt/1"` ‖ nonce).
    /// Only the holder can, and the recovery phrase brings it back.
    pub fn deposit_salt(&self, nonce: &EntryNonce) -> [u8; 32] {
        self.mac.compute(&[DEPOSIT_LABEL, nonce].concat())
    }

    /// Computes the one-time public key for an entry: spending key + h·G, where h is
    /// HMAC-SHA-256(K, `"citizen-wallet/one-time/1"` ‖ nonce ‖ counter) as a big-endian number
    /// and counter, one byte, is the first from 0 for which h is in 1..n and the sum is not the
    /// point at infinity. After ERC-5564, with K in place of the ephemeral agreement.
    pub fn one_time_key(
        &self,
        spending: &Secp256k1PublicKey,
        nonce: &EntryNonce,
    ) -> Secp256k1PublicKey {
        let spending = spending.to_point().to_projective();
        self.offsets(nonce)
            .find_map(|offset| {
                let point = spending + k256::ProjectivePoint::GENERATOR * offset;
                k256::PublicKey::from_affine(point.to_affine()).ok()
            })
            .map(|key| Secp256k1PublicKey::from_point(&key))
            .expect("256 hashes in a row outside the order do not occur")
    }

    /// Computes the address that a writer names in an entry for the holder to act from.
    pub fn one_time_address(
        &self,
        spending: &Secp256k1PublicKey,
        nonce: &EntryNonce,
    ) -> ChainAddress {
        self.one_time_key(spending, nonce).address()
    }

    /// Computes the secret of [`Self::one_time_key`]: only the holder of the spending key can.
    pub fn one_time_secret(
        &self,
        spending: &Secp256k1Secret,
        nonce: &EntryNonce,
    ) -> Secp256k1Secret {
        let scalar = Zeroizing::new(spending.scalar());
        self.offsets(nonce)
            .find_map(|offset| {
                let bytes = Zeroizing::new(<[u8; 32]>::from((*scalar + offset).to_repr()));
                Secp256k1Secret::from_scalar(&bytes).ok()
            })
            .expect("256 hashes in a row outside the order do not occur")
    }

    fn offsets(&self, nonce: &EntryNonce) -> impl Iterator<Item = k256::Scalar> + '_ {
        let nonce = *nonce;
        (0..=u8::MAX).filter_map(move |counter| {
            let message = [ONE_TIME_LABEL, &nonce, &[counter]].concat();
            let digest = self.mac.compute(&message);
            let scalar: Option<k256::Scalar> = k256::Scalar::from_repr(digest.into()).into();
            scalar.filter(|scalar| *scalar != k256::Scalar::ZERO)
        })
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new((&*self.seal_key).into())
    }
}

impl std::fmt::Debug for JournalSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JournalSecret")
    }
}

/// Returns the bucket of a relation: the first `bits` bits of
/// SHA-256(`"citizen-wallet/bucket/1"` ‖ viewing key), as a number below 2^`bits`.
///
/// # Panics
/// If `bits` is above 16; it is a parameter of the chain, checked when the profile is read.
pub fn bucket(viewing: &X25519PublicKey, bits: u8) -> u16 {
    assert!(bits <= 16, "a bucket number has at most 16 bits");
    let digest = Sha256::new_with_prefix(BUCKET_LABEL)
        .chain_update(viewing.to_bytes())
        .finalize();
    let first = u32::from(u16::from_be_bytes([digest[0], digest[1]]));
    u16::try_from(first >> (16 - bits)).expect("sixteen bits or fewer")
}

fn associated_data(kind: u8, fingerprint: &[u8; 32]) -> [u8; 33] {
    let mut aad = [kind; 33];
    aad[1..].copy_from_slice(fingerprint);
    aad
}

fn aead_nonce(nonce: &EntryNonce) -> chacha20poly1305::Nonce {
    let mut short = [0; 12];
    short.copy_from_slice(&nonce[..12]);
    short.into()
}

//! Writing to a holder on chain so that only that holder can tell.

use chain::calls::Note;
use keys::{
    ChainAddress, JournalSecret, MetaAddress, Secp256k1PublicKey, X25519PublicKey, journal,
};

use crate::keyring::DepartmentKeys;
use crate::random;

/// A holder as the addressee of one journal entry: a fresh nonce, and the secret shared with it.
pub(crate) struct Addressee {
    secret: JournalSecret,
    nonce: [u8; 16],
    bucket: u16,
    /// Of a holder who may be given something to act on.
    spending: Option<Secp256k1PublicKey>,
}

impl Addressee {
    /// Prepares one entry of `department` to the holder of `meta_address`.
    pub(crate) fn new(
        department: &DepartmentKeys,
        chain_id: u64,
        bucket_bits: u8,
        meta_address: &MetaAddress,
    ) -> Self {
        let mut addressee =
            Self::who_only_reads(department, chain_id, bucket_bits, &meta_address.viewing);
        addressee.spending = Some(meta_address.spending);
        addressee
    }

    /// Prepares one entry to a holder of whom only the viewing key is known.
    pub(crate) fn who_only_reads(
        department: &DepartmentKeys,
        chain_id: u64,
        bucket_bits: u8,
        viewing: &X25519PublicKey,
    ) -> Self {
        let agreement = department
            .agreement
            .diffie_hellman(viewing)
            .expect("keys of small order are refused when they are read");
        Self {
            secret: JournalSecret::derive(&agreement, chain_id, department.address()),
            nonce: random::bytes(),
            bucket: journal::bucket(viewing, bucket_bits),
            spending: None,
        }
    }

    /// Seals a text for the holder.
    pub(crate) fn seal(&self, kind: u8, fingerprint: &[u8; 32], plaintext: &[u8]) -> Vec<u8> {
        self.secret.seal(&self.nonce, kind, fingerprint, plaintext)
    }

    /// Returns the one-time address with which only the holder can act; `None` for one who only
    /// reads.
    pub(crate) fn one_time_address(&self) -> Option<ChainAddress> {
        let spending = self.spending.as_ref()?;
        Some(self.secret.one_time_address(spending, &self.nonce))
    }

    /// Finishes the note for an entry of `kind` about `fingerprint`, with `data` as it is. One nonce
    /// is for one entry, so this ends the matter.
    pub(crate) fn into_note(self, kind: u8, fingerprint: &[u8; 32], data: Vec<u8>) -> Note {
        let tag = self.secret.tag(&self.nonce, kind, fingerprint);
        Note {
            bucket: self.bucket,
            nonce: self.nonce.into(),
            tag: tag.into(),
            data: data.into(),
        }
    }
}

/// Returns a note to nobody, for a holder that gave no address: random in every part, so that it
/// looks like any other.
pub(crate) fn note_to_nobody(bucket_bits: u8, data_bytes: usize) -> Note {
    let mut data = Vec::with_capacity(data_bytes);
    while data.len() < data_bytes {
        data.extend_from_slice(&random::bytes::<16>());
    }
    data.truncate(data_bytes);
    let mask = u16::MAX
        .checked_shr(16 - u32::from(bucket_bits))
        .unwrap_or(0);
    Note {
        bucket: u16::from_be_bytes(random::bytes()) & mask,
        nonce: random::bytes::<16>().into(),
        tag: random::bytes::<16>().into(),
        data: data.into(),
    }
}

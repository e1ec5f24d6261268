//! One entry of the journal.

use alloy_primitives::{Address, B128, B256, Bytes};
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

/// The bucket of the directory and the law; every wallet replays it.
pub const PUBLIC_BUCKET: u16 = 0xFFFF;

/// An entry of the journal. As decoded it is a candidate; it is a fact once the bucket it belongs to
/// is proven (`Chain::sync` returned).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Bucket it is in.
    pub bucket: u16,
    /// Number in the bucket, from 0 without gaps.
    pub seq: u64,
    /// Block it was written in.
    pub block: u64,
    /// Time of that block, unix seconds, never negative.
    pub time: i64,
    /// What it records; see [`EntryKind`].
    pub kind: u8,
    /// Who wrote it: an account, left-padded with zeros; see [`Entry::writer_address`].
    pub writer: B256,
    /// What it is about, salted.
    pub fingerprint: B256,
    /// Random number of the writer.
    pub nonce: B128,
    /// Lets the holder find it; means nothing to others.
    pub tag: B128,
    /// Content, at most [`super::MAX_DATA`] bytes: ABI-encoded where public, sealed where personal.
    pub data: Bytes,
}

impl Entry {
    /// What the entry records; `None` for a kind this version does not know.
    pub const fn kind(&self) -> Option<EntryKind> {
        EntryKind::from_number(self.kind)
    }

    /// The account that wrote it; `None` if `writer` is no left-padded address.
    pub fn writer_address(&self) -> Option<ChainAddress> {
        let (padding, address) = self.writer.split_at(12);
        let address = <[u8; 20]>::try_from(address).ok()?;
        padding.iter().all(|b| *b == 0).then(|| address.into())
    }
}

/// Kinds of entries this version knows (contracts/src, `Journal`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[repr(u8)]
pub enum EntryKind {
    /// A department's new record. Public bucket.
    DirectoryRecord = 1,
    /// An officer appointed or dismissed. Public bucket.
    OfficerRecord = 2,
    /// A rule's new state. Public bucket.
    LawRule = 3,
    /// A credential's fingerprint anchored by its issuer.
    CredentialAnchored = 16,
    /// A credential's new status.
    CredentialStatus = 17,
    /// An invoice issued.
    InvoiceIssued = 32,
    /// An invoice claimed by its holder for a payer.
    InvoiceClaimed = 33,
    /// An invoice booked by its payer.
    InvoiceBooked = 34,
    /// An invoice reimbursed by its payer.
    InvoiceReimbursed = 35,
    /// An invoice voided by its biller.
    InvoiceVoided = 36,
    /// An invoice reversed by its biller.
    InvoiceReversed = 37,
    /// A grant anchored by its holder's one-time account.
    GrantAnchored = 48,
    /// A grant revoked by the account that anchored it.
    GrantRevoked = 49,
    /// A use of a grant, recorded by the department that used it.
    GrantUsed = 50,
    /// A case opened by the requester whose request the law refers.
    CaseOpened = 64,
    /// A case decided by an officer of the custodian's or of a department above it.
    CaseDecided = 65,
    /// An access without a grant, recorded by the custodian.
    AccessRecorded = 72,
    /// A petition lodged from a one-time account.
    PetitionLodged = 80,
    /// A petition answered by the department it was lodged with.
    PetitionAnswered = 81,
    /// A presentation accepted at a counter for the first time.
    PresentationAccepted = 88,
    /// A presentation accepted once more, at the same counter or another.
    PresentationRepeated = 89,
    /// A file's salted fingerprint deposited from a one-time account.
    EvidenceDeposited = 96,
}

impl EntryKind {
    /// The kind with this number, if this version knows it.
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::DirectoryRecord,
            2 => Self::OfficerRecord,
            3 => Self::LawRule,
            16 => Self::CredentialAnchored,
            17 => Self::CredentialStatus,
            32 => Self::InvoiceIssued,
            33 => Self::InvoiceClaimed,
            34 => Self::InvoiceBooked,
            35 => Self::InvoiceReimbursed,
            36 => Self::InvoiceVoided,
            37 => Self::InvoiceReversed,
            48 => Self::GrantAnchored,
            49 => Self::GrantRevoked,
            50 => Self::GrantUsed,
            64 => Self::CaseOpened,
            65 => Self::CaseDecided,
            72 => Self::AccessRecorded,
            80 => Self::PetitionLodged,
            81 => Self::PetitionAnswered,
            88 => Self::PresentationAccepted,
            89 => Self::PresentationRepeated,
            96 => Self::EvidenceDeposited,
            _ => return None,
        })
    }

    /// Whether it is a step of an invoice after its issue: found by the invoice's fingerprint, for
    /// nobody tags it.
    #[must_use]
    pub const fn is_invoice_step(self) -> bool {
        matches!(
            self,
            Self::InvoiceClaimed
                | Self::InvoiceBooked
                | Self::InvoiceReimbursed
                | Self::InvoiceVoided
                | Self::InvoiceReversed
        )
    }
}

/// alloy's address for ours.
pub(crate) fn to_alloy(address: ChainAddress) -> Address {
    Address::from(address.to_bytes())
}

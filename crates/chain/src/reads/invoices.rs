//! Invoices, and what became of them.

use alloy_primitives::{B256, U256};
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use super::{Proven, address, field, seconds, slot_after};
use crate::bindings::Invoices;
use crate::client::Chain;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::proof::Proof;
use crate::state_proof::mapping_slot;

/// Slot of `_invoices` (contracts/src/Invoices.sol): behind the two of EIP712.
const INVOICES: u64 = 2;

/// How an invoice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum InvoiceStage {
    /// Issued; nobody has claimed it.
    Issued = 1,
    /// Claimed by its holder for a payer.
    Claimed = 2,
    /// In the payer's books.
    Booked = 3,
    /// Paid back. Final.
    Reimbursed = 4,
    /// Taken back before it was claimed. Final.
    Voided = 5,
    /// Reversed by a red-letter invoice. Final.
    Reversed = 6,
}

impl InvoiceStage {
    /// The stage with this number in the contract; `None` also for 0, no invoice.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            1 => Self::Issued,
            2 => Self::Claimed,
            3 => Self::Booked,
            4 => Self::Reimbursed,
            5 => Self::Voided,
            6 => Self::Reversed,
            _ => return None,
        })
    }
}

/// An invoice as the chain keeps it. Times are unix seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceState {
    /// The department that issued it.
    pub biller: ChainAddress,
    /// How it stands.
    pub stage: InvoiceStage,
    /// The bucket that its steps are written to.
    pub bucket: u16,
    /// Its salted fingerprint.
    pub fingerprint: B256,
    /// The one-time address that alone can claim it.
    pub holder: ChainAddress,
    /// When it was issued.
    pub issued_at: i64,
    /// For whom it was claimed.
    pub payer: Option<ChainAddress>,
    /// When it was claimed.
    pub claimed_at: Option<i64>,
    /// When it was booked.
    pub booked_at: Option<i64>,
    /// Salted commitment to its amounts.
    pub amounts: B256,
    /// For a red-letter invoice the number that it reverses.
    pub original: Option<u128>,
    /// For a reversed invoice the number of its red-letter invoice.
    pub reversal: Option<u128>,
    /// When it was reimbursed, voided or reversed.
    pub closed_at: Option<i64>,
}

impl Chain {
    /// The invoice with this number; `None` if it is not issued. One node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn invoice(&self, number: u128) -> Result<Option<InvoiceState>, ChainError> {
        let found = self
            .read(
                self.network().contracts().invoices,
                &Invoices::invoiceCall { number },
            )
            .await?;
        let account = |address: alloy_primitives::Address| ChainAddress::from(address.into_array());
        let Some(stage) = InvoiceStage::from_number(found.state) else {
            return Ok(None);
        };
        Ok(Some(InvoiceState {
            biller: account(found.biller),
            stage,
            bucket: found.bucket,
            fingerprint: found.fingerprint,
            holder: account(found.holder),
            issued_at: seconds(found.issuedAt),
            payer: (!found.payer.is_zero()).then(|| account(found.payer)),
            claimed_at: time(found.claimedAt),
            booked_at: time(found.bookedAt),
            amounts: found.amounts,
            original: number_or_none(found.original),
            reversal: number_or_none(found.reversal),
            closed_at: time(found.closedAt),
        }))
    }

    /// As [`Chain::invoice`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_invoice(
        &self,
        header: &TrustedHeader,
        number: u128,
    ) -> Result<Proven<InvoiceState>, ChainError> {
        let first = mapping_slot(U256::from(number).into(), U256::from(INVOICES).into());
        let slots: Vec<B256> = (0..7).map(|by| slot_after(first, by)).collect();
        let words = self
            .prove(header, self.network().contracts().invoices, &slots)
            .await?;
        Ok(Proven {
            value: invoice(&words),
            proof: Proof::by(header),
        })
    }
}

/// The layout of `Invoice` (contracts/src/types/Invoice.sol), seven words.
fn invoice(words: &[U256]) -> Option<InvoiceState> {
    let stage = InvoiceStage::from_number(field(words[0], 224, 8))?;
    let payer = address(words[3]);
    Some(InvoiceState {
        biller: address(words[0]),
        stage,
        bucket: field(words[0], 232, 16),
        fingerprint: words[1].into(),
        holder: address(words[2]),
        issued_at: seconds(field(words[0], 160, 64)),
        payer: (payer != ChainAddress::ZERO).then_some(payer),
        claimed_at: time(field(words[2], 160, 64)),
        booked_at: time(field(words[3], 160, 64)),
        amounts: words[4].into(),
        original: number_or_none(field(words[5], 0, 128)),
        reversal: number_or_none(field(words[5], 128, 128)),
        closed_at: time(field(words[6], 0, 64)),
    })
}

fn time(secs: u64) -> Option<i64> {
    (secs != 0).then(|| seconds(secs))
}

fn number_or_none(number: u128) -> Option<u128> {
    (number != 0).then_some(number)
}

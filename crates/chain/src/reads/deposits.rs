//! Deposits, and the proof of one that needs nobody afterwards.

use alloy_primitives::{B256, Bytes};
use serde::{Deserialize, Serialize};

use super::{Proven, field, seconds};
use crate::client::Chain;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::proof::Proof;
use crate::state_proof::mapping_slot;

/// When a fingerprint was deposited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositState {
    /// Unix seconds.
    pub time: i64,
    /// Number of the block.
    pub height: u64,
}

/// Everything that a stranger needs to check a storage word by hand (EIP-1186).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawProof {
    /// The header, RLP; its keccak-256 is the block's hash, except where validators seal it (`qbft`).
    pub header: Bytes,
    /// Nodes from the state root down to the contract's account, RLP.
    pub account: Vec<Bytes>,
    /// The slot.
    pub slot: B256,
    /// Nodes from the account's storage root down to the slot, RLP.
    pub storage: Vec<Bytes>,
}

impl Chain {
    /// When `fingerprint` was deposited, proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_deposit(
        &self,
        header: &TrustedHeader,
        fingerprint: B256,
    ) -> Result<Proven<DepositState>, ChainError> {
        let slot = deposit_slot(fingerprint);
        let deposits = self.network().contracts().deposits;
        let word = self.prove(header, deposits, &[slot]).await?[0];
        // time u64 | height u64, from the low end (contracts/src/Deposits.sol)
        let time: u64 = field(word, 0, 64);
        let value = (time != 0).then(|| DepositState {
            time: seconds(time),
            height: field(word, 64, 64),
        });
        Ok(Proven {
            value,
            proof: Proof::by(header),
        })
    }

    /// The proof of a deposit against `header`, checked here before it is given out.
    ///
    /// # Errors
    /// As [`Chain::proven_deposit`].
    pub async fn deposit_proof(
        &self,
        header: &TrustedHeader,
        fingerprint: B256,
    ) -> Result<RawProof, ChainError> {
        let slot = deposit_slot(fingerprint);
        let deposits = self.network().contracts().deposits;
        self.raw_proof(header, deposits, slot).await
    }
}

/// Slot of `_deposits[fingerprint]` (contracts/src/Deposits.sol, slot 0).
fn deposit_slot(fingerprint: B256) -> B256 {
    mapping_slot(fingerprint, B256::ZERO)
}

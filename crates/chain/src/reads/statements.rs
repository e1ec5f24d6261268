//! Accesses without a grant, petitions, accepted presentations.

use alloy_primitives::{B256, U256};
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use super::{Proven, address, field, registry_key, seconds, slot_after};
use crate::bindings::{Accesses, Petitions, Presentations};
use crate::client::Chain;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::journal::to_alloy;
use crate::proof::Proof;
use crate::state_proof::mapping_slot;

/// A petition as the chain holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetitionState {
    /// The department it was lodged with.
    pub to: ChainAddress,
    /// When, unix seconds.
    pub lodged_at: i64,
    /// When it was answered, unix seconds, and the SHA-256 of the signed answer.
    pub answer: Option<(i64, B256)>,
}

/// A presentation that a counter has accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationState {
    /// The counter that recorded it first.
    pub first: ChainAddress,
    /// When, unix seconds.
    pub first_at: i64,
    /// How often it was recorded; more than 1 = shown more than once.
    pub times: u32,
}

impl Chain {
    /// When `custodian` recorded the access `fingerprint` (unix seconds); `None` if it did not. One
    /// node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn access_recorded(
        &self,
        custodian: ChainAddress,
        fingerprint: B256,
    ) -> Result<Option<i64>, ChainError> {
        let call = Accesses::recordedAtCall {
            custodian: to_alloy(custodian),
            fingerprint,
        };
        let time = self
            .read(self.network().contracts().accesses, &call)
            .await?;
        Ok((time != 0).then(|| seconds(time)))
    }

    /// The petition `fingerprint` that `lodger` lodged; `None` if it did not. One node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn petition(
        &self,
        lodger: ChainAddress,
        fingerprint: B256,
    ) -> Result<Option<PetitionState>, ChainError> {
        let call = Petitions::petitionCall {
            lodger: to_alloy(lodger),
            fingerprint,
        };
        let p = self
            .read(self.network().contracts().petitions, &call)
            .await?;
        Ok((p.lodgedAt != 0).then(|| PetitionState {
            to: p.to.into_array().into(),
            lodged_at: seconds(p.lodgedAt),
            answer: (p.answeredAt != 0).then(|| (seconds(p.answeredAt), p.answer)),
        }))
    }

    /// As [`Chain::petition`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_petition(
        &self,
        header: &TrustedHeader,
        lodger: ChainAddress,
        fingerprint: B256,
    ) -> Result<Proven<PetitionState>, ChainError> {
        let slot = mapping_slot(registry_key(lodger, fingerprint), B256::ZERO);
        let slots = [0, 1, 2].map(|word| slot_after(slot, word));
        let words = self
            .prove(header, self.network().contracts().petitions, &slots)
            .await?;
        Ok(Proven {
            value: petition(&words),
            proof: Proof::by(header),
        })
    }

    /// How the presentation `id` stands; `None` if no counter recorded it. One node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn presentation(&self, id: B256) -> Result<Option<PresentationState>, ChainError> {
        let call = Presentations::acceptedCall { id };
        let found = self
            .read(self.network().contracts().presentations, &call)
            .await?;
        Ok((found.times != 0).then(|| PresentationState {
            first: found.first.into_array().into(),
            first_at: seconds(found.firstAt),
            times: found.times,
        }))
    }

    /// As [`Chain::presentation`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_presentation(
        &self,
        header: &TrustedHeader,
        id: B256,
    ) -> Result<Proven<PresentationState>, ChainError> {
        let slot = mapping_slot(id, B256::ZERO);
        let word = self
            .prove(header, self.network().contracts().presentations, &[slot])
            .await?[0];
        // first address | firstAt u64 | times u32 (contracts/src/Presentations.sol)
        let times: u32 = field(word, 224, 32);
        Ok(Proven {
            value: (times != 0).then(|| PresentationState {
                first: address(word),
                first_at: seconds(field(word, 160, 64)),
                times,
            }),
            proof: Proof::by(header),
        })
    }
}

/// to address | lodgedAt u64, answeredAt u64, answer (contracts/src/interfaces/IPetitions.sol)
fn petition(words: &[U256]) -> Option<PetitionState> {
    let lodged_at: u64 = field(words[0], 160, 64);
    let answered_at: u64 = field(words[1], 0, 64);
    (lodged_at != 0).then(|| PetitionState {
        to: address(words[0]),
        lodged_at: seconds(lodged_at),
        answer: (answered_at != 0).then(|| (seconds(answered_at), words[2].into())),
    })
}

//! Cases that the law left to a person.

use alloy_primitives::{B256, U256, keccak256};
use alloy_sol_types::SolValue;
use keys::{ChainAddress, Ed25519PublicKey};
use serde::{Deserialize, Serialize};

use super::{Proven, address, field, seconds, slot_after};
use crate::bindings::Referrals;
use crate::client::Chain;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::journal::to_alloy;
use crate::proof::Proof;
use crate::state_proof::mapping_slot;

/// A case as the chain holds it. A decision there is the word of the department that recorded it;
/// what the officer signed has to hash to `decision`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// How it stands.
    pub state: CaseState,
    /// When it was opened, unix seconds.
    pub opened_at: i64,
    /// By when the requester needs the answer, unix seconds; a later decision still counts.
    pub due: Option<i64>,
    /// Which case it is at its custodian, from 1.
    pub number: u64,
    /// `None` while it is open.
    pub decided: Option<Decided>,
}

/// Who decided a case, and what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// When, unix seconds.
    pub at: i64,
    /// The custodian or a department above it.
    pub office: ChainAddress,
    /// The officer's Ed25519 key, whom that department had authorised at that moment. 32 bytes that
    /// need not be a key.
    pub officer: B256,
    /// SHA-256 of the salted reasons.
    pub reasons: B256,
    /// SHA-256 of what the officer signed.
    pub decision: B256,
}

/// How a case stands. From open there is a way to permitted or denied, from those none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum CaseState {
    /// Waits for an officer.
    Open = 1,
    /// An officer permitted it.
    Permitted = 2,
    /// An officer refused it.
    Denied = 3,
}

/// The cases of a custodian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// How many were ever opened; the last one's number.
    pub opened: u64,
    /// How many of them are decided.
    pub decided: u64,
}

impl Queue {
    /// How many wait.
    pub const fn waiting(&self) -> u64 {
        self.opened.saturating_sub(self.decided)
    }
}

impl Decided {
    /// The officer's key; `None` if the bytes are none.
    pub fn officer_key(&self) -> Option<Ed25519PublicKey> {
        Ed25519PublicKey::from_bytes(&self.officer.0).ok()
    }
}

impl CaseState {
    /// The state with this number of the contract; 0 (never opened) is none.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Open),
            2 => Some(Self::Permitted),
            3 => Some(Self::Denied),
            _ => None,
        }
    }
}

impl Chain {
    /// The case that `requester` opened at `custodian` for `request`; `None` if it did not. One
    /// node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn case(
        &self,
        requester: ChainAddress,
        custodian: ChainAddress,
        request: B256,
    ) -> Result<Option<Case>, ChainError> {
        let call = Referrals::caseOfCall {
            requester: to_alloy(requester),
            custodian: to_alloy(custodian),
            request,
        };
        let c = self
            .read(self.network().contracts().referrals, &call)
            .await?;
        let decided = (c.decidedAt != 0).then(|| Decided {
            at: seconds(c.decidedAt),
            office: c.decider.into_array().into(),
            officer: c.officer,
            reasons: c.reasons,
            decision: c.decision,
        });
        Ok(CaseState::from_number(c.state).map(|state| Case {
            state,
            opened_at: seconds(c.openedAt),
            due: (c.due != 0).then(|| seconds(c.due)),
            number: c.number,
            decided,
        }))
    }

    /// As [`Chain::case`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_case(
        &self,
        header: &TrustedHeader,
        requester: ChainAddress,
        custodian: ChainAddress,
        request: B256,
    ) -> Result<Proven<Case>, ChainError> {
        let key = (to_alloy(requester), to_alloy(custodian), request).abi_encode();
        let slot = mapping_slot(keccak256(key), B256::ZERO);
        let slots = [0, 1, 2, 3, 4].map(|word| slot_after(slot, word));
        let words = self
            .prove(header, self.network().contracts().referrals, &slots)
            .await?;
        Ok(Proven {
            value: case(&words),
            proof: Proof::by(header),
        })
    }

    /// How many cases wait at `custodian`. One node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn case_queue(&self, custodian: ChainAddress) -> Result<Queue, ChainError> {
        let referrals = self.network().contracts().referrals;
        let custodian = to_alloy(custodian);
        let decided = self
            .read(referrals, &Referrals::decidedCall { custodian })
            .await?;
        let opened = self
            .read(referrals, &Referrals::openedCall { custodian })
            .await?;
        Ok(Queue { opened, decided })
    }
}

/// state u8 | openedAt u64 | due u64 | decidedAt u64, decider address | number u64, officer,
/// reasons, decision (contracts/src/types/Referral.sol)
fn case(words: &[U256]) -> Option<Case> {
    let state = CaseState::from_number(field(words[0], 0, 8))?;
    let due: u64 = field(words[0], 72, 64);
    let decided_at: u64 = field(words[0], 136, 64);
    let decided = (decided_at != 0).then(|| Decided {
        at: seconds(decided_at),
        office: address(words[1]),
        officer: words[2].into(),
        reasons: words[3].into(),
        decision: words[4].into(),
    });
    Some(Case {
        state,
        opened_at: seconds(field(words[0], 8, 64)),
        due: (due != 0).then(|| seconds(due)),
        number: field(words[1], 160, 64),
        decided,
    })
}

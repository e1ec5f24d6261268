//! State of grants, credentials and invoices: as a node says, or proven.
//!
//! The plain reads are one node's word. The proven ones read the contracts' storage against a
//! trusted header (EIP-1186); the slots are those the contracts promise to keep.

use alloy_primitives::{B256, U256};
use alloy_sol_types::{SolCall, SolValue};
use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use crate::bindings::{Credentials, Grants, Laws};
use crate::client::Chain;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::journal::to_alloy;
use crate::law::{Question, Verdict};
use crate::proof::Proof;
use crate::state_proof::mapping_slot;

mod deposits;
mod invoices;
mod referrals;
mod statements;

pub use deposits::{DepositState, RawProof};
pub use invoices::{InvoiceStage, InvoiceState};
pub use referrals::{Case, CaseState, Decided, Queue};
pub use statements::{PetitionState, PresentationState};

/// How a grant stands on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantState {
    /// First second it no longer holds, unix seconds.
    pub end: i64,
    /// How often it may be used.
    pub max_uses: u32,
    /// How often it was used.
    pub used: u32,
    /// Revoked by its holder.
    pub revoked: bool,
}

/// How a credential stands on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialState {
    /// Its status.
    pub status: CredentialStatus,
    /// Since when, unix seconds.
    pub since: i64,
    /// Fingerprint of the credential that took its place, when superseded.
    pub successor: Option<B256>,
}

/// Status of a credential. Valid and suspended may change into each other, the others are final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum CredentialStatus {
    /// In force.
    Valid = 1,
    /// Not in force for now.
    Suspended = 2,
    /// Withdrawn for good.
    Revoked = 3,
    /// Replaced by another.
    Superseded = 4,
}

/// What the contract `Laws` answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnChainEvaluation {
    /// The answer.
    pub verdict: Verdict,
    /// Number of the rule; `None` if no rule speaks.
    pub rule: Option<u64>,
    /// Longest validity of a grant, seconds.
    pub max_validity_secs: u64,
    /// Most uses of a grant.
    pub max_uses: u32,
    /// Longest retention, days.
    pub max_retention_days: u32,
    /// Whether a grant may be handed on.
    pub delegable: bool,
    /// Whether the requester may act without a grant as well.
    pub statutory: bool,
}

/// A value with its verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven<T> {
    /// The value; `None` is proven absence.
    pub value: Option<T>,
    /// Against which header.
    pub proof: Proof,
}

impl CredentialStatus {
    /// The status with this number of the contract; 0 (not anchored) is none.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Valid),
            2 => Some(Self::Suspended),
            3 => Some(Self::Revoked),
            4 => Some(Self::Superseded),
            _ => None,
        }
    }
}

impl Chain {
    /// The state of the grant `fingerprint` that `account` anchored; `None` if it did not. One
    /// node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn grant_state(
        &self,
        account: ChainAddress,
        fingerprint: B256,
    ) -> Result<Option<GrantState>, ChainError> {
        let call = Grants::grantStateCall {
            account: to_alloy(account),
            fingerprint,
        };
        let found = self.read(self.network().contracts().grants, &call).await?;
        Ok((found.end != 0).then(|| GrantState {
            end: seconds(found.end),
            max_uses: found.maxUses,
            used: found.used,
            revoked: found.revoked,
        }))
    }

    /// As [`Chain::grant_state`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_grant_state(
        &self,
        header: &TrustedHeader,
        account: ChainAddress,
        fingerprint: B256,
    ) -> Result<Proven<GrantState>, ChainError> {
        let slot = mapping_slot(registry_key(account, fingerprint), B256::ZERO);
        let grants = self.network().contracts().grants;
        let word = self.prove(header, grants, &[slot]).await?[0];
        // end u64 | maxUses u32 | used u32 | revoked bool, from the low end (contracts/src/Grants.sol)
        let end: u64 = field(word, 0, 64);
        let value = (end != 0).then(|| GrantState {
            end: seconds(end),
            max_uses: field(word, 64, 32),
            used: field(word, 96, 32),
            revoked: field::<u8>(word, 128, 8) != 0,
        });
        Ok(Proven {
            value,
            proof: Proof::by(header),
        })
    }

    /// The state of the credential `fingerprint` that `issuer` anchored; `None` if it did not. One
    /// node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn credential_status(
        &self,
        issuer: ChainAddress,
        fingerprint: B256,
    ) -> Result<Option<CredentialState>, ChainError> {
        let call = Credentials::statusOfCall {
            issuer: to_alloy(issuer),
            fingerprint,
        };
        let found = self
            .read(self.network().contracts().credentials, &call)
            .await?;
        Ok(credential(found.status, found.since, found.successor))
    }

    /// As [`Chain::credential_status`], proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_credential_status(
        &self,
        header: &TrustedHeader,
        issuer: ChainAddress,
        fingerprint: B256,
    ) -> Result<Proven<CredentialState>, ChainError> {
        let slot = mapping_slot(registry_key(issuer, fingerprint), B256::ZERO);
        let credentials = self.network().contracts().credentials;
        let words = self
            .prove(header, credentials, &[slot, slot_after(slot, 1)])
            .await?;
        // status u8 | since u64, then the successor (contracts/src/Credentials.sol)
        let (status, since) = (field(words[0], 0, 8), field(words[0], 8, 64));
        let value = credential(status, since, words[1].into());
        Ok(Proven {
            value,
            proof: Proof::by(header),
        })
    }

    /// Whether `delegator` has withdrawn `link`. One node's word.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn link_withdrawn(
        &self,
        delegator: ChainAddress,
        link: B256,
    ) -> Result<bool, ChainError> {
        let call = Grants::withdrawnCall {
            delegator: to_alloy(delegator),
            link,
        };
        self.read(self.network().contracts().grants, &call).await
    }

    /// For each (delegator, link) whether it is withdrawn, proven against `header`.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Contradicted`] if the proof does not verify.
    pub async fn proven_links_withdrawn(
        &self,
        header: &TrustedHeader,
        links: &[(ChainAddress, B256)],
    ) -> Result<Proven<Vec<bool>>, ChainError> {
        // mapping(address => mapping(bytes32 => bool)), the second slot (contracts/src/Grants.sol)
        let base = B256::with_last_byte(1);
        let slots: Vec<B256> = links
            .iter()
            .map(|(delegator, link)| {
                let of_delegator = mapping_slot(to_alloy(*delegator).into_word(), base);
                mapping_slot(*link, of_delegator)
            })
            .collect();
        let grants = self.network().contracts().grants;
        let words = match slots.is_empty() {
            true => Vec::new(),
            false => self.prove(header, grants, &slots).await?,
        };
        Ok(Proven {
            value: Some(words.iter().map(|word| !word.is_zero()).collect()),
            proof: Proof::by(header),
        })
    }

    /// Asks the contract what [`crate::LawBook::evaluate`] answers from proven entries. One node's
    /// word, at its latest block.
    ///
    /// # Errors
    /// Node faults of [`ChainError`].
    pub async fn evaluate_on_chain(
        &self,
        question: &Question<'_>,
    ) -> Result<OnChainEvaluation, ChainError> {
        let call = Laws::evaluateCall {
            requester: to_alloy(question.requester),
            entry: question.entry.to_owned(),
            attribute: question.attribute.to_owned(),
            action: question.action as u8,
            purpose: question.purpose.to_owned(),
        };
        let data = call.abi_encode().into();
        self.eth_call(self.network().contracts().laws, data, |answer| {
            let found = returned::<Laws::evaluateCall>(answer)?;
            let rule = u64::try_from(found.ruleId).map_err(|_| "rule number out of range")?;
            Ok(OnChainEvaluation {
                verdict: Verdict::from_number(found.verdict).ok_or("unknown verdict")?,
                rule: (rule != 0).then_some(rule),
                max_validity_secs: found.maxValidity,
                max_uses: found.maxUses,
                max_retention_days: found.maxRetentionDays,
                delegable: found.delegable,
                statutory: found.statutory,
            })
        })
        .await
    }

    async fn read<C: SolCall>(&self, to: ChainAddress, call: &C) -> Result<C::Return, ChainError> {
        self.eth_call(to, call.abi_encode().into(), returned::<C>)
            .await
    }
}

fn returned<C: SolCall>(answer: &[u8]) -> Result<C::Return, &'static str> {
    C::abi_decode_returns_validate(answer).map_err(|_| "return value is not canonical ABI")
}

/// keccak256(abi.encode(account, fingerprint)) (contracts/src/libraries/Slots.sol).
fn registry_key(account: ChainAddress, fingerprint: B256) -> B256 {
    alloy_primitives::keccak256((to_alloy(account), fingerprint).abi_encode())
}

fn slot_after(slot: B256, by: u64) -> B256 {
    U256::from_be_bytes(slot.0)
        .wrapping_add(U256::from(by))
        .into()
}

/// `bits` bits of a storage word, from bit `at` upwards.
fn field<T: TryFrom<U256>>(word: U256, at: usize, bits: usize) -> T
where
    T::Error: std::fmt::Debug,
{
    let mask = (U256::from(1) << bits) - U256::from(1);
    T::try_from((word >> at) & mask).expect("the type has that many bits")
}

fn address(word: U256) -> ChainAddress {
    let bytes = word.to_be_bytes::<32>();
    let address = bytes.last_chunk::<20>().expect("20 of 32 bytes");
    (*address).into()
}

fn credential(status: u8, since: u64, successor: B256) -> Option<CredentialState> {
    Some(CredentialState {
        status: CredentialStatus::from_number(status)?,
        since: seconds(since),
        successor: (!successor.is_zero()).then_some(successor),
    })
}

fn seconds(secs: u64) -> i64 {
    i64::try_from(secs).unwrap_or(i64::MAX)
}

//! Calls of `Referrals`.

use alloy_primitives::{B256, U256};
use keys::{ChainAddress, Ed25519PublicKey};

use super::{Note, call};
use crate::bindings::Referrals;
use crate::journal::to_alloy;
use crate::network::Contracts;
use crate::reads::CaseState;
use crate::transaction::Call;

/// What an officer decides, and in which case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// The department that opened the case.
    pub requester: ChainAddress,
    /// The department that it was opened at.
    pub custodian: ChainAddress,
    /// SHA-256 of the signed request object.
    pub request: B256,
    /// [`CaseState::Permitted`] or [`CaseState::Denied`].
    pub state: CaseState,
    /// The officer's key.
    pub officer: Ed25519PublicKey,
    /// SHA-256 of the salted reasons, not zero.
    pub reasons: B256,
    /// SHA-256 of what the officer signed, not zero.
    pub decision: B256,
}

/// `Referrals.open`, by the requester, at the department that keeps what is asked for. `rules` are
/// the 1 to 16 rules that refer the request; `due` in unix seconds, after now.
pub fn referrals_open(
    at: &Contracts,
    custodian: ChainAddress,
    request: B256,
    rules: &[u64],
    due: Option<u64>,
    note: &Note,
) -> Call {
    let content = Referrals::openCall {
        custodian: to_alloy(custodian),
        request,
        ruleIds: rules.iter().map(|id| U256::from(*id)).collect(),
        due: due.unwrap_or_default(),
        note: note.referrals(),
    };
    call(at.referrals, &content)
}

/// `Referrals.decide`, by the custodian or a department above it.
pub fn referrals_decide(at: &Contracts, ruling: &Ruling, note: &Note) -> Call {
    let ruling = Referrals::Ruling {
        requester: to_alloy(ruling.requester),
        custodian: to_alloy(ruling.custodian),
        request: ruling.request,
        state: ruling.state as u8,
        officer: ruling.officer.to_bytes().into(),
        reasons: ruling.reasons,
        decision: ruling.decision,
    };
    let note = note.referrals();
    call(at.referrals, &Referrals::decideCall { r: ruling, note })
}

//! What can be asked of the contracts, as call data. Pure; `Chain::send` carries it out.
//!
//! One function a contract function, named `contract_function`. What each does, who may call it and
//! which errors it reverts with: the interfaces in `contracts/src/interfaces`.

use alloy_primitives::{B128, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use keys::{ChainAddress, Ed25519PublicKey, P256PublicKey, X25519PublicKey};
use serde::{Deserialize, Serialize};

use crate::bindings::{
    Accesses, Credentials, Departments, Deposits, Grants, Invoices, Laws, Petitions, Presentations,
    Referrals,
};
use crate::directory::kind_word;
use crate::journal::to_alloy;
use crate::law::RuleTerms;
use crate::network::Contracts;
use crate::reads::CredentialStatus;
use crate::transaction::Call;

mod invoices;
mod referrals;
mod statements;

pub use invoices::{
    InvoiceIssue, invoices_allot, invoices_book, invoices_claim, invoices_issue,
    invoices_reimburse, invoices_reverse, invoices_void,
};
pub use referrals::{Ruling, referrals_decide, referrals_open};
pub use statements::{
    accesses_record, deposits_deposit, petitions_answer, petitions_lodge, presentations_record,
};

/// What a registry hands to the journal about the person concerned; meaningless to others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Bucket of the person's relation, below `2^bucket_bits`.
    pub bucket: u16,
    /// 16 random bytes, fresh for every entry.
    pub nonce: B128,
    /// `JournalSecret::tag(nonce, kind, fingerprint)`.
    pub tag: B128,
    /// Sealed for the person; together with what the registry puts before it at most
    /// [`crate::journal::MAX_DATA`] bytes.
    pub data: Bytes,
}

/// What a parent states about a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// 1 nation, 2 province, 3 city, 4 district, 5 street; never above the parent's.
    pub level: u8,
    /// `[a-z][a-z0-9-]{0,31}` ("education").
    pub kind: String,
    /// Signing key.
    pub ed25519: Ed25519PublicKey,
    /// Agreement key.
    pub x25519: X25519PublicKey,
    /// ES256 signing key.
    pub p256_sign: P256PublicKey,
    /// ECDH-ES key.
    pub p256_encrypt: P256PublicKey,
    /// Administrative division code, 1 to 64 bytes.
    pub code: String,
    /// Chinese name, 1 to 192 bytes.
    pub name_zh: String,
    /// English name, 1 to 192 bytes.
    pub name_en: String,
    /// Base URL of its server, at most 256 bytes.
    pub endpoint: String,
}

/// The arguments cannot be written as the contract wants them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// A kind is empty, longer than 32 bytes or no ASCII.
    #[error("malformed kind")]
    Kind,
    /// A rule whose kind or times do not fit.
    #[error("malformed rule")]
    Rule,
}

/// `Departments.found`: the root, once, by the deployer.
///
/// # Errors
/// [`CallError::Kind`].
pub fn departments_found(
    at: &Contracts,
    root: ChainAddress,
    r: &Registration,
) -> Result<Call, CallError> {
    let (root, r) = (to_alloy(root), r.to_binding()?);
    Ok(call(
        at.departments,
        &Departments::foundCall { id: root, r },
    ))
}

/// `Departments.register`: a new child of the sender.
///
/// # Errors
/// [`CallError::Kind`].
pub fn departments_register(
    at: &Contracts,
    id: ChainAddress,
    r: &Registration,
) -> Result<Call, CallError> {
    let (id, r) = (to_alloy(id), r.to_binding()?);
    Ok(call(at.departments, &Departments::registerCall { id, r }))
}

/// `Departments.update`: new keys, names, endpoint, level or kind, by the parent.
///
/// # Errors
/// [`CallError::Kind`].
pub fn departments_update(
    at: &Contracts,
    id: ChainAddress,
    r: &Registration,
) -> Result<Call, CallError> {
    let (id, r) = (to_alloy(id), r.to_binding()?);
    Ok(call(at.departments, &Departments::updateCall { id, r }))
}

/// `Departments.setActive`: suspends or reinstates a child and with it all below.
pub fn departments_set_active(at: &Contracts, id: ChainAddress, active: bool) -> Call {
    call(
        at.departments,
        &Departments::setActiveCall {
            id: to_alloy(id),
            active,
        },
    )
}

/// `Departments.appointOfficer`: until `until` (unix seconds, after now).
pub fn departments_appoint_officer(
    at: &Contracts,
    officer: &Ed25519PublicKey,
    until: u64,
    scope: &str,
) -> Call {
    let key = officer.to_bytes().into();
    call(
        at.departments,
        &Departments::appointOfficerCall {
            key,
            until,
            scope: scope.to_owned(),
        },
    )
}

/// `Departments.dismissOfficer`.
pub fn departments_dismiss_officer(at: &Contracts, officer: &Ed25519PublicKey) -> Call {
    call(
        at.departments,
        &Departments::dismissOfficerCall {
            key: officer.to_bytes().into(),
        },
    )
}

/// `Laws.enact`, by the legislator. The new rule's number is in the entry it writes.
///
/// # Errors
/// [`CallError::Rule`].
pub fn laws_enact(at: &Contracts, terms: &RuleTerms) -> Result<Call, CallError> {
    let rule_ = terms.to_binding().ok_or(CallError::Rule)?;
    Ok(call(at.laws, &Laws::enactCall { rule_ }))
}

/// `Laws.amend`: the matter (kind, entry, attribute, purpose, action) must stay.
///
/// # Errors
/// [`CallError::Rule`].
pub fn laws_amend(at: &Contracts, id: u64, terms: &RuleTerms) -> Result<Call, CallError> {
    let rule_ = terms.to_binding().ok_or(CallError::Rule)?;
    Ok(call(
        at.laws,
        &Laws::amendCall {
            ruleId: U256::from(id),
            rule_,
        },
    ))
}

/// `Laws.repeal`.
pub fn laws_repeal(at: &Contracts, id: u64) -> Call {
    call(
        at.laws,
        &Laws::repealCall {
            ruleId: U256::from(id),
        },
    )
}

/// `Grants.anchor`, from the grant's one-time account; `end` in unix seconds, after now.
pub fn grants_anchor(
    at: &Contracts,
    fingerprint: B256,
    end: u64,
    max_uses: u32,
    note: &Note,
) -> Call {
    let note = note.grants();
    call(
        at.grants,
        &Grants::anchorCall {
            fingerprint,
            end,
            maxUses: max_uses,
            note,
        },
    )
}

/// `Grants.revoke`, from the account that anchored.
pub fn grants_revoke(at: &Contracts, fingerprint: B256, note: &Note) -> Call {
    call(
        at.grants,
        &Grants::revokeCall {
            fingerprint,
            note: note.grants(),
        },
    )
}

/// `Grants.recordUse`, by the department that answers; `account` is the one that anchored.
pub fn grants_record_use(
    at: &Contracts,
    account: ChainAddress,
    fingerprint: B256,
    note: &Note,
) -> Call {
    let account = to_alloy(account);
    call(
        at.grants,
        &Grants::recordUseCall {
            account,
            fingerprint,
            note: note.grants(),
        },
    )
}

/// `Grants.withdrawLink`: a department withdraws a link it signed.
pub fn grants_withdraw_link(at: &Contracts, link: B256) -> Call {
    call(at.grants, &Grants::withdrawLinkCall { link })
}

/// `Credentials.anchor`, by the issuer.
pub fn credentials_anchor(at: &Contracts, fingerprint: B256, note: &Note) -> Call {
    call(
        at.credentials,
        &Credentials::anchorCall {
            fingerprint,
            note: note.credentials(),
        },
    )
}

/// `Credentials.setStatus`, by the issuer; `successor` is zero unless the status is superseded.
pub fn credentials_set_status(
    at: &Contracts,
    fingerprint: B256,
    status: CredentialStatus,
    successor: B256,
    note: &Note,
) -> Call {
    let (status, note) = (status as u8, note.credentials());
    let call_data = Credentials::setStatusCall {
        fingerprint,
        status,
        successor,
        note,
    };
    call(at.credentials, &call_data)
}

pub(crate) fn call(to: ChainAddress, content: &impl SolCall) -> Call {
    Call {
        to,
        data: content.abi_encode().into(),
    }
}

// Each artifact has its own type for the same struct.
macro_rules! note_for {
    ($($name:ident: $contract:ident),+) => {
        impl Note {$(
            pub(crate) fn $name(&self) -> $contract::Note {
                let Self { bucket, nonce, tag, data } = self.clone();
                $contract::Note { bucket, nonce, tag, data }
            }
        )+}
    };
}

note_for!(
    grants: Grants,
    credentials: Credentials,
    invoices: Invoices,
    referrals: Referrals,
    accesses: Accesses,
    petitions: Petitions,
    presentations: Presentations,
    deposits: Deposits
);

impl Registration {
    fn to_binding(&self) -> Result<Departments::Registration, CallError> {
        Ok(Departments::Registration {
            level: self.level,
            kind: kind_word(&self.kind).ok_or(CallError::Kind)?.into(),
            ed25519: self.ed25519.to_bytes().into(),
            x25519: self.x25519.to_bytes().into(),
            p256Sign: self.p256_sign.to_bytes().into(),
            p256Encrypt: self.p256_encrypt.to_bytes().into(),
            code: self.code.clone(),
            nameZh: self.name_zh.clone(),
            nameEn: self.name_en.clone(),
            endpoint: self.endpoint.clone(),
        })
    }
}

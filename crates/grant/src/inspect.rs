//! Reading a token without verifying it: for the holder, an auditor, and a custodian that must
//! know which facts to fetch.

use crate::anchor::Anchor;
use crate::decision;
use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::grant::Hold;
use crate::limits::Limits;
use crate::part::Form;
use crate::record::UseRecord;
use crate::right::ShownRight;
use crate::text::{Code, Did};
use crate::token::Token;

/// What a token says. Form, ranges, bindings and narrowing hold; signatures, directory, law and
/// chain have not been asked, so anybody may have written it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnverifiedGrant {
    /// The revocation id.
    pub fingerprint: Fingerprint,
    /// The holder's `did:key` for this pair of custodian and requester.
    pub issuer: Did,
    /// The custodian.
    pub custodian: Did,
    /// Where it is anchored.
    pub anchor: Anchor,
    /// Purpose code.
    pub purpose: Code,
    /// Clause of law.
    pub clause: Code,
    /// Digest of the request it answers.
    pub request: Digest,
    /// Number of slots: rights and decoys, shown or not.
    pub slots: u8,
    /// What each department of the line holds, the requester first.
    pub line: Vec<Holding>,
    /// The rights shown.
    pub rights: Vec<ShownRight>,
    /// The decisions carried.
    pub decisions: Vec<UnverifiedDecision>,
    /// The use, if there is one.
    pub usage: Option<UnverifiedUse>,
}

/// What a grant or a link gives to a department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Id of the grant or link.
    pub fingerprint: Fingerprint,
    /// The department.
    pub department: Did,
    /// Numbers of the rights it holds; of a right not shown no more is known.
    pub numbers: Vec<u8>,
    /// How far it goes.
    pub limits: Limits,
    /// When it was signed, Unix seconds.
    pub issued_at: i64,
}

/// What a decision says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedDecision {
    /// The officer.
    pub officer: Did,
    /// Numbers of the rights cleared.
    pub numbers: Vec<u8>,
    /// When it was signed, Unix seconds.
    pub issued_at: i64,
    /// First second after its validity, Unix time.
    pub expires: i64,
    /// SHA-256 of the written reasons.
    pub reasons: Digest,
}

/// What a use says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedUse {
    /// The custodian it is addressed to.
    pub custodian: Did,
    /// Digest of the operation.
    pub operation: Digest,
    /// The nonce, as it stands.
    pub nonce: String,
    /// When it was signed, Unix seconds.
    pub issued_at: i64,
}

/// Reads a token, with or without links, decisions and use.
///
/// # Errors
/// [`GrantError`] of form, ranges, bindings, narrowing or disclosures.
pub fn inspect(token: &str) -> Result<UnverifiedGrant, GrantError> {
    let token = Token::read(token, Form::Any)?;
    let line = [&token.grant.hold]
        .into_iter()
        .chain(&token.links)
        .map(holding)
        .collect();
    let decisions = (token.parts.decisions.iter())
        .map(|part| decision::read(part).map(|decision| decision.describe()))
        .collect::<Result<_, _>>()?;
    let usage = match &token.parts.usage {
        Some(part) => Some(describe_use(&part.read()?)?),
        None => None,
    };
    Ok(UnverifiedGrant {
        fingerprint: token.grant.fingerprint,
        issuer: token.grant.issuer,
        custodian: token.grant.custodian,
        anchor: token.grant.anchor,
        purpose: token.grant.purpose,
        clause: token.grant.clause,
        request: token.grant.request,
        slots: u8::try_from(token.grant.slots.len()).map_err(|_| GrantError::Range)?,
        line,
        rights: token.shown,
        decisions,
        usage,
    })
}

fn holding(hold: &Hold) -> Holding {
    Holding {
        fingerprint: hold.part,
        department: hold.department.clone(),
        numbers: hold.rights.numbers().collect(),
        limits: hold.limits,
        issued_at: hold.issued_at,
    }
}

fn describe_use(record: &UseRecord<'_>) -> Result<UnverifiedUse, GrantError> {
    Ok(UnverifiedUse {
        custodian: record.aud.parse().map_err(|_| GrantError::Range)?,
        operation: record.op.parse().map_err(|_| GrantError::Range)?,
        nonce: record.nonce.to_owned(),
        issued_at: record.iat,
    })
}

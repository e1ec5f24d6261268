//! Decisions: an officer's permit, where the law refers a right to a person.

use keys::Signer;

use crate::digest::Digest;
use crate::error::GrantError;
use crate::facts::{Case, Facts};
use crate::grant::{Grant, Hold, parse};
use crate::inspect::UnverifiedDecision;
use crate::limits::{CLOCK_SKEW, check_issued};
use crate::part::{Form, Kind, PartError, SignedPart, sign};
use crate::record::{DecisionRecord, PERMIT};
use crate::right::{Right, RightSet};
use crate::text::Did;
use crate::token::Token;

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionTerms {
    /// The officer.
    pub officer: Did,
    /// The rights cleared: one or more of those shown.
    pub rights: Vec<Right>,
    /// First second after the decision's validity, Unix time.
    pub expires: i64,
    /// SHA-256 of the written reasons.
    pub reasons: Digest,
}

/// A signed permit, to be carried by uses of the one chain it names.
///
/// There is no signed refusal: a refusal lives on chain and is never carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    part: String,
}

/// Why a decision could not be made or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecideError {
    /// The grant under decision is no valid token.
    #[error("the grant is not valid: {0}")]
    Held(GrantError),
    /// A right to be cleared is not shown, or none is named.
    #[error("a right to clear is not shown")]
    NotShown,
    /// A verifier would refuse the decision.
    #[error("the terms make no valid decision: {0}")]
    Terms(GrantError),
    /// The key signs another algorithm, or refused.
    #[error(transparent)]
    Part(#[from] PartError),
}

impl Decision {
    /// Takes a decision as received, after its form is checked; its signature is the custodian's
    /// to verify.
    ///
    /// # Errors
    /// [`GrantError`] of the form.
    pub fn parse(part: &str) -> Result<Self, GrantError> {
        let signed = SignedPart::parse(part, Kind::Decision)?;
        read(&signed)?;
        Ok(Self {
            part: part.to_owned(),
        })
    }

    /// Returns the compact JWS.
    pub fn as_str(&self) -> &str {
        &self.part
    }
}

/// Signs a permit for a grant as held, in the state in which it will be used: it must be given
/// again after a further delegation.
///
/// `signer` holds the officer's directory key; `now` (Unix seconds) becomes `iat`.
///
/// # Errors
/// [`DecideError`]; a decision that a verifier would refuse is not made.
pub fn decide(
    held: &str,
    terms: &DecisionTerms,
    signer: &dyn Signer,
    now: i64,
) -> Result<Decision, DecideError> {
    let token = Token::read(held, Form::Held).map_err(DecideError::Held)?;
    let rights = token
        .numbers_of(&terms.rights)
        .ok_or(DecideError::NotShown)?;
    let (last, request) = (
        token.last().part.to_string(),
        token.grant.request.to_string(),
    );
    let reasons = terms.reasons.to_string();
    let part = sign(
        Kind::Decision,
        &DecisionRecord {
            decision: PERMIT,
            exp: terms.expires,
            iat: now,
            iss: terms.officer.as_str(),
            issuer_jwt_hash: &last,
            keep: rights.to_rising(),
            reasons: &reasons,
            request: &request,
        },
        signer,
    )?;
    Decision::parse(&part).map_err(DecideError::Terms)
}

/// Content of a DECISION part whose form and ranges hold.
pub(crate) struct DecisionContent {
    officer: Did,
    follows: Digest,
    request: Digest,
    reasons: Digest,
    rights: RightSet,
    issued_at: i64,
    expires: i64,
}

impl DecisionContent {
    pub(crate) fn describe(&self) -> UnverifiedDecision {
        UnverifiedDecision {
            officer: self.officer.clone(),
            numbers: self.rights.numbers().collect(),
            issued_at: self.issued_at,
            expires: self.expires,
            reasons: self.reasons,
        }
    }
}

/// Step 9 of the verification order, for one decision. Returns the rights cleared.
pub(crate) fn verify(
    part: &SignedPart<'_>,
    grant: &Grant,
    last: &Hold,
    facts: &dyn Facts,
    now: i64,
) -> Result<RightSet, GrantError> {
    let decision = read(part)?;
    if decision.follows != last.part.digest() || decision.request != grant.request {
        return Err(GrantError::DecisionBinding);
    }
    let case = Case {
        request: grant.request,
        user: &last.department,
        purpose: &grant.purpose,
        clause: &grant.clause,
    };
    let key = facts
        .officer(&decision.officer, &case, now)
        .ok_or(GrantError::Officer)?;
    if !part.is_signed_by(&key) {
        return Err(GrantError::DecisionSignature);
    }
    if decision.issued_at > now.saturating_add(CLOCK_SKEW) || now >= decision.expires {
        return Err(GrantError::DecisionTime);
    }
    if !decision.rights.is_within(last.rights) {
        return Err(GrantError::DecisionScope);
    }
    Ok(decision.rights)
}

pub(crate) fn read(part: &SignedPart<'_>) -> Result<DecisionContent, GrantError> {
    let record: DecisionRecord<'_> = part.read()?;
    if record.decision != PERMIT {
        return Err(GrantError::Range);
    }
    check_issued(record.iat, record.exp)?;
    Ok(DecisionContent {
        reasons: parse(record.reasons)?,
        officer: parse(record.iss)?,
        follows: parse(record.issuer_jwt_hash)?,
        request: parse(record.request)?,
        rights: RightSet::from_rising(&record.keep).ok_or(GrantError::Range)?,
        issued_at: record.iat,
        expires: record.exp,
    })
}

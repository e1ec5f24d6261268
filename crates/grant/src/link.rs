//! Links: how a department hands part of what it holds to one below it.

use keys::Signer;

use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::facts::Directory;
use crate::grant::{Hold, parse};
use crate::limits::{CLOCK_SKEW, Limits, RawLimits, check_issued};
use crate::part::{Form, Kind, PartError, SignedPart, sign};
use crate::record::{ConfirmationRecord, LinkRecord};
use crate::right::{Right, RightSet};
use crate::text::Did;
use crate::token::Token;

/// What a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTerms {
    /// The next department, strictly below the one that signs.
    pub department: Did,
    /// The rights handed on: one or more of those held.
    pub rights: Vec<Right>,
    /// How far it goes: in nothing further than what is held, and less deep.
    pub limits: Limits,
}

/// A grant with one link more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedOnGrant {
    /// `GRANT~d…~~LINK~…`, with the disclosures kept.
    pub compact: String,
    /// The new link's id: uses through it are counted under it, and it is withdrawn by it.
    pub fingerprint: Fingerprint,
}

/// Why a link could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NarrowError {
    /// What is held is no valid token.
    #[error("what is held is not valid: {0}")]
    Held(GrantError),
    /// A right to be handed on is not among those held.
    #[error("a right to hand on is not held")]
    NotHeld,
    /// A verifier would refuse the link.
    #[error("the terms make no valid link: {0}")]
    Terms(GrantError),
    /// The key signs another algorithm, or refused.
    #[error(transparent)]
    Part(#[from] PartError),
}

/// Adds a link to a grant as held, and drops the disclosures that are not handed on.
///
/// `signer` holds the directory key of the department named last; `now` (Unix seconds) becomes
/// `iat`. Signatures were checked on receipt; whether the next department stands below this one,
/// only the directory knows.
///
/// # Errors
/// [`NarrowError`]; a link that would widen anything is not made.
pub fn narrow(
    held: &str,
    terms: &LinkTerms,
    signer: &dyn Signer,
    now: i64,
) -> Result<HandedOnGrant, NarrowError> {
    let token = Token::read(held, Form::Held).map_err(NarrowError::Held)?;
    let rights = token
        .numbers_of(&terms.rights)
        .ok_or(NarrowError::NotHeld)?;
    let previous = token.last().part.to_string();
    let link = sign(
        Kind::Link,
        &LinkRecord {
            cnf: ConfirmationRecord {
                kid: terms.department.as_str(),
            },
            exp: terms.limits.expires,
            iat: now,
            issuer_jwt_hash: &previous,
            keep: rights.to_rising(),
            max_depth: terms.limits.max_depth.into(),
            max_uses: terms.limits.max_uses.into(),
            nbf: terms.limits.not_before,
            retention_days: terms.limits.retention_days.into(),
        },
        signer,
    )?;
    let compact = token.write(rights, Some(&link));
    // The reader knows every rule; a link that it would refuse is not handed out.
    Token::read(&compact, Form::Held).map_err(NarrowError::Terms)?;
    Ok(HandedOnGrant {
        compact,
        fingerprint: Fingerprint::of(&link),
    })
}

/// Step 7 of the verification order: each link against the part before it, the first against the
/// grant. Each department is looked up once.
pub(crate) fn verify_all(
    first: &Hold,
    parts: &[SignedPart<'_>],
    directory: &dyn Directory,
    now: i64,
) -> Result<Vec<Hold>, GrantError> {
    let mut holds: Vec<Hold> = Vec::with_capacity(parts.len());
    for part in parts {
        holds.push(verify(holds.last().unwrap_or(first), part, directory, now)?);
    }
    Ok(holds)
}

fn verify(
    previous: &Hold,
    part: &SignedPart<'_>,
    directory: &dyn Directory,
    now: i64,
) -> Result<Hold, GrantError> {
    let (mut hold, follows) = read(part)?;
    check_follows(previous, follows)?;
    let delegator = previous.active_key(directory, now)?;
    hold.key = Some(hold.active_key(directory, now)?);
    if !part.is_signed_by(&delegator) {
        return Err(GrantError::LinkSignature);
    }
    // Strictly below: whatever the directory says of itself, no department is below itself.
    if hold.department == previous.department
        || !directory.is_below(&hold.department, &previous.department, now)
    {
        return Err(GrantError::Line);
    }
    check_narrower(previous, &hold)?;
    if hold.issued_at > now.saturating_add(CLOCK_SKEW) {
        return Err(GrantError::LinkTime);
    }
    Ok(hold)
}

/// Reads what a link gives, and which part it says it follows: form and ranges only.
pub(crate) fn read(part: &SignedPart<'_>) -> Result<(Hold, Digest), GrantError> {
    let record: LinkRecord<'_> = part.read()?;
    check_issued(record.iat, record.exp)?;
    let hold = Hold {
        part: part.fingerprint(),
        department: parse(record.cnf.kid)?,
        key: None,
        rights: RightSet::from_rising(&record.keep).ok_or(GrantError::Range)?,
        limits: Limits::checked(&RawLimits {
            nbf: record.nbf,
            exp: record.exp,
            max_uses: record.max_uses,
            max_depth: record.max_depth,
            retention_days: record.retention_days,
        })?,
        issued_at: record.iat,
    };
    Ok((hold, parse(record.issuer_jwt_hash)?))
}

pub(crate) fn check_follows(previous: &Hold, follows: Digest) -> Result<(), GrantError> {
    if follows == previous.part.digest() {
        Ok(())
    } else {
        Err(GrantError::LinkBinding)
    }
}

/// Compares two neighbours. Every limit stands in full in every part, so neighbours are enough.
pub(crate) fn check_narrower(previous: &Hold, hold: &Hold) -> Result<(), GrantError> {
    if hold.limits.max_depth >= previous.limits.max_depth {
        return Err(GrantError::Depth);
    }
    if !hold.rights.is_within(previous.rights) || !hold.limits.is_within(&previous.limits) {
        return Err(GrantError::Widened);
    }
    if hold.issued_at < previous.issued_at {
        return Err(GrantError::LinkTime);
    }
    Ok(())
}

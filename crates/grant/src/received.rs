//! What a department checks before it takes a grant: as the requester, or as a delegate.

use keys::{Ed25519Verifier, PublicKey, did};

use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::facts::{AnchorState, Anchors, Directory};
use crate::grant::Grant;
use crate::link;
use crate::part::{Form, Parts};
use crate::right::{Right, ShownRight};
use crate::shown;
use crate::terms::GrantRequestTerms;
use crate::text::Did;
use crate::verify::{check_anchor, check_holder};
use crate::{Limits, anchor::Anchor};

/// What the requester asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// SHA-256 of the signed request object.
    pub request: Digest,
    /// Its `transaction_data`.
    pub terms: &'a GrantRequestTerms,
}

/// A grant that its department may rely on as far as can be known on receipt. Only
/// [`check_received`] and [`check_handed_on`] make one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReceivedGrant {
    /// The revocation id.
    pub fingerprint: Fingerprint,
    /// Where it is anchored.
    pub anchor: Anchor,
    /// What the chain says of it.
    pub state: AnchorState,
    /// The holder's key.
    pub issuer: Did,
    /// Where it may be used.
    pub custodian: Did,
    /// The request it answers.
    pub request: Digest,
    /// The rights held.
    pub rights: Vec<ShownRight>,
    /// The limits in force.
    pub limits: Limits,
}

/// Why a department does not take a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// A check that the custodian would make, too.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// It names another department.
    #[error("for another department")]
    NotForMe,
    /// It answers another request: it must be refused.
    #[error("answers another request")]
    OtherRequest,
    /// It is for another custodian, purpose or clause than was asked, or goes beyond the request.
    /// Less than was asked is a counter-offer, not an error.
    #[error("not what was asked for")]
    NotAsked,
}

/// Checks a grant as the requester that receives it from the holder: `me` has asked for it.
///
/// `now` is in Unix seconds. The law is not asked: its answer counts at the time of use.
///
/// # Errors
/// [`ReceiptError`].
pub fn check_received(
    compact: &str,
    me: &Did,
    asked: &Asked<'_>,
    directory: &dyn Directory,
    anchors: &dyn Anchors,
    now: i64,
) -> Result<ReceivedGrant, ReceiptError> {
    check(compact, me, Some(asked), directory, anchors, now)
}

/// Checks a grant as the delegate to which another department handed it on.
///
/// # Errors
/// [`ReceiptError`].
pub fn check_handed_on(
    compact: &str,
    me: &Did,
    directory: &dyn Directory,
    anchors: &dyn Anchors,
    now: i64,
) -> Result<ReceivedGrant, ReceiptError> {
    check(compact, me, None, directory, anchors, now)
}

fn check(
    compact: &str,
    me: &Did,
    asked: Option<&Asked<'_>>,
    directory: &dyn Directory,
    anchors: &dyn Anchors,
    now: i64,
) -> Result<ReceivedGrant, ReceiptError> {
    // Steps 1 to 4, 6 with the key inside `iss`, 7 and 8 of the verification order.
    let parts = Parts::parse(compact, Form::Held)?;
    let grant = Grant::read(&parts.grant, parts.grant.fingerprint())?;
    check_holder(&grant, &parts.grant, &issuer_key(&grant.issuer)?, now)?;
    let links = link::verify_all(&grant.hold, &parts.links, directory, now)?;
    let last = links.last().unwrap_or(&grant.hold);
    let rights = shown::read_all(&parts.disclosures, &grant, last.rights)?;

    if last.department != *me {
        return Err(ReceiptError::NotForMe);
    }
    if let Some(asked) = asked {
        check_asked(&grant, &rights, asked)?;
    }
    if now >= last.limits.expires {
        return Err(GrantError::Expired.into());
    }
    let state = check_anchor(&grant, &links, anchors, now)?;
    Ok(ReceivedGrant {
        fingerprint: grant.fingerprint,
        anchor: grant.anchor,
        state,
        limits: last.limits,
        issuer: grant.issuer,
        custodian: grant.custodian,
        request: grant.request,
        rights,
    })
}

fn issuer_key(issuer: &Did) -> Result<Ed25519Verifier, GrantError> {
    match did::parse_did_key(issuer.as_str()) {
        Ok(PublicKey::Ed25519(key)) => Ok(key.into()),
        _ => Err(GrantError::Issuer),
    }
}

pub(crate) fn check_asked(
    grant: &Grant,
    rights: &[ShownRight],
    asked: &Asked<'_>,
) -> Result<(), ReceiptError> {
    if grant.request != asked.request {
        return Err(ReceiptError::OtherRequest);
    }
    let (asked_rights, asked_limits) = asked.terms.check()?;
    let is_asked = |right: &Right| asked_rights.contains(right);
    if grant.custodian == asked.terms.custodian
        && grant.purpose == asked.terms.purpose
        && grant.clause == asked.terms.clause
        && rights.iter().all(|shown| is_asked(&shown.right))
        && grant.hold.limits.is_within(&asked_limits)
        && grant.hold.limits.max_depth <= asked_limits.max_depth
    {
        Ok(())
    } else {
        Err(ReceiptError::NotAsked)
    }
}

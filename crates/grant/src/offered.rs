//! What a department checks of a counter-offer: a grant that is signed, but not anchored yet.

use keys::{PublicKey, did};

use crate::digest::Fingerprint;
use crate::error::GrantError;
use crate::facts::Directory;
use crate::grant::Grant;
use crate::part::{Form, Parts};
use crate::received::{Asked, ReceiptError, check_asked};
use crate::right::ShownRight;
use crate::shown;
use crate::text::Did;
use crate::verify::check_holder;
use crate::{Limits, anchor::Anchor};

/// A grant that would be good once it is anchored. Nothing can be done with it before. Only
/// [`check_offered`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferedGrant {
    /// The revocation id.
    pub fingerprint: Fingerprint,
    /// Where it would be anchored.
    pub anchor: Anchor,
    /// The rights it would give.
    pub rights: Vec<ShownRight>,
    /// Its limits.
    pub limits: Limits,
}

/// Checks a counter-offer as the department `me` that asked: everything of
/// [`check_received`](crate::check_received) but the anchor. `now` is in Unix seconds.
///
/// # Errors
/// [`ReceiptError`]; [`ReceiptError::NotAsked`] for anything that goes beyond the request.
pub fn check_offered(
    compact: &str,
    me: &Did,
    asked: &Asked<'_>,
    directory: &dyn Directory,
    now: i64,
) -> Result<OfferedGrant, ReceiptError> {
    let parts = Parts::parse(compact, Form::Held)?;
    let grant = Grant::read(&parts.grant, parts.grant.fingerprint())?;
    let key = match did::parse_did_key(grant.issuer.as_str()) {
        Ok(PublicKey::Ed25519(key)) => key.into(),
        _ => return Err(GrantError::Issuer.into()),
    };
    check_holder(&grant, &parts.grant, &key, now)?;
    // A holder offers a grant of its own; only departments hand on.
    if !parts.links.is_empty() {
        return Err(ReceiptError::NotAsked);
    }
    let rights = shown::read_all(&parts.disclosures, &grant, grant.hold.rights)?;
    if grant.hold.department != *me {
        return Err(ReceiptError::NotForMe);
    }
    if directory.department(me, now).is_none() {
        return Err(GrantError::Department.into());
    }
    check_asked(&grant, &rights, asked)?;
    if now >= grant.hold.limits.expires {
        return Err(GrantError::Expired.into());
    }
    Ok(OfferedGrant {
        fingerprint: grant.fingerprint,
        anchor: grant.anchor,
        rights,
        limits: grant.hold.limits,
    })
}

//! How a custodian verifies a use: in one order, the first failure ends it.
//!
//! Nothing is parsed before it is bounded; nothing is asked about a holder before the holder's
//! signature holds; the nonce is spent by uses that are otherwise valid only.

use keys::{ChainAddress, Ed25519Verifier, did};
use sha2::{Digest as _, Sha256};

use crate::anchor::Anchor;
use crate::decision;
use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::facts::{AnchorState, Anchors, EntryId, Facts, LawAnswer, LawQuestion};
use crate::grant::{Grant, Hold};
use crate::limits::{CLOCK_SKEW, Limits};
use crate::link;
use crate::operation::Operation;
use crate::part::{Form, Parts, SignedPart};
use crate::record::UseRecord;
use crate::right::{Right, RightSet, ShownRight};
use crate::shown;
use crate::text::{Code, Did};
use crate::use_grant::is_nonce;

/// Who verifies, and on which network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custodian {
    /// The custodian's own DID.
    pub did: Did,
    /// EIP-155 id of its chain.
    pub chain_id: u64,
    /// The `Grants` contract there.
    pub contract: ChainAddress,
}

/// A use that was valid at the time it was verified. Only [`verify`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifiedUse {
    /// The revocation id of the grant.
    pub grant: Fingerprint,
    /// Where it is anchored: the use is to be recorded there before anything is answered.
    pub anchor: Anchor,
    /// Ids of the links in its path, oldest first: each counts this use.
    pub links: Vec<Fingerprint>,
    /// The departments in its path, the requester first.
    pub line: Vec<Did>,
    /// The holder's key.
    pub issuer: Did,
    /// The holder's entry in the custodian's register.
    pub entry: EntryId,
    /// The department that uses it: the last of the line.
    pub user: Did,
    /// The rights used, in the order of the operation.
    pub rights: Vec<ShownRight>,
    /// The limits in force: those of the last link, or of the grant.
    pub limits: Limits,
    /// Purpose of the grant.
    pub purpose: Code,
    /// Clause of the grant.
    pub clause: Code,
    /// Digest of the request that the grant answers.
    pub request: Digest,
    /// Digest of the operation.
    pub operation: Digest,
    /// The nonce, now spent.
    pub nonce: String,
}

/// Verifies one use of a grant for one operation, at `now` (Unix seconds, no earlier than the last
/// proven block).
///
/// # Errors
/// The name of the first check that failed. Outwardly say only [`GrantError::outward`].
///
/// # Security
/// A use is answered only after it has been recorded on chain: the contract's refusal after
/// revocation, end or last use is the atomic check; step 13 here is the early one.
pub fn verify(
    token: &str,
    custodian: &Custodian,
    operation: &Operation,
    now: i64,
    facts: &dyn Facts,
) -> Result<VerifiedUse, GrantError> {
    // 1, 2, 3
    let parts = Parts::parse(token, Form::Use)?;
    let usage = parts.usage.as_ref().ok_or(GrantError::NoPossession)?;
    let (fingerprint, sd_hash) = hash(&parts);
    // 4
    let grant = Grant::read(&parts.grant, fingerprint)?;
    // 5
    check_addressee(&grant, custodian)?;
    // 6
    let relation = facts.relation(&grant.issuer).ok_or(GrantError::Issuer)?;
    if did::did_key(&relation.key.public_key().into()) != grant.issuer.as_str() {
        return Err(GrantError::Issuer);
    }
    check_holder(&grant, &parts.grant, &relation.key, now)?;
    // 7
    let links = link::verify_all(&grant.hold, &parts.links, facts, now)?;
    let last = links.last().unwrap_or(&grant.hold);
    // 8
    let shown = shown::read_all(&parts.disclosures, &grant, last.rights)?;
    // 9
    let mut cleared = RightSet::below(0);
    for part in &parts.decisions {
        cleared = cleared.union(decision::verify(part, &grant, last, facts, now)?);
    }
    // 10
    let content: UseRecord<'_> = usage.read()?;
    check_use(&content, sd_hash, custodian, now)?;
    if !usage.is_signed_by(&last.active_key(facts, now)?) {
        return Err(GrantError::Possession);
    }
    let used = select_used(&shown, content.op, operation)?;
    // 11
    last.limits.check_now(now)?;
    // 12
    for right in &used {
        check_law(right, &grant, last, cleared, facts, now)?;
    }
    // 13
    let state = check_anchor(&grant, &links, facts, now)?;
    check_uses_left(state, &links, facts)?;
    // 14
    if !facts.spend_nonce(&last.department, content.nonce, now) {
        return Err(GrantError::Replay);
    }
    Ok(VerifiedUse {
        grant: grant.fingerprint,
        anchor: grant.anchor,
        links: links.iter().map(|link| link.part).collect(),
        line: [&grant.hold]
            .into_iter()
            .chain(&links)
            .map(|hold| hold.department.clone())
            .collect(),
        entry: relation.entry,
        user: last.department.clone(),
        rights: used,
        limits: last.limits,
        operation: operation.digest(),
        nonce: content.nonce.to_owned(),
        issuer: grant.issuer,
        purpose: grant.purpose,
        clause: grant.clause,
        request: grant.request,
    })
}

/// Returns the grant's fingerprint and `sd_hash`; the text of the grant, with which both begin, is
/// hashed once.
fn hash(parts: &Parts<'_>) -> (Fingerprint, Digest) {
    let (grant, rest) = parts.before_use.split_at(parts.grant.text.len());
    let mut hash = Sha256::new_with_prefix(grant);
    let fingerprint = Fingerprint::from_bytes(hash.clone().finalize().into());
    hash.update(rest);
    (fingerprint, Digest::from_bytes(hash.finalize().into()))
}

fn check_addressee(grant: &Grant, custodian: &Custodian) -> Result<(), GrantError> {
    if grant.custodian != custodian.did {
        return Err(GrantError::Audience);
    }
    if grant.anchor.chain_id != custodian.chain_id || grant.anchor.contract != custodian.contract {
        return Err(GrantError::Network);
    }
    Ok(())
}

/// The end of step 6: `key` signed the grant, not in the future.
pub(crate) fn check_holder(
    grant: &Grant,
    part: &SignedPart<'_>,
    key: &Ed25519Verifier,
    now: i64,
) -> Result<(), GrantError> {
    if !part.is_signed_by(key) {
        return Err(GrantError::GrantSignature);
    }
    if grant.hold.issued_at > now.saturating_add(CLOCK_SKEW) {
        return Err(GrantError::NotYet);
    }
    Ok(())
}

fn check_use(
    content: &UseRecord<'_>,
    sd_hash: Digest,
    custodian: &Custodian,
    now: i64,
) -> Result<(), GrantError> {
    if Digest::parse(content.sd_hash) != Ok(sd_hash) {
        return Err(GrantError::SdHash);
    }
    if content.aud != custodian.did.as_str() {
        return Err(GrantError::UseAudience);
    }
    if content.iat.abs_diff(now) > CLOCK_SKEW.unsigned_abs() {
        return Err(GrantError::UseTime);
    }
    if is_nonce(content.nonce) {
        Ok(())
    } else {
        Err(GrantError::Range)
    }
}

/// The rights of the operation, if it is the one that was signed and all of them are shown.
fn select_used(
    shown: &[ShownRight],
    op: &str,
    operation: &Operation,
) -> Result<Vec<ShownRight>, GrantError> {
    if Digest::parse(op) != Ok(operation.digest()) {
        return Err(GrantError::Operation);
    }
    let find = |right: &Right| shown.iter().find(|shown| shown.right == *right).cloned();
    operation
        .rights()
        .iter()
        .map(find)
        .collect::<Option<_>>()
        .ok_or(GrantError::Operation)
}

fn check_law(
    used: &ShownRight,
    grant: &Grant,
    last: &Hold,
    cleared: RightSet,
    facts: &dyn Facts,
    now: i64,
) -> Result<(), GrantError> {
    let question = LawQuestion {
        user: &last.department,
        right: &used.right,
        purpose: &grant.purpose,
        clause: &grant.clause,
    };
    let law = match facts.law(&question, now) {
        LawAnswer::Deny => return Err(GrantError::LawDenies),
        LawAnswer::Refer(_) if !cleared.contains(used.number) => return Err(GrantError::Referred),
        LawAnswer::Permit(limits) | LawAnswer::Refer(limits) => limits,
    };
    let is_delegated = last.part != grant.fingerprint;
    let span_secs = last
        .limits
        .expires
        .saturating_sub(grant.hold.limits.not_before);
    if u64::try_from(span_secs).is_ok_and(|span| span <= law.max_validity_secs)
        && u32::from(last.limits.max_uses) <= law.max_uses
        && u32::from(last.limits.retention_days) <= law.max_retention_days
        && (law.delegable || !is_delegated)
    {
        Ok(())
    } else {
        Err(GrantError::LawLimit)
    }
}

/// The first half of step 13: anchored as signed, and still in force.
pub(crate) fn check_anchor(
    grant: &Grant,
    links: &[Hold],
    anchors: &dyn Anchors,
    now: i64,
) -> Result<AnchorState, GrantError> {
    let state = anchors
        .anchor_state(&grant.anchor, grant.fingerprint, now)
        .ok_or(GrantError::NotAnchored)?;
    let signed = &grant.hold.limits;
    if state.expires != signed.expires || state.max_uses != u32::from(signed.max_uses) {
        return Err(GrantError::AnchorMismatch);
    }
    if state.revoked {
        return Err(GrantError::Revoked);
    }
    let mut delegator = &grant.hold.department;
    for link in links {
        if anchors.is_withdrawn(delegator, link.part, now) {
            return Err(GrantError::Withdrawn);
        }
        delegator = &link.department;
    }
    Ok(state)
}

fn check_uses_left(
    state: AnchorState,
    links: &[Hold],
    facts: &dyn Facts,
) -> Result<(), GrantError> {
    let is_used_up = |link: &Hold| facts.uses_through(link.part) >= u32::from(link.limits.max_uses);
    if state.used >= state.max_uses || links.iter().any(is_used_up) {
        return Err(GrantError::UsedUp);
    }
    Ok(())
}

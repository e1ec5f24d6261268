//! What a verifier must ask from outside, at every use anew.
//!
//! `at` is always the time of use, Unix seconds, never a time inside the token: a department
//! suspended since, a key replaced since, a clause repealed since all count. Answers come from the
//! custodian's own state; whoever has to fetch them first does so before verifying
//! ([`inspect`](crate::inspect) says what will be asked), so that "unknown" here never means "not
//! reached".

use keys::Ed25519Verifier;

use crate::anchor::Anchor;
use crate::digest::{Digest, Fingerprint};
use crate::right::Right;
use crate::text::{Code, Did};

/// The directory of departments.
pub trait Directory {
    /// Returns the signature key of a department that is known and active.
    fn department(&self, department: &Did, at: i64) -> Option<Ed25519Verifier>;

    /// Whether `department` stands strictly below `ancestor`.
    fn is_below(&self, department: &Did, ancestor: &Did, at: i64) -> bool;
}

/// The registry of grants on chain.
pub trait Anchors {
    /// Returns what `anchor.account` has anchored under `grant` at `anchor.contract`.
    fn anchor_state(&self, anchor: &Anchor, grant: Fingerprint, at: i64) -> Option<AnchorState>;

    /// Whether `delegator` has withdrawn a link that it signed.
    fn is_withdrawn(&self, delegator: &Did, link: Fingerprint, at: i64) -> bool;
}

/// All that a custodian asks to verify a use.
pub trait Facts: Directory + Anchors {
    /// Returns the relation to which the custodian's own register counts a holder's `did:key`.
    fn relation(&self, issuer: &Did) -> Option<Relation>;

    /// Returns the signature key of an officer who is in office and competent for the case.
    fn officer(&self, officer: &Did, case: &Case<'_>, at: i64) -> Option<Ed25519Verifier>;

    /// Evaluates the law.
    fn law(&self, question: &LawQuestion<'_>, at: i64) -> LawAnswer;

    /// Returns how many uses went through a link so far: the custodian's own count.
    fn uses_through(&self, link: Fingerprint) -> u32;

    /// Spends the nonce of `user`, in one step: `true` the first time, `false` if it was spent
    /// before or, where the custodian gives out challenges, is none of them. It is asked last,
    /// for uses that are otherwise valid; a nonce is kept for 120 seconds at least.
    fn spend_nonce(&self, user: &Did, nonce: &str, at: i64) -> bool;
}

/// The holder behind a key, in the custodian's register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The key that the `did:key` names.
    pub key: Ed25519Verifier,
    /// The holder's entry; many keys lead to one entry.
    pub entry: EntryId,
}

/// Names a holder's entry in the custodian's own register, in whatever form that register has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EntryId(pub String);

/// What the contract stores of an anchored grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnchorState {
    /// End of validity, Unix seconds.
    pub expires: i64,
    /// Number of uses allowed.
    pub max_uses: u32,
    /// Number of uses recorded.
    pub used: u32,
    /// Whether the holder has revoked it.
    pub revoked: bool,
}

/// The case that an officer decided.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Digest of the request object.
    pub request: Digest,
    /// The department that would use the rights.
    pub user: &'a Did,
    /// Purpose of the grant.
    pub purpose: &'a Code,
    /// Clause of the grant.
    pub clause: &'a Code,
}

/// What is asked of the law, once for each right used.
#[derive(Clone, Copy, Debug)]
pub struct LawQuestion<'a> {
    /// The department that uses the right; the law looks at its kind and level.
    pub user: &'a Did,
    /// The right.
    pub right: &'a Right,
    /// Purpose of the grant.
    pub purpose: &'a Code,
    /// Clause that the grant cites.
    pub clause: &'a Code,
}

/// What the law says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawAnswer {
    /// Allowed within the limits.
    Permit(LawLimits),
    /// Allowed within the limits if an officer permits it.
    Refer(LawLimits),
    /// Not allowed; also where there is no rule.
    Deny,
}

/// How far the law lets a grant go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LawLimits {
    /// Longest time from the grant's `nbf` to the last `exp`, in seconds.
    pub max_validity_secs: u64,
    /// Most uses.
    pub max_uses: u32,
    /// Longest retention, in days.
    pub max_retention_days: u32,
    /// Whether the right may be handed on by a link.
    pub delegable: bool,
}

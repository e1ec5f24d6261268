//! Why a grant or a use of one is refused: one name for each check of the verification order.

/// The check that refused a grant, a link, a decision or a use.
///
/// The names are those of the verification order in `docs/formats/grant.md`. They hold no text from
/// the token, so they may be logged. To the outside a custodian says only [`GrantError::outward`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum GrantError {
    /// A part, or the whole text, is longer than the format allows.
    #[error("too long")]
    Size,
    /// A character outside `A–Z a–z 0–9 - _ . ~`.
    #[error("character outside the alphabet")]
    Charset,
    /// The parts do not stand in the order of the grammar.
    #[error("parts out of order")]
    Syntax,
    /// More than 64 disclosures.
    #[error("too many rights")]
    TooManyRights,
    /// More than 4 links.
    #[error("too many links")]
    TooDeep,
    /// More than 2 decisions.
    #[error("too many decisions")]
    TooManyDecisions,
    /// A grant was presented without a use part.
    #[error("no proof of possession")]
    NoPossession,
    /// A header is not the constant of its kind.
    #[error("unknown header")]
    Header,
    /// Text that is not the one base64url form of its bytes.
    #[error("not strict base64url")]
    Base64,
    /// Content that is not the one canonical form of its record.
    #[error("not in canonical form")]
    Canonical,
    /// A value outside its range or alphabet.
    #[error("value out of range")]
    Range,
    /// A digest, a disclosure or a right that occurs twice.
    #[error("repeated right")]
    Repeated,
    /// The grant is for another custodian.
    #[error("grant for another custodian")]
    Audience,
    /// The grant is anchored on another network or contract.
    #[error("grant of another network")]
    Network,
    /// The signing key belongs to no relation of this custodian.
    #[error("unknown issuer of the grant")]
    Issuer,
    /// The holder's signature does not verify.
    #[error("signature of the grant is wrong")]
    GrantSignature,
    /// Not valid yet, or signed in the future.
    #[error("not valid yet")]
    NotYet,
    /// A link does not continue the part before it.
    #[error("link does not follow its predecessor")]
    LinkBinding,
    /// A department in the line is unknown or not active.
    #[error("department not active")]
    Department,
    /// A link is not signed by the department named before it.
    #[error("signature of a link is wrong")]
    LinkSignature,
    /// A link names a department that is not strictly below the delegator.
    #[error("department outside the line")]
    Line,
    /// A link that the depth left does not allow.
    #[error("delegated too far")]
    Depth,
    /// A link gives more than the part before it.
    #[error("link is wider than its predecessor")]
    Widened,
    /// A link dated before its predecessor, or in the future.
    #[error("link dated out of order")]
    LinkTime,
    /// A disclosure that the grant does not name.
    #[error("disclosure not in the grant")]
    Unreferenced,
    /// A disclosure that a link dropped.
    #[error("right not handed on")]
    NotDelegated,
    /// A disclosure that is not a well-formed right.
    #[error("malformed right")]
    Disclosure,
    /// No right is shown.
    #[error("no right shown")]
    NoRights,
    /// A decision about another grant, another end of the chain or another request.
    #[error("decision on another matter")]
    DecisionBinding,
    /// The signer of a decision is not an officer with authority over the case.
    #[error("officer not authorised")]
    Officer,
    /// The officer's signature does not verify.
    #[error("signature of a decision is wrong")]
    DecisionSignature,
    /// A decision outside its time.
    #[error("decision outside its time")]
    DecisionTime,
    /// A decision on a right that the end of the chain does not hold.
    #[error("decision on a right not held")]
    DecisionScope,
    /// The use was signed over other parts.
    #[error("use of other parts")]
    SdHash,
    /// The use is addressed to another custodian.
    #[error("use for another custodian")]
    UseAudience,
    /// The use was signed more than 60 seconds from now.
    #[error("use outside its time")]
    UseTime,
    /// The use is not signed by the department the grant, or its last link, names.
    #[error("possession not proven")]
    Possession,
    /// The use is for another operation, or asks for a right that is not shown.
    #[error("use for another operation")]
    Operation,
    /// The end has come.
    #[error("expired")]
    Expired,
    /// The law denies it now.
    #[error("denied by law")]
    LawDenies,
    /// The law wants an officer's decision, and there is none for this right.
    #[error("referred to an officer")]
    Referred,
    /// The grant exceeds what the law allows now.
    #[error("beyond the limits of the law")]
    LawLimit,
    /// The account named in the grant has not anchored it.
    #[error("not anchored")]
    NotAnchored,
    /// The anchor gives another end or number of uses than the grant.
    #[error("anchor differs from the grant")]
    AnchorMismatch,
    /// The holder has revoked the grant.
    #[error("revoked")]
    Revoked,
    /// A delegator has withdrawn a link.
    #[error("withdrawn")]
    Withdrawn,
    /// No use is left on the grant or on a link.
    #[error("used up")]
    UsedUp,
    /// The nonce has been spent before, or was never given out.
    #[error("replayed")]
    Replay,
}

/// All that a custodian tells the presenter of a refused use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outward {
    /// The bytes are no token of this format.
    Malformed,
    /// A well-formed token that will never be valid here, for this use.
    NotValid,
    /// A token that time, law, directory or chain do not allow at this moment.
    NotNow,
}

impl GrantError {
    /// Returns the answer to give to the presenter: it tells a thief nothing about the holder, the
    /// directory or the law. The exact name belongs in the custodian's log.
    pub fn outward(self) -> Outward {
        match self {
            Self::Size
            | Self::Charset
            | Self::Syntax
            | Self::TooManyRights
            | Self::TooDeep
            | Self::TooManyDecisions
            | Self::NoPossession
            | Self::Header
            | Self::Base64
            | Self::Canonical
            | Self::Range
            | Self::Repeated
            | Self::Disclosure
            | Self::NoRights => Outward::Malformed,
            Self::NotYet
            | Self::Expired
            | Self::Department
            | Self::DecisionTime
            | Self::UseTime
            | Self::LawDenies
            | Self::Referred
            | Self::LawLimit
            | Self::NotAnchored
            | Self::Revoked
            | Self::Withdrawn
            | Self::UsedUp
            | Self::Replay => Outward::NotNow,
            _ => Outward::NotValid,
        }
    }
}

//! Permission tokens: a holder's signed word that a department may do certain things with certain
//! attributes at one custodian. Make, narrow, decide on, use and verify them.
//!
//! The format is written down in `docs/formats/grant.md`, with vectors beside it. It is an SD-JWT
//! (RFC 9901) that the holder issues to the department, with links for delegation. Pure: no I/O, no
//! clock, no randomness of its own; what a verifier must know it asks of [`Facts`]. This crate does
//! not talk to the chain, evaluate the law or keep state.
//!
//! | act | who | function |
//! |---|---|---|
//! | make a grant | holder | [`make`] |
//! | look at a counter-offer | requester | [`check_offered`] |
//! | take it | requester, delegate | [`check_received`], [`check_handed_on`] |
//! | hand part of it on | any department in the line | [`narrow`] |
//! | clear what the law refers | officer | [`decide`] |
//! | use it | the department named last | [`use_grant`] |
//! | verify a use | custodian, auditor | [`verify`] |
//! | read without verifying | all | [`inspect`] |

mod anchor;
mod decision;
mod digest;
mod error;
mod facts;
mod grant;
mod inspect;
mod limits;
mod link;
mod make;
mod offered;
mod operation;
mod part;
mod received;
mod record;
mod right;
mod shown;
mod terms;
mod text;
mod token;
mod use_grant;
mod verify;

pub use anchor::{Anchor, AnchorError};
pub use decision::{DecideError, Decision, DecisionTerms, decide};
pub use digest::{Digest, DigestError, Fingerprint};
pub use error::{GrantError, Outward};
pub use facts::{
    AnchorState, Anchors, Case, Directory, EntryId, Facts, LawAnswer, LawLimits, LawQuestion,
    Relation,
};
pub use inspect::{Holding, UnverifiedDecision, UnverifiedGrant, UnverifiedUse, inspect};
pub use limits::Limits;
pub use link::{HandedOnGrant, LinkTerms, NarrowError, narrow};
pub use make::{GrantTerms, IssuedGrant, MakeError, make};
pub use offered::{OfferedGrant, check_offered};
pub use operation::{Operation, OperationError};
pub use part::PartError;
pub use received::{Asked, ReceiptError, ReceivedGrant, check_handed_on, check_received};
pub use right::{Action, AttributeTag, Right, Salt, ShownRight};
pub use terms::{AskedRights, GrantRequestTerms, PurposeText, TransactionType};
pub use text::{Code, Did, TextError};
pub use use_grant::{UseError, use_grant};
pub use verify::{Custodian, VerifiedUse, verify};

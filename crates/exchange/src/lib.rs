//! The messages between wallets and departments, both directions: issuance (OpenID4VCI 1.0),
//! requests and answers (OpenID4VP 1.0), introductions, pick-up, and uses of grants.
//!
//! The format is written down in `docs/formats/exchange.md`. Wallet and gateway compile this same
//! crate, so they cannot drift. It does no I/O: no HTTP, no clock (`now` is an argument, seconds
//! since 1970), no randomness of its own, and it looks nothing up: who a department is comes in as
//! a [`KnownDepartment`] from the proven directory, never out of a message.
//!
//! Members that are unknown are ignored in messages of OpenID, and refused in our own. Everything
//! is bounded before it is parsed, and no member may occur twice.

pub mod access;
pub mod answer;
pub mod apply;
pub mod billing;
pub mod change;
pub mod claim;
pub mod claimed;
pub mod counter;
mod department;
pub mod endpoint;
pub mod evidence;
mod fault;
pub mod handover;
pub mod introduction;
mod json;
pub mod jwe;
mod jwt;
pub mod link;
pub mod metadata;
pub mod offer;
pub mod petition;
pub mod pickup;
pub mod presentation;
pub mod proof;
pub mod query;
pub mod receipt;
pub mod record;
pub mod refill;
pub mod request;
pub mod ruling;
pub mod shortfall;
pub mod statutory;
pub mod terms;
mod text;
pub mod token;

#[cfg(test)]
mod tests;

pub use change::{Change, Changes, NewValue};
pub use department::KnownDepartment;
pub use endpoint::Endpoint;
pub use fault::Fault;
pub use json::{MessageError, parse_message};
pub use jwt::JwtError;
pub use link::Link;
pub use presentation::PresentationTerms;
pub use request::{UnverifiedRequest, VerifiedRequest};
pub use terms::{AskedRight, Terms};
pub use text::Text;

/// How far the other side's clock may be ahead, in seconds.
pub const CLOCK_SKEW_SECS: i64 = 60;
/// How old a proof or an introduction may be, in seconds.
pub const PROOF_LIFETIME_SECS: i64 = 300;

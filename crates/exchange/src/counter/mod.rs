//! What is said at a counter: presentations bound to one department, one purpose, and one challenge
//! or time window, as text for a QR code.
//!
//! The format is written down in `docs/formats/counter.md`.
//!
//! | Module | Purpose |
//! |---|---|
//! | [`base45`] | RFC 9285 |
//! | [`text`] | tokens as text, and back |
//! | [`parts`] | a text as several codes |
//! | [`presentation`] | what the holder signs, and how it is verified |
//! | [`challenge`] | what the department asks for beforehand |
//! | [`spoken`] | the ten characters that can be said |

pub mod base45;
pub mod challenge;
mod frame;
pub mod parts;
pub mod presentation;
pub mod spoken;
mod statement;
pub mod text;

#[cfg(test)]
pub(crate) mod tests;

pub use challenge::{Challenge, ChallengeDraft, ChallengeError, UnverifiedChallenge};
pub use parts::{PartError, Parts, split};
pub use presentation::{
    Basis, ShowingDraft, ShownError, ShownExpectation, UnverifiedShown, VerifiedShown,
};
pub use statement::CounterStatement;
pub use text::{Scanned, TextError};

/// Longest window of a code, in seconds.
pub const CODE_SECS: i64 = 60;
/// Longest window of a printed pass, in seconds.
pub const PASS_SECS: i64 = 86_400;
/// Longest time in which a challenge can be answered, in seconds.
pub const CHALLENGE_SECS: i64 = 600;

//! Selective Disclosure for JSON Web Tokens, RFC 9901, and nothing else.
//!
//! The written form, with what is stricter here than in the RFC, is in
//! `docs/formats/credential.md`. An issuer signs claims of which some are replaced by salted digests
//! ([`issue`]); the holder keeps the disclosures, shows the ones it chooses
//! ([`VerifiedSdJwt::select`]) and binds them to one verifier's challenge ([`Selection::bind`]);
//! everybody checks what arrives ([`UnverifiedSdJwt`]).
//!
//! What is not here: the meaning of claims, times of the credential, whose key to trust (see the
//! crate `credential`); the JSON serialisation of RFC 9901 §8; other hash functions than SHA-256;
//! input and output, clocks, global randomness.

mod digest;
mod disclosure;
mod issue;
mod json;
mod key_binding;
mod path;
mod process;
mod unverified;
mod verified;

pub use digest::Digest;
pub use disclosure::{Content, Disclosure, DisclosureError, RESERVED_NAMES};
pub use issue::{CONTROL_CLAIMS, IssueError, IssuedSdJwt, Statement, issue};
pub use json::{JsonError, MAX_DEPTH, MAX_NAME_BYTES, parse_json};
pub use key_binding::{
    BindError, Binding, CLOCK_SKEW_SECS, Expectation, KEY_BINDING_TYP, KeyBinding, KeyBindingError,
    StatedBinding, VerifiedPresentation,
};
pub use path::{ClaimPath, PathElement};
pub use process::{Claims, IntegrityError};
pub use unverified::{Header, Limits, ParseError, PresentationError, UnverifiedSdJwt, VerifyError};
pub use verified::{SelectError, Selection, VerifiedSdJwt};

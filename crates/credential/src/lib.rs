//! What a credential means: its type, who issued it to whom, how long it is valid, its attributes.
//!
//! The written form is in `docs/formats/credential.md`. A credential is an SD-JWT VC
//! (draft-ietf-oauth-sd-jwt-vc) over the crate `sd-jwt`: each attribute is one claim at the top
//! level and one disclosure of its own, and everything else is always visible.
//!
//! - An issuer makes one with [`issue_credential`].
//! - A holder reads it with [`UnverifiedCredential`], keeps it as a [`VerifiedCredential`] and shows
//!   a part of it with [`VerifiedCredential::select`].
//! - A verifier reads what is shown with [`UnverifiedPresentation`].
//! - [`file`] is a certificate that anybody can check, without an account.
//! - [`kinds`] knows the types in use and the order of their attributes; any other type works too.
//!
//! What is not here: the issuer's key, which the caller resolves in the proven directory; the
//! [`Status`], which the chain's registry answers; nonces that must be spent once; input and output,
//! clocks, global randomness.

mod attribute;
mod checks;
pub mod file;
mod fingerprint;
mod issue;
pub mod kinds;
mod presentation;
mod status;
mod terms;
mod unverified;
mod verified;

pub use attribute::{AttributeCode, AttributeError, Attributes};
pub use checks::{Checks, ContentError, HolderError, Verdict};
pub use fingerprint::{Fingerprint, ParseFingerprintError};
pub use issue::{IssueCredentialError, IssuedCredential, issue_credential};
pub use presentation::{PresentationError, UnverifiedPresentation, VerifiedPresentation};
pub use status::{ParseRegistryError, Status, StatusListEntry, StatusRegistry};
pub use terms::{KeyName, Terms, TermsError, Validity, ValidityError, Vct};
pub use unverified::{
    Disclosed, ParseCredentialError, UnverifiedCredential, VerifyCredentialError,
};
pub use verified::{Credential, UnknownAttributeError, VerifiedCredential};

/// The header's `typ` of every credential, draft-ietf-oauth-sd-jwt-vc §3.2.1.
pub const CREDENTIAL_TYP: &str = "dc+sd-jwt";

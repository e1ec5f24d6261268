//! What must be known of a department before a word of it is believed.

use keys::{DepartmentDid, Ed25519PublicKey, P256PublicKey, PublicKey};

use crate::endpoint::Endpoint;
use crate::jwt;

/// A department as it stands in the proven directory at the time of the check.
///
/// # Security
/// The caller has proven every member against the chain; this crate only compares with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDepartment {
    /// Its identifier.
    pub did: DepartmentDid,
    /// Whether it and every department above it are active.
    pub active: bool,
    /// Its Ed25519 signing key.
    pub ed25519: Ed25519PublicKey,
    /// Its P-256 signing key.
    pub p256: P256PublicKey,
    /// Where it answers.
    pub endpoint: Endpoint,
}

impl KnownDepartment {
    /// Returns the signing key named `<DID>#ed25519` or `<DID>#p256`.
    pub(crate) fn key(&self, key_id: &str) -> Option<PublicKey> {
        jwt::select_key(&self.did, &self.ed25519, &self.p256, key_id)
    }
}

/// Returns the DID before the `#` of a department's key id.
pub(crate) fn did_of_key_id(key_id: &str) -> Option<DepartmentDid> {
    key_id.split_once('#').and_then(|(did, _)| did.parse().ok())
}

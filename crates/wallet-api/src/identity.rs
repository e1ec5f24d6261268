//! The holder's public keys towards one department.

use serde::{Deserialize, Serialize};

use crate::command::command;

/// Public keys of one relation; see `docs/formats/keys.md`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityView {
    /// DID of the department.
    pub department: String,
    /// Index of the relation.
    pub index: u32,
    /// The holder's identifier there: `did:key` of the Ed25519 key.
    pub did: String,
    /// Ed25519 public key, 0x-hex, 32 bytes.
    pub ed25519: String,
    /// P-256 public key, 0x-hex, SEC1 compressed, 33 bytes.
    pub p256: String,
    /// X25519 viewing key, 0x-hex, 32 bytes.
    pub viewing: String,
    /// secp256k1 spending key, 0x-hex, SEC1 compressed, 33 bytes.
    pub spending: String,
    /// `viewing:spending`, without `0x`: the meta-address.
    pub meta_address: String,
}

command!(
    /// Shows the public keys of a relation; needs no chain.
    ShowIdentity {
        /// DID of the department.
        department: String,
        /// Index of the relation, usually 0.
        index: u32,
    } -> IdentityView, "show_identity", Unlocked
);

//! Keys, signatures and identifiers: public key types, the [`Signer`] trait, strict compact JWS,
//! DIDs, and the derivation of everything a holder owns from one recovery phrase.
//!
//! The derivation tree and the secrets of the journal are a written format,
//! `docs/formats/keys.md`, with vectors in `docs/formats/keys-vectors.json`.
//!
//! Pure: no I/O, no clock, no global randomness; entropy is an argument. Secret types wipe
//! themselves on drop, have no `Clone`, no `Serialize`, and a `Debug` that shows nothing.

pub mod account;
pub mod address;
pub mod agreement;
pub mod base64url;
pub mod did;
mod fixed;
pub mod journal;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod key_id;
pub mod phrase;
pub mod public;
#[cfg(test)]
mod published_vectors;
pub mod relation;
mod short_mac;
pub mod signature;
pub mod signer;
pub mod slip10;
pub mod verifier;

pub use account::{RecoverableSignature, Secp256k1Secret};
pub use address::ChainAddress;
pub use agreement::{P256Secret, SharedSecret, X25519Secret};
pub use did::DepartmentDid;
pub use journal::JournalSecret;
pub use jwk::Jwk;
pub use key_id::KeyId;
pub use phrase::{RecoveryPhrase, Seed};
pub use public::{
    Ed25519PublicKey, P256PublicKey, ParseKeyError, PublicKey, Secp256k1PublicKey, X25519PublicKey,
};
pub use relation::{MetaAddress, Purpose, RelationKeys, RelationPublic};
pub use signature::{Algorithm, Signature, SignatureError};
pub use signer::{SignError, Signer, SoftwareSigner};
pub use verifier::Ed25519Verifier;

//! The vault: the only home of the holder's secrets, and the store of everything else.
//!
//! A folder with a small header (the data key, sealed under a passphrase) and a SQLCipher
//! database opened with that data key. Format: `docs/formats/vault.md`.
//!
//! [`LockedVault`] knows where the vault is; [`UnlockedVault`] can be read, written and asked to
//! use a key, by [`keys::KeyId`]. No key ever leaves; the recovery phrase does, once asked for
//! with the passphrase. What is *not* here: how strong a passphrase must be, when to lock, and
//! what the records mean; that is for `wallet` to say.

mod attempts;
mod backup;
mod database;
mod error;
mod files;
mod header;
mod kdf;
mod keyring;
mod passphrase;
mod sealed;
mod store;
mod vault;

pub use attempts::AttemptDelay;
pub use error::{CreateError, OpenError, RestoreError};
pub use header::{HeaderError, VaultHeader};
pub use kdf::{KdfOutOfRange, KdfParams};
pub use keyring::{KeyError, PublicHalf, VaultSigner};
pub use passphrase::Passphrase;
pub use store::{Order, ReadTransaction, Record, StoreError, WriteTransaction};
pub use vault::{LockedVault, UnlockedVault};

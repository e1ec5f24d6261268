//! Names of keys: what the rest of the program holds in place of a key.

use serde::{Deserialize, Serialize};

use crate::address::ChainAddress;
use crate::journal::EntryNonce;
use crate::public::X25519PublicKey;
use crate::relation::Purpose;

/// The name of one key in the derivation tree. Not secret, but personal: it says with whom the
/// holder has a relation, so it stays inside the wallet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "key")]
pub enum KeyId {
    /// A key of a relation.
    Relation {
        /// See [`crate::relation`].
        uri: String,
        /// Which of the relations with this party.
        index: u32,
        /// Which key of the relation.
        purpose: Purpose,
    },
    /// A chain account, `m/44'/60'/0'/0/index`.
    Account {
        /// Number of the account, below 2³¹.
        index: u32,
    },
    /// The key of a one-time address that a writer named in a journal entry.
    OneTime {
        /// URI of the relation the entry was written to.
        uri: String,
        /// Index of that relation.
        index: u32,
        /// The writer's agreement key when the entry was written; none for own entries.
        agreement: Option<X25519PublicKey>,
        /// The chain the journal is on.
        chain_id: u64,
        /// The writer's account; [`ChainAddress::ZERO`] for own entries.
        department: ChainAddress,
        /// The entry's nonce.
        nonce: EntryNonce,
    },
}

impl KeyId {
    /// Names a key of a relation.
    pub fn relation(uri: impl Into<String>, index: u32, purpose: Purpose) -> Self {
        Self::Relation {
            uri: uri.into(),
            index,
            purpose,
        }
    }

    /// Names a chain account.
    pub fn account(index: u32) -> Self {
        Self::Account { index }
    }
}

//! The keys of an unlocked vault: derived when asked for, used by name, wiped with the vault.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use keys::journal::JournalSecret;
use keys::{
    ChainAddress, KeyId, PublicKey, Purpose, RecoverableSignature, RelationKeys, RelationPublic,
    Secp256k1PublicKey, Secp256k1Secret, Seed, SignError, Signature, Signer, SoftwareSigner,
    X25519PublicKey, account,
};
use thiserror::Error;

/// Why a key was not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The key is for something else: an account does not sign JOSE, a viewing key signs nothing.
    #[error("the key is not of a kind that does this")]
    WrongKind,
    /// The account's index is 2³¹ or above.
    #[error("account index out of range")]
    IndexOutOfRange,
    /// The writer's agreement key makes no agreement.
    #[error("the agreement is not contributory")]
    Agreement,
}

/// The public half of a key, by what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicHalf {
    /// Verifies JOSE signatures.
    Signing(PublicKey),
    /// Agrees on secrets.
    Agreement(X25519PublicKey),
    /// Acts on the chain.
    Account(Secp256k1PublicKey),
}

/// Relations kept derived; one costs about a third of a millisecond to derive again.
const CACHE_LIMIT: usize = 4096;

/// The seed, and the relations derived from it so far.
pub(crate) struct Keyring {
    seed: Seed,
    relations: Mutex<HashMap<(String, u32), Arc<RelationKeys>>>,
}

impl Keyring {
    pub(crate) fn new(seed: Seed) -> Self {
        Self {
            seed,
            relations: Mutex::default(),
        }
    }

    pub(crate) fn relation_public(&self, uri: &str, index: u32) -> RelationPublic {
        self.relation(uri, index).public()
    }

    pub(crate) fn public(&self, id: &KeyId) -> Result<PublicHalf, KeyError> {
        Ok(match id {
            KeyId::Relation {
                uri,
                index,
                purpose,
            } => {
                let public = self.relation_public(uri, *index);
                match purpose {
                    Purpose::Identity => PublicHalf::Signing(public.ed25519.into()),
                    Purpose::IdentityP256 => PublicHalf::Signing(public.p256.into()),
                    Purpose::Viewing => PublicHalf::Agreement(public.viewing),
                    Purpose::Spending => PublicHalf::Account(public.spending),
                }
            }
            KeyId::Account { .. } | KeyId::OneTime { .. } => {
                PublicHalf::Account(self.with_account(id, Secp256k1Secret::public_key)?)
            }
        })
    }

    pub(crate) fn sign_digest(
        &self,
        id: &KeyId,
        digest: &[u8; 32],
    ) -> Result<RecoverableSignature, KeyError> {
        self.with_account(id, |key| key.sign_digest(digest))
    }

    pub(crate) fn account_address(&self, index: u32) -> Result<ChainAddress, KeyError> {
        account::address(&self.seed, index).map_err(|_| KeyError::IndexOutOfRange)
    }

    pub(crate) fn journal_secret(
        &self,
        uri: &str,
        index: u32,
        agreement: Option<&X25519PublicKey>,
        chain_id: u64,
        department: ChainAddress,
    ) -> Result<JournalSecret, KeyError> {
        let relation = self.relation(uri, index);
        let shared = match agreement {
            Some(key) => relation.agree(key).map_err(|_| KeyError::Agreement)?,
            None => relation.agree_with_self(),
        };
        Ok(JournalSecret::derive(&shared, chain_id, department))
    }

    pub(crate) fn signer(self: &Arc<Self>, id: &KeyId) -> Result<VaultSigner, KeyError> {
        match (self.public(id)?, id) {
            (
                PublicHalf::Signing(public_key),
                KeyId::Relation {
                    uri,
                    index,
                    purpose,
                },
            ) => Ok(VaultSigner {
                keyring: Arc::downgrade(self),
                uri: uri.clone(),
                index: *index,
                purpose: *purpose,
                public_key,
            }),
            _ => Err(KeyError::WrongKind),
        }
    }

    fn with_account<T>(
        &self,
        id: &KeyId,
        act: impl FnOnce(&Secp256k1Secret) -> T,
    ) -> Result<T, KeyError> {
        match id {
            KeyId::Account { index } => account::derive(&self.seed, *index)
                .map(|key| act(&key))
                .map_err(|_| KeyError::IndexOutOfRange),
            KeyId::Relation {
                uri,
                index,
                purpose: Purpose::Spending,
            } => Ok(act(self.relation(uri, *index).spending())),
            KeyId::Relation { .. } => Err(KeyError::WrongKind),
            KeyId::OneTime {
                uri,
                index,
                agreement,
                chain_id,
                department,
                nonce,
            } => {
                let secret =
                    self.journal_secret(uri, *index, agreement.as_ref(), *chain_id, *department)?;
                let relation = self.relation(uri, *index);
                Ok(act(&secret.one_time_secret(relation.spending(), nonce)))
            }
        }
    }

    fn relation(&self, uri: &str, index: u32) -> Arc<RelationKeys> {
        let name = (uri.to_owned(), index);
        if let Some(keys) = self.relations().get(&name) {
            return Arc::clone(keys);
        }
        // Derived outside the lock: two threads may do it twice, none waits for another.
        let keys = Arc::new(RelationKeys::derive(&self.seed, uri, index));
        let mut relations = self.relations();
        if relations.len() >= CACHE_LIMIT {
            relations.clear();
        }
        relations.insert(name, Arc::clone(&keys));
        keys
    }

    fn relations(&self) -> std::sync::MutexGuard<'_, HashMap<(String, u32), Arc<RelationKeys>>> {
        self.relations
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Signs with one key of the vault, for as long as the vault is unlocked.
///
/// Holds no key: after the vault was locked it answers [`SignError::Locked`].
#[derive(Clone)]
pub struct VaultSigner {
    keyring: Weak<Keyring>,
    uri: String,
    index: u32,
    purpose: Purpose,
    public_key: PublicKey,
}

impl Signer for VaultSigner {
    fn public_key(&self) -> PublicKey {
        self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let keyring = self.keyring.upgrade().ok_or(SignError::Locked)?;
        let relation = keyring.relation(&self.uri, self.index);
        let signer: &SoftwareSigner = match self.purpose {
            Purpose::Identity => relation.identity(),
            Purpose::IdentityP256 => relation.identity_p256(),
            Purpose::Viewing | Purpose::Spending => return Err(SignError::Unavailable),
        };
        signer.sign(message)
    }
}

impl std::fmt::Debug for VaultSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VaultSigner({:?})", self.public_key)
    }
}

//! Nonces: given out, spent once, and remembered for a while after.

use rusqlite::params;

use super::{Store, StoreError};

/// What a nonce is for; one for another use does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NonceUse {
    /// Proofs, introductions and pick-ups at an issuer; given out.
    Issuance,
    /// Uses of grants at a custodian; given out.
    Access,
    /// Introductions of grant keys; drawn by the holder.
    Introduction,
}

/// Nonces are kept this long, spent or not: longer than any message that carries one is fresh.
const KEPT_SECS: i64 = 900;
/// A nonce that was given out must be spent within this time.
const VALID_SECS: i64 = 300;

impl NonceUse {
    const fn name(self) -> &'static str {
        match self {
            Self::Issuance => "issuance",
            Self::Access => "access",
            Self::Introduction => "introduction",
        }
    }
}

impl Store {
    /// Remembers a nonce that is given out at `now`, and forgets old ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn give_nonce(
        &self,
        department: &str,
        nonce_use: NonceUse,
        nonce: &str,
        now: i64,
    ) -> Result<(), StoreError> {
        let connection = self.lock();
        connection.execute("DELETE FROM nonces WHERE issued_at < ?1", [now - KEPT_SECS])?;
        connection.execute(
            "INSERT INTO nonces (department, use, nonce, issued_at) VALUES (?1, ?2, ?3, ?4)",
            params![department, nonce_use.name(), nonce, now],
        )?;
        Ok(())
    }

    /// Spends a nonce that was given out; `false` if it was not, is too old, or is spent already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn spend_nonce(
        &self,
        department: &str,
        nonce_use: NonceUse,
        nonce: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "UPDATE nonces SET spent_at = ?4, issued_at = MAX(issued_at, ?4)
             WHERE department = ?1 AND use = ?2 AND nonce = ?3
               AND spent_at IS NULL AND issued_at >= ?5",
            params![department, nonce_use.name(), nonce, now, now - VALID_SECS],
        )?;
        Ok(changed == 1)
    }

    /// Takes a nonce that the other side drew; `false` if it came before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn take_nonce(
        &self,
        department: &str,
        nonce_use: NonceUse,
        nonce: &str,
        now: i64,
    ) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "INSERT OR IGNORE INTO nonces (department, use, nonce, issued_at, spent_at)
             VALUES (?1, ?2, ?3, ?4, ?4)",
            params![department, nonce_use.name(), nonce, now],
        )?;
        Ok(changed == 1)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_nonce_is_good_once_for_its_use_and_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let store = Store::open(&path).unwrap();
        let spend = |use_, nonce, now| store.spend_nonce("a", use_, nonce, now).unwrap();
        store.give_nonce("a", NonceUse::Access, "n", 1_000).unwrap();
        assert!(!spend(NonceUse::Issuance, "n", 1_001));
        assert!(
            !store
                .spend_nonce("b", NonceUse::Access, "n", 1_001)
                .unwrap()
        );
        assert!(!spend(NonceUse::Access, "n", 1_301));
        assert!(spend(NonceUse::Access, "n", 1_300));
        assert!(!spend(NonceUse::Access, "n", 1_300));
        assert!(!spend(NonceUse::Access, "m", 1_300));

        // A spent nonce survives a restart and is remembered well beyond 120 seconds.
        let store = Store::open(&path).unwrap();
        store.give_nonce("a", NonceUse::Access, "x", 1_600).unwrap();
        assert!(
            !store
                .spend_nonce("a", NonceUse::Access, "n", 1_600)
                .unwrap()
        );
        assert!(!store.take_nonce("a", NonceUse::Access, "n", 1_600).unwrap());
        assert!(
            store
                .take_nonce("a", NonceUse::Introduction, "n", 1_600)
                .unwrap()
        );
        assert!(
            !store
                .take_nonce("a", NonceUse::Introduction, "n", 1_600)
                .unwrap()
        );
    }
}

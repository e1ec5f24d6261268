//! Offers and the access tokens they are exchanged for.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

/// An offer to be.
#[derive(Clone, Debug)]
pub struct NewOffer<'a> {
    /// 128 random bits; names the offer in its address.
    pub id: &'a str,
    /// The issuer's slug.
    pub department: &'a str,
    /// Which credential.
    pub configuration: &'a str,
    /// Whose: the entry in the issuer's register.
    pub entry: &'a str,
    /// The pre-authorised code.
    pub code: &'a str,
    /// The transaction code, if one is asked for.
    pub tx_code: Option<&'a str>,
    /// Where the transaction code is found, in the issuer's words.
    pub tx_note: Option<&'a str>,
    /// Seconds.
    pub created_at: i64,
    /// Seconds.
    pub expires_at: i64,
}

/// An offer.
#[derive(Clone, Debug)]
pub struct OfferRow {
    /// Its id.
    pub id: String,
    /// Which credential.
    pub configuration: String,
    /// The pre-authorised code.
    pub code: String,
    /// The transaction code.
    pub tx_code: Option<String>,
    /// Where the transaction code is found.
    pub tx_note: Option<String>,
}

/// What came of showing a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redemption {
    /// The access token may be given out; it is remembered.
    Accepted,
    /// The transaction code is wrong; the offer still stands.
    WrongTxCode,
    /// There is no such offer, or it is used, burnt or expired.
    Gone,
}

/// What an access token is good for.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// The offer.
    pub offer: String,
    /// Which credential.
    pub configuration: String,
    /// Whose.
    pub entry: String,
}

/// So many wrong transaction codes burn an offer.
const MOST_WRONG: i64 = 5;

impl Store {
    /// Remembers a new offer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_offer(&self, offer: &NewOffer<'_>) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO offers (id, department, configuration, entry, code, tx_code, tx_note,
                                 created_at, expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                offer.id,
                offer.department,
                offer.configuration,
                offer.entry,
                offer.code,
                offer.tx_code,
                offer.tx_note,
                offer.created_at,
                offer.expires_at,
            ],
        )?;
        Ok(())
    }

    /// Returns an open offer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open_offer(
        &self,
        department: &str,
        id: &str,
        now: i64,
    ) -> Result<Option<OfferRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT id, configuration, code, tx_code, tx_note FROM offers
                 WHERE id = ?1 AND department = ?2 AND state = 'open' AND expires_at > ?3",
                params![id, department, now],
                |row| {
                    Ok(OfferRow {
                        id: row.get(0)?,
                        configuration: row.get(1)?,
                        code: row.get(2)?,
                        tx_code: row.get(3)?,
                        tx_note: row.get(4)?,
                    })
                },
            )
            .optional()?)
    }

    /// Exchanges a pre-authorised code for an access token, in one step: a code is good once, and
    /// the fifth wrong transaction code burns the offer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn redeem_offer(
        &self,
        department: &str,
        code: &str,
        tx_code: Option<&str>,
        token_hash: &[u8; 32],
        token_expires_at: i64,
        now: i64,
    ) -> Result<Redemption, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let found: Option<(String, Option<String>, i64)> = transaction
            .query_row(
                "SELECT id, tx_code, wrong FROM offers
                 WHERE code = ?1 AND department = ?2 AND state = 'open' AND expires_at > ?3",
                params![code, department, now],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let Some((id, expected, wrong)) = found else {
            return Ok(Redemption::Gone);
        };
        let outcome = if expected.as_deref() == tx_code {
            transaction.execute("UPDATE offers SET state = 'used' WHERE id = ?1", [&id])?;
            transaction.execute(
                "INSERT INTO tokens (hash, offer, expires_at) VALUES (?1, ?2, ?3)",
                params![token_hash, id, token_expires_at],
            )?;
            Redemption::Accepted
        } else {
            let state = if wrong + 1 >= MOST_WRONG {
                "burnt"
            } else {
                "open"
            };
            transaction.execute(
                "UPDATE offers SET wrong = wrong + 1, state = ?2 WHERE id = ?1",
                params![id, state],
            )?;
            Redemption::WrongTxCode
        };
        transaction.commit()?;
        Ok(outcome)
    }

    /// Returns what an access token is good for.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn token(
        &self,
        department: &str,
        hash: &[u8; 32],
        now: i64,
    ) -> Result<Option<TokenRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT offers.id, offers.configuration, offers.entry FROM tokens
                 JOIN offers ON offers.id = tokens.offer
                 WHERE tokens.hash = ?1 AND offers.department = ?2 AND tokens.expires_at > ?3
                   AND tokens.spent = 0",
                params![hash, department, now],
                |row| {
                    Ok(TokenRow {
                        offer: row.get(0)?,
                        configuration: row.get(1)?,
                        entry: row.get(2)?,
                    })
                },
            )
            .optional()?)
    }

    /// Takes an access token for one issuance; `false` if another has it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn take_token(&self, hash: &[u8; 32]) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "UPDATE tokens SET spent = 1 WHERE hash = ?1 AND spent = 0",
            [hash],
        )?;
        Ok(changed == 1)
    }

    /// Gives an access token back after an issuance that failed on our side.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn give_token_back(&self, hash: &[u8; 32]) -> Result<(), StoreError> {
        self.lock()
            .execute("UPDATE tokens SET spent = 0 WHERE hash = ?1", [hash])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn store_with_offer(tx_code: Option<&str>) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store")).unwrap();
        let offer = NewOffer {
            id: "o",
            department: "household",
            configuration: "identity",
            entry: "e",
            code: "c",
            tx_code,
            tx_note: None,
            created_at: 0,
            expires_at: 100,
        };
        store.add_offer(&offer).unwrap();
        (folder, store)
    }

    #[test]
    fn the_fifth_wrong_code_burns_the_offer() {
        let (_folder, store) = store_with_offer(Some("0417"));
        let redeem = |tx_code| {
            store
                .redeem_offer("household", "c", tx_code, &[1; 32], 200, 10)
                .unwrap()
        };
        for tx_code in [None, Some(""), Some("0418"), Some("04170")] {
            assert_eq!(redeem(tx_code), Redemption::WrongTxCode);
        }
        assert!(store.open_offer("household", "o", 10).unwrap().is_some());
        assert_eq!(redeem(Some("1")), Redemption::WrongTxCode);
        assert_eq!(redeem(Some("0417")), Redemption::Gone);
        assert!(store.open_offer("household", "o", 10).unwrap().is_none());
    }

    #[test]
    fn a_code_is_good_once_in_time_and_at_its_issuer() {
        let (_folder, store) = store_with_offer(None);
        let redeem = |department, tx_code, now| {
            store
                .redeem_offer(department, "c", tx_code, &[1; 32], 200, now)
                .unwrap()
        };
        assert_eq!(redeem("university", None, 10), Redemption::Gone);
        assert_eq!(redeem("household", None, 100), Redemption::Gone);
        assert_eq!(redeem("household", Some("1"), 10), Redemption::WrongTxCode);
        assert_eq!(redeem("household", None, 10), Redemption::Accepted);
        assert_eq!(redeem("household", None, 10), Redemption::Gone);
        assert_eq!(
            store
                .token("household", &[1; 32], 199)
                .unwrap()
                .unwrap()
                .entry,
            "e"
        );
        assert!(store.token("household", &[1; 32], 200).unwrap().is_none());
        assert!(store.token("university", &[1; 32], 10).unwrap().is_none());
    }
}

//! The custodian's own log of uses, and its count of uses through links.

use grant::Fingerprint;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, StoreError};

/// One use of a grant at a custodian, or the attempt. No values of attributes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessRow {
    /// The custodian's slug.
    pub custodian: String,
    /// Seconds.
    pub at: i64,
    /// The grant's id, where the token could be read.
    pub grant: Option<String>,
    /// Who presented it, where the token could be read.
    pub user: Option<String>,
    /// Which attributes were asked for, separated by commas.
    pub attributes: String,
    /// `served`, or the exact name of the check that failed.
    pub outcome: String,
}

impl Store {
    /// Writes a line of the log.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn log_access(&self, access: &AccessRow) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO accesses (custodian, at, grant_id, user, attributes, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                access.custodian,
                access.at,
                access.grant,
                access.user,
                access.attributes,
                access.outcome
            ],
        )?;
        Ok(())
    }

    /// Returns the newest `limit` lines of the log, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accesses(&self, limit: u32) -> Result<Vec<AccessRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT custodian, at, grant_id, user, attributes, outcome FROM accesses
             ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |row| {
            Ok(AccessRow {
                custodian: row.get(0)?,
                at: row.get(1)?,
                grant: row.get(2)?,
                user: row.get(3)?,
                attributes: row.get(4)?,
                outcome: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns how many uses went through a link at the custodian.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn link_uses(&self, custodian: &str, link: Fingerprint) -> Result<u32, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT uses FROM link_uses WHERE custodian = ?1 AND link = ?2",
                params![custodian, link.to_bytes()],
                |row| row.get(0),
            )
            .optional()?
            .unwrap_or(0))
    }

    /// Counts one use on each of `links`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn count_link_uses(
        &self,
        custodian: &str,
        links: &[Fingerprint],
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        for link in links {
            transaction.execute(
                "INSERT INTO link_uses (custodian, link, uses) VALUES (?1, ?2, 1)
                 ON CONFLICT (custodian, link) DO UPDATE SET uses = uses + 1",
                params![custodian, link.to_bytes()],
            )?;
        }
        transaction.commit()?;
        Ok(())
    }
}

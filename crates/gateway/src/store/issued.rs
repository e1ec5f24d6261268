//! Credentials that were issued, for delivery and delivery again.

use credential::Fingerprint;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

/// An issued credential.
#[derive(Clone, Debug)]
pub struct IssuedRow {
    /// What stands on chain.
    pub fingerprint: Fingerprint,
    /// The issuer's slug.
    pub department: String,
    /// To whom; none for wallets that introduced no relation.
    pub relation: Option<String>,
    /// Which credential.
    pub configuration: String,
    /// The SD-JWT with all its disclosures.
    pub compact: String,
    /// An invoice's number.
    pub number: Option<String>,
    /// Seconds.
    pub issued_at: i64,
}

impl Store {
    /// Remembers an issued credential.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_issued(&self, issued: &IssuedRow) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO issued (fingerprint, department, relation, configuration, compact, number,
                                 issued_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                issued.fingerprint.to_bytes(),
                issued.department,
                issued.relation,
                issued.configuration,
                issued.compact,
                issued.number,
                issued.issued_at,
            ],
        )?;
        Ok(())
    }

    /// Returns the credential if the department issued it to that relation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn issued_to(
        &self,
        department: &str,
        relation: &str,
        fingerprint: Fingerprint,
    ) -> Result<Option<String>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT compact FROM issued
                 WHERE fingerprint = ?1 AND department = ?2 AND relation = ?3",
                params![fingerprint.to_bytes(), department, relation],
                |row| row.get(0),
            )
            .optional()?)
    }

    /// Returns all that the department remembers of a credential that it issued to that relation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn issued_row(
        &self,
        department: &str,
        relation: &str,
        fingerprint: Fingerprint,
    ) -> Result<Option<IssuedRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT configuration, compact, number, issued_at FROM issued
                 WHERE fingerprint = ?1 AND department = ?2 AND relation = ?3",
                params![fingerprint.to_bytes(), department, relation],
                |row| {
                    Ok(IssuedRow {
                        fingerprint,
                        department: department.to_owned(),
                        relation: Some(relation.to_owned()),
                        configuration: row.get(0)?,
                        compact: row.get(1)?,
                        number: row.get(2)?,
                        issued_at: row.get(3)?,
                    })
                },
            )
            .optional()?)
    }

    /// Returns the invoice that the department issued under a number.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn issued_invoice(
        &self,
        department: &str,
        number: &str,
    ) -> Result<Option<IssuedRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT fingerprint, relation, configuration, compact, issued_at FROM issued
                 WHERE department = ?1 AND number = ?2",
                params![department, number],
                |row| {
                    Ok(IssuedRow {
                        fingerprint: Fingerprint::from_bytes(row.get(0)?),
                        department: department.to_owned(),
                        relation: row.get(1)?,
                        configuration: row.get(2)?,
                        compact: row.get(3)?,
                        number: Some(number.to_owned()),
                        issued_at: row.get(4)?,
                    })
                },
            )
            .optional()?)
    }

    /// Counts what was issued to a relation of one kind.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn count_issued_to(
        &self,
        department: &str,
        relation: &str,
        configuration: &str,
    ) -> Result<u32, StoreError> {
        Ok(self.lock().query_row(
            "SELECT COUNT(*) FROM issued
             WHERE department = ?1 AND relation = ?2 AND configuration = ?3",
            [department, relation, configuration],
            |row| row.get(0),
        )?)
    }

    /// Draws the next number of a row, counted from 1; a number that is drawn is never drawn again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn next_number(&self, row: &str) -> Result<u32, StoreError> {
        Ok(self.lock().query_row(
            "INSERT INTO meta (name, value) VALUES ('next ' || ?1, '1')
             ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1
             RETURNING CAST(value AS INTEGER)",
            [row],
            |row| row.get(0),
        )?)
    }
}

//! Invoices that holders handed to their payers.

use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS claims (
    payer TEXT NOT NULL, number TEXT NOT NULL, biller TEXT NOT NULL, seller TEXT NOT NULL,
    total TEXT NOT NULL, file_number TEXT NOT NULL, received_at INTEGER NOT NULL,
    PRIMARY KEY (payer, number)) STRICT;
";

/// An invoice that a payer has.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// The payer's slug.
    pub payer: String,
    /// Number of the invoice.
    pub number: u128,
    /// The biller's DID.
    pub biller: String,
    /// The seller's name.
    pub seller: String,
    /// What is to be paid back, yuan.
    pub total: String,
    /// The payer's file number.
    pub file_number: String,
    /// Seconds.
    pub received_at: i64,
}

const COLUMNS: &str = "payer, number, biller, seller, total, file_number, received_at";

fn read(row: &Row<'_>) -> rusqlite::Result<ClaimRow> {
    let number: String = row.get(1)?;
    Ok(ClaimRow {
        payer: row.get(0)?,
        number: number.parse().unwrap_or_default(),
        biller: row.get(2)?,
        seller: row.get(3)?,
        total: row.get(4)?,
        file_number: row.get(5)?,
        received_at: row.get(6)?,
    })
}

impl Store {
    /// Remembers an invoice that was handed over; the first time counts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_claim(&self, claim: &ClaimRow) -> Result<(), StoreError> {
        self.lock().execute(
            &format!(
                "INSERT INTO claims ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (payer, number) DO NOTHING"
            ),
            params![
                claim.payer,
                claim.number.to_string(),
                claim.biller,
                claim.seller,
                claim.total,
                claim.file_number,
                claim.received_at,
            ],
        )?;
        Ok(())
    }

    /// Returns an invoice that a payer has.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn claim(&self, payer: &str, number: u128) -> Result<Option<ClaimRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {COLUMNS} FROM claims WHERE payer = ?1 AND number = ?2"),
                [payer, &number.to_string()],
                read,
            )
            .optional()?)
    }

    /// Returns all of them, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn claims(&self) -> Result<Vec<ClaimRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM claims ORDER BY received_at DESC, number DESC"
        ))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

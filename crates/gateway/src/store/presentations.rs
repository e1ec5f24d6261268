//! What citizens showed in answer to requests.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::{Store, StoreError};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS presentations (
    request TEXT PRIMARY KEY, department TEXT NOT NULL, fingerprint BLOB NOT NULL,
    issuer TEXT NOT NULL, vct TEXT NOT NULL, attributes TEXT NOT NULL, number TEXT NOT NULL,
    received_at INTEGER NOT NULL, keep_until INTEGER NOT NULL) STRICT;
";

/// What was shown. It is deleted when its time is over.
#[derive(Clone, Debug)]
pub struct PresentationRow {
    /// The id of the request it answers.
    pub request: String,
    /// The requester's slug.
    pub department: String,
    /// SHA-256 of the presentation as it came.
    pub fingerprint: [u8; 32],
    /// The issuer's DID.
    pub issuer: String,
    /// The credential's type.
    pub vct: String,
    /// What was shown.
    pub attributes: BTreeMap<String, Value>,
    /// The number on the receipt.
    pub number: String,
    /// Seconds.
    pub received_at: i64,
    /// Seconds: the retention that was asked for.
    pub keep_until: i64,
}

const COLUMNS: &str =
    "request, department, fingerprint, issuer, vct, attributes, number, received_at, keep_until";

fn read(row: &Row<'_>) -> rusqlite::Result<PresentationRow> {
    let attributes: String = row.get(5)?;
    Ok(PresentationRow {
        request: row.get(0)?,
        department: row.get(1)?,
        fingerprint: row.get(2)?,
        issuer: row.get(3)?,
        vct: row.get(4)?,
        attributes: serde_json::from_str(&attributes).unwrap_or_default(),
        number: row.get(6)?,
        received_at: row.get(7)?,
        keep_until: row.get(8)?,
    })
}

impl Store {
    /// Closes an open request with what was shown, in one step; `false` if it is not open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accept_shown(&self, shown: &PresentationRow) -> Result<bool, StoreError> {
        let attributes = serde_json::to_string(&shown.attributes).unwrap_or_default();
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let changed = transaction.execute(
            "UPDATE requests SET status = 'presented' WHERE id = ?1 AND status = 'open'",
            [&shown.request],
        )?;
        if changed != 1 {
            return Ok(false);
        }
        transaction.execute(
            &format!(
                "INSERT INTO presentations ({COLUMNS})
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
            ),
            params![
                shown.request,
                shown.department,
                shown.fingerprint,
                shown.issuer,
                shown.vct,
                attributes,
                shown.number,
                shown.received_at,
                shown.keep_until,
            ],
        )?;
        transaction.commit()?;
        Ok(true)
    }

    /// Returns what was shown in answer to a request, while it is kept.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn shown(&self, request: &str) -> Result<Option<PresentationRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {COLUMNS} FROM presentations WHERE request = ?1"),
                [request],
                read,
            )
            .optional()?)
    }

    /// Returns all that was shown and is kept, the newest first; what is over at `now` is deleted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn all_shown(&self, now: i64) -> Result<Vec<PresentationRow>, StoreError> {
        let connection = self.lock();
        connection.execute("DELETE FROM presentations WHERE keep_until <= ?1", [now])?;
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM presentations ORDER BY received_at DESC, request"
        ))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

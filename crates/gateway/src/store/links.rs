//! Links: what departments handed on, and what was handed on to them.

use grant::Fingerprint;
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

/// What a department holds and may use: a grant given to it, or part of one handed on to it.
#[derive(Clone, Debug)]
pub struct HeldRow {
    /// Id of the grant.
    pub grant: Fingerprint,
    /// Id of the link by which the department has it; none if the holder gave it to it.
    pub link: Option<Fingerprint>,
    /// The token as held.
    pub compact: String,
}

/// A link that a department signed.
#[derive(Clone, Debug)]
pub struct LinkRow {
    /// Its id.
    pub link: Fingerprint,
    /// Id of the grant.
    pub grant: Fingerprint,
    /// The slug of the department that signed it.
    pub department: String,
    /// DID of the department that it is for.
    pub delegate: String,
    /// The token as handed on.
    pub compact: String,
    /// Seconds.
    pub made_at: i64,
    /// Whether the delegate said that it has it.
    pub delivered: bool,
    /// When it was withdrawn on chain, seconds.
    pub withdrawn_at: Option<i64>,
}

/// Part of a grant that was handed on to a department.
#[derive(Clone, Debug)]
pub struct ReceivedLink {
    /// Id of the link.
    pub link: Fingerprint,
    /// Id of the grant.
    pub grant: Fingerprint,
    /// The slug of the department that may use it.
    pub department: String,
    /// The token as handed on.
    pub compact: String,
    /// Seconds.
    pub received_at: i64,
}

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS links_made (
    link BLOB PRIMARY KEY, grant_id BLOB NOT NULL, department TEXT NOT NULL,
    delegate TEXT NOT NULL, compact TEXT NOT NULL, made_at INTEGER NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0, withdrawn_at INTEGER, sequence INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS links_held (
    link BLOB NOT NULL, grant_id BLOB NOT NULL, department TEXT NOT NULL, compact TEXT NOT NULL,
    received_at INTEGER NOT NULL, sequence INTEGER NOT NULL,
    PRIMARY KEY (department, link)) STRICT;
";

/// Grants and links are numbered together, so that the newest of both is the newest.
pub(super) const NEXT_SEQUENCE: &str = "(SELECT MAX(n) + 1 FROM (
    SELECT COALESCE(MAX(sequence), 0) AS n FROM grants
    UNION ALL SELECT COALESCE(MAX(sequence), 0) FROM links_held
    UNION ALL SELECT COALESCE(MAX(sequence), 0) FROM links_made))";

const MADE: &str =
    "link, grant_id, department, delegate, compact, made_at, delivered, withdrawn_at";

fn read_made(row: &Row<'_>) -> rusqlite::Result<LinkRow> {
    Ok(LinkRow {
        link: Fingerprint::from_bytes(row.get(0)?),
        grant: Fingerprint::from_bytes(row.get(1)?),
        department: row.get(2)?,
        delegate: row.get(3)?,
        compact: row.get(4)?,
        made_at: row.get(5)?,
        delivered: row.get(6)?,
        withdrawn_at: row.get(7)?,
    })
}

impl Store {
    /// Returns all that a department holds, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn held(&self, department: &str) -> Result<Vec<HeldRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT fingerprint, NULL, compact, sequence FROM grants WHERE department = ?1
             UNION ALL
             SELECT grant_id, link, compact, sequence FROM links_held WHERE department = ?1
             ORDER BY sequence DESC",
        )?;
        let rows = statement.query_map([department], |row| {
            Ok(HeldRow {
                grant: Fingerprint::from_bytes(row.get(0)?),
                link: row
                    .get::<_, Option<[u8; 32]>>(1)?
                    .map(Fingerprint::from_bytes),
                compact: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Remembers a link before it is handed over: from then on it can be withdrawn.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_link(&self, link: &LinkRow) -> Result<(), StoreError> {
        self.lock().execute(
            &format!(
                "INSERT INTO links_made (link, grant_id, department, delegate, compact, made_at,
                                         sequence)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, {NEXT_SEQUENCE})"
            ),
            params![
                link.link.to_bytes(),
                link.grant.to_bytes(),
                link.department,
                link.delegate,
                link.compact,
                link.made_at,
            ],
        )?;
        Ok(())
    }

    /// Notes that the delegate has a link.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn link_delivered(&self, link: Fingerprint) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE links_made SET delivered = 1 WHERE link = ?1",
            [link.to_bytes()],
        )?;
        Ok(())
    }

    /// Notes that a link is withdrawn on chain.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn link_withdrawn(&self, link: Fingerprint, at: i64) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE links_made SET withdrawn_at = ?2 WHERE link = ?1",
            params![link.to_bytes(), at],
        )?;
        Ok(())
    }

    /// Returns the links that all departments signed, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn links(&self) -> Result<Vec<LinkRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {MADE} FROM links_made ORDER BY sequence DESC"
        ))?;
        let rows = statement.query_map([], read_made)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns a link by its id.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn link(&self, link: Fingerprint) -> Result<Option<LinkRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {MADE} FROM links_made WHERE link = ?1"),
                [link.to_bytes()],
                read_made,
            )
            .optional()?)
    }

    /// Keeps what was handed on to a department. The same link twice is kept once.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_link(&self, link: &ReceivedLink) -> Result<(), StoreError> {
        self.lock().execute(
            &format!(
                "INSERT INTO links_held (link, grant_id, department, compact, received_at, sequence)
                 VALUES (?1, ?2, ?3, ?4, ?5, {NEXT_SEQUENCE})
                 ON CONFLICT (department, link) DO NOTHING"
            ),
            params![
                link.link.to_bytes(),
                link.grant.to_bytes(),
                link.department,
                link.compact,
                link.received_at,
            ],
        )?;
        Ok(())
    }
}

//! Counter-offers: grants that give less than was asked, and what was decided on them.

use grant::Fingerprint;
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS request_policies (
    request TEXT PRIMARY KEY, accept_less TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS counter_offers (
    fingerprint BLOB PRIMARY KEY, request TEXT NOT NULL, department TEXT NOT NULL,
    compact TEXT NOT NULL, message TEXT, number TEXT NOT NULL, status TEXT NOT NULL,
    received_at INTEGER NOT NULL, decided_at INTEGER) STRICT;
";

/// What a department does with a counter-offer to one of its requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AcceptLess {
    /// Takes it at once.
    Always,
    /// Does not take it.
    Never,
    /// Lets somebody decide.
    #[default]
    Ask,
}

impl AcceptLess {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Never => "never",
            Self::Ask => "ask",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "always" => Some(Self::Always),
            "never" => Some(Self::Never),
            "ask" => Some(Self::Ask),
            _ => None,
        }
    }
}

/// Where a counter-offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CounterOfferStatus {
    /// Nobody has decided.
    Waiting,
    /// Taken: its grant may come.
    Taken,
    /// Not taken.
    NotTaken,
}

impl CounterOfferStatus {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::NotTaken => "not-taken",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "taken" => Self::Taken,
            "not-taken" => Self::NotTaken,
            _ => Self::Waiting,
        }
    }
}

/// A counter-offer.
#[derive(Clone, Debug)]
pub struct CounterOfferRow {
    /// Fingerprint of the grant that is offered.
    pub fingerprint: Fingerprint,
    /// Id of the request.
    pub request: String,
    /// The requester's slug.
    pub department: String,
    /// The grant as issued; it is not anchored.
    pub compact: String,
    /// The holder's words.
    pub message: Option<String>,
    /// The number on the receipts.
    pub number: String,
    /// Where it stands.
    pub status: CounterOfferStatus,
    /// Seconds.
    pub received_at: i64,
    /// Seconds.
    pub decided_at: Option<i64>,
}

const COLUMNS: &str = "fingerprint, request, department, compact, message, number, status,
                       received_at, decided_at";

fn read(row: &Row<'_>) -> rusqlite::Result<CounterOfferRow> {
    Ok(CounterOfferRow {
        fingerprint: Fingerprint::from_bytes(row.get(0)?),
        request: row.get(1)?,
        department: row.get(2)?,
        compact: row.get(3)?,
        message: row.get(4)?,
        number: row.get(5)?,
        status: CounterOfferStatus::parse(&row.get::<_, String>(6)?),
        received_at: row.get(7)?,
        decided_at: row.get(8)?,
    })
}

impl Store {
    /// Remembers what to do with counter-offers to a request.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_accept_less(&self, request: &str, policy: AcceptLess) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT OR REPLACE INTO request_policies (request, accept_less) VALUES (?1, ?2)",
            [request, policy.name()],
        )?;
        Ok(())
    }

    /// Returns what to do with counter-offers to a request.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accept_less(&self, request: &str) -> Result<AcceptLess, StoreError> {
        let name: Option<String> = self
            .lock()
            .query_row(
                "SELECT accept_less FROM request_policies WHERE request = ?1",
                [request],
                |row| row.get(0),
            )
            .optional()?;
        Ok(name
            .and_then(|name| AcceptLess::parse(&name))
            .unwrap_or_default())
    }

    /// Remembers a new counter-offer; one that waited until now for the same request is no longer
    /// decided on.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_counter_offer(&self, offer: &CounterOfferRow) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "UPDATE counter_offers SET status = 'not-taken', decided_at = ?2
             WHERE request = ?1 AND status = 'waiting'",
            params![offer.request, offer.received_at],
        )?;
        transaction.execute(
            "INSERT INTO counter_offers (fingerprint, request, department, compact, message, number,
                                         status, received_at, decided_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                offer.fingerprint.to_bytes(),
                offer.request,
                offer.department,
                offer.compact,
                offer.message,
                offer.number,
                offer.status.name(),
                offer.received_at,
                offer.decided_at,
            ],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Returns the counter-offer of this grant.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn counter_offer(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<CounterOfferRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {COLUMNS} FROM counter_offers WHERE fingerprint = ?1"),
                [fingerprint.to_bytes()],
                read,
            )
            .optional()?)
    }

    /// Returns all counter-offers, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn counter_offers(&self) -> Result<Vec<CounterOfferRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM counter_offers ORDER BY received_at DESC, rowid DESC"
        ))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Decides on a counter-offer that waits; `false` if it does not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn decide_counter_offer(
        &self,
        fingerprint: Fingerprint,
        status: CounterOfferStatus,
        now: i64,
    ) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "UPDATE counter_offers SET status = ?2, decided_at = ?3
             WHERE fingerprint = ?1 AND status = 'waiting'",
            params![fingerprint.to_bytes(), status.name(), now],
        )?;
        Ok(changed == 1)
    }
}

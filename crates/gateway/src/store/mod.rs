//! The departments' own memory: one SQLite file of mode 0600.
//!
//! Nothing here is a fact about the chain: what stands there is asked there. Every function is one
//! short transaction; none is held over the network.

mod cases;
mod changes;
mod claims;
mod counter;
mod counter_offers;
mod issued;
mod links;
mod log;
mod nonces;
mod offers;
mod presentations;
mod relations;
mod requests;
mod statutes;

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use rusqlite::{Connection, OptionalExtension};

pub use cases::{CaseRow, PetitionRow};
pub use changes::{AppliedChange, ChangeState};
pub use claims::ClaimRow;
pub use counter::{AcceptedPresentation, ChallengeRow, Unsettled};
pub use counter_offers::{AcceptLess, CounterOfferRow, CounterOfferStatus};
pub use issued::IssuedRow;
pub use links::{HeldRow, LinkRow, ReceivedLink};
pub use log::AccessRow;
pub use nonces::NonceUse;
pub use offers::{NewOffer, OfferRow, Redemption, TokenRow};
pub use presentations::PresentationRow;
pub use relations::{GrantKeyRow, RelationRow};
pub use requests::{GrantRow, NewRequest, RequestRow, RequestStatus};

/// The store could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the store failed: {0}")]
pub struct StoreError(#[from] rusqlite::Error);

/// The store. One connection behind a lock: a sample city has no crowds.
pub struct Store {
    connection: Mutex<Connection>,
}

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS nonces (
    department TEXT NOT NULL, use TEXT NOT NULL, nonce TEXT NOT NULL,
    issued_at INTEGER NOT NULL, spent_at INTEGER,
    PRIMARY KEY (department, use, nonce)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS offers (
    id TEXT PRIMARY KEY, department TEXT NOT NULL, configuration TEXT NOT NULL,
    entry TEXT NOT NULL, code TEXT NOT NULL UNIQUE, tx_code TEXT, tx_note TEXT,
    wrong INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'open',
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tokens (
    hash BLOB PRIMARY KEY, offer TEXT NOT NULL REFERENCES offers (id),
    expires_at INTEGER NOT NULL, spent INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS relations (
    department TEXT NOT NULL, relation TEXT NOT NULL, viewing BLOB NOT NULL,
    spending BLOB NOT NULL, entry TEXT, seen INTEGER NOT NULL,
    PRIMARY KEY (department, relation)) STRICT;
CREATE TABLE IF NOT EXISTS grant_keys (
    custodian TEXT NOT NULL, issuer TEXT NOT NULL, relation TEXT NOT NULL,
    requester TEXT NOT NULL, introduced_at INTEGER NOT NULL,
    PRIMARY KEY (custodian, issuer)) STRICT;
CREATE TABLE IF NOT EXISTS entries (
    department TEXT NOT NULL, entry TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (department, entry)) STRICT;
CREATE TABLE IF NOT EXISTS issued (
    fingerprint BLOB PRIMARY KEY, department TEXT NOT NULL, relation TEXT,
    configuration TEXT NOT NULL, compact TEXT NOT NULL, number TEXT,
    issued_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY, department TEXT NOT NULL, compact TEXT NOT NULL, nonce TEXT NOT NULL,
    state TEXT NOT NULL, terms TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'open',
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS grants (
    fingerprint BLOB PRIMARY KEY, department TEXT NOT NULL, custodian TEXT NOT NULL,
    request TEXT NOT NULL, compact TEXT NOT NULL, number TEXT NOT NULL,
    received_at INTEGER NOT NULL, sequence INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS link_uses (
    custodian TEXT NOT NULL, link BLOB NOT NULL, uses INTEGER NOT NULL,
    PRIMARY KEY (custodian, link)) STRICT;
CREATE TABLE IF NOT EXISTS accesses (
    id INTEGER PRIMARY KEY, custodian TEXT NOT NULL, at INTEGER NOT NULL, grant_id TEXT,
    user TEXT, attributes TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS statutes (file TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS counter_challenges (
    department TEXT NOT NULL, nonce TEXT NOT NULL, purpose TEXT NOT NULL,
    expires_at INTEGER NOT NULL, PRIMARY KEY (department, nonce)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counter_accepted (
    id INTEGER PRIMARY KEY, department TEXT NOT NULL, counter TEXT NOT NULL,
    number BLOB NOT NULL, at INTEGER NOT NULL, purpose TEXT NOT NULL, attributes TEXT NOT NULL,
    viewing BLOB, recorded INTEGER, repeated INTEGER NOT NULL DEFAULT 0,
    UNIQUE (department, counter, number)) STRICT;
CREATE TABLE IF NOT EXISTS counter_spoken (
    department TEXT NOT NULL, code TEXT NOT NULL, text TEXT NOT NULL, until INTEGER NOT NULL,
    PRIMARY KEY (department, code)) STRICT, WITHOUT ROWID;
";

impl Store {
    /// Opens the store, or makes an empty one of mode 0600.
    ///
    /// # Errors
    /// If the file cannot be opened, or is no store.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        // The file is made with its mode before anything is in it; SQLite gives its side files the
        // same mode.
        let made = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path);
        if let Err(error) = made
            && error.kind() != std::io::ErrorKind::AlreadyExists
        {
            tracing::warn!(%error, "the store cannot be made");
        }
        let connection = Connection::open(path)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.execute_batch(SCHEMA)?;
        connection.execute_batch(links::SCHEMA)?;
        connection.execute_batch(counter_offers::SCHEMA)?;
        connection.execute_batch(changes::SCHEMA)?;
        connection.execute_batch(cases::SCHEMA)?;
        connection.execute_batch(presentations::SCHEMA)?;
        connection.execute_batch(claims::SCHEMA)?;
        Ok(Self {
            connection: Mutex::new(connection),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic while the lock was held leaves no half-done transaction: SQLite rolls it back.
        self.connection
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Returns a remembered value.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn meta(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .lock()
            .query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?)
    }

    /// Remembers a value.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_meta(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO meta (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [name, value],
        )?;
        Ok(())
    }
}

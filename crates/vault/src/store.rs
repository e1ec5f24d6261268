//! Reading and writing records: JSON bodies by kind and id, ordered by time.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a read or write did not happen. Nothing of a failed write is kept.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A record of this kind and id is there already.
    #[error("the record exists already")]
    Exists,
    /// A stored body is not of the type that was asked for, or a value does not serialise.
    #[error("the body of a {kind} is of another shape")]
    Shape {
        /// The kind of record.
        kind: String,
    },
    /// A time, number or count is outside what the database holds (63 bits).
    #[error("a number is out of range")]
    Range,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// A page of the file is not as it was written.
    #[error("the vault is damaged")]
    Damaged,
    /// The file cannot be read or written.
    #[error("storage failed")]
    Database(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

/// One record as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<T> {
    /// Its id, unique within its kind.
    pub id: String,
    /// Its time, in Unix seconds.
    pub at: i64,
    /// Its body.
    pub body: T,
}

/// Order of a list: by time, and in the order of first storing where times are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Latest time first.
    NewestFirst,
    /// Earliest time first.
    OldestFirst,
}

/// A consistent view of the store.
pub struct ReadTransaction<'a> {
    connection: &'a Connection,
}

impl<'a> ReadTransaction<'a> {
    pub(crate) fn new(connection: &'a Connection) -> Self {
        Self { connection }
    }

    /// Returns the body of one record, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Shape`] if the body is no `T`.
    pub fn get<T: DeserializeOwned>(&self, kind: &str, id: &str) -> Result<Option<T>, StoreError> {
        Ok(self.record(kind, id)?.map(|record| record.body))
    }

    /// Returns one record, if it is there.
    ///
    /// # Errors
    /// [`StoreError::Shape`] if the body is no `T`.
    pub fn record<T: DeserializeOwned>(
        &self,
        kind: &str,
        id: &str,
    ) -> Result<Option<Record<T>>, StoreError> {
        self.connection
            .prepare_cached("SELECT id, at, body FROM record WHERE kind = ?1 AND id = ?2")?
            .query_row(params![kind, id], raw)
            .optional()?
            .map(|raw| decode(kind, raw))
            .transpose()
    }

    /// Returns up to `limit` records of a kind, after the first `offset`.
    ///
    /// Skipping costs time in proportion to `offset`; a long list is better read with
    /// [`Self::list_after`].
    ///
    /// # Errors
    /// [`StoreError::Shape`] if a body is no `T`.
    pub fn list<T: DeserializeOwned>(
        &self,
        kind: &str,
        order: Order,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<Record<T>>, StoreError> {
        let sql = match order {
            Order::NewestFirst => {
                "SELECT id, at, body FROM record WHERE kind = ?1
                 ORDER BY at DESC, seq DESC LIMIT ?2 OFFSET ?3"
            }
            Order::OldestFirst => {
                "SELECT id, at, body FROM record WHERE kind = ?1
                 ORDER BY at, seq LIMIT ?2 OFFSET ?3"
            }
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![kind, clamp(limit), clamp(offset)], raw)?;
        rows.map(|row| decode(kind, row?)).collect()
    }

    /// Returns up to `limit` records of a kind that follow the record `id` in the order; the
    /// first ones if `id` is none. Nothing follows a record that is not there.
    ///
    /// # Errors
    /// [`StoreError::Shape`] if a body is no `T`.
    pub fn list_after<T: DeserializeOwned>(
        &self,
        kind: &str,
        order: Order,
        id: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Record<T>>, StoreError> {
        let Some(id) = id else {
            return self.list(kind, order, limit, 0);
        };
        let sql = match order {
            Order::NewestFirst => {
                "SELECT id, at, body FROM record WHERE kind = ?1 AND (at, seq) <
                 (SELECT at, seq FROM record WHERE kind = ?1 AND id = ?2)
                 ORDER BY at DESC, seq DESC LIMIT ?3"
            }
            Order::OldestFirst => {
                "SELECT id, at, body FROM record WHERE kind = ?1 AND (at, seq) >
                 (SELECT at, seq FROM record WHERE kind = ?1 AND id = ?2)
                 ORDER BY at, seq LIMIT ?3"
            }
        };
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![kind, id, clamp(limit)], raw)?;
        rows.map(|row| decode(kind, row?)).collect()
    }

    /// Returns the ids of all records of a kind, in the order in which they first came.
    ///
    /// # Errors
    /// [`StoreError`] of the storage only.
    pub fn ids(&self, kind: &str) -> Result<Vec<String>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT id FROM record WHERE kind = ?1 ORDER BY seq")?;
        let ids = statement.query_map([kind], |row| row.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// Returns the number of records of a kind.
    ///
    /// # Errors
    /// [`StoreError`] of the storage only.
    pub fn count(&self, kind: &str) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM record WHERE kind = ?1")?
            .query_row([kind], |row| row.get(0))?;
        u64::try_from(count).map_err(|_| StoreError::Range)
    }

    /// Returns the number the next call of [`WriteTransaction::next_number`] will give.
    ///
    /// # Errors
    /// [`StoreError`] of the storage only.
    pub fn peek_number(&self, name: &str) -> Result<u64, StoreError> {
        let next: Option<i64> = self
            .connection
            .prepare_cached("SELECT next FROM counter WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        u64::try_from(next.unwrap_or(0)).map_err(|_| StoreError::Range)
    }
}

/// A read transaction that also writes; all of it is kept, or nothing.
pub struct WriteTransaction<'a> {
    read: ReadTransaction<'a>,
}

impl<'a> WriteTransaction<'a> {
    pub(crate) fn new(transaction: &'a Transaction<'_>) -> Self {
        Self {
            read: ReadTransaction::new(transaction),
        }
    }

    /// Stores a record, in place of the one of this kind and id if there is one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put(
        &self,
        kind: &str,
        id: &str,
        at: i64,
        body: &(impl Serialize + ?Sized),
    ) -> Result<(), StoreError> {
        let body = encode(kind, body)?;
        self.read
            .connection
            .prepare_cached(
                "INSERT INTO record (kind, id, at, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, body = excluded.body",
            )?
            .execute(params![kind, id, at, body])?;
        Ok(())
    }

    /// Stores a record that must not be there yet.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if it is.
    pub fn insert_new(
        &self,
        kind: &str,
        id: &str,
        at: i64,
        body: &(impl Serialize + ?Sized),
    ) -> Result<(), StoreError> {
        let body = encode(kind, body)?;
        let added = self
            .read
            .connection
            .prepare_cached(
                "INSERT INTO record (kind, id, at, body) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (kind, id) DO NOTHING",
            )?
            .execute(params![kind, id, at, body])?;
        if added == 1 {
            Ok(())
        } else {
            Err(StoreError::Exists)
        }
    }

    /// Deletes a record; returns whether it was there. The place it had is overwritten.
    ///
    /// # Errors
    /// [`StoreError`] of the storage only.
    pub fn delete(&self, kind: &str, id: &str) -> Result<bool, StoreError> {
        let removed = self
            .read
            .connection
            .prepare_cached("DELETE FROM record WHERE kind = ?1 AND id = ?2")?
            .execute(params![kind, id])?;
        Ok(removed == 1)
    }

    /// Takes the next number of a counter: 0, 1, 2, … A number that was given out by a
    /// transaction that was kept is never given out again.
    ///
    /// # Errors
    /// [`StoreError`] of the storage only.
    pub fn next_number(&self, name: &str) -> Result<u64, StoreError> {
        let number: i64 = self
            .read
            .connection
            .prepare_cached(
                "INSERT INTO counter (name, next) VALUES (?1, 1)
                 ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1",
            )?
            .query_row([name], |row| row.get(0))?;
        u64::try_from(number).map_err(|_| StoreError::Range)
    }

    /// Makes sure that a counter gives no number below `at_least`, for example after a restore
    /// found numbers in use.
    ///
    /// # Errors
    /// [`StoreError::Range`] if `at_least` needs more than 63 bits.
    pub fn raise_number(&self, name: &str, at_least: u64) -> Result<(), StoreError> {
        let at_least = i64::try_from(at_least).map_err(|_| StoreError::Range)?;
        self.read
            .connection
            .prepare_cached(
                "INSERT INTO counter (name, next) VALUES (?1, ?2)
                 ON CONFLICT (name) DO UPDATE SET next = max(next, excluded.next)",
            )?
            .execute(params![name, at_least])?;
        Ok(())
    }
}

impl<'a> std::ops::Deref for WriteTransaction<'a> {
    type Target = ReadTransaction<'a>;

    fn deref(&self) -> &ReadTransaction<'a> {
        &self.read
    }
}

type Raw = (String, i64, Vec<u8>);

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

fn decode<T: DeserializeOwned>(kind: &str, (id, at, body): Raw) -> Result<Record<T>, StoreError> {
    let body = serde_json::from_slice(&body).map_err(|_| shape(kind))?;
    Ok(Record { id, at, body })
}

fn encode(kind: &str, body: &(impl Serialize + ?Sized)) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(body).map_err(|_| shape(kind))
}

fn shape(kind: &str) -> StoreError {
    StoreError::Shape {
        kind: kind.to_owned(),
    }
}

/// A count beyond 63 bits means "all".
fn clamp(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

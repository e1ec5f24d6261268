//! Opening the SQLCipher file, its settings and its schema.

use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::files::{Files, remove_if_there};
use crate::kdf::Key;

/// `application_id` of the database: "CWVT".
const APPLICATION_ID: i32 = 0x4357_5654;

/// The schema, step by step: entry n takes version n to n + 1. Never changed, only added to.
pub(crate) const MIGRATIONS: &[&str] = &[
    // The records of all kinds; bodies are JSON that only `wallet` understands.
    "CREATE TABLE record (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        at INTEGER NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (kind, id)
    ) STRICT;
    CREATE INDEX record_by_time ON record (kind, at DESC, seq DESC);
    CREATE TABLE counter (
        name TEXT PRIMARY KEY,
        next INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sealed (
        id TEXT PRIMARY KEY,
        body BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE vault (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        id BLOB NOT NULL,
        created_at INTEGER NOT NULL,
        generation INTEGER NOT NULL
    ) STRICT;",
];

/// Why the database did not open.
#[derive(Debug, Error)]
pub(crate) enum DatabaseError {
    #[error("schema {found} is newer than {known}")]
    NewerVersion { found: u32, known: u32 },
    #[error("not a database of this vault")]
    Damaged,
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Self::Damaged,
            _ => Self::Sqlite(error),
        }
    }
}

/// Makes a new database with the current schema under its temporary name. `fill` runs in the
/// transaction that makes the schema.
pub(crate) fn create(
    files: &Files,
    key: &Key,
    fill: impl FnOnce(&Connection) -> rusqlite::Result<()>,
) -> Result<(), DatabaseError> {
    let path = files.new_database();
    remove_if_there(&path)?;
    remove_if_there(&path.with_extension("new-journal"))?;
    files.create_empty(&path)?;
    let mut connection = connect(&path, key)?;
    // No WAL yet: the file is renamed when it is complete.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    for migration in MIGRATIONS {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", version(MIGRATIONS))?;
    fill(&transaction)?;
    transaction.commit()?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Opens the database, checks whose it is, and brings its schema up to `migrations`.
///
/// A refused database is left as it is, to the byte.
pub(crate) fn open(
    files: &Files,
    key: &Key,
    migrations: &[&str],
) -> Result<Connection, DatabaseError> {
    let (mut connection, found) = connect_checked(&files.database(), key, migrations)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |r| r.get(0))?;
    if mode != "wal" {
        return Err(DatabaseError::Damaged);
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;",
    )?;
    migrate(&mut connection, files, found, migrations)?;
    Ok(connection)
}

/// Finds out whether [`open`] would take a database, without changing it.
pub(crate) fn probe(path: &Path, key: &Key, migrations: &[&str]) -> Result<(), DatabaseError> {
    connect_checked(path, key, migrations).map(|_| ())
}

/// Connects to a database, if it is ours and its schema is known; returns the schema's version.
fn connect_checked(
    path: &Path,
    key: &Key,
    migrations: &[&str],
) -> Result<(Connection, u32), DatabaseError> {
    let connection = connect(path, key)?;
    // Closing would write a waiting WAL into the file; not before we know that it is ours.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    let application: i32 = connection.pragma_query_value(None, "application_id", |r| r.get(0))?;
    if application != APPLICATION_ID {
        return Err(DatabaseError::Damaged);
    }
    let found: u32 = connection.pragma_query_value(None, "user_version", |r| r.get(0))?;
    let known = version(migrations);
    if found > known {
        return Err(DatabaseError::NewerVersion { found, known });
    }
    Ok((connection, found))
}

/// The schema's version after these migrations.
fn version(migrations: &[&str]) -> u32 {
    u32::try_from(migrations.len()).expect("few migrations")
}

/// Takes the schema from `found` to the end of `migrations`, one transaction for each step,
/// after a copy of the file was made durable.
fn migrate(
    connection: &mut Connection,
    files: &Files,
    found: u32,
    migrations: &[&str],
) -> Result<(), DatabaseError> {
    let pending = &migrations[found as usize..];
    if pending.is_empty() {
        return Ok(());
    }
    write_back(connection)?;
    files.copy(&files.database(), &files.backup(found))?;
    for (migration, version) in pending.iter().zip(found + 1..) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Writes the log back into the database file, which then is complete by itself.
pub(crate) fn write_back(connection: &Connection) -> Result<(), DatabaseError> {
    let busy: i64 =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy == 0 {
        Ok(())
    } else {
        Err(std::io::Error::from(std::io::ErrorKind::ResourceBusy).into())
    }
}

/// Connects to a file that must be there, and keys it. Wrong keys show at the first read.
fn connect(path: &Path, key: &Key) -> Result<Connection, DatabaseError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    // Memory is wiped when freed; errors are ours to report, not the library's to print.
    connection
        .execute_batch("PRAGMA cipher_log_level = NONE; PRAGMA cipher_memory_security = ON;")?;
    set_key(&connection, key)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.execute_batch(
        "PRAGMA cell_size_check = ON;
         PRAGMA mmap_size = 0;
         PRAGMA temp_store = MEMORY;",
    )?;
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    Ok(connection)
}

/// Hands SQLCipher the raw 256-bit key, `x'…'`, which it uses without a derivation of its own.
///
/// Not by `PRAGMA key`: that leaves the text of the statement behind in freed memory.
#[allow(
    unsafe_code,
    reason = "the one call that keeps the key out of SQL text"
)]
fn set_key(connection: &Connection, key: &Key) -> Result<(), DatabaseError> {
    use std::fmt::Write;
    let mut text = Zeroizing::new(String::with_capacity(67));
    text.push_str("x'");
    for byte in key.iter() {
        write!(text, "{byte:02x}").expect("writing to a string does not fail");
    }
    text.push('\'');
    let length = i32::try_from(text.len()).expect("67 characters");
    // SAFETY: the handle is that of an open connection, which outlives the call; pointer and
    // length are those of a live buffer, and SQLCipher copies it before it returns.
    let code =
        unsafe { rusqlite::ffi::sqlite3_key(connection.handle(), text.as_ptr().cast(), length) };
    if code == rusqlite::ffi::SQLITE_OK {
        Ok(())
    } else {
        Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None).into())
    }
}

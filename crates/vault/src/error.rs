//! Why a vault is not made, opened or restored: one enum for each.

use std::io;

use thiserror::Error;

use crate::backup::{self, BackupError};
use crate::database::DatabaseError;
use crate::header::{self, HeaderError};

/// Why a vault was not made. Nothing usable is left behind.
#[derive(Debug, Error)]
pub enum CreateError {
    /// There is a vault, or a part of one, in this folder.
    #[error("there is a vault already")]
    Exists,
    /// Another process is at work in this folder.
    #[error("the vault is in use")]
    InUse,
    /// The folder or a file could not be written.
    #[error("files could not be written")]
    Io(#[from] io::Error),
    /// The database could not be made.
    #[error("the database could not be made")]
    Database(#[source] rusqlite::Error),
}

/// Why a vault did not open. Its files are as they were.
#[derive(Debug, Error)]
pub enum OpenError {
    /// There is no vault in this folder.
    #[error("there is no vault")]
    NoVault,
    /// The passphrase is not the vault's (or the header was forged with care).
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The header is damaged, or missing beside a database.
    #[error("the header is damaged or missing")]
    DamagedHeader,
    /// A newer version of the program wrote this vault.
    #[error("the vault has version {found}, newer than {known}")]
    NewerVersion {
        /// The version of header or database that was found.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// Another process has the vault open.
    #[error("the vault is in use")]
    InUse,
    /// The header asks for less or more work than this program is willing to do.
    #[error("the header asks for a key derivation cost out of range")]
    KdfOutOfRange,
    /// The database is damaged, missing, or of another vault.
    #[error("the database is damaged, missing, or of another vault")]
    Damaged,
    /// A file could not be read or written, or there is not enough memory.
    #[error("files could not be read")]
    Io(#[from] io::Error),
    /// The database could not be read or written.
    #[error("the database could not be read")]
    Database(#[source] rusqlite::Error),
}

/// Why a backup was not restored. The folder holds no vault afterwards, as before.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// There is a vault, or a part of one, in this folder.
    #[error("there is a vault already")]
    Exists,
    /// Another process is at work in this folder.
    #[error("the vault is in use")]
    InUse,
    /// The passphrase is not the one the vault had when the backup was made.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The file is no backup, or was changed or cut.
    #[error("the backup is damaged")]
    Damaged,
    /// A newer version of the program wrote this backup, or the vault in it.
    #[error("the backup has version {found}, newer than {known}")]
    NewerVersion {
        /// The version that was found.
        found: u32,
        /// The newest this program knows.
        known: u32,
    },
    /// The backup asks for less or more work than this program is willing to do.
    #[error("the backup asks for a key derivation cost out of range")]
    KdfOutOfRange,
    /// A file could not be read or written, or there is not enough memory.
    #[error("files could not be read or written")]
    Io(#[from] io::Error),
    /// The database could not be read.
    #[error("the database could not be read")]
    Database(#[source] rusqlite::Error),
}

impl From<BackupError> for RestoreError {
    fn from(error: BackupError) -> Self {
        match error {
            BackupError::Damaged => Self::Damaged,
            BackupError::NewerVersion { found } => Self::NewerVersion {
                found: found.into(),
                known: backup::FORMAT.into(),
            },
            BackupError::Header(error) => OpenError::from(error).into(),
            BackupError::Io(error) => Self::Io(error),
        }
    }
}

impl From<DatabaseError> for RestoreError {
    fn from(error: DatabaseError) -> Self {
        OpenError::from(error).into()
    }
}

impl From<OpenError> for RestoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::WrongPassphrase => Self::WrongPassphrase,
            OpenError::DamagedHeader | OpenError::Damaged | OpenError::NoVault => Self::Damaged,
            OpenError::NewerVersion { found, known } => Self::NewerVersion { found, known },
            OpenError::InUse => Self::InUse,
            OpenError::KdfOutOfRange => Self::KdfOutOfRange,
            OpenError::Io(error) => Self::Io(error),
            OpenError::Database(error) => Self::Database(error),
        }
    }
}

impl From<HeaderError> for OpenError {
    fn from(error: HeaderError) -> Self {
        match error {
            HeaderError::Damaged => Self::DamagedHeader,
            HeaderError::KdfOutOfRange => Self::KdfOutOfRange,
            HeaderError::NewerVersion { found } => Self::NewerVersion {
                found: found.into(),
                known: header::FORMAT.into(),
            },
        }
    }
}

impl From<DatabaseError> for OpenError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::NewerVersion { found, known } => Self::NewerVersion { found, known },
            DatabaseError::Damaged => Self::Damaged,
            DatabaseError::Io(error) => Self::Io(error),
            DatabaseError::Sqlite(error) => Self::Database(error),
        }
    }
}

impl From<DatabaseError> for CreateError {
    fn from(error: DatabaseError) -> Self {
        OpenError::from(error).into()
    }
}

impl From<OpenError> for CreateError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io(error) => Self::Io(error),
            OpenError::Database(error) => Self::Database(error),
            OpenError::InUse => Self::InUse,
            // The files were written a moment ago: if they are not as written, the disk lies.
            _ => Self::Io(io::ErrorKind::InvalidData.into()),
        }
    }
}

//! One file that holds a whole vault: header, database, and a seal over both.
//!
//! Nothing is encrypted again: the header is sealed under the passphrase and the database under
//! the data key already. What is added is one authentication code over everything, so that parts
//! of two backups cannot be mixed and nothing can be cut off.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::Path;

use hkdf::hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::files::{private_options, remove_if_there, sync_dir};
use crate::header::{HeaderError, VaultHeader};
use crate::kdf::Key;
use crate::sealed::backup_key;

const MAGIC: &[u8; 8] = b"CWBACKUP";
/// The format of backups this program writes, and the newest it reads.
pub(crate) const FORMAT: u16 = 1;
/// Magic, format, length of the database.
const PREFIX: usize = 8 + 2 + 8;
const CODE: usize = 32;

/// Why a file is not a backup that can be restored.
#[derive(Debug)]
pub(crate) enum BackupError {
    Damaged,
    NewerVersion { found: u16 },
    Header(HeaderError),
    Io(io::Error),
}

impl From<io::Error> for BackupError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged,
            _ => Self::Io(error),
        }
    }
}

/// Writes a backup durably: complete under its name, or not at all.
pub(crate) fn write(
    header: &VaultHeader,
    data_key: &Key,
    database: &Path,
    to: &Path,
) -> io::Result<()> {
    let mut name = to
        .file_name()
        .ok_or(io::ErrorKind::InvalidInput)?
        .to_owned();
    name.push(".part");
    let part = to.with_file_name(name);
    remove_if_there(&part)?;
    let mut file = File::open(database)?;
    let length = file.metadata()?.len();
    let mut out = Sealing {
        code: code(data_key),
        out: private_options().write(true).open(&part)?,
    };
    out.write_all(&prefix(length))?;
    out.write_all(&header.to_bytes())?;
    if io::copy(&mut file, &mut out)? != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let Sealing { code, mut out } = out;
    out.write_all(&code.finalize().into_bytes())?;
    out.sync_all()?;
    fs::rename(&part, to)?;
    sync_dir(
        to.parent()
            .filter(|dir| !dir.as_os_str().is_empty())
            .unwrap_or(Path::new(".")),
    )
}

/// A backup that was read up to its header; nothing is proven yet.
pub(crate) struct UnverifiedBackup {
    header: VaultHeader,
    database_length: u64,
    file: BufReader<File>,
}

impl UnverifiedBackup {
    /// Reads the beginning of a backup and checks its length.
    pub(crate) fn open(path: &Path) -> Result<Self, BackupError> {
        let file = File::open(path)?;
        let total = file.metadata()?.len();
        let mut file = BufReader::with_capacity(64 * 1024, file);
        let mut start = [0; PREFIX + VaultHeader::LENGTH];
        file.read_exact(&mut start[..10])?;
        if &start[..8] != MAGIC {
            return Err(BackupError::Damaged);
        }
        match u16::from_be_bytes([start[8], start[9]]) {
            FORMAT => {}
            0 => return Err(BackupError::Damaged),
            found => return Err(BackupError::NewerVersion { found }),
        }
        file.read_exact(&mut start[10..])?;
        let (prefix, header) = start.split_at(PREFIX);
        let database_length =
            u64::from_be_bytes(prefix[10..].try_into().expect("eight bytes of the prefix"));
        let around = (PREFIX + VaultHeader::LENGTH + CODE) as u64;
        if total.checked_sub(around) != Some(database_length) {
            return Err(BackupError::Damaged);
        }
        let header = VaultHeader::parse(header).map_err(BackupError::Header)?;
        Ok(Self {
            header,
            database_length,
            file,
        })
    }

    /// Returns the header, to open the data key with.
    pub(crate) fn header(&self) -> &VaultHeader {
        &self.header
    }

    /// Copies the database to a new file and proves the whole. The copy must not be used if
    /// this fails.
    pub(crate) fn extract(mut self, data_key: &Key, to: &Path) -> Result<(), BackupError> {
        remove_if_there(to)?;
        let mut out = Sealing {
            code: code(data_key),
            out: private_options().write(true).open(to)?,
        };
        out.code.update(&prefix(self.database_length));
        out.code.update(&self.header.to_bytes());
        let copied = io::copy(
            &mut io::Read::by_ref(&mut self.file).take(self.database_length),
            &mut out,
        )?;
        let mut expected = [0; CODE];
        self.file.read_exact(&mut expected)?;
        out.out.sync_all()?;
        if copied != self.database_length || out.code.verify_slice(&expected).is_err() {
            return Err(BackupError::Damaged);
        }
        Ok(())
    }
}

/// A file that is written and sealed in one pass.
struct Sealing {
    code: Hmac<Sha256>,
    out: File,
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.code.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn prefix(database_length: u64) -> [u8; PREFIX] {
    let mut bytes = [0; PREFIX];
    bytes[..8].copy_from_slice(MAGIC);
    bytes[8..10].copy_from_slice(&FORMAT.to_be_bytes());
    bytes[10..].copy_from_slice(&database_length.to_be_bytes());
    bytes
}

fn code(data_key: &Key) -> Hmac<Sha256> {
    Hmac::new_from_slice(&*backup_key(data_key)).expect("HMAC takes keys of any length")
}

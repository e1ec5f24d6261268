//! The vault's folder: names, permissions, the lock, atomic writing.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The files of one vault.
#[derive(Debug, Clone)]
pub(crate) struct Files {
    dir: PathBuf,
}

impl Files {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn header(&self) -> PathBuf {
        self.dir.join("vault.header")
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.join("vault.db")
    }

    /// The count of failed attempts to open.
    pub(crate) fn attempts(&self) -> PathBuf {
        self.dir.join("vault.attempts")
    }

    /// Where a new database is made before it has its name.
    pub(crate) fn new_database(&self) -> PathBuf {
        self.dir.join("vault.db.new")
    }

    /// Where the database is kept as it was before a migration from schema `version`.
    pub(crate) fn backup(&self, version: u32) -> PathBuf {
        self.dir.join(format!("vault.db.v{version}.bak"))
    }

    /// Makes the folder, for the owner only, also if it was there with other permissions.
    pub(crate) fn create_dir(&self) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        self.restrict_dir()
    }

    /// Gives the folder back to the owner only, whatever was done to it meanwhile.
    pub(crate) fn restrict_dir(&self) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&self.dir, fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    /// Takes the lock that one process at a time can hold; `None` if another has it. Released
    /// when dropped, and by the system when the process ends in any way.
    pub(crate) fn lock(&self) -> io::Result<Option<Lock>> {
        let file = private_options()
            .write(true)
            .open(self.dir.join("vault.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Writes the header so that either the old or the new one is there, whatever happens.
    pub(crate) fn write_header(&self, bytes: &[u8]) -> io::Result<()> {
        self.replace(&self.dir.join("vault.header.new"), &self.header(), bytes)
    }

    /// Writes the count of failed attempts, or removes it when there is none.
    pub(crate) fn write_attempts(&self, bytes: Option<&[u8]>) -> io::Result<()> {
        match bytes {
            Some(bytes) => {
                let new = self.dir.join("vault.attempts.new");
                self.replace(&new, &self.attempts(), bytes)
            }
            None => remove_if_there(&self.attempts()),
        }
    }

    fn replace(&self, new: &Path, place: &Path, bytes: &[u8]) -> io::Result<()> {
        remove_if_there(new)?;
        let mut file = private_options().write(true).open(new)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(new, place)?;
        self.sync_dir()
    }

    /// Removes a vault that was never used, under the lock. At any moment of it there is either a vault
    /// that `open` completes or none: the database loses its name, then the header goes.
    pub(crate) fn remove_vault(&self) -> io::Result<()> {
        match fs::rename(self.database(), self.new_database()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        for name in [
            "vault.header",
            "vault.header.new",
            "vault.db.new",
            "vault.db.new-journal",
            "vault.db-wal",
            "vault.db-shm",
        ] {
            remove_if_there(&self.dir.join(name))?;
        }
        self.sync_dir()
    }

    /// Gives the new database its name.
    pub(crate) fn adopt_new_database(&self) -> io::Result<()> {
        fs::rename(self.new_database(), self.database())?;
        self.sync_dir()
    }

    /// Makes an empty file for the owner only, for SQLite to fill; its WAL inherits the mode.
    pub(crate) fn create_empty(&self, path: &Path) -> io::Result<()> {
        private_options().write(true).open(path)?.sync_all()?;
        self.sync_dir()
    }

    /// Copies a file beside itself, durably, for the owner only.
    pub(crate) fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let temporary = to.with_extension("tmp");
        remove_if_there(&temporary)?;
        let mut copy = private_options().write(true).open(&temporary)?;
        io::copy(&mut File::open(from)?, &mut copy)?;
        copy.sync_all()?;
        fs::rename(&temporary, to)?;
        self.sync_dir()
    }

    fn sync_dir(&self) -> io::Result<()> {
        sync_dir(&self.dir)
    }
}

/// The lock, held.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone would not do while a child process, begun at this moment, still has a
        // copy of the handle. If it fails, closing does it a little later.
        let _ = self.0.unlock();
    }
}

/// Removes a file; its absence is fine.
pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a folder's names durable, where the system has such a thing.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    #[cfg(unix)]
    File::open(dir)?.sync_all()?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// Options to make a file that only its owner may read.
pub(crate) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

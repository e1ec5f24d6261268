//! The two states of a vault.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keys::journal::JournalSecret;
use keys::{
    ChainAddress, KeyId, RecoverableSignature, RecoveryPhrase, RelationPublic, X25519PublicKey,
};
use rand_core::CryptoRng;
use rusqlite::{Connection, TransactionBehavior, params};
use zeroize::Zeroizing;

use crate::attempts::AttemptDelay;
use crate::backup::{self, UnverifiedBackup};
use crate::database::{self, DatabaseError, MIGRATIONS};
use crate::error::{CreateError, OpenError, RestoreError};
use crate::files::{Files, Lock, remove_if_there};
use crate::header::{self, VaultHeader};
use crate::kdf::{KdfParams, Key};
use crate::keyring::{KeyError, Keyring, PublicHalf, VaultSigner};
use crate::passphrase::Passphrase;
use crate::sealed::{PHRASE_RECORD, Recovery, database_key, random, record_key};
use crate::store::{ReadTransaction, StoreError, WriteTransaction};

/// A vault that is closed: a place, and nothing secret.
#[derive(Debug, Clone)]
pub struct LockedVault {
    files: Files,
}

impl LockedVault {
    /// Names the folder of a vault, whether or not there is one.
    pub fn at(dir: impl Into<PathBuf>) -> Self {
        Self {
            files: Files::new(dir.into()),
        }
    }

    /// Returns the folder.
    pub fn dir(&self) -> &Path {
        self.files.dir()
    }

    /// Returns whether there is a vault, or a part of one: then [`Self::create`] refuses, and
    /// [`Self::open`] says what is wrong with it.
    pub fn exists(&self) -> bool {
        self.files.header().exists() || self.files.database().exists()
    }

    /// Makes a vault around a recovery phrase and leaves it open.
    ///
    /// `phrase_passphrase` is BIP-39's own, empty for most; `now` is in Unix seconds. Takes one
    /// key derivation (with the default cost, 256 MiB and about 0.65 s).
    ///
    /// # Errors
    /// [`CreateError`].
    pub fn create(
        &self,
        passphrase: &Passphrase,
        phrase: RecoveryPhrase,
        phrase_passphrase: Passphrase,
        kdf: KdfParams,
        now: i64,
        rng: &mut impl CryptoRng,
    ) -> Result<UnlockedVault, CreateError> {
        self.files.create_dir()?;
        let lock = Arc::new(self.files.lock()?.ok_or(CreateError::InUse)?);
        if self.exists() {
            return Err(CreateError::Exists);
        }
        let data_key = Zeroizing::new(random(rng));
        let header = seal_header(passphrase, kdf, random(rng), &data_key, rng)?;
        let recovery = Recovery {
            phrase,
            phrase_passphrase,
        };
        let sealed = recovery.seal(&record_key(&data_key), header.id(), rng);
        let fill = |connection: &Connection| {
            connection.execute(
                "INSERT INTO sealed (id, body) VALUES (?1, ?2)",
                params![PHRASE_RECORD, sealed],
            )?;
            connection.execute(
                "INSERT INTO vault (only, id, created_at, generation) VALUES (1, ?1, ?2, 0)",
                params![header.id(), now],
            )?;
            Ok(())
        };
        let made = self.make(&header, &data_key, Arc::clone(&lock), fill);
        if made.is_err() {
            // Its words were never shown, so it must not be in the way of one whose words are.
            self.files.remove_vault()?;
        }
        made
    }

    fn make(
        &self,
        header: &VaultHeader,
        data_key: &Key,
        lock: Arc<Lock>,
        fill: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<UnlockedVault, CreateError> {
        database::create(&self.files, &database_key(data_key), fill)?;
        // The header before the database's name: a crash in between leaves a vault that `open`
        // completes, never a database without its key.
        self.files.write_header(&header.to_bytes())?;
        self.files.adopt_new_database()?;
        self.files.write_attempts(None)?;
        UnlockedVault::assemble(self.files.clone(), lock, header, data_key)
            .map_err(CreateError::from)
    }

    /// Opens the vault. Takes one key derivation.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open(&self, passphrase: &Passphrase) -> Result<UnlockedVault, OpenError> {
        let header = read_header(&self.files)?;
        let lock = Arc::new(self.files.lock()?.ok_or(OpenError::InUse)?);
        let data_key = unseal(&header, passphrase)?;
        self.files.restrict_dir()?;
        UnlockedVault::assemble(self.files.clone(), lock, &header, &data_key)
    }

    /// Makes the vault of a backup in this folder, which must hold none, and leaves it open.
    ///
    /// The whole backup is proven before the vault comes into being. Takes one key derivation.
    ///
    /// # Errors
    /// [`RestoreError`].
    pub fn restore(
        &self,
        backup: &Path,
        passphrase: &Passphrase,
    ) -> Result<UnlockedVault, RestoreError> {
        self.files.create_dir()?;
        let lock = Arc::new(self.files.lock()?.ok_or(RestoreError::InUse)?);
        if self.exists() {
            return Err(RestoreError::Exists);
        }
        let backup = UnverifiedBackup::open(backup)?;
        let header = backup.header().clone();
        let data_key = unseal(&header, passphrase)?;
        let new = self.files.new_database();
        let made = backup
            .extract(&data_key, &new)
            .map_err(RestoreError::from)
            .and_then(|()| Ok(database::probe(&new, &database_key(&data_key), MIGRATIONS)?));
        for left_over in ["vault.db.new-wal", "vault.db.new-shm"] {
            remove_if_there(&self.dir().join(left_over))?;
        }
        if let Err(error) = made {
            remove_if_there(&new)?;
            return Err(error);
        }
        let made = self
            .files
            .write_header(&header.to_bytes())
            .and_then(|()| self.files.adopt_new_database())
            .map_err(RestoreError::from)
            .and_then(|()| {
                let (files, lock) = (self.files.clone(), Arc::clone(&lock));
                Ok(UnlockedVault::assemble(files, lock, &header, &data_key)?)
            });
        if made.is_err() {
            // The backup is whole and can be restored again; half of it would be in the way.
            self.files.remove_vault()?;
        }
        made
    }

    /// Returns the failed attempts so far; `now` is the time since 1970 on this computer's clock.
    pub fn attempts(&self, now: Duration) -> AttemptDelay {
        AttemptDelay::read(&self.files.attempts(), now)
    }

    /// Keeps the count for the programs that come after this one.
    ///
    /// # Errors
    /// When it cannot be written. The vault is not touched.
    pub fn keep_attempts(&self, attempts: AttemptDelay) -> io::Result<()> {
        self.files.write_attempts(attempts.to_bytes().as_deref())
    }

    /// Returns the header's cost of one attempt, for those who ask before they try.
    ///
    /// # Errors
    /// [`OpenError`], of those that need no passphrase.
    pub fn header(&self) -> Result<VaultHeader, OpenError> {
        read_header(&self.files)
    }
}

/// A vault that is open. Dropping it closes it as [`UnlockedVault::lock`] does.
pub struct UnlockedVault {
    files: Files,
    id: header::VaultId,
    keyring: Arc<Keyring>,
    connection: Mutex<Connection>,
    /// Held for as long as the vault is open; the last field, so released last.
    _lock: Arc<Lock>,
}

impl UnlockedVault {
    fn assemble(
        files: Files,
        lock: Arc<Lock>,
        header: &VaultHeader,
        data_key: &Key,
    ) -> Result<Self, OpenError> {
        Self::assemble_with(files, lock, header, data_key, MIGRATIONS)
    }

    fn assemble_with(
        files: Files,
        lock: Arc<Lock>,
        header: &VaultHeader,
        data_key: &Key,
        migrations: &[&str],
    ) -> Result<Self, OpenError> {
        if !files.database().exists() {
            if !files.new_database().exists() {
                return Err(OpenError::Damaged);
            }
            files.adopt_new_database()?;
        }
        let connection = database::open(&files, &database_key(data_key), migrations)?;
        let recovery = read_recovery(&connection, header, data_key)?;
        let seed = recovery.phrase.to_seed(recovery.phrase_passphrase.as_str());
        Ok(Self {
            files,
            id: *header.id(),
            keyring: Arc::new(Keyring::new(seed)),
            connection: Mutex::new(connection),
            _lock: lock,
        })
    }

    /// Closes the vault and removes its files: for one that was just made and could not be completed,
    /// before anybody has seen its words.
    ///
    /// # Errors
    /// When a file cannot be removed.
    pub fn discard(self) -> io::Result<()> {
        let Self {
            files,
            connection,
            _lock: lock,
            ..
        } = self;
        drop(connection);
        files.remove_vault()?;
        drop(lock);
        Ok(())
    }

    /// Closes the vault: wipes every key, empties the database's caches, releases the lock.
    ///
    /// Signers handed out before answer [`keys::SignError::Locked`] from now on.
    pub fn lock(self) -> LockedVault {
        LockedVault {
            files: self.files.clone(),
        }
    }

    /// Returns the folder.
    pub fn dir(&self) -> &Path {
        self.files.dir()
    }

    /// Reseals the data key under a new passphrase. Afterwards exactly one of the two opens the
    /// vault, whatever happens in between. Takes two key derivations.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`] if `current` is not the vault's; what reading and writing
    /// the header can give.
    pub fn change_passphrase(
        &self,
        current: &Passphrase,
        new: &Passphrase,
        kdf: KdfParams,
        rng: &mut impl CryptoRng,
    ) -> Result<(), OpenError> {
        let (_, data_key) = self.reopen(current)?;
        let header = seal_header(new, kdf, self.id, &data_key, rng)?;
        self.files.write_header(&header.to_bytes())?;
        Ok(())
    }

    /// Checks a passphrase again, as acts of weight demand. Takes one key derivation.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`], or what reading the header can give.
    pub fn check_passphrase(&self, passphrase: &Passphrase) -> Result<(), OpenError> {
        self.reopen(passphrase).map(|_| ())
    }

    /// Returns the recovery phrase, the only secret that ever leaves the vault, after the
    /// passphrase was checked again. Takes one key derivation.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`]; [`OpenError::Damaged`] if the phrase does not open.
    pub fn reveal_phrase(&self, passphrase: &Passphrase) -> Result<RecoveryPhrase, OpenError> {
        let (header, data_key) = self.reopen(passphrase)?;
        read_recovery(&self.connection(), &header, &data_key).map(|recovery| recovery.phrase)
    }

    /// Writes the whole vault to one file, which opens with the passphrase of this moment, after
    /// that was checked again. A file of this name is replaced, once the new one is complete.
    ///
    /// Takes one key derivation. The passphrase may be changed later; the backup keeps the old.
    ///
    /// # Errors
    /// [`OpenError::WrongPassphrase`], or what reading and writing can give.
    pub fn back_up(&self, passphrase: &Passphrase, to: &Path) -> Result<(), OpenError> {
        let (header, data_key) = self.reopen(passphrase)?;
        // Held to the end: nobody writes while the file is copied.
        let connection = self.connection();
        database::write_back(&connection)?;
        Ok(backup::write(
            &header,
            &data_key,
            &self.files.database(),
            to,
        )?)
    }

    /// Runs reads that all see the same state.
    ///
    /// # Errors
    /// What `act` returns, and [`StoreError`] of the storage. `E` is mostly [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&ReadTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Deferred)
            .map_err(StoreError::from)?;
        act(&ReadTransaction::new(&transaction))
    }

    /// Runs reads and writes as one act: if this returns `Ok`, all of it is on the disk and
    /// survives the loss of process and power; if it returns an error, nothing was changed.
    ///
    /// `act` must not use the vault's own `read` and `write`: they wait for this one.
    ///
    /// # Errors
    /// What `act` returns, and [`StoreError`] of the storage. `E` is mostly [`StoreError`].
    pub fn write<T, E: From<StoreError>>(
        &self,
        act: impl FnOnce(&WriteTransaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let result = act(&WriteTransaction::new(&transaction))?;
        transaction
            .execute("UPDATE vault SET generation = generation + 1", [])
            .and_then(|_| transaction.commit())
            .map_err(StoreError::from)?;
        Ok(result)
    }

    /// Takes the next number of a counter in an act of its own: when this returns, the number
    /// is used up, whatever happens afterwards.
    ///
    /// # Errors
    /// [`StoreError`] of the storage.
    pub fn next_number(&self, name: &str) -> Result<u64, StoreError> {
        self.write(|transaction| transaction.next_number(name))
    }

    /// Returns how often [`Self::write`] has succeeded in this vault's life: an older copy of
    /// the vault has a lower number.
    ///
    /// # Errors
    /// [`StoreError`] of the storage.
    pub fn generation(&self) -> Result<u64, StoreError> {
        let generation: i64 =
            self.connection()
                .query_row("SELECT generation FROM vault", [], |row| row.get(0))?;
        u64::try_from(generation).map_err(|_| StoreError::Range)
    }

    /// Reads the whole file and checks every page's seal and every structure; returns what is
    /// wrong, in the database's words, which name no content. Takes time.
    ///
    /// # Errors
    /// [`StoreError`] of the storage.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let connection = self.connection();
        let mut findings = Vec::new();
        for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
            let mut statement = connection.prepare(pragma)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            for row in rows {
                findings.push(row?);
            }
        }
        findings.retain(|finding| finding != "ok");
        Ok(findings)
    }

    /// Returns the public half of a key.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn public(&self, id: &KeyId) -> Result<PublicHalf, KeyError> {
        self.keyring.public(id)
    }

    /// Returns all public keys of a relation (`uri` as in [`keys::relation`]).
    pub fn relation_public(&self, uri: &str, index: u32) -> RelationPublic {
        self.keyring.relation_public(uri, index)
    }

    /// Returns a handle that signs with a relation's identity key while the vault is open.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] for any other key.
    pub fn signer(&self, id: &KeyId) -> Result<VaultSigner, KeyError> {
        self.keyring.signer(id)
    }

    /// Signs a digest with an account, a spending key or a one-time key.
    ///
    /// # Errors
    /// [`KeyError`].
    ///
    /// # Security
    /// The digest is not looked into: the caller made it from what the holder agreed to.
    pub fn sign_digest(
        &self,
        id: &KeyId,
        digest: &[u8; 32],
    ) -> Result<RecoverableSignature, KeyError> {
        self.keyring.sign_digest(id, digest)
    }

    /// Returns the address of a chain account.
    ///
    /// # Errors
    /// [`KeyError::IndexOutOfRange`].
    pub fn account_address(&self, index: u32) -> Result<ChainAddress, KeyError> {
        self.keyring.account_address(index)
    }

    /// Derives what a relation and a writer of the journal share; `agreement` is the writer's
    /// published key, or none for the holder's own entries.
    ///
    /// Hands out a secret on purpose: it finds and reads entries and can do nothing else, and
    /// finding takes millions of operations a second. Wipes itself on drop.
    ///
    /// # Errors
    /// [`KeyError::Agreement`].
    pub fn journal_secret(
        &self,
        uri: &str,
        index: u32,
        agreement: Option<&X25519PublicKey>,
        chain_id: u64,
        department: ChainAddress,
    ) -> Result<JournalSecret, KeyError> {
        self.keyring
            .journal_secret(uri, index, agreement, chain_id, department)
    }

    fn reopen(&self, passphrase: &Passphrase) -> Result<(VaultHeader, Key), OpenError> {
        let header = read_header(&self.files)?;
        let data_key = unseal(&header, passphrase)?;
        if *header.id() != self.id {
            return Err(OpenError::DamagedHeader);
        }
        Ok((header, data_key))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic in a closure dropped its transaction, which rolled back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for UnlockedVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "UnlockedVault({})", self.files.dir().display())
    }
}

fn seal_header(
    passphrase: &Passphrase,
    kdf: KdfParams,
    id: header::VaultId,
    data_key: &Key,
    rng: &mut impl CryptoRng,
) -> io::Result<VaultHeader> {
    let salt = random(rng);
    let key = kdf.derive(passphrase, &salt)?;
    Ok(VaultHeader::seal(kdf, salt, id, &key, data_key, rng))
}

fn unseal(header: &VaultHeader, passphrase: &Passphrase) -> Result<Key, OpenError> {
    let key = header.kdf().derive(passphrase, header.salt())?;
    header.unseal(&key).ok_or(OpenError::WrongPassphrase)
}

fn read_header(files: &Files) -> Result<VaultHeader, OpenError> {
    // Longer than any header there will be: a huge file in its place takes no memory.
    const LONGEST: u64 = 64 * 1024;
    let file = match File::open(files.header()) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let alone = files.database().exists();
            return Err(if alone {
                OpenError::DamagedHeader
            } else {
                OpenError::NoVault
            });
        }
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, LONGEST), &mut bytes)?;
    Ok(VaultHeader::parse(&bytes)?)
}

fn read_recovery(
    connection: &Connection,
    header: &VaultHeader,
    data_key: &Key,
) -> Result<Recovery, OpenError> {
    let sealed: Vec<u8> = connection
        .query_row(
            "SELECT body FROM sealed WHERE id = ?1",
            [PHRASE_RECORD],
            |row| row.get(0),
        )
        .map_err(DatabaseError::from)
        .map_err(|error| match error {
            DatabaseError::Sqlite(rusqlite::Error::QueryReturnedNoRows) => OpenError::Damaged,
            other => other.into(),
        })?;
    Recovery::open(&sealed, &record_key(data_key), header.id()).ok_or(OpenError::Damaged)
}

#[cfg(test)]
mod tests;

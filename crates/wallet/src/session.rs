//! The wallet while it is open: the vault, and what is known of the chain.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, RwLock,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime},
};

use chain::{BucketState, Chain, Directory, LawBook, PUBLIC_BUCKET};
use keys::{RecoveryPhrase, RelationPublic};
use serde::{Deserialize, Serialize};
use vault::{ReadTransaction, StoreError, UnlockedVault, WriteTransaction};
use wallet_api::{ApiError, ClockView, ErrorCode, Proof, SyncState, SyncView};

use crate::{
    acts::counter::Showing,
    clock, convert,
    http::Http,
    idle::{Due, Idle},
    log::Log,
    store::{Failure, Head, Meta, ONLY, kind},
    wallet::{LOCK_AFTER_SECS, lock, now},
};

/// A proof older than this is shown as stale.
const CURRENT_SECS: i64 = 600;

/// The open vault and everything that only makes sense while it is open.
pub(crate) struct Session {
    vault: Mutex<Option<UnlockedVault>>,
    idle: Mutex<Idle>,
    book: RwLock<Arc<Book>>,
    log: Mutex<Log>,
    head: Mutex<Option<Head>>,
    sync: Mutex<SyncState>,
    /// Why the last synchronisation that ended failed.
    failure: Mutex<Option<Failure>>,
    /// Whether the synchronisation under way shall end.
    stop_sync: AtomicBool,
    /// One synchronisation at a time.
    pub(crate) syncing: tokio::sync::Mutex<()>,
    /// One decision at a time: approving, refusing, accepting, withdrawing.
    pub(crate) deciding: tokio::sync::Mutex<()>,
    chain: tokio::sync::Mutex<Option<Chain>>,
    /// How far the nodes' clocks were ahead of this computer's when they last said, in seconds.
    nodes_ahead: Mutex<Option<i64>>,
    /// The phrase between being shown and being checked, and the places that were asked for.
    pub(crate) word_check: Mutex<Option<(RecoveryPhrase, Vec<u8>)>>,
    /// Whether links that could not be opened before were tried again since it was opened.
    links_tried: AtomicBool,
    /// What is being shown at a counter, by a random id.
    pub(crate) showings: Mutex<HashMap<String, Showing>>,
}

/// The directory and the law, as replayed from the public bucket and proven.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Book {
    pub(crate) directory: Directory,
    pub(crate) law: LawBook,
    /// How far.
    pub(crate) state: BucketState,
}

impl Book {
    pub(crate) fn empty(chain_id: u64, start_block: u64) -> Self {
        Self {
            directory: Directory::new(chain_id),
            law: LawBook::new(),
            state: BucketState::empty(PUBLIC_BUCKET, start_block),
        }
    }
}

/// What a vault remembers of the wallet's settings and of the chain.
pub(crate) struct Remembered {
    meta: Option<Meta>,
    book: Option<Book>,
    head: Option<Head>,
    failure: Option<Failure>,
    log: Log,
}

impl Remembered {
    /// Reads it; `mark` is where the log's mark lies, and a `fresh` vault was made just now.
    pub(crate) fn read(
        vault: &UnlockedVault,
        mark: Option<PathBuf>,
        fresh: bool,
    ) -> Result<Self, StoreError> {
        let log = Log::open(vault, mark, fresh)?;
        vault.read(|t| {
            Ok(Self {
                log,
                meta: t.get(kind::META, ONLY)?,
                book: t.get(kind::BOOK, ONLY)?,
                head: t.get(kind::HEAD, ONLY)?,
                failure: t.get(kind::FAILURE, ONLY)?,
            })
        })
    }
}

impl Session {
    /// Takes over an open vault and reads what it remembers of the chain.
    pub(crate) fn open(vault: UnlockedVault, mark: Option<PathBuf>) -> Result<Self, ApiError> {
        let remembered = Remembered::read(&vault, mark, false).map_err(vault_error)?;
        Ok(Self::with(vault, remembered))
    }

    /// Takes over an open vault of which this was read.
    pub(crate) fn with(vault: UnlockedVault, remembered: Remembered) -> Self {
        let Remembered {
            meta,
            book,
            head,
            failure,
            log,
        } = remembered;
        let limit = meta.map_or(LOCK_AFTER_SECS, |meta| meta.lock_after_secs);
        let limit = Duration::from_secs(u64::from(limit));
        Self {
            vault: Mutex::new(Some(vault)),
            idle: Mutex::new(Idle::new(limit, (Instant::now(), SystemTime::now()))),
            book: RwLock::new(Arc::new(book.unwrap_or_else(|| Book::empty(0, 0)))),
            log: Mutex::new(log),
            head: Mutex::new(head),
            sync: Mutex::new(match failure {
                None => SyncState::Idle,
                Some(Failure { code, since }) => SyncState::Failed { code, since },
            }),
            failure: Mutex::new(failure),
            stop_sync: AtomicBool::new(false),
            syncing: tokio::sync::Mutex::new(()),
            deciding: tokio::sync::Mutex::new(()),
            chain: tokio::sync::Mutex::new(None),
            nodes_ahead: Mutex::new(None),
            word_check: Mutex::new(None),
            links_tried: AtomicBool::new(false),
            showings: Mutex::new(HashMap::new()),
        }
    }

    /// Whether nobody asked this before: links that could not be opened are tried again once
    /// after each opening of the vault.
    pub(crate) fn first_time_for_links(&self) -> bool {
        !self.links_tried.swap(true, Ordering::Relaxed)
    }

    /// The synchronisation under way shall end, or may begin.
    pub(crate) fn set_stop_sync(&self, stop: bool) {
        self.stop_sync.store(stop, Ordering::Relaxed);
    }

    /// Whether it shall end.
    pub(crate) fn stops_sync(&self) -> bool {
        self.stop_sync.load(Ordering::Relaxed)
    }

    /// Closes the vault; whoever still holds the session gets `locked` from now on.
    pub(crate) fn close(&self) {
        self.set_stop_sync(true);
        *lock(&self.word_check) = None;
        lock(&self.showings).clear();
        if let Some(vault) = lock(&self.vault).take() {
            vault.lock();
        }
    }

    /// Works with the open vault for a moment. Never across a wait.
    pub(crate) fn vault<T>(
        &self,
        work: impl FnOnce(&UnlockedVault) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        match lock(&self.vault).as_ref() {
            Some(vault) => work(vault),
            None => Err(ErrorCode::Locked.into()),
        }
    }

    /// Reads records.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, ApiError> {
        self.vault(|vault| vault.read(work).map_err(vault_error))
    }

    /// Writes records, all or none; when it returns, they survive a power cut.
    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&WriteTransaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, ApiError> {
        self.vault(|vault| {
            let done = vault.write(work).map_err(vault_error)?;
            if let Err(error) = lock(&self.log).follow(vault) {
                tracing::warn!(%error, "how far the log has come could not be read");
            }
            Ok(done)
        })
    }

    /// The local log: how far it came, and what speaks against it.
    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    pub(crate) fn meta(&self) -> Result<Meta, ApiError> {
        self.read(|t| t.get(kind::META, ONLY))?
            .ok_or_else(|| ApiError::about(ErrorCode::VaultDamaged, "meta"))
    }

    /// The public keys of a relation.
    pub(crate) fn relation(&self, uri: &str, index: u32) -> Result<RelationPublic, ApiError> {
        self.vault(|vault| Ok(vault.relation_public(uri, index)))
    }

    /// Signs with a relation's identity key: `make` gets the signer.
    pub(crate) fn with_signer<T>(
        &self,
        uri: &str,
        index: u32,
        make: impl FnOnce(&dyn keys::Signer) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let id = keys::KeyId::relation(uri, index, keys::Purpose::Identity);
        self.with_key(&id, make)
    }

    /// Signs with any key of the vault: `make` gets the signer. What a department reads all says when
    /// it was made, so nothing is signed while this computer's clock is in doubt.
    pub(crate) fn with_key<T>(
        &self,
        key: &keys::KeyId,
        make: impl FnOnce(&dyn keys::Signer) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        self.check_clock()?;
        self.vault(|vault| {
            let signer = vault
                .signer(key)
                .map_err(|_| ApiError::about(ErrorCode::Internal, "key"))?;
            make(&signer)
        })
    }

    pub(crate) fn touch(&self, now: (Instant, SystemTime)) -> bool {
        lock(&self.idle).touch(now)
    }

    pub(crate) fn idle_due(&self, now: (Instant, SystemTime)) -> Due {
        lock(&self.idle).due(now)
    }

    pub(crate) fn set_lock_after(&self, secs: u32) {
        lock(&self.idle).set_limit(Duration::from_secs(u64::from(secs)));
    }

    pub(crate) fn lock_after_secs(&self) -> u32 {
        self.meta()
            .map_or(LOCK_AFTER_SECS, |meta| meta.lock_after_secs)
    }

    /// The directory and the law as last proven.
    pub(crate) fn book(&self) -> Arc<Book> {
        self.book
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn set_book(&self, book: Book) {
        *self
            .book
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(book);
    }

    pub(crate) fn head(&self) -> Option<Head> {
        lock(&self.head).clone()
    }

    pub(crate) fn set_head(&self, head: Head) {
        *lock(&self.head) = Some(head);
    }

    pub(crate) fn sync_begins(&self) {
        *lock(&self.sync) = SyncState::Running;
    }

    /// A synchronisation ended; `error` is why it proved nothing. A contradiction stays until one
    /// proves the state again, also when nobody answers meanwhile and when the wallet is closed.
    ///
    /// # Errors
    /// When that could not be written.
    pub(crate) fn sync_ended(&self, error: Option<ErrorCode>) -> Result<(), ApiError> {
        let now = now();
        *lock(&self.sync) = match error {
            None => SyncState::Idle,
            Some(code) => SyncState::Failed { code, since: now },
        };
        let (before, after) = {
            let mut failure = lock(&self.failure);
            let before = *failure;
            *failure = error.map(|code| match before {
                Some(before) if before.outlives(code) => before,
                _ => Failure { code, since: now },
            });
            (before, *failure)
        };
        let caught = |failure: Option<Failure>| failure.filter(Failure::is_contradiction);
        if caught(before) == caught(after) {
            return Ok(());
        }
        self.write(|t| match caught(after) {
            Some(failure) => t.put(kind::FAILURE, ONLY, failure.since, &failure),
            None => t.delete(kind::FAILURE, ONLY).map(|_| ()),
        })
    }

    /// How everything that was read up to the newest proven header is known. While a synchronisation
    /// runs, as the last one that ended left it.
    pub(crate) fn proof(&self) -> Proof {
        let failure = *lock(&self.failure);
        let failed = match failure.map(|failure| failure.code) {
            Some(ErrorCode::ChainContradicts) => {
                return Proof::Contradicted {
                    what: "journal".to_owned(),
                };
            }
            Some(ErrorCode::WrongNetwork) => {
                return Proof::Contradicted {
                    what: "network".to_owned(),
                };
            }
            other => other.is_some(),
        };
        match self.head() {
            None => Proof::NotChecked,
            Some(head) => {
                let (height, time) = (head.header.number(), head.header.time());
                if failed || now() - head.checked > CURRENT_SECS {
                    Proof::Stale { height, time }
                } else {
                    Proof::Proven {
                        height,
                        time,
                        by: convert::basis(head.header.by()),
                    }
                }
            }
        }
    }

    /// What contradicts this computer's clock, as far as is known.
    pub(crate) fn clock_doubt(&self) -> Option<ClockView> {
        let block = self.head().map(|head| head.header.time());
        let mut nodes = lock(&self.nodes_ahead);
        // While the chain is being connected what was heard before still counts.
        if let Ok(chain) = self.chain.try_lock() {
            *nodes = chain.as_ref().and_then(Chain::clock_ahead).or(*nodes);
        }
        let (ahead, own) = (*nodes, now());
        clock::doubt(own, block, ahead.map(|ahead| own.saturating_add(ahead)))
    }

    /// Nothing is signed by a clock in doubt: what is to end in a month might hold for years.
    pub(crate) fn clock_obstacle(&self) -> Option<ErrorCode> {
        self.clock_doubt().map(|_| ErrorCode::ClockWrong)
    }

    /// The same as an error, for acts that begin with something else than a signature.
    pub(crate) fn check_clock(&self) -> Result<(), ApiError> {
        self.clock_obstacle()
            .map_or(Ok(()), |code| Err(code.into()))
    }

    pub(crate) fn sync_view(&self) -> SyncView {
        let state = lock(&self.sync).clone();
        SyncView {
            state,
            proof: self.proof(),
            checked: self.head().map(|head| head.checked),
            clock: self.clock_doubt(),
        }
    }

    /// The chain's nodes, connected and checked; tried again after a failure.
    pub(crate) async fn chain(&self, profile: &crate::Profile) -> Result<Chain, ApiError> {
        let mut slot = self.chain.lock().await;
        if let Some(chain) = &*slot {
            return Ok(chain.clone());
        }
        let network = convert::network(profile)?;
        let chain = Chain::connect(network)
            .await
            .map_err(convert::chain_error)?;
        *slot = Some(chain.clone());
        Ok(chain)
    }

    /// A client for departments; plain loopback only where the chain itself is on this computer.
    pub(crate) fn http(&self, profile: &crate::Profile) -> Result<Http, ApiError> {
        Http::new(convert::is_local(&convert::network(profile)?))
    }
}

/// A failure of the vault, in the border's words.
pub(crate) fn vault_error(error: StoreError) -> ApiError {
    tracing::error!(%error, "the vault failed");
    match error {
        StoreError::Damaged | StoreError::Shape { .. } => ErrorCode::VaultDamaged.into(),
        other => ApiError::about(ErrorCode::NotSaved, other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use keys::phrase::Language;
    use vault::{KdfParams, LockedVault, Passphrase};

    use super::*;
    use crate::random::Random;

    #[test]
    fn a_contradiction_stays_until_something_is_proven() {
        let folder = tempfile::tempdir().unwrap();
        let place = LockedVault::at(folder.path());
        let passphrase = |text: &str| Passphrase::new(text.to_owned());
        let phrase = RecoveryPhrase::generate(Language::English, [7; 32]);
        let (kdf, words) = (KdfParams::FLOOR, passphrase(""));
        let vault = place
            .create(&passphrase("x"), phrase, words, kdf, 0, &mut Random)
            .unwrap();
        let session = Session::open(vault, None).unwrap();
        let contradicted =
            |session: &Session| matches!(session.proof(), Proof::Contradicted { .. });
        assert!(!contradicted(&session));

        session
            .sync_ended(Some(ErrorCode::ChainContradicts))
            .unwrap();
        assert!(contradicted(&session));
        // One that runs, or hangs, has proven nothing yet, and nobody answering takes nothing back.
        session.sync_begins();
        assert_eq!(session.sync_view().state, SyncState::Running);
        assert!(contradicted(&session));
        session.sync_ended(Some(ErrorCode::TimedOut)).unwrap();
        assert!(contradicted(&session));
        session.close();

        let session = Session::open(place.open(&passphrase("x")).unwrap(), None).unwrap();
        assert!(contradicted(&session));
        session.sync_ended(Some(ErrorCode::WrongNetwork)).unwrap();
        assert_eq!(
            session.proof(),
            Proof::Contradicted {
                what: "network".to_owned()
            }
        );
        session.sync_ended(None).unwrap();
        assert!(!contradicted(&session));
        session.close();
        let session = Session::open(place.open(&passphrase("x")).unwrap(), None).unwrap();
        assert!(!contradicted(&session));
    }
}

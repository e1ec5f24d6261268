//! Directory and law as proven from the chain, brought up to date whenever they are asked for.

use std::sync::Arc;

use chain::journal::SyncError;
use chain::{
    BucketState, Chain, ChainError, Department, Directory, LawBook, PUBLIC_BUCKET, TrustedHeader,
};
use exchange::{Endpoint, KnownDepartment};
use keys::{ChainAddress, DepartmentDid};
use tokio::sync::Mutex;

/// Follows the public bucket of the journal.
pub struct Ledger {
    chain: Chain,
    followed: Mutex<Followed>,
}

struct Followed {
    header: Option<TrustedHeader>,
    bucket: BucketState,
    directory: Arc<Directory>,
    law: Arc<LawBook>,
}

/// Directory and law as of one block.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The departments.
    pub directory: Arc<Directory>,
    /// The rules.
    pub law: Arc<LawBook>,
    /// Time of the block, seconds.
    pub time: i64,
    /// Number of the block.
    pub height: u64,
}

impl Ledger {
    /// Starts from nothing.
    #[must_use]
    pub fn new(chain: Chain) -> Self {
        let fields = chain.network();
        let followed = Followed {
            header: None,
            bucket: BucketState::empty(PUBLIC_BUCKET, fields.start_block()),
            directory: Arc::new(Directory::new(fields.chain_id())),
            law: Arc::new(LawBook::new()),
        };
        Self {
            chain,
            followed: Mutex::new(followed),
        }
    }

    /// Reads and proves what is new, and returns the state at the head of the chain.
    ///
    /// # Errors
    /// If the node cannot be asked, or contradicts itself.
    pub async fn refresh(&self) -> Result<Snapshot, ChainError> {
        let mut followed = self.followed.lock().await;
        let header = self.chain.trusted_header(followed.header.as_ref()).await?;
        let mut entries = Vec::new();
        let states = self
            .chain
            .sync(&[followed.bucket], &header, |entry| {
                entries.push(entry.clone())
            })
            .await
            .map_err(|error| match error {
                SyncError::Contradicted(contradiction) => ChainError::Contradicted(contradiction),
                SyncError::Chain(error) => error,
            })?;
        if !entries.is_empty() {
            let mut directory = Directory::clone(&followed.directory);
            let mut law = LawBook::clone(&followed.law);
            for entry in &entries {
                // The contracts write no malformed entries; one that is could only be left out.
                if directory.apply(entry).is_err() || law.apply(entry).is_err() {
                    tracing::error!(seq = entry.seq, "malformed entry of the public bucket");
                }
            }
            followed.directory = Arc::new(directory);
            followed.law = Arc::new(law);
        }
        if let Some(state) = states.first() {
            followed.bucket = *state;
        }
        let snapshot = Snapshot {
            directory: Arc::clone(&followed.directory),
            law: Arc::clone(&followed.law),
            time: header.time(),
            height: header.number(),
        };
        followed.header = Some(header);
        Ok(snapshot)
    }
}

impl Ledger {
    /// Returns the state that was proven last, without asking anybody; `None` before the first time.
    pub async fn last_proven(&self) -> Option<Snapshot> {
        let followed = self.followed.lock().await;
        let header = followed.header.as_ref()?;
        Some(Snapshot {
            directory: Arc::clone(&followed.directory),
            law: Arc::clone(&followed.law),
            time: header.time(),
            height: header.number(),
        })
    }
}

impl Snapshot {
    /// Returns `now`, but no earlier than the block: what the chain calls the past is past.
    #[must_use]
    pub fn no_earlier(&self, now: i64) -> i64 {
        now.max(self.time)
    }

    /// Returns a department if it and all above it are active at `at`.
    #[must_use]
    pub fn active(&self, id: &ChainAddress, at: i64) -> Option<&Department> {
        let department = self.directory.department_at(id, at)?;
        self.directory.is_active_at(id, at).then_some(department)
    }

    /// Returns the department that issued something at `issued`, as the directory had it then, if
    /// it was active. The time of issue is a day's, which may be before the issuer's first entry:
    /// then as it stands now.
    #[must_use]
    pub fn issuer_of(&self, issuer: &DepartmentDid, issued: i64) -> Option<&Department> {
        let issued = issued.min(self.time);
        let at = match self.directory.department_at(&issuer.address, issued) {
            Some(_) => issued,
            None => self.time,
        };
        self.active(&issuer.address, at)
            .filter(|found| found.did == *issuer)
    }

    /// Returns an active department as the exchange needs it; none also if the directory lacks a
    /// key or an address that can be used.
    #[must_use]
    pub fn known(&self, did: &DepartmentDid, at: i64) -> Option<KnownDepartment> {
        let found = self
            .active(&did.address, at)
            .filter(|found| found.did == *did)?;
        Some(KnownDepartment {
            did: found.did,
            active: true,
            ed25519: found.keys.ed25519?,
            p256: found.keys.p256_sign?,
            endpoint: Endpoint::parse(&found.endpoint).ok()?,
        })
    }
}

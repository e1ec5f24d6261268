//! The status of every credential on the chain, replayed from all buckets of the journal and proven
//! like the wallets' own: what a counter falls back on when no node answers.

use std::collections::HashMap;

use chain::journal::{EntryKind, SyncError};
use chain::reads::CredentialStatus;
use chain::{BucketState, Chain, ChainError, Entry, TrustedHeader};
use keys::ChainAddress;
use tokio::sync::Mutex;

use super::messages::StateView;
use crate::random;

/// Follows all buckets.
pub struct Statuses {
    chain: Chain,
    followed: Mutex<Followed>,
}

struct Followed {
    header: Option<TrustedHeader>,
    /// When the header was proven, by this computer's clock.
    checked: i64,
    buckets: Vec<BucketState>,
    known: HashMap<(ChainAddress, [u8; 32]), CredentialStatus>,
}

impl Statuses {
    /// Starts from nothing.
    #[must_use]
    pub fn new(chain: Chain) -> Self {
        let network = chain.network();
        let buckets = (0..=u16::MAX)
            .take(1 << network.bucket_bits())
            .map(|bucket| BucketState::empty(bucket, network.start_block()))
            .collect();
        Self {
            chain,
            followed: Mutex::new(Followed {
                header: None,
                checked: 0,
                buckets,
                known: HashMap::new(),
            }),
        }
    }

    /// Reads and proves what is new.
    ///
    /// # Errors
    /// If the node cannot be asked, or contradicts itself; what was known before stays.
    pub async fn refresh(&self) -> Result<(), ChainError> {
        let mut followed = self.followed.lock().await;
        let header = self.chain.trusted_header(followed.header.as_ref()).await?;
        let is_new = followed
            .header
            .as_ref()
            .is_none_or(|known| known.number() != header.number());
        if is_new {
            let mut changes = Vec::new();
            let buckets = self
                .chain
                .sync(&followed.buckets, &header, |entry| {
                    changes.extend(change(entry));
                })
                .await
                .map_err(|error| match error {
                    SyncError::Contradicted(what) => ChainError::Contradicted(what),
                    SyncError::Chain(error) => error,
                })?;
            // In the order of the journal within a bucket, and a credential stays in its bucket but
            // where its holder gave no address: then the numbers of the statuses still only grow.
            for (key, status) in changes {
                let known = followed.known.entry(key).or_insert(status);
                if !is_final(*known) {
                    *known = status;
                }
            }
            followed.buckets = buckets;
        }
        followed.header = Some(header);
        followed.checked = random::now();
        Ok(())
    }

    /// Returns the status of a credential of `issuer` as last proven; `None` if there is none.
    pub async fn of(
        &self,
        issuer: ChainAddress,
        fingerprint: [u8; 32],
    ) -> Option<CredentialStatus> {
        let followed = self.followed.lock().await;
        followed.known.get(&(issuer, fingerprint)).copied()
    }

    /// Returns how old this is; `None` if nothing was ever proven.
    pub async fn state(&self, online: bool) -> Option<StateView> {
        let followed = self.followed.lock().await;
        let header = followed.header.as_ref()?;
        Some(StateView {
            online,
            height: header.number(),
            block_time: header.time(),
            age_secs: (random::now() - followed.checked).max(0),
        })
    }
}

type Change = ((ChainAddress, [u8; 32]), CredentialStatus);

fn change(entry: &Entry) -> Option<Change> {
    let status = match entry.kind()? {
        EntryKind::CredentialAnchored => CredentialStatus::Valid,
        EntryKind::CredentialStatus => CredentialStatus::from_number(*entry.data.first()?)?,
        _ => return None,
    };
    Some(((entry.writer_address()?, entry.fingerprint.0), status))
}

const fn is_final(status: CredentialStatus) -> bool {
    matches!(
        status,
        CredentialStatus::Revoked | CredentialStatus::Superseded
    )
}

//! Fetching the entries of buckets and proving them complete with one state proof.
//!
//! Pages are block ranges whose size follows the density of entries; two are in flight, and what is
//! fetched but not yet used is bounded by the answer limit, however a node behaves.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use alloy_primitives::{Address, B256, U256};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::replay::{CHECKPOINT_EVERY, advance};
use super::{BucketState, Entry, ReplayError};
use crate::bindings::ENTRY_TOPIC;
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::proof::{Contradiction, Subject};
use crate::rpc::{NodeClient, wire::format_quantity};
use crate::state_proof::mapping_slot;

/// Why a sync did not succeed. Nothing that reached the sink may be kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The node's entries are not what the contract's state says, or its proof proves nothing. The
    /// next attempt asks another node where there is one.
    #[error("contradiction: {0}")]
    Contradicted(Box<Contradiction>),
    /// The node could not be asked.
    #[error(transparent)]
    Chain(ChainError),
}

impl From<ChainError> for SyncError {
    fn from(error: ChainError) -> Self {
        match error {
            ChainError::Contradicted(contradiction) => Self::Contradicted(contradiction),
            other => Self::Chain(other),
        }
    }
}

/// Pages that are fetched at the same time.
const IN_FLIGHT: usize = 2;
/// Blocks of the first page.
const FIRST_SPAN: u64 = 16;
/// A page with more entries than this is followed by a smaller one.
const MANY: usize = 4000;
/// A page with fewer is followed by a larger one.
const FEW: usize = 1000;
/// Time-outs after which a page is no longer cut smaller.
const PATIENCE: u32 = 1;

/// Slot of `buckets[bucket].head` (Journal, slot 0; the struct's first word).
pub(crate) fn head_slot(bucket: u16) -> B256 {
    mapping_slot(U256::from(bucket).into(), B256::ZERO)
}

/// Slot of the head after entry `n * 1024` of a bucket (Journal, slot 1).
fn checkpoint_slot(bucket: u16, n: u64) -> B256 {
    let key: U256 = (U256::from(bucket) << 64usize) | U256::from(n);
    mapping_slot(key.into(), U256::from(1).into())
}

/// One run over a node.
pub(crate) struct SyncPlan<'a> {
    node: &'a Arc<NodeClient>,
    journal: Address,
    header: &'a TrustedHeader,
    buckets: BTreeMap<u16, Replay>,
}

struct Replay {
    state: BucketState,
    /// Heads at the checkpoints passed in this run: (n, head).
    checkpoints: Vec<(u64, B256)>,
}

impl<'a> SyncPlan<'a> {
    pub(crate) fn new(
        node: &'a Arc<NodeClient>,
        journal: Address,
        header: &'a TrustedHeader,
        states: &[BucketState],
    ) -> Self {
        let replay = |state: &BucketState| Replay {
            state: *state,
            checkpoints: Vec::new(),
        };
        let buckets = states
            .iter()
            .map(|state| (state.bucket, replay(state)))
            .collect();
        Self {
            node,
            journal,
            header,
            buckets,
        }
    }

    /// Fetches, replays and proves; the states come out by bucket.
    pub(crate) async fn run(
        mut self,
        sink: &mut (impl FnMut(&Entry) + Send),
    ) -> Result<Vec<BucketState>, ChainError> {
        let target = self.header.number();
        // Buckets that stand at the same height share their pages.
        let mut heights: BTreeMap<u64, Vec<u16>> = BTreeMap::new();
        for replay in self.buckets.values() {
            heights
                .entry(replay.state.height)
                .or_default()
                .push(replay.state.bucket);
        }
        for (height, buckets) in heights {
            if height > target {
                return Err(self
                    .contradiction(Subject::HeadWentBack, height, target)
                    .into());
            }
            let query = Arc::new(Query {
                node: Arc::clone(self.node),
                journal: self.journal,
                buckets,
            });
            self.fetch(&query, height, sink).await?;
        }
        for replay in self.buckets.values_mut() {
            replay.state.height = target;
        }
        self.prove().await?;
        Ok(self
            .buckets
            .into_values()
            .map(|replay| replay.state)
            .collect())
    }

    async fn fetch(
        &mut self,
        query: &Arc<Query>,
        after: u64,
        sink: &mut (impl FnMut(&Entry) + Send),
    ) -> Result<(), ChainError> {
        let target = self.header.number();
        let mut next = after.saturating_add(1);
        let mut span = Span {
            blocks: FIRST_SPAN,
            ceiling: u64::MAX,
        };
        let mut pages: VecDeque<Page> = VecDeque::new();
        loop {
            while pages.len() < IN_FLIGHT && next <= target {
                let last = next.saturating_add(span.blocks - 1).min(target);
                pages.push_back(Page::start(query, next, last));
                next = last.saturating_add(1);
            }
            let Some(mut page) = pages.pop_front() else {
                return Ok(());
            };
            let mut entries = 0;
            while let Some(chunk) = page.chunks.recv().await {
                let chunk = chunk?;
                entries += chunk.entries.len();
                if chunk.blocks < page.blocks {
                    span.ceiling = span.ceiling.min(chunk.blocks);
                }
                for entry in &chunk.entries {
                    self.take(entry)?;
                    sink(entry);
                }
            }
            span.follow(entries);
        }
    }

    fn take(&mut self, entry: &Entry) -> Result<(), Contradiction> {
        let Some(replay) = self.buckets.get_mut(&entry.bucket) else {
            return Err(self.contradiction(bucket(entry.bucket), "none", "unasked entry"));
        };
        match advance(&mut replay.state, entry) {
            Ok(()) => {}
            Err(ReplayError::Sequence { expected, found }) => {
                let (expected, found) = (format!("entry {expected}"), format!("entry {found}"));
                return Err(self.contradiction(bucket(entry.bucket), expected, found));
            }
            Err(other) => {
                return Err(self.contradiction(bucket(entry.bucket), "next entry", other));
            }
        }
        if replay.state.count.is_multiple_of(CHECKPOINT_EVERY) {
            replay
                .checkpoints
                .push((replay.state.count / CHECKPOINT_EVERY, replay.state.head));
        }
        Ok(())
    }

    /// Compares every head with the contract's storage, by one proof.
    async fn prove(&self) -> Result<(), ChainError> {
        if self.buckets.is_empty() {
            return Ok(());
        }
        let slots: Vec<B256> = self
            .buckets
            .keys()
            .map(|bucket| head_slot(*bucket))
            .collect();
        let heads = self
            .node
            .prove_slots(self.header, self.journal, &slots)
            .await?;
        for (replay, head) in self.buckets.values().zip(heads) {
            let head = B256::from(head);
            if replay.state.head != head {
                let within = self.locate(replay).await;
                let what = Subject::Bucket {
                    bucket: replay.state.bucket,
                    within,
                };
                return Err(self.contradiction(what, head, replay.state.head).into());
            }
        }
        Ok(())
    }

    /// The stretch of entries in which a bucket first differs from the contract's checkpoints.
    async fn locate(&self, replay: &Replay) -> Option<(u64, u64)> {
        let (mut good, mut bad) = (0, replay.checkpoints.len());
        while good < bad {
            let middle = usize::midpoint(good, bad);
            let (n, head) = replay.checkpoints[middle];
            let slot = [checkpoint_slot(replay.state.bucket, n)];
            let proven = self
                .node
                .prove_slots(self.header, self.journal, &slot)
                .await
                .ok()?;
            if proven.first().copied().map(B256::from) == Some(head) {
                good = middle + 1;
            } else {
                bad = middle;
            }
        }
        let before = good.checked_sub(1).map(|last| replay.checkpoints[last].0);
        let first = before.map_or(0, |n| n * CHECKPOINT_EVERY);
        let last = match replay.checkpoints.get(good) {
            Some((n, _)) => n * CHECKPOINT_EVERY - 1,
            None => replay.state.count.max(first + 1) - 1,
        };
        Some((first, last))
    }

    fn contradiction(
        &self,
        what: Subject,
        expected: impl ToString,
        found: impl ToString,
    ) -> Contradiction {
        Contradiction {
            what,
            node: self.node.name().to_owned(),
            height: self.header.number(),
            expected: expected.to_string(),
            found: found.to_string(),
        }
    }
}

const fn bucket(bucket: u16) -> Subject {
    Subject::Bucket {
        bucket,
        within: None,
    }
}

/// How many blocks the next page has.
struct Span {
    blocks: u64,
    /// The node has refused more.
    ceiling: u64,
}

impl Span {
    fn follow(&mut self, entries: usize) {
        let wanted = match entries {
            0 => self.blocks.saturating_mul(8),
            n if n < FEW => self.blocks.saturating_mul(2),
            n if n > MANY => self.blocks / 2,
            _ => self.blocks,
        };
        self.blocks = wanted.min(self.ceiling).max(1);
    }
}

/// What is asked for.
struct Query {
    node: Arc<NodeClient>,
    journal: Address,
    buckets: Vec<u16>,
}

/// A range of blocks that a task is fetching; dropping it ends the task.
struct Page {
    blocks: u64,
    chunks: mpsc::Receiver<Result<Chunk, ChainError>>,
    task: JoinHandle<()>,
}

/// The entries of some blocks of a page.
struct Chunk {
    blocks: u64,
    entries: Vec<Entry>,
}

impl Page {
    fn start(query: &Arc<Query>, first: u64, last: u64) -> Self {
        let (sender, chunks) = mpsc::channel(1);
        let task = tokio::spawn(Arc::clone(query).fetch(first, last, sender));
        Self {
            blocks: (last - first).saturating_add(1),
            chunks,
            task,
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Query {
    /// Sends the entries of the range in order, cutting it smaller where the node cannot answer.
    async fn fetch(
        self: Arc<Self>,
        first: u64,
        last: u64,
        sender: mpsc::Sender<Result<Chunk, ChainError>>,
    ) {
        let mut ranges = vec![(first, last)];
        let mut timeouts = 0;
        while let Some((first, last)) = ranges.pop() {
            let answer = self.logs(first, last).await;
            if let Err(error) = &answer {
                timeouts += u32::from(matches!(error, ChainError::Timeout { .. }));
                let too_much = matches!(
                    error,
                    ChainError::TooLarge { .. }
                        | ChainError::Refused { .. }
                        | ChainError::Timeout { .. }
                );
                if too_much && first < last && timeouts <= PATIENCE {
                    let middle = u64::midpoint(first, last);
                    ranges.push((middle + 1, last));
                    ranges.push((first, middle));
                    continue;
                }
            }
            let failed = answer.is_err();
            let blocks = (last - first).saturating_add(1);
            let chunk = answer.map(|entries| Chunk { blocks, entries });
            // Nobody listens any more: the sync has ended.
            if sender.send(chunk).await.is_err() || failed {
                return;
            }
        }
    }

    async fn logs(&self, first: u64, last: u64) -> Result<Vec<Entry>, ChainError> {
        let topic = |bucket: &u16| B256::from(U256::from(*bucket));
        let buckets: Vec<B256> = self.buckets.iter().map(topic).collect();
        let filter = json!([{
            "fromBlock": format_quantity(first),
            "toBlock": format_quantity(last),
            "address": self.journal,
            "topics": [ENTRY_TOPIC, buckets],
        }]);
        let answer = self.node.call_raw("eth_getLogs", filter).await?;
        let logs: Vec<super::log::Log<'_>> = self.node.parse(&answer)?;
        let mut buffer = Vec::new();
        let mut entries = Vec::with_capacity(logs.len());
        for log in &logs {
            let entry = log
                .entry(self.journal, &mut buffer)
                .map_err(|what| self.node.bad(what))?;
            if !(first..=last).contains(&entry.block) {
                return Err(self.node.bad("log of a block that was not asked for"));
            }
            entries.push(entry);
        }
        Ok(entries)
    }
}

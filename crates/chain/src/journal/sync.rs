//! Following buckets: fetching their entries, and proving each before it is handed on.
//!
//! The contract keeps the head of a bucket after every 1,024 entries. Candidates wait until the next
//! such checkpoint (or the newest head) is proven to be what they lead to; only then are they handed
//! on. So what was handed on stays true however the run ends, a run that ends early is gone on with
//! later, and a lie is known to be within one stretch, which alone is asked of another node.
//!
//! Two pages are in flight, and what is fetched but not yet used is bounded by the answer limit,
//! however a node behaves.

use std::collections::{BTreeMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::Arc;

use alloy_primitives::{Address, B256, U256};

use super::pages::{Page, Query, Span};
use super::replay::{CHECKPOINT_EVERY, advance};
use super::{BucketState, Entry, ReplayError};
use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::proof::{Contradiction, Subject};
use crate::rpc::NodeClient;
use crate::state_proof::mapping_slot;

/// Why a sync did not succeed.
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

/// What happens while buckets are followed.
#[derive(Clone, Copy, Debug)]
pub enum Step<'e> {
    /// An entry, proven; those of one bucket come in their order, each once.
    Entry(&'e Entry),
    /// A page was read.
    Page(Progress),
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Entries read in this run, proven or not.
    pub entries: u64,
    /// First block that was not read before this run.
    pub first: u64,
    /// Block that has been reached.
    pub block: u64,
    /// Last block of the run.
    pub last: u64,
}

/// How a run came out. Whatever the end, `states` are proven, and exactly the entries below them
/// were handed on: the caller may keep both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The states, in the order in which they were given.
    pub states: Vec<BucketState>,
    /// Lies that were noticed; the entries in question came from another node, or are missing.
    pub lies: Vec<Contradiction>,
    /// How it ended.
    pub end: End,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Everything up to the header was read and proven.
    Reached,
    /// The caller stopped it.
    Stopped,
    /// No node could or would give the rest.
    Failed(SyncError),
}

/// Pages that are fetched at the same time.
const IN_FLIGHT: usize = 2;
/// Checkpoints that are proven with one question.
const CHECKPOINTS_AT_ONCE: u64 = 64;
/// Stretches of one node that are asked of another before the node is left altogether.
const FORGIVEN: usize = 3;

/// Slot of `buckets[bucket].head` (Journal, slot 0; the struct's first word).
///
/// It is what a proof of a bucket proves.
pub fn head_slot(bucket: u16) -> B256 {
    mapping_slot(U256::from(bucket).into(), B256::ZERO)
}

/// Slot of the head after entry `n * 1024` of a bucket (Journal, slot 1).
fn checkpoint_slot(bucket: u16, n: u64) -> B256 {
    let key: U256 = (U256::from(bucket) << 64usize) | U256::from(n);
    mapping_slot(key.into(), U256::from(1).into())
}

/// One run over a node, with the help of others where it lies.
pub(crate) struct SyncPlan<'a> {
    node: Arc<NodeClient>,
    /// Nodes that are asked for single stretches, in this order.
    others: Vec<Arc<NodeClient>>,
    journal: Address,
    header: &'a TrustedHeader,
    buckets: BTreeMap<u16, Replay>,
    lies: Vec<Contradiction>,
    entries: u64,
}

/// Why a run over one node ended early.
pub(crate) enum Halt {
    /// The caller wants no more.
    Stopped,
    /// The node failed or lied.
    Failed(ChainError),
}

impl From<ChainError> for Halt {
    fn from(error: ChainError) -> Self {
        Self::Failed(error)
    }
}

impl From<Contradiction> for Halt {
    fn from(contradiction: Contradiction) -> Self {
        Self::Failed(contradiction.into())
    }
}

struct Replay {
    /// What is proven, and was handed on.
    sure: BucketState,
    /// That, and the entries that wait.
    state: BucketState,
    /// Candidates since `sure`, at most 1,024.
    waiting: Vec<Entry>,
    /// Proven heads by checkpoint; zero where the contract has none yet.
    checkpoints: BTreeMap<u64, B256>,
    /// Entries below this number are in and may come again: after a run that ended at a checkpoint
    /// within a block, and from a node one of whose stretches came from another. They are passed
    /// over; whatever they say, nothing of it is used.
    again_below: u64,
}

impl Replay {
    const fn new(state: BucketState) -> Self {
        Self {
            sure: state,
            state,
            waiting: Vec::new(),
            checkpoints: BTreeMap::new(),
            again_below: state.count,
        }
    }

    /// Takes a candidate.
    fn take(&mut self, entry: Entry) -> Result<(), ReplayError> {
        if entry.seq < self.again_below {
            return Ok(());
        }
        advance(&mut self.state, &entry)?;
        self.waiting.push(entry);
        Ok(())
    }

    /// Whether the last candidate stands at a checkpoint.
    const fn at_checkpoint(&self) -> bool {
        self.state.count > self.sure.count && self.state.count.is_multiple_of(CHECKPOINT_EVERY)
    }

    /// Number of the checkpoint that ends the stretch after what is sure.
    const fn next_checkpoint(&self) -> u64 {
        self.sure.count / CHECKPOINT_EVERY + 1
    }

    /// What waits is proven: hands it on. Whether the caller wants more is the answer.
    fn hand_on(
        &mut self,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> ControlFlow<()> {
        let mut answer = ControlFlow::Continue(());
        for entry in &self.waiting {
            // A stretch is handed on as a whole.
            if sink(Step::Entry(entry)).is_break() {
                answer = ControlFlow::Break(());
            }
        }
        // The block of the last one may have more.
        let read = self.waiting.last().map(|last| last.block.saturating_sub(1));
        self.state.height = self.state.height.max(read.unwrap_or(0));
        self.sure = self.state;
        self.waiting.clear();
        answer
    }
}

/// What a stretch must lead to.
#[derive(Clone, Copy)]
enum Goal {
    /// This head after so many entries.
    Checkpoint(u64, B256),
    /// This head at the end.
    Newest(B256),
}

impl<'a> SyncPlan<'a> {
    pub(crate) fn new(
        node: Arc<NodeClient>,
        others: Vec<Arc<NodeClient>>,
        journal: Address,
        header: &'a TrustedHeader,
        states: &[BucketState],
    ) -> Self {
        let buckets = states
            .iter()
            .map(|state| (state.bucket, Replay::new(*state)))
            .collect();
        Self {
            node,
            others,
            journal,
            header,
            buckets,
            lies: Vec::new(),
            entries: 0,
        }
    }

    /// What is proven by now, and the lies that were noticed.
    pub(crate) fn outcome(self) -> (Vec<BucketState>, Vec<Contradiction>) {
        let states = self.buckets.into_values().map(|replay| replay.sure);
        (states.collect(), self.lies)
    }

    /// Fetches, replays, proves and hands on, up to the header.
    pub(crate) async fn run(
        &mut self,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
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
            self.fetch(buckets, height, sink).await?;
        }
        self.prove(sink).await?;
        for replay in self.buckets.values_mut() {
            replay.sure.height = target;
        }
        Ok(())
    }

    async fn fetch(
        &mut self,
        buckets: Vec<u16>,
        after: u64,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
        let query = Arc::new(Query {
            node: Arc::clone(&self.node),
            journal: self.journal,
            buckets,
        });
        let target = self.header.number();
        let first = after.saturating_add(1);
        let (mut next, mut span) = (first, Span::default());
        let mut pages: VecDeque<Page> = VecDeque::new();
        let mut fill = |pages: &mut VecDeque<Page>, blocks: u64| {
            while pages.len() < IN_FLIGHT && next <= target {
                let last = next.saturating_add(blocks - 1).min(target);
                pages.push_back(Page::start(&query, next, last));
                next = last.saturating_add(1);
            }
        };
        loop {
            fill(&mut pages, span.blocks);
            let Some(mut page) = pages.pop_front() else {
                return Ok(());
            };
            let mut entries = 0;
            while let Some(chunk) = page.chunks.recv().await {
                let chunk = chunk?;
                // The node is busy while this page is replayed.
                fill(&mut pages, span.blocks);
                entries += chunk.entries.len();
                if chunk.blocks < page.blocks {
                    span.ceiling = span.ceiling.min(chunk.blocks);
                }
                for entry in chunk.entries {
                    self.take(entry, sink).await?;
                }
            }
            span.follow(page.blocks, entries);
            self.entries += entries as u64;
            let progress = Progress {
                entries: self.entries,
                first,
                block: page.last,
                last: target,
            };
            if sink(Step::Page(progress)).is_break() {
                return Err(Halt::Stopped);
            }
        }
    }

    async fn take(
        &mut self,
        entry: Entry,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
        let number = entry.bucket;
        let Some(replay) = self.buckets.get_mut(&number) else {
            return Err(self
                .contradiction(bucket(number, None), "none", "unasked entry")
                .into());
        };
        match replay.take(entry) {
            Ok(()) if replay.at_checkpoint() => self.check(number, sink).await,
            Ok(()) => Ok(()),
            Err(error) => {
                let (expected, found) = match error {
                    ReplayError::Sequence { expected, found } => {
                        (format!("entry {expected}"), format!("entry {found}"))
                    }
                    other => ("next entry".to_owned(), other.to_string()),
                };
                let stretch = (
                    replay.sure.count,
                    replay.next_checkpoint() * CHECKPOINT_EVERY - 1,
                );
                let found = self.contradiction(bucket(number, Some(stretch)), expected, found);
                self.repair(number, found, sink).await
            }
        }
    }

    /// Compares the head at a checkpoint with the contract's.
    async fn check(
        &mut self,
        number: u16,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
        let state = self.replay(number).state;
        let expected = self
            .checkpoint(number, state.count / CHECKPOINT_EVERY)
            .await?;
        let replay = self.replay(number);
        if expected == state.head {
            return match replay.hand_on(sink) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(Halt::Stopped),
            };
        }
        let stretch = (replay.sure.count, state.count - 1);
        let found = self.contradiction(bucket(number, Some(stretch)), expected, state.head);
        self.repair(number, found, sink).await
    }

    /// The proven head at a checkpoint; zero if the contract has none there.
    async fn checkpoint(&mut self, number: u16, n: u64) -> Result<B256, Halt> {
        if let Some(head) = self.replay(number).checkpoints.get(&n) {
            return Ok(*head);
        }
        let wanted = n..n.saturating_add(CHECKPOINTS_AT_ONCE);
        let slots: Vec<B256> = wanted.clone().map(|n| checkpoint_slot(number, n)).collect();
        let heads = self
            .node
            .prove_slots(self.header, self.journal, &slots)
            .await?;
        let heads: BTreeMap<u64, B256> = wanted.zip(heads.into_iter().map(B256::from)).collect();
        let head = heads.get(&n).copied().unwrap_or_default();
        self.replay(number).checkpoints = heads;
        Ok(head)
    }

    /// Compares every head with the contract's storage, by one proof, and hands on what waits.
    async fn prove(
        &mut self,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
        let numbers: Vec<u16> = self.buckets.keys().copied().collect();
        if numbers.is_empty() {
            return Ok(());
        }
        let slots: Vec<B256> = numbers.iter().map(|number| head_slot(*number)).collect();
        let heads = self
            .node
            .prove_slots(self.header, self.journal, &slots)
            .await?;
        for (number, head) in numbers.into_iter().zip(heads) {
            let head = B256::from(head);
            while self.replay(number).state.head != head {
                let replay = self.replay(number);
                let first = replay.sure.count;
                let stretch = (first, replay.state.count.max(first + 1) - 1);
                let found = replay.state.head;
                let found = self.contradiction(bucket(number, Some(stretch)), head, found);
                self.repair(number, found, sink).await?;
            }
            // All is read: nothing is left to be stopped.
            let _ = self.replay(number).hand_on(sink);
        }
        Ok(())
    }

    /// Gets the stretch after what is sure from another node, and no more than that.
    async fn repair(
        &mut self,
        number: u16,
        found: Contradiction,
        sink: &mut (impl FnMut(Step<'_>) -> ControlFlow<()> + Send),
    ) -> Result<(), Halt> {
        if self.others.is_empty() || self.lies.len() >= FORGIVEN {
            return Err(found.into());
        }
        let n = self.replay(number).next_checkpoint();
        let goal = match self.checkpoint(number, n).await? {
            B256::ZERO => {
                let slot = [head_slot(number)];
                let heads = self
                    .node
                    .prove_slots(self.header, self.journal, &slot)
                    .await?;
                Goal::Newest(heads.first().copied().unwrap_or_default().into())
            }
            head => Goal::Checkpoint(n * CHECKPOINT_EVERY, head),
        };
        let sure = self.replay(number).sure;
        for other in self.others.clone() {
            if let Some((state, entries)) = self.stretch(other, sure, goal).await {
                self.lies.push(found);
                let replay = self.replay(number);
                replay.waiting = entries;
                replay.state = state;
                replay.again_below = state.count;
                return match replay.hand_on(sink) {
                    ControlFlow::Continue(()) => Ok(()),
                    ControlFlow::Break(()) => Err(Halt::Stopped),
                };
            }
        }
        Err(found.into())
    }

    /// What `node` gives from `sure` to the goal; nothing if that is not what is proven either.
    async fn stretch(
        &self,
        node: Arc<NodeClient>,
        sure: BucketState,
        goal: Goal,
    ) -> Option<(BucketState, Vec<Entry>)> {
        let query = Arc::new(Query {
            node,
            journal: self.journal,
            buckets: vec![sure.bucket],
        });
        let target = self.header.number();
        let (mut state, mut entries) = (sure, Vec::new());
        let (mut next, mut span) = (sure.height.saturating_add(1), Span::default());
        while next <= target {
            let last = next.saturating_add(span.blocks - 1).min(target);
            let mut page = Page::start(&query, next, last);
            let mut count = 0;
            while let Some(chunk) = page.chunks.recv().await {
                for entry in chunk.ok()?.entries {
                    count += 1;
                    if entry.seq < sure.count {
                        continue;
                    }
                    advance(&mut state, &entry).ok()?;
                    entries.push(entry);
                    match goal {
                        Goal::Checkpoint(at, head) if state.count == at => {
                            return (state.head == head).then_some((state, entries));
                        }
                        _ if state.count - sure.count > CHECKPOINT_EVERY => return None,
                        _ => {}
                    }
                }
            }
            span.follow(page.blocks, count);
            next = last.saturating_add(1);
        }
        match goal {
            Goal::Newest(head) if state.head == head => Some((state, entries)),
            _ => None,
        }
    }

    fn replay(&mut self, number: u16) -> &mut Replay {
        self.buckets
            .get_mut(&number)
            .expect("only buckets of the plan are looked at")
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
            headers: Vec::new(),
        }
    }
}

const fn bucket(bucket: u16, within: Option<(u64, u64)>) -> Subject {
    Subject::Bucket { bucket, within }
}

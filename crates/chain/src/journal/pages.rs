//! Pages of a bucket's logs: ranges of blocks whose size follows the density of entries.

use std::sync::Arc;

use alloy_primitives::{Address, B256, U256};
use serde_json::json;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Entry, log::Log};
use crate::bindings::ENTRY_TOPIC;
use crate::error::ChainError;
use crate::rpc::{NodeClient, wire::format_quantity};

/// Blocks of the first page.
const FIRST_SPAN: u64 = 2;
/// Entries that a page should have: about 3 MB, enough that one call more does not matter and
/// little enough that fetching, replaying and proving overlap.
const PAGE: u64 = 2500;
/// A page grows at most by this factor from one to the next: what was is no promise of what comes,
/// and a page that turns out too large was built by the node for nothing.
const GROWTH: u64 = 2;
/// Entries that a page may have if it is as dense as the densest so far; about the answer limit.
const LARGEST: f64 = 7000.0;
/// What is left, after each page, of the memory of a dense one: half of it after 23 pages, so that
/// ten million quiet blocks cost some hundred calls.
const FORGETTING: f64 = 0.97;
/// Time-outs after which a page is no longer cut smaller.
const PATIENCE: u32 = 1;

/// How many blocks the next page has.
pub(super) struct Span {
    /// Blocks of the next page.
    pub(super) blocks: u64,
    /// The node has refused more.
    pub(super) ceiling: u64,
    /// Entries a block where they stood densest, forgotten little by little.
    densest: f64,
}

impl Default for Span {
    fn default() -> Self {
        Self {
            blocks: FIRST_SPAN,
            ceiling: u64::MAX,
            densest: 0.0,
        }
    }
}

impl Span {
    /// Fits the next page to the density of the last one, which had so many entries.
    pub(super) fn follow(&mut self, blocks: u64, entries: usize) {
        let most = blocks.saturating_mul(GROWTH);
        let wanted = match u64::try_from(entries).unwrap_or(u64::MAX) {
            0 => most,
            entries => blocks.saturating_mul(PAGE) / entries,
        };
        // After a quiet stretch it may become as dense again as it was.
        let density = entries as f64 / blocks.max(1) as f64;
        self.densest = (self.densest * FORGETTING).max(density);
        let safe = (LARGEST / self.densest.max(f64::MIN_POSITIVE)) as u64;
        self.blocks = wanted.min(most).min(self.ceiling).min(safe).max(1);
    }
}

/// What is asked for.
pub(super) struct Query {
    pub(super) node: Arc<NodeClient>,
    pub(super) journal: Address,
    pub(super) buckets: Vec<u16>,
}

/// A range of blocks that a task is fetching; dropping it ends the task.
pub(super) struct Page {
    /// Blocks in it.
    pub(super) blocks: u64,
    /// Its last block.
    pub(super) last: u64,
    /// What was fetched, in order.
    pub(super) chunks: mpsc::Receiver<Result<Chunk, ChainError>>,
    task: JoinHandle<()>,
}

/// The entries of some blocks of a page.
pub(super) struct Chunk {
    pub(super) blocks: u64,
    pub(super) entries: Vec<Entry>,
}

impl Page {
    pub(super) fn start(query: &Arc<Query>, first: u64, last: u64) -> Self {
        let (sender, chunks) = mpsc::channel(1);
        let task = tokio::spawn(Arc::clone(query).fetch(first, last, sender));
        Self {
            blocks: (last - first).saturating_add(1),
            last,
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
        let logs: Vec<Log<'_>> = self.node.parse(&answer)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_the_density_of_entries() {
        let mut span = Span::default();
        span.follow(4, 0);
        assert_eq!(span.blocks, 8);
        // 500 entries a block: five blocks are a page.
        span.follow(4, 2_000);
        assert_eq!(span.blocks, 5);
        span.follow(5, 2_500);
        assert_eq!(span.blocks, 5);
        // One entry in a hundred blocks grows step by step, not at once.
        span.follow(5, 1);
        assert_eq!(span.blocks, 10);
        // One block with more than a page stays one block.
        span.follow(1, 1_000_000);
        assert_eq!(span.blocks, 1);
        let mut span = Span {
            ceiling: 20,
            ..Span::default()
        };
        span.follow(20, 0);
        assert_eq!(span.blocks, 20);
    }

    #[test]
    fn a_quiet_stretch_is_no_promise() {
        let mut span = Span::default();
        span.follow(5, 2_500);
        let mut quiet = 0;
        while quiet < 500 {
            let blocks = span.blocks;
            span.follow(blocks, 0);
            quiet += blocks;
        }
        // As dense as before, the next page would have some answers' worth, not a hundred.
        assert!(span.blocks <= 50, "{}", span.blocks);
        let mut pages = 0;
        while quiet < 10_000_000 {
            let blocks = span.blocks;
            span.follow(blocks, 0);
            (quiet, pages) = (quiet + blocks, pages + 1);
        }
        assert!(pages < 500, "{pages}");
    }
}

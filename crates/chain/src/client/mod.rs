//! [`Chain`]: the nodes of one network, asked in turn, each believed as far as the profile allows.
//!
//! `headers.rs` decides which header is believed, `qbft.rs` follows the validators where they seal the
//! headers, `sending.rs` gets transactions into a block.

mod headers;
mod qbft;
mod sending;

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alloy_primitives::{B256, Bytes, U256};
use keys::ChainAddress;
use serde_json::json;
use tokio::task::JoinSet;

use crate::error::ChainError;
use crate::header::TrustedHeader;
use crate::journal::{
    BucketState, End, Entry, Followed, Halt, Step, SyncError, SyncPlan, to_alloy,
};
use crate::network::{Network, Profile};
use crate::reads::RawProof;
use crate::rpc::{Limits, NodeClient};

/// A connection to a network. Cheap to clone; clones share everything.
#[derive(Clone, Debug)]
pub struct Chain(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    network: Network,
    nodes: Vec<Member>,
    /// Index of the node that is asked first.
    preferred: AtomicUsize,
    /// One lock an account, so that two sends do not take the same nonce.
    accounts: Mutex<HashMap<ChainAddress, Arc<tokio::sync::Mutex<()>>>>,
    /// The newest header that the validators sealed, and who they are.
    sealed: Mutex<Option<Arc<qbft::Known>>>,
    /// Longest a node can take for one question of several calls.
    patience: Duration,
}

#[derive(Debug)]
struct Member {
    client: Arc<NodeClient>,
    /// Chain id and genesis were checked.
    checked: AtomicBool,
}

impl Chain {
    /// Connects with the default [`Limits`] and checks chain id and genesis of every node.
    ///
    /// # Errors
    /// `local`: what is wrong with the node. `quorum`: [`ChainError::WrongChain`] or
    /// [`ChainError::WrongGenesis`] if any node serves another chain, and
    /// [`ChainError::NotEnoughAgreement`] if too few answer; nodes that are down are checked later.
    pub async fn connect(network: Network) -> Result<Self, ChainError> {
        Self::connect_with(network, Limits::default()).await
    }

    /// As [`Chain::connect`] with other limits.
    ///
    /// # Errors
    /// As [`Chain::connect`].
    pub async fn connect_with(network: Network, limits: Limits) -> Result<Self, ChainError> {
        let member = |node: &crate::network::Node| {
            let client = Arc::new(NodeClient::of(&network, node, limits)?);
            Ok(Member {
                client,
                checked: AtomicBool::new(false),
            })
        };
        let nodes = network
            .nodes()
            .iter()
            .map(member)
            .collect::<Result<Vec<_>, ChainError>>()?;
        let chain = Self(Arc::new(Inner {
            network,
            nodes,
            preferred: AtomicUsize::new(0),
            accounts: Mutex::default(),
            sealed: Mutex::default(),
            patience: limits.total * 3,
        }));
        let check = |chain: Self, index| async move { chain.checked(index).await.map(|_| ()) };
        let need = chain.need();
        let results = chain.ask_all(check, |results| good(results) >= need).await;
        let local = matches!(chain.network().profile(), Profile::Local {});
        let got = good(&results);
        for error in results.into_iter().flatten().filter_map(Result::err) {
            let wrong = |error: &ChainError| {
                matches!(
                    error,
                    ChainError::WrongChain { .. } | ChainError::WrongGenesis { .. }
                )
            };
            if local || wrong(&error) {
                return Err(error);
            }
        }
        if got < need {
            Err(ChainError::NotEnoughAgreement { got, need })
        } else {
            Ok(chain)
        }
    }

    /// How far the nodes' clocks are ahead of this computer's, in seconds: the median of those that
    /// said, the lesser of two. Nothing is proven by it.
    pub fn clock_ahead(&self) -> Option<i64> {
        let told = self.0.nodes.iter();
        let mut told: Vec<i64> = told.filter_map(|node| node.client.clock_ahead()).collect();
        told.sort_unstable();
        told.get(told.len().checked_sub(1)? / 2).copied()
    }

    /// The network it is connected to.
    pub fn network(&self) -> &Network {
        &self.0.network
    }

    /// Brings `states` up to `header`, as [`Chain::follow`] does, and hands each entry to `sink`.
    ///
    /// # Errors
    /// [`SyncError`], when no node gives everything. What reached `sink` until then is true, but not
    /// all of it, and goes with states that only [`Chain::follow`] gives: it may not be kept.
    ///
    /// # Panics
    /// If a bucket occurs twice in `states`.
    pub async fn sync(
        &self,
        states: &[BucketState],
        header: &TrustedHeader,
        mut sink: impl FnMut(&Entry) + Send,
    ) -> Result<Vec<BucketState>, SyncError> {
        let followed = self.follow(states, header, |step| {
            if let Step::Entry(entry) = step {
                sink(entry);
            }
            ControlFlow::Continue(())
        });
        let followed = followed.await;
        match followed.end {
            End::Reached | End::Stopped => Ok(followed.states),
            End::Failed(error) => Err(error),
        }
    }

    /// Brings `states` up to `header`: fetches the entries of their buckets, replays them, proves
    /// them by the contract's heads, and only then hands them to `sink`, in the order of each
    /// bucket. `sink` may stop the run after any page.
    ///
    /// A stretch about which a node lies is asked of another; a node that fails or lies more often
    /// is left, and the next one goes on from what is proven. Both are asked last from then on.
    ///
    /// # Panics
    /// If a bucket occurs twice in `states`.
    pub async fn follow(
        &self,
        states: &[BucketState],
        header: &TrustedHeader,
        mut sink: impl FnMut(Step<'_>) -> ControlFlow<()> + Send,
    ) -> Followed {
        let distinct: BTreeSet<u16> = states.iter().map(|state| state.bucket).collect();
        assert_eq!(
            distinct.len(),
            states.len(),
            "a bucket is synced once at a time"
        );
        let journal = to_alloy(self.network().contracts().journal);
        let mut followed = Followed {
            states: states.to_vec(),
            lies: Vec::new(),
            end: End::Reached,
        };
        for index in self.order() {
            let node = match self.checked(index).await {
                Ok(node) => node,
                Err(error) => {
                    self.demote(index);
                    followed.end = End::Failed(error.into());
                    continue;
                }
            };
            let others = self.known_others(index);
            let mut plan = SyncPlan::new(node, others, journal, header, &followed.states);
            let halt = plan.run(&mut sink).await.err();
            let (mut proven, lies) = plan.outcome();
            let place = |bucket| states.iter().position(|state| state.bucket == bucket);
            proven.sort_by_key(|state| place(state.bucket));
            followed.states = proven;
            if !lies.is_empty() {
                self.demote(index);
            }
            followed.lies.extend(lies);
            match halt {
                None => {
                    followed.end = End::Reached;
                    return followed;
                }
                Some(Halt::Stopped) => {
                    followed.end = End::Stopped;
                    return followed;
                }
                Some(Halt::Failed(error)) => {
                    self.demote(index);
                    if let ChainError::Contradicted(lie) = &error {
                        followed.lies.push((**lie).clone());
                    }
                    followed.end = End::Failed(error.into());
                }
            }
        }
        followed
    }

    /// The nodes beside `index` that are known to serve this chain.
    fn known_others(&self, index: usize) -> Vec<Arc<NodeClient>> {
        self.order()
            .filter(|other| *other != index)
            .map(|other| &self.0.nodes[other])
            .filter(|member| member.checked.load(Ordering::Relaxed))
            .map(|member| Arc::clone(&member.client))
            .collect()
    }

    /// Storage words of `contract`, proven against `header`; an unusable proof is a contradiction,
    /// unless another node has a good one.
    pub(crate) async fn prove(
        &self,
        header: &TrustedHeader,
        contract: ChainAddress,
        slots: &[B256],
    ) -> Result<Vec<U256>, ChainError> {
        let contract = to_alloy(contract);
        self.one_by_one(|node| async move { node.prove_slots(header, contract, slots).await })
            .await
    }

    /// The proof of a storage word with its header, as bytes for a stranger to check.
    pub(crate) async fn raw_proof(
        &self,
        header: &TrustedHeader,
        contract: ChainAddress,
        slot: B256,
    ) -> Result<RawProof, ChainError> {
        let contract = to_alloy(contract);
        self.one_by_one(|node| async move { node.raw_proof(header, contract, slot).await })
            .await
    }

    /// `eth_call` at the latest block, one node's word.
    pub(crate) async fn eth_call<T>(
        &self,
        to: ChainAddress,
        data: Bytes,
        read: impl Fn(&[u8]) -> Result<T, &'static str>,
    ) -> Result<T, ChainError> {
        let (params, read) = (&json!([{"to": to, "input": data}, "latest"]), &read);
        self.one_by_one(|node| async move {
            let answer: Bytes = node.call("eth_call", params.clone()).await?;
            read(&answer).map_err(|what| node.bad(what))
        })
        .await
    }

    /// Asks one node after the other, the preferred one first, until one answers well.
    async fn one_by_one<T, F>(&self, ask: impl Fn(Arc<NodeClient>) -> F) -> Result<T, ChainError>
    where
        F: Future<Output = Result<T, ChainError>>,
    {
        let mut first = None;
        for index in self.order() {
            let result = match self.checked(index).await {
                Ok(node) => ask(node).await,
                Err(error) => Err(error),
            };
            match result {
                Err(error) if error.is_node_fault() => {
                    self.demote(index);
                    first.get_or_insert(error);
                }
                other => return other,
            }
        }
        Err(first.expect("a network has at least one node"))
    }

    /// Asks all nodes at the same time; results in the order of the nodes. Once they are `enough`,
    /// the others get [`GRACE`] more; who has not answered by then is `None`.
    async fn ask_all<T, F>(
        &self,
        ask: impl Fn(Self, usize) -> F,
        enough: impl Fn(&[Answer<T>]) -> bool,
    ) -> Vec<Answer<T>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ChainError>> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        for index in 0..self.0.nodes.len() {
            let answer = ask(self.clone(), index);
            tasks.spawn(async move { (index, answer.await) });
        }
        let mut answers: Vec<_> = self.0.nodes.iter().map(|_| None).collect();
        let mut patience = self.0.patience;
        while let Ok(Some(Ok((index, answer)))) =
            tokio::time::timeout(patience, tasks.join_next()).await
        {
            answers[index] = Some(answer);
            if enough(&answers) {
                patience = GRACE;
            }
        }
        answers
    }

    /// Node indices, the preferred one first.
    fn order(&self) -> impl Iterator<Item = usize> + use<> {
        let count = self.0.nodes.len();
        let first = self.0.preferred.load(Ordering::Relaxed);
        (0..count).map(move |offset| (first + offset) % count)
    }

    /// The node at `index` is asked first from now on.
    fn prefer(&self, index: usize) {
        self.0.preferred.store(index, Ordering::Relaxed);
    }

    /// The node after `index` is preferred from now on.
    fn demote(&self, index: usize) {
        let next = (index + 1) % self.0.nodes.len();
        self.0.preferred.store(next, Ordering::Relaxed);
    }

    /// A node whose chain id and genesis are checked, once.
    async fn checked(&self, index: usize) -> Result<Arc<NodeClient>, ChainError> {
        let Member { client, checked } = &self.0.nodes[index];
        if !checked.load(Ordering::Relaxed) {
            client
                .check_identity(self.network().chain_id(), self.network().genesis())
                .await?;
            checked.store(true, Ordering::Relaxed);
        }
        Ok(Arc::clone(client))
    }

    /// Nodes the profile needs. A sealed header proves itself, whoever gives it.
    fn need(&self) -> usize {
        match self.network().profile() {
            Profile::Local {} | Profile::Qbft { .. } => 1,
            Profile::Quorum { need } => usize::from(need),
        }
    }
}

/// What a node has said, if it has.
type Answer<T> = Option<Result<T, ChainError>>;

/// How long the slower nodes are waited for once enough have answered.
const GRACE: Duration = Duration::from_millis(400);

fn good<T>(answers: &[Answer<T>]) -> usize {
    answers
        .iter()
        .flatten()
        .filter(|answer| answer.is_ok())
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Callers spawn these; a borrow that is not `Send` would show only there.
    #[allow(dead_code, reason = "it is enough that it compiles")]
    fn futures_are_send(chain: &Chain, header: &TrustedHeader, call: &crate::Call) {
        fn check<T: Send>(_: T) {}
        let account = ChainAddress::ZERO;
        let mut seen = 0;
        check(chain.trusted_header(Some(header)));
        check(chain.sync(&[], header, |_| seen += 1));
        check(chain.send(account, call, |_| None));
        check(chain.proven_grant_state(header, account, B256::ZERO));
        check(chain.proven_invoice(header, 1));
        check(Chain::connect(chain.network().clone()));
    }

    #[test]
    fn chain_is_shared_freely() {
        fn check<T: Clone + Send + Sync + 'static>() {}
        check::<Chain>();
    }
}

//! [`Chain`]: the nodes of one network, asked in turn, each believed as far as the profile allows.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use alloy_primitives::{B256, Bytes, U256};
use keys::{ChainAddress, RecoverableSignature};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::error::ChainError;
use crate::header::{CheckedHeader, TrustBasis, TrustedHeader};
use crate::journal::{BucketState, Entry, SyncError, SyncPlan, to_alloy};
use crate::network::{Network, Profile};
use crate::proof::{Contradiction, Subject};
use crate::rpc::{Limits, NodeClient};
use crate::transaction::{Call, RawTx, Receipt, TxHash, UnsignedTx};

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
}

#[derive(Debug)]
struct Member {
    client: Arc<NodeClient>,
    /// Chain id and genesis were checked.
    checked: Arc<AtomicBool>,
}

/// Parents that are followed one by one from a new header down to the last trusted one.
const PARENTS: u64 = 32;

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
            let client = Arc::new(NodeClient::new(&node.name, &node.url, limits)?);
            Ok(Member {
                client,
                checked: Arc::new(AtomicBool::new(false)),
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
        }));
        let results = chain
            .ask_all(|chain, index| async move { chain.check(index).await })
            .await;
        let need = chain.need();
        let got = results.iter().filter(|result| result.is_ok()).count();
        for result in results {
            match result {
                Err(error @ (ChainError::WrongChain { .. } | ChainError::WrongGenesis { .. })) => {
                    return Err(error);
                }
                Err(error) if matches!(chain.network().profile(), Profile::Local {}) => {
                    return Err(error);
                }
                _ => {}
            }
        }
        if got < need {
            Err(ChainError::NotEnoughAgreement { got, need })
        } else {
            Ok(chain)
        }
    }

    /// The network it is connected to.
    pub fn network(&self) -> &Network {
        &self.0.network
    }

    /// The newest header the profile accepts. `after` is the highest one that was proven so far: a
    /// header below it, or a chain that no longer contains it, is a contradiction.
    ///
    /// # Errors
    /// Node faults; [`ChainError::NotEnoughAgreement`]; [`ChainError::Contradicted`].
    pub async fn trusted_header(
        &self,
        after: Option<&TrustedHeader>,
    ) -> Result<TrustedHeader, ChainError> {
        let (header, by) = match self.network().profile() {
            Profile::Local {} => self.local_header().await?,
            Profile::Quorum { .. } => self.newest_agreed().await?,
        };
        if let Some(after) = after {
            self.check_continues(&header, after).await?;
        }
        Ok(TrustedHeader::new(&header, by))
    }

    /// Brings `states` up to `header`: fetches the entries of their buckets, hands them to `sink` in
    /// the order of each bucket, replays them and proves all heads with one state proof.
    ///
    /// The entries are candidates until the call returns Ok; only then may the caller keep them,
    /// together with the new states (in the order of `states`), in one transaction.
    ///
    /// # Errors
    /// [`SyncError`]. A node that does not answer or contradicts the proof is asked last from then
    /// on; another one is tried at once if nothing has reached `sink` yet.
    ///
    /// # Panics
    /// If a bucket occurs twice in `states`.
    pub async fn sync(
        &self,
        states: &[BucketState],
        header: &TrustedHeader,
        mut sink: impl FnMut(&Entry) + Send,
    ) -> Result<Vec<BucketState>, SyncError> {
        let distinct: BTreeSet<u16> = states.iter().map(|state| state.bucket).collect();
        assert_eq!(
            distinct.len(),
            states.len(),
            "a bucket is synced once at a time"
        );
        let journal = to_alloy(self.network().contracts().journal);
        let mut last = None;
        for index in self.order() {
            let mut delivered = false;
            let mut watched = |entry: &Entry| {
                delivered = true;
                sink(entry);
            };
            let node = &self.0.nodes[index].client;
            let result = match self.check(index).await {
                Ok(()) => {
                    SyncPlan::new(node, journal, header, states)
                        .run(&mut watched)
                        .await
                }
                Err(error) => Err(error),
            };
            match result {
                Ok(mut proven) => {
                    let place = |bucket| states.iter().position(|state| state.bucket == bucket);
                    proven.sort_by_key(|state| place(state.bucket));
                    return Ok(proven);
                }
                Err(error) => {
                    self.demote(index);
                    last = Some(error);
                }
            }
            if delivered {
                break;
            }
        }
        Err(last.expect("a network has at least one node").into())
    }

    /// Makes a transaction of `call`: zero fees, nonce from the node, gas estimated with a margin.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] if the contract would refuse it; [`ChainError::GasLimit`]; node
    /// faults.
    pub async fn prepare(&self, from: ChainAddress, call: &Call) -> Result<UnsignedTx, ChainError> {
        let chain_id = self.network().chain_id();
        let mut last = None;
        for index in self.order() {
            let result = match self.check(index).await {
                Ok(()) => {
                    let node = &self.0.nodes[index].client;
                    node.prepare(chain_id, from, Some(call.to), &call.data)
                        .await
                }
                Err(error) => Err(error),
            };
            match result {
                Err(error) if error.is_node_fault() => {
                    self.demote(index);
                    last = Some(error);
                }
                other => return other,
            }
        }
        Err(last.expect("a network has at least one node"))
    }

    /// Hands a signed transaction to the first node that takes it.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Refused`] if no node takes it.
    pub async fn submit(&self, raw: &RawTx) -> Result<TxHash, ChainError> {
        let found: B256 = self
            .ask("eth_sendRawTransaction", json!([raw.bytes()]))
            .await?;
        if found == raw.hash().0 {
            Ok(raw.hash())
        } else {
            let node = self.network().nodes()[0].name.clone();
            Err(ChainError::BadAnswer {
                node,
                what: "hash of another transaction",
            })
        }
    }

    /// Waits at most `timeout` until the transaction is in a block.
    ///
    /// # Errors
    /// [`ChainError::NotConfirmed`] after `timeout`: it may still come; [`ChainError::Reverted`] if
    /// the contract refused it; node faults.
    pub async fn confirm(&self, hash: TxHash, timeout: Duration) -> Result<Receipt, ChainError> {
        let journal = self.network().contracts().journal;
        let wait = async {
            let mut last = None;
            for index in self.order() {
                match self.0.nodes[index]
                    .client
                    .confirm(hash, Some(journal))
                    .await
                {
                    Err(error) if error.is_node_fault() => {
                        self.demote(index);
                        last = Some(error);
                    }
                    other => return other,
                }
            }
            Err(last.expect("a network has at least one node"))
        };
        tokio::time::timeout(timeout, wait)
            .await
            .unwrap_or(Err(ChainError::NotConfirmed))
    }

    /// Prepares, signs, submits and confirms within 30 s. Sends of one account through one `Chain`
    /// (and its clones) follow one another; two programs must not send from one account at once.
    ///
    /// `sign` gets the digest and gives the signature of the account `from`, or `None` to refuse.
    ///
    /// # Errors
    /// As [`Chain::prepare`], [`Chain::submit`], [`Chain::confirm`]; [`ChainError::Signing`].
    pub async fn send(
        &self,
        from: ChainAddress,
        call: &Call,
        sign: impl FnOnce(&[u8; 32]) -> Option<RecoverableSignature> + Send,
    ) -> Result<Receipt, ChainError> {
        let hash = {
            let lock = self.account_lock(from);
            let _one_at_a_time = lock.lock().await;
            let transaction = self.prepare(from, call).await?;
            let signature = sign(&transaction.signing_hash()).ok_or(ChainError::Signing)?;
            let raw = transaction.sign(&signature)?;
            self.submit(&raw).await?
        };
        self.confirm(hash, SEND_TIMEOUT).await
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
        let mut last = None;
        for index in self.order() {
            let result = match self.check(index).await {
                Ok(()) => {
                    self.0.nodes[index]
                        .client
                        .prove_slots(header, contract, slots)
                        .await
                }
                Err(error) => Err(error),
            };
            match result {
                Ok(words) => return Ok(words),
                Err(error) => {
                    self.demote(index);
                    last = Some(error);
                }
            }
        }
        Err(last.expect("a network has at least one node"))
    }

    /// `eth_call` at the latest block; also the name of the node that answered.
    pub(crate) async fn eth_call(
        &self,
        to: ChainAddress,
        data: Bytes,
    ) -> Result<(Bytes, String), ChainError> {
        self.ask_named("eth_call", json!([{"to": to, "input": data}, "latest"]))
            .await
    }

    async fn ask<T: DeserializeOwned>(&self, method: &str, params: Value) -> Result<T, ChainError> {
        self.ask_named(method, params)
            .await
            .map(|(answer, _)| answer)
    }

    /// Asks one node after the other until one answers.
    async fn ask_named<T: DeserializeOwned>(
        &self,
        method: &str,
        params: Value,
    ) -> Result<(T, String), ChainError> {
        let mut last = None;
        for index in self.order() {
            let node = &self.0.nodes[index].client;
            let result = match self.check(index).await {
                Ok(()) => node.call(method, params.clone()).await,
                Err(error) => Err(error),
            };
            match result {
                Ok(answer) => return Ok((answer, node.name().to_owned())),
                Err(error) if error.is_node_fault() => {
                    self.demote(index);
                    last = Some(error);
                }
                Err(error) => return Err(error),
            }
        }
        Err(last.expect("a network has at least one node"))
    }

    /// Node indices, the preferred one first.
    fn order(&self) -> impl Iterator<Item = usize> + use<> {
        let count = self.0.nodes.len();
        let first = self.0.preferred.load(Ordering::Relaxed);
        (0..count).map(move |offset| (first + offset) % count)
    }

    /// The node after `index` is preferred from now on.
    fn demote(&self, index: usize) {
        self.0
            .preferred
            .store((index + 1) % self.0.nodes.len(), Ordering::Relaxed);
    }

    /// Checks chain id and genesis of a node, once.
    async fn check(&self, index: usize) -> Result<(), ChainError> {
        let member = &self.0.nodes[index];
        if member.checked.load(Ordering::Relaxed) {
            return Ok(());
        }
        let network = self.network();
        member
            .client
            .check_identity(network.chain_id(), network.genesis())
            .await?;
        member.checked.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn need(&self) -> usize {
        match self.network().profile() {
            Profile::Local {} => 1,
            Profile::Quorum { need } => usize::from(need),
        }
    }

    fn account_lock(&self, account: ChainAddress) -> Arc<tokio::sync::Mutex<()>> {
        let mut accounts = self.0.accounts.lock().expect("no panic while it is held");
        // One-time accounts come and go: locks nobody holds are dropped.
        accounts.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(accounts.entry(account).or_default())
    }

    async fn local_header(&self) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        self.check(0).await?;
        let node = &self.0.nodes[0].client;
        let header = node
            .header(None)
            .await?
            .ok_or_else(|| node.bad("no latest block"))?;
        Ok((
            header,
            TrustBasis::Local {
                node: node.name().to_owned(),
            },
        ))
    }

    /// The newest height that enough nodes have reached, as they agree on it.
    async fn newest_agreed(&self) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        let numbers = self.ask_all(|chain, index| async move {
            chain.check(index).await?;
            chain.0.nodes[index].client.block_number().await
        });
        let mut numbers: Vec<u64> = numbers.await.into_iter().filter_map(Result::ok).collect();
        numbers.sort_unstable();
        let need = self.need();
        let got = numbers.len();
        // A node that boasts of a height alone, or lags, does not move the need-th highest.
        let height = got.checked_sub(need).map(|place| numbers[place]);
        let height = height.ok_or(ChainError::NotEnoughAgreement { got, need })?;
        self.agreed(height).await
    }

    /// The header of `height` that enough nodes give.
    async fn agreed(&self, height: u64) -> Result<(CheckedHeader, TrustBasis), ChainError> {
        let headers = self.ask_all(move |chain, index| async move {
            chain.check(index).await?;
            chain.0.nodes[index].client.header(Some(height)).await
        });
        let headers = headers.await;
        let mut groups: Vec<(CheckedHeader, Vec<String>)> = Vec::new();
        for (index, answer) in headers.into_iter().enumerate() {
            let Ok(Some(header)) = answer else { continue };
            let name = self.0.nodes[index].client.name().to_owned();
            match groups
                .iter_mut()
                .find(|(other, _)| other.hash == header.hash)
            {
                Some((_, names)) => names.push(name),
                None => groups.push((header, vec![name])),
            }
        }
        let need = self.need();
        let best = groups.into_iter().max_by_key(|(_, names)| names.len());
        match best {
            Some((header, agreed)) if agreed.len() >= need => {
                self.prefer(&agreed[0]);
                Ok((
                    header,
                    TrustBasis::Quorum {
                        agreed,
                        of: self.0.nodes.len(),
                    },
                ))
            }
            other => {
                let got = other.map_or(0, |(_, names)| names.len());
                Err(ChainError::NotEnoughAgreement { got, need })
            }
        }
    }

    fn prefer(&self, name: &str) {
        if let Some(index) = self
            .0
            .nodes
            .iter()
            .position(|node| node.client.name() == name)
        {
            self.0.preferred.store(index, Ordering::Relaxed);
        }
    }

    /// Checks that `header` is on the chain that contains `after`.
    async fn check_continues(
        &self,
        header: &CheckedHeader,
        after: &TrustedHeader,
    ) -> Result<(), ChainError> {
        let contradiction = |what, expected: String, found: String| {
            let node = self.0.nodes[self.order().next().unwrap_or(0)]
                .client
                .name()
                .to_owned();
            let height = after.number();
            ChainError::from(Contradiction {
                what,
                node,
                height,
                expected,
                found,
            })
        };
        if header.number < after.number() {
            let (expected, found) = (after.number().to_string(), header.number.to_string());
            return Err(contradiction(Subject::HeadWentBack, expected, found));
        }
        // Short gaps are followed parent by parent, longer ones checked at their lower end.
        let mut upper = *header;
        if header.number - after.number() <= PARENTS {
            while upper.number > after.number() {
                if upper.number == after.number() + 1 {
                    if upper.parent == after.hash() {
                        return Ok(());
                    }
                    break;
                }
                let lower = self.accepted(upper.number - 1).await?;
                if lower.hash != upper.parent {
                    let (expected, found) = (upper.parent.to_string(), lower.hash.to_string());
                    return Err(contradiction(Subject::Header, expected, found));
                }
                upper = lower;
            }
        }
        let found = match upper.number {
            number if number == after.number() => upper.hash,
            number if number == after.number() + 1 => upper.parent,
            _ => self.accepted(after.number()).await?.hash,
        };
        if found == after.hash() {
            return Ok(());
        }
        Err(contradiction(
            Subject::Reorganised,
            after.hash().to_string(),
            found.to_string(),
        ))
    }

    /// The header of `height` by the profile's rule.
    async fn accepted(&self, height: u64) -> Result<CheckedHeader, ChainError> {
        if matches!(self.network().profile(), Profile::Quorum { .. }) {
            return self.agreed(height).await.map(|(header, _)| header);
        }
        let node = &self.0.nodes[0].client;
        node.header(Some(height))
            .await?
            .ok_or_else(|| node.bad("a block is missing"))
    }

    /// Asks all nodes at the same time; results in the order of the nodes.
    async fn ask_all<T, F>(&self, ask: impl Fn(Self, usize) -> F) -> Vec<Result<T, ChainError>>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, ChainError>> + Send + 'static,
    {
        let mut tasks = JoinSet::new();
        for index in 0..self.0.nodes.len() {
            let answer = ask(self.clone(), index);
            tasks.spawn(async move { (index, answer.await) });
        }
        let mut results = tasks.join_all().await;
        results.sort_by_key(|(index, _)| *index);
        results.into_iter().map(|(_, result)| result).collect()
    }
}

const SEND_TIMEOUT: Duration = Duration::from_secs(30);

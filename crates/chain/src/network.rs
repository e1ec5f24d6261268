//! `network.json`: which chain, which nodes, which contracts, and when a header is believed.
//!
//! Written by `gateway setup`, read by wallet and gateway. Everything in it is pinned: a node that
//! serves another chain id or genesis is refused, a contract address is never learnt from a node.

use std::collections::BTreeSet;

use alloy_primitives::B256;
use keys::ChainAddress;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// A chain the wallet may use, as pinned in `network.json`. Only [`Network::parse`] and
/// deserialisation make one, and both validate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct Network(Unchecked);

/// The fields of `network.json` before validation; [`Network::new`] makes a [`Network`] of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unchecked {
    /// Name shown to the citizen.
    pub name: LocalName,
    /// When a header is believed.
    pub profile: Profile,
    /// EIP-155 chain id, greater than 0.
    pub chain_id: u64,
    /// Hash of block 0, as the nodes give it (anvil's block 0 does not recompute, so it is pinned).
    pub genesis: B256,
    /// First block that can hold an entry of the journal; everything before is never asked for.
    pub start_block: u64,
    /// Citizens are spread over `2^bucket_bits` buckets; 0 to 15.
    pub bucket_bits: u8,
    /// 1 to 16 nodes, each with another URL.
    pub nodes: Vec<Node>,
    /// Where the contracts are.
    pub contracts: Contracts,
}

/// A name in the two languages of the interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalName {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// When a block header is believed (architecture, section 8.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Profile {
    /// One node under our own control, on the loopback interface; its header hash is recomputed.
    Local {},
    /// `need` of the nodes give the same header; the hash is recomputed. `need` is more than half.
    Quorum {
        /// Nodes that must agree.
        need: u8,
    },
    /// At least two thirds of the chain's validators committed to it (Hyperledger Besu, QBFT),
    /// whichever node gives it; the validators are followed from the checkpoint on.
    Qbft {
        /// The header from which on the validators are followed.
        checkpoint: Checkpoint,
        /// Where a header's validators are found.
        validators: Validators,
    },
}

/// A header that is known to belong to the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Its block number. Where validators are voted for it may be 0, with the genesis hash.
    pub number: u64,
    /// Its block hash.
    pub hash: B256,
}

/// Where the validators of a QBFT chain are found (Besu, "validator selection").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "lowercase", deny_unknown_fields)]
pub enum Validators {
    /// Each header names them; they change by votes.
    Votes {
        /// `epochlength` of the chain, at least 1: a multiple of it forgets all votes.
        epoch: u64,
    },
    /// A contract keeps them; a header names none. Those of a block are the contract's after the block
    /// before.
    Contract {
        /// The contract.
        address: ChainAddress,
        /// Its storage place of type `address[]`, as the compiler laid it out.
        slot: B256,
    },
}

/// One JSON-RPC end point.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Shown to the citizen in verdicts ("by node …"), 1 to 64 characters, unique in the network.
    pub name: String,
    /// `https`, or `http` on the loopback interface; no user name or password in it.
    pub url: Url,
}

/// Addresses of the contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contracts {
    /// `Journal`.
    pub journal: ChainAddress,
    /// `Departments`.
    pub departments: ChainAddress,
    /// `Laws`.
    pub laws: ChainAddress,
    /// `Grants`.
    pub grants: ChainAddress,
    /// `Credentials`.
    pub credentials: ChainAddress,
    /// `Invoices`.
    pub invoices: ChainAddress,
    /// `Referrals`.
    pub referrals: ChainAddress,
    /// `Accesses`.
    pub accesses: ChainAddress,
    /// `Petitions`.
    pub petitions: ChainAddress,
    /// `Presentations`.
    pub presentations: ChainAddress,
    /// `Deposits`.
    pub deposits: ChainAddress,
}

impl Contracts {
    /// All that write to the journal, in the order in which they are deployed.
    pub const fn registries(&self) -> [ChainAddress; 10] {
        [
            self.departments,
            self.laws,
            self.grants,
            self.credentials,
            self.invoices,
            self.referrals,
            self.accesses,
            self.petitions,
            self.presentations,
            self.deposits,
        ]
    }
}

/// Why a network description was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Not the JSON this crate writes (unknown or missing member, wrong type, too long).
    #[error("network description is not well formed")]
    Malformed,
    /// The chain id is 0.
    #[error("chain id is zero")]
    ChainId,
    /// More than 15 bits: the bucket numbers would collide with the public bucket.
    #[error("bucket bits out of range")]
    BucketBits,
    /// None, more than 16, or two with the same name or URL.
    #[error("nodes missing, repeated or too many")]
    Nodes,
    /// A node's URL is neither `https` nor loopback `http`, or carries credentials.
    #[error("node {0} has an unacceptable address")]
    NodeUrl(String),
    /// `local` needs exactly one loopback node; `quorum` needs more than half of the nodes and at
    /// most all of them; `qbft` needs epochs of at least one block, and a checkpoint that is the
    /// genesis block only where that is the pinned one and validators are voted for.
    #[error("profile does not fit the nodes")]
    Profile,
    /// Two contracts at one address.
    #[error("contract addresses repeat")]
    Contracts,
}

impl Network {
    /// Longest `network.json` that is read, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Validates `fields`.
    ///
    /// # Errors
    /// See [`NetworkError`].
    pub fn new(fields: Unchecked) -> Result<Self, NetworkError> {
        if fields.chain_id == 0 {
            return Err(NetworkError::ChainId);
        }
        if fields.bucket_bits > 15 {
            return Err(NetworkError::BucketBits);
        }
        check_nodes(&fields.nodes)?;
        let fits = match fields.profile {
            Profile::Local {} => fields.nodes.len() == 1 && is_loopback(&fields.nodes[0].url),
            Profile::Quorum { need } => {
                let need = usize::from(need);
                need * 2 > fields.nodes.len() && need <= fields.nodes.len()
            }
            Profile::Qbft {
                checkpoint,
                validators,
            } => match validators {
                Validators::Votes { epoch } => {
                    epoch > 0 && (checkpoint.number > 0 || checkpoint.hash == fields.genesis)
                }
                Validators::Contract { .. } => checkpoint.number > 0,
            },
        };
        if !fits {
            return Err(NetworkError::Profile);
        }
        let contracts = &fields.contracts;
        let mut all = BTreeSet::from(contracts.registries());
        if all.len() != contracts.registries().len() || !all.insert(contracts.journal) {
            return Err(NetworkError::Contracts);
        }
        Ok(Self(fields))
    }

    /// Parses and validates the text of a `network.json`, at most [`Network::MAX_BYTES`] long.
    ///
    /// # Errors
    /// See [`NetworkError`].
    pub fn parse(json: &[u8]) -> Result<Self, NetworkError> {
        if json.len() > Self::MAX_BYTES {
            return Err(NetworkError::Malformed);
        }
        let fields: Unchecked =
            serde_json::from_slice(json).map_err(|_| NetworkError::Malformed)?;
        Self::new(fields)
    }

    /// Name shown to the citizen.
    pub const fn name(&self) -> &LocalName {
        &self.0.name
    }

    /// When a header is believed.
    pub const fn profile(&self) -> Profile {
        self.0.profile
    }

    /// EIP-155 chain id.
    pub const fn chain_id(&self) -> u64 {
        self.0.chain_id
    }

    /// Hash of block 0 as the nodes give it.
    pub const fn genesis(&self) -> B256 {
        self.0.genesis
    }

    /// First block that can hold a journal entry.
    pub const fn start_block(&self) -> u64 {
        self.0.start_block
    }

    /// Citizens are spread over `2^bucket_bits` buckets.
    pub const fn bucket_bits(&self) -> u8 {
        self.0.bucket_bits
    }

    /// The nodes, at least one.
    pub fn nodes(&self) -> &[Node] {
        &self.0.nodes
    }

    /// Where the contracts are.
    pub const fn contracts(&self) -> &Contracts {
        &self.0.contracts
    }
}

impl TryFrom<Unchecked> for Network {
    type Error = NetworkError;

    fn try_from(fields: Unchecked) -> Result<Self, NetworkError> {
        Self::new(fields)
    }
}

impl From<Network> for Unchecked {
    fn from(network: Network) -> Self {
        network.0
    }
}

fn check_nodes(nodes: &[Node]) -> Result<(), NetworkError> {
    if nodes.is_empty() || nodes.len() > 16 {
        return Err(NetworkError::Nodes);
    }
    let names: BTreeSet<_> = nodes.iter().map(|n| &n.name).collect();
    let urls: BTreeSet<_> = nodes.iter().map(|n| &n.url).collect();
    if names.len() != nodes.len() || urls.len() != nodes.len() {
        return Err(NetworkError::Nodes);
    }
    for node in nodes {
        let length = node.name.chars().count();
        if length == 0 || length > 64 {
            return Err(NetworkError::Nodes);
        }
        if !acceptable(&node.url) {
            return Err(NetworkError::NodeUrl(node.name.clone()));
        }
    }
    Ok(())
}

fn acceptable(url: &Url) -> bool {
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let scheme = match url.scheme() {
        "https" => url.host().is_some(),
        // Unencrypted only where nobody can listen.
        "http" => is_loopback(url),
        _ => false,
    };
    plain && scheme
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        // "localhost" may be resolved to something else; only literal addresses count.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use serde_json::{Value, json};

    use super::*;

    fn sample() -> Value {
        let at = |n: u8| format!("0x{:040x}", n);
        json!({
            "name": {"zh": "海棠市", "en": "Haitang (sample city)"},
            "profile": {"kind": "local"},
            "chain_id": 31337,
            "genesis": format!("0x{}", "11".repeat(32)),
            "start_block": 1,
            "bucket_bits": 8,
            "nodes": [{"name": "a", "url": "http://127.0.0.1:8545"}],
            "contracts": {"journal": at(1), "departments": at(2), "laws": at(3), "grants": at(4),
                "credentials": at(5), "invoices": at(6), "referrals": at(7), "accesses": at(8),
                "petitions": at(9), "presentations": at(10),
                "deposits": at(11)},
        })
    }

    fn check(change: impl FnOnce(&mut Value), expected: Result<(), NetworkError>) {
        let mut value = sample();
        change(&mut value);
        let text = serde_json::to_vec(&value).unwrap();
        assert_eq!(Network::parse(&text).map(|_| ()), expected);
    }

    #[test]
    fn round_trips() {
        let network = Network::parse(&serde_json::to_vec(&sample()).unwrap()).unwrap();
        let again = Network::parse(&serde_json::to_vec(&network).unwrap()).unwrap();
        assert_eq!(network, again);
    }

    #[test]
    fn refuses_what_does_not_fit() {
        check(|_| (), Ok(()));
        check(|v| v["chain_id"] = json!(0), Err(NetworkError::ChainId));
        check(
            |v| v["bucket_bits"] = json!(16),
            Err(NetworkError::BucketBits),
        );
        check(|v| v["nodes"] = json!([]), Err(NetworkError::Nodes));
        check(|v| v["extra"] = json!(1), Err(NetworkError::Malformed));
        check(
            |v| v["contracts"]["laws"] = v["contracts"]["grants"].clone(),
            Err(NetworkError::Contracts),
        );
        let bad = Err(NetworkError::NodeUrl("a".into()));
        for url in [
            "http://localhost:1",
            "http://192.168.1.4:1",
            "http://example.org",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "http://u:p@127.0.0.1:1",
        ] {
            check(|v| v["nodes"][0]["url"] = json!(url), bad.clone());
        }
    }

    #[test]
    fn qbft_begins_at_a_header_that_is_pinned() {
        let genesis = format!("0x{}", "11".repeat(32));
        let other = format!("0x{}", "22".repeat(32));
        let votes = json!({"by": "votes", "epoch": 30000});
        let contract = json!({"by": "contract", "address": format!("0x{:040x}", 7),
            "slot": format!("0x{:064x}", 0)});
        let profile = |number: u64, hash: &str, validators: &Value| {
            json!({"kind": "qbft", "checkpoint": {"number": number, "hash": hash},
                "validators": validators})
        };
        let unfit = Err(NetworkError::Profile);
        for (profile, expected) in [
            (profile(0, &genesis, &votes), Ok(())),
            (profile(7, &other, &votes), Ok(())),
            (profile(7, &other, &contract), Ok(())),
            (profile(0, &other, &votes), unfit.clone()),
            (profile(0, &genesis, &contract), unfit.clone()),
            (
                profile(7, &other, &json!({"by": "votes", "epoch": 0})),
                unfit,
            ),
            (
                profile(7, &other, &json!({"by": "votes"})),
                Err(NetworkError::Malformed),
            ),
            (
                profile(7, &other, &json!({"by": "votes", "epoch": 1, "more": 1})),
                Err(NetworkError::Malformed),
            ),
        ] {
            check(|v| v["profile"] = profile, expected);
        }
    }

    #[test]
    fn quorum_is_more_than_half() {
        let three = json!([
            {"name": "a", "url": "https://a.example"},
            {"name": "b", "url": "https://b.example"},
            {"name": "c", "url": "https://c.example"}]);
        for (need, expected) in [
            (0, Err(NetworkError::Profile)),
            (1, Err(NetworkError::Profile)),
            (2, Ok(())),
            (3, Ok(())),
            (4, Err(NetworkError::Profile)),
        ] {
            check(
                |v| {
                    v["nodes"] = three.clone();
                    v["profile"] = json!({"kind": "quorum", "need": need});
                },
                expected,
            );
        }
        check(|v| v["nodes"] = three.clone(), Err(NetworkError::Profile));
    }
}

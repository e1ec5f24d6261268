//! Errors shared by everything that talks to a node.

use crate::proof::Contradiction;

/// What went wrong between us and the chain. Messages carry no personal data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChainError {
    /// No connection to the node (refused, reset, TLS failure, name not found).
    #[error("node {node} is unreachable")]
    Unreachable {
        /// Name of the node in `network.json`.
        node: String,
    },
    /// The node did not answer in full within the limit.
    #[error("node {node} did not answer in time")]
    Timeout {
        /// Name of the node.
        node: String,
    },
    /// The answer is longer than the limit; reading was stopped there.
    #[error("answer of node {node} is too large")]
    TooLarge {
        /// Name of the node.
        node: String,
    },
    /// The answer is not what the protocol allows: not JSON, wrong id, malformed number, a header
    /// whose hash does not recompute, a log of another contract …
    #[error("node {node} gave a malformed answer: {what}")]
    BadAnswer {
        /// Name of the node.
        node: String,
        /// Which rule was broken.
        what: &'static str,
    },
    /// The node refused the request with a JSON-RPC error that is no revert of a contract.
    #[error("node {node} refused the request (code {code})")]
    Refused {
        /// Name of the node.
        node: String,
        /// JSON-RPC error code.
        code: i64,
        /// The node's words, cut to 256 characters, control characters removed. Foreign text: show
        /// it only as such.
        message: String,
    },
    /// The node serves another chain.
    #[error("node {node} serves chain {found}, not {expected}")]
    WrongChain {
        /// Name of the node.
        node: String,
        /// Chain id of the network description.
        expected: u64,
        /// Chain id the node gave.
        found: u64,
    },
    /// Block 0 of the node is not the pinned one.
    #[error("node {node} has another genesis block")]
    WrongGenesis {
        /// Name of the node.
        node: String,
    },
    /// Fewer nodes than the profile needs gave the same header.
    #[error("{got} nodes agree, {need} needed")]
    NotEnoughAgreement {
        /// Size of the largest agreeing group.
        got: usize,
        /// Nodes the profile needs.
        need: usize,
    },
    /// Two answers, or an answer and a proof, contradict each other.
    #[error("contradiction: {0}")]
    Contradicted(Box<Contradiction>),
    /// A contract refused the call.
    #[error("contract refused the call: {error}")]
    Reverted {
        /// Name of the contract's error (`"UsedUp"`), `"Error"` or `"Panic"` for Solidity's own,
        /// `"unknown"` where the node gave no reason.
        error: String,
    },
    /// The transaction is not in a block yet; it may still come.
    #[error("transaction is not confirmed yet")]
    NotConfirmed,
    /// The call would need more gas than the limit this crate allows.
    #[error("call needs {gas} gas, more than the limit")]
    GasLimit {
        /// Gas the node estimated.
        gas: u64,
    },
    /// The caller's signer refused or gave a signature that is not by the sending account.
    #[error("signing failed")]
    Signing,
    /// The program could not set up its HTTP client.
    #[error("cannot set up the network client")]
    Setup,
}

impl From<Contradiction> for ChainError {
    fn from(contradiction: Contradiction) -> Self {
        Self::Contradicted(Box::new(contradiction))
    }
}

impl ChainError {
    /// Whether another node may well answer: the fault is this node's or the way to it.
    pub const fn is_node_fault(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Timeout { .. }
                | Self::TooLarge { .. }
                | Self::BadAnswer { .. }
                | Self::Refused { .. }
                | Self::WrongChain { .. }
                | Self::WrongGenesis { .. }
                | Self::Contradicted(_)
        )
    }
}

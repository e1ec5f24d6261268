//! The chain as the wallet and the gateway see it: the only crate that knows an EVM is behind it.
//!
//! | Module | Purpose | I/O |
//! |---|---|---|
//! | [`network`] | `network.json`: whom to ask and which contracts to believe | none |
//! | [`rpc`] | one node behind a JSON-RPC client whose every answer is bounded | yes |
//! | [`header`] | block headers whose hash is recomputed; [`TrustedHeader`] | none |
//! | [`qbft`] | whether the validators of a Besu chain committed to a header | none |
//! | [`state_proof`] | Merkle-Patricia proofs of storage slots against a trusted state root | none |
//! | [`journal`] | entries, replay of the hash chain, sync with one proof, finding one's own | sync only |
//! | [`directory`] | the tree of departments, as it stood at any time | none |
//! | [`law`] | the rule book and its evaluation, equal to the contract's | none |
//! | [`calls`] | what can be asked of the contracts, as call data | none |
//! | [`transaction`] | unsigned and signed transactions, receipts | none |
//! | [`reads`] | state of grants, credentials, invoices, cases, petitions …, plain or proven | yes |
//! | [`deploy`] | puts the contracts on a fresh chain (gateway set-up, tests) | yes |
//! | [`proof`] | the verdict every fact on screen carries | none |
//!
//! # How the parts are used
//! ```text
//! let chain  = Chain::connect(network).await?;               // chain id and genesis of every node checked
//! let header = chain.trusted_header(last_seen.as_ref()).await?;
//! let states = chain.sync(&states, &header, |entry| keep(entry)).await?;   // commit only after Ok
//! directory.apply(&entry)?; law.apply(&entry)?;              // from the public bucket's entries
//! let done   = chain.send(from, &call, |digest| sign(digest)).await?;
//! ```
//!
//! # What a [`Chain`] answers
//! | Method | Answer | Believed because |
//! |---|---|---|
//! | `trusted_header(after)` | [`TrustedHeader`] | profile; hash recomputed; continues `after` |
//! | `sync(states, header, sink)` | new [`BucketState`]s, entries to `sink` | heads proven in one state proof |
//! | `proven_grant_state`, `proven_credential_status`, `proven_invoice`, `proven_case`, `proven_petition`, `proven_presentation` | [`reads::Proven`] | storage proven |
//! | the same without `proven_`; `link_withdrawn`, `access_recorded`, `case_queue`, `evaluate_on_chain` | the value | one node's word |
//! | `prepare`, `submit`, `confirm`, `send` | [`UnsignedTx`], [`TxHash`], [`Receipt`] | one node's word; the next `sync` proves it |
//!
//! # What it does not do
//! It holds no key (signing is asked of the caller), no clock (`now` is an argument), no store (the
//! caller keeps bucket states), and believes no node: what is not proven is typed or documented so.
//!
//! Sources: `docs/decisions/0003-own-json-rpc-client.md`, JSON-RPC 2.0, EIP-1474, EIP-1186, EIP-1559.

pub mod calls;
pub mod deploy;
pub mod directory;
pub mod error;
pub mod header;
pub mod journal;
pub mod law;
pub mod network;
pub mod proof;
pub mod qbft;
pub mod reads;
pub mod rpc;
pub mod state_proof;
pub mod transaction;

mod bindings;
mod client;

pub use alloy_primitives::{B128, B256, Bytes};
pub use client::Chain;
pub use directory::{Department, Directory};
pub use error::ChainError;
pub use header::{TrustBasis, TrustedHeader};
pub use journal::{BucketState, Entry, PUBLIC_BUCKET, SyncError};
pub use law::{Evaluation, LawBook, Rule, Verdict};
pub use network::{Contracts, Network};
pub use proof::{Contradiction, Proof};
pub use transaction::{Call, Receipt, TxHash, UnsignedTx};

//! The crate against a real anvil with the real contracts.
//!
//! Every test starts its own node and is skipped, visibly, where there is no anvil.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "tests"
)]

mod acts;
mod chance;
mod evaluation;
mod liar;
mod long;
mod node;
mod proxy;
mod quorum;
mod world;

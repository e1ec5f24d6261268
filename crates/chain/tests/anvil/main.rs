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
#[path = "../../src/law/case_table.rs"]
#[expect(dead_code, reason = "the table is made in the crate's own tests")]
mod case_table;
mod cases;
mod chance;
mod consensus;
mod evaluation;
mod faults;
mod liar;
mod long;
mod node;
mod proxy;
mod qbft;
mod quorum;
mod registries;
mod world;

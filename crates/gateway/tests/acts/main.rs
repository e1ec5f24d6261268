//! A real chain, the departments' server, and a holder made of the crates that a wallet is made of.
//! Without anvil (`ANVIL`, or `npm ci` at the top) every test is reported as skipped.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "tests"
)]

mod access;
mod anvil;
mod chain_delivery;
mod command_line;
mod delegation;
mod doors;
mod holder;
mod issuance;
mod world;

//! The departments of one city as a real HTTP server: issuers, custodians and requesters, each with
//! keys of its own, on a real chain. The counterpart of the wallet in the demonstration and in
//! tests, and a reference for departments.
//!
//! | Module | Purpose |
//! |---|---|
//! | [`setup`] | keys, contracts, directory and law, made once |
//! | [`server`] | the HTTP server |
//! | [`admin`] | what the command line asks of the running server |
//! | [`state`] | the departments, their memory, their way to the chain |
//! | [`issuer`] | offers, credentials, invoices, pick-up |
//! | [`invoices`] | what becomes of an invoice: received by its payer, booked, reimbursed |
//! | [`legislator`] | rules enacted, amended, repealed; their texts |
//! | [`referral`] | cases opened, decided, and what officers signed |
//! | [`officers`] | officers appointed and dismissed |
//! | [`petitions`] | petitions received and answered |
//! | [`requester`] | requests, received grants, readings |
//! | [`counter`] | counters: what holders show is read, verified, accepted once |
//! | [`custodian`] | introductions, and uses verified, recorded and answered |
//!
//! What goes over the wire is written down in `docs/formats/exchange.md`; the command line in
//! `docs/cli-gateway.md`. It knows no wallet and no vault, and listens on the loopback interface
//! only.

mod addressee;
pub mod admin;
pub mod city;
pub mod counter;
pub mod custodian;
mod facts;
pub mod failure;
mod http;
pub mod invoices;
pub mod issuer;
pub mod keyring;
pub mod ledger;
pub mod legislator;
pub mod officers;
pub mod petitions;
mod random;
pub mod referral;
pub mod requester;
pub mod server;
pub mod setup;
pub mod state;
pub mod store;

pub use server::{RunningServer, ServeError, ServeOptions, serve};
pub use setup::{SetupReport, set_up};
pub use state::{Folder, Gateway};

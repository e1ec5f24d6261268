//! Vectors of the standards, and properties, through the public interface.
#![allow(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod bip39;
mod dids;
mod jose;
mod journals;
mod signatures;
mod strictness;
mod wycheproof_sets;

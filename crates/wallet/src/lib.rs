//! The wallet: everything the citizen can do, one file an act, each returning a view.
//!
//! [`Wallet`] is the only way in. It takes the commands of `wallet-api`, holds the open vault, and
//! is shared by the window and the command line. What it does not do: draw, parse arguments, or
//! hold a lock while it waits for the network.
//!
//! | Module | Purpose |
//! |---|---|
//! | `wallet` | phases, dispatch, locking, background work |
//! | `session` | the open vault and what is known of the chain while it is open |
//! | `profile`, `store` | what lies in the folder, and in the vault |
//! | `http` | bounded HTTP to departments |
//! | `random` | randomness, from the operating system |
//! | `book` | departments and clauses as views |
//! | `copies` | which copy of a document a verifier sees |
//! | `acts` | one file an act of the citizen |

mod acts;
mod book;
mod code;
mod convert;
mod copies;
mod http;
mod idle;
mod profile;
mod random;
mod session;
mod stop;
mod store;
mod strength;
mod wallet;

pub use code::picture;
pub use profile::Profile;
pub use wallet::Wallet;

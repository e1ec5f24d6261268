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
//! | `log` | the local log as a hash chain, and the mark beside the profile |
//! | `standing` | where a line of the inbox stands, and which moves lead where |
//! | `http` | bounded HTTP to departments |
//! | `verify` | checking a certificate or evidence that anybody brings, without a vault |
//! | `random` | randomness, from the operating system |
//! | `book` | departments and clauses as views |
//! | `law` | where the law stands on a permission, and what changed |
//! | `files` | files written whole or not at all |
//! | `words` | the few words that are printed |
//! | `copies` | which copy of a document a verifier sees |
//! | `acts` | one file an act of the citizen |

mod acts;
mod book;
mod clock;
mod code;
mod convert;
mod copies;
mod files;
mod http;
mod idle;
mod law;
mod log;
mod profile;
mod random;
mod session;
mod standing;
mod stop;
mod store;
mod strength;
mod verify;
mod wallet;
mod words;

pub use code::picture;
pub use files::{open_file, read_file};
pub use profile::Profile;
pub use verify::{verify_document, verify_evidence};
pub use wallet::{Handles, Saver, Saving, Wallet};

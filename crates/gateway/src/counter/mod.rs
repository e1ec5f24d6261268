//! The departments' counters: they ask, read what holders show, and bring it to the chain.
//!
//! Format: `docs/formats/counter.md`. A counter goes on without the chain, with what was last proven
//! of directory and status, and says how old that is.
//!
//! | Module | Purpose |
//! |---|---|
//! | [`messages`] | what the command line asks and hears |
//! | [`statuses`] | the status of every credential, as proven |
//! | `challenge` | questions given out |
//! | `scan` | one code read and verified |
//! | `settle` | what was accepted is recorded on the chain |

mod challenge;
pub mod messages;
mod scan;
mod settle;
pub mod statuses;

pub use scan::{Refusal, ScanFailure};

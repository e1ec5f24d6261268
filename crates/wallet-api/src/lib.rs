//! The border between the wallet and whatever shows it: commands down, views and events up.
//!
//! One struct per command, with its name and its reply; the shell, the command line and the user
//! interface all compile this crate, so they cannot drift apart. It knows no other crate of ours
//! and builds for wasm. Conventions:
//!
//! - times are seconds since 1970 (UTC); amounts of money are decimal strings; DIDs, fingerprints
//!   and digests are strings (`did:…`, `0x` + 64 lower-case hex digits);
//! - commands are verbs, answers end in `View` or `Row`, pushes are in the past tense;
//! - a failure is one [`ApiError`]: a code that the user interface turns into words.

mod activity;
mod billing;
mod cases;
mod certificates;
mod command;
mod counter;
mod counter_offer;
mod deposits;
mod documents;
mod error;
mod event;
mod evidence;
mod history;
mod identity;
mod inbox;
mod invoice_files;
mod law;
mod links;
mod log;
mod missing;
mod network;
mod party;
mod permissions;
mod presentation;
mod reach;
mod rehearsal;
mod review;
mod session;
mod settings;
mod value;

pub use activity::*;
pub use billing::*;
pub use cases::*;
pub use certificates::*;
pub use command::*;
pub use counter::*;
pub use counter_offer::*;
pub use deposits::*;
pub use documents::*;
pub use error::*;
pub use event::*;
pub use evidence::*;
pub use history::*;
pub use identity::*;
pub use inbox::*;
pub use invoice_files::*;
pub use law::*;
pub use links::*;
pub use log::*;
pub use missing::*;
pub use network::*;
pub use party::*;
pub use permissions::*;
pub use presentation::*;
pub use reach::*;
pub use rehearsal::*;
pub use review::*;
pub use session::*;
pub use settings::*;
pub use value::*;

//! The journal: one append-only book per bucket, complete and unchanged by the price of one proof.
//!
//! ```text
//! head' = keccak256( head 32 | seq u64 | block u64 | time u64 | kind u8 | writer 32
//!                  | fingerprint 32 | nonce 16 | tag 16 | data )          numbers big endian
//! ```
//! The first head is 32 zero bytes, the first `seq` is 0. Because `seq` is hashed, the head commits
//! to the count too, so one storage slot a bucket proves integrity and completeness.

mod clear;
mod entry;
mod log;
mod pages;
mod replay;
mod scan;
mod sync;

pub use clear::Clear;
pub(crate) use entry::to_alloy;
pub use entry::{Entry, EntryKind, PUBLIC_BUCKET};
pub use log::{MAX_DATA, parse_logs};
pub use replay::{BucketState, CHECKPOINT_EVERY, ReplayError, link, replay};
pub use scan::{OwnEntry, own_entries};
pub use sync::{End, Followed, Progress, Step, SyncError, head_slot};

pub(crate) use sync::{Halt, SyncPlan};

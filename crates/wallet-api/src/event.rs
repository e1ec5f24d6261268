//! What the wallet tells without being asked.

use serde::{Deserialize, Serialize};

use crate::{StatusView, SyncView};

/// Name of the one event channel of the shell.
pub const EVENT_CHANNEL: &str = "wallet-event";

/// A push from the wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum WalletEvent {
    /// The phase, a setting or a counter changed.
    StatusChanged {
        /// The status now.
        status: Box<StatusView>,
    },
    /// Nobody was at the computer for long: it locks soon.
    LockWarned {
        /// Seconds left.
        seconds: u32,
    },
    /// Somebody came back before it locked.
    LockWarningEnded,
    /// The synchronisation moved on.
    SyncMoved {
        /// Where it stands.
        sync: SyncView,
        /// Journal entries read in this run.
        entries: u64,
        /// Entries a second so far.
        per_second: u64,
        /// About how long it still takes, once that can be said.
        seconds_left: Option<u32>,
    },
    /// A rehearsal of a restore reads the chain.
    RehearsalMoved {
        /// Journal entries read.
        entries: u64,
        /// About how long it still takes, once that can be said.
        seconds_left: Option<u32>,
    },
    /// Documents, requests, permissions or history changed: pages load again.
    ContentChanged,
    /// An approval moved on to this step.
    ApprovalMoved {
        /// The request's id.
        id: String,
        /// The step.
        step: ApprovalStep,
    },
    /// A link was opened from outside; it is looked into once the wallet is unlocked.
    LinkArrived,
    /// A link from outside could not be used.
    LinkFailed {
        /// Why.
        error: crate::ApiError,
    },
    /// A link from outside was looked into.
    LinkOpened {
        /// What it was.
        opened: Box<crate::OpenedView>,
    },
}

/// The steps of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalStep {
    /// The keeper of the data learns the key that signs.
    Introducing,
    /// The grant is anchored on the chain.
    Anchoring,
    /// The answer is on its way.
    Sending,
}

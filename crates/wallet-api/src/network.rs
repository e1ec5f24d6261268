//! The chain: how far it was read, and how that is known.

use serde::{Deserialize, Serialize};

use crate::{CheckView, ErrorCode, LocalText, Proof, TechnicalRow, command::command};

/// What the synchronisation is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum SyncState {
    /// Nothing at the moment.
    Idle,
    /// Reading.
    Running,
    /// The last try failed.
    Failed {
        /// Why.
        code: ErrorCode,
        /// When.
        since: i64,
    },
}

/// How far the chain's history was read and proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncView {
    /// What is going on.
    pub state: SyncState,
    /// How the newest state is known.
    pub proof: Proof,
    /// When the wallet last proved it, by this computer's clock.
    pub checked: Option<i64>,
    /// Two clocks that contradict each other; nothing if they agree as far as is known.
    #[serde(default)]
    pub clock: Option<ClockView>,
}

/// This computer's clock, and another one that contradicts it; seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockView {
    /// What this computer says.
    pub own: i64,
    /// What the newest proven block or, if that is older, the nodes say.
    pub ledger: i64,
}

/// What a synchronisation brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncedView {
    /// State afterwards.
    pub sync: SyncView,
    /// Journal entries read.
    pub entries: u64,
    /// Entries that concern the citizen.
    pub own: u64,
    /// Documents fetched.
    pub fetched: u32,
    /// What could not be fetched, by the issuer's name.
    pub awaiting: Vec<LocalText>,
}

command!(
    /// Reads the chain up to its newest proven block, and fetches what it announces.
    Sync {} -> SyncedView, "sync", Unlocked
);

/// A node, as last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRow {
    /// Its name.
    pub name: String,
    /// Its address.
    pub url: String,
    /// Its height, if it answered.
    pub height: Option<u64>,
    /// Why it did not, if so.
    pub error: Option<ErrorCode>,
    /// Milliseconds of its answer.
    pub latency_ms: Option<u32>,
    /// Whether its header is the accepted one.
    pub agrees: Option<bool>,
}

/// The network of this profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkView {
    /// Its name.
    pub name: LocalText,
    /// `local`, `quorum` or `qbft`.
    pub profile: String,
    /// How many nodes have to agree, or at least to answer.
    pub need: u32,
    /// Chain id.
    pub chain_id: u64,
    /// Its nodes.
    pub nodes: Vec<NodeRow>,
    /// Contracts, genesis, and so on.
    pub technical: Vec<TechnicalRow>,
    /// Lies of nodes that were noticed, newest first.
    #[serde(default)]
    pub lies: Vec<LieView>,
}

/// Two answers that cannot both be true, kept as proof of the fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LieView {
    /// Name of the node whose answer does not hold.
    pub node: String,
    /// When it was noticed, by this computer's clock.
    pub noticed: i64,
    /// Height it is about.
    pub height: u64,
    /// `entries`, `header`, `two-headers`, `reorganised`, `went-back`, `state-proof` or `value`.
    pub what: String,
    /// What was proven or known, what the node said, and which entries are in question.
    pub technical: Vec<TechnicalRow>,
}

command!(
    /// Stops the reading of the chain that is under way; what is proven by then is kept.
    StopSync {} -> (), "stop_sync", Unlocked
);

command!(
    /// Asks every node how it stands.
    GetNetwork {} -> NetworkView, "get_network", Unlocked
);

/// What the proof drawer shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofView {
    /// The verdict.
    pub proof: Proof,
    /// When the wallet checked, by this computer's clock.
    pub checked: Option<i64>,
    /// The steps.
    pub checks: Vec<CheckView>,
    /// The technical rows.
    pub technical: Vec<TechnicalRow>,
}

/// What a proof is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of")]
pub enum ProofSubject {
    /// The newest proven state.
    Head,
    /// A department of the directory.
    Department {
        /// Its DID.
        did: String,
    },
    /// A line of the activity.
    Activity {
        /// Its id.
        id: String,
    },
    /// A document, certificate or invoice.
    Document {
        /// Its id.
        id: String,
    },
    /// A permission.
    Permission {
        /// Its id.
        id: String,
    },
}

command!(
    /// Shows how something is known.
    ShowProof {
        /// What.
        subject: ProofSubject,
    } -> ProofView, "show_proof", Unlocked
);

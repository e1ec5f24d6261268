//! Rehearsing a restore: does the paper with the words bring everything back?

use serde::{Deserialize, Serialize};

use crate::{LocalText, Secret, command::command};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counted {
    /// Documents that issuers gave.
    Documents,
    /// Permissions, also those that ended.
    Permissions,
    /// Invoices, with their content.
    Invoices,
    /// Certificates, with their content.
    Certificates,
    /// Deposited fingerprints.
    Deposits,
    /// Objections, complaints and questions.
    Petitions,
    /// Entries of the chain that concern the holder: accesses, withdrawals, invoices and so on.
    Entries,
}

impl Counted {
    /// The word on the wire; its text has the key `counted-<word>`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Permissions => "permissions",
            Self::Invoices => "invoices",
            Self::Certificates => "certificates",
            Self::Deposits => "deposits",
            Self::Petitions => "petitions",
            Self::Entries => "entries",
        }
    }

    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 7] = [
        Self::Documents,
        Self::Permissions,
        Self::Invoices,
        Self::Certificates,
        Self::Deposits,
        Self::Petitions,
        Self::Entries,
    ];
}

/// One kind of things, here and in the rehearsal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalRow {
    /// What is counted.
    pub what: Counted,
    /// How many are in this wallet.
    pub here: u32,
    /// How many of those the words alone brought back.
    pub found: u32,
    /// The names of those that they did not bring back, where they have names.
    pub lost: Vec<LocalText>,
}

/// What a restore from the words would bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsalView {
    /// Whether the words are those of this wallet; the counts of other words say nothing about it.
    pub same: bool,
    /// The counts, every kind once.
    pub rows: Vec<RehearsalRow>,
    /// Issuers that could not be asked, by name; what they keep may come later.
    pub awaiting: Vec<LocalText>,
}

/// What the words brought back, after a restore.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveredView {
    /// The counts, every kind once: `here` is what the chain tells of, `found` what of it is whole,
    /// `lost` names the issuers of contents that have not come.
    pub rows: Vec<RehearsalRow>,
    /// The block that the chain was read to; nothing before it was read.
    pub height: Option<u64>,
}

command!(
    /// Counts what is in this wallet, and what the chain tells of that has not come.
    GetRecovered {} -> RecoveredView, "get_recovered", Unlocked
);

command!(
    /// Restores into a sandbox beside this wallet, counts, and removes the sandbox. Nothing in this
    /// wallet changes.
    Rehearse {
        /// 12 to 24 words, English or Simplified Chinese, separated by white space.
        words: Secret,
    } -> RehearsalView, "rehearse", Unlocked
);

command!(
    /// Ends a rehearsal that is under way; it answers `stopped`.
    StopRehearsal {} -> (), "stop_rehearsal", Unlocked
);

//! Deposits: the fingerprint of a file on the chain, with a time that a court can check.

use serde::{Deserialize, Serialize};

use crate::{Proof, TechnicalRow, command::command};

/// How far a deposit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum DepositState {
    /// Written down; it may or may not be on its way.
    Pending,
    /// In a block, and the block is proven.
    Deposited {
        /// The block.
        height: u64,
        /// The block's time: this is the time that counts.
        time: i64,
    },
    /// It could not be sent; nothing is on the chain, and it can be sent again.
    NotSent,
}

/// A deposit in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositRow {
    /// Its id: the salted fingerprint on the chain.
    pub id: String,
    /// The file's name; empty if it was not kept.
    pub name: String,
    /// The citizen's word for it.
    pub label: String,
    /// Bytes of the file.
    pub size: u64,
    /// SHA-256 of the file, `0x` and hexadecimal.
    pub sha256: String,
    /// When the citizen asked for it, by this computer's clock.
    pub asked: i64,
    /// How far it is.
    pub state: DepositState,
    /// How that is known.
    pub proof: Proof,
}

/// One part of what leaves this computer for a deposit, to the byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentPart {
    /// What it is: `fingerprint`, `bucket`, `nonce`, `tag`, `sealed`.
    pub part: String,
    /// The bytes, hexadecimal.
    pub bytes: String,
}

/// A deposit with everything about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositView {
    /// The line of the list.
    pub row: DepositRow,
    /// The salt that stays here, `0x` and hexadecimal; whoever has it and the file can check.
    pub salt: String,
    /// What left this computer; empty if that is not known any more, after a restore.
    pub sent: Vec<SentPart>,
    /// For the proof drawer.
    pub technical: Vec<TechnicalRow>,
}

/// What a look for a file found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundDeposits {
    /// Deposits of exactly this file, the oldest first: the first is the one that counts.
    pub rows: Vec<DepositRow>,
}

command!(
    /// Deposits the fingerprint of a file. The file itself never comes here: only its digest does.
    DepositFile {
        /// The file's name, for the citizen; at most 200 characters.
        name: String,
        /// The citizen's word for it; at most 100 characters.
        label: String,
        /// Bytes of the file.
        size: u64,
        /// SHA-256 of the file, `0x` and 64 hexadecimal digits.
        sha256: String,
    } -> DepositRow, "deposit_file", Unlocked
);
command!(
    /// Sends a deposit again that could not be sent.
    SendDeposit {
        /// Its id.
        id: String,
    } -> DepositRow, "send_deposit", Unlocked
);
command!(
    /// The deposits, newest first.
    ListDeposits {} -> Vec<DepositRow>, "list_deposits", Unlocked
);
command!(
    /// One deposit.
    GetDeposit {
        /// Its id.
        id: String,
    } -> DepositView, "get_deposit", Unlocked
);
command!(
    /// Which deposits are of this file.
    FindDeposits {
        /// SHA-256 of the file, `0x` and 64 hexadecimal digits.
        sha256: String,
    } -> FoundDeposits, "find_deposits", Unlocked
);
command!(
    /// Everything that a stranger needs to check a deposit, with a sheet in plain language in both
    /// languages, saved as one file where the citizen says; `None` if they did not say. The file
    /// itself is not in it, only its digest.
    SaveCourtPackage {
        /// Its id.
        id: String,
    } -> Option<String>, "save_court_package", Unlocked
);

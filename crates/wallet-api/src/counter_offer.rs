//! Answering a request with less than was asked.

use serde::{Deserialize, Serialize};

use crate::{InboxRow, ReceiptView, Secret, command::command};

/// Where a counter-offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterOfferState {
    /// The department has not decided, or could not be asked.
    Waiting,
    /// The department took it, and has the permission.
    Taken,
    /// The department did not take it; nothing stands.
    NotTaken,
}

/// The latest counter-offer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedView {
    /// Ids of the items that were offered.
    pub items: Vec<String>,
    /// The end that was offered.
    pub until: i64,
    /// The uses that were offered.
    pub max_uses: u32,
    /// The days of keeping that were offered.
    pub retention_days: u32,
    /// The citizen's words that went along.
    pub message: Option<String>,
    /// When it was sent.
    pub sent: i64,
    /// Where it stands.
    pub state: CounterOfferState,
}

/// What came of a counter-offer so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterOfferView {
    /// Where it stands.
    pub state: CounterOfferState,
    /// The line of the inbox.
    pub row: InboxRow,
    /// The permission and its receipt, once it was taken.
    pub receipt: Option<ReceiptView>,
}

command!(
    /// Answers a request with less: signs a permission of exactly that, which is anchored and can be
    /// used only after the department took it.
    OfferLess {
        /// The request's id.
        id: String,
        /// The digest of the view that was shown.
        digest: String,
        /// Ids of the items that are given; a subset of the view's.
        items: Vec<String>,
        /// The end of the permission, not later than asked.
        until: i64,
        /// How often it may be used, not more than asked.
        max_uses: u32,
        /// Days they may keep what they learn, not more than asked.
        retention_days: u32,
        /// A word to the department, at most 500 characters.
        message: Option<String>,
        /// The passphrase, asked again.
        passphrase: Secret,
    } -> CounterOfferView, "offer_less", Unlocked
);

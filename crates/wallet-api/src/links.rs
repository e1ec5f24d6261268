//! Links before anybody is contacted, links that wait, and askers that could not be proven.

use serde::{Deserialize, Serialize};

use crate::{
    ApiError, CheckView, InboxKind, LocalText, OpenedView, PartyView, RightView, command::command,
};

/// What a link says, before anybody was contacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// Offer or request.
    pub kind: InboxKind,
    /// The address that would be contacted; `None` if everything is inside the link.
    pub address: Option<AddressView>,
    /// For a request: the department that it names as its sender, if the directory has it.
    pub sender: Option<PartyView>,
}

/// An address in a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressView {
    /// `https` or `http`.
    pub scheme: String,
    /// Host, with the port if it is unusual.
    pub host: String,
    /// Path, without query.
    pub path: String,
    /// The department under whose registered address it lies.
    pub owner: Option<PartyView>,
    /// Whether the wallet may contact it at all.
    pub allowed: bool,
}

command!(
    /// Reads a link without contacting anybody.
    InspectLink {
        /// The link.
        link: String,
    } -> LinkView, "inspect_link", Unlocked
);
command!(
    /// Reads the code in a picture on the clipboard.
    ReadClipboard {} -> String, "read_clipboard", Unlocked
);

/// A link that came in and could not be looked into so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingLink {
    /// Its id.
    pub id: String,
    /// Offer or request.
    pub kind: InboxKind,
    /// The host that it leads to, or empty.
    pub host: String,
    /// When it came in.
    pub received: i64,
    /// Why it could not be opened.
    pub error: ApiError,
}

command!(
    /// Links that came in and could not be looked into so far, newest first.
    ListWaitingLinks {} -> Vec<WaitingLink>, "list_waiting_links", Unlocked
);
command!(
    /// Looks into a waiting link again.
    RetryLink {
        /// Its id.
        id: String,
    } -> OpenedView, "retry_link", Unlocked
);
command!(
    /// Forgets a waiting link; nobody is contacted.
    ForgetLink {
        /// Its id.
        id: String,
    } -> Vec<WaitingLink>, "forget_link", Unlocked
);

/// A request by somebody who could not be proven. Everything in it is what they say of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnprovenView {
    /// Its id.
    pub id: String,
    /// The name they give themselves, if any.
    pub name: Option<String>,
    /// The identifier they claim.
    pub claimed: String,
    /// The department that they claim to be, if the directory has it.
    pub sender: Option<PartyView>,
    /// Where the answer would go, as host.
    pub host: String,
    /// Why they ask, in their words.
    pub purpose: Option<LocalText>,
    /// What they want.
    pub rights: Vec<RightView>,
    /// When it was opened.
    pub received: i64,
    /// When it is removed by itself.
    pub removed: i64,
    /// Whether somebody was contacted to fetch it.
    pub contacted: bool,
    /// What was checked, and how it ended.
    pub checks: Vec<CheckView>,
    /// What failed first.
    pub error: ApiError,
}

command!(
    /// Requests of unproven askers, newest first. They are never counted.
    ListUnproven {} -> Vec<UnprovenView>, "list_unproven", Unlocked
);
command!(
    /// Refuses an unproven asker: it is removed, and nothing is sent, not even the refusal.
    RefuseUnproven {
        /// Its id.
        id: String,
    } -> Vec<UnprovenView>, "refuse_unproven", Unlocked
);

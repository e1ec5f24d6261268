//! Deciding on a request: what is shown, and what is signed.

use serde::{Deserialize, Serialize};

use crate::{
    Action, AttributeValue, InboxRow, LocalText, PartyView, PermissionRow, Proof, Secret,
    command::command,
};

/// A clause of law, in words and with its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseView {
    /// Its code, such as `ht-school-entry/12`.
    pub code: String,
    /// Its title in plain words.
    pub title: LocalText,
    /// Longest validity of a permission, seconds.
    pub max_validity_secs: u64,
    /// Most uses.
    pub max_uses: u32,
    /// Longest retention, days.
    pub max_retention_days: u32,
    /// Whether access may be handed on.
    pub delegable: bool,
    /// How the clause is known.
    pub proof: Proof,
}

/// What the law says about one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LawVerdict {
    /// Permitted.
    Permitted,
    /// Not permitted.
    Denied,
    /// An officer has to decide. It may be given: it sleeps until then.
    NeedsOfficer,
    /// An officer has permitted it.
    PermittedByOfficer,
    /// An officer has refused it.
    RefusedByOfficer,
    /// The wallet's own evaluation and the chain's differ.
    Disagreed,
    /// The law could not be read.
    NotChecked,
}

impl LawVerdict {
    /// Whether the citizen may give the item: the law permits it, or leaves it to an officer who
    /// has not refused.
    pub fn may_be_given(self) -> bool {
        matches!(
            self,
            Self::Permitted | Self::NeedsOfficer | Self::PermittedByOfficer
        )
    }
}

/// Whether an item is what such a request usually asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Usual {
    /// The cited clause covers it, and nothing in the office's earlier requests speaks against it.
    Usual {
        /// How many of the office's earlier requests asked for it.
        asked: u32,
        /// The office's earlier requests.
        requests: u32,
    },
    /// No rule covers it for this office and purpose.
    BeyondLaw {
        /// How many items the cited clause covers.
        covered: u32,
    },
    /// Another clause than the cited one covers it.
    BeyondClause {
        /// How many items the cited clause covers.
        covered: u32,
    },
    /// The office hardly ever asked for it before.
    Rare {
        /// How many of the office's earlier requests asked for it.
        asked: u32,
        /// The office's earlier requests.
        requests: u32,
    },
}

impl Usual {
    /// Whether it is marked, and not given unless the citizen says so.
    #[must_use]
    pub const fn is_unusual(self) -> bool {
        !matches!(self, Self::Usual { .. })
    }
}

/// One attribute that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemView {
    /// Identifies it inside the review: `entry/attribute/action`.
    pub id: String,
    /// Code of the entry.
    pub entry: String,
    /// Code of the attribute.
    pub attribute: String,
    /// What would be allowed.
    pub action: Action,
    /// Whether the department says that it needs it.
    pub required: bool,
    /// What it would see today, from the holder's own copy; `None` if the wallet holds none.
    pub value: Option<AttributeValue>,
    /// What it would become, or what would be added to it; for `modify` and `add` only.
    pub proposed: Option<AttributeValue>,
    /// Whether such a request usually asks for it.
    pub usual: Usual,
    /// What the law says.
    pub law: LawVerdict,
    /// Code of the clause that says so.
    pub clause: Option<String>,
}

/// Everything that the approve screen shows, and nothing else is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewView {
    /// The request's id in the inbox.
    pub id: String,
    /// Digest of this view: it goes back with the decision, and the wallet refuses any other.
    pub digest: String,
    /// A number that people can read aloud.
    pub number: String,
    /// Who asks.
    pub party: PartyView,
    /// Who keeps the data.
    pub custodian: PartyView,
    /// How many requests of this office were answered before (0: first contact).
    pub contacts: u32,
    /// Code of the purpose.
    pub purpose: String,
    /// The purpose in the department's own words.
    pub purpose_text: LocalText,
    /// What is asked for.
    pub items: Vec<ItemView>,
    /// The clause that the department cites, if the law has it.
    pub clause: Option<ClauseView>,
    /// The clause's code as cited.
    pub clause_code: String,
    /// From when the permission would hold.
    pub from: i64,
    /// Until when they ask for it.
    pub until: i64,
    /// The latest end that the law allows.
    pub until_limit: i64,
    /// How often they ask to use it.
    pub max_uses: u32,
    /// How many days they would keep what they learn: what they ask for, as far as the law allows.
    pub retention_days: u32,
    /// How many times it may be handed on: as asked, and 0 where the law lets nothing be handed on.
    pub max_depth: u8,
    /// The offices below, to which it might be handed on.
    #[serde(default)]
    pub may_reach: Vec<PartyView>,
    /// The check code of the proposed changes: 8 letters and digits that the department has as well.
    pub check_code: Option<String>,
    /// The documents that could be meant; two or more leave a choice.
    pub documents: Vec<crate::FittingDocument>,
    /// The one whose values are shown.
    pub document: Option<String>,
    /// The latest counter-offer, if one was made.
    pub offered: Option<crate::OfferedView>,
    /// When the request came in.
    pub received: i64,
    /// Until when it can be answered.
    pub expires: i64,
    /// Where it stands.
    pub state: crate::InboxState,
    /// Why it cannot be approved as it stands, if so.
    pub obstacle: Option<crate::ErrorCode>,
    /// The case, where the law leaves something to an officer and the case is open or decided.
    #[serde(default)]
    pub case: Option<crate::CaseView>,
}

command!(
    /// Shows a request of the inbox for decision.
    ReviewRequest {
        /// The request's id.
        id: String,
    } -> ReviewView, "review_request", Unlocked
);

command!(
    /// Approves exactly what was shown, or less of it.
    ApproveRequest {
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
        /// How often it may be handed on, not more than asked; 0: not at all.
        #[serde(default)]
        max_depth: u8,
        /// The passphrase, asked again.
        passphrase: Secret,
    } -> ReceiptView, "approve_request", Unlocked
);

command!(
    /// Refuses a request; the department is told.
    RefuseRequest {
        /// The request's id.
        id: String,
        /// The digest of the view that was shown.
        digest: String,
    } -> InboxRow, "refuse_request", Unlocked
);

/// What came of an approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptView {
    /// The permission as it stands.
    pub permission: PermissionRow,
    /// Number of the department's receipt.
    pub receipt: String,
    /// Block in which the grant was anchored.
    pub anchored_height: u64,
    /// When it was sent.
    pub sent: i64,
}

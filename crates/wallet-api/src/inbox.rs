//! Links, offers and requests on their way in.

use serde::{Deserialize, Serialize};

use crate::{ApiError, DocumentRow, LocalText, PartyView, Secret, command::command};

/// What a link turned out to be.
#[expect(clippy::large_enum_variant, reason = "made one at a time, to be sent")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum OpenedView {
    /// A credential is offered.
    Offer {
        /// The offer.
        offer: OfferView,
    },
    /// A department asks for something; review it by this id.
    Request {
        /// Its id in the inbox.
        id: String,
    },
    /// A department asks to be shown a part of a document; review it by this id.
    Presentation {
        /// Its id in the inbox.
        id: String,
    },
    /// Somebody asks who could not be proven; it is kept apart from the inbox.
    Unproven {
        /// Its id among the unproven.
        id: String,
        /// What failed first.
        error: ApiError,
    },
}

/// The code that the issuer sent by another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionCodeView {
    /// How many characters it has, if known.
    pub length: Option<u8>,
    /// Whether it is digits only.
    pub numeric: bool,
    /// The issuer's words about it.
    pub description: String,
}

/// An offer of a credential by a proven issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// Its id in the inbox.
    pub id: String,
    /// Who offers.
    pub issuer: PartyView,
    /// The type of the credential, a URN.
    pub vct: String,
    /// Its name.
    pub name: LocalText,
    /// Codes of the attributes it will have.
    pub attributes: Vec<String>,
    /// The code that is asked for, if one is.
    pub transaction_code: Option<TransactionCodeView>,
    /// When it came in.
    pub received: i64,
}

command!(
    /// Looks into a link (`openid-credential-offer://…`, `openid4vp://…`): fetches it, proves who
    /// made it, and puts it into the inbox.
    OpenLink {
        /// The link, at most 32,768 bytes.
        link: String,
    } -> OpenedView, "open_link", Unlocked
);
command!(
    /// Finds the link in a picture of a QR code.
    ReadCode {
        /// The picture's file (PNG, JPEG, BMP or WebP, at most 20 MiB), base64 with padding.
        image: String,
    } -> String, "read_code", Unlocked
);
command!(
    /// An offer of the inbox.
    GetOffer {
        /// Its id.
        id: String,
    } -> OfferView, "get_offer", Unlocked
);
command!(
    /// Accepts an offer: fetches the credential, verifies it and keeps it.
    AcceptOffer {
        /// The offer's id.
        id: String,
        /// The code the issuer sent by another way, if the offer asks for one.
        transaction_code: Option<Secret>,
    } -> DocumentRow, "accept_offer", Unlocked
);
command!(
    /// Declines an offer.
    DeclineOffer {
        /// The offer's id.
        id: String,
    } -> Vec<InboxRow>, "decline_offer", Unlocked
);

/// What lies in the inbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InboxKind {
    /// An offered credential.
    Offer,
    /// A request for access.
    Request,
    /// A request to be shown a part of a document.
    Presentation,
}

/// Where an inbox line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InboxState {
    /// Nobody looked at it.
    New,
    /// Looked at, not decided.
    Waiting,
    /// Approved or accepted.
    Answered,
    /// Refused or declined.
    Refused,
    /// Its time ran out.
    Expired,
    /// Sending failed before anything left this computer.
    FailedNothingSent,
    /// Sending failed and data may have left this computer.
    FailedMaybeSent,
    /// Answered with less; the department has not decided.
    Offered,
    /// Answered with less, and the department took it.
    Taken,
    /// Answered with less, and the department did not take it: it can be decided anew.
    NotTaken,
}

impl InboxState {
    /// Whether the citizen can decide.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::Waiting | Self::NotTaken)
    }
}

/// One line of the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    /// Its id.
    pub id: String,
    /// A number that people can read aloud, such as `R-2026-0417`.
    pub number: String,
    /// Offer or request.
    pub kind: InboxKind,
    /// Where it stands.
    pub state: InboxState,
    /// Who sent it; unproven senders never get into the inbox.
    pub party: PartyView,
    /// For a request its purpose in the department's words, for an offer the document's name.
    pub about: LocalText,
    /// Items that are needed (all that are asked for, if none is), or attributes offered.
    pub items: u32,
    /// When it came in.
    pub received: i64,
    /// Until when it can be answered.
    pub expires: Option<i64>,
    /// The permission that came of it.
    pub permission: Option<String>,
    /// Until when it was put aside, while that time has not come.
    pub snoozed: Option<i64>,
    /// Refused, but the department could not be told so far.
    pub untold: bool,
    /// Whether there is evidence of the answer to save.
    pub evidence: bool,
}

command!(
    /// The inbox, newest first.
    ListInbox {} -> Vec<InboxRow>, "list_inbox", Unlocked
);
command!(
    /// Puts a line aside: it is not counted nor shown first until that time.
    SnoozeRequest {
        /// The line's id.
        id: String,
        /// Until when; after now, and before it ends.
        until: i64,
    } -> InboxRow, "snooze_request", Unlocked
);
command!(
    /// Takes a line up again: one that was put aside, or one whose answer never left this computer,
    /// which can then be decided anew.
    ReopenRequest {
        /// The line's id.
        id: String,
    } -> InboxRow, "reopen_request", Unlocked
);
command!(
    /// Sends an answer again that was signed and did not arrive for certain: the very same one.
    ResendAnswer {
        /// The request's id.
        id: String,
    } -> InboxRow, "resend_answer", Unlocked
);

//! Showing a part of a document to a department that asked for it over the network.

use serde::{Deserialize, Serialize};

use crate::{
    AttributeValue, ClauseView, DocumentRow, ErrorCode, InboxState, LocalText, PartyView, Secret,
    command::command,
};

/// One attribute that is to be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationItemView {
    /// Its code.
    pub code: String,
    /// What would be readable; `None` if the chosen document does not have it.
    pub value: Option<AttributeValue>,
    /// Whether no answer can do without it.
    pub required: bool,
    /// Whether a clause of the law gives this office this attribute for this purpose.
    pub by_law: bool,
}

/// Everything that is shown before a part of a document leaves; what is signed refers to it by its
/// digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationReviewView {
    /// The request's id in the inbox.
    pub id: String,
    /// Digest of what is shown here.
    pub digest: String,
    /// A number that people can read aloud.
    pub number: String,
    /// Who asks.
    pub party: PartyView,
    /// How many requests of this office were answered before (0: first contact).
    pub contacts: u32,
    /// Code of the purpose.
    pub purpose: String,
    /// The purpose in the department's own words.
    pub purpose_text: LocalText,
    /// The clause of the law that gives this office something for this purpose, if there is one.
    pub clause: Option<ClauseView>,
    /// The clause that the department cites, as cited.
    pub clause_code: Option<String>,
    /// How many days they would keep what they see, by their own word.
    pub retention_days: u32,
    /// The types of document that will do, as URNs.
    pub types: Vec<String>,
    /// The document whose values are shown.
    pub document: Option<DocumentRow>,
    /// All documents that would do, the best fitting first.
    pub documents: Vec<DocumentRow>,
    /// What is asked for: first what is required.
    pub items: Vec<PresentationItemView>,
    /// The sets of attributes of which exactly one is an answer.
    pub sets: Vec<Vec<String>>,
    /// Whether this office could find out, together with another, that both were shown the same
    /// document: no copy is left that nobody saw.
    pub linkable: bool,
    /// When the request came in.
    pub received: i64,
    /// Until when it can be answered.
    pub expires: i64,
    /// Where it stands.
    pub state: InboxState,
    /// Why nothing can be shown.
    pub obstacle: Option<ErrorCode>,
}

/// What came of showing a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentedView {
    /// Who was shown it.
    pub party: PartyView,
    /// Codes of what was shown.
    pub attributes: Vec<String>,
    /// Number of the department's receipt.
    pub receipt: String,
    /// When it was sent.
    pub sent: i64,
}

command!(
    /// Shows a request for a part of a document for decision.
    ReviewPresentation {
        /// The request's id in the inbox.
        id: String,
        /// Id of the document; without it the one that fits best.
        #[serde(default)]
        document: Option<String>,
    } -> PresentationReviewView, "review_presentation", Unlocked
);

command!(
    /// Shows exactly what was reviewed, or less where the department leaves that open.
    Present {
        /// The request's id in the inbox.
        id: String,
        /// The digest of the view that was shown.
        digest: String,
        /// Id of the document in that view.
        document: String,
        /// Codes of what is shown: one of the view's sets.
        attributes: Vec<String>,
        /// The passphrase, asked again.
        passphrase: Secret,
    } -> PresentedView, "present", Unlocked
);

//! What happened, and what was done with the citizen's data.

use serde::{Deserialize, Serialize};

use crate::{LocalText, PartyView, Proof, RightView, command::command};

/// What a line of the activity tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    /// The wallet was made.
    WalletCreated,
    /// The wallet was restored from its words.
    WalletRestored,
    /// A credential came in.
    DocumentReceived,
    /// A credential was removed from this computer.
    DocumentRemoved,
    /// The issuer changed a document's status.
    DocumentStatusChanged,
    /// An offer was declined.
    OfferDeclined,
    /// The citizen approved a request.
    RequestApproved,
    /// The citizen refused a request.
    RequestRefused,
    /// Sending an answer failed; nothing was sent.
    SendingFailed,
    /// Sending an answer failed; data may have been sent.
    SendingUncertain,
    /// A department used a permission.
    PermissionUsed,
    /// The citizen withdrew a permission.
    PermissionWithdrawn,
    /// An invoice was announced.
    InvoiceArrived,
    /// A certificate was announced.
    CertificateArrived,
    /// The citizen answered with less than was asked.
    CounterOfferSent,
    /// The department took a counter-offer, and has the permission.
    CounterOfferTaken,
    /// The department did not take a counter-offer.
    CounterOfferNotTaken,
    /// A change of the law stopped a permission, or a part of it.
    StoppedByLaw,
    /// The law allows again what it had stopped.
    AllowedByLaw,
    /// A department put a request before an officer.
    CaseOpened,
    /// An officer decided.
    CaseDecided,
    /// The citizen turned to a department: an objection, a complaint, a question.
    PetitionLodged,
    /// The department answered.
    PetitionAnswered,
    /// The citizen made a code for a counter.
    CodeShown,
    /// The citizen made a pass for print.
    PassMade,
    /// A code was read at a counter.
    CodeRead,
    /// A code was read at a counter that had been read before: an alarm.
    CodeReadAgain,
}

/// What covers an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "basis")]
pub enum Basis {
    /// The citizen's own act.
    You,
    /// A permission that the citizen gave.
    YourPermission {
        /// Its id.
        id: String,
        /// The number of its request.
        number: String,
    },
    /// A clause of law.
    Law {
        /// Its code.
        clause: String,
    },
    /// The issuer's own act towards the citizen.
    Issuer,
    /// Nothing: an alarm.
    Nothing,
}

/// One line of the activity. It never holds an attribute's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityRow {
    /// Its id.
    pub id: String,
    /// When.
    pub time: i64,
    /// What.
    pub kind: ActivityKind,
    /// Who, if somebody else has part in it.
    pub party: Option<PartyView>,
    /// The offices through whose permission the party acted, the one that you gave it to first.
    #[serde(default)]
    pub through: Vec<PartyView>,
    /// The keeper of the data, for an access.
    pub custodian: Option<PartyView>,
    /// Which attributes, and what was done with them.
    pub rights: Vec<RightView>,
    /// For what, in the department's words, or the name of the document.
    pub about: LocalText,
    /// What covers it.
    pub basis: Basis,
    /// How it is known; the citizen's own acts are not on the chain unless they say so.
    pub proof: Proof,
    /// Block, for what stands on the chain.
    pub height: Option<u64>,
    /// For a use: which use of the permission it was, from 1.
    pub use_number: Option<u32>,
    /// For an answer: the request whose evidence can be saved.
    #[serde(default)]
    pub evidence: Option<String>,
}

command!(
    /// The activity, newest first.
    ListActivity {
        /// At most so many lines (0: 200).
        limit: u32,
    } -> Vec<ActivityRow>, "list_activity", Unlocked
);

/// What Home shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// What waits for a decision, most urgent first.
    pub waiting: Vec<crate::InboxRow>,
    /// The newest documents, at most six.
    pub documents: Vec<crate::DocumentRow>,
    /// How many documents there are.
    pub document_count: u32,
    /// The latest lines of the activity, at most five.
    pub recent: Vec<ActivityRow>,
    /// Permissions in force.
    pub permissions: u32,
    /// Whether the recovery words were checked.
    pub words_checked: bool,
    /// State of the chain's history.
    pub sync: crate::SyncView,
}

command!(
    /// What Home shows.
    GetHome {} -> HomeView, "get_home", Unlocked
);

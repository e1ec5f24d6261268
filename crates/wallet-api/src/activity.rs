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
    /// A certificate was saved as a file for others.
    CertificateExported,
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
    /// A department was let at the citizen's data without a permission: by a clause of the law, or
    /// by nothing.
    AccessedWithoutPermission,
    /// The citizen withdrew a permission.
    PermissionWithdrawn,
    /// An invoice was announced.
    InvoiceArrived,
    /// A certificate was announced.
    CertificateArrived,
    /// The citizen deposited the fingerprint of a file.
    EvidenceDeposited,
    /// The citizen claimed an invoice for a payer.
    InvoiceClaimed,
    /// The payer took a claimed invoice into its books.
    InvoiceBooked,
    /// The payer has paid an invoice back.
    InvoiceReimbursed,
    /// The seller took an invoice back before it was claimed.
    InvoiceVoided,
    /// The seller reversed an invoice by a red-letter invoice.
    InvoiceReversed,
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
    /// The citizen showed a part of a document to a department that asked for it.
    DocumentPresented,
    /// The citizen made a code for a counter.
    CodeShown,
    /// The citizen made a pass for print.
    PassMade,
    /// A code was read at a counter.
    CodeRead,
    /// A code was read at a counter that had been read before: an alarm.
    CodeReadAgain,
    /// The citizen took the log as it was, although something spoke against it.
    LogAccepted,
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
        /// Its title, from the proven law; empty if the law never had it.
        #[serde(default)]
        title: LocalText,
    },
    /// The issuer's own act towards the citizen.
    Issuer,
    /// Nothing: an alarm.
    Nothing {
        /// What is wrong.
        why: Uncovered,
        /// The clause that was named, if one was.
        #[serde(default)]
        clause: Option<String>,
    },
}

impl Basis {
    /// Whether nothing covers the act.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing { .. })
    }
}

/// Why nothing covers an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Uncovered {
    /// No basis was given.
    NoneGiven,
    /// The clause that was named did not allow this office, at that time, to act without a
    /// permission.
    ClauseDoesNotCover,
    /// The permission that was used was not given by this wallet.
    NotYourPermission,
    /// The permission does not reach so far: another office, attribute, purpose, time or number of
    /// uses.
    BeyondPermission,
    /// The law forbade it at that time.
    AgainstLaw,
    /// What was written down cannot be read, or is not what its fingerprint says.
    Unreadable,
    /// A code for a counter was read a second time.
    ReadAgain,
    /// A code for a counter was read that this wallet never made.
    NotYourCode,
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
    /// For an access: what the citizen said about it to departments, the newest first.
    #[serde(default)]
    pub petitions: Vec<crate::PetitionRow>,
    /// Whether it is an alarm that nobody has dealt with: no complaint, no question, not put away.
    #[serde(default)]
    pub alarm: bool,
    /// For a document whose status changed: what it became.
    #[serde(default)]
    pub change: Option<crate::StatusChange>,
    /// The document that it is about, where that can be opened.
    #[serde(default)]
    pub document: Option<String>,
    /// For a certificate saved as a file: for whom, in the citizen's words.
    #[serde(default)]
    pub made_for: Option<String>,
    /// The permission that it is about, also where that does not cover it.
    #[serde(default)]
    pub permission: Option<String>,
}

command!(
    /// The activity, newest first.
    ListActivity {
        /// At most so many lines (0: 200).
        limit: u32,
    } -> Vec<ActivityRow>, "list_activity", Unlocked
);

/// A petition about an access, ready to be signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PetitionDraft {
    /// What it is.
    pub kind: crate::PetitionKind,
    /// The department it goes to: a complaint to the one above the office concerned, a question to
    /// the office itself.
    pub to: PartyView,
    /// What to say, for the citizen to change.
    pub text: LocalText,
    /// Whether the record that the keeper of the data wrote goes with it, so that the department
    /// can check it against the chain.
    pub with_record: bool,
}

command!(
    /// A complaint or a question about an access, ready to be signed. Nothing is sent.
    DraftPetition {
        /// The line of the activity.
        id: String,
        /// `complaint` or `question`.
        kind: crate::PetitionKind,
    } -> PetitionDraft, "draft_petition", Unlocked
);
command!(
    /// Complains or asks about an access; it is signed, lodged on the chain and sent.
    PetitionAboutAccess {
        /// The line of the activity.
        id: String,
        /// `complaint` or `question`.
        kind: crate::PetitionKind,
        /// The citizen's words, at most 500 characters.
        text: String,
        /// The passphrase, asked again.
        passphrase: crate::Secret,
    } -> crate::PetitionRow, "petition_about_access", Unlocked
);
command!(
    /// Puts an alarm away; the line stays, with what is wrong about it.
    PutAlarmAway {
        /// The line of the activity.
        id: String,
    } -> ActivityRow, "put_alarm_away", Unlocked
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
    /// Accesses that nothing covers and nobody has dealt with, newest first.
    #[serde(default)]
    pub alarms: Vec<ActivityRow>,
    /// Documents whose status an issuer changed, and that the citizen has not put away, newest first.
    #[serde(default)]
    pub notices: Vec<ActivityRow>,
    /// Permissions in force.
    pub permissions: u32,
    /// Whether the recovery words were checked.
    pub words_checked: bool,
    /// State of the chain's history.
    pub sync: crate::SyncView,
}

command!(
    /// Puts a notice about a document away.
    DismissNotice {
        /// Id of the line of the activity.
        id: String,
    } -> HomeView, "dismiss_notice", Unlocked
);
command!(
    /// What Home shows.
    GetHome {} -> HomeView, "get_home", Unlocked
);

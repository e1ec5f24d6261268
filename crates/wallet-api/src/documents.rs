//! Credentials that the citizen holds, and what can be obtained.

use serde::{Deserialize, Serialize};

use crate::{
    ActivityRow, AttributeView, CheckView, LocalText, OfferView, PartyView, PermissionRow, Proof,
    TechnicalRow, command::command,
};

/// Whether a document can be relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum DocumentStatus {
    /// Valid; `until` is its end, if it has one.
    Valid {
        /// End of validity.
        until: Option<i64>,
    },
    /// Valid, but ends within 14 days.
    Expiring {
        /// End of validity.
        until: i64,
    },
    /// Ended.
    Expired {
        /// End of validity.
        until: i64,
    },
    /// Suspended by its issuer.
    Suspended,
    /// Revoked by its issuer.
    Revoked,
    /// Replaced by a newer one.
    Superseded,
    /// The chain could not be asked yet.
    Unknown,
}

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Its id in the wallet.
    pub id: String,
    /// Its type, a URN; the interface has a title for the types it knows.
    pub vct: String,
    /// Its name as the issuer gives it.
    pub name: LocalText,
    /// The issuer.
    pub issuer: PartyView,
    /// Its number with the middle hidden, or empty.
    pub number: String,
    /// Whether it can be relied on.
    pub status: DocumentStatus,
    /// How the status is known.
    pub proof: Proof,
    /// When it came into the wallet.
    pub received: i64,
}

/// A document with everything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    /// The line of the list.
    pub row: DocumentRow,
    /// Its attributes, in the type's order.
    pub attributes: Vec<AttributeView>,
    /// The named steps of its verification.
    pub checks: Vec<CheckView>,
    /// Permissions that reach its attributes.
    pub permissions: Vec<PermissionRow>,
    /// What happened with it.
    pub history: Vec<ActivityRow>,
    /// Start of validity.
    pub valid_from: i64,
    /// Unlinkable copies still unused, and all.
    pub copies: (u32, u32),
    /// For the proof drawer.
    pub technical: Vec<TechnicalRow>,
    /// What became of it, the oldest first, from the chain.
    #[serde(default)]
    pub steps: Vec<crate::StatusStep>,
    /// The document that took its place, if it is here.
    pub replaced_by: Option<DocumentRow>,
}

command!(
    /// The documents, newest first.
    ListDocuments {} -> Vec<DocumentRow>, "list_documents", Unlocked
);
command!(
    /// One document.
    GetDocument {
        /// Its id.
        id: String,
    } -> DocumentView, "get_document", Unlocked
);
command!(
    /// Gets fresh copies of a document from its issuer, as many as are missing.
    RefillDocument {
        /// Its id.
        id: String,
    } -> DocumentView, "refill_document", Unlocked
);
command!(
    /// Removes a document from this computer; its history stays.
    RemoveDocument {
        /// Its id.
        id: String,
    } -> Vec<DocumentRow>, "remove_document", Unlocked
);

/// How something is obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obtaining {
    /// At once, over the network.
    Online,
    /// At the office's counter.
    Counter,
    /// The office issues it and announces it on the chain.
    Chain,
    /// The office asks for something of the citizen's first.
    Request,
}

/// Something that can be obtained now, and from whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObtainableRow {
    /// The issuer, proven.
    pub issuer: PartyView,
    /// The issuer's id of it.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// What one needs for it.
    pub needs: LocalText,
    /// How long it takes.
    pub takes: LocalText,
    /// How it is obtained.
    pub how: Obtaining,
    /// Whether the wallet holds one already.
    pub held: bool,
}

/// What can be obtained, and which issuers could not be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObtainableView {
    /// What there is.
    pub rows: Vec<ObtainableRow>,
    /// Names of issuers that did not answer.
    pub silent: Vec<LocalText>,
}

command!(
    /// Asks the issuers of the directory what can be obtained.
    ListObtainable {} -> ObtainableView, "list_obtainable", Unlocked
);

/// What came of an application.
#[expect(clippy::large_enum_variant, reason = "made one at a time, to be sent")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "outcome")]
pub enum ApplyView {
    /// An offer to accept.
    Offer {
        /// The offer.
        offer: OfferView,
    },
    /// It is being issued and will arrive by itself.
    Coming {
        /// The issuer's words.
        message: LocalText,
    },
    /// The office asks for something first; review it by this id.
    Request {
        /// Its id in the inbox.
        id: String,
    },
    /// It has to be collected at the counter.
    Counter {
        /// The issuer's words.
        message: LocalText,
    },
}

command!(
    /// Applies for something that can be obtained.
    Apply {
        /// DID of the issuer.
        issuer: String,
        /// The issuer's id of it.
        id: String,
    } -> ApplyView, "apply", Unlocked
);

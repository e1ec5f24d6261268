//! What the wallet lacks to meet a request, and which of several documents is meant.

use serde::{Deserialize, Serialize};

use crate::{DocumentStatus, LocalText, ObtainableRow, ReviewView, command::command};

/// A document that a request could mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FittingDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Its number with the middle hidden, or empty.
    pub number: String,
    /// When it came into the wallet.
    pub received: i64,
    /// Whether it can be relied on.
    pub status: DocumentStatus,
}

/// An attribute that is asked for and that no document of the wallet has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingRow {
    /// Code of the attribute.
    pub attribute: String,
    /// Whether the department says that it needs it.
    pub required: bool,
    /// Where it can be had, the keeper of the data first.
    pub sources: Vec<ObtainableRow>,
}

/// Everything that is missing for a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MissingView {
    /// The attributes, in the order of the request.
    pub rows: Vec<MissingRow>,
    /// Names of issuers that did not answer.
    pub silent: Vec<LocalText>,
}

command!(
    /// Lists what a request asks for and no document of the wallet has, and asks the issuers of the
    /// directory where it can be had.
    ListMissing {
        /// The request's id.
        id: String,
    } -> MissingView, "list_missing", Unlocked
);
command!(
    /// Says which of several documents that fit is meant; the request is shown with its values.
    ChooseDocument {
        /// The request's id.
        id: String,
        /// The document's id; one of those in the review.
        document: String,
    } -> ReviewView, "choose_document", Unlocked
);

//! Showing a part of a document at an office's counter.

use serde::{Deserialize, Serialize};

use crate::{
    AttributeValue, AttributeView, ClauseView, DocumentRow, ErrorCode, Language, LocalText,
    PartyView, Proof, command::command,
};

/// The purpose that fits every office: to say who one is.
pub const IDENTIFY: &str = "identification";

/// An office at whose counter something can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterOfficeView {
    /// The office.
    pub party: PartyView,
    /// When something was last shown there.
    pub last_shown: Option<i64>,
    /// What for, as the law knows it; [`IDENTIFY`] is always among them, and last.
    pub purposes: Vec<CounterPurposeView>,
}

/// A purpose of an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterPurposeView {
    /// Its code.
    pub code: String,
    /// The clause of law behind it, if there is one.
    pub clause: Option<ClauseView>,
}

/// Where, what for, and with which document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterAsk {
    /// DID of the office; may be left out where a challenge says it.
    #[serde(default)]
    pub office: Option<String>,
    /// Code of the purpose; may be left out where a challenge says it.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The text of the office's challenge, `CWC1:…`.
    #[serde(default)]
    pub challenge: Option<String>,
    /// Id of the document; without it the one that fits best.
    #[serde(default)]
    pub document: Option<String>,
}

/// Why an item is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemNeed {
    /// The office says that it needs it.
    Required,
    /// The law gives this office this item for this purpose.
    Usual,
    /// The office says that it would help.
    Helpful,
    /// Neither: it is only in the same document.
    Extra,
}

impl ItemNeed {
    /// Whether it is shown unless the holder says otherwise.
    #[must_use]
    pub const fn is_given(self) -> bool {
        matches!(self, Self::Required | Self::Usual)
    }
}

/// One attribute that can be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterItemView {
    /// Its code.
    pub code: String,
    /// What would be readable.
    pub value: AttributeValue,
    /// Why it is offered.
    pub need: ItemNeed,
}

/// What would be shown; what is signed refers to it by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CounterReviewView {
    /// Digest of what is shown here.
    pub digest: String,
    /// The office.
    pub party: PartyView,
    /// Code of the purpose.
    pub purpose: String,
    /// The clause of law behind it, if there is one.
    pub clause: Option<ClauseView>,
    /// Until when the office's challenge can be answered, if it gave one.
    pub challenge_until: Option<i64>,
    /// The document.
    pub document: Option<DocumentRow>,
    /// All documents that could be shown, the best fitting first.
    pub documents: Vec<DocumentRow>,
    /// Its attributes: first what is given, then the others.
    pub items: Vec<CounterItemView>,
    /// Attributes that the office needs and this document does not have.
    pub missing: Vec<String>,
    /// Whether this office could find out, together with another, that both were shown the same
    /// document: no copy is left that nobody saw.
    pub linkable: bool,
    /// Why nothing can be shown.
    pub obstacle: Option<ErrorCode>,
}

/// One code to be drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePart {
    /// Modules on a side, without the quiet zone of four.
    pub side: u32,
    /// The modules row by row: `1` is dark, `0` light.
    pub modules: String,
}

/// A code that can be read now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeView {
    /// Names what is being shown, over all its renewals.
    pub id: String,
    /// The office.
    pub party: PartyView,
    /// Code of the purpose.
    pub purpose: String,
    /// The document's name.
    pub document: LocalText,
    /// What is readable in it.
    pub items: Vec<AttributeView>,
    /// Attributes of the document that are not.
    pub hidden: Vec<String>,
    /// The codes: one, or several to be shown in turn.
    pub parts: Vec<CodePart>,
    /// The whole as text.
    pub text: String,
    /// From when it is good.
    pub issued: i64,
    /// When it is over.
    pub expires: i64,
    /// When the office's question is over, and with it the renewing.
    pub ends: Option<i64>,
}

/// What became of what is being shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowingView {
    /// Names what is being shown.
    pub id: String,
    /// The reading that the chain tells of.
    pub read: Option<CodeReadView>,
    /// Whether it was read a second time: an alarm.
    pub repeated: bool,
    /// Whether the chain could be asked just now.
    pub proof: Proof,
}

/// A code that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeReadView {
    /// When, by the chain.
    pub time: i64,
    /// In which block.
    pub height: u64,
    /// How it is known.
    pub proof: Proof,
}

/// Ten characters that can be said instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpokenView {
    /// The characters.
    pub code: String,
    /// When they are over.
    pub expires: i64,
}

command!(
    /// The offices, those with whom the holder had to do first.
    ListCounterOffices {} -> Vec<CounterOfficeView>, "list_counter_offices", Unlocked
);

command!(
    /// What would be shown.
    ReviewCounter {
        /// Where, what for, with which document.
        ask: CounterAsk,
    } -> CounterReviewView, "review_counter", Unlocked
);

command!(
    /// Makes a code of what was shown. That it was made is written down before it is answered.
    MakeCode {
        /// As it was reviewed.
        ask: CounterAsk,
        /// The digest of what was shown.
        digest: String,
        /// Codes of the attributes that are to be readable.
        attributes: Vec<String>,
    } -> CodeView, "make_code", Unlocked
);

command!(
    /// A pass for print of what was shown, good for a day, once: saved as a PDF file where the citizen
    /// says in the system's own dialog; answers the file's path, or nothing if they changed their
    /// mind, and then nothing was signed.
    SavePass {
        /// As it was reviewed; without a challenge.
        ask: CounterAsk,
        /// The digest of what was shown.
        digest: String,
        /// Codes of the attributes that are to be readable.
        attributes: Vec<String>,
        /// The language of the page.
        language: Language,
    } -> Option<String>, "save_pass", Unlocked
);

command!(
    /// The next code of what is being shown. Nobody needs to be at the computer for it.
    ShowNextCode {
        /// What is being shown.
        id: String,
    } -> CodeView, "show_next_code", Unlocked
);

command!(
    /// What became of what is being shown.
    GetShowing {
        /// What is being shown.
        id: String,
    } -> ShowingView, "get_showing", Unlocked
);

command!(
    /// Leaves what is being shown at the office, to be taken out by whoever is told ten characters.
    SpeakCode {
        /// What is being shown.
        id: String,
    } -> SpokenView, "speak_code", Unlocked
);

command!(
    /// Ends showing: no next code is made.
    HideCode {
        /// What is being shown.
        id: String,
    } -> bool, "hide_code", Unlocked
);

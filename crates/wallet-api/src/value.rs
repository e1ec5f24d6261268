//! Small values that many views share.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text in both languages of the wallet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalText {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A language of the user interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Something secret on its way into the wallet: a passphrase, recovery words, a transaction code.
///
/// Its `Debug` shows nothing. It crosses the border inward only (the one exception is
/// [`crate::PhraseView`]).
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// The value of one attribute, as registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "type", content = "value")]
pub enum AttributeValue {
    /// Plain text.
    Text(String),
    /// Text registered in both languages.
    Localised(LocalText),
    /// A calendar day, `YYYY-MM-DD`.
    Date(String),
    /// A number in plain decimal.
    Number(String),
    /// Yes or no.
    Flag(bool),
    /// Several values.
    List(Vec<Self>),
    /// Named parts.
    Group(Vec<(String, Self)>),
}

/// One attribute of a credential or an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeView {
    /// The attribute's code, such as `household.address`; its label is the interface's business.
    pub code: String,
    /// Its value.
    pub value: AttributeValue,
}

/// What may be done with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Look at it.
    Read,
    /// Change it.
    Modify,
    /// Add to it.
    Add,
}

/// How a fact is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "verdict")]
pub enum Proof {
    /// Checked in this session against a header that the network profile accepts.
    Proven {
        /// Block height of the header.
        height: u64,
        /// The header's time.
        time: i64,
        /// Who vouched for the header.
        by: ProofBasis,
    },
    /// Was proven, but longer ago than the wallet takes for current.
    Stale {
        /// Block height of the last proof.
        height: u64,
        /// Time of that header.
        time: i64,
    },
    /// Nothing was checked.
    #[default]
    NotChecked,
    /// Two answers exclude each other.
    Contradicted {
        /// What differs: `journal` (entries against their proof), `network` (another chain answers)
        /// or `withdrawn` (the chain took another course and no longer has the entry).
        what: String,
    },
}

/// Who vouched for a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum ProofBasis {
    /// The one node of a local network.
    Local {
        /// Its name.
        node: String,
    },
    /// Nodes that agreed.
    Quorum {
        /// How many gave the same header.
        agreed: u32,
        /// Of how many asked.
        of: u32,
    },
    /// Validators of the chain that signed it.
    Sealed {
        /// How many signed.
        signers: u32,
        /// Of how many there are.
        of: u32,
    },
}

/// A named step of a check, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckView {
    /// The step's code: `integrity`, `issuer-signature`, `issuer-directory`, `validity`, `holder`,
    /// `status`, `header`, `journal`, `state-proof`, …; the interface has the words.
    pub step: String,
    /// The result.
    pub result: CheckResult,
    /// A value that belongs to it (a name, a date as seconds, a height), or empty.
    pub detail: String,
}

/// The three answers a check can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// It holds.
    Valid,
    /// It does not hold.
    Invalid,
    /// It was not checked.
    NotChecked,
}

/// A technical value with a copy button: the proof drawer's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TechnicalRow {
    /// Code of the label: `fingerprint`, `header-hash`, `block`, `state-root`, `did`, …
    pub label: String,
    /// The value.
    pub value: String,
}

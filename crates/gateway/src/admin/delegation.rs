//! Messages of the command line about handing on.

use serde::{Deserialize, Serialize};

/// `delegate`: hands part of what a department holds on to one below it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DelegateCommand {
    /// Slug of the department that hands on.
    pub department: String,
    /// Id of what it holds, a grant or a link; the newest if none is named.
    #[serde(default)]
    pub grant: Option<String>,
    /// To whom: a slug or a DID.
    pub to: String,
    /// Which attributes; all that are held if none are named.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// Seconds from now.
    #[serde(default)]
    pub valid_for_secs: Option<i64>,
    /// Most uses.
    #[serde(default)]
    pub uses: Option<u16>,
    /// Days of retention.
    #[serde(default)]
    pub retention_days: Option<u16>,
    /// How often it may be handed on further.
    #[serde(default)]
    pub depth: Option<u8>,
}

/// `links withdraw`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawLinkCommand {
    /// Slug of the department that signed the link.
    pub department: String,
    /// Id of the link; its newest if none is named.
    #[serde(default)]
    pub link: Option<String>,
}

/// A link, as `links list`, `delegate` and `links withdraw` show it. Without the token itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinkView {
    /// Its id, base64url.
    pub link: String,
    /// Id of the grant, base64url.
    pub grant: String,
    /// Slug of the department that signed it.
    pub department: String,
    /// DID of the department that it is for.
    pub to: String,
    /// Attributes it hands on.
    pub attributes: Vec<String>,
    /// Most uses.
    pub max_uses: u16,
    /// Days of retention.
    pub retention_days: u16,
    /// How often it may be handed on further.
    pub max_depth: u8,
    /// Seconds.
    pub made_at: i64,
    /// Seconds.
    pub expires_at: i64,
    /// Whether the delegate has it.
    pub delivered: bool,
    /// When it was withdrawn, seconds.
    pub withdrawn_at: Option<i64>,
}

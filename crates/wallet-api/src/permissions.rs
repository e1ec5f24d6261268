//! Permissions that the citizen gave.

use serde::{Deserialize, Serialize};

use crate::{
    Action, ActivityRow, ClauseView, LocalText, PartyView, Proof, TechnicalRow, command::command,
};

/// One right inside a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightView {
    /// Code of the entry.
    pub entry: String,
    /// Code of the attribute.
    pub attribute: String,
    /// What is allowed.
    pub action: Action,
}

/// Where a permission stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum PermissionState {
    /// Signed; its anchor is not in a block yet, or it was not sent yet.
    Preparing,
    /// In force.
    Active,
    /// Withdrawal asked for, not in a block yet.
    Withdrawing,
    /// Withdrawn for good.
    Withdrawn {
        /// Block of the withdrawal.
        height: u64,
        /// Its time.
        time: i64,
    },
    /// Its time ran out.
    Expired,
    /// All uses are used.
    UsedUp,
    /// It sleeps: an officer has to permit it first.
    WaitsForOfficer,
    /// The law no longer allows it.
    SuspendedByLaw,
    /// The office is suspended.
    SuspendedOffice,
    /// It never reached the department; nothing can be read with it.
    NotDelivered,
}

/// Why a permission, or a part that was handed on, cannot be used although its time is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopView {
    /// The suspended office: the one concerned, or one above it.
    pub office: Option<PartyView>,
    /// The clause that was repealed, ran out or was changed: its code and title.
    pub clause: Option<(String, LocalText)>,
    /// Since when.
    pub since: i64,
    /// The block in which it was written, if it was.
    pub height: Option<u64>,
}

/// Where a part of a permission that was handed on stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandedOnState {
    /// It can be used.
    Active,
    /// The permission itself is over or cannot be used.
    PermissionOver,
    /// The office that handed it on took it back.
    TakenBack,
    /// Its time ran out.
    Expired,
    /// All uses are used.
    UsedUp,
    /// The law no longer allows it to this office.
    SuspendedByLaw,
    /// The office, or one above it, is suspended.
    SuspendedOffice,
}

/// A part of a permission that an office handed on to one below it, known from a use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOnRow {
    /// Its id: the link's fingerprint.
    pub link: String,
    /// Who handed it on.
    pub from: PartyView,
    /// To whom.
    pub to: PartyView,
    /// 1 if the office that has the permission handed it on itself, 2 for the next, …
    pub depth: u8,
    /// What it allows.
    pub rights: Vec<RightView>,
    /// Until when.
    pub until: i64,
    /// Uses through it so far.
    pub used: u32,
    /// Most uses through it.
    pub max_uses: u32,
    /// Last use through it.
    pub last_used: i64,
    /// Days they may keep what they learn.
    pub retention_days: u32,
    /// Where it stands.
    pub state: HandedOnState,
    /// Why it cannot be used, where the state does not say it all.
    pub stop: Option<StopView>,
}

/// A permission that may no longer be worth having.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "worth")]
pub enum WorthClosing {
    /// It was never used, for so long.
    NeverUsed {
        /// Whole days since it was given.
        days: u32,
    },
    /// It was used, but not for so long.
    NotUsedFor {
        /// Whole days since the last use.
        days: u32,
    },
}

/// What a withdrawal is known to have done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalityView {
    /// When the citizen asked for it.
    pub asked: i64,
    /// The block it is in, and the block's time; `None` until it is in one.
    pub block: Option<(u64, i64)>,
    /// The first proven head that contains the block, by height and this computer's time: from then
    /// on it cannot be undone. `None` until one is proven.
    pub sealed: Option<(u64, i64)>,
    /// The last use before it.
    pub last_use: Option<i64>,
}

/// A permission in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionRow {
    /// Its id: the grant's fingerprint.
    pub id: String,
    /// Number of the request it answers.
    pub number: String,
    /// Who may use it.
    pub party: PartyView,
    /// Who keeps the data.
    pub custodian: PartyView,
    /// What it allows.
    pub rights: Vec<RightView>,
    /// Code of the purpose.
    pub purpose: String,
    /// The purpose in the department's words.
    pub purpose_text: LocalText,
    /// The clause it rests on.
    pub clause: Option<ClauseView>,
    /// From when.
    pub since: i64,
    /// Until when.
    pub until: i64,
    /// Uses so far.
    pub used: u32,
    /// Most uses.
    pub max_uses: u32,
    /// Last use.
    pub last_used: Option<i64>,
    /// Days they may keep what they learn.
    pub retention_days: u32,
    /// How often it may be handed on; 0: not at all.
    #[serde(default)]
    pub max_depth: u8,
    /// To whom it was handed on, as far as uses told.
    #[serde(default)]
    pub handed_on: Vec<HandedOnRow>,
    /// Where it stands.
    pub state: PermissionState,
    /// What suspends it, if something does.
    #[serde(default)]
    pub stop: Option<StopView>,
    /// Where the law stands on each right, and what has changed in it.
    #[serde(default)]
    pub law: crate::LawStandingView,
    /// First second at which what was learnt by the last use may no longer be kept; `None` if it
    /// was never used, or nothing may be kept.
    #[serde(default)]
    pub kept_until: Option<i64>,
    /// Whether it could be closed, because nobody seems to need it.
    #[serde(default)]
    pub worth_closing: Option<WorthClosing>,
    /// How far its withdrawal has come, if it was withdrawn.
    #[serde(default)]
    pub withdrawal: Option<FinalityView>,
    /// How that is known.
    pub proof: Proof,
}

/// A permission with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionView {
    /// The line of the list.
    pub row: PermissionRow,
    /// Id of the request that it answers; empty after a restore.
    #[serde(default)]
    pub request: String,
    /// The case, where the law leaves something to an officer.
    #[serde(default)]
    pub case: Option<crate::CaseView>,
    /// What was done with it.
    pub history: Vec<ActivityRow>,
    /// For the proof drawer.
    pub technical: Vec<TechnicalRow>,
}

command!(
    /// The permissions, those in force first, then newest first.
    ListPermissions {} -> Vec<PermissionRow>, "list_permissions", Unlocked
);
command!(
    /// One permission.
    GetPermission {
        /// Its id.
        id: String,
    } -> PermissionView, "get_permission", Unlocked
);
command!(
    /// Withdraws a permission on the chain; answers when the withdrawal is in a block.
    WithdrawPermission {
        /// Its id.
        id: String,
    } -> PermissionRow, "withdraw_permission", Unlocked
);

//! What every office can reach today, and closing it.

use serde::{Deserialize, Serialize};

use crate::{
    ApiError, DepartmentRow, LocalText, PartyView, PermissionRow, RightView, StopView,
    command::command,
};

/// How an office comes to a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReachHow {
    /// The citizen gave it the permission.
    Given,
    /// An office above handed part of it on, and it was used.
    HandedOn,
    /// The permission may be handed on and the law would let this office use it; nothing tells that
    /// it was.
    Possible,
}

/// One thing that an office can reach, and by what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReachRow {
    /// Id of the permission.
    pub permission: String,
    /// Number of its request.
    pub number: String,
    /// How the office comes to it.
    pub how: ReachHow,
    /// The offices through which it comes, the one that has the permission first.
    pub via: Vec<PartyView>,
    /// Id of the link by which it was handed on to this office.
    pub link: Option<String>,
    /// Who keeps the data.
    pub custodian: PartyView,
    /// Why, in the words of the office that asked.
    pub purpose_text: LocalText,
    /// Which attributes.
    pub rights: Vec<RightView>,
    /// Until when.
    pub until: i64,
    /// Uses by this office so far.
    pub used: u32,
    /// Its last use.
    pub last_used: Option<i64>,
    /// Days it may keep what it learns.
    pub retention_days: u32,
    /// What suspends it at the moment, if something does.
    pub stop: Option<StopView>,
}

/// An office with everything between it and the citizen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeView {
    /// Its line in the tree.
    pub row: DepartmentRow,
    /// What it can reach today: what was given first, then what was handed on, then what might be.
    pub reach: Vec<ReachRow>,
    /// What it has read before, or was given.
    pub shared: Vec<RightView>,
    /// Requests it made.
    pub requests: u32,
    /// Of these, waiting for the citizen.
    pub waiting: u32,
    /// Uses it made.
    pub reads: u32,
    /// Of these, covered by nothing.
    pub uncovered: u32,
    /// When the citizen had to do with it for the first time, seconds.
    pub first_contact: Option<i64>,
    /// And the last time.
    pub last_contact: Option<i64>,
}

command!(
    /// The directory with what every office can reach, parents before children.
    MapReach {} -> Vec<OfficeView>, "map_reach", Unlocked
);

/// Something that closes with a cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedView {
    /// The office that can no longer reach it.
    pub office: PartyView,
    /// How it came to it.
    pub how: ReachHow,
    /// Id of the permission.
    pub permission: String,
    /// Which attributes.
    pub rights: Vec<RightView>,
}

/// What a cut would close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutView {
    /// The office at which it is cut.
    pub office: PartyView,
    /// The permissions that are withdrawn for it.
    pub permissions: Vec<PermissionRow>,
    /// Everything that closes with them, offices above the others.
    pub closes: Vec<ClosedView>,
    /// How many more permissions might still be handed on to it, and stay.
    pub might_remain: u32,
}

command!(
    /// Shows what a cut would close, and changes nothing.
    PlanCut {
        /// DID of the office: nothing in force reaches it, or an office below it, afterwards.
        office: String,
        /// Only what comes to it by this link.
        #[serde(default)]
        link: Option<String>,
        /// Also what was never handed on to it, but might be.
        #[serde(default)]
        possible: bool,
    } -> CutView, "plan_cut", Unlocked
);

/// A permission that could not be withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutFailure {
    /// Its id.
    pub permission: String,
    /// Number of its request.
    pub number: String,
    /// Why.
    pub error: ApiError,
}

/// What came of a cut.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutDone {
    /// Permissions withdrawn, each with its block.
    pub withdrawn: Vec<PermissionRow>,
    /// Permissions that could not be withdrawn now; it can be tried again.
    pub failed: Vec<CutFailure>,
}

command!(
    /// Withdraws exactly the permissions that [`PlanCut`] showed.
    Cut {
        /// As planned.
        office: String,
        /// As planned.
        #[serde(default)]
        link: Option<String>,
        /// As planned.
        #[serde(default)]
        possible: bool,
        /// Ids of the permissions that were shown, in any order; refused if they are no longer the
        /// same.
        permissions: Vec<String>,
    } -> CutDone, "cut", Unlocked
);

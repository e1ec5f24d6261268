//! What the law says to a permission, what has changed in it, and the text of a clause.

use serde::{Deserialize, Serialize};

use crate::{ClauseView, LawVerdict, LocalText, Proof, RightView, command::command};

/// Where the law stands on one right of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RightStanding {
    /// It may be used.
    Permitted,
    /// It sleeps until an officer permits it.
    NeedsOfficer,
    /// An officer has permitted it.
    PermittedByOfficer,
    /// An officer has refused it.
    RefusedByOfficer,
    /// The law no longer permits it.
    Denied,
    /// The permission goes beyond a limit of the law.
    OverLimit,
}

impl RightStanding {
    /// Whether the right can be used now, as far as the law goes.
    pub fn is_usable(self) -> bool {
        matches!(self, Self::Permitted | Self::PermittedByOfficer)
    }
}

/// One right of a permission, and where the law stands on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightLawView {
    /// The right.
    pub right: RightView,
    /// Where the law stands.
    pub standing: RightStanding,
}

/// What has become another in the law since a permission was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum LawChange {
    /// The clause was repealed.
    Repealed,
    /// The clause's time is over.
    Ended,
    /// The clause's time has not come.
    NotYet,
    /// Another clause now decides.
    OtherRule,
    /// The answer is another.
    Answer {
        /// Before.
        before: LawVerdict,
        /// Now.
        after: LawVerdict,
    },
    /// It speaks to other levels of office.
    Levels,
    /// Longest validity, seconds.
    MaxValidity {
        /// Before.
        before: u64,
        /// Now.
        after: u64,
    },
    /// Most uses.
    MaxUses {
        /// Before.
        before: u32,
        /// Now.
        after: u32,
    },
    /// Longest retention, days.
    MaxRetention {
        /// Before.
        before: u32,
        /// Now.
        after: u32,
    },
    /// Whether it may be handed on.
    HandedOn {
        /// Now.
        after: bool,
    },
    /// Whether the department may act without a permission.
    Statutory {
        /// Now.
        after: bool,
    },
    /// The rule stands in another clause.
    OtherClause,
    /// The clause's text is another.
    Text,
}

/// A change of the law that concerns a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawChangeView {
    /// Code of the clause.
    pub clause: String,
    /// Its title.
    pub title: LocalText,
    /// What changed.
    #[serde(flatten)]
    pub change: LawChange,
    /// Which attributes it concerns.
    pub attributes: Vec<String>,
    /// When.
    pub time: i64,
    /// In which block; `None` where only time has passed.
    pub height: Option<u64>,
    /// How it is known.
    pub proof: Proof,
}

/// Where the law stands on a permission.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LawStandingView {
    /// Every right, in the order of the permission.
    pub rights: Vec<RightLawView>,
    /// What has changed since it was signed.
    pub changes: Vec<LawChangeView>,
}

impl LawStandingView {
    /// Where the law stands on the right of this place; permitted where nothing is known.
    pub fn standing(&self, place: usize) -> RightStanding {
        self.rights
            .get(place)
            .map_or(RightStanding::Permitted, |right| right.standing)
    }
}

/// Whether a clause's text is the one that the law names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatuteCheck {
    /// It has the fingerprint that stands in the proven rule.
    Checked,
    /// What was found is another text; it is not shown.
    Differs,
    /// It could not be fetched: no answer, too long, or no address that may be asked.
    NotFound,
}

/// The text of a clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatuteView {
    /// The clause.
    pub clause: ClauseView,
    /// Whether it is in force now.
    pub in_force: bool,
    /// Its text, only if its fingerprint was checked.
    pub text: Option<String>,
    /// What came of the check.
    pub check: StatuteCheck,
    /// The host it was asked of.
    pub host: String,
    /// SHA-256 of the text as the rule names it, `0x` and 64 hex digits.
    pub fingerprint: String,
}

command!(
    /// Fetches the text of a clause and checks its fingerprint.
    ReadStatute {
        /// Code of the clause.
        clause: String,
    } -> StatuteView, "read_statute", Unlocked
);

//! The local log: what was written down on this computer, and whether any of it is missing.

use serde::{Deserialize, Serialize};

use crate::{StatusView, command::command};

/// What speaks against the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogDoubt {
    /// It had come further than it goes now: the vault is an older copy.
    Older,
    /// A line was removed or changed.
    Changed,
    /// This computer does not remember this log, as after moving the wallet here.
    NotRemembered,
}

impl LogDoubt {
    /// The word on the wire; its texts have the keys `log-<word>` and `log-<word>-body`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Older => "older",
            Self::Changed => "changed",
            Self::NotRemembered => "not-remembered",
        }
    }
}

/// What speaks against the log, with both dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogDoubtView {
    /// What it is.
    pub doubt: LogDoubt,
    /// Until when the log is whole, seconds since 1970.
    pub ends: i64,
    /// Until when it was remembered to go, if it is.
    pub remembered: Option<i64>,
    /// For [`LogDoubt::Older`]: lines that are missing at its end.
    pub missing: u64,
}

/// How far the log goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogView {
    /// Lines written.
    pub lines: u64,
    /// Time of the newest one, seconds since 1970.
    pub until: i64,
    /// What speaks against it.
    pub doubt: Option<LogDoubtView>,
}

command!(
    /// How far the local log goes, and whether it is whole.
    GetLog {} -> LogView, "get_log", Unlocked
);

command!(
    /// Takes the log as it is from now on, and writes down that this was done. Nothing happens when
    /// nothing speaks against it.
    AcceptLog {} -> StatusView, "accept_log", Unlocked
);

//! What became another between two states of a rule. Pure.

use serde::{Deserialize, Serialize};

use super::{LawBook, Rule, Verdict};

/// One thing that an amendment, a repeal or the passing of time has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It was repealed.
    Repealed,
    /// Its time is over.
    Ended,
    /// Its time has not come.
    NotYet,
    /// Its answer is another.
    Verdict {
        /// Before.
        before: Verdict,
        /// Now.
        after: Verdict,
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
    Delegable {
        /// Now.
        after: bool,
    },
    /// Whether the department may act without a permission.
    Statutory {
        /// Now.
        after: bool,
    },
    /// It stands in another clause.
    Clause,
    /// The clause's text is another.
    Text,
}

impl Rule {
    /// What of this rule is another than in `before`, an earlier state of it, as of `now` (unix
    /// seconds).
    pub fn changes_since(&self, before: &Self, now: i64) -> Vec<Change> {
        let (old, new) = (&before.terms, &self.terms);
        let mut changes = Vec::new();
        if self.repealed {
            // A repeal sets the end and nothing else.
            return vec![Change::Repealed];
        }
        if new.until.is_some_and(|until| until <= now) {
            changes.push(Change::Ended);
        }
        if new.from > now {
            changes.push(Change::NotYet);
        }
        if old.verdict != new.verdict {
            changes.push(Change::Verdict {
                before: old.verdict,
                after: new.verdict,
            });
        }
        if (old.min_level, old.max_level) != (new.min_level, new.max_level) {
            changes.push(Change::Levels);
        }
        if old.max_validity_secs != new.max_validity_secs {
            changes.push(Change::MaxValidity {
                before: old.max_validity_secs,
                after: new.max_validity_secs,
            });
        }
        if old.max_uses != new.max_uses {
            changes.push(Change::MaxUses {
                before: old.max_uses,
                after: new.max_uses,
            });
        }
        if old.max_retention_days != new.max_retention_days {
            changes.push(Change::MaxRetention {
                before: old.max_retention_days,
                after: new.max_retention_days,
            });
        }
        if old.delegable != new.delegable {
            changes.push(Change::Delegable {
                after: new.delegable,
            });
        }
        if old.statutory != new.statutory {
            changes.push(Change::Statutory {
                after: new.statutory,
            });
        }
        if old.clause != new.clause {
            changes.push(Change::Clause);
        }
        if old.text_fingerprint != new.text_fingerprint {
            changes.push(Change::Text);
        }
        changes
    }
}

impl LawBook {
    /// The state of rule `id` that has followed the one of `time` (unix seconds), with what it
    /// changed; `None` if nothing that matters has changed since.
    pub fn changed_since(&self, id: u64, time: i64, now: i64) -> Option<(&Rule, Vec<Change>)> {
        let (before, after) = (self.rule_at(id, time)?, self.rule(id)?);
        let changes = after.changes_since(before, now);
        (!changes.is_empty()).then_some((after, changes))
    }
}

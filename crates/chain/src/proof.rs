//! The verdict that every fact on screen carries: proven, stale, not checked, or contradicted.

use std::fmt;

use alloy_primitives::Bytes;
use serde::{Deserialize, Serialize};

use crate::header::{TrustBasis, TrustedHeader};

/// How well a fact is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Proof {
    /// Proven against a trusted header.
    Proven {
        /// Block number of that header.
        height: u64,
        /// Its time, unix seconds.
        time: i64,
        /// Why the header is believed.
        by: TrustBasis,
    },
    /// Was proven, but longer ago than the caller accepts.
    Stale {
        /// Block number of the header it was proven against.
        height: u64,
        /// Its time, unix seconds.
        time: i64,
        /// Why the header was believed.
        by: TrustBasis,
    },
    /// Nobody has checked it.
    NotChecked,
    /// A node's answer contradicts a proof or another node.
    Contradicted(Contradiction),
}

impl Proof {
    /// The verdict for something proven against `header`.
    pub fn by(header: &TrustedHeader) -> Self {
        Self::Proven {
            height: header.number(),
            time: header.time(),
            by: header.by().clone(),
        }
    }

    /// Turns a proof older than `max_age_secs` at `now` (unix seconds) into [`Proof::Stale`]; any
    /// other verdict stays. A header as far in the future is no fresher than one in the past: its
    /// time is not to be believed.
    #[must_use]
    pub fn aged(self, now: i64, max_age_secs: u64) -> Self {
        match self {
            Self::Proven { height, time, by } | Self::Stale { height, time, by } => {
                if now.abs_diff(time) > max_age_secs {
                    Self::Stale { height, time, by }
                } else {
                    Self::Proven { height, time, by }
                }
            }
            other => other,
        }
    }

    /// Whether it may be shown as sure (green).
    pub const fn is_proven(&self) -> bool {
        matches!(self, Self::Proven { .. })
    }
}

/// Two answers that cannot both be true, kept as evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contradiction {
    /// What they are about.
    pub what: Subject,
    /// Name of the node (in `network.json`) whose answer does not hold.
    pub node: String,
    /// Height the check was made at.
    pub height: u64,
    /// What is proven, or was seen before, or the other nodes say.
    pub expected: String,
    /// What the node's answer amounts to.
    pub found: String,
    /// The headers it is about, RLP with their seals, where validators sign them: a stranger can check
    /// them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Bytes>,
}

/// What a [`Contradiction`] is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// The entries of a journal bucket: changed, dropped, added or reordered.
    Bucket {
        /// The bucket.
        bucket: u16,
        /// First and last sequence number of the stretch the fault is in, where it is known.
        within: Option<(u64, u64)>,
    },
    /// A block header that differs from the one the other nodes give.
    Header,
    /// Two headers at one height that the validators committed to: some of them broke the rules.
    TwoHeaders,
    /// A block that was proven before is no longer part of the node's chain.
    Reorganised,
    /// The node's head is below a height that was proven before.
    HeadWentBack,
    /// A state proof that does not verify against the trusted header.
    StateProof,
    /// A value read without proof that the proof contradicts.
    Value,
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            Subject::Bucket { bucket, .. } => return self.fmt_bucket(bucket, f),
            Subject::Header => "header",
            Subject::TwoHeaders => "two headers",
            Subject::Reorganised => "chain reorganised",
            Subject::HeadWentBack => "head went back",
            Subject::StateProof => "state proof",
            Subject::Value => "value",
        };
        write!(f, "{what} of node {} at block {}", self.node, self.height)
    }
}

impl Contradiction {
    fn fmt_bucket(&self, bucket: u16, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "journal bucket {bucket} of node {} at block {}",
            self.node, self.height
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proofs_age_and_come_back() {
        let by = TrustBasis::Local { node: "n".into() };
        let at = |time| Proof::Proven {
            height: 1,
            time,
            by: by.clone(),
        };
        assert!(at(100).aged(160, 60).is_proven());
        assert!(!at(100).aged(161, 60).is_proven());
        assert!(
            !at(100).aged(39, 60).is_proven(),
            "a header from the future"
        );
        assert!(at(100).aged(161, 60).aged(150, 60).is_proven());
        assert!(!at(i64::MIN).aged(i64::MAX, 60).is_proven());
        assert_eq!(Proof::NotChecked.aged(0, 0), Proof::NotChecked);
    }
}

//! How far a grant or a link goes: time, uses, delegation, retention.

use serde::{Deserialize, Serialize};

use crate::error::GrantError;

/// The limits that stand in full in every grant and every link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// First second of validity, Unix time.
    pub not_before: i64,
    /// First second after validity, Unix time.
    pub expires: i64,
    /// Uses by all delegates together, 1 to 65535.
    pub max_uses: u16,
    /// Links allowed below, 0 to 4.
    pub max_depth: u8,
    /// Days for which the department may keep what it learns, 0 to 3650; 0 = not at all.
    pub retention_days: u16,
}

/// The same limits as plain integers of a record, in any range.
pub(crate) struct RawLimits {
    pub(crate) nbf: i64,
    pub(crate) exp: i64,
    pub(crate) max_uses: i64,
    pub(crate) max_depth: i64,
    pub(crate) retention_days: i64,
}

/// Last second of the year 9999.
const TIME_MAX: i64 = 253_402_300_799;
/// Five years of 366 days, in seconds.
const SPAN_MAX: i64 = 158_112_000;
const DEPTH_MAX: u8 = 4;
const RETENTION_MAX: u16 = 3_650;
/// How far ahead of the custodian's clock a signer's may be, in seconds.
pub(crate) const CLOCK_SKEW: i64 = 60;

impl Limits {
    /// Checks the ranges of a record.
    pub(crate) fn checked(raw: &RawLimits) -> Result<Self, GrantError> {
        check_time(raw.nbf)?;
        check_time(raw.exp)?;
        if raw.nbf >= raw.exp || raw.exp - raw.nbf > SPAN_MAX {
            return Err(GrantError::Range);
        }
        let limits = Self {
            not_before: raw.nbf,
            expires: raw.exp,
            max_uses: u16::try_from(raw.max_uses).map_err(|_| GrantError::Range)?,
            max_depth: u8::try_from(raw.max_depth).map_err(|_| GrantError::Range)?,
            retention_days: u16::try_from(raw.retention_days).map_err(|_| GrantError::Range)?,
        };
        if limits.max_uses == 0
            || limits.max_depth > DEPTH_MAX
            || limits.retention_days > RETENTION_MAX
        {
            return Err(GrantError::Range);
        }
        Ok(limits)
    }

    /// Whether nothing but the depth is wider than in `other`.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        self.expires <= other.expires
            && self.not_before >= other.not_before
            && self.max_uses <= other.max_uses
            && self.retention_days <= other.retention_days
    }

    pub(crate) fn check_now(&self, now: i64) -> Result<(), GrantError> {
        // Half open, and no grace.
        if now < self.not_before {
            Err(GrantError::NotYet)
        } else if now >= self.expires {
            Err(GrantError::Expired)
        } else {
            Ok(())
        }
    }
}

/// Checks the time of signing and the end of a part.
pub(crate) fn check_issued(iat: i64, exp: i64) -> Result<(), GrantError> {
    check_time(iat)?;
    check_time(exp)?;
    if iat < exp {
        Ok(())
    } else {
        Err(GrantError::Range)
    }
}

fn check_time(seconds: i64) -> Result<(), GrantError> {
    if (0..=TIME_MAX).contains(&seconds) {
        Ok(())
    } else {
        Err(GrantError::Range)
    }
}

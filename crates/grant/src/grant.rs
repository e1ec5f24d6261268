//! The grant proper, read and range-checked: what the holder signed.

use keys::Ed25519Verifier;

use crate::anchor::Anchor;
use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::facts::Directory;
use crate::limits::{Limits, RawLimits, check_issued};
use crate::part::{RIGHTS_MAX, SignedPart};
use crate::record::{GrantRecord, SD_ALG};
use crate::right::RightSet;
use crate::text::{Code, Did};

/// Content of a GRANT part whose form and ranges hold. Its signature is not implied.
pub(crate) struct Grant {
    pub(crate) fingerprint: Fingerprint,
    pub(crate) issuer: Did,
    pub(crate) custodian: Did,
    pub(crate) anchor: Anchor,
    pub(crate) slots: Vec<Digest>,
    pub(crate) clause: Code,
    pub(crate) purpose: Code,
    pub(crate) request: Digest,
    pub(crate) hold: Hold,
}

/// What the department named by a grant or a link holds.
pub(crate) struct Hold {
    /// Fingerprint of the part that gives it.
    pub(crate) part: Fingerprint,
    pub(crate) department: Did,
    /// Its directory key, where it has been asked for already.
    pub(crate) key: Option<Ed25519Verifier>,
    pub(crate) rights: RightSet,
    pub(crate) limits: Limits,
    pub(crate) issued_at: i64,
}

impl Grant {
    /// Step 4 of the verification order.
    pub(crate) fn read(
        part: &SignedPart<'_>,
        fingerprint: Fingerprint,
    ) -> Result<Self, GrantError> {
        let record: GrantRecord<'_> = part.read()?;
        if record.digest_algorithm != SD_ALG
            || record.authorization_details.is_empty()
            || record.authorization_details.len() > RIGHTS_MAX
        {
            return Err(GrantError::Range);
        }
        check_issued(record.iat, record.exp)?;
        let slots = record
            .authorization_details
            .iter()
            .map(|slot| Digest::parse(slot.digest).map_err(|_| GrantError::Range))
            .collect::<Result<Vec<_>, _>>()?;
        let grant = Self {
            fingerprint,
            issuer: parse(record.iss)?,
            custodian: parse(record.aud)?,
            anchor: parse(record.anchor)?,
            clause: parse(record.clause)?,
            purpose: parse(record.purpose)?,
            request: parse(record.request)?,
            hold: Hold {
                part: fingerprint,
                department: parse(record.cnf.kid)?,
                key: None,
                rights: RightSet::below(slots.len()),
                limits: Limits::checked(&RawLimits {
                    nbf: record.nbf,
                    exp: record.exp,
                    max_uses: record.max_uses,
                    max_depth: record.max_depth,
                    retention_days: record.retention_days,
                })?,
                issued_at: record.iat,
            },
            slots,
        };
        match has_repeated(&grant.slots) {
            true => Err(GrantError::Repeated),
            false => Ok(grant),
        }
    }
}

impl Hold {
    /// The key under which the department is active now.
    pub(crate) fn active_key(
        &self,
        directory: &dyn Directory,
        now: i64,
    ) -> Result<Ed25519Verifier, GrantError> {
        self.key
            .or_else(|| directory.department(&self.department, now))
            .ok_or(GrantError::Department)
    }
}

/// Parses one text of a record; all failures are one.
pub(crate) fn parse<T: std::str::FromStr>(text: &str) -> Result<T, GrantError> {
    text.parse().map_err(|_| GrantError::Range)
}

fn has_repeated(slots: &[Digest]) -> bool {
    slots
        .iter()
        .enumerate()
        .any(|(number, slot)| slots[..number].contains(slot))
}

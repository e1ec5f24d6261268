//! Disclosures: the rights that a token shows.

use keys::base64url;

use crate::digest::Digest;
use crate::error::GrantError;
use crate::grant::Grant;
use crate::part::DisclosurePart;
use crate::record::{self, ACCESS_TYPE, AccessRecord, DisclosureRecord};
use crate::right::{Right, RightSet, Salt, ShownRight};

/// Step 8 of the verification order; `kept` are the rights of the last link.
pub(crate) fn read_all(
    disclosures: &[DisclosurePart<'_>],
    grant: &Grant,
    kept: RightSet,
) -> Result<Vec<ShownRight>, GrantError> {
    let mut shown: Vec<ShownRight> = Vec::with_capacity(disclosures.len());
    for disclosure in disclosures {
        let digest = Digest::of(disclosure.text.as_bytes());
        let number = (grant.slots.iter())
            .position(|slot| *slot == digest)
            .and_then(|number| u8::try_from(number).ok())
            .ok_or(GrantError::Unreferenced)?;
        if shown.iter().any(|earlier| earlier.number == number) {
            return Err(GrantError::Repeated);
        }
        if !kept.contains(number) {
            return Err(GrantError::NotDelegated);
        }
        let (salt, right) = read(&disclosure.json)?;
        if shown.iter().any(|earlier| earlier.right == right) {
            return Err(GrantError::Repeated);
        }
        shown.push(ShownRight {
            number,
            right,
            salt,
        });
    }
    if shown.is_empty() {
        Err(GrantError::NoRights)
    } else {
        Ok(shown)
    }
}

fn read(json: &[u8]) -> Result<(Salt, Right), GrantError> {
    let DisclosureRecord(salt, access) = record::read(json).map_err(|_| GrantError::Disclosure)?;
    if access.kind != ACCESS_TYPE {
        return Err(GrantError::Disclosure);
    }
    let [action] = access.actions;
    let salt = base64url::decode_array(salt).map_err(|_| GrantError::Disclosure)?;
    let right = Right {
        entry: access.entry.parse().map_err(|_| GrantError::Disclosure)?,
        attribute: access
            .attribute
            .parse()
            .map_err(|_| GrantError::Disclosure)?,
        action,
    };
    Ok((Salt::from_bytes(salt), right))
}

/// Writes the disclosure of a right.
pub(crate) fn write(right: &Right, salt: Salt) -> String {
    let salt = base64url::encode(salt.as_bytes());
    base64url::encode(&record::write(&DisclosureRecord(
        &salt,
        AccessRecord {
            actions: [right.action],
            attribute: right.attribute.as_str(),
            entry: right.entry.as_str(),
            kind: ACCESS_TYPE,
        },
    )))
}

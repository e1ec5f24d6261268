//! How a holder makes a grant.

use keys::{PublicKey, Signer, did};
use rand_core::CryptoRng;

use crate::anchor::Anchor;
use crate::digest::{Digest, Fingerprint};
use crate::error::GrantError;
use crate::inspect::inspect;
use crate::limits::Limits;
use crate::part::{Kind, PartError, RIGHTS_MAX, sign};
use crate::record::{ConfirmationRecord, GrantRecord, SD_ALG, SlotRecord};
use crate::right::{Right, Salt};
use crate::shown;
use crate::text::{Code, Did};

/// What a grant says, apart from who signs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantTerms {
    /// Where it is anchored, and the one-time account that does so.
    pub anchor: Anchor,
    /// The one custodian at which it is valid.
    pub custodian: Did,
    /// The department that may use it.
    pub department: Did,
    /// The rights, none twice; with the decoys 1 to 64.
    pub rights: Vec<Right>,
    /// Number of slots without a right, to hide how many were given.
    pub decoys: u8,
    /// Clause of law that the request cited.
    pub clause: Code,
    /// Purpose code of the request.
    pub purpose: Code,
    /// SHA-256 of the signed request object (compact JWS, ASCII) that this answers.
    pub request: Digest,
    /// How far it goes.
    pub limits: Limits,
}

/// A grant as issued: all rights shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedGrant {
    /// `GRANT~d1~…~dn~`. Personal data: send it encrypted, never log it whole.
    pub compact: String,
    /// The revocation id, to be anchored after signing and before handing over.
    pub fingerprint: Fingerprint,
}

/// Why a grant could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    /// The terms are outside what a grant can say.
    #[error("the terms make no valid grant: {0}")]
    Terms(GrantError),
    /// The key signs another algorithm, or refused.
    #[error(transparent)]
    Part(#[from] PartError),
}

/// Makes and signs a grant.
///
/// `signer` holds the holder's Ed25519 key for this pair of custodian and department; its `did:key`
/// becomes `iss`. Salts, decoys and the order of the rights are drawn from `rng`. `now` (Unix
/// seconds) becomes `iat`.
///
/// # Errors
/// [`MakeError::Terms`] with the check that a verifier would fail; [`MakeError::Part`] from the key.
pub fn make(
    terms: &GrantTerms,
    signer: &dyn Signer,
    now: i64,
    rng: &mut impl CryptoRng,
) -> Result<IssuedGrant, MakeError> {
    let PublicKey::Ed25519(_) = signer.public_key() else {
        return Err(PartError::Algorithm.into());
    };
    if terms.rights.is_empty() {
        return Err(MakeError::Terms(GrantError::NoRights));
    }
    if terms.rights.len() + usize::from(terms.decoys) > RIGHTS_MAX {
        return Err(MakeError::Terms(GrantError::TooManyRights));
    }
    let (disclosures, digests) = conceal(&terms.rights, terms.decoys, rng);
    let (issuer, anchor) = (did::did_key(&signer.public_key()), terms.anchor.to_string());
    let request = terms.request.to_string();
    let grant = sign(
        Kind::Grant,
        &GrantRecord {
            digest_algorithm: SD_ALG,
            anchor: &anchor,
            aud: terms.custodian.as_str(),
            authorization_details: digests.iter().map(|digest| SlotRecord { digest }).collect(),
            clause: terms.clause.as_str(),
            cnf: ConfirmationRecord {
                kid: terms.department.as_str(),
            },
            exp: terms.limits.expires,
            iat: now,
            iss: &issuer,
            max_depth: terms.limits.max_depth.into(),
            max_uses: terms.limits.max_uses.into(),
            nbf: terms.limits.not_before,
            purpose: terms.purpose.as_str(),
            request: &request,
            retention_days: terms.limits.retention_days.into(),
        },
        signer,
    )?;
    let fingerprint = Fingerprint::of(&grant);
    let compact = format!("{grant}~{}~", disclosures.join("~"));
    // The reader knows every rule; a grant that it would refuse is not handed out.
    inspect(&compact).map_err(MakeError::Terms)?;
    Ok(IssuedGrant {
        compact,
        fingerprint,
    })
}

/// Returns the disclosures, and in random order their digests and those of the decoys.
fn conceal(rights: &[Right], decoys: u8, rng: &mut impl CryptoRng) -> (Vec<String>, Vec<String>) {
    let mut disclosures = Vec::with_capacity(rights.len());
    for right in rights {
        let mut salt = [0; 16];
        rng.fill_bytes(&mut salt);
        disclosures.push(shown::write(right, Salt::from_bytes(salt)));
    }
    let mut digests: Vec<_> = disclosures
        .iter()
        .map(|text| Digest::of(text.as_bytes()).to_string())
        .collect();
    for _ in 0..decoys {
        let mut nothing = [0; 32];
        rng.fill_bytes(&mut nothing);
        digests.push(Digest::from_bytes(nothing).to_string());
    }
    shuffle(&mut digests, rng);
    shuffle(&mut disclosures, rng);
    (disclosures, digests)
}

/// Fisher–Yates, without bias.
fn shuffle<T>(items: &mut [T], rng: &mut impl CryptoRng) {
    for last in (1..items.len()).rev() {
        items.swap(last, draw_below(last + 1, rng));
    }
}

fn draw_below(bound: usize, rng: &mut impl CryptoRng) -> usize {
    let bound = bound as u64;
    // Numbers at the top that would make the small remainders more likely are drawn again.
    let fair = u64::MAX - u64::MAX % bound;
    loop {
        let drawn = rng.next_u64();
        if drawn < fair {
            return (drawn % bound) as usize;
        }
    }
}

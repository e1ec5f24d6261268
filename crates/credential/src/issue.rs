//! The issuer's side: signing one copy of a credential.

use keys::Signer;
use rand_core::CryptoRng;
use sd_jwt::{ClaimPath, Statement, issue};

use crate::CREDENTIAL_TYP;
use crate::attribute::Attributes;
use crate::fingerprint::Fingerprint;
use crate::terms::{KeyName, Terms, TermsError};

/// A signed copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedCredential {
    /// `<JWT>~<disclosure>~...~`, for the holder.
    pub compact: String,
    /// For the chain.
    pub fingerprint: Fingerprint,
}

/// Why a credential cannot be issued.
#[derive(Debug, thiserror::Error)]
pub enum IssueCredentialError {
    /// The terms would be refused by whoever reads them.
    #[error("{0}")]
    Terms(#[from] TermsError),
    /// An attribute's value would be refused, or the signer failed.
    #[error("{0}")]
    SdJwt(#[from] sd_jwt::IssueError),
}

/// Signs one copy of a credential. The key id is that of the signer's algorithm at the issuer.
///
/// Copies of one credential differ in the holder's key alone, `terms.holder`; salts and fingerprint
/// then differ by themselves. Each attribute becomes a disclosure of its own. How many there are is
/// hidden up to the next multiple of eight, by digests without disclosure.
///
/// # Errors
/// See [`IssueCredentialError`].
pub fn issue_credential(
    terms: &Terms,
    attributes: &Attributes,
    signer: &dyn Signer,
    rng: &mut impl CryptoRng,
) -> Result<IssuedCredential, IssueCredentialError> {
    terms.check()?;
    let mut claims = terms.to_claims();
    for (code, value) in attributes {
        claims.insert(code.as_str().to_owned(), value.clone());
    }
    let concealable: Vec<_> = attributes
        .keys()
        .map(|code| ClaimPath::claim(code.as_str()))
        .collect();
    let statement = Statement {
        typ: CREDENTIAL_TYP,
        kid: Some(&KeyName::of(signer.public_key().algorithm()).key_id(&terms.issuer)),
        claims,
        concealable: &concealable,
        decoys: decoys_for(concealable.len()),
        holder: Some(terms.holder),
    };
    let issued = issue(&statement, signer, rng)?;
    Ok(IssuedCredential {
        compact: issued.compact,
        fingerprint: issued.issuer_jwt_digest.into(),
    })
}

fn decoys_for(attributes: usize) -> u8 {
    const STEP: usize = 8;
    let missing = attributes.next_multiple_of(STEP) - attributes;
    u8::try_from(missing).expect("less than STEP")
}

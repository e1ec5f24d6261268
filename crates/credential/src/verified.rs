//! A credential that holds, and what its holder can do with it.

use sd_jwt::{ClaimPath, Selection, VerifiedSdJwt};

use crate::attribute::{AttributeCode, Attributes};
use crate::fingerprint::Fingerprint;
use crate::kinds;
use crate::terms::Terms;

/// What a credential says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The always visible part.
    pub terms: Terms,
    /// The attributes: all of them in the holder's hands, those disclosed in a verifier's.
    pub attributes: Attributes,
    /// The name under which its status is found on chain; tells verifiers of different copies
    /// nothing.
    pub fingerprint: Fingerprint,
}

/// A credential whose issuer's signature, attributes and times hold. Only
/// [`UnverifiedCredential::verify`](crate::UnverifiedCredential::verify) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCredential {
    credential: Credential,
    sd_jwt: VerifiedSdJwt,
}

/// An attribute was selected that the credential does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("credential has no such attribute")]
pub struct UnknownAttributeError;

impl Credential {
    /// The attributes in the order in which people expect them: first those its type knows, in the
    /// type's order, then all others by code.
    pub fn attributes_in_order(
        &self,
    ) -> impl Iterator<Item = (&AttributeCode, &serde_json::Value)> {
        let known = kinds::find(&self.terms.vct).map_or(&[][..], |kind| kind.attributes);
        let position = |code: &AttributeCode| {
            known
                .iter()
                .position(|known| *known == code.as_str())
                .unwrap_or(known.len())
        };
        let mut attributes: Vec<_> = self.attributes.iter().collect();
        // The sort is stable, so that unknown ones stay ordered by code.
        attributes.sort_by_key(|(code, _)| position(code));
        attributes.into_iter()
    }
}

impl VerifiedCredential {
    pub(crate) fn new(credential: Credential, sd_jwt: VerifiedSdJwt) -> Self {
        Self { credential, sd_jwt }
    }

    /// What the credential says.
    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// Keeps the given attributes and no other. No attribute at all is a valid choice: it shows that
    /// there is such a credential. [`Selection::bind`] makes it a presentation.
    ///
    /// # Errors
    /// An attribute is not there.
    pub fn select<'a>(
        &self,
        attributes: impl IntoIterator<Item = &'a AttributeCode>,
    ) -> Result<Selection, UnknownAttributeError> {
        let paths: Vec<_> = attributes
            .into_iter()
            .map(|code| ClaimPath::claim(code.as_str()))
            .collect();
        self.sd_jwt
            .select(&paths)
            .map_err(|_| UnknownAttributeError)
    }
}

//! A part of a credential, shown by its holder to one verifier.

use keys::{DepartmentDid, PublicKey};
use sd_jwt::{Expectation, KeyBinding};

use crate::CREDENTIAL_TYP;
use crate::attribute::Attributes;
use crate::checks::{Checks, ContentError, Verdict};
use crate::fingerprint::Fingerprint;
use crate::terms::{KeyName, Terms};
use crate::unverified::{
    ParseCredentialError, UnverifiedCredential, VerifyCredentialError, attributes, verify_error,
};
use crate::verified::Credential;

/// A well-formed presentation, `<JWT>~<disclosure>~...~<key-binding JWT>`, that nobody has vouched
/// for yet.
#[derive(Clone, Debug)]
pub struct UnverifiedPresentation {
    credential: UnverifiedCredential,
}

/// A presentation that holds: the issuer said it, and the holder shows it to this verifier, now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPresentation {
    /// The credential with the attributes that are shown.
    pub credential: Credential,
    /// What else the holder signed, such as `transaction_data_hashes`.
    pub key_binding: KeyBinding,
}

/// Why a presentation is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PresentationError {
    /// The credential itself is refused.
    #[error("{0}")]
    Credential(#[from] VerifyCredentialError),
    /// The proof of possession does not hold.
    #[error("{0}")]
    KeyBinding(#[from] sd_jwt::KeyBindingError),
}

impl UnverifiedPresentation {
    /// Reads a presentation within the default [`Limits`](sd_jwt::Limits).
    ///
    /// # Errors
    /// See [`ParseCredentialError`]. A credential without key binding is `KeyBinding`.
    pub fn parse(text: &str) -> Result<Self, ParseCredentialError> {
        let credential = UnverifiedCredential::parse_any(text)?;
        if !credential.sd_jwt.has_key_binding() {
            return Err(ParseCredentialError::KeyBinding);
        }
        Ok(Self { credential })
    }

    /// The whole text, as received.
    pub fn as_str(&self) -> &str {
        self.credential.as_str()
    }

    /// The department that is said to have issued the credential.
    pub fn issuer(&self) -> &DepartmentDid {
        self.credential.issuer()
    }

    /// Which of the department's keys is to be looked up.
    pub fn key_name(&self) -> KeyName {
        self.credential.key_name()
    }

    /// The always visible part, as claimed.
    pub fn terms(&self) -> &Terms {
        self.credential.terms()
    }

    /// The name under which the credential's status is found on chain.
    pub fn fingerprint(&self) -> Fingerprint {
        self.credential.fingerprint()
    }

    /// The attributes shown, whoever signed.
    ///
    /// # Errors
    /// See [`ContentError`].
    ///
    /// # Security
    /// See [`UnverifiedCredential::attributes_unverified`].
    pub fn attributes_unverified(&self) -> Result<Attributes, ContentError> {
        self.credential.attributes_unverified()
    }

    /// Takes every step that can be taken, whether or not another failed; see
    /// [`UnverifiedCredential::check`].
    pub fn check(&self, issuer: Option<&PublicKey>, expectation: &Expectation<'_>) -> Checks {
        let holder = self.credential.sd_jwt.check_key_binding(expectation);
        Checks {
            holder_binding: Verdict::from(holder.map_err(Into::into)),
            ..self.credential.check(issuer, None, expectation.now)
        }
    }

    /// Verifies issuer's signature, attributes, times, and the holder's proof for this verifier.
    ///
    /// # Errors
    /// See [`PresentationError`].
    ///
    /// # Security
    /// `issuer` must be the key of [`issuer`](Self::issuer), from the proven directory. The caller
    /// must accept a nonce once, and ask the chain for the status.
    pub fn verify(
        self,
        issuer: &PublicKey,
        expectation: &Expectation<'_>,
    ) -> Result<VerifiedPresentation, PresentationError> {
        let fingerprint = self.fingerprint();
        let UnverifiedCredential { sd_jwt, terms } = self.credential;
        let shown = sd_jwt
            .verify_presentation(issuer, CREDENTIAL_TYP, expectation)
            .map_err(|error| match error {
                sd_jwt::PresentationError::Credential(error) => verify_error(error).into(),
                sd_jwt::PresentationError::KeyBinding(error) => {
                    PresentationError::KeyBinding(error)
                }
            })?;
        let disclosed = shown.sd_jwt.disclosed().map(|(path, _)| path);
        let attributes =
            attributes(shown.sd_jwt.claims(), disclosed).map_err(VerifyCredentialError::Content)?;
        terms
            .validity
            .check(expectation.now)
            .map_err(VerifyCredentialError::Validity)?;
        let credential = Credential {
            terms,
            attributes,
            fingerprint,
        };
        Ok(VerifiedPresentation {
            credential,
            key_binding: shown.key_binding,
        })
    }
}

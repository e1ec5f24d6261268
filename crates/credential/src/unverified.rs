//! A credential as it arrived from an issuer, an archive or a stranger.

use std::collections::BTreeSet;

use keys::{DepartmentDid, PublicKey, jws};
use sd_jwt::{ClaimPath, Content as DisclosedContent, Limits, UnverifiedSdJwt};
use serde_json::{Map, Value};

use crate::CREDENTIAL_TYP;
use crate::attribute::Attributes;
use crate::checks::{Checks, ContentError, Verdict, check_holder};
use crate::fingerprint::Fingerprint;
use crate::terms::{KeyName, Terms, TermsError, ValidityError};
use crate::verified::{Credential, VerifiedCredential};

/// A well-formed credential that nobody has vouched for yet, with all or some of its disclosures.
#[derive(Clone, Debug)]
pub struct UnverifiedCredential {
    pub(crate) sd_jwt: UnverifiedSdJwt,
    pub(crate) terms: Terms,
}

/// What disclosures say, by whether the issuer's JWT has their digest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disclosed {
    /// Those whose digest is there.
    pub signed: Attributes,
    /// Those whose digest is not.
    pub foreign: Attributes,
}

/// Why a text is not a credential at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseCredentialError {
    /// Not a well-formed SD-JWT.
    #[error("{0}")]
    SdJwt(#[from] sd_jwt::ParseError),
    /// The header's `typ` is not `dc+sd-jwt`.
    #[error("not a credential")]
    Typ,
    /// The always visible part is not as it must be.
    #[error("{0}")]
    Terms(#[from] TermsError),
    /// A key binding is there where it must not be, or missing where it must be.
    #[error("a presentation in the place of a credential, or the other way round")]
    KeyBinding,
}

/// Why a credential is not to be relied on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyCredentialError {
    /// The issuer's signature does not hold.
    #[error("issuer's signature does not hold: {0}")]
    IssuerSignature(#[source] jws::JwsError),
    /// The attributes are not what was signed.
    #[error("{0}")]
    Content(#[from] ContentError),
    /// It does not hold at this time.
    #[error("{0}")]
    Validity(#[from] ValidityError),
}

impl UnverifiedCredential {
    /// Reads a credential, `<JWT>~<disclosure>~...~`, within the default [`Limits`].
    ///
    /// Altered disclosures are no concern here: they show in [`check`](Self::check) and
    /// [`verify`](Self::verify).
    ///
    /// # Errors
    /// See [`ParseCredentialError`].
    pub fn parse(text: &str) -> Result<Self, ParseCredentialError> {
        let credential = Self::parse_any(text)?;
        if credential.sd_jwt.has_key_binding() {
            return Err(ParseCredentialError::KeyBinding);
        }
        Ok(credential)
    }

    /// Reads a credential with or without a key binding.
    pub(crate) fn parse_any(text: &str) -> Result<Self, ParseCredentialError> {
        let sd_jwt = UnverifiedSdJwt::parse(text, &Limits::default())?;
        if sd_jwt.header().typ != CREDENTIAL_TYP {
            return Err(ParseCredentialError::Typ);
        }
        let terms = Terms::from_payload(sd_jwt.payload_unverified())?;
        let key_id = KeyName::of(sd_jwt.header().algorithm).key_id(&terms.issuer);
        if sd_jwt.header().kid.as_deref() != Some(&*key_id) {
            return Err(TermsError::KeyId.into());
        }
        Ok(Self { sd_jwt, terms })
    }

    /// The whole text, as received.
    pub fn as_str(&self) -> &str {
        self.sd_jwt.as_str()
    }

    /// The department that is said to have issued it.
    pub fn issuer(&self) -> &DepartmentDid {
        &self.terms.issuer
    }

    /// Which of the department's keys is to be looked up, as it stood at
    /// [`terms`](Self::terms)`().validity.issued_at`.
    pub fn key_name(&self) -> KeyName {
        KeyName::of(self.sd_jwt.header().algorithm)
    }

    /// The always visible part, as claimed.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The name under which its status is found on chain.
    pub fn fingerprint(&self) -> Fingerprint {
        self.sd_jwt.issuer_jwt_digest().into()
    }

    /// The attributes, whoever signed.
    ///
    /// # Errors
    /// See [`ContentError`].
    ///
    /// # Security
    /// For showing a credential that could not be verified, and saying so; never for relying on it.
    pub fn attributes_unverified(&self) -> Result<Attributes, ContentError> {
        let claims = self.sd_jwt.claims_unverified()?;
        attributes(&claims.claims, claims.disclosed.iter())
    }

    /// The attributes as disclosed, those that the issuer's JWT has a digest of apart from those that
    /// it has not: added or altered by somebody. Disclosures inside of others are left out.
    ///
    /// # Security
    /// For naming what was altered; whoever relies on attributes takes [`verify`](Self::verify).
    pub fn disclosed_unverified(&self) -> Disclosed {
        let digests: BTreeSet<&str> = self
            .sd_jwt
            .payload_unverified()
            .get("_sd")
            .and_then(Value::as_array)
            .map(|digests| digests.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let mut disclosed = Disclosed::default();
        for disclosure in self.sd_jwt.disclosures() {
            let signed = digests.contains(disclosure.digest().to_string().as_str());
            if let DisclosedContent::Member { name, value } = disclosure.content()
                && let Ok(code) = name.parse()
            {
                match signed {
                    true => disclosed.signed.insert(code, value.clone()),
                    false => disclosed.foreign.insert(code, value.clone()),
                };
            }
        }
        disclosed
    }

    /// Takes every step that can be taken, whether or not another failed.
    ///
    /// `issuer` is the key of [`issuer`](Self::issuer) under [`key_name`](Self::key_name), if it is
    /// known; `holder` the wallet's own key for this credential; `now` in seconds since 1970.
    pub fn check(
        &self,
        issuer: Option<&PublicKey>,
        holder: Option<&PublicKey>,
        now: i64,
    ) -> Checks {
        Checks {
            integrity: self.attributes_unverified().into(),
            issuer_signature: issuer.map_or(Verdict::NotChecked, |issuer| {
                self.sd_jwt.check_signature(issuer, CREDENTIAL_TYP).into()
            }),
            validity: self.terms.validity.check(now).into(),
            holder_binding: holder.map_or(Verdict::NotChecked, |holder| {
                check_holder(&self.terms.holder, holder).into()
            }),
        }
    }

    /// Verifies the credential under the issuer's key at `now`, seconds since 1970.
    ///
    /// One that was verified when it arrived and is read again from a vault may be verified as of
    /// that time, and [`Validity::check`](crate::Validity::check) asked about the present.
    ///
    /// # Errors
    /// See [`VerifyCredentialError`]; the steps are taken in the order given there.
    ///
    /// # Security
    /// `issuer` must be the key of [`issuer`](Self::issuer), from the proven directory.
    pub fn verify(
        self,
        issuer: &PublicKey,
        now: i64,
    ) -> Result<VerifiedCredential, VerifyCredentialError> {
        let fingerprint = self.fingerprint();
        let sd_jwt = self
            .sd_jwt
            .verify(issuer, CREDENTIAL_TYP)
            .map_err(verify_error)?;
        let attributes = attributes(sd_jwt.claims(), sd_jwt.disclosed().map(|(path, _)| path))?;
        self.terms.validity.check(now)?;
        let credential = Credential {
            terms: self.terms,
            attributes,
            fingerprint,
        };
        Ok(VerifiedCredential::new(credential, sd_jwt))
    }
}

pub(crate) fn verify_error(error: sd_jwt::VerifyError) -> VerifyCredentialError {
    match error {
        sd_jwt::VerifyError::Signature(error) => VerifyCredentialError::IssuerSignature(error),
        sd_jwt::VerifyError::Integrity(error) => ContentError::Disclosures(error).into(),
        sd_jwt::VerifyError::UnexpectedKeyBinding => unreachable!("parse refuses a key binding"),
    }
}

/// The attributes among `claims`. Since [`Terms::from_payload`] leaves no other claim in the clear,
/// these are the disclosed ones.
pub(crate) fn attributes<'a>(
    claims: &Map<String, Value>,
    disclosed: impl Iterator<Item = &'a ClaimPath>,
) -> Result<Attributes, ContentError> {
    disclosed
        .map(|path| {
            let name = path
                .top_level_claim()
                .ok_or(ContentError::NestedDisclosure)?;
            let value = claims
                .get(name)
                .expect("paths of disclosures lead into the claims");
            Ok((name.parse()?, value.clone()))
        })
        .collect()
}
